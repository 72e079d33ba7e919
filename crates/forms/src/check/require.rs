//! What must be filled, and what a conflict forbids.

use merge::Record;

use super::desk::Desk;
use crate::complaint::Complaint;
use crate::course::Course;
use crate::field::Field;
use crate::ground::day_text;
use crate::kind::{Event, Kind};
use crate::parse::required;
use crate::status::{Status, Walk};
use crate::words::Text;

/// The state of a record that was withdrawn. A record in conflict may still be withdrawn.
pub(super) const VOID: &str = "void";

impl Desk<'_> {
    pub(super) fn require_at_creation(&mut self) {
        let kind = self.kind;
        for field in kind.fields.iter().filter(|field| field.required) {
            self.require(field);
        }
        if kind.one_of_on.is_empty() {
            self.require_one_of();
        }
        let wanted = kind.fields.iter().filter(|field| field.wanted);
        for field in wanted {
            if self.after().filled(field) {
                continue;
            }
            let text = Text::new(
                format!("「{}」应有而未填；请尽快补上", field.label.zh),
                format!(
                    "{} should be there; add it as soon as you can",
                    field.label.en
                ),
            );
            let warning = Complaint::at(&field.name, "wanted", text);
            self.parser.warnings.push(warning);
        }
    }

    /// An edit must leave filled what it touches and what an event that happened asked for.
    pub(super) fn require_after_edit(&mut self, status: &Status) {
        let kind = self.kind;
        let asked = |names: &[String]| names.iter().any(|name| status.happened.contains(name));
        for field in &kind.fields {
            let must = field.required || asked(&field.required_on);
            if must && self.after().touches(&field.name) {
                self.require(field);
            }
        }
        let names = kind.one_of.iter().flatten();
        let touched = names.into_iter().any(|name| self.after().touches(name));
        if touched && (kind.one_of_on.is_empty() || asked(&kind.one_of_on)) {
            self.require_one_of();
        }
    }

    pub(super) fn require_for_event(&mut self, event: &str, rows: &[&Event]) {
        let kind = self.kind;
        for field in &kind.fields {
            let by_field = field.required_on.iter().any(|name| name == event);
            let by_row = rows.iter().all(|row| row.requires.contains(&field.name));
            let touched = field.required && self.after().touches(&field.name);
            if by_field || by_row || touched {
                self.require(field);
            }
        }
        if kind.one_of_on.iter().any(|name| name == event) {
            self.require_one_of();
        }
    }

    fn require(&mut self, field: &Field) {
        let said = |complaint: &Complaint| {
            let at = complaint.field.as_deref().unwrap_or_default();
            at == field.name || at.starts_with(&format!("{}[", field.name))
        };
        // What was typed wrong has its complaint already.
        if self.after().filled(field) || self.parser.complaints.iter().any(said) {
            return;
        }
        let least = field.ty.min_items();
        let text = if least > 1 {
            Text::new(
                format!("「{}」至少要有 {least} 项", field.label.zh),
                format!("{} needs at least {least} items", field.label.en),
            )
        } else if field.ty.is_photos() {
            Text::new(
                format!("「{}」至少要有一张；请用 --photo 附上", field.label.zh),
                format!(
                    "{} needs at least one; attach it with --photo",
                    field.label.en
                ),
            )
        } else {
            self.with_usual_day(field, required(&field.label))
        };
        self.parser.refuse(&field.name, "required", text);
    }

    /// A sentence on a missing deadline, with the day it usually is.
    fn with_usual_day(&self, field: &Field, text: Text) -> Text {
        let usual = self.record.zip(self.event()).and_then(|(record, event)| {
            let walk = Walk::of(self.kind, record);
            let course = Course {
                kind: self.kind,
                record,
                walk: &walk,
            };
            let today = self.parser.moment.day();
            let catalog = self.parser.catalog;
            catalog.usual_day(&course, event, &field.name, today)
        });
        let Some(day) = usual.map(day_text) else {
            return text;
        };
        Text::new(
            format!("{}（按时限表为 {day}）", text.zh),
            format!("{} (by the table of limits {day})", text.en),
        )
    }

    fn require_one_of(&mut self) {
        let kind = self.kind;
        for group in &kind.one_of {
            let fields: Vec<&Field> = group.iter().filter_map(|name| kind.field(name)).collect();
            if fields.iter().any(|field| self.after().filled(field)) {
                continue;
            }
            let labels = Text::join(fields.iter().map(|field| &field.label));
            let text = Text::new(
                format!("至少填一项：{}", labels.zh),
                format!("fill at least one of: {}", labels.en),
            );
            let first = group.first().cloned().unwrap_or_default();
            self.parser.refuse(&first, "one_of", text);
        }
    }
}

/// Why a record in conflict cannot take that step: what people disagree on is settled first.
///
/// Steps that stay in the state pass, and withdrawing, and what the catalog says may.
pub(crate) fn conflict_stops(kind: &Kind, record: &Record, row: &Event) -> Option<Text> {
    if row.in_conflict || row.to.as_deref().is_none_or(|to| to == VOID) {
        return None;
    }
    let fields = record.conflicts();
    let fields: Vec<&Field> = fields
        .iter()
        .filter_map(|id| kind.field_by_id(*id))
        .filter(|field| field.meanwhile.waits())
        .collect();
    if fields.is_empty() {
        return None;
    }
    let labels = Text::join(fields.iter().map(|field| &field.label));
    Some(Text::new(
        format!(
            "有几个人写了不同的值：{}；请先处理冲突再「{}」",
            labels.zh, row.label.zh
        ),
        format!(
            "people wrote different values into: {}; settle that before you {}",
            labels.en, row.label.en
        ),
    ))
}
