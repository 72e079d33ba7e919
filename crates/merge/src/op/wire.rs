//! The parts of an operation as bytes; snapshots use some of them too.

use minicbor::Decoder;

use super::{Attachment, Change, Claimed, Context, Encoded, MAX_CONTEXT, MAX_NAME, MAX_SEQ};
use crate::cbor::{self, Malformed, Writer};
use crate::id::{DeviceId, Dot, Hash};
use crate::value::Value;

pub(super) fn read_claimed(d: &mut Decoder<'_>) -> Result<Claimed, Malformed> {
    cbor::exact(d, 3, "time")?;
    Ok(Claimed {
        wall_ms: d.u64()?,
        offset_min: d.i32()?,
        trusted_ms: d.u64()?,
    })
}

pub(crate) fn write_dot(dot: Dot, e: &mut Writer) -> Encoded {
    e.array(2)?.bytes(&dot.device.0)?.u64(dot.seq)?.ok()
}

pub(crate) fn read_dot(d: &mut Decoder<'_>) -> Result<Dot, Malformed> {
    cbor::exact(d, 2, "dot")?;
    let device = DeviceId(cbor::bytes(d, "device")?);
    let seq = d.u64()?;
    if seq > MAX_SEQ {
        return Err(Malformed::Limit("number of an operation"));
    }
    Ok(Dot { device, seq })
}

/// Writes a context as a map from device to sequence number.
pub(super) fn write_context(context: &Context, e: &mut Writer) -> Encoded {
    e.map(context.dots.len() as u64)?;
    for (device, seq) in &context.dots {
        e.bytes(&device.0)?.u64(*seq)?;
    }
    Ok(())
}

/// Reads what [`write_context`] wrote.
pub(super) fn read_context(d: &mut Decoder<'_>) -> Result<Context, Malformed> {
    let mut context = Context::new();
    for _ in 0..cbor::map(d, MAX_CONTEXT, "context")? {
        let device = DeviceId(cbor::bytes(d, "device")?);
        if context
            .dots
            .last_key_value()
            .is_some_and(|(last, _)| *last >= device)
        {
            return Err(Malformed::Shape("order of devices in a context"));
        }
        let seq = d.u64()?;
        // "Seen up to nothing" is spelled by leaving the device out; clocks that differ in that
        // alone would be neither equal nor ordered.
        if seq == 0 || seq > MAX_SEQ {
            return Err(Malformed::Shape("number in a context"));
        }
        context.dots.insert(device, seq);
    }
    Ok(context)
}

pub(super) fn write_change(change: &Change, e: &mut Writer) -> Encoded {
    match change {
        Change::Set { field, value } => {
            e.array(3)?.u8(0)?.u16(*field)?;
            value.write(e)
        }
        Change::Item {
            field,
            item,
            present,
        } => {
            e.array(3)?.u8(if *present { 1 } else { 2 })?.u16(*field)?;
            item.write(e)
        }
        Change::Event { name } => e.array(2)?.u8(3)?.str(name)?.ok(),
        Change::Attach(attachment) => {
            e.array(2)?.u8(4)?;
            write_attachment(attachment, e)
        }
    }
}

pub(super) fn read_change(d: &mut Decoder<'_>) -> Result<Change, Malformed> {
    let len = cbor::array(d, 3, "change")?;
    let verb = d.u8()?;
    match (verb, len) {
        (0, 3) => Ok(Change::Set {
            field: d.u16()?,
            value: Value::read(d)?,
        }),
        (1 | 2, 3) => Ok(Change::Item {
            field: d.u16()?,
            item: Value::read(d)?,
            present: verb == 1,
        }),
        (3, 2) => {
            let name = d.str()?;
            if name.len() > MAX_NAME {
                return Err(Malformed::Limit("name of an event"));
            }
            Ok(Change::Event {
                name: name.to_owned(),
            })
        }
        (4, 2) => Ok(Change::Attach(read_attachment(d)?)),
        _ => Err(Malformed::Shape("change")),
    }
}

/// Writes an attachment reference.
pub(crate) fn write_attachment(a: &Attachment, e: &mut Writer) -> Encoded {
    e.array(5)?
        .u16(a.field)?
        .bytes(&a.sha256.0)?
        .u64(a.size)?
        .str(&a.mime)?
        .str(&a.caption)?
        .ok()
}

/// Reads what [`write_attachment`] wrote.
pub(crate) fn read_attachment(d: &mut Decoder<'_>) -> Result<Attachment, Malformed> {
    cbor::exact(d, 5, "attachment")?;
    Ok(Attachment {
        field: d.u16()?,
        sha256: Hash(cbor::bytes(d, "attachment")?),
        size: d.u64()?,
        mime: d.str()?.to_owned(),
        caption: d.str()?.to_owned(),
    })
}
