//! Whether what is counted is there.

use super::super::Loaded;
use super::{need, once};
use crate::catalog::Catalog;
use crate::field::Type;
use crate::figure::{Amount, Figure, Holds, Measure, Moments, Over, Within};
use crate::kind::Kind;
use crate::load::CatalogError;

const FILE: &str = "figures/";
/// The tables of time limits a measure may ask for.
const CLOCKS: [&str; 2] = ["deadlines", "legal_clocks"];
/// The table of working figures.
const WORKINGS: &str = "workings";

pub(super) fn figures(catalog: &Catalog) -> Loaded<()> {
    let measures = catalog.measures.iter().map(|m| m.name.as_str());
    let sums = catalog.sums.iter().map(|sum| sum.name.as_str());
    let spreads = catalog.spreads.iter().map(|spread| spread.name.as_str());
    let ratios = catalog.ratios.iter().map(|ratio| ratio.name.as_str());
    let names = measures.chain(sums).chain(spreads).chain(ratios);
    once(FILE, "figure", names)?;
    let numbers = catalog.measures.iter().map(|measure| measure.id);
    once(FILE, "measure number", numbers)?;
    for measure in &catalog.measures {
        let kind = catalog.kind(&measure.kind);
        need(kind.is_some(), FILE, "kind", &measure.kind, &measure.name)?;
        if let Some(kind) = kind {
            self::measure(catalog, kind, measure)?;
            day_sum(catalog, measure)?;
        }
    }
    blends(catalog)
}

fn measure(catalog: &Catalog, kind: &Kind, measure: &Measure) -> Loaded<()> {
    let at = &measure.name;
    for name in &measure.ever {
        need(kind.rows(name).next().is_some(), FILE, "event", name, at)?;
    }
    for name in &measure.state {
        need(kind.state(name).is_some(), FILE, "state", name, at)?;
    }
    for holds in measure.field.iter().chain(&measure.any) {
        figure_holds(catalog, kind, holds, at)?;
    }
    match &measure.within {
        Some(Within::Event { event, field }) => {
            moment(kind, &Moments::Events(vec![event.clone()]), at)?;
            moment(kind, &Moments::Field(field.clone()), at)?;
        }
        Some(Within::Clock { clock }) => {
            let tables = CLOCKS.iter().filter_map(|name| catalog.table(name));
            let mut rows = tables.flat_map(|table| &table.rows);
            let own = rows
                .any(|row| row.text("name") == Some(clock) && row.text("kind") == Some(&kind.name));
            need(own, FILE, "time limit", clock, at)?;
        }
        None => {}
    }
    let days = match &measure.amount {
        Amount::Days(from, to) => vec![from, to],
        _ => Vec::new(),
    };
    for moments in days.into_iter().chain([&measure.on]).chain(&measure.by) {
        moment(kind, moments, at)?;
    }
    if measure.overdue {
        need(kind.due.is_some(), FILE, "deadline of", &kind.name, at)?;
    }
    if let Some(name) = &measure.among {
        let text = kind.field(name).is_some_and(|field| !field.ty.is_set());
        need(text, FILE, "text field", name, at)?;
    }
    amount(catalog, kind, measure)
}

fn amount(catalog: &Catalog, kind: &Kind, measure: &Measure) -> Loaded<()> {
    let at = &measure.name;
    match &measure.amount {
        Amount::One | Amount::Days(..) => Ok(()),
        Amount::Count(name) | Amount::Sum(name) => {
            need(kind.field(name).is_some(), FILE, "field", name, at)
        }
        Amount::Items(name, item) => {
            let field = kind.field(name);
            need(field.is_some(), FILE, "field", name, at)?;
            let mut items = field.into_iter().flat_map(|field| field.ty.items());
            let number =
                items.any(|known| known.name == *item && matches!(known.ty, Type::Int { .. }));
            need(number, FILE, "item with a whole number", item, at)
        }
        Amount::Day(name) => moment(kind, &Moments::Field(name.clone()), at),
        Amount::Visits(name) => need(catalog.table(name).is_some(), FILE, "table", name, at),
    }
}

/// A sum of day numbers says nothing by itself.
fn day_sum(catalog: &Catalog, measure: &Measure) -> Loaded<()> {
    let is_day = matches!(measure.amount, Amount::Day(_));
    let mut ratios = catalog.ratios.iter();
    if is_day && !ratios.any(|ratio| ratio.past && ratio.of == measure.name) {
        let what = format!(
            "`{}` adds up days, so it needs a ratio with `past = true`",
            measure.name
        );
        return Err(CatalogError::new(FILE, what));
    }
    Ok(())
}

/// Figures made of figures: each part is there, and none is made of itself.
fn blends(catalog: &Catalog) -> Loaded<()> {
    let plain = |name: &str, at: &str| {
        let measure = catalog.measure(name).is_some();
        need(measure, FILE, "measure", name, at)
    };
    for sum in &catalog.sums {
        for name in sum.plus.iter().chain(&sum.minus) {
            let known = matches!(
                catalog.figure(name),
                Some(Figure::Measure(_) | Figure::Spread(_))
            );
            need(known, FILE, "measure or spread", name, &sum.name)?;
        }
    }
    for spread in &catalog.spreads {
        for name in &spread.measures {
            plain(name, &spread.name)?;
        }
        if let Over::Each(name) = &spread.over {
            plain(name, &spread.name)?;
            let named = catalog.measure(name).is_some_and(|m| m.among.is_some());
            need(named, FILE, "measure with `among`", name, &spread.name)?;
        }
        if let Some(name) = &spread.least {
            let table = catalog.table(WORKINGS);
            let mut rows = table.into_iter().flat_map(|table| &table.rows);
            let known = rows.any(|row| row.text("name") == Some(name));
            need(known, FILE, "working figure", name, &spread.name)?;
        }
    }
    for ratio in &catalog.ratios {
        for name in [&ratio.of, &ratio.to] {
            let figure = catalog.figure(name);
            let known = figure.is_some_and(|figure| !matches!(figure, Figure::Ratio(_)));
            need(known, FILE, "measure", name, &ratio.name)?;
        }
    }
    Ok(())
}

fn moment(kind: &Kind, moments: &Moments, at: &str) -> Loaded<()> {
    match moments {
        Moments::Now | Moments::Created => Ok(()),
        Moments::Events(names) => names.iter().try_for_each(|name| {
            let known = kind.rows(name).next().is_some();
            need(known, FILE, "event", name, at)
        }),
        Moments::Field(name) => {
            let day = kind.field(name).is_some_and(|field| field.ty.is_day());
            need(day, FILE, "date field", name, at)
        }
        Moments::Year(name) => {
            let field = kind.field(name);
            let year = field.is_some_and(|field| matches!(field.ty, Type::Int { .. }));
            need(year, FILE, "field with a year", name, at)
        }
    }
}

/// A misspelt code in a condition would count nothing, for ever and unnoticed.
fn figure_holds(catalog: &Catalog, kind: &Kind, holds: &Holds, at: &str) -> Loaded<()> {
    let field = kind.field(&holds.name);
    need(field.is_some(), FILE, "field", &holds.name, at)?;
    if holds.filled == holds.is.is_empty() {
        let mut ty = field.map(|field| &field.ty);
        if let Some(name) = &holds.item {
            let items = field.map(|field| field.ty.items()).unwrap_or_default();
            let item = items.iter().find(|item| item.name == *name);
            need(item.is_some(), FILE, "item", name, at)?;
            ty = item.map(|item| &item.ty);
        }
        let list = ty
            .and_then(Type::codes)
            .and_then(|list| catalog.codes(list));
        let Some(list) = list else { return Ok(()) };
        let mut codes = holds.is.iter();
        return codes.try_for_each(|code| need(list.code(code).is_some(), FILE, "code", code, at));
    }
    let what = format!("`{at}`: a condition says either `is` or `filled = true`");
    Err(CatalogError::new(FILE, what))
}
