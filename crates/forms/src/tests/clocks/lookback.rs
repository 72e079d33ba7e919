//! Look-backs after the close.

use super::*;

#[test]
fn look_backs_are_drawn_the_same_everywhere_and_as_many_as_the_table_says() {
    let catalog = Catalog::builtin().unwrap();
    let happened = [
        ("report", "2026-03-02"),
        ("confirm", "2026-03-03"),
        ("notify", "2026-03-04"),
        ("start", "2026-03-05"),
        ("submit", "2026-03-06"),
        ("accept", "2026-03-09"),
        ("close", "2026-03-10"),
    ];
    for (grade, low, high) in [
        ("general", 15, 38),
        ("larger", 100, 156),
        ("major", 256, 256),
    ] {
        let mut drawn = 0;
        for number in 0..=u8::MAX {
            let typed = [("grade", grade), ("due_on", "2026-04-03")];
            let closed = record(&catalog, number, "hazard", &typed, &happened);
            let on = |date: &str| {
                let proposals = proposed(&catalog, &closed, &[], date);
                let causes = causes(&proposals).into_iter();
                causes.filter(|c| c.starts_with("lookback/")).count()
            };
            assert_eq!(on("2026-04-08"), 0, "29 days after the close");
            let first = on("2026-04-09");
            assert_eq!(on("2026-04-09"), first);
            drawn += first;
            if grade == "major" {
                assert_eq!(on("2026-06-08"), 2, "90 days after the close");
            }
        }
        assert!((low..=high).contains(&drawn), "{grade}: {drawn} of 256");
    }
}

#[test]
fn a_sample_is_as_large_as_its_share() {
    let catalog = Catalog::builtin().unwrap();
    let kind = catalog.kind("hazard").unwrap();
    let happened = ["report", "confirm", "notify", "submit", "accept", "close"];
    // Four standard deviations around the share of 4000 draws: sqrt(4000·p·(1-p)).
    for (grade, low, high) in [("general", 324, 476), ("larger", 1873, 2127)] {
        let typed = [("grade", grade), ("due_on", "2026-04-03")];
        let happened = happened.map(|name| (name, "2026-03-10"));
        let closed = record(&catalog, 1, "hazard", &typed, &happened);
        let mut bytes = closed.encode();
        let id = [1_u8; 16];
        let at = bytes.windows(16).position(|window| window == id).unwrap();
        let mut drawn = 0;
        for number in 0..4000_u128 {
            // Ids as a laptop makes them differ in their last bytes.
            let own = (u128::from_be_bytes(id) << 16 | number).to_be_bytes();
            bytes[at..at + 16].copy_from_slice(&own);
            let closed = Record::decode(&bytes).unwrap();
            assert_eq!((closed.id, closed.kind), (RecordId(own), kind.id));
            let proposals = proposed(&catalog, &closed, &[], "2026-05-01");
            drawn += causes(&proposals)
                .iter()
                .filter(|c| c.starts_with("lookback/"))
                .count();
        }
        assert!((low..=high).contains(&drawn), "{grade}: {drawn} of 4000");
    }
}

#[test]
fn a_look_back_knows_why_and_until_when() {
    let catalog = Catalog::builtin().unwrap();
    let typed = [("grade", "major")];
    let happened = ["report", "confirm", "notify", "submit", "accept", "close"];
    let happened = happened.map(|name| (name, "2026-03-10"));
    let closed = record(&catalog, 1, "hazard", &typed, &happened);
    let proposals = proposed(&catalog, &closed, &[], "2026-06-08");
    let visits: Vec<_> = proposals
        .iter()
        .map(|proposal| {
            let fill = |name: &str| {
                let fills = proposal.fills.iter();
                fills
                    .clone()
                    .find(|(field, _)| field == name)
                    .map(|(_, text)| text.as_str())
            };
            (proposal.cause.as_str(), fill("basis"), fill("due_on"))
        })
        .collect();
    assert_eq!(
        visits,
        [
            ("lookback/2026-03-10/1", Some("all"), Some("2026-04-16")),
            ("lookback/2026-03-10/2", Some("all"), Some("2026-06-15")),
        ]
    );
    let one_done = [answer("lookback", "lookback/2026-03-10/1")];
    let left = proposed(&catalog, &closed, &one_done, "2026-06-08");
    assert_eq!(causes(&left), ["lookback/2026-03-10/2"]);
}

#[test]
fn what_was_fixed_at_once_and_closed_is_drawn_as_well() {
    let catalog = Catalog::builtin().unwrap();
    let happened = ["report", "fix_now", "accept_quick"].map(|name| (name, "2026-03-10"));
    let drawn = (0..=u8::MAX).filter(|number| {
        let closed = record(
            &catalog,
            *number,
            "hazard",
            &[("grade", "general")],
            &happened,
        );
        !proposed(&catalog, &closed, &[], "2026-04-09").is_empty()
    });
    // A tenth of 256.
    assert!((10..=45).contains(&drawn.count()));
}
