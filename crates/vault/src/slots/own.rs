//! The key of an officer's own, which their passphrases open beside the folder's.

use std::io;

use minicbor::bytes::{ByteArray, ByteVec};
use minicbor::{Decode, Encode};
use zeroize::Zeroizing;

use super::{Slot, Slots, SlotsError, mark};
use crate::Vault;

/// What the own key is sealed for inside a slot, before the folder's mark.
const PLACE: &[u8] = b"own";

/// What a passphrase opens.
#[derive(Debug, Clone)]
pub struct Opened {
    /// The folder's key.
    pub folder: Vault,
    /// The key of the officer's own; nothing if the passphrase is not one officer's alone.
    pub own: Option<Vault>,
    /// What the passphrase itself makes; nothing where none was needed.
    pub(super) kek: Option<Vault>,
}

impl Opened {
    /// A folder that everybody opens.
    #[must_use]
    pub fn by_everybody(folder: Vault) -> Opened {
        let (own, kek) = (None, None);
        Opened { folder, own, kek }
    }
}

/// An officer's own key, wrapped with their passphrase.
#[derive(Clone, PartialEq, Eq, Encode, Decode)]
pub(super) struct OwnKept {
    /// Tells it from any other, so that it is known which slots open the same one.
    #[n(0)]
    mark: ByteArray<32>,
    #[n(1)]
    wrapped: ByteVec,
}

/// Which own key a slot opens.
pub(super) fn own_mark(slot: &Slot) -> Option<[u8; 32]> {
    match slot {
        Slot::Passphrase { own: Some(own), .. } => Some(*own.mark),
        _ => None,
    }
}

impl Slots {
    /// Gives the passphrase that opened the folder a key of its officer's own, which it had not.
    ///
    /// # Errors
    /// A folder that was not opened with a passphrase, or a system that gives no random numbers.
    pub fn claim(&mut self, opened: &Opened, own: &Vault) -> Result<(), SlotsError> {
        let kek = opened.kek.as_ref().ok_or(SlotsError::Name)?;
        let fresh = self.own_slot(kek, own)?;
        let folder = *self.0.mark;
        let mine = self.0.slots.iter_mut().find_map(|slot| match slot {
            Slot::Passphrase { wrapped, own, .. } => {
                kek.open(&folder, wrapped).map(Zeroizing::new)?;
                Some(own)
            }
            _ => None,
        });
        *mine.ok_or(SlotsError::Name)? = Some(fresh);
        Ok(())
    }

    /// Takes away every passphrase that opens this own key.
    pub fn dismiss(&mut self, own: &[u8; 32]) {
        self.0.slots.retain(|slot| own_mark(slot) != Some(*own));
    }

    /// Whether the passphrase that opened the folder is the one of this name.
    #[must_use]
    pub fn names(&self, opened: &Opened, name: &str) -> bool {
        let mark = opened.own.as_ref().map(Vault::mark);
        mark.is_some() && self.own_named(&opened.folder, name) == mark
    }

    /// How many passphrases there are.
    #[must_use]
    pub fn passphrases(&self) -> usize {
        let all = self.0.slots.iter();
        all.filter(|slot| matches!(slot, Slot::Passphrase { .. }))
            .count()
    }

    /// Which own key the passphrase of this name opens.
    #[must_use]
    pub fn own_named(&self, vault: &Vault, name: &str) -> Option<[u8; 32]> {
        own_mark(&self.0.slots[self.find(vault, name)?])
    }

    pub(super) fn own_slot(&self, kek: &Vault, own: &Vault) -> io::Result<OwnKept> {
        Ok(OwnKept {
            mark: mark(own).into(),
            wrapped: kek.seal(&self.own_place(), own.key())?.into(),
        })
    }

    pub(super) fn own_of(&self, kek: &Vault, kept: &OwnKept) -> Option<Vault> {
        let key = Zeroizing::new(kek.open(&self.own_place(), &kept.wrapped)?);
        let own = Vault::of(self.cipher(), key.as_slice().try_into().ok()?);
        (mark(&own) == *kept.mark).then_some(own)
    }

    fn own_place(&self) -> Vec<u8> {
        [PLACE, &*self.0.mark].concat()
    }
}
