//! The contract: one function for each promise. Another engine joins by keeping it.

use crate::rig::{Kept, Rig};
use crate::{branches, feed, lookup, part, random, taking};

/// What is promised, and how it is checked.
type Promise = (&'static str, fn(&Rig));

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
        "deadlines are counted and paged in every division above them",
        lookup::counts_deadlines,
    ),
    (
        "lists, deadlines, places and links find what they should",
        lookup::finds,
    ),
    ("lists by kind", lookup::lists_by_kind),
    (
        "lines and counts are the whole list, narrowed",
        lookup::lists_by_state,
    ),
    ("totals are a recount", lookup::totals_are_a_recount),
    (
        "a whole branch is kept as evidence, once",
        branches::a_whole_branch_is_kept_as_evidence_and_once,
    ),
    (
        "a branch in one batch is the same",
        branches::a_branch_in_one_batch_is_the_same,
    ),
    (
        "a word that comes before its operation holds it too",
        branches::a_word_that_comes_before_its_operation_holds_it_too,
    ),
    (
        "a history names what is held",
        branches::a_history_names_what_is_held,
    ),
    (
        "a snapshot and own operations are one record",
        branches::a_snapshot_and_own_operations_are_one_record,
    ),
    (
        "numbers nobody can have are answered too",
        branches::numbers_nobody_can_have_are_answered_too,
    ),
    (
        "the fold is that of the operations, in any order",
        random::the_fold_is_that_of_the_operations,
    ),
    (
        "what stays is what was, and what goes leaves no trace",
        part::what_stays_is_what_was_and_what_goes_leaves_no_trace,
    ),
    (
        "what is decided holds until it is kept",
        taking::what_is_decided_holds_until_it_is_kept,
    ),
    (
        "what is taken out of a heap is gone",
        taking::what_is_taken_out_of_a_heap_is_gone,
    ),
    (
        "a rebuilt index is the kept one",
        taking::a_rebuilt_index_is_the_kept_one,
    ),
];

/// Checks every promise on an engine, each on a store of its own.
pub(crate) fn keeps(engine: Kept, rig: impl Fn(Kept) -> Rig) {
    for (promise, check) in CONTRACT {
        eprintln!("{engine:?}: {promise}");
        check(&rig(engine));
    }
}
