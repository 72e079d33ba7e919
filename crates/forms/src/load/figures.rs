//! From figures as written to figures as used.

use super::{CatalogError, Loaded, parse, raw};
use crate::catalog::Catalog;
use crate::field::Type;
use crate::figure::{Amount, Measure, Moments, Over, Ratio, Spread, Sum};
use crate::kind::Kind;
use crate::words::Text;

/// Adds the figures of a file to the catalog. All kinds are read by then.
pub(super) fn read(file: &str, text: &str, catalog: &mut Catalog) -> Loaded<()> {
    let raw: raw::Figures = parse(file, text)?;
    let measures: Loaded<Vec<Measure>> = raw
        .measure
        .into_iter()
        .map(|raw| measure(file, catalog, raw))
        .collect();
    catalog.measures.extend(measures?);
    catalog.sums.extend(raw.sum.into_iter().map(|raw| Sum {
        name: raw.name,
        label: Text::new(raw.zh, raw.en),
        plus: raw.plus,
        minus: raw.minus,
    }));
    let spreads: Loaded<Vec<Spread>> = raw
        .spread
        .into_iter()
        .map(|raw| spread(file, raw))
        .collect();
    catalog.spreads.extend(spreads?);
    catalog
        .ratios
        .extend(raw.ratio.into_iter().map(|raw| Ratio {
            name: raw.name,
            label: Text::new(raw.zh, raw.en),
            of: raw.of,
            to: raw.to,
            mean: raw.mean,
            past: raw.past,
            board: raw.board,
        }));
    Ok(())
}

fn spread(file: &str, raw: raw::Spread) -> Loaded<Spread> {
    let over = match (raw.level, raw.each) {
        (Some(level), None) => Over::Level(level),
        (None, Some(measure)) => Over::Each(measure),
        _ => {
            let what = format!("spread `{}`: needs one of `level` and `each`", raw.name);
            return Err(CatalogError::new(file, what));
        }
    };
    Ok(Spread {
        name: raw.name,
        label: Text::new(raw.zh, raw.en),
        over,
        measures: raw.measures,
        least: raw.least,
    })
}

fn measure(file: &str, catalog: &Catalog, raw: raw::Measure) -> Loaded<Measure> {
    let name = raw.name.clone();
    let moment = |text: &String| {
        Moments::read(text).ok_or_else(|| {
            let what = format!(
                "measure `{name}`: `{text}` is no moment, write `now`, `created`, `event:NAME`, `field:NAME` or `year:NAME`"
            );
            CatalogError::new(file, what)
        })
    };
    let kind = catalog.kind(&raw.kind);
    // What is overdue is so on a day, whenever it began.
    let standing = raw.overdue.then_some(Moments::Now);
    let on = match (&raw.on, standing, kind.and_then(|k| k.happened.as_ref())) {
        (Some(on), ..) => moment(on)?,
        (None, Some(now), _) => now,
        (None, None, _) if !raw.ever.is_empty() => Moments::Events(raw.ever.clone()),
        (None, None, Some(field)) => Moments::Field(field.clone()),
        (None, None, None) => Moments::Created,
    };
    let by = raw.by.as_ref().map(moment).transpose()?;
    let amount = match raw.amount {
        None | Some(raw::Amount::One(_)) => Amount::One,
        Some(raw::Amount::Count { count }) => Amount::Count(count),
        Some(raw::Amount::Sum { sum }) => Amount::Sum(sum),
        Some(raw::Amount::Items { sum, item }) => Amount::Items(sum, item),
        Some(raw::Amount::Days { days: [from, to] }) => Amount::Days(moment(&from)?, moment(&to)?),
        Some(raw::Amount::Day { day }) => Amount::Day(day),
        Some(raw::Amount::Visits { visits }) => Amount::Visits(visits),
    };
    Ok(Measure {
        decimals: decimals(kind, &amount),
        id: raw.id,
        name: raw.name,
        label: Text::new(raw.zh, raw.en),
        kind: raw.kind,
        ever: raw.ever,
        state: raw.state,
        field: raw.field,
        any: raw.any,
        within: raw.within,
        on,
        by,
        as_of: raw.as_of,
        overdue: raw.overdue,
        year: raw.year,
        ahead: raw.ahead,
        among: raw.among,
        amount,
        scale: raw.scale,
        board: raw.board,
    })
}

fn decimals(kind: Option<&Kind>, amount: &Amount) -> u8 {
    let summed = match amount {
        Amount::Sum(name) => kind.and_then(|kind| kind.field(name)),
        _ => None,
    };
    match summed.map(|field| &field.ty) {
        Some(Type::Decimal { decimals, .. }) => *decimals,
        _ => 0,
    }
}
