//! A point together with what was typed, when that was in another system.

use super::{Crs, Point, PointError, degrees_text};
use crate::text::{half_width, quoted};
use serde::{Deserialize, Serialize};

/// A place as entered: the WGS-84 point, and the original when it was in another system.
///
/// Converting happens here, once, at input. Keeping the original means that a better conversion,
/// or a wrong guess about the system, can still be repaired later.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Located {
    /// The place in WGS-84.
    pub point: Point,
    /// System, latitude and longitude as entered, in millionths of a degree; `None` for WGS-84.
    pub original: Option<(Crs, i32, i32)>,
}

impl Located {
    /// Reads `31.7123,111.65`, latitude first, in decimal degrees.
    ///
    /// The system is WGS-84 unless it is named before or behind, as in `gcj02:31.7,111.6` or
    /// `31.7,111.6,gcj02`. Full-width characters and spaces are read too. More than six decimals
    /// are rounded.
    ///
    /// # Errors
    /// [`PointError`] for text that is no coordinate, an unknown system, a place not on the
    /// earth, longitude written before latitude (recognised for places in China), and a shifted
    /// system outside China's box.
    pub fn parse(original: &str) -> Result<Located, PointError> {
        let refused = || PointError::NotACoordinate {
            text: quoted(original),
        };
        let typed = half_width(original);
        let (before, numbers) = match typed.split_once(':') {
            Some((crs, numbers)) => (Some(crs), numbers),
            None => (None, typed.as_str()),
        };
        let parts: Vec<&str> = numbers.split(',').map(str::trim).collect();
        let (lat, lon, crs) = match (parts.as_slice(), before) {
            ([lat, lon], None) => (*lat, *lon, Crs::Wgs84),
            ([lat, lon], Some(crs)) => (*lat, *lon, crs.parse()?),
            ([lat, lon, crs], None) => (*lat, *lon, crs.parse()?),
            _ => return Err(refused()),
        };
        let lat_e6 = parse_e6(lat).ok_or_else(refused)?;
        let lon_e6 = parse_e6(lon).ok_or_else(refused)?;
        Located::new(crs, lat_e6, lon_e6)
    }

    /// The place at this latitude and longitude of a system, in millionths of a degree.
    ///
    /// # Errors
    /// As for [`Located::parse`], apart from those about text.
    pub fn new(crs: Crs, lat_e6: i32, lon_e6: i32) -> Result<Located, PointError> {
        let text = || degrees_text(lat_e6, lon_e6);
        if looks_swapped(lat_e6, lon_e6) {
            return Err(PointError::Swapped { text: text() });
        }
        let entered = Point::new(lat_e6, lon_e6)?;
        if matches!(crs, Crs::Wgs84 | Crs::Cgcs2000) {
            let original = (crs != Crs::Wgs84).then_some((crs, lat_e6, lon_e6));
            let point = entered;
            return Ok(Located { point, original });
        }
        let (lon, lat) = crs
            .to_wgs84(entered.lon(), entered.lat())
            .ok_or_else(|| PointError::OutsideChina { text: text(), crs })?;
        Ok(Located {
            point: Point::new(to_e6(lat), to_e6(lon))?,
            original: Some((crs, lat_e6, lon_e6)),
        })
    }
}

/// Whether the pair makes a place in China only when read the other way round.
///
/// China lies between 18 and 54 degrees north and 73 and 136 degrees east; a latitude above 72
/// is far in the Arctic, so no real entry is lost.
fn looks_swapped(lat_e6: i32, lon_e6: i32) -> bool {
    (72_000_000..=136_000_000).contains(&lat_e6) && (3_000_000..=54_000_000).contains(&lon_e6)
}

fn to_e6(degrees: f64) -> i32 {
    // At most 180 degrees, so the number always fits.
    (degrees * 1e6).round() as i32
}

/// A decimal number in millionths, rounded half away from zero; no exponent, no sign but minus
/// or plus, at most three digits before the point.
///
/// Read digit by digit, because a float would turn some typed numbers into their neighbours.
fn parse_e6(text: &str) -> Option<i32> {
    let (negative, size) = match text.strip_prefix('-') {
        Some(size) => (true, size),
        None => (false, text.strip_prefix('+').unwrap_or(text)),
    };
    let (whole, decimals) = size.split_once('.').unwrap_or((size, ""));
    let all_digits = |part: &str| part.bytes().all(|b| b.is_ascii_digit());
    let fine = (1..=3).contains(&whole.len()) && all_digits(whole) && all_digits(decimals);
    if !fine || size.ends_with('.') {
        return None;
    }
    let seven: i64 = format!("{decimals:0<7}").get(..7)?.parse().ok()?;
    let whole: i64 = whole.parse().ok()?;
    let e6 = (whole * 10_000_000 + seven + 5) / 10;
    i32::try_from(if negative { -e6 } else { e6 }).ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::point::distance_m;
    use proptest::prelude::*;

    #[test]
    fn latitude_comes_first_and_the_system_before_or_behind() {
        let plain = Located::parse("31.7123,111.65").unwrap();
        assert_eq!(plain.point, Point::new(31_712_300, 111_650_000).unwrap());
        assert_eq!(plain.original, None);
        for text in [
            "　３１．７１２３， １１１．６５　",
            "+31.7123,111.650000",
            "31.7123,111.65,wgs84",
        ] {
            assert_eq!(Located::parse(text), Ok(plain), "{text}");
        }
        let behind = Located::parse("31.7,111.6,gcj02").unwrap();
        assert_eq!(behind.original, Some((Crs::Gcj02, 31_700_000, 111_600_000)));
        assert_eq!(Located::parse("GCJ-02：31.7，111.6"), Ok(behind));
        let national = Located::parse("cgcs2000:31.7,111.6").unwrap();
        assert_eq!(national.point.to_string(), "31.700000,111.600000");
        assert_eq!(
            national.original,
            Some((Crs::Cgcs2000, 31_700_000, 111_600_000))
        );
    }

    /// The example of the conversion crate's documentation, a place in Beijing.
    #[test]
    fn a_shifted_point_lands_where_the_shift_came_from() {
        let beijing = Point::new(39_915_000, 116_404_000).unwrap();
        for text in ["39.916404,116.410244,gcj02", "bd09:39.9227,116.416627"] {
            let metres = distance_m(Located::parse(text).unwrap().point, beijing);
            assert!(metres < 0.2, "{text}: {metres} m");
        }
    }

    #[test]
    fn more_than_six_decimals_are_rounded() {
        let table = [
            ("31.7123454", 31_712_345),
            ("31.7123455", 31_712_346),
            ("-0.0000005", -1),
            ("0.00000049999", 0),
            ("179.9999999", 180_000_000),
            ("31", 31_000_000),
        ];
        for (text, e6) in table {
            assert_eq!(parse_e6(text), Some(e6), "{text}");
        }
    }

    #[test]
    fn what_is_no_place_is_refused_for_its_own_reason() {
        let no_coordinate = [
            "",
            "31.7",
            "31.7,",
            ",111.6",
            "31.7,111.6,gcj02,x",
            "nan,111",
            "1e1,111",
            "31.7.1,111",
            "31°42',111°39'",
            "31.,111",
            ".5,111",
            "--31,111",
            "31.7 111.6",
            "9999999999,1",
            "gcj02:31.7,111.6,gcj02",
            "襄阳",
        ];
        for text in no_coordinate {
            let error = Located::parse(text).unwrap_err();
            assert!(
                matches!(error, PointError::NotACoordinate { .. }),
                "{text}: {error}"
            );
        }
        let table = [
            ("31.7,111.6,web", "`web` is not a coordinate system"),
            ("91,111.6", "91.000000,111.600000 is not on the earth"),
            ("31.7,180.0000005", "is not on the earth"),
            (
                "111.65,31.7123",
                "111.650000,31.712300 looks like longitude before latitude",
            ),
            ("85.5,31.7", "exchange the two numbers"),
            ("111.65,31.7123,gcj02", "exchange the two numbers"),
            (
                "48.85,2.35,gcj02",
                "outside China, where GCJ-02 is not defined",
            ),
            ("bd09:-31.7,111.6", "outside China, where BD-09"),
        ];
        for (text, message) in table {
            let error = Located::parse(text).unwrap_err();
            assert!(error.to_string().contains(message), "{text}: {error}");
            assert!(error.zh().contains('；') && !error.zh().contains('\n'));
        }
        assert!(
            Located::parse("48.85,2.35").is_ok(),
            "WGS-84 is defined everywhere"
        );
        assert!(
            Located::parse("60,30").is_ok(),
            "a real place outside China is not swapped"
        );
    }

    proptest! {
        #[test]
        fn display_and_parse_are_inverse(lat in -90_000_000..72_000_000i32, lon in -180_000_000..=180_000_000i32) {
            let point = Point::new(lat, lon).unwrap();
            let located = Located::parse(&point.to_string()).unwrap();
            prop_assert_eq!(located, Located { point, original: None });
        }

        #[test]
        fn a_converted_point_is_within_a_metre(lat in 31_200_000..32_700_000i32, lon in 110_700_000..113_200_000i32) {
            let truth = Point::new(lat, lon).unwrap();
            let (x, y) = coordtransform::wgs84_to_gcj02(truth.lon(), truth.lat());
            let located = Located::parse(&format!("{y},{x},gcj02")).unwrap();
            prop_assert!(distance_m(located.point, truth) < 0.3);
        }

        #[test]
        fn no_text_makes_the_parser_panic(text in "[0-9.,:+\\-a-z０-９，。]{0,24}") {
            let _ = Located::parse(&text);
        }
    }
}
