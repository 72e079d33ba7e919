//! A laptop of an earlier version comes to today's office, byte for byte as it did in its day, and
//! today's laptop hears what the office of that day answered.
//!
//! `asked` beside a version's folders has what its laptop said in one exchange, `said` what its
//! office answered. Both were written down once by `XUNLU_UPDATE=1`, in the version's own day.

use std::fs;
use std::path::Path;

use merge::{Hash, Head, RecordId, Sealed};
use reqwest::Client;
use sync::bundle::{Chain, Part, Purpose, Writer};
use sync::photos::{Fetch, PhotoAsk};
use sync::{Hello, PageAsk, Reply, Request, Ticket};
use tempfile::TempDir;

use super::spoken::{self, Fate, FeedItem, Held, PhotoReply};
use super::{CHILECHUAN, ROWS, as_left, file, here, versions};
use crate::contract::hazard;
use crate::world::{Laptop, Site, Tap, Turn};

/// A device at the office's door, whatever it has to say.
struct Caller {
    device: agent::Device,
    url: String,
    client: Client,
    runtime: tokio::runtime::Runtime,
}

impl Caller {
    fn of(laptop: &Laptop, site: &Site) -> Caller {
        Caller {
            device: laptop.identity(),
            url: site.url(),
            client: Client::builder()
                .no_proxy()
                .tls_backend_preconfigured(link::tls::calling(merge::Hash::ZERO).unwrap())
                .build()
                .unwrap(),
            runtime: tokio::runtime::Builder::new_current_thread()
                .enable_all()
                .build()
                .unwrap(),
        }
    }

    /// Says some bytes under a fresh ticket, and answers what the office says to them.
    fn say(&self, body: &[u8]) -> Vec<u8> {
        let post = |path: &str| self.client.post(format!("{}{path}", self.url));
        let said = async {
            let device = self.device.id().0.to_vec();
            let ticket = post("/v1/ticket").body(device).send().await?.text().await?;
            let ticket = Ticket::from_text(&ticket).unwrap();
            let signed = sync::sign_request(&self.device.key(), &ticket, "/v1/sync", body).unwrap();
            let ask = post("/v1/sync")
                .header("x-xunlu-ticket", ticket.to_text())
                .header("x-xunlu-signature", signed)
                .body(body.to_vec());
            ask.send().await?.bytes().await
        };
        self.runtime.block_on(said).unwrap().to_vec()
    }
}

/// Writes down one exchange of the program as it is.
fn write_down(version: &Path) {
    let (_ground, site, laptop) = as_left(version);
    let photo = format!("photos_before=@{}", laptop.photo("那一天"));
    hazard(&laptop, &["description=最后一次同步之后记下", &photo]);
    let tap = Tap::on(&site.address());
    laptop.json(&["sync", "--server", tap.url()]);
    let mut turns = tap.turns();
    turns.retain(|turn| turn.path == "/v1/sync");

    // What so small a place has no need to ask: folded records, and a photo that is here already.
    let caller = Caller::of(&laptop, &site);
    let offered = turns.iter().find_map(|turn| match sync::unpack(&turn.ask) {
        Ok(Request::Photo(PhotoAsk::Offer { sha256, .. })) => Some(sha256),
        _ => None,
    });
    let own = caller.device.grant().unwrap().terms.jurisdiction;
    for more in [
        Request::Page(PageAsk {
            buckets: own,
            after: None,
            max_bytes: 1 << 20,
        }),
        Request::Photo(PhotoAsk::Previews(vec![offered.unwrap()])),
        Request::Photo(PhotoAsk::Fetch(Fetch {
            sha256: offered.unwrap(),
            at: 0,
            len: 1 << 16,
        })),
    ] {
        let ask = sync::pack(&more);
        let answer = caller.say(&ask);
        turns.push(Turn {
            path: "/v1/sync".to_owned(),
            ask,
            answer,
        });
    }
    for (folder, bytes) in [("asked", true), ("said", false)] {
        fs::create_dir_all(version.join(folder)).unwrap();
        for (number, turn) in turns.iter().enumerate() {
            let bytes = if bytes { &turn.ask } else { &turn.answer };
            fs::write(version.join(folder).join(format!("{number:02}")), bytes).unwrap();
        }
    }
}

/// The messages of a folder, in the order they were said.
fn messages(folder: &Path) -> Vec<Vec<u8>> {
    let entries = fs::read_dir(folder).unwrap();
    let mut names: Vec<_> = entries.map(|entry| entry.unwrap().path()).collect();
    names.sort();
    names.iter().map(|name| fs::read(name).unwrap()).collect()
}

/// What the laptop of that day made of the answers, as its program would have read them.
#[derive(Default)]
struct Heard {
    kept: Vec<Hash>,
    pulled: Vec<Hash>,
    records: Vec<RecordId>,
    photos_kept: u32,
    photo_bytes: usize,
    /// What was said to each, by its place in the order of answers.
    kinds: Vec<&'static str>,
}

impl Heard {
    fn take(&mut self, pushed: &[Hash], answer: &[u8]) {
        let kind = match spoken::unpack(answer) {
            spoken::Reply::Welcome(welcome) => {
                assert_eq!(welcome.protocol, 1, "the laptop speaks nothing else");
                "welcome"
            }
            spoken::Reply::Pushed(answer) => {
                assert_eq!(answer.fates.len(), pushed.len());
                let fates = answer.fates.iter().zip(pushed);
                let kept = fates.filter(|(fate, _)| matches!(fate, Fate::Kept));
                self.kept.extend(kept.map(|(_, hash)| hash));
                "pushed"
            }
            spoken::Reply::Pulled(pulled) => {
                let items = pulled.segments.into_iter().flat_map(|piece| piece.items);
                for item in items {
                    match item {
                        FeedItem::Op(bytes) => self.pulled.push(Hash::of(&[&bytes])),
                        FeedItem::Hole { reason, .. } => panic!("nothing is held: {reason}"),
                    }
                }
                "pulled"
            }
            spoken::Reply::Page(page) => {
                let records = page.records.iter();
                let ids = records.map(|bytes| merge::Record::decode(bytes).unwrap().id);
                self.records.extend(ids);
                "page"
            }
            spoken::Reply::Photo(reply) => {
                match reply {
                    PhotoReply::Held(Held::Kept(_)) => self.photos_kept += 1,
                    PhotoReply::Fetched(piece) => self.photo_bytes += piece.bytes.len(),
                    _ => {}
                }
                "photo"
            }
            spoken::Reply::Refused(no) => panic!("{}", no.en),
            spoken::Reply::Renewed(_) => panic!("nobody asked for another name"),
        };
        self.kinds.push(kind);
    }
}

/// The hashes of what a question pushes.
fn pushed(ask: &[u8]) -> Vec<Hash> {
    match sync::unpack(ask) {
        Ok(Request::Push(push)) => {
            let ops = push.ops.iter();
            ops.map(|op| Sealed::open(op).unwrap().hash).collect()
        }
        _ => Vec::new(),
    }
}

#[test]
fn a_laptop_of_every_version_exchanges_with_todays_office_as_it_did_in_its_day() {
    let own = here().join(concat!("v", env!("CARGO_PKG_VERSION")));
    if std::env::var_os("XUNLU_UPDATE").is_some() && !own.join("asked").exists() {
        write_down(&own);
    }
    for version in versions() {
        let asked = messages(&version.join("asked"));
        let said = messages(&version.join("said"));
        let (_ground, site, laptop) = as_left(&version);
        let caller = Caller::of(&laptop, &site);
        let (mut heard, mut then) = (Heard::default(), Heard::default());
        for (ask, said) in asked.iter().zip(&said) {
            let pushed = pushed(ask);
            heard.take(&pushed, &caller.say(ask));
            then.take(&pushed, said);
            // Today's laptop understands the office of that day.
            let read: Reply = sync::unpack(said).unwrap();
            assert!(!matches!(read, Reply::Refused(_)));
        }
        let name = version.display();
        assert_eq!(heard.kinds, then.kinds, "{name}");
        assert!(heard.kinds.contains(&"page") && heard.kinds.contains(&"pulled"));
        assert!(!heard.kept.is_empty() && heard.kept == then.kept, "{name}");
        let pulled = heard.kept.iter().all(|hash| heard.pulled.contains(hash));
        assert!(pulled && heard.pulled == then.pulled, "{name}");
        assert_eq!(heard.records, then.records, "{name}");
        assert!(!heard.records.is_empty(), "{name}");
        assert!(heard.photos_kept > 0 && heard.photo_bytes > 0, "{name}");
        assert_eq!(heard.photos_kept, then.photos_kept, "{name}");

        // The office has what the laptop of that day said, for whoever asks today.
        let today = site.enrol(CHILECHUAN.township, "officer", "陈静");
        today.sync();
        let told = |id: &String| today.field(id, "description") == "最后一次同步之后记下";
        assert_eq!(today.list(&[]).iter().filter(|id| told(id)).count(), 1);
    }
}

/// What a laptop says first that speaks these protocols.
fn hello(oldest: u16, newest: u16) -> Hello {
    Hello {
        protocol: oldest,
        nonce: 3,
        head: Head::default(),
        places: Vec::new(),
        rules: None,
        newest: Some(newest),
        posting: None,
        log_seen: None,
        looks: None,
    }
}

#[test]
fn an_office_speaks_the_newest_protocol_both_know_and_says_which_side_is_too_old() {
    let ground = TempDir::new().unwrap();
    let site = Site::of(&file(&ground, ROWS), &[]);
    let laptop = site.enrol(CHILECHUAN.township, "officer", "陈静");
    let caller = Caller::of(&laptop, &site);
    let newest = sync::SPOKEN.newest;
    let say = |oldest, newest| {
        let answer = caller.say(&sync::pack(&Request::Hello(hello(oldest, newest))));
        sync::unpack::<Reply>(&answer).unwrap()
    };
    // A laptop of years to come that still speaks what this office does.
    match say(1, newest + 7) {
        Reply::Welcome(welcome) => assert_eq!(welcome.protocol, newest),
        other => panic!("{other:?}"),
    }
    for (oldest, latest, side) in [
        (newest + 1, newest + 7, "update the server"),
        (0, 0, "update the laptop's program"),
    ] {
        let Reply::Refused(no) = say(oldest, latest) else {
            panic!("{oldest} to {latest} is spoken by nobody here");
        };
        assert_eq!(no.code, "protocol");
        for (text, side) in [(&no.en, side), (&no.zh, "请升级")] {
            for named in [&latest.to_string(), &newest.to_string(), side] {
                assert!(text.contains(named), "{named} is not in: {text}");
            }
        }
        let told = by_stick(&site, &caller.device, hello(oldest, latest));
        assert!(told.contains(side), "{told}");
    }
}

/// What an office says of a bundle whose laptop begins like this.
fn by_stick(site: &Site, device: &agent::Device, hello: Hello) -> String {
    let path = site.ground().join(format!("{}.xlb", hello.protocol));
    let out = fs::File::create(&path).unwrap();
    let about = (Purpose::Up, 1, 1_795_132_800_000);
    let (key, office) = (device.key(), device.office().unwrap());
    let mut writer = Writer::start(out, &key, &office, about, [9; 32]).unwrap();
    let chain = Chain {
        device: device.id(),
        after: 0,
        earlier: None,
        grant: None,
    };
    writer.part(&Part::Chain(chain)).unwrap();
    let hello = Part::Request(Request::Hello(hello));
    writer.part(&hello).unwrap();
    writer.finish(false).unwrap();
    let said = site.run(&["exchange", path.to_str().unwrap()]);
    assert!(!said.ok, "{}", said.out);
    said.err
}
