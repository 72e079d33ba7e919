//! The field laptop: what an officer records, keeps and sends home.
//!
//! [`Laptop`] is the whole program without its edges: it takes the time as an argument and its disk
//! from the caller, so the command line, the simulator and the local web pages drive the
//! same code.
//!
//! Reading order: `device` (who works with it, and where what lies), [`Laptop`] and `work` (what an
//! officer does), `invite` and `enrol` (becoming a device of a unit), `replica` (one side of an
//! exchange; the crate `link` has the socket), [`stick`] (the way without one), [`neighbour`] and
//! `brought` (another laptop), `officers` (several people on one), [`renew`] and `trace` (backups,
//! copies and lost folders), `evict` and `expire` (what leaves), [`pages`] (what the browser sees),
//! [`cli`] (what is typed).

#[macro_use(note, say)]
extern crate desk;

mod brought;
pub mod cli;
mod device;
mod enrol;
mod evict;
mod expire;
mod handed;
mod health;
mod invite;
mod laptop;
mod looked;
pub mod neighbour;
mod officers;
pub mod pages;
mod posting;
pub mod renew;
mod replica;
mod rules;
mod sealing;
pub mod stick;
mod trace;
mod work;

pub use desk::{Failure, Settle};
pub use device::{Device, Layout, Officer, Officers};
pub use enrol::{enrol, enrol_by_file};
pub use health::{Held, Status};
pub use invite::Invite;
pub use laptop::{Laptop, Parts, Written};
pub use link::{Photos, Whose};
pub use trace::Lost;
pub use work::PhotoFile;
