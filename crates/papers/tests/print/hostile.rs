//! What people type, however odd, is printed as they typed it and does nothing.

use forms::Catalog;
use merge::Record;

use crate::county;
use crate::world::{BEND, Story, map, pages, print_with, show, text, words};

fn printed(catalog: &Catalog, paper: &str, record: &Record, linked: Vec<Record>) -> Vec<u8> {
    let paper = catalog.paper(paper).unwrap();
    print_with(catalog, paper, record, linked, &[BEND]).unwrap()
}

#[test]
fn markup_in_a_text_is_text() {
    let catalog = Catalog::builtin().unwrap();
    let odd = "#import\"@preview/x:1.0\":* #read(\"/sheet.json\") $x^2$ *bold* _it_ \\ ]) } = 标题 <label> @ref `raw` //注释 /*块*/ -- ~ 'q' \"q\" http://a.b";
    let record = county::hazard(&catalog)
        .set("description", odd)
        .set("place_text", "]#panic()")
        .record;
    let letter = county::letter(&catalog, "rectify_notice", record.id)
        .set("to_org", "#set page(fill: red)")
        .set(
            "body",
            format!("{odd}\n= 不是标题\n- 不是列表\n+ 不是编号").as_str(),
        )
        .set("number", "*〔2026〕#1号")
        .record;
    let pdf = printed(&catalog, "rectify_notice", &letter, vec![record]);
    show("hostile-markup", &pdf);
    let words = words(&pdf);
    let plain: String = odd.chars().filter(|c| !c.is_whitespace()).collect();
    // Once in the body and once in the table of facts.
    assert_eq!(words.matches(&plain).count(), 2, "{words}");
    for wanted in [
        "]#panic()",
        "#setpage(fill:red)",
        "=不是标题",
        "-不是列表",
        "+不是编号",
        "*〔2026〕#1号",
    ] {
        assert!(words.contains(wanted), "{wanted}: {words}");
    }
}

#[test]
fn every_text_of_every_document_survives_markup() {
    let catalog = Catalog::builtin().unwrap();
    for paper in catalog.papers() {
        let kind = catalog.kind(&paper.kind).unwrap();
        let mut story = Story::of(&catalog, &kind.name, 7);
        let mut wanted = Vec::new();
        for field in &kind.fields {
            if matches!(
                field.ty,
                forms::Type::Text { .. } | forms::Type::Org | forms::Type::Person
            ) && !field.derived
            {
                let odd = format!("#[{}]*$\\]", field.name);
                story = story.set(&field.name, odd.as_str());
                wanted.push(odd);
            }
        }
        let pdf = printed(&catalog, &paper.name, &story.record, Vec::new());
        let words = words(&pdf);
        let shown = wanted
            .iter()
            .filter(|odd| words.contains(odd.as_str()))
            .count();
        // A document does not show every field, but what it shows it shows as typed.
        assert!(
            shown > 0,
            "{} shows none of {wanted:?}: {words}",
            paper.name
        );
        for odd in &wanted {
            let name = odd.trim_start_matches("#[").trim_end_matches("]*$\\]");
            assert!(
                !words.contains(name) || words.contains(odd.as_str()),
                "{}: {odd}: {words}",
                paper.name
            );
        }
    }
}

#[test]
fn rare_characters_of_village_names_have_pictures_and_others_are_named() {
    let catalog = Catalog::builtin().unwrap();
    let log = |note: &str| county::persuasion(&catalog).set("note", note).record;
    let rare = "墕坬峧榃屲圐堼垇㘵㙍䃎𣒍";
    let rare_words = words(&printed(&catalog, "persuasion", &log(rare), Vec::new()));
    let named = rare.chars().filter(|c| !rare_words.contains(*c));
    for c in named {
        let code = format!("〔U+{:04X}〕", u32::from(c));
        assert!(rare_words.contains(&code), "{c} is lost: {rare_words}");
    }
    assert!(rare_words.contains("墕坬峧榃屲圐堼垇"), "{rare_words}");
    let odd = words(&printed(
        &catalog,
        "persuasion",
        &log("路口😀\u{202e}翻转\u{7} مرحبا"),
        Vec::new(),
    ));
    assert!(
        odd.contains("路口〔U+1F600〕〔U+202E〕翻转〔U+0007〕"),
        "{odd}"
    );
    assert!(odd.contains("〔U+0645〕"), "{odd}");
}

#[test]
fn long_names_and_words_without_end_stay_on_the_page() {
    let catalog = Catalog::builtin().unwrap();
    let long = "长".repeat(100);
    let hazard = county::hazard(&catalog)
        .set("description", "x".repeat(1000).as_str())
        .record;
    let letter = county::letter(&catalog, "rectify_notice", hazard.id)
        .set("from_org", format!("谷城县公安局{long}").as_str())
        .set("to_org", long.as_str())
        .set("number", "9".repeat(60).as_str())
        .record;
    let pdf = printed(&catalog, "rectify_notice", &letter, vec![hazard]);
    show("hostile-long", &pdf);
    let words = words(&pdf);
    assert_eq!(words.matches('x').count(), 1000, "{words}");
    assert!(words.matches(&long).count() >= 3, "{words}");
}

#[test]
fn a_list_of_two_hundred_runs_over_pages_with_its_heading_on_each() {
    let catalog = Catalog::builtin().unwrap();
    let mut story = county::agreement(&catalog, "village_person");
    for at in 0..198 {
        story = story.item(
            "vehicles",
            map(&[
                ("plate", text(&format!("鄂F{at:05}"))),
                ("plate_kind", text("07")),
            ]),
        );
    }
    let pdf = printed(&catalog, "agreement", &story.record, Vec::new());
    show("agreement-200", &pdf);
    let pages = pdf_extract::extract_text_from_mem_by_pages(&pdf).unwrap();
    let page_words = |page: &String| {
        page.chars()
            .filter(|c| !c.is_whitespace())
            .collect::<String>()
    };
    let pages: Vec<String> = pages.iter().map(page_words).collect();
    let listing = pages.iter().filter(|page| page.contains("鄂F0")).count();
    let headed = pages
        .iter()
        .filter(|page| page.contains("号牌种类") && page.contains("鄂F0"))
        .count();
    assert!(listing > 3, "{listing} pages");
    assert_eq!(listing, headed);
    let words = words(&pdf);
    assert!((0..198).all(|at| words.contains(&format!("鄂F{at:05}"))));
    assert!(words.contains("共200辆"));
}

#[test]
fn a_photo_that_cannot_be_shown_does_not_stop_the_document() {
    let catalog = Catalog::builtin().unwrap();
    let paper = catalog.paper("persuasion").unwrap();
    let broken: &[u8] = b"\xff\xd8\xff\xe0 no picture follows";
    let scan: &[u8] = b"%PDF-1.7 a scan";
    let story = Story::of(&catalog, "persuasion_log", 1)
        .file("photos", broken, "坏.jpg")
        .file("photos", scan, "扫描.pdf")
        .file("photos", b"elsewhere", "路上.jpg");
    let pdf = print_with(&catalog, paper, &story.record, Vec::new(), &[broken, scan]).unwrap();
    let words = words(&pdf);
    for wanted in [
        "照片已损坏",
        "扫描件为PDF文件，另附",
        "照片尚未传到本机",
        "坏.jpg",
        "扫描.pdf",
        "路上.jpg",
    ] {
        assert!(words.contains(wanted), "{wanted}: {words}");
    }
}

#[test]
fn fourteen_photos_take_three_pages() {
    let catalog = Catalog::builtin().unwrap();
    let paper = catalog.paper("persuasion").unwrap();
    let mut story = Story::of(&catalog, "persuasion_log", 1);
    for at in 0..14 {
        story = story.file("photos", BEND, &format!("第{at}张.jpg"));
    }
    let pdf = print_with(&catalog, paper, &story.record, Vec::new(), &[BEND]).unwrap();
    assert_eq!(pages(&pdf), 1 + 3);
}

#[test]
fn a_deadline_people_disagree_about_is_printed_with_both_sides() {
    let catalog = Catalog::builtin().unwrap();
    let hazard = county::hazard(&catalog)
        .rivals("due_on", "2026-12-20", "2027-01-10")
        .record;
    let letter = county::letter(&catalog, "rectify_notice", hazard.id).record;
    let words = words(&printed(&catalog, "rectify_notice", &letter, vec![hazard]));
    let both = [
        "2026-12-20或2027-01-10（有分歧，待核定）",
        "2027-01-10或2026-12-20（有分歧，待核定）",
    ];
    assert!(both.iter().any(|both| words.contains(both)), "{words}");
}
