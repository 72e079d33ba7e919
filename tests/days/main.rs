//! Whole days in the field: an office, its laptops and everything that can happen between them.
//!
//! The programs are real processes and their folders real folders; [`world`] has both. Each file
//! tells one story.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    reason = "a test may stop at the first surprise"
)]

mod at_rest;
mod backups;
mod bad_input;
mod clocks;
mod conflicts;
mod contract;
mod edge;
mod enrolments;
mod faults;
mod forgotten;
mod golden;
mod grace;
mod helps;
mod hostile;
mod import;
mod index_lost;
mod kills;
mod ledgers;
#[path = "../shared/let_in.rs"]
mod let_in;
mod lost;
mod memory;
mod misfortunes;
mod moves;
mod neighbour;
mod new_kind;
mod officers;
mod offices;
mod ops;
mod other_city;
mod pages;
mod panics;
mod photos;
mod rebuild;
mod rebuilt;
mod reports;
mod scope;
mod server_restored;
mod signer;
mod sim;
mod slow_lines;
mod stick;
mod suites;
mod times;
mod twins;
mod two_laptops;
mod witness;
mod workflow;
mod world;
