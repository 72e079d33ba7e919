//! What an administrator imported for maps: a base map, and outlines of divisions, as files of one
//! folder.

use std::fs;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use serde::de::DeserializeOwned;

use crate::api::view::{Basemap, Outline, Outlines};
use crate::failure::Failure;

/// Where the tile archive is.
#[must_use]
pub fn archive(folder: &Path) -> PathBuf {
    folder.join("basemap.pmtiles")
}

/// Where it is written which base map there is.
#[must_use]
pub fn basemap_file(folder: &Path) -> PathBuf {
    folder.join("basemap.json")
}

/// Where the outlines are.
#[must_use]
pub fn outlines_file(folder: &Path) -> PathBuf {
    folder.join("outlines.geojson")
}

/// The base map, if one was imported.
///
/// # Errors
/// A file that cannot be read.
pub fn basemap(folder: &Path) -> Result<Option<Basemap>, Failure> {
    read(&basemap_file(folder))
}

/// The outlines that were imported.
///
/// # Errors
/// A file that cannot be read.
pub fn outlines(folder: &Path) -> Result<Vec<Outline>, Failure> {
    let read: Option<Outlines> = read(&outlines_file(folder))?;
    Ok(
        read.map_or_else(Vec::new, |Outlines::FeatureCollection { features }| {
            features
        }),
    )
}

fn read<T: DeserializeOwned>(path: &Path) -> Result<Option<T>, Failure> {
    let bytes = match fs::read(path) {
        Ok(bytes) => bytes,
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(Failure::file(path, &error)),
    };
    serde_json::from_slice(&bytes).map(Some).map_err(|error| {
        let path = path.display();
        Failure::new(
            "damaged",
            format!("{path} 已损坏（{error}）；请从备份恢复，或删除后重新导入"),
            format!("{path} is damaged ({error}); restore it, or delete it and import again"),
        )
    })
}
