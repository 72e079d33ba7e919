//! The row of a record: what it was folded from, and what it came to.

use merge::Record;
use merge::cbor::{self, Malformed};
use minicbor::Decoder;

use super::entries;
use crate::journal::Locator;

/// Where a part of a record stands in the journal.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Step {
    pub(crate) at: Locator,
    /// When the operation arrived here, milliseconds since 1970; nothing for a snapshot from a
    /// server.
    pub(crate) received_ms: Option<u64>,
}

/// The row of a record.
#[derive(Debug, Default)]
pub(crate) struct RecordRow {
    pub(crate) trail: Vec<Step>,
    pub(crate) record: Option<Record>,
}

impl RecordRow {
    pub(crate) fn encode(&self) -> Vec<u8> {
        cbor::encode(|e| {
            e.array(2)?.array(5 * self.trail.len() as u64)?;
            let (mut last, mut before) = (0, 0);
            for step in &self.trail {
                // Positions only grow, and clocks mostly do, so their differences are short.
                e.u64(step.at.pos.wrapping_sub(last))?
                    .u32(step.at.len)?
                    .u32(step.at.check)?
                    .u32(step.at.inside)?;
                last = step.at.pos;
                match step.received_ms {
                    Some(ms) => {
                        e.u64(ms.wrapping_sub(before))?;
                        before = ms;
                    }
                    None => drop(e.null()?),
                }
            }
            match &self.record {
                Some(record) => e.bytes(&record.encode())?,
                None => e.null()?,
            };
            Ok(())
        })
    }

    pub(crate) fn decode(bytes: &[u8]) -> Result<RecordRow, Malformed> {
        cbor::decode(bytes, |d| {
            let trail = read_trail(d)?;
            let record = match d.datatype()? {
                minicbor::data::Type::Null => {
                    d.null()?;
                    None
                }
                _ => Some(Record::decode(d.bytes()?)?),
            };
            Ok(RecordRow { trail, record })
        })
    }

    /// When the record's first operation arrived here; nothing if it came as a snapshot.
    pub(crate) fn arrived_ms(&self) -> Option<u64> {
        self.trail.first()?.received_ms
    }

    /// The folded record's bytes alone, as they stand in the row.
    pub(crate) fn state(bytes: &[u8]) -> Result<Vec<u8>, Malformed> {
        let mut d = Decoder::new(bytes);
        read_trail(&mut d)?;
        Ok(d.bytes()?.to_vec())
    }
}

fn read_trail(d: &mut Decoder<'_>) -> Result<Vec<Step>, Malformed> {
    cbor::array(d, 2, "record row")?;
    let len = entries(d, "trail")? / 5;
    let (mut last, mut before) = (0u64, 0u64);
    let mut trail = Vec::new();
    for _ in 0..len {
        last = last.wrapping_add(d.u64()?);
        let at = Locator {
            pos: last,
            len: d.u32()?,
            check: d.u32()?,
            inside: d.u32()?,
        };
        let received_ms = match d.datatype()? {
            minicbor::data::Type::Null => {
                d.null()?;
                None
            }
            _ => {
                before = before.wrapping_add(d.u64()?);
                Some(before)
            }
        };
        trail.push(Step { at, received_ms });
    }
    Ok(trail)
}
