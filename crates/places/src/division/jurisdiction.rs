//! What a police unit answers for.

use super::DivisionCode;
use serde::{Deserialize, Serialize};
use std::{collections::BTreeSet, ops::RangeInclusive};

/// The divisions a unit answers for, each with everything below it.
///
/// A police unit is not a division: a station may answer for one township and three villages of
/// the next, and a development zone's brigade for towns inside a county of another. So it is a
/// set, and two units' sets may overlap.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Jurisdiction(pub BTreeSet<DivisionCode>);

impl Jurisdiction {
    /// Whether the unit answers for this division: it, or one above it, is in the set.
    pub fn covers(&self, code: DivisionCode) -> bool {
        code.upwards().any(|above| self.0.contains(&above))
    }

    /// The same jurisdiction without the divisions that lie inside others of it.
    #[must_use]
    pub fn normalised(&self) -> Jurisdiction {
        let inside_another =
            |code: DivisionCode| code.upwards().skip(1).any(|c| self.0.contains(&c));
        let kept = self.0.iter().copied().filter(|code| !inside_another(*code));
        Jurisdiction(kept.collect())
    }

    /// The numbers of all divisions covered, as ranges in order that do not overlap.
    pub fn ranges(&self) -> Vec<RangeInclusive<u64>> {
        self.normalised()
            .0
            .iter()
            .map(|code| code.range())
            .collect()
    }
}

impl FromIterator<DivisionCode> for Jurisdiction {
    fn from_iter<I: IntoIterator<Item = DivisionCode>>(codes: I) -> Jurisdiction {
        Jurisdiction(codes.into_iter().collect())
    }
}

/// A police unit: a station, a county brigade, a city brigade.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Unit {
    /// The division it is named by; it need not answer for all of it.
    pub code: DivisionCode,
    /// Its name, such as 盛康派出所.
    pub name: String,
    /// What it answers for.
    pub jurisdiction: Jurisdiction,
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use serde::de::value::{Error as ValueError, SeqDeserializer};

    fn set(codes: &[&str]) -> Jurisdiction {
        codes.iter().map(|c| c.parse().unwrap()).collect()
    }

    fn any_code() -> impl Strategy<Value = DivisionCode> {
        (0..3u64, 0..3u64, 0..3u64).prop_map(|(county, town, village)| {
            DivisionCode::new(420_600_000_000 + county * 1_000_000 + town * 1_000 + village)
                .unwrap()
        })
    }

    #[test]
    fn a_station_answers_for_a_town_and_a_village_of_the_next() {
        let station = set(&["420625102", "420625103201"]);
        let covered = |code: &str| station.covers(code.parse().unwrap());
        assert!(covered("420625102") && covered("420625102205") && covered("420625103201"));
        assert!(!covered("420625103") && !covered("420625103202") && !covered("420625"));
        assert!(!Jurisdiction::default().covers("4206".parse().unwrap()));
    }

    #[test]
    fn normalising_drops_what_lies_inside() {
        let both = set(&["420625", "420625102", "420625102205", "420626101"]);
        assert_eq!(both.normalised(), set(&["420625", "420626101"]));
        assert_eq!(
            both.ranges(),
            [
                420_625_000_000..=420_625_999_999,
                420_626_101_000..=420_626_101_999
            ]
        );
    }

    #[test]
    fn serde_form_is_a_list_of_codes() {
        let list = ["420625000000", "420626"].map(str::to_owned).into_iter();
        let input = SeqDeserializer::<_, ValueError>::new(list);
        let read = Jurisdiction::deserialize(input).unwrap();
        assert_eq!(read, set(&["420625", "420626"]));
    }

    proptest! {
        #[test]
        fn covering_normalising_and_ranges_agree(
            codes in prop::collection::btree_set(any_code(), 0..6),
            probe in any_code(),
        ) {
            let all = Jurisdiction(codes);
            let covered = all.0.iter().any(|code| code.contains(probe));
            prop_assert_eq!(all.covers(probe), covered);
            prop_assert_eq!(all.normalised().covers(probe), covered);
            let ranges = all.ranges();
            prop_assert_eq!(ranges.iter().any(|r| r.contains(&probe.as_u64())), covered);
            prop_assert!(ranges.is_sorted_by(|a, b| a.end() < b.start()));
            prop_assert_eq!(all.normalised().normalised(), all.normalised());
        }
    }
}
