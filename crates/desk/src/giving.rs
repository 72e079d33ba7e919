//! Giving photos to another side, which may have those of some buckets and learns of no other.

use std::collections::BTreeSet;

use merge::{Bucket, Hash};
use sync::bundle::Gift;
use sync::limits::{CHUNK, MAX_BATCH, MAX_PREVIEWS};
use sync::photos::{ABSENT, Fetch, Fetched, Preview, Wanted, chunks_of};

use crate::blobs::{self, Here, Incoming};
use crate::failure::Failure;
use crate::room::Room;

/// Bytes of previews in one answer.
const PREVIEWS: usize = MAX_BATCH / 2;

impl Room {
    /// Small pictures of the first photos that are wanted, as many as fit; an empty one where there
    /// is none, or none for this side.
    ///
    /// # Errors
    /// An index or a disk that fails.
    pub fn give_previews(
        &self,
        wanted: &[Hash],
        may: &dyn Fn(Bucket) -> bool,
    ) -> Result<Vec<Preview>, Failure> {
        let mut previews = Vec::new();
        let mut bytes = 0;
        for sha256 in wanted.iter().take(MAX_PREVIEWS).copied() {
            let jpeg = if self.may_have(sha256, may)? {
                blobs::preview(&self.blobs, sha256)?.unwrap_or_default()
            } else {
                Vec::new()
            };
            bytes += jpeg.len();
            if bytes > PREVIEWS && !previews.is_empty() {
                break;
            }
            let jpeg = jpeg.into();
            previews.push(Preview { sha256, jpeg });
        }
        Ok(previews)
    }

    /// A piece of a photo, or its chunks.
    ///
    /// # Errors
    /// A photo that is not here, or not for this side: nobody learns which. A disk that fails.
    pub fn give_piece(
        &self,
        fetch: &Fetch,
        may: &dyn Fn(Bucket) -> bool,
    ) -> Result<Fetched, Failure> {
        let sha256 = fetch.sha256;
        if !self.may_have(sha256, may)? {
            return Err(absent(sha256));
        }
        // Asked for the chunks, it looks at the whole; each piece is checked by whoever takes it.
        if fetch.len == 0 {
            let bytes = blobs::read(&self.blobs, sha256)?.ok_or_else(|| absent(sha256))?;
            return Ok(Fetched {
                size: bytes.len() as u64,
                chunks: chunks_of(&bytes),
                bytes: Vec::new().into(),
            });
        }
        let found = blobs::read_part(&self.blobs, sha256, fetch.at, fetch.len.min(CHUNK))?;
        let (size, bytes) = found.ok_or_else(|| absent(sha256))?;
        Ok(Fetched {
            size,
            chunks: Vec::new(),
            bytes: bytes.into(),
        })
    }

    /// Of the originals that are wanted by stick, those that are here, in the order of asking.
    ///
    /// # Errors
    /// An index that fails.
    pub fn gifts(
        &self,
        wanted: &[Wanted],
        may: &dyn Fn(Bucket) -> bool,
    ) -> Result<Vec<Gift>, Failure> {
        let mut gifts = Vec::new();
        let mut seen = BTreeSet::new();
        for Wanted { sha256, at } in wanted.iter().copied() {
            let said = self.store.references(sha256)?;
            let said = said.iter().find(|one| may(one.bucket));
            let here = blobs::here(&self.blobs, sha256) == Here::Whole;
            if let Some(size) = said.map(|one| one.size)
                && here
                && at < size
                && seen.insert(sha256)
            {
                let preview = true;
                gifts.push(Gift {
                    sha256,
                    size,
                    at,
                    preview,
                });
            }
        }
        Ok(gifts)
    }

    /// How much of the beginning of an original that is not here has arrived, in bytes; what does
    /// not read is as good as nothing.
    #[must_use]
    pub fn arrived(&self, sha256: Hash) -> u64 {
        match blobs::resume(&self.blobs, sha256) {
            Ok(Incoming::Partly(parts)) => parts.gap().map_or(0, |gap| gap.at),
            _ => 0,
        }
    }

    /// Whether a record that the other side may see refers to a photo.
    fn may_have(&self, sha256: Hash, may: &dyn Fn(Bucket) -> bool) -> Result<bool, Failure> {
        let said = self.store.references(sha256)?;
        Ok(said.iter().any(|one| may(one.bucket)))
    }
}

fn absent(sha256: Hash) -> Failure {
    Failure::new(
        ABSENT,
        format!("照片 {sha256} 还没有到达对方；请在拍摄的设备上同步"),
        format!("photo {sha256} has not arrived there yet; sync the device it was taken on"),
    )
}
