//! The office: it merges what devices bring, and shows each level what it answers for.
//!
//! [`Office`] is the whole program without its edges: it takes the time as an argument and its disk
//! from the caller, so the HTTP service, the command line and the simulator drive the same code.
//!
//! Reading order: `site` and `folder` (who an office is, and where it lies), [`Office`] and `opening`
//! (the whole of it), `admit` and `grants` (what arrives is judged), [`http`], `serve_sync` and
//! `serve_photos` (laptops that call), `stick` (those that cannot), `peers` (other offices), `enrol`,
//! `posting` and `revoke` (who is let in, moves and is sent away), `accounts` and `pages` (people at
//! a browser), `audit` and `log` (whether all is as it was admitted), [`import`] (tables from outside),
//! `common`, `watch` and `moving` (one database for many processes), [`edge`] and `ops` (whoever calls
//! too much, whoever keeps it alive), `local` (what it can be told), [`cli`] (how that is typed).

#[macro_use(note, say)]
extern crate desk;

mod accounts;
mod address;
mod admission;
mod admit;
mod audit;
mod authority;
pub mod cli;
mod common;
mod contacts;
mod copied;
mod daily;
mod demo;
mod devices;
mod duty;
pub mod edge;
mod enrol;
mod enrolments;
mod folder;
mod giving;
mod grants;
mod handed;
mod heard;
pub mod http;
pub mod import;
mod invitations;
mod local;
mod log;
mod logins;
mod missing;
mod moving;
mod office;
mod opening;
mod ops;
mod pages;
mod peers;
mod pens;
mod posting;
mod refused;
mod renew;
mod revoke;
mod roles;
mod sample;
mod sealing;
mod serve_photos;
mod serve_sync;
mod signer;
mod site;
mod stick;
mod suites;
mod tables;
mod watch;

pub use accounts::AccountShown;
pub use admission::Policy;
pub use audit::{Audited, HeadShown, Witnessed};
pub use authority::Authority;
pub use daily::Daily;
pub use desk::{
    Answering, Asked, Cell, Column, Countdown, Due, Failure, Filled, Part, Proposed, Row, Table,
};
pub use enrol::Invitation;
pub use folder::{Layout, Site, init};
pub use missing::Missing;
pub use office::{Office, Parts};
pub use pages::routes as pages;
pub use peers::{Done as PeerDone, OfficeInvitation, Peer, Peers};
pub use posting::Reposted;
pub use revoke::Revoked;
pub use stick::{Ask as StickAsk, Exchanged, Guest};
