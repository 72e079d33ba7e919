//! What an answer says of photos, taken in. Nothing of it stops the operations.

use std::collections::BTreeSet;

use merge::Hash;
use sync::Refused;
use sync::bundle::{Intake, Kept, Word};
use sync::photos::{Album, PhotoAsk, Preview};

use crate::Photos;

/// What was heard of photos in one answer that came by stick.
#[derive(Debug)]
pub struct Heard {
    album: Option<Photos>,
    /// Originals that were asked for.
    intake: Intake,
    /// Photos of which a small picture is wanted; looked up when the first one comes.
    wanted: Option<BTreeSet<Hash>>,
    /// Own photos the office says to have.
    pub kept: u64,
    /// Small pictures taken in.
    pub previews: u64,
    /// Why something was not taken in: the last reason.
    pub problem: Option<Refused>,
}

impl Heard {
    /// Hears what is said of these photos; without any, nothing of it is taken in.
    #[must_use]
    pub fn new(album: Option<Photos>) -> Heard {
        Heard {
            album,
            intake: Intake::default(),
            wanted: None,
            kept: 0,
            previews: 0,
            problem: None,
        }
    }

    /// Originals that are here whole by this.
    #[must_use]
    pub fn fetched(&self) -> u64 {
        self.intake.whole()
    }

    /// Takes one word in.
    pub fn word(&mut self, word: Word) {
        let Some(album) = &mut self.album else {
            return;
        };
        let taken = match word {
            Word::Kept(Kept { sha256, size, said }) => album.kept(sha256, size, &said).map(|()| {
                self.kept += 1;
            }),
            Word::Lacking(lacking) => album.lacking(&lacking.photos),
            Word::Previews(shown) => self.previews(&shown),
            Word::Given(PhotoAsk::Preview(one)) => self.previews(&[one]),
            Word::Given(given) => self.intake.take(album, given),
        };
        if let Err(problem) = taken {
            self.problem = Some(problem);
        }
    }

    /// Keeps those that lack here; one that is no picture keeps no other one out.
    fn previews(&mut self, shown: &[Preview]) -> Result<(), Refused> {
        let Some(album) = &mut self.album else {
            return Ok(());
        };
        let wanted = match &mut self.wanted {
            Some(wanted) => wanted,
            unknown => unknown.insert(album.previews_wanted()?.into_iter().collect()),
        };
        for one in shown {
            if wanted.remove(&one.sha256) {
                match album.keep_preview(one) {
                    Ok(()) => self.previews += 1,
                    Err(problem) => self.problem = Some(problem),
                }
            }
        }
        Ok(())
    }
}
