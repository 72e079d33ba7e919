//! The police units of a site and the divisions each answers for.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::path::Path;

use forms::Text;
use places::{DivisionCode, Jurisdiction, Unit};

use super::columns::{Places, UNITS};
use super::sheet::Row;
use super::table::{self, Checked, Table};
use super::{Import, Progress, Report};
use crate::folder::Layout;
use crate::office::Office;
use desk::Failure;

/// The columns of the site's file of units.
pub(crate) const HEADER: &[&str] = &["code", "name", "kind", "jurisdiction", "brigade", "rollout"];
/// How far a unit has taken the duty over, as kept and as offices write it.
const ROLLOUT: [(&str, &[&str]); 3] = [
    ("pilot", &["试点", "试点单位"]),
    ("active", &["已推开", "已承担", "推开", "是"]),
    ("not_started", &["未启动", "未承担", "未推开", "否"]),
];

/// The units of a site's file, a cell for each column of [`HEADER`].
///
/// # Errors
/// A file that cannot be read.
pub(crate) fn all(path: &Path) -> Result<Vec<Vec<String>>, Failure> {
    let mut rows = table::rows(path)?;
    rows.iter_mut()
        .for_each(|row| row.resize(HEADER.len(), String::new()));
    Ok(rows)
}

/// The unit of that code in a site's file, if it has one.
///
/// # Errors
/// A file that cannot be read.
pub fn read(path: &Path, code: DivisionCode) -> Result<Option<Unit>, Failure> {
    let wanted = code.to_string();
    let mut rows = table::rows(path)?.into_iter();
    let row = rows.find(|row| row.first() == Some(&wanted));
    Ok(row.map(|row| {
        let cell = |at: usize| row.get(at).map_or("", String::as_str);
        let area: Jurisdiction = cell(3).split(';').filter_map(|c| c.parse().ok()).collect();
        Unit {
            code,
            name: cell(1).to_owned(),
            jurisdiction: area,
        }
    }))
}

/// What a unit answers for besides its own division: what was typed, else what the site's file of
/// units says.
pub(crate) fn area(
    layout: &Layout,
    unit: DivisionCode,
    typed: Vec<DivisionCode>,
) -> Result<Vec<DivisionCode>, Failure> {
    if !typed.is_empty() {
        return Ok(typed);
    }
    let known = read(&layout.units(), unit)?;
    Ok(known.map_or(typed, |unit| unit.jurisdiction.0.into_iter().collect()))
}

impl Office {
    pub(super) fn import_units(
        &self,
        layout: &Layout,
        ask: &Import,
        now_ms: u64,
        progress: Progress<'_>,
    ) -> Result<Report, Failure> {
        let table = Table {
            target: "units",
            columns: UNITS,
            header: HEADER,
            keys: 1,
            path: &layout.units(),
        };
        // The devices of the units come first: grants do no harm without the table, and an import
        // that was cut short finds the same devices again.
        let changed = RefCell::new(BTreeMap::new());
        let look = Import {
            apply: false,
            ..ask.clone()
        };
        let check = |places: &Places, row: &Row| {
            let checked = self.check_unit(places, row);
            if let Ok((cells, _)) = &checked
                && places.has("jurisdiction")
            {
                changed
                    .borrow_mut()
                    .insert(cells[0].clone(), cells[3].clone());
            }
            checked
        };
        let mut report = table.import(&look, &check, &mut |_, _| {})?;
        let mut grants = Vec::new();
        for (code, area) in changed.into_inner() {
            let code: DivisionCode = code.parse()?;
            let unit = |also: Vec<DivisionCode>| self.unit(code, &also);
            let before = unit(self::area(layout, code, Vec::new())?)?;
            let after = unit(area.split(';').filter_map(|c| c.parse().ok()).collect())?;
            grants.extend(self.posted_by_unit((&before, &after), now_ms)?);
        }
        let remark = super::reposts(grants.len());
        if ask.writes(&report) {
            self.repost(grants)?;
            report = table.import(ask, &|places, row| self.check_unit(places, row), progress)?;
        }
        report.remarks.extend(remark);
        Ok(report)
    }

    fn check_unit(&self, places: &Places, row: &Row) -> Checked {
        let code = self.known_division(places.cell(row, "code"))?;
        let name = places.cell(row, "name");
        if name.is_empty() || name.chars().count() > places::NAME_MAX_CHARS {
            let most = places::NAME_MAX_CHARS;
            return Err(Text::new(
                format!("单位名称应为 1 至 {most} 个字"),
                format!("the name of a unit has 1 to {most} characters"),
            ));
        }
        let area = places.cell(row, "jurisdiction");
        let area = area.split([';', '；', ',', '，', '、', ' ', '\n']);
        let area: Vec<DivisionCode> = area
            .filter(|part| !part.is_empty())
            .map(|part| self.known_division(part))
            .collect::<Result<_, _>>()?;
        // A unit of which nothing else is said answers for the division it is named by.
        let area: Jurisdiction = if area.is_empty() {
            [code].into_iter().collect()
        } else {
            area.into_iter().collect()
        };
        let area: Vec<String> = area.normalised().0.iter().map(|c| c.to_string()).collect();
        let kind = places.cell(row, "kind").to_owned();
        let brigade = places.cell(row, "brigade").to_owned();
        let rollout = rollout(places.cell(row, "rollout"))?;
        let (code, area) = (code.to_string(), area.join(";"));
        let cells = vec![code, name.to_owned(), kind, area, brigade, rollout];
        Ok((cells, Vec::new()))
    }

    pub(super) fn known_division(&self, text: &str) -> Result<DivisionCode, Text> {
        let say = |error: places::DivisionError| Text::new(error.zh(), error.to_string());
        let code: DivisionCode = text.parse().map_err(say)?;
        self.room.divisions.require(code).map_err(say)?;
        Ok(code)
    }
}

fn rollout(text: &str) -> Result<String, Text> {
    if text.is_empty() {
        return Ok(String::new());
    }
    let mut known = ROLLOUT.iter();
    let known = known.find(|(name, words)| *name == text || words.contains(&text));
    known.map(|(name, _)| (*name).to_owned()).ok_or_else(|| {
        Text::new(
            format!("「{text}」不是推开情况；请写 试点、已推开 或 未启动"),
            format!("`{text}` is no state of the roll-out; write pilot, active or not_started"),
        )
    })
}
