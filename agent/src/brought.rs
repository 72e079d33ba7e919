//! What neighbours brought, and what colleagues wrote on this laptop: kept like anything else, and
//! carried home for its authors.
//!
//! For each chain of a neighbour a note says which of its operations came from there and may not be
//! at the office yet. Of a colleague's it is everything after the office's receipt. The office's own
//! word moves either on: the feed, a page of records, or its answer to the operations themselves.

use std::collections::{BTreeMap, BTreeSet};

use desk::Failure;
use merge::{Bucket, DeviceId, Dot, Hash, Sealed};
use minicbor::bytes::ByteVec;
use store::{Arrival, Item, Verdict};
use sync::{Carrier, Chain, Fate, Last, Span, Want};

use crate::laptop::Laptop;
use crate::replica::Keys;

/// How the notes are named, before bucket and device.
const NOTE: &str = "brought/";

fn name(chain: Chain) -> String {
    format!("{NOTE}{}/{}", chain.bucket, chain.device)
}

fn chain_of(name: &str) -> Option<Chain> {
    let (bucket, device) = name.strip_prefix(NOTE)?.split_once('/')?;
    Some(Chain {
        bucket: Bucket(bucket.parse().ok()?),
        device: device.parse().ok()?,
    })
}

fn note(chain: Chain, from: u64, to: u64) -> Item {
    Item::Note {
        name: name(chain),
        value: [from.to_be_bytes(), to.to_be_bytes()].concat(),
    }
}

/// The chains of others: after which number up to which the office may lack them.
pub(crate) type Brought = BTreeMap<Chain, (u64, u64)>;

impl Laptop {
    /// What neighbours brought or colleagues wrote, and the office may not have.
    pub(crate) fn all_brought(&self) -> Result<Brought, Failure> {
        let mut all = self.noted()?;
        for colleague in self.colleagues() {
            let device = colleague.device();
            let receipt = self.room.receipt_of(device)?;
            let confirmed = receipt.map_or(0, |receipt| receipt.head.seq);
            for (bucket, to) in self.room.store.chains(device)? {
                let run = all.entry(Chain { bucket, device }).or_default();
                *run = (run.0.max(confirmed), run.1.max(to));
            }
        }
        let own = self.device.id();
        all.retain(|chain, (from, to)| from < to && chain.device != own);
        Ok(all)
    }

    /// What the notes say.
    fn noted(&self) -> Result<Brought, Failure> {
        let notes = self.room.store.notes(NOTE)?.into_iter();
        let read = notes.filter_map(|(name, value)| {
            let from = u64::from_be_bytes(*value.first_chunk()?);
            let to = u64::from_be_bytes(*value.last_chunk()?);
            Some((chain_of(&name)?, (from, to)))
        });
        Ok(read.collect())
    }

    /// What a colleague who leaves has not sent, noted so that it is carried home all the same.
    pub(crate) fn left_by(&self, device: DeviceId) -> Result<Vec<Item>, Failure> {
        let brought = self.all_brought()?.into_iter();
        let theirs = brought.filter(|(chain, _)| chain.device == device);
        Ok(theirs
            .map(|(chain, (from, to))| note(chain, from, to))
            .collect())
    }

    /// The operations of others that are to be carried home, after a dot.
    pub(crate) fn brought_after(
        &self,
        after: Option<Dot>,
        max_bytes: usize,
    ) -> Result<Vec<Sealed>, Failure> {
        let brought = self.all_brought()?;
        let devices: BTreeSet<DeviceId> = brought.keys().map(|chain| chain.device).collect();
        let (mut ops, mut bytes) = (Vec::new(), 0);
        for device in devices {
            let theirs = brought.iter().filter(|(chain, _)| chain.device == device);
            let first = theirs.map(|(_, (from, _))| *from).min();
            let from = match after {
                Some(after) if device < after.device => continue,
                Some(after) if device == after.device => after.seq,
                _ => first.unwrap_or_default(),
            };
            let wanted = |sealed: &Sealed| {
                let chain = chain(sealed);
                let run = brought.get(&chain);
                run.is_some_and(|(from, to)| (from + 1..=*to).contains(&sealed.op.seq))
            };
            let run = (from, u64::MAX);
            let left = max_bytes.saturating_sub(bytes);
            let found = self.room.store.ops_between(device, run, left, &wanted)?;
            bytes += found.iter().map(|op| op.bytes().len()).sum::<usize>();
            ops.extend(found);
            if bytes >= max_bytes {
                break;
            }
        }
        Ok(ops)
    }

    /// How many operations colleagues wrote here that the office may not have.
    pub(crate) fn unsent_of_colleagues(&self) -> Result<u64, Failure> {
        if self.colleagues().is_empty() {
            return Ok(0);
        }
        let waiting = self.brought_after(None, usize::MAX)?.into_iter();
        Ok(waiting
            .filter(|one| self.is_colleague(one.op.device))
            .count() as u64)
    }

    /// Whether anything of others has still to be carried home.
    pub(crate) fn carries(&self) -> Result<bool, Failure> {
        Ok(!self.all_brought()?.is_empty())
    }

    /// The office has these chains up to these numbers: the notes that are to be moved on.
    pub(crate) fn at_office(
        &self,
        known: impl Iterator<Item = (Chain, u64)>,
    ) -> Result<Vec<Item>, Failure> {
        let mut brought = self.all_brought()?;
        let noted = match self.colleagues() {
            [] => Brought::new(),
            _ => self.noted()?,
        };
        let mut moved = BTreeSet::new();
        for (chain, seq) in known {
            // Of a colleague it is good to know whatever is there; of others, what is to be carried.
            if self.is_colleague(chain.device) {
                let kept = noted.get(&chain).copied().unwrap_or_default();
                brought.entry(chain).or_insert(kept);
            }
            if let Some((from, to)) = brought.get_mut(&chain).filter(|(from, _)| *from < seq) {
                *from = seq;
                *to = seq.max(*to);
                moved.insert(chain);
            }
        }
        let items = moved.into_iter().filter_map(|chain| {
            let (from, to) = brought.get(&chain)?;
            Some(note(chain, *from, *to))
        });
        Ok(items.collect())
    }
}

/// The chain an operation belongs to.
pub(crate) fn chain(sealed: &Sealed) -> Chain {
    Chain {
        bucket: sealed.op.bucket,
        device: sealed.op.device,
    }
}

impl Carrier for Laptop {
    type Error = Failure;

    fn lasts(
        &self,
        spans: &[Span],
        after: Option<Chain>,
        through: Option<Chain>,
    ) -> Result<Vec<Last>, Failure> {
        let writers = self.room.store.writers()?;
        Ok(Last::among(writers, spans, after, through))
    }

    fn wanted(&self, want: &Want, max_bytes: usize) -> Result<Vec<Sealed>, Failure> {
        let named = |sealed: &Sealed| want.names(sealed);
        let run = (want.from, want.to);
        let store = &self.room.store;
        Ok(store.ops_between(want.device, run, max_bytes, &named)?)
    }

    fn grants_of(&self, ops: &[Sealed]) -> Result<Vec<ByteVec>, Failure> {
        let named: BTreeSet<Hash> = ops.iter().map(|sealed| sealed.op.grant).collect();
        let mut grants = Vec::new();
        for hash in named {
            let grant = self.room.store.grant(hash)?;
            grants.extend(grant.map(|grant| grant.bytes().to_vec().into()));
        }
        Ok(grants)
    }

    fn carried(&mut self, ops: Vec<Sealed>, grants: &[ByteVec]) -> Result<Vec<Fate>, Failure> {
        let (mut items, known) = self.grants(grants).map_err(|_| foreign_grant())?;
        let own = self.device.id();
        let received_ms = self.author_time();
        let mut brought = self.all_brought()?;
        let mut touched = BTreeSet::new();
        let mut keys = Keys {
            store: &self.room.store,
            known,
        };
        let mut fates = Vec::new();
        for sealed in ops {
            if !keys.signed(&sealed)? {
                return Err(altered(&sealed));
            }
            let (chain, seq) = (chain(&sealed), sealed.op.seq);
            if chain.device == own || self.is_colleague(chain.device) {
                // Only the office gives a laptop its own work back, with a new name.
                fates.push(Some(Fate::Waiting(
                    self.room.store.chain(chain.device, chain.bucket)?,
                )));
                continue;
            }
            fates.push(None);
            if seq > self.room.store.chain(chain.device, chain.bucket)? {
                let run = brought.entry(chain).or_insert((sealed.op.bucket_prev, seq));
                run.1 = run.1.max(seq);
                touched.insert(chain);
            }
            items.push(Item::Op(Arrival {
                sealed,
                verdict: Verdict::Applied,
                received_ms,
            }));
        }
        let notes = touched.iter().filter_map(|chain| {
            let (from, to) = brought.get(chain)?;
            Some(note(*chain, *from, *to))
        });
        items.extend(notes);
        let mut taken = self.room.store.take(items)?.into_iter();
        let fate = |said: Option<Fate>| {
            said.or_else(|| taken.next().as_ref().map(told))
                .unwrap_or(Fate::Known)
        };
        Ok(fates.into_iter().map(fate).collect())
    }
}

fn told(fate: &store::Fate) -> Fate {
    match fate {
        store::Fate::Kept => Fate::Kept,
        store::Fate::Known => Fate::Known,
        store::Fate::Forked => Fate::Forked,
        store::Fate::Waiting { after } => Fate::Waiting(*after),
    }
}

fn altered(sealed: &Sealed) -> Failure {
    let (device, seq) = (sealed.op.device, sealed.op.seq);
    Failure::new(
        "altered",
        format!("邻机带来的 {device} 第 {seq} 号操作签名不符，这一批均未采纳；请报告管理员"),
        format!(
            "operation {seq} of {device} that the neighbour brought is not signed by its author; nothing of this batch was taken; tell the administrator"
        ),
    )
}

fn foreign_grant() -> Failure {
    Failure::new(
        "foreign_grant",
        "邻机带来的授权不是本机服务器签发的，这一批均未采纳；请报告管理员",
        "a grant that the neighbour brought is not signed by this laptop's server; nothing of this batch was taken; tell the administrator",
    )
}
