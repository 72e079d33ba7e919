//! What stands behind a figure: its records, or the figures of an action's records.

use std::collections::{BTreeMap, BTreeSet};

use forms::{List, Measure, Moment, Period, Text};
use places::DivisionCode;
use store::Listed;

use super::figure::Memo;
use super::{Cell, Filled, Of, Part, column};
use crate::failure::Failure;
use crate::room::Room;

impl Room {
    /// The records behind a figure: one part for each measure it is made of.
    ///
    /// # Errors
    /// An unknown figure or division, or a store that fails.
    pub fn behind(
        &self,
        figure: &str,
        under: Option<DivisionCode>,
        period: Period,
        now: Moment,
    ) -> Result<Filled, Failure> {
        let known = self
            .catalog
            .figure(figure)
            .ok_or_else(|| no_figure(figure))?;
        let under = self.under(under)?;
        let memo = Memo::default();
        let of = Of {
            under,
            period: period.until(now.day()),
            unmasked: false,
            memo: &memo,
        };
        let measures = self.catalog.measures_in(figure);
        let parts = measures
            .into_iter()
            .map(|measure| self.records(measure, of));
        Ok(Filled {
            name: figure.to_owned(),
            title: known.label().clone(),
            under,
            place: self.divisions.path_name(under),
            period: of.period,
            made_on: now.today(),
            sign: None,
            parts: parts.collect::<Result<_, _>>()?,
        })
    }

    /// The records behind a figure, those of all measures it is made of, each once.
    ///
    /// # Errors
    /// An unknown figure, or a store that fails.
    pub(crate) fn counted_behind(
        &self,
        figure: &str,
        under: DivisionCode,
        period: Period,
    ) -> Result<Vec<Listed>, Failure> {
        if self.catalog.figure(figure).is_none() {
            return Err(no_figure(figure));
        }
        let of = Of {
            under,
            period,
            unmasked: false,
            memo: &Memo::default(),
        };
        let mut seen = BTreeSet::new();
        let mut found = Vec::new();
        for measure in self.catalog.measures_in(figure) {
            let counted = self.counted_by(measure, of)?.into_iter();
            found.extend(counted.filter(|listed| seen.insert(listed.id)));
        }
        Ok(found)
    }

    fn records(&self, measure: &Measure, of: Of<'_>) -> Result<Part, Failure> {
        self.listed(&self.list_of(measure), of)
    }

    /// What a measure counted, as a list.
    pub(super) fn list_of(&self, measure: &Measure) -> List {
        let kind = self.catalog.kind(&measure.kind);
        let title = kind.map(|kind| kind.title.clone()).unwrap_or_default();
        let of_every = ["serial", "division", "status", "due"].map(str::to_owned);
        List {
            zh: measure.label.zh.clone(),
            en: measure.label.en.clone(),
            kind: measure.kind.clone(),
            // What a figure counts is for the figure to say.
            states: Vec::new(),
            due_within: None,
            measure: Some(measure.name.clone()),
            carried: false,
            columns: of_every
                .into_iter()
                .chain(title)
                .chain(["id".to_owned()])
                .collect(),
            sum: Vec::new(),
        }
    }

    /// What was counted of the records that refer to one, such as the cases and logs of a campaign.
    ///
    /// # Errors
    /// No such record, or a store that fails.
    pub fn results(&self, id: &str, now: Moment) -> Result<Filled, Failure> {
        let found = self.store.starting_with(id, 2)?;
        let one = found.as_slice().first().filter(|_| found.len() == 1);
        let record = one.map(|id| self.store.record(*id)).transpose()?.flatten();
        let Some(record) = record else {
            return Err(Failure::new(
                "no_record",
                format!("没有编号以「{id}」开头的唯一一条记录；请写长一些或核对"),
                format!(
                    "there is no single record whose id begins with `{id}`; write more of it, or check it"
                ),
            ));
        };
        let summary = self.catalog.summary(&record);
        let under = DivisionCode::new(summary.bucket)?;
        let day = now.day();
        let Some(period) = Period::days(day, day) else {
            return Err(Failure::new("date", "日期无效", "no valid day"));
        };
        let mut sums = BTreeMap::<u16, i64>::new();
        for kind in self.catalog.kinds() {
            for linked in self.store.linked(record.id, kind.id)? {
                for counted in linked.summary.measures {
                    // What stands is told as it stands today.
                    if counted.by.is_none_or(|by| by <= day) {
                        *sums.entry(counted.measure).or_default() += counted.amount;
                    }
                }
            }
        }
        let measures = self.catalog.measures().iter();
        let rows = measures.filter_map(|measure| {
            let units = *sums.get(&measure.id).filter(|units| **units != 0)?;
            let decimals = measure.decimals;
            let label = Cell::Text(measure.label.clone());
            Some(vec![label, Cell::Number { units, decimals }])
        });
        Ok(Filled {
            name: record.id.to_string(),
            title: Text::new(summary.title.clone(), summary.title),
            under,
            place: self.divisions.path_name(under),
            period,
            made_on: now.today(),
            sign: None,
            parts: vec![Part {
                columns: vec![
                    column("measure", "统计项", "figure"),
                    column("amount", "数量", "amount"),
                ],
                ..Part::of(Text::new("成果", "results"), rows.collect())
            }],
        })
    }
}

fn no_figure(figure: &str) -> Failure {
    Failure::new(
        "figure",
        format!("没有统计项「{figure}」；名称见报表的 --format json 或 kinds --json"),
        format!("there is no figure `{figure}`; see a report's --format json, or kinds --json"),
    )
}
