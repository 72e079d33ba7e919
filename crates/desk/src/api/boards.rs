//! What there is to do today, deadlines, proposals, and the four-level table.

use std::ops::RangeInclusive;

use axum::extract::{Path, Query};
use axum::response::Response;
use forms::{Moment, Period, Ratio, day_text};
use places::DivisionCode;
use serde::Deserialize;
use store::{DueAt, Listed};

use super::door::Signed;
use super::rows::Rows;
use super::view::{Board, BoardRow, DueRow, Figures, Proposed, Span, Today, TodayProposals};
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
    let due = desk.deadlines()?;
    let (overdue, later) = due.split_at(due.partition_point(|due| due.day < day));
    let (soon, _) = later.split_at(later.partition_point(|due| due.day <= day + SOON));
    let first = |due: &[DueAt]| -> Result<Vec<DueRow>, Failure> {
        let shown = desk.due_records(due.get(..FIRST).unwrap_or(due))?;
        let shown = shown.iter().map(|l| Ok(DueRow { row: rows.row(l)? }));
        shown.collect()
    };
    let area = desk.ranges();
    let in_state = |state: &str| {
        let wanted = |_, status: &str| status == state;
        let store = &desk.room.store;
        rows.rows(&store.latest(None, &area, &wanted, (0, FIRST))?)
    };
    let mut conflicts = desk.conflicts()?;
    conflicts.truncate(FIRST);
    Ok(Today {
        day: day_text(day),
        overdue_all: overdue.len() as u64,
        overdue: first(overdue)?,
        soon_all: soon.len() as u64,
        soon: first(soon)?,
        returned: in_state("returned")?,
        drafts: in_state("draft")?,
        conflicts: rows.rows(&conflicts)?,
        standing: signed.door.host.standing()?,
    })
}

pub(super) async fn today_proposals(signed: Signed) -> Response {
    signed
        .answer_in_bulk(|signed| {
            let (desk, rows) = (signed.desk(), Rows::new(signed)?);
            let proposed = desk.proposals(signed.door.host.now())?;
            let shown = proposed.iter().take(FIRST);
            let shown = shown.map(|(listed, p)| proposed_row(&desk, &rows, listed, p));
            Ok(TodayProposals {
                all: proposed.len() as u64,
                proposals: shown.collect::<Result<_, _>>()?,
            })
        })
        .await
}

fn proposed_row(
    desk: &Desk<'_>,
    rows: &Rows<'_>,
    listed: &Listed,
    proposal: &forms::Proposal,
) -> Result<Proposed, Failure> {
    let answer = desk.answering(listed, proposal);
    let entries = answer.into_iter().flat_map(|(_, entries)| entries);
    Ok(Proposed {
        row: rows.row(listed)?,
        cause: proposal.cause.clone(),
        label: proposal.label.clone(),
        answered_by: proposal.answered_by.clone(),
        since: day_text(proposal.since),
        entries: entries.map(|entry| (entry.field, entry.text)).collect(),
        holidays_unknown: proposal.holidays_unknown,
    })
}

/// A division, and how far ahead.
#[derive(Debug, Default, Deserialize)]
pub(super) struct Ahead {
    under: Option<String>,
    days: Option<i32>,
}

impl Ahead {
    fn under(&self, desk: &Desk<'_>) -> Result<Option<DivisionCode>, Failure> {
        let asked = self.under.as_deref().filter(|under| !under.is_empty());
        let asked = asked.map(str::parse::<DivisionCode>).transpose()?;
        asked.map(|code| desk.under(Some(code))).transpose()
    }
}

pub(super) async fn proposals(signed: Signed, Query(ask): Query<Ahead>) -> Response {
    signed
        .answer_in_bulk(move |signed| {
            let (desk, rows) = (signed.desk(), Rows::new(signed)?);
            let under = ask.under(&desk)?;
            let mut proposed = desk.proposals(signed.door.host.now())?;
            if let Some(under) = under {
                let codes = desk.room.divisions.codes_under(under);
                proposed.retain(|(listed, _)| within(&codes, listed.summary.bucket));
            }
            let shown = proposed.iter();
            let shown = shown.map(|(listed, p)| proposed_row(&desk, &rows, listed, p));
            shown.collect::<Result<Vec<_>, _>>()
        })
        .await
}

pub(super) async fn due(signed: Signed, Query(ask): Query<Ahead>) -> Response {
    signed
        .answer_in_bulk(move |signed| {
            let desk = signed.desk();
            let under = ask.under(&desk)?;
            let last = moment(signed.door.host.now()).day() + ask.days.unwrap_or(30);
            let mut due = desk.deadlines()?;
            let codes = under.map(|under| desk.room.divisions.codes_under(under));
            due.retain(|due| {
                let inside = codes.as_ref().is_none_or(|codes| within(codes, due.bucket));
                due.day <= last && inside
            });
            Rows::new(signed)?.rows(&desk.due_records(&due)?)
        })
        .await
}

pub(super) async fn board(signed: Signed, Query(span): Query<Span>) -> Response {
    signed
        .answer_in_bulk(move |signed| {
            let (desk, room) = (signed.desk(), signed.room());
            let now = moment(signed.door.host.now());
            let (under, period) = span.read(&desk, now)?;
            let mut due = Vec::new();
            for range in room.divisions.codes_under(under) {
                due.extend(room.store.deadlines(&range)?);
            }
            let row = |code| room.board_row(code, period, &due, now.day());
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

fn within(codes: &[RangeInclusive<u64>], bucket: u64) -> bool {
    codes.iter().any(|range| range.contains(&bucket))
}

impl Room {
    fn board_row(
        &self,
        code: DivisionCode,
        period: Period,
        due: &[DueAt],
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
        let codes = self.divisions.codes_under(code);
        for due in due.iter().filter(|due| within(&codes, due.bucket)) {
            let colour = self.catalog.colour(due.day - today, due.bucket, today);
            match colour.as_ref().map(|colour| colour.name.as_str()) {
                Some("green") => deadlines.0 += 1,
                Some("yellow") => deadlines.1 += 1,
                Some("orange") => deadlines.2 += 1,
                _ => deadlines.3 += 1,
            }
        }
        Ok(BoardRow {
            division: self.division(code),
            opens: self.divisions.children(code).next().is_some(),
            figures: figures.collect::<Result<_, Failure>>()?,
            ratios: self
                .catalog
                .ratios()
                .iter()
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
