//! Whether what is counted is there.

use super::super::Loaded;
use super::{need, once};
use crate::catalog::Catalog;
use crate::field::Type;
use crate::figure::{Amount, Holds, Moments};
use crate::kind::Kind;

const FILE: &str = "figures/";

pub(super) fn figures(catalog: &Catalog) -> Loaded<()> {
    let measures = &catalog.measures;
    once(
        FILE,
        "measure",
        measures.iter().map(|measure| measure.name.as_str()),
    )?;
    once(
        FILE,
        "measure number",
        measures.iter().map(|measure| measure.id),
    )?;
    for measure in measures {
        let kind = catalog.kind(&measure.kind);
        need(kind.is_some(), FILE, "kind", &measure.kind, &measure.name)?;
        let Some(kind) = kind else { continue };
        for name in &measure.ever {
            need(
                kind.rows(name).next().is_some(),
                FILE,
                "event",
                name,
                &measure.name,
            )?;
        }
        for name in &measure.state {
            need(
                kind.state(name).is_some(),
                FILE,
                "state",
                name,
                &measure.name,
            )?;
        }
        if let Some(holds) = &measure.field {
            figure_holds(catalog, kind, holds, &measure.name)?;
        }
        if let Some(within) = &measure.within {
            let event = Moments::Events(vec![within.event.clone()]);
            moment(kind, &event, &measure.name)?;
            moment(kind, &Moments::Field(within.field.clone()), &measure.name)?;
        }
        let days = match &measure.amount {
            Amount::Days(from, to) => vec![from, to],
            _ => Vec::new(),
        };
        for moments in days.into_iter().chain([&measure.on]).chain(&measure.by) {
            moment(kind, moments, &measure.name)?;
        }
        if let Amount::Count(name) | Amount::Sum(name) = &measure.amount {
            need(
                kind.field(name).is_some(),
                FILE,
                "field",
                name,
                &measure.name,
            )?;
        }
    }
    for ratio in &catalog.ratios {
        for name in [&ratio.of, &ratio.to] {
            need(
                catalog.measure(name).is_some(),
                FILE,
                "measure",
                name,
                &ratio.name,
            )?;
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
    }
}

/// A misspelt code in a condition would count nothing, for ever and unnoticed.
fn figure_holds(catalog: &Catalog, kind: &Kind, holds: &Holds, at: &str) -> Loaded<()> {
    let field = kind.field(&holds.name);
    need(field.is_some(), FILE, "field", &holds.name, at)?;
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
    codes.try_for_each(|code| need(list.code(code).is_some(), FILE, "code", code, at))
}
