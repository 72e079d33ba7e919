//! How it is worked with: a person at a store, what they write, look up and are shown.
//!
//! A [`Room`] is what everybody works with at one place, a laptop or an office; a [`Seat`] is who
//! works there, with which role, for which divisions; a [`Desk`] is somebody at a seat. What a
//! person writes comes out as a [`Ready`] draft: the laptop and the office sign and keep it in
//! their own ways.
//!
//! Reading order: [`Room`], `work` (writing), `list`, `near` and `history` (finding), `deadlines`, `board`, `proposals` and `report`
//! (what it adds up to), `print` (documents), [`blobs`] (photos and scans as files), `photos` (what
//! records say of them), `bounded` (files from outside, up to a limit), [`drafts`] (what is not saved yet), [`maps`] (what maps are drawn on), [`stick`] (bundles as files), [`backup`] (a second copy of all of it), [`rekey`] (all of it under another key), [`trust`] (whose grants are
//! believed), [`revoked`] (which devices are not any more), [`witness`] (what is kept of
//! offices' logs), [`suites`] (what is said of signature suites), [`terminal`] (what the two command lines have in common).
//!
//! # What this crate never does
//!
//! It signs nothing, reads no clock and opens no socket.

pub mod api;
pub mod backup;
pub mod blobs;
mod board;
mod bounded;
mod countdown;
mod deadlines;
pub mod drafts;
mod failure;
mod giving;
mod ground;
mod history;
pub mod keys;
mod list;
mod looks;
pub mod maps;
mod mask;
mod near;
mod photos;
mod print;
mod proposals;
pub mod receipts;
pub mod rekey;
mod report;
pub mod revoked;
pub mod rights;
mod room;
mod shown;
pub mod stick;
pub mod suites;
pub mod terminal;
mod today;
pub mod trust;
pub mod witness;
mod work;

pub use board::{Due, Row, Table};
pub use bounded::{MAX_PAPER, MAX_TABLE, read_at_most};
pub use countdown::Countdown;
pub use failure::{AGAIN_SECONDS, DATABASE, Failure, UNSIGNED, passes};
pub use ground::Here;
pub use looks::{At, Look, good as reason};
pub use near::Near;
pub use photos::{Lent, OwnPhoto};
pub use proposals::{Answering, Proposed};
pub use report::{Asked, Cell, Column, Filled, Part, write_xlsx};
pub use room::{Desk, Room, Seat, catalog};
pub use work::{Ready, Settle, fill, moment, overtaken};
