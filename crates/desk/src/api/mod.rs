//! The pages' API, the same at a laptop and at an office.
//!
//! A program brings what is its own as a [`Host`]: its room, its clock, who may sit down, and how
//! what is ready is signed and kept. Everything else stands here, once.
//!
//! Reading order: [`view`] (the language), `table` (the routes, and what each asks), `door` (who calls, answers and refusals), `sessions` (who is signed in), then one
//! module for each thing people do.

mod boards;
mod cookies;
mod devices;
mod door;
mod drafts;
mod due;
mod enrolments;
mod files;
mod held;
mod json;
mod links;
mod lists;
mod looks;
mod maps;
mod neighbours;
mod officers;
mod once;
mod paging;
mod papers;
mod proposals;
mod refusal;
mod reports;
mod rivals;
mod rows;
mod session;
mod sessions;
mod sheet;
mod steps;
mod sticks;
mod stop;
mod table;
pub mod view;
mod workbooks;
mod write;

use std::path::{Path, PathBuf};
use std::pin::Pin;
use std::sync::Arc;

use axum::Router;
use merge::{Hash, Now, RecordId};
use tower_http::catch_panic::CatchPanicLayer;

use crate::drafts::Drafts;
use crate::failure::Failure;
use crate::room::{Room, Seat};
use crate::work::Ready;

pub use devices::Devices;
pub use neighbours::Neighbours;
pub use officers::Officers;
pub use sticks::{PAGE_PHOTOS, Photographed, Taken};
pub use stop::stop_asked;
pub use table::{Asks, table};

use door::Door;
use refusal::panicked;
pub use refusal::refuse;
pub use sessions::{FOLDER as SESSIONS, Shelf, sweep as sweep_sessions};
use view::{Key, Program, Standing};

/// How long a session lasts without a hand at the keys where nothing else is said: a working day.
pub const WORKING_DAY_MS: u64 = 10 * 60 * 60 * 1000;

/// Somebody at the pages.
#[derive(Debug, Clone)]
pub struct Who {
    /// The account; of a laptop, its officer.
    pub account: String,
    /// What was looked at of the account to let them in: one that has changed since lets nobody go
    /// on. Zero where nothing of it can change.
    pub stamp: Hash,
    /// The seat.
    pub seat: Arc<Seat>,
}

/// The program behind the pages.
pub trait Host: Send + Sync + 'static {
    /// What people work with here, as it is now: rules that arrive make another one.
    fn room(&self) -> Arc<Room>;

    /// The room as a copy of the database shows it, where much is read at once: some seconds old at
    /// most. Nothing where there is no copy that is good enough.
    fn copied_room(&self) -> Option<Arc<Room>> {
        None
    }

    /// Whether somebody may read what is written here from a copy.
    fn may_be_copied(&self) -> bool {
        false
    }

    /// The copy has just failed.
    fn copy_failed(&self) {}

    /// What kind of program this is.
    fn program(&self) -> Program;

    /// This machine's clock.
    fn now(&self) -> Now;

    /// Lets somebody sit down who shows who they are.
    ///
    /// # Errors
    /// A key that does not fit.
    fn sit(&self, key: &Key) -> Result<Who, Failure>;

    /// How long whoever came in with such a key may be away before they must come in again, in
    /// milliseconds.
    fn patience_ms(&self, _: &Key) -> u64 {
        WORKING_DAY_MS
    }

    /// Somebody had a hand at the keys so many milliseconds ago.
    fn used(&self, _idle_ms: u64) {}

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

    /// Where what people have typed and not saved yet is kept.
    ///
    /// # Errors
    /// A folder that is locked.
    fn drafts(&self) -> Result<Drafts, Failure>;

    /// The laptops that asked to come in; none at a laptop.
    ///
    /// # Errors
    /// An index that fails.
    fn enrolments(&self) -> Result<Vec<view::Enrolment>, Failure> {
        Ok(Vec::new())
    }

    /// Says yes or no to a laptop that waits.
    ///
    /// # Errors
    /// A device that does not wait, or a program where nobody asks.
    fn decide(&self, _: &Who, _: &view::Decision) -> Result<view::Enrolment, Failure> {
        Err(Failure::new(
            "no_place",
            "这里是客户端，登记在服务器上批准",
            "this is a laptop; who comes in is decided at the office",
        ))
    }

    /// The folder of what was imported for maps; nothing at a laptop, which has none.
    fn maps(&self) -> Option<PathBuf>;

    /// Starts an exchange with the office; nothing happens while one is under way.
    ///
    /// # Errors
    /// A program that is the office itself.
    fn start_sync(&self) -> Result<(), Failure>;

    /// Where the sessions of several processes lie; nothing where one process keeps its own.
    ///
    /// # Errors
    /// A folder that is locked.
    fn sessions(&self) -> Result<Option<Shelf>, Failure> {
        Ok(None)
    }

    /// The seat of somebody who signed in at an account with this stamp, as it is now: a laptop may
    /// have been given another area since, an account another role. `sat` is where they sat down,
    /// nothing if that was at another process. Nothing if they may not go on.
    ///
    /// # Errors
    /// A store that fails.
    fn seat(
        &self,
        account: &str,
        stamp: Hash,
        sat: Option<&Arc<Seat>>,
    ) -> Result<Option<Arc<Seat>>, Failure>;

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

    /// The devices this office has let in.
    ///
    /// # Errors
    /// A program that is a laptop.
    fn devices(&self) -> Result<&dyn Devices, Failure> {
        Err(devices::none())
    }

    /// The officers who share this laptop.
    ///
    /// # Errors
    /// A program that is an office.
    fn officers(&self) -> Result<&dyn Officers, Failure> {
        Err(officers::none())
    }

    /// Whether a `Host` header names this program; a laptop answers to its own names alone, so
    /// that no foreign page can reach it under a name of its own.
    fn answers_to(&self, host: &str) -> bool;
}

/// The routes of the API, below `/api`.
pub fn routes(host: Arc<dyn Host>) -> Router {
    let door = Arc::new(Door::new(host));
    table::router(&door)
        .layer(CatchPanicLayer::custom(panicked))
        .with_state(door)
}
