//! Deeds, and how they are done in their order.

use desk::Failure;
use desk::blobs::Blob;
use forms::{Entry, Photo, day_text};
use merge::{Now, RecordId};

use super::cast::Cast;
use super::picture::{self, Scene};
use super::{DAY, Filled, HOUR};
use crate::office::Office;

/// China's days begin so long before those of UTC, in milliseconds.
const CHINA: u64 = 8 * HOUR;

/// A record of the plan, before it has an id.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Slot(usize);

impl Slot {
    /// How a field says it, until the id is known.
    pub(super) fn named(self) -> String {
        format!("<{}>", self.0)
    }
}

/// One thing somebody does.
#[derive(Debug)]
pub(super) struct Deed {
    at: u64,
    by: usize,
    slot: Slot,
    /// The kind of something new, or the step of what is there; nothing for an edit.
    what: What,
    entries: Vec<(&'static str, String)>,
    photos: Vec<(&'static str, Scene)>,
    reason: Option<String>,
}

#[derive(Debug)]
enum What {
    Add(&'static str),
    Act(&'static str),
}

impl Deed {
    pub(super) fn set(mut self, field: &'static str, text: impl Into<String>) -> Deed {
        self.entries.push((field, text.into()));
        self
    }

    pub(super) fn photo(mut self, field: &'static str, scene: Scene) -> Deed {
        self.photos.push((field, scene));
        self
    }

    pub(super) fn because(mut self, reason: impl Into<String>) -> Deed {
        self.reason = Some(reason.into());
        self
    }
}

/// Everything that is to be done up to now.
#[derive(Debug)]
pub(super) struct Plan {
    now: Now,
    slots: usize,
    deeds: Vec<Deed>,
}

impl Plan {
    pub(super) fn new(now: Now) -> Plan {
        Plan {
            now,
            slots: 0,
            deeds: Vec::new(),
        }
    }

    /// The moment so many days ago, at an hour of that day in China.
    pub(super) fn ago(&self, days: u64, hour: u64) -> u64 {
        let today = (self.now.wall_ms + CHINA) / DAY;
        (today - days) * DAY + hour * HOUR - CHINA
    }

    /// The day of a moment in China.
    pub(super) fn day(at: u64) -> String {
        day_text(i32::try_from((at + CHINA) / DAY).unwrap_or(0))
    }

    /// Whether a moment has come.
    pub(super) fn has_come(&self, at: u64) -> bool {
        at + HOUR < self.now.wall_ms
    }

    /// Something new, on paper; [`Plan::put`] takes it in.
    pub(super) fn add(&mut self, at: u64, by: usize, kind: &'static str) -> Deed {
        let slot = Slot(self.slots);
        self.slots += 1;
        Deed {
            at,
            by,
            slot,
            what: What::Add(kind),
            entries: Vec::new(),
            photos: Vec::new(),
            reason: None,
        }
    }

    /// Takes a deed in, unless it lies ahead of us. Answers the record it is about.
    pub(super) fn put(&mut self, deed: Deed) -> Slot {
        let slot = deed.slot;
        if self.has_come(deed.at) {
            self.deeds.push(deed);
        }
        slot
    }

    /// A step of a record's workflow.
    pub(super) fn act(at: u64, by: usize, slot: Slot, event: &'static str) -> Deed {
        Deed {
            at,
            by,
            slot,
            what: What::Act(event),
            entries: Vec::new(),
            photos: Vec::new(),
            reason: None,
        }
    }

    /// Does everything, the earliest first.
    pub(super) fn play(
        mut self,
        office: &Office,
        mut cast: Cast,
        progress: store::Progress<'_>,
    ) -> Result<Filled, Failure> {
        self.deeds.sort_by_key(|deed| deed.at);
        let mut ids: Vec<Option<RecordId>> = vec![None; self.slots];
        let all = self.deeds.len() as u64;
        for (done, deed) in (1..).zip(&self.deeds) {
            let id = do_it(office, &mut cast, &ids, deed)?;
            ids[deed.slot.0] = Some(id);
            progress(done, all);
        }
        Ok(Filled {
            records: ids.iter().flatten().count() as u64,
            operations: all,
        })
    }
}

fn do_it(
    office: &Office,
    cast: &mut Cast,
    ids: &[Option<RecordId>],
    deed: &Deed,
) -> Result<RecordId, Failure> {
    let now = Now {
        wall_ms: deed.at,
        offset_min: forms::CHINA_MIN,
    };
    let entry = |(field, text): &(&'static str, String)| Entry {
        field: (*field).to_owned(),
        text: resolved(text, ids),
    };
    let entries: Vec<Entry> = deed.entries.iter().map(entry).collect();
    let mut photos: Vec<Photo> = Vec::new();
    for (field, scene) in &deed.photos {
        let blob = Blob::of(&scene.caption(), picture::paint(scene))?;
        blob.keep(&office.room.blobs)?;
        photos.push(blob.photo(Some((*field).to_owned())));
    }
    let worker = &mut cast.workers[deed.by];
    let desk = worker.desk(office);
    let known = ids[deed.slot.0]
        .map(|id| id.to_string())
        .unwrap_or_default();
    let ready = match deed.what {
        What::Add(kind) => desk.add(kind, &entries, &photos, now),
        What::Act(event) => {
            let reason = deed.reason.as_deref();
            desk.act(&known, event, &entries, &photos, reason, None, now)
        }
    };
    let ready = ready.map_err(|failure| {
        let (what, role) = (&deed.what, worker.role);
        let text = failure.text();
        Failure::new(
            "sample",
            format!("样例数据有误（{what:?}，{role}）：{}", text.zh),
            format!("the sample is wrong ({what:?}, {role}): {}", text.en),
        )
    })?;
    office.write(&mut worker.pen, ready, now)
}

/// The text with the ids of the records it names.
fn resolved(text: &str, ids: &[Option<RecordId>]) -> String {
    let mut resolved = String::new();
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('<') {
        let named = after.split_once('>').and_then(|(number, after)| {
            let id = ids.get(number.parse::<usize>().ok()?).copied().flatten()?;
            Some((id, after))
        });
        resolved.push_str(before);
        match named {
            Some((id, after)) => {
                resolved.push_str(&id.to_string());
                rest = after;
            }
            None => {
                resolved.push('<');
                rest = after;
            }
        }
    }
    resolved + rest
}
