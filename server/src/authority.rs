//! The certificates browsers want: the site's own authority, and what it signs.
//!
//! Our own programs need none of this, they know the office's key ([`link::tls`]). A browser is told
//! once to trust the authority; so that nobody can use its key for more than this site, should it be
//! stolen, it may sign for addresses of private networks and for the names the site was given, and a
//! browser believes it in nothing else. It is kept with the site's keys: a site that is put back or
//! rebuilt has the same one.

use std::collections::HashMap;
use std::fmt;
use std::net::IpAddr;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use desk::Failure;
use link::listen::Shows;
use link::tls;
use merge::Hash;
use places::DivisionCode;
use rcgen::{
    BasicConstraints, CertificateParams, CidrSubnet, DnType, ExtendedKeyUsagePurpose,
    GeneralSubtree, IsCa, Issuer, KeyPair, KeyUsagePurpose, NameConstraints, date_time_ymd,
};
use rustls::ServerConfig;
use rustls::crypto::ring::sign::any_ecdsa_type;
use rustls::pki_types::pem::PemObject as _;
use rustls::pki_types::{CertificateDer, PrivateKeyDer, PrivatePkcs8KeyDer};
use rustls::sign::CertifiedKey;
use serde::{Deserialize, Serialize};

use crate::folder::Site;
use crate::http::now_ms;

/// Names an authority may always sign for: those that no public registry gives away.
const NAMES: [&str; 5] = ["localhost", "local", "lan", "internal", "home.arpa"];
/// Networks it may always sign for: those that are nobody's in particular.
const NETWORKS: [(&str, u8); 8] = [
    ("10.0.0.0", 8),
    ("172.16.0.0", 12),
    ("192.168.0.0", 16),
    ("100.64.0.0", 10),
    ("169.254.0.0", 16),
    ("127.0.0.0", 8),
    ("fc00::", 7),
    ("fe80::", 10),
];
/// How long before and after it was signed a certificate is good, in days: some browsers take none
/// that is good for more than 825, and a laptop's clock may be some weeks behind.
const BEFORE: u64 = 30;
const AFTER: u64 = 365;
/// How long a certificate is shown before another is signed, in milliseconds: thirty days.
const RENEW_MS: u64 = 30 * DAY_MS;
const DAY_MS: u64 = 24 * 60 * 60 * 1000;
/// Most addresses of this machine that certificates are kept for.
const MOST: usize = 64;

/// The authority of a site.
#[derive(Clone, Serialize, Deserialize)]
pub struct Authority {
    /// The secret key, in PEM.
    key: String,
    /// What browsers are told to trust, in PEM.
    certificate: String,
    /// Names and addresses the site is reached by besides those of private networks.
    names: Vec<String>,
}

// A secret must not reach a log by way of a debug line.
impl fmt::Debug for Authority {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Authority")
            .field("names", &self.names)
            .finish_non_exhaustive()
    }
}

impl Authority {
    /// A new authority of the site of that division, which may also sign for these names.
    ///
    /// # Errors
    /// A name that is none.
    pub(crate) fn fresh(root: DivisionCode, names: Vec<String>) -> Result<Authority, Failure> {
        if let Some(wrong) = names.iter().find(|name| !is_name(name)) {
            return Err(Failure::new(
                "name",
                format!("「{wrong}」不是主机名或 IP 地址；请写成 xunlu.example.cn 或 10.1.2.3"),
                format!(
                    "`{wrong}` is no host name or address; write it like xunlu.example.cn or 10.1.2.3"
                ),
            ));
        }
        let key = KeyPair::generate().map_err(|error| broken(&error))?;
        let signed = params(root, &names).and_then(|params| params.self_signed(&key));
        Ok(Authority {
            key: key.serialize_pem(),
            certificate: signed.map_err(|error| broken(&error))?.pem(),
            names,
        })
    }

    /// What browsers are told to trust, in PEM.
    pub(crate) fn certificate(&self) -> &str {
        &self.certificate
    }

    /// The names the site was given.
    pub(crate) fn names(&self) -> &[String] {
        &self.names
    }

    /// A certificate for whoever comes to that address of this machine, good from about now on.
    fn sign(&self, root: DivisionCode, at: IpAddr, now_ms: u64) -> Result<CertifiedKey, Failure> {
        let signed = || {
            let params = params(root, &self.names)?;
            let issuer = Issuer::new(params, KeyPair::from_pem(&self.key)?);
            let own = ["localhost".to_owned(), at.to_canonical().to_string()];
            let names: Vec<String> = self.names.iter().cloned().chain(own).collect();
            let mut leaf = CertificateParams::new(names)?;
            // Another name than the authority's, or it would count as signed by itself.
            leaf.distinguished_name = called(&at.to_canonical().to_string());
            leaf.use_authority_key_identifier_extension = true;
            leaf.key_usages = vec![KeyUsagePurpose::DigitalSignature];
            leaf.extended_key_usages = vec![ExtendedKeyUsagePurpose::ServerAuth];
            let today = date_time_ymd(1970, 1, 1) + Duration::from_millis(now_ms);
            leaf.not_before = today - Duration::from_millis(BEFORE * DAY_MS);
            leaf.not_after = today + Duration::from_millis(AFTER * DAY_MS);
            let key = KeyPair::generate()?;
            Ok((leaf.signed_by(&key, &issuer)?, key))
        };
        let (leaf, key) = signed().map_err(|error: rcgen::Error| broken(&error))?;
        let secret = PrivateKeyDer::from(PrivatePkcs8KeyDer::from(key.serialize_der()));
        let signer = any_ecdsa_type(&secret).map_err(|error| broken(&error))?;
        Ok(CertifiedKey::new(vec![leaf.der().clone()], signer))
    }
}

/// What an authority's certificate says; the same for the same site and names.
fn params(root: DivisionCode, names: &[String]) -> Result<CertificateParams, rcgen::Error> {
    let mut params = CertificateParams::default();
    params.distinguished_name = called(&root.to_string());
    params.is_ca = IsCa::Ca(BasicConstraints::Constrained(0));
    params.key_usages = vec![KeyUsagePurpose::KeyCertSign, KeyUsagePurpose::CrlSign];
    params.extended_key_usages = vec![ExtendedKeyUsagePurpose::ServerAuth];
    // Fixed days, because the clock of the day it is made may be wrong and nobody makes another.
    params.not_before = date_time_ymd(2020, 1, 1);
    params.not_after = date_time_ymd(2049, 12, 31);
    let networks = NETWORKS.iter().filter_map(|(address, bits)| {
        let address: IpAddr = address.parse().ok()?;
        Some(CidrSubnet::from_addr_prefix(address, *bits))
    });
    let mut permitted: Vec<GeneralSubtree> = networks.map(GeneralSubtree::IpAddress).collect();
    permitted.extend(NAMES.map(|name| GeneralSubtree::DnsName(name.to_owned())));
    permitted.extend(names.iter().map(|name| match name.parse::<IpAddr>() {
        Ok(ip @ IpAddr::V4(_)) => GeneralSubtree::IpAddress(CidrSubnet::from_addr_prefix(ip, 32)),
        Ok(ip) => GeneralSubtree::IpAddress(CidrSubnet::from_addr_prefix(ip, 128)),
        Err(_) => GeneralSubtree::DnsName(name.clone()),
    }));
    params.name_constraints = Some(NameConstraints {
        permitted_subtrees: permitted,
        excluded_subtrees: Vec::new(),
    });
    Ok(params)
}

fn called(what: &str) -> rcgen::DistinguishedName {
    let mut name = rcgen::DistinguishedName::new();
    name.push(DnType::CommonName, format!("Xunlu {what}"));
    name
}

/// Whether this is a host name or an address.
fn is_name(name: &str) -> bool {
    let label = |label: &str| {
        let fits = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'-';
        !label.is_empty() && label.len() <= 63 && label.bytes().all(fits)
    };
    name.parse::<IpAddr>().is_ok()
        || (name.len() <= 253 && name.contains('.') && name.split('.').all(label))
}

/// How the office shows who it is.
pub(crate) struct Shown {
    root: DivisionCode,
    authority: Authority,
    ours: Arc<ServerConfig>,
    /// When it was signed, by the address it is shown at.
    browsers: Mutex<HashMap<IpAddr, (u64, Arc<ServerConfig>)>>,
}

impl Shown {
    /// Of a site that has an authority.
    ///
    /// # Errors
    /// A site that has none, or a key that does not read.
    pub(crate) fn of(site: &Site) -> Result<Shown, Failure> {
        let shown = Shown {
            root: site.root,
            authority: site
                .authority
                .clone()
                .ok_or_else(|| broken(&"no authority"))?,
            ours: Arc::new(tls::office(&site.secret)?),
            browsers: Mutex::default(),
        };
        // A key that does not read is told at the start, and not to the first browser.
        let here = std::net::Ipv4Addr::LOCALHOST.into();
        shown.authority.sign(shown.root, here, now_ms())?;
        Ok(shown)
    }
}

impl Shows for Shown {
    fn shown(&self, ours: bool, at: IpAddr) -> Result<Arc<ServerConfig>, Failure> {
        if ours {
            return Ok(self.ours.clone());
        }
        let now = now_ms();
        // Whoever panicked in between left a map that is whole.
        let mut browsers = self.browsers.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((signed, config)) = browsers.get(&at)
            && now.abs_diff(*signed) < RENEW_MS
        {
            return Ok(config.clone());
        }
        if browsers.len() >= MOST {
            browsers.clear();
        }
        let leaf = self.authority.sign(self.root, at, now)?;
        let config = Arc::new(tls::browsers(Arc::new(leaf))?);
        browsers.insert(at, (now, config.clone()));
        Ok(config)
    }
}

/// What a person compares before trusting a certificate: its SHA-256, in pairs of digits.
pub(crate) fn fingerprint(certificate: &str) -> String {
    // What does not read has no fingerprint that could be compared with anything.
    let der = CertificateDer::from_pem_slice(certificate.as_bytes()).ok();
    let hash = Hash::of(&[der.as_deref().unwrap_or_default()]);
    hash.0.map(|byte| format!("{byte:02X}")).join(":")
}

fn broken(error: &dyn fmt::Display) -> Failure {
    Failure::new(
        "certificate",
        format!("本服务器的证书不可用（{error}）；请用 certificate names 重新生成"),
        format!(
            "this server's certificate cannot be used ({error}); make another with `certificate names`"
        ),
    )
}
