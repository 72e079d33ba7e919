//! What the records here say of photos: whose they are, which have not arrived, which the office
//! has said to have.

use std::collections::{BTreeMap, BTreeSet};

use merge::{Bucket, DeviceId, Hash};
use store::{Item, Reference};
use sync::limits::MAX_WANTED;
use sync::photos::{Rank, Wanted};

use crate::blobs::{self, Here, Swept};
use crate::failure::Failure;
use crate::room::Room;

/// A photo that a device's own operations refer to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct OwnPhoto {
    /// The photo.
    pub sha256: Hash,
    /// Its size in bytes.
    pub size: u64,
    /// When its turn is.
    pub rank: Rank,
}

/// How much of what the records refer to is not here.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Lent {
    /// Own photos of which the office has not said that it has them.
    pub unsent: u64,
    /// Photos of records here whose original is not here.
    pub missing: u64,
}

/// What the notes that keep the office's word on a photo are named by, before its hash. An empty
/// word says that the office has still to give it.
const NOTE: &str = "photo/";

fn note(sha256: Hash) -> String {
    format!("{NOTE}{sha256}")
}

impl Room {
    /// The photos a device's operations refer to, each once, in the order of sending: those of
    /// kinds that go first, then the newest.
    ///
    /// # Errors
    /// An index that fails.
    pub fn own_photos(&self, device: DeviceId) -> Result<Vec<OwnPhoto>, Failure> {
        let said = self.store.attached_by(device)?.into_iter();
        let mut photos: Vec<OwnPhoto> = said
            .map(|(seq, one)| OwnPhoto {
                sha256: one.sha256,
                size: one.size,
                rank: Rank {
                    first: self.goes_first(&one),
                    seq,
                },
            })
            .collect();
        photos.sort_by_key(|one| std::cmp::Reverse((one.rank.first, one.rank.seq)));
        let mut seen = BTreeSet::new();
        photos.retain(|one| seen.insert(one.sha256));
        Ok(photos)
    }

    /// Of [`Room::own_photos`], those of which the office has not said that it has them, and after
    /// them what this folder owes the office besides: from before it took another name, or because a
    /// neighbour gave it. Whoever carries
    /// photos to it by another road takes these, and reads them with [`blobs::read`].
    ///
    /// # Errors
    /// An index that fails.
    pub fn unsent_photos(&self, device: DeviceId) -> Result<Vec<OwnPhoto>, Failure> {
        let mut photos = self.own_photos(device)?;
        let notes: BTreeMap<String, Vec<u8>> = self.store.notes(NOTE)?.into_iter().collect();
        let owed = |name: &String| notes.get(name).is_none_or(Vec::is_empty);
        photos.retain(|one| owed(&note(one.sha256)));
        let own: BTreeSet<Hash> = photos.iter().map(|one| one.sha256).collect();
        for (name, _) in notes.iter().filter(|(_, word)| word.is_empty()) {
            let Some(sha256) = name.strip_prefix(NOTE).and_then(|name| name.parse().ok()) else {
                continue;
            };
            let here = || blobs::here(&self.blobs, sha256) == Here::Whole;
            if own.contains(&sha256) || !here() {
                continue;
            }
            let said = self.store.references(sha256)?;
            photos.extend(said.first().map(|one| OwnPhoto {
                sha256,
                size: one.size,
                rank: Rank {
                    first: self.goes_first(one),
                    seq: 0,
                },
            }));
        }
        Ok(photos)
    }

    /// The photos that are here of records in some buckets, of which the office above has not said
    /// that it has them.
    ///
    /// # Errors
    /// An index that fails.
    pub fn unsent_within(&self, within: &dyn Fn(Bucket) -> bool) -> Result<Vec<OwnPhoto>, Failure> {
        let mut photos = self.photos_within(within)?;
        let notes: BTreeMap<String, Vec<u8>> = self.store.notes(NOTE)?.into_iter().collect();
        photos.retain(|one| {
            notes.get(&note(one.sha256)).is_none_or(Vec::is_empty)
                && blobs::here(&self.blobs, one.sha256) == Here::Whole
        });
        Ok(photos)
    }

    /// The photos that records in some buckets refer to, each once, in one order whoever asks.
    ///
    /// # Errors
    /// An index that fails.
    pub fn photos_within(&self, within: &dyn Fn(Bucket) -> bool) -> Result<Vec<OwnPhoto>, Failure> {
        let mut said = self.store.all_references()?;
        said.retain(|one| within(one.bucket));
        said.dedup_by_key(|one| one.sha256);
        let photo = |one: &Reference| OwnPhoto {
            sha256: one.sha256,
            size: one.size,
            rank: Rank {
                first: self.goes_first(one),
                seq: one.sha256.term(),
            },
        };
        let mut photos: Vec<OwnPhoto> = said.iter().map(photo).collect();
        photos.sort_by_key(|one| std::cmp::Reverse((one.rank.first, one.rank.seq)));
        Ok(photos)
    }

    /// Keeps the office's word that it has a photo; an empty one takes it back.
    ///
    /// # Errors
    /// A disk that refuses.
    pub fn note_kept(&self, said: Vec<(Hash, Vec<u8>)>) -> Result<(), Failure> {
        let mut items = Vec::new();
        for (sha256, value) in said {
            let name = note(sha256);
            if self.store.note(&name)?.as_ref() != Some(&value) {
                items.push(Item::Note { name, value });
            }
        }
        if !items.is_empty() {
            self.store.take(items)?;
        }
        Ok(())
    }

    /// Lets pass a photo that a record here refers to. Answers what is said of it.
    ///
    /// # Errors
    /// A photo nobody refers to, or an index that fails.
    pub fn referred(&self, sha256: Hash) -> Result<Vec<Reference>, Failure> {
        let said = self.store.references(sha256)?;
        if said.is_empty() {
            return Err(Failure::new(
                "unreferred",
                format!("没有任何记录引用照片 {sha256}，未接收；请先同步记录，再传照片"),
                format!(
                    "no record refers to photo {sha256}, so it was not taken; sync the records first"
                ),
            ));
        }
        Ok(said)
    }

    /// The photos of records here whose original is not here, each once, in the order of fetching:
    /// those of kinds that go first, then those of the newest records.
    ///
    /// # Errors
    /// An index that fails.
    pub fn missing_photos(&self) -> Result<Vec<Reference>, Failure> {
        let mut said = self.store.all_references()?;
        said.dedup_by_key(|one| one.sha256);
        said.retain(|one| blobs::here(&self.blobs, one.sha256) != Here::Whole);
        said.sort_by_key(|one| std::cmp::Reverse((self.goes_first(one), one.record)));
        Ok(said)
    }

    /// Of [`Room::missing_photos`] those that fit, as they are asked for by stick.
    ///
    /// # Errors
    /// An index that fails.
    pub fn wants(&self, fits: &dyn Fn(&Reference) -> bool) -> Result<Vec<Wanted>, Failure> {
        let mut missing = self.missing_photos()?;
        missing.retain(fits);
        missing.truncate(MAX_WANTED);
        let wanted = missing.iter().map(|one| Wanted {
            sha256: one.sha256,
            at: self.arrived(one.sha256),
        });
        Ok(wanted.collect())
    }

    /// How much of what the records refer to is not where it belongs.
    ///
    /// # Errors
    /// An index that fails.
    pub fn lent(&self, device: DeviceId) -> Result<Lent, Failure> {
        Ok(Lent {
            unsent: self.unsent_photos(device)?.len() as u64,
            missing: self.missing_photos()?.len() as u64,
        })
    }

    /// Removes files that no operation refers to and that have lain here for a week.
    ///
    /// # Errors
    /// A disk or an index that fails.
    pub fn sweep_photos(&self) -> Result<Swept, Failure> {
        blobs::sweep(&self.blobs, &|sha256| {
            Ok(!self.store.references(sha256)?.is_empty())
        })
    }

    fn goes_first(&self, said: &Reference) -> bool {
        let kind = self.catalog.kind_by_id(said.kind);
        kind.is_some_and(|kind| kind.photos_first)
    }
}
