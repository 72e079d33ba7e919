//! Writing a bundle, one part after the other.

use std::io::Write;

use merge::{Hash, PublicKey, Signer, Signs, frame};

use super::seal::Sealer;
use super::{
    Error, HEADER, Header, KIND_HEADER, KIND_PART, KIND_SIGNATURE, KIND_TRAILER, MAGIC, Part,
    Purpose, TRAILER, Trailer,
};
use crate::limits::BUNDLE_LEVEL;

/// A bundle that is being written.
pub struct Writer<W> {
    out: W,
    header: Header,
    by: Signer,
    sealer: Sealer,
    parts: u64,
    bytes: u64,
    hash: Hash,
}

impl<W: Write> Writer<W> {
    /// Begins a bundle of the key's owner to somebody. `secret` is 32 random bytes that are used
    /// for nothing else.
    ///
    /// # Errors
    /// A medium that refuses, or a key that lies outside and does not answer.
    pub fn start(
        out: W,
        by: impl Into<Signer>,
        to: &PublicKey,
        (purpose, volume, made_ms): (Purpose, u32, u64),
        secret: [u8; 32],
    ) -> Result<Writer<W>, Error> {
        let by = by.into();
        let from = by.public().full();
        let to_key = Hash(to.bytes());
        // Keys that are no points of the curve never become a `PublicKey`.
        let (sealer, agreement) =
            Sealer::start(secret, &from, to).ok_or(Error::Elsewhere { to: to_key })?;
        let header = Header {
            purpose,
            from,
            to: to_key,
            made_ms,
            volume,
            agreement,
        };
        let mut writer = Writer {
            out,
            header,
            by,
            sealer,
            parts: 0,
            bytes: 0,
            hash: Hash::ZERO,
        };
        writer.put(MAGIC)?;
        let header = writer.header.bytes();
        let signature = writer.by.sign(HEADER, &header)?.0;
        writer.frame(KIND_HEADER, &header)?;
        writer.frame(KIND_SIGNATURE, &signature)?;
        Ok(writer)
    }

    /// What anybody can read of it.
    #[must_use]
    pub fn header(&self) -> &Header {
        &self.header
    }

    /// Bytes written so far.
    #[must_use]
    pub fn bytes(&self) -> u64 {
        self.bytes
    }

    /// Writes one part.
    ///
    /// # Errors
    /// A medium that refuses.
    pub fn part(&mut self, part: &Part) -> Result<(), Error> {
        let content = |what: String| Error::Content {
            part: self.parts,
            what,
        };
        let body = minicbor::to_vec(part).map_err(|error| content(error.to_string()))?;
        let body = zstd::encode_all(body.as_slice(), BUNDLE_LEVEL)?;
        let sealed = self.sealer.seal(&body);
        let sealed = sealed.ok_or(Error::Sealed { part: self.parts })?;
        self.parts += 1;
        self.frame(KIND_PART, &sealed)
    }

    /// Ends it; `more` says that another volume follows. Answers the hash people can compare.
    ///
    /// # Errors
    /// A medium that refuses, or a key that lies outside and does not answer.
    pub fn finish(mut self, more: bool) -> Result<(W, Hash), Error> {
        let mut trailer = Trailer {
            parts: self.parts,
            bytes: self.bytes,
            hash: self.hash,
            more,
            signature: Vec::new().into(),
        };
        let signature = self.by.sign(TRAILER, &trailer.text())?.0;
        trailer.signature = signature.to_vec().into();
        let bytes = minicbor::to_vec(&trailer).unwrap_or_default();
        self.frame(KIND_TRAILER, &bytes)?;
        self.out.flush()?;
        Ok((self.out, trailer.hash))
    }

    fn frame(&mut self, kind: u8, payload: &[u8]) -> Result<(), Error> {
        let mut bytes = Vec::new();
        frame::write(kind, payload, &mut bytes);
        self.put(&bytes)
    }

    fn put(&mut self, bytes: &[u8]) -> Result<(), Error> {
        self.out.write_all(bytes)?;
        self.hash = Hash::of(&[&self.hash.0, bytes]);
        self.bytes += bytes.len() as u64;
        Ok(())
    }
}
