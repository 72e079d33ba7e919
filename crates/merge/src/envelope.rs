//! The shape of everything signed: `[alg, body, signature]`, or `[body, signature]`.

use crate::cbor::{self, Malformed};
use crate::seal::{Key, PublicKey, Signature};

/// Puts a body and its signature together.
pub(crate) fn write(alg: Option<u8>, body: &[u8], signature: &Signature) -> Vec<u8> {
    cbor::encode(|e| {
        e.array(2 + u64::from(alg.is_some()))?;
        if let Some(alg) = alg {
            e.u8(alg)?;
        }
        e.bytes(body)?.bytes(&signature.0)?.ok()
    })
}

/// Signs a body with a key for a purpose, and puts the two together without an algorithm.
pub(crate) fn sign(body: &[u8], key: &Key, purpose: &[u8]) -> Vec<u8> {
    write(None, body, &key.sign(purpose, body))
}

/// Whether a key signed what [`sign()`] put together, for that purpose; `what` names it.
pub(crate) fn is_signed(bytes: &[u8], what: &'static str, key: &PublicKey, purpose: &[u8]) -> bool {
    read(None, bytes, what).is_ok_and(|(body, signature)| key.verify(purpose, body, &signature))
}

/// Takes apart what [`write()`] put together.
///
/// A CBOR header has longer spellings that mean the same. They are refused, or whoever carries
/// signed bytes could give them another hash without the key, which would look like a fork.
///
/// # Errors
/// Another shape or spelling, or another algorithm; `what` names it.
pub(crate) fn read<'b>(
    alg: Option<u8>,
    bytes: &'b [u8],
    what: &'static str,
) -> Result<(&'b [u8], Signature), Malformed> {
    let (body, signature) = cbor::decode(bytes, |d| {
        cbor::exact(d, 2 + usize::from(alg.is_some()), what)?;
        if let Some(alg) = alg
            && d.u8()? != alg
        {
            return Err(Malformed::Shape(what));
        }
        Ok((d.bytes()?, Signature(cbor::bytes(d, "signature")?)))
    })?;
    // The array and the algorithm take one byte each. Every longer spelling of anything makes the
    // whole longer.
    let shortest =
        1 + usize::from(alg.is_some()) + header(body) + body.len() + 2 + signature.0.len();
    if bytes.len() == shortest {
        Ok((body, signature))
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
