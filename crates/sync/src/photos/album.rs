//! What an exchange of photos asks of a device.

use merge::Hash;

use super::message::{Lack, Piece, Preview};
use super::parts::Gap;
use crate::message::Refused;

/// How a photo that is wanted stands here.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Begun {
    /// It is here whole.
    Whole,
    /// This is wanted next.
    Gap(Gap),
    /// The hashes of its chunks are not known yet.
    Chunks,
}

/// What became of a piece.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Taken {
    /// The photo is here whole, its hash is right, and it is safe.
    Whole,
    /// This is wanted next.
    Gap(Gap),
}

/// The device's photos, seen from an exchange. A refusal ends what the exchange was about, sending
/// or fetching; the rest of the exchange goes on.
pub trait Album {
    /// Own photos of which the office has not said that it has them, in the order of sending, each
    /// with its size.
    ///
    /// # Errors
    /// A store that fails.
    fn unconfirmed(&mut self) -> Result<Vec<(Hash, u64)>, Refused>;

    /// Takes note that the office lacks these, whatever it said before.
    ///
    /// # Errors
    /// A store that fails.
    fn lacking(&mut self, photos: &[Lack]) -> Result<(), Refused>;

    /// A small picture of a photo that is here; nothing where none can be made.
    ///
    /// # Errors
    /// A disk that fails.
    fn preview(&mut self, sha256: Hash) -> Result<Option<Vec<u8>>, Refused>;

    /// The hashes of the chunks of a photo; nothing if it is not here, or not what it was.
    ///
    /// # Errors
    /// A disk that fails.
    fn chunks(&mut self, sha256: Hash, size: u64) -> Result<Option<Vec<Hash>>, Refused>;

    /// A piece of a photo that is here.
    ///
    /// # Errors
    /// A disk that fails.
    fn read(&mut self, sha256: Hash, gap: Gap) -> Result<Vec<u8>, Refused>;

    /// Keeps the office's word that it has a photo.
    ///
    /// # Errors
    /// A word that is not the office's, or a store that fails.
    fn kept(&mut self, sha256: Hash, size: u64, said: &[u8]) -> Result<(), Refused>;

    /// Photos of which there is neither original nor preview here, the newest first.
    ///
    /// # Errors
    /// A store that fails.
    fn previews_wanted(&mut self) -> Result<Vec<Hash>, Refused>;

    /// Keeps a preview.
    ///
    /// # Errors
    /// A disk that fails.
    fn keep_preview(&mut self, preview: &Preview) -> Result<(), Refused>;

    /// Originals to fetch, in order, each with its size.
    ///
    /// # Errors
    /// A store that fails.
    fn wanted(&mut self) -> Result<Vec<(Hash, u64)>, Refused>;

    /// Makes ready to take in a photo, or goes on where that stopped.
    ///
    /// # Errors
    /// Chunks that cannot be its, a full disk.
    fn begin(
        &mut self,
        sha256: Hash,
        size: u64,
        chunks: Option<Vec<Hash>>,
    ) -> Result<Begun, Refused>;

    /// Takes in a piece.
    ///
    /// # Errors
    /// A full disk, or a whole that has not the hash it must have.
    fn take(&mut self, piece: &Piece) -> Result<Taken, Refused>;
}
