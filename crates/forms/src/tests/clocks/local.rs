//! Figures that a county or the city has set for itself.

use super::*;
use crate::{Local, OwnFigure, Typed};

const CITY: u64 = 420_600_000_000;
/// The county of [`super::super::world::HERE`], and another one.
const COUNTY: u64 = 420_625_000_000;
const OTHER: u64 = 420_624_000_000;
const TOWN: u64 = 420_625_101_000;

fn figure(catalog: &Catalog, division: u64, what: [&str; 4], days: [&str; 2]) -> OwnFigure {
    let [table, row, column, value] = what;
    let [from, to] = days;
    let typed = Typed {
        division,
        table,
        row,
        column,
        value,
        from,
        to,
    };
    catalog.own_figure(&typed).unwrap()
}

/// The last day of the county's review of a hazard reported on Monday the 11th of May.
fn review(catalog: &Catalog) -> Option<String> {
    let record = record(catalog, 4, "hazard", &[], &[("report", "2026-05-11")]);
    let clocks = catalog.clocks(&record, None);
    let clock = clocks.into_iter().find(|clock| clock.name == "review")?;
    Some(day_text(
        i32::try_from((clock.ends_ms - 1 + 28_800_000) / 86_400_000).unwrap(),
    ))
}

/// Who set which column of the row `review/general` to what, from when to when; and the last day of
/// the review then. Three working days from Monday end on Thursday the 14th.
type Case = (
    &'static [(u64, &'static str, &'static str, [&'static str; 2])],
    Option<&'static str>,
);

const ALWAYS: [&str; 2] = ["", ""];

#[rustfmt::skip] // One case a line.
const CASES: &[Case] = &[
    (&[], Some("2026-05-14")),
    (&[(COUNTY, "limit", "1", ALWAYS)], Some("2026-05-12")),
    (&[(OTHER, "limit", "1", ALWAYS)], Some("2026-05-14")),
    (&[(COUNTY, "limit", "1", ["2026-05-12", ""])], Some("2026-05-14")),
    (&[(COUNTY, "limit", "1", ["2026-05-11", ""])], Some("2026-05-12")),
    (&[(COUNTY, "limit", "1", ["", "2026-05-10"])], Some("2026-05-14")),
    (&[(COUNTY, "limit", "1", ["", "2026-05-11"])], Some("2026-05-12")),
    // The township stands before the county, the county before the city, whatever the order.
    (&[(TOWN, "limit", "4", ALWAYS), (CITY, "limit", "1", ALWAYS), (COUNTY, "limit", "2", ALWAYS)], Some("2026-05-15")),
    // Of one division the later one.
    (&[(COUNTY, "limit", "2", ["2026-03-01", ""]), (COUNTY, "limit", "4", ["2025-01-01", ""])], Some("2026-05-13")),
    // Another unit: four calendar days.
    (&[(COUNTY, "limit", "4", ALWAYS), (COUNTY, "unit", "days", ALWAYS)], Some("2026-05-15")),
    (&[(COUNTY, "limit", "6", ALWAYS), (COUNTY, "unit", "days", ALWAYS)], Some("2026-05-17")),
    (&[(COUNTY, "off", "yes", ALWAYS)], None),
];

#[test]
fn a_county_sets_its_own_limit_from_a_day_on_and_the_nearest_counts() {
    let catalog = Catalog::builtin().unwrap();
    for (set, last) in CASES {
        let figure = |(division, column, value, days): &(u64, &str, &str, [&str; 2])| {
            let what = ["deadlines", "review/general", column, value];
            figure(&catalog, *division, what, *days)
        };
        let local = Local {
            figures: set.iter().map(figure).collect(),
            ..Local::default()
        };
        let found = review(&catalog.clone().with_local(local));
        assert_eq!(found.as_deref(), *last, "{set:?}");
    }
}

#[test]
fn ladder_sample_colours_and_extensions_follow_the_county() {
    let catalog = Catalog::builtin().unwrap();
    let set = |what| figure(&catalog, COUNTY, what, ["", ""]);
    let local = Local {
        figures: vec![
            set(["escalation", "1", "day", "-3"]),
            set(["lookback_sampling", "general", "percent", "100"]),
            set(["lookback_sampling", "major", "at_days", "10,20"]),
            set(["due_colours", "yellow", "to_day", "10"]),
            set(["due_colours", "green", "from_day", "11"]),
            set(["seasons", "flood", "from_month", "6"]),
            set(["due_notices", "key_vehicle/inspect_due", "days", "45"]),
        ],
        ..Local::default()
    };
    let catalog = catalog.clone().with_local(local);
    let open = notified(&catalog, "general");
    let first = |date: &str| {
        causes(&proposed(&catalog, &open, &[], date))
            .iter()
            .any(|c| c.starts_with("escalation/1/"))
    };
    assert!(!first("2026-06-06") && first("2026-06-07"));
    let happened = ["report", "confirm", "notify", "submit", "accept", "close"];
    let happened = happened.map(|name| (name, "2026-03-10"));
    for number in 0..40 {
        let closed = record(
            &catalog,
            number,
            "hazard",
            &[("grade", "general")],
            &happened,
        );
        assert_eq!(proposed(&catalog, &closed, &[], "2026-04-09").len(), 1);
    }
    let major = record(&catalog, 1, "hazard", &[("grade", "major")], &happened);
    assert_eq!(proposed(&catalog, &major, &[], "2026-03-30").len(), 2);
    assert_eq!(
        catalog.colour(9, TOWN, day("2026-05-03")).unwrap().name,
        "yellow"
    );
    assert_eq!(
        catalog.colour(9, OTHER, day("2026-05-03")).unwrap().name,
        "green"
    );
    let vehicle = record(
        &catalog,
        6,
        "key_vehicle",
        &[("inspect_due", "2026-12-20")],
        &[],
    );
    assert_eq!(proposed(&catalog, &vehicle, &[], "2026-11-05").len(), 1);
    let section = record(&catalog, 6, "road_section", &[], &[]);
    assert!(proposed(&catalog, &section, &[], "2026-05-20").is_empty());
    assert_eq!(proposed(&catalog, &section, &[], "2026-06-01").len(), 1);
}

#[test]
fn days_off_of_the_place_count_for_every_limit() {
    let catalog = Catalog::builtin().unwrap();
    let local = Local {
        days: [
            ("2026-05-12".to_owned(), false),
            ("2026-05-16".to_owned(), true),
        ]
        .into(),
        ..Local::default()
    };
    let catalog = catalog.with_local(local);
    assert_eq!(review(&catalog).as_deref(), Some("2026-05-15"));
    assert_eq!(
        day_text(catalog.calendar().after(day("2026-05-15"), 1)),
        "2026-05-16"
    );
}

#[test]
fn what_is_set_wrongly_is_refused_with_what_there_is() {
    let catalog = Catalog::builtin().unwrap();
    let refused = |what: [&str; 4], days: [&str; 2]| {
        let [table, row, column, value] = what;
        let [from, to] = days;
        let typed = Typed {
            division: COUNTY,
            table,
            row,
            column,
            value,
            from,
            to,
        };
        catalog.own_figure(&typed).unwrap_err().en
    };
    let always = ["", ""];
    for (what, days, says) in [
        (
            ["violations", "drink_driving", "points", "1"],
            always,
            "deadlines",
        ),
        (
            ["deadlines", "review", "limit", "1"],
            always,
            "review/general",
        ),
        (
            ["deadlines", "review/general", "stop", "1"],
            always,
            "limit, unit, off",
        ),
        (
            ["deadlines", "review/general", "limit", "three"],
            always,
            "`three`",
        ),
        (
            ["deadlines", "review/general", "limit", "-1"],
            always,
            "`-1`",
        ),
        (
            ["deadlines", "review/general", "unit", "weeks"],
            always,
            "`weeks`",
        ),
        (
            ["deadlines", "review/general", "limit", "1"],
            ["1.5.2026", ""],
            "2026-10-01",
        ),
        (
            ["lookback_sampling", "major", "at_days", "30,x"],
            always,
            "`30,x`",
        ),
    ] {
        let said = refused(what, days);
        assert!(said.contains(says), "{what:?}: {said}");
    }
}

#[test]
fn people_learn_what_concerns_their_area_and_nothing_else() {
    let catalog = Catalog::builtin().unwrap();
    let what = ["deadlines", "review/general", "limit", "1"];
    let local = Local {
        days: [("2027-01-01".to_owned(), false)].into(),
        figures: [CITY, COUNTY, OTHER, TOWN, 420_625_102_000, 420_625_101_201]
            .map(|division| figure(&catalog, division, what, ["", ""]))
            .to_vec(),
        grace_days: Some(7),
    };
    for (area, wanted) in [
        (vec![TOWN], vec![CITY, COUNTY, TOWN, 420_625_101_201]),
        (
            vec![COUNTY],
            vec![CITY, COUNTY, TOWN, 420_625_102_000, 420_625_101_201],
        ),
        (vec![OTHER], vec![CITY, OTHER]),
    ] {
        let theirs = local.of_area(&area);
        let divisions: Vec<u64> = theirs
            .figures
            .iter()
            .map(|figure| figure.division)
            .collect();
        assert_eq!(divisions, wanted, "{area:?}");
        assert_eq!(theirs.days, local.days);
        assert_eq!(Local::decode(&theirs.encode()), Some(theirs));
    }
    assert_eq!(Local::decode(b"no rules"), None);
}

#[test]
fn local_figures_do_not_make_the_index_doubtful() {
    let catalog = Catalog::builtin().unwrap();
    let what = ["deadlines", "review/general", "limit", "1"];
    let local = Local {
        figures: vec![figure(&catalog, COUNTY, what, ["", ""])],
        ..Local::default()
    };
    let set = catalog.clone().with_local(local);
    assert_eq!(set.fingerprint(), catalog.fingerprint());
}
