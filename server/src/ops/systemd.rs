//! Telling the service manager that the office serves, or ends.

/// Says one word (`READY=1`, `STOPPING=1`) to whoever started the process and asked to be told, by
/// the protocol of sd_notify(3). Where nobody asked, or nobody listens, nothing happens.
pub(crate) fn tell(word: &str) {
    #[cfg(target_os = "linux")]
    {
        use std::os::linux::net::SocketAddrExt;
        use std::os::unix::net::{SocketAddr, UnixDatagram};

        let Ok(name) = std::env::var("NOTIFY_SOCKET") else {
            return;
        };
        let address = match name.strip_prefix('@') {
            Some(name) => SocketAddr::from_abstract_name(name),
            None => SocketAddr::from_pathname(&name),
        };
        if let (Ok(address), Ok(socket)) = (address, UnixDatagram::unbound()) {
            let _ = socket.send_to_addr(word.as_bytes(), &address);
        }
    }
    #[cfg(not(target_os = "linux"))]
    let _ = word;
}
