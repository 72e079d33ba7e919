//! The photos on a stick to the office above.

use std::collections::BTreeMap;

use desk::{Failure, OwnPhoto, trust};
use link::{Photos, Whose, cut_short};
use merge::{Grant, Hash};
use sync::SyncError;
use sync::bundle::{Cargo, Gift, Wish};
use sync::limits::PREVIEWS_A_TIME;
use sync::photos::{Album, Lack};

use super::Above;
use crate::office::Office;

/// The note that keeps which photos it said last to lack, and how far it has them.
const LACKS: &str = "above/lacks";

impl Office {
    /// The photos of what both offices answer for.
    pub(super) fn album_above(&self, above: &Above, charter: &Grant) -> Photos {
        let whose = Whose::Area(Box::new(charter.clone()));
        Photos::new(self.room.clone(), self.caller().device, above.key, whose)
    }

    /// What goes along of photos: those of which the office above has not said that it has them,
    /// from where it stood last, and what is asked of it.
    pub(super) fn cargo_above(
        &self,
        charter: &Grant,
        album: &mut Photos,
        whole: bool,
    ) -> Result<Cargo, Failure> {
        let within = |bucket| trust::covers(charter, bucket);
        let there: Vec<Lack> = self.kept_cbor(LACKS)?.unwrap_or_default();
        let there: BTreeMap<Hash, Lack> =
            there.into_iter().map(|lack| (lack.sha256, lack)).collect();
        let gift = |own: &OwnPhoto| {
            let there = there.get(&own.sha256);
            Gift {
                sha256: own.sha256,
                size: own.size,
                at: there.and_then(|lack| lack.at).unwrap_or(0).min(own.size),
                preview: there.is_some_and(|lack| lack.preview),
            }
        };
        let unsent = if whole {
            self.room.unsent_within(&within)?
        } else {
            Vec::new()
        };
        let previews = album.previews_wanted();
        let mut previews = previews.map_err(|no| cut_short(SyncError::Refused(no)))?;
        previews.truncate(PREVIEWS_A_TIME);
        let wish = Wish {
            previews,
            originals: self.room.wants(&|one| within(one.bucket))?,
        };
        Ok(Cargo::giving(unsent.iter().map(gift).collect(), wish))
    }

    /// Notes which photos the office above lacks, by what it said last.
    pub(super) fn keep_lacks(&self, lacks: &[Lack]) -> Result<(), Failure> {
        self.keep_cbor(LACKS, &lacks)
    }
}
