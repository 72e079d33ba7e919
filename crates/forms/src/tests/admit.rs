//! The author's authority, judged where an operation arrives.

use merge::{Change, Op, Record, Value};

use super::world::*;
use crate::{Actor, Role, Verdict};

fn judge(role: &'static str, op: &Op, before: Option<&Record>) -> Verdict {
    let catalog = catalog();
    let person = Person::new(1, role);
    catalog.admit(op, before, &person.actor(&catalog))
}

fn is_refused(verdict: &Verdict) -> bool {
    matches!(verdict, Verdict::Refused(_))
}

fn is_newer(verdict: &Verdict) -> bool {
    matches!(verdict, Verdict::NewerProgram(_))
}

fn new_spot(extra: Vec<Change>) -> Op {
    let mut changes = vec![set(1, "420625101000"), set(11, 5), set(12, "王民警")];
    changes.extend(extra);
    Person::new(2, "officer").op(1, None, changes)
}

#[test]
fn a_role_may_create_what_it_may_create() {
    let op = new_spot(Vec::new());
    assert_eq!(judge("officer", &op, None), Verdict::Admitted);
    assert!(is_refused(&judge("coord", &op, None)));
}

#[test]
fn a_record_lies_in_the_bucket_it_names() {
    let mut op = new_spot(Vec::new());
    op.bucket = merge::Bucket(420_625_102_000);
    assert!(is_refused(&judge("officer", &op, None)));
    let record = Record::from_op(&new_spot(Vec::new()));
    let moved = Person::new(3, "officer").op(1, Some(&record), vec![set(1, "420625102000")]);
    assert!(is_refused(&judge("officer", &moved, Some(&record))));
}

#[test]
fn a_field_is_written_by_its_roles_or_with_their_event() {
    let record = Record::from_op(&new_spot(Vec::new()));
    let edit = |changes| Person::new(3, "officer").op(1, Some(&record), changes);
    let judge = |role, changes| judge(role, &edit(changes), Some(&record));
    assert_eq!(judge("officer", vec![set(3, "甲路")]), Verdict::Admitted);
    assert!(is_refused(&judge("officer", vec![set(8, "major")])));
    assert_eq!(judge("coord", vec![set(8, "major")]), Verdict::Admitted);
    assert!(is_refused(&judge("coord", vec![set(2, "XY-1")])));
}

#[test]
fn a_number_is_assigned_by_the_program_itself() {
    let catalog = catalog();
    let record = Record::from_op(&new_spot(Vec::new()));
    let op = Person::new(3, "officer").op(1, Some(&record), vec![set(2, "XY-1")]);
    let clock = Role::clock();
    let actor = Actor {
        role: &clock,
        person: "",
        division: 420_600_000_000,
    };
    assert_eq!(catalog.admit(&op, Some(&record), &actor), Verdict::Admitted);
}

#[test]
fn an_event_is_judged_by_its_role_and_not_by_its_place() {
    let record = Record::from_op(&new_spot(Vec::new()));
    let fire = |name| Person::new(3, "officer").op(1, Some(&record), vec![event(name)]);
    // From `draft` nothing can be confirmed; it comes in and shows as a conflict.
    let confirm = fire("confirm");
    assert_eq!(judge("coord", &confirm, Some(&record)), Verdict::Admitted);
    assert!(is_refused(&judge("officer", &confirm, Some(&record))));
    // Neither required fields nor the reason are judged a second time.
    assert_eq!(
        judge("officer", &fire("report"), Some(&record)),
        Verdict::Admitted
    );
    assert!(is_refused(&judge("officer", &fire("fly"), Some(&record))));
}

#[test]
fn values_have_the_shape_of_their_field() {
    let wrong = [
        set(3, 5),
        set(15, "是"),
        set(7, "curve"),
        set(10, "a"),
        set(14, 5),
        Change::Item {
            field: 3,
            item: "x".into(),
            present: true,
        },
        Change::Item {
            field: 13,
            item: "x".into(),
            present: true,
        },
    ];
    for change in wrong {
        let op = new_spot(vec![change.clone()]);
        assert!(is_refused(&judge("officer", &op, None)), "{change:?}");
    }
    let cleared = new_spot(vec![set(3, Value::Null)]);
    assert_eq!(judge("officer", &cleared, None), Verdict::Admitted);
}

#[test]
fn what_a_newer_program_wrote_is_kept_and_not_judged() {
    let mut op = new_spot(vec![set(99, 5)]);
    op.form = 3;
    assert!(is_refused(&judge("officer", &op, None)));
    op.form = 4;
    assert!(is_newer(&judge("officer", &op, None)));
    let op = new_spot(vec![set(3, Value::Unknown(vec![0xfb]))]);
    assert!(is_newer(&judge("officer", &op, None)));
    let mut op = new_spot(Vec::new());
    op.kind = 77;
    assert!(is_newer(&judge("officer", &op, None)));
}

#[test]
fn only_some_may_settle_the_workflow() {
    let record = Record::from_op(&new_spot(Vec::new()));
    let mut op = Person::new(3, "officer").op(1, Some(&record), Vec::new());
    op.resolves = vec![new_spot(Vec::new()).dot()];
    assert!(is_refused(&judge("officer", &op, Some(&record))));
    assert_eq!(judge("coord", &op, Some(&record)), Verdict::Admitted);
}

#[test]
fn who_settles_may_choose_between_values_that_others_wrote() {
    let seen = spot(&catalog(), &mut Person::new(1, "officer"));
    let change = || vec![set(5, "隧道口")];
    let plain = Person::new(4, "coord").op(1, Some(&seen), change());
    assert!(is_refused(&judge("coord", &plain, Some(&seen))));

    let mut rivals = seen.clone();
    for (device, place) in [(2, "桥头"), (3, "弯道")] {
        let op = Person::new(device, "officer").op(1, Some(&seen), vec![set(5, place)]);
        rivals.apply(&op).unwrap();
    }
    let settled = Person::new(4, "coord").op(1, Some(&rivals), change());
    assert_eq!(judge("coord", &settled, Some(&rivals)), Verdict::Admitted);

    // Another coordinator settled it first; the second one had not seen that.
    let mut first = rivals.clone();
    Person::new(5, "coord").write(&mut first, vec![set(5, "桥头")]);
    assert_eq!(judge("coord", &settled, Some(&first)), Verdict::Admitted);
}

#[test]
fn who_settled_may_arrive_before_those_who_disagreed() {
    let seen = spot(&catalog(), &mut Person::new(1, "officer"));
    let mut rivals = seen.clone();
    for (device, place) in [(2, "桥头"), (3, "弯道")] {
        let op = Person::new(device, "officer").op(1, Some(&seen), vec![set(5, place)]);
        rivals.apply(&op).unwrap();
    }
    let settled = Person::new(4, "coord").op(1, Some(&rivals), vec![set(5, "隧道口")]);
    // An office put back from a backup knows the record as it was before anybody disagreed.
    assert_eq!(judge("coord", &settled, Some(&seen)), Verdict::Admitted);
    // Who may settle nothing gains nothing by having seen more.
    let stranger = Person::new(4, "persuader").op(1, Some(&rivals), vec![set(5, "隧道口")]);
    assert!(is_refused(&judge("persuader", &stranger, Some(&seen))));
}

#[test]
fn a_creation_is_let_in_after_the_edits_that_followed_it() {
    let created = new_spot(Vec::new());
    let seen = Record::from_op(&created);
    let edit = Person::new(7, "officer").op(1, Some(&seen), vec![set(5, "桥头")]);
    let before = Record::from_op(&edit);
    assert_eq!(judge("officer", &created, Some(&before)), Verdict::Admitted);
}

#[test]
fn what_a_form_lets_pass_the_office_lets_in() {
    let catalog = catalog();
    let mut officer = Person::new(1, "officer");
    let record = spot(&catalog, &mut officer);
    let form = entries(&[
        ("stages", r#"[{"measure":"a","cost":"1.5"}]"#),
        ("geo", "32,111"),
        ("bus", "否"),
        ("plate", "鄂F12345"),
    ]);
    let kind = catalog.kind("spot").unwrap();
    let actor = officer.actor(&catalog);
    let place = Place::default();
    let valid = catalog
        .edit(kind, &record, &form, &[], &actor, &NOW, &place)
        .unwrap();
    let op = officer.op(1, Some(&record), valid.changes);
    assert_eq!(judge("officer", &op, Some(&record)), Verdict::Admitted);
}
