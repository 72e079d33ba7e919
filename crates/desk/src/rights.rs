//! The one place that answers whether somebody may do something here, for every door.
//!
//! The rows stand in the catalog (`rights.toml`); here it is seen how a division stands to
//! somebody's own. How much of a record is shown then, `shown` says.

use std::ops::RangeInclusive;

use forms::{Catalog, Deed, Relation};
use merge::{Bucket, Terms};
use places::{DivisionCode, Divisions, Jurisdiction};

use crate::failure::Failure;
use crate::room::{Desk, Room};

/// How a division stands to an area, both as they are named today.
#[must_use]
pub fn relation(divisions: &Divisions, area: &Jurisdiction, code: DivisionCode) -> Relation {
    let above = |code: DivisionCode| divisions.upwards_today(code).nth(1);
    let today = divisions.today(code);
    let own = || divisions.area_today(area).0.into_iter();
    if own().any(|own| own == today) {
        Relation::Own
    } else if divisions.covers(area, code) {
        Relation::Below
    } else if own().any(|own| divisions.upwards_today(own).any(|up| up == today)) {
        Relation::Above
    } else if own().any(|own| above(own).is_some() && above(own) == above(today)) {
        Relation::Beside
    } else {
        Relation::Apart
    }
}

/// The codes under which the records lie that a role may read for an area.
#[must_use]
pub fn readable(
    (catalog, divisions): (&Catalog, &Divisions),
    role: &str,
    area: &Jurisdiction,
) -> Vec<RangeInclusive<u64>> {
    if catalog.may(role, Deed::Read, Relation::Below) {
        divisions.codes_of(area)
    } else if catalog.may(role, Deed::Read, Relation::Own) {
        let own = area.0.iter().map(|code| code.as_u64()..=code.as_u64());
        own.collect()
    } else {
        Vec::new()
    }
}

impl Room {
    /// Whether a role that answers for an area may do something in a division.
    #[must_use]
    pub fn may(&self, role: &str, area: &Jurisdiction, deed: Deed, code: DivisionCode) -> bool {
        let relation = relation(&self.divisions, area, code);
        self.catalog.may(role, deed, relation)
    }

    /// Whether whoever a grant was given to may do something in a bucket.
    #[must_use]
    pub fn lets(&self, terms: &Terms, deed: Deed, bucket: Bucket) -> bool {
        let named = terms.jurisdiction.iter();
        let area = named.filter_map(|bucket| DivisionCode::new(bucket.0).ok());
        let code = DivisionCode::new(bucket.0);
        code.is_ok_and(|code| self.may(&terms.role, &area.collect(), deed, code))
    }
}

impl Desk<'_> {
    /// Whether whoever sits here may do something in a division.
    #[must_use]
    pub fn may(&self, deed: Deed, code: DivisionCode) -> bool {
        let role = &self.seat.terms().role;
        self.room.may(role, &self.seat.area, deed, code)
    }

    /// Lets pass who may do something in the divisions they answer for.
    ///
    /// # Errors
    /// A role that may not.
    pub fn require(&self, deed: Deed) -> Result<(), Failure> {
        let role = &self.seat.terms().role;
        if self.room.catalog.may(role, deed, Relation::Own) {
            return Ok(());
        }
        let label = self.role()?.label.clone();
        Err(Failure::new(
            "not_allowed",
            format!("「{}」没有这项权限；需要时请联系管理员", label.zh),
            format!(
                "the role {} may not do this; ask the administrator",
                label.en
            ),
        ))
    }
}
