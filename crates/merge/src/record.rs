//! A record: the fold of its operations.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use crdts::{CmRDT, CvRDT, GSet};

use crate::cbor;
use crate::clock::Hlc;
use crate::event::{self, Event};
use crate::id::{Bucket, Dot, Hash, RecordId};
use crate::op::{Attachment, Change, Context, Op, clock_dot};
use crate::register::{Register, Said, Source};
use crate::value::Value;

/// An operation of another record, kind or bucket was offered to a record.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the operation names another record, kind or bucket than the record it was given to")]
pub struct Mismatch;

/// The fold of all operations that name one record.
#[derive(Debug, Clone)]
pub struct Record {
    /// The record's name.
    pub id: RecordId,
    /// Where it lies. Fixed when the record is created.
    pub bucket: Bucket,
    /// The number of its kind in the catalog.
    pub kind: u16,
    pub(crate) clock: Context,
    pub(crate) fields: BTreeMap<u16, Register<Value>>,
    pub(crate) sets: BTreeMap<u16, BTreeMap<Value, Register<bool>>>,
    pub(crate) events: GSet<Arc<Event>>,
    pub(crate) attachments: GSet<Arc<Attachment>>,
    pub(crate) resolved: GSet<Dot>,
}

impl Record {
    /// A record of which nothing is known yet.
    #[must_use]
    pub fn new(id: RecordId, bucket: Bucket, kind: u16) -> Self {
        Record {
            id,
            bucket,
            kind,
            clock: Context::new(),
            fields: BTreeMap::new(),
            sets: BTreeMap::new(),
            events: GSet::new(),
            attachments: GSet::new(),
            resolved: GSet::new(),
        }
    }

    /// A record of which only `op` is known.
    #[must_use]
    pub fn from_op(op: &Op) -> Self {
        let mut record = Record::new(op.record, op.bucket, op.kind);
        record.fold(op);
        record
    }

    /// Folds one operation in. Order and repetition do not matter.
    ///
    /// # Errors
    /// An operation that does not belong to this record; nothing changes.
    pub fn apply(&mut self, op: &Op) -> Result<(), Mismatch> {
        if (op.record, op.bucket, op.kind) != (self.id, self.bucket, self.kind) {
            return Err(Mismatch);
        }
        self.fold(op);
        Ok(())
    }

    fn fold(&mut self, op: &Op) {
        let source = Arc::new(Source {
            dot: op.dot(),
            hlc: op.hlc,
            wall_ms: op.claimed.wall_ms,
            clock: op.clock(),
        });
        for (device, seq) in &source.clock.dots {
            self.clock.apply(clock_dot(Dot {
                device: *device,
                seq: *seq,
            }));
        }
        for change in &op.changes {
            match change {
                Change::Set { field, value } => {
                    let register = self.fields.entry(*field).or_default();
                    register.put(said(value.clone(), &source));
                }
                Change::Item {
                    field,
                    item,
                    present,
                } => {
                    let items = self.sets.entry(*field).or_default();
                    let register = items.entry(item.clone()).or_default();
                    register.put(said(*present, &source));
                }
                Change::Event { name } => self.events.insert(Arc::new(Event {
                    name: name.clone(),
                    reason: op.reason.clone(),
                    source: source.clone(),
                })),
                Change::Attach(attachment) => {
                    self.attachments.insert(Arc::new(attachment.clone()));
                }
            }
        }
        for dot in &op.resolves {
            self.resolved.insert(*dot);
        }
    }

    /// Folds in what another replica knows of the same record.
    ///
    /// # Errors
    /// Another record; nothing changes.
    pub fn merge(&mut self, other: Record) -> Result<(), Mismatch> {
        if (other.id, other.bucket, other.kind) != (self.id, self.bucket, self.kind) {
            return Err(Mismatch);
        }
        self.clock.merge(other.clock);
        for (field, register) in other.fields {
            self.fields.entry(field).or_default().merge(register);
        }
        for (field, items) in other.sets {
            let own = self.sets.entry(field).or_default();
            for (item, register) in items {
                own.entry(item).or_default().merge(register);
            }
        }
        self.events.merge(other.events);
        self.attachments.merge(other.attachments);
        self.resolved.merge(other.resolved);
        Ok(())
    }

    /// Everything seen of this record: the context for the next edit.
    ///
    /// What the operations here had seen counts as seen, even if it has not arrived itself.
    /// Otherwise nobody could ever settle what rests on an operation that is held back.
    #[must_use]
    pub fn clock(&self) -> &Context {
        &self.clock
    }

    /// The latest stamp of anything in the record.
    #[must_use]
    pub fn latest(&self) -> Hlc {
        let values = self.fields.values().filter_map(Register::latest);
        let values = values.map(|said| said.source.hlc);
        let flags = self.sets.values().flat_map(BTreeMap::values);
        let flags = flags
            .filter_map(Register::latest)
            .map(|said| said.source.hlc);
        let events = self.events.read().into_iter().map(|event| event.source.hlc);
        values.chain(flags).chain(events).max().unwrap_or_default()
    }

    /// Every value the field holds, the latest first. More than one distinct value is a conflict.
    #[must_use]
    pub fn said(&self, field: u16) -> Vec<Said<Value>> {
        let all = self.fields.get(&field).map(Register::all);
        let mut all = all.unwrap_or_default();
        all.sort_by_key(|said| std::cmp::Reverse(said.source.order()));
        all.into_iter().map(Arc::unwrap_or_clone).collect()
    }

    /// The value to show: the latest by stamp and device, on every replica the same.
    ///
    /// A cleared field has none.
    #[must_use]
    pub fn value(&self, field: u16) -> Option<Value> {
        let latest = self.fields.get(&field)?.latest()?;
        Some(&latest.what).filter(|value| !value.is_null()).cloned()
    }

    /// Whether people wrote different values into the field without knowing of each other.
    #[must_use]
    pub fn in_conflict(&self, field: u16) -> bool {
        let register = self.fields.get(&field);
        register.is_some_and(Register::in_conflict)
    }

    /// The fields in conflict.
    #[must_use]
    pub fn conflicts(&self) -> Vec<u16> {
        let rival = self.fields.iter().filter(|(_, all)| all.in_conflict());
        rival.map(|(field, _)| *field).collect()
    }

    /// The items in a set, in order. An item both added and removed concurrently is in.
    #[must_use]
    pub fn items(&self, field: u16) -> Vec<Value> {
        let items = self.sets.get(&field).into_iter().flatten();
        let present = items.filter(|(_, register)| register.is_in());
        present.map(|(item, _)| item.clone()).collect()
    }

    /// The numbers of all fields and sets anybody ever wrote, in order.
    #[must_use]
    pub fn field_ids(&self) -> BTreeSet<u16> {
        let attached = self.attachments.read();
        let attached = attached.iter().map(|a| a.field);
        self.fields
            .keys()
            .chain(self.sets.keys())
            .copied()
            .chain(attached)
            .collect()
    }

    /// The files of a field, or of the whole record.
    #[must_use]
    pub fn attachments(&self, field: Option<u16>) -> Vec<Attachment> {
        let all = self.attachments.read();
        all.into_iter()
            .filter(|a| field.is_none_or(|field| a.field == field))
            .map(Arc::unwrap_or_clone)
            .collect()
    }

    /// The events in an order every replica agrees on: what was seen comes before who saw it, and
    /// among events that did not know of each other the stamp decides.
    #[must_use]
    pub fn events(&self) -> Vec<Event> {
        let all = self.events.read().into_iter().collect();
        let ordered = event::in_order(all).into_iter();
        ordered.map(Arc::unwrap_or_clone).collect()
    }

    /// Whether somebody settled the illegal event of that operation.
    #[must_use]
    pub fn is_resolved(&self, dot: Dot) -> bool {
        self.resolved.contains(&dot)
    }

    /// The canonical view in CBOR: the same bytes on every replica that holds the same operations.
    ///
    /// Only what a person can see is in it: the rivals of each field with their operations, the
    /// items of each set, events, files. The order in which things arrived is not.
    #[must_use]
    pub fn canonical(&self) -> Vec<u8> {
        cbor::encode(|e| {
            e.array(8)?
                .bytes(&self.id.0)?
                .u64(self.bucket.0)?
                .u16(self.kind)?;
            e.map(self.fields.len() as u64)?;
            for field in self.fields.keys() {
                let said = self.said(*field);
                e.u16(*field)?.array(said.len() as u64)?;
                for said in said {
                    e.array(3)?
                        .bytes(&said.source.dot.device.0)?
                        .u64(said.source.dot.seq)?;
                    said.what.write(e)?;
                }
            }
            e.map(self.sets.len() as u64)?;
            for field in self.sets.keys() {
                let items = self.items(*field);
                e.u16(*field)?.array(items.len() as u64)?;
                items.iter().try_for_each(|item| item.write(e))?;
            }
            let events = event::in_order(self.events.read().into_iter().collect());
            e.array(events.len() as u64)?;
            for event in events {
                e.array(3)?
                    .bytes(&event.source.dot.device.0)?
                    .u64(event.source.dot.seq)?;
                e.str(&event.name)?;
            }
            let attachments = self.attachments.read();
            e.array(attachments.len() as u64)?;
            for attachment in attachments {
                e.array(2)?
                    .u16(attachment.field)?
                    .bytes(&attachment.sha256.0)?;
            }
            let resolved = self.resolved.read();
            e.array(resolved.len() as u64)?;
            for dot in resolved {
                e.array(2)?.bytes(&dot.device.0)?.u64(dot.seq)?;
            }
            Ok(())
        })
    }

    /// The hash of the canonical view.
    #[must_use]
    pub fn digest(&self) -> Hash {
        Hash::of(&[&self.canonical()])
    }
}

fn said<T>(what: T, source: &Arc<Source>) -> Arc<Said<T>> {
    Arc::new(Said {
        what,
        source: source.clone(),
    })
}
