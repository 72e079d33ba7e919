//! The field laptop: what an officer records, keeps and sends home.
//!
//! [`Laptop`] is the whole program without its edges: it takes the time as an argument and its disk
//! from the caller, so the command line, the simulator and (later) the local web pages drive the
//! same code. [`cli`] is the command line, [`link`] the socket.

mod blobs;
pub mod cli;
mod device;
mod enrol;
mod failure;
mod ground;
mod health;
mod laptop;
pub mod link;
mod lookup;
mod replica;
mod today;
mod work;

pub use device::{Device, Layout};
pub use enrol::{Invite, enrol};
pub use failure::Failure;
pub use health::{Held, Status};
pub use laptop::{Laptop, Parts, Written};
pub use work::{PhotoFile, Settle};
