//! What is counted, and what is never counted: no target, score or ranking by number or sum of
//! penalties exists (处理程序规定§66).

#![allow(clippy::expect_used, reason = "a test may stop at the first surprise")]

use forms::{Amount, Catalog};

fn catalog() -> Catalog {
    Catalog::builtin().expect("the catalog loads")
}

#[test]
fn no_measure_sums_fines_and_no_ratio_rewards_penalties() {
    let catalog = catalog();
    for measure in catalog.measures() {
        let name = &measure.name;
        assert!(!name.contains("fine") || name == "five_fulfilled", "{name}");
        assert!(!measure.label.zh.contains("罚款"), "{name}");
        if measure.kind == "enforcement" {
            assert!(
                !matches!(measure.amount, Amount::Sum(_)),
                "{name} sums over cases"
            );
        }
        for word in ["rank", "score", "target"] {
            assert!(!name.contains(word), "{name}");
        }
        for word in ["排名", "得分", "指标", "任务"] {
            assert!(!measure.label.zh.contains(word), "{name}");
        }
    }
    // Of enforcement, only education, the quality of the work and its timeliness are compared with
    // anything.
    let enforcement = |name: &str| {
        let mut measures = catalog.measures_in(name).into_iter();
        measures.any(|measure| measure.kind == "enforcement")
    };
    let ratios = catalog
        .ratios()
        .iter()
        .filter(|r| enforcement(&r.of) || enforcement(&r.to));
    let names: Vec<&str> = ratios.map(|ratio| ratio.name.as_str()).collect();
    assert_eq!(names, ["education_rate", "quality_rate", "filing_rate"]);
}

#[test]
fn cases_and_violations_are_told_apart() {
    for measure in catalog().measures() {
        if measure.kind != "enforcement" {
            continue;
        }
        let counts_items = matches!(measure.amount, Amount::Count(_));
        assert_eq!(
            measure.label.zh.contains("起数"),
            counts_items,
            "{}",
            measure.name
        );
        assert_eq!(
            measure.label.zh.contains("案件"),
            !counts_items,
            "{}",
            measure.name
        );
    }
}

#[test]
fn the_groups_of_the_report_hold_every_violation_once() {
    let catalog = catalog();
    let mut held: Vec<String> = Vec::new();
    for group in [
        "three_overs",
        "drink_drug",
        "plate_licence",
        "illegal_carrying",
        "helmet_belt",
        "other",
    ] {
        let measure = catalog
            .measure(&format!("violations_{group}"))
            .expect(group);
        let cases = catalog.measure(&format!("cases_{group}")).expect(group);
        assert_eq!(measure.field, cases.field, "{group}");
        held.extend(measure.field.clone().expect("a condition").is);
    }
    held.sort();
    let list = catalog.codes("violation").expect("violation");
    let mut codes: Vec<String> = list.codes.iter().map(|code| code.code.clone()).collect();
    codes.sort();
    assert_eq!(held, codes);
}

#[test]
fn the_monthly_table_finds_its_columns() {
    let catalog = catalog();
    for name in [
        "hazards_found",
        "hazards_confirmed",
        "hazards_notified",
        "hazards_rectifying",
        "hazards_closed",
        "hazards_relapsed",
        "listed_county",
        "listed_city",
        "lifted_county",
        "lifted_city",
        "letters_served",
        "letters_replied",
        "lookbacks_done",
        "lookback_relapses",
        "inspections_done",
        "agreements_signed_village_person",
        "enforcement_cases",
        "enforcement_violations",
        "cases_educated",
        "cases_transferred",
        "cases_filed",
        "persuasion_logs",
        "persons_persuaded",
        "vehicles_persuaded",
    ] {
        assert!(catalog.measure(name).is_some(), "{name}");
    }
    let rate = catalog
        .ratios()
        .iter()
        .find(|ratio| ratio.name == "rectification_rate");
    let rate = rate.expect("the rectification rate");
    assert_eq!(
        (rate.of.as_str(), rate.to.as_str()),
        ("hazards_confirmed_closed", "hazards_confirmed")
    );
}
