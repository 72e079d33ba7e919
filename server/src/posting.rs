//! Where devices are posted: an officer is transferred, a unit answers for other divisions, or the
//! divisions themselves change. Each gives the devices concerned a new grant beside the old one.
//!
//! A device hears of it with the next answer it gets, over a network or by stick. What it wrote
//! before it could know is judged by the grant it names; see `admit`.

use desk::Failure;
use merge::{Bucket, DeviceId, Grant, Terms};
use places::{DivisionCode, Divisions, Jurisdiction, Unit};
use serde::{Deserialize, Serialize};
use store::Item;
use sync::{Hello, Posting};

use crate::admit::area;
use crate::office::Office;

/// A device whose posting changes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reposted {
    /// The device.
    pub device: String,
    /// Who works with it.
    pub person: String,
    /// The role before.
    pub role_before: String,
    /// The role from now on.
    pub role: String,
    /// The division the unit was named by.
    pub unit_before: DivisionCode,
    /// The one it is named by from now on.
    pub unit: DivisionCode,
    /// That division's name.
    pub unit_name: String,
    /// What it answered for.
    pub area_before: Jurisdiction,
    /// What it answers for from now on.
    pub area: Jurisdiction,
    /// Whether it is so; otherwise it would be.
    pub applied: bool,
}

impl Office {
    /// Where a device is posted, if it knows of postings and has another one. A grant that is about
    /// to end is renewed by this.
    ///
    /// # Errors
    /// A store that fails.
    pub(crate) fn posting(
        &self,
        grant: &Grant,
        hello: &Hello,
        now_ms: u64,
    ) -> Result<Option<Posting>, Failure> {
        let Some(known) = hello.posting else {
            return Ok(None);
        };
        let grant = self.renewed(grant, now_ms)?;
        let codes: Vec<DivisionCode> = area(&grant).0.into_iter().collect();
        let divisions = self.room.divisions.subset(&codes).to_csv();
        let other = known != Posting::hash(grant.bytes(), &divisions);
        let said = || (grant.bytes().to_vec(), divisions);
        let said = other.then(|| Posting::sign(said(), &self.key, hello.nonce, grant.device));
        Ok(said.transpose()?)
    }

    /// Posts the officer of a device to another unit, or says what that would change.
    ///
    /// # Errors
    /// An unknown device, one whose grant has ended, or a role that does not fit the unit.
    pub(crate) fn transfer(
        &self,
        device: &str,
        unit: &Unit,
        role: Option<&str>,
        (apply, now_ms): (bool, u64),
    ) -> Result<Reposted, Failure> {
        let device = named(device)?;
        let grant = self.holder(device, now_ms)?;
        let role = role.unwrap_or(&grant.terms.role);
        self.check_role(role, unit.code)?;
        if role != grant.terms.role {
            self.check_apart(&grant.terms.person, role)?;
        }
        let fresh = self.reissue(&grant, (unit.code, &unit.jurisdiction, role), now_ms)?;
        let mut told = reposted(&grant, &fresh, &self.room.divisions)?;
        // Asked again it changes nothing, so that nobody is posted twice by a doubled command.
        if apply && !told.is_nothing() {
            self.room.store.take(vec![Item::Grant(fresh)])?;
        }
        told.applied = apply;
        Ok(told)
    }

    /// The devices whose area is another one by a new table of divisions, each with its new grant.
    pub(crate) fn posted_by_divisions(
        &self,
        table: &Divisions,
        now_ms: u64,
    ) -> Result<Vec<Grant>, Failure> {
        let old = &self.room.divisions;
        let mut fresh = Vec::new();
        for grant in self.laptops(now_ms)? {
            let before = area(&grant);
            let after = table.area_today(&before);
            let unit = table.today(DivisionCode::new(grant.terms.unit.0)?);
            let same = unit.as_u64() == grant.terms.unit.0
                && old.codes_of(&before) == table.codes_of(&after);
            if !same {
                let role = grant.terms.role.as_str();
                fresh.push(self.reissue(&grant, (unit, &after, role), now_ms)?);
            }
        }
        Ok(fresh)
    }

    /// The devices of a unit that answered for what the unit did, each with a new grant for what it
    /// answers for now. Whoever was given another area on purpose keeps it.
    pub(crate) fn posted_by_unit(
        &self,
        (before, after): (&Unit, &Unit),
        now_ms: u64,
    ) -> Result<Vec<Grant>, Failure> {
        let mut fresh = Vec::new();
        for grant in self.laptops(now_ms)? {
            let of_unit = grant.terms.unit.0 == after.code.as_u64();
            if of_unit
                && area(&grant) == before.jurisdiction
                && before.jurisdiction != after.jurisdiction
            {
                let role = grant.terms.role.as_str();
                let to = (after.code, &after.jurisdiction, role);
                fresh.push(self.reissue(&grant, to, now_ms)?);
            }
        }
        Ok(fresh)
    }

    /// Keeps new grants of devices.
    pub(crate) fn repost(&self, grants: Vec<Grant>) -> Result<(), Failure> {
        let items: Vec<Item> = grants.into_iter().map(Item::Grant).collect();
        if !items.is_empty() {
            self.room.store.take(items)?;
        }
        Ok(())
    }

    /// The grants of laptops that are good now: of devices an invitation let in, and of those that
    /// took another name since.
    fn laptops(&self, now_ms: u64) -> Result<Vec<Grant>, Failure> {
        let invited = self.invited()?;
        let mut holders = self.room.store.holders()?;
        holders.retain(|grant| invited.contains(&grant.terms.key));
        let mut good = Vec::with_capacity(holders.len());
        for grant in holders {
            // One that waits for a yes is posted as it will be when it is let in.
            if grant.terms.is_provisional() || self.stands(&grant.terms, now_ms)? {
                good.push(grant);
            }
        }
        Ok(good)
    }

    /// The same grant for another post; it ends when the old one would have ended.
    fn reissue(
        &self,
        grant: &Grant,
        (unit, area, role): (DivisionCode, &Jurisdiction, &str),
        now_ms: u64,
    ) -> Result<Grant, Failure> {
        self.issue(&Terms {
            role: role.to_owned(),
            unit: Bucket(unit.as_u64()),
            jurisdiction: area.0.iter().map(|code| Bucket(code.as_u64())).collect(),
            // Of two grants the later one is known by this.
            not_before_ms: now_ms.max(grant.terms.not_before_ms + 1),
            ..grant.terms.clone()
        })
    }
}

impl Reposted {
    /// Whether nothing would be another than it is.
    pub(crate) fn is_nothing(&self) -> bool {
        self.role == self.role_before
            && self.unit == self.unit_before
            && self.area == self.area_before
    }
}

fn reposted(before: &Grant, after: &Grant, divisions: &Divisions) -> Result<Reposted, Failure> {
    let unit = DivisionCode::new(after.terms.unit.0)?;
    let known = divisions.get(unit);
    Ok(Reposted {
        device: before.device.to_string(),
        person: before.terms.person.clone(),
        role_before: before.terms.role.clone(),
        role: after.terms.role.clone(),
        unit_before: DivisionCode::new(before.terms.unit.0)?,
        unit,
        unit_name: known.map(|known| known.name.clone()).unwrap_or_default(),
        area_before: area(before),
        area: area(after),
        applied: false,
    })
}

fn named(device: &str) -> Result<DeviceId, Failure> {
    device.parse().map_err(|_| {
        Failure::new(
            "device",
            format!("「{device}」不是设备编号；请照客户端 status --json 中的 device 填写"),
            format!(
                "`{device}` is no device; give what the laptop's `status --json` shows as device"
            ),
        )
    })
}
