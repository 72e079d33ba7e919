//! What is proposed: counted by what would be sent, and page by page.

use axum::extract::Query;
use axum::response::Response;
use forms::day_text;
use store::{Asked, Group};

use super::door::Signed;
use super::paging::{named, part};
use super::rows::Rows;
use super::view::{ProposalAsk, ProposalGroup, ProposalPage, Proposed};
use crate::failure::Failure;
use crate::room::Desk;

pub(super) async fn proposals(signed: Signed, Query(ask): Query<ProposalAsk>) -> Response {
    signed
        .answer_in_bulk(move |signed| page(signed, &ask))
        .await
}

fn page(signed: &Signed, ask: &ProposalAsk) -> Result<ProposalPage, Failure> {
    let (desk, rows) = (signed.desk(), Rows::new(signed)?);
    let under = named(ask.under.as_ref()).map(str::parse).transpose()?;
    let around = desk.around(under)?;
    let (group, kind) = (named(ask.group.as_ref()), named(ask.answered_by.as_ref()));
    let of = |one: &Group| {
        kind.is_none_or(|kind| one.answered_by.as_deref() == Some(kind))
            && group.is_none_or(|group| key(one) == group)
    };
    let asked = Asked {
        buckets: around.codes(),
        of: &of,
        part: part(ask.skip, ask.limit),
    };
    let proposed = desk.proposed(&asked, signed.door.host.now())?;
    let group = |(group, all): (Group, u64)| ProposalGroup {
        key: key(&group),
        label: group.label,
        answered_by: group.answered_by,
        all,
    };
    let shown = proposed.shown.iter();
    Ok(ProposalPage {
        all: proposed.all,
        groups: proposed.groups.into_iter().map(group).collect(),
        rows: shown
            .filter_map(|one| row(&desk, &rows, one).transpose())
            .collect::<Result<_, _>>()?,
    })
}

fn key(group: &Group) -> String {
    let kind = group.answered_by.as_deref().unwrap_or_default();
    format!("{kind} {}", group.label.zh)
}

fn row(
    desk: &Desk<'_>,
    rows: &Rows<'_>,
    proposed: &store::Proposed,
) -> Result<Option<Proposed>, Failure> {
    let Some(listed) = desk.room.about(proposed)? else {
        return Ok(None);
    };
    let proposal = &proposed.proposal;
    let answer = desk.answering((proposed.id, proposed.kind), proposal);
    let entries = answer.into_iter().flat_map(|(_, entries)| entries);
    Ok(Some(Proposed {
        row: rows.row(&listed)?,
        cause: proposal.cause.clone(),
        label: proposal.label.clone(),
        answered_by: proposal.answered_by.clone(),
        since: day_text(proposal.since),
        entries: entries.map(|entry| (entry.field, entry.text)).collect(),
        holidays_unknown: proposal.holidays_unknown,
    }))
}
