//! A grid over the earth, so that an index can find what is near without comparing everything.

use super::Point;

/// The largest radius [`cells_around`] covers, in metres; a larger one is cut to this.
///
/// Two kilometres are about a thousand cells in Xiangyang; a search wider than that is a query
/// by division, not by distance.
pub const CELLS_RADIUS_MAX_M: f64 = 2_000.0;

/// Height and width of a cell in millionths of a degree: 150 m north-south everywhere, and
/// 127 m east-west in Xiangyang.
const SIDE_E6: i32 = 1_350;

/// Beyond this latitude a row is one single cell, because cells would become needles there.
const POLAR_LAT_E6: i32 = 85_000_000;

/// Metres in a millionth of a degree of latitude, a little less than it is, so that what is
/// computed from it covers rather more than asked.
const METRES_PER_E6: f64 = 0.111;

/// The cell a point lies in: row from the south pole in the upper 32 bits, column eastwards from
/// 180° west in the lower.
///
/// As a big-endian key it sorts row by row, so neighbours to the east are neighbours in the index.
pub fn cell(point: Point) -> u64 {
    let row = row_of(point.lat_e6());
    if is_polar(row) {
        return packed(row, 0);
    }
    packed(row, column_of(point.lon_e6()))
}

/// The cells that hold every point within `radius_m` metres of this one, in ascending order.
///
/// They hold points farther away too; [`crate::distance_m`] decides. The radius is cut to
/// [`CELLS_RADIUS_MAX_M`], and one that is negative or not a number counts as zero.
pub fn cells_around(point: Point, radius_m: f64) -> Vec<u64> {
    let radius_m = radius_m.clamp(0.0, CELLS_RADIUS_MAX_M);
    // What is not a number becomes zero here.
    let reach = (radius_m / METRES_PER_E6).ceil() as i32 + 1;
    let (lat, lon) = (point.lat_e6(), point.lon_e6());
    let south = (lat - reach).max(-90_000_000);
    let north = (lat + reach).min(90_000_000);
    // Degrees of longitude are shortest at the edge nearest to a pole.
    let edge_e6 = south.abs().max(north.abs()).min(POLAR_LAT_E6);
    let shrink = (f64::from(edge_e6) / 1e6).to_radians().cos();
    let reach_east = (f64::from(reach) / shrink).ceil() as i32;
    let columns = columns_between(lon - reach_east, lon + reach_east);
    let mut cells = Vec::new();
    for row in row_of(south)..=row_of(north) {
        if is_polar(row) {
            cells.push(packed(row, 0));
        } else {
            cells.extend(columns.iter().map(|column| packed(row, *column)));
        }
    }
    cells
}

/// The columns between two longitudes in ascending order; beyond 180° they go on at the other side.
fn columns_between(west: i32, east: i32) -> Vec<u32> {
    const HALF: i32 = 180_000_000;
    let plain = |from: i32, to: i32| column_of(from)..=column_of(to);
    if west < -HALF {
        plain(-HALF, east)
            .chain(plain(west + 2 * HALF, HALF))
            .collect()
    } else if east > HALF {
        plain(-HALF, east - 2 * HALF)
            .chain(plain(west, HALF))
            .collect()
    } else {
        plain(west, east).collect()
    }
}

fn row_of(lat_e6: i32) -> u32 {
    ((lat_e6 + 90_000_000) / SIDE_E6).unsigned_abs()
}

fn column_of(lon_e6: i32) -> u32 {
    ((lon_e6 + 180_000_000) / SIDE_E6).unsigned_abs()
}

/// Whether any part of the row lies beyond the polar latitude; decided by the row alone, so that
/// all points of one row agree.
fn is_polar(row: u32) -> bool {
    row <= row_of(-POLAR_LAT_E6) || row >= row_of(POLAR_LAT_E6)
}

fn packed(row: u32, column: u32) -> u64 {
    u64::from(row) << 32 | u64::from(column)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::point::distance_m;
    use geo::{Destination, Haversine};
    use proptest::prelude::*;

    fn point(lat_e6: i32, lon_e6: i32) -> Point {
        Point::new(lat_e6, lon_e6).unwrap()
    }

    /// The point this far away in this direction, as a stored point.
    fn away(from: Point, bearing: f64, metres: f64) -> Point {
        let start = geo::Point::new(from.lon(), from.lat());
        let end = Haversine.destination(start, bearing, metres);
        let e6 = |degrees: f64| (degrees * 1e6).round() as i32;
        point(e6(end.y()), e6(end.x()))
    }

    fn covers(centre: Point, other: Point, radius_m: f64) -> bool {
        distance_m(centre, other) > radius_m
            || cells_around(centre, radius_m).contains(&cell(other))
    }

    #[test]
    fn a_cell_is_about_150_metres_high_and_keys_sort_row_by_row() {
        let base = point(31_700_250, 111_650_400);
        assert_eq!(cell(base), cell(point(31_700_251, 111_650_401)));
        assert!(cell(base) < cell(point(31_700_250, 111_652_000)));
        assert!(cell(point(31_700_250, 179_000_000)) < cell(point(31_702_000, -179_000_000)));
        assert_eq!(cell(point(-90_000_000, 0)), 0);
    }

    #[test]
    fn a_search_looks_at_few_cells() {
        let centre = point(31_700_000, 111_650_000);
        assert!(cells_around(centre, 0.0).len() <= 4);
        assert!(cells_around(centre, 100.0).len() <= 9);
        let widest = cells_around(centre, CELLS_RADIUS_MAX_M);
        assert!((800..1_100).contains(&widest.len()), "{}", widest.len());
        assert_eq!(cells_around(centre, f64::INFINITY), widest);
        assert_eq!(cells_around(centre, f64::NAN), cells_around(centre, 0.0));
        assert_eq!(cells_around(centre, -5.0), cells_around(centre, 0.0));
    }

    #[test]
    fn the_search_goes_round_the_date_line_and_the_poles() {
        let west = point(10_000_000, -179_999_900);
        let east = point(10_000_000, 179_999_900);
        assert!(covers(west, east, 100.0) && covers(east, west, 100.0));
        let pole = point(89_999_000, 10_000_000);
        assert!(covers(pole, point(89_999_000, -170_000_000), 300.0));
        assert!(cells_around(pole, 2_000.0).len() < 100);
    }

    proptest! {
        #[test]
        fn everything_within_the_radius_lies_in_the_cells(
            lat in 3_000_000..54_000_000i32, lon in 72_000_000..136_000_000i32,
            radius in 0.0..=2_000.0f64, share in 0.0..=1.0f64, bearing in 0.0..360.0f64,
        ) {
            let centre = point(lat, lon);
            let other = away(centre, bearing, radius * share);
            prop_assert!(covers(centre, other, radius));
        }

        #[test]
        fn that_holds_all_over_the_earth(
            lat in prop_oneof![-90_000_000..=90_000_000i32, 84_970_000..85_030_000i32],
            lon in prop_oneof![-180_000_000..=180_000_000i32, 179_990_000..=180_000_000i32],
            radius in 0.0..=2_000.0f64, bearing in 0.0..360.0f64,
        ) {
            let centre = point(lat, lon);
            prop_assert!(covers(centre, away(centre, bearing, radius), radius));
        }

        #[test]
        fn cells_come_sorted_without_repeats(
            lat in -90_000_000..=90_000_000i32, lon in -180_000_000..=180_000_000i32,
            radius in 0.0..=500.0f64,
        ) {
            prop_assert!(cells_around(point(lat, lon), radius).is_sorted_by(|a, b| a < b));
        }
    }
}
