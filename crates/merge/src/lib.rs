//! How it merges: ids, clocks, signed operations, and a record as the fold of its operations.
//!
//! A person saves a form; that becomes one signed [`Op`], written by the device's [`Author`] into
//! a hash chain of its own. A [`Record`] is the fold of the operations that name it. The fold obeys
//! three laws, which `tests/laws.rs` checks on random histories:
//!
//! * commutative: any order of arrival gives the same record;
//! * associative: any grouping, operations or whole records, gives the same record;
//! * idempotent: what arrives twice changes nothing.
//!
//! And one promise: no value anybody entered disappears unless an operation whose context covers
//! it says so. Two values written without knowledge of each other both stay, as data, until a
//! person settles them.
//!
//! # Why these types
//!
//! The record is composed from standalone [`crdts`] types (`MVReg`, `GSet`, `VClock`).
//! `crdts::Map` and reset-remove are never used: under causal delivery they diverge, drop the
//! second field written under one dot, and let removals erase what they never saw.
//!
//! # What this crate never does
//!
//! It reads no clock, file, socket or environment, and never knows what a road is. Time and
//! randomness are arguments.

mod author;
pub mod cbor;
mod chain;
mod clock;
mod envelope;
mod event;
pub mod frame;
mod grant;
mod id;
mod key;
mod log_head;
mod op;
mod receipt;
mod record;
mod register;
mod revocation;
mod rewrite;
mod seal;
mod signer;
#[cfg(feature = "sm")]
mod sm2;
mod snapshot;
mod suite;
pub mod tree;
mod value;

pub use author::{Author, Draft, Now};
pub use chain::{Head, Link};
pub use clock::{Clock, Hlc};
pub use event::Event;
pub use grant::{Grant, Terms, fingerprint};
pub use id::{Bucket, DeviceId, Dot, Hash, RecordId, hex_all, unhex_all};
pub use key::FullKey;
pub use log_head::LogHead;
pub use op::{
    Attachment, Change, Claimed, Context, MAX_BODY, MAX_CHANGES, MAX_CONTEXT, MAX_SEQ, Op,
};
pub use receipt::Receipt;
pub use record::{Mismatch, Record};
pub use register::{Said, Source};
pub use revocation::Revocation;
pub use rewrite::Rewriting;
pub use seal::{Key, PublicKey, Sealed, Signature};
pub use signer::{Outside, SignFailed, Signer, Signs};
pub use suite::{SUITES, Suite, suite_name};
pub use value::Value;
