//! Days, moments and times of day.

use jiff::Timestamp;
use jiff::civil::{Date, DateTime, Time};
use jiff::tz::Offset;
use merge::Value;

use super::{half_width, not};
use crate::ground::Moment;
use crate::words::Text;

pub(super) fn date(text: &str, moment: &Moment) -> Result<Value, Text> {
    let plain = half_width(text);
    if plain.eq_ignore_ascii_case("today") || plain == "今天" {
        return Ok(Value::Text(moment.today()));
    }
    let is_shape = plain.len() == 10 && plain.split('-').map(str::len).eq([4, 2, 2]);
    let date = plain.parse::<Date>().ok().filter(|_| is_shape);
    date.map(|date| Value::Text(date.to_string()))
        .ok_or_else(|| {
            if is_shape {
                not(
                    text,
                    "不是真实的日期；请核对月和日",
                    "is not a day of the calendar; check month and day",
                )
            } else {
                not(
                    text,
                    "不是日期；请写成 2026-05-03 或 today",
                    "is not a date; write it like 2026-05-03, or today",
                )
            }
        })
}

pub(super) fn datetime(text: &str, moment: &Moment) -> Result<Value, Text> {
    let plain = half_width(text);
    if plain.eq_ignore_ascii_case("now") || plain == "现在" {
        return Ok(Value::Int(i64::try_from(moment.now_ms).unwrap_or(i64::MAX)));
    }
    if let Ok(stamp) = plain.parse::<Timestamp>() {
        return Ok(Value::Int(stamp.as_millisecond()));
    }
    let has_time = plain.contains(':');
    let civil = plain.parse::<DateTime>().ok().filter(|_| has_time);
    let offset = Offset::from_seconds(moment.offset_min.saturating_mul(60)).ok();
    civil
        .zip(offset)
        .and_then(|(civil, offset)| offset.to_timestamp(civil).ok())
        .map(|stamp| Value::Int(stamp.as_millisecond()))
        .ok_or_else(|| {
            not(
                text,
                "不是时间；请写成 2026-05-03 14:30 或 now",
                "is not a time; write it like 2026-05-03 14:30, or now",
            )
        })
}

pub(super) fn time(text: &str) -> Result<Value, Text> {
    let plain = half_width(text);
    let is_shape = plain.split(':').map(str::len).eq([2, 2]);
    let time = plain.parse::<Time>().ok().filter(|_| is_shape);
    time.map(|_| Value::Text(plain)).ok_or_else(|| {
        not(
            text,
            "不是时刻；请写成 08:30",
            "is not a time of day; write it like 08:30",
        )
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// 2026-05-03 23:30 in China, still the same day in UTC.
    const NIGHT: Moment = Moment {
        now_ms: 1_777_822_200_000,
        offset_min: 480,
    };

    #[test]
    fn days_are_real_days() {
        let read = |text| date(text, &NIGHT);
        assert_eq!(read("2026-05-03"), Ok("2026-05-03".into()));
        assert_eq!(read("２０２６-05-03"), Ok("2026-05-03".into()));
        assert_eq!(read("2024-02-29"), Ok("2024-02-29".into()));
        assert_eq!(read("today"), Ok("2026-05-03".into()));
        for wrong in [
            "2026-02-29",
            "2026-13-01",
            "2026-5-3",
            "20260503",
            "2026-05-03 10:00",
        ] {
            assert!(read(wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn today_is_the_local_day() {
        let after_midnight = Moment {
            now_ms: NIGHT.now_ms + 3_600_000,
            offset_min: 480,
        };
        assert_eq!(date("today", &after_midnight), Ok("2026-05-04".into()));
    }

    #[test]
    fn moments_are_read_in_local_time_or_with_their_offset() {
        let read = |text| datetime(text, &NIGHT);
        let night = Ok(Value::Int(NIGHT.now_ms.try_into().unwrap()));
        for text in [
            "now",
            "2026-05-03 23:30",
            "2026-05-03T23:30:00+08:00",
            "2026-05-03T15:30:00Z",
        ] {
            assert_eq!(read(text), night, "{text}");
        }
        for wrong in ["2026-05-03", "25:00", "2026-05-03 24:30", "昨天"] {
            assert!(read(wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn times_of_day_are_two_digits_each() {
        assert_eq!(time("08:30"), Ok("08:30".into()));
        for wrong in ["8:30", "24:00", "08:60", "0830"] {
            assert!(time(wrong).is_err(), "{wrong}");
        }
    }
}
