//! What becomes of operations that are forged, replayed, out of order, too large, or none of the
//! writer's business.

use merge::{Change, Op, Sealed, Value};
use sync::Fate;

use super::behaviours::{FORGED, NOT_THEIRS, OUT_OF_ORDER, OVERSIZED, Sent, one, seen_of, set};
use super::{DESCRIPTION, NOW_MS, Road, Stage};

/// What must become of the last operation that is sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Ends {
    /// It is not kept.
    Refused,
    /// It is kept, out of the fold, with a reason.
    Held,
    /// It is kept as evidence of a second chain.
    Forked,
    /// It is not kept, because what comes before it is missing.
    Waits,
    /// It was here.
    Known,
    /// It is the writer's own business, in the writer's own area.
    Own,
}

/// Sends each by each road, from a device of its own, and looks at what everybody sees.
fn sent(behaviours: &[(&str, Sent, Ends)]) {
    let mut stage = Stage::set();
    let honest = stage.seen();
    for (what, make, ends) in behaviours {
        for road in [Road::Network, Road::Stick] {
            let pen = stage.rogue();
            let ops = make(&stage, &pen);
            let fates = stage.send(&pen, road, &ops);
            assert_eq!(stage.seen(), honest, "{what} ({road:?}): {fates:?}");
            ended(&stage, &ops, &fates, *ends, &format!("{what} ({road:?})"));
        }
    }
    let found = stage.office.audit(&[], NOW_MS, &mut |_, _| {}).unwrap();
    assert_eq!(found.problems, []);
}

/// What the office has to show for an operation.
fn ended(
    stage: &Stage,
    ops: &[Vec<u8>],
    fates: &Result<Vec<Fate>, String>,
    ends: Ends,
    what: &str,
) {
    let store = stage.office.store();
    let last = ops.last().and_then(|bytes| Sealed::open(bytes).ok());
    let kept = last
        .as_ref()
        .and_then(|sealed| store.op(sealed.op.dot()).unwrap());
    let here = kept.is_some_and(|kept| Some(kept.hash) == last.as_ref().map(|one| one.hash));
    let reason = last
        .as_ref()
        .and_then(|one| store.held(one.op.dot()).unwrap());
    let forked = last
        .as_ref()
        .is_some_and(|one| store.forks().unwrap().contains(&one.op.dot()));
    let said = fates.as_ref().ok().and_then(|fates| fates.last());
    let right = match ends {
        Ends::Refused | Ends::Waits => !here && !forked,
        Ends::Held => here && reason.is_some_and(|reason| !reason.is_empty()),
        Ends::Forked => forked,
        Ends::Known | Ends::Own => here && reason.is_none(),
    };
    assert!(right, "{what}: {fates:?}");
    // By stick the writer is told in the answer.
    let Some(said) = said else {
        return;
    };
    let told = match ends {
        Ends::Refused => matches!(said, Fate::Refused(why) if !why.is_empty()),
        Ends::Held => matches!(said, Fate::Held(why) if !why.is_empty()),
        Ends::Forked => *said == Fate::Forked,
        Ends::Waits => matches!(said, Fate::Waiting(_)),
        Ends::Known => *said == Fate::Known,
        Ends::Own => *said == Fate::Kept,
    };
    assert!(told, "{what}: {said:?}");
}

#[test]
fn what_is_forged_is_refused() {
    sent(FORGED);
}

#[test]
fn what_is_out_of_order_waits_or_is_kept_as_evidence() {
    sent(OUT_OF_ORDER);
}

#[test]
fn what_is_too_large_is_refused() {
    sent(OVERSIZED);
}

#[test]
fn what_is_none_of_their_business_is_held_with_a_reason() {
    sent(NOT_THEIRS);
}

#[test]
fn whoever_claims_to_have_seen_what_was_not_written_yet_hides_nothing_from_the_history() {
    let mut stage = Stage::set();
    let liar = stage.rogue();
    let device = stage.honest.grant.device;
    let lie = liar.bent(|op: &mut Op| {
        op.record = stage.records[0];
        op.context.dots.insert(device, 999);
        op.changes = set(DESCRIPTION, Value::from("没有隐患"));
    });
    stage.send(&liar, Road::Network, &one(&lie)).unwrap();
    let draft = stage.honest.draft(stage.records[0], "后来写的");
    let later = stage.honest.author.seal(
        merge::Draft {
            context: seen_of(&stage),
            ..draft
        },
        super::now(),
    );
    stage
        .send(&stage.honest, Road::Network, &one(&later))
        .unwrap();
    let history = stage.office.store().history(stage.records[0]).unwrap();
    let told = |op: &Op| {
        op.changes.iter().any(|change| matches!(change, Change::Set { value, .. } if value.as_text() == Some("后来写的")))
    };
    assert!(history.iter().any(|past| told(&past.sealed.op)));
}
