//! One exchange of photos, step by step, without a socket in sight.

use std::collections::{BTreeSet, VecDeque};

use merge::Hash;

use super::album::Album;
use super::carry::Moving;
use super::message::{Lack, Lacking, PhotoAsk, PhotoReply, Preview, Rank};
use crate::limits::{
    BATCH_S, CHUNK, FIRST_PIECE, MAX_PREVIEW, MAX_PREVIEWS, MAX_REFUSALS, MAX_TRIES, MIN_PIECE,
    PREVIEWS_A_TIME,
};
use crate::message::Refused;

/// The legs of a trip, in order.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Leg {
    Ask,
    PreviewsUp,
    PreviewsDown,
    Up,
    Down,
    Done,
}

/// What an exchange of photos did.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct PhotoReport {
    /// Photos the office has now that it had not said to have before.
    pub sent: u64,
    /// Out of how many.
    pub to_send: u64,
    /// Photos that arrived whole.
    pub fetched: u64,
    /// Out of how many.
    pub to_fetch: u64,
    /// Bytes of originals carried, both ways together.
    pub bytes: u64,
    /// Out of how many.
    pub bytes_all: u64,
    /// Previews sent and received.
    pub previews: u64,
    /// Own photos the office lacks that are not here any more.
    pub lost: u64,
    /// Why something did not travel: the last reason.
    pub problem: Option<Refused>,
}

/// One exchange of photos. Ask it for the [`Trip::next`] request, bring it the [`Trip::answer`].
#[derive(Debug)]
pub struct Trip {
    leg: Leg,
    after: Option<Rank>,
    lacking: Vec<Lack>,
    previews: VecDeque<Hash>,
    pub(super) queue: VecDeque<(Hash, u64)>,
    pub(super) moving: Option<Moving>,
    /// Bytes in a piece, and previews in a request.
    pub(super) piece: u32,
    /// The largest piece there may be.
    most: u32,
    at_once: usize,
    tries: u32,
    refusals: u32,
    pub(super) report: PhotoReport,
}

impl Default for Trip {
    fn default() -> Self {
        Trip {
            leg: Leg::Ask,
            after: None,
            lacking: Vec::new(),
            previews: VecDeque::new(),
            queue: VecDeque::new(),
            moving: None,
            piece: FIRST_PIECE,
            most: CHUNK,
            at_once: MAX_PREVIEWS,
            tries: 0,
            refusals: 0,
            report: PhotoReport::default(),
        }
    }
}

impl Trip {
    /// A trip for one original alone.
    #[must_use]
    pub fn to_fetch(sha256: Hash, size: u64) -> Trip {
        let mut trip = Trip {
            leg: Leg::Down,
            ..Trip::default()
        };
        trip.load(vec![(sha256, size)]);
        trip
    }

    /// A trip that only takes, the previews before the originals.
    #[must_use]
    pub fn to_take() -> Trip {
        Trip {
            // There is nothing to send, and this leg leads to the previews that come.
            leg: Leg::PreviewsUp,
            ..Trip::default()
        }
    }

    /// The line has carried so many bytes a second. No piece is larger from here on than what that
    /// carries in [`BATCH_S`] seconds.
    pub fn paced(&mut self, bytes_a_second: u64) {
        let fits = u32::try_from(bytes_a_second.saturating_mul(BATCH_S)).unwrap_or(CHUNK);
        self.most = fits.clamp(MIN_PIECE, CHUNK);
        self.piece = self.piece.min(self.most);
        let previews = fits as usize / MAX_PREVIEW;
        self.at_once = self.at_once.min(previews.max(1));
    }

    /// What was done so far.
    #[must_use]
    pub fn report(&self) -> &PhotoReport {
        &self.report
    }

    /// The next request, or none when there is nothing more to do. After a failed link the same
    /// again, perhaps in a smaller piece.
    pub fn next(&mut self, album: &mut impl Album) -> Option<PhotoAsk> {
        while self.leg != Leg::Done {
            let asked = match self.leg {
                Leg::Ask => Ok(Some(PhotoAsk::Lacks(self.after))),
                Leg::PreviewsUp => self.preview_up(album),
                Leg::PreviewsDown => Ok(self.previews_down()),
                Leg::Up => self.up(album),
                Leg::Down | Leg::Done => self.down(album),
            };
            match asked {
                Ok(Some(ask)) => return Some(ask),
                Ok(None) => self.next_leg(album),
                Err(problem) => {
                    self.report.problem = Some(problem);
                    self.next_leg(album);
                }
            }
        }
        None
    }

    /// Takes the answer to the last request. A refusal passes over the photo it was about.
    pub fn answer(&mut self, album: &mut impl Album, reply: PhotoReply) {
        self.tries = 0;
        self.piece = (self.piece * 2).min(self.most);
        let done = match (self.leg, reply) {
            (Leg::Ask, PhotoReply::Lacking(page)) => self.asked(album, page),
            (Leg::PreviewsUp, PhotoReply::Noted) => {
                self.previews.pop_front();
                self.report.previews += 1;
                Ok(())
            }
            (Leg::PreviewsDown, PhotoReply::Previews(shown)) => self.shown(album, &shown),
            (Leg::Up, PhotoReply::Held(held)) => self.held(album, &held),
            (Leg::Down, PhotoReply::Fetched(fetched)) => self.fetched(album, fetched),
            _ => Err(out_of_turn()),
        };
        if let Err(problem) = done {
            self.report.problem = Some(problem);
            self.next_leg(album);
        }
    }

    /// The office said no.
    pub fn refused(&mut self, album: &mut impl Album, refused: Refused) {
        self.tries = 0;
        self.refusals += 1;
        // That a photo has not arrived at the office either is no fault.
        let absent = self.leg == Leg::Down && refused.code == ABSENT;
        let full = refused.code == FULL;
        if !absent {
            self.report.problem = Some(refused);
        }
        match self.leg {
            Leg::PreviewsUp => drop(self.previews.pop_front()),
            Leg::Up | Leg::Down if !full && (absent || self.refusals <= MAX_REFUSALS) => {
                self.moving = None;
            }
            _ => self.next_leg(album),
        }
    }

    /// The link failed. Answers whether to try again; the next piece is smaller.
    pub fn failed(&mut self, album: &mut impl Album) -> bool {
        self.tries += 1;
        // The first time it may have been chance: halved, what one success doubles is not lost.
        let smaller = if self.tries == 1 { 2 } else { 4 };
        self.piece = (self.piece / smaller).max(MIN_PIECE);
        self.at_once = (self.at_once / 4).max(1);
        // A preview cannot be cut up; originals may get through where it does not.
        let preview = matches!(self.leg, Leg::PreviewsUp | Leg::PreviewsDown);
        if preview && self.tries > MAX_TRIES / 2 {
            self.next_leg(album);
        }
        self.tries <= MAX_TRIES
    }

    fn next_leg(&mut self, album: &mut impl Album) {
        self.moving = None;
        self.queue.clear();
        self.previews.clear();
        self.refusals = 0;
        self.leg = match self.leg {
            // Without an answer to the first question there is nothing to go by.
            Leg::Ask if self.report.problem.is_some() => Leg::Done,
            Leg::Ask => Leg::PreviewsUp,
            Leg::PreviewsUp => Leg::PreviewsDown,
            Leg::PreviewsDown => Leg::Up,
            Leg::Up => Leg::Down,
            Leg::Down | Leg::Done => Leg::Done,
        };
        let packed = match self.leg {
            Leg::PreviewsUp => {
                let lacking = self.lacking.iter().filter(|lack| !lack.preview);
                self.previews = lacking.map(|lack| lack.sha256).collect();
                Ok(())
            }
            Leg::PreviewsDown => album.previews_wanted().map(|wanted| {
                self.previews = wanted.into_iter().take(PREVIEWS_A_TIME).collect();
            }),
            Leg::Up => self.pack_up(album),
            Leg::Down => album.wanted().map(|wanted| self.load(wanted)),
            Leg::Ask | Leg::Done => Ok(()),
        };
        if let Err(problem) = packed {
            self.report.problem = Some(problem);
        }
    }

    /// What the office lacks, in its order; then what it may have without having said so.
    fn pack_up(&mut self, album: &mut impl Album) -> Result<(), Refused> {
        let lacking = std::mem::take(&mut self.lacking);
        let lacking: Vec<(Hash, u64)> = lacking.iter().map(|l| (l.sha256, l.size)).collect();
        let named: BTreeSet<Hash> = lacking.iter().map(|(sha256, _)| *sha256).collect();
        let others = album.unconfirmed()?.into_iter();
        let others = others.filter(|(sha256, _)| !named.contains(sha256));
        let queue = lacking.into_iter().chain(others).collect();
        self.load(queue);
        Ok(())
    }

    fn load(&mut self, queue: Vec<(Hash, u64)>) {
        let bytes: u64 = queue.iter().map(|(_, size)| size).sum();
        self.report.bytes_all += bytes;
        let count = queue.len() as u64;
        match self.leg {
            Leg::Up => self.report.to_send = count,
            _ => self.report.to_fetch = count,
        }
        self.queue = queue.into();
    }

    fn asked(&mut self, album: &mut impl Album, page: Lacking) -> Result<(), Refused> {
        let last = page.photos.last().map(|lack| lack.rank);
        let further = last.is_some_and(|last| self.after.is_none_or(|after| after.before(last)));
        album.lacking(&page.photos)?;
        self.lacking.extend(page.photos);
        if page.more && further {
            self.after = last;
        } else {
            self.next_leg(album);
        }
        Ok(())
    }

    fn preview_up(&mut self, album: &mut impl Album) -> Result<Option<PhotoAsk>, Refused> {
        while let Some(sha256) = self.previews.front().copied() {
            if let Some(jpeg) = album.preview(sha256)? {
                let jpeg = jpeg.into();
                return Ok(Some(PhotoAsk::Preview(Preview { sha256, jpeg })));
            }
            self.previews.pop_front();
        }
        Ok(None)
    }

    fn previews_down(&self) -> Option<PhotoAsk> {
        let next = self.previews.iter().take(self.at_once).copied();
        let next: Vec<Hash> = next.collect();
        (!next.is_empty()).then_some(PhotoAsk::Previews(next))
    }

    fn shown(&mut self, album: &mut impl Album, shown: &[Preview]) -> Result<(), Refused> {
        let asked = self.previews.iter().zip(shown);
        if shown.is_empty() || asked.clone().any(|(sha256, one)| *sha256 != one.sha256) {
            return Err(out_of_turn());
        }
        for one in shown.iter().take(self.previews.len()) {
            if !one.jpeg.is_empty() {
                album.keep_preview(one)?;
                self.report.previews += 1;
            }
        }
        self.previews.drain(..shown.len().min(self.previews.len()));
        Ok(())
    }
}

/// The refusal that says a photo is not at the office either.
pub const ABSENT: &str = "no_file";
/// The refusal that says there is no room for photos.
pub const FULL: &str = "disk_full";

pub(super) fn out_of_turn() -> Refused {
    Refused {
        code: "protocol".to_owned(),
        zh: "服务器答非所问；请升级两端中较旧的程序".to_owned(),
        en: "the server answered out of turn; update the older of the two programs".to_owned(),
    }
}
