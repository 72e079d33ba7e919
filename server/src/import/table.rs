//! A small table of the site: a CSV file whose lines are known by their first columns.

use std::collections::BTreeMap;
use std::path::Path;

use forms::Text;

use super::columns::{Column, Places, known};
use super::sheet::{Row, Sheet};
use super::{Import, Line, Progress, Report, What};
use desk::Failure;

/// The line of a table, its cells in the order of the table's header, and what is odd about it.
pub(super) type Checked = Result<(Vec<String>, Vec<Text>), Text>;

/// Which table, and where it is kept.
#[derive(Debug)]
pub(super) struct Table<'t> {
    /// What the report calls it.
    pub(super) target: &'static str,
    /// The columns to look for in what is imported.
    pub(super) columns: &'static [Column],
    /// The columns of the file that is kept.
    pub(super) header: &'static [&'static str],
    /// How many of them, from the first, name a line.
    pub(super) keys: usize,
    /// The file.
    pub(super) path: &'t Path,
}

/// Lines by what names them.
type Lines = BTreeMap<Vec<String>, Vec<String>>;

impl Table<'_> {
    /// Imports a file into the table. Lines that the file has not stay.
    pub(super) fn import(
        &self,
        ask: &Import,
        check: &dyn Fn(&Places, &Row) -> Checked,
        progress: Progress<'_>,
    ) -> Result<Report, Failure> {
        let sheet = open(self.columns, ask)?;
        let places = found(self.columns, &sheet, ask)?;
        let mut lines = self.read()?;
        let mut seen: BTreeMap<Vec<String>, u64> = BTreeMap::new();
        let mut told = Vec::with_capacity(sheet.rows.len());
        for (at, row) in (1..).zip(&sheet.rows) {
            told.push(self.line(row, &places, check(&places, row), &mut lines, &mut seen));
            progress(at, sheet.rows.len() as u64);
        }
        let mut report = Report {
            target: self.target,
            applied: false,
            ignored: places.ignored,
            remarks: sheet.remark().into_iter().collect(),
            lines: told,
        };
        report.applied = ask.writes(&report);
        if report.applied {
            self.write(&lines)?;
        }
        Ok(report)
    }

    fn line(
        &self,
        row: &Row,
        places: &Places,
        checked: Checked,
        lines: &mut Lines,
        seen: &mut BTreeMap<Vec<String>, u64>,
    ) -> Line {
        let about = row.cells.join(" ");
        if !row.faults.is_empty() {
            return Line::wrong(row.line, about, row.faults.clone());
        }
        let (mut cells, notes) = match checked {
            Ok(checked) => checked,
            Err(text) => return Line::wrong(row.line, about, vec![text]),
        };
        let key = cells[..self.keys].to_vec();
        let about = key.join(" ").trim_end().to_owned();
        if let Some(first) = seen.insert(key.clone(), row.line) {
            return Line::wrong(row.line, about, vec![twice(first)]);
        }
        // What the file has no column for stays as it is.
        if let Some(there) = lines.get(&key) {
            for (at, name) in self.header.iter().enumerate().skip(self.keys) {
                if !places.has(name) {
                    cells[at].clone_from(&there[at]);
                }
            }
        }
        let what = match lines.get(&key) {
            None => What::New,
            Some(there) if *there == cells => What::Unchanged,
            Some(_) => What::Changed,
        };
        lines.insert(key, cells);
        Line {
            line: row.line,
            what,
            about,
            notes,
        }
    }

    fn read(&self) -> Result<Lines, Failure> {
        let lines = rows(self.path)?;
        let whole = |mut cells: Vec<String>| {
            cells.resize(self.header.len(), String::new());
            (cells[..self.keys].to_vec(), cells)
        };
        Ok(lines.into_iter().map(whole).collect())
    }

    fn write(&self, lines: &Lines) -> Result<(), Failure> {
        let header = self.header.iter().map(|name| (*name).to_owned()).collect();
        let all = std::iter::once(&header).chain(lines.values());
        replace(self.path, &csv_of(all))
    }
}

/// The lines below the header of a table of the site; none if it was never written.
pub(super) fn rows(path: &Path) -> Result<Vec<Vec<String>>, Failure> {
    let bytes = match std::fs::read(path) {
        Ok(bytes) => bytes,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(Vec::new()),
        Err(error) => return Err(Failure::file(path, &error)),
    };
    let mut reader = csv::Reader::from_reader(bytes.as_slice());
    let rows = reader
        .records()
        .map(|record| Ok(record?.iter().map(str::to_owned).collect()));
    rows.collect::<Result<_, csv::Error>>().map_err(|error| {
        let path = path.display();
        Failure::new(
            "damaged",
            format!("{path} 已损坏（{error}）；请从备份恢复，或删除后重新导入"),
            format!("{path} is damaged ({error}); restore it, or delete it and import again"),
        )
    })
}

/// Rows as CSV.
pub(super) fn csv_of<'r>(rows: impl Iterator<Item = &'r Vec<String>>) -> Vec<u8> {
    let mut writer = csv::Writer::from_writer(Vec::new());
    for row in rows {
        // Writing rows of one length to memory cannot fail.
        let _ = writer.write_record(row);
    }
    writer.into_inner().unwrap_or_default()
}

/// Replaces a file of the site whole.
pub(super) fn replace(path: &Path, bytes: &[u8]) -> Result<(), Failure> {
    store::disk::replace(path, bytes).map_err(|error| Failure::file(path, &error))
}

/// Opens the file to import, its header found by these columns.
pub(super) fn open(columns: &[Column], ask: &Import) -> Result<Sheet, Failure> {
    Sheet::open(&ask.file, &|text| known(columns, text))
}

/// Where the columns stand in the file.
///
/// # Errors
/// A needed column that is not there.
pub(super) fn found(columns: &[Column], sheet: &Sheet, ask: &Import) -> Result<Places, Failure> {
    let places = Places::of(columns, &sheet.header);
    if places.missing.is_empty() {
        return Ok(places);
    }
    let (missing, file) = (places.missing.join(", "), ask.file.display());
    Err(Failure::new(
        "no_column",
        format!("{file} 缺少列 {missing}；请核对表头"),
        format!("{file} has no column {missing}; check its header"),
    ))
}

/// The sentence for a line that repeats an earlier one.
pub(super) fn twice(first: u64) -> Text {
    Text::new(
        format!("与第 {first} 行重复；请只留一行"),
        format!("repeats line {first}; leave only one of the two"),
    )
}
