//! Lists of records in a report.

use forms::{Kind, List, Measure, Moment, Period, Text, Without};
use places::DivisionCode;
use store::{Listed, Query};

use super::figure::{Memo, amount};
use super::{Cell, Column, Filled, Of, Part, column};
use crate::failure::Failure;
use crate::room::Room;

/// Most rows of one list; a longer one says so in its heading. It bounds the memory of a report,
/// and nobody reads further.
const MOST: usize = 20_000;
/// The state of a record nobody counts.
const VOID: &str = "void";

/// Records found for a list: the first of them, and how many there are.
struct Found {
    shown: Vec<Listed>,
    all: usize,
}

impl Room {
    /// A list of records: by deadline if it asks for one, else in the order of the divisions.
    pub(super) fn listed(&self, list: &List, of: Of<'_>) -> Result<Part, Failure> {
        let title = Text::new(&list.zh, &list.en);
        let Some(kind) = self.catalog.kind(&list.kind) else {
            return Ok(Part::of(title, Vec::new()));
        };
        let found = self.found(list, kind, of)?;
        self.rows_of(title, kind, list, found, of)
    }

    /// Records as a part; a list that is too long says so in its heading.
    fn rows_of(
        &self,
        mut title: Text,
        kind: &Kind,
        list: &List,
        Found { shown, all }: Found,
        of: Of<'_>,
    ) -> Result<Part, Failure> {
        if all > shown.len() {
            title = Text::new(
                format!("{}（共 {all} 条，列前 {MOST} 条）", title.zh),
                format!("{} ({all} in all, the first {MOST} shown)", title.en),
            );
        }
        let mut rows = Vec::with_capacity(shown.len());
        let mut sums = vec![0_i64; list.sum.len()];
        for (at, listed) in shown.iter().enumerate() {
            let record = self.store.record(listed.id)?;
            for (sum, name) in sums.iter_mut().zip(&list.sum) {
                *sum += record.as_ref().map_or(0, |r| self.units(kind, name, r));
            }
            let mut cells = Vec::with_capacity(list.columns.len());
            for name in &list.columns {
                cells.push(self.cell_of(name, at, kind, listed, record.as_ref(), of)?);
            }
            rows.push(cells);
        }
        let columns = list.columns.iter().map(|name| Column {
            name: name.clone(),
            label: self.label_of(kind, name),
        });
        Ok(Part {
            columns: columns.collect(),
            records: shown.iter().map(|listed| listed.id.to_string()).collect(),
            total: total(list, kind, all, &sums),
            ..Part::of(title, rows)
        })
    }

    /// A list as it stands on a screen, as a report of one part: every field, persons masked unless
    /// it is wanted whole.
    ///
    /// # Errors
    /// A store that fails.
    pub(crate) fn sheet_of(
        &self,
        kind: &Kind,
        mut shown: Vec<Listed>,
        (under, unmasked, memo): (DivisionCode, bool, &Memo),
        now: Moment,
    ) -> Result<Filled, Failure> {
        let day = now.day();
        let Some(period) = Period::days(day, day) else {
            return Err(Failure::new("date", "日期无效", "no valid day"));
        };
        let of = Of {
            under,
            period,
            unmasked,
            memo,
        };
        let first = ["serial", "division", "status", "due"].map(str::to_owned);
        let fields = kind.fields.iter().filter(|field| !field.ty.is_photos());
        let fields = fields.map(|field| field.name.clone());
        let list = List {
            zh: kind.label.zh.clone(),
            en: kind.label.en.clone(),
            kind: kind.name.clone(),
            states: Vec::new(),
            due_within: None,
            measure: None,
            carried: false,
            columns: first
                .into_iter()
                .chain(fields.filter(|name| name != "division"))
                .collect(),
            sum: Vec::new(),
        };
        let all = shown.len();
        shown.truncate(MOST);
        let found = Found { shown, all };
        Ok(Filled {
            name: kind.name.clone(),
            title: kind.label.clone(),
            under,
            place: self.divisions.path_name(under),
            period,
            made_on: now.today(),
            sign: None,
            parts: vec![self.rows_of(kind.label.clone(), kind, &list, found, of)?],
        })
    }

    /// The records a measure counted in a division and everything below it, the first of them.
    pub(super) fn counted_by(&self, measure: &Measure, of: Of<'_>) -> Result<Vec<Listed>, Failure> {
        let Some(kind) = self.catalog.kind(&measure.kind) else {
            return Ok(Vec::new());
        };
        let list = self.list_of(measure);
        Ok(self.found(&list, kind, of)?.shown)
    }

    fn found(&self, list: &List, kind: &Kind, of: Of<'_>) -> Result<Found, Failure> {
        let measure = list
            .measure
            .as_ref()
            .and_then(|name| self.catalog.measure(name));
        let mut asked = of.period;
        if list.carried {
            // Long before any record was written.
            asked.from = i32::MIN / 2;
        }
        let wanted = |listed: &Listed| {
            let summary = &listed.summary;
            let state = if list.states.is_empty() {
                measure.is_some() || summary.status != VOID
            } else {
                list.states.contains(&summary.status)
            };
            let due = list.due_within.is_none_or(|days| {
                let last = of.period.to.saturating_add(days);
                summary.due.is_some_and(|due| due <= last)
            });
            let counted = measure.is_none_or(|measure| {
                let amount = amount(&summary.measures, measure, asked);
                amount.is_some_and(|(amount, _)| amount != 0)
            });
            state && due && counted
        };
        let by_due = list.due_within.is_some();
        let (mut shown, mut all) = (Vec::new(), 0);
        for query in self.asking(of.under, kind) {
            self.store.list(&query, &mut |listed| {
                if wanted(&listed) {
                    all += 1;
                    if by_due || shown.len() < MOST {
                        shown.push(listed);
                    }
                    if shown.len() >= 2 * MOST {
                        first_due(&mut shown);
                    }
                }
                true
            })?;
        }
        if by_due {
            first_due(&mut shown);
        }
        Ok(Found { shown, all })
    }

    /// What to ask the store for the records of a kind in a division.
    fn asking(&self, under: DivisionCode, kind: &Kind) -> Vec<Query> {
        let kind = Some(kind.id);
        let codes = self.divisions.codes_under(under).into_iter();
        codes.map(|buckets| Query { buckets, kind }).collect()
    }

    /// The records of ledgers under whose name nothing was counted that should have been.
    pub(super) fn without(&self, without: &Without, of: Of<'_>) -> Result<Part, Failure> {
        let title = Text::new(&without.zh, &without.en);
        let level = forms::Level::of_division(of.under.as_u64());
        if level < without.widest {
            return Ok(Part {
                text: Some(Text::new(
                    "名单按乡镇列出：请加 --under 乡镇代码；各地的数字见上表",
                    "names are listed by township: add --under CODE; for numbers see the table above",
                )),
                ..Part::of(title, Vec::new())
            });
        }
        let mut rows = Vec::new();
        let mut seen = std::collections::BTreeSet::new();
        for name in &without.each {
            let measure = self.catalog.measure(name);
            let kind = measure.and_then(|measure| self.catalog.kind(&measure.kind));
            let (Some(measure), Some(kind)) = (measure, kind) else {
                continue;
            };
            let mut listed = Vec::new();
            for query in self.asking(of.under, kind) {
                self.store.list(&query, &mut |one| {
                    listed.push(one);
                    true
                })?;
            }
            for one in listed {
                let counted = amount(&one.summary.measures, measure, of.period);
                let Some((1.., Some(among))) = counted else {
                    continue;
                };
                let mut signed = 0;
                for name in &without.measures {
                    if let Some(measure) = self.catalog.measure(name) {
                        signed += self.store.counted(among, measure.id, of.period)?;
                    }
                }
                if signed == 0 && seen.insert(among) && rows.len() < MOST {
                    rows.push(self.named(rows.len(), measure, kind, &one, of)?);
                }
            }
        }
        Ok(Part {
            columns: vec![
                column("serial", "序号", "no."),
                column("division", "行政区划", "division"),
                column("name", "姓名", "name"),
                column("ledger", "所在台账", "ledger"),
            ],
            ..Part::of(title, rows)
        })
    }

    fn named(
        &self,
        at: usize,
        measure: &forms::Measure,
        kind: &Kind,
        listed: &Listed,
        of: Of<'_>,
    ) -> Result<Vec<Cell>, Failure> {
        let record = self.store.record(listed.id)?;
        let field = measure.among.as_deref().unwrap_or_default();
        let mut cells = Vec::new();
        for name in ["serial", "division", field] {
            cells.push(self.cell_of(name, at, kind, listed, record.as_ref(), of)?);
        }
        cells.push(Cell::Text(kind.label.clone()));
        Ok(cells)
    }
}

/// Keeps the earliest deadlines.
fn first_due(shown: &mut Vec<Listed>) {
    shown.sort_by_key(|listed| (listed.summary.due, listed.id));
    shown.truncate(MOST);
}

/// The row below the rows: how many there are, and what their numbers add up to.
fn total(list: &List, kind: &Kind, all: usize, sums: &[i64]) -> Option<Vec<Cell>> {
    let cells = list.columns.iter().enumerate().map(|(at, name)| {
        let summed = list.sum.iter().position(|sum| sum == name);
        match (at, summed) {
            (0, _) => Cell::Text(Text::new("合计", "total")),
            (1, None) => Cell::Text(Text::new(format!("{all} 条"), format!("{all} records"))),
            (_, Some(sum)) => Cell::Number {
                units: sums.get(sum).copied().unwrap_or(0),
                decimals: super::cells::decimals(kind, name),
            },
            _ => Cell::plain(""),
        }
    });
    Some(cells.collect())
}
