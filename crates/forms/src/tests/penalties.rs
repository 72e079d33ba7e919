//! No figure, ratio, indicator or report ranks, scores or sets targets by number or sum of penalties
//! (处理程序规定§66): a catalog that tries is refused when it is loaded.

use crate::Catalog;

fn refusal(file: &str, text: &str) -> String {
    Catalog::with(&[(file, text)]).map_or_else(|error| error.to_string(), |_| String::new())
}

fn measure(rest: &str) -> String {
    format!(
        "[[measure]]\nid = 9900\nname = \"tried\"\nzh = \"试\"\nen = \"tried\"\nkind = \"enforcement\"\n{rest}\n"
    )
}

fn ratio(of: &str, to: &str) -> String {
    format!(
        "[[ratio]]\nname = \"tried\"\nzh = \"试\"\nen = \"tried\"\nof = \"{of}\"\nto = \"{to}\"\n"
    )
}

#[test]
fn no_figure_looks_at_a_fine() {
    for rest in [
        "amount = { sum = \"fine_yuan\" }",
        "amount = { count = \"fine_yuan\" }",
        "field = { name = \"fine_yuan\", is = [\"200\"] }",
        "any = [{ name = \"fine_yuan\", is = [\"200\"] }]",
        "among = \"fine_yuan\"",
    ] {
        let error = refusal("figures/tried.toml", &measure(rest));
        assert!(
            error.contains("`tried` looks at `fine_yuan`"),
            "{rest}: {error}"
        );
        assert!(error.contains("处理程序规定§66"), "{rest}: {error}");
    }
}

#[test]
fn no_ratio_is_made_of_penalties() {
    for (of, to) in [
        // For each officer, station, village or log; for each other thing that is counted.
        ("enforcement_cases", "persons"),
        ("enforcement_violations", "station_points"),
        ("cases_three_overs", "villages"),
        ("persuasion_logs", "enforcement_cases"),
        ("cases_educated", "persons"),
        // The share of penalties among all cases.
        ("cases_on_the_spot", "enforcement_cases"),
        ("cases_warned", "enforcement_cases"),
        ("cases_notice", "enforcement_cases"),
        ("cases_simple", "enforcement_cases"),
        // The number itself, dressed as a share.
        ("enforcement_cases", "enforcement_cases"),
        ("enforcement_violations", "enforcement_cases"),
    ] {
        let error = refusal("figures/tried.toml", &ratio(of, to));
        assert!(error.contains("`tried`"), "{of}/{to}: {error}");
        assert!(error.contains("处理程序规定§66"), "{of}/{to}: {error}");
    }
    // What is done well may be told, of these records too.
    for (of, to) in [
        ("cases_educated", "enforcement_cases"),
        ("cases_check_passed", "cases_checked"),
        ("cases_simple_filed", "cases_simple"),
    ] {
        assert_eq!(
            refusal("figures/tried.toml", &ratio(of, to)),
            "",
            "{of}/{to}"
        );
    }
}

#[test]
fn penalties_are_hidden_in_no_sum_and_no_coverage() {
    for text in [
        "[[sum]]\nname = \"tried\"\nzh = \"试\"\nen = \"tried\"\nplus = [\"enforcement_cases\", \"persuasion_logs\"]\n",
        "[[spread]]\nname = \"tried\"\nzh = \"试\"\nen = \"tried\"\nlevel = \"village\"\nmeasures = [\"enforcement_cases\"]\n",
        "[[spread]]\nname = \"tried\"\nzh = \"试\"\nen = \"tried\"\neach = \"station_points\"\nmeasures = [\"cases_helmet_belt\"]\n",
    ] {
        let error = refusal("figures/tried.toml", text);
        assert!(error.contains("处理程序规定§66"), "{text}: {error}");
    }
    let sum = "[[sum]]\nname = \"tried\"\nzh = \"试\"\nen = \"tried\"\nplus = [\"cases_three_overs\", \"cases_drink_drug\"]\n";
    let hidden = format!(
        "{sum}{}",
        ratio("tried", "persons").replace("tried\"\nzh", "hidden\"\nzh")
    );
    let error = refusal("figures/tried.toml", &hidden);
    assert!(error.contains("`hidden` compares penalties"), "{error}");
}

#[test]
fn no_indicator_and_no_assessment_looks_at_penalties() {
    for figure in [
        "enforcement_cases",
        "enforcement_violations",
        "education_rate",
        "filing_rate",
    ] {
        let list = format!(
            "[[list]]\nname = \"tried\"\nzh = \"试\"\nen = \"tried\"\ncodes = [{{ code = \"cases\", zh = \"案\", en = \"cases\", figure = \"{figure}\" }}]\n"
        );
        let error = refusal("codes/tried.toml", &list);
        assert!(
            error.contains(&format!("`cases` is judged by `{figure}`")),
            "{error}"
        );
    }
    let section = |shape: &str| {
        format!(
            "[[report]]\nname = \"T1\"\nzh = \"试\"\nen = \"tried\"\n\n[[report.section]]\nshape = \"list\"\nzh = \"考\"\nen = \"scores\"\nkind = \"assessment\"\ncolumns = [\"serial\", \"total\"]\n\n[[report.section]]\n{shape}\n"
        )
    };
    for shape in [
        "shape = \"table\"\nzh = \"案\"\nen = \"cases\"\ncolumns = [\"enforcement_cases\"]",
        "shape = \"paragraph\"\nzh = \"{enforcement_violations}\"\nen = \"{enforcement_violations}\"",
        "shape = \"missing\"\nzh = \"案\"\nen = \"cases\"\nlevel = \"village\"\nmeasures = [\"enforcement_cases\"]",
    ] {
        let error = refusal("reports/tried.toml", &section(shape));
        assert!(error.contains("beside scores"), "{shape}: {error}");
    }
    let harmless =
        "shape = \"table\"\nzh = \"率\"\nen = \"rate\"\ncolumns = [\"rectification_rate\"]";
    assert_eq!(refusal("reports/tried.toml", &section(harmless)), "");
    // Nor does a list add fines up.
    let list = "[[report]]\nname = \"T1\"\nzh = \"试\"\nen = \"tried\"\n\n[[report.section]]\nshape = \"list\"\nzh = \"案\"\nen = \"cases\"\nkind = \"enforcement\"\ncolumns = [\"serial\", \"fine_yuan\"]\nsum = [\"fine_yuan\"]\n";
    let error = refusal("reports/tried.toml", list);
    assert!(error.contains("`fine_yuan`"), "{error}");
}

#[test]
fn every_indicator_that_is_counted_names_its_figure() {
    let catalog = Catalog::builtin().unwrap();
    let list = catalog.codes("assessment_indicator").unwrap();
    let counted = list
        .codes
        .iter()
        .filter(|code| code.figure.is_some())
        .count();
    assert!(counted >= 10, "{counted}");
    for code in list.codes.iter().filter_map(|code| code.figure.as_ref()) {
        let measures = catalog.measures_in(code);
        assert!(!measures.is_empty(), "{code}");
        assert!(measures.iter().all(|m| m.kind != "enforcement"), "{code}");
    }
}
