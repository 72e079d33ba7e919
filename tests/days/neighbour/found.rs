//! Laptops that find each other without an address.

use std::net::{Ipv4Addr, UdpSocket};
use std::time::Duration;

use super::Waiting;
use crate::contract::hazard;
use crate::world::{Site, XIANGYANG};

/// Whether this machine hears what it says to a group, which is what finding needs.
fn multicast() -> std::io::Result<()> {
    let group = Ipv4Addr::new(224, 0, 0, 251);
    let socket = UdpSocket::bind((Ipv4Addr::UNSPECIFIED, 0))?;
    socket.join_multicast_v4(&group, &Ipv4Addr::UNSPECIFIED)?;
    socket.set_read_timeout(Some(Duration::from_secs(2)))?;
    socket.send_to(b"anybody?", (group, socket.local_addr()?.port()))?;
    socket.recv_from(&mut [0; 16]).map(drop)
}

#[test]
fn a_waiting_laptop_is_found_and_met_without_typing_an_address() {
    if let Err(error) = multicast() {
        eprintln!("SKIPPED: no multicast on this machine ({error}), so nobody can be found");
        return;
    }
    let site = Site::xiangyang();
    let zhang = site.enrol(XIANGYANG.township, "officer", "张伟");
    let wang = site.enrol(XIANGYANG.township, "officer", "王芳");
    let id = hazard(&zhang, &[]);
    let waiting = Waiting::listening("0.0.0.0:0", &zhang);
    let said = wang.json(&["neighbour", "meet"]);
    // Others may wait on this network too.
    let found = said["found"].as_array().unwrap();
    let found = found.iter().find(|one| one["address"] == waiting.address);
    let found = found.unwrap_or_else(|| panic!("{} not in {said}", waiting.address));
    assert_eq!(found["unit"], XIANGYANG.township);
    // What is called out on the network names a division, and nobody in it.
    assert!(!said.to_string().contains("张伟"));
    let address = found["address"].as_str().unwrap();
    waiting.called_at(address, &wang, &waiting.code).json();
    assert_eq!(wang.list(&[]), [id]);
}
