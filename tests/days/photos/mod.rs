//! Photos travel: every road they take, and everything that can happen to them on it.
//!
//! Each test keeps its own bytes of what the camera took, apart from everything the programs keep.

mod altered;
mod full;
mod lines;
mod scope;
mod shown;

use std::fs;
use std::path::{Path, PathBuf};

use desk::keys::FolderKey;
use serde_json::Value;
use sha2::{Digest, Sha256};

use crate::contract::hazard;
use crate::world::{Dice, Laptop, Site, opened};

/// What a camera took: a file beside the folders, and what it must always be.
pub(crate) struct Shot {
    pub(crate) file: String,
    pub(crate) bytes: Vec<u8>,
    pub(crate) sha256: String,
}

/// A picture nobody can make smaller by compressing it, with the place and time of the camera in it.
pub(crate) fn shot(folder: &Path, name: &str, width: u32, height: u32) -> Shot {
    let mut dice = Dice::new(name.bytes().map(u64::from).sum());
    let noise = |_, _| image::Rgb([(); 3].map(|()| u8::try_from(dice.below(256)).unwrap()));
    let picture = image::RgbImage::from_fn(width, height, noise);
    let mut jpeg = Vec::new();
    let encoder = image::codecs::jpeg::JpegEncoder::new_with_quality(&mut jpeg, 90);
    picture.write_with_encoder(encoder).unwrap();
    let exif = exif();
    let length = u16::try_from(exif.len() + 2).unwrap().to_be_bytes();
    // Behind the start marker stands what the camera wrote.
    let bytes = [&jpeg[..2], &[0xff, 0xe1], &length, &exif, &jpeg[2..]].concat();
    let path = folder.join(format!("{name}.jpg"));
    fs::write(&path, &bytes).unwrap();
    Shot {
        file: path.to_str().unwrap().to_owned(),
        sha256: digest(&bytes),
        bytes,
    }
}

/// An EXIF block: the picture lies on its side (orientation 6), and a maker's name to look for.
fn exif() -> Vec<u8> {
    let mut tiff = b"Exif\0\0MM\0\x2a\0\0\0\x08".to_vec();
    tiff.extend(2_u16.to_be_bytes());
    // Make: 12 characters, which stand behind the table; orientation: 6.
    tiff.extend([0x01, 0x0f, 0, 2, 0, 0, 0, 12, 0, 0, 0, 38]);
    tiff.extend([0x01, 0x12, 0, 3, 0, 0, 0, 1, 0, 6, 0, 0]);
    tiff.extend([0; 4]);
    tiff.extend(MAKER);
    tiff
}

/// Stands in every original and in nothing that is made from one.
pub(crate) const MAKER: &[u8] = b"GPS-CANARY-\0";

pub(crate) fn digest(bytes: &[u8]) -> String {
    let digest = Sha256::digest(bytes);
    digest.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// A hazard with this photo.
pub(crate) fn hazard_with(laptop: &Laptop, shot: &Shot) -> String {
    hazard(laptop, &[&format!("photos_before=@{}", shot.file)])
}

/// Where an original must lie below a data folder.
pub(crate) fn original(folder: &Path, sha256: &str) -> PathBuf {
    folder.join("blobs").join(&sha256[..2]).join(sha256)
}

/// Whether a folder holds the original, byte for byte.
#[track_caller]
pub(crate) fn has(folder: &Path, shot: &Shot) -> bool {
    let file = original(folder, &shot.sha256);
    if !file.exists() {
        return false;
    }
    let bytes = opened(&file, &FolderKey::of(folder).get().unwrap());
    assert_eq!(
        digest(&bytes),
        shot.sha256,
        "an original is never half there"
    );
    true
}

/// What a laptop says of its photos after a sync that had to succeed.
#[track_caller]
pub(crate) fn synced(laptop: &Laptop) -> Value {
    let said = laptop.sync();
    assert_eq!(said["unsent"], 0, "photos hold no operation back: {said}");
    said["photos"].clone()
}

pub(crate) fn at_office(site: &Site, shot: &Shot) -> bool {
    has(site.folder(), shot)
}
