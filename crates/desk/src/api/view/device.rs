//! Invitations and the devices they have let in, as an office's administrator sees them, and the
//! officers of a laptop.

use std::fmt;

use forms::{Lang, Text};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// What has become of an invitation.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum Becomes {
    /// Nobody has used it yet.
    Open,
    /// Nobody has used it in time.
    RunOut,
    /// It was taken back before anybody used it.
    Withdrawn,
    /// It has let a device in.
    Used,
}

/// An invitation as the office keeps it, which is without its secret.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct InvitationShown {
    /// What it is known by; whoever knows this cannot use it.
    pub id: String,
    /// Whom it is for.
    pub person: String,
    /// In which role.
    pub role: Text,
    /// The division the unit is named by, twelve digits.
    pub unit: String,
    /// That division's name and those above.
    pub place: String,
    /// Who has made it; nothing if that was the holder of the office's folder.
    pub by: Option<String>,
    /// When it was made.
    pub made_ms: u64,
    /// Until when it is good, or was.
    pub until_ms: u64,
    /// What has become of it.
    pub becomes: Becomes,
    /// The device that has used it.
    pub device: Option<String>,
    /// When it was used or taken back.
    pub ended_ms: Option<u64>,
}

/// An invitation that is to be made.
#[derive(Debug, Clone, Deserialize, TS)]
pub struct ToInvite {
    /// The division the unit is named by, twelve digits.
    pub unit: String,
    /// The role's name in the catalog.
    pub role: String,
    /// Who will work with the laptop.
    pub person: String,
    /// How long it is to be good, in hours.
    pub hours: u32,
    /// Where laptops call the office; none if whoever uses it knows.
    pub addresses: Vec<String>,
    /// The language of the page to be printed.
    #[ts(type = "'zh' | 'en'")]
    pub lang: Lang,
}

/// An invitation that was made just now, with its secret: this is told once, to whoever made it.
#[derive(Clone, Serialize, TS)]
pub struct Invited {
    /// What the office keeps of it.
    pub kept: InvitationShown,
    /// The laptop it lets in waits for somebody's yes.
    pub waits: bool,
    /// The lines to be typed: four, and the addresses behind them.
    pub lines: Vec<String>,
    /// The same as a picture for a camera, row by row: `#` is dark. None if there are too many
    /// addresses for one.
    pub picture: Vec<String>,
    /// The page to be printed, in HTML; nothing without the picture.
    pub paper: Option<String>,
    /// The invitation's file.
    pub file: String,
}

/// An invitation that is to be taken back.
#[derive(Debug, Clone, Deserialize, TS)]
pub struct ToWithdraw {
    /// What it is known by.
    pub id: String,
}

/// How a device stands with the office.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum DeviceStands {
    /// Its grant is in force.
    InForce,
    /// Its grant has ended, and the time of grace has not: the next contact renews it.
    InGrace,
    /// It is new, and waits for a yes.
    Waiting,
    /// The time of grace is over: should it come back it waits for a yes.
    BeyondGrace,
    /// It was sent away.
    Revoked,
}

/// A device that an invitation has let in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct DeviceShown {
    /// The device.
    pub device: String,
    /// Its key, as two people compare it.
    pub fingerprint: String,
    /// What its key signs with.
    pub suite: String,
    /// Who works with it.
    pub person: String,
    /// In which role.
    pub role: Text,
    /// The division the unit is named by, twelve digits.
    pub unit: String,
    /// That division's name and those above.
    pub place: String,
    /// How it stands.
    pub stands: DeviceStands,
    /// Until when its grant is good; nothing while it waits.
    pub until_ms: Option<u64>,
    /// When it was last heard of, to about a minute; nothing if that is not known.
    pub heard_ms: Option<u64>,
    /// How many of its operations are here.
    pub operations: u64,
    /// Why it was sent away; nothing if it was not.
    pub reason: Option<String>,
    /// When that was.
    pub revoked_ms: Option<u64>,
}

/// A device that is to be sent away, or believed again.
#[derive(Debug, Clone, Deserialize, TS)]
pub struct ToRevoke {
    /// The device.
    pub device: String,
    /// Why; other laptops show it.
    pub reason: String,
    /// It was found: what it writes from now on counts again.
    pub lift: bool,
}

/// An officer of a laptop.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct OfficerShown {
    /// The officer's own device, which is a key.
    pub device: String,
    /// That key, as two people compare it.
    pub fingerprint: String,
    /// Who.
    pub person: String,
    /// In which role.
    pub role: Text,
    /// The division the unit is named by, twelve digits.
    pub unit: String,
    /// That division's name and those above, as far as they are known here.
    pub place: String,
    /// It is they who are at work.
    pub at_work: bool,
    /// The office has still to say yes to them.
    pub waits: bool,
}

/// Who shares a laptop.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct OfficersShown {
    /// The officers, in the order they came.
    pub officers: Vec<OfficerShown>,
    /// A passphrase opens the folder, so each officer has one of their own.
    pub locked: bool,
    /// Whoever opens the folder has the key of one of them at least, though several share it.
    pub unprotected: bool,
}

/// An officer who is to be added.
#[derive(Clone, Deserialize, TS)]
pub struct ToJoin {
    /// The invitation: the lines as they stand on paper, or what its file says.
    pub invitation: String,
    /// What the officer is called; an invitation's file says it, typed lines do not.
    pub person: String,
    /// The passphrase that the officer has chosen; empty where the folder opens without.
    pub passphrase: String,
}

// A passphrase must not reach a log by way of a debug line.
impl fmt::Debug for ToJoin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("ToJoin")
    }
}

/// An officer who is to be let go.
#[derive(Debug, Clone, Deserialize, TS)]
pub struct ToDismiss {
    /// The officer's device.
    pub device: String,
}
