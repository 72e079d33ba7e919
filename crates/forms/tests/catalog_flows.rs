//! The lives of all kinds of records, written down a second time by hand and held against the
//! catalog: every role in every state and every event.

#![allow(clippy::expect_used, reason = "a test may stop at the first surprise")]

use std::collections::BTreeSet;

use forms::Catalog;

mod written;

use written::written;

#[test]
fn every_role_in_every_state_may_do_what_is_written_and_nothing_else() {
    let catalog = Catalog::builtin().expect("the catalog loads");
    let (creates, moves) = written();
    let (mut declared, mut may) = (BTreeSet::new(), BTreeSet::new());
    for kind in catalog.kinds() {
        may.extend(
            kind.create
                .iter()
                .map(|role| (kind.name.clone(), role.clone())),
        );
        for row in &kind.events {
            for from in &row.from {
                for role in &row.by {
                    let to = row.to.as_ref().unwrap_or(from);
                    let cell = [&kind.name, from, &row.name, role, to];
                    let new = declared.insert(cell.map(Clone::clone));
                    assert!(new, "two rows for {cell:?}");
                }
            }
        }
    }
    let differ: Vec<_> = creates.symmetric_difference(&may).collect();
    assert!(differ.is_empty(), "who creates: {differ:?}");
    let differ: Vec<_> = moves.symmetric_difference(&declared).collect();
    assert!(differ.is_empty(), "what may be done: {differ:?}");
}

#[test]
fn what_cannot_be_undone_needs_a_reason() {
    let catalog = Catalog::builtin().expect("the catalog loads");
    for kind in catalog.kinds() {
        for row in kind.rows("void") {
            assert!(row.reason, "{} is voided without a reason", kind.name);
        }
    }
}

/// No indicator by which anybody is assessed is a number or sum of penalties (处理程序规定§66).
#[test]
fn nobody_is_assessed_by_penalties() {
    let catalog = Catalog::builtin().expect("the catalog loads");
    let list = catalog.codes("assessment_indicator").expect("indicators");
    assert!(list.codes.len() > 10);
    for code in &list.codes {
        for word in ["罚", "查处", "查纠", "违法起数", "案件数", "处罚"] {
            assert!(!code.label.zh.contains(word), "{}", code.label.zh);
        }
        for word in [
            "fine",
            "penalt",
            "cases handled",
            "violation",
            "enforcement",
        ] {
            let en = code.label.en.to_lowercase();
            assert!(!en.contains(word) && !code.code.contains(word), "{en}");
        }
    }
}
