//! From a record to bytes.

use std::sync::Arc;

use super::{PARTS, VERSION};
use crate::cbor::{self, Writer};
use crate::event::Event;
use crate::id::DeviceId;
use crate::op::{self, Context, Encoded};
use crate::record::Record;
use crate::register::{Register, Said, Source};
use crate::value::Value;

impl Record {
    /// The record as bytes that [`Record::decode`] reads back.
    #[must_use]
    pub fn encode(&self) -> Vec<u8> {
        let tables = Tables::of(self);
        cbor::encode(|e| {
            e.array(PARTS as u64)?.u8(VERSION)?;
            e.bytes(&self.id.0)?.u64(self.bucket.0)?.u16(self.kind)?;
            tables.write(e)?;
            tables.write_clock(&self.clock, e)?;
            e.map(self.fields.len() as u64)?;
            for (field, register) in &self.fields {
                e.u16(*field)?;
                tables.write_register(register, e, |what, e| what.write(e))?;
            }
            e.map(self.sets.len() as u64)?;
            for (field, items) in &self.sets {
                e.u16(*field)?.array(items.len() as u64)?;
                for (item, register) in items {
                    e.array(2)?;
                    item.write(e)?;
                    tables.write_register(register, e, |what, e| e.bool(*what)?.ok())?;
                }
            }
            tables.write_events(e)?;
            let attachments = self.attachments.read();
            e.array(attachments.len() as u64)?;
            for attachment in &attachments {
                op::write_attachment(attachment, e)?;
            }
            let resolved = self.resolved.read();
            e.array(resolved.len() as u64)?;
            resolved.iter().try_for_each(|dot| op::write_dot(*dot, e))
        })
    }
}

/// What is named by number, in ascending order.
struct Tables {
    devices: Vec<DeviceId>,
    sources: Vec<Arc<Source>>,
    events: Vec<Arc<Event>>,
}

impl Tables {
    fn of(record: &Record) -> Tables {
        let events: Vec<_> = record.events.read().into_iter().collect();
        let mut sources: Vec<_> = events.iter().map(|event| event.source.clone()).collect();
        for register in record.fields.values() {
            register.each(|said: &Said<Value>| note(&said.source, &mut sources));
        }
        for register in record.sets.values().flatten().map(|(_, register)| register) {
            register.each(|said| note(&said.source, &mut sources));
        }
        sources.sort_unstable_by_key(|source| source.dot);
        sources.dedup_by_key(|source| source.dot);
        Tables {
            // The record's clock covers every source's, so it names every device there is.
            devices: record.clock.dots.keys().copied().collect(),
            sources,
            events,
        }
    }

    fn source(&self, source: &Source) -> u32 {
        place(self.sources.binary_search_by_key(&source.dot, |s| s.dot))
    }

    fn device(&self, device: &DeviceId) -> u32 {
        place(self.devices.binary_search(device))
    }

    fn write(&self, e: &mut Writer) -> Encoded {
        e.array(self.devices.len() as u64)?;
        for device in &self.devices {
            e.bytes(&device.0)?;
        }
        e.array(self.sources.len() as u64)?;
        for source in &self.sources {
            e.array(4)?.u32(self.device(&source.dot.device))?;
            e.u64(source.hlc.0)?.u64(source.wall_ms)?;
            self.write_clock(&source.clock, e)?;
        }
        Ok(())
    }

    fn write_clock(&self, clock: &Context, e: &mut Writer) -> Encoded {
        e.array(2 * clock.dots.len() as u64)?;
        for (device, seq) in &clock.dots {
            e.u32(self.device(device))?.u64(*seq)?;
        }
        Ok(())
    }

    fn write_register<T>(
        &self,
        register: &Register<T>,
        e: &mut Writer,
        write: impl Fn(&T, &mut Writer) -> Encoded,
    ) -> Encoded {
        e.array(2 * register.len() as u64)?;
        let mut written = Ok(());
        register.each(|said| {
            if written.is_ok() {
                written = e
                    .u32(self.source(&said.source))
                    .map(|_| ())
                    .and_then(|()| write(&said.what, e));
            }
        });
        written
    }

    fn write_events(&self, e: &mut Writer) -> Encoded {
        e.array(self.events.len() as u64)?;
        for event in &self.events {
            e.array(3)?.u32(self.source(&event.source))?;
            e.str(&event.name)?;
            match &event.reason {
                Some(reason) => e.str(reason)?,
                None => e.null()?,
            };
        }
        Ok(())
    }
}

/// Consecutive fields mostly come from one save; noting its source once keeps the table short.
fn note(source: &Arc<Source>, sources: &mut Vec<Arc<Source>>) {
    if sources.last().is_none_or(|last| last.dot != source.dot) {
        sources.push(source.clone());
    }
}

/// A place in a table. The tables are made from the record, so everything has one; should that
/// ever be wrong, every reader refuses the number instead of taking it for the first entry.
fn place(found: Result<usize, usize>) -> u32 {
    found
        .ok()
        .and_then(|at| u32::try_from(at).ok())
        .unwrap_or(u32::MAX)
}
