//! One operation: what one save of a form, or one decision, changed.

use std::convert::Infallible;

use crdts::{CmRDT, VClock};
use minicbor::Decoder;

use crate::cbor::{self, Malformed};
use crate::clock::Hlc;
use crate::id::{Bucket, DeviceId, Dot, Hash, RecordId};
use crate::value::Value;

mod wire;

pub(crate) use wire::{read_attachment, read_dot, write_attachment, write_dot};
use wire::{read_change, read_claimed, read_context, write_change, write_context};

/// Longest body of an operation, in bytes. Longer text belongs into an attachment.
pub const MAX_BODY: usize = 64 * 1024;
/// Most devices a causal context may name. A record is touched by two to six.
pub const MAX_CONTEXT: usize = 64;
/// Most changes in one operation: far above the fields of the longest form.
pub const MAX_CHANGES: usize = 512;
/// The highest number an operation may have: nobody writes that many, and reckoning with it never
/// runs over.
pub const MAX_SEQ: u64 = 1 << 53;
/// Longest name of an event, in bytes.
const MAX_NAME: usize = 64;
/// Major version of the operation format.
const FORMAT: u64 = 1;

pub(crate) type Encoded = Result<(), minicbor::encode::Error<Infallible>>;

/// What the writer had seen of the record when the form was opened: a version vector.
pub type Context = VClock<DeviceId>;

/// A reference to a file kept by its hash.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Attachment {
    /// The field it belongs to.
    pub field: u16,
    /// SHA-256 of the file: its name everywhere.
    pub sha256: Hash,
    /// Size in bytes.
    pub size: u64,
    /// Media type, such as `image/jpeg`.
    pub mime: String,
    /// The name the file had, for people only; never used as a path.
    pub caption: String,
}

/// One change to a record.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Change {
    /// Writes a field; [`Value::Null`] clears it.
    Set {
        /// The field's number in the catalog.
        field: u16,
        /// What it becomes.
        value: Value,
    },
    /// Puts an item into a set, or takes it out.
    Item {
        /// The field's number in the catalog.
        field: u16,
        /// The item: a code, or an entry of a structured list.
        item: Value,
        /// In (true) or out (false).
        present: bool,
    },
    /// Something happened: a step of the record's workflow. Never removed.
    Event {
        /// The event's name in the catalog.
        name: String,
    },
    /// A file belongs to the record. Never removed.
    Attach(Attachment),
}

/// What the device claims about time. Nothing is refused for it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Claimed {
    /// The laptop's wall clock, milliseconds since 1970 UTC.
    pub wall_ms: u64,
    /// The laptop's offset from UTC, in minutes.
    pub offset_min: i32,
    /// The last time a server's signed receipt vouched for, milliseconds since 1970; 0 if none.
    pub trusted_ms: u64,
}

/// One operation, as signed by its device.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Op {
    /// Who wrote it.
    pub device: DeviceId,
    /// Its place in the device's chain, from 1 without gaps.
    pub seq: u64,
    /// Hash of the device's operation before it; [`Hash::ZERO`] for the first.
    pub prev: Hash,
    /// The bucket the record lies in.
    pub bucket: Bucket,
    /// The device's previous sequence number in this bucket; 0 for the first.
    pub bucket_prev: u64,
    /// The record it changes.
    pub record: RecordId,
    /// What the writer had seen of the record when the form was opened.
    pub context: Context,
    /// When, for display order.
    pub hlc: Hlc,
    /// When, as the device claims it.
    pub claimed: Claimed,
    /// Hash of the grant the writer acts under.
    pub grant: Hash,
    /// The record kind's number in the catalog.
    pub kind: u16,
    /// The version of the form it was written with.
    pub form: u16,
    /// What it changes.
    pub changes: Vec<Change>,
    /// Why, in a person's words, where a reason is required.
    pub reason: Option<String>,
    /// Events that were illegal at their place and that this operation settles.
    pub resolves: Vec<Dot>,
}

impl Op {
    /// The operation's dot: device and sequence number.
    #[must_use]
    pub fn dot(&self) -> Dot {
        Dot {
            device: self.device,
            seq: self.seq,
        }
    }

    /// The record clock after this operation: its context and its own dot.
    #[must_use]
    pub fn clock(&self) -> Context {
        let mut clock = self.context.clone();
        clock.apply(clock_dot(self.dot()));
        clock
    }

    /// The body to sign: a CBOR map with ascending integer keys.
    pub(crate) fn encode(&self) -> Vec<u8> {
        cbor::encode(|e| {
            let optional = [self.reason.is_some(), !self.resolves.is_empty()];
            e.map(14 + optional.iter().filter(|present| **present).count() as u64)?;
            e.u8(0)?.u64(FORMAT)?;
            e.u8(1)?.bytes(&self.device.0)?;
            e.u8(2)?.u64(self.seq)?;
            e.u8(3)?.bytes(&self.prev.0)?;
            e.u8(4)?.u64(self.bucket.0)?;
            e.u8(5)?.u64(self.bucket_prev)?;
            e.u8(6)?.bytes(&self.record.0)?;
            e.u8(7)?.u16(self.kind)?;
            e.u8(8)?;
            write_context(&self.context, e)?;
            e.u8(9)?.u64(self.hlc.0)?;
            e.u8(10)?
                .array(3)?
                .u64(self.claimed.wall_ms)?
                .i32(self.claimed.offset_min)?;
            e.u64(self.claimed.trusted_ms)?;
            e.u8(12)?.bytes(&self.grant.0)?;
            e.u8(13)?.u16(self.form)?;
            e.u8(14)?.array(self.changes.len() as u64)?;
            self.changes
                .iter()
                .try_for_each(|change| write_change(change, e))?;
            if let Some(reason) = &self.reason {
                e.u8(15)?.str(reason)?;
            }
            if !self.resolves.is_empty() {
                e.u8(16)?.array(self.resolves.len() as u64)?;
                self.resolves
                    .iter()
                    .try_for_each(|dot| write_dot(*dot, e))?;
            }
            Ok(())
        })
    }

    /// Reads a body. Keys this program does not know are skipped; the bytes themselves stay.
    pub(crate) fn decode(body: &[u8]) -> Result<Op, Malformed> {
        cbor::decode(body, |d| {
            let mut op = Op::blank();
            let mut last = None;
            let mut seen = 0u32;
            for _ in 0..cbor::map(d, 64, "operation")? {
                let key = d.u8()?;
                if last.is_some_and(|last| last >= key) {
                    return Err(Malformed::Shape("order of keys in an operation"));
                }
                last = Some(key);
                seen |= 1 << key.min(31);
                op.read_key(key, d)?;
            }
            // Every key but the two optional ones must be there.
            const REQUIRED: u32 = 0b0111_0111_1111_1111;
            if seen & REQUIRED != REQUIRED {
                return Err(Malformed::Shape("operation: a key is missing"));
            }
            if op.seq == 0 || op.seq > MAX_SEQ {
                return Err(Malformed::Shape("number of an operation"));
            }
            // A device cannot have seen its own future; a clock built on such a claim would lie.
            if op.context.get(&op.device) >= op.seq {
                return Err(Malformed::Shape("context of an operation"));
            }
            Ok(op)
        })
    }

    fn blank() -> Op {
        Op {
            device: DeviceId([0; 16]),
            seq: 0,
            prev: Hash::ZERO,
            bucket: Bucket(0),
            bucket_prev: 0,
            record: RecordId([0; 16]),
            context: Context::new(),
            hlc: Hlc(0),
            claimed: Claimed::default(),
            grant: Hash::ZERO,
            kind: 0,
            form: 0,
            changes: Vec::new(),
            reason: None,
            resolves: Vec::new(),
        }
    }

    fn read_key(&mut self, key: u8, d: &mut Decoder<'_>) -> Result<(), Malformed> {
        match key {
            0 if d.u64()? != FORMAT => return Err(Malformed::Shape("version of an operation")),
            0 => {}
            1 => self.device = DeviceId(cbor::bytes(d, "device")?),
            2 => self.seq = d.u64()?,
            3 => self.prev = Hash(cbor::bytes(d, "previous hash")?),
            4 => self.bucket = Bucket(d.u64()?),
            5 => self.bucket_prev = d.u64()?,
            6 => self.record = RecordId(cbor::bytes(d, "record")?),
            7 => self.kind = d.u16()?,
            8 => self.context = read_context(d)?,
            9 => self.hlc = Hlc(d.u64()?),
            10 => self.claimed = read_claimed(d)?,
            12 => self.grant = Hash(cbor::bytes(d, "grant")?),
            13 => self.form = d.u16()?,
            14 => {
                let len = cbor::array(d, MAX_CHANGES, "changes")?;
                self.changes = (0..len).map(|_| read_change(d)).collect::<Result<_, _>>()?;
            }
            15 => self.reason = Some(d.str()?.to_owned()),
            16 => {
                let len = cbor::array(d, MAX_CONTEXT, "resolved")?;
                self.resolves = (0..len).map(|_| read_dot(d)).collect::<Result<_, _>>()?;
            }
            _ => d.skip()?,
        }
        Ok(())
    }
}

/// The dot in the spelling of `crdts`.
pub(crate) fn clock_dot(dot: Dot) -> crdts::Dot<DeviceId> {
    crdts::Dot::new(dot.device, dot.seq)
}
