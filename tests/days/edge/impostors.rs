//! Somebody else answers where the office should: nothing is said to him.

use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::{Arc, Mutex};
use std::thread;

use merge::Hash;
use rcgen::{BasicConstraints, CertificateParams, IsCa, Issuer, KeyPair, date_time_ymd};
use rustls::crypto::ring::sign::any_ecdsa_type;
use rustls::pki_types::{PrivateKeyDer, PrivatePkcs8KeyDer};
use rustls::sign::CertifiedKey;
use rustls::{ServerConfig, ServerConnection};
use serde_json::Value;

use crate::bad_input::{laptop_refuses, no};
use crate::contract::hazard;
use crate::offices::{invitation, office_of};
use crate::world::{Site, XIANGYANG};

/// What an impostor does with whoever calls.
type Plays = Box<dyn Fn(TcpStream) -> Vec<u8> + Send>;

/// Somebody who is not the office.
struct Impostor {
    url: String,
    /// What was confided to him.
    heard: Arc<Mutex<Vec<u8>>>,
}

impl Impostor {
    fn who(plays: Plays) -> Impostor {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let url = format!("https://{}", listener.local_addr().unwrap());
        let heard = Arc::new(Mutex::new(Vec::new()));
        let keeps = heard.clone();
        thread::spawn(move || {
            for guest in listener.incoming() {
                let said = plays(guest.unwrap());
                keeps.lock().unwrap().extend(said);
            }
        });
        Impostor { url, heard }
    }

    /// Speaks TLS, and hears whatever is said inside.
    fn encrypting(config: ServerConfig) -> Impostor {
        let config = Arc::new(config);
        Impostor::who(Box::new(move |mut guest| {
            let mut tls = ServerConnection::new(config.clone()).unwrap();
            let mut said = Vec::new();
            let _ = rustls::Stream::new(&mut tls, &mut guest).read_to_end(&mut said);
            said
        }))
    }

    /// Answers a greeting with these bytes, and hears what is not part of a handshake.
    fn answering(bytes: &'static [u8]) -> Impostor {
        Impostor::who(Box::new(move |mut guest| {
            let mut first = [0; 4096];
            let read = guest.read(&mut first).unwrap();
            let mut said = Vec::new();
            if first[0] != 0x16 {
                said.extend_from_slice(&first[..read]);
            }
            let _ = guest.write_all(bytes);
            let mut rest = Vec::new();
            let _ = guest.read_to_end(&mut rest);
            // Records of a handshake and alerts may follow, but nothing that would be said inside.
            let mut records = rest.as_slice();
            while let [kind, _, _, high, low, after @ ..] = records {
                let length = usize::from(u16::from_be_bytes([*high, *low]));
                said.extend((*kind == 0x17).then_some(*kind));
                records = after.get(length..).unwrap_or_default();
            }
            said
        }))
    }
}

/// A certificate for this name, as an impostor can have one made.
struct Wish {
    name: &'static str,
    years: (i32, i32),
    by_itself: bool,
}

const GOOD: Wish = Wish {
    name: "127.0.0.1",
    years: (2020, 2040),
    by_itself: false,
};

fn certified(wish: &Wish) -> ServerConfig {
    let mut leaf = CertificateParams::new([wish.name.to_owned()]).unwrap();
    leaf.not_before = date_time_ymd(wish.years.0, 1, 1);
    leaf.not_after = date_time_ymd(wish.years.1, 1, 1);
    let key = KeyPair::generate().unwrap();
    let leaf = if wish.by_itself {
        leaf.self_signed(&key).unwrap()
    } else {
        let mut authority = CertificateParams::default();
        authority.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        let issuer = Issuer::new(authority, KeyPair::generate().unwrap());
        leaf.signed_by(&key, &issuer).unwrap()
    };
    let secret = PrivateKeyDer::from(PrivatePkcs8KeyDer::from(key.serialize_der()));
    let signer = any_ecdsa_type(&secret).unwrap();
    let shown = CertifiedKey::new(vec![leaf.der().clone()], signer);
    link::tls::browsers(Arc::new(shown)).unwrap()
}

/// A gateway that opens lines: it takes part in the handshake whatever is asked for.
fn tls_of_yesterday() -> &'static [u8] {
    // A server's greeting that settles on TLS 1.2.
    const HELLO: [u8; 47] = {
        let mut hello = [7; 47];
        let head = [0x16, 3, 3, 0, 42, 2, 0, 0, 38, 3, 3];
        let mut at = 0;
        while at < head.len() {
            hello[at] = head[at];
            at += 1;
        }
        let tail = [0, 0xc0, 0x2b, 0];
        at = 0;
        while at < tail.len() {
            hello[43 + at] = tail[at];
            at += 1;
        }
        hello
    };
    &HELLO
}

/// Every impostor, with what is said of him in both languages.
fn impostors() -> Vec<(&'static str, Impostor, &'static str, &'static str)> {
    let other_key = link::tls::office(&Hash([9; 32])).unwrap();
    let years = (2020, 2021);
    let (zh, en) = ("冒充", "pose as the server");
    let page =
        b"HTTP/1.1 302 Found\r\nlocation: http://login.example/\r\ncontent-length: 0\r\n\r\n";
    vec![
        ("another key", Impostor::encrypting(other_key), zh, en),
        (
            "another authority",
            Impostor::encrypting(certified(&GOOD)),
            zh,
            en,
        ),
        (
            "signed by itself",
            Impostor::encrypting(certified(&Wish {
                by_itself: true,
                ..GOOD
            })),
            zh,
            en,
        ),
        (
            "expired",
            Impostor::encrypting(certified(&Wish { years, ..GOOD })),
            zh,
            en,
        ),
        (
            "another name",
            Impostor::encrypting(certified(&Wish {
                name: "office.example",
                ..GOOD
            })),
            zh,
            en,
        ),
        ("TLS 1.2", Impostor::answering(tls_of_yesterday()), zh, en),
        (
            "no TLS 1.3",
            // protocol_version, as a server says that knows only older ones.
            Impostor::answering(&[0x15, 3, 3, 0, 2, 2, 70]),
            zh,
            en,
        ),
        (
            "a login page",
            Impostor::answering(page),
            "网络登录页",
            "login page",
        ),
    ]
}

#[test]
fn nothing_is_said_to_whoever_does_not_have_the_offices_key() {
    let site = Site::xiangyang();
    let url = site.start_secured(&[]);
    let invite = site.invite(XIANGYANG.township, "officer", "张伟");
    let (new, known) = (site.new_laptop(), site.new_laptop());
    let own = site.invite(XIANGYANG.township, "officer", "李强");
    known
        .run(&["init", "--invite", &own, "--server", &url])
        .said();
    hazard(&known, &[]);
    for (who, impostor, zh, en) in impostors() {
        let at = impostor.url.as_str();
        let init = ["init", "--invite", &invite, "--server", at];
        laptop_refuses(&new, &[no(&init, at, zh, en)]);
        assert!(!new.folder().exists(), "{who}: nothing stays behind");
        let refused = known
            .run(&["sync", "--server", at, "--lang", "en"])
            .refused();
        assert!(refused.contains(en), "{who}: {refused}");
        let heard = impostor.heard.lock().unwrap();
        assert!(
            heard.is_empty(),
            "{who} was told {:?}",
            String::from_utf8_lossy(&heard)
        );
    }
    // The invitation and the record are as good as before.
    new.run(&["init", "--invite", &invite, "--server", &url])
        .said();
    let synced = known.json(&["sync", "--server", &url]);
    assert_eq!(
        (&synced["pushed"], &synced["unsent"]),
        (&1.into(), &0.into())
    );
}

#[test]
fn nothing_leaves_the_machine_in_the_clear() {
    let site = Site::xiangyang();
    let url = site.start_secured(&[]);
    let invite = site.invite(XIANGYANG.township, "officer", "张伟");
    let laptop = site.new_laptop();
    let plain = "http://10.0.0.5:8460";
    let init = ["init", "--invite", &invite, "--server", plain];
    let better = "https://10.0.0.5:8460";
    laptop_refuses(&laptop, &[no(&init, plain, better, better)]);
    // Whoever does not encrypt is told so, program and person.
    let clear = url.replace("https", "http");
    let init = ["init", "--invite", &invite, "--server", &clear];
    laptop_refuses(&laptop, &[no(&init, "", "https://", "https://")]);
    let mut socket = TcpStream::connect(clear.trim_start_matches("http://")).unwrap();
    socket
        .write_all(b"GET / HTTP/1.1\r\nhost: office\r\n\r\n")
        .unwrap();
    let mut page = String::new();
    socket.read_to_string(&mut page).unwrap();
    assert!(
        page.starts_with("HTTP/1.1 400") && page.contains("https://"),
        "{page}"
    );

    laptop
        .run(&["init", "--invite", &invite, "--server", &url])
        .said();
    // An address that was noted before lines were encrypted.
    let file = laptop.file("device.json");
    let mut device: Value = serde_json::from_slice(&std::fs::read(&file).unwrap()).unwrap();
    device["server"] = url.replace("https://127.0.0.1", "http://0.0.0.0").into();
    std::fs::write(&file, device.to_string()).unwrap();
    hazard(&laptop, &[]);
    assert_eq!(laptop.sync()["pushed"], 1);
}

#[test]
fn an_office_below_knows_the_one_above_by_its_key() {
    let (city, county) = (Site::xiangyang(), office_of(XIANGYANG.county));
    let url = city.start_secured(&[]);
    let invite = invitation(&city, XIANGYANG.county);
    let (_, impostor, ..) = impostors().swap_remove(0);
    let join = |server: &str| county.run(&["join", &invite, "--server", server, "--lang", "en"]);
    assert!(join(&impostor.url).refused().contains("pose as the server"));
    assert!(
        join("http://10.0.0.8:8460")
            .refused()
            .contains("https://10.0.0.8:8460")
    );
    join(&url).said();
    let officer = county.enrol(XIANGYANG.township, "officer", "张伟");
    hazard(&officer, &[]);
    officer.sync();
    assert_eq!(county.json(&["peers", "sync"])["level"], true);
    let moved = ["peers", "sync", "--lang", "en", "--server", &impostor.url];
    assert!(county.run(&moved).refused().contains("pose as the server"));
    assert!(
        impostor.heard.lock().unwrap().is_empty(),
        "he was told something"
    );
    let back = ["peers", "sync", "--server", &url];
    assert_eq!(county.json(&back)["level"], true);
}
