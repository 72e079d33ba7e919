//! Files that would break the tree are refused by line, and nothing of them is taken.

use super::try_divisions;
use crate::world::Site;

#[test]
fn a_circle_an_unknown_successor_and_one_that_is_too_early_are_refused_by_line() {
    let site = Site::xiangyang();
    let before = std::fs::read(site.folder().join("divisions.csv")).unwrap();
    let stranger = ["420625102001,竹园街社区居委会,4,420625102000,420625100999"];
    let circle = [
        "420625102000,盛康镇,3,420625000000,420625100000",
        "420625100000,城关镇,3,420625000000,420625102000",
    ];
    let below = ["420625102000,盛康镇,3,420625000000,420625100001"];
    for (lines, says) in [
        (&stranger[..], "420625100999"),
        (&circle[..], "lead back"),
        (&below[..], "a level below"),
    ] {
        let outcome = try_divisions(&site, lines);
        assert!(!outcome.ok);
        let report: serde_json::Value = serde_json::from_str(&outcome.out).unwrap();
        let wrong = report["lines"].as_array().unwrap().iter();
        let said = |line: &serde_json::Value| line["notes"].to_string().contains(says);
        let wrong = wrong.filter(|line| line["what"] == "wrong" && said(line));
        assert_eq!(wrong.count(), 1, "{}", outcome.out);
        assert_eq!(
            std::fs::read(site.folder().join("divisions.csv")).unwrap(),
            before
        );
    }
    let early = format!(
        "code,name,level,parent,valid_to,replaced_by\n{}\n",
        "420625102000,盛康镇,3,420625000000,2999-12-31,420625100000"
    );
    let outcome = super::try_file(&site, "divisions", &early);
    assert!(
        !outcome.ok && outcome.out.contains("2999-12-31"),
        "{}",
        outcome.out
    );
}
