//! Whether what reports show is there.

use super::super::Loaded;
use super::{need, once};
use crate::catalog::Catalog;
use crate::load::CatalogError;
use crate::report::{List, OF_EVERY_RECORD, Section, placeholders};

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
    let figure = |name: &str| need(catalog.figures(name), FILE, "measure or ratio", name, at);
    match section {
        Section::Table {
            columns, compare, ..
        } => {
            columns.iter().try_for_each(|name| figure(name))?;
            let shown = |name: &String| need(columns.contains(name), FILE, "column", name, at);
            compare.iter().try_for_each(shown)
        }
        Section::List(list) => self::list(catalog, list, at),
        Section::Coverage { measures, .. } => measures.iter().try_for_each(measure),
        Section::Missing { measure: name, .. } => measure(name),
        Section::Paragraph { zh, en } => {
            for (name, what) in placeholders(zh).chain(placeholders(en)) {
                if !["period", "under"].contains(&name) {
                    figure(name)?;
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

fn list(catalog: &Catalog, list: &List, at: &str) -> Loaded<()> {
    let kind = catalog.kind(&list.kind);
    need(kind.is_some(), FILE, "kind", &list.kind, at)?;
    let Some(kind) = kind else { return Ok(()) };
    for state in &list.states {
        need(kind.state(state).is_some(), FILE, "state", state, at)?;
    }
    for column in &list.columns {
        let known = OF_EVERY_RECORD.contains(&column.as_str()) || kind.field(column).is_some();
        need(known, FILE, "field", column, at)?;
    }
    let Some(name) = &list.measure else {
        return Ok(());
    };
    let counts = catalog
        .measure(name)
        .map(|measure| measure.kind == list.kind);
    need(counts == Some(true), FILE, "measure of this kind", name, at)
}
