//! What is proposed: counted by what would be sent, and page by page.

use std::ops::RangeInclusive;

use axum::extract::Query;
use axum::response::Response;
use forms::day_text;
use store::{Asked, Group};

use super::door::Signed;
use super::rows::Rows;
use super::view::{ProposalAsk, ProposalGroup, ProposalPage, Proposed};
use crate::failure::Failure;
use crate::room::Desk;

/// Rows of a page when nothing is said, and at most.
const ROWS: (u32, u32) = (50, 500);

pub(super) async fn proposals(signed: Signed, Query(ask): Query<ProposalAsk>) -> Response {
    signed
        .answer_in_bulk(move |signed| page(signed, &ask))
        .await
}

fn page(signed: &Signed, ask: &ProposalAsk) -> Result<ProposalPage, Failure> {
    let (desk, rows) = (signed.desk(), Rows::new(signed)?);
    let buckets = places(&desk, named(ask.under.as_ref()))?;
    let (group, kind) = (named(ask.group.as_ref()), named(ask.answered_by.as_ref()));
    let of = |one: &Group| {
        kind.is_none_or(|kind| one.answered_by.as_deref() == Some(kind))
            && group.is_none_or(|group| key(one) == group)
    };
    let limit = ask.limit.unwrap_or(ROWS.0).min(ROWS.1) as usize;
    let asked = Asked {
        buckets: &buckets,
        of: &of,
        part: (ask.skip.unwrap_or(0) as usize, limit),
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

/// What of the seat's area belongs to a division; all of it if none is named.
fn places(desk: &Desk<'_>, under: Option<&str>) -> Result<Vec<RangeInclusive<u64>>, Failure> {
    let mut area = desk.ranges();
    if let Some(under) = under {
        let codes = desk
            .room
            .divisions
            .codes_under(desk.under(Some(under.parse()?))?);
        let narrowed = area.iter().flat_map(|own| {
            let within = move |code: &RangeInclusive<u64>| {
                *own.start().max(code.start())..=*own.end().min(code.end())
            };
            codes.iter().map(within)
        });
        area = narrowed.filter(|range| !range.is_empty()).collect();
    }
    Ok(area)
}

fn named(text: Option<&String>) -> Option<&str> {
    text.map(String::as_str).filter(|text| !text.is_empty())
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
