//! What lies under the marks of a map.

use places::Rings;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::Division;

/// What an administrator set for maps.
#[derive(Debug, Clone, Serialize, TS)]
pub struct MapSettings {
    /// The base map; without one the grid of latitude and longitude is drawn.
    pub basemap: Option<Basemap>,
}

/// A base map.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct Basemap {
    /// What it is made of.
    pub kind: BasemapKind,
    /// The address of the archive, or the pattern of the pictures with `{z}`, `{x}` and `{y}`.
    pub url: String,
    /// The datum it is drawn in: what lies over it is moved to it when it is shown, never when it
    /// is kept.
    pub datum: Datum,
}

/// What a base map is made of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum BasemapKind {
    /// A tile archive in one file.
    Pmtiles,
    /// Pictures from an address of the internal network.
    Raster,
}

/// A datum that maps are drawn in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum Datum {
    /// WGS-84, and CGCS2000, which is the same at our accuracy.
    Wgs84,
    /// The shifted datum of public maps.
    Gcj02,
}

/// Outlines of divisions, as GeoJSON.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
#[serde(tag = "type")]
pub enum Outlines {
    /// All of them.
    FeatureCollection {
        /// One for each division.
        features: Vec<Outline>,
    },
}

/// The outline of a division.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
#[serde(tag = "type")]
pub enum Outline {
    /// The only form there is.
    Feature {
        /// The division.
        properties: Division,
        /// Where it lies.
        geometry: Shape,
    },
}

/// Where a division lies.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
#[serde(tag = "type")]
pub enum Shape {
    /// Polygons of rings of longitude and latitude in degrees, in WGS-84.
    MultiPolygon {
        /// The polygons.
        #[ts(type = "Array<Array<Array<[number, number]>>>")]
        coordinates: Rings,
    },
}
