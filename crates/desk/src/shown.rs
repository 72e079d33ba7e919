//! How much of a record is shown to whoever sits here, by the catalog's `rights.toml`.

use forms::{Field, Kind, Lang, Level, Showing, Text, Viewer};
use merge::{DeviceId, Record, Value};
use serde_json::Value as Json;
use store::Listed;

use crate::mask;
use crate::room::{Desk, Room};

impl Desk<'_> {
    /// How a field of a record is shown here; `by` wrote what it says.
    fn shows(&self, record: &Record, kind: &Kind, field: &Field, by: Option<DeviceId>) -> Showing {
        let terms = self.seat.terms();
        let viewer = Viewer {
            role: &terms.role,
            level: Level::of_division(terms.unit.0),
            author: by.is_some_and(|by| self.is_own(by)),
        };
        let catalog = &self.room.catalog;
        catalog.showing(kind, field, kind.about_minor(record), &viewer)
    }

    /// How a field of a record is shown here as it stands: as its strictest value.
    #[must_use]
    pub fn showing(&self, record: &Record, kind: &Kind, field: &Field) -> Showing {
        let said = record.said(field.id);
        let writers = said.iter().map(|said| Some(said.source.dot.device));
        let all = writers.map(|by| self.shows(record, kind, field, by));
        all.max()
            .unwrap_or_else(|| self.shows(record, kind, field, None))
    }

    /// Whether a device acts for whoever sits here.
    fn is_own(&self, device: DeviceId) -> bool {
        let own = self.seat.terms();
        device == self.seat.grant.device
            || self
                .room
                .holder(device)
                .is_some_and(|other| (&other.person, other.unit) == (&own.person, own.unit))
    }

    /// A value of a field as people read it, as far as it is shown here; nothing of a hidden one.
    #[must_use]
    pub fn text(
        &self,
        record: &Record,
        kind: &Kind,
        (field, value): (u16, &Value),
        by: DeviceId,
    ) -> Option<Text> {
        let Some(field) = kind.field_by_id(field) else {
            return Some(Text::new("?", "?"));
        };
        let showing = self.shows(record, kind, field, Some(by));
        if showing == Showing::Hidden {
            return None;
        }
        if value.is_null() {
            return Some(Text::default());
        }
        let text = |lang| self.room.shown_text(field, value, showing, lang);
        Some(Text::new(text(Lang::Zh), text(Lang::En)))
    }

    /// A value of a field for programs, as far as it is shown here; nothing of a hidden one.
    #[must_use]
    pub fn value_json(
        &self,
        record: &Record,
        kind: &Kind,
        (field, value): (u16, &Value),
        (by, whole): (DeviceId, bool),
    ) -> Option<Json> {
        let Some(field) = kind.field_by_id(field) else {
            return Some(Json::Null);
        };
        let catalog = &self.room.catalog;
        match opened(self.shows(record, kind, field, Some(by)), whole) {
            Showing::Open => Some(catalog.value_json(field, value)),
            Showing::Masked => {
                Some(mask::value(field, &catalog.value_text(field, value, Lang::Zh)).into())
            }
            Showing::Hidden => None,
        }
    }

    /// The values of a field as people read them, as far as they are shown here; `whole` if what is
    /// masked was asked for.
    #[must_use]
    pub fn texts(
        &self,
        record: &Record,
        kind: &Kind,
        (field, whole): (&Field, bool),
        lang: Lang,
    ) -> Vec<String> {
        let said = record.said(field.id).into_iter();
        let said = said.map(|said| (said.what, Some(said.source.dot.device)));
        let items = record.items(field.id).into_iter().map(|item| (item, None));
        let values = said.chain(items).filter(|(value, _)| !value.is_null());
        let texts = values.filter_map(|(value, by)| {
            let showing = opened(self.shows(record, kind, field, by), whole);
            let seen = showing != Showing::Hidden;
            seen.then(|| self.room.shown_text(field, &value, showing, lang))
        });
        texts.collect()
    }

    /// What a record is found by: all of its title for roles that handle the kind.
    pub(crate) fn searched(&self, listed: &Listed) -> String {
        let kind = self.room.catalog.kind_by_id(listed.summary.kind);
        match kind {
            Some(kind) if !kind.handled_by(&self.seat.terms().role) => self.title(listed),
            _ => listed.summary.title.clone(),
        }
    }

    /// What a record is called in a list, as far as it is shown here.
    #[must_use]
    pub fn title(&self, listed: &Listed) -> String {
        let showing =
            |record: &Record, kind: &Kind, field: &Field| self.showing(record, kind, field);
        self.room.title_shown(listed, &showing)
    }
}

impl Room {
    /// What a record is called in a list for nobody in particular: persons are masked.
    #[must_use]
    pub fn masked_title(&self, listed: &Listed) -> String {
        let masked = |_: &Record, _: &Kind, field: &Field| {
            if field.is_private() {
                Showing::Masked
            } else {
                Showing::Open
            }
        };
        self.title_shown(listed, &masked)
    }

    fn title_shown(
        &self,
        listed: &Listed,
        showing: &dyn Fn(&Record, &Kind, &Field) -> Showing,
    ) -> String {
        let kind = self.catalog.kind_by_id(listed.summary.kind);
        let private = |kind: &&Kind| {
            let mut fields = kind.title.iter().filter_map(|name| kind.field(name));
            fields.any(Field::is_private)
        };
        let Some(kind) = kind.filter(private) else {
            return listed.summary.title.clone();
        };
        // A record that does not read now is seen as such wherever it is opened.
        let Some(record) = self.store.record(listed.id).ok().flatten() else {
            return String::new();
        };
        let shown = |field: &Field, text: String| match showing(&record, kind, field) {
            Showing::Open => Some(text),
            Showing::Masked => Some(mask::value(field, &text)),
            Showing::Hidden => None,
        };
        self.catalog.title_as(kind, &record, &shown)
    }
}

impl Desk<'_> {
    /// A record for programs, without what is not shown here: of a masked field what is left of it,
    /// of a hidden one nothing. `whole` if what is masked was asked for.
    pub(crate) fn veiled(&self, record: &Record, kind: &Kind, whole: bool, mut json: Json) -> Json {
        for field in kind.fields.iter().filter(|field| field.is_private()) {
            let showing = opened(self.showing(record, kind, field), whole);
            let Some(fields) = json.get_mut("fields").and_then(Json::as_object_mut) else {
                continue;
            };
            if showing == Showing::Open || !fields.contains_key(&field.name) {
                continue;
            }
            if showing == Showing::Hidden || field.ty.is_photos() {
                fields.remove(&field.name);
            } else {
                let left = self.left_of(record, field);
                fields.insert(field.name.clone(), left.into());
            }
        }
        let summary = self.room.catalog.summary(record);
        let id = record.id;
        json["title"] = self.title(&Listed { id, summary }).into();
        json
    }

    /// Whether the files of a field are shown: a file is shown whole or not at all.
    #[must_use]
    pub fn shows_file(&self, record: &Record, kind: &Kind, id: u16, whole: bool) -> bool {
        kind.field_by_id(id)
            .is_none_or(|field| opened(self.showing(record, kind, field), whole) == Showing::Open)
    }

    fn left_of(&self, record: &Record, field: &Field) -> String {
        let said = record.said(field.id).into_iter().map(|said| said.what);
        let values = said.chain(record.items(field.id));
        let texts = values.map(|value| {
            let catalog = &self.room.catalog;
            mask::value(field, &catalog.value_text(field, &value, Lang::Zh))
        });
        texts.collect::<Vec<_>>().join("、")
    }
}

/// How a field is shown to somebody who said why they want to see it.
pub(crate) fn opened(showing: Showing, whole: bool) -> Showing {
    match showing {
        Showing::Masked if whole => Showing::Open,
        other => other,
    }
}

impl Room {
    /// A value as people read it, shown so.
    pub(crate) fn shown_text(
        &self,
        field: &Field,
        value: &Value,
        showing: Showing,
        lang: Lang,
    ) -> String {
        if let (forms::Type::Division, Some(code)) = (&field.ty, value.as_text())
            && let Ok(code) = code.parse()
        {
            return self.divisions.path_name(code);
        }
        match showing {
            Showing::Open => self.catalog.value_text(field, value, lang),
            Showing::Masked => mask::value(field, &self.catalog.value_text(field, value, lang)),
            Showing::Hidden => mask::NOTHING.to_owned(),
        }
    }
}
