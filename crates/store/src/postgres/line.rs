//! The line to a database: whether it is encrypted, who must answer, and what is told first.

use std::error::Error;
use std::io;
use std::time::Duration;

use forms::Text;
use percent_encoding::percent_decode_str;
use postgres::config::{Host, SslMode};
use postgres::error::SqlState;
use postgres::{Client, Config, NoTls};
use rustls::crypto::ring;
use rustls::pki_types::CertificateDer;
use rustls::pki_types::pem::PemObject;
use rustls::version::TLS13;
use rustls::{CertificateError, ClientConfig, RootCertStore};
use tokio_postgres_rustls::MakeRustlsConnect;

use crate::error::StoreError;

use super::failed;

/// How long a program waits to be connected.
const CONNECT: Duration = Duration::from_secs(10);
/// How long unanswered bytes may be under way before the connection is taken for dead: a server
/// that vanished sends no word.
const UNANSWERED: Duration = Duration::from_secs(20);
/// What every connection is told first. `synchronous_commit`: "saved" is said only of what is on
/// the disk.
const SETTINGS: &str = "SET synchronous_commit = 'on'; SET client_min_messages = 'warning'";
/// What it is told unless the address says otherwise (`options=-c lock_timeout=…`). `lock_timeout`:
/// so long a commit waits for those before it until it steps back and tries again.
/// `statement_timeout`: no single statement of ours takes a tenth of that.
/// `idle_in_transaction_session_timeout`: a program that was stopped in the middle of a commit keeps
/// the others waiting no longer than that.
const TIMEOUTS: [(&str, &str); 3] = [
    ("lock_timeout", "10s"),
    ("statement_timeout", "60s"),
    ("idle_in_transaction_session_timeout", "20s"),
];

/// How a database is reached.
pub(super) struct Line {
    config: Config,
    tls: Option<MakeRustlsConnect>,
    settings: String,
}

impl Line {
    /// To the database at an address.
    ///
    /// # Errors
    /// An address that does not read, or asks for an encryption that proves nothing.
    pub(super) fn to(address: &str) -> Result<Line, StoreError> {
        let (address, mode, roots) = asked(address);
        let mut config: Config = address.parse().map_err(failed)?;
        let hosts = config.get_hosts();
        let socket = hosts.iter().any(|host| !matches!(host, Host::Tcp(_)));
        let tls = match (mode.as_deref(), roots) {
            (Some("verify-full"), Some(_)) if socket => return Err(of_a_socket()),
            (Some("verify-full"), Some(roots)) => Some(verifying(&roots)?),
            (Some("verify-full"), None) => return Err(without_roots()),
            (None | Some("disable"), None) if config.get_ssl_mode() != SslMode::Require => None,
            _ => return Err(half_encrypted()),
        };
        let mode = if tls.is_some() {
            SslMode::Require
        } else {
            SslMode::Disable
        };
        config.ssl_mode(mode).connect_timeout(CONNECT);
        if config.get_application_name().is_none() {
            config.application_name("xunlu");
        }
        if !socket {
            config.tcp_user_timeout(UNANSWERED);
            config.keepalives_idle(UNANSWERED);
        }
        let said = config.get_options().unwrap_or_default();
        let unsaid = TIMEOUTS.iter().filter(|(name, _)| !said.contains(name));
        let timeouts: String = unsaid
            .map(|(name, long)| format!("; SET {name} = '{long}'"))
            .collect();
        Ok(Line {
            config,
            tls,
            settings: format!("{SETTINGS}{timeouts}"),
        })
    }

    /// One connection.
    ///
    /// # Errors
    /// Nobody answers, or somebody who is not the database.
    pub(super) fn connect(&self) -> Result<Client, postgres::Error> {
        let mut client = match &self.tls {
            Some(tls) => self.config.connect(tls.clone()),
            None => self.config.connect(NoTls),
        }?;
        client.batch_execute(&self.settings)?;
        Ok(client)
    }
}

/// An address without what it says of encryption, and that: the client library knows only modes
/// that do not look at who answers.
fn asked(address: &str) -> (String, Option<String>, Option<String>) {
    let (mut mode, mut roots) = (None, None);
    let url = ["postgres://", "postgresql://"]
        .iter()
        .any(|scheme| address.starts_with(scheme));
    let Some((before, after)) = address.split_once('?').filter(|_| url) else {
        return (address.to_owned(), mode, roots);
    };
    let mut rest = Vec::new();
    for part in after.split('&') {
        match part.split_once('=') {
            Some(("sslmode", value)) => mode = Some(plain(value)),
            Some(("sslrootcert", value)) => roots = Some(plain(value)),
            _ => rest.push(part),
        }
    }
    (format!("{before}?{}", rest.join("&")), mode, roots)
}

/// What a part of a URL says, its percent signs resolved.
fn plain(value: &str) -> String {
    percent_decode_str(value).decode_utf8_lossy().into_owned()
}

/// TLS 1.3 to a host that shows a certificate of its name, of an authority in this file.
fn verifying(roots: &str) -> Result<MakeRustlsConnect, StoreError> {
    let unread = |why: String| {
        line(
            format!("sslrootcert 文件 {roots} 无法读取（{why}）；应为 PEM 格式的机构证书"),
            format!(
                "the file {roots} of sslrootcert does not read ({why}); it is to hold an authority's certificate as PEM"
            ),
        )
    };
    let mut store = RootCertStore::empty();
    let certificates = CertificateDer::pem_file_iter(roots);
    for certificate in certificates.map_err(|error| unread(error.to_string()))? {
        let added = certificate
            .map_err(|error| error.to_string())
            .and_then(|one| store.add(one).map_err(|error| error.to_string()));
        added.map_err(unread)?;
    }
    if store.is_empty() {
        return Err(unread("0".to_owned()));
    }
    let config = ClientConfig::builder_with_provider(ring::default_provider().into())
        .with_protocol_versions(&[&TLS13])
        .map_err(|error| unread(error.to_string()))?
        .with_root_certificates(store)
        .with_no_client_auth();
    Ok(MakeRustlsConnect::new(config))
}

/// Why whoever answered is not believed, or does not believe us without encryption.
pub(super) fn refused(error: &postgres::Error) -> Option<StoreError> {
    if let Some(said) = error.as_db_error() {
        let plain = said.code() == &SqlState::INVALID_AUTHORIZATION_SPECIFICATION
            && said.message().ends_with("no encryption");
        return plain.then(|| {
            let said = said.message();
            line(
                format!("数据库不接受未加密的连接（{said}）；请在地址中加 sslmode=verify-full&sslrootcert=机构证书文件"),
                format!("the database takes no line that is not encrypted ({said}); add sslmode=verify-full&sslrootcert=FILE to the address"),
            )
        });
    }
    let cause = error.source()?.downcast_ref::<io::Error>()?;
    let rustls::Error::InvalidCertificate(why) = cause.get_ref()?.downcast_ref()? else {
        return None;
    };
    Some(match why {
        CertificateError::NotValidForName | CertificateError::NotValidForNameContext { .. } => {
            line(
                "数据库出示的证书不是发给地址中这个主机名的；请用证书上的名字作主机名（名字无法解析时加 hostaddr=IP）",
                "the certificate the database shows is not for the host the address names; name the host as the certificate does (with hostaddr=IP where that name is not resolved)",
            )
        }
        CertificateError::Expired
        | CertificateError::ExpiredContext { .. }
        | CertificateError::NotValidYet
        | CertificateError::NotValidYetContext { .. } => line(
            "数据库出示的证书已过期或尚未生效；请更换证书，并核对本机时钟",
            "the certificate the database shows has expired or is not valid yet; renew it, and check this machine's clock",
        ),
        CertificateError::UnknownIssuer | CertificateError::BadSignature => line(
            "数据库出示的证书不是 sslrootcert 中的机构签发的；请核对地址和该文件",
            "the certificate the database shows is not of an authority in sslrootcert; check the address and that file",
        ),
        _ => return None,
    })
}

fn line(zh: impl Into<String>, en: impl Into<String>) -> StoreError {
    StoreError::Line(Text::new(zh, en))
}

/// libpq would encrypt and believe whoever answers: that helps against nobody who stands in between.
fn half_encrypted() -> StoreError {
    line(
        "地址中的 sslmode 只能是 disable（本机、套接字或自带加密的专网），或 verify-full 并带 sslrootcert=机构证书文件；其余方式不核对应答者是谁",
        "sslmode in the address is either disable (this machine, a socket, or a private network that encrypts) or verify-full with sslrootcert=FILE; anything else does not check who answers",
    )
}

fn without_roots() -> StoreError {
    line(
        "sslmode=verify-full 还需要 sslrootcert=机构证书文件，用来核对数据库的证书",
        "sslmode=verify-full needs sslrootcert=FILE, the authority that the database's certificate is checked with",
    )
}

fn of_a_socket() -> StoreError {
    line(
        "地址指向本机套接字，不能加密；请去掉 sslmode 和 sslrootcert",
        "the address is that of a socket, which is not encrypted; leave sslmode and sslrootcert out",
    )
}
