//! What is held out of the records, for whoever reviews a unit's work; its author is told of it as
//! well, at the laptop.

use axum::response::Response;
use forms::{Deed, Text};
use places::DivisionCode;

use super::door::Signed;
use super::view::HeldShown;
use crate::failure::Failure;

/// Most operations of one page.
const HELD: usize = 1_000;

pub(super) async fn get(signed: Signed) -> Response {
    signed.answer(held).await
}

/// The reason as it is kept, in one line of both languages, taken apart.
fn in_both(reason: &str) -> Text {
    match reason.split_once(" / ") {
        Some((zh, en)) => Text::new(zh, en),
        None => Text::new(reason, reason),
    }
}

/// The operations that lie in the person's area or were written by somebody of it.
fn held(signed: &Signed) -> Result<Vec<HeldShown>, Failure> {
    let (desk, room) = (signed.desk(), signed.room());
    let reviews =
        |code: u64| DivisionCode::new(code).is_ok_and(|code| desk.may(Deed::Review, code));
    let mut found = Vec::new();
    for (dot, reason) in room.store.all_held()? {
        let Some(sealed) = room.store.op(dot)? else {
            continue;
        };
        let op = &sealed.op;
        let author = room.holder(op.device);
        let unit = author.as_ref().map(|terms| terms.unit.0);
        if !reviews(op.bucket.0) && !unit.is_some_and(reviews) {
            continue;
        }
        let kind = room.catalog.kind_by_id(op.kind);
        let place = |code: u64| {
            let code = DivisionCode::new(code);
            code.map_or_else(|_| String::new(), |code| room.divisions.path_name(code))
        };
        found.push(HeldShown {
            operation: dot.to_string(),
            record: op.record.to_string(),
            kind: kind.map_or_else(|| Text::new("?", "?"), |kind| kind.label.clone()),
            place: place(op.bucket.0),
            role: author.as_ref().map(|terms| room.role_label(&terms.role)),
            by: author.map(|terms| terms.person).unwrap_or_default(),
            unit: unit.map(place).unwrap_or_default(),
            at_ms: op.claimed.wall_ms,
            reason: in_both(&reason),
        });
    }
    found.sort_by_key(|held| std::cmp::Reverse(held.at_ms));
    found.truncate(HELD);
    Ok(found)
}
