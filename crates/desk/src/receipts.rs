//! The office's receipts on a laptop: the last one stands by itself, and beside it the last for each
//! other officer of the laptop, whose chains are their own.

use merge::{DeviceId, Receipt};
use store::Item;

use crate::failure::Failure;
use crate::room::Room;

/// How the notes begin that keep receipts for other chains than the one that was heard of last.
const NOTE: &str = "receipt/";

impl Room {
    /// The last receipt for each chain of this place.
    ///
    /// # Errors
    /// An index that fails.
    pub fn receipts(&self) -> Result<Vec<Receipt>, Failure> {
        let mut all: Vec<Receipt> = self.store.receipt()?.into_iter().collect();
        for (_, bytes) in self.store.notes(NOTE)? {
            let kept = Receipt::open(&bytes).ok();
            all.extend(kept.filter(|kept| all.iter().all(|one| one.device != kept.device)));
        }
        Ok(all)
    }

    /// The last receipt for one chain.
    ///
    /// # Errors
    /// An index that fails.
    pub fn receipt_of(&self, device: DeviceId) -> Result<Option<Receipt>, Failure> {
        let latest = self.store.receipt()?;
        if latest.as_ref().is_none_or(|latest| latest.device == device) {
            return Ok(latest);
        }
        let kept = self.store.note(&format!("{NOTE}{device}"))?;
        Ok(kept.and_then(|bytes| Receipt::open(&bytes).ok()))
    }

    /// What a new receipt is to be kept by. That for another chain steps aside and is not lost.
    ///
    /// # Errors
    /// An index that fails.
    pub fn to_keep(&self, fresh: Receipt) -> Result<Vec<Item>, Failure> {
        let before = self.store.receipt()?;
        let aside = before.filter(|before| before.device != fresh.device);
        let aside = aside.map(|before| note(&before));
        Ok(aside.into_iter().chain([Item::Receipt(fresh)]).collect())
    }
}

/// A receipt for another chain than the one that was heard of last.
#[must_use]
pub fn note(receipt: &Receipt) -> Item {
    Item::Note {
        name: format!("{NOTE}{}", receipt.device),
        value: receipt.bytes().to_vec(),
    }
}
