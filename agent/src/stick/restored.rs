//! An office that was restored from a backup lacks what this laptop may still have of others: it is
//! owed everything until an answer to a full bundle says that it is level again.

use desk::Failure;
use store::Item;

use super::{Exported, Imported};
use crate::laptop::Laptop;

/// The note that says so. Empty: nothing is owed. Else a mark, and behind it the nonce of the hello
/// in the last full bundle, if one was written since.
const NOTE: &str = "office/restored";
const MARK: &[u8] = &[1];

/// The office was found to lack what it once gave.
pub(crate) fn noticed() -> Item {
    note(MARK.to_vec())
}

fn note(value: Vec<u8>) -> Item {
    let name = NOTE.to_owned();
    Item::Note { name, value }
}

fn full(nonce: u64) -> Vec<u8> {
    [MARK, &nonce.to_be_bytes()].concat()
}

impl Laptop {
    fn owed(&self) -> Result<Vec<u8>, Failure> {
        Ok(self.store().note(NOTE)?.unwrap_or_default())
    }

    /// Whether the next bundle has to bring everything.
    ///
    /// # Errors
    /// An index that fails.
    pub(crate) fn owes_everything(&self) -> Result<bool, Failure> {
        Ok(!self.owed()?.is_empty())
    }

    /// Nothing is owed: an exchange over a network has given everything back.
    pub(crate) fn gave_back(&self) -> Result<(), Failure> {
        if self.owes_everything()? {
            self.store().take(vec![note(Vec::new())])?;
        }
        Ok(())
    }

    /// Takes note of a full bundle, so that the answer to it is known.
    ///
    /// # Errors
    /// A disk that refuses.
    pub fn exported(&self, exported: &Exported) -> Result<(), Failure> {
        if exported.full && self.owes_everything()? {
            self.store().take(vec![note(full(exported.nonce))])?;
        }
        Ok(())
    }

    /// Ends the debt when the office answers a full bundle and is level.
    ///
    /// # Errors
    /// A disk that refuses.
    pub fn imported(&self, imported: &Imported) -> Result<(), Failure> {
        if !imported.restored && self.owed()? == full(imported.nonce) {
            self.gave_back()?;
        }
        Ok(())
    }
}
