//! Records as rows of lists.

use forms::{CHINA_MIN, Moment, day_text};
use places::{DivisionCode, Level};
use store::Listed;

use super::door::Signed;
use super::view::{Disputed, Division, RowShown};
use crate::failure::Failure;
use crate::room::{Desk, Room};
use crate::work::moment;

/// Degrees of one unit.
const E6: f64 = 1e-6;

/// What rows are seen by: the day deadlines are counted from, and how far the office has confirmed
/// what this laptop wrote.
pub(super) struct Rows<'a> {
    desk: Desk<'a>,
    room: &'a Room,
    now: Moment,
    today: i32,
    /// The path of names down to the seat's only area, which its own rows need not repeat.
    above: Option<String>,
    /// Own operations after this number are not confirmed yet; nothing at an office.
    sent: Option<(merge::DeviceId, u64)>,
}

impl<'a> Rows<'a> {
    pub(super) fn new(signed: &'a Signed) -> Result<Rows<'a>, Failure> {
        let (room, host) = (signed.room(), &signed.door.host);
        let now = moment(host.now());
        let sent = match host.program() {
            super::view::Program::Office => None,
            super::view::Program::Laptop => {
                let own = signed.who.seat.grant.device;
                let receipt = room.receipt_of(own)?;
                let seq = receipt.map_or(0, |receipt| receipt.head.seq);
                // Where nothing waits to be sent, no record need be asked.
                (room.store.head(own)?.seq > seq).then_some((own, seq))
            }
        };
        let area = &signed.who.seat.area.0;
        let only = area.iter().next().filter(|_| area.len() == 1);
        Ok(Rows {
            above: only.map(|code| room.divisions.path_name(*code)),
            desk: signed.desk(),
            room,
            now,
            today: now.day(),
            sent,
        })
    }

    pub(super) fn row(&self, listed: &Listed) -> Result<RowShown, Failure> {
        let summary = &listed.summary;
        let kind = self.room.catalog.kind_by_id(summary.kind);
        let spot = summary.spot.as_ref();
        Ok(RowShown {
            id: listed.id.to_string(),
            kind: kind.map_or_else(|| format!("#{}", summary.kind), |kind| kind.name.clone()),
            number: summary.number.clone(),
            title: self.desk.title(listed),
            status: summary.status.clone(),
            division: format!("{:012}", summary.bucket),
            place: self.place(summary.bucket, summary.created_ms),
            due_on: summary.due.map(day_text),
            days_left: self.days_left(summary.due),
            created_ms: summary.created_ms,
            updated_ms: summary.updated_ms,
            conflicts: summary.conflicts,
            disputed: self.disputed(listed)?,
            files: summary.attachments,
            road: spot.and_then(|spot| spot.road.clone()),
            stake: spot.and_then(|spot| spot.stake),
            point: spot.and_then(|spot| spot.point).map(degrees),
            mark: summary.mark.clone(),
            unsent: self.unsent(listed)?,
        })
    }

    pub(super) fn rows(&self, listed: &[Listed]) -> Result<Vec<RowShown>, Failure> {
        listed.iter().map(|listed| self.row(listed)).collect()
    }

    pub(super) fn days_left(&self, due: Option<i32>) -> Option<i32> {
        due.map(|due| due - self.today)
    }

    /// The names of the day the record was made, and those of today behind them where they differ.
    fn place(&self, bucket: u64, made_ms: u64) -> String {
        let Ok(code) = DivisionCode::new(bucket) else {
            return String::new();
        };
        let (path, now) = self.room.place_then(code, made_ms);
        if let Some(now) = now {
            return format!("{path}（→ {now}）");
        }
        let above = self.above.as_deref().unwrap_or_default();
        let below = path
            .strip_prefix(above)
            .unwrap_or(&path)
            .trim_start_matches('/');
        if below.is_empty() {
            // It lies at the area itself.
            return path.rsplit('/').next().unwrap_or_default().to_owned();
        }
        below.to_owned()
    }

    fn disputed(&self, listed: &Listed) -> Result<Option<Disputed>, Failure> {
        if listed.summary.conflicts == 0 {
            return Ok(None);
        }
        let Some(record) = self.room.store.record(listed.id)? else {
            return Ok(None);
        };
        let since = self
            .room
            .store
            .disputed_since(&self.room.catalog, &record)?;
        Ok(since.map(|now_ms| {
            let since = Moment {
                now_ms,
                offset_min: CHINA_MIN,
            };
            let [since_ms, now_ms] =
                [now_ms, self.now.now_ms].map(|ms| i64::try_from(ms).unwrap_or(i64::MAX));
            let late = self.room.catalog.disputed(&record, since_ms, now_ms);
            Disputed {
                since: since.today(),
                days: self.today - since.day(),
                late: late.map(|late| late.label),
            }
        }))
    }

    fn unsent(&self, listed: &Listed) -> Result<bool, Failure> {
        let Some((own, seq)) = self.sent else {
            return Ok(false);
        };
        let record = self.room.store.record(listed.id)?;
        Ok(record.is_some_and(|record| record.clock().get(&own) > seq))
    }
}

/// Latitude and longitude in degrees.
pub(super) fn degrees((lat, lon): (i32, i32)) -> (f64, f64) {
    (f64::from(lat) * E6, f64::from(lon) * E6)
}

impl Room {
    /// A division as the pages name it.
    #[must_use]
    pub fn division(&self, code: DivisionCode) -> Division {
        let known = self.divisions.get(code);
        Division {
            code: code.to_string(),
            name: known.map(|known| known.name.clone()).unwrap_or_default(),
            level: level_name(code.level()).to_owned(),
        }
    }
}

fn level_name(level: Level) -> &'static str {
    match level {
        Level::Province => "province",
        Level::City => "city",
        Level::County => "county",
        Level::Township => "township",
        Level::Village => "village",
    }
}
