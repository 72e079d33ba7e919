//! What stands in the columns of a list.

use forms::{Kind, LINKED, Lang, Sensitivity, Text, Type, day_text};
use merge::{Record, RecordId, Value};
use places::DivisionCode;
use store::Listed;

use super::{Cell, Of};
use crate::failure::Failure;
use crate::mask;
use crate::room::Room;

impl Room {
    pub(super) fn cell_of(
        &self,
        name: &str,
        at: usize,
        kind: &Kind,
        listed: &Listed,
        record: Option<&Record>,
        of: Of<'_>,
    ) -> Result<Cell, Failure> {
        let summary = &listed.summary;
        if let Some(linked) = name.strip_prefix(LINKED) {
            return self.linked_cell(listed.id, linked, of);
        }
        let both =
            |text: &dyn Fn(Lang) -> String| Cell::Text(Text::new(text(Lang::Zh), text(Lang::En)));
        Ok(match name {
            "serial" => Cell::count(at + 1),
            "id" => Cell::plain(listed.id.to_string()),
            "division" => match DivisionCode::new(summary.bucket) {
                Ok(code) => Cell::plain(self.divisions.path_name(code)),
                Err(_) => Cell::plain(""),
            },
            "status" => both(&|lang| self.catalog.status_text(kind, &summary.status, lang)),
            "due" => Cell::plain(summary.due.map(day_text).unwrap_or_default()),
            "days_left" => match summary.due {
                Some(due) => Cell::count(due - of.period.to),
                None => Cell::plain(""),
            },
            "clocks" => {
                both(&|lang| record.map_or_else(String::new, |r| self.clock_text(r, of, lang)))
            }
            _ => both(&|lang| {
                let text = record.and_then(|record| self.field_text(name, kind, record, of, lang));
                text.unwrap_or_default()
            }),
        })
    }

    /// The limits that run for a record, with the day each ends on.
    fn clock_text(&self, record: &Record, of: Of<'_>, lang: Lang) -> String {
        let clocks = self
            .catalog
            .clocks(record, self.store.arrived(record.id).ok().flatten());
        let clocks = clocks.into_iter();
        let open = clocks.filter(|clock| clock.counts && clock.stopped_ms.is_none());
        let texts = open.map(|clock| {
            let ends = forms::time_text(u64::try_from(clock.ends_ms - 1).unwrap_or(0));
            let passed = forms::day_number(ends.get(..10).unwrap_or_default());
            let passed = passed.is_some_and(|day| day < of.period.to);
            let late = match (passed, lang) {
                (false, _) => "",
                (true, Lang::Zh) => "（已超）",
                (true, Lang::En) => " (passed)",
            };
            format!("{} {ends}{late}", clock.label.get(lang))
        });
        texts.collect::<Vec<_>>().join("；")
    }

    /// Where the records of a kind stand that refer to one.
    fn linked_cell(&self, id: RecordId, kind: &str, of: Of<'_>) -> Result<Cell, Failure> {
        let Some(kind) = self.catalog.kind(kind) else {
            return Ok(Cell::plain(""));
        };
        let (mut zh, mut en) = (Vec::new(), Vec::new());
        for linked in self.store.linked(id, kind.id)? {
            let unknown = !of.memo.sees(linked.summary.bucket);
            if unknown || linked.summary.status == "void" {
                continue;
            }
            let record = self.store.record(linked.id)?;
            for (texts, lang) in [(&mut zh, Lang::Zh), (&mut en, Lang::En)] {
                let status = self.catalog.status_text(kind, &linked.summary.status, lang);
                let named = kind
                    .title
                    .iter()
                    .filter_map(|name| self.field_text(name, kind, record.as_ref()?, of, lang));
                let mut parts: Vec<String> = named.filter(|text| !text.is_empty()).collect();
                parts.push(status);
                texts.push(parts.join(" "));
            }
        }
        Ok(Cell::Text(Text::new(zh.join("；"), en.join("; "))))
    }

    /// A field as people read it; several values, rivals included, are shown one after the other.
    fn field_text(
        &self,
        name: &str,
        kind: &Kind,
        record: &Record,
        of: Of<'_>,
        lang: Lang,
    ) -> Option<String> {
        let field = kind.field(name)?;
        if field.ty.is_photos() {
            return Some(record.attachments(Some(field.id)).len().to_string());
        }
        let said = record.said(field.id).into_iter().map(|said| said.what);
        let values = said.chain(record.items(field.id));
        let texts = values.map(|value| self.catalog.value_text(field, &value, lang));
        let private = field.is_private();
        // Health and minors leave in no file, whatever the reason.
        if private && (field.sensitivity == Sensitivity::Withheld || kind.about_minor(record)) {
            return Some(texts.map(|_| mask::NOTHING).collect::<Vec<_>>().join("、"));
        }
        let free = matches!(field.ty, Type::Text { .. });
        let texts = texts.map(|text| match (of.unmasked, private, free) {
            (false, true, _) => mask::value(field, &text),
            (false, false, true) => mask::numbers(&text),
            _ => text,
        });
        let texts: Vec<String> = texts.collect();
        if texts.is_empty() && field.derived {
            return self.catalog.derived_text(kind, record, field);
        }
        Some(texts.join("、"))
    }

    /// The number in a field, in units of its last digit.
    pub(super) fn units(&self, kind: &Kind, name: &str, record: &Record) -> i64 {
        let Some(value) = kind.field(name).and_then(|field| field.value(record)) else {
            return 0;
        };
        match value {
            Value::Int(number) => number,
            Value::Decimal { mantissa, exponent } => {
                let shift = i32::from(exponent) + i32::from(decimals(kind, name));
                let by = 10_i64.saturating_pow(shift.unsigned_abs());
                if shift < 0 {
                    mantissa / by
                } else {
                    mantissa.saturating_mul(by)
                }
            }
            _ => 0,
        }
    }

    pub(super) fn label_of(&self, kind: &Kind, name: &str) -> Text {
        if let Some(linked) = name.strip_prefix(LINKED) {
            let kind = self.catalog.kind(linked);
            return kind.map(|kind| kind.label.clone()).unwrap_or_default();
        }
        let (zh, en) = match name {
            "serial" => ("序号", "no."),
            "id" => ("记录编号", "record"),
            "division" => ("行政区划", "division"),
            "status" => ("状态", "status"),
            "due" => ("期限", "due"),
            "days_left" => ("剩余天数", "days left"),
            "clocks" => ("时限", "time limits"),
            _ => {
                let field = kind.field(name);
                return field.map(|field| field.label.clone()).unwrap_or_default();
            }
        };
        Text::new(zh, en)
    }
}

/// The digits after the point of a number field.
pub(super) fn decimals(kind: &Kind, name: &str) -> u8 {
    match kind.field(name).map(|field| &field.ty) {
        Some(Type::Decimal { decimals, .. }) => *decimals,
        _ => 0,
    }
}
