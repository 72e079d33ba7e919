//! The file of slots.

use minicbor::bytes::{ByteArray, ByteVec};
use minicbor::{Decode, Encode};
use sha2::{Digest, Sha256};
use zeroize::Zeroizing;

use super::own::own_mark;
use super::{MOST, Slot, Slots, mark};
use crate::{Cipher, Vault};

/// The format of the file.
const FORMAT: u8 = 1;
/// The format of one with own keys: a program that knows nothing of them would lose them when it
/// changes a passphrase, so it is not to read it.
const FORMAT_WITH_OWN: u8 = 2;
/// The format of one that names its cipher, which is another than the first.
const FORMAT_WITH_CIPHER: u8 = 3;

/// Why bytes are no slots.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Unread {
    /// They are damaged, or of a format to come.
    #[error("damaged")]
    Damaged,
    /// The folder is sealed with the cipher of this number, which this program was built without.
    #[error("sealed with cipher {0}")]
    Cipher(u8),
}

#[derive(Clone, PartialEq, Eq, Encode, Decode)]
pub(super) struct Kept {
    #[n(0)]
    format: u8,
    /// Follows from the key: tells it from any other.
    #[n(1)]
    pub(super) mark: ByteArray<32>,
    #[n(2)]
    pub(super) slots: Vec<Slot>,
    /// The key that the folder had before, sealed with the one it has now, while some of what it
    /// keeps is still sealed with that.
    #[n(3)]
    pub(super) before: Option<ByteVec>,
    /// The number of the folder's cipher, if it is not the first. Whoever changes it opens nothing: the
    /// mark and every wrapped key follow by the cipher.
    #[n(4)]
    cipher: Option<u8>,
}

impl Kept {
    pub(super) fn of(vault: &Vault) -> Kept {
        let cipher = vault.cipher();
        Kept {
            format: FORMAT,
            mark: mark(vault).into(),
            slots: Vec::new(),
            before: None,
            cipher: (cipher != Cipher::default()).then(|| cipher.number()),
        }
    }

    pub(super) fn cipher(&self) -> Cipher {
        // One that this program lacks was not read.
        self.cipher.and_then(Cipher::of).unwrap_or_default()
    }
}

impl Slots {
    /// Reads what [`Slots::encode`] wrote.
    ///
    /// # Errors
    /// Bytes that are damaged or of a format to come, or a folder whose cipher this program lacks.
    pub fn decode(bytes: &[u8]) -> Result<Slots, Unread> {
        let (bytes, sum) = bytes.split_last_chunk::<32>().ok_or(Unread::Damaged)?;
        let kept: Kept = minicbor::decode(bytes).map_err(|_| Unread::Damaged)?;
        let known = match kept.cipher {
            None => [FORMAT, FORMAT_WITH_OWN].contains(&kept.format),
            // The first cipher is named by none.
            Some(number) => {
                kept.format == FORMAT_WITH_CIPHER && Cipher::of(number) != Some(Cipher::default())
            }
        };
        if !known || Sha256::digest(bytes)[..] != sum[..] || kept.slots.len() > 2 * MOST {
            return Err(Unread::Damaged);
        }
        match kept.cipher {
            Some(number) if Cipher::of(number).is_none() => Err(Unread::Cipher(number)),
            _ => Ok(Slots(kept)),
        }
    }

    /// The bytes to keep.
    #[must_use]
    pub fn encode(&self) -> Zeroizing<Vec<u8>> {
        let mut kept = self.0.clone();
        let own = kept.slots.iter().any(|slot| own_mark(slot).is_some());
        kept.format = match (kept.cipher, own) {
            (Some(_), _) => FORMAT_WITH_CIPHER,
            (None, true) => FORMAT_WITH_OWN,
            (None, false) => FORMAT,
        };
        // Writing into memory does not fail.
        let mut bytes = Zeroizing::new(minicbor::to_vec(&kept).unwrap_or_default());
        let sum = Sha256::digest(&*bytes);
        bytes.extend_from_slice(&sum);
        bytes
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The bytes of a file that says this, whoever wrote it.
    fn file(kept: &Kept) -> Vec<u8> {
        let bytes = minicbor::to_vec(kept).unwrap();
        let sum = Sha256::digest(&bytes);
        [&bytes[..], &sum].concat()
    }

    fn open(cipher: Cipher) -> Slots {
        let vault = Vault::fresh_for(cipher).unwrap();
        let mut slots = Slots::of(&vault);
        slots.give_everybody(&vault);
        slots
    }

    #[test]
    fn a_file_of_the_first_cipher_has_not_one_byte_more() {
        let slots = open(Cipher::default());
        let written = slots.encode();
        // An array of three, of which the first is the format: as version 0.1.0 wrote it.
        assert_eq!(written[..2], [0x83, 1]);
        assert_eq!(Slots::decode(&written), Ok(slots));
    }

    #[test]
    fn a_cipher_that_this_program_lacks_is_named() {
        let mut kept = open(Cipher::default()).0;
        (kept.format, kept.cipher) = (FORMAT_WITH_CIPHER, Some(9));
        assert_eq!(Slots::decode(&file(&kept)), Err(Unread::Cipher(9)));
        kept.cipher = Some(2);
        let lacks = cfg!(not(feature = "sm")).then_some(Unread::Cipher(2));
        assert_eq!(Slots::decode(&file(&kept)).err(), lacks);
        // There is one way to write each.
        for (format, cipher) in [
            (FORMAT, Some(2)),
            (FORMAT_WITH_CIPHER, Some(1)),
            (FORMAT_WITH_CIPHER, None),
            (4, None),
        ] {
            (kept.format, kept.cipher) = (format, cipher);
            assert_eq!(
                Slots::decode(&file(&kept)),
                Err(Unread::Damaged),
                "{format} {cipher:?}"
            );
        }
    }

    #[cfg(feature = "sm")]
    #[test]
    fn a_file_that_was_made_to_name_another_cipher_opens_nothing() {
        for (cipher, format, named) in [
            (Cipher::Sm4, FORMAT, None),
            (Cipher::XChaCha, FORMAT_WITH_CIPHER, Some(2)),
        ] {
            let slots = open(cipher);
            assert!(Slots::decode(&slots.encode()).unwrap().open().is_some());
            let mut kept = slots.0.clone();
            (kept.format, kept.cipher) = (format, named);
            let bent = Slots::decode(&file(&kept)).unwrap();
            assert!(
                bent.cipher() != cipher && bent.open().is_none(),
                "{cipher:?}"
            );
        }
    }
}
