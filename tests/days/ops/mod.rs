//! What those who run the service see of it.

mod ending;
mod watching;

use std::io::{Read, Write};
use std::net::TcpStream;
use std::time::{Duration, Instant};

/// What is answered to a question as a probe asks it: the status, the heads and the body.
pub(crate) fn ask(address: &str, path: &str) -> Option<(u16, String, String)> {
    ask_as(address, path, "127.0.0.1")
}

/// As [`ask`], under a name.
fn ask_as(address: &str, path: &str, host: &str) -> Option<(u16, String, String)> {
    let mut socket = TcpStream::connect(address).ok()?;
    let question = format!("GET {path} HTTP/1.1\r\nhost: {host}\r\nconnection: close\r\n\r\n");
    socket.write_all(question.as_bytes()).ok()?;
    let mut answer = String::new();
    socket.read_to_string(&mut answer).ok()?;
    let (head, body) = answer.split_once("\r\n\r\n")?;
    let status = head.split(' ').nth(1)?.parse().ok()?;
    Some((status, head.to_owned(), body.to_owned()))
}

/// Status and body alone.
fn said(address: &str, path: &str) -> (u16, String) {
    let (status, _, body) = ask(address, path).unwrap();
    (status, body)
}

/// Waits until something holds.
#[track_caller]
fn until(what: &str, holds: impl Fn() -> bool) {
    let begun = Instant::now();
    while !holds() {
        assert!(begun.elapsed() < Duration::from_secs(20), "{what}");
        std::thread::sleep(Duration::from_millis(20));
    }
}
