//! Where it is kept: a journal that is the truth and an index that can be rebuilt from it.
//!
//! A save becomes one frame of the journal, appended and synced; only then is it folded into
//! the index, which holds positions into the journal, one folded value per record, and the few
//! orders in which records are looked for. Deleting the index loses nothing.
//!
//! # The contract
//!
//! One [`Store`] serves the laptop and the office. What callers may rely on, whatever keeps the
//! rows:
//!
//! * *Atomic.* [`Store::take`] keeps all it was given or nothing. A feed number, once visible, is
//!   followed without gaps: numbers are given last, in the same step that makes them visible.
//! * *Durable.* When `take` has answered, a power cut loses nothing of it.
//! * *Idempotent.* An operation given twice changes nothing; a different operation under a known
//!   device and number is kept as evidence of a fork and folded nowhere.
//! * *One pen.* Whoever writes is alone from sorting to the commit: behind a lock of the process,
//!   and on a database behind a row that every program locks first. So numbers follow the order of
//!   commits.
//! * *Reads see commits whole or not at all,* row by row; no caller holds an iterator over a commit.
//! * *Derived.* Every row is a function of the items kept, in their order. Nothing a row says is
//!   nowhere else.
//!
//! # What this crate never does
//!
//! It reads no clock: times come with what is taken in. It knows the catalog only to summarise
//! records. Exactly one module names `sled` and one PostgreSQL.

mod audit;
mod backup;
mod beside;
mod check;
mod copy;
mod days;
mod derived;
pub mod disk;
mod disputed;
mod due;
mod error;
mod expect;
mod feed;
mod files;
mod finding;
mod fold;
mod group;
mod index;
mod item;
mod journal;
mod lines;
mod log;
mod notes;
mod open;
mod ops;
mod part;
mod postgres;
mod proposed;
mod proposing;
mod query;
pub mod rekey;
mod rows;
mod sealing;
mod sled_index;
mod sort;
mod states;
mod take;
#[cfg(test)]
mod tests;

pub use crate::postgres::Database;
pub use backup::{BackupError, Contents, Copied, back_up};
pub use check::Verified;
pub use due::{DueAt, Falls, Running, WantedDue};
pub use error::StoreError;
pub use feed::{FeedItem, Page, Segment};
pub use files::Reference;
pub use finding::Finding;
pub use index::{Index, Memory, Row, Writes};
pub use item::{Arrival, Item, Verdict};
pub use journal::Locator;
pub use lines::{Line, Wanted};
pub use open::{Engine, Opened, Options, Progress, Store};
pub use part::{Stays, copy_part};
pub use proposing::{Asked, Group, Proposals, Proposed};
pub use query::{Listed, Past, Query};
pub use sealing::{is_plain, seal_journal};
pub use sled_index::SledRows;
pub use states::States;
pub use take::{Fate, Taken};
