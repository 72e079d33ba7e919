//! Reports: what the catalog declares, filled from totals and records.

mod behind;
mod cells;
mod figure;
mod figures;
mod list;
mod paragraph;
mod xlsx;

use forms::{Moment, Period, Section, Text};
use places::DivisionCode;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::failure::Failure;
use crate::room::Room;

pub(crate) use figure::Memo;
pub(crate) use xlsx::bytes as xlsx_bytes;
pub use xlsx::write as write_xlsx;

/// What is asked for.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Asked {
    /// The report's short name, `R4`.
    pub report: String,
    /// The division; of the whole site if none is named.
    pub under: Option<DivisionCode>,
    /// The days it is about.
    pub period: Period,
    /// Whether names and numbers of persons are shown whole.
    pub unmasked: bool,
}

/// A report, filled.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct Filled {
    /// Its short name.
    pub name: String,
    /// What it is called.
    pub title: Text,
    /// The division it is about.
    #[ts(type = "string")]
    pub under: DivisionCode,
    /// The division's name.
    pub place: String,
    /// The days it is about.
    pub period: Period,
    /// The day it was made, `YYYY-MM-DD`.
    pub made_on: String,
    /// Who signs it, where that is not who filled it in and who checked it.
    pub sign: Option<Text>,
    /// Its parts.
    pub parts: Vec<Part>,
}

/// One part of a filled report.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct Part {
    /// Its heading.
    pub title: Text,
    /// Its columns; none for a text.
    pub columns: Vec<Column>,
    /// Its rows, a cell for each column.
    pub rows: Vec<Vec<Cell>>,
    /// Of a list: the id of the record in each row.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub records: Vec<String>,
    /// Of a list: the row below its rows.
    pub total: Option<Vec<Cell>>,
    /// Its text, if it is one.
    pub text: Option<Text>,
}

/// A column.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct Column {
    /// The stable name of the figure or field.
    pub name: String,
    /// What people call it.
    pub label: Text,
}

/// What stands in a column of a row.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum Cell {
    /// A text.
    Text(Text),
    /// A number, in units of its last digit.
    Number {
        /// The number without its point.
        units: i64,
        /// The digits after the point.
        decimals: u8,
    },
    /// One figure in parts of another.
    Share {
        /// Above the line.
        of: i64,
        /// Below the line.
        to: i64,
        /// As people read it; `—` when there is nothing below the line.
        text: String,
    },
}

impl Part {
    fn of(title: Text, rows: Vec<Vec<Cell>>) -> Part {
        Part {
            title,
            columns: Vec::new(),
            rows,
            records: Vec::new(),
            total: None,
            text: None,
        }
    }
}

impl Cell {
    fn plain(text: impl Into<String>) -> Cell {
        let text = text.into();
        Cell::Text(Text::new(text.clone(), text))
    }

    fn count(units: impl TryInto<i64>) -> Cell {
        Cell::Number {
            units: units.try_into().unwrap_or(i64::MAX),
            decimals: 0,
        }
    }

    /// The cell as people read it.
    #[must_use]
    pub fn shown(&self, lang: forms::Lang) -> String {
        match self {
            Cell::Text(text) => text.get(lang).to_owned(),
            Cell::Number { units, decimals } => number(*units, *decimals),
            Cell::Share { of, to, text } => format!("{text} ({of}/{to})"),
        }
    }
}

/// A number with its point where it belongs.
pub(crate) fn number(units: i64, decimals: u8) -> String {
    if decimals == 0 {
        return units.to_string();
    }
    let scale = 10_u64.saturating_pow(u32::from(decimals));
    let (sign, units) = (if units < 0 { "-" } else { "" }, units.unsigned_abs());
    let width = usize::from(decimals);
    format!("{sign}{}.{:0width$}", units / scale, units % scale)
}

fn column(name: &str, zh: &str, en: &str) -> Column {
    Column {
        name: name.to_owned(),
        label: Text::new(zh, en),
    }
}

impl Room {
    /// Fills a report.
    ///
    /// # Errors
    /// An unknown report or division, or a store that fails.
    pub fn report(&self, asked: &Asked, now: Moment) -> Result<Filled, Failure> {
        self.report_for(asked, now, &Memo::default())
    }

    /// As [`Room::report`], for somebody.
    pub(crate) fn report_for(
        &self,
        asked: &Asked,
        now: Moment,
        memo: &Memo,
    ) -> Result<Filled, Failure> {
        let Some(report) = self.catalog.report(&asked.report) else {
            let known = self.catalog.reports().iter();
            let known: Vec<&str> = known.map(|report| report.name.as_str()).collect();
            let (asked, known) = (&asked.report, known.join(", "));
            return Err(Failure::new(
                "report",
                format!("没有报表「{asked}」；可用：{known}"),
                format!("there is no report `{asked}`; known: {known}"),
            ));
        };
        let under = self.under(asked.under)?;
        let period = asked.period.until(now.day());
        let of = Of {
            under,
            period,
            unmasked: asked.unmasked,
            memo,
        };
        let parts = report.sections.iter().map(|section| self.part(section, of));
        let parts = parts.collect::<Result<_, _>>()?;
        Ok(Filled {
            name: report.name.clone(),
            title: Text::new(&report.zh, &report.en),
            under,
            place: self.divisions.path_name(under),
            period,
            made_on: now.today(),
            sign: report.sign.as_ref().map(|[zh, en]| Text::new(zh, en)),
            parts,
        })
    }

    fn part(&self, section: &Section, of: Of<'_>) -> Result<Part, Failure> {
        match section {
            Section::Table {
                zh,
                en,
                columns,
                compare,
            } => self.table(Text::new(zh, en), columns, compare, of),
            Section::List(list) => self.listed(list, of),
            Section::Coverage {
                zh,
                en,
                level,
                measures,
            } => self.coverage(Text::new(zh, en), *level, measures, of),
            Section::Missing {
                zh,
                en,
                level,
                measures,
                idle,
            } => self.missing(Text::new(zh, en), *level, measures, *idle, of),
            Section::Without(without) => self.without(without, of),
            Section::Paragraph { zh, en } => self.paragraph(zh, en, of),
        }
    }
}

/// What a report is about.
#[derive(Clone, Copy)]
pub(crate) struct Of<'m> {
    pub(crate) under: DivisionCode,
    pub(crate) period: Period,
    pub(crate) unmasked: bool,
    pub(crate) memo: &'m Memo,
}
