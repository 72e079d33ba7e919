//! A message as bytes: CBOR, compressed, in one frame.

use std::io::Read;

use merge::frame;
use minicbor::{Decode, Encode};

use crate::limits::{MAX_BODY, MAX_RATIO, RATIO_FROM, ZSTD_LEVEL};

/// The frame kind of a message.
const KIND_MESSAGE: u8 = 0x10;

/// Bytes that are not a message.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Broken {
    /// No whole frame: a cut connection, or a page of somebody's login portal.
    #[error("the answer is not from a Xunlu server (a login page of the network, perhaps)")]
    NoFrame,
    /// More than the limit after decompression, or far more than so few bytes ever hold.
    #[error("the message is larger than {MAX_BODY} bytes, or far larger than it came")]
    TooLarge,
    /// Not the message expected.
    #[error("the message does not read ({0})")]
    Content(String),
}

/// The bytes of a message.
#[must_use]
pub fn pack<T: Encode<()>>(message: &T) -> Vec<u8> {
    // Writing into memory does not fail, and an empty frame is refused by every reader.
    let body = minicbor::to_vec(message).unwrap_or_default();
    let body = zstd::encode_all(body.as_slice(), ZSTD_LEVEL).unwrap_or_default();
    let mut bytes = Vec::with_capacity(body.len() + frame::OVERHEAD);
    frame::write(KIND_MESSAGE, &body, &mut bytes);
    bytes
}

/// Reads what [`pack`] wrote.
///
/// # Errors
/// Bytes that are not one whole message of that type within the limits.
pub fn unpack<T: for<'b> Decode<'b, ()>>(bytes: &[u8]) -> Result<T, Broken> {
    let frame = frame::read(bytes).map_err(|_| Broken::NoFrame)?;
    if frame.kind != KIND_MESSAGE || frame.len != bytes.len() {
        return Err(Broken::NoFrame);
    }
    let body = inflate(frame.payload)?;
    minicbor::decode(&body).map_err(|error| Broken::Content(error.to_string()))
}

/// Undoes the compression, up to the limit: of a message, and of what so few bytes may become.
pub(crate) fn inflate(bytes: &[u8]) -> Result<Vec<u8>, Broken> {
    let content = |error: std::io::Error| Broken::Content(error.to_string());
    let decoder = zstd::Decoder::new(bytes).map_err(content)?;
    let mut body = Vec::new();
    let most = bytes.len().saturating_mul(MAX_RATIO);
    let most = most.clamp(RATIO_FROM, MAX_BODY);
    // A few bytes can claim to hold gigabytes; reading stops one byte past the limit.
    let read = decoder.take(most as u64 + 1).read_to_end(&mut body);
    read.map_err(content)?;
    if body.len() > most {
        return Err(Broken::TooLarge);
    }
    Ok(body)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::message::Refused;

    fn refused(text: &str) -> Refused {
        Refused {
            code: "x".into(),
            zh: String::new(),
            en: text.into(),
        }
    }

    #[test]
    fn a_message_reads_back() {
        let message = refused("no");
        assert_eq!(unpack::<Refused>(&pack(&message)), Ok(message));
    }

    #[test]
    fn a_login_page_a_cut_and_a_bomb_are_refused() {
        assert_eq!(
            unpack::<Refused>(b"<html>please log in</html>"),
            Err(Broken::NoFrame)
        );
        let bytes = pack(&refused("no"));
        assert_eq!(
            unpack::<Refused>(&bytes[..bytes.len() - 1]),
            Err(Broken::NoFrame)
        );
        for size in [MAX_BODY + 2, RATIO_FROM + 1] {
            let bomb = zstd::encode_all(vec![0; size].as_slice(), 3).unwrap();
            let mut bytes = Vec::new();
            frame::write(KIND_MESSAGE, &bomb, &mut bytes);
            assert_eq!(unpack::<Refused>(&bytes), Err(Broken::TooLarge), "{size}");
        }
    }
}
