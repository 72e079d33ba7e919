//! Whether the catalog holds together: every name that is used is declared, every number is once.

mod figures;
mod papers;
mod penalties;
mod reports;
mod rights;
mod shape;
mod tables;

use std::collections::BTreeSet;
use std::fmt::Display;
use std::hash::Hash;

use super::{CatalogError, Loaded};
use crate::catalog::Catalog;
use crate::field::{Field, Type};
use crate::kind::{DIVISION, Event, Kind};
use crate::role::CLOCK;

/// Name of a field no kind may have: programs show the state under it.
const STATUS: &str = "status";

pub(super) fn whole(catalog: &Catalog) -> Loaded<()> {
    let roles = catalog.roles.iter().map(|role| role.name.as_str());
    once("roles.toml", "role", roles)?;
    let lists = catalog.codes.iter().map(|list| list.name.as_str());
    once("codes/", "list", lists)?;
    for list in &catalog.codes {
        let codes = list.codes.iter().map(|code| code.code.as_str());
        once("codes/", &format!("code of `{}`", list.name), codes)?;
        for group in list.codes.iter().filter_map(|code| code.group.as_ref()) {
            let known = list.groups.is_empty() || list.groups.iter().any(|g| g.code == *group);
            need(known, "codes/", "group", group, &list.name)?;
        }
    }
    once(
        "kinds/",
        "kind",
        catalog.kinds.iter().map(|kind| kind.name.as_str()),
    )?;
    once(
        "kinds/",
        "kind number",
        catalog.kinds.iter().map(|kind| kind.id),
    )?;
    catalog
        .kinds
        .iter()
        .try_for_each(|kind| self::kind(catalog, kind))?;
    tables::tables(catalog)?;
    figures::figures(catalog)?;
    reports::reports(catalog)?;
    papers::papers(catalog)?;
    penalties::penalties(catalog)?;
    rights::rights(catalog)
}

fn kind(catalog: &Catalog, kind: &Kind) -> Loaded<()> {
    let file = &format!("kinds/{}.toml", kind.name);
    once(
        file,
        "field",
        kind.fields.iter().map(|field| field.name.as_str()),
    )?;
    let numbers = kind.fields.iter().map(|field| field.id);
    once(file, "field number", numbers)?;
    let states = kind.states.iter().map(|state| state.name.as_str());
    once(file, "state", states)?;
    let division = kind.field(DIVISION);
    if division.is_none_or(|field| field.ty != Type::Division) {
        let what = "every kind needs a field `division` of type division: it is where records lie";
        return Err(CatalogError::new(file, what));
    }
    if kind.field(STATUS).is_some() {
        let what = "no field may be called `status`: the state is shown under that name";
        return Err(CatalogError::new(file, what));
    }
    roles(catalog, file, "create", &kind.create, false)?;
    roles(catalog, file, "settle", &kind.settle, false)?;
    let place = &kind.place;
    let place = [
        &place.road_class,
        &place.road_code,
        &place.road_name,
        &place.stake_start,
        &place.stake_end,
        &place.point,
        &place.kinds,
    ];
    let named = kind.title.iter().chain(&kind.happened).chain(&kind.due);
    let named = named.chain(&kind.number_field);
    let named = named.chain(kind.one_of.iter().flatten());
    for name in named.chain(place.into_iter().flatten()) {
        need(kind.field(name).is_some(), file, "field", name, "kind")?;
    }
    for name in kind.due.iter().chain(&kind.happened) {
        if !kind.field(name).is_some_and(|field| field.ty.is_day()) {
            let what = format!("`{name}` says a day, so it must be a date or datetime");
            return Err(CatalogError::new(file, what));
        }
    }
    for name in kind.due_stopped.iter().chain([&kind.initial]) {
        need(kind.state(name).is_some(), file, "state", name, "kind")?;
    }
    for name in &kind.one_of_on {
        need(
            kind.rows(name).next().is_some(),
            file,
            "event",
            name,
            "one_of_on",
        )?;
    }
    if let Some(name) = &kind.mark {
        let marks = kind
            .field(name)
            .is_some_and(|f| matches!(f.ty, Type::Code { .. }));
        need(marks, file, "code field", name, "mark")?;
    }
    kind.fields
        .iter()
        .try_for_each(|f| field(catalog, file, kind, f))?;
    kind.events
        .iter()
        .try_for_each(|row| event(catalog, file, kind, row))?;
    shape::kind(catalog, file, kind)?;
    rows_agree(file, kind)
}

fn field(catalog: &Catalog, file: &str, kind: &Kind, field: &Field) -> Loaded<()> {
    roles(catalog, file, &field.name, &field.edit, false)?;
    for name in &field.required_on {
        let known = kind.rows(name).next().is_some();
        need(known, file, "event", name, &field.name)?;
    }
    ty(catalog, file, &field.name, &field.ty)?;
    let items = field.ty.items();
    once(file, "item", items.iter().map(|item| item.name.as_str()))?;
    for item in items {
        ty(catalog, file, &item.name, &item.ty)?;
    }
    if let (Some(default), Some(list)) = (&field.default, field.ty.codes()) {
        let list = catalog.codes(list);
        let known = list.is_some_and(|list| list.code(default).is_some());
        need(known, file, "code", default, &field.name)?;
    }
    Ok(())
}

fn ty(catalog: &Catalog, file: &str, name: &str, ty: &Type) -> Loaded<()> {
    if let Some(list) = ty.codes() {
        need(catalog.codes(list).is_some(), file, "code list", list, name)?;
    }
    if let Type::Ref { to: Some(to) } | Type::Refs { to: Some(to) } = ty {
        need(catalog.kind(to).is_some(), file, "kind", to, name)?;
    }
    Ok(())
}

fn event(catalog: &Catalog, file: &str, kind: &Kind, row: &Event) -> Loaded<()> {
    roles(catalog, file, &row.name, &row.by, true)?;
    for name in row.from.iter().chain(&row.to) {
        need(kind.state(name).is_some(), file, "state", name, &row.name)?;
    }
    for name in row.requires.iter().chain(&row.sets) {
        need(kind.field(name).is_some(), file, "field", name, &row.name)?;
    }
    let ended = row
        .from
        .iter()
        .find(|name| kind.state(name).is_some_and(|s| s.is_final));
    if let Some(state) = ended {
        let what = format!("event `{}` leaves `{state}`, which is final", row.name);
        return Err(CatalogError::new(file, what));
    }
    let Some(no_open) = &row.no_open else {
        return Ok(());
    };
    let other = catalog.kind(&no_open.kind);
    need(other.is_some(), file, "kind", &no_open.kind, &row.name)?;
    let Some(other) = other else { return Ok(()) };
    let refers = other.field(&no_open.field).is_some();
    need(refers, file, "field", &no_open.field, &row.name)?;
    for state in &no_open.states {
        need(
            other.state(state).is_some(),
            file,
            "state",
            state,
            &row.name,
        )?;
    }
    Ok(())
}

/// The fold of events asks for no role, so where an event leads must not depend on one.
fn rows_agree(file: &str, kind: &Kind) -> Loaded<()> {
    for (at, row) in kind.events.iter().enumerate() {
        let rival = kind.events[..at].iter().find(|other| {
            other.name == row.name
                && other.to != row.to
                && other.from.iter().any(|from| row.from.contains(from))
        });
        if rival.is_some() {
            let what = format!(
                "two rows of event `{}` lead from one state to two",
                row.name
            );
            return Err(CatalogError::new(file, what));
        }
    }
    Ok(())
}

fn roles(catalog: &Catalog, file: &str, at: &str, names: &[String], clock: bool) -> Loaded<()> {
    names.iter().try_for_each(|name| {
        let known = catalog.role(name).is_some() || (clock && name == CLOCK);
        need(known, file, "role", name, at)
    })
}

fn need(known: bool, file: &str, what: &str, name: &str, at: &str) -> Loaded<()> {
    if known {
        Ok(())
    } else {
        Err(CatalogError::new(
            file,
            format!("`{at}` names the {what} `{name}`, which there is not"),
        ))
    }
}

fn once<T: Ord + Hash + Display + Copy>(
    file: &str,
    what: &str,
    names: impl Iterator<Item = T>,
) -> Loaded<()> {
    let mut seen = BTreeSet::new();
    for name in names {
        if !seen.insert(name) {
            return Err(CatalogError::new(
                file,
                format!("the {what} `{name}` is there twice"),
            ));
        }
    }
    Ok(())
}
