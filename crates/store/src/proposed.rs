//! What the program proposes for the records kept here.

use std::ops::RangeInclusive;

use forms::{Answer, CAUSE, Calendar, Proposal};
use merge::RecordId;

use crate::error::StoreError;
use crate::index::walk;
use crate::open::Store;
use crate::query::{Listed, Query};
use crate::rows::{self, Table};

impl Store {
    /// The records of these buckets for which something is proposed on a day, with what it is.
    ///
    /// # Errors
    /// An index that fails.
    pub fn proposed(
        &self,
        buckets: &RangeInclusive<u64>,
        today: i32,
        calendar: &Calendar,
    ) -> Result<Vec<(Listed, Vec<Proposal>)>, StoreError> {
        let mut proposed = Vec::new();
        let kinds = self.catalog.kinds().iter();
        for kind in kinds.filter(|kind| self.catalog.proposes(&kind.name)) {
            let query = Query {
                buckets: buckets.clone(),
                kind: Some(kind.id),
            };
            let mut found = Vec::new();
            self.list(&query, &mut |listed| {
                found.push(listed);
                true
            })?;
            for listed in found {
                let Some(record) = self.record(listed.id)? else {
                    continue;
                };
                let answers = self.answers(listed.id)?;
                let proposals = self.catalog.proposals(&record, &answers, today, calendar);
                if !proposals.is_empty() {
                    proposed.push((listed, proposals));
                }
            }
        }
        Ok(proposed)
    }

    /// The records that refer to one, and the causes they bear.
    fn answers(&self, target: RecordId) -> Result<Vec<Answer>, StoreError> {
        let (from, to) = Table::Link.under(&[&target.0]);
        let mut linked = Vec::new();
        walk(&*self.index, &from, &to, &mut |key, _| {
            linked.extend(rows::record_at_end(key));
            Ok(true)
        })?;
        let mut answers = Vec::new();
        for id in linked {
            let Some(record) = self.record(id)? else {
                continue;
            };
            let Some(kind) = self.catalog.kind_by_id(record.kind) else {
                continue;
            };
            // What was voided answers nothing any more.
            if self.catalog.status(kind, &record).state == "void" {
                continue;
            }
            let cause = kind.field(CAUSE).and_then(|field| record.value(field.id));
            answers.push(Answer {
                kind: kind.name.clone(),
                cause: cause.and_then(|value| value.as_text().map(str::to_owned)),
            });
        }
        Ok(answers)
    }
}
