//! What every store promises, run against every engine, reopening included.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    reason = "a test may stop at the first surprise"
)]

mod faults;
mod feed;
mod lookup;
mod rig;
mod shaky;
mod taking;

use rig::Rig;

/// What is promised, and how it is checked.
type Promise = (&'static str, fn(&Rig));

/// The contract: one function for each promise. Another engine joins in [`rig::engines`].
const CONTRACT: &[Promise] = &[
    (
        "what is taken is there, after reopening too",
        taking::what_is_taken_is_there,
    ),
    (
        "taking twice changes nothing",
        taking::taking_twice_changes_nothing,
    ),
    (
        "a second operation under one number is kept as evidence",
        taking::a_fork_is_kept_as_evidence,
    ),
    ("a gap waits and the cursor stays", taking::a_gap_waits),
    (
        "a snapshot covers what came before it",
        taking::a_snapshot_covers_what_came_before,
    ),
    (
        "what is held is out of the fold",
        taking::what_is_held_is_out_of_the_fold,
    ),
    (
        "feeds have no gaps and right sums",
        feed::numbers_have_no_gaps_and_sums_are_right,
    ),
    (
        "pages show each record once",
        feed::pages_show_each_record_once,
    ),
    (
        "lists, deadlines, places and links find what they should",
        lookup::finds,
    ),
    ("totals are a recount", lookup::totals_are_a_recount),
    (
        "a rebuilt index is the kept one",
        taking::a_rebuilt_index_is_the_kept_one,
    ),
];

#[test]
fn every_engine_keeps_the_contract() {
    for engine in rig::engines() {
        for (promise, check) in CONTRACT {
            eprintln!("{engine:?}: {promise}");
            check(&Rig::new(*engine));
        }
    }
}
