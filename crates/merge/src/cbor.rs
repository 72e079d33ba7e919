//! Small helpers around `minicbor` shared by everything that is signed, stored or sent.
//!
//! Maps have integer keys in ascending order and definite lengths, so one meaning has one spelling.

use std::convert::Infallible;

use minicbor::{Decoder, Encoder};

/// An encoder into memory, which cannot fail.
pub type Writer = Encoder<Vec<u8>>;

/// Why bytes could not be read.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Malformed {
    /// Not CBOR, or not of the expected type.
    #[error("malformed CBOR: {0}")]
    Cbor(String),
    /// CBOR, but not what this place expects.
    #[error("malformed {0}")]
    Shape(&'static str),
    /// Of a signature suite this program does not have.
    #[error("of suite {}, which this program was built without", named(*.0))]
    Suite(u8),
    /// More than the named limit allows.
    #[error("{0} is over its limit")]
    Limit(&'static str),
}

fn named(suite: u8) -> String {
    let known = crate::suite_name(suite).map(str::to_uppercase);
    known.unwrap_or_else(|| suite.to_string())
}

impl From<minicbor::decode::Error> for Malformed {
    fn from(error: minicbor::decode::Error) -> Self {
        Malformed::Cbor(error.to_string())
    }
}

/// Encodes with `write`, which gets a fresh encoder.
#[must_use]
pub fn encode(
    write: impl FnOnce(&mut Writer) -> Result<(), minicbor::encode::Error<Infallible>>,
) -> Vec<u8> {
    let mut encoder = Encoder::new(Vec::new());
    // Writing into a `Vec` has no way to fail; an empty result would be refused by every reader.
    match write(&mut encoder) {
        Ok(()) => encoder.into_writer(),
        Err(_) => Vec::new(),
    }
}

/// Decodes the whole of `bytes` with `read`; trailing bytes are refused.
///
/// # Errors
/// Whatever `read` refuses, or bytes left over.
pub fn decode<'b, T>(
    bytes: &'b [u8],
    read: impl FnOnce(&mut Decoder<'b>) -> Result<T, Malformed>,
) -> Result<T, Malformed> {
    let mut decoder = Decoder::new(bytes);
    let value = read(&mut decoder)?;
    if decoder.position() == bytes.len() {
        Ok(value)
    } else {
        Err(Malformed::Shape("end"))
    }
}

/// Reads an array header of a definite length up to `limit`.
///
/// # Errors
/// An indefinite or longer array; `what` names it.
pub fn array(d: &mut Decoder<'_>, limit: usize, what: &'static str) -> Result<usize, Malformed> {
    bounded(d.array()?, limit, what)
}

/// Reads an array header of exactly `len` items.
///
/// # Errors
/// Another length; `what` names the array.
pub fn exact(d: &mut Decoder<'_>, len: usize, what: &'static str) -> Result<(), Malformed> {
    if d.array()? == Some(len as u64) {
        Ok(())
    } else {
        Err(Malformed::Shape(what))
    }
}

/// Reads a map header of a definite length up to `limit`.
///
/// # Errors
/// An indefinite or longer map; `what` names it.
pub fn map(d: &mut Decoder<'_>, limit: usize, what: &'static str) -> Result<usize, Malformed> {
    bounded(d.map()?, limit, what)
}

fn bounded(len: Option<u64>, limit: usize, what: &'static str) -> Result<usize, Malformed> {
    let len = len.ok_or(Malformed::Shape(what))?;
    let len = usize::try_from(len).map_err(|_| Malformed::Limit(what))?;
    if len > limit {
        Err(Malformed::Limit(what))
    } else {
        Ok(len)
    }
}

/// Reads exactly `N` bytes.
///
/// # Errors
/// A byte string of another length; `what` names it.
pub fn bytes<const N: usize>(
    d: &mut Decoder<'_>,
    what: &'static str,
) -> Result<[u8; N], Malformed> {
    d.bytes()?.try_into().map_err(|_| Malformed::Shape(what))
}
