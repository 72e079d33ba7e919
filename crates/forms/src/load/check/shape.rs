//! What a kind says of fixed fields, other records, order and twins.

use super::{CatalogError, Loaded, need};
use crate::catalog::Catalog;
use crate::field::{Field, Type};
use crate::kind::Kind;

pub(super) fn kind(catalog: &Catalog, file: &str, kind: &Kind) -> Loaded<()> {
    for [first, second] in &kind.ordered {
        let fields = [kind.field(first), kind.field(second)];
        for (name, field) in [first, second].into_iter().zip(fields) {
            need(field.is_some(), file, "field", name, "ordered")?;
        }
        let types = fields.map(|field| field.map(|field| &field.ty));
        if types[0] != types[1] || !types[0].is_some_and(has_order) {
            let what = format!("`{first}` and `{second}` are not two days, times or numbers");
            return Err(CatalogError::new(file, what));
        }
    }
    let fields = kind.fields.iter();
    fields
        .into_iter()
        .try_for_each(|f| field(catalog, file, kind, f))?;
    twin(file, kind)
}

fn has_order(ty: &Type) -> bool {
    let number = matches!(ty, Type::Int { .. } | Type::Stake);
    number || matches!(ty, Type::Date | Type::DateTime | Type::Time)
}

fn field(catalog: &Catalog, file: &str, kind: &Kind, field: &Field) -> Loaded<()> {
    for name in &field.fixed_in {
        need(kind.state(name).is_some(), file, "state", name, &field.name)?;
    }
    if let Some(name) = &field.history_of {
        need(kind.field(name).is_some(), file, "field", name, &field.name)?;
    }
    if !field.derived && (field.seen.is_some() || field.history_of.is_some()) {
        let what = format!("`{}` is typed, so nothing else may fill it", field.name);
        return Err(CatalogError::new(file, what));
    }
    let Some(seen) = &field.seen else {
        return Ok(());
    };
    let other = catalog.kind(&seen.kind);
    need(other.is_some(), file, "kind", &seen.kind, &field.name)?;
    let Some(other) = other else { return Ok(()) };
    let only = seen.only.as_ref().map(|only| &only.name);
    let names = [Some(&seen.field), seen.show.as_ref(), only];
    for name in names.into_iter().flatten() {
        let known = other.field(name).is_some();
        need(known, file, "field", name, &field.name)?;
    }
    let only = seen.only.iter().flat_map(|only| {
        let list = other.field(&only.name).and_then(|field| field.ty.codes());
        let list = list.and_then(|list| catalog.codes(list));
        let unknown = |code: &&String| list.is_some_and(|list| list.code(code).is_none());
        only.is.iter().find(unknown)
    });
    for code in only {
        need(false, file, "code", code, &field.name)?;
    }
    for name in &seen.states {
        let known = other.state(name).is_some();
        need(known, file, "state", name, &field.name)?;
    }
    Ok(())
}

fn twin(file: &str, kind: &Kind) -> Loaded<()> {
    let Some(twin) = &kind.twin else {
        return Ok(());
    };
    let names = twin.same.iter().chain(twin.party.iter().flatten());
    for name in names.chain([&twin.newest, &twin.field]) {
        need(kind.field(name).is_some(), file, "field", name, "twin")?;
    }
    for name in &twin.states {
        need(kind.state(name).is_some(), file, "state", name, "twin")?;
    }
    let known = kind.rows(&twin.event).next().is_some();
    need(known, file, "event", &twin.event, "twin")
}
