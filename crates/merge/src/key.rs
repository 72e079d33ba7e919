//! A public key as it is kept and sent, whatever signs with it.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use crate::cbor::Malformed;
use crate::id::{hex_all, unhex_all};
use crate::seal::PublicKey;
use crate::suite;

/// Bytes of the half that every key has.
const LINE: usize = 32;
/// Bytes of the half that signs in the second suite: a point as SEC 1 writes it, compressed.
const POINT: usize = 33;

/// All of a public key: 32 bytes of Ed25519, and behind them what it signs with if that is something
/// else, the 32 of another Ed25519 key that lies outside the program or the 33 of an SM2 point. The
/// length tells which.
///
/// Every program reads every key, so that it can say whose it is; whether it can verify with it is
/// another question, which [`FullKey::public`] answers. Two keys that have the first half in common
/// are two keys.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(into = "String", try_from = "String")]
pub struct FullKey {
    line: [u8; LINE],
    half: Half,
}

/// What a key signs with, if not with its line.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
enum Half {
    Line,
    Outside([u8; LINE]),
    Point([u8; POINT]),
}

impl FullKey {
    /// Reads the bytes of a key.
    ///
    /// # Errors
    /// Bytes that are too many or too few for a key of any suite.
    pub fn open(bytes: &[u8]) -> Result<FullKey, Malformed> {
        let wrong = || Malformed::Shape("public key");
        let (line, rest) = bytes.split_first_chunk().ok_or_else(wrong)?;
        let half = match rest.len() {
            0 => Half::Line,
            LINE => Half::Outside(rest.try_into().map_err(|_| wrong())?),
            _ => Half::Point(rest.try_into().map_err(|_| wrong())?),
        };
        Ok(FullKey { line: *line, half })
    }

    /// A key that signs with another Ed25519 key.
    pub(crate) fn with_outside(line: [u8; LINE], outside: [u8; LINE]) -> FullKey {
        let half = Half::Outside(outside);
        FullKey { line, half }
    }

    /// A key that signs with SM2.
    #[cfg(feature = "sm")]
    pub(crate) fn with_point(line: [u8; LINE], point: [u8; POINT]) -> FullKey {
        let half = Half::Point(point);
        FullKey { line, half }
    }

    /// The bytes to keep and to send.
    #[must_use]
    pub fn bytes(&self) -> Vec<u8> {
        let half = match &self.half {
            Half::Line => &[][..],
            Half::Outside(key) => key,
            Half::Point(point) => point,
        };
        [&self.line[..], half].concat()
    }

    /// The half that every key has, whatever it signs with: lines are secured by it, and what is
    /// sealed to its owner opens with it. It names nobody.
    #[must_use]
    pub fn line(&self) -> [u8; LINE] {
        self.line
    }

    /// The number of the suite it signs in.
    #[must_use]
    pub fn suite(&self) -> u8 {
        match self.half {
            Half::Line | Half::Outside(_) => suite::ED25519,
            Half::Point(_) => suite::SM2,
        }
    }

    /// Whether its line is all of it.
    #[must_use]
    pub fn is_line(&self) -> bool {
        self.half == Half::Line
    }

    /// The key, ready to verify with.
    ///
    /// # Errors
    /// [`Malformed::Suite`] for a suite this program was built without; bytes that are no points.
    pub fn public(&self) -> Result<PublicKey, Malformed> {
        PublicKey::read(&self.bytes())
    }
}

/// All of a key of the first suite.
impl From<[u8; LINE]> for FullKey {
    fn from(line: [u8; LINE]) -> FullKey {
        FullKey {
            line,
            half: Half::Line,
        }
    }
}

impl From<PublicKey> for FullKey {
    fn from(key: PublicKey) -> FullKey {
        key.full()
    }
}

impl fmt::Display for FullKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&hex_all(&self.bytes()))
    }
}

impl fmt::Debug for FullKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}", self.suite(), hex_all(&self.line[..6]))
    }
}

impl FromStr for FullKey {
    type Err = Malformed;

    fn from_str(digits: &str) -> Result<FullKey, Malformed> {
        let bytes = unhex_all(digits).ok_or(Malformed::Shape("public key"))?;
        FullKey::open(&bytes)
    }
}

impl From<FullKey> for String {
    fn from(key: FullKey) -> String {
        key.to_string()
    }
}

impl TryFrom<String> for FullKey {
    type Error = Malformed;

    fn try_from(digits: String) -> Result<FullKey, Malformed> {
        digits.parse()
    }
}

impl<C> minicbor::Encode<C> for FullKey {
    fn encode<W: minicbor::encode::Write>(
        &self,
        e: &mut minicbor::Encoder<W>,
        _: &mut C,
    ) -> Result<(), minicbor::encode::Error<W::Error>> {
        e.bytes(&self.bytes())?.ok()
    }
}

impl<'b, C> minicbor::Decode<'b, C> for FullKey {
    fn decode(d: &mut minicbor::Decoder<'b>, _: &mut C) -> Result<Self, minicbor::decode::Error> {
        FullKey::open(d.bytes()?).map_err(minicbor::decode::Error::message)
    }
}
