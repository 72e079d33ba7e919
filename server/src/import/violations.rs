//! The official codes of violations, which change with each edition of the national table.

use forms::{CodeList, Text, day_number};

use super::columns::{Places, VIOLATIONS};
use super::sheet::Row;
use super::table::{Checked, Table};
use super::{Import, Progress, Report, dates};
use crate::folder::Layout;
use crate::office::Office;
use desk::Failure;

impl Office {
    pub(super) fn import_violations(
        &self,
        layout: &Layout,
        ask: &Import,
        progress: Progress<'_>,
    ) -> Result<Report, Failure> {
        let Some(list) = self.room.catalog.codes("violation") else {
            return Err(Failure::new(
                "catalog",
                "程序内置的目录没有违法行为代码表；请重新安装",
                "the catalog in this program has no list of violations; install it again",
            ));
        };
        let table = Table {
            target: "violations",
            columns: VIOLATIONS,
            header: &["key", "effective_from", "official_code", "version"],
            keys: 2,
            path: &layout.violations(),
        };
        table.import(ask, &|places, row| check(list, places, row), progress)
    }
}

fn check(list: &CodeList, places: &Places, row: &Row) -> Checked {
    let (key, code) = (places.cell(row, "key"), places.cell(row, "official_code"));
    let mut codes = list.codes.iter();
    let Some(violation) = codes.find(|c| c.code == key || c.label.zh == key) else {
        return Err(Text::new(
            format!("「{key}」不在违法行为代码表中；请用程序的键或名称"),
            format!("`{key}` is no violation of the catalog; write its key or its name"),
        ));
    };
    if code.is_empty() {
        return Err(Text::new("没有官方代码", "there is no official code"));
    }
    let from = dates::plain(places.cell(row, "effective_from"));
    if !from.is_empty() && day_number(&from).is_none() {
        return Err(Text::new(
            format!("「{from}」不是日期；请写成 2026-10-01"),
            format!("`{from}` is not a date; write it like 2026-10-01"),
        ));
    }
    let mut notes = Vec::new();
    if !usual(code) {
        notes.push(Text::new(
            format!("代码「{code}」不是常见的 4–5 位数字（可带一个字母）；请核对"),
            format!("code `{code}` is not the usual 4 or 5 digits with perhaps a letter; check it"),
        ));
    }
    let version = places.cell(row, "version").to_owned();
    let cells = vec![violation.code.clone(), from, code.to_owned(), version];
    Ok((cells, notes))
}

/// Four or five digits, perhaps with a capital letter behind them.
fn usual(code: &str) -> bool {
    let digits = code
        .strip_suffix(|c: char| c.is_ascii_uppercase())
        .unwrap_or(code);
    (4..=5).contains(&digits.len()) && digits.bytes().all(|byte| byte.is_ascii_digit())
}
