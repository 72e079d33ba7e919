//! What falls due, and what is answered twice.

use super::*;

#[test]
fn what_falls_due_is_told_in_time_and_once() {
    let catalog = Catalog::builtin().unwrap();
    let typed = [("plate", "鄂F12345"), ("inspect_due", "2026-12-20")];
    let vehicle = record(&catalog, 6, "key_vehicle", &typed, &[]);
    let on = |date: &str, answers: &[Answer]| {
        let proposals = proposed(&catalog, &vehicle, answers, date);
        proposals.into_iter().map(|p| p.cause).collect::<Vec<_>>()
    };
    assert!(on("2026-11-19", &[]).is_empty());
    assert_eq!(on("2026-11-20", &[]), ["due/inspect_due/2026-12-20"]);
    let told = answer("notice_to_owner", "due/inspect_due/2026-12-20");
    assert!(on("2026-12-25", &[told]).is_empty());
    let sold = record(
        &catalog,
        7,
        "key_vehicle",
        &typed,
        &[("sell", "2026-11-01")],
    );
    assert!(proposed(&catalog, &sold, &[], "2026-12-25").is_empty());
}

#[test]
fn points_are_told_once_for_each_time_they_were_written() {
    let catalog = Catalog::builtin().unwrap();
    let points = |n: i64| field(&catalog, "driver", "points", n);
    let mut driver = typed(&catalog, 5, "driver", "2026-03-02", vec![points(8)]);
    let on = |driver: &Record, answers: &[Answer]| {
        let proposals = proposed(&catalog, driver, answers, "2026-05-20");
        proposals.into_iter().map(|p| p.cause).collect::<Vec<_>>()
    };
    assert!(on(&driver, &[]).is_empty());
    happen(&catalog, &mut driver, &[(points(9), "2026-04-02")]);
    assert_eq!(on(&driver, &[]), ["due/points/2026-04-02"]);
    let told = answer("notice_to_owner", "due/points/2026-04-02");
    assert!(on(&driver, std::slice::from_ref(&told)).is_empty());
    let mut again = Person::new(120, "officer");
    let mut op = again.op(driver.kind, Some(&driver), vec![points(12)]);
    op.claimed.wall_ms = nine("2026-05-10");
    op.hlc = Hlc::from_ms(nine("2026-05-10"));
    op.record = driver.id;
    driver.apply(&op).unwrap();
    assert_eq!(on(&driver, &[told]), ["due/points/2026-05-10"]);
}

#[test]
fn the_next_stage_that_is_not_done_falls_due() {
    let catalog = Catalog::builtin().unwrap();
    let stages = catalog.kind("hazard").unwrap().field("stages").unwrap().id;
    let stage = |due: &str, done: Option<&str>| {
        let parts = [
            ("measure", Some("护栏")),
            ("due", Some(due)),
            ("done_at", done),
        ];
        let parts = parts.into_iter();
        let parts = parts.filter_map(|(name, text)| Some((name.to_owned(), text?.into())));
        Change::Item {
            field: stages,
            item: merge::Value::Map(parts.collect()),
            present: true,
        }
    };
    let mut record = record(
        &catalog,
        4,
        "hazard",
        &[("grade", "major"), ("due_on", "2026-10-30")],
        &[
            ("report", "2026-05-06"),
            ("confirm", "2026-05-06"),
            ("notify", "2026-05-06"),
        ],
    );
    let steps = [
        (stage("2026-06-10", Some("2026-06-08")), "2026-05-07"),
        (stage("2026-07-10", None), "2026-05-07"),
        (stage("2026-09-10", None), "2026-05-07"),
    ];
    happen(&catalog, &mut record, &steps);
    let on = |date: &str| {
        let proposals = proposed(&catalog, &record, &[], date);
        let stages = proposals
            .into_iter()
            .filter(|p| p.cause.starts_with("due/stages"));
        stages.map(|p| p.cause).collect::<Vec<_>>()
    };
    assert!(on("2026-07-06").is_empty());
    assert_eq!(on("2026-07-07"), ["due/stages.due/2026-07-10"]);
}

#[test]
fn the_term_of_a_listing_is_reminded_of_and_that_is_answered_at_the_listing() {
    let catalog = Catalog::builtin().unwrap();
    let typed = [
        ("level", "county"),
        ("term_due", "2026-08-20"),
        ("resp_org", "盛康镇政府"),
    ];
    let listing = record(
        &catalog,
        4,
        "supervision",
        &typed,
        &[("list", "2026-05-06")],
    );
    let on = |answers: &[Answer], date| proposed(&catalog, &listing, answers, date);
    assert!(on(&[], "2026-08-04").is_empty());
    let proposals = on(&[], "2026-08-05");
    let (kind, entries) = catalog
        .answering(listing.id, listing.kind, &proposals[0])
        .unwrap();
    let refers = entries
        .iter()
        .any(|e| e.field == "supervision" && e.text == listing.id.to_string());
    assert!(kind.name == "reminder" && refers, "{entries:?}");
    let sent = answer("reminder", &proposals[0].cause);
    assert!(on(&[sent], "2026-08-05").is_empty());
}

#[test]
fn two_answers_to_one_cause_are_shown_until_one_is_withdrawn() {
    let catalog = Catalog::builtin().unwrap();
    let record = notified(&catalog, "general");
    let cause = "escalation/2/2026-06-10";
    let with = |id: u8, open: bool, withdrawn: bool| Answer {
        id: RecordId([id; 16]),
        open,
        withdrawn,
        ..answer("reminder", cause)
    };
    for (answers, twice) in [
        (vec![with(1, true, false)], false),
        (vec![with(2, true, false), with(1, true, false)], true),
        // One was sent and replied to, the other still lies there.
        (vec![with(1, false, false), with(2, true, false)], true),
        (vec![with(1, true, false), with(2, false, true)], false),
        // Both were sent and answered: there is nothing left to withdraw.
        (vec![with(1, false, false), with(2, false, false)], false),
    ] {
        let proposals = proposed(&catalog, &record, &answers, "2026-06-11");
        let found = proposals
            .iter()
            .find(|p| p.cause == format!("twice/{cause}"));
        assert_eq!(found.is_some(), twice, "{answers:?}");
        assert!(
            !causes(&proposals).contains(&cause),
            "the cause itself is answered"
        );
        if let Some(found) = found {
            let ids = [1, 2].map(|id| RecordId([id; 16]).to_string());
            assert_eq!(found.records, ids, "both are named");
        }
    }
}
