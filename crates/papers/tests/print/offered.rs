//! Which documents are offered, as the catalog says.

use forms::Catalog;
use merge::Record;

use crate::county;
use crate::world::{Story, map};

fn names<'a>(catalog: &'a Catalog, record: &Record) -> Vec<&'a str> {
    let kind = catalog.kind_by_id(record.kind).unwrap();
    let offered = papers::offered(catalog, kind, record);
    offered.iter().map(|paper| paper.name.as_str()).collect()
}

#[test]
fn a_hazard_offers_what_its_state_calls_for() {
    let catalog = Catalog::builtin().unwrap();
    let draft = Story::of(&catalog, "hazard", 1);
    assert_eq!(draft.state(), "draft");
    assert!(names(&catalog, &draft.record).is_empty());
    let rectifying = county::hazard(&catalog);
    assert_eq!(rectifying.state(), "rectifying");
    assert_eq!(
        names(&catalog, &rectifying.record),
        ["extension_request", "acceptance"]
    );
    let closed = county::closed(&catalog);
    assert_eq!(closed.state(), "closed");
    assert_eq!(names(&catalog, &closed.record), ["acceptance", "closing"]);
}

#[test]
fn a_letter_offers_the_document_of_its_type_until_it_is_void() {
    let catalog = Catalog::builtin().unwrap();
    let hazard = county::hazard(&catalog).record;
    let types = [
        ("rectify_notice", "rectify_notice"),
        ("inform", "inform_letter"),
        ("listing_notice", "listing_letter"),
        ("reminder", "reminder_letter"),
        ("extension_reply", "extension_reply"),
        ("delisting_notice", "delisting_letter"),
        ("remove_obstacle", "obstacle_notice"),
        ("reply", "reply_sheet"),
        ("extension_request", "extension_letter"),
    ];
    let list = catalog.codes("letter_type").unwrap();
    assert_eq!(
        list.codes.len(),
        types.len(),
        "every type of letter has its document"
    );
    for (of_type, paper) in types {
        let letter = county::letter(&catalog, of_type, hazard.id);
        assert_eq!(names(&catalog, &letter.record), [paper]);
        assert!(names(&catalog, &letter.step("void", None).record).is_empty());
    }
}

#[test]
fn a_case_offers_drafts_that_fit_its_procedure() {
    let catalog = Catalog::builtin().unwrap();
    let case = |procedure, outcome| county::enforcement(&catalog, procedure, outcome);
    assert_eq!(
        names(&catalog, &case("simple", "fined").record),
        ["penalty_simple"]
    );
    assert_eq!(
        names(&catalog, &case("general", "notice").record),
        ["violation_notice"]
    );
    assert_eq!(
        names(&catalog, &case("verbal", "warned").record),
        ["education_record"]
    );
    let measure = map(&[("code", "1".into())]);
    let seized = case("general", "measure").item("measures", measure);
    assert_eq!(names(&catalog, &seized.record), ["measure_receipt"]);
    assert!(
        names(&catalog, &case("general", "fined").record).is_empty(),
        "that decision is the brigade's"
    );
    // Every paper of enforcement says it is a draft, except the record of mere words.
    for paper in catalog
        .papers()
        .iter()
        .filter(|paper| paper.kind == "enforcement")
    {
        assert_eq!(
            paper.draft.is_some(),
            paper.name != "education_record",
            "{}",
            paper.name
        );
    }
}

#[test]
fn a_listing_is_lifted_on_paper_only_after_the_check() {
    let catalog = Catalog::builtin().unwrap();
    let hazard = county::hazard(&catalog).record;
    let listed = county::supervision(&catalog, hazard.id).record;
    assert_eq!(names(&catalog, &listed), ["listing_notice"]);
    let lifted = county::lifted(&catalog, hazard.id).record;
    assert_eq!(
        names(&catalog, &lifted),
        ["listing_notice", "delisting_notice"]
    );
}

#[test]
fn a_new_document_for_a_kind_is_data() {
    let more = r#"
[[paper]]
name = "second_persuasion"
zh = "劝导记录（副本）"
en = "second copy"
kind = "persuasion_log"
template = "persuasion.typ"
"#;
    let catalog = Catalog::with(&[("papers/own.toml", more)]).unwrap();
    let log = county::persuasion(&catalog).record;
    assert_eq!(names(&catalog, &log), ["persuasion", "second_persuasion"]);
    let wrong = more.replace("persuasion_log", "bulletin");
    let error = Catalog::with(&[("papers/own.toml", &wrong)]).unwrap_err();
    assert!(error.what.contains("printed"), "{error}");
    let wrong = more.replace("template", "states = [\"nowhere\"]\ntemplate");
    assert!(
        Catalog::with(&[("papers/own.toml", &wrong)])
            .unwrap_err()
            .what
            .contains("nowhere")
    );
}
