//! The slots of a folder that gets another key.

use zeroize::Zeroizing;

use super::{Slot, Slots, SlotsError, name_of};
use crate::{Cost, Vault};

impl Slots {
    /// The slots of another key, for those alone whose passphrases are given here, under the names
    /// they have; each goes on opening the key of their own. They keep the key of these, until it is [`Slots::settle`]d.
    ///
    /// # Errors
    /// A passphrase that is of none of these slots.
    pub fn renewed(
        &self,
        fresh: &Vault,
        passphrases: &[Zeroizing<String>],
        cost: Cost,
    ) -> Result<Slots, SlotsError> {
        let mut renewed = Slots::of(fresh);
        let mut before = self.open();
        for known in passphrases {
            let mut slots = self.0.slots.iter();
            let found = slots.find_map(|slot| Some((slot, self.try_slot(slot, known)?)));
            let Some((Slot::Passphrase { salt, name, .. }, opened)) = found else {
                return Err(SlotsError::Name);
            };
            let name = name_of(&opened.folder, &**salt, name).unwrap_or_default();
            renewed.give_to((fresh, opened.own.as_ref()), &name, known, cost)?;
            before = Some(opened.folder);
        }
        let before = before.ok_or(SlotsError::Name)?;
        if passphrases.is_empty() {
            renewed.give_everybody(fresh);
        }
        let sealed = fresh.inside("before").seal(b"", before.key())?;
        renewed.0.before = Some(sealed.into());
        Ok(renewed)
    }

    /// Whether some of the folder may still be sealed with the key before this one. No key is needed
    /// to tell.
    #[must_use]
    pub fn is_renewing(&self) -> bool {
        self.0.before.is_some()
    }

    /// The key before this one, while it is needed.
    #[must_use]
    pub fn before(&self, vault: &Vault) -> Option<Vault> {
        let key = vault.inside("before").open(b"", self.0.before.as_ref()?)?;
        let key = Zeroizing::new(key);
        Some(Vault::of(self.cipher(), key.as_slice().try_into().ok()?))
    }

    /// Forgets the key before this one.
    pub fn settle(&mut self) {
        self.0.before = None;
    }
}
