//! How it travels: messages, plan, limits; no sockets.
//!
//! A laptop says hello with the head of its own chain and its place in each bucket's feed; the
//! answer tells it what the office lacks and what it lacks itself. [`plan`] turns the two into
//! steps, [`Exchange`] walks them, one request at a time, over whatever link there is. Every step is
//! a unit that is kept whole or asked for again, so a cut link costs at most one batch.
//!
//! Photos and scans follow after the operations, in an exchange of their own: [`photos`].
//!
//! # What keeps it safe
//!
//! * Idempotent: an operation is known by device, number and hash, never by a request id.
//! * The laptop checks the feed itself: items are exactly cursor + 1 and on, and their running sum
//!   is the office's. A server restored from a backup is noticed by the sum and healed by pushing.
//! * Nothing is "synced" before the office's signed [`merge::Receipt`] covers it, and a receipt
//!   never permits deletion.
//!
//! Two that are no office to each other, laptops or offices, go by what each keeps of every
//! device: [`Relay`].
//!
//! Where no network goes, [`bundle`] carries the same messages as a file.
//!
//! # What this crate never does
//!
//! No file, socket, clock or source of random numbers; every number in it has a name in [`limits`].

mod branch;
pub mod bundle;
mod enrol;
mod exchange;
mod handed;
pub mod limits;
mod message;
pub mod photos;
mod plan;
mod posting;
mod protocol;
mod push;
mod relay;
mod replica;
mod rules;
mod standing;
mod ticket;
pub mod typed;
mod wire;
mod witness;

pub use branch::Branching;
pub use enrol::{Enrol, Enrolled, Renew, Renewed};
pub use exchange::Exchange;
pub use handed::{HandIn, HandedIn};
pub use message::{
    FeedItem, Hello, Opening, Page, PageAsk, Place, Pull, Pulled, Refused, Reply, Request, Segment,
    Welcome,
};
pub use plan::{Plan, plan};
pub use posting::Posting;
pub use protocol::{Protocols, SPOKEN};
pub use push::{Fate, Push, Pushed};
pub use relay::{
    After, Carried, Carrier, Carry, Chain, Fetch, Fetched, Last, Relay, RelayAsk, RelayReply,
    Relayed, Span, Vector, VectorAsk, Want, answer_relay,
};
pub use replica::{Replica, Report, SyncError};
pub use rules::Rules;
pub use standing::{HeldOut, Standing, digest, digest_held};
pub use ticket::{Signed, Ticket, sign_request, verify_request};
pub use wire::{Broken, pack, unpack};
pub use witness::{Breach, Heeded, Logged, Witness, heed};
