//! Photos of a document.

use forms::{Kind, Lang, Paper};
use merge::Hash;
use typst::foundations::Bytes;
use typst::visualize::{ExchangeFormat, RasterFormat, RasterImage};

use crate::input::Input;

/// A file that is here, as far as a document shows it.
pub struct Shot {
    /// When, by the camera's own clock.
    taken: Option<String>,
    /// The picture, or why there is none.
    picture: Result<Bytes, &'static str>,
}

impl Shot {
    /// What is printed of a file: from the original when it was taken, and a picture made from it.
    ///
    /// A document goes out to people, and the file inside it with all it says; so the picture must
    /// be one without what the camera wrote, and of a size that was looked at. Nothing is printed of
    /// a picture that could not be made.
    #[must_use]
    pub fn of(original: &[u8], picture: Option<Vec<u8>>) -> Shot {
        let picture = if original.starts_with(b"%PDF") {
            Err("扫描件为 PDF 文件，另附")
        } else {
            picture.map_or(Err(BROKEN), shown)
        };
        Shot {
            taken: taken(original),
            picture,
        }
    }
}

const BROKEN: &str = "照片已损坏或过大，无法显示";

/// A photo as a template shows it.
pub(crate) struct Photo {
    pub(crate) label: String,
    pub(crate) caption: String,
    pub(crate) sha256: Hash,
    /// When, by the camera's own clock.
    pub(crate) taken: Option<String>,
    /// The picture, or why there is none.
    pub(crate) picture: Result<Bytes, &'static str>,
}

/// The photos of a document, in the order of its fields.
pub(crate) fn all(paper: &Paper, kind: &Kind, input: &Input<'_>) -> Vec<Photo> {
    let mut photos = Vec::new();
    for album in input.albums(paper) {
        let whose = input.kind(album.record).filter(|owner| *owner != kind);
        let whose = whose.map_or("", |owner| owner.label.get(Lang::Zh));
        for file in album.record.attachments(Some(album.field.id)) {
            let shot = input.photos.get(&file.sha256);
            photos.push(Photo {
                label: format!("{whose}{}", album.field.label.get(Lang::Zh)),
                caption: file.caption,
                sha256: file.sha256,
                taken: shot.and_then(|shot| shot.taken.clone()),
                picture: match shot {
                    None => Err("照片尚未传到本机"),
                    Some(shot) => shot.picture.clone(),
                },
            });
        }
    }
    photos
}

/// The picture, if it can be shown; a photo that cannot must not stop the document.
fn shown(bytes: Vec<u8>) -> Result<Bytes, &'static str> {
    let format = ExchangeFormat::detect(&bytes).ok_or(BROKEN)?;
    let bytes = Bytes::new(bytes);
    match RasterImage::plain(bytes.clone(), RasterFormat::Exchange(format)) {
        Ok(_) => Ok(bytes),
        Err(_) => Err(BROKEN),
    }
}

/// When the camera says it was taken: `2026-11-02 10:20`.
fn taken(bytes: &[u8]) -> Option<String> {
    let mut reader = std::io::Cursor::new(bytes);
    let exif = exif::Reader::new().read_from_container(&mut reader).ok()?;
    let field = exif.get_field(exif::Tag::DateTimeOriginal, exif::In::PRIMARY)?;
    let exif::Value::Ascii(texts) = &field.value else {
        return None;
    };
    let time = exif::DateTime::from_ascii(texts.first()?).ok()?;
    Some(format!(
        "{:04}-{:02}-{:02} {:02}:{:02}",
        time.year, time.month, time.day, time.hour, time.minute
    ))
}
