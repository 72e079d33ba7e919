//! Devices that try to be taken for one of another signature suite.

use merge::{DeviceId, FullKey, Suite};

use super::*;

/// The key of the second suite that follows from a device's secret: its first half is the same.
fn other(key: &Key) -> Key {
    Key::of(Suite::Sm2, &key.secret())
}

/// The word for what an office says to an invitation's holder with this key, bent afterwards.
fn asks(office: &Office, key: &Key, bend: impl FnOnce(&mut Enrol)) -> Result<Grant, String> {
    let code = DivisionCode::new(XIANGYANG.township.parse().unwrap()).unwrap();
    let at = office.unit(code, &[]).unwrap();
    let invitation = office.invite(at, "officer", "某某", NOW_MS).unwrap();
    let mut ask = Enrol::new(invitation.code, key, 1);
    bend(&mut ask);
    let enrolled = office.enrol(&ask, NOW_MS).map_err(|no| no.code)?;
    Ok(Grant::open(&enrolled.grant).unwrap())
}

#[test]
fn no_key_is_let_in_as_one_of_another_suite() {
    let stage = Stage::set();
    let office = &stage.office;
    let (short, long) = (
        Key::from_secret(&[240; 32]),
        other(&Key::from_secret(&[240; 32])),
    );
    let half = FullKey::from(short.public());
    let whole = FullKey::from(long.public());
    assert_eq!(half.line(), whole.line());
    let name = |ask: Result<Grant, String>| ask.map(|grant| grant.terms.key);
    let own = vec!["ed25519".to_owned()];
    let both = vec!["ed25519".to_owned(), "sm2".to_owned()];
    type Bend = fn(&mut Enrol, FullKey, FullKey);
    let as_it_is: Bend = |_, _, _| {};
    let cut: Bend = |ask, half, _| ask.key = half;
    let grown: Bend = |ask, _, whole| ask.key = whole;
    let table = [
        (
            "an SM2 key where none is taken",
            &own,
            &long,
            as_it_is,
            Err("suite"),
        ),
        (
            "its SM2 half cut off",
            &own,
            &long,
            cut,
            Err("invite_unknown"),
        ),
        (
            "an SM2 half put to a key without",
            &both,
            &short,
            grown,
            Err("invite_unknown"),
        ),
        (
            "its SM2 half cut off where both are taken",
            &both,
            &long,
            cut,
            Err("invite_unknown"),
        ),
        (
            "an SM2 key where it is taken",
            &both,
            &long,
            as_it_is,
            Ok(whole),
        ),
        (
            "a key of the first suite",
            &both,
            &short,
            as_it_is,
            Ok(half),
        ),
    ];
    for (what, taken, key, bend, expected) in table {
        office.set_suites(taken).unwrap();
        let said = name(asks(office, key, |ask| bend(ask, half, whole)));
        assert_eq!(said, expected.map_err(str::to_owned), "{what}");
    }
    assert_ne!(DeviceId::of(half, 1), DeviceId::of(whole, 1));
}

#[test]
fn no_device_signs_in_another_suite_than_its_own() {
    let mut stage = Stage::set();
    let before = stage.seen();
    stage
        .office
        .set_suites(&["ed25519".to_owned(), "sm2".to_owned()])
        .unwrap();
    // One of each suite, each with the other's key made of its own secret.
    let first = stage.rogue();
    let secret = Key::from_secret(&[251; 32]);
    let key = other(&secret);
    let grant = asks(&stage.office, &key, |_| {}).unwrap();
    let second = Pen {
        author: Author::new(key.clone(), grant.device, grant.hash()),
        key,
        grant,
        unit: stage.honest.unit,
    };
    for (pen, changed) in [(&first, other(&first.key)), (&second, secret)] {
        let op = pen.sound();
        let signed = Sealed::sign(op.op.clone(), &changed);
        // Behind the array of three stands the suite: the other's mark on the own signature.
        let mut marked = op.bytes().to_vec();
        marked[1] = changed.suite().number();
        let under_its_name = {
            let mut op = op.op.clone();
            op.device = DeviceId::of(changed.public(), 1);
            Sealed::sign(op, &changed)
        };
        for (what, bytes) in [
            ("signed with the other key", signed.bytes()),
            ("marked as the other", &marked),
            (
                "signed with the other key in its name",
                under_its_name.bytes(),
            ),
        ] {
            let fates = stage.send(pen, Road::Network, &[bytes.to_vec()]).unwrap();
            let refused = matches!(&fates[..], [Fate::Refused(_)]);
            assert!(refused, "{what} of {}: {fates:?}", pen.key.suite());
        }
        let fates = stage.send(pen, Road::Network, &[op.bytes().to_vec()]);
        assert_eq!(fates, Ok(vec![Fate::Kept]), "{}", pen.key.suite());
    }
    assert_eq!(stage.seen(), before);
}

#[test]
fn what_others_carry_of_a_suite_that_is_not_taken_comes_in_once_it_is() {
    let mut stage = Stage::set();
    let both = ["ed25519".to_owned(), "sm2".to_owned()];
    stage.office.set_suites(&both).unwrap();
    let key = other(&Key::from_secret(&[251; 32]));
    let grant = asks(&stage.office, &key, |_| {}).unwrap();
    let mut pen = Pen {
        author: Author::new(key.clone(), grant.device, grant.hash()),
        key,
        grant,
        unit: stage.honest.unit,
    };
    let mut write = |record: u8| {
        let sealed = pen
            .author
            .seal(pen.draft(RecordId([record; 16]), "碎石"), now());
        pen.author.wrote(&sealed);
        sealed.bytes().to_vec()
    };
    let (taken, barred) = (write(31), write(32));
    let neighbour = stage.rogue();
    let carry = |stage: &Stage, op: Vec<u8>| stage.send(&neighbour, Road::Network, &[op]).unwrap();
    assert_eq!(carry(&stage, taken.clone()), [Fate::Kept]);
    stage.office.set_suites(&both[..1]).unwrap();
    let fates = carry(&stage, barred.clone());
    let [Fate::Refused(why)] = &fates[..] else {
        panic!("{fates:?}");
    };
    assert!(
        why.contains("SM2") && why.contains("未经国家密码管理局认证"),
        "{why}"
    );
    let is_there = |stage: &Stage, record: u8| {
        let found = stage.office.store().record(RecordId([record; 16]));
        found.unwrap().is_some()
    };
    assert_eq!(
        [31, 32].map(|record| is_there(&stage, record)),
        [true, false]
    );
    // What came before stays, and is not asked for again; the rest comes in when it is brought again.
    assert_eq!(carry(&stage, taken), [Fate::Known]);
    stage.office.set_suites(&both).unwrap();
    assert_eq!(carry(&stage, barred), [Fate::Kept]);
    assert!(is_there(&stage, 32));
}
