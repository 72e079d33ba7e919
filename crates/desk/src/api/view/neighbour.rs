//! An exchange with the laptop next to this one.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::{PhotosMoved, Problem};

/// What a laptop does about its neighbours.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum Meeting {
    /// Nothing, and nothing has ended since the program was opened or the last was broken off.
    #[default]
    None,
    /// It waits to be called.
    Waiting,
    /// It calls.
    Calling,
    /// The last one has ended: with somebody, or with a problem.
    Ended,
}

/// How the exchange with a neighbour stands, or how the last one ended.
#[derive(Debug, Clone, Default, Serialize, TS)]
pub struct NeighbourShown {
    /// What goes on.
    pub meeting: Meeting,
    /// Where to call: this laptop while it waits, the other while it is called.
    pub address: String,
    /// The six digits the other officer types, while this laptop waits.
    pub code: String,
    /// Whether others on this network can find it, while it waits.
    pub announced: bool,
    /// Operations taken so far.
    pub taken: u64,
    /// Operations given so far.
    pub given: u64,
    /// Operations that one side keeps out of its records.
    pub held: u64,
    /// The photos that come.
    pub photos: PhotosMoved,
    /// Whose laptop it was.
    pub person: Option<String>,
    /// Why the last one came to nothing, or why a caller was turned away.
    pub problem: Option<Problem>,
}

/// A laptop that waits somewhere on this network.
#[derive(Debug, Clone, Serialize, TS)]
pub struct NeighbourFound {
    /// Where.
    pub address: String,
    /// The division its unit is named by, as people call it.
    pub unit: String,
}

/// Whom to call, as the other screen says it.
#[derive(Debug, Clone, Deserialize, TS)]
pub struct NeighbourCall {
    /// Where.
    pub address: String,
    /// The six digits.
    pub code: String,
}
