//! The line to a database: encrypted to whoever proves to be it, and to nobody else.

use std::net::TcpListener;
use std::path::{Path, PathBuf};

use postgres::NoTls;
use rcgen::{BasicConstraints, CertificateParams, IsCa, Issuer, KeyPair};
use store::{Database, StoreError};

use crate::cluster::Cluster;

/// What the certificate is given to.
const NAME: &str = "db.example.cn";

/// An authority, with its certificate in a file.
fn authority(folder: &Path, name: &str) -> (Issuer<'static, KeyPair>, PathBuf) {
    let mut params = CertificateParams::new(Vec::new()).unwrap();
    params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    let key = KeyPair::generate().unwrap();
    let file = folder.join(name);
    std::fs::write(&file, params.self_signed(&key).unwrap().pem()).unwrap();
    (Issuer::new(params, key), file)
}

/// A server that takes nothing but encrypted lines, at a port of this machine.
struct Secured {
    cluster: Cluster,
    port: u16,
}

impl Secured {
    fn by(issuer: &Issuer<'static, KeyPair>) -> Secured {
        let cluster = Cluster::start();
        let key = KeyPair::generate().unwrap();
        let leaf = CertificateParams::new(vec![NAME.to_owned()]).unwrap();
        cluster.put("server.crt", &leaf.signed_by(&key, issuer).unwrap().pem());
        cluster.put("server.key", &key.serialize_pem());
        let secured = Secured {
            cluster,
            port: free_port(),
        };
        let mut admin = secured.cluster.client();
        let office = "CREATE ROLE xunlu LOGIN PASSWORD 'geheim'";
        admin.batch_execute(office).unwrap();
        let own = "CREATE DATABASE office OWNER xunlu";
        admin.batch_execute(own).unwrap();
        let hba = "local all all trust\nhostssl all all 127.0.0.1/32 scram-sha-256\n";
        secured.cluster.put("pg_hba.conf", hba);
        secured.again("on");
        secured
    }

    fn again(&self, ssl: &str) {
        let port = self.port;
        let settings = format!("listen_addresses = '127.0.0.1'\nport = {port}\nssl = {ssl}\n");
        self.cluster.configure(&settings);
        self.cluster.stop();
        self.cluster.go();
    }

    fn url(&self, host: &str, asks: &str) -> String {
        let at = format!("{host}:{}", self.port);
        format!("postgres://xunlu:geheim@{at}/office?hostaddr=127.0.0.1{asks}")
    }

    /// How the lines of our programs are encrypted, as the server says.
    fn spoken(&self) -> Vec<String> {
        let socket = self.cluster.folder().display();
        let port = self.port;
        let admin = format!("host={socket} port={port} user=postgres dbname=postgres");
        let mut admin = postgres::Client::connect(&admin, NoTls).unwrap();
        let lines = "SELECT coalesce(version, 'plain') FROM pg_stat_ssl
            JOIN pg_stat_activity USING (pid) WHERE application_name = 'xunlu'";
        let lines = admin.query(lines, &[]).unwrap();
        lines.iter().map(|line| line.get(0)).collect()
    }
}

fn free_port() -> u16 {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    listener.local_addr().unwrap().port()
}

/// What a program says that is not connected.
#[track_caller]
fn refused(address: &str) -> String {
    let refused = Database::connect(address).unwrap_err();
    assert!(!refused.text().zh.is_empty());
    refused.to_string()
}

#[test]
fn a_line_is_encrypted_to_whoever_proves_to_be_the_database() {
    let ground = tempfile::tempdir().unwrap();
    let (issuer, ours) = authority(ground.path(), "我们的 机构.pem");
    let (_, others) = authority(ground.path(), "other.pem");
    let secured = Secured::by(&issuer);
    let verified = |file: &Path| {
        let file = file.display().to_string().replace(' ', "%20");
        format!("&sslmode=verify-full&sslrootcert={file}")
    };
    // The passphrase is bound to the certificate as well.
    let bound = verified(&ours) + "&channel_binding=require";
    let database = Database::connect(&secured.url(NAME, &bound)).unwrap();
    assert_eq!(database.claim("site", b"a").unwrap(), b"a");
    assert_eq!(secured.spoken(), ["TLSv1.3"]);

    let said = refused(&secured.url(NAME, &verified(&others)));
    assert!(said.contains("not of an authority"), "{said}");
    let said = refused(&secured.url("elsewhere.example.cn", &verified(&ours)));
    assert!(said.contains("not for the host"), "{said}");
    let said = refused(&secured.url(NAME, ""));
    assert!(
        said.contains("takes no line that is not encrypted"),
        "{said}"
    );

    secured.again("off");
    let said = refused(&secured.url(NAME, &verified(&ours)));
    assert!(said.contains("does not support TLS"), "{said}");
}

#[test]
fn an_encryption_that_proves_nothing_is_refused_before_anybody_is_called() {
    let ground = tempfile::tempdir().unwrap();
    let (_, ours) = authority(ground.path(), "root.pem");
    let empty = ground.path().join("empty.pem");
    std::fs::write(&empty, "").unwrap();
    let full = |file: &Path| format!("sslmode=verify-full&sslrootcert={}", file.display());
    // Nobody listens there: whoever called would say so.
    for (asks, says) in [
        ("sslmode=require".to_owned(), "does not check who answers"),
        ("sslmode=prefer".to_owned(), "does not check who answers"),
        ("sslmode=verify-ca".to_owned(), "does not check who answers"),
        ("sslrootcert=/x".to_owned(), "does not check who answers"),
        ("sslmode=verify-full".to_owned(), "needs sslrootcert"),
        (full(&empty), "does not read"),
        (full(&ground.path().join("none")), "does not read"),
        (full(&ours) + "&host=/run/postgresql", "a socket"),
    ] {
        let refused = Database::connect(&format!("postgres://x@127.0.0.1:1/x?{asks}"));
        let refused = refused.unwrap_err();
        assert!(matches!(refused, StoreError::Line(_)), "{asks}: {refused}");
        assert!(refused.to_string().contains(says), "{asks}: {refused}");
    }
}
