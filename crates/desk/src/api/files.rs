//! Photos and scans: sent before the form that speaks of them.

use std::io::Cursor;

use axum::body::Bytes;
use axum::extract::{Path, Query};
use axum::http::HeaderMap;
use axum::http::header::{
    CACHE_CONTROL, CONTENT_DISPOSITION, CONTENT_SECURITY_POLICY, CONTENT_TYPE,
};
use axum::response::{IntoResponse, Response};
use exif::{In, Reader, Tag, Value};
use image::metadata::Orientation;
use image::{DynamicImage, ImageDecoder, ImageFormat, ImageReader, Limits};
use merge::Hash;
use serde::Deserialize;

use super::door::{Signed, refuse};
use super::view::Kept;
use crate::blobs::{self, Blob};
use crate::failure::Failure;

/// Longest side of a picture that is made smaller, in pixels.
const WIDEST: u32 = 2048;
/// Longest side of a picture that is read at all, in pixels; a bomb says it is larger.
const LARGEST: u32 = 20_000;
/// Most memory one picture may take, in bytes.
const MEMORY: u64 = 512 * 1024 * 1024;
/// How long a name may be, in bytes.
const NAME: usize = 1024;

pub(super) async fn keep(signed: Signed, headers: HeaderMap, bytes: Bytes) -> Response {
    let name = headers.get("x-name").and_then(|name| name.to_str().ok());
    let name = name.filter(|name| name.len() <= NAME).map(decoded);
    signed
        .answer(move |signed| {
            let blob = Blob::of(name.as_deref().unwrap_or("?"), bytes.to_vec())?;
            blob.keep(&signed.room().blobs)?;
            let said = blob.photo(None);
            let (taken_at, taken_where) = camera(&bytes);
            Ok(Kept {
                sha256: blob.sha256.to_string(),
                mime: said.mime,
                size: said.size,
                taken_at,
                taken_where,
            })
        })
        .await
}

/// The name as it was before the browser wrote it with percent signs.
fn decoded(name: &str) -> String {
    let mut bytes = Vec::with_capacity(name.len());
    let mut rest = name.as_bytes();
    while let [first, tail @ ..] = rest {
        let digits = tail.get(..2).and_then(|two| std::str::from_utf8(two).ok());
        let byte = digits.and_then(|two| u8::from_str_radix(two, 16).ok());
        rest = match byte.filter(|_| *first == b'%') {
            Some(byte) => {
                bytes.push(byte);
                &tail[2..]
            }
            None => {
                bytes.push(*first);
                tail
            }
        };
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

/// When and where the camera says it took a picture. It is offered to a person, never believed.
fn camera(bytes: &[u8]) -> (Option<String>, Option<(f64, f64)>) {
    let Ok(exif) = Reader::new().read_from_container(&mut Cursor::new(bytes)) else {
        return (None, None);
    };
    let text = |tag| {
        let field = exif.get_field(tag, In::PRIMARY)?;
        match &field.value {
            Value::Ascii(texts) => Some(String::from_utf8_lossy(texts.first()?).into_owned()),
            _ => None,
        }
    };
    // EXIF writes 2026:11:28 09:30:00; forms take 2026-11-28 09:30.
    let taken = text(Tag::DateTimeOriginal).and_then(|time| {
        let (day, hour) = time.split_once(' ')?;
        Some(format!("{} {}", day.replace(':', "-"), hour.get(..5)?))
    });
    let degrees = |tag, negative: Tag, sign: &str| {
        let field = exif.get_field(tag, In::PRIMARY)?;
        let Value::Rational(parts) = &field.value else {
            return None;
        };
        let [d, m, s] = parts.get(..3)? else {
            return None;
        };
        let degrees = d.to_f64() + m.to_f64() / 60.0 + s.to_f64() / 3600.0;
        let south_or_west = text(negative).is_some_and(|side| side == sign);
        let degrees = if south_or_west { -degrees } else { degrees };
        degrees.is_finite().then_some(degrees)
    };
    let lat = degrees(Tag::GPSLatitude, Tag::GPSLatitudeRef, "S");
    let lon = degrees(Tag::GPSLongitude, Tag::GPSLongitudeRef, "W");
    (taken, lat.zip(lon))
}

/// How large a picture is wanted.
#[derive(Debug, Default, Deserialize)]
pub(super) struct Size {
    w: Option<u32>,
}

pub(super) async fn get(
    signed: Signed,
    Path(sha256): Path<String>,
    Query(size): Query<Size>,
) -> Response {
    let read = signed.run(move |signed| {
        let blobs = &signed.room().blobs;
        let sha256: Option<Hash> = sha256.parse().ok();
        let found = sha256.and_then(|sha256| Some((sha256, blobs::find(blobs, sha256)?)));
        let (sha256, (_, mime)) = found.ok_or_else(not_here)?;
        let path = blobs::place(blobs, sha256);
        let bytes = std::fs::read(&path).map_err(|error| Failure::file(&path, &error))?;
        match size.w.filter(|_| mime.starts_with("image/")) {
            Some(width) => Ok((smaller(&bytes, width)?, "image/jpeg")),
            None => Ok((bytes, mime)),
        }
    });
    match read.await {
        Ok((bytes, mime)) => (
            [
                (CONTENT_TYPE, mime),
                (CACHE_CONTROL, "private, max-age=31536000, immutable"),
                (CONTENT_DISPOSITION, "inline"),
                // What people attach is looked at, never run.
                (CONTENT_SECURITY_POLICY, "default-src 'none'; sandbox"),
            ],
            bytes,
        )
            .into_response(),
        Err(failure) => refuse(&failure),
    }
}

fn not_here() -> Failure {
    Failure::new(
        "no_file",
        "文件还在路上，没有到达本机",
        "the file is still travelling and has not arrived here",
    )
}

/// A picture no wider or higher than asked for, the right way up, without what the camera wrote
/// into it.
fn smaller(bytes: &[u8], width: u32) -> Result<Vec<u8>, Failure> {
    let unreadable = |_| {
        Failure::new(
            "picture",
            "图片无法显示；原件仍完整保存",
            "the picture cannot be shown; the original is kept whole",
        )
    };
    let mut reader = ImageReader::new(Cursor::new(bytes));
    let mut limits = Limits::default();
    limits.max_image_width = Some(LARGEST);
    limits.max_image_height = Some(LARGEST);
    limits.max_alloc = Some(MEMORY);
    reader.limits(limits);
    let reader = reader
        .with_guessed_format()
        .map_err(image::ImageError::IoError);
    let mut decoder = reader
        .map_err(unreadable)?
        .into_decoder()
        .map_err(unreadable)?;
    let turned = decoder.orientation().unwrap_or(Orientation::NoTransforms);
    let mut picture = DynamicImage::from_decoder(decoder).map_err(unreadable)?;
    picture.apply_orientation(turned);
    let side = width.clamp(16, WIDEST);
    let small = picture.thumbnail(side, side).to_rgb8();
    let mut jpeg = Cursor::new(Vec::new());
    small
        .write_to(&mut jpeg, ImageFormat::Jpeg)
        .map_err(unreadable)?;
    Ok(jpeg.into_inner())
}
