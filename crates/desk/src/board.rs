//! What each level answers for: the four-level table and the deadlines.

use std::collections::BTreeMap;

use forms::{Colour, Moment, Ratio};
use merge::Bucket;
use places::{DivisionCode, Level};
use serde::{Deserialize, Serialize};

use crate::deadlines::{ANY, EVER};
use crate::failure::Failure;
use crate::room::Room;

/// The four-level table.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Table {
    /// The division it is about.
    pub under: DivisionCode,
    /// The day overdue is counted on.
    pub on: String,
    /// One row for each division in which anything was counted, in the order of their codes, and
    /// always one for [`Table::under`].
    pub rows: Vec<Row>,
}

/// What one division answers for, everything below it included.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Row {
    /// The division.
    pub code: DivisionCode,
    /// Its name.
    pub name: String,
    /// Its level.
    pub level: Level,
    /// What was counted, by the measure's name in the catalog.
    pub figures: BTreeMap<String, i64>,
    /// Records whose deadline has passed.
    pub overdue: u64,
    /// Shares in percent with two decimals, by the ratio's name; "—" where there is nothing to
    /// divide by.
    pub ratios: BTreeMap<String, String>,
}

/// A deadline that runs.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Due {
    /// The record.
    pub id: String,
    /// Its kind's name.
    pub kind: String,
    /// Its number, if it has one.
    pub number: Option<String>,
    /// What it is, in one line.
    pub title: String,
    /// Its state.
    pub status: String,
    /// Where it lies.
    pub division: DivisionCode,
    /// The path of names down to there.
    pub place: String,
    /// The deadline.
    pub due_on: String,
    /// Days left; negative when overdue.
    pub days_left: i32,
    /// Whether it is overdue.
    pub overdue: bool,
    /// Its colour.
    pub colour: Option<Colour>,
    /// Whose date it was reckoned by.
    pub by_clock: String,
}

#[derive(Default)]
struct Sums {
    figures: BTreeMap<u16, i64>,
    overdue: u64,
}

impl Room {
    /// The four-level table of a division and everything below it.
    ///
    /// # Errors
    /// An unknown division, or a store that fails.
    pub fn stats(&self, under: Option<DivisionCode>, now: Moment) -> Result<Table, Failure> {
        let under = self.under(under)?;
        let today = now.day();
        let mut sums: BTreeMap<DivisionCode, Sums> = BTreeMap::new();
        sums.entry(under).or_default();
        for range in self.divisions.codes_under(under) {
            for (bucket, totals) in self.store.totals(&range)? {
                for row in self.upward(bucket, under, &mut sums) {
                    for (measure, amount) in &totals {
                        *row.figures.entry(*measure).or_default() += amount;
                    }
                }
            }
            for due in self.store.deadlines(&range)? {
                if due.day < today {
                    for row in self.upward(Bucket(due.bucket), under, &mut sums) {
                        row.overdue += 1;
                    }
                }
            }
        }
        let rows = sums.into_iter().map(|(code, sums)| self.row(code, &sums));
        Ok(Table {
            under,
            on: now.today(),
            rows: rows.collect(),
        })
    }

    /// The rows of the division a bucket belongs to and of every one above it, up to `under`: today's,
    /// unless `under` itself is of an earlier day.
    ///
    /// Rows are made on the way, so a division without anything counted has none.
    fn upward<'s>(
        &self,
        bucket: Bucket,
        under: DivisionCode,
        sums: &'s mut BTreeMap<DivisionCode, Sums>,
    ) -> impl Iterator<Item = &'s mut Sums> {
        let bucket = DivisionCode::new(bucket.0).ok();
        let above = |code: DivisionCode| -> Vec<DivisionCode> {
            if self.divisions.is_gone(under) {
                return code.upwards().collect();
            }
            self.divisions.upwards_today(code).collect()
        };
        let mut codes = bucket.map(above).unwrap_or_default();
        codes.truncate(
            codes
                .iter()
                .position(|code| *code == under)
                .map_or(0, |at| at + 1),
        );
        for code in &codes {
            sums.entry(*code).or_default();
        }
        sums.iter_mut()
            .filter(move |(code, _)| codes.contains(code))
            .map(|(_, sums)| sums)
    }

    fn row(&self, code: DivisionCode, sums: &Sums) -> Row {
        let by_name = |id: u16| {
            self.catalog
                .measures()
                .iter()
                .find(|measure| measure.id == id)
        };
        let figures: BTreeMap<String, i64> = sums
            .figures
            .iter()
            .filter_map(|(id, amount)| {
                // What is overdue is told from the deadlines, on the day that is asked for.
                let measure = by_name(*id).filter(|measure| !measure.overdue)?;
                Some((measure.name.clone(), *amount))
            })
            .collect();
        let amount = |name: &str| figures.get(name).copied().unwrap_or(0);
        let ratios = self.plain_ratios().map(|ratio| {
            let text = ratio.text(amount(&ratio.of), amount(&ratio.to));
            (ratio.name.clone(), text)
        });
        let ratios = ratios.collect();
        let name = self
            .divisions
            .get(code)
            .map(|d| d.name.clone())
            .unwrap_or_default();
        Row {
            code,
            name,
            level: code.level(),
            figures,
            overdue: sums.overdue,
            ratios,
        }
    }

    /// The ratios of what is counted. Those of places or of what stands on a day are for reports,
    /// which ask for a day and may take their time.
    pub(crate) fn plain_ratios(&self) -> impl Iterator<Item = &Ratio> {
        let plain = |name: &String| self.catalog.measure(name).is_some();
        let ratios = self.catalog.ratios().iter();
        ratios.filter(move |ratio| !ratio.past && plain(&ratio.of) && plain(&ratio.to))
    }

    /// The deadlines that run in a division, on a day; overdue first.
    ///
    /// # Errors
    /// An unknown division, a day that is none, or a store that fails.
    pub fn due(
        &self,
        under: Option<DivisionCode>,
        on: Option<&str>,
        now: Moment,
    ) -> Result<Vec<Due>, Failure> {
        let under = self.under(under)?;
        let today = Room::day(on, now)?;
        let mut due = Vec::new();
        let running = self.around(under).due(&EVER, ANY, (0, usize::MAX))?;
        for listed in self.due_records(&running)? {
            let title = self.masked_title(&listed);
            let summary = listed.summary;
            let (Some(day), Ok(division)) = (summary.due, DivisionCode::new(summary.bucket)) else {
                continue;
            };
            let kind = self.catalog.kind_by_id(summary.kind);
            due.push(Due {
                id: listed.id.to_string(),
                kind: kind.map(|kind| kind.name.clone()).unwrap_or_default(),
                number: summary.number,
                title,
                status: summary.status,
                division,
                place: self.divisions.path_name(division),
                due_on: forms::day_text(day),
                days_left: day - today,
                overdue: day < today,
                colour: self.catalog.colour(day - today, summary.bucket, today),
                by_clock: "server".to_owned(),
            });
        }
        due.sort_by(|a, b| (a.days_left, &a.id).cmp(&(b.days_left, &b.id)));
        Ok(due)
    }

    /// The day that was asked for, today if none was.
    ///
    /// # Errors
    /// A text that is no day.
    pub fn day(on: Option<&str>, now: Moment) -> Result<i32, Failure> {
        match on {
            Some(day) => forms::day_number(day).ok_or_else(|| {
                Failure::new(
                    "date",
                    format!("「{day}」不是日期；请写成 2026-12-01"),
                    format!("`{day}` is not a date; write it like 2026-12-01"),
                )
            }),
            None => Ok(now.day()),
        }
    }

    /// The moment that was asked for: now, or the end of a day.
    ///
    /// # Errors
    /// A text that is no day.
    pub fn at(on: Option<&str>, now: Moment) -> Result<i64, Failure> {
        match on {
            Some(_) => Ok(forms::day_end(Room::day(on, now)?)),
            None => Ok(i64::try_from(now.now_ms).unwrap_or(i64::MAX)),
        }
    }
}
