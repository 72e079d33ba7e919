//! Who may take a folder's key: the key, wrapped once for each of them.
//!
//! Each slot is bound to the folder's key, so a slot of another folder, or one that was altered,
//! opens nothing. What is written ends with a checksum: a torn file is told from a wrong passphrase.

use std::fmt;
use std::io;

use hpke::aead::ChaCha20Poly1305;
use hpke::kdf::HkdfSha256;
use hpke::kem::{Kem, X25519HkdfSha256};
use hpke::{Deserializable, OpModeR, OpModeS, Serializable};
use minicbor::bytes::{ByteArray, ByteVec};
use minicbor::{Decode, Encode};
use sha2::{Digest, Sha256};
use zeroize::{Zeroize, Zeroizing};

use crate::passphrase::{self, Cost, Weak};
use crate::{Vault, random};

/// The format of the file.
const FORMAT: u8 = 1;
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
    /// The system gives no random numbers, or no memory.
    #[error("{0}")]
    System(#[from] io::Error),
}

#[derive(Clone, PartialEq, Eq, Encode, Decode)]
struct Kept {
    #[n(0)]
    format: u8,
    /// Follows from the key: tells it from any other.
    #[n(1)]
    mark: ByteArray<32>,
    #[n(2)]
    slots: Vec<Slot>,
    /// The key that the folder had before, sealed with the one it has now, while some of what it
    /// keeps is still sealed with that.
    #[n(3)]
    before: Option<ByteVec>,
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
        Slots(Kept {
            format: FORMAT,
            mark: mark(vault).into(),
            slots: Vec::new(),
            before: None,
        })
    }

    /// Reads what [`Slots::encode`] wrote; nothing if it is damaged or of a format to come.
    #[must_use]
    pub fn decode(bytes: &[u8]) -> Option<Slots> {
        let (bytes, sum) = bytes.split_last_chunk::<32>()?;
        let kept: Kept = minicbor::decode(bytes).ok()?;
        let sound = Sha256::digest(bytes)[..] == sum[..] && kept.format == FORMAT;
        (sound && kept.slots.len() <= 2 * MOST).then_some(Slots(kept))
    }

    /// The bytes to keep.
    #[must_use]
    pub fn encode(&self) -> Zeroizing<Vec<u8>> {
        // Writing into memory does not fail.
        let mut bytes = Zeroizing::new(minicbor::to_vec(&self.0).unwrap_or_default());
        let sum = Sha256::digest(&*bytes);
        bytes.extend_from_slice(&sum);
        bytes
    }

    /// The key, if everybody may have it.
    #[must_use]
    pub fn open(&self) -> Option<Vault> {
        self.0.slots.iter().find_map(|slot| match slot {
            Slot::Open { key } => self.known(Vault::from_key(**key)),
            _ => None,
        })
    }

    /// The key, if this is a passphrase of one of the slots.
    #[must_use]
    pub fn open_with(&self, passphrase: &str) -> Option<Vault> {
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

    /// Gives the key to whoever knows a passphrase, and takes it from everybody else but the office.
    ///
    /// # Errors
    /// A passphrase that is too weak, a name that is taken, too many slots.
    pub fn give_to(
        &mut self,
        vault: &Vault,
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
        let salt: [u8; 16] = random()?;
        let kek = passphrase::key(passphrase, &salt, cost)
            .ok_or_else(|| io::Error::from(io::ErrorKind::OutOfMemory))?;
        let slot = Slot::Passphrase {
            salt: salt.into(),
            cost,
            wrapped: kek.seal(&*self.0.mark, vault.key())?.into(),
            name: vault.inside("names").seal(&salt, name.as_bytes())?.into(),
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

    /// Takes a passphrase away. Another way in must stay, the office's is not enough.
    ///
    /// # Errors
    /// No such name, or the last passphrase.
    pub fn take_from(&mut self, vault: &Vault, name: &str) -> Result<(), SlotsError> {
        let at = self.find(vault, name).ok_or(SlotsError::Name)?;
        let passphrases = self.0.slots.iter();
        let count = passphrases.filter(|slot| matches!(slot, Slot::Passphrase { .. }));
        if count.count() < 2 {
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
        let (at, vault) = found.ok_or(SlotsError::Name)?;
        let Slot::Passphrase { salt, name, .. } = &self.0.slots[at] else {
            return Err(SlotsError::Name);
        };
        let name = name_of(&vault, &**salt, name).unwrap_or_default();
        let mut changed = self.clone();
        changed.0.slots.remove(at);
        changed.give_to(&vault, &name, new, cost)?;
        *self = changed;
        Ok(name)
    }

    fn try_slot(&self, slot: &Slot, passphrase: &str) -> Option<Vault> {
        let Slot::Passphrase {
            salt,
            cost,
            wrapped,
            ..
        } = slot
        else {
            return None;
        };
        let kek = passphrase::key(passphrase, &**salt, *cost)?;
        self.unwrapped(kek.open(&*self.0.mark, wrapped)?)
    }

    fn unwrapped(&self, key: Vec<u8>) -> Option<Vault> {
        let key = Zeroizing::new(key);
        self.known(Vault::from_key(key.as_slice().try_into().ok()?))
    }

    /// The key, if it is this folder's.
    fn known(&self, vault: Vault) -> Option<Vault> {
        (mark(&vault) == *self.0.mark).then_some(vault)
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

fn mark(vault: &Vault) -> [u8; 32] {
    *vault.inside("mark").key()
}

fn name_of(vault: &Vault, salt: &[u8], name: &[u8]) -> Option<String> {
    String::from_utf8(vault.inside("names").open(salt, name)?).ok()
}

mod renewed;
#[cfg(test)]
mod tests;
