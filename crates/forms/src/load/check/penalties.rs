//! No target, score or ranking by number or sum of penalties (处理程序规定§66).
//!
//! A field marked `uncounted` holds a penalty, and its kind records penalties. Such a field no figure
//! may look at. Records of such a kind may be counted and compared with last year, because offices
//! report them; they may stand in a ratio only among themselves, and above the line only for
//! education, quality or being in time; and nothing that judges anybody may look at them.

use super::super::Loaded;
use crate::catalog::Catalog;
use crate::code::CodeList;
use crate::field::Type;
use crate::figure::{Amount, Holds, Measure, Moments, Over, Within};
use crate::kind::Kind;
use crate::load::CatalogError;
use crate::report::{Report, Section};

const FILE: &str = "figures/";
/// The heading in code lists under which penalties stand.
const PENALTY: &str = "penalty";

pub(super) fn penalties(catalog: &Catalog) -> Loaded<()> {
    for measure in &catalog.measures {
        if let Some(kind) = catalog.kind(&measure.kind) {
            looks_at_no_penalty(kind, measure)?;
        }
    }
    for ratio in &catalog.ratios {
        self::ratio(catalog, &ratio.name, &ratio.of, &ratio.to)?;
    }
    for sum in &catalog.sums {
        let parts = sum.plus.iter().chain(&sum.minus);
        let all: Vec<&Measure> = parts.flat_map(|name| catalog.measures_in(name)).collect();
        let penal = all.iter().filter(|m| is_penal(catalog, m)).count();
        if penal > 0 && penal < all.len() {
            return Err(refused(&sum.name, "adds penalties to other work"));
        }
    }
    for spread in &catalog.spreads {
        let each = match &spread.over {
            Over::Each(name) => Some(name),
            Over::Level(_) => None,
        };
        let mut measures = spread.measures.iter().chain(each);
        if measures.any(|name| looks_at_penalties(catalog, name)) {
            return Err(refused(
                &spread.name,
                "tells by penalties where work is done",
            ));
        }
    }
    catalog
        .codes
        .iter()
        .try_for_each(|list| indicators(catalog, list))?;
    catalog
        .reports
        .iter()
        .try_for_each(|report| judging(catalog, report))
}

fn refused(at: &str, why: &str) -> CatalogError {
    let what = format!(
        "`{at}` {why}: nobody is ranked, scored or set targets by number or sum of penalties (处理程序规定§66); count coverage, timeliness, closing or quality"
    );
    CatalogError::new(FILE, what)
}

fn is_penal(catalog: &Catalog, measure: &Measure) -> bool {
    let kind = catalog.kind(&measure.kind);
    kind.is_some_and(|kind| kind.fields.iter().any(|field| field.uncounted))
}

fn looks_at_penalties(catalog: &Catalog, name: &str) -> bool {
    let mut measures = catalog.measures_in(name).into_iter();
    measures.any(|measure| is_penal(catalog, measure))
}

fn looks_at_no_penalty(kind: &Kind, measure: &Measure) -> Loaded<()> {
    let mut names: Vec<&String> = Vec::new();
    let holds = measure.field.iter().chain(&measure.any);
    names.extend(holds.map(|holds| &holds.name));
    names.extend(&measure.among);
    if let Some(Within::Event { field, .. }) = &measure.within {
        names.push(field);
    }
    let mut moments: Vec<&Moments> = [&measure.on].into_iter().chain(&measure.by).collect();
    match &measure.amount {
        Amount::One | Amount::Visits(_) => {}
        Amount::Count(name) | Amount::Sum(name) | Amount::Items(name, _) | Amount::Day(name) => {
            names.push(name);
        }
        Amount::Days(from, to) => moments.extend([from, to]),
    }
    names.extend(moments.into_iter().filter_map(|moment| match moment {
        Moments::Field(name) | Moments::Year(name) => Some(name),
        _ => None,
    }));
    let uncounted = |name: &&String| kind.field(name).is_some_and(|field| field.uncounted);
    match names.into_iter().find(uncounted) {
        Some(name) => Err(refused(&measure.name, &format!("looks at `{name}`"))),
        None => Ok(()),
    }
}

fn ratio(catalog: &Catalog, at: &str, of: &str, to: &str) -> Loaded<()> {
    if ![of, to]
        .into_iter()
        .any(|name| looks_at_penalties(catalog, name))
    {
        return Ok(());
    }
    let (above, below) = (catalog.measures_in(of), catalog.measures_in(to));
    let kind = above.first().map(|measure| &measure.kind);
    if above.iter().chain(&below).any(|m| Some(&m.kind) != kind) {
        return Err(refused(
            at,
            "compares penalties with people, places or other work",
        ));
    }
    if above.iter().all(|measure| is_no_penalty(catalog, measure)) {
        Ok(())
    } else {
        Err(refused(at, "has a number of penalties above the line"))
    }
}

/// Whether a measure of such a kind counts what was done in time, or what its conditions say to be
/// no penalty.
fn is_no_penalty(catalog: &Catalog, measure: &Measure) -> bool {
    let mild = |holds: &Holds| {
        let field = catalog.kind(&measure.kind)?.field(&holds.name)?;
        let list = catalog.codes(field.ty.codes()?)?;
        let mut codes = holds.is.iter();
        Some(codes.all(|code| {
            let group = list.code(code).and_then(|code| code.group.as_deref());
            group != Some(PENALTY)
        }))
    };
    let mut holds = measure.field.iter().chain(&measure.any).peekable();
    let all = holds.peek().is_some() && holds.all(|holds| mild(holds) == Some(true));
    measure.within.is_some() || all
}

/// An indicator is judged by figures that have nothing to do with penalties.
fn indicators(catalog: &Catalog, list: &CodeList) -> Loaded<()> {
    for code in &list.codes {
        let Some(name) = &code.figure else { continue };
        if catalog.figure(name).is_none() {
            let what = format!("indicator `{}` names no figure: `{name}`", code.code);
            return Err(CatalogError::new("codes/", what));
        }
        if looks_at_penalties(catalog, name) {
            return Err(refused(&code.code, &format!("is judged by `{name}`")));
        }
    }
    Ok(())
}

/// A report in which somebody is judged shows no figures of penalties beside it.
fn judging(catalog: &Catalog, report: &Report) -> Loaded<()> {
    let judged = |section: &Section| match section {
        Section::List(list) => catalog.kind(&list.kind).is_some_and(|k| judges(catalog, k)),
        _ => false,
    };
    if !report.sections.iter().any(judged) {
        return Ok(());
    }
    let figures = report.sections.iter().flat_map(Section::figures);
    for name in figures {
        if looks_at_penalties(catalog, name) {
            return Err(refused(
                &report.name,
                &format!("shows `{name}` beside scores"),
            ));
        }
    }
    Ok(())
}

/// Whether records of a kind bear indicators.
fn judges(catalog: &Catalog, kind: &Kind) -> bool {
    let types = kind.fields.iter().flat_map(|field| {
        let items = field.ty.items().iter().map(|item| &item.ty);
        items.chain([&field.ty])
    });
    let mut lists = types
        .filter_map(Type::codes)
        .filter_map(|name| catalog.codes(name));
    lists.any(|list| list.codes.iter().any(|code| code.figure.is_some()))
}
