//! What a line changes: a new record, an edit of the one it made before, or nothing.

use std::collections::BTreeMap;

use forms::{Actor, CHINA_MIN, Complaint, Entry, Kind, Moment, Text, Type, Valid};
use merge::{Bucket, Context, Draft, Record, RecordId};

use super::columns::Headings;
use super::ground::ByName;
use super::identity;
use super::line::Typed;
use super::told;
use crate::import::sheet::Row;
use crate::import::{Line, What, table};
use crate::office::Office;
use desk::Failure;

/// What a line will write.
#[derive(Debug)]
pub(super) struct Plan {
    /// The operation to sign.
    pub(super) draft: Draft,
    /// What the line said, to be kept with it.
    pub(super) said: Said,
}

/// What a line said last time, by field.
pub(super) type Said = BTreeMap<String, String>;

/// The name under which it is kept what a record's line said.
pub(super) fn note_of(id: RecordId) -> String {
    format!("import/{id}")
}

/// What the lines of one import have in common.
pub(super) struct Planner<'p> {
    pub(super) office: &'p Office,
    pub(super) kind: &'p Kind,
    pub(super) actor: &'p Actor<'p>,
    pub(super) here: &'p ByName<'p>,
    pub(super) now_ms: u64,
}

/// What became of checking a line.
type Judged = Result<(What, Vec<Text>, Option<Plan>), Vec<Text>>;

impl Planner<'_> {
    /// What becomes of a line. `seen` has the records of the lines above it.
    pub(super) fn line(
        &self,
        headings: &Headings,
        row: &Row,
        seen: &mut BTreeMap<RecordId, u64>,
    ) -> Result<(Line, Option<Plan>), Failure> {
        let typed = Typed::of(self.kind, headings, row);
        let about = self.about(&typed);
        if !row.faults.is_empty() {
            return Ok((Line::wrong(row.line, about, row.faults.clone()), None));
        }
        let (id, valid) = match self.identify(&typed) {
            Ok(found) => found,
            Err(notes) => return Ok((Line::wrong(row.line, about, notes), None)),
        };
        if let Some(first) = seen.insert(id, row.line) {
            let notes = vec![table::twice(first)];
            return Ok((Line::wrong(row.line, about, notes), None));
        }
        let judged = match self.office.room.store.record(id)? {
            None => self.create(id, &typed, valid),
            Some(record) => {
                let said = self
                    .office
                    .room
                    .store
                    .note(&note_of(id))?
                    .unwrap_or_default();
                let said: Said = serde_json::from_slice(&said).unwrap_or_default();
                self.change(&record, &typed, said)
            }
        };
        Ok(match judged {
            Ok((what, notes, plan)) => (told(row.line, what, about, notes), plan),
            Err(notes) => (Line::wrong(row.line, about, notes), None),
        })
    }

    /// A few words by which a person finds the line.
    fn about(&self, typed: &Typed) -> String {
        let names = self.kind.title.iter().map(String::as_str);
        let texts = names.filter_map(|name| typed.text(name));
        let serial = Some(typed.serial.as_str()).filter(|serial| !serial.is_empty());
        let division = typed.text("division");
        let all: Vec<&str> = serial.into_iter().chain(division).chain(texts).collect();
        all.join(" ")
    }

    fn moment(&self) -> Moment {
        Moment {
            now_ms: self.now_ms,
            offset_min: CHINA_MIN,
        }
    }

    /// The record a line speaks of, whether it is there or not, and the form it would begin with.
    fn identify(&self, typed: &Typed) -> Result<(RecordId, Valid), Vec<Text>> {
        let mut missing: Vec<Text> = Vec::new();
        for field in &self.kind.fields {
            // What the form would fill with here and now is wrong for what happened long ago.
            let told = matches!(field.ty, Type::Date | Type::DateTime | Type::Division);
            if field.required && told && typed.text(&field.name).is_none() {
                missing.push(Text::new(
                    format!("「{}」必填", field.label.zh),
                    format!("{} must be filled", field.label.en),
                ));
            }
        }
        let (moment, catalog) = (self.moment(), &self.office.room.catalog);
        let made = catalog.create(
            self.kind,
            &typed.entries,
            &[],
            self.actor,
            &moment,
            self.here,
        );
        let valid = match made {
            Ok(valid) if missing.is_empty() => valid,
            Ok(_) => return Err(missing),
            Err(complaints) => {
                missing.extend(complaints.iter().map(|complaint| self.words(complaint)));
                return Err(missing);
            }
        };
        match identity::of(self.kind, self.office.site.root, typed, &valid) {
            Some(id) => Ok((id, valid)),
            None => Err(vec![Text::new(
                "没有可识别的内容（编号、标题各项或日期）",
                "nothing tells which record it is: no number, no title, no date",
            )]),
        }
    }

    fn create(&self, id: RecordId, typed: &Typed, valid: Valid) -> Judged {
        let bucket = valid.division.unwrap_or(self.actor.division);
        let notes = valid.warnings.iter().map(|c| self.words(c)).collect();
        let draft = Draft {
            record: id,
            bucket: Bucket(bucket),
            kind: self.kind.id,
            form: self.kind.version,
            context: Context::new(),
            changes: valid.changes,
            reason: valid.reason,
            resolves: Vec::new(),
        };
        let said = said_by(&typed.entries);
        Ok((What::New, notes, Some(Plan { draft, said })))
    }

    /// A line whose record is there: only what the line says anew is written, and only where
    /// nobody has written something else since.
    fn change(&self, record: &Record, typed: &Typed, mut said: Said) -> Judged {
        let new = typed
            .entries
            .iter()
            .filter(|entry| said.get(&entry.field) != Some(&entry.text));
        let new: Vec<Entry> = new.cloned().collect();
        if new.is_empty() {
            return Ok((What::Unchanged, Vec::new(), None));
        }
        let touched = new.iter().filter(|entry| {
            let old = said.get(&entry.field).cloned();
            old.is_some_and(|text| {
                let field = entry.field.clone();
                !is_no_change(&self.edit(record, &[Entry { field, text }]))
            })
        });
        let touched: Vec<Text> = touched.map(|entry| self.touched(&entry.field)).collect();
        if !touched.is_empty() {
            return Err(touched);
        }
        let edited = self.edit(record, &new);
        if is_no_change(&edited) {
            return Ok((What::Unchanged, Vec::new(), None));
        }
        let valid = edited.map_err(|all| all.iter().map(|c| self.words(c)).collect::<Vec<_>>())?;
        said.extend(said_by(&new));
        let mut notes = vec![self.says_anew(&new)];
        notes.extend(valid.warnings.iter().map(|c| self.words(c)));
        let draft = Draft {
            record: record.id,
            bucket: record.bucket,
            kind: record.kind,
            form: self.kind.version,
            context: record.clock().clone(),
            changes: valid.changes,
            reason: valid.reason,
            resolves: Vec::new(),
        };
        Ok((What::Changed, notes, Some(Plan { draft, said })))
    }

    fn edit(&self, record: &Record, entries: &[Entry]) -> Result<Valid, Vec<Complaint>> {
        let catalog = &self.office.room.catalog;
        let moment = self.moment();
        catalog.edit(
            self.kind,
            record,
            entries,
            &[],
            self.actor,
            &moment,
            self.here,
        )
    }

    /// The label of a field, in both languages.
    fn label<'l>(&'l self, field: &'l str) -> (&'l str, &'l str) {
        let label = self.kind.field(field).map(|field| &field.label);
        label.map_or((field, field), |label| (&label.zh, &label.en))
    }

    /// Which fields a line says something else of than before.
    fn says_anew(&self, new: &[Entry]) -> Text {
        let labels = new.iter().map(|entry| self.label(&entry.field));
        let (zh, en): (Vec<&str>, Vec<&str>) = labels.unzip();
        Text::new(
            format!("变更的项：{}", zh.join("、")),
            format!("what changes: {}", en.join(", ")),
        )
    }

    fn touched(&self, field: &str) -> Text {
        let (zh, en) = self.label(field);
        Text::new(
            format!("「{zh}」导入后已有人修改；请在记录中改，不要用台账覆盖"),
            format!("somebody has changed {en} since it was imported; change the record itself"),
        )
    }

    /// A complaint with the label of its field in front.
    fn words(&self, complaint: &Complaint) -> Text {
        // What says which field is missing names it already.
        let path = complaint.field.as_deref();
        let Some(path) = path.filter(|_| complaint.code != "required") else {
            return complaint.text.clone();
        };
        let name = path.split(['[', '.']).next().unwrap_or(path);
        let (zh, en) = self.label(name);
        let Text {
            zh: text_zh,
            en: text_en,
        } = &complaint.text;
        Text::new(format!("{zh}：{text_zh}"), format!("{en}: {text_en}"))
    }
}

fn is_no_change(edited: &Result<Valid, Vec<Complaint>>) -> bool {
    let complaints = edited.as_ref().err();
    complaints.is_some_and(|all| all.iter().all(|complaint| complaint.code == "no_change"))
}

fn said_by(entries: &[Entry]) -> Said {
    let pair = |entry: &Entry| (entry.field.clone(), entry.text.clone());
    entries.iter().map(pair).collect()
}
