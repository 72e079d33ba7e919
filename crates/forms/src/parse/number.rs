//! Numbers and yes or no.

use merge::Value;

use super::{half_width, not};
use crate::words::Text;

pub(super) fn int(
    text: &str,
    min: Option<i64>,
    max: Option<i64>,
    unit: Option<&str>,
) -> Result<Value, Text> {
    let plain = half_width(text);
    let number: i64 = plain.parse().map_err(|_| {
        not(
            text,
            "不是整数；请写成 12",
            "is not a whole number; write it like 12",
        )
    })?;
    let unit = unit.unwrap_or_default();
    if min.is_some_and(|min| number < min) || max.is_some_and(|max| number > max) {
        let min = min.map(|min| min.to_string());
        let max = max.map(|max| max.to_string());
        return Err(outside(text, min.as_deref(), max.as_deref(), unit));
    }
    Ok(Value::Int(number))
}

pub(super) fn decimal(
    text: &str,
    decimals: u8,
    min: Option<f64>,
    max: Option<f64>,
    unit: Option<&str>,
) -> Result<Value, Text> {
    let plain = half_width(text);
    let mantissa = mantissa(&plain, decimals).ok_or_else(|| {
        not(
            text,
            &format!("不是数字，或小数超过 {decimals} 位；请写成 12.5"),
            &format!("is not a number with at most {decimals} decimals; write it like 12.5"),
        )
    })?;
    // Only the comparison is in floating point; what is kept is the digits.
    if let Ok(number) = plain.parse::<f64>()
        && (min.is_some_and(|min| number < min) || max.is_some_and(|max| number > max))
    {
        let min = min.map(|min| min.to_string());
        let max = max.map(|max| max.to_string());
        let unit = unit.unwrap_or_default();
        return Err(outside(text, min.as_deref(), max.as_deref(), unit));
    }
    // One meaning has one spelling: the exponent is the field's, never the writer's.
    let exponent = i8::try_from(decimals).map_or(i8::MIN, |decimals| -decimals);
    Ok(Value::Decimal { mantissa, exponent })
}

/// The number in units of its last digit.
fn mantissa(text: &str, decimals: u8) -> Option<i64> {
    let (negative, digits) = match text.strip_prefix('-') {
        Some(rest) => (true, rest),
        None => (false, text),
    };
    let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
    let all_digits = |part: &str| part.bytes().all(|byte| byte.is_ascii_digit());
    let places = usize::from(decimals);
    if whole.is_empty() || !all_digits(whole) || !all_digits(fraction) || fraction.len() > places {
        return None;
    }
    let number: i64 = format!("{whole}{fraction:0<places$}").parse().ok()?;
    Some(if negative { -number } else { number })
}

fn outside(text: &str, min: Option<&str>, max: Option<&str>, unit: &str) -> Text {
    let (zh, en) = match (min, max) {
        (Some(min), Some(max)) => (
            format!("超出范围；应在 {min} 到 {max}{unit} 之间"),
            format!("is out of range; it must be between {min} and {max} {unit}"),
        ),
        (Some(min), None) => (
            format!("太小；至少 {min}{unit}"),
            format!("is too small; at least {min} {unit}"),
        ),
        (None, max) => {
            let max = max.unwrap_or_default();
            (
                format!("太大；最多 {max}{unit}"),
                format!("is too large; at most {max} {unit}"),
            )
        }
    };
    not(text, &zh, en.trim_end())
}

pub(super) fn truth(text: &str) -> Result<Value, Text> {
    match half_width(text).to_lowercase().as_str() {
        "yes" | "true" | "1" | "y" | "是" | "有" => Ok(Value::Bool(true)),
        "no" | "false" | "0" | "n" | "否" | "无" => Ok(Value::Bool(false)),
        _ => Err(not(
            text,
            "不是「是」或「否」；请写 是/否 或 yes/no",
            "is neither yes nor no; write yes or no",
        )),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whole_numbers_are_read_within_their_range() {
        let read = |text| int(text, Some(0), Some(100), Some("%"));
        assert_eq!(read(" 42 "), Ok(Value::Int(42)));
        assert_eq!(read("１００"), Ok(Value::Int(100)));
        assert_eq!(
            read("101"),
            Err(Text::new(
                "「101」超出范围；应在 0 到 100% 之间",
                "`101` is out of range; it must be between 0 and 100 %"
            ))
        );
        for wrong in ["-1", "1.5", "x", ""] {
            assert!(read(wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn decimals_keep_their_digits() {
        let read = |text| decimal(text, 2, Some(0.0), Some(200.0), None);
        let value = |mantissa| {
            Ok(Value::Decimal {
                mantissa,
                exponent: -2,
            })
        };
        for (text, mantissa) in [
            ("12.5", 1250),
            ("12.50", 1250),
            ("200", 20_000),
            ("0.1", 10),
        ] {
            assert_eq!(read(text), value(mantissa), "{text}");
        }
        for wrong in ["12.345", "200.01", "-1", "1e3", ".5", "一百", "1.2.3"] {
            assert!(read(wrong).is_err(), "{wrong}");
        }
        assert_eq!(
            decimal("-0.5", 1, None, None, None),
            Ok(Value::Decimal {
                mantissa: -5,
                exponent: -1
            })
        );
    }

    #[test]
    fn yes_and_no_are_read_in_both_languages() {
        for text in ["是", "yes", "TRUE", "１"] {
            assert_eq!(truth(text), Ok(Value::Bool(true)), "{text}");
        }
        for text in ["否", "no", "false", "0"] {
            assert_eq!(truth(text), Ok(Value::Bool(false)), "{text}");
        }
        assert!(truth("也许").is_err());
    }
}
