//! The frame: one format for the journal, the wire and the bundle.
//!
//! `[length u32 LE][kind u8][payload][crc32c u32 LE]`, the length counting the payload alone and
//! the checksum covering kind and payload. A frame is whole or it is not there.

/// Bytes a frame adds to its payload.
pub const OVERHEAD: usize = 9;
/// Longest payload: far above one batch, and small enough to read into memory.
pub const MAX_PAYLOAD: usize = 64 * 1024 * 1024;

/// Appends one frame to `out`.
pub fn write(kind: u8, payload: &[u8], out: &mut Vec<u8>) {
    // Callers cut batches far below the limit; a longer payload would be unreadable, so it is
    // written with a length that every reader refuses rather than cut silently.
    let len = u32::try_from(payload.len()).unwrap_or(u32::MAX);
    out.reserve(payload.len() + OVERHEAD);
    out.extend_from_slice(&len.to_le_bytes());
    out.push(kind);
    out.extend_from_slice(payload);
    out.extend_from_slice(&checksum(kind, payload).to_le_bytes());
}

/// One frame read from the front of some bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Frame<'a> {
    /// What the payload is.
    pub kind: u8,
    /// The payload.
    pub payload: &'a [u8],
    /// Bytes the whole frame takes.
    pub len: usize,
}

/// What stands at the front of some bytes instead of a frame.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Broken {
    /// The bytes end before the frame does.
    Short,
    /// The checksum or length is wrong.
    Damaged,
}

/// Reads the frame at the front of `bytes`.
///
/// # Errors
/// [`Broken`] where there is no whole frame.
pub fn read(bytes: &[u8]) -> Result<Frame<'_>, Broken> {
    let (head, rest) = bytes.split_at_checked(5).ok_or(Broken::Short)?;
    let payload_len = u32::from_le_bytes([head[0], head[1], head[2], head[3]]) as usize;
    if payload_len > MAX_PAYLOAD {
        return Err(Broken::Damaged);
    }
    let (payload, rest) = rest.split_at_checked(payload_len).ok_or(Broken::Short)?;
    let sum = rest.first_chunk::<4>().ok_or(Broken::Short)?;
    if u32::from_le_bytes(*sum) != checksum(head[4], payload) {
        return Err(Broken::Damaged);
    }
    Ok(Frame {
        kind: head[4],
        payload,
        len: payload_len + OVERHEAD,
    })
}

fn checksum(kind: u8, payload: &[u8]) -> u32 {
    crc32c::crc32c_append(crc32c::crc32c(&[kind]), payload)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn frames_read_back_one_after_the_other() {
        let mut bytes = Vec::new();
        write(1, b"first", &mut bytes);
        write(2, b"", &mut bytes);
        let first = read(&bytes).unwrap();
        assert_eq!((first.kind, first.payload), (1, &b"first"[..]));
        assert_eq!(read(&bytes[first.len..]).unwrap().kind, 2);
    }

    #[test]
    fn every_cut_and_every_flipped_bit_is_noticed() {
        let mut bytes = Vec::new();
        write(7, b"payload", &mut bytes);
        for cut in 0..bytes.len() {
            assert_eq!(read(&bytes[..cut]), Err(Broken::Short));
        }
        for bit in 0..bytes.len() * 8 {
            let mut flipped = bytes.clone();
            flipped[bit / 8] ^= 1 << (bit % 8);
            assert!(read(&flipped).is_err(), "bit {bit}");
        }
    }
}
