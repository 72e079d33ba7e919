//! Looking up: one record, lists, conflicts, and what is proposed.

use forms::{Entry, Kind, Proposal, Type};
use merge::{Now, Record};
use places::DivisionCode;
use store::Listed;

use crate::failure::Failure;
use crate::room::Desk;
use crate::work::moment;

impl<'a> Desk<'a> {
    /// The record of that id or unique beginning, with its kind.
    ///
    /// # Errors
    /// No such record in the seat's area, or several.
    pub fn find(&self, text: &str) -> Result<(Record, &'a Kind), Failure> {
        let id = forms::Ground::record(&self.here(), text).map_err(|text| Failure::Said {
            code: "no_record",
            text,
        })?;
        let record = self.room.store.record(id)?;
        let record = record.filter(|record| self.sees(record.bucket.0));
        let record = record.ok_or_else(|| {
            Failure::new(
                "no_record",
                format!("本机没有记录 {id}；请先同步，或核对编号"),
                format!("record {id} is not here; sync first, or check the id"),
            )
        })?;
        let kind = self.room.catalog.kind_by_id(record.kind).ok_or_else(|| {
            Failure::new(
                "newer",
                format!("记录 {id} 由更新的程序写成；请升级本程序"),
                format!("record {id} was written by a newer program; update this one"),
            )
        })?;
        Ok((record, kind))
    }

    /// What is proposed for the records in the seat's area, reckoned by this machine's own clock;
    /// the longest waiting first.
    ///
    /// # Errors
    /// An index that fails.
    pub fn proposals(&self, now: Now) -> Result<Vec<(Listed, Proposal)>, Failure> {
        let today = moment(now).day();
        let mut found = Vec::new();
        for query in self.queries(None) {
            let calendar = &self.room.calendar;
            found.extend(self.room.store.proposed(&query.buckets, today, calendar)?);
        }
        let one_by_one = found.into_iter().flat_map(|(listed, proposals)| {
            proposals
                .into_iter()
                .map(move |proposal| (listed.clone(), proposal))
        });
        let mut proposed: Vec<(Listed, Proposal)> = one_by_one.collect();
        proposed.sort_by_key(|(listed, proposal)| (proposal.since, listed.id));
        Ok(proposed)
    }

    /// How the record that answers a proposal is filled before a person has typed anything; nothing
    /// if the work itself answers it.
    #[must_use]
    pub fn answer(&self, listed: &Listed, proposal: &Proposal) -> Option<(&'a Kind, Vec<Entry>)> {
        let kind = self.room.catalog.kind(proposal.answered_by.as_ref()?)?;
        let about = self.room.catalog.kind_by_id(listed.summary.kind)?;
        let refers = |ty: &Type| matches!(ty, Type::Ref { to: Some(to) } if *to == about.name);
        let reference = kind.fields.iter().find(|field| refers(&field.ty))?;
        let mut entries = vec![
            (reference.name.clone(), listed.id.to_string()),
            (forms::CAUSE.to_owned(), proposal.cause.clone()),
        ];
        entries.extend(proposal.fills.iter().cloned());
        entries.extend(
            proposal
                .level
                .clone()
                .map(|level| ("level".to_owned(), level)),
        );
        let known = entries
            .into_iter()
            .filter(|(field, _)| kind.field(field).is_some());
        let entry = |(field, text)| Entry { field, text };
        Some((kind, known.map(entry).collect()))
    }

    /// The records of a kind, or of all, that fit every condition; the newest first.
    ///
    /// # Errors
    /// An unknown kind or field, or an index that fails.
    pub fn list(&self, kind: Option<&str>, conditions: &[Entry]) -> Result<Vec<Listed>, Failure> {
        let kind = kind
            .map(|name| self.room.catalog.require(name))
            .transpose()?;
        self.check_conditions(kind, conditions)?;
        let mut found = Vec::new();
        for query in self.queries(kind.map(|kind| kind.id)) {
            self.room.store.list(&query, &mut |listed| {
                found.push(listed);
                true
            })?;
        }
        for condition in conditions {
            let mut kept = Vec::with_capacity(found.len());
            for listed in found {
                if self.fits(&listed, kind, condition)? {
                    kept.push(listed);
                }
            }
            found = kept;
        }
        found.sort_by_key(|listed| std::cmp::Reverse((listed.summary.updated_ms, listed.id)));
        Ok(found)
    }

    /// A condition that no record can fit is a slip, however few records there are.
    fn check_conditions(&self, kind: Option<&Kind>, conditions: &[Entry]) -> Result<(), Failure> {
        for Entry { field, text } in conditions {
            match field.as_str() {
                "status" => {}
                "division" => {
                    text.parse::<DivisionCode>()?;
                }
                name => {
                    if let Some(kind) = kind.filter(|kind| kind.field(name).is_none()) {
                        return Err(unknown_field(kind, name));
                    }
                }
            }
        }
        Ok(())
    }

    fn fits(
        &self,
        listed: &Listed,
        kind: Option<&Kind>,
        condition: &Entry,
    ) -> Result<bool, Failure> {
        let wanted = condition.text.as_str();
        match condition.field.as_str() {
            "status" => return Ok(listed.summary.status == wanted),
            "division" => {
                let code: Option<DivisionCode> = wanted.parse().ok();
                return Ok(code.is_some_and(|code| code.range().contains(&listed.summary.bucket)));
            }
            _ => {}
        }
        let of_kind = match kind {
            Some(kind) => Some(kind),
            None => self.room.catalog.kind_by_id(listed.summary.kind),
        };
        let field = of_kind.and_then(|kind| kind.field(&condition.field));
        let Some(field) = field else {
            return Ok(false);
        };
        let Some(record) = self.room.store.record(listed.id)? else {
            return Ok(false);
        };
        let said = record.said(field.id).into_iter().map(|said| said.what);
        let values = said.chain(record.items(field.id));
        let spelled = |value| match self.room.catalog.value_json(field, &value) {
            serde_json::Value::String(text) => text,
            other => other.to_string(),
        };
        Ok(values.into_iter().map(spelled).any(|text| text == wanted))
    }

    /// The records in conflict.
    ///
    /// # Errors
    /// An index that fails.
    pub fn conflicts(&self) -> Result<Vec<Listed>, Failure> {
        let mut found = Vec::new();
        for query in self.queries(None) {
            found.extend(self.room.store.conflicts(&query.buckets)?);
        }
        Ok(found)
    }
}

fn unknown_field(kind: &Kind, field: &str) -> Failure {
    Failure::new(
        "unknown_field",
        format!("{} 没有字段「{field}」；请核对字段名", kind.label.zh),
        format!("{} has no field `{field}`; check its name", kind.name),
    )
}
