//! What there is to do today, and the four-level table.

use std::ops::RangeInclusive;

use axum::extract::{Path, Query};
use axum::response::Response;
use forms::{Moment, Period, Ratio, day_text};
use places::DivisionCode;

use super::door::Signed;
use super::rows::Rows;
use super::view::{Board, BoardRow, DueRow, Figures, Span, Today};
use crate::deadlines::ANY;
use crate::failure::Failure;
use crate::report::{Memo, Of};
use crate::room::{Desk, Room};
use crate::work::moment;

/// Rows of each part of today's page.
const FIRST: usize = 20;
/// Days in which a deadline counts as near.
const SOON: i32 = 7;
/// Months of a chart.
const MONTHS: usize = 12;

pub(super) async fn today(signed: Signed) -> Response {
    signed.answer_in_bulk(fill_today).await
}

fn fill_today(signed: &Signed) -> Result<Today, Failure> {
    let (desk, rows) = (signed.desk(), Rows::new(signed)?);
    let day = moment(signed.door.host.now()).day();
    let due = desk.around(None)?;
    let (past, near) = (i32::MIN..=day - 1, day..=day + SOON);
    let first = |days: &RangeInclusive<i32>| -> Result<Vec<DueRow>, Failure> {
        let shown = desk.room.due_records(&due.due(days, ANY, (0, FIRST))?)?;
        let shown = shown.iter().map(|l| Ok(DueRow { row: rows.row(l)? }));
        shown.collect()
    };
    let area = desk.ranges();
    let in_state = |state: &str| {
        let wanted = |_, status: &str| status == state;
        let store = &desk.room.store;
        rows.rows(&store.latest(None, &area, &wanted, (0, FIRST))?)
    };
    let conflicts = desk.first_conflicts(FIRST)?;
    Ok(Today {
        day: day_text(day),
        overdue_all: due.count(&past)?,
        overdue: first(&past)?,
        soon_all: due.count(&near)?,
        soon: first(&near)?,
        returned: in_state("returned")?,
        drafts: in_state("draft")?,
        conflicts: rows.rows(&conflicts)?,
        standing: signed.door.host.standing()?,
    })
}

pub(super) async fn board(signed: Signed, Query(span): Query<Span>) -> Response {
    signed
        .answer_in_bulk(move |signed| {
            let (desk, room) = (signed.desk(), signed.room());
            let now = moment(signed.door.host.now());
            let (under, period) = span.read(&desk, now)?;
            let row = |code| room.board_row(code, period, now.day());
            let above = under.upwards().skip(1);
            let above = above.filter(|code| desk.covers(*code));
            let mut above: Vec<_> = above.map(|code| room.division(code)).collect();
            above.reverse();
            let below = room.divisions.children(under);
            Ok(Board {
                under: room.division(under),
                above,
                whole: row(under)?,
                rows: below.map(|d| row(d.code)).collect::<Result<_, _>>()?,
                on: now.today(),
            })
        })
        .await
}

impl Room {
    fn board_row(
        &self,
        code: DivisionCode,
        period: Period,
        today: i32,
    ) -> Result<BoardRow, Failure> {
        let memo = Memo::default();
        let of = Of {
            under: code,
            period,
            unmasked: false,
            memo: &memo,
        };
        let figure = |name: &str| self.figure(code, name, period, of);
        let measures = self.catalog.measures().iter().filter(|m| m.board);
        let figures = measures.map(|m| Ok((m.name.clone(), figure(&m.name)?)));
        let ratio = |ratio: &Ratio| {
            let (of, to) = (figure(&ratio.of)?, figure(&ratio.to)?);
            Ok((ratio.name.clone(), (ratio.text(of, to), of, to)))
        };
        let mut deadlines = (0, 0, 0, 0);
        for (colour, shade) in self.around(code).shades(today)? {
            let count = u64::try_from(shade.count).unwrap_or(0);
            match colour.as_str() {
                "green" => deadlines.0 += count,
                "yellow" => deadlines.1 += count,
                "orange" => deadlines.2 += count,
                _ => deadlines.3 += count,
            }
        }
        Ok(BoardRow {
            division: self.division(code),
            opens: self.divisions.children(code).next().is_some(),
            figures: figures.collect::<Result<_, Failure>>()?,
            ratios: self
                .plain_ratios()
                .map(ratio)
                .collect::<Result<_, Failure>>()?,
            deadlines,
        })
    }
}

pub(super) async fn figures(
    signed: Signed,
    Path(measure): Path<String>,
    Query(span): Query<Span>,
) -> Response {
    signed
        .answer_in_bulk(move |signed| {
            let (desk, room) = (signed.desk(), signed.room());
            let now = moment(signed.door.host.now());
            let (under, period) = span.read(&desk, now)?;
            let known = room.catalog.figure(&measure).ok_or_else(|| {
                Failure::new(
                    "figure",
                    format!("没有统计项「{measure}」"),
                    format!("there is no figure `{measure}`"),
                )
            })?;
            let memo = Memo::default();
            let of = Of {
                under,
                period,
                unmasked: false,
                memo: &memo,
            };
            let count = |code, period| room.figure(code, &measure, period, of);
            let mut months: Vec<Period> = Vec::new();
            let mut month = Period::month_of(period.to);
            while let Some(this) = month.filter(|_| months.len() < MONTHS) {
                months.push(this);
                month = Period::month_of(this.from - 1);
            }
            months.reverse();
            let values = months.iter().map(|month| count(under, *month));
            let before = months.iter().map(|month| match month.last_year() {
                Some(before) => count(under, before),
                None => Ok(0),
            });
            let below = room.divisions.children(under);
            let below = below.map(|d| Ok((room.division(d.code), count(d.code, period)?)));
            Ok(Figures {
                measure: measure.clone(),
                label: known.label().clone(),
                values: values.collect::<Result<_, _>>()?,
                last_year: before.collect::<Result<_, _>>()?,
                months: months
                    .iter()
                    .map(|month| day_text(month.from)[..7].to_owned())
                    .collect(),
                by_division: below.collect::<Result<_, Failure>>()?,
            })
        })
        .await
}

impl Span {
    /// The division and the days asked for: a whole year, a month, or from one day to another; the
    /// current year if nothing is said.
    pub(super) fn read(
        &self,
        desk: &Desk<'_>,
        now: Moment,
    ) -> Result<(DivisionCode, Period), Failure> {
        let asked = self.under.as_deref().filter(|under| !under.is_empty());
        let under = desk.under(asked.map(str::parse).transpose()?)?;
        let period = self.period(now).ok_or_else(|| {
            Failure::new(
                "period",
                "时段无法读取；请写 2026、2026-11，或起止日期",
                "the period does not read; give 2026, 2026-11, or two days",
            )
        })?;
        Ok((under, period.until(now.day())))
    }

    fn period(&self, now: Moment) -> Option<Period> {
        if let Some(month) = self.month.as_deref().filter(|month| !month.is_empty()) {
            let (year, month) = month.split_once('-')?;
            return Period::month(year.parse().ok()?, month.parse().ok()?);
        }
        let day = |text: &Option<String>| text.as_deref().and_then(forms::day_number);
        match (day(&self.from), day(&self.to)) {
            (Some(from), to) => Period::days(from, to.unwrap_or_else(|| now.day())),
            (None, Some(_)) => None,
            (None, None) => {
                let this = || now.today().get(..4)?.parse().ok();
                Period::year(self.year.or_else(this)?)
            }
        }
    }
}
