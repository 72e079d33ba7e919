//! What is to be done today and which limits run, reckoned by the laptop's own clock and by what the
//! place has set for itself; and answering a proposal in one step.

use std::sync::Arc;

use forms::{Clock, Entry, Kind, Local, Proposal};
use merge::{Now, Record};
use store::{Item, Listed};
use sync::Rules;

use crate::device::Layout;
use crate::failure::Failure;
use crate::laptop::{Laptop, Written};
use crate::work::PhotoFile;

/// Under which name the local rules are kept.
const RULES: &str = "rules";

fn ms(now: Now) -> i64 {
    i64::try_from(now.wall_ms).unwrap_or(i64::MAX)
}

impl Laptop {
    /// What is proposed for the records kept here, reckoned by the laptop's own clock; the longest
    /// waiting first.
    ///
    /// # Errors
    /// An index that fails.
    pub fn proposals(&self, now: Now) -> Result<Vec<(Listed, Proposal)>, Failure> {
        let found = self
            .store
            .proposed(&self.catalog, &(0..=u64::MAX - 1), ms(now))?;
        let one_by_one = found.into_iter().flat_map(|(listed, proposals)| {
            proposals
                .into_iter()
                .map(move |proposal| (listed.clone(), proposal))
        });
        let mut proposed: Vec<(Listed, Proposal)> = one_by_one.collect();
        proposed.sort_by_key(|(listed, proposal)| (proposal.since, listed.id));
        Ok(proposed)
    }

    /// The deadlines and limits that run for the records kept here, reckoned by the laptop's own
    /// clock; the next to end first.
    ///
    /// # Errors
    /// An index that fails.
    pub fn countdowns(&self) -> Result<Vec<(Listed, Clock)>, Failure> {
        let found = self.store.countdowns(&self.catalog, &(0..=u64::MAX - 1))?;
        let one_by_one = found.into_iter().flat_map(|(listed, clocks)| {
            let pair = move |clock| (listed.clone(), clock);
            clocks.into_iter().map(pair)
        });
        let mut running: Vec<(Listed, Clock)> = one_by_one.collect();
        running.sort_by_key(|(listed, clock)| (clock.ends_ms, listed.id));
        Ok(running)
    }

    /// How the record that answers a proposal is filled before a person has typed anything; nothing
    /// if the work itself answers it.
    #[must_use]
    pub fn answering(&self, listed: &Listed, proposal: &Proposal) -> Option<(&Kind, Vec<Entry>)> {
        self.catalog
            .answering(listed.id, listed.summary.kind, proposal)
    }

    /// Answers a proposal about a record: makes the record that bears its cause, filled by the rule
    /// and by what the person typed beside it.
    ///
    /// # Errors
    /// Nothing proposed for the record, or several things and none named; complaints about the
    /// form; a disk that refuses. Nothing was written.
    pub fn answer(
        &mut self,
        id: &str,
        cause: Option<&str>,
        typed: &[Entry],
        files: &[PhotoFile],
        now: Now,
    ) -> Result<Written, Failure> {
        let (record, _) = self.find(id)?;
        let proposals = self.store.proposed_for(&self.catalog, &record, ms(now))?;
        let (kind, mut entries) = self.chosen(&record, &proposals, cause)?;
        // What a person types counts before what the rule fills.
        entries.retain(|entry| typed.iter().all(|own| own.field != entry.field));
        entries.extend(typed.iter().cloned());
        if entries.iter().all(|entry| entry.field != "division") {
            entries.push(Entry {
                field: "division".to_owned(),
                text: record.bucket.to_string(),
            });
        }
        self.add(&kind, &entries, files, now)
    }

    /// The kind and form that answer the proposal a person means.
    fn chosen(
        &self,
        record: &Record,
        proposals: &[Proposal],
        cause: Option<&str>,
    ) -> Result<(String, Vec<Entry>), Failure> {
        let answers = proposals.iter().filter_map(|proposal| {
            let (kind, entries) = self.catalog.answering(record.id, record.kind, proposal)?;
            Some((proposal, kind.name.clone(), entries))
        });
        let meant =
            |proposal: &Proposal| cause.is_none_or(|cause| proposal.cause.starts_with(cause));
        let mut meant: Vec<_> = answers.filter(|(proposal, ..)| meant(proposal)).collect();
        if meant.len() > 1 {
            // A whole cause may be the beginning of another.
            let exact = meant
                .iter()
                .position(|(p, ..)| Some(p.cause.as_str()) == cause);
            meant = match exact {
                Some(at) => vec![meant.swap_remove(at)],
                None => return Err(several(meant.iter().map(|(proposal, ..)| *proposal))),
            };
        }
        match meant.pop() {
            Some((_, kind, entries)) => Ok((kind, entries)),
            None => Err(nothing(record, proposals)),
        }
    }

    /// Takes in what the place has set for itself.
    pub(crate) fn know_rules(&mut self, bytes: &[u8]) -> Option<Item> {
        let local = Local::decode(bytes)?;
        self.catalog = Arc::new(self.catalog.as_ref().clone().with_local(local));
        Some(Item::Note {
            name: RULES.to_owned(),
            value: bytes.to_vec(),
        })
    }

    /// Takes up what is kept of it, at the start.
    pub(crate) fn recall_rules(&mut self) -> Result<(), Failure> {
        if let Some(bytes) = self.store.note(RULES)? {
            self.know_rules(&bytes);
        }
        Ok(())
    }

    /// By what the office knows which rules are kept here.
    pub(crate) fn rules_hash(&self) -> Result<Option<merge::Hash>, Failure> {
        let kept = self.store.note(RULES)?;
        Ok(kept.map(|bytes| Rules::hash(&bytes)))
    }

    /// Takes in the rules that came with the enrolment, unless a later exchange brought others.
    pub(crate) fn enrolled_rules(&mut self, layout: &Layout) -> Result<(), Failure> {
        let Ok(bytes) = std::fs::read(layout.rules()) else {
            return Ok(());
        };
        if self.store.note(RULES)?.is_none()
            && let Some(note) = self.know_rules(&bytes)
        {
            self.store.take(vec![note])?;
        }
        // Kept in the journal now; a file that stays does no harm.
        let _ = std::fs::remove_file(layout.rules());
        Ok(())
    }
}

fn several<'p>(proposals: impl Iterator<Item = &'p Proposal>) -> Failure {
    let causes: Vec<&str> = proposals.map(|proposal| proposal.cause.as_str()).collect();
    let causes = causes.join(", ");
    Failure::new(
        "which",
        format!("这条记录有几项建议：{causes}；请用 --cause 指明其一"),
        format!("several things are proposed for this record: {causes}; name one with --cause"),
    )
}

fn nothing(record: &Record, proposals: &[Proposal]) -> Failure {
    let id = record.id;
    if proposals.is_empty() {
        return Failure::new(
            "nothing_proposed",
            format!("记录 {id} 目前没有待处理的建议（可能已有人处理）；用 today 查看"),
            format!(
                "nothing is proposed for record {id} now, perhaps somebody answered it; see `today`"
            ),
        );
    }
    let zh: Vec<&str> = proposals.iter().map(|p| p.label.zh.as_str()).collect();
    let en: Vec<&str> = proposals.iter().map(|p| p.label.en.as_str()).collect();
    Failure::new(
        "nothing_to_answer",
        format!(
            "没有可直接生成的处理记录；这条记录待办：{}，请办理后在记录上填写",
            zh.join("、")
        ),
        format!(
            "no such proposal is answered by a record of its own; to do here: {}",
            en.join(", ")
        ),
    )
}
