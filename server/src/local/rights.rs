//! What each command asks of whoever types it, and who that is.
//!
//! Whoever holds the folder can do anything with it, so the commands ask as long as nobody is
//! appointed for a thing. Once somebody is, who has an account with a passphrase, the thing is
//! theirs: it is done with `--as NAME`, or by the holder of the folder for a reason that is kept
//! where the audit administrator sees it.

use std::fmt;

use desk::{Failure, Look};
use forms::Deed;
use places::DivisionCode;
use serde::{Deserialize, Serialize};

use super::Command;
use super::accounts::Account;
use super::auditing::Auditing;
use super::enrolling::Enrolling;
use super::peering::Peering;
use crate::accounts::Account as Kept;
use crate::http::now_ms;
use crate::office::Office;
use crate::roles::OWNER;

/// Every command with what it asks; nothing: it is the machine's own.
const TABLE: &[(&str, Option<Deed>)] = &[
    ("init", None),
    ("serve", None),
    ("backup", None),
    ("restore", None),
    ("replica", None),
    ("migrate", None),
    ("daily", None),
    ("sample", None),
    ("demo", None),
    ("kinds", None),
    ("verify-bundle", None),
    ("units", None),
    ("rekey", None),
    ("certificate export", None),
    ("certificate names", None),
    ("stats", Some(Deed::Read)),
    ("due", Some(Deed::Read)),
    ("proposals", Some(Deed::Read)),
    ("clocks", Some(Deed::Read)),
    ("report", Some(Deed::Export)),
    ("behind", Some(Deed::Read)),
    ("results", Some(Deed::Read)),
    ("looks", Some(Deed::Logs)),
    ("account add", Some(Deed::Accounts)),
    ("account passphrase", Some(Deed::Accounts)),
    ("account link", Some(Deed::Accounts)),
    ("account close", Some(Deed::Accounts)),
    ("account list", Some(Deed::Accounts)),
    ("invite", Some(Deed::Devices)),
    ("enrolments list", Some(Deed::Keys)),
    ("enrolments approve", Some(Deed::Keys)),
    ("enrolments refuse", Some(Deed::Keys)),
    ("enrolments policy", Some(Deed::Policy)),
    ("transfer", Some(Deed::Devices)),
    ("revoke", Some(Deed::Devices)),
    ("audit verify", Some(Deed::Logs)),
    ("audit head", Some(Deed::Logs)),
    ("audit witnesses", Some(Deed::Logs)),
    ("exchange", Some(Deed::Devices)),
    ("export", Some(Deed::Devices)),
    ("import", Some(Deed::Policy)),
    ("unlock", Some(Deed::Keys)),
    ("invite-office", Some(Deed::Keys)),
    ("join", Some(Deed::Keys)),
    ("peers status", Some(Deed::Keys)),
    ("peers sync", None),
    ("peers export", Some(Deed::Keys)),
    ("peers import", Some(Deed::Keys)),
];

/// Every command: what a person types, and what it asks.
#[must_use]
pub fn table() -> Vec<(&'static str, Option<Deed>)> {
    TABLE.to_vec()
}

/// What a command that reaches an office is called in the table, and the division it is about.
fn named(command: &Command) -> (&'static str, Option<DivisionCode>) {
    match command {
        Command::Stats { under } => ("stats", *under),
        Command::Due { under, .. } => ("due", *under),
        Command::Proposals { under, .. } => ("proposals", *under),
        Command::Clocks { under, .. } => ("clocks", *under),
        Command::Daily => ("daily", None),
        Command::Hold { .. } => ("migrate", None),
        Command::Report { asked, .. } => ("report", asked.under),
        Command::Behind { under, .. } => ("behind", *under),
        Command::Results(_) => ("results", None),
        Command::Looks => ("looks", None),
        Command::Unlock(_) => ("unlock", None),
        Command::Account(Account::Add { unit, .. }) => ("account add", Some(*unit)),
        Command::Account(Account::Passphrase { .. }) => ("account passphrase", None),
        Command::Account(Account::Link { .. }) => ("account link", None),
        Command::Account(Account::Close { .. }) => ("account close", None),
        Command::Account(Account::List) => ("account list", None),
        Command::Exchange(_) => ("exchange", None),
        Command::Export { .. } => ("export", None),
        Command::Peers(Peering::Invite { unit, .. }) => ("invite-office", Some(*unit)),
        Command::Peers(Peering::Join { .. }) => ("join", None),
        Command::Peers(Peering::Status) => ("peers status", None),
        Command::Peers(Peering::Sync { .. }) => ("peers sync", None),
        Command::Peers(Peering::Export { .. }) => ("peers export", None),
        Command::Peers(Peering::Import(_)) => ("peers import", None),
        Command::Revoke(_) => ("revoke", None),
        Command::Audit(Auditing::Verify(_)) => ("audit verify", None),
        Command::Audit(Auditing::Head) => ("audit head", None),
        Command::Audit(Auditing::Witnesses) => ("audit witnesses", None),
        Command::Transfer { unit, .. } => ("transfer", Some(*unit)),
        Command::Invite { unit, .. } => ("invite", Some(*unit)),
        Command::Enrolments(Enrolling::List) => ("enrolments list", None),
        Command::Enrolments(Enrolling::Decide(said)) if said.yes => ("enrolments approve", None),
        Command::Enrolments(Enrolling::Decide(_)) => ("enrolments refuse", None),
        Command::Enrolments(Enrolling::Policy { .. }) => ("enrolments policy", None),
        // One who speaks for another who speaks for a third is nobody.
        Command::By(..) => ("", None),
    }
}

/// Who types.
#[derive(Clone, Serialize, Deserialize)]
pub(crate) enum Acting {
    /// Somebody with an account.
    Account {
        /// The account.
        name: String,
        /// Its passphrase.
        passphrase: String,
    },
    /// The holder of the folder, for a reason.
    Owner(String),
}

// A passphrase must not reach a log by way of a debug line.
impl fmt::Debug for Acting {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Acting")
    }
}

/// Lets a command pass.
///
/// # Errors
/// As [`Office::lets_type`].
pub(super) fn judged(
    office: &Office,
    acting: Option<&Acting>,
    command: &Command,
) -> Result<(), Failure> {
    let whole = match command {
        Command::Report { asked, reason } if asked.unmasked => {
            Some(desk::reason(reason.as_deref().unwrap_or_default())?)
        }
        _ => None,
    };
    // Whoever need not wait for a yes has been given one.
    if let Command::Invite {
        unit,
        approved: true,
        ..
    } = command
    {
        office.lets_type(acting, ("enrolments approve", Some(*unit)), None)?;
    }
    office.lets_type(acting, named(command), whole.as_deref())
}

/// Who a command is kept to have been given by.
pub(super) fn who(acting: Option<&Acting>) -> &str {
    account(acting).unwrap_or(OWNER)
}

/// The account a command was given with; nothing if it was the holder of the folder.
pub(super) fn account(acting: Option<&Acting>) -> Option<&str> {
    match acting {
        Some(Acting::Account { name, .. }) => Some(name),
        Some(Acting::Owner(_)) | None => None,
    }
}

impl Office {
    /// Lets a command pass if whoever types may do what it asks, in the division it is about;
    /// `whole` says why persons are to be shown whole.
    ///
    /// # Errors
    /// A command that stands in no row, an account that is wrong or may not, or a thing that
    /// somebody is appointed for.
    pub(crate) fn lets_type(
        &self,
        acting: Option<&Acting>,
        (name, under): (&str, Option<DivisionCode>),
        whole: Option<&str>,
    ) -> Result<(), Failure> {
        let row = TABLE.iter().find(|(known, _)| *known == name);
        let (_, deed) = row.ok_or_else(|| not_allowed(name))?;
        let Some(deed) = deed else {
            return Ok(());
        };
        let at = under.unwrap_or(self.site.root);
        let person = match acting {
            Some(Acting::Account {
                name: who,
                passphrase,
            }) => {
                let account = self.by_name(who, passphrase, now_ms())?;
                let deeds = [Some(*deed), whole.map(|_| Deed::Whole)];
                let may = |deed: &Deed| self.account_may(&account, *deed, at);
                if !deeds.iter().flatten().all(may) {
                    return Err(not_allowed(name));
                }
                account.name
            }
            Some(Acting::Owner(reason)) => {
                self.kept_look(OWNER, name, at, reason)?;
                OWNER.to_owned()
            }
            None => {
                self.nobody_for(*deed)?;
                OWNER.to_owned()
            }
        };
        match whole {
            Some(reason) => self.kept_look(&person, name, at, reason),
            None => Ok(()),
        }
    }

    /// Keeps that somebody opens a laptop's folder with the key of the office, and why.
    ///
    /// # Errors
    /// No reason, or a disk that refuses: then nothing may be opened.
    pub(super) fn unlocks(&self, acting: Option<&Acting>, reason: &str) -> Result<(), Failure> {
        let person = match acting {
            Some(Acting::Account { name, .. }) => name,
            _ => OWNER,
        };
        let reason = desk::reason(reason)?;
        self.kept_look(person, "unlock", self.site.root, &reason)
    }

    /// Whether an account may do something in a division.
    fn account_may(&self, account: &Kept, deed: Deed, at: DivisionCode) -> bool {
        let area = &account.unit.jurisdiction;
        self.room.may(&account.role, area, deed, at)
    }

    /// Whether an account may do something in a division.
    ///
    /// # Errors
    /// An unknown account.
    pub fn lets(&self, account: &str, deed: Deed, at: DivisionCode) -> Result<bool, Failure> {
        Ok(self.account_may(&self.known_account(account)?, deed, at))
    }

    /// Whether nobody is appointed for a thing who could do it with an account.
    fn nobody_for(&self, deed: Deed) -> Result<(), Failure> {
        match self.appointed(deed)? {
            None => Ok(()),
            Some(name) => Err(Failure::new(
                "appointed",
                format!(
                    "这件事由 {name} 负责：请加 --as 姓名；本人不在时由服务器主管加 --as-owner 理由，会留下记录"
                ),
                format!(
                    "{name} is appointed for this: add --as NAME; in their absence the owner of the server adds --as-owner REASON, which is kept"
                ),
            )),
        }
    }

    fn kept_look(
        &self,
        account: &str,
        file: &str,
        at: DivisionCode,
        reason: &str,
    ) -> Result<(), Failure> {
        self.room.keep_look(&Look {
            at_ms: now_ms(),
            account: account.to_owned(),
            role: String::new(),
            unit: String::new(),
            record: None,
            file: Some(file.to_owned()),
            division: at.to_string(),
            fields: Vec::new(),
            reason: reason.to_owned(),
        })
    }
}

fn not_allowed(name: &str) -> Failure {
    Failure::new(
        "not_allowed",
        format!("这个账号不能执行 {name}，或不能用于该区划；请用负责此事的账号"),
        format!(
            "this account may not run `{name}`, or not for that division; use the account of whoever is appointed for it"
        ),
    )
}
