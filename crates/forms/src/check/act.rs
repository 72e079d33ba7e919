//! A step of a record's workflow.

use merge::{Change, Record};

use super::desk::Desk;
use super::require::{VOID, conflict_stops};
use super::{Entry, Photo, Valid, not_allowed};
use crate::catalog::Catalog;
use crate::complaint::Complaint;
use crate::ground::{Actor, Ground, Moment};
use crate::kind::{Event, Kind};
use crate::status::Status;
use crate::words::Text;

impl Catalog {
    /// Checks a step of a record's workflow with the edits that go with it.
    ///
    /// # Errors
    /// Everything that is wrong with the form or stands against the step.
    #[expect(
        clippy::too_many_arguments,
        reason = "a form, its filler and its ground"
    )]
    pub fn act(
        &self,
        kind: &Kind,
        record: &Record,
        event: &str,
        entries: &[Entry],
        photos: &[Photo],
        reason: Option<&str>,
        actor: &Actor<'_>,
        moment: &Moment,
        ground: &dyn Ground,
    ) -> Result<Valid, Vec<Complaint>> {
        let status = self.status(kind, record);
        let rows = self.rows_for(kind, record, &status, event, actor)?;
        let mut desk = Desk::new(self, kind, Some(record), Some(event), actor, moment, ground);
        desk.enter(entries);
        desk.attach(photos, Some(rows[0]));
        desk.require_for_event(event, &rows);
        let reason = reason.map(str::trim).filter(|reason| !reason.is_empty());
        if reason.is_none() && rows.iter().all(|row| row.reason) {
            let label = &rows[0].label;
            let text = Text::new(
                format!("「{}」须说明理由", label.zh),
                format!("to {} a reason must be given", label.en),
            );
            desk.parser
                .complaints
                .push(Complaint::at("reason", "reason", text));
        }
        desk.guard(&rows);
        desk.no_open(record, &rows);
        if rows.iter().any(|row| row.to.as_deref() != Some(VOID)) {
            desk.consistent();
        }
        desk.changes.push(Change::Event {
            name: event.to_owned(),
        });
        desk.close(reason.map(str::to_owned), None)
    }

    /// What a step would have against a new record if it followed at once: its guards alone,
    /// because what is merely missing may still be filled in between.
    #[expect(
        clippy::too_many_arguments,
        reason = "a form, its filler and its ground"
    )]
    #[must_use]
    pub fn foresee(
        &self,
        kind: &Kind,
        event: &str,
        entries: &[Entry],
        photos: &[Photo],
        actor: &Actor<'_>,
        moment: &Moment,
        ground: &dyn Ground,
    ) -> Vec<Complaint> {
        let mine = kind
            .rows(event)
            .filter(|row| row.from.contains(&kind.initial) && row.by.contains(&actor.role.name));
        let rows: Vec<&Event> = mine.collect();
        let mut desk = Desk::new(self, kind, None, None, actor, moment, ground);
        desk.divide(entries);
        desk.enter(entries);
        desk.attach(photos, None);
        desk.defaults();
        // What is wrong with the form itself is said by `create`.
        desk.parser.complaints.clear();
        desk.guard(&rows);
        desk.parser.complaints
    }

    /// The rows of the event that fit the state and the role.
    fn rows_for<'k>(
        &self,
        kind: &'k Kind,
        record: &Record,
        status: &Status,
        event: &'k str,
        actor: &Actor<'_>,
    ) -> Result<Vec<&'k Event>, Vec<Complaint>> {
        let complain = |code, text| Err(vec![Complaint::at("event", code, text)]);
        let mut all = kind.rows(event).peekable();
        let Some(first) = all.peek() else {
            let mut names: Vec<&str> = kind.events.iter().map(|row| row.name.as_str()).collect();
            names.dedup();
            let names = names.join(", ");
            return complain(
                "unknown_event",
                Text::new(
                    format!("{}没有「{event}」这一步；可用：{names}", kind.label.zh),
                    format!("a {} has no step `{event}`; known: {names}", kind.label.en),
                ),
            );
        };
        let label = &first.label;
        let here: Vec<&Event> = all.filter(|row| row.from.contains(&status.state)).collect();
        if here.is_empty() {
            return complain(
                "wrong_state",
                self.wrong_state(kind, record, status, label, actor),
            );
        }
        let mine = here
            .iter()
            .copied()
            .filter(|row| row.by.contains(&actor.role.name));
        let mine: Vec<&Event> = mine.collect();
        if mine.is_empty() {
            let by: Vec<String> = here.iter().flat_map(|row| row.by.clone()).collect();
            let may = self.role_labels(&by);
            return Err(vec![not_allowed(
                &kind.label,
                &here[0].label.zh,
                &here[0].label.en,
                &may,
                actor,
            )]);
        }
        match conflict_stops(kind, record, mine[0]) {
            Some(text) => complain("conflict", text),
            None => Ok(mine),
        }
    }

    fn wrong_state(
        &self,
        kind: &Kind,
        record: &Record,
        status: &Status,
        label: &Text,
        actor: &Actor<'_>,
    ) -> Text {
        let next = self.events_for(kind, record, actor.role);
        let next = Text::join(next.iter().map(|row| &row.label));
        let state = kind.state(&status.state).map(|state| &state.label);
        let state = state.cloned().unwrap_or_default();
        let (zh, en) = if next.zh.is_empty() {
            (
                "您现在没有可做的步骤".to_owned(),
                "there is nothing for you to do now".to_owned(),
            )
        } else {
            (
                format!("现在可做：{}", next.zh),
                format!("you may now: {}", next.en),
            )
        };
        Text::new(
            format!("记录现为「{}」，不能「{}」；{zh}", state.zh, label.zh),
            format!("the record is {}, it cannot {}; {en}", state.en, label.en),
        )
    }
}

impl Desk<'_> {
    /// The guards of the first row that lets the step pass, or what the first row has against it.
    fn guard(&mut self, rows: &[&Event]) {
        let mut against: Option<Vec<Complaint>> = None;
        for row in rows {
            let case = self.case();
            let refused: Vec<Complaint> = row
                .guards
                .iter()
                .filter_map(|guard| guard.complaint(&case))
                .collect();
            if refused.is_empty() {
                return;
            }
            against.get_or_insert(refused);
        }
        self.parser.complaints.extend(against.into_iter().flatten());
    }

    fn no_open(&mut self, record: &Record, rows: &[&Event]) {
        let Some(rule) = rows.iter().find_map(|row| row.no_open.as_ref()) else {
            return;
        };
        let Some(other) = self.parser.catalog.kind(&rule.kind) else {
            return;
        };
        let linked = self.parser.ground.linked(record.id, other);
        let open = linked
            .into_iter()
            .find(|(_, state)| rule.states.contains(state));
        if let Some((id, state)) = open {
            let state = other.state(&state).map(|state| state.label.clone());
            let state = state.unwrap_or_default();
            let text = Text::new(
                format!(
                    "还有{}（{id}）处于「{}」，请先办结",
                    other.label.zh, state.zh
                ),
                format!(
                    "a {} ({id}) is still {}; finish it first",
                    other.label.en, state.en
                ),
            );
            self.parser
                .complaints
                .push(Complaint::at("event", "open", text));
        }
    }
}
