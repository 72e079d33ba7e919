//! Devices that ask for what is none of their business, or for more than there can be.

use std::sync::Barrier;
use std::thread;

use merge::{Bucket, DeviceId, Hash, Head, Key};
use sync::photos::{Fetch, PhotoAsk, PhotoReply};
use sync::{
    Enrol, HandIn, Hello, PageAsk, Place, Pull, Push, RelayAsk, Renew, Reply, Request, Standing,
    VectorAsk, Witness, digest, digest_held,
};

use super::{NOW_MS, Pen, Stage};
use crate::world::XIANGYANG;

/// What is asked.
type Asked = fn(&Stage, &Pen) -> Request;

fn bucket(code: &str) -> Bucket {
    Bucket(code.parse().unwrap())
}

fn place(bucket: Bucket, seq: u64) -> Place {
    Place {
        bucket,
        seq,
        sum: 0,
    }
}

fn hello(places: Vec<Place>, protocol: u16) -> Request {
    Request::Hello(Hello {
        places,
        protocol,
        newest: Some(protocol),
        ..sync::bundle::first_hello()
    })
}

fn pull(places: Vec<Place>) -> Request {
    Request::Pull(Pull {
        places,
        max_bytes: u64::MAX,
    })
}

fn page(buckets: Vec<Bucket>) -> Request {
    Request::Page(PageAsk {
        buckets,
        after: None,
        max_bytes: u64::MAX,
    })
}

fn standing() -> Standing {
    Standing {
        nonce: 1,
        kept: digest(&[]),
        lasts: None,
        holds: digest_held(&[]),
        held: None,
        server_ms: 0,
        signature: Vec::new().into(),
    }
}

const ASKED: &[(&str, Asked)] = &[
    ("another county's feed", |stage, _| {
        pull(vec![place(Bucket(stage.elsewhere.unit), 0)])
    }),
    ("the whole city's feed", |_, _| {
        pull(vec![place(bucket(XIANGYANG.city), 0)])
    }),
    ("the feed of no division", |_, _| {
        pull(vec![place(Bucket(0), 0)])
    }),
    ("a feed after its end", |stage, _| {
        pull(vec![place(Bucket(stage.honest.unit), u64::MAX)])
    }),
    ("another county's records", |stage, _| {
        page(vec![Bucket(stage.elsewhere.unit)])
    }),
    ("the whole city's records", |_, _| {
        page(vec![bucket(XIANGYANG.city)])
    }),
    ("more buckets than there are", |_, _| {
        hello((0..30_000).map(|n| place(Bucket(n), 0)).collect(), 1)
    }),
    ("a protocol of the future alone", |_, _| {
        hello(Vec::new(), 99)
    }),
    ("a protocol before the first", |_, _| hello(Vec::new(), 0)),
    ("more operations than a push may have", |_, _| {
        Request::Push(Push {
            ops: vec![Vec::new().into(); sync::limits::MAX_OPS + 1],
            grants: None,
        })
    }),
    ("what only offices are told: who wrote what", |_, _| {
        Request::Relay(RelayAsk::Vector(VectorAsk {
            spans: Vec::new(),
            after: None,
        }))
    }),
    ("what only offices are told: where they stand", |_, _| {
        Request::Standing(standing())
    }),
    ("what only offices are told: each other's log", |_, _| {
        Request::Witness(Witness {
            seen: None,
            own: None,
            from: None,
        })
    }),
    (
        "what a colleague wrote, handed in as one's own",
        |stage, _| {
            Request::HandIn(HandIn {
                nonce: 1,
                push: Push::of(&[stage.honest.sound()], Vec::new()),
            })
        },
    ),
    ("a photo nobody has", |_, _| {
        Request::Photo(PhotoAsk::Fetch(Fetch {
            sha256: Hash([5; 32]),
            at: 0,
            len: u32::MAX,
        }))
    }),
    ("a photo larger than any", |_, _| {
        Request::Photo(PhotoAsk::Offer {
            sha256: Hash([5; 32]),
            size: u64::MAX,
            chunks: Vec::new(),
        })
    }),
    ("very many previews", |_, _| {
        Request::Photo(PhotoAsk::Previews(vec![Hash([5; 32]); 100_000]))
    }),
    (
        "another name on the strength of a colleague's chain",
        |stage, _| {
            let store = stage.office.store();
            let head = store.head(stage.honest.grant.device).unwrap();
            Request::Renew(Renew {
                epoch: 5,
                heads: vec![head; sync::limits::MAX_HEADS + 1],
            })
        },
    ),
];

/// Whether an answer gives away nothing.
fn is_empty(reply: &Reply) -> bool {
    match reply {
        Reply::Refused(no) => !no.zh.is_empty() && !no.en.is_empty(),
        Reply::Pulled(pulled) => pulled.segments.is_empty() && pulled.grants.is_empty(),
        Reply::Page(page) => page.openings.is_empty() && page.records.is_empty(),
        Reply::Photo(PhotoReply::Previews(found)) => found.iter().all(|one| one.jpeg.is_empty()),
        _ => false,
    }
}

#[test]
fn whoever_asks_for_what_is_not_theirs_gets_nothing() {
    let mut stage = Stage::set();
    let honest = stage.seen();
    for (what, ask) in ASKED {
        let pen = stage.rogue();
        let request = ask(&stage, &pen);
        let reply = stage.office.answer(pen.grant.device, request, NOW_MS);
        assert!(is_empty(&reply), "{what}: {reply:?}");
        assert_eq!(stage.seen(), honest, "{what}");
    }
    let stranger = DeviceId([77; 16]);
    let reply = stage.office.answer(stranger, hello(Vec::new(), 1), NOW_MS);
    assert!(matches!(reply, Reply::Refused(_)), "{reply:?}");
}

#[test]
fn a_stolen_or_guessed_invitation_lets_nobody_in() {
    let stage = Stage::set();
    let office = &stage.office;
    let code = places::DivisionCode::new(stage.honest.unit).unwrap();
    let at = office.unit(code, &[]).unwrap();
    let invitation = office.invite(at, "officer", "某某", NOW_MS).unwrap();
    let key = Key::from_secret(&[240; 32]);
    let guessed = Enrol::new(Hash([1; 32]), &key, 1);
    assert!(office.enrol(&guessed, NOW_MS).is_err(), "a guessed secret");
    let mut unproved = Enrol::new(invitation.code, &key, 1);
    unproved.key = Key::from_secret(&[241; 32]).public().full();
    assert!(office.enrol(&unproved, NOW_MS).is_err(), "another's key");
    let mut no_key = Enrol::new(invitation.code, &key, 1);
    no_key.key = [0xff; 32].into();
    assert!(office.enrol(&no_key, NOW_MS).is_err(), "no key at all");
    let late = Enrol::new(invitation.code, &key, 1);
    let month = 31 * 24 * 60 * 60 * 1000;
    assert!(
        office.enrol(&late, NOW_MS + month).is_err(),
        "a month later"
    );
    assert!(office.enrol(&late, NOW_MS).is_ok());
    let thief = Enrol::new(invitation.code, &Key::from_secret(&[242; 32]), 1);
    assert!(office.enrol(&thief, NOW_MS).is_err(), "used before");
}

#[test]
fn of_many_who_bring_one_invitation_at_the_same_moment_one_is_let_in() {
    let stage = Stage::set();
    let office = &stage.office;
    let code = places::DivisionCode::new(stage.honest.unit).unwrap();
    for round in 0..10 {
        let at = office.unit(code, &[]).unwrap();
        let invitation = office.invite(at, "officer", "某某", NOW_MS).unwrap();
        let together = Barrier::new(8);
        let let_in = thread::scope(|crowd| {
            let callers: Vec<_> = (0..8)
                .map(|caller| {
                    let key = Key::from_secret(&[150 + round * 8 + caller; 32]);
                    let ask = Enrol::new(invitation.code, &key, 1);
                    let together = &together;
                    crowd.spawn(move || {
                        together.wait();
                        office.enrol(&ask, NOW_MS).is_ok()
                    })
                })
                .collect();
            let came = callers.into_iter().map(|caller| caller.join().unwrap());
            came.filter(|came| *came).count()
        });
        assert_eq!(let_in, 1, "round {round}");
    }
}

#[test]
fn a_vector_that_lies_moves_no_office() {
    let mut stage = Stage::set();
    let (honest, pen) = (stage.seen(), stage.rogue());
    let device = stage.honest.grant.device;
    for head in [
        Head {
            seq: u64::MAX,
            hash: Hash([1; 32]),
        },
        Head {
            seq: 1,
            hash: Hash([1; 32]),
        },
    ] {
        let said = Hello {
            head,
            ..sync::bundle::first_hello()
        };
        let reply = stage
            .office
            .answer(pen.grant.device, Request::Hello(said), NOW_MS);
        let Reply::Welcome(welcome) = reply else {
            panic!("{reply:?}");
        };
        assert_eq!(welcome.head, Head::default(), "its own chain is empty here");
        assert_eq!(stage.seen(), honest);
    }
    assert_eq!(stage.office.store().head(device).unwrap().seq, 1);
}
