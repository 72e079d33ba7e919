//! Photos and scans: sent before the form that speaks of them.

use std::io::Cursor;
use std::time::Duration;

use axum::body::Bytes;
use axum::extract::{Path, Query};
use axum::http::HeaderMap;
use axum::http::header::{
    CACHE_CONTROL, CONTENT_DISPOSITION, CONTENT_SECURITY_POLICY, CONTENT_TYPE,
};
use axum::response::{IntoResponse, Response};
use exif::{In, Reader, Tag, Value};
use merge::Hash;
use serde::Deserialize;

use super::door::Signed;
use super::refusal::refuse;
use super::view::{Kept, Program};
use crate::blobs::{self, Blob, Width};
use crate::failure::Failure;

/// How long whoever opens a picture waits for the original.
const PATIENCE: Duration = Duration::from_secs(30);
/// How long a name may be, in bytes.
const NAME: usize = 1024;

pub(super) async fn keep(signed: Signed, headers: HeaderMap, bytes: Bytes) -> Response {
    let name = headers.get("x-name").and_then(|name| name.to_str().ok());
    let name = name.filter(|name| name.len() <= NAME).map(decoded);
    signed
        .answer(move |signed| {
            let blob = Blob::of(name.as_deref().unwrap_or("?"), bytes.to_vec())?;
            blob.keep(&signed.room().blobs)?;
            signed.door.brings(&signed.who, blob.sha256)?;
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
    let width = size.w.map(Width::of);
    let wanted: Option<Hash> = sha256.parse().ok();
    // Whoever opens a picture wants the original; a list is content with what is here.
    if let Some(sha256) = wanted.filter(|_| width != Some(Width::Small)) {
        signed.fetched(sha256).await;
    }
    let read = signed.run(move |signed| {
        let sha256 = wanted.ok_or_else(not_here)?;
        signed.may_see(sha256)?;
        found(&signed.room().blobs, sha256, width)?.ok_or_else(not_here)
    });
    match read.await {
        Ok(found) => (
            [
                (CONTENT_TYPE, found.mime),
                // A browser's copy of it would lie on the disk unsealed.
                (CACHE_CONTROL, "no-store"),
                (CONTENT_DISPOSITION, found.shown_how()),
                // What people attach is looked at, never run.
                (CONTENT_SECURITY_POLICY, "default-src 'none'; sandbox"),
            ],
            found.bytes,
        )
            .into_response(),
        Err(failure) => refuse(&failure),
    }
}

/// What there is to show of a file.
struct Found {
    bytes: Vec<u8>,
    mime: &'static str,
}

impl Found {
    /// A picture is shown where it stands. Anything else runs in a program of its own, outside the
    /// browser's sandbox, if a person wants it to.
    fn shown_how(&self) -> &'static str {
        if self.mime.starts_with("image/") {
            "inline"
        } else {
            "attachment"
        }
    }
}

fn found(
    blobs: &blobs::Blobs,
    sha256: Hash,
    width: Option<Width>,
) -> Result<Option<Found>, Failure> {
    let kept = blobs::find(blobs, sha256);
    if let (Some((_, mime)), Some(width)) = (kept, width)
        && mime.starts_with("image/")
    {
        let made = blobs::shown(blobs, sha256, width)?;
        return Ok(made.map(|bytes| Found {
            bytes,
            mime: "image/jpeg",
        }));
    }
    if let Some((_, mime)) = kept {
        let whole = blobs::read(blobs, sha256)?;
        return Ok(whole.map(|bytes| Found { bytes, mime }));
    }
    // The preview stands for the picture, never for the original itself.
    let preview = match width {
        Some(_) => blobs::preview(blobs, sha256)?,
        None => None,
    };
    Ok(preview.map(|bytes| Found {
        bytes,
        mime: "image/jpeg",
    }))
}

impl Signed {
    /// Lets the program fetch an original that is not here and that the person may see, and waits a
    /// while for it.
    async fn fetched(&self, sha256: Hash) {
        let signed = self.clone();
        let looked = tokio::task::spawn_blocking(move || {
            let size = signed.may_see(sha256).ok().flatten()?;
            (blobs::here(&signed.room().blobs, sha256) != blobs::Here::Whole).then_some(size)
        });
        if let Ok(Some(size)) = looked.await {
            // Whether it came is seen by looking.
            let _ = tokio::time::timeout(PATIENCE, self.door.host.fetch(sha256, size)).await;
        }
    }

    /// Lets see a file that a record speaks of which the person may read, in a field they are shown;
    /// or that they brought themselves. Answers its size, if a record says it.
    pub(super) fn may_see(&self, sha256: Hash) -> Result<Option<u64>, Failure> {
        let (room, desk) = (self.room(), self.desk());
        let said = room.store.references(sha256)?;
        for one in said.iter().filter(|one| desk.sees(one.bucket.0)) {
            let record = room.store.record(one.record)?;
            let kind = room.catalog.kind_by_id(one.kind);
            let shown = record.is_some_and(|record| {
                let mut files = record.attachments(None).into_iter();
                let shows =
                    |field| kind.is_none_or(|kind| desk.shows_file(&record, kind, field, false));
                files.any(|file| file.sha256 == sha256 && shows(file.field))
            });
            if shown {
                return Ok(Some(one.size));
            }
        }
        // A laptop is one person's, and what lies there unsaid they brought.
        let alone = self.door.host.program() == Program::Laptop && said.is_empty();
        if alone || self.door.has_brought(&self.who, sha256) {
            return Ok(None);
        }
        Err(not_here())
    }
}

fn not_here() -> Failure {
    Failure::new(
        "no_file",
        "文件还在路上，没有到达本机",
        "the file is still travelling and has not arrived here",
    )
}
