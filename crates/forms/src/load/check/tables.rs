//! Whether the rows of the tables that say what runs and what is proposed name what there is.

use serde_json::Value as Json;

use super::super::{CatalogError, Loaded};
use super::need;
use crate::catalog::Catalog;
use crate::clock::{self, EVENT};
use crate::field::Type;
use crate::figure::Holds;
use crate::kind::Kind;
use crate::proposal;
use crate::table::Row;

const FILE: &str = "tables.toml";
/// The units of a limit.
/// The levels of the tree somebody can be asked at.
const LEVELS: [&str; 4] = ["village", "township", "county", "city"];
const UNITS: [&str; 4] = ["hours", "days", "working_days", "months"];

pub(super) fn tables(catalog: &Catalog) -> Loaded<()> {
    for (name, row) in rows(catalog, &clock::TABLES) {
        let kind = kind_of(catalog, name, row)?;
        let at = format!("{name}: {}", row.text("name").unwrap_or("?"));
        let unit = row.text("unit").unwrap_or("");
        need(UNITS.contains(&unit), FILE, "unit", unit, &at)?;
        need(row.int("limit").is_some(), FILE, "column", "limit", &at)?;
        let starts = row.texts("start").next().is_some();
        need(starts, FILE, "column", "start", &at)?;
        for what in row
            .texts("start")
            .chain(row.texts("stop"))
            .chain(row.text("until"))
        {
            moment(kind, what, &at)?;
        }
        if let Some(field) = row.text("extended") {
            need(kind.field(field).is_some(), FILE, "field", field, &at)?;
        }
        common(catalog, kind, row, &at)?;
    }
    for (name, row) in rows(catalog, &proposal::TABLES) {
        let kind = kind_of(catalog, name, row)?;
        let at = format!("{name}: {}", kind.name);
        if let Some(what) = row.text("field") {
            moment_or_number(kind, what, &at)?;
        }
        for event in row.texts("event") {
            moment(kind, &format!("{EVENT}{event}"), &at)?;
        }
        answered(catalog, kind, row, &at)?;
        common(catalog, kind, row, &at)?;
    }
    for (name, row) in rows(catalog, &["timers"]) {
        let kind = kind_of(catalog, name, row)?;
        let event = row.text("event").unwrap_or("");
        need(
            kind.fired_by_clock(event),
            FILE,
            "event of the clock",
            event,
            name,
        )?;
        moment(kind, row.text("field").unwrap_or(""), name)?;
    }
    for (name, row) in rows(catalog, &[proposal::LADDER]) {
        for column in ["step", "day"] {
            need(row.int(column).is_some(), FILE, "column", column, name)?;
        }
        let level = row.text("level").unwrap_or("");
        need(LEVELS.contains(&level), FILE, "level", level, name)?;
        for role in row.list("to") {
            need(catalog.role(role).is_some(), FILE, "role", role, name)?;
        }
    }
    settable(catalog)
}

fn rows<'c>(
    catalog: &'c Catalog,
    names: &'c [&'static str],
) -> impl Iterator<Item = (&'static str, &'c Row)> {
    let tables = names
        .iter()
        .filter_map(|name| Some((*name, catalog.table(name)?)));
    tables.flat_map(|(name, table)| table.rows.iter().map(move |row| (name, row)))
}

fn kind_of<'c>(catalog: &'c Catalog, table: &str, row: &Row) -> Loaded<&'c Kind> {
    let name = row.text("kind").unwrap_or("");
    catalog.kind(name).ok_or_else(|| {
        CatalogError::new(
            FILE,
            format!("`{table}` names the kind `{name}`, which there is not"),
        )
    })
}

/// What every such row may have: states, conditions on code fields, and `holds`.
fn common(catalog: &Catalog, kind: &Kind, row: &Row, at: &str) -> Loaded<()> {
    for state in row.texts("state") {
        need(kind.state(state).is_some(), FILE, "state", state, at)?;
    }
    for (column, value) in row.columns.iter().filter(|(name, _)| *name != "kind") {
        let list = kind.field(column).and_then(|field| field.ty.codes());
        let (Some(list), Some(code)) = (list, value.as_str()) else {
            continue;
        };
        let known = catalog
            .codes(list)
            .is_some_and(|list| list.code(code).is_some());
        need(known, FILE, "code", code, at)?;
    }
    if let Some(holds) = row.columns.get("holds") {
        let holds: Result<Holds, _> = serde_json::from_value(holds.clone());
        let known = holds.is_ok_and(|holds| kind.field(&holds.name).is_some());
        need(known, FILE, "condition", "holds", at)?;
    }
    Ok(())
}

/// Whether a field, `event:NAME` or `LIST.ITEM` says moments.
fn moment(kind: &Kind, what: &str, at: &str) -> Loaded<()> {
    let known = match (what.strip_prefix(EVENT), what.split_once('.')) {
        (Some(event), _) => kind.rows(event).next().is_some(),
        (None, Some((list, item))) => kind.field(list).is_some_and(|list| {
            let mut items = list.ty.items().iter();
            items.any(|known| known.name == item && known.ty.is_day())
        }),
        (None, None) => kind.field(what).is_some_and(|field| field.ty.is_day()),
    };
    need(known, FILE, "moment", what, at)
}

fn moment_or_number(kind: &Kind, what: &str, at: &str) -> Loaded<()> {
    let number = |ty: &Type| matches!(ty, Type::Int { .. });
    match kind.field(what) {
        Some(field) if number(&field.ty) => Ok(()),
        _ => moment(kind, what, at),
    }
}

/// Whether the kind that answers can say what it answers, and can be filled so.
fn answered(catalog: &Catalog, kind: &Kind, row: &Row, at: &str) -> Loaded<()> {
    let Some(name) = row.text("answered_by") else {
        return Ok(());
    };
    let answer = catalog.kind(name);
    need(answer.is_some(), FILE, "kind", name, at)?;
    let Some(answer) = answer else { return Ok(()) };
    if !answer.bears_cause() || answer.refers_to(&kind.name).is_none() {
        let what = format!(
            "`{at}` is answered by `{name}`, which needs a field `cause` and one that refers to a {}",
            kind.name
        );
        return Err(CatalogError::new(FILE, what));
    }
    let fill = row.columns.get("fill").and_then(Json::as_object);
    for (field, from) in fill.into_iter().flatten() {
        need(answer.field(field).is_some(), FILE, "field", field, at)?;
        let from = from.as_str().unwrap_or("");
        let known = from.starts_with('=') || kind.field(from).is_some();
        need(known, FILE, "field", from, at)?;
    }
    Ok(())
}

/// Whether what may be set is there, and every row of it has a name of its own on every day.
fn settable(catalog: &Catalog) -> Loaded<()> {
    for (_, row) in rows(catalog, &["settable"]) {
        let name = row.text("table").unwrap_or("");
        let table = catalog.table(name);
        need(table.is_some(), FILE, "table", name, "settable")?;
        let Some(table) = table else { continue };
        for column in row.list("columns") {
            let mut rows = table.rows.iter();
            let known = rows.any(|row| row.columns.contains_key(column));
            need(known, FILE, "column", column, &format!("settable: {name}"))?;
        }
    }
    Ok(())
}
