//! The line between two laptops: TLS 1.3, each side proving that it holds its device's key.
//!
//! The keys stand bare in the handshake (RFC 7250), without a certificate around them: who a key
//! belongs to is said by the grant that is shown next, and what a certificate would add, a name, a
//! time and a signature by the same key, proves nothing.

use std::sync::Arc;

use desk::Failure;
use rustls::client::AlwaysResolvesClientRawPublicKeys;
use rustls::client::danger::{HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier};
use rustls::crypto::{CryptoProvider, ring, verify_tls13_signature_with_raw_key};
use rustls::pki_types::{
    CertificateDer, PrivatePkcs8KeyDer, ServerName, SubjectPublicKeyInfoDer, UnixTime,
};
use rustls::server::AlwaysResolvesServerRawPublicKeys;
use rustls::server::danger::{ClientCertVerified, ClientCertVerifier};
use rustls::sign::CertifiedKey;
use rustls::{
    CertificateError, ClientConfig, DigitallySignedStruct, DistinguishedName, Error, ServerConfig,
    SignatureScheme, version::TLS13,
};

use crate::device::Device;

/// What stands before the 32 bytes of an Ed25519 public key in its DER form (RFC 8410).
const PUBLIC: [u8; 12] = [
    0x30, 0x2a, 0x30, 0x05, 0x06, 0x03, 0x2b, 0x65, 0x70, 0x03, 0x21, 0x00,
];
/// What stands before the 32 bytes of its secret.
const SECRET: [u8; 16] = [
    0x30, 0x2e, 0x02, 0x01, 0x00, 0x30, 0x05, 0x06, 0x03, 0x2b, 0x65, 0x70, 0x04, 0x22, 0x04, 0x20,
];

/// The device's key behind a handshake, if it is one of ours.
pub(super) fn key_of(shown: Option<&[CertificateDer<'_>]>) -> Option<[u8; 32]> {
    match shown? {
        [only] => only.as_ref().strip_prefix(&PUBLIC)?.try_into().ok(),
        _ => None,
    }
}

/// Accepts every Ed25519 key that its holder proves; whose it is, the grant says.
#[derive(Debug)]
struct AnyDevice(Arc<CryptoProvider>);

impl AnyDevice {
    fn accept(shown: &CertificateDer<'_>) -> Result<(), Error> {
        let one = key_of(Some(std::slice::from_ref(shown)));
        one.map(|_| ())
            .ok_or(Error::InvalidCertificate(CertificateError::BadEncoding))
    }

    fn proved(
        &self,
        message: &[u8],
        shown: &CertificateDer<'_>,
        signed: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        let key = SubjectPublicKeyInfoDer::from(shown.as_ref());
        verify_tls13_signature_with_raw_key(
            message,
            &key,
            signed,
            &self.0.signature_verification_algorithms,
        )
    }
}

/// There is no TLS 1.2 here.
fn too_old() -> Error {
    Error::General("TLS 1.3 only".to_owned())
}

impl ServerCertVerifier for AnyDevice {
    fn verify_server_cert(
        &self,
        shown: &CertificateDer<'_>,
        _: &[CertificateDer<'_>],
        _: &ServerName<'_>,
        _: &[u8],
        _: UnixTime,
    ) -> Result<ServerCertVerified, Error> {
        AnyDevice::accept(shown).map(|()| ServerCertVerified::assertion())
    }

    fn verify_tls12_signature(
        &self,
        _: &[u8],
        _: &CertificateDer<'_>,
        _: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        Err(too_old())
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        shown: &CertificateDer<'_>,
        signed: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        self.proved(message, shown, signed)
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        vec![SignatureScheme::ED25519]
    }

    fn requires_raw_public_keys(&self) -> bool {
        true
    }
}

impl ClientCertVerifier for AnyDevice {
    fn root_hint_subjects(&self) -> &[DistinguishedName] {
        &[]
    }

    fn verify_client_cert(
        &self,
        shown: &CertificateDer<'_>,
        _: &[CertificateDer<'_>],
        _: UnixTime,
    ) -> Result<ClientCertVerified, Error> {
        AnyDevice::accept(shown).map(|()| ClientCertVerified::assertion())
    }

    fn verify_tls12_signature(
        &self,
        _: &[u8],
        _: &CertificateDer<'_>,
        _: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        Err(too_old())
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        shown: &CertificateDer<'_>,
        signed: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        self.proved(message, shown, signed)
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        vec![SignatureScheme::ED25519]
    }

    fn requires_raw_public_keys(&self) -> bool {
        true
    }
}

/// The side that listens and the side that calls, for a device with its secret.
pub(super) fn sides(device: &Device) -> Result<(ServerConfig, ClientConfig), Failure> {
    let broken = |error: Error| {
        Failure::new(
            "tls",
            format!("无法用本机密钥建立加密连接（{error}）；请重新安装程序"),
            format!(
                "no secure line can be made with this laptop's key ({error}); install the program again"
            ),
        )
    };
    let provider = Arc::new(ring::default_provider());
    let secret = PrivatePkcs8KeyDer::from([&SECRET[..], &device.secret.0].concat());
    let signer = ring::sign::any_eddsa_type(&secret).map_err(broken)?;
    let shown = CertificateDer::from([&PUBLIC[..], &device.key().public().bytes()].concat());
    let own = Arc::new(CertifiedKey::new(vec![shown], signer));
    let anyone = Arc::new(AnyDevice(provider.clone()));
    let listening = ServerConfig::builder_with_provider(provider.clone())
        .with_protocol_versions(&[&TLS13])
        .map_err(broken)?
        .with_client_cert_verifier(anyone.clone())
        .with_cert_resolver(Arc::new(AlwaysResolvesServerRawPublicKeys::new(
            own.clone(),
        )));
    let calling = ClientConfig::builder_with_provider(provider)
        .with_protocol_versions(&[&TLS13])
        .map_err(broken)?
        .dangerous()
        .with_custom_certificate_verifier(anyone)
        .with_client_cert_resolver(Arc::new(AlwaysResolvesClientRawPublicKeys::new(own)));
    Ok((listening, calling))
}
