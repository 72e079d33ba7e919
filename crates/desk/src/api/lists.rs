//! Lists, maps and strips of records.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::RangeInclusive;

use axum::extract::{Path, Query};
use axum::response::Response;
use merge::{Bucket, RecordId};
use places::DivisionCode;
use store::{DueAt, Line, Listed};

use super::door::Signed;
use super::paging::{Part, part};
use super::rows::{Rows, degrees};
use super::view::{Ask, MapPoint, Page, RoadStrip};
use crate::deadlines::EVER;
use crate::failure::Failure;
use crate::room::Desk;
use crate::work::moment;

/// Most points of one map.
const POINTS: usize = 20_000;

/// A list as asked for, ready to compare with.
struct Wanted {
    kind: Option<u16>,
    under: Option<DivisionCode>,
    states: Vec<String>,
    /// Where it is looked for: in the division named, else in all of the seat's.
    area: Vec<RangeInclusive<u64>>,
    words: Vec<String>,
    due_by: Option<i32>,
    conflict: bool,
    marks: Vec<String>,
    road: Option<String>,
}

impl Wanted {
    fn of(ask: &Ask, desk: &Desk<'_>, today: i32) -> Result<Wanted, Failure> {
        let kind = ask.kind.as_deref().filter(|kind| !kind.is_empty());
        let kind = kind
            .map(|name| desk.room.catalog.require(name))
            .transpose()?;
        let under = ask.under.as_deref().filter(|under| !under.is_empty());
        let under: Option<DivisionCode> = under.map(str::parse).transpose()?;
        let due_by = match ask.due.as_deref() {
            None | Some("") => None,
            Some("overdue") => Some(today - 1),
            Some(days) => Some(today + days.parse::<i32>().map_err(|_| no_days(days))?),
        };
        let lower = |text: &str| text.to_lowercase();
        Ok(Wanted {
            kind: kind.map(|kind| kind.id),
            under,
            states: split(ask.status.as_ref()),
            area: match under {
                Some(under) => desk.room.divisions.codes_under(desk.under(Some(under))?),
                None => desk.ranges(),
            },
            words: ask
                .words
                .iter()
                .flat_map(|text| text.split_whitespace())
                .map(lower)
                .collect(),
            due_by,
            conflict: ask.conflict.unwrap_or(false),
            marks: split(ask.mark.as_ref()),
            road: ask.road.clone().filter(|road| !road.is_empty()),
        })
    }

    fn state_fits(&self, status: &str) -> bool {
        self.states.is_empty() || self.states.iter().any(|state| state == status)
    }

    /// Whether everything asked for stands in the lines.
    fn in_lines(&self) -> bool {
        self.words.is_empty() && self.road.is_none()
    }

    /// Whether nothing is asked for but kind, place and state.
    fn is_plain(&self) -> bool {
        self.in_lines() && self.due_by.is_none() && self.marks.is_empty() && !self.conflict
    }

    /// How many rows a page has where there are so many records in each state.
    fn rows_of(&self, by_status: &BTreeMap<String, u64>, (skip, limit): Part) -> usize {
        let all = usize::try_from(self.fitting(by_status)).unwrap_or(usize::MAX);
        limit.min(all.saturating_sub(skip))
    }

    /// How many of these are in the states asked for.
    fn fitting(&self, by_status: &BTreeMap<String, u64>) -> u64 {
        let fitting = by_status
            .iter()
            .filter(|(status, _)| self.state_fits(status));
        fitting.map(|(_, count)| count).sum()
    }

    /// Whether a line fits, its state left out.
    fn line_fits(&self, line: &Line<'_>) -> bool {
        let due = |by: i32| line.due.is_some_and(|due| due <= by);
        let marked = |mark: &str| self.marks.iter().any(|wanted| wanted == mark);
        self.due_by.is_none_or(due)
            && (self.marks.is_empty() || line.mark.is_some_and(marked))
            && (!self.conflict || line.conflicts > 0)
    }

    /// Whether a record fits, its state left out.
    fn fits(&self, listed: &Listed, desk: &Desk<'_>) -> bool {
        let summary = &listed.summary;
        let inside = self
            .area
            .iter()
            .any(|range| range.contains(&summary.bucket));
        let due = self
            .due_by
            .is_none_or(|by| summary.due.is_some_and(|due| due <= by));
        let marked = self.marks.is_empty()
            || summary
                .mark
                .as_ref()
                .is_some_and(|mark| self.marks.contains(mark));
        let road = summary.spot.as_ref().and_then(|spot| spot.road.as_ref());
        let on_road = self.road.is_none() || road == self.road.as_ref();
        inside
            && due
            && marked
            && on_road
            && (!self.conflict || summary.conflicts > 0)
            && (self.words.is_empty() || self.says(listed, desk))
    }

    /// Whether every word stands in the title, the number, the id or the place.
    fn says(&self, listed: &Listed, desk: &Desk<'_>) -> bool {
        let summary = &listed.summary;
        let place = DivisionCode::new(summary.bucket).ok();
        let place = place.map(|code| desk.room.divisions.path_name_on(code, None));
        let number = summary.number.as_deref().unwrap_or_default();
        // Whoever does not handle a kind finds nobody by a name they are not shown.
        let title = desk.searched(listed);
        let text = format!(
            "{title} {number} {} {}",
            place.unwrap_or_default(),
            listed.id
        );
        let text = text.to_lowercase();
        self.words.iter().all(|word| text.contains(word.as_str()))
    }
}

fn split(text: Option<&String>) -> Vec<String> {
    let parts = text.into_iter().flat_map(|text| text.split(','));
    let parts = parts.map(str::trim).filter(|part| !part.is_empty());
    parts.map(str::to_owned).collect()
}

fn no_days(text: &str) -> Failure {
    Failure::new(
        "days",
        format!("「{text}」不是天数；请写 overdue 或天数"),
        format!("`{text}` is no number of days; write `overdue` or a number"),
    )
}

/// What fits, in the order asked for, and how many there are in each state.
pub(super) struct Found {
    pub(super) listed: Vec<Listed>,
    by_status: BTreeMap<String, u64>,
}

pub(super) fn find(signed: &Signed, ask: &Ask) -> Result<Found, Failure> {
    let desk = signed.desk();
    let wanted = Wanted::of(ask, &desk, moment(signed.door.host.now()).day())?;
    let mut found = Found {
        listed: Vec::new(),
        by_status: BTreeMap::new(),
    };
    let mut take = |listed: Listed| {
        if wanted.fits(&listed, &desk) {
            let status = &listed.summary.status;
            *found.by_status.entry(status.clone()).or_default() += 1;
            if wanted.state_fits(status) {
                found.listed.push(listed);
            }
        }
        true
    };
    for query in desk.queries(wanted.kind) {
        desk.room.store.list(&query, &mut take)?;
    }
    let listed = &mut found.listed;
    match ask.order.as_deref() {
        Some("due") => {
            listed.sort_by_key(|l| (l.summary.due.unwrap_or(i32::MAX), l.id));
        }
        Some("place") => listed.sort_by_key(|l| (l.summary.bucket, l.id)),
        Some("created") => {
            listed.sort_by_key(|l| std::cmp::Reverse((l.summary.created_ms, l.id)));
        }
        _ => listed.sort_by_key(|l| std::cmp::Reverse((l.summary.updated_ms, l.id))),
    }
    Ok(found)
}

pub(super) async fn records(signed: Signed, Query(ask): Query<Ask>) -> Response {
    signed
        .answer_in_bulk(move |signed| page(signed, &ask))
        .await
}

/// One page of a list, read from as few rows as what is asked for allows.
fn page(signed: &Signed, ask: &Ask) -> Result<Page, Failure> {
    let desk = signed.desk();
    let wanted = Wanted::of(ask, &desk, moment(signed.door.host.now()).day())?;
    let part = part(ask.skip, ask.limit);
    let (listed, by_status) = match ask.order.as_deref() {
        None | Some("" | "updated") if wanted.is_plain() => latest(&desk, &wanted, part)?,
        Some("due") if wanted.is_plain() => by_deadline(&desk, &wanted, ask, part)?,
        _ if wanted.in_lines() => in_order(&desk, &wanted, ask, part)?,
        _ => {
            let Found { listed, by_status } = find(signed, ask)?;
            let shown = listed.into_iter().skip(part.0).take(part.1);
            (shown.collect(), by_status)
        }
    };
    Ok(Page {
        rows: Rows::new(signed)?.rows(&listed)?,
        all: wanted.fitting(&by_status),
        by_status,
    })
}

type Shown = (Vec<Listed>, BTreeMap<String, u64>);

/// The kept counts.
fn counted(desk: &Desk<'_>, wanted: &Wanted) -> Result<BTreeMap<String, u64>, Failure> {
    let mut by_status = BTreeMap::new();
    for ((_, status), count) in desk.room.store.states(wanted.kind, &wanted.area)? {
        *by_status.entry(status).or_default() += count;
    }
    Ok(by_status)
}

/// The records changed last.
fn latest(desk: &Desk<'_>, wanted: &Wanted, part: Part) -> Result<Shown, Failure> {
    let fits = |_, status: &str| wanted.state_fits(status);
    let store = &desk.room.store;
    let listed = store.latest(wanted.kind, &wanted.area, &fits, part)?;
    Ok((listed, counted(desk, wanted)?))
}

/// The records whose deadline comes first, as long as there are any with a deadline: those without
/// come last, and are looked for one by one.
fn by_deadline(desk: &Desk<'_>, wanted: &Wanted, ask: &Ask, part: Part) -> Result<Shown, Failure> {
    let by_status = counted(desk, wanted)?;
    let rows = wanted.rows_of(&by_status, part);
    if rows == 0 {
        return Ok((Vec::new(), by_status));
    }
    let around = desk.around(wanted.under)?;
    let fits = |due: &DueAt, status: &str| {
        wanted.kind.is_none_or(|kind| kind == due.kind) && wanted.state_fits(status)
    };
    let due = around.due(&EVER, &fits, (part.0, rows))?;
    if due.len() < rows {
        return in_order(desk, wanted, ask, part);
    }
    Ok((desk.room.due_records(&due)?, by_status))
}

/// A page in another order, or of what is narrowed further: every line that may count is looked at, and
/// only the page's own records are read.
fn in_order(desk: &Desk<'_>, wanted: &Wanted, ask: &Ask, part: Part) -> Result<Shown, Failure> {
    let store = &desk.room.store;
    let mut found = Vec::new();
    let mut by_status: BTreeMap<String, u64> = BTreeMap::new();
    let last_first = |id: RecordId| RecordId(id.0.map(|byte| !byte));
    let mut take = |line: Line<'_>| {
        if !wanted.line_fits(&line) {
            return;
        }
        match by_status.get_mut(line.status) {
            Some(count) => *count += 1,
            None => _ = by_status.insert(line.status.to_owned(), 1),
        }
        if wanted.state_fits(line.status) {
            let order = match ask.order.as_deref() {
                Some("due") => (line.due.map_or(u64::MAX, days), line.id),
                Some("place") => (line.bucket, line.id),
                // An id begins with the time it was made at.
                Some("created") => (0, last_first(line.id)),
                _ => (!line.updated_ms, last_first(line.id)),
            };
            found.push((order, line.id, line.kind, line.bucket));
        }
    };
    let plain = wanted.is_plain();
    let worth = |_, status: &str| !plain || wanted.state_fits(status);
    store.lines(wanted.kind, &wanted.area, &worth, &mut take)?;
    if plain {
        by_status = counted(desk, wanted)?;
    }
    found.sort_unstable();
    let mut listed = Vec::with_capacity(part.1);
    for (_, id, kind, bucket) in found.into_iter().skip(part.0).take(part.1) {
        listed.extend(store.summary(id, kind, Bucket(bucket))?);
    }
    Ok((listed, by_status))
}

/// A day as a number that is none below zero.
fn days(day: i32) -> u64 {
    u64::from(day.abs_diff(i32::MIN))
}

pub(super) async fn map(signed: Signed, Query(ask): Query<Ask>) -> Response {
    signed
        .answer_in_bulk(move |signed| {
            let found = find(signed, &ask)?;
            let rows = Rows::new(signed)?;
            let point = |listed: &Listed| {
                let summary = &listed.summary;
                let point = summary.spot.as_ref()?.point?;
                Some(MapPoint {
                    id: listed.id.to_string(),
                    point: degrees(point),
                    title: signed.desk().title(listed),
                    status: summary.status.clone(),
                    mark: summary.mark.clone(),
                    days_left: rows.days_left(summary.due),
                })
            };
            let points = found.listed.iter().filter_map(point).take(POINTS);
            Ok(points.collect::<Vec<_>>())
        })
        .await
}

pub(super) async fn roads(signed: Signed, Query(ask): Query<Ask>) -> Response {
    signed
        .answer_in_bulk(move |signed| {
            let found = find(signed, &ask)?;
            let spots = found.listed.iter().filter_map(|l| l.summary.spot.as_ref());
            let roads = spots.filter(|spot| spot.stake.is_some());
            let roads: BTreeSet<String> = roads.filter_map(|spot| spot.road.clone()).collect();
            Ok(roads)
        })
        .await
}

pub(super) async fn road(signed: Signed, Path(road): Path<String>) -> Response {
    signed
        .answer_in_bulk(move |signed| {
            let desk = signed.desk();
            let mut listed = desk.room.store.on_road(&road)?;
            let void = |l: &Listed| l.summary.status == "void";
            listed.retain(|l| desk.sees(l.summary.bucket) && !void(l));
            let stake = |l: &Listed| l.summary.spot.as_ref().and_then(|spot| spot.stake);
            listed.retain(|l| stake(l).is_some());
            listed.sort_by_key(|l| (stake(l), l.id));
            let stakes: Vec<(i32, i32)> = listed.iter().filter_map(stake).collect();
            Ok(RoadStrip {
                road: road.clone(),
                from_m: stakes.iter().map(|stake| stake.0).min().unwrap_or(0),
                to_m: stakes.iter().map(|stake| stake.1).max().unwrap_or(0),
                rows: Rows::new(signed)?.rows(&listed)?,
            })
        })
        .await
}
