//! Who works where in the sample year.

use desk::{Desk, Failure, Seat};
use merge::{Author, Now};
use places::{DivisionCode, Jurisdiction, Level};

use super::{DAY, Dice, words};
use crate::office::Office;
use crate::pens::Person;

/// How long a sample pen is good, in milliseconds: longer than the year it writes in.
const GOOD: u64 = 800 * DAY;
/// Townships of a county that have a station in the sample, at most; 谷城 has more.
const STATIONS: (usize, usize) = (1, 3);
/// The county that is looked at most closely.
const MAIN: u64 = 420_625_000_000;

/// Somebody at work.
pub(super) struct Worker {
    pub(super) name: String,
    pub(super) role: &'static str,
    pub(super) seat: Seat,
    pub(super) pen: Author,
}

impl Worker {
    fn hire(
        office: &Office,
        name: String,
        role: &'static str,
        unit: DivisionCode,
        now: Now,
    ) -> Result<Worker, Failure> {
        let person = Person {
            name: &name,
            role,
            unit,
            area: &Jurisdiction::from_iter([unit]),
        };
        let (pen, grant) = office.pen(&person, now.wall_ms, GOOD)?;
        Ok(Worker {
            name,
            role,
            seat: Seat::of(grant),
            pen,
        })
    }

    pub(super) fn desk<'a>(&'a self, office: &'a Office) -> Desk<'a> {
        Desk {
            room: &office.room,
            seat: &self.seat,
        }
    }
}

/// A station: its township, its villages, and who works there, as places in the cast.
#[derive(Debug, Clone)]
pub(super) struct Station {
    pub(super) code: DivisionCode,
    pub(super) name: String,
    pub(super) villages: Vec<DivisionCode>,
    pub(super) officer: usize,
    pub(super) lead: usize,
    pub(super) admin: usize,
    pub(super) county: usize,
    pub(super) county_name: String,
}

/// Everybody.
pub(super) struct Cast {
    pub(super) workers: Vec<Worker>,
    pub(super) stations: Vec<Station>,
    /// 市支队.
    pub(super) city: usize,
    pub(super) city_name: String,
}

impl Cast {
    /// Hires people for every county and some of its townships.
    pub(super) fn gather(office: &Office, now: Now, dice: &mut Dice) -> Result<Cast, Failure> {
        let divisions = &office.room.divisions;
        let root = office.site.root;
        let name_of = |code| {
            divisions
                .get(code)
                .map(|d| d.name.clone())
                .unwrap_or_default()
        };
        let mut cast = Cast {
            workers: Vec::new(),
            stations: Vec::new(),
            city: 0,
            city_name: name_of(root),
        };
        cast.hire(office, "city_hq", root, now, dice)?;
        for county in divisions.children(root) {
            let coordinator = cast.hire(office, "county_coord", county.code, now, dice)?;
            let most = if county.code.as_u64() == MAIN {
                STATIONS.1
            } else {
                STATIONS.0
            };
            let towns = divisions.children(county.code);
            let towns = towns.filter(|town| town.code.level() == Level::Township);
            let rural = towns.filter(|town| town.name.ends_with('镇') || town.name.ends_with('乡'));
            for town in rural.take(most) {
                let villages: Vec<DivisionCode> =
                    divisions.children(town.code).map(|v| v.code).collect();
                if villages.is_empty() {
                    continue;
                }
                let station = Station {
                    code: town.code,
                    name: town.name.clone(),
                    villages,
                    officer: cast.hire(office, "officer", town.code, now, dice)?,
                    lead: cast.hire(office, "station_lead", town.code, now, dice)?,
                    admin: cast.hire(office, "township_admin", town.code, now, dice)?,
                    county: coordinator,
                    county_name: county.name.clone(),
                };
                cast.stations.push(station);
            }
        }
        Ok(cast)
    }

    fn hire(
        &mut self,
        office: &Office,
        role: &'static str,
        unit: DivisionCode,
        now: Now,
        dice: &mut Dice,
    ) -> Result<usize, Failure> {
        let name = words::name(dice);
        self.workers
            .push(Worker::hire(office, name, role, unit, now)?);
        Ok(self.workers.len() - 1)
    }
}
