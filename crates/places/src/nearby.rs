//! Near-duplicates: has somebody already reported this hazard under other words?

use crate::point::{Point, distance_m};
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

/// What is compared of a record: which road, where on it, where on the earth, what kind.
///
/// All but the id may be missing; two spots are compared by what both have.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Spot {
    /// The record's id.
    pub id: [u8; 16],
    /// A key under which the same road is always the same text: [`crate::RoadCode::qualified`],
    /// or [`crate::normalise_road_name`] for a road without a code.
    pub road: Option<String>,
    /// First and last metre along the road, equal for a point.
    pub stake_m: Option<(i32, i32)>,
    /// Where it is on the earth.
    pub point: Option<Point>,
    /// The kinds of hazard found, by their codes.
    pub kinds: BTreeSet<String>,
}

/// How near is near. The values of `default()` are starting values; each county sets its own.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Limits {
    /// Metres between two stakes of one road, 100 by default (domain rule: same road ± 100 m).
    pub stake_m: i32,
    /// Metres between two points, 100 by default.
    pub distance_m: f64,
}

impl Default for Limits {
    fn default() -> Limits {
        Limits {
            stake_m: 100,
            distance_m: 100.0,
        }
    }
}

/// Why two spots may be the same place. A hint for a person, never a decision.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Nearness {
    /// On the same road, this many metres apart by their stakes; 0 when they overlap.
    SameRoad {
        /// Metres between the nearer ends.
        metres: i32,
    },
    /// This many metres apart by their coordinates.
    ByDistance {
        /// Metres, rounded.
        metres: i32,
    },
}

impl Nearness {
    /// How many metres apart they are.
    pub fn metres(self) -> i32 {
        match self {
            Nearness::SameRoad { metres } | Nearness::ByDistance { metres } => metres,
        }
    }
}

/// Whether two spots may be the same hazard.
///
/// They share a kind, or one of them names none; and they are within the limits on the same road
/// by stakes, or else by coordinates. Which records to compare (the same kind of record, the last
/// twelve months) is the caller's choice.
pub fn near(a: &Spot, b: &Spot, limits: &Limits) -> Option<Nearness> {
    let kinds_differ = a.kinds.is_disjoint(&b.kinds);
    if kinds_differ && !a.kinds.is_empty() && !b.kinds.is_empty() {
        return None;
    }
    near_on_road(a, b, limits).or_else(|| near_by_distance(a, b, limits))
}

/// The candidates that may be the same hazard as the new one, the nearest first.
///
/// The new one itself, should it be among them, is left out.
pub fn near_duplicates(
    new: &Spot,
    candidates: &[Spot],
    limits: &Limits,
) -> Vec<([u8; 16], Nearness)> {
    let others = candidates.iter().filter(|spot| spot.id != new.id);
    let mut found: Vec<_> = others
        .filter_map(|spot| Some((spot.id, near(new, spot, limits)?)))
        .collect();
    found.sort_by_key(|(id, nearness)| (nearness.metres(), *id));
    found
}

fn near_on_road(a: &Spot, b: &Spot, limits: &Limits) -> Option<Nearness> {
    let road = a.road.as_deref().filter(|road| !road.is_empty())?;
    if b.road.as_deref() != Some(road) {
        return None;
    }
    let metres = gap(a.stake_m?, b.stake_m?);
    (metres <= limits.stake_m).then_some(Nearness::SameRoad { metres })
}

fn near_by_distance(a: &Spot, b: &Spot, limits: &Limits) -> Option<Nearness> {
    let metres = distance_m(a.point?, b.point?);
    (metres <= limits.distance_m).then_some(Nearness::ByDistance {
        metres: metres.round() as i32,
    })
}

/// Metres between two stretches of road, whichever way round each is written.
fn gap(a: (i32, i32), b: (i32, i32)) -> i32 {
    let (a_first, a_last) = (a.0.min(a.1), a.0.max(a.1));
    let (b_first, b_last) = (b.0.min(b.1), b.0.max(b.1));
    let between = b_first
        .saturating_sub(a_last)
        .max(a_first.saturating_sub(b_last));
    between.max(0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn spot(id: u8, road: &str, stake_m: Option<(i32, i32)>, kinds: &[&str]) -> Spot {
        Spot {
            id: [id; 16],
            road: (!road.is_empty()).then(|| road.to_owned()),
            stake_m,
            point: None,
            kinds: kinds.iter().map(|kind| (*kind).to_owned()).collect(),
        }
    }

    fn at(mut spot: Spot, lat_e6: i32) -> Spot {
        spot.point = Some(Point::new(lat_e6, 111_650_000).unwrap());
        spot
    }

    fn judged(a: &Spot, b: &Spot) -> Option<Nearness> {
        near(a, b, &Limits::default())
    }

    #[test]
    fn the_same_road_is_compared_by_stakes() {
        let here = spot(1, "Y014420625", Some((12_300, 12_300)), &["sharp_curve"]);
        let table = [
            ("Y014420625", (12_400, 12_400), Some(100)),
            ("Y014420625", (12_401, 12_401), None),
            ("Y014420625", (12_200, 12_200), Some(100)),
            ("Y014420625", (12_000, 13_000), Some(0)),
            ("Y014420625", (12_250, 12_000), Some(50)),
            ("Y014420626", (12_300, 12_300), None),
        ];
        for (road, stakes, expected) in table {
            let there = spot(2, road, Some(stakes), &["sharp_curve", "poor_sight"]);
            let expected = expected.map(|metres| Nearness::SameRoad { metres });
            assert_eq!(judged(&here, &there), expected, "{road} {stakes:?}");
        }
        let nameless = spot(3, "", Some((12_300, 12_300)), &[]);
        assert_eq!(
            judged(&nameless, &nameless),
            None,
            "no road is not the same road"
        );
    }

    #[test]
    fn other_spots_are_compared_by_coordinates() {
        let here = at(spot(1, "", None, &[]), 31_700_000);
        let near_by = at(spot(2, "Y014420625", Some((5, 5)), &[]), 31_700_890);
        let too_far = at(spot(3, "", None, &[]), 31_700_910);
        assert_eq!(
            judged(&here, &near_by),
            Some(Nearness::ByDistance { metres: 99 })
        );
        assert_eq!(judged(&here, &too_far), None);
        // Wrong stakes on the same road do not hide that the phones stood side by side.
        let stakes_apart = at(spot(4, "Y014420625", Some((9_000, 9_000)), &[]), 31_700_890);
        assert_eq!(
            judged(&near_by, &stakes_apart),
            Some(Nearness::ByDistance { metres: 0 })
        );
    }

    #[test]
    fn kinds_must_meet_unless_one_side_has_none() {
        let of = |kinds: &[&str]| spot(1, "Y014420625", Some((0, 0)), kinds);
        assert_eq!(judged(&of(&["water"]), &of(&["school"])), None);
        assert!(judged(&of(&["water", "cliff"]), &of(&["school", "cliff"])).is_some());
        assert!(judged(&of(&[]), &of(&["school"])).is_some());
        assert!(judged(&of(&["school"]), &of(&[])).is_some());
    }

    #[test]
    fn limits_are_the_callers() {
        let a = at(spot(1, "X1", Some((0, 0)), &[]), 31_700_000);
        let b = at(spot(2, "X1", Some((500, 500)), &[]), 31_702_000);
        let wide = Limits {
            stake_m: 500,
            distance_m: 0.0,
        };
        assert_eq!(
            near(&a, &b, &wide),
            Some(Nearness::SameRoad { metres: 500 })
        );
        let far = Limits {
            stake_m: 0,
            distance_m: 300.0,
        };
        assert_eq!(
            near(&a, &b, &far),
            Some(Nearness::ByDistance { metres: 222 })
        );
    }

    #[test]
    fn duplicates_come_nearest_first_and_without_itself() {
        let new = spot(1, "X1", Some((1_000, 1_000)), &[]);
        let candidates = [(2, 1_080), (1, 1_000), (4, 990), (3, 1_010), (5, 2_000)]
            .map(|(id, metre)| spot(id, "X1", Some((metre, metre)), &[]));
        let found = near_duplicates(&new, &candidates, &Limits::default());
        let ids: Vec<(u8, i32)> = found.iter().map(|(id, n)| (id[0], n.metres())).collect();
        assert_eq!(ids, [(3, 10), (4, 10), (2, 80)]);
    }

    proptest! {
        #[test]
        fn nearness_is_symmetric_and_total(
            a in any::<(i32, i32)>(), b in any::<(i32, i32)>(),
            x in 31_700_000..31_703_000i32, y in 31_700_000..31_703_000i32,
        ) {
            let a = at(spot(1, "X1", Some(a), &[]), x);
            let b = at(spot(2, "X1", Some(b), &[]), y);
            prop_assert_eq!(judged(&a, &b), judged(&b, &a));
            prop_assert_eq!(judged(&a, &a), Some(Nearness::SameRoad { metres: 0 }));
        }
    }
}
