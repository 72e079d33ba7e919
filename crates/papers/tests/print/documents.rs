//! Every document of the catalog, from a full record and from one that says next to nothing.

use forms::{Catalog, Paper};

use crate::cases::{Case, cases};
use crate::county;
use crate::world::{BEND, RAIL, Story, print_with, show, words};

#[test]
fn every_document_says_what_its_record_says() {
    let catalog = Catalog::builtin().unwrap();
    let cases = cases(&catalog);
    for paper in catalog.papers() {
        assert!(
            cases.iter().any(|case| case.paper == paper.name),
            "no case for {}",
            paper.name
        );
    }
    for case in &cases {
        let paper = catalog.paper(case.paper).unwrap();
        let pdf = print_with(
            &catalog,
            paper,
            &case.record,
            case.linked.clone(),
            &[BEND, RAIL],
        );
        let pdf = pdf.unwrap_or_else(|error| panic!("{}: {error}", case.paper));
        show(case.paper, &pdf);
        let words = words(&pdf);
        for wanted in case.says {
            assert!(
                words.contains(wanted),
                "{} does not say {wanted}:\n{words}",
                case.paper
            );
        }
        // Which record in which state it was printed from stands on every page.
        assert!(
            words.contains(&case.record.id.to_string()),
            "{}",
            case.paper
        );
        let digest = case.record.digest().to_string();
        assert!(words.contains(&digest[..16]), "{}", case.paper);
        assert!(words.contains("打印2026-12-2510:20李明"), "{}", case.paper);
        let proved = "内容可证成于2026-09-2122:13后2026-09-2123:13前";
        assert!(words.contains(proved), "{}: {words}", case.paper);
        assert!(!words.contains("none"), "{}: {words}", case.paper);
    }
}

#[test]
fn every_document_prints_from_a_record_that_says_next_to_nothing() {
    let catalog = Catalog::builtin().unwrap();
    for paper in catalog.papers() {
        let record = Story::of(&catalog, &paper.kind, 1).record;
        let pdf = print_with(&catalog, paper, &record, Vec::new(), &[]);
        let pdf = pdf.unwrap_or_else(|error| panic!("{}: {error}", paper.name));
        show(&format!("{}-empty", paper.name), &pdf);
        let words = words(&pdf);
        // What is missing is a place to write, never a word of the program.
        for odd in ["none", "null", "auto", "dict", "array"] {
            assert!(!words.contains(odd), "{} says {odd}: {words}", paper.name);
        }
        assert!(
            words.contains('年') && words.contains('月'),
            "{}: {words}",
            paper.name
        );
    }
}

#[test]
fn an_agreement_of_each_pair_has_its_own_words() {
    let catalog = Catalog::builtin().unwrap();
    let paper = catalog.paper("agreement").unwrap();
    let pairs = catalog.codes("agreement_pair").unwrap();
    let mut seen = std::collections::BTreeSet::new();
    for pair in &pairs.codes {
        let record = county::agreement(&catalog, &pair.code).record;
        let pdf = print_with(&catalog, paper, &record, Vec::new(), &[]).unwrap();
        show(&format!("agreement-{}", pair.code), &pdf);
        let words = words(&pdf);
        let (_, duties) = words.split_once("二、责任内容").unwrap();
        let (duties, _) = duties.split_once("三、考核").unwrap();
        assert!(
            seen.insert(duties.to_owned()),
            "{} repeats another pair",
            pair.code
        );
    }
    let record = county::agreement(&catalog, "village_person").record;
    let pdf = print_with(&catalog, paper, &record, Vec::new(), &[]).unwrap();
    let words = words(&pdf);
    for wanted in [
        "420625197503051238",
        "鄂F12345",
        "车架号后四位8812",
        "车辆清单（共2辆）",
        "两、三轮摩托车",
    ] {
        assert!(words.contains(wanted), "{wanted}: {words}");
    }
}

#[test]
fn an_agreement_that_lists_its_own_duties_prints_those() {
    let catalog = Catalog::builtin().unwrap();
    let paper = catalog.paper("agreement").unwrap();
    let own = crate::world::map(&[("text", "每周三检查渡口便道。".into())]);
    let record = county::agreement(&catalog, "township_village")
        .item("duties", own)
        .record;
    let words = words(&print_with(&catalog, paper, &record, Vec::new(), &[]).unwrap());
    assert!(words.contains("（一）每周三检查渡口便道。"), "{words}");
    assert!(!words.contains("村党组织书记是第一责任人"), "{words}");
}

#[test]
fn what_was_written_into_a_letter_is_printed_instead_of_the_standard_words() {
    let catalog = Catalog::builtin().unwrap();
    let paper = catalog.paper("rectify_notice").unwrap();
    let hazard = county::hazard(&catalog).record;
    let letter = county::letter(&catalog, "rectify_notice", hazard.id)
        .set("body", "第一段：现场核实。\n第二段：请速办。")
        .record;
    let words = words(&print_with(&catalog, paper, &letter, vec![hazard], &[BEND]).unwrap());
    assert!(
        words.contains("第一段：现场核实。第二段：请速办。"),
        "{words}"
    );
    assert!(!words.contains("经查，"), "{words}");
}

#[test]
fn the_same_input_gives_the_same_bytes() {
    let catalog = Catalog::builtin().unwrap();
    let print = |case: &Case| {
        let paper: &Paper = catalog.paper(case.paper).unwrap();
        print_with(
            &catalog,
            paper,
            &case.record,
            case.linked.clone(),
            &[BEND, RAIL],
        )
        .unwrap()
    };
    let cases = cases(&catalog);
    let once: Vec<_> = cases.iter().take(4).map(print).collect();
    // Others in between must leave no trace.
    cases.iter().skip(12).for_each(|case| drop(print(case)));
    let again: Vec<_> = cases.iter().take(4).map(print).collect();
    assert!(once == again);
}

#[test]
fn a_document_is_printed_only_from_its_kind() {
    let catalog = Catalog::builtin().unwrap();
    let hazard = county::hazard(&catalog).record;
    let error = print_with(
        &catalog,
        catalog.paper("agreement").unwrap(),
        &hazard,
        Vec::new(),
        &[],
    );
    let text = error.unwrap_err().text();
    assert!(
        text.zh.contains("请从对应的记录打印") && text.en.contains("another kind"),
        "{text:?}"
    );
    let unknown = Paper {
        template: "none.typ".to_owned(),
        ..catalog.paper("closing").unwrap().clone()
    };
    let error = print_with(&catalog, &unknown, &hazard, Vec::new(), &[]).unwrap_err();
    assert_eq!(error.code(), "no_template");
    assert!(error.text().zh.contains("none.typ"));
}

#[test]
fn nobody_signs_a_page_without_its_promises() {
    let catalog = Catalog::builtin().unwrap();
    let paper = catalog.paper("agreement").unwrap();
    for pair in &catalog.codes("agreement_pair").unwrap().codes {
        let story = county::agreement(&catalog, &pair.code);
        let pdf = print_with(&catalog, paper, &story.record, Vec::new(), &[]).unwrap();
        let pages = pdf_extract::extract_text_from_mem_by_pages(&pdf).unwrap();
        let first: String = pages[0].chars().filter(|c| !c.is_whitespace()).collect();
        assert!(first.contains("签字人：周莉"), "{}: {first}", pair.code);
    }
}

#[test]
fn what_a_county_has_set_for_itself_is_what_is_printed() {
    let catalog = Catalog::builtin().unwrap();
    let paper = catalog.paper("violation_notice").unwrap();
    let record = county::enforcement(&catalog, "general", "notice").record;
    let own = forms::OwnFigure {
        division: 420_625_000_000,
        table: "legal_clocks".to_owned(),
        row: "party_comes".to_owned(),
        column: "limit".to_owned(),
        value: 12.into(),
        from: None,
        to: None,
    };
    let local = forms::Local {
        figures: vec![own],
        ..forms::Local::default()
    };
    let catalog = catalog.clone().with_local(local);
    let words = words(&print_with(&catalog, paper, &record, Vec::new(), &[]).unwrap());
    assert!(words.contains("现通知你在12个工作日内"), "{words}");
}
