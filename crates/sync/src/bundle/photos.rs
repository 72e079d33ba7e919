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
use crate::photos::{Album, Gap, Lacking, PhotoAsk, Piece, Preview, Wanted};

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
    /// An original that was asked for: an offer or a piece, for an [`super::Intake`].
    Given(PhotoAsk),
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

/// What is asked of the other side beside what is given.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Wish {
    /// Small pictures.
    pub previews: Vec<Hash>,
    /// Originals.
    pub originals: Vec<Wanted>,
}

/// A photo to be given to a side that has so many bytes of its beginning.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Gift {
    /// The photo.
    pub sha256: Hash,
    /// Its size in bytes.
    pub size: u64,
    /// How much of it is there.
    pub at: u64,
    /// Whether its small picture is there, or is not wanted.
    pub preview: bool,
}

/// Photos on their way into bundles, from one volume to the next.
#[derive(Debug)]
pub struct Cargo {
    wish: Wish,
    /// Small pictures that go ahead of the originals.
    previews: VecDeque<Hash>,
    queue: VecDeque<Gift>,
    /// Bytes of the first of the queue that earlier volumes hold.
    at: u64,
    /// There is one volume: what does not fit stays for another time.
    one: bool,
    /// Bytes of originals that are taken along at most.
    room: u64,
    /// Photos that are offered by name alone.
    bare: bool,
    carried: Carried,
}

impl Cargo {
    /// All that the office has not said to have, up to so many bytes; with room for none, they are
    /// named, so that the office can say which it has by now. Asks for the previews that lack here,
    /// and for these originals.
    ///
    /// # Errors
    /// A store that fails.
    pub fn load(
        album: &mut impl Album,
        room: u64,
        originals: Vec<Wanted>,
    ) -> Result<Cargo, Refused> {
        let mut previews = Vec::new();
        if room > 0 {
            previews = album.previews_wanted()?;
            previews.truncate(PREVIEWS_A_TIME);
        }
        let own = album.unconfirmed()?.into_iter().map(|(sha256, size)| Gift {
            sha256,
            size,
            at: 0,
            preview: true,
        });
        let wish = Wish {
            previews,
            originals,
        };
        let mut cargo = Cargo::of(own.collect(), wish);
        cargo.room = room;
        cargo.carried.bytes_all = cargo.carried.bytes_all.min(room);
        Ok(cargo)
    }

    /// These photos, as many as fit into one volume and the first bytes of the next one; what is
    /// left goes another time, when the other side has said how far it has come.
    #[must_use]
    pub fn giving(gifts: Vec<Gift>, wish: Wish) -> Cargo {
        let ahead = gifts.iter().filter(|gift| !gift.preview);
        let ahead = ahead.map(|gift| gift.sha256).take(PREVIEWS_A_TIME);
        Cargo {
            previews: ahead.collect(),
            one: true,
            ..Cargo::of(gifts, wish)
        }
    }

    fn of(gifts: Vec<Gift>, wish: Wish) -> Cargo {
        let rest = gifts.iter().map(|gift| gift.size.saturating_sub(gift.at));
        let carried = Carried {
            bytes_all: rest.sum(),
            ..Carried::default()
        };
        Cargo {
            wish,
            previews: VecDeque::new(),
            queue: gifts.into(),
            at: 0,
            one: false,
            room: u64::MAX,
            bare: false,
            carried,
        }
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
        self.ahead(out, album, limit)?;
        while let Some(Gift {
            sha256, size, at, ..
        }) = self.queue.front().copied()
        {
            self.at = self.at.max(at);
            let fits = limit.is_none_or(|limit| out.bytes() + size - self.at <= limit);
            // One piece at least, so that volumes of any size come to an end; where there is one
            // volume alone, a photo is cut rather than put off for ever.
            let whole = !self.one && limit.is_some_and(|limit| size <= limit);
            if begun && !fits && (full(out, limit) || whole) {
                return Ok(self.leave());
            }
            begun |= self.photo(out, album, (sha256, size, limit), told)?;
            if self.at < size && self.at > 0 {
                return Ok(self.leave());
            }
            self.queue.pop_front();
            self.at = 0;
            told(&self.carried);
        }
        Ok(false)
    }

    /// Counts what has to wait. Answers that there is more.
    fn leave(&mut self) -> bool {
        if self.one {
            self.carried.left = self.queue.len() as u64;
        }
        true
    }

    /// Writes what is asked for, and the small pictures that go ahead of the originals.
    fn ahead<W: Write>(
        &mut self,
        out: &mut Writer<W>,
        album: &mut impl Album,
        limit: Option<u64>,
    ) -> Result<(), Error> {
        let wish = std::mem::take(&mut self.wish);
        for wanted in wish.previews.chunks(MAX_PREVIEWS) {
            put(out, PhotoAsk::Previews(wanted.to_vec()))?;
        }
        if !wish.originals.is_empty() {
            put(out, PhotoAsk::Wants(wish.originals))?;
        }
        while let Some(sha256) = self.previews.pop_front() {
            if full(out, limit) {
                break;
            }
            // One that does not read is told when its original is read.
            if let Ok(Some(jpeg)) = album.preview(sha256) {
                let jpeg = jpeg.into();
                put(out, PhotoAsk::Preview(Preview { sha256, jpeg }))?;
            }
        }
        Ok(())
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
