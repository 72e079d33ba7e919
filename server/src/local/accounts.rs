//! Commands about accounts, run on an open office.

use desk::Failure;
use places::DivisionCode;
use serde::{Deserialize, Serialize};

use super::Answer;
use crate::http::now_ms;
use crate::office::Office;

/// Milliseconds of an hour.
const HOUR_MS: u64 = 60 * 60 * 1000;

/// Something about accounts.
#[derive(Clone, Serialize, Deserialize)]
pub(crate) enum Account {
    /// Opens one.
    Add {
        /// The division the unit is named by.
        unit: DivisionCode,
        /// Other divisions it answers for.
        also: Vec<DivisionCode>,
        /// The role.
        role: String,
        /// The person.
        name: String,
    },
    /// Sets its passphrase.
    Passphrase {
        /// The account.
        name: String,
        /// What is to be typed.
        passphrase: String,
    },
    /// Makes a link.
    Link {
        /// The account.
        name: String,
        /// Good for so long.
        hours: u32,
    },
    /// Closes it.
    Close {
        /// The account.
        name: String,
    },
    /// Lists them all.
    List,
}

// A passphrase must not reach a log by way of a debug line.
impl std::fmt::Debug for Account {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Account")
    }
}

/// Runs one.
///
/// # Errors
/// Whatever it refuses.
pub(super) fn run(office: &Office, what: &Account) -> Result<Answer, Failure> {
    match what {
        Account::Add {
            unit,
            also,
            role,
            name,
        } => office.open_account(office.unit(*unit, also)?, role, name)?,
        Account::Passphrase { name, passphrase } => office.set_passphrase(name, passphrase)?,
        Account::Close { name } => office.close_account(name)?,
        Account::Link { name, hours } => {
            let until_ms = now_ms() + u64::from(*hours) * HOUR_MS;
            return Ok(Answer::Link(office.link(name, until_ms)?));
        }
        Account::List => return office.accounts().map(Answer::Accounts),
    }
    Ok(Answer::Done)
}
