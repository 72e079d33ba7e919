//! A laptop that has not heard of the office for long, or was sent away, gives up what others wrote.
//!
//! A lost laptop hears of no revocation. So when the last receipt is older than the office allows
//! (the working figure `agent_expiry_days`, which it can set), everything leaves the laptop that was
//! not written on it; its own work, sent or not, and the capturing of more stay as they were. The next
//! exchange brings the rest back. What a neighbour gave it to carry home is in nobody else's hands, and
//! an office that was restored may need all of it: then nothing goes.
//!
//! The laptop's clock says how long it was. Whoever sets it back keeps what is there: against a thief
//! stands the passphrase, this against what lies about for years.

use desk::Failure;
use forms::{CHINA_MIN, Moment, Text};
use store::Item;

use crate::device::Layout;
use crate::laptop::Laptop;

/// Under which name it is kept after which contact everything was given up.
const EXPIRED: &str = "expired";
const DAY_MS: u64 = 24 * 60 * 60 * 1000;

impl Laptop {
    /// Gives up what others wrote if the office has not been heard of for too long. Answers the number
    /// of records of which anything went.
    ///
    /// # Errors
    /// A journal that does not read whole, or a disk that refuses; then everything is as it was.
    pub fn expire(&mut self, layout: &Layout, now_ms: u64) -> Result<u64, Failure> {
        let Some(heard_ms) = self.heard_ms()? else {
            return Ok(0);
        };
        let Some(days) = self.expiry_days(now_ms) else {
            return Ok(0);
        };
        let over = now_ms.saturating_sub(heard_ms) / DAY_MS >= days;
        if !over || self.owes_everything()? || self.carries()? {
            return Ok(0);
        }
        self.forsake(layout)
    }

    /// Gives up all that was not written here: the office has not been heard of for too long, or has
    /// sent the laptop away. Once is enough until it is heard of again.
    pub(crate) fn forsake(&mut self, layout: &Layout) -> Result<u64, Failure> {
        if self.has_expired()? {
            return Ok(0);
        }
        let note = Item::Note {
            name: EXPIRED.to_owned(),
            value: self.heard_ms()?.unwrap_or(0).to_be_bytes().to_vec(),
        };
        self.give_up(layout, &|_| false, vec![note])
    }

    /// What its officer is told of it, until the office has been heard of again.
    pub(crate) fn expired(&self) -> Result<Option<Text>, Failure> {
        Ok(self.has_expired()?.then(|| {
            Text::new(
                "很久没有与服务器同步，或本机已被停用，他人的记录已从本机移出；本机自己写的都在，可照常登记，同步成功后即取回",
                "the office has not been heard of for long, or has sent this laptop away, so what others wrote has left it; what was written here is all kept, go on recording, and a sync that succeeds brings the rest back",
            )
        }))
    }

    /// The office's clock when it was last heard of.
    fn heard_ms(&self) -> Result<Option<u64>, Failure> {
        let receipt = self.room.store.receipt()?;
        Ok(receipt.map(|receipt| receipt.server_ms))
    }

    fn has_expired(&self) -> Result<bool, Failure> {
        let kept = self.room.store.note(EXPIRED)?;
        let heard = self.heard_ms()?;
        Ok(kept == Some(heard.unwrap_or(0).to_be_bytes().to_vec()))
    }

    fn expiry_days(&self, now_ms: u64) -> Option<u64> {
        let day = Moment {
            now_ms,
            offset_min: CHINA_MIN,
        };
        let (catalog, unit) = (&self.room.catalog, self.seat.terms().unit.0);
        let table = catalog.table("workings")?;
        let rows = table.rows.iter();
        let mut rows = rows.filter(|row| row.text("name") == Some("agent_expiry_days"));
        let row = rows.find_map(|row| catalog.in_force("workings", row, unit, &day.today()))?;
        row.int("value").and_then(|days| u64::try_from(days).ok())
    }
}
