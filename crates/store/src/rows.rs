//! Every table of the index on one page: its key, its value, and their spelling.
//!
//! | table | key | value |
//! | --- | --- | --- |
//! | `Record` | record | where its operations stand, and the folded record |
//! | `List` | bucket, kind, record | summary |
//! | `Head` | device | last operation known without gaps |
//! | `Chain` | device, bucket | the device's last number in the bucket |
//! | `Ops` | device, first number | where the operations of one commit stand |
//! | `Feed` | bucket, first number | the feed items of one commit |
//! | `FeedHead` | bucket | last number given and the running sum |
//! | `Cursor` | bucket | how far a server's feed was taken in |
//! | `Line` | kind, state, latest change first, record | bucket, deadline, conflicts, mark |
//! | `States` | kind, bucket | how many stand in each state |
//! | `Due` | division, day, record | kind, bucket, state |
//! | `Falls` | division, 32 days | how many deadlines run there and below, by day, kind and mark |
//! | `Spot` | cell of the map, record | kind, bucket |
//! | `Road` | road, record | kind, bucket |
//! | `Link` | target, kind, record | bucket |
//! | `Conflict` | bucket, record | kind |
//! | `Totals` | bucket | what is counted there |
//! | `Days` | division, measure, 32 days | what is counted there and below, by day |
//! | `Grant` | hash | grant |
//! | `Holder` | device | hash of its latest grant |
//! | `Held` | device, number | why it is held out of the fold |
//! | `Fork` | device, number, hash | where the evidence stands |
//! | `Note` | name | a small named fact |
//! | `File` | file, record | bucket, kind, size, picture, record |
//! | `Attached` | device, number, file | bucket, kind, size, picture, record |
//! | `Log` | level, number | a tile of the tree over all that was admitted |
//!
//! Numbers in keys are big-endian, so rows stand in the order of their numbers.

mod about;
mod record;

use std::collections::BTreeMap;
use std::convert::Infallible;

use merge::cbor::{self, Malformed, Writer};
use merge::{Bucket, DeviceId, Hash, Head, RecordId};
use minicbor::Decoder;

use crate::error::StoreError;
use crate::index::Row;
use crate::journal::Locator;

pub(crate) use about::about;
pub(crate) use record::{RecordRow, Step};

/// The format of the rows; another one means: fold again from the journal.
pub(crate) const FORMAT: u64 = 11;
/// Most entries of a chunk row, so that values stay small.
pub(crate) const CHUNK: usize = 256;
/// Size of a map cell in millionths of a degree: about 150 m.
const CELL_E6: i32 = 1_500;

/// The first byte of a key.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(u8)]
pub(crate) enum Table {
    Record = 1,
    List = 2,
    Head = 3,
    Chain = 4,
    Ops = 5,
    Feed = 6,
    FeedHead = 7,
    Cursor = 8,
    Due = 9,
    Spot = 10,
    Road = 11,
    Link = 12,
    Conflict = 13,
    Totals = 14,
    Grant = 15,
    Holder = 16,
    Held = 17,
    Fork = 18,
    Note = 19,
    Days = 20,
    File = 21,
    Attached = 22,
    Line = 23,
    States = 24,
    Log = 25,
    Falls = 26,
}

impl Table {
    /// A key of this table.
    pub(crate) fn key(self, parts: &[&[u8]]) -> Vec<u8> {
        let mut key = vec![self as u8];
        parts.iter().for_each(|part| key.extend_from_slice(part));
        key
    }

    /// The keys of this table that start with these parts: from, and up to but not including.
    pub(crate) fn under(self, parts: &[&[u8]]) -> (Vec<u8>, Vec<u8>) {
        let from = self.key(parts);
        let mut to = from.clone();
        // The first byte is far from 255, so carrying ends at the latest there.
        while to.last() == Some(&u8::MAX) {
            to.pop();
        }
        if let Some(last) = to.last_mut() {
            *last += 1;
        }
        (from, to)
    }
}

pub(crate) fn list(bucket: Bucket, kind: u16, record: RecordId) -> Vec<u8> {
    Table::List.key(&[&bucket.0.to_be_bytes(), &kind.to_be_bytes(), &record.0])
}

pub(crate) fn chain(device: DeviceId, bucket: Bucket) -> Vec<u8> {
    Table::Chain.key(&[&device.0, &bucket.0.to_be_bytes()])
}

pub(crate) fn numbered(table: Table, device: DeviceId, seq: u64) -> Vec<u8> {
    table.key(&[&device.0, &seq.to_be_bytes()])
}

pub(crate) fn bucketed(table: Table, bucket: Bucket) -> Vec<u8> {
    table.key(&[&bucket.0.to_be_bytes()])
}

pub(crate) fn feed(bucket: Bucket, seq: u64) -> Vec<u8> {
    Table::Feed.key(&[&bucket.0.to_be_bytes(), &seq.to_be_bytes()])
}

pub(crate) fn note(name: &str) -> Vec<u8> {
    Table::Note.key(&[name.as_bytes()])
}

/// Days may lie before 1970, so the sign bit is turned for the order.
pub(crate) fn day(day: i32) -> [u8; 4] {
    (day.cast_unsigned() ^ 0x8000_0000).to_be_bytes()
}

/// The day at the beginning of a part of a key.
pub(crate) fn read_day(bytes: &[u8]) -> Option<i32> {
    let turned = u32::from_be_bytes(*bytes.first_chunk::<4>()?);
    Some((turned ^ 0x8000_0000).cast_signed())
}

/// One coordinate as part of a cell's key.
pub(crate) fn cell(degrees_e6: i32) -> i32 {
    degrees_e6.div_euclid(CELL_E6)
}

pub(crate) fn spot(lat_cell: i32, lon_cell: i32, record: &[u8]) -> Vec<u8> {
    Table::Spot.key(&[&day(lat_cell), &day(lon_cell), record])
}

/// A road's name, veiled, ends with a zero byte in keys, so that no road's rows lie inside another's.
pub(crate) fn road(road: &[u8], record: &[u8]) -> Vec<u8> {
    Table::Road.key(&[road, &[0], record])
}

/// Where a record lies: the value of the small index rows.
pub(crate) fn whereabouts(kind: u16, bucket: Bucket) -> Vec<u8> {
    [&kind.to_be_bytes()[..], &bucket.0.to_be_bytes()].concat()
}

/// The length of that, in bytes; some rows have more behind it.
pub(crate) const WHEREABOUTS: usize = 10;

pub(crate) fn read_whereabouts(bytes: &[u8]) -> Option<(u16, Bucket)> {
    let (kind, bucket) = bytes.split_first_chunk::<2>()?;
    let bucket = bucket.first_chunk::<8>()?;
    Some((
        u16::from_be_bytes(*kind),
        Bucket(u64::from_be_bytes(*bucket)),
    ))
}

/// The last sixteen bytes of a key are the record in many tables.
pub(crate) fn record_at_end(key: &[u8]) -> Option<RecordId> {
    key.last_chunk::<16>().map(|id| RecordId(*id))
}

/// A number as a value.
pub(crate) fn number(bytes: &[u8]) -> Option<u64> {
    bytes.first_chunk::<8>().map(|n| u64::from_be_bytes(*n))
}

/// Reads an array header. However much was kept must read back, so there is no limit; what a
/// damaged row announces is read one by one and ends with the input.
fn entries(d: &mut Decoder<'_>, what: &'static str) -> Result<usize, Malformed> {
    cbor::array(d, usize::MAX, what)
}

fn write_place(at: Locator, e: &mut Writer) -> Result<(), minicbor::encode::Error<Infallible>> {
    e.u64(at.pos)?
        .u32(at.len)?
        .u32(at.check)?
        .u32(at.inside)?
        .ok()
}

fn read_place(d: &mut Decoder<'_>) -> Result<Locator, Malformed> {
    Ok(Locator {
        pos: d.u64()?,
        len: d.u32()?,
        check: d.u32()?,
        inside: d.u32()?,
    })
}

/// One entry of a feed.
#[derive(Debug, Clone, Copy)]
pub(crate) struct FeedEntry {
    pub(crate) at: Locator,
    /// What the item adds to the running sum.
    pub(crate) term: u64,
    /// The operation is held out of the fold.
    pub(crate) hole: bool,
}

/// The feed items of one bucket in one commit.
#[derive(Debug, Clone)]
pub(crate) struct FeedChunk {
    pub(crate) sum_before: u64,
    pub(crate) entries: Vec<FeedEntry>,
}

impl FeedChunk {
    pub(crate) fn encode(&self) -> Vec<u8> {
        cbor::encode(|e| {
            e.array(1 + 6 * self.entries.len() as u64)?
                .u64(self.sum_before)?;
            for entry in &self.entries {
                write_place(entry.at, e)?;
                e.u64(entry.term)?.bool(entry.hole)?;
            }
            Ok(())
        })
    }

    pub(crate) fn decode(bytes: &[u8]) -> Result<FeedChunk, Malformed> {
        cbor::decode(bytes, |d| {
            let len = entries(d, "feed")? / 6;
            let sum_before = d.u64()?;
            let entries: Result<_, Malformed> = (0..len)
                .map(|_| {
                    Ok(FeedEntry {
                        at: read_place(d)?,
                        term: d.u64()?,
                        hole: d.bool()?,
                    })
                })
                .collect();
            Ok(FeedChunk {
                sum_before,
                entries: entries?,
            })
        })
    }
}

pub(crate) fn write_places(places: &[Locator]) -> Vec<u8> {
    cbor::encode(|e| {
        e.array(4 * places.len() as u64)?;
        places.iter().try_for_each(|at| write_place(*at, e))
    })
}

pub(crate) fn read_places(bytes: &[u8]) -> Result<Vec<Locator>, Malformed> {
    cbor::decode(bytes, |d| {
        let len = entries(d, "operations")? / 4;
        (0..len).map(|_| read_place(d)).collect()
    })
}

pub(crate) fn write_head(head: Head) -> Vec<u8> {
    [&head.seq.to_be_bytes()[..], &head.hash.0].concat()
}

pub(crate) fn read_head(bytes: &[u8]) -> Option<Head> {
    let (seq, hash) = bytes.split_first_chunk::<8>()?;
    Some(Head {
        seq: u64::from_be_bytes(*seq),
        hash: Hash(*hash.first_chunk::<32>()?),
    })
}

/// Two numbers side by side: a cursor, or the head of a feed.
pub(crate) fn write_pair(seq: u64, sum: u64) -> Vec<u8> {
    [seq.to_be_bytes(), sum.to_be_bytes()].concat()
}

pub(crate) fn read_pair(bytes: &[u8]) -> Option<(u64, u64)> {
    let (seq, sum) = bytes.split_first_chunk::<8>()?;
    Some((
        u64::from_be_bytes(*seq),
        u64::from_be_bytes(*sum.first_chunk::<8>()?),
    ))
}

/// What is counted in one bucket: measure to amount, without zeros.
pub(crate) type Totals = BTreeMap<u16, i64>;

pub(crate) fn write_totals(totals: &Totals) -> Vec<u8> {
    cbor::encode(|e| {
        e.map(totals.len() as u64)?;
        for (measure, amount) in totals {
            e.u16(*measure)?.i64(*amount)?;
        }
        Ok(())
    })
}

pub(crate) fn read_totals(bytes: &[u8]) -> Result<Totals, Malformed> {
    cbor::decode(bytes, |d| {
        let len = cbor::map(d, usize::MAX, "totals")?;
        (0..len).map(|_| Ok((d.u16()?, d.i64()?))).collect()
    })
}

/// Where the operations from number `seq` on stand that a row of `Ops` holds.
pub(crate) fn places_in(row: Option<Row>, seq: u64) -> Result<Vec<Locator>, StoreError> {
    let Some((key, value)) = row else {
        return Ok(Vec::new());
    };
    let first = key.last_chunk::<8>().map_or(0, |n| u64::from_be_bytes(*n));
    let places = read_places(&value)?;
    let skip = usize::try_from(seq - first).unwrap_or(usize::MAX);
    Ok(places.into_iter().skip(skip).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_stand_in_the_order_of_their_numbers() {
        assert!(day(-1) < day(0) && day(0) < day(20_000));
        assert!(spot(-1, 5, &[]) < spot(0, -5, &[]));
    }

    #[test]
    fn a_range_holds_what_starts_with_its_parts_and_nothing_else() {
        let (from, to) = Table::Record.under(&[&[0xff, 0xff]]);
        assert!(Table::Record.key(&[&[0xff, 0xff, 0xff]]) < to);
        assert!(Table::Record.key(&[&[0xff, 0xfe]]) < from);
        assert!(to <= Table::List.key(&[]));
    }
}
