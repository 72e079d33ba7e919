//! What every store promises, run against every engine, reopening included.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    reason = "a test may stop at the first surprise"
)]

mod branches;
mod contract;
mod damage;
mod faults;
mod feed;
mod lookup;
mod part;
mod random;
mod rig;
mod shaky;
mod taking;

use rig::{Kept, Rig};

#[test]
fn sled_keeps_the_contract() {
    contract::keeps(Kept::Sled, Rig::new);
}

#[test]
fn memory_keeps_the_contract() {
    contract::keeps(Kept::Memory, Rig::new);
}
