//! Coordinates: read once, converted once to WGS-84, compared as whole numbers.

mod crs;
mod error;
mod located;

pub use crs::Crs;
pub use error::PointError;
pub use located::Located;

use geo::{Distance, Haversine};
use serde::{Deserialize, Serialize};
use std::fmt;

/// A place on the earth in WGS-84, in millionths of a degree (0.11 m of latitude).
///
/// Whole numbers, so that equal places are equal, sort and hash alike everywhere. Latitude is
/// always within ±90° and longitude within ±180°.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "Degrees", into = "Degrees")]
pub struct Point {
    lat_e6: i32,
    lon_e6: i32,
}

/// The serde form of a point, before its range is checked.
#[derive(Serialize, Deserialize)]
struct Degrees {
    lat_e6: i32,
    lon_e6: i32,
}

impl Point {
    /// The point at this latitude and longitude in millionths of a degree, WGS-84.
    ///
    /// # Errors
    /// [`PointError::OutOfRange`] beyond ±90° of latitude or ±180° of longitude.
    pub fn new(lat_e6: i32, lon_e6: i32) -> Result<Point, PointError> {
        let fine = (-90_000_000..=90_000_000).contains(&lat_e6)
            && (-180_000_000..=180_000_000).contains(&lon_e6);
        if fine {
            Ok(Point { lat_e6, lon_e6 })
        } else {
            Err(PointError::OutOfRange {
                text: degrees_text(lat_e6, lon_e6),
            })
        }
    }

    /// Latitude in millionths of a degree, north positive.
    pub fn lat_e6(self) -> i32 {
        self.lat_e6
    }

    /// Longitude in millionths of a degree, east positive.
    pub fn lon_e6(self) -> i32 {
        self.lon_e6
    }

    /// Latitude in degrees.
    pub fn lat(self) -> f64 {
        f64::from(self.lat_e6) / 1e6
    }

    /// Longitude in degrees.
    pub fn lon(self) -> f64 {
        f64::from(self.lon_e6) / 1e6
    }
}

impl fmt::Display for Point {
    /// Latitude first, six decimals: `31.712300,111.650000`, as [`Located::parse`] reads it.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&degrees_text(self.lat_e6, self.lon_e6))
    }
}

impl TryFrom<Degrees> for Point {
    type Error = PointError;

    fn try_from(raw: Degrees) -> Result<Point, PointError> {
        Point::new(raw.lat_e6, raw.lon_e6)
    }
}

impl From<Point> for Degrees {
    fn from(point: Point) -> Degrees {
        let Point { lat_e6, lon_e6 } = point;
        Degrees { lat_e6, lon_e6 }
    }
}

/// Metres between two points along a great circle.
///
/// Computed on a sphere of the earth's mean radius. Compared with the ellipsoid it is off by at
/// most 0.6 % of the distance: half a metre in a hundred, far less than a phone's position error.
pub fn distance_m(a: Point, b: Point) -> f64 {
    // The geo crate puts longitude first.
    let sphere = |p: Point| geo::Point::new(p.lon(), p.lat());
    Haversine.distance(sphere(a), sphere(b))
}

/// Latitude and longitude in millionths of a degree, written in degrees.
fn degrees_text(lat_e6: i32, lon_e6: i32) -> String {
    let one = |e6: i32| {
        let sign = if e6 < 0 { "-" } else { "" };
        let size = e6.unsigned_abs();
        format!("{sign}{}.{:06}", size / 1_000_000, size % 1_000_000)
    };
    format!("{},{}", one(lat_e6), one(lon_e6))
}

#[cfg(test)]
mod tests {
    use super::*;
    use geo::Geodesic;
    use proptest::prelude::*;
    use serde::de::value::{Error as ValueError, MapDeserializer};

    fn anywhere() -> impl Strategy<Value = Point> {
        (-90_000_000..=90_000_000i32, -180_000_000..=180_000_000i32)
            .prop_map(|(lat, lon)| Point::new(lat, lon).unwrap())
    }

    #[test]
    fn a_point_is_on_the_earth() {
        assert!(Point::new(90_000_000, -180_000_000).is_ok());
        assert!(Point::new(90_000_001, 0).is_err());
        assert!(Point::new(0, -180_000_001).is_err());
        assert_eq!(
            Point::new(-500_000, 7).unwrap().to_string(),
            "-0.500000,0.000007"
        );
    }

    #[test]
    fn serde_checks_the_range() {
        let read = |lat: i32| {
            let entries = [("lat_e6", lat), ("lon_e6", 111_650_000)].into_iter();
            Point::deserialize(MapDeserializer::<_, ValueError>::new(entries))
        };
        assert_eq!(
            read(31_712_300).unwrap().to_string(),
            "31.712300,111.650000"
        );
        assert!(read(91_000_000).is_err());
    }

    #[test]
    fn one_degree_of_latitude_is_about_111_km() {
        let at = |lat| Point::new(lat, 111_650_000).unwrap();
        let metres = distance_m(at(31_000_000), at(32_000_000));
        assert!((metres - 111_195.0).abs() < 1.0, "{metres}");
    }

    proptest! {
        #[test]
        fn distance_is_within_its_documented_accuracy(a in anywhere(), b in anywhere()) {
            let sphere = |p: Point| geo::Point::new(p.lon(), p.lat());
            let exact = Geodesic.distance(sphere(a), sphere(b));
            prop_assert!((distance_m(a, b) - exact).abs() <= exact * 0.006 + 0.001);
            prop_assert!((distance_m(a, b) - distance_m(b, a)).abs() < 0.001);
        }
    }
}
