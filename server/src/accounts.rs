//! Accounts: who may work at the office's own pages.
//!
//! An account is a name with a role at a unit; whoever knows its passphrase, or opens a link that
//! was made for it, sits at its desk. Of a passphrase and of a link only hashes are kept.

use argon2::Argon2;
use argon2::password_hash::{PasswordHasher, PasswordVerifier, phc::PasswordHash};
use desk::{Failure, fill};
use forms::{Deed, Relation};
use merge::Hash;
use places::Unit;
use serde::{Deserialize, Serialize};
use store::Item;

use crate::office::Office;

/// Shortest passphrase, in characters.
const SHORTEST: usize = 10;
/// Failures after which an account waits, and how long, in milliseconds.
const TRIES: u32 = 5;
const WAIT_MS: u64 = 15 * 60 * 1000;
/// What administrators do: theirs alone once they are appointed.
const ADMINISTERS: [Deed; 5] = [
    Deed::Accounts,
    Deed::Devices,
    Deed::Policy,
    Deed::Keys,
    Deed::Logs,
];

/// An account as the office keeps it.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Account {
    /// The name, which is the person's as well.
    pub(crate) name: String,
    /// The role.
    pub(crate) role: String,
    /// The unit, and the divisions it answers for.
    pub(crate) unit: Unit,
    /// The hash of the passphrase, in PHC form; empty until one is set.
    passphrase: String,
    /// Nobody may sit at it any more.
    closed: bool,
    /// Wrong passphrases since the last right one.
    failed: u32,
    /// Not before this moment may another be tried, milliseconds since 1970.
    wait_until_ms: u64,
}

/// An account as a list shows it.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct AccountShown {
    /// The name.
    pub name: String,
    /// The role.
    pub role: String,
    /// The unit.
    pub unit: Unit,
    /// A passphrase is set.
    pub has_passphrase: bool,
    /// Nobody may sit at it any more.
    pub closed: bool,
}

/// A link that lets its reader in.
#[derive(Debug, Clone, Serialize, Deserialize)]
struct Link {
    account: String,
    until_ms: u64,
}

impl Account {
    /// What lets whoever sits at it go on: as long as it is the same, nobody else has to ask again.
    pub(crate) fn stamp(&self) -> Hash {
        Hash::of(&[b"xunlu/account/1\0", self.passphrase.as_bytes()])
    }
}

fn note_of(name: &str) -> String {
    format!("account/{name}")
}

fn link_note(word: &str) -> String {
    format!("link/{}", Hash::of(&[b"xunlu/link/1\0", word.as_bytes()]))
}

impl Office {
    /// Makes an account.
    ///
    /// # Errors
    /// A role that does not fit the unit, a name that is none or is taken.
    pub fn open_account(&self, unit: Unit, role: &str, name: &str) -> Result<(), Failure> {
        let name = Office::person_name(name)?;
        self.check_role(role, unit.code)?;
        self.check_apart(name, role)?;
        if self.account(name)?.is_some() {
            return Err(Failure::new(
                "name",
                format!("已有名为「{name}」的账号；同名的人请加上警号等以便区分"),
                format!(
                    "there is an account `{name}` already; add a number to tell people of one name apart"
                ),
            ));
        }
        self.keep_account(&Account {
            name: name.to_owned(),
            role: role.to_owned(),
            unit,
            passphrase: String::new(),
            closed: false,
            failed: 0,
            wait_until_ms: 0,
        })
    }

    /// Sets an account's passphrase.
    ///
    /// # Errors
    /// An unknown account, or a passphrase that is too short.
    pub fn set_passphrase(&self, name: &str, passphrase: &str) -> Result<(), Failure> {
        let mut account = self.known_account(name)?;
        if passphrase.chars().count() < SHORTEST {
            return Err(Failure::new(
                "passphrase",
                format!("口令至少 {SHORTEST} 个字符；几个不相干的词连起来最好记"),
                format!(
                    "a passphrase has at least {SHORTEST} characters; a few unrelated words are easy to keep in mind"
                ),
            ));
        }
        let hashed = Argon2::default().hash_password(passphrase.as_bytes());
        account.passphrase = hashed.map_err(|error| no_hash(&error))?.to_string();
        (account.failed, account.wait_until_ms, account.closed) = (0, 0, false);
        self.keep_account(&account)
    }

    /// Closes an account; what was written at it stays.
    ///
    /// # Errors
    /// An unknown account.
    pub fn close_account(&self, name: &str) -> Result<(), Failure> {
        let mut account = self.known_account(name)?;
        account.closed = true;
        self.keep_account(&account)
    }

    /// Makes the secret word of a link that lets whoever opens it sit at an account until then.
    ///
    /// # Errors
    /// An unknown account.
    pub fn link(&self, name: &str, until_ms: u64) -> Result<String, Failure> {
        let account = self.known_account(name)?.name;
        let mut word = [0; 32];
        fill(&mut word)?;
        let word = Hash(word).to_string();
        let link = Link { account, until_ms };
        let value = serde_json::to_vec(&link).unwrap_or_default();
        self.keep_note(link_note(&word), value)?;
        Ok(word)
    }

    /// Every account, by name.
    ///
    /// # Errors
    /// A store that fails.
    pub fn accounts(&self) -> Result<Vec<AccountShown>, Failure> {
        let notes = self.room.store.notes("account/")?.into_iter();
        let accounts = notes.filter_map(|(_, kept)| serde_json::from_slice::<Account>(&kept).ok());
        Ok(accounts
            .map(|account| AccountShown {
                has_passphrase: !account.passphrase.is_empty(),
                name: account.name,
                role: account.role,
                unit: account.unit,
                closed: account.closed,
            })
            .collect())
    }

    /// The account whose link has that word.
    ///
    /// # Errors
    /// A link that is unknown or has run out.
    pub(crate) fn by_link(&self, word: &str, now_ms: u64) -> Result<Account, Failure> {
        let kept = self.room.store.note(&link_note(word))?;
        let link: Option<Link> = kept.and_then(|kept| serde_json::from_slice(&kept).ok());
        let link = link.filter(|link| now_ms < link.until_ms);
        let account = link.map(|link| self.account(&link.account)).transpose()?;
        account.flatten().filter(|account| !account.closed).ok_or_else(|| {
            Failure::new(
                "not_let_in",
                "这个登录链接已失效；请用姓名和口令登录，或向管理员要新的链接",
                "this link is no longer good; sign in with name and passphrase, or ask the administrator for a new link",
            )
        })
    }

    /// Who is appointed for what administrators do, with a passphrase to do it by; nobody for anything
    /// else.
    pub(crate) fn appointed(&self, deed: Deed) -> Result<Option<String>, Failure> {
        if !ADMINISTERS.contains(&deed) {
            return Ok(None);
        }
        let may = |role: &str| self.room.catalog.may(role, deed, Relation::Own);
        let mut accounts = self.accounts()?.into_iter();
        let appointed = accounts.find(|one| !one.closed && one.has_passphrase && may(&one.role));
        Ok(appointed.map(|one| one.name))
    }

    /// The account with that name and passphrase. Too many wrong ones make it wait.
    ///
    /// # Errors
    /// A wrong name or passphrase, told in the same words, or an account that waits.
    pub(crate) fn by_name(
        &self,
        name: &str,
        passphrase: &str,
        now_ms: u64,
    ) -> Result<Account, Failure> {
        let wrong = || {
            Failure::new(
                "not_let_in",
                "姓名或口令不对；连续输错会暂停登录",
                "the name or the passphrase is wrong; repeated mistakes make the account wait",
            )
        };
        let account = self.account(name.trim())?;
        let account = account.filter(|known| !known.closed && !known.passphrase.is_empty());
        let Some(mut account) = account else {
            // An unknown name takes as long as a wrong passphrase, so that names cannot be tried.
            let _ = Argon2::default().hash_password(passphrase.as_bytes());
            return Err(wrong());
        };
        if now_ms < account.wait_until_ms {
            let minutes = (account.wait_until_ms - now_ms).div_ceil(60_000);
            return Err(Failure::new(
                "slow_down",
                format!("输错次数过多，请 {minutes} 分钟后再试，或请管理员重设口令"),
                format!(
                    "too many mistakes: try again in {minutes} minutes, or ask the administrator to set a new passphrase"
                ),
            ));
        }
        let right = PasswordHash::new(&account.passphrase).is_ok_and(|kept| {
            let verified = Argon2::default().verify_password(passphrase.as_bytes(), &kept);
            verified.is_ok()
        });
        if right && account.failed == 0 {
            return Ok(account);
        }
        self.count_try(&account.name, right, now_ms)?;
        account.failed = 0;
        if right { Ok(account) } else { Err(wrong()) }
    }

    /// Counts a try at an account, among those at other processes of the office.
    fn count_try(&self, name: &str, right: bool, now_ms: u64) -> Result<(), Failure> {
        let store = &self.room.store;
        store.decide(&mut || {
            let kept = store.note(&note_of(name))?;
            let kept = kept.and_then(|kept| serde_json::from_slice::<Account>(&kept).ok());
            let Some(mut account) = kept else {
                return Ok(Vec::new());
            };
            account.failed = if right { 0 } else { account.failed + 1 };
            if account.failed >= TRIES {
                (account.failed, account.wait_until_ms) = (0, now_ms + WAIT_MS);
            }
            let (name, value) = (
                note_of(name),
                serde_json::to_vec(&account).unwrap_or_default(),
            );
            Ok(vec![Item::Note { name, value }])
        })?;
        Ok(())
    }

    /// The account of that name, if anybody may sit at it.
    pub(crate) fn open_account_of(&self, name: &str) -> Result<Option<Account>, Failure> {
        Ok(self.account(name)?.filter(|account| !account.closed))
    }

    fn account(&self, name: &str) -> Result<Option<Account>, Failure> {
        let kept = self.room.store.note(&note_of(name))?;
        Ok(kept.and_then(|kept| serde_json::from_slice(&kept).ok()))
    }

    pub(crate) fn known_account(&self, name: &str) -> Result<Account, Failure> {
        self.account(name.trim())?.ok_or_else(|| {
            Failure::new(
                "account",
                format!("没有账号「{name}」；用 account list 查看"),
                format!("there is no account `{name}`; see `account list`"),
            )
        })
    }

    fn keep_account(&self, account: &Account) -> Result<(), Failure> {
        let value = serde_json::to_vec(account).unwrap_or_default();
        self.keep_note(note_of(&account.name), value)
    }
}

fn no_hash(error: &argon2::password_hash::Error) -> Failure {
    Failure::new(
        "passphrase",
        format!("口令无法保存：{error}"),
        format!("the passphrase cannot be kept: {error}"),
    )
}
