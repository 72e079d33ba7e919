//! What a line is checked against at the office: all its divisions and all its records.

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};

use desk::Here;
use forms::{Ground, Kind, Text};
use merge::{Record, RecordId, Value};
use places::{DivisionCode, Divisions};
use store::Store;

/// What the office has, and its divisions by name too.
pub(super) struct ByName<'o> {
    here: Here<'o>,
    divisions: &'o Divisions,
    /// Each division with its name and its short name.
    names: Vec<(DivisionCode, Vec<String>)>,
    /// Names that were looked up already: a ledger repeats them.
    found: RefCell<BTreeMap<String, Vec<DivisionCode>>>,
}

impl<'o> ByName<'o> {
    pub(super) fn new(divisions: &'o Divisions, store: &'o Store) -> ByName<'o> {
        let names = divisions.iter().map(|division| {
            let short = divisions.short_name(division.code);
            let short = short.rsplit('-').next().unwrap_or_default().to_owned();
            let mut both = vec![division.name.clone()];
            if short != division.name && !short.is_empty() {
                both.push(short);
            }
            (division.code, both)
        });
        ByName {
            here: Here::everywhere(divisions, store),
            divisions,
            names: names.collect(),
            found: RefCell::default(),
        }
    }

    /// The divisions a path of names leads to, such as 谷城县盛康镇; levels may be left out.
    fn named(&self, text: &str) -> Vec<DivisionCode> {
        let text: String = text
            .chars()
            .filter(|c| !c.is_whitespace() && !"/-—>、".contains(*c))
            .collect();
        // A site begins at its city; the province above it goes without saying.
        let text = match text.split_once('省') {
            Some((_, below)) if !below.is_empty() => below.to_owned(),
            _ => text,
        };
        if let Some(known) = self.found.borrow().get(&text) {
            return known.clone();
        }
        let mut all = BTreeSet::new();
        self.walk(&text, None, &mut all);
        let all: Vec<DivisionCode> = all.into_iter().collect();
        self.found.borrow_mut().insert(text, all.clone());
        all
    }

    fn walk(&self, rest: &str, above: Option<DivisionCode>, all: &mut BTreeSet<DivisionCode>) {
        if rest.is_empty() {
            all.extend(above);
            return;
        }
        for (code, names) in &self.names {
            let below = above.is_none_or(|above| above != *code && above.contains(*code));
            if !below {
                continue;
            }
            for rest in names
                .iter()
                .filter_map(|name| rest.strip_prefix(name.as_str()))
            {
                self.walk(rest, Some(*code), all);
            }
        }
    }
}

impl Ground for ByName<'_> {
    fn division(&self, text: &str) -> Result<(u64, String), Text> {
        if text.starts_with(|c: char| c.is_ascii_digit()) {
            return self.here.division(text);
        }
        match self.named(text).as_slice() {
            [code] => self.here.division(&code.to_string()),
            [] => Err(Text::new(
                format!("本站点没有区划「{text}」；请写代码，或从县写起的名称"),
                format!(
                    "this site has no division `{text}`; write its code, or its names from the county down"
                ),
            )),
            several => {
                let paths = several.iter().take(4);
                let paths: Vec<String> = paths.map(|c| self.divisions.path_name(*c)).collect();
                let (count, paths) = (several.len(), paths.join(", "));
                Err(Text::new(
                    format!("「{text}」可指 {count} 个区划（{paths}）；请写代码或写全上级"),
                    format!(
                        "`{text}` may be {count} divisions ({paths}); write the code, or the names above it"
                    ),
                ))
            }
        }
    }

    fn stake(&self, text: &str) -> Result<i32, Text> {
        self.here.stake(text)
    }

    fn point(&self, text: &str) -> Result<Value, Text> {
        self.here.point(text)
    }

    fn road_code(&self, text: &str, division: Option<u64>) -> Result<String, Text> {
        self.here.road_code(text, division)
    }

    fn record(&self, text: &str) -> Result<RecordId, Text> {
        text.parse().map_err(|_| {
            Text::new(
                format!("「{text}」不是记录编号；请写全 32 位"),
                format!("`{text}` is not the id of a record; write all 32 digits"),
            )
        })
    }

    fn linked(&self, target: RecordId, kind: &Kind) -> Vec<(RecordId, String)> {
        self.here.linked(target, kind)
    }

    fn read(&self, id: RecordId) -> Option<Record> {
        self.here.read(id)
    }
}
