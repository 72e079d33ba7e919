//! The days off and the working weekends, as the State Council announces them each year.

use std::collections::BTreeMap;
use std::path::Path;

use forms::{Text, day_number};

use super::columns::{HOLIDAYS, Places};
use super::sheet::Row;
use super::table::{self, Checked, Table};
use super::{Import, Progress, Report, dates};
use crate::folder::Layout;
use desk::Failure;

/// How a working day is kept.
const WORK: &str = "work";
/// How a day off is kept.
const OFF: &str = "off";

/// The announced days of a site's file, `YYYY-MM-DD`, and whether one works on each. No file means
/// that none are announced.
///
/// # Errors
/// A file that cannot be read.
pub fn read(path: &Path) -> Result<BTreeMap<String, bool>, Failure> {
    let day = |row: Vec<String>| {
        let day = row.first()?.clone();
        day_number(&day)?;
        Some((day, row.get(1)? == WORK))
    };
    Ok(table::rows(path)?.into_iter().filter_map(day).collect())
}

pub(super) fn import(
    layout: &Layout,
    ask: &Import,
    progress: Progress<'_>,
) -> Result<Report, Failure> {
    let table = Table {
        target: "holidays",
        columns: HOLIDAYS,
        header: &["day", "kind", "name"],
        keys: 1,
        path: &layout.holidays(),
    };
    table.import(ask, &check, progress)
}

fn check(places: &Places, row: &Row) -> Checked {
    let (day, kind) = (places.cell(row, "day"), places.cell(row, "kind"));
    let plain = dates::plain(day);
    if day_number(&plain).is_none() || plain.len() != 10 {
        return Err(Text::new(
            format!("「{day}」不是日期；请写成 2026-10-01"),
            format!("`{day}` is not a date; write it like 2026-10-01"),
        ));
    }
    let kind = match kind.to_lowercase().as_str() {
        OFF | "休" | "休息" | "放假" | "休假" => OFF,
        WORK | "班" | "上班" | "调休上班" | "补班" => WORK,
        _ => {
            return Err(Text::new(
                format!("「{kind}」既不是休也不是班；请写 休 或 班"),
                format!("`{kind}` is neither off nor work; write one of the two"),
            ));
        }
    };
    let name = places.cell(row, "name").to_owned();
    Ok((vec![plain, kind.to_owned(), name], Vec::new()))
}
