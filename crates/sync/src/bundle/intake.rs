//! Originals that come in a bundle, taken in as they are read.

use std::collections::BTreeSet;

use merge::Hash;

use crate::message::Refused;
use crate::photos::{Album, Begun, FULL, Gap, PhotoAsk, Piece, Taken};

/// Takes in the photos a bundle gives. Those nobody here lacks are passed over, and so is what
/// came of one with an earlier bundle.
#[derive(Debug, Default)]
pub struct Intake {
    /// What is lacking; looked up at the first offer, when the operations before it are here.
    wanted: Option<BTreeSet<(Hash, u64)>>,
    coming: Option<Coming>,
    /// There is no room for more.
    full: bool,
    /// Photos that are here whole by this.
    whole: u64,
}

/// The photo whose pieces are being read.
#[derive(Debug, Clone, Copy)]
struct Coming {
    sha256: Hash,
    size: u64,
    gap: Gap,
}

impl Intake {
    /// Photos that are here whole by this.
    #[must_use]
    pub fn whole(&self) -> u64 {
        self.whole
    }

    /// Takes an offer or a piece.
    ///
    /// # Errors
    /// Why a photo is not taken in; the next one may be.
    pub fn take(&mut self, album: &mut impl Album, given: PhotoAsk) -> Result<(), Refused> {
        let taken = match given {
            PhotoAsk::Offer {
                sha256,
                size,
                chunks,
            } => self.offered(album, sha256, size, chunks),
            PhotoAsk::Piece(piece) => self.piece(album, piece),
            // What a later program adds is passed over.
            _ => Ok(()),
        };
        if let Err(no) = &taken {
            self.coming = None;
            self.full |= no.code == FULL;
        }
        taken
    }

    fn offered(
        &mut self,
        album: &mut impl Album,
        sha256: Hash,
        size: u64,
        chunks: Vec<Hash>,
    ) -> Result<(), Refused> {
        self.coming = None;
        let wanted = match &mut self.wanted {
            Some(wanted) => wanted,
            unknown => unknown.insert(album.wanted()?.into_iter().collect()),
        };
        // A photo that does not read there is offered by its name alone.
        if self.full || chunks.is_empty() || !wanted.contains(&(sha256, size)) {
            return Ok(());
        }
        match album.begin(sha256, size, Some(chunks))? {
            Begun::Gap(gap) => self.coming = Some(Coming { sha256, size, gap }),
            // A kill had come between its last piece and the look at the whole.
            Begun::Whole => self.arrived(sha256, size),
            Begun::Chunks => {}
        }
        Ok(())
    }

    fn piece(&mut self, album: &mut impl Album, piece: Piece) -> Result<(), Refused> {
        let Some(Coming { sha256, size, gap }) = self.coming else {
            return Ok(());
        };
        let end = piece.end();
        if piece.sha256 != sha256 {
            return Ok(());
        }
        if let Some(rest) = piece.after(gap.at) {
            match album.take(&rest)? {
                Taken::Whole => self.arrived(sha256, size),
                Taken::Gap(gap) => self.coming = Some(Coming { sha256, size, gap }),
            }
        }
        if end >= size && self.coming.is_some() {
            return Err(not_whole(sha256));
        }
        Ok(())
    }

    fn arrived(&mut self, sha256: Hash, size: u64) {
        self.coming = None;
        self.whole += 1;
        if let Some(wanted) = &mut self.wanted {
            wanted.remove(&(sha256, size));
        }
    }
}

fn not_whole(sha256: Hash) -> Refused {
    Refused {
        code: "photo_cut".to_owned(),
        zh: format!(
            "照片 {sha256} 没有完整到达：有一段被改动，或前面的答复还没有导入；请先导入前面的答复，或再导出一次索取（已到的部分不必重传）"
        ),
        en: format!(
            "photo {sha256} did not come through whole: a piece was altered, or an earlier answer is missing; import that first, or export again to ask for the rest (what has arrived is kept)"
        ),
    }
}
