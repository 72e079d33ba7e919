//! The laptop's side again: the answers of a file, taken in as those of a network are.
//!
//! The exchange is played from the hello that was answered, so that it asks exactly what the
//! office was asked. In the meantime the laptop may have moved on, by another stick or a network:
//! what it has already is passed over, and nothing ever moves it back.

use std::cmp::Ordering;
use std::collections::{BTreeMap, BTreeSet};
use std::io::Read;

use merge::{Bucket, Dot, Hash, Receipt, Record, Sealed};
use minicbor::bytes::ByteVec;

use super::{Error, Part, Reader, Told, Word};
use crate::exchange::Exchange;
use crate::message::{
    FeedItem, Hello, Opening, Page, Place, Refused, Reply, Request, Segment, Welcome,
};
use crate::photos::PhotoReply;
use crate::push::{Fate, Pushed};
use crate::replica::{Replica, Report, SyncError};

/// What a file brought.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Replayed {
    /// What the exchange did.
    pub report: Report,
    /// The receipt in it is older than the one that is here.
    pub old: bool,
    /// Buckets whose feed begins in it after a place that was not reached here: an earlier volume
    /// or answer is missing.
    pub missing: Vec<Bucket>,
    /// The office was restored from a backup: it lacks what it once gave.
    pub restored: bool,
    /// The nonce of the hello that is answered.
    pub nonce: u64,
}

/// Why a file was not taken in to its end. What came before is kept.
#[derive(Debug, thiserror::Error)]
pub enum Trouble<E: std::error::Error> {
    /// The file.
    #[error(transparent)]
    Bundle(#[from] Error),
    /// The exchange in it, or the laptop's own side.
    #[error(transparent)]
    Sync(#[from] SyncError<E>),
}

/// Takes in an answer, its [`Part::Answering`] and all that follows. `receipt` is the last one
/// kept here. `photos` is told what it says of photos, `progress` the bytes read after each part.
///
/// # Errors
/// A file that is damaged, a refusal, answers that do not follow, or a store that fails.
pub fn replay<I: Read, R: Replica>(
    input: &mut Reader<I>,
    here: &mut R,
    receipt: Option<&Receipt>,
    photos: &mut dyn FnMut(Word),
    progress: &mut dyn FnMut(u64),
) -> Result<Replayed, Trouble<R::Error>> {
    let mut exchange = Exchange::default();
    let mut laptop: Option<Catching<'_, R>> = None;
    let mut here = Some(here);
    let mut fates = Report::default();
    let mut refused: Option<Refused> = None;
    while let Some(part) = input.next_part()? {
        match (part, &mut laptop) {
            (Part::Answering(hello), None) => {
                let here = here.take().ok_or(SyncError::OutOfTurn)?;
                laptop = Some(Catching::up(here, hello, receipt).map_err(SyncError::Replica)?);
            }
            (Part::Told(told), Some(laptop)) => {
                count(&mut fates, &told.pushed.fates);
                laptop.told(&told).map_err(SyncError::Replica)?;
            }
            (Part::Kept(kept), Some(_)) => photos(Word::Kept(kept)),
            (Part::Request(Request::Photo(given)), Some(_)) => photos(Word::Given(given)),
            (Part::Reply(Reply::Photo(reply)), Some(laptop)) => match reply {
                PhotoReply::Previews(shown) => photos(Word::Previews(shown)),
                // What it lacked before a later answer it may have by now.
                PhotoReply::Lacking(_) if laptop.old => {}
                PhotoReply::Lacking(lacking) => photos(Word::Lacking(lacking)),
                _ => return Err(SyncError::OutOfTurn.into()),
            },
            // A name that was given is taken once.
            (Part::Reply(Reply::Renewed(_)), None) => {}
            // An earlier program stops at the no; what it may know beside that comes behind it.
            (Part::Reply(Reply::Refused(no)), Some(_)) => refused = Some(no),
            (Part::Reply(Reply::HandedIn(said)), Some(laptop)) => {
                let nonce = laptop.hello.nonce;
                let kept = laptop.here.handed_in(nonce, &said);
                kept.map_err(SyncError::Replica)?;
            }
            (Part::Reply(reply), Some(laptop)) => step(&mut exchange, laptop, reply)?,
            // A new laptop was let in already, and what a later program adds is passed over.
            (Part::Enrolled(_), _) => {}
            _ => return Err(SyncError::OutOfTurn.into()),
        }
        progress(input.bytes());
    }
    let laptop = laptop.ok_or(SyncError::OutOfTurn)?;
    if let Some(no) = refused {
        return Err(SyncError::Refused(no).into());
    }
    let report = Report {
        pulled: laptop.pulled,
        records: laptop.records,
        held: fates.held,
        refused: fates.refused,
        forked: fates.forked,
        ..exchange.report()
    };
    Ok(Replayed {
        report,
        old: laptop.old,
        missing: laptop.missing.into_iter().collect(),
        restored: laptop.restored,
        nonce: laptop.hello.nonce,
    })
}

fn step<R: Replica>(
    exchange: &mut Exchange,
    laptop: &mut Catching<'_, R>,
    reply: Reply,
) -> Result<(), SyncError<R::Error>> {
    match exchange.next(laptop)? {
        Some(_) => exchange.answer(laptop, reply),
        None => Err(SyncError::OutOfTurn),
    }
}

fn count(report: &mut Report, fates: &[Fate]) {
    for fate in fates {
        match fate {
            Fate::Held(_) => report.held += 1,
            Fate::Forked => report.forked += 1,
            Fate::Refused(_) | Fate::Waiting(_) => report.refused += 1,
            Fate::Kept | Fate::Known => {}
        }
    }
}

/// A laptop that hears an answer to what it said some time ago.
struct Catching<'r, R> {
    here: &'r mut R,
    /// What was answered.
    hello: Hello,
    /// The time and head of the last receipt kept here.
    receipt: Option<(u64, u64)>,
    /// Where it stands by now.
    places: BTreeMap<Bucket, Place>,
    /// Buckets under way as records that are here already.
    passed: BTreeSet<Bucket>,
    old: bool,
    restored: bool,
    missing: BTreeSet<Bucket>,
    pulled: u64,
    records: u64,
}

impl<'r, R: Replica> Catching<'r, R> {
    fn up(here: &'r mut R, hello: Hello, receipt: Option<&Receipt>) -> Result<Self, R::Error> {
        let mut laptop = Catching {
            here,
            hello,
            receipt: receipt.map(|receipt| (receipt.server_ms, receipt.head.seq)),
            places: BTreeMap::new(),
            passed: BTreeSet::new(),
            old: false,
            restored: false,
            missing: BTreeSet::new(),
            pulled: 0,
            records: 0,
        };
        laptop.look()?;
        Ok(laptop)
    }

    /// Looks where the laptop stands.
    fn look(&mut self) -> Result<Hello, R::Error> {
        let now = self.here.hello()?;
        let places = now.places.iter().map(|place| (place.bucket, *place));
        self.places = places.collect();
        Ok(now)
    }

    fn place(&self, bucket: Bucket) -> Place {
        self.places.get(&bucket).copied().unwrap_or(Place {
            bucket,
            seq: 0,
            sum: 0,
        })
    }

    /// Keeps what became of operations, each looked up by its number.
    fn told(&mut self, told: &Told) -> Result<(), R::Error> {
        let mut sent = Vec::with_capacity(told.seqs.len());
        let mut fates = Vec::with_capacity(told.seqs.len());
        for (seq, fate) in told.seqs.iter().zip(&told.pushed.fates) {
            let ops = self.here.own_after(seq.saturating_sub(1), 1)?;
            if let Some(op) = ops.into_iter().find(|op| op.op.seq == *seq) {
                sent.push(op);
                fates.push(fate.clone());
            }
        }
        let held = fates.iter().any(|fate| matches!(fate, Fate::Held(_)));
        if !held || self.age(&told.pushed.receipt) == Ordering::Less {
            return Ok(());
        }
        let receipt = told.pushed.receipt.clone();
        let others = None;
        let pushed = Pushed {
            fates,
            receipt,
            others,
        };
        self.here.pushed(&sent, &pushed)
    }

    /// How a receipt stands to the last one kept here: before it, the same, or after it.
    fn age(&self, receipt: &[u8]) -> Ordering {
        let (Ok(receipt), Some((ms, seq))) = (Receipt::open(receipt), self.receipt) else {
            return Ordering::Greater;
        };
        match receipt.server_ms.cmp(&ms) {
            // An office whose clock went back is believed when it holds more than before.
            _ if receipt.head.seq > seq => Ordering::Greater,
            order => order,
        }
    }
}

fn sum(items: &[FeedItem]) -> u64 {
    let term = |item: &FeedItem| match item {
        FeedItem::Op(bytes) => Hash::of(&[bytes]).term(),
        FeedItem::Hole { hash, .. } => hash.term(),
    };
    let terms = items.iter().map(term);
    terms.fold(0, u64::wrapping_add)
}

impl<R: Replica> Replica for Catching<'_, R> {
    type Error = R::Error;

    fn hello(&mut self) -> Result<Hello, R::Error> {
        Ok(self.hello.clone())
    }

    fn welcomed(&mut self, hello: &Hello, welcome: &Welcome) -> Result<(), R::Error> {
        let age = self.age(&welcome.receipt);
        self.old = age == Ordering::Less;
        if age != Ordering::Greater {
            return Ok(());
        }
        let mut now = self.look()?;
        now.nonce = hello.nonce;
        let mut welcome = welcome.clone();
        // A place that was left since then may be a good one.
        let left = |bucket: &Bucket| {
            let then = hello.places.iter().find(|place| place.bucket == *bucket);
            then != self.places.get(bucket)
        };
        welcome.strange.retain(|bucket| !left(bucket));
        self.restored = !welcome.strange.is_empty();
        self.here.welcomed(&now, &welcome)?;
        self.look()?;
        Ok(())
    }

    /// What the laptop has written since goes up with its next bundle.
    fn own_after(&self, _: u64, _: usize) -> Result<Vec<Sealed>, R::Error> {
        Ok(Vec::new())
    }

    fn kept_in(&self, _: Bucket, _: Option<Dot>, _: usize) -> Result<Vec<Sealed>, R::Error> {
        Ok(Vec::new())
    }

    fn pushed(&mut self, _: &[Sealed], _: &Pushed) -> Result<(), R::Error> {
        Ok(())
    }

    fn pulled(
        &mut self,
        segment: &Segment,
        place: Place,
        grants: &[ByteVec],
    ) -> Result<u64, R::Error> {
        let here = self.place(place.bucket);
        if here.seq >= place.seq {
            return Ok(0);
        }
        if here.seq + 1 < segment.from {
            self.missing.insert(place.bucket);
            return Ok(0);
        }
        let ahead = usize::try_from(place.seq - here.seq).unwrap_or(usize::MAX);
        let new = &segment.items[segment.items.len().saturating_sub(ahead)..];
        if here.sum.wrapping_add(sum(new)) != place.sum {
            if self.old {
                return Ok(0);
            }
            // The office gave other items under these numbers once: it was restored since. Its
            // feed of today is here whole from where both were one.
            self.restored = true;
        }
        let count = self.here.pulled(segment, place, grants)?;
        self.places.insert(place.bucket, place);
        self.pulled += count;
        Ok(count)
    }

    fn paged(&mut self, page: &Page, complete: &[Opening]) -> Result<(), R::Error> {
        for opening in &page.openings {
            let place = opening.place;
            if place.seq > 0 && self.place(place.bucket).seq >= place.seq {
                self.passed.insert(place.bucket);
            }
        }
        let mut page = page.clone();
        if !self.passed.is_empty() {
            let passed = |bytes: &ByteVec| {
                Record::decode(bytes).is_ok_and(|record| self.passed.contains(&record.bucket))
            };
            page.records.retain(|bytes| !passed(bytes));
        }
        let new = complete
            .iter()
            .filter(|opening| !self.passed.contains(&opening.place.bucket));
        let new: Vec<Opening> = new.cloned().collect();
        if page.records.is_empty() && new.is_empty() {
            return Ok(());
        }
        self.here.paged(&page, &new)?;
        self.records += page.records.len() as u64;
        for opening in new {
            self.places.insert(opening.place.bucket, opening.place);
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests;
