//! Reading a bundle, one part after the other, with nothing believed before it is checked.

use std::io::{self, Read};

use merge::cbor::Malformed;
use merge::{Hash, Key, PublicKey, Signature, frame};

use super::seal::Opener;
use super::{
    Error, HEADER, Header, KIND_HEADER, KIND_PART, KIND_SIGNATURE, KIND_TRAILER, MAGIC, Part,
    TRAILER, Trailer,
};
use crate::limits::{MAX_BODY, MAX_HEADER};
use crate::wire;

/// A bundle that is being read.
pub struct Reader<R> {
    input: R,
    header: Header,
    sender: PublicKey,
    opener: Option<Opener>,
    parts: u64,
    bytes: u64,
    hash: Hash,
    end: Option<Trailer>,
}

/// A frame and where it began.
struct Found {
    kind: u8,
    payload: Vec<u8>,
    at: u64,
}

impl<R: Read> Reader<R> {
    /// Reads the front of a bundle and checks the sender's signature over it.
    ///
    /// # Errors
    /// A file that is no bundle, or one that was altered.
    pub fn open(mut input: R) -> Result<Reader<R>, Error> {
        let mut magic = [0; MAGIC.len()];
        read_all(&mut input, &mut magic).map_err(|error| match error {
            Error::Cut { .. } => Error::NotOne,
            other => other,
        })?;
        let [same @ .., format] = magic;
        let [known @ .., ours] = *MAGIC;
        if same != known {
            return Err(Error::NotOne);
        }
        if format != ours {
            return Err(Error::Format(format));
        }
        let (mut bytes, mut hash) = (magic.len() as u64, Hash::of(&[&Hash::ZERO.0, &magic]));
        let front = next_frame(&mut input, &mut bytes, &mut hash, MAX_HEADER)?;
        let proof = next_frame(&mut input, &mut bytes, &mut hash, MAX_HEADER)?;
        let header: Option<Header> = minicbor::decode(&front.payload).ok();
        let header = header
            .filter(|header| front.kind == KIND_HEADER && header.bytes() == front.payload)
            .ok_or(Error::Damaged { at: front.at })?;
        let sender = header.from.public().map_err(|error| match error {
            Malformed::Suite(suite) => Error::Suite(suite),
            _ => Error::Forged,
        })?;
        let signature: Option<[u8; 64]> = proof.payload.as_slice().try_into().ok();
        let signature = signature.filter(|_| proof.kind == KIND_SIGNATURE);
        let signature = signature.ok_or(Error::Damaged { at: proof.at })?;
        if !sender.verify(HEADER, &front.payload, &Signature(signature)) {
            return Err(Error::Forged);
        }
        Ok(Reader {
            input,
            header,
            sender,
            opener: None,
            parts: 0,
            bytes,
            hash,
            end: None,
        })
    }

    /// What anybody can read of it.
    #[must_use]
    pub fn header(&self) -> &Header {
        &self.header
    }

    /// Bytes read so far.
    #[must_use]
    pub fn bytes(&self) -> u64 {
        self.bytes
    }

    /// Whether another volume follows; known once it was read to its end.
    #[must_use]
    pub fn more(&self) -> bool {
        self.end.as_ref().is_some_and(|end| end.more)
    }

    /// Opens it for the one it is sealed to, before the first part is read.
    ///
    /// # Errors
    /// A bundle for somebody else.
    pub fn unlock(&mut self, key: &Key) -> Result<(), Error> {
        let to = self.header.to;
        if to.0 != key.public().bytes() {
            return Err(Error::Elsewhere { to });
        }
        let opener = Opener::start(key, &self.header.from, &self.header.agreement);
        self.opener = Some(opener.ok_or(Error::Sealed { part: 0 })?);
        Ok(())
    }

    /// The next part, or none after the last one of a whole bundle.
    ///
    /// # Errors
    /// A bundle that is damaged, altered, cut off, or not unlocked.
    pub fn next_part(&mut self) -> Result<Option<Part>, Error> {
        let number = self.parts;
        let Some(sealed) = self.next_sealed()? else {
            return Ok(None);
        };
        let opener = self.opener.as_mut();
        let opened = opener.and_then(|opener| opener.open(&sealed));
        let body = opened.ok_or(Error::Sealed { part: number })?;
        let content = |what: String| Error::Content { part: number, what };
        let body = wire::inflate(&body).map_err(|broken| content(broken.to_string()))?;
        let part = minicbor::decode(&body).map_err(|error| content(error.to_string()))?;
        Ok(Some(part))
    }

    fn next_sealed(&mut self) -> Result<Option<Vec<u8>>, Error> {
        if self.end.is_some() {
            return Ok(None);
        }
        let (bytes, hash) = (self.bytes, self.hash);
        let found = next_frame(&mut self.input, &mut self.bytes, &mut self.hash, MAX_BODY)?;
        match found.kind {
            KIND_PART => {
                self.parts += 1;
                Ok(Some(found.payload))
            }
            KIND_TRAILER => {
                self.end = Some(self.trailer(&found, bytes, hash)?);
                Ok(None)
            }
            _ => Err(Error::Damaged { at: found.at }),
        }
    }

    fn trailer(&mut self, found: &Found, bytes: u64, hash: Hash) -> Result<Trailer, Error> {
        let damaged = || Error::Damaged { at: found.at };
        let trailer: Trailer = minicbor::decode(&found.payload).map_err(|_| damaged())?;
        let signature: Result<[u8; 64], _> = trailer.signature.as_slice().try_into();
        let signature = Signature(signature.map_err(|_| damaged())?);
        if !self.sender.verify(TRAILER, &trailer.text(), &signature) {
            return Err(Error::Forged);
        }
        if (trailer.parts, trailer.bytes, trailer.hash) != (self.parts, bytes, hash) {
            return Err(Error::Forged);
        }
        // A bundle ends where it says; what follows is not the sender's.
        match read_all(&mut self.input, &mut [0]) {
            Err(Error::Cut { .. }) => Ok(trailer),
            Err(error) => Err(error),
            Ok(()) => Err(Error::Damaged { at: self.bytes }),
        }
    }
}

/// A bundle that is whole.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Checked {
    /// What anybody can read of it.
    pub header: Header,
    /// Parts in it.
    pub parts: u64,
    /// Its length.
    pub bytes: u64,
    /// The hash people can compare.
    pub hash: Hash,
    /// Whether another volume follows.
    pub more: bool,
}

/// Checks a bundle from its first byte to its last, for whomever it is, with `progress` told the
/// bytes read.
///
/// # Errors
/// A bundle that is not whole, or not as its sender wrote it.
pub fn check<R: Read>(input: R, progress: &mut dyn FnMut(u64)) -> Result<Checked, Error> {
    let mut reader = Reader::open(input)?;
    while reader.next_sealed()?.is_some() {
        progress(reader.bytes);
    }
    let (hash, more) = reader
        .end
        .map_or((Hash::ZERO, false), |end| (end.hash, end.more));
    Ok(Checked {
        header: reader.header,
        parts: reader.parts,
        bytes: reader.bytes,
        hash,
        more,
    })
}

/// Reads one frame, never more than `most` bytes of payload, however much it claims to hold.
fn next_frame<R: Read>(
    input: &mut R,
    bytes: &mut u64,
    hash: &mut Hash,
    most: usize,
) -> Result<Found, Error> {
    let at = *bytes;
    let cut = |error: Error, read: usize| match error {
        Error::Cut { at: inside } => Error::Cut {
            at: at + read as u64 + inside,
        },
        other => other,
    };
    let mut head = [0; 5];
    read_all(input, &mut head).map_err(|error| cut(error, 0))?;
    let len = u32::from_le_bytes([head[0], head[1], head[2], head[3]]) as usize;
    if len > most {
        return Err(Error::Damaged { at });
    }
    let mut whole = vec![0; len + frame::OVERHEAD];
    whole[..head.len()].copy_from_slice(&head);
    read_all(input, &mut whole[head.len()..]).map_err(|error| cut(error, head.len()))?;
    let kind = head[4];
    let payload = frame::read(&whole).map_err(|_| Error::Damaged { at })?;
    let payload = payload.payload.to_vec();
    *bytes += whole.len() as u64;
    *hash = Hash::of(&[&hash.0, &whole]);
    Ok(Found { kind, payload, at })
}

/// Fills a buffer; [`Error::Cut`] says how far it came.
fn read_all<R: Read>(input: &mut R, out: &mut [u8]) -> Result<(), Error> {
    let mut filled = 0;
    while filled < out.len() {
        match input.read(&mut out[filled..]) {
            Ok(0) => return Err(Error::Cut { at: filled as u64 }),
            Ok(n) => filled += n,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => return Err(error.into()),
        }
    }
    Ok(())
}
