//! What a field can hold.

use std::collections::BTreeMap;
use std::convert::Infallible;

use minicbor::data::Type;
use minicbor::{Decoder, Encoder};

use crate::cbor::{self, Malformed, Writer};

/// How deep lists and maps may nest. Forms need three; more is an attack on the stack.
const MAX_DEPTH: usize = 8;
/// How many items one list or map may hold.
const MAX_ITEMS: usize = 1024;
/// CBOR tag of a decimal fraction (RFC 8949 §3.4.4): `[exponent, mantissa]`.
const TAG_DECIMAL: u64 = 4;

/// A value of a field. What the number or text means is said by the catalog, not here.
///
/// There are no floating-point numbers: they have no single spelling and no total order.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Value {
    /// Nothing, written on purpose: the field was cleared.
    Null,
    /// Yes or no.
    Bool(bool),
    /// A whole number: a count, metres, milliseconds, a mantissa of nothing else.
    Int(i64),
    /// A decimal number: `mantissa * 10^exponent`.
    Decimal {
        /// The digits.
        mantissa: i64,
        /// The power of ten, normally negative.
        exponent: i8,
    },
    /// Text, a code of a code list, or a date as `YYYY-MM-DD`.
    Text(String),
    /// Bytes, such as a hash.
    Bytes(Vec<u8>),
    /// Several values in order.
    List(Vec<Value>),
    /// Named values: one entry of a structured list, or a point.
    Map(BTreeMap<String, Value>),
    /// A value of a kind this program does not know, kept byte for byte (CBOR).
    Unknown(Vec<u8>),
}

impl Value {
    /// The text, if this is one.
    #[must_use]
    pub fn as_text(&self) -> Option<&str> {
        if let Value::Text(text) = self {
            Some(text)
        } else {
            None
        }
    }

    /// The whole number, if this is one.
    #[must_use]
    pub fn as_int(&self) -> Option<i64> {
        if let Value::Int(number) = self {
            Some(*number)
        } else {
            None
        }
    }

    /// The truth value, if this is one.
    #[must_use]
    pub fn as_bool(&self) -> Option<bool> {
        if let Value::Bool(truth) = self {
            Some(*truth)
        } else {
            None
        }
    }

    /// The entry of that name, if this is a map that has one.
    #[must_use]
    pub fn get(&self, name: &str) -> Option<&Value> {
        if let Value::Map(entries) = self {
            entries.get(name)
        } else {
            None
        }
    }

    /// Whether the field was cleared.
    #[must_use]
    pub fn is_null(&self) -> bool {
        matches!(self, Value::Null)
    }

    pub(crate) fn write(&self, e: &mut Writer) -> Result<(), minicbor::encode::Error<Infallible>> {
        match self {
            Value::Null => e.null()?.ok(),
            Value::Bool(truth) => e.bool(*truth)?.ok(),
            Value::Int(number) => e.i64(*number)?.ok(),
            Value::Decimal { mantissa, exponent } => {
                e.tag(minicbor::data::Tag::new(TAG_DECIMAL))?;
                e.array(2)?.i8(*exponent)?.i64(*mantissa)?.ok()
            }
            Value::Text(text) => e.str(text)?.ok(),
            Value::Bytes(bytes) => e.bytes(bytes)?.ok(),
            Value::List(items) => {
                e.array(items.len() as u64)?;
                items.iter().try_for_each(|item| item.write(e))
            }
            Value::Map(entries) => {
                e.map(entries.len() as u64)?;
                for (name, value) in entries {
                    e.str(name)?;
                    value.write(e)?;
                }
                Ok(())
            }
            Value::Unknown(raw) => {
                e.writer_mut().extend_from_slice(raw);
                Ok(())
            }
        }
    }

    pub(crate) fn read(d: &mut Decoder<'_>) -> Result<Value, Malformed> {
        Value::read_at(d, 0)
    }

    fn read_at(d: &mut Decoder<'_>, depth: usize) -> Result<Value, Malformed> {
        if depth > MAX_DEPTH {
            return Err(Malformed::Limit("depth of a value"));
        }
        match d.datatype()? {
            Type::Null => d.null().map(|()| Value::Null).map_err(Malformed::from),
            Type::Bool => Ok(Value::Bool(d.bool()?)),
            Type::U8 | Type::U16 | Type::U32 | Type::I8 | Type::I16 | Type::I32 | Type::I64 => {
                Ok(Value::Int(d.i64()?))
            }
            // Headed by eight bytes: mostly a time in milliseconds, seldom beyond 63 bits.
            Type::U64 if d.probe().i64().is_ok() => Ok(Value::Int(d.i64()?)),
            // The end of something that never began.
            Type::Break => Err(Malformed::Shape("value")),
            Type::String => Ok(Value::Text(d.str()?.to_owned())),
            Type::Bytes => Ok(Value::Bytes(d.bytes()?.to_vec())),
            Type::Array => {
                let len = cbor::array(d, MAX_ITEMS, "list")?;
                let items: Result<_, _> = (0..len).map(|_| Value::read_at(d, depth + 1)).collect();
                Ok(Value::List(items?))
            }
            Type::Map => Value::read_map(d, depth),
            _ => Value::read_rare(d),
        }
    }

    fn read_map(d: &mut Decoder<'_>, depth: usize) -> Result<Value, Malformed> {
        let len = cbor::map(d, MAX_ITEMS, "map")?;
        let mut entries = BTreeMap::new();
        for _ in 0..len {
            let name = d.str()?.to_owned();
            // Two parsers that pick different ones of two equal keys are a known attack.
            if entries
                .last_key_value()
                .is_some_and(|(last, _)| *last >= name)
            {
                return Err(Malformed::Shape("order of names in a value"));
            }
            entries.insert(name, Value::read_at(d, depth + 1)?);
        }
        Ok(Value::Map(entries))
    }

    /// Decimals, and whatever a newer program may have written: kept as it came.
    fn read_rare(d: &mut Decoder<'_>) -> Result<Value, Malformed> {
        let start = d.position();
        let mut probe = Decoder::new(d.input());
        probe.set_position(start);
        if probe.tag().is_ok_and(|tag| tag.as_u64() == TAG_DECIMAL)
            && probe.array().is_ok_and(|len| len == Some(2))
            && let (Ok(exponent), Ok(mantissa)) = (probe.i8(), probe.i64())
        {
            d.set_position(probe.position());
            return Ok(Value::Decimal { mantissa, exponent });
        }
        d.skip()?;
        Ok(Value::Unknown(d.input()[start..d.position()].to_vec()))
    }
}

impl From<&str> for Value {
    fn from(text: &str) -> Self {
        Value::Text(text.to_owned())
    }
}

impl From<i64> for Value {
    fn from(number: i64) -> Self {
        Value::Int(number)
    }
}

impl From<bool> for Value {
    fn from(truth: bool) -> Self {
        Value::Bool(truth)
    }
}

impl<C> minicbor::Encode<C> for Value {
    fn encode<W: minicbor::encode::Write>(
        &self,
        e: &mut Encoder<W>,
        _: &mut C,
    ) -> Result<(), minicbor::encode::Error<W::Error>> {
        let bytes = cbor::encode(|e| self.write(e));
        e.writer_mut()
            .write_all(&bytes)
            .map_err(minicbor::encode::Error::write)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn round_trip(value: &Value) -> Value {
        let bytes = cbor::encode(|e| value.write(e));
        cbor::decode(&bytes, Value::read).unwrap()
    }

    #[test]
    fn every_shape_reads_back_as_it_was_written() {
        let entry = BTreeMap::from([
            ("due".to_owned(), Value::from("2026-12-01")),
            (
                "share".to_owned(),
                Value::Decimal {
                    mantissa: 125,
                    exponent: -1,
                },
            ),
        ]);
        let value = Value::List(vec![
            Value::Null,
            true.into(),
            (-5).into(),
            i64::MIN.into(),
            1_790_000_000_000.into(),
            i64::MAX.into(),
            "急弯".into(),
            Value::Bytes(vec![1, 2]),
            Value::Map(entry),
        ]);
        assert_eq!(round_trip(&value), value);
    }

    #[test]
    fn a_value_of_a_newer_program_is_kept_byte_for_byte() {
        let raw = [0xfb, 0x40, 0x09, 0x21, 0xfb, 0x54, 0x44, 0x2d, 0x18];
        let value = cbor::decode(&raw, Value::read).unwrap();
        assert_eq!(value, Value::Unknown(raw.to_vec()));
        assert_eq!(cbor::encode(|e| value.write(e)), raw);
    }

    #[test]
    fn what_no_integer_of_ours_can_hold_is_kept_as_it_is() {
        let raw = [0x1b, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff];
        let value = cbor::decode(&raw, Value::read).unwrap();
        assert_eq!(value, Value::Unknown(raw.to_vec()));
        assert!(cbor::decode(&[0xff], Value::read).is_err());
    }

    #[test]
    fn deep_nesting_and_repeated_names_are_refused() {
        let deep = [0x81; 64];
        assert!(cbor::decode(&deep, Value::read).is_err());
        let twice = [0xa2, 0x61, b'a', 0x01, 0x61, b'a', 0x02];
        assert!(cbor::decode(&twice, Value::read).is_err());
    }
}
