//! Photos on a stick: the same offers and pieces as over a network, said without hearing the
//! answers, and what the office says of them.

use std::collections::VecDeque;
use std::io::Write;

use merge::Hash;
use minicbor::bytes::ByteVec;
use minicbor::{Decode, Encode};

use super::{Error, Part, Writer, batch};
use crate::limits::{CHUNK, MAX_PREVIEWS, PREVIEWS_A_TIME};
use crate::message::{Refused, Request};
use crate::photos::{Album, Gap, Lacking, PhotoAsk, Piece, Preview};

/// The office's word on a photo. It outlives the question, so it names what it is about.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
pub struct Kept {
    /// The photo.
    #[n(0)]
    pub sha256: Hash,
    /// Its size in bytes.
    #[n(1)]
    pub size: u64,
    /// The office's signature, see [`crate::photos::was_kept`].
    #[n(2)]
    pub said: ByteVec,
}

/// What an answer says of photos.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Word {
    /// One of the laptop's is at the office.
    Kept(Kept),
    /// These of the laptop's are not.
    Lacking(Lacking),
    /// Small pictures of others'.
    Previews(Vec<Preview>),
}

/// What was written of photos.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Carried {
    /// Photos that are in the bundle whole.
    pub photos: u64,
    /// Bytes of them that are written.
    pub bytes: u64,
    /// Out of how many.
    pub bytes_all: u64,
    /// Photos that are not here any more, not what they were, or do not read.
    pub lost: u64,
    /// Photos that were left for another time.
    pub left: u64,
}

/// A laptop's photos on their way into bundles, from one volume to the next.
#[derive(Debug)]
pub struct Cargo {
    wanted: Vec<Hash>,
    queue: VecDeque<(Hash, u64)>,
    /// Bytes of the first of the queue that earlier volumes hold.
    at: u64,
    /// Bytes of originals that are taken along at most.
    room: u64,
    /// Photos that are offered by name alone.
    bare: bool,
    carried: Carried,
}

impl Cargo {
    /// All that the office has not said to have, up to so many bytes; with room for none, they are
    /// named, so that the office can say which it has by now. Asks for the previews that lack here.
    ///
    /// # Errors
    /// A store that fails.
    pub fn load(album: &mut impl Album, room: u64) -> Result<Cargo, Refused> {
        let mut wanted = Vec::new();
        if room > 0 {
            wanted = album.previews_wanted()?;
            wanted.truncate(PREVIEWS_A_TIME);
        }
        let queue: VecDeque<(Hash, u64)> = album.unconfirmed()?.into();
        let mut carried = Carried::default();
        let sizes = queue.iter().map(|(_, size)| size);
        carried.bytes_all = sizes.sum::<u64>().min(room);
        Ok(Cargo {
            wanted,
            queue,
            at: 0,
            room,
            bare: false,
            carried,
        })
    }

    /// What was written so far.
    #[must_use]
    pub fn carried(&self) -> &Carried {
        &self.carried
    }

    /// Writes into a bundle up to about `limit` bytes; `begun` says that something else is in it
    /// already. A photo that fits into one volume is not cut. Answers whether there is more for
    /// another volume.
    ///
    /// # Errors
    /// A medium that refuses. A photo that does not read is passed over.
    pub fn write<W: Write>(
        &mut self,
        out: &mut Writer<W>,
        album: &mut impl Album,
        (mut begun, limit): (bool, Option<u64>),
        told: &mut dyn FnMut(&Carried),
    ) -> Result<bool, Error> {
        for wanted in std::mem::take(&mut self.wanted).chunks(MAX_PREVIEWS) {
            put(out, PhotoAsk::Previews(wanted.to_vec()))?;
        }
        while let Some((sha256, size)) = self.queue.front().copied() {
            let fits = limit.is_none_or(|limit| out.bytes() + size - self.at <= limit);
            // One piece at least, so that volumes of any size come to an end.
            if begun && !fits && (full(out, limit) || limit.is_some_and(|limit| size <= limit)) {
                return Ok(true);
            }
            begun |= self.photo(out, album, (sha256, size, limit), told)?;
            if self.at < size && self.at > 0 {
                return Ok(true);
            }
            self.queue.pop_front();
            self.at = 0;
            told(&self.carried);
        }
        Ok(false)
    }

    /// Writes the rest of a photo, as far as there is room. Answers whether any of it was written.
    fn photo<W: Write>(
        &mut self,
        out: &mut Writer<W>,
        album: &mut impl Album,
        (sha256, size, limit): (Hash, u64, Option<u64>),
        told: &mut dyn FnMut(&Carried),
    ) -> Result<bool, Error> {
        self.bare |= self.at == 0 && size > self.room;
        let chunks = if self.bare {
            self.carried.left += 1;
            Vec::new()
        } else {
            let chunks = album.chunks(sha256, size).ok().flatten();
            self.carried.lost += u64::from(chunks.is_none());
            chunks.unwrap_or_default()
        };
        let whole = !chunks.is_empty();
        // Each volume says it anew, so that it is of use alone.
        put(
            out,
            PhotoAsk::Offer {
                sha256,
                size,
                chunks,
            },
        )?;
        if !whole {
            self.at = 0;
            return Ok(false);
        }
        let piece = u32::try_from(batch(limit)).unwrap_or(CHUNK).min(CHUNK);
        let mut written = false;
        while self.at < size && !(written && full(out, limit)) {
            let chunk = u64::from(CHUNK);
            let end = size.min((self.at / chunk + 1) * chunk);
            let len = u32::try_from(end - self.at).unwrap_or(piece).min(piece);
            let gap = Gap { at: self.at, len };
            let Ok(bytes) = album.read(sha256, gap) else {
                self.carried.lost += 1;
                self.at = 0;
                return Ok(true);
            };
            let (at, bytes) = (self.at, bytes.into());
            put(out, PhotoAsk::Piece(Piece { sha256, at, bytes }))?;
            self.at += u64::from(len);
            self.carried.bytes += u64::from(len);
            written = true;
            told(&self.carried);
        }
        if self.at >= size {
            self.room = self.room.saturating_sub(size);
            self.carried.photos += 1;
        }
        Ok(true)
    }
}

fn full<W: Write>(out: &Writer<W>, limit: Option<u64>) -> bool {
    limit.is_some_and(|limit| out.bytes() >= limit)
}

fn put<W: Write>(out: &mut Writer<W>, ask: PhotoAsk) -> Result<(), Error> {
    out.part(&Part::Request(Request::Photo(ask)))
}
