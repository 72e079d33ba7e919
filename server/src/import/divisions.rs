//! The divisions of a site, brought up to date from a newer file.

use std::collections::BTreeMap;

use forms::Text;
use places::{Division, DivisionCode, DivisionError, Divisions};

use super::columns::{DIVISIONS, Places};
use super::sheet::Row;
use super::{Import, Line, Progress, Report, What, dates, table};
use crate::folder::Layout;
use crate::office::Office;
use desk::Failure;

const HEADER: [&str; 7] = [
    "code",
    "name",
    "level",
    "parent",
    "valid_from",
    "valid_to",
    "replaced_by",
];

/// The divisions as they will stand, by code.
pub(super) type Standing = BTreeMap<DivisionCode, Division>;

impl Office {
    /// Divisions that the file does not have stay: records may lie in them.
    pub(super) fn import_divisions(
        &self,
        layout: &Layout,
        ask: &Import,
        now_ms: u64,
        progress: Progress<'_>,
    ) -> Result<Report, Failure> {
        let sheet = table::open(DIVISIONS, ask)?;
        let places = table::found(DIVISIONS, &sheet, ask)?;
        let mut standing: Standing = self
            .room
            .divisions
            .iter()
            .map(|d| (d.code, d.clone()))
            .collect();
        // Those above come first, wherever they stand in the file.
        let mut rows: Vec<&Row> = sheet.rows.iter().collect();
        rows.sort_by_key(|row| code_of(places.cell(row, "code")).ok());
        let mut seen = BTreeMap::new();
        let mut lines = Vec::with_capacity(rows.len());
        for (at, row) in (1..).zip(&rows) {
            lines.push(self.division_line(&places, row, &mut standing, &mut seen));
            progress(at, rows.len() as u64);
        }
        lines.sort_by_key(|line| line.line);
        self.check_successors(&mut standing, &seen, &mut lines, now_ms);
        let stay = self
            .room
            .divisions
            .iter()
            .filter(|d| !seen.contains_key(&d.code));
        let stay = stay.count();
        let mut report = Report {
            target: "divisions",
            applied: false,
            ignored: places.ignored,
            remarks: sheet.remark().into_iter().collect(),
            lines,
        };
        if stay > 0 {
            report.remarks.push(Text::new(
                format!("文件中没有的 {stay} 个区划保留不动；停用请填写 valid_to"),
                format!("{stay} divisions that the file does not have stay; to end one, give its valid_to"),
            ));
        }
        let mut rows: Vec<Vec<String>> = vec![HEADER.map(str::to_owned).to_vec()];
        let cells = standing
            .values()
            .map(|division| cells_of(division, &standing));
        rows.extend(cells);
        let whole = Divisions::from_csv(table::csv_of(rows.iter()).as_slice());
        let grants = match &whole {
            Ok(whole) => self.posted_by_divisions(whole, now_ms)?,
            Err(_) => Vec::new(),
        };
        report.remarks.extend(super::reposts(grants.len()));
        report.applied = ask.writes(&report);
        if report.applied {
            let whole = whole?;
            // The grants come first: they do no harm without the table, and an import that was cut
            // short finds the same devices again.
            self.repost(grants)?;
            table::replace(&layout.divisions(), whole.to_csv().as_bytes())?;
        }
        Ok(report)
    }

    fn division_line(
        &self,
        places: &Places,
        row: &Row,
        standing: &mut Standing,
        seen: &mut BTreeMap<DivisionCode, u64>,
    ) -> Line {
        let about = format!("{} {}", places.cell(row, "code"), places.cell(row, "name"));
        if !row.faults.is_empty() {
            return Line::wrong(row.line, about, row.faults.clone());
        }
        let division = match self.check_division(places, row, standing) {
            Ok(division) => division,
            Err(text) => return Line::wrong(row.line, about, vec![text]),
        };
        let code = division.code;
        if let Some(first) = seen.insert(code, row.line) {
            return Line::wrong(row.line, about, vec![table::twice(first)]);
        }
        let what = match standing.get(&code) {
            None => What::New,
            Some(there) if *there == division => What::Unchanged,
            Some(_) => What::Changed,
        };
        standing.insert(code, division);
        Line {
            line: row.line,
            what,
            about,
            notes: Vec::new(),
        }
    }

    fn check_division(
        &self,
        places: &Places,
        row: &Row,
        standing: &Standing,
    ) -> Result<Division, Text> {
        let code = code_of(places.cell(row, "code")).map_err(|error| say(&error))?;
        let root = self.site.root;
        if !root.contains(code) && !standing.contains_key(&code) {
            return Err(Text::new(
                format!("{code} 不在本站点 {root} 之下"),
                format!("{code} does not lie in this site, {root}"),
            ));
        }
        let above = std::iter::successors(code.parent(), |code| code.parent());
        let above: Vec<&Division> = above.filter_map(|code| standing.get(&code)).collect();
        let top = above.is_empty() && (code == root || code.contains(root));
        let level = match places.cell(row, "level") {
            "" => (code.level() as u8).to_string(),
            text => level_of(text),
        };
        let parent = match places.cell(row, "parent") {
            "" if !top => text_of(code.parent()),
            text => text.to_owned(),
        };
        let mut cells = vec![
            String::from(code),
            places.cell(row, "name").to_owned(),
            level,
            parent,
            dates::plain(places.cell(row, "valid_from")),
            dates::plain(places.cell(row, "valid_to")),
            places.cell(row, "replaced_by").to_owned(),
        ];
        // What the file has no column for stays as it is.
        if let Some(there) = standing.get(&code).map(|there| cells_of(there, standing)) {
            for (at, name) in HEADER.iter().enumerate().skip(4) {
                if !places.has(name) {
                    cells[at].clone_from(&there[at]);
                }
            }
        }
        // The places crate judges the line, among those above it.
        let mut rows: Vec<Vec<String>> = vec![HEADER.map(str::to_owned).to_vec()];
        rows.extend(above.iter().map(|division| cells_of(division, standing)));
        rows.push(cells);
        let judged = Divisions::from_csv(table::csv_of(rows.iter()).as_slice());
        let judged = judged.map_err(|error| say(&error))?;
        judged.require(code).cloned().map_err(|error| say(&error))
    }
}

/// The sentence without the number of the line, which is another one there.
fn say(error: &DivisionError) -> Text {
    match error {
        DivisionError::Line { fault, .. } => Text::new(fault.zh(), fault.to_string()),
        other => Text::new(other.zh(), other.to_string()),
    }
}

fn code_of(text: &str) -> Result<DivisionCode, DivisionError> {
    text.parse()
}

fn text_of(code: Option<DivisionCode>) -> String {
    code.map(String::from).unwrap_or_default()
}

/// The number of a level that is written as a word.
fn level_of(text: &str) -> String {
    let words = [
        ("市", "1"),
        ("县", "2"),
        ("区", "2"),
        ("乡", "3"),
        ("镇", "3"),
        ("街道", "3"),
        ("村", "4"),
        ("社区", "4"),
    ];
    let known = words
        .iter()
        .find(|(word, _)| text.trim_end_matches('级') == *word);
    known.map_or(text, |(_, number)| number).to_owned()
}

fn cells_of(division: &Division, standing: &Standing) -> Vec<String> {
    let code = division.code;
    let parent = code.parent().filter(|code| standing.contains_key(code));
    vec![
        String::from(code),
        division.name.clone(),
        (code.level() as u8).to_string(),
        text_of(parent),
        division.valid_from.clone().unwrap_or_default(),
        division.valid_to.clone().unwrap_or_default(),
        text_of(division.replaced_by),
    ]
}
