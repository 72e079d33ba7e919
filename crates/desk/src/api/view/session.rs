//! Who is at work, and how things stand.

use forms::{Complaint, Deed, Text};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::{DueRow, RowShown};
use crate::failure::Failure;

/// What kind of program serves the pages.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum Program {
    /// A field laptop, with one person at it.
    Laptop,
    /// An office, with accounts.
    Office,
}

/// How somebody shows who they are.
#[derive(Clone, Deserialize, TS)]
#[serde(tag = "by", rename_all = "snake_case")]
pub enum Key {
    /// With the word in the address that the program printed.
    Link {
        /// The word.
        word: String,
    },
    /// With that word and the passphrase of the folder, which is locked.
    Passphrase {
        /// The word.
        word: String,
        /// The passphrase.
        passphrase: String,
    },
    /// With a name and a passphrase.
    Name {
        /// The name of the account.
        name: String,
        /// The passphrase.
        passphrase: String,
    },
}

/// A division.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct Division {
    /// Its code, 12 digits.
    pub code: String,
    /// Its name.
    pub name: String,
    /// `city`, `county`, `township` or `village`.
    pub level: String,
}

/// Who is at work, and where.
#[derive(Debug, Clone, Serialize, TS)]
pub struct Session {
    /// With what kind of program.
    pub program: Program,
    /// The person.
    pub person: String,
    /// The role's name in the catalog.
    pub role: String,
    /// The role as people call it.
    pub role_label: Text,
    /// The division the unit is named by.
    pub unit: Division,
    /// The divisions the person answers for.
    pub area: Vec<Division>,
    /// What the person may do in those divisions.
    pub may: Vec<Deed>,
    /// Today by this machine's clock.
    pub today: String,
    /// Changes when the catalog does.
    pub catalog: String,
    /// The version of the program.
    pub version: String,
}

/// What somebody has typed and not saved yet.
#[derive(Debug, Clone, Serialize, TS)]
pub struct DraftKept {
    /// What it is about, by the name the page gave it.
    pub about: String,
    /// What was typed, as the page wrote it.
    pub text: String,
}

/// A draft to keep in the place of the one about the same thing, or to drop.
#[derive(Debug, Clone, Deserialize, TS)]
pub struct DraftToKeep {
    /// What it is about.
    pub about: String,
    /// What was typed; nothing drops the draft.
    pub text: Option<String>,
}

/// Why something was not done.
#[derive(Debug, Clone, Serialize, TS)]
#[ts(optional_fields)]
pub struct Problem {
    /// A stable name for programs.
    pub code: String,
    /// What happened and what to do.
    pub text: Text,
    /// What is wrong with the form, field by field.
    pub complaints: Vec<Complaint>,
    /// The number of the request in the office's log, which the office writes in when it answers.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub request: Option<String>,
}

impl From<&Failure> for Problem {
    fn from(failure: &Failure) -> Problem {
        let complaints = match failure {
            Failure::Form(complaints) | Failure::Overtaken(complaints) => complaints.clone(),
            Failure::Said { .. } => Vec::new(),
        };
        Problem {
            code: failure.code().to_owned(),
            text: failure.text(),
            complaints,
            request: None,
        }
    }
}

/// How the exchange with the office stands, on a laptop.
#[derive(Debug, Clone, Default, Serialize, TS)]
pub struct SyncShown {
    /// The server's address.
    pub server: String,
    /// An exchange is under way.
    pub running: bool,
    /// How far it is.
    pub done: u64,
    /// Out of how much.
    pub all: u64,
    /// The photos of the exchange.
    pub photos: PhotosMoved,
    /// What the last exchange sent.
    pub pushed: u64,
    /// What the last exchange brought.
    pub pulled: u64,
    /// When the last one ended, and well.
    pub ended_ms: Option<u64>,
    /// Why the last one came to nothing.
    pub problem: Option<Text>,
    /// What else to know of the last one.
    pub note: Option<Text>,
}

/// How far the photos of an exchange are, both ways together.
#[derive(Debug, Clone, Default, Serialize, TS)]
pub struct PhotosMoved {
    /// Photos that are over.
    pub done: u64,
    /// Out of how many.
    pub all: u64,
    /// Bytes that are over.
    pub bytes: u64,
    /// Out of how many.
    pub bytes_all: u64,
    /// Why some did not travel; the operations are not held up by it.
    pub problem: Option<Text>,
}

/// Why the office has turned a laptop away, until it lets it in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct TurnedAway {
    /// `waiting` for a yes, `grant_expired` after the grace, `not_approved`, `revoked`.
    pub code: String,
    /// The office's words: the reason, and whom to ask.
    pub text: Text,
}

/// How long a laptop may go on by itself.
#[derive(Debug, Clone, Default, Serialize, TS)]
pub struct GrantShown {
    /// The office has still to say that it may come in.
    pub waits: bool,
    /// Its key, as two people compare it.
    pub fingerprint: String,
    /// Until when its grant is good; it is renewed with each contact.
    pub until_ms: u64,
    /// Why the office turned it away last; nothing while it is let in.
    pub turned_away: Option<TurnedAway>,
    /// Own operations that the office keeps and does not let count until it approves the laptop.
    pub handed_in: u64,
}

/// How things stand at a laptop.
#[derive(Debug, Clone, Default, Serialize, TS)]
pub struct Standing {
    /// The device.
    pub device: String,
    /// Own operations.
    pub operations: u64,
    /// Own operations no receipt covers yet.
    pub unsent: u64,
    /// Own photos of which the office has not said that it has them.
    pub photos_unsent: u64,
    /// Photos of records here whose original is not here.
    pub photos_missing: u64,
    /// The server's time in the last receipt.
    pub last_receipt_ms: Option<u64>,
    /// Own operations the office holds out of the fold: which, and why.
    pub held: Vec<(String, String)>,
    /// What it goes on by.
    pub grant: GrantShown,
    /// What is not as it should be.
    pub problems: Vec<Text>,
    /// The exchange with the office.
    pub sync: SyncShown,
}

/// Another office, and how this one stands with it.
#[derive(Debug, Clone, Serialize, TS)]
pub struct PeerShown {
    /// What it is called.
    pub name: String,
    /// Whether it is the one above.
    pub above: bool,
    /// When it was heard last; nothing before the first time.
    pub heard_ms: Option<u64>,
    /// Until when its charter, or the one it gave, is good; nothing before it was given.
    pub charter_until_ms: Option<u64>,
    /// Operations here that it has not confirmed; always 0 for one below, which calls by itself.
    pub unsent: u64,
    /// Operations that were not taken.
    pub refused: u64,
    /// What went wrong since it was heard.
    pub problem: Option<Text>,
}

/// An operation that is held out of the records.
#[derive(Debug, Clone, Serialize, TS)]
pub struct HeldShown {
    /// Which: its device and number.
    pub operation: String,
    /// The record it is about.
    pub record: String,
    /// What kind of record that is.
    pub kind: Text,
    /// Where it lies.
    pub place: String,
    /// Who wrote it.
    pub by: String,
    /// In which role.
    pub role: Option<Text>,
    /// At which unit.
    pub unit: String,
    /// When, by the author's clock.
    pub at_ms: u64,
    /// Why it is held.
    pub reason: Text,
}

/// What became of a stick.
#[derive(Debug, Clone, Default, Serialize, TS)]
pub struct StickTaken {
    /// What was taken in, line by line.
    pub lines: Vec<Text>,
    /// What is wrong or missing.
    pub problems: Vec<Text>,
    /// The word under which the answer can be fetched, if there is one.
    pub answer: Option<String>,
}

/// What there is to do today.
#[derive(Debug, Clone, Serialize, TS)]
pub struct Today {
    /// The day.
    pub day: String,
    /// Deadlines that have passed, the longest ago first, a first page of them.
    pub overdue: Vec<DueRow>,
    /// How many deadlines have passed.
    pub overdue_all: u64,
    /// Deadlines of the next days, the nearest first, a first page of them.
    pub soon: Vec<DueRow>,
    /// How many deadlines are near.
    pub soon_all: u64,
    /// Records that were sent back.
    pub returned: Vec<RowShown>,
    /// Records in conflict.
    pub conflicts: Vec<RowShown>,
    /// Drafts.
    pub drafts: Vec<RowShown>,
    /// How the laptop stands; nothing at an office.
    pub standing: Option<Standing>,
}
