//! What a template can reach: the templates, the sheet, the photos and two typefaces.

use std::collections::HashMap;
use std::sync::OnceLock;

use forms::Paper;
use serde_json::Value as Json;
use typst::diag::{FileError, FileResult, SourceDiagnostic};
use typst::foundations::{Bytes, Datetime, Duration, Smart};
use typst::syntax::{FileId, RootedPath, Source, VirtualPath, VirtualRoot};
use typst::text::{Font, FontBook};
use typst::utils::LazyHash;
use typst::{Library, LibraryExt as _, World, WorldExt as _};
use typst_layout::PagedDocument;
use typst_pdf::{PdfOptions, Timestamp};

use crate::error::PaperError;
use crate::fonts::{Fonts, fonts};
use crate::input::Input;
use crate::photo::Photo;
use crate::templates;

/// Prints after which memorised layouts that were not used again are forgotten.
const KEPT_PRINTS: usize = 4;

/// One document being printed.
pub(crate) struct Desktop {
    fonts: &'static Fonts,
    main: FileId,
    sources: HashMap<FileId, Source>,
    files: HashMap<FileId, Bytes>,
}

impl Desktop {
    pub(crate) fn new(paper: &Paper, sheet: &Json, photos: Vec<Photo>) -> Result<Self, PaperError> {
        let fonts = fonts().ok_or(PaperError::Typefaces)?;
        let wrong = || PaperError::NoTemplate {
            paper: paper.label(),
            template: paper.template.clone(),
        };
        if templates::text(&paper.template).is_none() {
            return Err(wrong());
        }
        let main = file_id(&paper.template).ok_or_else(wrong)?;
        let mut sources = HashMap::new();
        let mut files = HashMap::new();
        for (name, text) in templates::FILES {
            let id = file_id(name).ok_or_else(wrong)?;
            if name.ends_with(".typ") {
                sources.insert(id, Source::new(id, (*text).to_owned()));
            } else {
                files.insert(id, Bytes::from_string(*text));
            }
        }
        let sheet_id = file_id("sheet.json").ok_or_else(wrong)?;
        files.insert(sheet_id, Bytes::from_string(sheet.to_string()));
        for (at, photo) in photos.into_iter().enumerate() {
            if let (Ok(bytes), Some(id)) = (photo.picture, file_id(&photo_path(at))) {
                files.insert(id, bytes);
            }
        }
        Ok(Desktop {
            fonts,
            main,
            sources,
            files,
        })
    }

    pub(crate) fn print(&self, paper: &Paper, input: &Input<'_>) -> Result<Vec<u8>, PaperError> {
        let wrong = |errors: &[SourceDiagnostic]| PaperError::Template {
            template: paper.template.clone(),
            what: errors.first().map_or_else(String::new, |error| {
                format!("{}{}", error.message, self.line(error))
            }),
        };
        let compiled = typst::compile::<PagedDocument>(self);
        let document = compiled.output.map_err(|errors| wrong(&errors))?;
        let record = input.record;
        let options = PdfOptions {
            ident: Smart::Custom(format!("{}/{}/{}", paper.name, record.id, record.digest())),
            creator: Smart::Custom(Some("Xunlu".to_owned())),
            timestamp: timestamp(input.printed.at_ms),
            ..PdfOptions::default()
        };
        let pdf = typst_pdf::pdf(&document, &options).map_err(|errors| wrong(&errors))?;
        typst::comemo::evict(KEPT_PRINTS);
        Ok(pdf)
    }

    /// Where a mistake is.
    fn line(&self, error: &SourceDiagnostic) -> String {
        let source = error.span.id().and_then(|id| self.sources.get(&id));
        let range = self.range(error.span);
        let Some((source, range)) = source.zip(range) else {
            return String::new();
        };
        let line = source.lines().byte_to_line(range.start).unwrap_or(0) + 1;
        format!(" ({}:{line})", source.id().vpath().get_without_slash())
    }
}

/// Where a template finds a photo.
pub(crate) fn photo_path(at: usize) -> String {
    format!("photo-{at}")
}

fn file_id(name: &str) -> Option<FileId> {
    let path = VirtualPath::new(name).ok()?;
    Some(RootedPath::new(VirtualRoot::Project, path).intern())
}

/// The time of printing, in China.
fn timestamp(at_ms: u64) -> Option<Timestamp> {
    let text = forms::time_text(at_ms);
    let mut parts = text
        .split(['-', ' ', ':'])
        .map(|part| part.parse::<i32>().ok());
    let mut next = || parts.next().flatten();
    let (year, month, day) = (next()?, next()?, next()?);
    let (hour, minute) = (next()?, next()?);
    let small = |number: i32| u8::try_from(number).ok();
    let time = Datetime::from_ymd_hms(
        year,
        small(month)?,
        small(day)?,
        small(hour)?,
        small(minute)?,
        0,
    )?;
    Timestamp::new_local(time, forms::CHINA_MIN)
}

impl World for Desktop {
    fn library(&self) -> &LazyHash<Library> {
        static LIBRARY: OnceLock<LazyHash<Library>> = OnceLock::new();
        LIBRARY.get_or_init(|| LazyHash::new(Library::default()))
    }

    fn book(&self) -> &LazyHash<FontBook> {
        &self.fonts.book
    }

    fn main(&self) -> FileId {
        self.main
    }

    fn source(&self, id: FileId) -> FileResult<Source> {
        self.sources.get(&id).cloned().ok_or_else(|| missing(id))
    }

    fn file(&self, id: FileId) -> FileResult<Bytes> {
        self.files.get(&id).cloned().ok_or_else(|| missing(id))
    }

    fn font(&self, index: usize) -> Option<Font> {
        self.fonts.fonts.get(index).cloned()
    }

    /// No template may ask for the day: the time of printing is in the sheet.
    fn today(&self, _offset: Option<Duration>) -> Option<Datetime> {
        None
    }
}

fn missing(id: FileId) -> FileError {
    FileError::NotFound(id.vpath().get_without_slash().into())
}
