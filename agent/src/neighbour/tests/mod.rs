//! Neighbours that are none: each calls a laptop that really waits, or is called by one, over a real
//! line. What the honest laptop keeps stays as it was, and the words say why.

mod called;
mod callers;

use std::fs;
use std::future::Future;
use std::net::SocketAddr;
use std::sync::Arc;

use merge::{Bucket, Change, Context, Draft, Grant, Key, Now, RecordId, Terms};
use store::{Arrival, Item, Verdict};
use tempfile::TempDir;
use tokio::net::TcpListener;
use tokio::sync::mpsc;
use tokio_rustls::TlsAcceptor;

use super::line::{PATIENCE, hear};
use super::*;
use crate::device::{Device, Layout};
use desk::keys::Locking;

type Line = TlsStream<TcpStream>;

pub(super) const TOWNSHIP: Bucket = Bucket(420_625_102_000);
const ELSEWHERE: Bucket = Bucket(420_625_100_000);
const DIVISIONS: &str = "code,name,level,parent\n420600000000,襄阳市,1,\n\
    420625000000,谷城县,2,420600000000\n420625100000,城关镇,3,420625000000\n\
    420625102000,盛康镇,3,420625000000\n";
/// What the honest laptop last heard the office say of the time.
pub(super) const TODAY: u64 = 1_796_000_000_000;

pub(super) fn key(n: u8) -> Key {
    Key::from_secret(&[n; 32])
}

fn office() -> Key {
    key(1)
}

/// What an officer's grant says.
pub(super) fn terms(n: u8) -> Terms {
    Terms {
        key: key(n).public().full(),
        epoch: 1,
        person: "王芳".into(),
        role: "officer".into(),
        unit: TOWNSHIP,
        jurisdiction: vec![TOWNSHIP],
        not_before_ms: 0,
        not_after_ms: 2 * TODAY,
    }
}

/// Somebody's device, let in by an office.
fn device(n: u8, office: &Key, change: fn(&mut Terms)) -> Device {
    let mut terms = terms(n);
    change(&mut terms);
    let mut device = Device::new(&key(n), 1, "", office.public().full());
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
