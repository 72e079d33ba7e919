//! The pages' API, the same at a laptop and at an office.
//!
//! A program brings what is its own as a [`Host`]: its room, its clock, who may sit down, and how
//! what is ready is signed and kept. Everything else stands here, once.
//!
//! Reading order: [`view`] (the language), `door` (sessions, answers and refusals), then one
//! module for each thing people do.

mod boards;
mod door;
mod files;
mod links;
mod lists;
mod maps;
mod neighbours;
mod once;
mod papers;
mod reports;
mod rivals;
mod rows;
mod session;
mod sheet;
mod steps;
mod sticks;
mod stop;
pub mod view;
mod write;

use std::path::{Path, PathBuf};
use std::pin::Pin;
use std::sync::Arc;

use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::routing::{get, post};
use merge::{Hash, Now, RecordId};
use tower_http::catch_panic::CatchPanicLayer;

use crate::blobs::MAX_BLOB;
use crate::failure::Failure;
use crate::room::{Room, Seat};
use crate::work::Ready;

pub use neighbours::Neighbours;
pub use sticks::{PAGE_PHOTOS, Photographed, Taken};
pub use stop::stop_asked;

use door::{Door, panicked};
use view::{Key, Program, Standing};

/// Largest form, in bytes; files travel on their own.
const MAX_FORM: usize = 4 * 1024 * 1024;

/// Somebody at the pages.
#[derive(Debug, Clone)]
pub struct Who {
    /// The account; of a laptop, its officer.
    pub account: String,
    /// The seat.
    pub seat: Arc<Seat>,
}

/// The program behind the pages.
pub trait Host: Send + Sync + 'static {
    /// What people work with here, as it is now: rules that arrive make another one.
    fn room(&self) -> Arc<Room>;

    /// What kind of program this is.
    fn program(&self) -> Program;

    /// This machine's clock.
    fn now(&self) -> Now;

    /// Lets somebody sit down who shows who they are.
    ///
    /// # Errors
    /// A key that does not fit.
    fn sit(&self, key: &Key) -> Result<Who, Failure>;

    /// Signs and keeps what is ready; durable when it answers.
    ///
    /// # Errors
    /// A disk that refuses, or an office that does not admit it. Nothing was written.
    fn write(&self, who: &Who, ready: Ready, now: Now) -> Result<RecordId, Failure>;

    /// How a laptop stands; nothing at an office.
    ///
    /// # Errors
    /// An index that fails.
    fn standing(&self) -> Result<Option<Standing>, Failure>;

    /// The offices above and below; none at a laptop.
    ///
    /// # Errors
    /// An index that fails.
    fn peers(&self) -> Result<Vec<view::PeerShown>, Failure> {
        Ok(Vec::new())
    }

    /// The folder of what was imported for maps; nothing at a laptop, which has none.
    fn maps(&self) -> Option<PathBuf>;

    /// Starts an exchange with the office; nothing happens while one is under way.
    ///
    /// # Errors
    /// A program that is the office itself.
    fn start_sync(&self) -> Result<(), Failure>;

    /// The seat of somebody who is signed in, as it is now: a laptop may have been given another
    /// area since.
    fn seat(&self, who: &Who) -> Arc<Seat> {
        who.seat.clone()
    }

    /// Fetches an original of so many bytes from wherever it is; ready when it is here, or will not
    /// come now.
    fn fetch(&self, sha256: Hash, size: u64) -> Pin<Box<dyn Future<Output = ()> + Send>>;

    /// Writes the bundle that is to be carried to the office, which asks for the `originals` of
    /// others' photos if they are wanted. Answers which photos are in it.
    ///
    /// # Errors
    /// A program that is the office itself, or a disk that refuses.
    fn export(&self, to: &Path, originals: bool) -> Result<Photographed, Failure>;

    /// Takes in a bundle that was carried here; an office writes its answer to `answer`.
    ///
    /// # Errors
    /// A bundle that is not for here or for whoever is at the page, or that does not read. What
    /// came before a fault is kept.
    fn import(&self, who: &Who, file: &Path, answer: &Path) -> Result<Taken, Failure>;

    /// The exchange with the laptop next to this one.
    ///
    /// # Errors
    /// A program that is an office.
    fn neighbours(&self) -> Result<&dyn Neighbours, Failure> {
        Err(neighbours::none())
    }

    /// Whether a `Host` header names this program; a laptop answers to its own names alone, so
    /// that no foreign page can reach it under a name of its own.
    fn answers_to(&self, host: &str) -> bool;
}

/// The routes of the API, below `/api`.
pub fn routes(host: Arc<dyn Host>) -> Router {
    let forms = Router::new()
        .route(
            "/api/session",
            get(session::get).post(session::open).delete(session::close),
        )
        .route("/api/catalog", get(session::catalog))
        .route("/api/divisions", get(session::divisions))
        .route("/api/today", get(boards::today))
        .route("/api/today/proposals", get(boards::today_proposals))
        .route("/api/standing", get(session::standing))
        .route("/api/sync", post(session::sync))
        .route("/api/peers", get(session::peers))
        .route("/api/neighbour", get(neighbours::shown))
        .route("/api/neighbour/wait", post(neighbours::wait))
        .route("/api/neighbour/call", post(neighbours::call))
        .route("/api/neighbour/stop", post(neighbours::stop))
        .route("/api/neighbour/find", post(neighbours::find))
        .route("/api/records", get(lists::records))
        .route("/api/records.xlsx", get(lists::workbook))
        .route("/api/records/{id}", get(sheet::get))
        .route("/api/records/{id}/history", get(steps::get))
        .route("/api/records/{id}/resolve", post(write::resolve))
        .route("/api/records/{id}/papers", get(papers::offered))
        .route(
            "/api/records/{id}/papers/{name}",
            get(papers::preview).post(papers::keep),
        )
        .route("/api/map", get(lists::map))
        .route("/api/settings", get(maps::settings))
        .route("/api/basemap.pmtiles", get(maps::archive))
        .route("/api/outlines", get(maps::outlines))
        .route("/api/roads", get(lists::roads))
        .route("/api/roads/{road}", get(lists::road))
        .route("/api/check", post(write::check))
        .route("/api/save", post(write::save))
        .route("/api/bulk", post(write::bulk))
        .route("/api/proposals", get(boards::proposals).post(write::answer))
        .route("/api/board", get(boards::board))
        .route("/api/due", get(boards::due))
        .route("/api/figures/{measure}", get(boards::figures))
        .route("/api/behind/{measure}", get(reports::behind))
        .route("/api/reports/{name}", get(reports::get))
        .layer(DefaultBodyLimit::max(MAX_FORM));
    let files = Router::new()
        .route("/api/files", post(files::keep))
        .route("/api/files/{sha256}", get(files::get))
        .layer(DefaultBodyLimit::max(
            usize::try_from(MAX_BLOB).unwrap_or(usize::MAX),
        ));
    let sticks = Router::new()
        .route("/api/stick/export", get(sticks::export))
        .route("/api/stick/import", post(sticks::import))
        .route("/api/stick/answer/{word}", get(sticks::answer));
    forms
        .merge(files)
        .merge(sticks)
        .layer(CatchPanicLayer::custom(panicked))
        .with_state(Arc::new(Door::new(host)))
}
