//! Bad callers at the real listener: slow, huge, endless, packed to burst.

use std::io::{Read, Write};
use std::net::TcpStream;
use std::thread;
use std::time::{Duration, Instant};

use merge::frame;
use sync::limits::{HEAD_MS, MAX_BODY, MAX_LINES};
use sync::{Ticket, sign_request};

use crate::contract::hazard;
use crate::world::{Laptop, Site, Window, XIANGYANG};

/// Longer than anybody who is answered waits.
const LONG: Duration = Duration::from_secs(30);

fn connect(site: &Site) -> TcpStream {
    let socket = TcpStream::connect(site.address()).unwrap();
    socket.set_read_timeout(Some(LONG)).unwrap();
    socket
}

/// What is answered to these bytes until the line is closed; the first line of it.
fn answered(site: &Site, said: &[u8]) -> String {
    let mut socket = connect(site);
    // Whoever is turned away early has not been heard out.
    let _ = socket.write_all(said);
    status(&mut socket)
}

fn status(socket: &mut TcpStream) -> String {
    let (mut first, mut byte) = (Vec::new(), [0]);
    while socket.read(&mut byte).is_ok_and(|read| read == 1) && byte[0] != b'\r' {
        first.push(byte[0]);
    }
    String::from_utf8(first).unwrap()
}

fn post(path: &str, heads: &str, body: &[u8]) -> Vec<u8> {
    let head = format!(
        "POST {path} HTTP/1.1\r\nhost: 127.0.0.1\r\nconnection: close\r\n{heads}content-length: {}\r\n\r\n",
        body.len()
    );
    [head.as_bytes(), body].concat()
}

/// A message of these bytes, packed as ours are.
fn packed(body: &[u8]) -> Vec<u8> {
    let mut bytes = Vec::new();
    frame::write(0x10, &zstd::encode_all(body, 3).unwrap(), &mut bytes);
    bytes
}

#[test]
fn five_hundred_slow_callers_keep_nobody_out_and_do_not_stay() {
    let site = Site::xiangyang();
    let laptop = site.enrol(XIANGYANG.township, "officer", "张伟");
    let begun = Instant::now();
    let slow = |number: usize| {
        let mut socket = connect(&site);
        let begun: &[u8] = match number % 3 {
            0 => b"",
            // What has come buys its time at the pace of the slowest line: little has.
            1 => b"POST /v1/sync H",
            _ => b"POST /v1/enrol HTTP/1.1\r\nhost: 127.0.0.1\r\ncontent-length: 200\r\n\r\nx",
        };
        socket.write_all(begun).unwrap();
        socket
    };
    let mut crowd: Vec<TcpStream> = (0..MAX_LINES + 60).map(slow).collect();
    for _ in 0..3 {
        works(&laptop);
    }
    let window = Window::at(&site, XIANGYANG.county, "county_coord", "王芳");
    assert_eq!(window.get("session").status, 200);
    // Whoever did not get beyond the head of a request is cut off by now.
    for (number, socket) in crowd.iter_mut().enumerate() {
        if number % 3 != 2 {
            // Closed, or broken off: either way nobody holds it.
            let closed = socket.read(&mut [0]);
            assert!(!closed.is_ok_and(|read| read > 0));
        }
    }
    assert!(begun.elapsed() < Duration::from_millis(HEAD_MS) + LONG);
    works(&laptop);
}

#[track_caller]
fn works(laptop: &Laptop) {
    hazard(laptop, &[]);
    let begun = Instant::now();
    assert_eq!(laptop.sync()["pushed"], 1);
    assert!(begun.elapsed() < Duration::from_secs(10));
}

#[test]
fn what_is_huge_endless_or_packed_to_burst_is_turned_away() {
    let site = Site::xiangyang();
    let laptop = site.enrol(XIANGYANG.township, "officer", "张伟");
    let many: String = (0..200).map(|n| format!("x-{n}: 1\r\n")).collect();
    let long = format!("x-long: {}\r\n", "a".repeat(200_000));
    let (bomb, nested) = (packed(&vec![0; MAX_BODY]), packed(&vec![0x81; 100_000]));
    assert!(bomb.len() * 1_000 < MAX_BODY);
    let chunked =
        "POST /v1/enrol HTTP/1.1\r\nhost: 127.0.0.1\r\ntransfer-encoding: chunked\r\n\r\n";
    let endless = [chunked.as_bytes(), b"400\r\n"].concat();
    let endless = [
        endless,
        [vec![b'a'; 0x400], b"\r\n400\r\n".to_vec()]
            .concat()
            .repeat(64),
    ]
    .concat();
    let claimed =
        b"POST /v1/sync HTTP/1.1\r\nhost: 127.0.0.1\r\ncontent-length: 99999999999\r\n\r\n";
    for (what, said, code) in [
        ("many headers", post("/v1/sync", &many, b""), "431"),
        ("a long header", post("/v1/sync", &long, b""), "431"),
        ("a huge claim", claimed.to_vec(), "413"),
        (
            "a large stranger",
            post("/v1/enrol", "", &[7; 5_000]),
            "413",
        ),
        ("a body without end", endless, "413"),
        ("a bomb of a stranger", post("/v1/enrol", "", &bomb), "400"),
        (
            "a nest of a stranger",
            post("/v1/enrol", "", &nested),
            "400",
        ),
        ("a bomb of a device", signed(&site, &laptop, &bomb), "403"),
        ("a nest of a device", signed(&site, &laptop, &nested), "403"),
        (
            "two lengths",
            post("/v1/enrol", "content-length: 1\r\n", b"aa"),
            "400",
        ),
        (
            "no HTTP",
            b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03aaaa\r\n\r\n".to_vec(),
            "400",
        ),
    ] {
        let begun = Instant::now();
        let told = answered(&site, &said);
        assert!(
            told.starts_with(&format!("HTTP/1.1 {code} ")),
            "{what}: {told:?}"
        );
        assert!(
            begun.elapsed() < Duration::from_secs(5),
            "{what} took {:?}",
            begun.elapsed()
        );
    }
    works(&laptop);
}

/// The same as a question of an enrolled device.
fn signed(site: &Site, laptop: &Laptop, body: &[u8]) -> Vec<u8> {
    let device = laptop.identity();
    let mut socket = connect(site);
    socket
        .write_all(&post("/v1/ticket", "", &device.id().0))
        .unwrap();
    let mut answer = String::new();
    socket.read_to_string(&mut answer).unwrap();
    let ticket = Ticket::from_text(answer.rsplit("\r\n").next().unwrap()).unwrap();
    let proof = sign_request(&device.key(), &ticket, "/v1/sync", body).unwrap();
    let heads = format!(
        "x-xunlu-ticket: {}\r\nx-xunlu-signature: {proof}\r\n",
        ticket.to_text()
    );
    post("/v1/sync", &heads, body)
}

#[test]
fn invitations_and_passphrases_are_not_tried_in_bulk() {
    let site = Site::xiangyang();
    let window = Window::at(&site, XIANGYANG.county, "county_coord", "王芳");
    let guess = |window: &Window, number: usize| {
        let name = format!("某{number}");
        let key =
            serde_json::json!({ "by": "name", "name": name, "passphrase": "桥 山 二十 路灯" });
        window.sign_in(&key).refused()
    };
    let mut told: Vec<(u16, String)> = (0..7).map(|number| guess(&window, number)).collect();
    // A start does not forget them.
    site.stop();
    site.start();
    let window = Window::on(&site.url());
    told.extend((7..14).map(|number| guess(&window, number)));
    let wrong = told.iter().filter(|(status, _)| *status == 403).count();
    assert!((10..13).contains(&wrong), "{told:?}");
    assert_eq!(told.last().unwrap(), &(429, "slow_down".to_owned()));
    // At the door for laptops as well, whose invitation is as good as ever.
    let invite = site.invite(XIANGYANG.township, "officer", "张伟");
    let (laptop, url) = (site.new_laptop(), site.url());
    let init = [
        "init", "--invite", &invite, "--server", &url, "--lang", "en",
    ];
    let told = laptop.run(&init).refused();
    assert!(
        told.contains("too many mistakes from this address"),
        "{told}"
    );
    let waited = Instant::now();
    while !laptop.run(&init).ok {
        assert!(waited.elapsed() < LONG, "the wait is over some time");
        thread::sleep(Duration::from_millis(200));
    }
}
