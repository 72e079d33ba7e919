//! Systems of coordinates in use in China, and the way from each of them to WGS-84.

use super::PointError;
use crate::text::{quoted, squeezed};
use serde::{Deserialize, Serialize};
use std::{fmt, str::FromStr};

/// A system of coordinates that phones and maps in China give.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub enum Crs {
    /// What satellite receivers give, and what we store.
    Wgs84,
    /// The national system of 2000 (天地图); equal to WGS-84 at our accuracy.
    Cgcs2000,
    /// The shifted system of 高德 and 腾讯 maps, 100 to 700 m off.
    Gcj02,
    /// The further shifted system of 百度 maps.
    Bd09,
}

impl Crs {
    const ALL: [Crs; 4] = [Crs::Wgs84, Crs::Cgcs2000, Crs::Gcj02, Crs::Bd09];

    /// The stable name: `WGS-84`, `CGCS2000`, `GCJ-02` or `BD-09`.
    pub fn name(self) -> &'static str {
        match self {
            Crs::Wgs84 => "WGS-84",
            Crs::Cgcs2000 => "CGCS2000",
            Crs::Gcj02 => "GCJ-02",
            Crs::Bd09 => "BD-09",
        }
    }

    /// WGS-84 longitude and latitude of a longitude and latitude in this system, in degrees.
    ///
    /// `None` where the system is not defined: a shifted one outside China's box.
    pub(crate) fn to_wgs84(self, lon: f64, lat: f64) -> Option<(f64, f64)> {
        match self {
            Crs::Wgs84 | Crs::Cgcs2000 => Some((lon, lat)),
            Crs::Gcj02 => unshift(coordtransform::wgs84_to_gcj02, lon, lat),
            Crs::Bd09 => unshift(coordtransform::wgs84_to_bd09, lon, lat),
        }
    }
}

/// Undoes a shift by looking for the point that the shift moves here.
///
/// The crate's own way back takes the shift at the shifted place, which is wrong by up to 3 m in
/// Xiangyang and 5 m in China. Correcting by what is still missing is right to a millimetre after
/// these rounds, because the shift hardly changes within a few metres.
fn unshift(shift: fn(f64, f64) -> (f64, f64), lon: f64, lat: f64) -> Option<(f64, f64)> {
    const ROUNDS: usize = 4;
    const GOOD_ENOUGH_DEGREES: f64 = 1e-7;
    let (mut x, mut y) = (lon, lat);
    for _ in 0..ROUNDS {
        let (shifted_lon, shifted_lat) = shift(x, y);
        x += lon - shifted_lon;
        y += lat - shifted_lat;
    }
    let (shifted_lon, shifted_lat) = shift(x, y);
    let miss = (lon - shifted_lon).abs().max((lat - shifted_lat).abs());
    // At the edge of the box the shift stops dead, so a point beside it may have no origin.
    (in_china(lon, lat) && in_china(x, y) && miss < GOOD_ENOUGH_DEGREES).then_some((x, y))
}

/// China's box, the same one inside which the shift is defined by coordtransform.
fn in_china(lon: f64, lat: f64) -> bool {
    lon > 72.004 && lon < 135.05 && lat > 3.86 && lat < 53.55
}

impl fmt::Display for Crs {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

impl FromStr for Crs {
    type Err = PointError;

    /// Reads the names in any case and width, with or without the hyphen.
    fn from_str(text: &str) -> Result<Crs, PointError> {
        let plain = |text: &str| squeezed(text).replace(['-', '_'], "");
        let named = Crs::ALL.iter().find(|crs| plain(crs.name()) == plain(text));
        named
            .copied()
            .ok_or_else(|| PointError::UnknownCrs { text: quoted(text) })
    }
}

impl TryFrom<String> for Crs {
    type Error = PointError;

    fn try_from(text: String) -> Result<Crs, PointError> {
        text.parse()
    }
}

impl From<Crs> for String {
    fn from(crs: Crs) -> String {
        crs.name().to_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use geo::{Distance, Haversine};
    use proptest::prelude::*;

    #[test]
    fn names_are_read_in_their_usual_spellings() {
        let table = [
            ("WGS-84", Crs::Wgs84),
            ("wgs84", Crs::Wgs84),
            ("ＷＧＳ８４", Crs::Wgs84),
            ("cgcs 2000", Crs::Cgcs2000),
            ("gcj_02", Crs::Gcj02),
            ("BD09", Crs::Bd09),
        ];
        for (text, crs) in table {
            assert_eq!(text.parse(), Ok(crs));
            assert_eq!(crs.name().parse(), Ok(crs));
        }
        let error = "bd09mc".parse::<Crs>().unwrap_err();
        assert!(
            error
                .to_string()
                .contains("`bd09mc` is not a coordinate system")
        );
        assert!("".parse::<Crs>().is_err());
    }

    #[test]
    fn our_box_is_where_the_shift_begins() {
        let edges = [
            (72.004, 31.0),
            (135.05, 31.0),
            (111.0, 3.86),
            (111.0, 53.55),
        ];
        for (lon, lat) in edges {
            for (dx, dy) in [(0.001, 0.0), (-0.001, 0.0), (0.0, 0.001), (0.0, -0.001)] {
                let (x, y) = (lon + dx, lat + dy);
                let shifted = coordtransform::wgs84_to_gcj02(x, y) != (x, y);
                assert_eq!(in_china(x, y), shifted, "{x} {y}");
            }
        }
    }

    /// Metres between a place and where it comes back from a shifted system.
    fn error_m(crs: Crs, lon: f64, lat: f64) -> Option<f64> {
        let (x, y) = match crs {
            Crs::Gcj02 => coordtransform::wgs84_to_gcj02(lon, lat),
            _ => coordtransform::wgs84_to_bd09(lon, lat),
        };
        let (x, y) = crs.to_wgs84(x, y)?;
        Some(Haversine.distance(geo::Point::new(lon, lat), geo::Point::new(x, y)))
    }

    proptest! {
        #[test]
        fn xiangyang_comes_back_within_a_metre(lon in 110.7..113.2f64, lat in 31.2..32.7f64) {
            for crs in [Crs::Gcj02, Crs::Bd09] {
                prop_assert!(error_m(crs, lon, lat).unwrap() < 0.01);
            }
        }

        #[test]
        fn china_comes_back_within_a_metre(lon in 72.1..134.9f64, lat in 3.9..53.5f64) {
            for crs in [Crs::Gcj02, Crs::Bd09] {
                prop_assert!(error_m(crs, lon, lat).unwrap() < 0.01);
            }
        }

        #[test]
        fn outside_the_box_a_shifted_system_is_refused(lon in -180.0..72.0f64, lat in -90.0..90.0f64) {
            prop_assert_eq!(Crs::Gcj02.to_wgs84(lon, lat), None);
            prop_assert_eq!(Crs::Bd09.to_wgs84(lon, lat), None);
            prop_assert_eq!(Crs::Wgs84.to_wgs84(lon, lat), Some((lon, lat)));
        }
    }
}
