//! The outlines of divisions that maps draw, from a GeoJSON file of the administrator's own.

use std::collections::{BTreeMap, BTreeSet};

use desk::api::view::{Outline, Outlines, Shape};
use desk::maps;
use desk::{Failure, MAX_TABLE, read_at_most};
use forms::Text;
use places::{Crs, DivisionCode, Rings};
use serde::Deserialize;
use serde_json::{Map, Value};

use super::{Import, Line, Progress, Report, What, table};
use crate::folder::Layout;
use crate::office::Office;

/// The properties that usually hold the code.
const CODES: [&str; 2] = ["code", "adcode"];

/// A file as map programs write it; its features are read one by one.
#[derive(Debug, Deserialize)]
struct File {
    features: Vec<Value>,
}

#[derive(Debug, Deserialize)]
struct Feature {
    #[serde(default)]
    properties: Map<String, Value>,
    geometry: Geometry,
}

#[derive(Debug, Deserialize)]
#[serde(tag = "type", content = "coordinates")]
enum Geometry {
    Polygon(Vec<Vec<Vec<f64>>>),
    MultiPolygon(Vec<Vec<Vec<Vec<f64>>>>),
}

/// Outlines as they will stand, by code.
type Standing = BTreeMap<DivisionCode, Outline>;

impl Office {
    /// Outlines that the file does not have stay.
    pub(super) fn import_outlines(
        &self,
        layout: &Layout,
        ask: &Import,
        progress: Progress<'_>,
    ) -> Result<Report, Failure> {
        let features = open(ask)?;
        let mut standing = standing(layout)?;
        let mut seen = BTreeSet::new();
        let mut lines = Vec::with_capacity(features.len());
        let all = features.len() as u64;
        for (number, feature) in (1..).zip(features) {
            lines.push(self.outline_line(number, feature, ask, &mut standing, &mut seen));
            progress(number, all);
        }
        let mut report = Report {
            target: "outlines",
            applied: false,
            ignored: Vec::new(),
            remarks: vec![Text::new(
                "行号是要素在文件中的次序",
                "the numbers count the features of the file",
            )],
            lines,
        };
        report.applied = ask.writes(&report);
        if report.applied {
            let whole = Outlines::FeatureCollection {
                features: standing.into_values().collect(),
            };
            let text = serde_json::to_vec(&whole).unwrap_or_default();
            table::replace(&maps::outlines_file(layout.folder()), &text)?;
        }
        Ok(report)
    }

    fn outline_line(
        &self,
        number: u64,
        feature: Value,
        ask: &Import,
        standing: &mut Standing,
        seen: &mut BTreeSet<DivisionCode>,
    ) -> Line {
        let feature: Feature = match serde_json::from_value(feature) {
            Ok(feature) => feature,
            Err(error) => {
                let text = Text::new(
                    format!("不是面要素（{error}）；请按 Polygon 或 MultiPolygon 导出"),
                    format!("is no area ({error}); export it as Polygon or MultiPolygon"),
                );
                return Line::wrong(number, "", vec![text]);
            }
        };
        let read = self.code_of(&feature, ask);
        let code = match read {
            Ok(code) => code,
            Err((about, text)) => return Line::wrong(number, about, vec![text]),
        };
        let properties = self.room.division(code);
        let about = format!("{code} {}", properties.name);
        if !seen.insert(code) {
            let text = Text::new(
                "同一区划在文件中出现两次；请在制图软件中合并为一个要素",
                "stands in the file twice; make one feature of the two in the map program",
            );
            return Line::wrong(number, about, vec![text]);
        }
        let crs = if ask.gcj02 { Crs::Gcj02 } else { Crs::Wgs84 };
        let rings = rings(feature.geometry);
        let coordinates = match places::outline(&rings, crs) {
            Ok(coordinates) => coordinates,
            Err(error) => {
                let text = Text::new(error.zh(), error.to_string());
                return Line::wrong(number, about, vec![text]);
            }
        };
        let outline = Outline::Feature {
            properties,
            geometry: Shape::MultiPolygon { coordinates },
        };
        let what = match standing.get(&code) {
            None => What::New,
            Some(there) if *there == outline => What::Unchanged,
            Some(_) => What::Changed,
        };
        standing.insert(code, outline);
        Line {
            line: number,
            what,
            about,
            notes: Vec::new(),
        }
    }

    /// The division a feature speaks of; or what was read instead, and what is wrong with it.
    fn code_of(&self, feature: &Feature, ask: &Import) -> Result<DivisionCode, (String, Text)> {
        let named = ask.code_property.as_deref();
        let names: Vec<&str> = named.map_or_else(|| CODES.to_vec(), |name| vec![name]);
        let value = names.iter().find_map(|name| feature.properties.get(*name));
        let text = match value {
            Some(Value::String(text)) => text.clone(),
            Some(Value::Number(number)) => number.to_string(),
            _ => {
                let names = names.join(", ");
                let text = Text::new(
                    format!("没有属性 {names}；请用 --code-property 指明哪个属性是区划代码"),
                    format!(
                        "has no property {names}; say with --code-property which one holds the division's code"
                    ),
                );
                return Err((String::new(), text));
            }
        };
        let code: Result<DivisionCode, _> = text.parse();
        let known = code.and_then(|code| self.room.divisions.require(code));
        match known {
            Ok(division) => Ok(division.code),
            Err(error) => Err((text, Text::new(error.zh(), error.to_string()))),
        }
    }
}

fn open(ask: &Import) -> Result<Vec<Value>, Failure> {
    let bytes = read_at_most(&ask.file, MAX_TABLE)?;
    let file: File = serde_json::from_slice(&bytes).map_err(|error| {
        let path = ask.file.display();
        Failure::new(
            "no_geojson",
            format!("{path} 不是 GeoJSON 要素集（{error}）；请在制图软件中导出为 GeoJSON"),
            format!("{path} is no GeoJSON collection of features ({error}); export it as GeoJSON"),
        )
    })?;
    Ok(file.features)
}

fn standing(layout: &Layout) -> Result<Standing, Failure> {
    let outlines = maps::outlines(layout.folder())?.into_iter();
    let known = outlines.filter_map(|outline| {
        let Outline::Feature { properties, .. } = &outline;
        Some((properties.code.parse().ok()?, outline))
    });
    Ok(known.collect())
}

/// The rings without heights; what has not even two numbers becomes a place on no map.
fn rings(geometry: Geometry) -> Rings {
    let polygons = match geometry {
        Geometry::Polygon(rings) => vec![rings],
        Geometry::MultiPolygon(polygons) => polygons,
    };
    let place = |at: Vec<f64>| match at.as_slice() {
        [lon, lat, ..] => [*lon, *lat],
        _ => [f64::NAN, f64::NAN],
    };
    let ring = |ring: Vec<Vec<f64>>| ring.into_iter().map(place).collect();
    let polygon = |rings: Vec<Vec<Vec<f64>>>| rings.into_iter().map(ring).collect();
    polygons.into_iter().map(polygon).collect()
}
