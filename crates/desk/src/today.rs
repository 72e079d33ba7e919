//! What is to be done today and which limits run, by this machine's own clock and by what the place
//! has set for itself; and answering a proposal in one step.

use forms::{Clock, Entry, Kind, Photo, Proposal};
use merge::{Now, Record, RecordId};
use store::{Asked, Listed, Proposals};

use crate::failure::Failure;
use crate::room::Desk;
use crate::work::Ready;

fn ms(now: Now) -> i64 {
    i64::try_from(now.wall_ms).unwrap_or(i64::MAX)
}

impl<'a> Desk<'a> {
    /// What is proposed for the records in the seat's area, the longest waiting first.
    ///
    /// # Errors
    /// A journal or index that fails.
    pub fn proposals(&self, now: Now) -> Result<Vec<(Listed, Proposal)>, Failure> {
        let asked = Asked {
            buckets: &self.ranges(),
            of: &|_| true,
            part: (0, usize::MAX),
        };
        let mut proposed = Vec::new();
        for one in self.proposed(&asked, now)?.shown {
            let listed = self.room.about(&one)?;
            proposed.extend(listed.map(|listed| (listed, one.proposal)));
        }
        Ok(proposed)
    }

    /// What is proposed, as far as it is asked for.
    pub(crate) fn proposed(&self, asked: &Asked<'_>, now: Now) -> Result<Proposals, Failure> {
        let room = self.room;
        Ok(room.store.proposed(&room.catalog, asked, ms(now))?)
    }

    /// The deadlines and limits that run for the records in the seat's area; the next to end first.
    ///
    /// # Errors
    /// An index that fails.
    pub fn countdowns(&self) -> Result<Vec<(Listed, Clock)>, Failure> {
        let room = self.room;
        let mut running: Vec<(Listed, Clock)> = Vec::new();
        for query in self.queries(None) {
            let found = room.store.countdowns(&room.catalog, &query.buckets)?;
            running.extend(found.into_iter().flat_map(|(listed, clocks)| {
                let pair = move |clock| (listed.clone(), clock);
                clocks.into_iter().map(pair)
            }));
        }
        running.sort_by_key(|(listed, clock)| (clock.ends_ms, listed.id));
        Ok(running)
    }

    /// How the record that answers a proposal is filled before a person has typed anything; nothing
    /// if the work itself answers it.
    #[must_use]
    pub fn answering(
        &self,
        (id, kind): (RecordId, u16),
        proposal: &Proposal,
    ) -> Option<(&'a Kind, Vec<Entry>)> {
        self.room.catalog.answering(id, kind, proposal)
    }

    /// The record that answers a proposal about another: it bears its cause, and is filled by the
    /// rule and by what the person typed beside it.
    ///
    /// # Errors
    /// Nothing proposed for the record, or several things and none named; complaints about the
    /// form.
    pub fn answer(
        &self,
        id: &str,
        cause: Option<&str>,
        typed: &[Entry],
        photos: &[Photo],
        now: Now,
    ) -> Result<Ready, Failure> {
        let (record, _) = self.find(id)?;
        let room = self.room;
        let proposals = room.store.proposed_for(&room.catalog, &record, ms(now))?;
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
        self.add(&kind, &entries, photos, now)
    }

    /// The kind and form that answer the proposal a person means.
    fn chosen(
        &self,
        record: &Record,
        proposals: &[Proposal],
        cause: Option<&str>,
    ) -> Result<(String, Vec<Entry>), Failure> {
        let answers = proposals.iter().filter_map(|proposal| {
            let (kind, entries) = self
                .room
                .catalog
                .answering(record.id, record.kind, proposal)?;
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
