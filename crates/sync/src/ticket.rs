//! Who is asking: a short-lived ticket of the office, and the device's signature over each request.
//!
//! The ticket carries its own proof, so any process of the office can check one that another gave.

use merge::{DeviceId, Hash, PublicKey, SignFailed, Signature, Signs};

use crate::limits::TICKET_MS;

const DOMAIN: &[u8] = b"xunlu/request/1\0";

/// A ticket: the device, until when it is good, and a keyed hash of both.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Ticket {
    /// Who it was given to.
    pub device: DeviceId,
    /// Until when, milliseconds since 1970 on the office's clock.
    pub until_ms: u64,
    proof: Hash,
}

impl Ticket {
    /// Gives a ticket.
    #[must_use]
    pub fn give(secret: &[u8; 32], device: DeviceId, now_ms: u64) -> Ticket {
        let until_ms = now_ms + TICKET_MS;
        Ticket {
            device,
            until_ms,
            proof: proof(secret, device, until_ms),
        }
    }

    /// Whether the office gave it and it is still good.
    #[must_use]
    pub fn is_good(&self, secret: &[u8; 32], now_ms: u64) -> bool {
        now_ms < self.until_ms && proof(secret, self.device, self.until_ms) == self.proof
    }

    /// The ticket as hexadecimal text.
    #[must_use]
    pub fn to_text(&self) -> String {
        format!("{}{:016x}{}", self.device, self.until_ms, self.proof)
    }

    /// Reads what [`Ticket::to_text`] wrote.
    #[must_use]
    pub fn from_text(text: &str) -> Option<Ticket> {
        let device = text.get(..32)?.parse().ok()?;
        let until_ms = u64::from_str_radix(text.get(32..48)?, 16).ok()?;
        Some(Ticket {
            device,
            until_ms,
            proof: text.get(48..)?.parse().ok()?,
        })
    }
}

/// SHA-256 keyed from both ends: one hash over secret, content, secret is a MAC of fixed-length
/// content, which this is.
fn proof(secret: &[u8; 32], device: DeviceId, until_ms: u64) -> Hash {
    Hash::of(&[
        b"xunlu/ticket/1\0",
        secret,
        &device.0,
        &until_ms.to_be_bytes(),
        secret,
    ])
}

/// A request's signature as hexadecimal text.
pub type Signed = String;

fn text(ticket: &Ticket, path: &str, body: &[u8]) -> Vec<u8> {
    let body = Hash::of(&[body]);
    [
        ticket.to_text().as_bytes(),
        b"\n",
        path.as_bytes(),
        b"\n",
        &body.0,
    ]
    .concat()
}

/// The device's signature over a request.
///
/// # Errors
/// A key that lies outside and does not answer.
pub fn sign_request(
    by: &dyn Signs,
    ticket: &Ticket,
    path: &str,
    body: &[u8],
) -> Result<Signed, SignFailed> {
    let signature = by.sign(DOMAIN, &text(ticket, path, body))?.0;
    let (front, back) = signature.split_at(32);
    let half = |bytes: &[u8]| bytes.try_into().map_or(Hash::ZERO, Hash);
    Ok(format!("{}{}", half(front), half(back)))
}

/// Whether the device of that key signed this very request.
#[must_use]
pub fn verify_request(
    key: &PublicKey,
    ticket: &Ticket,
    path: &str,
    body: &[u8],
    signed: &str,
) -> bool {
    let half = |range| {
        signed
            .get(range)
            .and_then(|half: &str| half.parse::<Hash>().ok())
    };
    let (Some(front), Some(back)) = (half(0..64), half(64..128)) else {
        return false;
    };
    let mut bytes = [0; 64];
    bytes[..32].copy_from_slice(&front.0);
    bytes[32..].copy_from_slice(&back.0);
    signed.len() == 128 && key.verify(DOMAIN, &text(ticket, path, body), &Signature(bytes))
}

#[cfg(test)]
mod tests {
    use merge::Key;

    use super::*;

    #[test]
    fn a_ticket_is_good_for_its_time_and_its_device_only() {
        let ticket = Ticket::give(&[1; 32], DeviceId([2; 16]), 1_000);
        assert_eq!(Ticket::from_text(&ticket.to_text()), Some(ticket));
        assert!(ticket.is_good(&[1; 32], 1_001));
        assert!(!ticket.is_good(&[1; 32], 1_000 + TICKET_MS));
        assert!(!ticket.is_good(&[9; 32], 1_001));
        let stolen = Ticket {
            device: DeviceId([3; 16]),
            ..ticket
        };
        assert!(!stolen.is_good(&[1; 32], 1_001));
    }

    #[test]
    fn a_signature_fits_one_request() {
        let key = Key::from_secret(&[7; 32]);
        let ticket = Ticket::give(&[1; 32], DeviceId([2; 16]), 0);
        let signed = sign_request(&key, &ticket, "/v1/push", b"body").unwrap();
        assert!(verify_request(
            &key.public(),
            &ticket,
            "/v1/push",
            b"body",
            &signed
        ));
        assert!(!verify_request(
            &key.public(),
            &ticket,
            "/v1/pull",
            b"body",
            &signed
        ));
        assert!(!verify_request(
            &key.public(),
            &ticket,
            "/v1/push",
            b"other",
            &signed
        ));
    }
}
