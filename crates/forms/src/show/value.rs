//! How a value is spelled.

use merge::Value;
use serde_json::{Value as Json, json};

use crate::catalog::Catalog;
use crate::field::{Field, Item, Type};
use crate::ground::{CHINA_MIN, civil};
use crate::words::Lang;

impl Catalog {
    /// A value for programs, in the spelling a form accepts. Of a set: one item.
    #[must_use]
    pub fn value_json(&self, field: &Field, value: &Value) -> Json {
        value_json(&field.ty, value)
    }

    /// A value for people: labels of codes, `K12+300`, dates, units. Of a set: one item.
    #[must_use]
    pub fn value_text(&self, field: &Field, value: &Value, lang: Lang) -> String {
        self.text(&field.ty, value, lang)
    }

    /// One item of an entry, for people.
    #[must_use]
    pub fn item_text(&self, item: &Item, entry: &Value, lang: Lang) -> String {
        let value = entry.get(&item.name);
        value.map_or_else(String::new, |value| self.text(&item.ty, value, lang))
    }

    fn text(&self, ty: &Type, value: &Value, lang: Lang) -> String {
        match (ty, value) {
            (Type::Code { codes } | Type::Codes { codes, .. }, Value::Text(code)) => {
                let known = self.codes(codes).and_then(|list| list.code(code));
                known
                    .map_or(code.as_str(), |code| code.label.get(lang))
                    .to_owned()
            }
            (Type::Bool, Value::Bool(truth)) => match (truth, lang) {
                (true, Lang::Zh) => "是",
                (false, Lang::Zh) => "否",
                (true, Lang::En) => "yes",
                (false, Lang::En) => "no",
            }
            .to_owned(),
            (Type::DateTime, Value::Int(ms)) => match civil(*ms, CHINA_MIN) {
                Some(time) => time.strftime("%Y-%m-%d %H:%M").to_string(),
                None => ms.to_string(),
            },
            (Type::Int { unit, .. } | Type::Decimal { unit, .. }, _) => {
                let number = plain_text(value);
                match unit.as_deref() {
                    Some("yuan" | "元") => format!("¥{number}"),
                    Some("%") => format!("{number}%"),
                    Some(unit) => format!("{number} {unit}"),
                    None => number,
                }
            }
            (Type::Point, Value::Map(_)) => point_text(value),
            (Type::List { item, .. } | Type::Struct { item }, Value::Map(entries)) => {
                let part = |item: &Item| {
                    let value = self.text(&item.ty, entries.get(&item.name)?, lang);
                    Some(format!("{} {value}", item.label.get(lang)))
                };
                let parts: Vec<String> = item.iter().filter_map(part).collect();
                parts.join(if lang == Lang::Zh { "，" } else { ", " })
            }
            _ => match value_json(ty, value) {
                Json::String(text) => text,
                other => other.to_string(),
            },
        }
    }
}

fn value_json(ty: &Type, value: &Value) -> Json {
    match (ty, value) {
        (Type::DateTime, Value::Int(ms)) => Json::String(moment_text(*ms)),
        (Type::Stake, Value::Int(metres)) => Json::String(stake_text(*metres)),
        (Type::Point, Value::Map(entries)) => {
            let mut point = plain_json(value);
            for (name, key) in [("lat", "lat_e6"), ("lon", "lon_e6")] {
                if let (Some(Value::Int(e6)), Json::Object(point)) = (entries.get(key), &mut point)
                {
                    point.remove(key);
                    point.insert(name.to_owned(), number(&decimal_text(*e6, -6)));
                }
            }
            point
        }
        (Type::List { item, .. } | Type::Struct { item }, Value::Map(entries)) => entries
            .iter()
            .map(|(name, value)| {
                let known = item.iter().find(|item| item.name == *name);
                let shown = known.map_or_else(|| plain_json(value), |i| value_json(&i.ty, value));
                (name.clone(), shown)
            })
            .collect(),
        _ => plain_json(value),
    }
}

/// A value of which nothing is known but itself.
pub(super) fn plain_json(value: &Value) -> Json {
    match value {
        Value::Null => Json::Null,
        Value::Bool(truth) => Json::Bool(*truth),
        Value::Int(number) => json!(number),
        Value::Decimal { mantissa, exponent } => number(&decimal_text(*mantissa, *exponent)),
        Value::Text(text) => Json::String(text.clone()),
        Value::Bytes(bytes) | Value::Unknown(bytes) => Json::String(merge::hex_all(bytes)),
        Value::List(items) => items.iter().map(plain_json).collect(),
        Value::Map(entries) => entries
            .iter()
            .map(|(name, value)| (name.clone(), plain_json(value)))
            .collect(),
    }
}

fn plain_text(value: &Value) -> String {
    match value {
        Value::Int(number) => number.to_string(),
        Value::Decimal { mantissa, exponent } => decimal_text(*mantissa, *exponent),
        other => plain_json(other).to_string(),
    }
}

/// The shortest JSON number with those digits; as text where it would lose some.
fn number(digits: &str) -> Json {
    let parsed = digits.parse::<serde_json::Number>();
    parsed.map_or_else(|_| Json::String(digits.to_owned()), Json::Number)
}

/// A decimal without needless zeros at its end.
fn decimal_text(mantissa: i64, exponent: i8) -> String {
    let digits = mantissa.unsigned_abs().to_string();
    let sign = if mantissa < 0 { "-" } else { "" };
    if exponent >= 0 {
        let zeros = if mantissa == 0 {
            0
        } else {
            usize::from(exponent.unsigned_abs())
        };
        return format!("{sign}{digits}{}", "0".repeat(zeros));
    }
    let places = usize::from(exponent.unsigned_abs());
    let digits = format!("{digits:0>width$}", width = places + 1);
    let (whole, fraction) = digits.split_at(digits.len() - places);
    let fraction = fraction.trim_end_matches('0');
    if fraction.is_empty() {
        format!("{sign}{whole}")
    } else {
        format!("{sign}{whole}.{fraction}")
    }
}

fn stake_text(metres: i64) -> String {
    format!("K{}+{:03}", metres / 1000, metres.rem_euclid(1000))
}

fn point_text(value: &Value) -> String {
    let degrees = |name: &str| value.get(name).and_then(Value::as_int);
    match (degrees("lat_e6"), degrees("lon_e6")) {
        (Some(lat), Some(lon)) => format!("{}, {}", decimal_text(lat, -6), decimal_text(lon, -6)),
        _ => plain_json(value).to_string(),
    }
}

/// A moment as RFC 3339 in Chinese time; a moment beyond all calendars as its milliseconds.
pub(super) fn moment_text(ms: i64) -> String {
    match civil(ms, CHINA_MIN) {
        Some(time) => format!("{}+08:00", time.strftime("%Y-%m-%dT%H:%M:%S%.3f")),
        None => ms.to_string(),
    }
}
