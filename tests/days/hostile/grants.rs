//! Grants that end, that were never given, and that were given by whoever may not.

use desk::api::view::{Asks, Decision};
use forms::Moment;
use merge::{Grant, Hash, RecordId, Sealed, Terms};
use server::Policy;
use store::Item;
use sync::bundle::first_hello;
use sync::limits::{MAX_HANDED, MAX_HANDED_ALL};
use sync::{Fate, HandIn, Posting, Push, Reply, Request, Welcome};

use super::{NOW_MS, Pen, Road, Stage, enrol};

const DAY_MS: u64 = 24 * 60 * 60 * 1000;

/// What the office answers a laptop's greeting that many days after it was let in.
fn greeted(stage: &Stage, pen: &Pen, days: u64) -> Result<Box<Welcome>, String> {
    let mut hello = first_hello();
    hello.posting = Some(Hash::ZERO);
    match stage.office.answer(
        pen.grant.device,
        Request::Hello(hello),
        NOW_MS + days * DAY_MS,
    ) {
        Reply::Welcome(welcome) => Ok(Box::new(welcome)),
        Reply::Refused(no) => Err(no.code),
        other => panic!("{other:?}"),
    }
}

impl Stage {
    /// Carries what a device wrote to the office in a file, on another day.
    fn by_stick_at(&self, pen: &Pen, now_ms: u64) -> Result<(), String> {
        let ops = vec![pen.sound().bytes().to_vec().into()];
        self.by_stick(pen, Request::Push(Push { ops, grants: None }), now_ms)
    }
}

/// The grant a laptop goes on with from a greeting.
fn posted(welcome: &Welcome) -> Grant {
    let posting: &Posting = welcome.posting.as_ref().unwrap();
    Grant::open(&posting.grant).unwrap()
}

#[test]
fn a_grant_is_renewed_at_each_contact_and_has_ninety_days_of_grace() {
    let mut stage = Stage::set();
    let pen = stage.rogue();
    let given = pen.grant.terms.not_after_ms;
    assert_eq!(given, NOW_MS + 30 * DAY_MS);
    assert_eq!(
        posted(&greeted(&stage, &pen, 14).unwrap()),
        pen.grant,
        "more than half is left"
    );
    let second = posted(&greeted(&stage, &pen, 16).unwrap());
    assert_eq!(second.terms.not_after_ms, NOW_MS + 46 * DAY_MS);
    assert!(second.verify(&stage.office.site().key().unwrap().public()));
    // What was written before it could know of the new one counts.
    let sound = pen.sound().bytes().to_vec();
    assert_eq!(
        stage.send(&pen, Road::Network, &[sound]).unwrap(),
        [Fate::Kept]
    );

    let away = stage.rogue();
    let third = posted(&greeted(&stage, &away, 119).unwrap());
    assert_eq!(
        third.terms.not_after_ms,
        NOW_MS + 149 * DAY_MS,
        "within the grace it is renewed"
    );
    let long = stage.rogue();
    let refused = greeted(&stage, &long, 120).map(|_| ());
    assert_eq!(refused, Err("grant_expired".to_owned()));
    // Its officer goes on recording; a yes lets all of it in.
    let late = NOW_MS + 121 * DAY_MS;
    let said = stage.by_stick_at(&long, late).unwrap_err();
    assert!(
        said.contains("1 operations are kept") && said.contains("time of grace is over"),
        "{said}"
    );
    assert_eq!(stage.office.store().head(long.grant.device).unwrap().seq, 0);
    let [waits] = &stage.office.enrolments(late).unwrap()[..] else {
        panic!("one waits");
    };
    assert_eq!(
        (waits.device.clone(), waits.asks, waits.handed_in),
        (long.grant.device.to_string(), Asks::Back, 1)
    );
    decide(&stage, &long, true, 121);
    let renewed = posted(&greeted(&stage, &long, 121).unwrap());
    assert_eq!(renewed.terms.not_after_ms, late + 30 * DAY_MS);
    assert_eq!(stage.office.store().head(long.grant.device).unwrap().seq, 1);
    stage.by_stick_at(&long, late).unwrap();
}

#[test]
fn what_the_office_has_set_holds_from_the_next_contact_on() {
    let mut stage = Stage::set();
    let pen = stage.rogue();
    let policy = Policy {
        grant_days: 7,
        grace_days: 2,
        approval: Some(true),
    };
    stage.office.set_policy(policy).unwrap();
    let short = posted(&greeted(&stage, &pen, 1).unwrap());
    assert_eq!(short.terms.not_after_ms, NOW_MS + 8 * DAY_MS);
    assert!(greeted(&stage, &pen, 9).is_ok());
    let other = stage.office.set_policy(Policy {
        grant_days: 0,
        ..policy
    });
    assert!(other.is_err());
}

#[test]
fn a_revocation_wins_over_the_grace() {
    let mut stage = Stage::set();
    let pen = stage.rogue();
    assert!(greeted(&stage, &pen, 40).is_ok());
    let Stage { site, office, .. } = stage;
    office.close().unwrap();
    let device = pen.grant.device.to_string();
    site.run(&["revoke", "--device", &device, "--reason", "被盗", "--yes"])
        .said();
    let office = server::Office::open(&server::Layout::new(site.folder()), &mut |_, _| {}).unwrap();
    for days in [41, 400] {
        let asked = Request::Hello(first_hello());
        let Reply::Refused(no) = office.answer(pen.grant.device, asked, NOW_MS + days * DAY_MS)
        else {
            panic!("a revoked device is answered after {days} days");
        };
        assert_eq!(no.code, "revoked");
    }
    office.close().unwrap();
    let no = site.run(&["enrolments", "approve", &device]).refused();
    assert!(no.contains("does not wait"), "{no}");
}

#[test]
fn one_that_waits_is_told_nothing_and_nothing_of_it_counts_by_any_road() {
    let stage = Stage::set();
    let set = Policy {
        approval: Some(true),
        ..Policy::default()
    };
    stage.office.set_policy(set).unwrap();
    let honest = stage.seen();
    let pen = enrol(&stage.office, stage.honest.unit, 77);
    assert!(pen.grant.terms.is_provisional());
    assert_eq!(
        greeted(&stage, &pen, 0).map(|_| ()),
        Err("waiting".to_owned())
    );
    let sound = pen.sound().bytes().to_vec();
    for road in [Road::Network, Road::Stick] {
        let said = stage.send(&pen, road, std::slice::from_ref(&sound));
        assert!(
            said.unwrap_err().contains("waits for the administrator"),
            "{road:?}"
        );
    }
    // A colleague carries it.
    let carried = stage.send(&stage.honest, Road::Network, &[sound]).unwrap();
    assert!(
        matches!(&carried[..], [Fate::Refused(why)] if why.contains("waits")),
        "{carried:?}"
    );
    // By stick it was handed in, as it is over a network; whoever is refused hands in no more.
    assert_eq!(hands_in(&stage, &pen, &[pen.sound()], 0), Ok((1, 1, false)));
    decide(&stage, &pen, false, 0);
    assert_eq!(
        hands_in(&stage, &pen, &[], 0),
        Err("not_approved".to_owned())
    );
    assert_eq!(stage.seen(), honest);
    assert_eq!(stage.office.store().head(pen.grant.device).unwrap().seq, 0);
}

/// Somebody says yes or no to a device that waits.
fn decide(stage: &Stage, pen: &Pen, yes: bool, days: u64) {
    let decision = Decision {
        device: pen.grant.device.to_string(),
        yes,
        reason: "指纹不符".to_owned(),
    };
    let by = ("周敏", NOW_MS + days * DAY_MS);
    stage.office.decide(&decision, by).unwrap();
}

/// Some operations of a device, each the next of its chain, with this description.
fn written(pen: &mut Pen, many: usize, text: &str) -> Vec<Sealed> {
    let mut all = Vec::new();
    for number in 0..many {
        let mut record = [100; 16];
        record[..8].copy_from_slice(&(number as u64).to_be_bytes());
        let record = RecordId(record);
        let sealed = pen.author.seal(pen.draft(record, text), super::now());
        pen.author.wrote(&sealed);
        all.push(sealed);
    }
    all
}

/// What the office keeps of a device that hands these in: up to which number, how many, whether full.
fn hands_in(
    stage: &Stage,
    pen: &Pen,
    ops: &[Sealed],
    days: u64,
) -> Result<(u64, u64, bool), String> {
    let push = Push::of(ops, Vec::new());
    let ask = Request::HandIn(HandIn { nonce: 7, push });
    match stage
        .office
        .answer(pen.grant.device, ask, NOW_MS + days * DAY_MS)
    {
        Reply::HandedIn(said) => {
            let office = stage.office.site().key().unwrap().public();
            assert!(said.is_from(&office, 7, pen.grant.device));
            Ok((said.head.seq, said.held, said.full))
        }
        Reply::Refused(no) => Err(no.code),
        other => panic!("{other:?}"),
    }
}

/// A device hands in until the office keeps no more of it. Answers how many it keeps.
fn fills_up(stage: &Stage, greedy: &mut Pen) -> u64 {
    let many = written(greedy, 900, &"石".repeat(6_600));
    let mut at = 0;
    let mut full = false;
    while !full {
        let (seq, held, now_full) = hands_in(stage, greedy, &many[at..][..50], 131).unwrap();
        assert_eq!(seq, held);
        (at, full) = (usize::try_from(seq).unwrap(), now_full);
    }
    let bytes: usize = many[..at].iter().map(|op| op.bytes().len()).sum();
    let most = usize::try_from(MAX_HANDED).unwrap();
    let least = most - many[at].bytes().len();
    assert!((least..=most).contains(&bytes), "{bytes}");
    at as u64
}

#[test]
fn what_is_handed_in_beyond_the_grace_is_kept_to_a_limit_and_harms_nobody() {
    let mut stage = Stage::set();
    let honest = stage.seen();
    let (mut pen, other) = (stage.rogue(), stage.rogue());
    let device = pen.grant.device;
    let ops = written(&mut pen, 3, "碎石");
    assert_eq!(hands_in(&stage, &pen, &[], 130), Ok((0, 0, false)));
    assert_eq!(hands_in(&stage, &pen, &ops[..2], 130), Ok((2, 2, false)));
    assert_eq!(
        hands_in(&stage, &pen, &ops[..2], 131),
        Ok((2, 2, false)),
        "again"
    );
    // A gap, somebody else's, an altered one.
    let later = written(&mut pen, 1, "碎石");
    assert_eq!(
        hands_in(&stage, &pen, &later, 131),
        Err("handed_gap".to_owned())
    );
    assert_eq!(
        hands_in(&stage, &pen, &[other.sound()], 131),
        Err("not_its_own".to_owned())
    );
    let forged = Sealed::sign(ops[2].op.clone(), &other.key);
    assert_eq!(
        hands_in(&stage, &pen, &[forged], 131),
        Err("not_its_own".to_owned())
    );
    // Nobody sees anything of it, and it is told nothing.
    let store = stage.office.store();
    assert_eq!(store.head(device).unwrap().seq, 0);
    assert_eq!(stage.seen(), honest);
    assert_eq!(
        greeted(&stage, &pen, 131).map(|_| ()),
        Err("grant_expired".to_owned())
    );
    let mut greedy = stage.rogue();
    let kept = fills_up(&stage, &mut greedy);
    // Another day begins at the office, with a longer grace: what is kept comes in by itself.
    stage
        .office
        .set_policy(Policy {
            grace_days: 365,
            ..Policy::default()
        })
        .unwrap();
    let moment = Moment {
        now_ms: NOW_MS + 132 * DAY_MS,
        offset_min: 480,
    };
    stage.office.daily(moment).unwrap();
    assert_eq!(stage.office.store().head(device).unwrap().seq, 2);
    assert_eq!(
        stage.office.store().head(greedy.grant.device).unwrap().seq,
        kept
    );
    assert_eq!(
        hands_in(&stage, &pen, &ops[2..], 132),
        Ok((3, 0, false)),
        "it stands"
    );
    assert_eq!(stage.office.store().head(device).unwrap().seq, 3);
}

#[test]
fn all_that_wait_have_one_room_together() {
    let mut stage = Stage::set();
    let (mut pen, greedy) = (stage.rogue(), stage.rogue());
    stage
        .by_stick_at(&greedy, NOW_MS + 130 * DAY_MS)
        .unwrap_err();
    let ops = written(&mut pen, 2, "碎石");
    // What is noted of one device stands here for what many have filled up together.
    let left = ops[0].bytes().len() as u64;
    let filled = serde_json::json!({ "seq": 1, "hash": Hash::ZERO, "ops": 1,
        "bytes": MAX_HANDED_ALL - left });
    let filled = Item::Note {
        name: format!("handed/{}", greedy.grant.device),
        value: serde_json::to_vec(&filled).unwrap(),
    };
    stage.office.store().take(vec![filled]).unwrap();
    assert_eq!(hands_in(&stage, &pen, &ops, 130), Ok((1, 1, true)));
    // To whom somebody has said no, nothing is kept free.
    decide(&stage, &greedy, false, 130);
    assert_eq!(hands_in(&stage, &pen, &ops, 130), Ok((2, 2, false)));
}

/// Grants that a device has made, bent or found, each shown beside an operation that names it.
#[test]
fn a_grant_that_this_office_did_not_sign_is_worth_nothing() {
    type Bend = fn(&mut Terms);
    let mut stage = Stage::set();
    let honest = stage.seen();
    let office = stage.office.site().key().unwrap();
    let bends: [(&str, Bend); 4] = [
        ("a longer time", |terms| terms.not_after_ms = u64::MAX),
        ("another role", |terms| terms.role = "city_hq".to_owned()),
        ("another unit", |terms| terms.unit.0 = 420_600_000_000),
        ("a wider area", |terms| {
            terms.jurisdiction = vec![merge::Bucket(420_600_000_000)];
        }),
    ];
    for (what, bend) in bends {
        let pen = stage.rogue();
        let mut terms = pen.grant.terms.clone();
        bend(&mut terms);
        let forged = Grant::issue(&terms, &pen.key).unwrap();
        assert!(!forged.verify(&office.public()));
        let op = pen.bent(|op| op.grant = forged.hash());
        let push = sync::Push {
            ops: vec![op.bytes().to_vec().into()],
            grants: Some(vec![forged.bytes().to_vec().into()]),
        };
        let reply = stage
            .office
            .answer(pen.grant.device, Request::Push(push), NOW_MS);
        let Reply::Pushed(pushed) = reply else {
            panic!("{what}: {reply:?}");
        };
        assert!(
            matches!(&pushed.fates[..], [Fate::Refused(_)]),
            "{what}: {pushed:?}"
        );
        let known = stage.office.store().holder(pen.grant.device).unwrap();
        assert_eq!(known.as_ref(), Some(&pen.grant), "{what}");
    }
    assert_eq!(stage.seen(), honest);
}
