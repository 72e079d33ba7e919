//! What a form is checked against: the place, the person and the time.

use jiff::Timestamp;
use jiff::tz::Offset;
use merge::{Record, RecordId, Value};

use crate::kind::Kind;
use crate::role::{Level, Role};
use crate::words::Text;

/// What is known about places and records where a form is checked.
///
/// Each error is a sentence that names the thing and the remedy.
pub trait Ground {
    /// The 12-digit code and the name of a division, from a code of 2 to 12 digits.
    ///
    /// # Errors
    /// An unknown division.
    fn division(&self, text: &str) -> Result<(u64, String), Text>;

    /// Metres along the road.
    ///
    /// # Errors
    /// A text that is no stake.
    fn stake(&self, text: &str) -> Result<i32, Text>;

    /// A point as the map value of the catalog: `lat_e6`, `lon_e6`, `crs`, perhaps `original`.
    ///
    /// # Errors
    /// A text that is no point, or a point outside the country.
    fn point(&self, text: &str) -> Result<Value, Text>;

    /// The code of a road; codes below the province are unique only inside a county.
    ///
    /// # Errors
    /// A text that is no road code.
    fn road_code(&self, text: &str, division: Option<u64>) -> Result<String, Text>;

    /// A record, by its id or a unique beginning of it.
    ///
    /// # Errors
    /// No such record, or several.
    fn record(&self, text: &str) -> Result<RecordId, Text>;

    /// The records of `kind` that refer to `target`, with their states.
    fn linked(&self, target: RecordId, kind: &Kind) -> Vec<(RecordId, String)>;

    /// A record that is kept here; conditions on linked records look into it.
    fn read(&self, id: RecordId) -> Option<Record>;
}

/// Who fills the form.
#[derive(Debug, Clone, Copy)]
pub struct Actor<'a> {
    /// The role acted in.
    pub role: &'a Role,
    /// The person.
    pub person: &'a str,
    /// The 12-digit code of the person's unit.
    pub division: u64,
}

impl Actor<'_> {
    /// The level the person acts at: the unit's, if the role can be held there.
    #[must_use]
    pub fn level(&self) -> Level {
        let level = Level::of_division(self.division);
        if self.role.levels.contains(&level) {
            level
        } else {
            self.role.level
        }
    }
}

/// When the form is filled.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Moment {
    /// Milliseconds since 1970 UTC.
    pub now_ms: u64,
    /// The offset of local time from UTC, in minutes.
    pub offset_min: i32,
}

impl Moment {
    /// The local day, `YYYY-MM-DD`.
    #[must_use]
    pub fn today(&self) -> String {
        day(self.now_ms.try_into().unwrap_or(i64::MAX), self.offset_min)
    }
}

impl Moment {
    /// The local day as its number since 1970-01-01.
    #[must_use]
    pub fn day(&self) -> i32 {
        day_number(&self.today()).unwrap_or(i32::MAX)
    }
}

/// The offset of all of China from UTC, in minutes. The whole country keeps one time, so times are
/// typed and shown in it wherever a laptop's clock has been set to.
pub const CHINA_MIN: i32 = 480;

/// The civil time at that millisecond and offset.
pub(crate) fn civil(ms: i64, offset_min: i32) -> Option<jiff::civil::DateTime> {
    let offset = Offset::from_seconds(offset_min.checked_mul(60)?).ok()?;
    Some(offset.to_datetime(Timestamp::from_millisecond(ms).ok()?))
}

/// The day at that millisecond and offset; the last day there is for a moment beyond all calendars.
pub(crate) fn day(ms: i64, offset_min: i32) -> String {
    match civil(ms, offset_min) {
        Some(time) => time.date().to_string(),
        None => jiff::civil::Date::MAX.to_string(),
    }
}

/// Milliseconds of a day. China keeps one time without summer time, so all days are equally long.
const DAY_MS: i64 = 24 * 60 * 60 * 1000;

/// When a day begins in China, in milliseconds since 1970 UTC.
pub(crate) fn day_start(number: i32) -> i64 {
    i64::from(number) * DAY_MS - i64::from(CHINA_MIN) * 60 * 1000
}

/// The last millisecond of a day in China, since 1970 UTC.
#[must_use]
pub fn day_end(number: i32) -> i64 {
    day_start(number.saturating_add(1)) - 1
}

/// The number of a day, `YYYY-MM-DD`, since 1970-01-01; nothing for a text that is no day.
#[must_use]
pub fn day_number(date: &str) -> Option<i32> {
    let date: jiff::civil::Date = date.parse().ok()?;
    let span = date.since(jiff::civil::Date::constant(1970, 1, 1)).ok()?;
    Some(span.get_days())
}

/// The day of a number since 1970-01-01, as `YYYY-MM-DD`.
#[must_use]
pub fn day_text(number: i32) -> String {
    let day = jiff::civil::Date::constant(1970, 1, 1);
    let span = jiff::Span::new().try_days(number);
    let day = span.and_then(|span| day.checked_add(span));
    day.map_or_else(|_| number.to_string(), |day| day.to_string())
}

/// A moment in milliseconds since 1970 UTC as people read it, in China's time.
#[must_use]
pub fn time_text(ms: u64) -> String {
    match civil(i64::try_from(ms).unwrap_or(i64::MAX), CHINA_MIN) {
        Some(time) => time.strftime("%Y-%m-%d %H:%M").to_string(),
        None => ms.to_string(),
    }
}
