//! Who may take a folder's key: the key, wrapped once for each of them.
//!
//! Each slot is bound to the folder's key, so a slot of another folder, or one that was altered,
//! opens nothing. What is written ends with a checksum: a torn file is told from a wrong passphrase.
//!
//! A passphrase may open a second key, its officer's own: what is sealed with that one, no colleague
//! who opens the same folder reads, nor the office.

use std::fmt;
use std::io;

use hpke::aead::ChaCha20Poly1305;
use hpke::kdf::HkdfSha256;
use hpke::kem::{Kem, X25519HkdfSha256};
use hpke::{Deserializable, OpModeR, OpModeS, Serializable};
use minicbor::bytes::{ByteArray, ByteVec};
use minicbor::{Decode, Encode};
use zeroize::{Zeroize, Zeroizing};

use crate::passphrase::{self, Cost, Weak};
use crate::{Cipher, Vault, random};
pub use own::Opened;
use own::{OwnKept, own_mark};
use written::Kept;
pub use written::Unread;

/// Most slots of a folder; each is tried with a passphrase, and each try takes its time.
const MOST: usize = 8;
/// What HPKE binds the office's slot to.
const INFO: &[u8] = b"xunlu/escrow/1";

/// Who holds a slot.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Holder {
    /// Everybody who has the folder: it is not locked.
    Everybody,
    /// Whoever knows a passphrase, under the name it was given.
    Passphrase(String),
    /// The office of this key.
    Office([u8; 32]),
}

/// Why slots stay as they are.
#[derive(Debug, thiserror::Error)]
pub enum SlotsError {
    /// The passphrase is not good enough.
    #[error("the passphrase is {0}")]
    Weak(#[from] Weak),
    /// No passphrase has this name, or another one has it.
    #[error("the name")]
    Name,
    /// It is the last way into the folder, or there would be too many.
    #[error("the number of passphrases")]
    Number,
    /// Another slot has the same passphrase, so that nobody could say whose it is.
    #[error("another one is the same")]
    Same,
    /// The system gives no random numbers, or no memory.
    #[error("{0}")]
    System(#[from] io::Error),
}

#[derive(Clone, PartialEq, Eq, Encode, Decode)]
enum Slot {
    #[n(0)]
    Open {
        #[n(0)]
        key: ByteArray<32>,
    },
    #[n(1)]
    Passphrase {
        #[n(0)]
        salt: ByteArray<16>,
        #[n(1)]
        cost: Cost,
        #[n(2)]
        wrapped: ByteVec,
        /// The name, sealed: a person may have been named.
        #[n(3)]
        name: ByteVec,
        /// The officer's own key.
        #[n(4)]
        own: Option<OwnKept>,
    },
    #[n(2)]
    Office {
        #[n(0)]
        key: ByteArray<32>,
        #[n(1)]
        half: ByteArray<32>,
        #[n(2)]
        wrapped: ByteVec,
    },
}

impl Drop for Slot {
    fn drop(&mut self) {
        if let Slot::Open { key } = self {
            (**key).zeroize();
        }
    }
}

/// The slots of a folder.
#[derive(Clone, PartialEq, Eq)]
pub struct Slots(Kept);

impl fmt::Debug for Slots {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Slots({})", self.0.slots.len())
    }
}

impl Slots {
    /// No slots yet for this key.
    #[must_use]
    pub fn of(vault: &Vault) -> Slots {
        Slots(Kept::of(vault))
    }

    /// With what the folder is sealed.
    #[must_use]
    pub fn cipher(&self) -> Cipher {
        self.0.cipher()
    }

    /// The key, if everybody may have it.
    #[must_use]
    pub fn open(&self) -> Option<Vault> {
        self.0.slots.iter().find_map(|slot| match slot {
            Slot::Open { key } => self.known(**key),
            _ => None,
        })
    }

    /// What this passphrase opens, if it is one of the slots'.
    #[must_use]
    pub fn open_with(&self, passphrase: &str) -> Option<Opened> {
        let mut slots = self.0.slots.iter();
        slots.find_map(|slot| self.try_slot(slot, passphrase))
    }

    /// The key, for the office whose halves these are: its public key and the secret to agree with.
    #[must_use]
    pub fn open_as(&self, office: &[u8; 32], secret: &[u8; 32]) -> Option<Vault> {
        let secret = <X25519HkdfSha256 as Kem>::PrivateKey::from_bytes(secret).ok()?;
        self.0.slots.iter().find_map(|slot| match slot {
            Slot::Office { key, half, wrapped } if **key == *office => {
                let half = <X25519HkdfSha256 as Kem>::EncappedKey::from_bytes(&**half).ok()?;
                let opened = hpke::single_shot_open::<ChaCha20Poly1305, HkdfSha256, X25519HkdfSha256>(
                    &OpModeR::Base,
                    &secret,
                    &half,
                    INFO,
                    wrapped,
                    &*self.0.mark,
                );
                self.unwrapped(opened.ok()?)
            }
            _ => None,
        })
    }

    /// Whether a passphrase or the office is needed.
    #[must_use]
    pub fn is_locked(&self) -> bool {
        self.open().is_none()
    }

    /// Who holds the slots, in their order.
    #[must_use]
    pub fn holders(&self, vault: &Vault) -> Vec<Holder> {
        let holder = |slot: &Slot| match slot {
            Slot::Open { .. } => Holder::Everybody,
            Slot::Passphrase { salt, name, .. } => {
                Holder::Passphrase(name_of(vault, &**salt, name).unwrap_or_default())
            }
            Slot::Office { key, .. } => Holder::Office(**key),
        };
        self.0.slots.iter().map(holder).collect()
    }

    /// Gives everybody the key.
    pub fn give_everybody(&mut self, vault: &Vault) {
        let key = (*vault.key()).into();
        self.0.slots.push(Slot::Open { key });
    }

    /// Gives the key to whoever knows a passphrase, with the key of the officer's own if it is to
    /// open that as well, and takes it from everybody who needed none.
    ///
    /// # Errors
    /// A passphrase that is too weak or another one's, a name that is taken, too many slots.
    pub fn give_to(
        &mut self,
        (vault, own): (&Vault, Option<&Vault>),
        name: &str,
        passphrase: &str,
        cost: Cost,
    ) -> Result<(), SlotsError> {
        passphrase::check(passphrase)?;
        if self.find(vault, name).is_some() {
            return Err(SlotsError::Name);
        }
        if self.0.slots.len() >= MOST {
            return Err(SlotsError::Number);
        }
        if self.open_with(passphrase).is_some() {
            return Err(SlotsError::Same);
        }
        let salt: [u8; 16] = random()?;
        let kek = self
            .kek(passphrase, &salt, cost)
            .ok_or_else(|| io::Error::from(io::ErrorKind::OutOfMemory))?;
        let slot = Slot::Passphrase {
            salt: salt.into(),
            cost,
            wrapped: kek.seal(&*self.0.mark, vault.key())?.into(),
            name: vault.inside("names").seal(&salt, name.as_bytes())?.into(),
            own: own.map(|own| self.own_slot(&kek, own)).transpose()?,
        };
        self.0
            .slots
            .retain(|slot| !matches!(slot, Slot::Open { .. }));
        self.0.slots.push(slot);
        Ok(())
    }

    /// Gives the key to an office: its public key, and the form of it to agree with.
    ///
    /// # Errors
    /// A key that is none.
    pub fn give_office(
        &mut self,
        vault: &Vault,
        office: &[u8; 32],
        agreement: &[u8; 32],
    ) -> Result<(), SlotsError> {
        let wrong = || SlotsError::System(io::ErrorKind::InvalidInput.into());
        let to = <X25519HkdfSha256 as Kem>::PublicKey::from_bytes(agreement);
        let sealed = hpke::single_shot_seal::<ChaCha20Poly1305, HkdfSha256, X25519HkdfSha256>(
            &OpModeS::Base,
            &to.map_err(|_| wrong())?,
            INFO,
            vault.key(),
            &*self.0.mark,
        );
        let (half, wrapped) = sealed.map_err(|_| wrong())?;
        self.0.slots.push(Slot::Office {
            key: (*office).into(),
            half: <[u8; 32]>::from(half.to_bytes()).into(),
            wrapped: wrapped.into(),
        });
        Ok(())
    }

    /// Takes a passphrase away. Another way in must stay, the office's is not enough; nor does a
    /// colleague's open what is the officer's own.
    ///
    /// # Errors
    /// No such name, the last passphrase, or the last that opens an officer's own key.
    pub fn take_from(&mut self, vault: &Vault, name: &str) -> Result<(), SlotsError> {
        let at = self.find(vault, name).ok_or(SlotsError::Name)?;
        let mark = own_mark(&self.0.slots[at]);
        let others = || self.0.slots.iter().enumerate().filter(|(i, _)| *i != at);
        let stays = others().any(|(_, slot)| matches!(slot, Slot::Passphrase { .. }));
        let own_stays = mark.is_none() || others().any(|(_, slot)| own_mark(slot) == mark);
        if !stays || !own_stays {
            return Err(SlotsError::Number);
        }
        self.0.slots.remove(at);
        Ok(())
    }

    /// Puts another passphrase in the place of the one that is known. Answers the name it keeps.
    ///
    /// # Errors
    /// A passphrase that is of none of the slots, or a new one that is too weak.
    pub fn change(&mut self, known: &str, new: &str, cost: Cost) -> Result<String, SlotsError> {
        let mut slots = self.0.slots.iter().enumerate();
        let found = slots.find_map(|(at, slot)| Some((at, self.try_slot(slot, known)?)));
        let (at, opened) = found.ok_or(SlotsError::Name)?;
        let Slot::Passphrase { salt, name, .. } = &self.0.slots[at] else {
            return Err(SlotsError::Name);
        };
        let name = name_of(&opened.folder, &**salt, name).unwrap_or_default();
        let mut changed = self.clone();
        changed.0.slots.remove(at);
        let opens = (&opened.folder, opened.own.as_ref());
        changed.give_to(opens, &name, new, cost)?;
        *self = changed;
        Ok(name)
    }

    fn try_slot(&self, slot: &Slot, passphrase: &str) -> Option<Opened> {
        let Slot::Passphrase {
            salt,
            cost,
            wrapped,
            own,
            ..
        } = slot
        else {
            return None;
        };
        let kek = self.kek(passphrase, &**salt, *cost)?;
        let folder = self.unwrapped(kek.open(&*self.0.mark, wrapped)?)?;
        let own = own.as_ref().and_then(|own| self.own_of(&kek, own));
        Some(Opened {
            folder,
            own,
            kek: Some(kek),
        })
    }

    fn unwrapped(&self, key: Vec<u8>) -> Option<Vault> {
        let key = Zeroizing::new(key);
        self.known(key.as_slice().try_into().ok()?)
    }

    /// The key, if it is this folder's.
    fn known(&self, key: [u8; 32]) -> Option<Vault> {
        let vault = Vault::of(self.cipher(), key);
        (mark(&vault) == *self.0.mark).then_some(vault)
    }

    /// The key that a passphrase makes, which wraps the folder's.
    fn kek(&self, passphrase: &str, salt: &[u8], cost: Cost) -> Option<Vault> {
        let key = passphrase::key(passphrase, salt, cost)?;
        Some(Vault::of(self.cipher(), *key))
    }

    fn find(&self, vault: &Vault, wanted: &str) -> Option<usize> {
        self.0.slots.iter().position(|slot| match slot {
            Slot::Passphrase { salt, name, .. } => {
                name_of(vault, &**salt, name).is_some_and(|name| name == wanted)
            }
            _ => false,
        })
    }
}

pub(crate) fn mark(vault: &Vault) -> [u8; 32] {
    *vault.inside("mark").key()
}

fn name_of(vault: &Vault, salt: &[u8], name: &[u8]) -> Option<String> {
    String::from_utf8(vault.inside("names").open(salt, name)?).ok()
}

mod own;
mod renewed;
#[cfg(test)]
mod tests;
mod written;
