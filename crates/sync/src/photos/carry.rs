//! One original after the other, up and down.

use merge::Hash;

use super::album::{Album, Begun, Taken};
use super::message::{Fetch, Fetched, Held, PhotoAsk, Piece};
use super::parts::{Gap, Parts};
use super::trip::{Trip, out_of_turn};
use crate::limits::MAX_TRIES;
use crate::message::Refused;

/// A photo under way, in either direction.
#[derive(Debug)]
pub(super) struct Moving {
    sha256: Hash,
    size: u64,
    /// The piece that is to be sent or fetched next; nothing before the other side was heard.
    gap: Option<Gap>,
    /// How far it had come before.
    at: Option<u64>,
    /// How far it has ever come.
    furthest: u64,
    /// How often it did not get further.
    still: u32,
}

impl Trip {
    pub(super) fn up(&mut self, album: &mut impl Album) -> Result<Option<PhotoAsk>, Refused> {
        if self.moving.is_none() {
            let next = self.queue.pop_front();
            self.moving = next.map(|(sha256, size)| Moving::new(sha256, size));
        }
        let Some(moving) = &self.moving else {
            return Ok(None);
        };
        let sha256 = moving.sha256;
        if let Some(Gap { at, len }) = moving.gap {
            let len = len.min(self.piece);
            let bytes = album.read(sha256, Gap { at, len })?.into();
            return Ok(Some(PhotoAsk::Piece(Piece { sha256, at, bytes })));
        }
        // Without the photo the office can still say whether it has it.
        let size = moving.size;
        let chunks = album.chunks(sha256, size)?.unwrap_or_default();
        Ok(Some(PhotoAsk::Offer {
            sha256,
            size,
            chunks,
        }))
    }

    pub(super) fn held(&mut self, album: &mut impl Album, held: &Held) -> Result<(), Refused> {
        let moving = self.moving.as_mut().ok_or_else(out_of_turn)?;
        let (sha256, size) = (moving.sha256, moving.size);
        match held {
            Held::Kept(said) => {
                album.kept(sha256, size, said)?;
                self.report.bytes += size - moving.furthest.min(size);
                self.report.sent += 1;
                self.moving = None;
            }
            Held::Partly(filled) => {
                let gap = Parts::lacks(size, filled).ok_or_else(out_of_turn)?;
                self.report.bytes += moving.goes_on(gap);
                if moving.still > MAX_TRIES {
                    self.give_up();
                }
            }
            // What was there of it had to make room; it is offered again from the start.
            Held::Nothing if moving.gap.take().is_some() => {
                moving.still += 1;
                if moving.still > MAX_TRIES {
                    self.give_up();
                }
            }
            Held::Nothing => {
                self.report.lost += 1;
                self.moving = None;
            }
        }
        Ok(())
    }

    pub(super) fn down(&mut self, album: &mut impl Album) -> Result<Option<PhotoAsk>, Refused> {
        while self.moving.is_none() {
            let Some((sha256, size)) = self.queue.pop_front() else {
                return Ok(None);
            };
            let mut moving = Moving::new(sha256, size);
            match album.begin(sha256, size, None)? {
                Begun::Whole => {
                    self.report.fetched += 1;
                    self.report.bytes += size;
                    continue;
                }
                Begun::Gap(gap) => self.report.bytes += moving.goes_on(gap),
                Begun::Chunks => {}
            }
            self.moving = Some(moving);
        }
        let ask = self.moving.as_ref().map(|moving| Fetch {
            sha256: moving.sha256,
            at: moving.gap.map_or(0, |gap| gap.at),
            len: moving.gap.map_or(0, |gap| gap.len.min(self.piece)),
        });
        Ok(ask.map(PhotoAsk::Fetch))
    }

    pub(super) fn fetched(
        &mut self,
        album: &mut impl Album,
        fetched: Fetched,
    ) -> Result<(), Refused> {
        let moving = self.moving.as_mut().ok_or_else(out_of_turn)?;
        let (sha256, size) = (moving.sha256, moving.size);
        let next = match moving.gap {
            None => match album.begin(sha256, size, Some(fetched.chunks))? {
                Begun::Gap(gap) => Taken::Gap(gap),
                Begun::Whole => Taken::Whole,
                Begun::Chunks => return Err(out_of_turn()),
            },
            Some(gap) => album.take(&Piece {
                sha256,
                at: gap.at,
                bytes: fetched.bytes,
            })?,
        };
        match next {
            Taken::Whole => {
                self.report.bytes += size - moving.furthest.min(size);
                self.report.fetched += 1;
                self.moving = None;
            }
            Taken::Gap(gap) => {
                self.report.bytes += moving.goes_on(gap);
                if moving.still > 0 {
                    // Perhaps it is no longer what it was there; asked for its chunks, they look.
                    moving.gap = None;
                }
                if moving.still > MAX_TRIES {
                    self.give_up();
                }
            }
        }
        Ok(())
    }

    /// The photo under way does not get on; the others need not wait for it.
    fn give_up(&mut self) {
        self.report.problem = Some(Refused {
            code: "photo_stuck".to_owned(),
            zh: "照片反复传不完整，已跳过；下次同步再试".to_owned(),
            en: "a photo does not get through whole and was passed over; it is tried again at the next sync"
                .to_owned(),
        });
        self.moving = None;
    }
}

impl Moving {
    fn new(sha256: Hash, size: u64) -> Moving {
        Moving {
            sha256,
            size,
            gap: None,
            at: None,
            furthest: 0,
            still: 0,
        }
    }

    /// Goes on at a gap. Answers how many bytes that is further than ever before.
    fn goes_on(&mut self, gap: Gap) -> u64 {
        if self.at.replace(gap.at).is_some_and(|at| gap.at <= at) {
            self.still += 1;
        }
        self.gap = Some(gap);
        let further = gap.at.saturating_sub(self.furthest);
        if further > 0 {
            self.furthest = gap.at;
            self.still = 0;
        }
        further
    }
}
