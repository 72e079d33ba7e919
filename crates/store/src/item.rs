//! What one commit keeps: the items of one journal frame.

use std::borrow::Cow;
use std::convert::Infallible;
use std::ops::Range;

use merge::cbor::{self, Malformed, Writer};
use merge::{Bucket, DeviceId, Dot, Grant, Receipt, Record, Sealed};
use minicbor::Decoder;
use minicbor::data::Type;

use crate::journal::Locator;

/// Most items in one frame.
pub(crate) const MAX_ITEMS: usize = 1 << 20;

/// Whether an operation is folded into its record.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Verdict {
    /// It is.
    Applied,
    /// It is kept, but held out of the fold for this reason, in plain words.
    Held(String),
    /// Another operation stands under the same device and number; this one is kept as evidence.
    Fork,
}

/// An operation that arrived, or was written here.
#[derive(Debug, Clone)]
pub struct Arrival {
    /// The operation, its signature already verified.
    pub sealed: Sealed,
    /// Whether to fold it.
    pub verdict: Verdict,
    /// When it arrived, milliseconds since 1970 on this machine's clock.
    pub received_ms: u64,
}

/// One fact that is kept.
#[derive(Debug, Clone)]
pub enum Item {
    /// An operation.
    Op(Arrival),
    /// A record as a server had it: the start of a fresh replica.
    Snapshot(Box<Record>),
    /// Who acts for whom.
    Grant(Grant),
    /// The server's word on our own chain.
    Receipt(Receipt),
    /// How far a server's feed of a bucket was taken in, and the running sum there.
    Cursor {
        /// The bucket.
        bucket: Bucket,
        /// The last number taken.
        seq: u64,
        /// The running sum after it.
        sum: u64,
    },
    /// A snapshot covers a device's operations in a bucket up to this number.
    Seen {
        /// The device.
        device: DeviceId,
        /// The bucket.
        bucket: Bucket,
        /// The last number covered.
        seq: u64,
    },
    /// An office holds this operation out of the fold; so do we.
    Hold {
        /// The operation.
        dot: Dot,
        /// Why, in plain words.
        reason: String,
    },
    /// A small named fact.
    Note {
        /// Its name.
        name: String,
        /// What it says.
        value: Vec<u8>,
    },
}

/// The bytes of one frame, and where in it each operation and snapshot stands.
pub(crate) fn encode(items: &[Cow<'_, Item>]) -> (Vec<u8>, Vec<Option<Locator>>) {
    let mut places = Vec::with_capacity(items.len());
    let payload = cbor::encode(|e| {
        e.array(items.len() as u64)?;
        for item in items {
            places.push(write(item, e)?);
        }
        Ok(())
    });
    (payload, places)
}

type Encoded<T> = Result<T, minicbor::encode::Error<Infallible>>;

fn write(item: &Item, e: &mut Writer) -> Encoded<Option<Locator>> {
    match item {
        Item::Op(arrival) => {
            e.array(4)?.u8(1)?.u64(arrival.received_ms)?;
            match &arrival.verdict {
                Verdict::Applied => e.bool(true)?,
                Verdict::Held(reason) => e.str(reason)?,
                Verdict::Fork => e.bool(false)?,
            };
            return placed(arrival.sealed.bytes(), e).map(Some);
        }
        Item::Snapshot(record) => {
            e.array(2)?.u8(2)?;
            return placed(&record.encode(), e).map(Some);
        }
        Item::Grant(grant) => e.array(2)?.u8(3)?.bytes(grant.bytes())?,
        Item::Receipt(receipt) => e.array(2)?.u8(4)?.bytes(receipt.bytes())?,
        Item::Cursor { bucket, seq, sum } => {
            e.array(4)?.u8(5)?.u64(bucket.0)?.u64(*seq)?.u64(*sum)?
        }
        Item::Hold { dot, reason } => e
            .array(4)?
            .u8(6)?
            .bytes(&dot.device.0)?
            .u64(dot.seq)?
            .str(reason)?,
        Item::Seen {
            device,
            bucket,
            seq,
        } => e
            .array(4)?
            .u8(8)?
            .bytes(&device.0)?
            .u64(bucket.0)?
            .u64(*seq)?,
        Item::Note { name, value } => e.array(3)?.u8(7)?.str(name)?.bytes(value)?,
    };
    Ok(None)
}

fn placed(bytes: &[u8], e: &mut Writer) -> Encoded<Locator> {
    e.bytes_len(bytes.len() as u64)?;
    let inside = e.writer().len();
    e.writer_mut().extend_from_slice(bytes);
    Ok(Locator::of(inside, bytes))
}

/// Reads what [`encode`] wrote.
pub(crate) fn decode(payload: &[u8]) -> Result<Vec<(Item, Option<Locator>)>, Malformed> {
    cbor::decode(payload, |d| {
        let len = cbor::array(d, MAX_ITEMS, "frame")?;
        (0..len).map(|_| read(d)).collect()
    })
}

/// Where each item of a frame stands in it.
pub(crate) fn spans(payload: &[u8]) -> Result<Vec<Range<usize>>, Malformed> {
    cbor::decode(payload, |d| {
        let len = cbor::array(d, MAX_ITEMS, "frame")?;
        let span = |d: &mut Decoder<'_>| {
            let from = d.position();
            d.skip()?;
            Ok(from..d.position())
        };
        (0..len).map(|_| span(d)).collect()
    })
}

fn read(d: &mut Decoder<'_>) -> Result<(Item, Option<Locator>), Malformed> {
    cbor::array(d, 8, "item")?;
    let item = match d.u8()? {
        1 => {
            let received_ms = d.u64()?;
            let verdict = match d.datatype()? {
                Type::Bool if d.bool()? => Verdict::Applied,
                Type::Bool => Verdict::Fork,
                _ => Verdict::Held(d.str()?.to_owned()),
            };
            let (bytes, place) = bytes_at(d)?;
            let sealed = Sealed::open(bytes)?;
            return Ok((
                Item::Op(Arrival {
                    sealed,
                    verdict,
                    received_ms,
                }),
                Some(place),
            ));
        }
        2 => {
            let (bytes, place) = bytes_at(d)?;
            return Ok((
                Item::Snapshot(Box::new(Record::decode(bytes)?)),
                Some(place),
            ));
        }
        3 => Item::Grant(Grant::open(d.bytes()?)?),
        4 => Item::Receipt(Receipt::open(d.bytes()?)?),
        5 => Item::Cursor {
            bucket: Bucket(d.u64()?),
            seq: d.u64()?,
            sum: d.u64()?,
        },
        6 => {
            let device = DeviceId(cbor::bytes(d, "hold")?);
            Item::Hold {
                dot: Dot {
                    device,
                    seq: d.u64()?,
                },
                reason: d.str()?.to_owned(),
            }
        }
        8 => {
            let device = DeviceId(cbor::bytes(d, "seen")?);
            Item::Seen {
                device,
                bucket: Bucket(d.u64()?),
                seq: d.u64()?,
            }
        }
        7 => Item::Note {
            name: d.str()?.to_owned(),
            value: d.bytes()?.to_vec(),
        },
        _ => return Err(Malformed::Shape("item")),
    };
    Ok((item, None))
}

fn bytes_at<'b>(d: &mut Decoder<'b>) -> Result<(&'b [u8], Locator), Malformed> {
    let bytes = d.bytes()?;
    let inside = d.position() - bytes.len();
    Ok((bytes, Locator::of(inside, bytes)))
}
