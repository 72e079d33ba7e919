//! A form: from what a person typed to the changes of one operation.

mod act;
mod after;
mod attach;
mod consistent;
mod desk;
mod form;
mod near;
mod require;
mod resolve;

use merge::Record;

pub(crate) use after::After;
use desk::Desk;
pub use form::{Entry, Photo, ResolveValid, Take, Valid};

use crate::catalog::Catalog;
use crate::complaint::Complaint;
use crate::ground::{Actor, Ground, Moment};
use crate::kind::Kind;
use crate::words::Text;

impl Catalog {
    /// Checks a new record.
    ///
    /// # Errors
    /// Everything that is wrong with the form, not only the first thing.
    pub fn create(
        &self,
        kind: &Kind,
        entries: &[Entry],
        photos: &[Photo],
        actor: &Actor<'_>,
        moment: &Moment,
        ground: &dyn Ground,
    ) -> Result<Valid, Vec<Complaint>> {
        if !kind.create.contains(&actor.role.name) {
            let may = self.role_labels(&kind.create);
            return Err(vec![not_allowed(
                &kind.label,
                "新建",
                "create",
                &may,
                actor,
            )]);
        }
        let mut desk = Desk::new(self, kind, None, None, actor, moment, ground);
        desk.divide(entries);
        desk.enter(entries);
        desk.attach(photos, None);
        desk.defaults();
        desk.require_at_creation();
        desk.consistent();
        let division = desk.parser.division;
        desk.close(None, division)
    }

    /// Checks an edit of a record.
    ///
    /// # Errors
    /// Everything that is wrong with the form; `no_change` when nothing would change.
    #[expect(
        clippy::too_many_arguments,
        reason = "a form, its filler and its ground"
    )]
    pub fn edit(
        &self,
        kind: &Kind,
        record: &Record,
        entries: &[Entry],
        photos: &[Photo],
        actor: &Actor<'_>,
        moment: &Moment,
        ground: &dyn Ground,
    ) -> Result<Valid, Vec<Complaint>> {
        let status = self.status(kind, record);
        let ended = kind.state(&status.state).filter(|state| state.is_final);
        if let Some(state) = ended.filter(|_| !only_late(kind, entries, photos)) {
            let text = Text::new(
                format!(
                    "记录已是「{}」，不能再修改；如需更正请另建一条",
                    state.label.zh
                ),
                format!(
                    "the record is {}, nothing follows; create another to correct it",
                    state.label.en
                ),
            );
            return Err(vec![Complaint::new("final", text)]);
        }
        let mut desk = Desk::new(self, kind, Some(record), None, actor, moment, ground);
        desk.enter(entries);
        desk.attach(photos, None);
        desk.require_after_edit(&status);
        if desk.changes.is_empty() && desk.parser.complaints.is_empty() {
            let text = Text::new(
                "没有任何改动；请修改后再保存",
                "nothing was changed; change something before saving",
            );
            return Err(vec![Complaint::new("no_change", text)]);
        }
        desk.consistent();
        desk.close(None, None)
    }
}

/// Whether a form writes nothing but what may be written after the end.
fn only_late(kind: &Kind, entries: &[Entry], photos: &[Photo]) -> bool {
    let late = |name: &str| kind.field(name).is_some_and(|field| field.late);
    let mut photos = photos.iter().map(|photo| photo.field.as_deref());
    entries.iter().all(|entry| late(&entry.field)) && photos.all(|field| field.is_some_and(late))
}

/// The sentence for a role that may not.
fn not_allowed(what: &Text, zh: &str, en: &str, may: &Text, actor: &Actor<'_>) -> Complaint {
    let role = &actor.role.label;
    let text = Text::new(
        format!(
            "{}不能{zh}「{}」；可办理的人员：{}",
            role.zh, what.zh, may.zh
        ),
        format!(
            "a {} may not {en} this ({}); who may: {}",
            role.en, what.en, may.en
        ),
    );
    Complaint::new("not_allowed", text)
}
