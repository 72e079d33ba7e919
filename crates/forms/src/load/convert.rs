//! From a kind as written to a kind as used.

use super::raw::{self, Number};
use super::{CatalogError, Loaded};
use crate::field::{Field, Item, Type};
use crate::guards::Guard;
use crate::kind::{Event, Kind, State};
use crate::words::Text;

/// Characters of a text field that says no `max`.
const DEFAULT_MAX: i64 = 200;
/// Entries of a list that says no `max_items`.
const DEFAULT_MAX_ITEMS: usize = 100;
/// Digits after the point of a decimal that says no `decimals`.
const DEFAULT_DECIMALS: u8 = 2;

pub(super) fn kind(file: &str, raw: raw::KindFile) -> Loaded<Kind> {
    let fields: Loaded<Vec<Field>> = raw.field.into_iter().map(|f| field(file, f)).collect();
    let events: Loaded<Vec<Event>> = raw.event.into_iter().map(|e| event(file, e)).collect();
    let state = |state: raw::State| State {
        name: state.name,
        label: Text::new(state.zh, state.en),
        is_final: state.is_final,
        outside: state.outside,
        withdrawn: state.withdrawn,
    };
    let head = raw.kind;
    let guards = guards(file, &head.name, &head.guard)?;
    Ok(Kind {
        id: head.id,
        name: head.name,
        label: Text::new(head.zh, head.en),
        version: head.version,
        create: head.create,
        title: head.title,
        mark: head.mark,
        initial: head.initial,
        happened: head.happened,
        due: head.due,
        due_stopped: head.due_stopped,
        serial: head.serial,
        number_field: head.number_field,
        one_of: head.one_of,
        one_of_on: head.one_of_on,
        ordered: head.ordered,
        guards,
        twin: head.twin,
        place: head.place,
        settle: head.settle,
        minor: head.minor,
        photos_first: head.photos_first,
        source: head.source,
        fields: fields?,
        states: raw.state.into_iter().map(state).collect(),
        events: events?,
    })
}

fn field(file: &str, raw: raw::Field) -> Loaded<Field> {
    let ty = ty(file, &raw)?;
    let id = raw
        .id
        .ok_or_else(|| CatalogError::new(file, format!("field `{}` has no id", raw.name)))?;
    let guards = guards(file, &raw.name, &raw.guard)?;
    let default = raw.default.map(|default| match default {
        toml::Value::String(text) => text,
        other => other.to_string(),
    });
    Ok(Field {
        id,
        name: raw.name,
        label: Text::new(raw.zh, raw.en),
        ty,
        required: raw.required,
        required_on: raw.required_on,
        edit: raw.edit,
        default,
        derived: raw.derived,
        seen: raw.seen,
        history_of: raw.history_of,
        wanted: raw.wanted,
        fixed_in: raw.fixed_in,
        guards,
        late: raw.late,
        sensitivity: raw.sensitivity,
        law: raw.law,
        meanwhile: raw.meanwhile,
        order: Vec::new(),
        uncounted: raw.uncounted,
    })
}

fn ty(file: &str, raw: &raw::Field) -> Loaded<Type> {
    let wrong = |what: &str| CatalogError::new(file, format!("field `{}`: {what}", raw.name));
    let whole = |number: Option<Number>| match number {
        None => Ok(None),
        Some(Number::Int(number)) => Ok(Some(number)),
        Some(Number::Float(_)) => Err(wrong("min and max must be whole numbers here")),
    };
    let real = |number: Option<Number>| {
        number.map(|number| match number {
            #[expect(
                clippy::cast_precision_loss,
                reason = "limits of forms are far below 2^53"
            )]
            Number::Int(number) => number as f64,
            Number::Float(number) => number,
        })
    };
    let codes = || {
        raw.codes
            .clone()
            .ok_or_else(|| wrong("a code needs `codes`"))
    };
    let min_items = raw.min_items.unwrap_or(0);
    Ok(match raw.ty.as_str() {
        "text" => {
            let max = whole(raw.max)?.unwrap_or(DEFAULT_MAX);
            Type::Text {
                max: usize::try_from(max).map_err(|_| wrong("max must not be negative"))?,
            }
        }
        "int" => Type::Int {
            min: whole(raw.min)?,
            max: whole(raw.max)?,
            unit: raw.unit.clone(),
        },
        "decimal" => Type::Decimal {
            decimals: raw.decimals.unwrap_or(DEFAULT_DECIMALS),
            min: real(raw.min),
            max: real(raw.max),
            unit: raw.unit.clone(),
        },
        "code" => Type::Code { codes: codes()? },
        "codes" => Type::Codes {
            codes: codes()?,
            min_items,
        },
        "ref" => Type::Ref { to: raw.to.clone() },
        "refs" => Type::Refs { to: raw.to.clone() },
        "list" => Type::List {
            item: items(file, raw)?,
            min_items,
            max_items: raw.max_items.unwrap_or(DEFAULT_MAX_ITEMS),
        },
        "struct" => Type::Struct {
            item: items(file, raw)?,
        },
        "photos" => Type::Photos { min_items },
        other => plain(other).ok_or_else(|| wrong(&format!("there is no type `{other}`")))?,
    })
}

/// The types that are said by their name alone.
fn plain(name: &str) -> Option<Type> {
    Some(match name {
        "bool" => Type::Bool,
        "date" => Type::Date,
        "datetime" => Type::DateTime,
        "time" => Type::Time,
        "point" => Type::Point,
        "stake" => Type::Stake,
        "road_code" => Type::RoadCode,
        "division" => Type::Division,
        "org" => Type::Org,
        "person" => Type::Person,
        "id_no" => Type::IdNo,
        "credit_code" => Type::CreditCode,
        "licence_no" => Type::LicenceNo,
        "phone" => Type::Phone,
        "plate" => Type::Plate,
        _ => return None,
    })
}

fn items(file: &str, raw: &raw::Field) -> Loaded<Vec<Item>> {
    let item = |inner: &raw::Field| {
        let ty = ty(file, inner)?;
        // An entry is one value in the operation, so nothing in it can be merged by itself or be
        // a file of its own.
        let flat = !ty.is_set() && !ty.is_photos() && !matches!(ty, Type::Struct { .. });
        if !flat {
            let what = format!(
                "item `{}` of `{}` is of type {}; an item holds one plain value",
                inner.name, raw.name, inner.ty
            );
            return Err(CatalogError::new(file, what));
        }
        Ok(Item {
            name: inner.name.clone(),
            label: Text::new(&inner.zh, &inner.en),
            ty,
            required: inner.required,
        })
    };
    if raw.item.is_empty() {
        let what = format!("`{}` is a {} and needs `item`", raw.name, raw.ty);
        return Err(CatalogError::new(file, what));
    }
    raw.item.iter().map(item).collect()
}

fn guards(file: &str, at: &str, names: &[String]) -> Loaded<Vec<Guard>> {
    let guard = |name: &String| {
        Guard::named(name).ok_or_else(|| {
            let what = format!("`{at}`: there is no guard `{name}`");
            CatalogError::new(file, what)
        })
    };
    names.iter().map(guard).collect()
}

fn event(file: &str, raw: raw::Event) -> Loaded<Event> {
    let guards = guards(file, &raw.name, &raw.guard);
    Ok(Event {
        name: raw.name.clone(),
        label: Text::new(raw.zh, raw.en),
        from: raw.from,
        to: Some(raw.to).filter(|to| to != "="),
        by: raw.by,
        requires: raw.requires,
        sets: raw.sets,
        reason: raw.reason,
        in_conflict: raw.in_conflict,
        guards: guards?,
        no_open: raw.no_open,
        law: raw.law,
    })
}
