//! Addresses of offices, as people type them.

use desk::Failure;
use reqwest::Url;

/// Reads the address of an office.
pub(crate) fn read(server: &str) -> Result<Url, Failure> {
    let base: Option<Url> = server.parse().ok();
    match base.filter(Url::has_host) {
        Some(base) if base.scheme() == "https" => Ok(base),
        Some(base) if base.scheme() == "http" && is_here(&base) => Ok(base),
        Some(base) if base.scheme() == "http" => {
            let better = secured(server);
            Err(Failure::new(
                "address",
                format!(
                    "{server} 会以明文传送，未连接；请写成 {better}（http:// 只用于本机 127.0.0.1）"
                ),
                format!(
                    "{server} would send everything in the clear, nothing was sent; write {better} (http:// is for 127.0.0.1 alone)"
                ),
            ))
        }
        _ => Err(Failure::new(
            "address",
            format!(
                "「{server}」不是服务器地址；请写成 https://主机:端口（本机为 http://127.0.0.1:端口）"
            ),
            format!(
                "`{server}` is not a server's address; write https://host:port (on the same machine, http://127.0.0.1:port)"
            ),
        )),
    }
}

/// Whether an address is this machine's own.
fn is_here(address: &Url) -> bool {
    match address.host() {
        Some(url::Host::Ipv4(ip)) => ip.is_loopback(),
        Some(url::Host::Ipv6(ip)) => ip.is_loopback(),
        Some(url::Host::Domain(name)) => name == "localhost",
        None => false,
    }
}

/// The address as it is called today: one that was noted before lines were encrypted is the same
/// with encryption.
#[must_use]
pub fn secured(server: &str) -> String {
    let away = |url: Url| url.scheme() == "http" && !is_here(&url);
    match server.split_once("://") {
        Some((_, rest)) if server.parse().is_ok_and(away) => format!("https://{rest}"),
        _ => server.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_goes_off_the_machine_in_the_clear() {
        for here in [
            "http://127.0.0.1:8460",
            "http://127.7.0.1:1",
            "http://[::1]:8460",
            "http://localhost:8460",
            "https://10.0.0.5:8460",
            "https://office.example",
        ] {
            assert!(read(here).is_ok(), "{here}");
            assert_eq!(secured(here), here);
        }
        for away in [
            "http://10.0.0.5:8460",
            "http://office:8460",
            "http://127.0.0.1.example:8460",
            "http://localhost.example",
            "http://0.0.0.0:8460",
            "http://[::]:8460",
            "HTTP://10.0.0.5",
        ] {
            let text = read(away).unwrap_err().text();
            assert!(
                text.zh.contains("明文") && text.en.contains("https://"),
                "{away}"
            );
        }
        assert_eq!(secured("http://10.0.0.5:8460"), "https://10.0.0.5:8460");
        for none in ["ftp://office", "谷城", "", "https://", "http://"] {
            assert!(read(none).is_err(), "{none}");
        }
    }
}
