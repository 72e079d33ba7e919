//! The limits of the law.

use super::*;

#[test]
fn a_case_that_is_not_filed_in_time_is_seen() {
    let catalog = Catalog::builtin().unwrap();
    let kind = catalog.kind("enforcement").unwrap();
    let field = |name: &str| kind.field(name).unwrap().id;
    let mut officer = Person::new(1, "officer");
    // Thursday before Labour Day: two working days end on the 7th of May.
    let begun = i64::try_from(nine("2026-04-30")).unwrap();
    let changes: Vec<Change> = vec![
        set(field("occurred_at"), begun),
        set(field("procedure"), "simple"),
        set(field("outcome"), "fined"),
    ];
    let record = Record::from_op(&officer.op(kind.id, None, changes));
    let overdue = |record: &Record, date: &str| {
        let proposals = proposed(&catalog, record, &[], date);
        causes(&proposals)
            .iter()
            .any(|cause| cause.starts_with("clock/simple_filed/"))
    };
    assert!(!overdue(&record, "2026-05-06"));
    assert!(overdue(&record, "2026-05-08"));
    let filed = set(field("filed_at"), begun + 86_400_000);
    let mut filed_record = record.clone();
    filed_record
        .apply(&officer.op(kind.id, Some(&record), vec![filed]))
        .unwrap();
    assert!(!overdue(&filed_record, "2026-05-08"));
}

/// The day everything here starts on: Thursday before Labour Day (1st to 5th of May, the Saturday
/// of the 9th worked), at nine in the morning.
pub(super) const START: &str = "2026-04-30";

/// The last minute of a limit.
pub(super) fn last_minute(ends_ms: i64) -> String {
    crate::time_text(u64::try_from(ends_ms - 1).unwrap())
}

/// Name; code fields of such a case; measure; the field it starts with, and the one it stops with;
/// the last minute, counted off on a wall calendar; whether somebody is late after it.
type Legal = (
    &'static str,
    &'static [(&'static str, &'static str)],
    Option<&'static str>,
    &'static str,
    Option<&'static str>,
    &'static str,
    bool,
);

#[rustfmt::skip] // One clock a line, as in the dictionary.
const LEGAL: &[Legal] = &[
    ("simple_filed", &[("procedure", "simple")], None, "occurred_at", Some("filed_at"), "2026-05-07 23:59", true),
    ("notice_filed", &[("outcome", "notice")], None, "occurred_at", Some("filed_at"), "2026-05-01 08:59", true),
    ("measure_reported", &[], Some("3"), "occurred_at", Some("measure_reported_at"), "2026-05-01 08:59", true),
    ("seized_handed_in", &[], Some("1"), "occurred_at", Some("handed_in_at"), "2026-05-01 08:59", true),
    ("party_comes", &[("outcome", "notice")], None, "occurred_at", Some("party_came_at"), "2026-05-25 23:59", true),
    ("party_comes_measure", &[("outcome", "measure")], None, "occurred_at", Some("party_came_at"), "2026-05-25 23:59", true),
    ("fine_paid", &[("outcome", "fined")], None, "delivered_at", Some("fine_paid_at"), "2026-05-15 23:59", true),
    ("fine_paid_decided", &[("decision_kind", "fine")], None, "decided_at", Some("fine_paid_at"), "2026-05-15 23:59", true),
    ("cash_handed_in", &[], None, "cash_taken_at", Some("cash_handed_in_at"), "2026-05-07 23:59", true),
    ("general_fine", &[("decision_kind", "fine")], None, "party_came_at", Some("decided_at"), "2026-05-01 08:59", true),
    ("general_suspension", &[("decision_kind", "suspension")], None, "party_came_at", Some("decided_at"), "2026-05-08 23:59", true),
    ("general_revocation", &[("decision_kind", "revocation")], None, "party_came_at", Some("decided_at"), "2026-05-13 23:59", true),
    ("blood_to_lab", &[], None, "blood_drawn_at", Some("blood_sent_at"), "2026-05-11 23:59", true),
    ("blood_result_told", &[], None, "blood_result_at", Some("blood_told_at"), "2026-05-11 23:59", true),
    ("blood_retest", &[], None, "blood_told_at", Some("retest_asked_at"), "2026-05-08 23:59", false),
    ("vehicle_returned", &[], None, "documents_given_at", Some("vehicle_returned_at"), "2026-05-18 23:59", true),
    ("unclaimed_noticed", &[], Some("1"), "occurred_at", Some("public_notice_at"), "2026-05-30 23:59", true),
    ("unclaimed_public_notice", &[], None, "public_notice_at", Some("vehicle_disposed_at"), "2026-07-30 23:59", true),
    ("review", &[], None, "delivered_at", None, "2026-06-29 23:59", false),
    ("lawsuit", &[], None, "decided_at", None, "2026-10-30 23:59", false),
    ("device_entered", &[], None, "device_recorded_at", Some("device_entered_at"), "2026-05-11 23:59", true),
    ("device_told", &[], None, "device_entered_at", Some("device_told_at"), "2026-05-11 23:59", true),
    ("device_handled", &[], None, "device_told_at", Some("party_came_at"), "2026-05-30 23:59", true),
];

fn case(catalog: &Catalog, legal: &Legal, start: bool) -> Record {
    let (_, codes, measure, from, ..) = legal;
    let enforcement = |name: &str, value: merge::Value| field(catalog, "enforcement", name, value);
    let mut changes: Vec<Change> = Vec::new();
    for (name, code) in *codes {
        changes.push(enforcement(name, (*code).into()));
    }
    if let Some(code) = measure {
        let kind = catalog.kind("enforcement").unwrap();
        let entry = [("code".to_owned(), (*code).into())];
        changes.push(Change::Item {
            field: kind.field("measures").unwrap().id,
            item: merge::Value::Map(entry.into_iter().collect()),
            present: true,
        });
    }
    if start {
        let ms = i64::try_from(nine(START)).unwrap();
        changes.push(enforcement(from, ms.into()));
    }
    typed(catalog, 9, "enforcement", START, changes)
}

#[test]
fn every_legal_clock_starts_ends_and_stops_where_the_law_says() {
    let catalog = Catalog::builtin().unwrap();
    let in_table = catalog.table("legal_clocks").unwrap().rows.iter();
    let in_table: BTreeSet<&str> = in_table.map(|row| row.text("name").unwrap()).collect();
    let here: BTreeSet<&str> = LEGAL.iter().map(|legal| legal.0).collect();
    assert_eq!(in_table, here, "every row has its line here");
    for legal in LEGAL {
        let (name, .., stop, last, late) = *legal;
        let clock = |record: &Record| {
            let clocks = catalog.clocks(record, None);
            clocks.into_iter().find(|clock| clock.name == name)
        };
        assert_eq!(
            clock(&case(&catalog, legal, false)),
            None,
            "{name} has not begun"
        );
        let mut record = case(&catalog, legal, true);
        let runs = clock(&record).unwrap_or_else(|| panic!("{name} runs"));
        assert_eq!(last_minute(runs.ends_ms), last, "{name}");
        assert_eq!(runs.stopped_ms, None, "{name}");
        assert_eq!(runs.counts, late, "{name}");
        // A minute before the end nobody is late, a millisecond after it somebody may be.
        let proposed_at = |record: &Record, now_ms: i64| {
            let proposals = catalog.proposals(record, &Around::default(), now_ms);
            let cause = format!("clock/{name}/{START}");
            proposals.iter().any(|proposal| proposal.cause == cause)
        };
        assert!(!proposed_at(&record, runs.ends_ms - 60_000), "{name}");
        assert_eq!(proposed_at(&record, runs.ends_ms), late, "{name}");
        let Some(stop) = stop else { continue };
        let ms = i64::try_from(nine(START)).unwrap() + 3_600_000;
        happen(
            &catalog,
            &mut record,
            &[(field(&catalog, "enforcement", stop, ms), START)],
        );
        assert_eq!(clock(&record).unwrap().stopped_ms, Some(ms), "{name}");
        assert!(!proposed_at(&record, runs.ends_ms + 1), "{name}");
    }
}

#[test]
fn the_return_of_a_vehicle_is_extended_by_approval() {
    let catalog = Catalog::builtin().unwrap();
    let legal = LEGAL
        .iter()
        .find(|legal| legal.0 == "vehicle_returned")
        .unwrap();
    let mut record = case(&catalog, legal, true);
    let extended = field(&catalog, "enforcement", "return_extended", true);
    happen(&catalog, &mut record, &[(extended, START)]);
    let clocks = catalog.clocks(&record, None);
    let clock = clocks.iter().find(|clock| clock.name == "vehicle_returned");
    assert_eq!(last_minute(clock.unwrap().ends_ms), "2026-05-25 23:59");
}

#[test]
fn nothing_is_late_where_nothing_follows() {
    let catalog = Catalog::builtin().unwrap();
    let mut record = case(&catalog, &LEGAL[0], true);
    assert!(!proposed(&catalog, &record, &[], "2026-12-01").is_empty());
    happen(&catalog, &mut record, &[(event("annul"), "2026-05-02")]);
    assert!(proposed(&catalog, &record, &[], "2026-12-01").is_empty());
}
