//! The deadlines that run where somebody asks: counted, coloured, and the few that are shown. All of
//! it is read from what the store keeps for each division, never from every deadline below.

use std::collections::BTreeMap;
use std::ops::RangeInclusive;

use forms::{Deed, Relation};
use merge::Bucket;
use places::DivisionCode;
use store::{DueAt, Falls, Listed, Running, WantedDue};

use crate::failure::Failure;
use crate::room::{Desk, Room};

/// The table that says on which days a deadline has which colour.
const COLOURS: &str = "due_colours";
/// Every day there is.
pub(crate) const EVER: RangeInclusive<i32> = i32::MIN..=i32::MAX;
/// Every deadline there is.
pub(crate) const ANY: WantedDue<'static> = &|_, _| true;

/// Where deadlines are asked for: the divisions whose sums are added and those whose sums are taken
/// away, by the tree of the digits, and the codes under which the records lie.
#[derive(Debug)]
pub(crate) struct Around<'a> {
    room: &'a Room,
    plus: Vec<DivisionCode>,
    minus: Vec<DivisionCode>,
    codes: Vec<RangeInclusive<u64>>,
    /// Sums hold what lies below as well; who may not read that counts one by one.
    summed: bool,
}

/// The deadlines of one colour.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Shade {
    /// How many there are.
    pub(crate) count: i64,
    /// The days they fall on.
    pub(crate) days: RangeInclusive<i32>,
}

/// The deadlines by the name of their colour; empty for those without.
pub(crate) type Shades = BTreeMap<String, Shade>;

impl Room {
    /// A division with everything that belongs to it today.
    pub(crate) fn around(&self, under: DivisionCode) -> Around<'_> {
        let (plus, minus) = self.divisions.parts_of(under);
        Around {
            room: self,
            plus,
            minus,
            codes: self.divisions.codes_under(under),
            summed: true,
        }
    }
}

impl<'a> Desk<'a> {
    /// The division named, else all divisions of the seat, as far as they may be read here.
    ///
    /// # Errors
    /// A division that is unknown or may not be read.
    pub(crate) fn around(&self, under: Option<DivisionCode>) -> Result<Around<'a>, Failure> {
        let role = &self.seat.terms().role;
        let named = under.map(|code| self.under(Some(code))).transpose()?;
        let room = self.room;
        if !room.catalog.may(role, Deed::Read, Relation::Below) {
            let within = named.map(|code| room.divisions.codes_under(code));
            let mut codes = self.ranges();
            codes.retain(|own| {
                let inside = |range: &RangeInclusive<u64>| range.contains(own.start());
                within
                    .as_ref()
                    .is_none_or(|within| within.iter().any(inside))
            });
            let code = |range: &RangeInclusive<u64>| DivisionCode::new(*range.start()).ok();
            return Ok(Around {
                room,
                plus: codes.iter().filter_map(code).collect(),
                minus: Vec::new(),
                codes,
                summed: false,
            });
        }
        if let Some(code) = named {
            return Ok(room.around(code));
        }
        let mut parts: BTreeMap<DivisionCode, i32> = BTreeMap::new();
        for root in room.divisions.area_today(&self.seat.area).0 {
            let (plus, minus) = room.divisions.parts_of(root);
            let plus = plus.into_iter().map(|code| (code, 1));
            for (code, by) in plus.chain(minus.into_iter().map(|code| (code, -1))) {
                *parts.entry(code).or_default() += by;
            }
        }
        let of = |sign: i32| {
            let parts = parts.iter().filter(move |(_, n)| n.signum() == sign);
            parts.map(|(code, _)| *code).collect()
        };
        Ok(Around {
            room,
            plus: of(1),
            minus: of(-1),
            codes: self.ranges(),
            summed: true,
        })
    }
}

impl Room {
    /// The records of deadlines.
    ///
    /// # Errors
    /// An index that fails.
    pub(crate) fn due_records(&self, due: &[DueAt]) -> Result<Vec<Listed>, Failure> {
        let mut listed = Vec::with_capacity(due.len());
        for due in due {
            listed.extend(self.store.summary(due.id, due.kind, Bucket(due.bucket))?);
        }
        Ok(listed)
    }
}

impl Around<'_> {
    /// The codes under which the records lie.
    pub(crate) fn codes(&self) -> &[RangeInclusive<u64>] {
        &self.codes
    }

    /// How many deadlines run on these days.
    ///
    /// # Errors
    /// An index that fails.
    pub(crate) fn running(&self, days: &RangeInclusive<i32>) -> Result<Running, Failure> {
        let mut running = Running::new();
        if !self.summed {
            for codes in &self.codes {
                let mut due = self.room.store.deadlines(codes)?;
                due.retain(|due| days.contains(&due.day));
                for listed in self.room.due_records(&due)? {
                    if let Some(falls) = Falls::of(&listed.summary) {
                        *running.entry(falls).or_default() += 1;
                    }
                }
            }
            return Ok(running);
        }
        for (code, by) in self.parts() {
            self.add(code, days, by, &mut running)?;
        }
        running.retain(|_, count| *count != 0);
        Ok(running)
    }

    /// How many deadlines run on these days, of whatever kind.
    ///
    /// # Errors
    /// An index that fails.
    pub(crate) fn count(&self, days: &RangeInclusive<i32>) -> Result<u64, Failure> {
        let running = self.running(days)?;
        Ok(u64::try_from(running.values().sum::<i64>()).unwrap_or(0))
    }

    fn parts(&self) -> impl Iterator<Item = (DivisionCode, i64)> {
        let plus = self.plus.iter().map(|code| (*code, 1));
        plus.chain(self.minus.iter().map(|code| (*code, -1)))
    }

    fn add(
        &self,
        code: DivisionCode,
        days: &RangeInclusive<i32>,
        by: i64,
        into: &mut Running,
    ) -> Result<(), Failure> {
        for (falls, count) in self.room.store.running(code.as_u64(), days)? {
            *into.entry(falls).or_default() += by * count;
        }
        Ok(())
    }

    /// The deadlines that run by their colour, each as the place it lies in has set the colours.
    ///
    /// # Errors
    /// An index that fails.
    pub(crate) fn shades(&self, today: i32) -> Result<Shades, Failure> {
        let mut shades = Shades::new();
        if !self.summed {
            let own = self.codes.iter().map(RangeInclusive::start);
            for code in own.filter_map(|code| DivisionCode::new(*code).ok()) {
                self.shade(code, (today, 1), &self.running(&EVER)?, &mut shades);
            }
            return Ok(shades);
        }
        let apart = self.room.catalog.set_apart(COLOURS, today);
        let apart: Vec<DivisionCode> = apart
            .into_iter()
            .filter_map(|code| DivisionCode::new(code).ok())
            .collect();
        for (code, by) in self.parts() {
            self.shades_of(code, &apart, (today, by), &mut shades)?;
        }
        shades.retain(|_, shade| shade.count != 0);
        Ok(shades)
    }

    /// Adds the deadlines of a division: those below a division that has set colours of its own by
    /// its colours.
    fn shades_of(
        &self,
        code: DivisionCode,
        apart: &[DivisionCode],
        (today, by): (i32, i64),
        into: &mut Shades,
    ) -> Result<(), Failure> {
        let mut running = Running::new();
        self.add(code, &EVER, 1, &mut running)?;
        let below = apart
            .iter()
            .filter(|own| **own != code && code.contains(**own));
        let below: Vec<DivisionCode> = below.copied().collect();
        let is_topmost = |own: &&DivisionCode| {
            let above = |other: &&DivisionCode| *other != *own && other.contains(**own);
            !below.iter().any(|other| above(&other))
        };
        for own in below.iter().filter(is_topmost) {
            self.add(*own, &EVER, -1, &mut running)?;
            self.shades_of(*own, &below, (today, by), into)?;
        }
        self.shade(code, (today, by), &running, into);
        Ok(())
    }

    /// Adds deadlines by the colours of one division.
    fn shade(
        &self,
        code: DivisionCode,
        (today, by): (i32, i64),
        running: &Running,
        into: &mut Shades,
    ) {
        let mut by_day: BTreeMap<i32, i64> = BTreeMap::new();
        for (falls, count) in running {
            *by_day.entry(falls.day).or_default() += count;
        }
        by_day.retain(|_, count| *count != 0);
        for (day, count) in by_day {
            let name = self.room.colour_name(day - today, code.as_u64(), today);
            let shade = into.entry(name).or_insert(Shade {
                count: 0,
                days: day..=day,
            });
            shade.count += by * count;
            let (first, last) = (*shade.days.start(), *shade.days.end());
            shade.days = first.min(day)..=last.max(day);
        }
    }

    /// The wanted deadlines that run on these days, the earliest first: at most `limit` after the
    /// first `skip`.
    ///
    /// # Errors
    /// An index that fails.
    pub(crate) fn due(
        &self,
        days: &RangeInclusive<i32>,
        wanted: WantedDue<'_>,
        page: (usize, usize),
    ) -> Result<Vec<DueAt>, Failure> {
        let here = |due: &DueAt, status: &str| {
            let inside = self.codes.iter().any(|codes| codes.contains(&due.bucket));
            inside && wanted(due, status)
        };
        let divisions: Vec<u64> = self.plus.iter().map(|code| code.as_u64()).collect();
        Ok(self.room.store.due(&divisions, days, &here, page)?)
    }

    /// Whether a deadline has this colour today.
    pub(crate) fn has_colour(&self, due: &DueAt, name: &str, today: i32) -> bool {
        self.room.colour_name(due.day - today, due.bucket, today) == name
    }
}

impl Room {
    /// The name of a deadline's colour; empty where the table knows none.
    fn colour_name(&self, days_left: i32, division: u64, today: i32) -> String {
        let colour = self.catalog.colour(days_left, division, today);
        colour.map(|colour| colour.name).unwrap_or_default()
    }
}

#[cfg(test)]
mod tests;
