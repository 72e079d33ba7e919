//! Seasonal re-inspections.

use super::*;

fn seasons(catalog: &Catalog, record: &Record, date: &str) -> Vec<String> {
    let proposals = proposed(catalog, record, &[], date).into_iter();
    let proposals = proposals.filter(|p| p.cause.starts_with("season/"));
    proposals.map(|p| p.cause).collect()
}

#[test]
fn a_key_section_is_looked_at_once_in_every_season() {
    let catalog = Catalog::builtin().unwrap();
    let typed = [
        ("road_class", "township"),
        ("risk", "high"),
        ("road_name", "盛石路"),
    ];
    let section = record(&catalog, 4, "road_section", &typed, &[]);
    for (date, wanted) in [
        (
            "2026-01-01",
            vec!["season/spring_festival/2026", "season/ice/2025"],
        ),
        (
            "2026-02-28",
            vec!["season/spring_festival/2026", "season/ice/2025"],
        ),
        ("2026-03-01", vec![]),
        ("2026-04-30", vec![]),
        ("2026-05-01", vec!["season/flood/2026"]),
        (
            "2026-09-30",
            vec!["season/flood/2026", "season/harvest/2026"],
        ),
        ("2026-10-31", vec!["season/harvest/2026"]),
        ("2026-11-30", vec![]),
        ("2026-12-01", vec!["season/ice/2026"]),
        (
            "2027-02-28",
            vec!["season/spring_festival/2027", "season/ice/2026"],
        ),
    ] {
        assert_eq!(seasons(&catalog, &section, date), wanted, "{date}");
    }
    let done = [answer("inspection", "season/flood/2026")];
    assert!(proposed(&catalog, &section, &done, "2026-06-01").is_empty());
    let proposals = proposed(&catalog, &section, &[], "2026-06-01");
    let (kind, entries) = catalog
        .answering(section.id, section.kind, &proposals[0])
        .unwrap();
    let says = |field: &str, text: &str| entries.iter().any(|e| e.field == field && e.text == text);
    assert_eq!(kind.name, "inspection");
    assert!(says("section", &section.id.to_string()) && says("road_name", "盛石路"));
    assert!(says("object", "road_section") && says("cause", "season/flood/2026"));
}

#[test]
fn a_season_brings_back_hazards_of_its_kinds_that_were_closed_before_it() {
    let catalog = Catalog::builtin().unwrap();
    let kinds = catalog.kind("hazard").unwrap().field("kinds").unwrap().id;
    let closed = |what: &str, date: &str| {
        let happened = ["report", "confirm", "notify", "submit", "accept", "close"];
        let happened = happened.map(|name| (name, date));
        let mut record = record(&catalog, 4, "hazard", &[("grade", "general")], &[]);
        let kind = Change::Item {
            field: kinds,
            item: what.into(),
            present: true,
        };
        let mut steps = vec![(kind, "2026-01-02")];
        steps.extend(happened.map(|(name, date)| (event(name), date)));
        happen(&catalog, &mut record, &steps);
        record
    };
    for (what, closed_on, date, wanted) in [
        (
            "flood",
            "2026-03-10",
            "2026-05-01",
            vec!["season/flood/2026"],
        ),
        ("flood", "2026-03-10", "2026-12-01", vec![]),
        ("flood", "2026-05-10", "2026-06-01", vec![]),
        (
            "flood",
            "2026-05-10",
            "2027-06-01",
            vec!["season/flood/2027"],
        ),
        ("slippery", "2026-03-10", "2026-06-01", vec![]),
        (
            "slippery",
            "2026-03-10",
            "2027-01-15",
            vec!["season/ice/2026"],
        ),
        (
            "grain",
            "2026-03-10",
            "2026-10-01",
            vec!["season/harvest/2026"],
        ),
    ] {
        let record = closed(what, closed_on);
        assert_eq!(
            seasons(&catalog, &record, date),
            wanted,
            "{what} {closed_on} {date}"
        );
    }
    let again = proposed(&catalog, &closed("flood", "2026-03-10"), &[], "2026-05-01");
    let again = again
        .iter()
        .find(|p| p.cause == "season/flood/2026")
        .unwrap();
    assert_eq!(again.answered_by.as_deref(), Some("lookback"));
    assert!(
        again
            .fills
            .contains(&("basis".to_owned(), "season".to_owned()))
    );
}
