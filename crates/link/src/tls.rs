//! TLS 1.3 between two of our programs, each side proving that it holds its key.
//!
//! The keys stand bare in the handshake (RFC 7250), without a certificate around them. Whoever calls
//! an office knows its key already: the invitation brought it, and every grant is checked with it.
//! So that key is the pin, and there is no other: no authority that could be talked into a second
//! certificate, no name that has to match, and no date that a laptop with a dead clock battery would
//! find expired. What a certificate would add is of use to browsers alone, who get one
//! from the office's own authority at the same port.
//!
//! The key signs other things too; each of them under a purpose of its own, as TLS does, so that
//! nothing signed here can stand for anything elsewhere.

use std::sync::Arc;

use desk::Failure;
use merge::{Hash, Key};
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

/// What stands before the 32 bytes of an Ed25519 public key in its DER form (RFC 8410).
const PUBLIC: [u8; 12] = [
    0x30, 0x2a, 0x30, 0x05, 0x06, 0x03, 0x2b, 0x65, 0x70, 0x03, 0x21, 0x00,
];
/// What stands before the 32 bytes of its secret.
const SECRET: [u8; 16] = [
    0x30, 0x2e, 0x02, 0x01, 0x00, 0x30, 0x05, 0x06, 0x03, 0x2b, 0x65, 0x70, 0x04, 0x22, 0x04, 0x20,
];
/// What is spoken inside.
const HTTP: &[u8] = b"http/1.1";

/// The key behind a handshake, if it is one of ours.
#[must_use]
pub fn key_of(shown: Option<&[CertificateDer<'_>]>) -> Option<[u8; 32]> {
    match shown? {
        [only] => only.as_ref().strip_prefix(&PUBLIC)?.try_into().ok(),
        _ => None,
    }
}

/// A key with the secret half that proves it.
fn own(secret: &Hash) -> Result<Arc<CertifiedKey>, Failure> {
    let pair = PrivatePkcs8KeyDer::from([&SECRET[..], &secret.0].concat());
    let signer = ring::sign::any_eddsa_type(&pair).map_err(|error| broken(&error))?;
    let public = Key::from_secret(&secret.0).public().bytes();
    let shown = CertificateDer::from([&PUBLIC[..], &public].concat());
    Ok(Arc::new(CertifiedKey::new(vec![shown], signer)))
}

/// The side that listens and the side that calls, of two laptops: each shows the key of that secret
/// and takes any that is proved, because whose it is the grant says that is shown next.
///
/// # Errors
/// A secret that is none.
pub fn neighbours(secret: &Hash) -> Result<(ServerConfig, ClientConfig), Failure> {
    let (own, anyone) = (own(secret)?, Arc::new(Expected::anyone()));
    let listening = ServerConfig::builder_with_provider(anyone.provider.clone())
        .with_protocol_versions(&[&TLS13])
        .map_err(|error| broken(&error))?
        .with_client_cert_verifier(anyone.clone())
        .with_cert_resolver(Arc::new(AlwaysResolvesServerRawPublicKeys::new(
            own.clone(),
        )));
    let calling = ClientConfig::builder_with_provider(anyone.provider.clone())
        .with_protocol_versions(&[&TLS13])
        .map_err(|error| broken(&error))?
        .dangerous()
        .with_custom_certificate_verifier(anyone)
        .with_client_cert_resolver(Arc::new(AlwaysResolvesClientRawPublicKeys::new(own)));
    Ok((listening, calling))
}

/// The side of an office that answers our own programs; who calls is said inside.
///
/// # Errors
/// A secret that is none.
pub fn office(secret: &Hash) -> Result<ServerConfig, Failure> {
    let mut config = ServerConfig::builder_with_provider(Arc::new(ring::default_provider()))
        .with_protocol_versions(&[&TLS13])
        .map_err(|error| broken(&error))?
        .with_no_client_auth()
        .with_cert_resolver(Arc::new(AlwaysResolvesServerRawPublicKeys::new(own(
            secret,
        )?)));
    config.alpn_protocols = vec![HTTP.to_vec()];
    Ok(config)
}

/// The side of an office that answers browsers, which want a certificate.
///
/// # Errors
/// A certificate that does not fit its key.
pub fn browsers(shown: Arc<CertifiedKey>) -> Result<ServerConfig, Failure> {
    #[derive(Debug)]
    struct Always(Arc<CertifiedKey>);
    impl rustls::server::ResolvesServerCert for Always {
        fn resolve(&self, _: rustls::server::ClientHello<'_>) -> Option<Arc<CertifiedKey>> {
            Some(self.0.clone())
        }
    }
    let mut config = ServerConfig::builder_with_provider(Arc::new(ring::default_provider()))
        .with_protocol_versions(&[&TLS13])
        .map_err(|error| broken(&error))?
        .with_no_client_auth()
        .with_cert_resolver(Arc::new(Always(shown)));
    config.alpn_protocols = vec![HTTP.to_vec()];
    Ok(config)
}

/// The side that calls the office of that key, and nobody else.
///
/// # Errors
/// A library that does not speak TLS 1.3.
pub fn calling(office: Hash) -> Result<ClientConfig, Failure> {
    let only = Arc::new(Expected {
        only: Some(office.0),
        ..Expected::anyone()
    });
    let config = ClientConfig::builder_with_provider(only.provider.clone())
        .with_protocol_versions(&[&TLS13])
        .map_err(|error| broken(&error))?
        .dangerous()
        .with_custom_certificate_verifier(only)
        .with_no_client_auth();
    Ok(config)
}

/// Whether a caller is one of our programs, which take a bare key.
#[must_use]
pub(crate) fn takes_bare_keys(hello: &rustls::server::ClientHello<'_>) -> bool {
    let types = hello.server_cert_types().unwrap_or_default();
    types.contains(&rustls::server::CertificateType::RawPublicKey)
}

fn broken(error: &Error) -> Failure {
    Failure::new(
        "tls",
        format!("无法用本机密钥建立加密连接（{error}）；请重新安装程序"),
        format!(
            "no secure line can be made with this machine's key ({error}); install the program again"
        ),
    )
}

/// Accepts an Ed25519 key that its holder proves: one, or any.
#[derive(Debug)]
struct Expected {
    only: Option<[u8; 32]>,
    provider: Arc<CryptoProvider>,
}

impl Expected {
    fn anyone() -> Expected {
        Expected {
            only: None,
            provider: Arc::new(ring::default_provider()),
        }
    }

    fn accept(&self, shown: &CertificateDer<'_>) -> Result<(), Error> {
        let refuse = |why| Err(Error::InvalidCertificate(why));
        match key_of(Some(std::slice::from_ref(shown))) {
            None => refuse(CertificateError::BadEncoding),
            Some(key) if self.only.is_some_and(|only| only != key) => {
                refuse(CertificateError::ApplicationVerificationFailure)
            }
            Some(_) => Ok(()),
        }
    }

    fn proved(
        &self,
        message: &[u8],
        shown: &CertificateDer<'_>,
        signed: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        let key = SubjectPublicKeyInfoDer::from(shown.as_ref());
        let known = &self.provider.signature_verification_algorithms;
        verify_tls13_signature_with_raw_key(message, &key, signed, known)
    }
}

/// There is no TLS 1.2 here.
fn too_old() -> Error {
    Error::General("TLS 1.3 only".to_owned())
}

impl ServerCertVerifier for Expected {
    fn verify_server_cert(
        &self,
        shown: &CertificateDer<'_>,
        _: &[CertificateDer<'_>],
        _: &ServerName<'_>,
        _: &[u8],
        _: UnixTime,
    ) -> Result<ServerCertVerified, Error> {
        self.accept(shown).map(|()| ServerCertVerified::assertion())
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

impl ClientCertVerifier for Expected {
    fn root_hint_subjects(&self) -> &[DistinguishedName] {
        &[]
    }

    fn verify_client_cert(
        &self,
        shown: &CertificateDer<'_>,
        _: &[CertificateDer<'_>],
        _: UnixTime,
    ) -> Result<ClientCertVerified, Error> {
        self.accept(shown).map(|()| ClientCertVerified::assertion())
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
