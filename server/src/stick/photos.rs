//! Photos that come by stick, and what is answered about them.
//!
//! Each offer and piece goes through the office's own door, as over a network. What is refused or
//! does not come through whole is named and keeps nothing else out.

use std::collections::{BTreeMap, BTreeSet};
use std::io::Write;

use desk::Failure;
use forms::Text;
use merge::{Hash, Record, RecordId, Sealed};
use sync::bundle::{self, Kept, Part, Writer};
use sync::limits::{MAX_PREVIEW, MAX_PREVIEWS, MAX_REFUSALS, MAX_WANTED, PREVIEWS_A_TIME};
use sync::photos::{FULL, Filled, Gap, Held, Parts, PhotoAsk, PhotoReply, Piece, Wanted};
use sync::{FeedItem, Refused, Reply};

use super::Visit;
use crate::office::Office;

/// The office's door, as a device finds it.
pub(super) type Door<'d> = dyn FnMut(PhotoAsk) -> Reply + 'd;

/// What a device brings of its photos, and wants of others'.
#[derive(Default)]
pub(super) struct Album {
    /// The office's word on each that is here whole.
    kept: BTreeMap<Hash, Kept>,
    /// Photos that are here by this visit.
    pub(super) new: u64,
    /// Previews that are asked for.
    wanted: Vec<Hash>,
    /// Originals that are asked for.
    pub(super) originals: Vec<Wanted>,
    /// The photo whose pieces are being read.
    coming: Option<Coming>,
    /// Why single photos were not taken.
    problems: BTreeMap<Hash, Text>,
    /// There is no room for more, or too many were refused.
    closed: bool,
}

struct Coming {
    sha256: Hash,
    size: u64,
    gap: Gap,
}

impl Album {
    /// Takes what a bundle says of photos. Answers false for what no bundle says.
    pub(super) fn take(&mut self, ask: PhotoAsk, door: &mut Door<'_>) -> bool {
        match ask {
            PhotoAsk::Previews(wanted) => {
                self.wanted.extend(wanted);
                self.wanted.truncate(PREVIEWS_A_TIME);
            }
            PhotoAsk::Offer { sha256, size, .. } => {
                self.coming = None;
                if !self.closed && !self.kept.contains_key(&sha256) {
                    let reply = door(ask);
                    self.heard((sha256, size, false), reply);
                }
            }
            PhotoAsk::Piece(piece) => self.piece(piece, door),
            PhotoAsk::Wants(wanted) => {
                self.originals.extend(wanted);
                self.originals.truncate(MAX_WANTED);
            }
            PhotoAsk::Preview(preview) => {
                let sha256 = preview.sha256;
                if let Reply::Refused(no) = door(PhotoAsk::Preview(preview)) {
                    self.refused(sha256, no);
                }
            }
            PhotoAsk::Lacks(_) | PhotoAsk::Fetch(_) => return false,
        }
        true
    }

    /// Takes what is lacking of a piece; what is here already came with an earlier stick.
    fn piece(&mut self, piece: Piece, door: &mut Door<'_>) {
        let Some(Coming { sha256, size, gap }) = self.coming else {
            return;
        };
        let end = piece.end();
        if piece.sha256 != sha256 {
            return;
        }
        if let Some(rest) = piece.after(gap.at) {
            let reply = door(PhotoAsk::Piece(rest));
            self.heard((sha256, size, true), reply);
        }
        if end >= size && self.coming.is_some() {
            self.coming = None;
            self.problems.insert(sha256, not_whole(sha256));
        }
    }

    fn heard(&mut self, (sha256, size, new): (Hash, u64, bool), reply: Reply) {
        self.coming = None;
        match reply {
            Reply::Photo(PhotoReply::Held(Held::Kept(said))) => {
                self.new += u64::from(new);
                self.problems.remove(&sha256);
                self.kept.insert(sha256, Kept { sha256, size, said });
            }
            Reply::Photo(PhotoReply::Held(Held::Partly(filled))) => {
                self.coming = Coming::of(sha256, size, &filled);
            }
            Reply::Refused(no) => self.refused(sha256, no),
            _ => {}
        }
    }

    fn refused(&mut self, sha256: Hash, no: Refused) {
        let full = no.code == FULL;
        self.problems.insert(sha256, Text::new(no.zh, no.en));
        let most = usize::try_from(MAX_REFUSALS).unwrap_or(usize::MAX);
        self.closed = full || self.problems.len() > most;
    }

    /// Why single photos were not taken.
    pub(super) fn problems(&self) -> impl Iterator<Item = Text> {
        self.problems.values().cloned()
    }
}

impl Coming {
    fn of(sha256: Hash, size: u64, filled: &Filled) -> Option<Coming> {
        let gap = Parts::lacks(size, filled)?;
        Some(Coming { sha256, size, gap })
    }
}

/// The records an answer tells a device of.
#[derive(Default)]
pub(super) struct News(BTreeSet<RecordId>);

impl News {
    /// Takes note of the records in an answer.
    pub(super) fn note(&mut self, reply: &Reply) {
        match reply {
            Reply::Pulled(pulled) => {
                let items = pulled.segments.iter().flat_map(|segment| &segment.items);
                for item in items {
                    if let FeedItem::Op(bytes) = item
                        && let Ok(sealed) = Sealed::open(bytes)
                    {
                        self.0.insert(sealed.op.record);
                    }
                }
            }
            Reply::Page(page) => {
                let records = page.records.iter();
                let records = records.filter_map(|bytes| Record::decode(bytes).ok());
                self.0.extend(records.map(|record| record.id));
            }
            _ => {}
        }
    }
}

/// Small pictures on their way into answers, from one volume to the next.
pub(super) struct Previews {
    wanted: Vec<Hash>,
}

impl Previews {
    /// Those a device asked for, then those of the records it is told of.
    pub(super) fn of(office: &Office, visit: &Visit, news: &News) -> Result<Previews, Failure> {
        let mut wanted = visit.album.wanted.clone();
        let mut seen: BTreeSet<Hash> = wanted.iter().copied().collect();
        let own = office.room.own_photos(visit.grant.device)?;
        seen.extend(own.iter().map(|own| own.sha256));
        let mut told = office.room.store.all_references()?;
        told.retain(|one| one.picture && news.0.contains(&one.record) && seen.insert(one.sha256));
        told.sort_by_key(|one| std::cmp::Reverse(one.record));
        wanted.extend(told.iter().map(|one| one.sha256));
        wanted.truncate(PREVIEWS_A_TIME);
        Ok(Previews { wanted })
    }

    /// Those a device asked for.
    pub(super) fn asked(visit: &Visit) -> Previews {
        let wanted = visit.album.wanted.clone();
        Previews { wanted }
    }

    /// Writes them, up to about `limit` bytes, one batch at least. Answers whether there are more.
    pub(super) fn write<W: Write>(
        &mut self,
        out: &mut Writer<W>,
        limit: Option<u64>,
        door: &mut Door<'_>,
    ) -> Result<bool, bundle::Error> {
        let batch = limit.and_then(|limit| usize::try_from(limit).ok());
        let batch = batch.map_or(MAX_PREVIEWS, |limit| limit / 2 / MAX_PREVIEW);
        let batch = batch.clamp(1, MAX_PREVIEWS);
        while !self.wanted.is_empty() {
            let asked = self.wanted.iter().take(batch).copied().collect();
            let Reply::Photo(PhotoReply::Previews(mut shown)) = door(PhotoAsk::Previews(asked))
            else {
                break;
            };
            if shown.is_empty() {
                break;
            }
            self.wanted.drain(..shown.len().min(self.wanted.len()));
            shown.retain(|one| !one.jpeg.is_empty());
            if !shown.is_empty() {
                let reply = Reply::Photo(PhotoReply::Previews(shown));
                out.part(&Part::Reply(reply))?;
            }
            if limit.is_some_and(|limit| out.bytes() >= limit) {
                return Ok(!self.wanted.is_empty());
            }
        }
        Ok(false)
    }
}

/// Writes the office's word on the photos a device brought, and which of its others lack here.
pub(super) fn words<W: Write>(
    out: &mut Writer<W>,
    album: &Album,
    door: &mut Door<'_>,
) -> Result<(), bundle::Error> {
    for kept in album.kept.values() {
        out.part(&Part::Kept(kept.clone()))?;
    }
    match door(PhotoAsk::Lacks(None)) {
        Reply::Photo(PhotoReply::Lacking(lacking)) if !lacking.photos.is_empty() => {
            out.part(&Part::Reply(Reply::Photo(PhotoReply::Lacking(lacking))))
        }
        _ => Ok(()),
    }
}

fn not_whole(sha256: Hash) -> Text {
    Text::new(
        format!(
            "照片 {sha256} 没有完整到达：有一段被改动，或前面的卷还没有导入；请先导入前面的卷，或重新导出一次（已到的部分不必重传，文字记录不受影响）"
        ),
        format!(
            "photo {sha256} did not come through whole: a piece was altered, or an earlier volume is missing; import that first, or export again (what has arrived is kept, records are not affected)"
        ),
    )
}
