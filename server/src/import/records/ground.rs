//! What a line is checked against at the office: all its divisions and all its records.

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};

use forms::{Ground, Kind, Text};
use merge::{Record, RecordId, Value};
use places::{DivisionCode, Divisions, Level, Located, RoadCode, Stake};
use store::Store;

/// Divisions by code or by name, and the records kept here.
pub(super) struct Here<'o> {
    divisions: &'o Divisions,
    store: &'o Store,
    /// Each division with its name and its short name.
    names: Vec<(DivisionCode, Vec<String>)>,
    /// Names that were looked up already: a ledger repeats them.
    found: RefCell<BTreeMap<String, Vec<DivisionCode>>>,
}

impl<'o> Here<'o> {
    pub(super) fn new(divisions: &'o Divisions, store: &'o Store) -> Here<'o> {
        let names = divisions.iter().map(|division| {
            let short = divisions.short_name(division.code);
            let short = short.rsplit('-').next().unwrap_or_default().to_owned();
            let mut both = vec![division.name.clone()];
            if short != division.name && !short.is_empty() {
                both.push(short);
            }
            (division.code, both)
        });
        Here {
            divisions,
            store,
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

impl Ground for Here<'_> {
    fn division(&self, text: &str) -> Result<(u64, String), Text> {
        let say = |error: places::DivisionError| Text::new(error.zh(), error.to_string());
        let code = if text.starts_with(|c: char| c.is_ascii_digit()) {
            text.parse().map_err(say)?
        } else {
            match self.named(text).as_slice() {
                [code] => *code,
                [] => {
                    return Err(Text::new(
                        format!("本站点没有区划「{text}」；请写代码，或从县写起的名称"),
                        format!(
                            "this site has no division `{text}`; write its code, or its names from the county down"
                        ),
                    ));
                }
                several => {
                    let paths: Vec<String> = several
                        .iter()
                        .take(4)
                        .map(|c| self.divisions.path_name(*c))
                        .collect();
                    let paths = paths.join(", ");
                    return Err(Text::new(
                        format!(
                            "「{text}」可指 {} 个区划（{paths}）；请写代码或写全上级",
                            several.len()
                        ),
                        format!(
                            "`{text}` may be {} divisions ({paths}); write the code, or the names above it",
                            several.len()
                        ),
                    ));
                }
            }
        };
        let division = self.divisions.require(code).map_err(say)?;
        Ok((code.as_u64(), division.name.clone()))
    }

    fn stake(&self, text: &str) -> Result<i32, Text> {
        let stake: Result<Stake, _> = text.parse();
        stake
            .map(Stake::metres)
            .map_err(|error| Text::new(error.zh(), error.to_string()))
    }

    fn point(&self, text: &str) -> Result<Value, Text> {
        let located =
            Located::parse(text).map_err(|error| Text::new(error.zh(), error.to_string()))?;
        let int = |number: i32| Value::Int(i64::from(number));
        let mut map = BTreeMap::from([
            ("lat_e6".to_owned(), int(located.point.lat_e6())),
            ("lon_e6".to_owned(), int(located.point.lon_e6())),
            ("crs".to_owned(), Value::from("WGS-84")),
        ]);
        if let Some((crs, lat, lon)) = located.original {
            let original = BTreeMap::from([
                ("crs".to_owned(), Value::from(crs.name())),
                ("lat_e6".to_owned(), int(lat)),
                ("lon_e6".to_owned(), int(lon)),
            ]);
            map.insert("original".to_owned(), Value::Map(original));
        }
        Ok(Value::Map(map))
    }

    fn road_code(&self, text: &str, division: Option<u64>) -> Result<String, Text> {
        let say = |error: places::RoadError| Text::new(error.zh(), error.to_string());
        let code: RoadCode = text.parse().map_err(say)?;
        let division = division.and_then(|code| DivisionCode::new(code).ok());
        Ok(
            match division.and_then(|code| code.ancestor(Level::County)) {
                Some(county) => code.qualified(county),
                None => code.to_string(),
            },
        )
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
        let linked = self.store.linked(target, kind.id).unwrap_or_default();
        linked
            .into_iter()
            .map(|listed| (listed.id, listed.summary.status))
            .collect()
    }

    fn read(&self, id: RecordId) -> Option<Record> {
        self.store.record(id).ok().flatten()
    }
}
