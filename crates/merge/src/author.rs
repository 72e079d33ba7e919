//! The pen of one device: it alone writes the device's chain.

use std::collections::BTreeMap;

use crdts::CmRDT;

use crate::cbor::Malformed;
use crate::clock::{Clock, Hlc};
use crate::id::{Bucket, DeviceId, Dot, Hash, RecordId};
use crate::op::{Change, Claimed, Context, MAX_CONTEXT, Op, clock_dot};
use crate::seal::{Key, Sealed};

/// The time at the writing, as far as the device knows it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Now {
    /// The laptop's wall clock, milliseconds since 1970 UTC.
    pub wall_ms: u64,
    /// The laptop's offset from UTC, in minutes.
    pub offset_min: i32,
}

/// What a save wants to write.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Draft {
    /// The record.
    pub record: RecordId,
    /// The bucket it lies in.
    pub bucket: Bucket,
    /// The record kind's number.
    pub kind: u16,
    /// The version of the form.
    pub form: u16,
    /// The record's clock when the form was opened.
    ///
    /// If this device has saved the record since, the form must be opened again first: a version
    /// vector cannot say "my second save, but not my first", so the first would be covered unseen.
    pub context: Context,
    /// The changes.
    pub changes: Vec<Change>,
    /// Why, where a reason is required.
    pub reason: Option<String>,
    /// Illegal events this settles.
    pub resolves: Vec<Dot>,
}

/// Signs the operations of one device, in order.
///
/// Sealing does not move the chain on; [`Author::wrote`] does, after the operation is durable. So
/// an operation that could not be kept never leaves a gap.
#[derive(Debug, Clone)]
pub struct Author {
    key: Key,
    device: DeviceId,
    grant: Hash,
    seq: u64,
    head: Hash,
    buckets: BTreeMap<Bucket, u64>,
    clock: Clock,
    trusted_ms: u64,
}

impl Author {
    /// A pen that has not written yet.
    #[must_use]
    pub fn new(key: Key, device: DeviceId, grant: Hash) -> Self {
        Author {
            key,
            device,
            grant,
            seq: 0,
            head: Hash::ZERO,
            buckets: BTreeMap::new(),
            clock: Clock::default(),
            trusted_ms: 0,
        }
    }

    /// Whose pen this is.
    #[must_use]
    pub fn device(&self) -> DeviceId {
        self.device
    }

    /// Takes up the chain at its head, with the last number in each bucket and the clock shown.
    #[must_use]
    pub fn resume(
        mut self,
        seq: u64,
        head: Hash,
        buckets: BTreeMap<Bucket, u64>,
        clock: Clock,
    ) -> Self {
        (self.seq, self.head, self.buckets, self.clock) = (seq, head, buckets, clock);
        self
    }

    /// Acts under another grant from the next operation on.
    pub fn act_under(&mut self, grant: Hash) {
        self.grant = grant;
    }

    /// Notes the time of a server's signed receipt.
    pub fn trust(&mut self, server_ms: u64) {
        self.trusted_ms = self.trusted_ms.max(server_ms);
    }

    /// The latest time a server vouched for, milliseconds since 1970; 0 if none.
    #[must_use]
    pub fn trusted_ms(&self) -> u64 {
        self.trusted_ms
    }

    /// Notes a foreign stamp, so that what is written next sorts after it.
    pub fn observe(&mut self, seen: Hlc, now: Now) {
        self.clock.observe(seen, now.wall_ms);
    }

    /// Signs a draft as the next operation of the chain.
    ///
    /// A draft over a limit is signed all the same, and nobody can open it, not even this device
    /// from its own journal. Where a draft may be that long, call [`Author::try_seal`].
    #[must_use]
    pub fn seal(&self, draft: Draft, now: Now) -> Sealed {
        let op = Op {
            device: self.device,
            seq: self.seq + 1,
            prev: self.head,
            bucket: draft.bucket,
            bucket_prev: self.buckets.get(&draft.bucket).copied().unwrap_or(0),
            record: draft.record,
            context: self.bounded(draft.context),
            hlc: self.clock.next(now.wall_ms),
            claimed: Claimed {
                wall_ms: now.wall_ms,
                offset_min: now.offset_min,
                trusted_ms: self.trusted_ms,
            },
            grant: self.grant,
            kind: draft.kind,
            form: draft.form,
            changes: draft.changes,
            reason: draft.reason,
            resolves: draft.resolves,
        };
        Sealed::sign(op, &self.key)
    }

    /// Signs a draft and reads back what was signed, as everybody will have to.
    ///
    /// # Errors
    /// A draft over one of the limits of an operation.
    pub fn try_seal(&self, draft: Draft, now: Now) -> Result<Sealed, Malformed> {
        Sealed::open(self.seal(draft, now).bytes())
    }

    /// The context without what no reader would take.
    ///
    /// A record's clock also holds what others claimed. Somebody who claims to have seen our
    /// future must not keep us from writing, nor must somebody who names a hundred devices.
    /// Naming less than was seen can at worst show a conflict too many.
    fn bounded(&self, mut context: Context) -> Context {
        if context.get(&self.device) > self.seq {
            context.dots.remove(&self.device);
            context.apply(clock_dot(Dot {
                device: self.device,
                seq: self.seq,
            }));
        }
        while context.dots.len() > MAX_CONTEXT {
            let foreign = context.dots.keys().rev().find(|d| **d != self.device);
            let Some(foreign) = foreign.copied() else {
                break;
            };
            context.dots.remove(&foreign);
        }
        context
    }

    /// Moves the chain on over an own operation that is now durable.
    pub fn wrote(&mut self, sealed: &Sealed) {
        let op = &sealed.op;
        if op.device == self.device && op.seq == self.seq + 1 {
            self.seq = op.seq;
            self.head = sealed.hash;
            self.buckets.insert(op.bucket, op.seq);
        }
        // An own stamp is never clamped: the clock must not show it twice.
        self.clock.observe(op.hlc, op.hlc.ms());
    }
}
