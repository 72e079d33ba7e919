//! From bytes to a record. Tables out of order, or that contradict each other, are refused.

use std::cmp::Ordering;
use std::sync::Arc;

use minicbor::Decoder;

use super::{PARTS, VERSION};
use crate::cbor::{self, Malformed};
use crate::clock::Hlc;
use crate::event::Event;
use crate::id::{Bucket, DeviceId, Dot, RecordId};
use crate::op::{self, Context, MAX_CONTEXT};
use crate::record::Record;
use crate::register::{Register, Said, Source};
use crate::value::Value;

impl Record {
    /// Reads a record.
    ///
    /// # Errors
    /// Bytes that [`Record::encode`] did not write, or of a newer version.
    pub fn decode(bytes: &[u8]) -> Result<Record, Malformed> {
        cbor::decode(bytes, |d| {
            cbor::exact(d, PARTS, "record")?;
            if d.u8()? != VERSION {
                return Err(Malformed::Shape("version of a record"));
            }
            let id = RecordId(cbor::bytes(d, "record")?);
            let mut record = Record::new(id, Bucket(d.u64()?), d.u16()?);
            let devices = read_devices(d)?;
            let sources = read_sources(d, &devices)?;
            record.clock = read_clock(d, &devices, usize::MAX)?;
            let is_more = |source: &Arc<Source>| {
                let relation = source.clock.partial_cmp(&record.clock);
                relation.is_none_or(Ordering::is_gt)
            };
            if sources.iter().any(is_more) {
                return Err(Malformed::Shape("clock of a record"));
            }
            read_fields(&mut record, d, &sources)?;
            read_sets(&mut record, d, &sources)?;
            for _ in 0..entries(d, "events")? {
                record.events.insert(Arc::new(read_event(d, &sources)?));
            }
            for _ in 0..entries(d, "attachments")? {
                let attachment = op::read_attachment(d)?;
                record.attachments.insert(Arc::new(attachment));
            }
            for _ in 0..entries(d, "resolved")? {
                record.resolved.insert(op::read_dot(d)?);
            }
            Ok(record)
        })
    }
}

/// Reads an array header. What it announces is read one by one, so a lie ends with the input.
fn entries(d: &mut Decoder<'_>, what: &'static str) -> Result<usize, Malformed> {
    cbor::array(d, usize::MAX, what)
}

fn read_devices(d: &mut Decoder<'_>) -> Result<Vec<DeviceId>, Malformed> {
    let mut devices = Vec::new();
    for _ in 0..entries(d, "devices")? {
        let device = DeviceId(cbor::bytes(d, "device")?);
        ascending(devices.last(), &device, "devices of a record")?;
        devices.push(device);
    }
    Ok(devices)
}

fn read_sources(d: &mut Decoder<'_>, devices: &[DeviceId]) -> Result<Vec<Arc<Source>>, Malformed> {
    let mut sources: Vec<Arc<Source>> = Vec::new();
    for _ in 0..entries(d, "sources")? {
        cbor::exact(d, 4, "source")?;
        let device = *at(devices, d.u32()?)?;
        let (hlc, wall_ms) = (Hlc(d.u64()?), d.u64()?);
        // The context and the operation itself. Every value from this source copies the clock, so
        // without the bound a short page could fill the memory.
        let clock = read_clock(d, devices, MAX_CONTEXT + 1)?;
        let seq = clock.get(&device);
        let dot = Dot { device, seq };
        if seq == 0 {
            return Err(Malformed::Shape("source"));
        }
        ascending(sources.last().map(|s| &s.dot), &dot, "sources of a record")?;
        sources.push(Arc::new(Source {
            dot,
            hlc,
            wall_ms,
            clock,
        }));
    }
    Ok(sources)
}

fn read_clock(
    d: &mut Decoder<'_>,
    devices: &[DeviceId],
    limit: usize,
) -> Result<Context, Malformed> {
    let mut clock = Context::new();
    let len = pairs(d, "clock")?;
    if len > limit {
        return Err(Malformed::Limit("clock"));
    }
    for _ in 0..len {
        let (device, seq) = (*at(devices, d.u32()?)?, d.u64()?);
        ascending(
            clock.dots.last_key_value().map(|(last, _)| last),
            &device,
            "clock",
        )?;
        if seq == 0 {
            return Err(Malformed::Shape("clock"));
        }
        clock.dots.insert(device, seq);
    }
    Ok(clock)
}

fn read_fields(
    record: &mut Record,
    d: &mut Decoder<'_>,
    sources: &[Arc<Source>],
) -> Result<(), Malformed> {
    for _ in 0..cbor::map(d, usize::MAX, "fields")? {
        let field = d.u16()?;
        let last = record.fields.last_key_value();
        ascending(last.map(|(last, _)| last), &field, "fields of a record")?;
        let register = read_register(d, sources, Value::read)?;
        record.fields.insert(field, register);
    }
    Ok(())
}

fn read_sets(
    record: &mut Record,
    d: &mut Decoder<'_>,
    sources: &[Arc<Source>],
) -> Result<(), Malformed> {
    for _ in 0..cbor::map(d, usize::MAX, "sets")? {
        let field = d.u16()?;
        let last = record.sets.last_key_value();
        ascending(last.map(|(last, _)| last), &field, "sets of a record")?;
        let items = record.sets.entry(field).or_default();
        for _ in 0..entries(d, "set")? {
            cbor::exact(d, 2, "item")?;
            let item = Value::read(d)?;
            ascending(
                items.last_key_value().map(|(last, _)| last),
                &item,
                "items of a set",
            )?;
            items.insert(item, read_register(d, sources, |d| Ok(d.bool()?))?);
        }
    }
    Ok(())
}

fn read_register<T>(
    d: &mut Decoder<'_>,
    sources: &[Arc<Source>],
    read: impl Fn(&mut Decoder<'_>) -> Result<T, Malformed>,
) -> Result<Register<T>, Malformed> {
    let mut register = Register::default();
    let mut last = None;
    for _ in 0..pairs(d, "register")? {
        let place = d.u32()?;
        ascending(last.as_ref(), &place, "values of a field")?;
        last = Some(place);
        let source = at(sources, place)?.clone();
        register.put(Arc::new(Said {
            what: read(d)?,
            source,
        }));
    }
    Ok(register)
}

fn read_event(d: &mut Decoder<'_>, sources: &[Arc<Source>]) -> Result<Event, Malformed> {
    cbor::exact(d, 3, "event")?;
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

/// Reads the header of an array of pairs, flattened.
fn pairs(d: &mut Decoder<'_>, what: &'static str) -> Result<usize, Malformed> {
    let len = entries(d, what)?;
    if len % 2 == 0 {
        Ok(len / 2)
    } else {
        Err(Malformed::Shape(what))
    }
}

fn at<T>(table: &[T], place: u32) -> Result<&T, Malformed> {
    let found = table.get(place as usize);
    found.ok_or(Malformed::Shape("reference in a record"))
}

fn ascending<T: PartialOrd>(
    last: Option<&T>,
    next: &T,
    what: &'static str,
) -> Result<(), Malformed> {
    match last {
        Some(last) if last >= next => Err(Malformed::Shape(what)),
        _ => Ok(()),
    }
}
