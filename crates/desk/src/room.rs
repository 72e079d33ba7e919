//! The room people work in, and the seats in it.

use std::ops::RangeInclusive;
use std::sync::Arc;

use forms::{Actor, CHINA_MIN, Catalog, Deed, Ground as _, Kind, Moment, Neighbours, Role};
use merge::{DeviceId, Grant, Record, Terms};
use places::{DivisionCode, Divisions, Jurisdiction};
use store::{Query, Store};

use crate::blobs::Blobs;
use crate::failure::Failure;
use crate::rights;

/// The catalog compiled into this program.
///
/// # Errors
/// A program that was put together wrongly.
pub fn catalog() -> Result<Catalog, Failure> {
    Catalog::builtin().map_err(|error| {
        Failure::new(
            "catalog",
            format!("程序内置的目录有误（{error}）；请重新安装"),
            format!("the catalog in this program is wrong ({error}); install it again"),
        )
    })
}

/// What everybody works with at one place: a laptop's room has one seat, an office's has many.
#[derive(Debug)]
pub struct Room {
    /// The records kept here.
    pub store: Arc<Store>,
    /// The record kinds known here.
    pub catalog: Arc<Catalog>,
    /// The divisions known here.
    pub divisions: Divisions,
    /// Photos and scans, by hash.
    pub blobs: Blobs,
    /// The division that is meant where none is named.
    pub root: DivisionCode,
}

impl Room {
    /// Closes the store, unless a request that outlived the pages still holds it: the journal is whole
    /// all the same.
    ///
    /// # Errors
    /// A disk that refuses; nothing is lost by it.
    pub fn close(room: Arc<Room>) -> Result<(), Failure> {
        let room = Arc::into_inner(room);
        if let Some(store) = room.and_then(|room| Arc::into_inner(room.store)) {
            store.close()?;
        }
        Ok(())
    }

    /// Who works with a device, as far as it is known here.
    #[must_use]
    pub fn name(&self, device: DeviceId) -> String {
        self.holder(device)
            .map(|terms| terms.person)
            .unwrap_or_default()
    }

    /// For whom a device acts, as far as it is known here.
    #[must_use]
    pub fn holder(&self, device: DeviceId) -> Option<Terms> {
        let holder = self.store.holder(device).ok().flatten();
        holder.map(|grant| grant.terms)
    }

    /// Where a record of some day lies: the names of that day from the top down, and those of today
    /// from where they differ on, if they do.
    #[must_use]
    pub fn place_then(&self, code: DivisionCode, made_ms: u64) -> (String, Option<String>) {
        let day = Moment {
            now_ms: made_ms,
            offset_min: CHINA_MIN,
        };
        let then = self.divisions.path_name_on(code, Some(&day.today()));
        let now = self.divisions.path_name_on(code, None);
        if now == then {
            return (then, None);
        }
        let both = then.split('/').zip(now.split('/'));
        let same = both.take_while(|(then, now)| then == now).count();
        let other: Vec<&str> = now.split('/').skip(same).collect();
        (then, Some(other.join("/")))
    }

    /// The division asked for, or the room's own as it is named today.
    ///
    /// A division that was replaced can be asked for by name: it has the records of its own day.
    ///
    /// # Errors
    /// An unknown division.
    pub fn under(&self, under: Option<DivisionCode>) -> Result<DivisionCode, Failure> {
        let own = || self.divisions.today(self.root);
        Ok(self.divisions.require(under.unwrap_or_else(own))?.code)
    }
}

/// Who is at work: the person, the role and the divisions they answer for.
#[derive(Debug, Clone)]
pub struct Seat {
    /// Under which grant.
    pub grant: Grant,
    /// The divisions.
    pub area: Jurisdiction,
}

impl Seat {
    /// The seat of whoever a grant was given to.
    #[must_use]
    pub fn of(grant: Grant) -> Seat {
        let codes = grant.terms.jurisdiction.iter();
        let area = codes
            .filter_map(|bucket| DivisionCode::new(bucket.0).ok())
            .collect();
        Seat { grant, area }
    }

    /// The division the unit is named by today.
    #[must_use]
    pub fn unit_today(&self, room: &Room) -> u64 {
        let unit = self.terms().unit.0;
        DivisionCode::new(unit).map_or(unit, |code| room.divisions.today(code).as_u64())
    }

    /// What the grant says.
    #[must_use]
    pub fn terms(&self) -> &Terms {
        &self.grant.terms
    }
}

/// Somebody at a seat in a room.
#[derive(Debug, Clone, Copy)]
pub struct Desk<'a> {
    /// The room.
    pub room: &'a Room,
    /// The seat.
    pub seat: &'a Seat,
}

impl<'a> Desk<'a> {
    /// The role acted in.
    ///
    /// # Errors
    /// A role this program does not know.
    pub fn role(&self) -> Result<&'a Role, Failure> {
        let name = &self.seat.terms().role;
        self.room.catalog.role(name).ok_or_else(|| {
            Failure::new(
                "role",
                format!("本程序不认识角色 {name}；请升级程序"),
                format!("this program does not know the role {name}; update it"),
            )
        })
    }

    /// The person as a form knows them.
    ///
    /// # Errors
    /// A role this program does not know.
    pub fn actor(&self) -> Result<Actor<'a>, Failure> {
        let terms = self.seat.terms();
        Ok(Actor {
            role: self.role()?,
            person: &terms.person,
            division: terms.unit.0,
        })
    }

    /// The record for programs: stable English names, and all values of a field in conflict; as far
    /// as it is shown here.
    #[must_use]
    pub fn json(&self, record: &Record) -> serde_json::Value {
        let json = self.whole_json(record);
        match self.room.catalog.kind_by_id(record.kind) {
            Some(kind) => self.veiled(record, kind, false, json),
            None => json,
        }
    }

    fn whole_json(&self, record: &Record) -> serde_json::Value {
        let name = |device| self.room.name(device);
        let here = self.view();
        let linked = |id, kind: &Kind| here.linked(id, kind);
        let around = Neighbours {
            linked: &linked,
            read: &|id| here.read(id),
        };
        self.room.catalog.to_json_among(record, &name, &around)
    }

    /// The record as [`Desk::json`], with what its fields held before where a field tells that;
    /// `whole` if what is masked was asked for.
    ///
    /// # Errors
    /// A journal that fails.
    pub fn json_with_history(
        &self,
        record: &Record,
        whole: bool,
    ) -> Result<serde_json::Value, Failure> {
        let json = self.told_json(record)?;
        Ok(match self.room.catalog.kind_by_id(record.kind) {
            Some(kind) => self.veiled(record, kind, whole, json),
            None => json,
        })
    }

    /// All of a record with its history: whoever shows it asks how.
    pub(crate) fn told_json(&self, record: &Record) -> Result<serde_json::Value, Failure> {
        let mut json = self.whole_json(record);
        let catalog = &self.room.catalog;
        let kind = catalog.kind_by_id(record.kind);
        let fields = kind.into_iter().flat_map(|kind| &kind.fields);
        let mut tells = fields.filter(|field| field.history_of.is_some()).peekable();
        let Some(kind) = kind.filter(|_| tells.peek().is_some()) else {
            return Ok(json);
        };
        let history = self.room.store.history(record.id)?;
        let counted = history.iter().filter(|past| past.held.is_none());
        let ops: Vec<&merge::Op> = counted.map(|past| &past.sealed.op).collect();
        for field in tells {
            let told = catalog.history_of(kind, field, ops.iter().copied());
            if !told.is_empty() {
                json["fields"][&field.name] = told.into();
            }
        }
        Ok(json)
    }

    /// What lists look through: the seat's divisions, one query for each range of codes.
    pub(crate) fn queries(&self, kind: Option<u16>) -> Vec<Query> {
        let ranges = self.ranges().into_iter();
        ranges.map(|buckets| Query { buckets, kind }).collect()
    }

    /// Whether records of a bucket may be read here.
    #[must_use]
    pub fn sees(&self, bucket: u64) -> bool {
        DivisionCode::new(bucket).is_ok_and(|code| self.covers(code))
    }

    /// Whether records of a division may be read here.
    #[must_use]
    pub fn covers(&self, code: DivisionCode) -> bool {
        self.may(Deed::Read, code)
    }

    /// The codes under which the records lie that may be read here.
    #[must_use]
    pub fn ranges(&self) -> Vec<RangeInclusive<u64>> {
        let known = (&*self.room.catalog, &self.room.divisions);
        rights::readable(known, &self.seat.terms().role, &self.seat.area)
    }

    /// The division asked for if the seat answers for it; its first one if none is named.
    ///
    /// # Errors
    /// An unknown division, or one outside the seat's area.
    pub fn under(&self, asked: Option<DivisionCode>) -> Result<DivisionCode, Failure> {
        let area = self.room.divisions.area_today(&self.seat.area);
        let first = area.0.iter().next().copied();
        let code = self.room.under(asked.or(first))?;
        if self.covers(code) {
            return Ok(code);
        }
        Err(Failure::new(
            "outside",
            format!("{code} 不在您的辖区内；请选择辖区内的区划"),
            format!("{code} is outside your area; choose a division inside it"),
        ))
    }
}
