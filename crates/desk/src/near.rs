//! What may be the same thing, recorded twice.

use std::collections::BTreeSet;

use forms::{Complaint, Summary, Text};
use merge::RecordId;
use places::{Limits, Point, Spot};
use store::Listed;

use crate::failure::Failure;
use crate::room::Desk;

/// How far from a new hazard others of its kind are looked for, in millionths of a degree of
/// latitude and longitude: more than 100 m anywhere in the country.
const NEARBY_E6: i32 = 2_000;

/// A record that may be about the same thing as another.
#[derive(Debug, Clone)]
pub struct Near {
    /// The record.
    pub listed: Listed,
    /// How far away, in metres.
    pub metres: i32,
}

impl Near {
    /// A hint for the person who wrote the other one.
    #[must_use]
    pub fn hint(&self) -> Complaint {
        let (other, metres) = (self.listed.id, self.metres);
        Complaint {
            field: None,
            code: "near_duplicate",
            text: Text::new(
                format!(
                    "附近 {metres} 米处已有同类记录 {other}；如属同一处，请作废本条或请县级并案"
                ),
                format!(
                    "record {other} of the same kind is {metres} m away; if it is the same place, void this one or ask the county to merge them"
                ),
            ),
        }
    }
}

impl Desk<'_> {
    /// The records in the seat's area that may be about the same thing as this one.
    ///
    /// # Errors
    /// An index that fails.
    pub fn near(&self, id: RecordId, summary: &Summary) -> Result<Vec<Near>, Failure> {
        let Some(place) = &summary.spot else {
            return Ok(Vec::new());
        };
        let spot = as_spot(id, summary);
        let store = &self.room.store;
        let mut around: Vec<Listed> = Vec::new();
        if let Some(road) = &spot.road {
            around.extend(store.on_road(road)?);
        }
        if let Some((lat, lon)) = place.point {
            around.extend(store.in_rectangle(
                (lat - NEARBY_E6, lon - NEARBY_E6),
                (lat + NEARBY_E6, lon + NEARBY_E6),
            )?);
        }
        let mut known = BTreeSet::from([id]);
        around.retain(|listed| {
            let other = &listed.summary;
            other.kind == summary.kind && self.sees(other.bucket) && known.insert(listed.id)
        });
        let candidates: Vec<Spot> = around
            .iter()
            .map(|listed| as_spot(listed.id, &listed.summary))
            .collect();
        let found = places::near_duplicates(&spot, &candidates, &Limits::default());
        let near = found.into_iter().filter_map(|(other, nearness)| {
            let listed = around.iter().find(|listed| listed.id.0 == other)?;
            Some(Near {
                listed: listed.clone(),
                metres: nearness.metres(),
            })
        });
        Ok(near.collect())
    }
}

fn as_spot(id: RecordId, summary: &Summary) -> Spot {
    let spot = summary.spot.clone().unwrap_or_default();
    Spot {
        id: id.0,
        road: spot.road,
        stake_m: spot.stake,
        point: spot.point.and_then(|(lat, lon)| Point::new(lat, lon).ok()),
        kinds: spot.kinds.into_iter().collect(),
    }
}
