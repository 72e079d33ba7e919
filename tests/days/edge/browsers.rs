//! Browsers know the office by a certificate that they are told once to trust.

use std::fs;
use std::sync::Arc;

use rcgen::{CertificateParams, Issuer, KeyPair};
use reqwest::header::HeaderMap;
use reqwest::{Client, RequestBuilder};
use rustls::client::WebPkiServerVerifier;
use rustls::client::danger::ServerCertVerifier as _;
use rustls::crypto::ring::default_provider;
use rustls::pki_types::pem::PemObject as _;
use rustls::pki_types::{CertificateDer, ServerName, UnixTime};
use rustls::version::TLS13;
use rustls::{ClientConfig, RootCertStore};
use serde_json::{Value, json};

use crate::world::{Lang, Site, run_server, xiangyang_csv};

/// What a browser trusts that was told to trust this certificate and nothing else.
fn trusting(certificate: &str) -> Arc<RootCertStore> {
    let mut roots = RootCertStore::empty();
    let certificate = CertificateDer::from_pem_slice(certificate.as_bytes()).unwrap();
    roots.add(certificate).unwrap();
    Arc::new(roots)
}

/// What a browser is answered that trusts so much.
fn opens(url: &str, roots: Arc<RootCertStore>) -> Result<String, String> {
    let answer = asks(roots, |client| client.get(format!("{url}/healthz")));
    answer.map(|(_, text)| text)
}

/// The head and the text of an answer to a browser that trusts so much.
fn asks(
    roots: Arc<RootCertStore>,
    what: impl FnOnce(&Client) -> RequestBuilder,
) -> Result<(HeaderMap, String), String> {
    let tls = ClientConfig::builder_with_provider(Arc::new(default_provider()))
        .with_protocol_versions(&[&TLS13])
        .unwrap()
        .with_root_certificates(roots)
        .with_no_client_auth();
    let client = reqwest::Client::builder().no_proxy();
    let client = client.tls_backend_preconfigured(tls).build().unwrap();
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build();
    runtime.unwrap().block_on(async {
        let answer = what(&client).send().await;
        let answer = answer.map_err(|error| format!("{error:?}"))?;
        Ok((answer.headers().clone(), answer.text().await.unwrap()))
    })
}

fn exported(site: &Site) -> String {
    let file = site.ground().join("site.crt");
    site.run(&["certificate", "export", "--out", file.to_str().unwrap()])
        .said();
    fs::read_to_string(file).unwrap()
}

fn authority(folder: &std::path::Path) -> Value {
    let site = fs::read(folder.join("site.json")).unwrap();
    let site: Value = serde_json::from_slice(&site).unwrap();
    site["authority"].clone()
}

#[test]
fn a_browser_that_trusts_the_offices_certificate_opens_it_and_no_other_does() {
    let (site, other) = (Site::xiangyang(), Site::xiangyang());
    let url = site.start_secured(&[]);
    let trusted = exported(&site);
    assert_eq!(opens(&url, trusting(&trusted)), Ok("ok".to_owned()));
    let name = url.replace("127.0.0.1", "localhost");
    assert_eq!(opens(&name, trusting(&trusted)), Ok("ok".to_owned()));
    let refused = opens(&url, trusting(&exported(&other))).unwrap_err();
    assert!(refused.contains("InvalidCertificate"), "{refused}");
    // It is the same after a restart, although what it signs is not.
    let url = site.start_secured(&[]);
    assert_eq!(exported(&site), trusted);
    assert_eq!(opens(&url, trusting(&trusted)), Ok("ok".to_owned()));
    // The pages are let in through the same door.
    let add = [
        "account",
        "add",
        "王芳",
        "--unit",
        "420625",
        "--role",
        "county_coord",
    ];
    site.run(&add).said();
    let link = site.json(&["account", "link", "王芳"]);
    let open = link["open"].as_str().unwrap();
    assert!(open.starts_with(&url), "{link}");
    let key = json!({ "by": "link", "word": open.rsplit('=').next() }).to_string();
    let (heads, session) = asks(trusting(&trusted), |client| {
        let request = client.post(format!("{url}/api/session")).body(key);
        request.header("content-type", "application/json")
    })
    .unwrap();
    assert!(session.contains("county_coord"), "{session}");
    assert!(
        heads["set-cookie"].to_str().unwrap().ends_with("; Secure"),
        "{heads:?}"
    );
}

#[test]
fn a_stolen_authority_is_of_no_use_for_other_names() {
    let site = Site::xiangyang();
    let names = |names: &[&str]| {
        site.kill();
        site.run(&[&["certificate", "names"], names].concat())
            .said();
        authority(site.folder())
    };
    let signs = |authority: &Value, name: &'static str| {
        let text = |key: &str| authority[key].as_str().unwrap();
        let mut params = CertificateParams::default();
        let mut called = rcgen::DistinguishedName::new();
        called.push(rcgen::DnType::CommonName, "Xunlu 420600000000");
        params.distinguished_name = called;
        let issuer = Issuer::new(params, KeyPair::from_pem(text("key")).unwrap());
        let key = KeyPair::generate().unwrap();
        let leaf = CertificateParams::new([name.to_owned()]).unwrap();
        let leaf = leaf.signed_by(&key, &issuer).unwrap();
        let roots = trusting(text("certificate"));
        let provider = Arc::new(default_provider());
        let verifier = WebPkiServerVerifier::builder_with_provider(roots, provider).build();
        let server = ServerName::try_from(name).unwrap();
        let verified =
            verifier
                .unwrap()
                .verify_server_cert(leaf.der(), &[], &server, &[], UnixTime::now());
        verified.is_ok()
    };
    let at_first = authority(site.folder());
    for (name, good) in [
        ("10.8.0.7", true),
        ("192.168.1.9", true),
        ("xunlu.local", true),
        ("www.bank.example", false),
        ("local.bank.example", false),
        ("203.0.113.8", false),
    ] {
        assert_eq!(signs(&at_first, name), good, "{name}");
    }
    let wider = names(&["xunlu.bank.example", "203.0.113.8"]);
    assert_ne!(wider["certificate"], at_first["certificate"]);
    for (name, good) in [
        ("xunlu.bank.example", true),
        ("203.0.113.8", true),
        ("www.bank.example", false),
        ("203.0.113.9", false),
    ] {
        assert_eq!(signs(&wider, name), good, "{name}");
    }
    let said = site
        .run(&["certificate", "names", "a b", "--lang", "en"])
        .refused();
    assert!(said.contains("a b"), "{said}");
    assert_eq!(
        authority(site.folder()),
        wider,
        "what is wrong changes nothing"
    );
}

#[test]
fn a_site_that_is_put_back_or_rebuilt_keeps_its_authority_and_an_old_one_gets_one() {
    let site = Site::xiangyang();
    let (backup, again, rebuilt) = (
        site.ground().join("backup"),
        site.ground().join("again"),
        site.ground().join("rebuilt"),
    );
    site.run(&["backup", "--to", backup.to_str().unwrap()])
        .said();
    run_server(
        &again,
        Lang::En,
        &["restore", "--from", backup.to_str().unwrap()],
    )
    .said();
    let (identity, divisions) = (site.folder().join("site.json"), xiangyang_csv());
    let init = [
        "init",
        "--divisions",
        divisions.to_str().unwrap(),
        "--identity",
        identity.to_str().unwrap(),
    ];
    run_server(&rebuilt, Lang::En, &init).said();
    let first = authority(site.folder());
    assert!(first["certificate"].is_string());
    assert_eq!(authority(&again), first);
    assert_eq!(authority(&rebuilt), first);

    // As an older program has left it.
    site.stop();
    let mut old: Value = serde_json::from_slice(&fs::read(&identity).unwrap()).unwrap();
    old.as_object_mut().unwrap().remove("authority");
    fs::write(&identity, old.to_string()).unwrap();
    let url = site.start_secured(&[]);
    assert_eq!(opens(&url, trusting(&exported(&site))), Ok("ok".to_owned()));
    assert_ne!(authority(site.folder()), first);
}
