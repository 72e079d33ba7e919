//! A receipt: the server's signed word that it holds a device's chain up to a head.

use crate::cbor::{self, Malformed};
use crate::chain::Head;
use crate::envelope;
use crate::id::{DeviceId, Hash};
use crate::seal::PublicKey;
use crate::signer::{SignFailed, Signs};

const DOMAIN: &[u8] = b"xunlu/receipt/1\0";

/// What stands before it is provably older than [`Receipt::server_ms`]. It permits no deletion.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Receipt {
    /// Whose chain.
    pub device: DeviceId,
    /// How far the server holds it without gaps.
    pub head: Head,
    /// The server's clock, milliseconds since 1970.
    pub server_ms: u64,
    /// The server's store epoch.
    pub epoch: u64,
    bytes: Vec<u8>,
}

impl Receipt {
    /// Signs a receipt with the server's key.
    ///
    /// # Errors
    /// A key that lies outside and does not answer.
    pub fn sign(
        device: DeviceId,
        head: Head,
        server_ms: u64,
        epoch: u64,
        by: &dyn Signs,
    ) -> Result<Receipt, SignFailed> {
        let body = cbor::encode(|e| {
            e.array(5)?
                .bytes(&device.0)?
                .u64(head.seq)?
                .bytes(&head.hash.0)?;
            e.u64(server_ms)?.u64(epoch)?.ok()
        });
        let bytes = envelope::sign(&body, by, DOMAIN)?;
        Ok(Receipt {
            device,
            head,
            server_ms,
            epoch,
            bytes,
        })
    }

    /// Reads a receipt without checking its signature.
    ///
    /// # Errors
    /// Bytes that are not a receipt.
    pub fn open(bytes: &[u8]) -> Result<Receipt, Malformed> {
        let (body, _) = envelope::read(bytes, "receipt")?;
        cbor::decode(body, |d| {
            cbor::exact(d, 5, "receipt")?;
            Ok(Receipt {
                device: DeviceId(cbor::bytes(d, "receipt")?),
                head: Head {
                    seq: d.u64()?,
                    hash: Hash(cbor::bytes(d, "receipt")?),
                },
                server_ms: d.u64()?,
                epoch: d.u64()?,
                bytes: bytes.to_vec(),
            })
        })
    }

    /// The bytes to keep and to send.
    #[must_use]
    pub fn bytes(&self) -> &[u8] {
        &self.bytes
    }

    /// Whether `server` signed it.
    #[must_use]
    pub fn verify(&self, server: &PublicKey) -> bool {
        envelope::is_signed(&self.bytes, "receipt", server, DOMAIN)
    }
}
