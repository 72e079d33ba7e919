//! Documents, printed and read again.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    reason = "a test may stop at the first surprise"
)]

mod cases;
mod county;
mod documents;
mod hostile;
mod offered;
mod world;
