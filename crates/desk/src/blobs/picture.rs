//! Pictures made smaller, to be shown: the right way up, without what the camera wrote into them.

use std::io::{self, Cursor};
use std::sync::{Mutex, PoisonError};

use image::codecs::jpeg::JpegEncoder;
use image::metadata::Orientation;
use image::{DynamicImage, ImageDecoder, ImageError, ImageReader, Limits};
use merge::Hash;
use sync::limits::{MAX_PREVIEW, PREVIEW_SIDE};

use super::{Blobs, Lying, read};
use crate::failure::Failure;

/// Most pixels of a picture that is read at all; a bomb says it has more.
const PIXELS: u64 = 120_000_000;
/// Longest side of a picture that is read at all, in pixels.
const LARGEST: u32 = 20_000;
/// Most memory one picture may take, in bytes.
const MEMORY: u64 = 400 * 1024 * 1024;
/// How good a small picture is, out of 100.
const QUALITY: u8 = 75;
/// How good a preview is that would else be too large to travel.
const POOR: u8 = 30;

/// One large picture is taken apart at a time, so that many at once do not fill the memory.
static DECODING: Mutex<()> = Mutex::new(());

/// How wide pictures are shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Width {
    /// In lists: 320 pixels at most.
    Small,
    /// On a screen: 1,600 pixels at most.
    Screen,
}

impl Width {
    /// The width that serves for so many pixels.
    #[must_use]
    pub fn of(pixels: u32) -> Width {
        if pixels <= PREVIEW_SIDE {
            Width::Small
        } else {
            Width::Screen
        }
    }

    fn pixels(self) -> u32 {
        match self {
            Width::Small => PREVIEW_SIDE,
            Width::Screen => 1_600,
        }
    }

    fn cached(self, blobs: &Blobs, sha256: Hash) -> Lying {
        let shelf = match self {
            Width::Small => "small/320",
            Width::Screen => "small/1600",
        };
        blobs.lying(shelf, format!("{sha256}.jpg"))
    }
}

/// A picture of an original that is here, no wider or higher than asked for; nothing if it is not
/// here. Made once and kept in a folder that may be deleted at any time.
///
/// # Errors
/// An original that is no picture or too large a one, or a disk that refuses.
pub fn shown(blobs: &Blobs, sha256: Hash, width: Width) -> Result<Option<Vec<u8>>, Failure> {
    let cached = width.cached(blobs, sha256);
    if let Some(jpeg) = taken(blobs, sha256, &cached) {
        return Ok(Some(jpeg));
    }
    let Some(bytes) = read(blobs, sha256)? else {
        return Ok(None);
    };
    let jpeg = smaller(&bytes, width.pixels(), QUALITY)?;
    // A full disk does without.
    if super::room_for(blobs, jpeg.len() as u64).is_ok() {
        let _ = kept(blobs, sha256, &cached, &jpeg);
    }
    Ok(Some(jpeg))
}

/// A small picture that was kept; nothing if it is not as it was kept.
fn taken(blobs: &Blobs, sha256: Hash, lying: &Lying) -> Option<Vec<u8>> {
    blobs.vault.open(&sha256.0, &lying.whole().ok()?)
}

fn kept(blobs: &Blobs, sha256: Hash, lying: &Lying, jpeg: &[u8]) -> io::Result<()> {
    lying.replace(&blobs.vault.seal(&sha256.0, jpeg)?)
}

/// Seals a preview of before everything was sealed; one that is sealed stays as it is.
pub(super) fn seal_preview(blobs: &Blobs, sha256: Hash, lying: &Lying) -> io::Result<()> {
    let bytes = lying.whole()?;
    if bytes.starts_with(&[0xff, 0xd8]) {
        kept(blobs, sha256, lying, &bytes)
    } else {
        Ok(())
    }
}

fn preview_place(blobs: &Blobs, sha256: Hash) -> Lying {
    blobs.lying("preview", format!("{sha256}.jpg"))
}

pub(super) fn has_preview(blobs: &Blobs, sha256: Hash) -> bool {
    preview_place(blobs, sha256).is_there()
}

/// Removes every small picture of a photo.
pub(super) fn forget(blobs: &Blobs, sha256: Hash) {
    forget_preview(blobs, sha256);
    for width in [Width::Small, Width::Screen] {
        let _ = width.cached(blobs, sha256).remove();
    }
}

pub(super) fn forget_preview(blobs: &Blobs, sha256: Hash) {
    // It is not looked at once the original is here.
    let _ = preview_place(blobs, sha256).remove();
}

/// A preview of a photo, to be sent or shown while the original is not where it is looked at: made
/// from the original if that is here, else the one that came. Nothing if there is neither, or what
/// is here is no picture.
///
/// # Errors
/// A disk that refuses.
pub fn preview(blobs: &Blobs, sha256: Hash) -> Result<Option<Vec<u8>>, Failure> {
    let made = match shown(blobs, sha256, Width::Small) {
        Ok(made) => made,
        Err(failure) if failure.code() == NO_PICTURE => return Ok(None),
        Err(failure) => return Err(failure),
    };
    let Some(jpeg) = made.or_else(|| taken(blobs, sha256, &preview_place(blobs, sha256))) else {
        return Ok(None);
    };
    if jpeg.len() <= MAX_PREVIEW {
        return Ok(Some(jpeg));
    }
    let poorer = smaller(&jpeg, PREVIEW_SIDE, POOR)?;
    Ok((poorer.len() <= MAX_PREVIEW).then_some(poorer))
}

/// Keeps a preview that came. It is taken apart and made again, so that nothing but a small picture
/// is kept, whoever sent it.
///
/// # Errors
/// Bytes that are no small picture, a disk that is nearly full or refuses.
pub fn keep_preview(blobs: &Blobs, sha256: Hash, jpeg: &[u8]) -> Result<(), Failure> {
    if jpeg.len() > MAX_PREVIEW {
        return Err(unreadable());
    }
    let jpeg = smaller(jpeg, PREVIEW_SIDE, QUALITY)?;
    super::room_for(blobs, jpeg.len() as u64)?;
    let place = preview_place(blobs, sha256);
    kept(blobs, sha256, &place, &jpeg).map_err(|error| Failure::file(&place.path, &error))
}

/// The name of the failure of what is no picture.
const NO_PICTURE: &str = "picture";

fn unreadable() -> Failure {
    Failure::new(
        NO_PICTURE,
        "图片无法显示（格式有误或像素过多）；原件仍完整保存，可下载查看",
        "the picture cannot be shown (broken, or too many pixels); the original is kept whole and can be downloaded",
    )
}

fn smaller(bytes: &[u8], side: u32, quality: u8) -> Result<Vec<u8>, Failure> {
    let _alone = DECODING.lock().unwrap_or_else(PoisonError::into_inner);
    decoded(bytes, side, quality).map_err(|_| unreadable())
}

fn decoded(bytes: &[u8], side: u32, quality: u8) -> Result<Vec<u8>, ImageError> {
    let mut reader = ImageReader::new(Cursor::new(bytes)).with_guessed_format()?;
    let mut limits = Limits::default();
    limits.max_image_width = Some(LARGEST);
    limits.max_image_height = Some(LARGEST);
    limits.max_alloc = Some(MEMORY);
    reader.limits(limits);
    let mut decoder = reader.into_decoder()?;
    let (width, height) = decoder.dimensions();
    // The limits above bound what a decoder takes beside the picture itself.
    if u64::from(width) * u64::from(height) > PIXELS || decoder.total_bytes() > MEMORY {
        let kind = image::error::LimitErrorKind::DimensionError;
        return Err(ImageError::Limits(image::error::LimitError::from_kind(
            kind,
        )));
    }
    let turned = decoder.orientation().unwrap_or(Orientation::NoTransforms);
    let picture = DynamicImage::from_decoder(decoder)?;
    // A picture that is small enough already is not made larger.
    let mut picture = if width.max(height) > side {
        picture.thumbnail(side, side)
    } else {
        picture
    };
    picture.apply_orientation(turned);
    let mut jpeg = Vec::new();
    let encoder = JpegEncoder::new_with_quality(&mut jpeg, quality);
    picture.to_rgb8().write_with_encoder(encoder)?;
    Ok(jpeg)
}

#[cfg(test)]
mod tests;
