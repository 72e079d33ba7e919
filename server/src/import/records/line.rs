//! A line of a ledger as a person would have typed it.

use std::collections::BTreeMap;

use forms::{Entry, Item, Kind, Type};
use places::{RoadCode, Stake};

use super::columns::{Headings, Holds};
use crate::import::dates;
use crate::import::sheet::Row;

/// Spellings of values in use, for the codes and words the catalog knows.
const SPELLINGS: &[(&str, &str)] = &[
    ("一般隐患", "一般"),
    ("较大隐患", "较大"),
    ("重大隐患", "重大"),
    ("临水临崖", "临水、临崖"),
    ("√", "是"),
    ("✓", "是"),
    ("×", "否"),
];
/// What stands between the parts of a cell that holds several things.
const BETWEEN: [char; 12] = [
    ' ', '/', '(', ')', '（', '）', ',', '，', '、', '\n', '／', ';',
];
/// What stands between the codes of a set.
const COMMAS: [char; 6] = [',', '，', '、', ';', '；', '\n'];
/// What stands between the two stakes of a section.
const TO: [char; 7] = ['-', '~', '～', '至', '—', '–', '－'];

/// What a line says.
#[derive(Debug, Default)]
pub(super) struct Typed {
    /// Of the fields.
    pub(super) entries: Vec<Entry>,
    /// Its number in the ledger.
    pub(super) serial: String,
}

impl Typed {
    /// The text of a field.
    pub(super) fn text(&self, field: &str) -> Option<&str> {
        let entry = self.entries.iter().find(|entry| entry.field == field);
        entry.map(|entry| entry.text.as_str())
    }

    /// Adds to a field; what is there already stays in front.
    fn put(&mut self, field: &str, text: &str) {
        if text.is_empty() {
            return;
        }
        match self.entries.iter_mut().find(|entry| entry.field == field) {
            Some(entry) => entry.text = format!("{}；{text}", entry.text),
            None => self.entries.push(Entry {
                field: field.to_owned(),
                text: text.to_owned(),
            }),
        }
    }

    /// Reads a line.
    pub(super) fn of(kind: &Kind, headings: &Headings, row: &Row) -> Typed {
        let mut typed = Typed::default();
        let mut words = Vec::new();
        for ((heading, holds), cell) in headings.columns.iter().zip(&row.cells) {
            let Some(holds) = holds.as_ref().filter(|_| !cell.is_empty()) else {
                continue;
            };
            match holds {
                Holds::Field(name) => typed.put(name, &spelt(kind, name, cell)),
                Holds::Road => typed.road(cell),
                Holds::Section => typed.section(cell),
                Holds::Finder => words.extend(typed.finder(cell)),
                Holds::Serial => typed.serial.clone_from(cell),
                Holds::Words => words.push(format!("{heading}：{cell}")),
            }
        }
        if let Some(note) = headings.note.as_deref().filter(|_| !words.is_empty()) {
            typed.put(note, &format!("原台账：{}", words.join("；")));
        }
        typed
    }

    fn road(&mut self, cell: &str) {
        let mut names = Vec::new();
        for part in cell.split(BETWEEN).filter(|part| !part.is_empty()) {
            let end = part.find(|c: char| !c.is_ascii_alphanumeric());
            let (code, rest) = part.split_at(end.unwrap_or(part.len()));
            if code.parse::<RoadCode>().is_ok() && self.text("road_code").is_none() {
                self.put("road_code", code);
                names.push(rest);
            } else {
                names.push(part);
            }
        }
        names.retain(|name| !name.is_empty());
        if self.text("road_name").is_none() {
            self.put("road_name", &names.join(" "));
        }
    }

    fn section(&mut self, cell: &str) {
        let parts: Vec<&str> = cell.split(TO).map(str::trim).collect();
        let all = parts.iter().all(|part| part.parse::<Stake>().is_ok());
        match parts.as_slice() {
            [start] if all => self.put("stake_start", start),
            [start, end] if all => {
                self.put("stake_start", start);
                self.put("stake_end", end);
            }
            _ => self.put("place_text", cell),
        }
    }

    /// Who found it; the telephone has no field and is answered in words.
    fn finder(&mut self, cell: &str) -> Option<String> {
        let is_phone = |c: char| c.is_ascii_digit() || "-+".contains(c);
        let name: String = cell.chars().filter(|c| !is_phone(*c)).collect();
        let phone: String = cell.chars().filter(|c| is_phone(*c)).collect();
        let name: Vec<&str> = name
            .split(BETWEEN)
            .filter(|part| !part.is_empty())
            .collect();
        self.put("found_by", &name.join("、"));
        (!phone.is_empty()).then(|| format!("排查人电话：{phone}"))
    }
}

/// A cell in the spelling its field is read in.
fn spelt(kind: &Kind, field: &str, cell: &str) -> String {
    let ty = kind.field(field).map(|field| &field.ty);
    match ty {
        Some(Type::Date) => dates::plain(cell),
        Some(Type::DateTime) => dates::moment(cell),
        Some(Type::Code { .. } | Type::Codes { .. } | Type::Bool) => {
            let parts: Vec<&str> = cell.split(COMMAS).map(respelt).collect();
            parts.join("、")
        }
        Some(Type::List { item, .. }) if !cell.starts_with('[') => entries(item, cell),
        _ => cell.to_owned(),
    }
}

/// A value in the catalog's own spelling.
fn respelt(part: &str) -> &str {
    let part = part.trim();
    let known = SPELLINGS.iter().find(|(spelling, _)| *spelling == part);
    known.map_or(part, |(_, plain)| plain)
}

/// Names separated by commas as the entries of a list, where an entry needs no more than a name.
fn entries(items: &[Item], cell: &str) -> String {
    let needed: Vec<&Item> = items.iter().filter(|item| item.required).collect();
    let [name] = needed.as_slice() else {
        return cell.to_owned();
    };
    let parts = cell.split(BETWEEN).filter(|part| !part.is_empty());
    let entries: Vec<_> = parts
        .map(|part| BTreeMap::from([(name.name.as_str(), part)]))
        .collect();
    serde_json::to_string(&entries).unwrap_or_else(|_| cell.to_owned())
}
