//! Looking up: one record, lists and conflicts.

use forms::{Entry, Kind, Showing};
use merge::Record;
use places::DivisionCode;
use store::Listed;

use crate::failure::Failure;
use crate::room::Desk;

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
                let under = code.map(|code| self.room.divisions.codes_under(code));
                let mut under = under.into_iter().flatten();
                return Ok(under.any(|range| range.contains(&listed.summary.bucket)));
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
        let of_kind = self.room.catalog.kind_by_id(record.kind);
        let open = |kind| self.showing(&record, kind, field) == Showing::Open;
        if !of_kind.is_some_and(open) {
            // What is not shown is not found by trying either.
            return Ok(false);
        }
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
        self.first_conflicts(usize::MAX)
    }

    /// So many of them at most.
    ///
    /// # Errors
    /// An index that fails.
    pub fn first_conflicts(&self, limit: usize) -> Result<Vec<Listed>, Failure> {
        let mut found = Vec::new();
        for query in self.queries(None) {
            let left = limit - found.len();
            found.extend(self.room.store.conflicts(&query.buckets, left)?);
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
