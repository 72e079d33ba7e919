//! One exchange of photos, step by step, without a socket in sight.

use std::collections::{BTreeSet, VecDeque};

use merge::Hash;

use super::album::{Album, Begun, Taken};
use super::message::{
    Fetch, Fetched, Held, Lack, Lacking, PhotoAsk, PhotoReply, Piece, Preview, Rank,
};
use super::parts::{Gap, Parts};
use crate::limits::{
    CHUNK, FIRST_PIECE, MAX_PREVIEWS, MAX_REFUSALS, MAX_TRIES, MIN_PIECE, PREVIEWS_A_TIME,
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

/// A photo under way, in either direction.
#[derive(Debug)]
struct Moving {
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
    queue: VecDeque<(Hash, u64)>,
    moving: Option<Moving>,
    /// Bytes in a piece, and previews in a request.
    piece: u32,
    at_once: usize,
    tries: u32,
    refusals: u32,
    report: PhotoReport,
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
        self.piece = (self.piece * 2).min(CHUNK);
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

    fn up(&mut self, album: &mut impl Album) -> Result<Option<PhotoAsk>, Refused> {
        let moving = match &self.moving {
            Some(moving) => moving,
            None => match self.queue.pop_front() {
                Some((sha256, size)) => self.moving.insert(Moving::new(sha256, size)),
                None => return Ok(None),
            },
        };
        let (sha256, size) = (moving.sha256, moving.size);
        if let Some(gap) = moving.gap {
            let len = gap.len.min(self.piece);
            let bytes = album.read(sha256, Gap { at: gap.at, len })?.into();
            let at = gap.at;
            return Ok(Some(PhotoAsk::Piece(Piece { sha256, at, bytes })));
        }
        // Without the photo the office can still say whether it has it.
        let chunks = album.chunks(sha256, size)?.unwrap_or_default();
        Ok(Some(PhotoAsk::Offer {
            sha256,
            size,
            chunks,
        }))
    }

    fn held(&mut self, album: &mut impl Album, held: &Held) -> Result<(), Refused> {
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

    fn down(&mut self, album: &mut impl Album) -> Result<Option<PhotoAsk>, Refused> {
        loop {
            if self.moving.is_none() {
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
            return Ok(ask.map(PhotoAsk::Fetch));
        }
    }

    fn fetched(&mut self, album: &mut impl Album, fetched: Fetched) -> Result<(), Refused> {
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

/// The refusal that says a photo is not at the office either.
pub const ABSENT: &str = "no_file";
/// The refusal that says there is no room for photos.
pub const FULL: &str = "disk_full";

fn out_of_turn() -> Refused {
    Refused {
        code: "protocol".to_owned(),
        zh: "服务器答非所问；请升级两端中较旧的程序".to_owned(),
        en: "the server answered out of turn; update the older of the two programs".to_owned(),
    }
}
