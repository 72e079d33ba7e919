//! The outline of a division, as a map draws it.

use crate::Crs;
use geo::{Coord, LineString, MultiPolygon, Polygon, Simplify, Validation};
use std::fmt;

/// Longitude and latitude in degrees, as GeoJSON writes them.
pub type LonLat = [f64; 2];

/// Polygons of rings, the first ring of each the outer one, as GeoJSON's `MultiPolygon`.
pub type Rings = Vec<Vec<Vec<LonLat>>>;

/// How far a drawn line may be from the one it was made of, in degrees: some 20 m, less than a
/// line's width on a map of a township.
const TOLERANCE: f64 = 0.000_2;

/// Why rings are no outline.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum OutlineError {
    /// There is no ring.
    Empty,
    /// A number that is no longitude or latitude, `longitude, latitude` as it was read.
    NotDegrees(String),
    /// A ring with fewer than four positions, or whose last is not its first.
    Open,
    /// Rings that cross themselves or one another; what the geometry library says of them.
    Crossed(String),
}

impl OutlineError {
    /// The sentence in Chinese.
    #[must_use]
    pub fn zh(&self) -> String {
        match self {
            OutlineError::Empty => "没有边界坐标；请重新导出该区划".to_owned(),
            OutlineError::NotDegrees(at) => format!("坐标 {at} 不是经纬度；请按经纬度（度）导出"),
            OutlineError::Open => {
                "边界环不足四点或首尾不相接；请在制图软件中闭合后重新导出".to_owned()
            }
            OutlineError::Crossed(why) => {
                format!("边界自相交（{why}）；请在制图软件中修复几何后重新导出")
            }
        }
    }
}

impl fmt::Display for OutlineError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            OutlineError::Empty => f.write_str("there are no positions; export the division again"),
            OutlineError::NotDegrees(at) => {
                write!(f, "{at} is no longitude and latitude; export in degrees")
            }
            OutlineError::Open => f.write_str(
                "a ring has fewer than four positions or does not end where it begins; close it in the map program and export again",
            ),
            OutlineError::Crossed(why) => write!(
                f,
                "the outline crosses itself ({why}); repair the geometry in the map program and export again"
            ),
        }
    }
}

impl std::error::Error for OutlineError {}

/// The outline as it is kept: in WGS-84, with no more corners than a map needs.
///
/// Neighbours are simplified each by itself, so lines they share may part by the tolerance.
///
/// # Errors
/// Rings that are no outline.
pub fn outline(rings: &Rings, crs: Crs) -> Result<Rings, OutlineError> {
    if rings.iter().all(Vec::is_empty) || rings.iter().flatten().any(Vec::is_empty) {
        return Err(OutlineError::Empty);
    }
    let polygon = |rings: &Vec<Vec<LonLat>>| {
        let mut lines = rings.iter().map(|ring| line(ring, crs));
        let outer = lines.next().ok_or(OutlineError::Empty)??;
        Ok(Polygon::new(outer, lines.collect::<Result<_, _>>()?))
    };
    let polygons: Vec<Polygon> = rings.iter().map(polygon).collect::<Result<_, _>>()?;
    let whole = MultiPolygon(polygons);
    whole
        .check_validation()
        .map_err(|error| OutlineError::Crossed(error.to_string()))?;
    Ok(whole.0.iter().map(drawn).collect())
}

fn line(ring: &[LonLat], crs: Crs) -> Result<LineString, OutlineError> {
    if ring.len() < 4 || ring.first() != ring.last() {
        return Err(OutlineError::Open);
    }
    let place = |&[lon, lat]: &LonLat| {
        let known = lon.abs() <= 180.0 && lat.abs() <= 90.0;
        let moved = if known { crs.to_wgs84(lon, lat) } else { None };
        let (x, y) = moved.ok_or_else(|| OutlineError::NotDegrees(format!("{lon}, {lat}")))?;
        Ok(Coord { x, y })
    };
    Ok(LineString(
        ring.iter().map(place).collect::<Result<_, _>>()?,
    ))
}

fn drawn(polygon: &Polygon) -> Vec<Vec<LonLat>> {
    let rings = std::iter::once(polygon.exterior()).chain(polygon.interiors());
    rings
        .map(|ring| {
            let simple = ring.simplify(TOLERANCE);
            // A ring that is smaller than the tolerance stays what it is.
            let kept = if simple.0.len() < 4 { ring } else { &simple };
            kept.coords()
                .map(|at| [rounded(at.x), rounded(at.y)])
                .collect()
        })
        .collect()
}

/// Six decimals, a tenth of a metre.
fn rounded(degrees: f64) -> f64 {
    (degrees * 1e6).round() / 1e6
}

#[cfg(test)]
mod tests {
    use super::*;

    fn square() -> Vec<LonLat> {
        vec![
            [111.0, 32.0],
            [112.0, 32.0],
            [112.0, 33.0],
            [111.0, 33.0],
            [111.0, 32.0],
        ]
    }

    #[test]
    fn corners_nobody_sees_are_left_out_and_the_others_stay() {
        let mut ring = square();
        ring.insert(1, [111.5, 32.000_1]);
        ring.insert(1, [111.25, 32.01]);
        let kept = outline(&vec![vec![ring]], Crs::Wgs84).unwrap();
        let mut expected = square();
        expected.insert(1, [111.25, 32.01]);
        expected.insert(2, [111.5, 32.000_1]);
        assert_eq!(kept[0][0], expected);
        let mut ring = square();
        ring.insert(1, [111.5, 32.000_1]);
        assert_eq!(
            outline(&vec![vec![ring]], Crs::Wgs84).unwrap(),
            [[square()]]
        );
    }

    #[test]
    fn a_small_island_stays() {
        let small = vec![
            [111.0, 32.0],
            [111.0001, 32.0],
            [111.0001, 32.0001],
            [111.0, 32.0],
        ];
        let kept = outline(&vec![vec![small.clone()]], Crs::Wgs84).unwrap();
        assert_eq!(kept, [[small]]);
    }

    #[test]
    fn what_is_no_outline_is_refused_with_its_reason() {
        let mut open = square();
        open.pop();
        let bow = vec![
            [111.0, 32.0],
            [112.0, 33.0],
            [112.0, 32.0],
            [111.0, 33.0],
            [111.0, 32.0],
        ];
        let mut metres = square();
        metres[1] = [3_558_000.0, 482_000.0];
        let cases: [(Rings, &str); 5] = [
            (Vec::new(), "no positions"),
            (vec![Vec::new()], "no positions"),
            (vec![vec![open]], "begins"),
            (vec![vec![metres]], "3558000, 482000"),
            (vec![vec![bow]], "crosses itself"),
        ];
        for (rings, why) in cases {
            let said = outline(&rings, Crs::Wgs84).unwrap_err();
            assert!(said.to_string().contains(why), "{said}");
            assert!(!said.zh().is_empty());
        }
    }

    #[test]
    fn a_shifted_outline_is_put_right() {
        let kept = outline(&vec![vec![square()]], Crs::Gcj02).unwrap();
        let [lon, lat] = kept[0][0][0];
        // The shift at a corner is some hundred metres to the east and south.
        assert!((0.003..0.008).contains(&(111.0 - lon)), "{lon}");
        assert!((0.000_5..0.006).contains(&(lat - 32.0).abs()), "{lat}");
    }
}
