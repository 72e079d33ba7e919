//! Who signs what is written at the office itself.
//!
//! Whoever writes here, at the pages or by an import, gets a device of their own whose key is made
//! for it and lives in memory alone. So no number of an operation is ever used twice, whatever
//! backup the office was put back from, and any number of server processes may write side by side.
//! What it signs is judged like what any laptop brings.

use desk::{Failure, Ready, fill};
use merge::{Author, Bucket, DeviceId, Grant, Hash, Key, Now, RecordId, Sealed, Terms};
use places::{DivisionCode, Jurisdiction};
use store::{Arrival, Fate, Item, Verdict};

use crate::admit::Candidate;
use crate::office::Office;

/// How long the grant of a pen is good that is laid away after use, in milliseconds: a day.
pub(crate) const ONCE_MS: u64 = 24 * 60 * 60 * 1000;

/// Somebody for whom a device of the office acts.
#[derive(Debug, Clone)]
pub(crate) struct Person<'a> {
    /// The name.
    pub(crate) name: &'a str,
    /// The role in the catalog.
    pub(crate) role: &'a str,
    /// The division the unit is named by.
    pub(crate) unit: DivisionCode,
    /// The divisions the unit answers for.
    pub(crate) area: &'a Jurisdiction,
}

impl Office {
    /// The pen of a new device that acts for a person, and its grant, kept.
    pub(crate) fn pen(
        &self,
        person: &Person<'_>,
        now_ms: u64,
        good_ms: u64,
    ) -> Result<(Author, Grant), Failure> {
        let (mut secret, mut epoch) = ([0; 32], [0; 8]);
        fill(&mut secret)?;
        fill(&mut epoch)?;
        // What is written at an office is signed in the office's own suite.
        let (key, epoch) = (
            Key::of(self.key.suite(), &secret),
            u64::from_le_bytes(epoch),
        );
        let public = key.public().full();
        let area = person.area.0.iter().map(|code| Bucket(code.as_u64()));
        let terms = Terms {
            key: public,
            epoch,
            person: person.name.to_owned(),
            role: person.role.to_owned(),
            unit: Bucket(person.unit.as_u64()),
            jurisdiction: area.collect(),
            not_before_ms: now_ms,
            not_after_ms: now_ms + good_ms,
        };
        let grant = self.issue(&terms)?;
        let hash: Hash = grant.hash();
        self.room.store.take(vec![Item::Grant(grant.clone())])?;
        let author = Author::new(key, DeviceId::of(public, epoch), hash);
        Ok((author, grant))
    }

    /// Judges an operation that was signed here: admitted whole, or not at all.
    ///
    /// # Errors
    /// What the office has against it.
    pub(crate) fn admit(&self, sealed: &Sealed, now_ms: u64) -> Result<Arrival, Failure> {
        match self.judge(&[sealed.bytes()], now_ms)?.pop() {
            Some(Candidate::Sound(arrival)) => match &arrival.verdict {
                Verdict::Applied => Ok(*arrival),
                Verdict::Held(why) => Err(not_admitted(why, why)),
                Verdict::Fork => Err(not_admitted("分叉", "forked")),
            },
            Some(Candidate::Refused(text)) => Err(not_admitted(&text.zh, &text.en)),
            None => Err(not_admitted("", "")),
        }
    }

    /// Signs with a pen of the office what is ready, and keeps it; durable when it answers.
    ///
    /// # Errors
    /// A draft over a limit, what the office has against it, or a disk that refuses.
    pub(crate) fn write(
        &self,
        pen: &mut Author,
        ready: Ready,
        now: Now,
    ) -> Result<RecordId, Failure> {
        let id = ready.draft.record;
        if let Some(after) = ready.after {
            pen.observe(after, now);
        }
        // A save that was sent twice, to two processes, is one save: at the other one the word it has
        // may be kept since this one looked.
        let word = ready.note.as_ref().map(|(name, _)| name.clone());
        let word = word.filter(|_| ready.after.is_none() && self.shared.is_some());
        let note = ready.note.map(|(name, value)| Item::Note { name, value });
        let sealed = pen.try_seal(ready.draft, now);
        let sealed = sealed.map_err(|error| Failure::too_much(&error))?;
        let arrival = self.admit(&sealed, now.wall_ms)?;
        let items: Vec<Item> = [Item::Op(arrival)].into_iter().chain(note).collect();
        let store = &self.room.store;
        let fates = match word {
            None => store.take(items)?,
            Some(word) => store.decide(&mut || {
                Ok(match store.note(&word)? {
                    None => items.clone(),
                    Some(_) => Vec::new(),
                })
            })?,
        };
        if fates != [Fate::Kept] {
            return Err(Failure::new(
                "store",
                "没有写入；请重试",
                "it was not kept; try again",
            ));
        }
        pen.wrote(&sealed);
        Ok(id)
    }
}

fn not_admitted(zh: &str, en: &str) -> Failure {
    Failure::new(
        "not_admitted",
        format!("未被采纳：{zh}；没有保存，请核对后重试"),
        format!("not admitted: {en}; nothing was saved, look at it again"),
    )
}
