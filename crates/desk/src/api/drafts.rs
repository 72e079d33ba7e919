//! What somebody has typed and not saved yet: theirs alone, wherever they sit down next.

use std::collections::BTreeSet;

use axum::response::Response;
use merge::Hash;

use super::door::Signed;
use super::json;
use super::view::{DraftKept, DraftToKeep};
use crate::drafts::Draft;
use crate::failure::Failure;

pub(super) async fn get(signed: Signed) -> Response {
    signed
        .answer(|signed| {
            let drafts = signed.door.host.drafts()?.all(&signed.who.account);
            let shown = drafts.into_iter().map(|draft| {
                // The program may have been started again since they were brought.
                for file in draft.files {
                    signed.door.brings(&signed.who, file)?;
                }
                let Draft { about, text, .. } = draft;
                Ok(DraftKept { about, text })
            });
            shown.collect::<Result<Vec<_>, Failure>>()
        })
        .await
}

pub(super) async fn keep(signed: Signed, json::Json(ask): json::Json<DraftToKeep>) -> Response {
    signed
        .answer(move |signed| {
            let (drafts, person) = (signed.door.host.drafts()?, &signed.who.account);
            match ask.text {
                None => drafts.drop(person, &ask.about),
                Some(text) => drafts.keep(&Draft {
                    person: person.clone(),
                    files: brought(signed, &text),
                    about: ask.about,
                    text,
                }),
            }
        })
        .await
}

/// The files that a draft speaks of and its writer has brought: naming one of somebody else's gives
/// no right to see it.
fn brought(signed: &Signed, text: &str) -> BTreeSet<Hash> {
    let words = text.split(|c: char| !c.is_ascii_hexdigit());
    let named = words.filter_map(|word| word.parse::<Hash>().ok());
    named
        .filter(|file| signed.door.has_brought(&signed.who, *file))
        .collect()
}
