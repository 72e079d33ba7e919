//! Reading the catalog files and checking them as a whole.

mod check;
mod convert;
mod figures;
mod raw;

use serde::de::DeserializeOwned;
use serde_json::Value as Json;

use crate::calendar::Calendar;
use crate::catalog::Catalog;
use crate::code::{Code, CodeList, Group};
use crate::field::Field;
use crate::local::Local;
use crate::meanwhile::Meanwhile;
use crate::rights::Rights;
use crate::role::Role;
use crate::table::{Row, Table};
use crate::words::Text;

/// A wrong thing in a catalog file.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("catalog file {file}: {what}")]
pub struct CatalogError {
    /// The file.
    pub file: String,
    /// The wrong name or shape, and what would be right.
    pub what: String,
}

impl CatalogError {
    fn new(file: &str, what: impl Into<String>) -> Self {
        CatalogError {
            file: file.to_owned(),
            what: what.into(),
        }
    }
}

type Loaded<T> = Result<T, CatalogError>;

/// Reads every file, then checks the names across files.
pub(crate) fn catalog(files: &[(&str, &str)]) -> Loaded<Catalog> {
    let mut catalog = Catalog {
        roles: Vec::new(),
        rights: Rights::none(),
        codes: Vec::new(),
        tables: Vec::new(),
        kinds: Vec::new(),
        measures: Vec::new(),
        sums: Vec::new(),
        spreads: Vec::new(),
        ratios: Vec::new(),
        reports: Vec::new(),
        local: Local::default(),
        calendar: Calendar::default(),
        papers: Vec::new(),
    };
    let mut figures = Vec::new();
    for (file, text) in files {
        match *file {
            "roles.toml" => catalog.roles = roles(file, text)?,
            "rights.toml" => catalog.rights = parse(file, text)?,
            "tables.toml" => catalog.tables = tables(file, text)?,
            _ if file.starts_with("codes/") => catalog.codes.extend(codes(file, text)?),
            _ if file.starts_with("reports") => {
                catalog
                    .reports
                    .extend(parse::<raw::Reports>(file, text)?.report);
            }
            _ if file.starts_with("papers") => {
                catalog
                    .papers
                    .extend(parse::<raw::Papers>(file, text)?.paper);
            }
            // Figures name kinds, so they wait until all kinds are read.
            _ if file.starts_with("figures/") => figures.push((file, text)),
            _ if file.starts_with("kinds/") => {
                catalog.kinds.push(convert::kind(file, parse(file, text)?)?);
            }
            _ => {
                return Err(CatalogError::new(
                    file,
                    "not a catalog file: expected roles, rights, tables, reports, papers, codes/NAME, figures/NAME or kinds/NAME",
                ));
            }
        }
    }
    catalog.kinds.sort_by_key(|kind| kind.id);
    learn_orders(&mut catalog)?;
    for (file, text) in figures {
        figures::read(file, text, &mut catalog)?;
    }
    catalog.measures.sort_by_key(|measure| measure.id);
    catalog.calendar = Calendar::of(&catalog);
    check::whole(&catalog)?;
    Ok(catalog)
}

/// Fields whose rivals are compared need to know how.
fn learn_orders(catalog: &mut Catalog) -> Loaded<()> {
    let Catalog { kinds, codes, .. } = catalog;
    for kind in kinds {
        let compared =
            |field: &&mut Field| matches!(field.meanwhile, Meanwhile::Highest | Meanwhile::Lowest);
        for field in kind.fields.iter_mut().filter(compared) {
            if !field.learn_order(codes) {
                let what = format!(
                    "field `{}`: its values have no order; `meanwhile` may be `highest` or `lowest` for a code, int, date or datetime",
                    field.name
                );
                return Err(CatalogError::new(
                    &format!("kinds/{}.toml", kind.name),
                    what,
                ));
            }
        }
    }
    Ok(())
}

fn parse<T: DeserializeOwned>(file: &str, text: &str) -> Loaded<T> {
    toml::from_str(text).map_err(|error| CatalogError::new(file, error.to_string()))
}

fn roles(file: &str, text: &str) -> Loaded<Vec<Role>> {
    let raw: raw::Roles = parse(file, text)?;
    let role = |role: raw::Role| {
        let level = role.levels.iter().min().copied();
        Ok(Role {
            level: level.ok_or_else(|| {
                CatalogError::new(file, format!("role `{}` has no level", role.name))
            })?,
            name: role.name,
            label: Text::new(role.zh, role.en),
            levels: role.levels,
        })
    };
    raw.role.into_iter().map(role).collect()
}

fn codes(file: &str, text: &str) -> Loaded<Vec<CodeList>> {
    let raw: raw::Codes = parse(file, text)?;
    let list = |list: raw::CodeList| CodeList {
        name: list.name,
        label: Text::new(list.zh, list.en),
        source: list.source,
        groups: list
            .groups
            .into_iter()
            .map(|group| Group {
                code: group.code,
                label: Text::new(group.zh, group.en),
            })
            .collect(),
        codes: list
            .codes
            .into_iter()
            .map(|code| Code {
                code: code.code,
                label: Text::new(code.zh, code.en),
                group: code.group,
                until: code.until,
                figure: code.figure,
            })
            .collect(),
    };
    Ok(raw.list.into_iter().map(list).collect())
}

/// A table is an array of rows under its name; what its columns are is its readers' business.
fn tables(file: &str, text: &str) -> Loaded<Vec<Table>> {
    let raw: serde_json::Map<String, Json> = parse(file, text)?;
    let table = |(name, rows): (String, Json)| {
        let wrong = || CatalogError::new(file, format!("`{name}` is no list of rows"));
        let Json::Array(rows) = rows else {
            return Err(wrong());
        };
        let row = |row: Json| {
            let Json::Object(mut columns) = row else {
                return Err(wrong());
            };
            let mut day = |column: &str| match columns.remove(column) {
                None => Ok(None),
                Some(Json::String(day)) if crate::ground::day_number(&day).is_some() => {
                    Ok(Some(day))
                }
                Some(other) => Err(CatalogError::new(
                    file,
                    format!("table `{name}`: {column} = {other} is no day, write \"YYYY-MM-DD\""),
                )),
            };
            let (effective_from, effective_to) = (day("effective_from")?, day("effective_to")?);
            Ok(Row {
                effective_from,
                effective_to,
                columns,
            })
        };
        let rows: Loaded<Vec<Row>> = rows.into_iter().map(row).collect();
        let rows = rows?;
        Ok(Table { name, rows })
    };
    raw.into_iter().map(table).collect()
}
