//! Who may do what, through every door, against an oracle of its own; and that nobody learns
//! anything of what lies outside their scope.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    reason = "a test may stop at the first surprise"
)]

#[path = "../shared/let_in.rs"]
mod let_in;
mod matrix;
mod oracle;
mod pairs;
mod people;
mod world;
