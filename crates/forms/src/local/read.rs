//! Reading a figure that somebody wants to set.

use serde_json::Value as Json;

use super::{OFF, OwnFigure};
use crate::catalog::Catalog;
use crate::ground::day_number;
use crate::table::Row;
use crate::words::Text;

/// A figure as it was typed.
#[derive(Debug, Clone, Copy)]
pub struct Typed<'t> {
    /// The division's code.
    pub division: u64,
    /// The table.
    pub table: &'t str,
    /// The row.
    pub row: &'t str,
    /// The column.
    pub column: &'t str,
    /// The value.
    pub value: &'t str,
    /// The first day; may be empty.
    pub from: &'t str,
    /// The last day; may be empty.
    pub to: &'t str,
}

impl Catalog {
    /// Reads a figure that somebody wants to set.
    ///
    /// # Errors
    /// A table, row or column that cannot be set, or a value of another sort than the catalog's.
    pub fn own_figure(&self, typed: &Typed<'_>) -> Result<OwnFigure, Text> {
        let table = typed.table;
        let Some(settable) = self.settable(table) else {
            let rows = self.table("settable").map(|table| table.rows.iter());
            let known = rows
                .into_iter()
                .flatten()
                .filter_map(|row| row.text("table"));
            return Err(unknown("参数表", "table", table, known.map(str::to_owned)));
        };
        let rows = self.table(table).map(|table| table.rows.as_slice());
        let rows = rows.unwrap_or_default();
        let names = rows.iter().filter_map(|row| self.row_name(table, row));
        if !names.clone().any(|name| name == typed.row) {
            return Err(unknown("行", "row", typed.row, names));
        }
        let mut columns = settable.list("columns").chain([OFF]);
        if !columns.any(|column| column == typed.column) {
            let columns = settable.list("columns").chain([OFF]).map(str::to_owned);
            return Err(unknown("列", "column", typed.column, columns));
        }
        let pattern = rows.iter().find_map(|row| row.columns.get(typed.column));
        let pattern = match typed.column {
            OFF => Some(&Json::Bool(true)),
            _ => pattern,
        };
        let Some(value) = pattern.and_then(|pattern| like(pattern, typed.value, settable)) else {
            let Typed { value, column, .. } = typed;
            return Err(Text::new(
                format!("「{value}」不能作「{column}」的值；请参照程序自带的表填写"),
                format!("`{value}` is no value of {column}; write one like those of the catalog"),
            ));
        };
        Ok(OwnFigure {
            division: typed.division,
            table: table.to_owned(),
            row: typed.row.to_owned(),
            column: typed.column.to_owned(),
            value,
            from: day(typed.from)?,
            to: day(typed.to)?,
        })
    }
}

/// A text as a value of the same sort as another, if the table can hold it.
fn like(pattern: &Json, text: &str, settable: &Row) -> Option<Json> {
    match pattern {
        Json::Number(_) => {
            let number: i64 = text.parse().ok()?;
            (number >= 0 || settable.is("signed")).then(|| Json::from(number))
        }
        Json::Bool(_) => match text {
            "yes" | "true" | "是" => Some(Json::Bool(true)),
            "no" | "false" | "否" => Some(Json::Bool(false)),
            _ => None,
        },
        Json::String(_) => {
            let known = settable.list("words").any(|word| word == text);
            known.then(|| Json::from(text))
        }
        Json::Array(items) => {
            let parts = text.split([',', '，', ';', '；', '、']);
            let first = items.first()?;
            let parts = parts.map(|part| like(first, part.trim(), settable));
            parts.collect()
        }
        _ => None,
    }
}

fn day(text: &str) -> Result<Option<String>, Text> {
    if text.is_empty() {
        return Ok(None);
    }
    if day_number(text).is_some() && text.len() == 10 {
        return Ok(Some(text.to_owned()));
    }
    Err(Text::new(
        format!("「{text}」不是日期；请写成 2026-10-01"),
        format!("`{text}` is not a date; write it like 2026-10-01"),
    ))
}

fn unknown(zh: &str, en: &str, what: &str, known: impl Iterator<Item = String>) -> Text {
    let known = known.collect::<Vec<_>>().join(", ");
    Text::new(
        format!("没有可设定的{zh}「{what}」；可用：{known}"),
        format!("there is no {en} `{what}` to set; there are: {known}"),
    )
}
