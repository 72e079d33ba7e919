//! Whether what documents show is there.

use super::super::Loaded;
use super::{need, once};
use crate::catalog::Catalog;
use crate::field::Type;
use crate::kind::Kind;
use crate::load::CatalogError;
use crate::paper::{PRINTED, Paper};

const FILE: &str = "papers.toml";

pub(super) fn papers(catalog: &Catalog) -> Loaded<()> {
    let names = catalog.papers.iter().map(|paper| paper.name.as_str());
    once(FILE, "paper", names)?;
    catalog.papers.iter().try_for_each(|p| paper(catalog, p))
}

fn paper(catalog: &Catalog, paper: &Paper) -> Loaded<()> {
    let at = paper.name.as_str();
    let kind = require(catalog, &paper.kind, at)?;
    let keeps = kind
        .field(PRINTED)
        .is_some_and(|field| field.ty.is_photos() && field.late && !field.required);
    if !keeps {
        let what = format!(
            "`{at}` is printed from `{}`, which has no field `{PRINTED}` to keep it in: type photos, late, never required",
            kind.name
        );
        return Err(CatalogError::new(FILE, what));
    }
    for state in &paper.states {
        need(kind.state(state).is_some(), FILE, "state", state, at)?;
    }
    for (name, codes) in &paper.when {
        let list = kind.field(name).and_then(|field| field.ty.codes());
        let list = list.and_then(|list| catalog.codes(list));
        need(list.is_some(), FILE, "code field", name, at)?;
        for code in codes {
            let known = list.is_some_and(|list| list.code(code).is_some());
            need(known, FILE, "code", code, at)?;
        }
    }
    for name in &paper.has {
        need(kind.field(name).is_some(), FILE, "field", name, at)?;
    }
    for name in &paper.tables {
        need(catalog.table(name).is_some(), FILE, "table", name, at)?;
    }
    let mut shown = vec![kind];
    for path in &paper.with {
        shown.push(along(catalog, kind, path, at)?);
    }
    for path in &paper.from {
        let (other, field) = path.split_once('.').unwrap_or((path, ""));
        let other = require(catalog, other, at)?;
        let refers = target(other, field) == Some(kind.name.as_str());
        need(refers, FILE, "referring field", path, at)?;
        shown.push(other);
    }
    for path in &paper.photos {
        let (owner, field) = path.split_once('.').unwrap_or((&kind.name, path));
        let owner = shown.iter().find(|kind| kind.name == owner);
        let field = owner.and_then(|kind| kind.field(field));
        let known = field.is_some_and(|field| field.ty.is_photos());
        need(known, FILE, "photo field", path, at)?;
    }
    Ok(())
}

fn require<'a>(catalog: &'a Catalog, name: &str, at: &str) -> Loaded<&'a Kind> {
    need(catalog.kind(name).is_some(), FILE, "kind", name, at)?;
    let missing = || CatalogError::new(FILE, format!("`{at}`: no kind `{name}`"));
    catalog.kind(name).ok_or_else(missing)
}

/// The kind a path of references leads to.
fn along<'a>(catalog: &'a Catalog, from: &'a Kind, path: &str, at: &str) -> Loaded<&'a Kind> {
    path.split('.').try_fold(from, |kind, field| {
        let to = target(kind, field);
        need(to.is_some(), FILE, "reference", path, at)?;
        require(catalog, to.unwrap_or_default(), at)
    })
}

/// The kind a field refers to.
fn target<'a>(kind: &'a Kind, field: &str) -> Option<&'a str> {
    match &kind.field(field)?.ty {
        Type::Ref { to } | Type::Refs { to } => to.as_deref(),
        _ => None,
    }
}
