//! How it is printed: official documents as PDF, made from records and templates, offline.
//!
//! Which documents there are is data in the catalog (`papers.toml`); how one looks is a template in
//! `templates/`. [`offered`] says what can be printed from a record, [`print()`] makes the bytes.
//! The same input gives the same bytes on every machine.
//!
//! Reading order: [`Input`], `sheet` (a record as a template reads it), `clean` (what people typed,
//! made safe to print), `photo`, `world` (what a template can reach: itself, the sheet, the photos
//! and two typefaces).
//!
//! # What this crate never does
//!
//! It reads no clock, file or socket: time and photos are arguments. It never lets a text a person
//! typed become part of a template: templates read it as data.

mod clean;
mod error;
mod fonts;
mod input;
mod photo;
mod sheet;
mod templates;
mod world;

use forms::{Catalog, Kind, Paper};
use merge::Record;

pub use error::PaperError;
pub use input::{Input, Printed};
pub use photo::Shot;

use world::Desktop;

/// The documents that can be printed from a record as it stands.
#[must_use]
pub fn offered<'a>(catalog: &'a Catalog, kind: &Kind, record: &Record) -> Vec<&'a Paper> {
    catalog.papers_for(kind, record)
}

/// Prints a document.
///
/// # Errors
/// A template that is missing or wrong, a record of another kind.
pub fn print(paper: &Paper, input: &Input<'_>) -> Result<Vec<u8>, PaperError> {
    let kind = input.catalog.kind_by_id(input.record.kind);
    let kind = kind.filter(|kind| kind.name == paper.kind);
    let kind = kind.ok_or_else(|| PaperError::OtherKind {
        paper: paper.label(),
    })?;
    let photos = photo::all(paper, kind, input);
    let sheet = sheet::of(paper, kind, input, &photos);
    Desktop::new(paper, &sheet, photos)?.print(paper, input)
}
