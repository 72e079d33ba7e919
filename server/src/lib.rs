//! The office: it merges what devices bring, and shows each level what it answers for.
//!
//! [`Office`] is the whole program without its edges: it takes the time as an argument and its disk
//! from the caller, so the HTTP service, the command line and the simulator drive the same code.

mod admit;
mod board;
pub mod cli;
mod countdown;
mod daily;
mod demo;
mod enrol;
mod failure;
mod folder;
pub mod http;
pub mod import;
mod office;
mod pen;
mod proposals;
mod report;
mod serve_sync;

pub use board::{Due, Row, Table};
pub use countdown::Countdown;
pub use daily::Daily;
pub use enrol::Invitation;
pub use failure::Failure;
pub use folder::{Layout, Site, init};
pub use office::{Office, Parts};
pub use proposals::{Answering, Proposed};
pub use report::{Asked, Cell, Column, Filled, Part};
