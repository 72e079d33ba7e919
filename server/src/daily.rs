//! What the office does by itself every day: it fires what only the clock fires, and says how much
//! is proposed.
//!
//! Both follow from the records, so it may be done any number of times a day, after every restart
//! and by several processes: an agreement that has expired is in a state from which nothing more is
//! fired, and a proposal that was answered is none.

use std::collections::BTreeMap;

use desk::Failure;
use desk::api::sweep_sessions;
use desk::trust::covers;
use forms::{CHINA_MIN, Lang, Moment, Role};
use merge::{Change, Draft, Now, Record};
use places::Jurisdiction;
use serde::{Deserialize, Serialize};
use store::Item;

use crate::office::Office;
use crate::pens::{ONCE_MS, Person};

/// In whose name the clock signs.
const NAME: &str = "系统定时";

/// What a day brought.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Daily {
    /// The day, by the server's date.
    pub day: String,
    /// How many records the clock moved on.
    pub fired: u64,
    /// What is proposed: how often, by the kind of record that answers; under `work` what the work
    /// itself answers.
    pub proposed: BTreeMap<String, u64>,
    /// Photos that were altered on the disk and put aside, and have not come back yet.
    #[serde(default)]
    pub damaged: Vec<String>,
}

impl Office {
    /// Does the day's work.
    ///
    /// # Errors
    /// A store that fails.
    pub fn daily(&self, now: Moment) -> Result<Daily, Failure> {
        let fired = self.fire(now)?;
        self.admit_all_handed(now.now_ms)?;
        // What stays lying is swept another day.
        let _ = self.room.sweep_photos();
        if let Some(shared) = &self.shared {
            let _ = sweep_sessions(&*shared.common.sessions());
        }
        Ok(Daily {
            day: now.today(),
            fired,
            proposed: self.room.proposals_counted(now)?,
            damaged: desk::blobs::damaged(&self.room.blobs)
                .iter()
                .map(ToString::to_string)
                .collect(),
        })
    }

    /// Fires the events that are the clock's. Answers how many.
    fn fire(&self, now: Moment) -> Result<u64, Failure> {
        let timed = self.room.store.timed(&self.room.catalog, now.day())?;
        if timed.is_empty() {
            return Ok(0);
        }
        let role = Role::clock();
        let person = Person {
            name: NAME,
            role: &role.name,
            unit: self.site.root,
            area: &Jurisdiction::from_iter([self.site.root]),
        };
        let (mut author, _) = self.pen(&person, now.now_ms, ONCE_MS)?;
        let at = Now {
            wall_ms: now.now_ms,
            offset_min: CHINA_MIN,
        };
        let mut fired = 0;
        let below = self.offices_below(now.now_ms)?;
        for (record, events) in timed {
            // The clock of the office below fires there; two clocks would both be right.
            if below.iter().any(|charter| covers(charter, record.bucket)) {
                continue;
            }
            author.observe(record.latest(), at);
            let Ok(sealed) = author.try_seal(self.draft(&record, events), at) else {
                continue;
            };
            // A record that lies outside the site's divisions is not this office's to move.
            if let Ok(arrival) = self.admit(&sealed, now.now_ms) {
                author.wrote(&sealed);
                self.room.store.take(vec![Item::Op(arrival)])?;
                fired += 1;
            }
        }
        Ok(fired)
    }

    fn draft(&self, record: &Record, events: Vec<String>) -> Draft {
        let kind = self.room.catalog.kind_by_id(record.kind);
        let events = events.into_iter().take(1);
        Draft {
            record: record.id,
            bucket: record.bucket,
            kind: record.kind,
            form: kind.map_or(0, |kind| kind.version),
            context: record.clock().clone(),
            changes: events.map(|name| Change::Event { name }).collect(),
            reason: None,
            resolves: Vec::new(),
        }
    }
}

impl Daily {
    /// The day in one line.
    #[must_use]
    pub fn text(&self, catalog: &forms::Catalog, lang: Lang) -> String {
        let all: u64 = self.proposed.values().sum();
        let parts = self.proposed.iter().map(|(kind, count)| {
            let label = catalog.kind(kind).map(|kind| kind.label.get(lang));
            let label = label.unwrap_or(match lang {
                Lang::Zh => "办理",
                Lang::En => "to do",
            });
            format!("{label} {count}")
        });
        let parts: Vec<String> = parts.collect();
        let parts = match (parts.is_empty(), lang) {
            (true, _) => String::new(),
            (false, Lang::Zh) => format!("（{}）", parts.join("、")),
            (false, Lang::En) => format!(" ({})", parts.join(", ")),
        };
        let Daily {
            day,
            fired,
            damaged,
            ..
        } = self;
        let names = damaged.join(", ");
        let altered = match lang {
            _ if damaged.is_empty() => String::new(),
            Lang::Zh => format!("；照片 {names} 在磁盘上已损坏并隔离，等待原设备重传，请检查磁盘"),
            Lang::En => format!(
                "; photos {names} were altered on the disk and put aside until their devices send them again, check the disk"
            ),
        };
        match lang {
            Lang::Zh => format!(
                "{day}（服务器日期）：今日建议 {all} 项{parts}，到期自动终结 {fired} 条；用 proposals 查看{altered}"
            ),
            Lang::En => format!(
                "{day} (the server's date): {all} proposed today{parts}, {fired} expired by the clock; see `proposals`{altered}"
            ),
        }
    }
}
