//! Who is signed in.
//!
//! A session has a word that the browser alone knows; here it goes by the word's hash. Where one
//! process has the pages to itself its sessions are in its memory, and end with it. Where several
//! processes share an office they lie on a shelf of all of them, sealed: whoever signed in at one is
//! so at the others, and whoever signed out is out everywhere with the next request.
//!
//! | on the shelf | what it is |
//! | --- | --- |
//! | the hash | the session; written once, so that a process which looks on cannot bring back what another one has ended |
//! | the hash and `.used` | when somebody had a hand at the keys last |
//! | `brought-` and a hash | a file that somebody brought and no record speaks of yet |

use std::collections::HashMap;
use std::io;
use std::path::Path;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, SystemTime};

use merge::Hash;
use serde::{Deserialize, Serialize};
use store::disk::Disk;
use vault::Vault;

use super::Who;
use crate::failure::Failure;
use crate::room::Seat;

/// The shelf of sessions.
pub const FOLDER: &str = "sessions";

/// Most sessions at once. In memory the one that was silent longest makes room.
const MOST: usize = 10_000;
/// The last hand at the keys is written down when it is so much of the patience later than what
/// stands there: a session may end by so much too early at another process, and never too late.
const STEP: u64 = 30;
/// What nobody has touched for so long is over, whatever its patience: two working days.
const FORGOTTEN: Duration = Duration::from_secs(2 * 24 * 60 * 60);
/// Behind the name of a session, the file of its last use.
const USED: &str = ".used";
/// What the names of files begin with that stand for what somebody brought.
const BROUGHT: &str = "brought-";

/// One session.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct Session {
    /// The account.
    pub(super) account: String,
    /// What was looked at of the account to let it in.
    pub(super) stamp: Hash,
    /// Where they sat down, at this process.
    #[serde(skip)]
    pub(super) seat: Option<Arc<Seat>>,
    /// The word of the window it was opened in, as a hash; none for a program that has no windows.
    pub(super) window: Option<Hash>,
    pub(super) used_ms: u64,
    pub(super) patience_ms: u64,
}

impl Session {
    pub(super) fn of(who: Who, window: Option<Hash>, used_ms: u64, patience_ms: u64) -> Session {
        Session {
            account: who.account,
            stamp: who.stamp,
            seat: Some(who.seat),
            window,
            used_ms,
            patience_ms,
        }
    }

    pub(super) fn is_over(&self, now_ms: u64) -> bool {
        now_ms.saturating_sub(self.used_ms) >= self.patience_ms
    }
}

/// The sessions of one process.
#[derive(Debug, Default)]
pub(super) struct Sessions(Mutex<HashMap<Hash, Session>>);

impl Sessions {
    fn all(&self) -> MutexGuard<'_, HashMap<Hash, Session>> {
        // Whoever panicked in between left a map that is whole.
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(super) fn open(&self, name: Hash, session: Session) {
        let mut all = self.all();
        all.retain(|_, other| !other.is_over(session.used_ms));
        if all.len() >= MOST {
            let oldest = all.iter().min_by_key(|(_, session)| session.used_ms);
            if let Some(oldest) = oldest.map(|(name, _)| *name) {
                all.remove(&oldest);
            }
        }
        all.insert(name, session);
    }

    pub(super) fn find(&self, name: Hash) -> Option<Session> {
        self.all().get(&name).cloned()
    }

    pub(super) fn used(&self, name: Hash, used_ms: u64) {
        if let Some(session) = self.all().get_mut(&name) {
            session.used_ms = session.used_ms.max(used_ms);
        }
    }

    pub(super) fn close(&self, name: Hash) {
        self.all().remove(&name);
    }
}

/// The sessions that several processes share.
#[derive(Debug, Clone)]
pub struct Shelf {
    disk: Arc<dyn Disk>,
    vault: Vault,
}

impl Shelf {
    /// The sessions on a disk whose key this is.
    #[must_use]
    pub fn on(disk: Arc<dyn Disk>, vault: &Vault) -> Shelf {
        let vault = vault.inside(FOLDER);
        Shelf { disk, vault }
    }

    pub(super) fn open(&self, name: Hash, session: &Session) -> Result<(), Failure> {
        let names = self.disk.names().map_err(|error| failed(&error))?;
        if names.len() >= 2 * MOST {
            sweep(&*self.disk)?;
            return Err(Failure::new(
                "slow_down",
                "登录的人太多，请稍后再试",
                "too many people are signed in; try again later",
            ));
        }
        self.note_used(name, session.used_ms)?;
        let name = name.to_string();
        let text = serde_json::to_vec(session).unwrap_or_default();
        let sealed = self.vault.seal(name.as_bytes(), &text);
        sealed
            .and_then(|sealed| self.disk.replace(&name, &sealed))
            .map_err(|error| failed(&error))
    }

    pub(super) fn find(&self, name: Hash) -> Result<Option<Session>, Failure> {
        let Some(text) = self.read(&name.to_string())? else {
            return Ok(None);
        };
        let found: Option<Session> = serde_json::from_slice(&text).ok();
        let used = self.read(&used_of(name))?;
        let used = used.and_then(|used| Some(u64::from_be_bytes(*used.first_chunk()?)));
        Ok(found.map(|session| Session {
            used_ms: session.used_ms.max(used.unwrap_or(0)),
            ..session
        }))
    }

    /// Notes that a session was used, unless what stands there says nearly as much.
    pub(super) fn used(&self, name: Hash, session: &Session, used_ms: u64) -> Result<(), Failure> {
        if used_ms < session.used_ms + session.patience_ms / STEP {
            return Ok(());
        }
        self.note_used(name, used_ms)
    }

    fn note_used(&self, name: Hash, used_ms: u64) -> Result<(), Failure> {
        let name = used_of(name);
        let sealed = self.vault.seal(name.as_bytes(), &used_ms.to_be_bytes());
        sealed
            .and_then(|sealed| self.disk.replace(&name, &sealed))
            .map_err(|error| failed(&error))
    }

    pub(super) fn close(&self, name: Hash) -> Result<(), Failure> {
        for name in [name.to_string(), used_of(name)] {
            self.disk.remove(&name).map_err(|error| failed(&error))?;
        }
        Ok(())
    }

    /// Notes that somebody brought a file.
    pub(super) fn brings(&self, account: &str, sha256: Hash) -> Result<(), Failure> {
        let kept = self.disk.replace(&self.brought(account, sha256), &[]);
        kept.map_err(|error| failed(&error))
    }

    /// Whether somebody brought a file, at whichever process.
    pub(super) fn has_brought(&self, account: &str, sha256: Hash) -> bool {
        self.disk.len(&self.brought(account, sha256)).is_ok()
    }

    /// Names on the shelf tell nobody who brought what.
    fn brought(&self, account: &str, sha256: Hash) -> String {
        let both = [&sha256.0[..], account.as_bytes()].concat();
        format!(
            "{BROUGHT}{}",
            Hash(self.vault.inside("brought").hash(&both))
        )
    }

    /// A file as it was sealed; nothing if it is not there, or was not sealed for there.
    fn read(&self, name: &str) -> Result<Option<Vec<u8>>, Failure> {
        match self.disk.read(name, 0, LONGEST) {
            Ok(sealed) => Ok(self.vault.open(name.as_bytes(), &sealed)),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
            Err(error) => Err(failed(&error)),
        }
    }
}

/// Removes from a shelf of sessions what is over for long.
///
/// # Errors
/// A disk that refuses.
pub fn sweep(disk: &dyn Disk) -> Result<(), Failure> {
    for name in disk.names().map_err(|error| failed(&error))? {
        // A session goes with its last use, which is written again and again.
        let session = name.strip_suffix(USED);
        let passing = session.is_some() || name.starts_with(BROUGHT);
        if passing && is_old(disk, &name) {
            for name in session.into_iter().chain([&*name]) {
                disk.remove(name).map_err(|error| failed(&error))?;
            }
        }
    }
    Ok(())
}

/// Longer than any session, in bytes: an account has a name of a few dozen letters.
const LONGEST: usize = 64 * 1024;

fn used_of(name: Hash) -> String {
    format!("{name}{USED}")
}

fn is_old(disk: &dyn Disk, name: &str) -> bool {
    let modified = disk.modified(name);
    let age = modified.map(|then| SystemTime::now().duration_since(then));
    matches!(age, Ok(Ok(age)) if age > FORGOTTEN)
}

fn failed(error: &io::Error) -> Failure {
    Failure::file(Path::new(FOLDER), error)
}

#[cfg(test)]
mod tests {
    use store::disk::Folder;

    use super::*;

    const PATIENCE: u64 = 30 * 60 * 1000;

    fn session(used_ms: u64) -> Session {
        Session {
            account: "张伟".to_owned(),
            stamp: Hash([1; 32]),
            seat: None,
            window: Some(Hash([2; 32])),
            used_ms,
            patience_ms: PATIENCE,
        }
    }

    /// Two processes of one office, and a thief of what they share.
    fn processes(ground: &Path) -> [Shelf; 3] {
        let (key, thief) = (Vault::fresh().unwrap(), Vault::fresh().unwrap());
        [&key, &key, &thief].map(|key| Shelf::on(Arc::new(Folder::at(ground)), key))
    }

    #[test]
    fn whoever_signs_in_at_one_process_is_in_at_the_other_and_out_at_both() {
        let ground = tempfile::tempdir().unwrap();
        let [one, other, thief] = processes(ground.path());
        let name = Hash([9; 32]);
        one.open(name, &session(1_000)).unwrap();
        let found = other.find(name).unwrap().unwrap();
        assert_eq!((found.account.as_str(), found.used_ms), ("张伟", 1_000));
        assert!(thief.find(name).unwrap().is_none());
        other.close(name).unwrap();
        // A process that was looking meanwhile only notes that it was used.
        one.used(name, &found, PATIENCE).unwrap();
        assert!(one.find(name).unwrap().is_none());
    }

    #[test]
    fn a_hand_at_the_keys_of_one_process_is_one_at_the_other_and_seldom_written() {
        let ground = tempfile::tempdir().unwrap();
        let [one, other, _] = processes(ground.path());
        let name = Hash([9; 32]);
        one.open(name, &session(1_000)).unwrap();
        let mut written = 0;
        for now_ms in (1_000..2 * PATIENCE).step_by(1_000) {
            let found = one.find(name).unwrap().unwrap();
            one.used(name, &found, now_ms).unwrap();
            written += u32::from(one.find(name).unwrap().unwrap().used_ms != found.used_ms);
        }
        assert!((50..=60).contains(&written), "{written}");
        let found = other.find(name).unwrap().unwrap();
        assert!(!found.is_over(2 * PATIENCE));
        assert!(found.is_over(3 * PATIENCE));
    }

    #[test]
    fn a_file_somebody_brought_is_theirs_at_every_process() {
        let ground = tempfile::tempdir().unwrap();
        let [one, other, thief] = processes(ground.path());
        one.brings("张伟", Hash([7; 32])).unwrap();
        assert!(other.has_brought("张伟", Hash([7; 32])));
        assert!(!other.has_brought("王芳", Hash([7; 32])));
        assert!(!thief.has_brought("张伟", Hash([7; 32])));
    }

    #[test]
    fn what_is_over_for_long_is_swept() {
        let ground = tempfile::tempdir().unwrap();
        let [one, ..] = processes(ground.path());
        let (old, fresh) = (Hash([8; 32]), Hash([9; 32]));
        for name in [old, fresh] {
            one.open(name, &session(1_000)).unwrap();
        }
        one.brings("张伟", Hash([7; 32])).unwrap();
        let long_ago = SystemTime::now() - 2 * FORGOTTEN;
        let file = std::fs::File::open(ground.path().join(used_of(old))).unwrap();
        file.set_modified(long_ago).unwrap();
        sweep(&*one.disk).unwrap();
        assert!(one.find(old).unwrap().is_none());
        assert!(one.find(fresh).unwrap().is_some());
        assert_eq!(std::fs::read_dir(ground.path()).unwrap().count(), 3);
    }
}
