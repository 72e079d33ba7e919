//! The loaded table of divisions: look up, walk down, name, cut to a scope.

use super::today::{self, Gone};
use super::{DivisionCode, DivisionError, Jurisdiction, Level};
use serde::Serialize;
use std::collections::BTreeMap;

/// One line of the division table.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Division {
    /// The 12-digit code; level and parent follow from it.
    pub code: DivisionCode,
    /// The name as the source writes it, without spaces around it.
    pub name: String,
    /// First day in force, `YYYY-MM-DD`; `None` when the source does not say.
    pub valid_from: Option<String>,
    /// Last day in force, `YYYY-MM-DD`; `None` while it is in force.
    pub valid_to: Option<String>,
    /// The code that took its place, of the same level or of one above; that code may be in
    /// another table.
    pub replaced_by: Option<DivisionCode>,
}

impl Division {
    /// Whether the division is in force on a day written `YYYY-MM-DD`, both ends included.
    ///
    /// Old records keep old codes, so a table keeps divisions that have ended; a form offers
    /// only those for which this is true.
    pub fn is_valid_on(&self, day: &str) -> bool {
        // Dates in this form sort like text.
        self.valid_from.as_deref().is_none_or(|from| from <= day)
            && self.valid_to.as_deref().is_none_or(|to| day <= to)
    }
}

/// What is cut off a name to make it short (domain rule for provisional numbers, 谷城-盛康).
///
/// Longer endings come first. Development zones and farms keep their name whole.
const ENDINGS: [(Level, &[&str]); 4] = [
    (Level::City, &["市"]),
    (Level::County, &["自治县", "县", "市", "区"]),
    (Level::Township, &["街道", "镇", "乡"]),
    (
        Level::Village,
        &["村民委员会", "居民委员会", "村委会", "居委会"],
    ),
];

/// A table of divisions, of one city, of several, or of the part a laptop answers for.
///
/// Every division in it either has its parent in it too or is a root, so walking down needs no
/// second index: the codes themselves are the tree.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Divisions {
    by_code: BTreeMap<u64, Division>,
    pub(super) gone: Gone,
}

impl Divisions {
    /// The division with this code.
    pub fn get(&self, code: DivisionCode) -> Option<&Division> {
        self.by_code.get(&code.as_u64())
    }

    /// The division with this code, or the sentence that says it is missing.
    ///
    /// # Errors
    /// [`DivisionError::Unknown`] when the table does not have it.
    pub fn require(&self, code: DivisionCode) -> Result<&Division, DivisionError> {
        self.get(code).ok_or(DivisionError::Unknown(code))
    }

    /// How many divisions the table holds.
    pub fn len(&self) -> usize {
        self.by_code.len()
    }

    /// Whether the table holds nothing, as the subset of an empty scope does.
    pub fn is_empty(&self) -> bool {
        self.by_code.is_empty()
    }

    /// The divisions without a parent in this table, in code order.
    pub fn roots(&self) -> impl Iterator<Item = &Division> {
        self.tops(0, u64::MAX)
    }

    /// The divisions directly below this one today, in code order: none that was replaced, and
    /// those that a division which this one replaced has left to it.
    ///
    /// For a code the table does not have, the topmost ones it has below that code.
    pub fn children(&self, code: DivisionCode) -> impl Iterator<Item = &Division> {
        let left = self.gone.iter().filter(move |(_, now)| **now == code);
        let left = left.filter_map(|(old, _)| DivisionCode::new(*old).ok());
        let above = left.chain([code]);
        let all = above.flat_map(|at| self.tops(at.as_u64() + 1, *at.range().end()));
        let mut all: Vec<&Division> = all.filter(|d| !self.is_gone(d.code)).collect();
        all.sort_unstable_by_key(|division| division.code);
        all.into_iter()
    }

    /// Everything below this division at any depth, itself not included, in code order.
    pub fn descendants(&self, code: DivisionCode) -> impl Iterator<Item = &Division> {
        self.between(code.as_u64() + 1, *code.range().end())
    }

    /// The names from the top of the table down, such as `襄阳市/谷城县/盛康镇`.
    ///
    /// A code the table does not have stands at the end as digits, so a record from a newer
    /// table still shows where it belongs.
    pub fn path_name(&self, code: DivisionCode) -> String {
        let mut names: Vec<String> = self.upwards(code).map(|d| d.name.clone()).collect();
        names.reverse();
        if self.get(code).is_none() {
            names.push(code.to_string());
        }
        names.join("/")
    }

    /// A short name from the county down, such as `谷城-盛康`; for a city or province its own.
    ///
    /// Endings such as 县 and 镇 are cut off unless only one character would be left. A code the
    /// table does not have stands as digits.
    pub fn short_name(&self, code: DivisionCode) -> String {
        let mut names: Vec<&str> = self
            .upwards(code)
            .filter(|d| d.code == code || d.code.level() >= Level::County)
            .map(without_ending)
            .collect();
        names.reverse();
        let digits = code.to_string();
        if self.get(code).is_none() {
            names.push(&digits);
        }
        names.join("-")
    }

    /// What a laptop of this scope gets: these subtrees, and everything above them.
    ///
    /// The divisions above are there for their names, those that were replaced for the records of
    /// their day, those that left so that the laptop knows it. Codes the table does not have add
    /// nothing.
    #[must_use]
    pub fn subset(&self, scope: &[DivisionCode]) -> Divisions {
        let area: Jurisdiction = scope.iter().copied().collect();
        let inside = self.codes_of(&area);
        let inside = inside
            .iter()
            .flat_map(|range| self.between(*range.start(), *range.end()));
        let named = scope.iter().filter_map(|code| self.get(*code));
        let left = scope.iter().flat_map(|code| self.descendants(*code));
        let left = left.filter(|division| self.is_gone(division.code));
        let mut kept: BTreeMap<DivisionCode, &Division> = BTreeMap::new();
        let mut wanted: Vec<&Division> = inside.chain(named).chain(left).collect();
        while let Some(division) = wanted.pop() {
            if kept.insert(division.code, division).is_none() {
                wanted.extend(self.upwards(division.code));
                wanted.extend(division.replaced_by.and_then(|after| self.get(after)));
            }
        }
        Divisions::of_tree(kept.into_values().cloned())
    }

    /// The divisions whose name contains this text, in code order; none for empty text.
    pub fn find(&self, name_part: &str) -> Vec<&Division> {
        let part = name_part.trim();
        if part.is_empty() {
            return Vec::new();
        }
        self.iter()
            .filter(|division| division.name.contains(part))
            .collect()
    }

    /// All divisions in code order.
    pub fn iter(&self) -> impl Iterator<Item = &Division> {
        self.by_code.values()
    }

    /// A table of divisions already known to form a tree.
    pub(super) fn of_tree(divisions: impl Iterator<Item = Division>) -> Divisions {
        let by_code = divisions.map(|d| (d.code.as_u64(), d)).collect();
        let gone = today::gone(&by_code);
        Divisions { by_code, gone }
    }

    /// The known divisions from this code up to its root.
    fn upwards(&self, code: DivisionCode) -> impl Iterator<Item = &Division> {
        code.upwards().filter_map(|above| self.get(above))
    }

    pub(super) fn between(&self, first: u64, last: u64) -> impl Iterator<Item = &Division> {
        let after = self.by_code.range(first..).map(|(_, division)| division);
        after.take_while(move |division| division.code.as_u64() <= last)
    }

    /// The topmost divisions between two numbers: each is followed by its own subtree, which is
    /// jumped over, so the cost depends on how many there are and not on how deep they go.
    fn tops(&self, first: u64, last: u64) -> impl Iterator<Item = &Division> {
        let at = move |first: u64| self.between(first, last).next();
        std::iter::successors(at(first), move |top| at(top.code.range().end() + 1))
    }
}

fn without_ending(division: &Division) -> &str {
    let name = division.name.as_str();
    let endings = ENDINGS
        .iter()
        .find(|(level, _)| *level == division.code.level())
        .map_or(&[][..], |(_, endings)| endings);
    let short = endings.iter().find_map(|ending| name.strip_suffix(ending));
    short
        .filter(|short| short.chars().count() > 1)
        .unwrap_or(name)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::XIANGYANG_CSV;

    fn xiangyang() -> Divisions {
        Divisions::from_csv(XIANGYANG_CSV.as_bytes()).unwrap()
    }

    fn code(text: &str) -> DivisionCode {
        text.parse().unwrap()
    }

    fn codes<'a>(divisions: impl IntoIterator<Item = &'a Division>) -> Vec<String> {
        divisions.into_iter().map(|d| d.code.to_string()).collect()
    }

    #[test]
    fn xiangyang_has_its_known_counts() {
        let table = xiangyang();
        let of = |level| table.iter().filter(|d| d.code.level() == level).count();
        assert_eq!(table.len(), 1 + 9 + 130 + 2817);
        assert_eq!(
            Level::ALL.map(of),
            [0, 1, 9, 130, 2817],
            "province, city, counties, townships, villages"
        );
        assert_eq!(codes(table.roots()), ["420600000000"]);
        assert_eq!(table.children(code("4206")).count(), 9);
        let gucheng = code("420625");
        assert_eq!(table.children(gucheng).count(), 11);
        assert_eq!(table.descendants(gucheng).count(), 11 + 290);
    }

    #[test]
    fn children_are_exactly_those_whose_parent_it_is() {
        let table = xiangyang();
        for text in ["4206", "420606", "420625", "420625102"] {
            let slow = table.iter().filter(|d| d.code.parent() == Some(code(text)));
            assert_eq!(codes(table.children(code(text))), codes(slow));
        }
        let village = table.find("檀溪社区")[0].code;
        assert_eq!(table.children(village).count(), 0);
    }

    #[test]
    fn names_are_spelled_from_the_top_and_shortened() {
        let table = xiangyang();
        let paths = [
            ("420625102", "襄阳市/谷城县/盛康镇", "谷城-盛康"),
            ("420602001", "襄阳市/襄城区/真武山街道", "襄城-真武山"),
            ("420682", "襄阳市/老河口市", "老河口"),
            ("4206", "襄阳市", "襄阳"),
            (
                "420606480",
                "襄阳市/樊城区/鱼梁洲开发区",
                "樊城-鱼梁洲开发区",
            ),
            (
                "420602001008",
                "襄阳市/襄城区/真武山街道/檀溪社区居委会",
                "襄城-真武山-檀溪社区",
            ),
            (
                "420625999",
                "襄阳市/谷城县/420625999000",
                "谷城-420625999000",
            ),
            ("11", "110000000000", "110000000000"),
        ];
        for (text, path, short) in paths {
            assert_eq!(table.path_name(code(text)), path);
            assert_eq!(table.short_name(code(text)), short);
        }
    }

    #[test]
    fn an_ending_stays_when_one_character_would_be_left() {
        let csv = "code,name,level,parent\n1403,阳泉市,1,\n140311,郊区,2,1403\n";
        let table = Divisions::from_csv(csv.as_bytes()).unwrap();
        assert_eq!(table.short_name(code("140311")), "郊区");
    }

    #[test]
    fn a_missing_division_says_what_to_do() {
        let error = xiangyang().require(code("420625999")).unwrap_err();
        assert_eq!(
            error.to_string(),
            "division 420625999000 is not in the table; check the code, or load a newer division file"
        );
        assert!(error.zh().contains("420625999000"));
    }

    #[test]
    fn a_subset_is_the_subtrees_and_what_is_above_them() {
        let table = xiangyang();
        let part = table.subset(&[code("420625102"), code("420602"), code("99")]);
        assert_eq!(codes(part.roots()), ["420600000000"]);
        assert_eq!(
            codes(part.children(code("4206"))),
            ["420602000000", "420625000000"]
        );
        assert_eq!(codes(part.children(code("420625"))), ["420625102000"]);
        let expected = 1 + (1 + 9 + 176) + 1 + 1 + table.descendants(code("420625102")).count();
        assert_eq!(part.len(), expected);
        let sent = Divisions::from_csv(part.to_csv().as_bytes()).unwrap();
        assert!(sent == part, "a laptop reads the subset it was sent");
        assert!(table.subset(&[]).is_empty());
    }

    #[test]
    fn finding_matches_a_part_of_the_name() {
        let table = xiangyang();
        assert_eq!(codes(table.find(" 盛康镇 "))[0], "420625102000");
        assert!(table.find("").is_empty());
        assert!(table.find("不存在的地方").is_empty());
    }

    #[test]
    fn a_division_is_in_force_from_its_first_to_its_last_day() {
        let division = Division {
            code: code("420625"),
            name: "谷城县".to_owned(),
            valid_from: Some("2020-01-01".to_owned()),
            valid_to: Some("2025-12-31".to_owned()),
            replaced_by: None,
        };
        let days = ["2019-12-31", "2020-01-01", "2025-12-31", "2026-01-01"];
        assert_eq!(
            days.map(|day| division.is_valid_on(day)),
            [false, true, true, false]
        );
    }
}
