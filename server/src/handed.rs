//! What a laptop hands in that waits for a yes, because it is new or because its grant ran out too
//! long ago: kept durably, not in force, until somebody says yes to it; then it comes in by the door
//! by which everything comes.
//!
//! The laptop may be lost tomorrow, so its operations are taken at once. They lie in notes of their
//! own, beside the operations: no record, feed, receipt or head knows of them, nobody is told of them
//! but by number, and nothing of others is sent down for them. The yes judges them like any others,
//! each in one commit with the clearing of its note. A no leaves them where they are.
//!
//! Whoever waits was let in by an invitation, which is good once, and has the room of one device; all
//! who wait together have no more than [`MAX_HANDED_ALL`].

use desk::Failure;
use desk::trust;
use merge::{DeviceId, Hash, Head, Link, Sealed};
use serde::{Deserialize, Serialize};
use store::Item;
use sync::limits::{MAX_HANDED, MAX_HANDED_ALL, MAX_OPS};
use sync::{HandIn, HandedIn};

use crate::admit::Candidate;
use crate::office::Office;
use crate::serve_sync::too_much;

/// How the notes begin that say how much a device has handed in; the rest is the device.
const NOTE: &str = "handed/";

/// Operations that come into force in one commit: those who save meanwhile wait no longer than that.
const AT_ONCE: usize = 500;

/// How much of a device is kept without being in force.
#[derive(Debug, Clone, Copy, Serialize, Deserialize)]
pub(crate) struct Handed {
    /// The last of it.
    seq: u64,
    hash: Hash,
    /// Operations.
    pub(crate) ops: u64,
    /// Their bytes.
    bytes: u64,
}

impl Handed {
    const NOTHING: Handed = Handed {
        seq: 0,
        hash: Hash::ZERO,
        ops: 0,
        bytes: 0,
    };

    fn item(self, device: DeviceId) -> Item {
        Item::Note {
            name: format!("{NOTE}{device}"),
            value: serde_json::to_vec(&self).unwrap_or_default(),
        }
    }

    fn head(self) -> Head {
        Head {
            seq: self.seq,
            hash: self.hash,
        }
    }

    /// One more operation is kept.
    fn keeps(&mut self, sealed: &Sealed) {
        (self.seq, self.hash) = (sealed.op.seq, sealed.hash);
        self.ops += 1;
        self.bytes += sealed.bytes().len() as u64;
    }
}

/// The notes of a device's operations, each under its number: a heap, so that one that is cleared is
/// gone.
fn group(device: DeviceId) -> String {
    format!("handed-{device}/")
}

/// An operation as it is kept: when it came, and its bytes; nothing once it is in force.
fn note(device: DeviceId, seq: u64, value: Vec<u8>) -> Item {
    Item::Note {
        name: format!("{}{seq:016}", group(device)),
        value,
    }
}

/// Reads it.
fn read(value: &[u8]) -> Option<(u64, Sealed)> {
    let (came_ms, bytes) = value.split_first_chunk()?;
    Some((u64::from_be_bytes(*came_ms), Sealed::open(bytes).ok()?))
}

impl Office {
    /// How much of a device is kept without being in force.
    ///
    /// # Errors
    /// An index that fails.
    pub(crate) fn handed(&self, device: DeviceId) -> Result<Handed, Failure> {
        let kept = self.room.store.note(&format!("{NOTE}{device}"))?;
        let kept = kept.and_then(|bytes| serde_json::from_slice(&bytes).ok());
        Ok(kept.unwrap_or(Handed::NOTHING))
    }

    /// Keeps what a laptop hands in that waits for a yes, and says how far its chain is kept here. Of
    /// one that stands again it comes into force at once.
    ///
    /// # Errors
    /// A laptop that was refused or revoked, or never let in; operations that are not its own or leave
    /// a gap; a store that fails.
    pub(crate) fn hand_in(
        &self,
        device: DeviceId,
        ask: &HandIn,
        now_ms: u64,
    ) -> Result<HandedIn, Failure> {
        let stands = match self.holder(device, now_ms) {
            Ok(_) => true,
            Err(no) if trust::waits(no.code()) => false,
            Err(no) => return Err(no),
        };
        let grants = ask.push.grants.as_deref().unwrap_or_default();
        if ask.push.ops.len() > MAX_OPS || grants.len() > MAX_OPS {
            return Err(too_much());
        }
        self.take_grants(grants)?;
        let ops = self.own_of(device, ask)?;
        let (mut handed, mut full) = self.at_pen(&mut || self.keeps(device, &ops, now_ms))?;
        if stands {
            self.admit_handed(device, now_ms)?;
            (handed, full) = (self.handed(device)?, false);
        }
        let here = self.room.store.head(device)?;
        let head = Some(handed.head()).filter(|head| head.seq > here.seq);
        let about = (head.unwrap_or(here), handed.ops, full);
        Ok(HandedIn::sign(
            about,
            now_ms,
            &self.key,
            (ask.nonce, device),
        )?)
    }

    /// The operations in a question, if the device signed all of them.
    fn own_of(&self, device: DeviceId, ask: &HandIn) -> Result<Vec<Sealed>, Failure> {
        let mut ops = Vec::with_capacity(ask.push.ops.len());
        for bytes in &ask.push.ops {
            let sealed = Sealed::open(bytes).map_err(|_| not_its_own())?;
            let grant = self.room.store.grant(sealed.op.grant)?;
            let grant = grant.filter(|grant| grant.device == device && sealed.op.device == device);
            let key = grant.and_then(|grant| grant.public_key().ok());
            if !key.is_some_and(|key| sealed.verify(&key)) {
                return Err(not_its_own());
            }
            ops.push(sealed);
        }
        Ok(ops)
    }

    /// What is to be kept of operations that go on from what is kept, until there is no more room.
    fn keeps(
        &self,
        device: DeviceId,
        ops: &[Sealed],
        now_ms: u64,
    ) -> Result<((Handed, bool), Vec<Item>), Failure> {
        let mut handed = self.handed(device)?;
        let here = self.room.store.head(device)?;
        if here.seq >= handed.seq {
            (handed.seq, handed.hash) = (here.seq, here.hash);
        }
        let most = if ops.is_empty() {
            0
        } else {
            let others = self.kept_of_others(device, now_ms)?;
            MAX_HANDED.min(MAX_HANDED_ALL.saturating_sub(others))
        };
        let (mut items, mut full) = (Vec::new(), false);
        for sealed in ops {
            match handed.head().link(sealed) {
                Link::Past => continue,
                Link::Next => {}
                Link::Gap | Link::Fork => return Err(does_not_follow(handed.seq)),
            }
            if handed.bytes + sealed.bytes().len() as u64 > most {
                full = true;
                break;
            }
            handed.keeps(sealed);
            let value = [&now_ms.to_be_bytes()[..], sealed.bytes()].concat();
            items.push(note(device, sealed.op.seq, value));
        }
        if !items.is_empty() {
            items.push(handed.item(device));
        }
        Ok(((handed, full), items))
    }

    /// Bytes that are kept of other devices that wait.
    fn kept_of_others(&self, device: DeviceId, now_ms: u64) -> Result<u64, Failure> {
        let notes = self.room.store.notes(NOTE)?.into_iter();
        let kept = notes.filter_map(|(name, value)| {
            let other: DeviceId = name.strip_prefix(NOTE)?.parse().ok()?;
            let kept: Handed = serde_json::from_slice(&value).ok()?;
            (other != device && kept.bytes > 0).then_some((other, kept.bytes))
        });
        let kept: Vec<(DeviceId, u64)> = kept.collect();
        let all = kept.iter().map(|(_, bytes)| bytes).sum();
        if MAX_HANDED_ALL.saturating_sub(all) >= MAX_HANDED {
            return Ok(all);
        }
        // Those to whom somebody has said no wait no longer, and take nobody's room.
        let waits = |other| match self.holder(other, now_ms) {
            Err(no) => trust::waits(no.code()),
            Ok(_) => true,
        };
        let wait = kept.into_iter().filter(|(other, _)| waits(*other));
        Ok(wait.map(|(_, bytes)| bytes).sum())
    }

    /// Lets in what a device handed in while it waited, by the same judgement as anything it sends.
    /// Cut short, it goes on where it was: each operation comes into force as its note is cleared.
    ///
    /// # Errors
    /// A store that fails.
    pub(crate) fn admit_handed(&self, device: DeviceId, now_ms: u64) -> Result<(), Failure> {
        let mut left = self.handed(device)?.ops;
        while left > 0 {
            let before = left;
            left = self.at_pen(&mut || self.next_admitted(device, now_ms))?;
            if left >= before {
                break;
            }
        }
        Ok(())
    }

    /// Lets in what is still kept of devices that stand: a yes was cut short, or a longer grace was
    /// set since.
    ///
    /// # Errors
    /// A store that fails.
    pub(crate) fn admit_all_handed(&self, now_ms: u64) -> Result<(), Failure> {
        for (name, _) in self.room.store.notes(NOTE)? {
            let device = name.strip_prefix(NOTE).and_then(|id| id.parse().ok());
            if let Some(device) = device
                && self.handed(device)?.ops > 0
                && self.holder(device, now_ms).is_ok()
            {
                self.admit_handed(device, now_ms)?;
            }
        }
        Ok(())
    }

    /// The next of what was handed in, judged. Answers how many are left.
    fn next_admitted(&self, device: DeviceId, now_ms: u64) -> Result<(u64, Vec<Item>), Failure> {
        let notes = self.room.store.notes(&group(device))?;
        let kept = notes.iter().filter_map(|(_, value)| read(value));
        let some: Vec<(u64, Sealed)> = kept.take(AT_ONCE).collect();
        let bytes: Vec<&[u8]> = some.iter().map(|(_, sealed)| sealed.bytes()).collect();
        let mut handed = self.handed(device)?;
        let mut items = Vec::with_capacity(2 * some.len() + 1);
        for (candidate, (came_ms, sealed)) in self.judge(&bytes, now_ms)?.into_iter().zip(&some) {
            // What follows one that is not to be kept would leave a gap.
            let Candidate::Sound(mut arrival) = candidate else {
                break;
            };
            // It came when it was handed in, not when somebody said yes.
            arrival.received_ms = *came_ms;
            items.push(Item::Op(*arrival));
            items.push(note(device, sealed.op.seq, Vec::new()));
            handed.ops = handed.ops.saturating_sub(1);
            handed.bytes = handed.bytes.saturating_sub(sealed.bytes().len() as u64);
        }
        items.push(handed.item(device));
        Ok((handed.ops, items))
    }
}

fn not_its_own() -> Failure {
    Failure::new(
        "not_its_own",
        "交来的操作不是本机签名的，这一批均未收存；请报告管理员",
        "what was handed in is not signed by this laptop; nothing of this batch was kept; tell the administrator",
    )
}

fn does_not_follow(seq: u64) -> Failure {
    Failure::new(
        "handed_gap",
        format!(
            "交来的操作与已收存的（到第 {seq} 号）不衔接，未收存；请重新同步，或用 export --full 导出一次"
        ),
        format!(
            "what was handed in does not go on from what is kept (up to {seq}) and was not taken; sync again, or export once with `export --full`"
        ),
    )
}
