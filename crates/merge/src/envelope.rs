//! The shape of everything signed: `[suite, body, signature]`, or `[body, signature]`.

use crate::cbor::{self, Malformed};
use crate::seal::{PublicKey, Signature};
use crate::signer::{SignFailed, Signs};
use crate::suite::Suite;

/// Puts a body and its signature together.
pub(crate) fn write(suite: Option<Suite>, body: &[u8], signature: &Signature) -> Vec<u8> {
    cbor::encode(|e| {
        e.array(2 + u64::from(suite.is_some()))?;
        if let Some(suite) = suite {
            e.u8(suite.number())?;
        }
        e.bytes(body)?.bytes(&signature.0)?.ok()
    })
}

/// Signs a body with a key for a purpose, and puts the two together without its suite, which is the
/// key's.
pub(crate) fn sign(body: &[u8], by: &dyn Signs, purpose: &[u8]) -> Result<Vec<u8>, SignFailed> {
    Ok(write(None, body, &by.sign(purpose, body)?))
}

/// Whether a key signed what [`sign()`] put together, for that purpose; `what` names it.
pub(crate) fn is_signed(bytes: &[u8], what: &'static str, key: &PublicKey, purpose: &[u8]) -> bool {
    read(bytes, what).is_ok_and(|(body, signature)| key.verify(purpose, body, &signature))
}

/// Takes apart what [`sign()`] put together.
///
/// # Errors
/// Another shape or spelling; `what` names it.
pub(crate) fn read<'b>(
    bytes: &'b [u8],
    what: &'static str,
) -> Result<(&'b [u8], Signature), Malformed> {
    let (body, signature) = cbor::decode(bytes, |d| {
        cbor::exact(d, 2, what)?;
        Ok((d.bytes()?, Signature(cbor::bytes(d, "signature")?)))
    })?;
    shortest(1, body, bytes, what)?;
    Ok((body, signature))
}

/// Takes apart what [`write()`] put together with a suite.
///
/// # Errors
/// Another shape or spelling, which `what` names; a suite this program does not have.
pub(crate) fn read_tagged<'b>(
    bytes: &'b [u8],
    what: &'static str,
) -> Result<(Suite, &'b [u8], Signature), Malformed> {
    let (suite, body, signature) = cbor::decode(bytes, |d| {
        cbor::exact(d, 3, what)?;
        let number = d.u8()?;
        let suite = Suite::of(number).ok_or(Malformed::Suite(number))?;
        Ok((suite, d.bytes()?, Signature(cbor::bytes(d, "signature")?)))
    })?;
    shortest(2, body, bytes, what)?;
    Ok((suite, body, signature))
}

/// Lets pass the shortest spelling alone: `before` bytes for the array and the suite, the body and
/// the signature with their headers.
///
/// A CBOR header has longer spellings that mean the same. They are refused, or whoever carries
/// signed bytes could give them another hash without the key, which would look like a fork.
fn shortest(before: usize, body: &[u8], bytes: &[u8], what: &'static str) -> Result<(), Malformed> {
    // Every longer spelling of anything makes the whole longer.
    if bytes.len() == before + header(body) + body.len() + 2 + 64 {
        Ok(())
    } else {
        Err(Malformed::Shape(what))
    }
}

/// Bytes in the shortest header of a byte string.
fn header(body: &[u8]) -> usize {
    match body.len() {
        0..24 => 1,
        24..0x100 => 2,
        0x100..0x1_0000 => 3,
        0x1_0000..0x1_0000_0000 => 5,
        _ => 9,
    }
}
