//! What comes to the door as HTTP: without a ticket, with another's, changed on the way, or as no
//! message at all.

use merge::{DeviceId, Key};
use reqwest::{Method, RequestBuilder};
use sync::bundle::first_hello;
use sync::{Request, Ticket, pack, sign_request};

use super::{Pen, Stage};
use crate::world::Window;

/// Whoever stands at the door of a serving office.
struct Knock<'s> {
    window: Window,
    pen: &'s Pen,
    /// A colleague's device, of which the key is not known.
    other: DeviceId,
}

impl Knock<'_> {
    fn post(&self, path: &str) -> RequestBuilder {
        self.window.request(Method::POST, &path[1..])
    }

    fn ticket(&self, device: DeviceId) -> Ticket {
        let said = self.post("/v1/ticket").body(device.0.to_vec());
        let said = self.window.send(said).body;
        Ticket::from_text(std::str::from_utf8(&said).unwrap()).unwrap()
    }

    fn own(&self) -> Ticket {
        self.ticket(self.pen.grant.device)
    }

    /// A request with a signature over `signed`, whatever is sent.
    fn asks(&self, ticket: &Ticket, key: &Key, signed: &[u8], sent: Vec<u8>) -> RequestBuilder {
        self.post("/v1/sync")
            .header("x-xunlu-ticket", ticket.to_text())
            .header(
                "x-xunlu-signature",
                sign_request(key, ticket, "/v1/sync", signed).unwrap(),
            )
            .body(sent)
    }

    fn rightly(&self, body: Vec<u8>) -> RequestBuilder {
        self.asks(&self.own(), &self.pen.key, &body.clone(), body)
    }
}

/// A ticket with another name or time on it, and the proof it had.
fn relabelled(ticket: &Ticket, device: DeviceId, until_ms: u64) -> Ticket {
    let proof = &ticket.to_text()[48..];
    Ticket::from_text(&format!("{device}{until_ms:016x}{proof}")).unwrap()
}

/// What is done at the door.
type Done = fn(&Knock<'_>) -> RequestBuilder;

fn hello() -> Vec<u8> {
    pack(&Request::Hello(first_hello()))
}

const DONE: &[(&str, Done)] = &[
    ("without a ticket", |at| at.post("/v1/sync").body(hello())),
    ("with a ticket nobody has given", |at| {
        let ticket = Ticket::give(&[1; 32], at.pen.grant.device, 0);
        at.asks(&ticket, &at.pen.key, &hello(), hello())
    }),
    ("with a ticket that has run out", |at| {
        let ticket = relabelled(&at.own(), at.pen.grant.device, 0);
        at.asks(&ticket, &at.pen.key, &hello(), hello())
    }),
    ("with a ticket made longer", |at| {
        let ticket = at.own();
        let longer = ticket.until_ms + 1;
        let ticket = relabelled(&ticket, ticket.device, longer);
        at.asks(&ticket, &at.pen.key, &hello(), hello())
    }),
    ("with a colleague's ticket", |at| {
        at.asks(&at.ticket(at.other), &at.pen.key, &hello(), hello())
    }),
    ("with an own ticket in a colleague's name", |at| {
        let ticket = at.own();
        let ticket = relabelled(&ticket, at.other, ticket.until_ms);
        at.asks(&ticket, &at.pen.key, &hello(), hello())
    }),
    ("signed by another key", |at| {
        at.asks(&at.own(), &Key::from_secret(&[99; 32]), &hello(), hello())
    }),
    ("another body than was signed", |at| {
        at.asks(&at.own(), &at.pen.key, b"other", hello())
    }),
    ("no signature", |at| {
        let ticket = at.own().to_text();
        at.post("/v1/sync")
            .header("x-xunlu-ticket", ticket)
            .body(hello())
    }),
    ("a signature that is none", |at| {
        let ticket = at.own().to_text();
        at.post("/v1/sync")
            .header("x-xunlu-ticket", ticket)
            .header("x-xunlu-signature", "zz".repeat(64))
            .body(hello())
    }),
    ("no message", |at| at.rightly(Vec::new())),
    ("bytes that are no message", |at| {
        at.rightly(vec![0xff; 1_000])
    }),
    ("text", |at| at.rightly(b"{\"hello\":true}".to_vec())),
    ("a message and more", |at| {
        let mut body = hello();
        body.push(0);
        at.rightly(body)
    }),
    ("a message cut short", |at| {
        let mut body = hello();
        body.truncate(body.len() / 2);
        at.rightly(body)
    }),
    ("a message that unpacks to very much", |at| {
        at.rightly(packed(&vec![0; 64 * 1024 * 1024]))
    }),
    ("lists within lists without end", |at| {
        at.rightly(packed(&[0x81; 100_000]))
    }),
    ("an array that announces more than there is", |at| {
        at.rightly(packed(&[
            0x9b, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff,
        ]))
    }),
    ("as an administrator of the machine", |at| {
        at.post("/v1/local").body("\"Daily\"")
    }),
    ("as an administrator with a guessed word", |at| {
        at.post("/v1/local")
            .header("x-xunlu-local", "0".repeat(64))
            .body("\"Daily\"")
    }),
    ("to be let in with nothing", |at| {
        at.post("/v1/enrol").body("")
    }),
    ("a ticket for no device", |at| {
        at.post("/v1/ticket").body("x")
    }),
    ("at a door there is not", |at| {
        at.post("/v1/../site.json").body("")
    }),
];

/// A body as messages are packed, whatever is in it.
fn packed(bytes: &[u8]) -> Vec<u8> {
    let packed = zstd::encode_all(bytes, 3).unwrap();
    let mut framed = Vec::new();
    merge::frame::write(0x10, &packed, &mut framed);
    framed
}

#[test]
fn nobody_gets_through_the_door_who_cannot_prove_who_they_are() {
    let mut stage = Stage::set();
    let pen = stage.rogue();
    let honest = stage.seen();
    let Stage {
        site,
        office,
        honest: colleague,
        ..
    } = stage;
    office.close().unwrap();
    site.start();
    let knock = Knock {
        window: Window::on(&site.url()),
        pen: &pen,
        other: colleague.grant.device,
    };
    assert_eq!(knock.window.send(knock.rightly(hello())).status, 200);
    for (what, done) in DONE {
        let answer = knock.window.send(done(&knock));
        let (status, refused) = (answer.status, sync::unpack::<sync::Refused>(&answer.body));
        assert!((400..500).contains(&status), "{what}: {status}");
        let silent = matches!(status, 404 | 405 | 413);
        assert!(
            silent || refused.is_ok_and(|no| !no.zh.is_empty()),
            "{what}: {status}"
        );
    }
    assert_eq!(knock.window.send(knock.rightly(hello())).status, 200);
    site.stop();
    let layout = server::Layout::new(site.folder());
    let office = server::Office::open(&layout, &mut |_, _| {}).unwrap();
    let store = office.store();
    for (id, (bytes, _)) in &honest {
        assert_eq!(&store.record(*id).unwrap().unwrap().encode(), bytes);
    }
    let found = office.audit(&[], super::NOW_MS, &mut |_, _| {}).unwrap();
    assert_eq!(found.problems, []);
}
