//! A record as bytes: the value the store keeps and the page a fresh replica gets.
//!
//! Every source stands once in a table and every device once in a dictionary, so a record of
//! twenty fields written by one save costs little more than its values.

use std::collections::BTreeMap;
use std::sync::Arc;

use minicbor::Decoder;

use crate::cbor::{self, Malformed, Writer};
use crate::clock::Hlc;
use crate::id::{Bucket, DeviceId, Dot, RecordId};
use crate::op::{self, Context};
use crate::record::{Event, Record, Register, Said, Source, put, said_in};
use crate::value::Value;

const VERSION: u8 = 1;
/// Most entries of any table in a snapshot: a record edited ten times a day for a year.
const MAX_ENTRIES: usize = 4096;

type Encoded = Result<(), minicbor::encode::Error<std::convert::Infallible>>;

impl Record {
    /// The record as bytes that [`Record::decode`] reads back.
    #[must_use]
    pub fn encode(&self) -> Vec<u8> {
        let tables = Tables::of(self);
        cbor::encode(|e| {
            e.array(11)?.u8(VERSION)?;
            e.bytes(&self.id.0)?.u64(self.bucket.0)?.u16(self.kind)?;
            tables.write(e)?;
            tables.write_clock(&self.clock, e)?;
            tables.write_fields(e)?;
            tables.write_sets(e)?;
            e.array(tables.events.len() as u64)?;
            for event in &tables.events {
                e.array(3)?
                    .u32(tables.source(&event.source))?
                    .str(&event.name)?;
                match &event.reason {
                    Some(reason) => e.str(reason)?,
                    None => e.null()?,
                };
            }
            let attachments = self.attachments.read();
            e.array(attachments.len() as u64)?;
            attachments
                .iter()
                .try_for_each(|a| op::write_attachment(a, e))?;
            let resolved = self.resolved.read();
            e.array(resolved.len() as u64)?;
            for dot in resolved {
                e.array(2)?.bytes(&dot.device.0)?.u64(dot.seq)?;
            }
            Ok(())
        })
    }

    /// Reads a record.
    ///
    /// # Errors
    /// Bytes that [`Record::encode`] did not write, or of a newer version.
    pub fn decode(bytes: &[u8]) -> Result<Record, Malformed> {
        cbor::decode(bytes, |d| {
            if cbor::array(d, 11, "record")? != 11 || d.u8()? != VERSION {
                return Err(Malformed::Shape("record"));
            }
            let id = RecordId(cbor::bytes(d, "record")?);
            let mut record = Record::new(id, Bucket(d.u64()?), d.u16()?);
            let (devices, sources) = read_tables(d)?;
            record.clock = read_clock(d, &devices)?;
            for _ in 0..cbor::map(d, MAX_ENTRIES, "fields")? {
                let field = d.u16()?;
                let register = record.fields.entry(field).or_default();
                read_register(d, &sources, register, Value::read)?;
            }
            for _ in 0..cbor::map(d, MAX_ENTRIES, "sets")? {
                let items = record.sets.entry(d.u16()?).or_default();
                for _ in 0..cbor::array(d, MAX_ENTRIES, "set")? {
                    cbor::array(d, 2, "item")?;
                    let register = items.entry(Value::read(d)?).or_default();
                    read_register(d, &sources, register, |d| Ok(d.bool()?))?;
                }
            }
            for _ in 0..cbor::array(d, MAX_ENTRIES, "events")? {
                record.events.insert(read_event(d, &sources)?);
            }
            for _ in 0..cbor::array(d, MAX_ENTRIES, "attachments")? {
                record.attachments.insert(op::read_attachment(d)?);
            }
            for _ in 0..cbor::array(d, MAX_ENTRIES, "resolved")? {
                cbor::array(d, 2, "dot")?;
                let device = DeviceId(cbor::bytes(d, "device")?);
                record.resolved.insert(Dot {
                    device,
                    seq: d.u64()?,
                });
            }
            Ok(record)
        })
    }
}

/// What a record's registers hold, with its sources and devices numbered.
struct Tables {
    devices: BTreeMap<DeviceId, u32>,
    sources: BTreeMap<Dot, (u32, Arc<Source>)>,
    fields: BTreeMap<u16, Vec<Said<Value>>>,
    sets: BTreeMap<u16, BTreeMap<Value, Vec<Said<bool>>>>,
    events: Vec<Event>,
}

impl Tables {
    fn of(record: &Record) -> Tables {
        let fields = record
            .fields
            .iter()
            .map(|(field, register)| (*field, sorted(register)));
        let sets = record.sets.iter().map(|(field, items)| {
            let items = items
                .iter()
                .map(|(item, register)| (item.clone(), sorted(register)));
            (*field, items.collect())
        });
        let mut tables = Tables {
            devices: BTreeMap::new(),
            sources: BTreeMap::new(),
            fields: fields.collect(),
            sets: sets.collect(),
            events: record.events.read().into_iter().collect(),
        };
        let said = tables.fields.values().flatten().map(|said| &said.source);
        let flags = tables.sets.values().flat_map(BTreeMap::values).flatten();
        let events = tables.events.iter().map(|event| &event.source);
        let all: Vec<_> = said
            .chain(flags.map(|said| &said.source))
            .chain(events)
            .collect();
        tables.sources = all.into_iter().map(|s| (s.dot, (0, s.clone()))).collect();
        for (number, (index, _)) in (0..).zip(tables.sources.values_mut()) {
            *index = number;
        }
        let named = tables
            .sources
            .values()
            .flat_map(|(_, source)| source.clock.dots.keys());
        let named = named
            .chain(record.clock.dots.keys())
            .map(|device| (*device, 0));
        tables.devices = named.collect();
        for (number, index) in (0..).zip(tables.devices.values_mut()) {
            *index = number;
        }
        tables
    }

    fn source(&self, source: &Source) -> u32 {
        self.sources.get(&source.dot).map_or(0, |(index, _)| *index)
    }

    fn device(&self, device: &DeviceId) -> u32 {
        self.devices.get(device).copied().unwrap_or(0)
    }

    fn write(&self, e: &mut Writer) -> Encoded {
        e.array(self.devices.len() as u64)?;
        for device in self.devices.keys() {
            e.bytes(&device.0)?;
        }
        e.array(self.sources.len() as u64)?;
        for (_, source) in self.sources.values() {
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

    fn write_fields(&self, e: &mut Writer) -> Encoded {
        e.map(self.fields.len() as u64)?;
        for (field, said) in &self.fields {
            e.u16(*field)?.array(2 * said.len() as u64)?;
            for said in said {
                e.u32(self.source(&said.source))?;
                said.what.write(e)?;
            }
        }
        Ok(())
    }

    fn write_sets(&self, e: &mut Writer) -> Encoded {
        e.map(self.sets.len() as u64)?;
        for (field, items) in &self.sets {
            e.u16(*field)?.array(items.len() as u64)?;
            for (item, said) in items {
                e.array(2)?;
                item.write(e)?;
                e.array(2 * said.len() as u64)?;
                for said in said {
                    e.u32(self.source(&said.source))?.bool(said.what)?;
                }
            }
        }
        Ok(())
    }
}

/// A register keeps its values in order of arrival; bytes must not depend on that.
fn sorted<T: Clone + std::fmt::Debug>(register: &Register<T>) -> Vec<Said<T>> {
    let mut said = said_in(register);
    said.sort_by_key(|said| said.source.dot);
    said
}

type Sources = Vec<Arc<Source>>;

fn read_tables(d: &mut Decoder<'_>) -> Result<(Vec<DeviceId>, Sources), Malformed> {
    let len = cbor::array(d, MAX_ENTRIES, "devices")?;
    let devices: Result<Vec<_>, _> = (0..len)
        .map(|_| cbor::bytes(d, "device").map(DeviceId))
        .collect();
    let devices = devices?;
    let mut sources = Vec::new();
    for _ in 0..cbor::array(d, MAX_ENTRIES, "sources")? {
        cbor::array(d, 4, "source")?;
        let device = *at(&devices, d.u32()?)?;
        let (hlc, wall_ms) = (Hlc(d.u64()?), d.u64()?);
        let clock = read_clock(d, &devices)?;
        // The source's own number is the clock's entry for its device.
        let dot = Dot {
            device,
            seq: clock.get(&device),
        };
        sources.push(Arc::new(Source {
            dot,
            hlc,
            wall_ms,
            clock,
        }));
    }
    Ok((devices, sources))
}

fn at<T>(table: &[T], index: u32) -> Result<&T, Malformed> {
    table
        .get(index as usize)
        .ok_or(Malformed::Shape("reference in a record"))
}

fn read_clock(d: &mut Decoder<'_>, devices: &[DeviceId]) -> Result<Context, Malformed> {
    let mut clock = Context::new();
    for _ in 0..cbor::array(d, MAX_ENTRIES, "clock")? / 2 {
        let device = *at(devices, d.u32()?)?;
        clock.dots.insert(device, d.u64()?);
    }
    Ok(clock)
}

fn read_register<T>(
    d: &mut Decoder<'_>,
    sources: &Sources,
    register: &mut Register<T>,
    read: impl Fn(&mut Decoder<'_>) -> Result<T, Malformed>,
) -> Result<(), Malformed> {
    for _ in 0..cbor::array(d, MAX_ENTRIES, "register")? / 2 {
        let source = at(sources, d.u32()?)?.clone();
        put(register, read(d)?, &source);
    }
    Ok(())
}

fn read_event(d: &mut Decoder<'_>, sources: &Sources) -> Result<Event, Malformed> {
    cbor::array(d, 3, "event")?;
    let source = at(sources, d.u32()?)?.clone();
    let name = d.str()?.to_owned();
    let reason = match d.datatype()? {
        minicbor::data::Type::Null => {
            d.null()?;
            None
        }
        _ => Some(d.str()?.to_owned()),
    };
    Ok(Event {
        name,
        reason,
        source,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn garbage_is_refused_and_an_empty_record_reads_back() {
        let record = Record::new(RecordId([1; 16]), Bucket(420_625_102_000), 3);
        let bytes = record.encode();
        assert_eq!(Record::decode(&bytes).unwrap().digest(), record.digest());
        assert!(Record::decode(&bytes[..bytes.len() - 1]).is_err());
        assert!(Record::decode(&[0; 32]).is_err());
    }
}
