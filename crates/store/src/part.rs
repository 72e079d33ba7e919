//! A journal without what is no longer for here to keep.
//!
//! An operation is never deleted at its author and at the office. A copy of somebody else's may go
//! when it has left the area of whoever holds it: then the journal is written anew beside the old
//! one, with everything of its own and everything that stays.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};
use std::io::ErrorKind;
use std::sync::Arc;

use merge::{Bucket, DeviceId, Grant, RecordId};
use vault::Vault;

use crate::disk::Disk;
use crate::error::StoreError;
use crate::item::{self, Item};
use crate::journal::Journal;
use crate::open::Progress;

/// Bytes of items written as one commit of the new journal.
const COMMIT_BYTES: usize = 1024 * 1024;

/// What stays in a part of a journal.
#[expect(missing_debug_implementations, reason = "it borrows a question")]
pub struct Stays<'s> {
    /// The keys of whoever keeps it: everything written with them stays, under whatever name.
    pub keys: &'s [merge::FullKey],
    /// Whether what others wrote into a bucket stays.
    pub inside: &'s dyn Fn(Bucket) -> bool,
}

/// Writes what stays of a journal into an empty one, durably. Answers the records of which anything
/// went.
///
/// Grants of people of whom nothing stays go with it.
///
/// # Errors
/// A journal that does not read whole, one that is not empty, or a disk that refuses.
pub fn copy_part(
    from: Arc<dyn Disk>,
    to: Arc<dyn Disk>,
    vault: &Vault,
    stays: &Stays<'_>,
    progress: Progress<'_>,
) -> Result<BTreeSet<RecordId>, StoreError> {
    let (from, _) = Journal::open(from, vault)?;
    let (to, _) = Journal::open(to, vault)?;
    if to.end() > 0 {
        return Err(StoreError::Disk {
            what: "making a new journal",
            source: ErrorKind::AlreadyExists.into(),
        });
    }
    let mut copy = Copy {
        to,
        stays,
        own: BTreeSet::new(),
        named: BTreeSet::new(),
        grants: BTreeMap::new(),
        seen: BTreeMap::new(),
        pending: Vec::new(),
        bytes: 0,
        went: BTreeSet::new(),
    };
    let all = from.end();
    from.walk(0, &mut |payload, span| {
        for (item, _) in item::decode(payload)? {
            copy.item(item);
        }
        if copy.bytes >= COMMIT_BYTES {
            copy.write()?;
            progress(span.end, all);
        }
        Ok(())
    })?;
    copy.write()?;
    progress(all, all);
    Ok(copy.went)
}

struct Copy<'c> {
    to: Journal,
    stays: &'c Stays<'c>,
    /// The names the key has had.
    own: BTreeSet<DeviceId>,
    /// Devices of which something stays.
    named: BTreeSet<DeviceId>,
    /// Grants of others that nothing which stays has asked for yet.
    grants: BTreeMap<DeviceId, Vec<Grant>>,
    /// The bucket of operations that are only known to exist: holes in a feed.
    seen: BTreeMap<(DeviceId, u64), Bucket>,
    pending: Vec<Item>,
    bytes: usize,
    went: BTreeSet<RecordId>,
}

impl Copy<'_> {
    fn item(&mut self, item: Item) {
        match item {
            Item::Grant(grant) => {
                if self.stays.keys.contains(&grant.terms.key) {
                    self.own.insert(grant.device);
                }
                if self.own.contains(&grant.device) || self.named.contains(&grant.device) {
                    self.keep(Item::Grant(grant));
                } else {
                    self.grants.entry(grant.device).or_default().push(grant);
                }
            }
            Item::Op(arrival) => {
                let op = &arrival.sealed.op;
                self.seen.insert((op.device, op.seq), op.bucket);
                if self.stays(op.device, op.bucket) {
                    self.name(op.device);
                    self.bytes += arrival.sealed.bytes().len();
                    self.keep(Item::Op(arrival));
                } else {
                    self.went.insert(op.record);
                }
            }
            Item::Snapshot(record) => {
                if (self.stays.inside)(record.bucket) {
                    self.bytes += record.encode().len();
                    self.keep(Item::Snapshot(record));
                } else {
                    self.went.insert(record.id);
                }
            }
            Item::Cursor { bucket, .. } if !(self.stays.inside)(bucket) => {}
            Item::Seen {
                device,
                bucket,
                seq,
            } => {
                self.seen.insert((device, seq), bucket);
                if self.stays(device, bucket) {
                    self.name(device);
                    self.keep(item);
                }
            }
            Item::Hold { dot, .. } => {
                let bucket = self.seen.get(&(dot.device, dot.seq)).copied();
                if bucket.is_none_or(|bucket| self.stays(dot.device, bucket)) {
                    self.keep(item);
                }
            }
            Item::Receipt(_) | Item::Cursor { .. } | Item::Note { .. } => self.keep(item),
        }
    }

    fn stays(&self, device: DeviceId, bucket: Bucket) -> bool {
        self.own.contains(&device) || (self.stays.inside)(bucket)
    }

    /// Lets the grants of a device through of which something stays, and those to come.
    fn name(&mut self, device: DeviceId) {
        for grant in self.grants.remove(&device).unwrap_or_default() {
            self.keep(Item::Grant(grant));
        }
        self.named.insert(device);
    }

    fn keep(&mut self, item: Item) {
        self.pending.push(item);
        self.bytes += 64;
    }

    fn write(&mut self) -> Result<(), StoreError> {
        if !self.pending.is_empty() {
            let items: Vec<Cow<'_, Item>> = self.pending.iter().map(Cow::Borrowed).collect();
            self.to.append(&item::encode(&items).0)?;
            self.pending.clear();
            self.bytes = 0;
        }
        Ok(())
    }
}
