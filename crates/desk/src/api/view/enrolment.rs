//! Laptops that ask to come in.

use forms::Text;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// How a laptop stands that asked to come in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum Asks {
    /// It is new and waits for a yes.
    New,
    /// Its grant has ended and the time of grace is over; it is back, and waits for a yes.
    Back,
    /// It was let in.
    Approved,
    /// It was not.
    Refused,
}

/// A laptop that asked to come in, with what is to be compared before anybody says yes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct Enrolment {
    /// The device.
    pub device: String,
    /// Its key, as two people compare it: the same digits stand on the laptop.
    pub fingerprint: String,
    /// Who works with it.
    pub person: String,
    /// In which role.
    pub role: Text,
    /// The division the unit is named by, twelve digits.
    pub unit: String,
    /// That division's name and those above.
    pub place: String,
    /// How it stands.
    pub asks: Asks,
    /// Until when its grant is good, or when it ended; of a new one it ends as it begins.
    pub until_ms: u64,
    /// Operations it handed in that are kept and not in force: a yes admits them.
    pub handed_in: u64,
    /// When it asked, by the office's clock.
    pub asked_ms: u64,
    /// The network address it asked from; nothing if it asked by stick.
    pub from: Option<String>,
    /// Who has decided; nothing while it waits.
    pub by: Option<String>,
    /// When that was.
    pub decided_ms: Option<u64>,
    /// Why it was refused.
    pub reason: Option<String>,
}

/// What somebody says to a laptop that waits.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct Decision {
    /// The device, or its first digits.
    pub device: String,
    /// Yes, or no.
    pub yes: bool,
    /// Why not; nothing with a yes.
    #[serde(default)]
    pub reason: String,
}
