//! Whether what reports show is there.

use super::super::Loaded;
use super::{need, once};
use crate::catalog::Catalog;
use crate::field::Type;
use crate::load::CatalogError;
use crate::report::{LINKED, List, OF_EVERY_RECORD, Section, placeholders};

const FILE: &str = "reports.toml";

pub(super) fn reports(catalog: &Catalog) -> Loaded<()> {
    let names = catalog.reports.iter().map(|report| report.name.as_str());
    once(FILE, "report", names)?;
    for report in &catalog.reports {
        for section in &report.sections {
            self::section(catalog, section, &report.name)?;
        }
    }
    Ok(())
}

fn section(catalog: &Catalog, section: &Section, at: &str) -> Loaded<()> {
    let measure = |name: &String| need(catalog.measure(name).is_some(), FILE, "measure", name, at);
    let figure = |name: &str| shown(catalog, name, at);
    match section {
        Section::Table {
            columns, compare, ..
        } => {
            columns.iter().try_for_each(|name| figure(name))?;
            for name in compare {
                need(columns.contains(name), FILE, "column", name, at)?;
                comparable(catalog, name, at)?;
            }
            Ok(())
        }
        Section::List(list) => self::list(catalog, list, at),
        Section::Coverage { measures, .. } => measures.iter().try_for_each(measure),
        Section::Missing { measures, .. } => measures.iter().try_for_each(measure),
        Section::Without(without) => {
            for name in &without.each {
                let named = catalog.measure(name).is_some_and(|m| m.among.is_some());
                need(named, FILE, "measure with `among`", name, at)?;
            }
            without.measures.iter().try_for_each(measure)
        }
        Section::Paragraph { zh, en } => {
            for (name, what) in placeholders(zh).chain(placeholders(en)) {
                if !["period", "under"].contains(&name) {
                    figure(name)?;
                }
                if what.is_some() {
                    comparable(catalog, name, at)?;
                }
                if what.is_some_and(|what| what != "yoy") {
                    let what = format!("`{at}`: after a colon stands only `yoy`, in `{name}`");
                    return Err(CatalogError::new(FILE, what));
                }
            }
            Ok(())
        }
    }
}

fn shown(catalog: &Catalog, name: &str, at: &str) -> Loaded<()> {
    let figure = catalog.figure(name);
    need(figure.is_some(), FILE, "measure or ratio", name, at)?;
    // A sum of day numbers is for its ratio alone.
    let measure = catalog.measure(name);
    let days = measure.is_some_and(|m| matches!(m.amount, crate::figure::Amount::Day(_)));
    need(!days, FILE, "figure to be shown", name, at)
}

/// Only what happened in a period has a change from another period.
fn comparable(catalog: &Catalog, name: &str, at: &str) -> Loaded<()> {
    let measure = catalog.measure(name);
    let moves = measure.is_some_and(|measure| !measure.stands());
    need(moves, FILE, "comparable measure", name, at)
}

fn list(catalog: &Catalog, list: &List, at: &str) -> Loaded<()> {
    let kind = catalog.kind(&list.kind);
    need(kind.is_some(), FILE, "kind", &list.kind, at)?;
    let Some(kind) = kind else { return Ok(()) };
    for state in &list.states {
        need(kind.state(state).is_some(), FILE, "state", state, at)?;
    }
    for column in &list.columns {
        let linked = column.strip_prefix(LINKED);
        let known = OF_EVERY_RECORD.contains(&column.as_str())
            || kind.field(column).is_some()
            || linked.is_some_and(|kind| catalog.kind(kind).is_some());
        need(known, FILE, "field", column, at)?;
    }
    for name in &list.sum {
        let number = kind.field(name).is_some_and(|field| {
            matches!(field.ty, Type::Int { .. } | Type::Decimal { .. }) && !field.uncounted
        });
        let shown = list.columns.contains(name);
        need(number && shown, FILE, "shown number", name, at)?;
    }
    let Some(name) = &list.measure else {
        return Ok(());
    };
    let counts = catalog
        .measure(name)
        .map(|measure| measure.kind == list.kind);
    need(counts == Some(true), FILE, "measure of this kind", name, at)
}
