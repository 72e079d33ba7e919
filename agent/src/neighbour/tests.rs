//! Neighbours that are none: each calls a laptop that really waits, or is called by one, over a real
//! line. What the honest laptop keeps stays as it was, and the words say why.

use std::fs;
use std::net::SocketAddr;
use std::sync::Arc;

use merge::{Bucket, Change, Context, DeviceId, Draft, Grant, Hash, Key, Now, RecordId, Terms};
use rustls::pki_types::ServerName;
use store::{Arrival, Item, Verdict};
use sync::{Carried, Carry, Chain, Fetched, Last, RelayAsk, RelayReply, Span, Vector, VectorAsk};
use tempfile::TempDir;
use tokio::io::AsyncWriteExt as _;
use tokio::net::TcpListener;
use tokio::sync::mpsc;
use tokio_rustls::{TlsAcceptor, TlsConnector};

use super::line::{PATIENCE, hear};
use super::*;
use crate::device::{Device, Layout};
use desk::keys::Locking;
use desk::trust::GRACE_MS;

type Line = TlsStream<TcpStream>;

const TOWNSHIP: Bucket = Bucket(420_625_102_000);
const ELSEWHERE: Bucket = Bucket(420_625_100_000);
const DIVISIONS: &str = "code,name,level,parent\n420600000000,襄阳市,1,\n\
    420625000000,谷城县,2,420600000000\n420625100000,城关镇,3,420625000000\n\
    420625102000,盛康镇,3,420625000000\n";
/// What the honest laptop last heard the office say of the time.
const TODAY: u64 = 1_796_000_000_000;

fn office() -> Key {
    Key::from_secret(&[1; 32])
}

/// Somebody's device, let in by an office.
fn device(n: u8, office: &Key, change: fn(&mut Terms)) -> Device {
    let mut terms = Terms {
        key: Key::from_secret(&[n; 32]).public().full(),
        epoch: 1,
        person: "王芳".into(),
        role: "officer".into(),
        unit: TOWNSHIP,
        jurisdiction: vec![TOWNSHIP],
        not_before_ms: 0,
        not_after_ms: 2 * TODAY,
    };
    change(&mut terms);
    let mut device = Device {
        secret: Hash([n; 32]),
        suite: merge::Suite::default(),
        epoch: 1,
        turn: 0,
        since: 0,
        server: String::new(),
        server_key: office.public().full(),
        grant: String::new(),
        officers: crate::Officers::default(),
    };
    device.set_grant(&Grant::issue(&terms, office).unwrap());
    device
}

fn good(n: u8) -> Device {
    device(n, &office(), |_| ())
}

/// A laptop of this office with a record in it.
struct Honest {
    ground: TempDir,
    laptop: Laptop,
}

impl Honest {
    fn new() -> Honest {
        let ground = TempDir::new().unwrap();
        let layout = Layout::new(&ground.path().join("laptop"));
        fs::create_dir_all(layout.folder()).unwrap();
        fs::write(layout.divisions(), DIVISIONS).unwrap();
        let (key, suite) = (layout.key(), merge::Suite::default());
        key.make(suite, &Locking::Open, None).unwrap();
        good(2).save(&layout, &layout.device()).unwrap();
        let mut laptop = Laptop::open(&layout, &mut |_, _| ()).unwrap();
        laptop.author.trust(TODAY);
        let now = Now {
            wall_ms: TODAY,
            offset_min: 480,
        };
        let draft = Draft {
            record: RecordId([7; 16]),
            bucket: TOWNSHIP,
            kind: 1,
            form: 1,
            context: Context::new(),
            changes: vec![Change::Set {
                field: 31,
                value: "急弯无护栏".into(),
            }],
            reason: None,
            resolves: Vec::new(),
        };
        let sealed = laptop.author.seal(draft, now);
        laptop.author.wrote(&sealed);
        let arrival = Arrival {
            sealed,
            verdict: Verdict::Applied,
            received_ms: TODAY,
        };
        laptop.room.store.take(vec![Item::Op(arrival)]).unwrap();
        Honest { ground, laptop }
    }

    /// The bytes of the journal: all that is kept.
    fn kept(&self) -> Vec<u8> {
        let layout = Layout::new(&self.ground.path().join("laptop"));
        let files = fs::read_dir(layout.journal(0)).unwrap();
        let mut files: Vec<_> = files.map(|file| file.unwrap().path()).collect();
        files.sort();
        files
            .iter()
            .flat_map(|file| fs::read(file).unwrap())
            .collect()
    }

    /// Waits while a guest does something. Answers what the guest heard, and why he was turned away.
    async fn turns_away<G: Future<Output = String>>(
        &mut self,
        guest: impl FnOnce(SocketAddr, String) -> G,
    ) -> (String, &'static str) {
        let before = self.kept();
        let anywhere = "127.0.0.1:0".parse().unwrap();
        let mut waiting = Waiting::start(anywhere).await.unwrap();
        waiting.patience = Duration::from_millis(300);
        let (at, code) = (waiting.address().unwrap(), waiting.code().to_owned());
        let (tell, mut news) = mpsc::unbounded_channel();
        let mut told = |one: News<'_>| {
            if let News::Turned(failure) = one {
                tell.send(failure.code()).unwrap();
            }
        };
        let visit = async {
            let heard = guest(at, code).await;
            (heard, news.recv().await.unwrap())
        };
        let turned = tokio::select! {
            met = waiting.meet(&mut self.laptop, &mut told) => panic!("they met: {met:?}"),
            turned = visit => turned,
        };
        assert!(self.kept() == before, "something was taken");
        turned
    }

    /// Calls a laptop that waits and then does as the script says.
    async fn calls<S: Future<Output = ()>>(
        &mut self,
        liar: &Device,
        script: impl FnOnce(Line) -> S,
    ) -> Result<Outcome, Failure> {
        let before = self.kept();
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let at = listener.local_addr().unwrap();
        let lying = async {
            let (stream, _) = listener.accept().await.unwrap();
            let acceptor =
                TlsAcceptor::from(Arc::new(link::tls::neighbours(&liar.secret).unwrap().0));
            let mut line = TlsStream::Server(acceptor.accept(stream).await.unwrap());
            let Ok(Word::Greeting(_)) = hear(&mut line, PATIENCE).await else {
                panic!("no greeting");
            };
            let proof = code::prove("123456", &keys(&line).unwrap())
                .unwrap()
                .listener;
            say(&mut line, &greeting(liar, proof)).await.unwrap();
            script(line).await;
        };
        let mut told = |_: News<'_>| ();
        let (met, ()) = tokio::join!(meet(&mut self.laptop, at, "123456", &mut told), lying);
        assert!(self.kept() == before, "something was taken");
        met
    }
}

fn greeting(device: &Device, proof: [u8; 32]) -> Word {
    Word::Greeting(Greeting {
        protocol: SPOKEN.newest,
        grant: device.grant().unwrap().bytes().to_vec().into(),
        proof: proof.to_vec().into(),
    })
}

/// Calls with one device's key and shows, perhaps, another one's grant.
async fn calling(key: &Device, shown: &Device, (at, code): (SocketAddr, &str)) -> Line {
    let connector = TlsConnector::from(Arc::new(link::tls::neighbours(&key.secret).unwrap().1));
    let stream = TcpStream::connect(at).await.unwrap();
    let name = ServerName::IpAddress(at.ip().into());
    let line = connector.connect(name, stream).await.unwrap();
    let mut line = TlsStream::Client(line);
    let proof = code::prove(code, &keys(&line).unwrap()).unwrap().caller;
    say(&mut line, &greeting(shown, proof)).await.unwrap();
    line
}

/// Calls as a neighbour does, and is let in.
async fn let_in(at: SocketAddr, code: &str) -> Line {
    let mut line = calling(&good(3), &good(3), (at, code)).await;
    let greeted = hear(&mut line, PATIENCE).await.unwrap();
    assert!(matches!(greeted, Word::Greeting(_)));
    line
}

/// The refusal that comes over the line.
async fn refusal(line: &mut Line) -> String {
    match hear(line, PATIENCE).await {
        Err(Fault::Said(failure)) => failure.text().en,
        other => format!("no refusal: {other:?}"),
    }
}

#[tokio::test]
async fn a_grant_that_is_over_of_another_office_or_of_another_key_is_turned_away_by_name() {
    let strange = Key::from_secret(&[9; 32]);
    let over = device(3, &office(), |terms| terms.not_after_ms = TODAY - GRACE_MS);
    let cases = [
        (
            over.clone(),
            over,
            "expired",
            "must sync with the server first",
        ),
        (
            device(3, &strange, |_| ()),
            device(3, &strange, |_| ()),
            "other_office",
            "not let in by this laptop's server",
        ),
        // Who has copied the grant has not the key.
        (good(4), good(3), "wrong_key", "does not belong to the key"),
    ];
    for (key, shown, code, words) in cases {
        let mut honest = Honest::new();
        let (heard, turned) = honest
            .turns_away(|at: SocketAddr, digits: String| async move {
                let mut line = calling(&key, &shown, (at, &digits)).await;
                refusal(&mut line).await
            })
            .await;
        assert_eq!(turned, code);
        assert!(heard.contains(words), "{heard}");
    }
}

#[tokio::test]
async fn garbage_and_frames_larger_than_any_message_end_the_meeting() {
    let frames: [&[u8]; 4] = [
        // A length that would be four gigabytes, one just above the limit, and words that are none.
        &[0xff; 64],
        &u32::try_from(sync::limits::MAX_BODY + 1)
            .unwrap()
            .to_be_bytes(),
        &[0, 0, 0, 5, b'h', b'e', b'l', b'l', b'o'],
        &[0; 4],
    ];
    for frame in frames {
        let mut honest = Honest::new();
        let (heard, turned) = honest
            .turns_away(|at: SocketAddr, digits: String| async move {
                let mut line = let_in(at, &digits).await;
                line.write_all(frame).await.unwrap();
                line.flush().await.unwrap();
                refusal(&mut line).await
            })
            .await;
        assert_eq!(turned, "protocol", "{frame:?}");
        assert!(
            heard.contains("does not speak as a neighbour does"),
            "{heard}"
        );
    }
}

#[tokio::test]
async fn a_neighbour_that_stops_speaking_is_given_up_and_the_waiting_goes_on() {
    for part in [&[][..], &[0, 0], &[0, 0, 1, 0, 7, 7]] {
        let mut honest = Honest::new();
        let (_, turned) = honest
            .turns_away(|at: SocketAddr, digits: String| async move {
                let mut line = let_in(at, &digits).await;
                line.write_all(part).await.unwrap();
                line.flush().await.unwrap();
                // It holds the line and says nothing more.
                let ended = hear(&mut line, PATIENCE).await;
                format!("{ended:?}")
            })
            .await;
        assert_eq!(turned, "cut", "{part:?}");
    }
}

#[tokio::test]
async fn who_asks_for_or_brings_what_lies_outside_gets_nothing_and_leaves_nothing() {
    let span = Span {
        first: ELSEWHERE,
        last: ELSEWHERE,
    };
    let vector = RelayAsk::Vector(VectorAsk {
        spans: vec![span],
        after: None,
    });
    let garbage = RelayAsk::Carry(Carry {
        ops: vec![vec![1, 2, 3].into()],
        grants: Vec::new(),
        held: None,
    });
    for ask in [vector, garbage] {
        let mut honest = Honest::new();
        let (heard, turned) = honest
            .turns_away(|at: SocketAddr, digits: String| async move {
                let mut line = let_in(at, &digits).await;
                say(&mut line, &Word::Ask(ask)).await.unwrap();
                refusal(&mut line).await
            })
            .await;
        assert_eq!(turned, "unasked");
        assert!(heard.contains("none of its business"), "{heard}");
    }
}

/// Answers every question of a caller: with this vector, with nothing that is asked for, and with as
/// many kept operations as were given.
async fn lies(mut line: Line, lasts: Vec<Last>) {
    loop {
        let answer = match hear(&mut line, PATIENCE).await {
            Ok(Word::Ask(RelayAsk::Vector(_))) => Word::Reply(RelayReply::Vector(Vector {
                lasts: lasts.clone(),
                more: false,
            })),
            Ok(Word::Ask(RelayAsk::Fetch(fetch))) => Word::Reply(RelayReply::Fetched(Fetched {
                carry: Carry {
                    ops: Vec::new(),
                    grants: Vec::new(),
                    held: None,
                },
                done: fetch.wants.len() as u64,
            })),
            Ok(Word::Ask(RelayAsk::Carry(carry))) => Word::Reply(RelayReply::Carried(Carried {
                fates: vec![sync::Fate::Kept; carry.ops.len()],
            })),
            Ok(Word::Turn) => Word::Bye,
            _ => return,
        };
        let bye = answer == Word::Bye;
        say(&mut line, &answer).await.unwrap();
        if bye {
            return;
        }
    }
}

fn last(device: DeviceId, bucket: Bucket, seq: u64) -> Last {
    Last {
        chain: Chain { bucket, device },
        seq,
    }
}

#[tokio::test]
async fn a_vector_that_claims_more_than_there_is_brings_nothing_and_harms_nothing() {
    for seq in [1_000, u64::MAX] {
        let mut honest = Honest::new();
        let own = honest.laptop.device.id();
        let mut lasts = vec![
            last(DeviceId([5; 16]), TOWNSHIP, seq),
            last(own, TOWNSHIP, seq),
        ];
        lasts.sort_by_key(|last| last.chain);
        let met = honest.calls(&good(3), |line| lies(line, lasts)).await;
        let met = met.unwrap();
        assert_eq!((met.relayed.taken, met.relayed.given), (0, 0));
        // What was claimed falsely is no word of the office: it is still unsent.
        assert_eq!(honest.laptop.standing().unwrap().unsent, 1);
    }
}

#[tokio::test]
async fn a_neighbour_that_says_to_have_kept_what_it_was_given_is_no_receipt() {
    let mut honest = Honest::new();
    let met = honest.calls(&good(3), |line| lies(line, Vec::new())).await;
    assert_eq!(met.unwrap().relayed.given, 1);
    assert_eq!(honest.laptop.standing().unwrap().unsent, 1);
}

#[tokio::test]
async fn a_vector_of_divisions_that_are_not_common_ends_the_meeting() {
    let mut honest = Honest::new();
    let outside = vec![last(DeviceId([5; 16]), ELSEWHERE, 1)];
    let met = honest.calls(&good(3), |line| lies(line, outside)).await;
    assert_eq!(met.unwrap_err().code(), "unasked");
}
