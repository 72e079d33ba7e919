//! Finding a laptop that waits, by multicast DNS where the network lets it through.
//!
//! What is announced names a division and nobody in it: whoever listens on the network learns that
//! a laptop of that unit waits, and neither whose it is nor which.

use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::time::Duration;

use desk::Failure;
use mdns_sd::{ServiceDaemon, ServiceEvent, ServiceInfo};
use serde::Serialize;
use tokio::time::{Instant, timeout_at};

/// How long a search takes.
const SEARCH: Duration = Duration::from_secs(5);
/// The service's name.
const SERVICE: &str = "_xunlu._tcp.local.";

/// An announcement that stands until it is dropped.
pub struct Announced(ServiceDaemon);

impl std::fmt::Debug for Announced {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Announced")
    }
}

impl Drop for Announced {
    fn drop(&mut self) {
        let _ = self.0.shutdown();
    }
}

/// A laptop that waits.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Found {
    /// Where.
    pub address: SocketAddr,
    /// The division its unit is named by.
    pub unit: String,
}

fn silent(error: &mdns_sd::Error) -> Failure {
    Failure::new(
        "no_multicast",
        format!("本网络不支持自动查找（{error}）；请直接输入对方屏幕上的地址"),
        format!(
            "this network does not let laptops find each other ({error}); type the address shown on the other screen"
        ),
    )
}

/// Announces that a laptop of a unit waits at an address.
///
/// # Errors
/// A machine without multicast. A typed address works all the same.
pub fn announce(unit: &str, at: SocketAddr) -> Result<Announced, Failure> {
    let mut random = [0; 4];
    desk::fill(&mut random)?;
    let name = format!("{:08x}", u32::from_le_bytes(random));
    let host = format!("xunlu-{name}.local.");
    let told = [("unit", unit)];
    let info = ServiceInfo::new(SERVICE, &name, &host, at.ip(), at.port(), &told[..]);
    let info = info.map_err(|error| silent(&error))?;
    let daemon = ServiceDaemon::new().map_err(|error| silent(&error))?;
    daemon.register(info).map_err(|error| silent(&error))?;
    Ok(Announced(daemon))
}

/// Looks for laptops that wait, for five seconds.
///
/// # Errors
/// A machine without multicast. A typed address works all the same.
pub async fn find() -> Result<Vec<Found>, Failure> {
    let daemon = Announced(ServiceDaemon::new().map_err(|error| silent(&error))?);
    let events = daemon.0.browse(SERVICE).map_err(|error| silent(&error))?;
    let end = Instant::now() + SEARCH;
    let mut found = BTreeMap::new();
    while let Ok(Ok(event)) = timeout_at(end, events.recv_async()).await {
        if let ServiceEvent::ServiceResolved(info) = event {
            let unit = info.get_property_val_str("unit").unwrap_or_default();
            let addresses = info.get_addresses().iter().map(|ip| ip.to_ip_addr());
            if let Some(ip) = addresses.min() {
                let address = SocketAddr::new(ip, info.get_port());
                found.insert(address, unit.to_owned());
            }
        }
    }
    let found = found.into_iter();
    Ok(found
        .map(|(address, unit)| Found { address, unit })
        .collect())
}
