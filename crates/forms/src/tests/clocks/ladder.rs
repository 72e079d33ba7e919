//! The ladder over the deadline, and the listing.

use super::*;

#[test]
fn the_ladder_proposes_its_highest_steps_and_nothing_twice() {
    let catalog = Catalog::builtin().unwrap();
    let record = notified(&catalog, "general");
    let ladder = |days: i32, answers: &[Answer]| -> Vec<String> {
        let today = day("2026-06-10") + days;
        let proposals = proposed(&catalog, &record, answers, &day_text(today));
        let steps = proposals
            .iter()
            .filter_map(|p| p.cause.strip_prefix("escalation/"));
        steps
            .map(|step| step.split('/').next().unwrap().to_owned())
            .collect()
    };
    for (days, steps) in [
        (-8, vec![]),
        (-7, vec!["1"]),
        (0, vec!["1"]),
        (1, vec!["2"]),
        (6, vec!["2"]),
        (7, vec!["3"]),
        (15, vec!["3", "4"]),
        (30, vec!["3", "4", "5"]),
        (45, vec!["3", "5", "6"]),
    ] {
        assert_eq!(ladder(days, &[]), steps, "{days} days after the deadline");
    }
    let sent = answer("reminder", "escalation/2/2026-06-10");
    assert_eq!(ladder(1, std::slice::from_ref(&sent)), Vec::<String>::new());
    // An answer to one step is none to the next, and none to that of another deadline.
    assert_eq!(ladder(7, std::slice::from_ref(&sent)), ["3"]);
    let other = Answer {
        cause: Some("escalation/2/2026-05-10".to_owned()),
        ..sent
    };
    assert_eq!(ladder(1, &[other]), ["2"]);
}

#[test]
fn a_major_hazard_is_proposed_for_listing_until_one_is_there() {
    let catalog = Catalog::builtin().unwrap();
    let today = "2026-05-08";
    let major = notified(&catalog, "major");
    let proposals = proposed(&catalog, &major, &[], today);
    assert!(
        causes(&proposals).contains(&"listing/county"),
        "{proposals:?}"
    );
    let listed = Answer {
        cause: None,
        ..answer("supervision", "")
    };
    let proposals = proposed(&catalog, &major, &[listed], today);
    assert!(!causes(&proposals).contains(&"listing/county"));
    let larger = notified(&catalog, "larger");
    let proposals = proposed(&catalog, &larger, &[], today);
    assert!(!causes(&proposals).contains(&"listing/county"));
}

#[test]
fn what_is_listed_at_a_level_is_not_proposed_for_it_again() {
    let catalog = Catalog::builtin().unwrap();
    let record = notified(&catalog, "general");
    let listings = |level: &str, open: bool, date: &str| {
        let listing = Answer {
            level: Some(level.to_owned()),
            open,
            ..answer("supervision", "listing/county")
        };
        let proposals = proposed(&catalog, &record, &[listing], date);
        let listings = proposals
            .into_iter()
            .filter(|proposal| proposal.answered_by.as_deref() == Some("supervision"));
        listings
            .map(|proposal| proposal.level.unwrap())
            .collect::<Vec<_>>()
    };
    // Due on the 10th of June: 15 days later the county's turn has come, 45 days later the city's.
    for (level, open, date, wanted) in [
        ("county", true, "2026-06-25", vec![]),
        ("city", true, "2026-06-25", vec![]),
        ("county", false, "2026-06-25", vec!["county"]),
        ("county", true, "2026-07-25", vec!["city"]),
        ("city", true, "2026-07-25", vec![]),
        ("province", true, "2026-07-25", vec![]),
    ] {
        assert_eq!(listings(level, open, date), wanted, "{level} {open} {date}");
    }
}

#[test]
fn a_step_says_who_it_is_for_and_fills_what_the_record_knows() {
    let catalog = Catalog::builtin().unwrap();
    let mut record = notified(&catalog, "general");
    let body = field(&catalog, "hazard", "resp_org", "县交通运输局");
    happen(&catalog, &mut record, &[(body, "2026-05-09")]);
    let filled = |date: &str, step: &str| {
        let proposals = proposed(&catalog, &record, &[], date);
        let cause = format!("escalation/{step}/2026-06-10");
        let proposal = proposals.into_iter().find(|p| p.cause == cause).unwrap();
        let (kind, entries) = catalog
            .answering(record.id, record.kind, &proposal)
            .unwrap();
        let entries = entries.into_iter().map(|entry| (entry.field, entry.text));
        (
            proposal.to,
            kind.name.clone(),
            entries.collect::<std::collections::BTreeMap<_, _>>(),
        )
    };
    let (to, kind, set) = filled("2026-06-17", "3");
    assert_eq!(
        (to, kind.as_str()),
        (vec!["resp_org".to_owned()], "reminder")
    );
    let id = record.id.to_string();
    for (name, value) in [
        ("hazard", id.as_str()),
        ("cause", "escalation/3/2026-06-10"),
        ("kind", "overdue"),
        ("seq", "2"),
        ("to_org", "县交通运输局"),
    ] {
        assert_eq!(set[name], value, "{name}");
    }
    assert!(set["cc"].contains("乡镇人民政府") && set["cc"].contains("县人民政府"));
    let (_, kind, set) = filled("2026-07-25", "6");
    assert_eq!(
        (kind.as_str(), set["level"].as_str()),
        ("supervision", "city")
    );
    assert_eq!(set["resp_org"], "县交通运输局");
}

#[test]
fn colours_change_on_the_days_the_ladder_says() {
    let catalog = Catalog::builtin().unwrap();
    for (left, colour) in [
        (100, "green"),
        (8, "green"),
        (7, "yellow"),
        (0, "yellow"),
        (-1, "orange"),
        (-15, "orange"),
        (-16, "red"),
        (-400, "red"),
    ] {
        let found = catalog.colour(left, super::super::world::HERE, day("2026-05-03"));
        assert_eq!(found.unwrap().name, colour, "{left} days left");
    }
}
