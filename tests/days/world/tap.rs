//! A tap on the wire between a laptop and its office.

use std::io::{Read, Write};
use std::net::{Shutdown, TcpListener, TcpStream};
use std::sync::{Arc, Mutex};
use std::thread;

use merge::frame;

/// Somebody who carries every byte between laptop and office, remembers what the office said, and
/// may keep an answer to himself.
pub(crate) struct Tap {
    url: String,
    answers: Arc<Mutex<Vec<u8>>>,
}

impl Tap {
    /// Carries everything both ways.
    pub(crate) fn on(office: &str) -> Tap {
        Tap::open(office, true)
    }

    /// Carries what the laptop says and cuts the line before the answer comes through.
    pub(crate) fn mute(office: &str) -> Tap {
        Tap::open(office, false)
    }

    fn open(office: &str, answering: bool) -> Tap {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let answers = Arc::new(Mutex::new(Vec::new()));
        let (office, kept) = (office.to_owned(), answers.clone());
        thread::spawn(move || {
            for laptop in listener.incoming() {
                let (laptop, office) = (laptop.unwrap(), TcpStream::connect(&office).unwrap());
                let (there, back) = (laptop.try_clone().unwrap(), office.try_clone().unwrap());
                let kept = kept.clone();
                thread::spawn(move || carry(there, office, &mut |_| true));
                thread::spawn(move || {
                    carry(back, laptop, &mut |bytes| {
                        kept.lock().unwrap().extend_from_slice(bytes);
                        answering
                    });
                });
            }
        });
        Tap { url, answers }
    }

    pub(crate) fn url(&self) -> &str {
        &self.url
    }

    /// Everything the office said so far, unpacked: the bodies of its answers one after the other.
    pub(crate) fn unpacked(&self) -> Vec<u8> {
        let said = self.answers.lock().unwrap();
        let mut bodies = Vec::new();
        let mut rest = said.as_slice();
        while let Some((body, after)) = next_body(rest) {
            match frame::read(body) {
                Ok(found) => bodies.extend(zstd::decode_all(found.payload).unwrap()),
                Err(_) => bodies.extend_from_slice(body),
            }
            rest = after;
        }
        bodies
    }
}

fn carry(mut from: TcpStream, mut to: TcpStream, pass: &mut dyn FnMut(&[u8]) -> bool) {
    let mut bytes = [0; 16 * 1024];
    while let Ok(read @ 1..) = from.read(&mut bytes) {
        if !pass(&bytes[..read]) || to.write_all(&bytes[..read]).is_err() {
            break;
        }
    }
    // Either side may have hung up first.
    let _ = to.shutdown(Shutdown::Both);
    let _ = from.shutdown(Shutdown::Both);
}

/// The body of the first HTTP answer, and what comes after it.
fn next_body(said: &[u8]) -> Option<(&[u8], &[u8])> {
    let end = said.windows(4).position(|window| window == b"\r\n\r\n")? + 4;
    let head = String::from_utf8_lossy(&said[..end]).to_lowercase();
    let length = head
        .lines()
        .find_map(|line| line.strip_prefix("content-length: "))?;
    said[end..].split_at_checked(length.trim().parse().ok()?)
}
