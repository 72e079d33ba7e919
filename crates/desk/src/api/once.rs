//! A save that is sent twice is one save.
//!
//! An answer can be lost on the way, and then nobody at the page can know whether the save was
//! kept. So the page gives each thing it saves a word of its own, and sends the same word again when
//! it tries again. The word is kept as a note in the same commit as the operation: it is there
//! exactly when the operation is, after any kill and restart.

use std::sync::{Mutex, MutexGuard, PoisonError};

use merge::{Hash, Now, RecordId};
use serde::{Deserialize, Serialize};

use super::door::Signed;
use super::view::Saved;
use crate::failure::Failure;
use crate::work::Ready;

/// Shortest and longest word, in bytes: long enough that no two pages make the same.
const WORD: std::ops::RangeInclusive<usize> = 16..=64;
/// Two requests with one word wait for each other; others with others, mostly.
const LOCKS: usize = 64;

/// What was kept under a word.
#[derive(Serialize, Deserialize)]
struct Kept {
    record: String,
    /// What was sent.
    sent: Hash,
    /// The record was new.
    new: bool,
}

/// Lets one request for each word through at a time.
pub(super) struct Turns(Vec<Mutex<()>>);

impl Default for Turns {
    fn default() -> Turns {
        Turns((0..LOCKS).map(|_| Mutex::default()).collect())
    }
}

impl Turns {
    fn wait(&self, name: &str) -> Option<MutexGuard<'_, ()>> {
        let at = usize::from(Hash::of(&[name.as_bytes()]).0[0]) % self.0.len();
        let turn = self.0.get(at)?;
        Some(turn.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

impl Signed {
    /// Saves what `make` makes ready, unless the same was kept under this word before: then it
    /// answers what came of that.
    pub(super) fn once<S: Serialize>(
        &self,
        word: Option<&str>,
        sent: &S,
        now: Now,
        make: impl FnOnce() -> Result<Ready, Failure>,
    ) -> Result<Saved, Failure> {
        let Some(word) = word else {
            return self.keep(make()?, now);
        };
        let name = self.name(word)?;
        let sent = hash(sent);
        let _turn = self.door.turns.wait(&name);
        let before = self.kept(&name)?;
        if let Some((id, kept)) = before.as_ref().filter(|(_, kept)| kept.sent == sent) {
            return self.saved(*id, Vec::new(), kept.new);
        }
        let mut ready = make()?;
        let new = ready.after.is_none();
        if let Some((id, _)) = before.filter(|_| new) {
            return Err(saved_before(id));
        }
        let kept = Kept {
            record: ready.draft.record.to_string(),
            sent,
            new,
        };
        ready.note = Some((name, serde_json::to_vec(&kept).unwrap_or_default()));
        self.keep(ready, now)
    }

    /// Nobody can ask what somebody else has saved.
    fn name(&self, word: &str) -> Result<String, Failure> {
        let plain = word.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-');
        if plain && WORD.contains(&word.len()) {
            return Ok(format!("once/{}/{word}", self.who.account));
        }
        Err(Failure::new(
            "once",
            "页面给这次保存的编号不对；请刷新页面后再试，您输入的内容仍在",
            "the word this page gave the save is no good; reload the page and try again, what you typed is kept",
        ))
    }

    fn kept(&self, name: &str) -> Result<Option<(RecordId, Kept)>, Failure> {
        let note = self.room().store.note(name)?;
        let kept = note.and_then(|note| serde_json::from_slice::<Kept>(&note).ok());
        Ok(kept.and_then(|kept| Some((kept.record.parse().ok()?, kept))))
    }
}

fn hash<S: Serialize>(sent: &S) -> Hash {
    Hash::of(&[&serde_json::to_vec(sent).unwrap_or_default()])
}

/// What was typed after a save whose answer was lost must not vanish behind it.
fn saved_before(id: RecordId) -> Failure {
    Failure::new(
        "saved_before",
        format!(
            "上一次保存其实已成功（记录 {id}），此后您又改了内容；请打开该记录补改，您输入的内容仍在此处"
        ),
        format!(
            "the save before did arrive (record {id}) and you have typed more since; open that record and change it there, what you typed is kept here"
        ),
    )
}
