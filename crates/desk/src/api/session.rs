//! Who is at work: signing in and out, the catalog, the divisions.

use std::sync::Arc;

use axum::Json;
use axum::extract::{Query, State};
use axum::http::header::{CACHE_CONTROL, CONTENT_TYPE};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use forms::Deed;
use places::DivisionCode;
use serde::Deserialize;

use super::cookies::cookie;
use super::door::{Caller, Door, Signed};
use super::refusal::{failed_inside, refuse};
use super::view::{Catalog, Division, Key, Named, Session};
use super::{Who, json};
use crate::failure::Failure;
use crate::room::Desk;
use crate::work::moment;

/// Most divisions a search answers.
const FOUND: usize = 50;

fn session(door: &Door, who: &Who) -> Result<Session, Failure> {
    let (host, room) = (&door.host, &*door.host.room());
    let desk = Desk {
        room,
        seat: &who.seat,
    };
    let terms = who.seat.terms();
    let unit = DivisionCode::new(terms.unit.0)?;
    let area = room.divisions.area_today(&who.seat.area);
    let area = area.0.iter();
    Ok(Session {
        program: host.program(),
        person: terms.person.clone(),
        role: terms.role.clone(),
        role_label: desk.role()?.label.clone(),
        unit: room.division(unit),
        area: area.map(|code| room.division(*code)).collect(),
        may: room.catalog.deeds(&terms.role),
        today: moment(host.now()).today(),
        catalog: fingerprint(&room.catalog),
        version: env!("CARGO_PKG_VERSION").to_owned(),
    })
}

fn fingerprint(catalog: &forms::Catalog) -> String {
    format!("{:016x}", catalog.fingerprint())
}

pub(super) async fn get(signed: Signed) -> Response {
    signed
        .answer(|signed| session(&signed.door, &signed.who))
        .await
}

pub(super) async fn open(
    State(door): State<Arc<Door>>,
    caller: Caller,
    json::Json(key): json::Json<Key>,
) -> Response {
    let headers = caller.headers.clone();
    let opened = tokio::task::spawn_blocking(move || {
        let who = door.host.sit(&key)?;
        let shown = session(&door, &who)?;
        let patience_ms = door.host.patience_ms(&key);
        Ok((door.open(who, &headers, patience_ms)?, shown))
    });
    match opened.await {
        Ok(Ok((word, shown))) => {
            (cookie(&caller.headers, Some(&word)), Json(shown)).into_response()
        }
        Ok(Err(failure)) => refuse(&failure),
        Err(_) => refuse(&Failure::new(
            "internal",
            "程序内部出错，未能登录；请重试",
            "the program failed inside, you are not signed in; try again",
        )),
    }
}

pub(super) async fn close(State(door): State<Arc<Door>>, caller: Caller) -> Response {
    let headers = caller.headers.clone();
    let closed = tokio::task::spawn_blocking(move || door.close(&headers)).await;
    match closed.unwrap_or_else(|_| Err(failed_inside())) {
        Ok(()) => (cookie(&caller.headers, None), StatusCode::NO_CONTENT).into_response(),
        // Whoever is told that they are out must be so.
        Err(failure) => refuse(&failure),
    }
}

pub(super) async fn standing(signed: Signed) -> Response {
    signed
        .answer(|signed| {
            let standing = signed.door.host.standing()?;
            standing.ok_or_else(no_laptop)
        })
        .await
}

pub(super) async fn sync(signed: Signed) -> Response {
    signed
        .answer(|signed| {
            signed.door.host.start_sync()?;
            signed.door.host.standing()?.ok_or_else(no_laptop)
        })
        .await
}

pub(super) async fn peers(signed: Signed) -> Response {
    signed
        .answer(|signed| {
            // How much travels between offices tells of all their divisions.
            if signed.desk().covers(signed.room().root) {
                signed.door.host.peers()
            } else {
                Ok(Vec::new())
            }
        })
        .await
}

fn no_laptop() -> Failure {
    Failure::new(
        "no_place",
        "这里是服务器，没有待发的数据",
        "this is an office; there is nothing to send",
    )
}

pub(super) async fn catalog(signed: Signed) -> Response {
    let catalog = &signed.room().catalog;
    let named = |name: &str, label: &forms::Text, kind: Option<&String>, board| Named {
        name: name.to_owned(),
        label: label.clone(),
        kind: kind.cloned(),
        board,
    };
    let measures = catalog.measures().iter();
    let ratios = catalog.ratios().iter();
    let reports = catalog.reports().iter();
    let shown = Catalog {
        fingerprint: fingerprint(catalog),
        roles: catalog.roles(),
        codes: catalog.code_lists(),
        kinds: catalog.kinds(),
        violations: catalog.table("violations").map_or_else(Vec::new, |table| {
            table.rows.iter().map(Into::into).collect()
        }),
        measures: measures
            .map(|m| named(&m.name, &m.label, Some(&m.kind), m.board))
            .collect(),
        ratios: ratios
            .map(|ratio| named(&ratio.name, &ratio.label, None, false))
            .collect(),
        reports: reports
            .map(|r| named(&r.name, &forms::Text::new(&r.zh, &r.en), None, false))
            .collect(),
    };
    let text = serde_json::to_vec(&shown).unwrap_or_default();
    let mut headers = HeaderMap::new();
    // Pages ask for it by its fingerprint, so that what they keep is never out of date.
    for (name, value) in [
        (CONTENT_TYPE, "application/json"),
        (CACHE_CONTROL, "private, max-age=31536000, immutable"),
    ] {
        headers.insert(name, axum::http::HeaderValue::from_static(value));
    }
    (headers, text).into_response()
}

/// Which divisions are asked for.
#[derive(Debug, Default, Deserialize)]
pub(super) struct AskDivisions {
    under: Option<String>,
    words: Option<String>,
}

pub(super) async fn divisions(signed: Signed, Query(ask): Query<AskDivisions>) -> Response {
    signed
        .answer(move |signed| {
            let desk = signed.desk();
            match (ask.words.as_deref(), ask.under.as_deref()) {
                (Some(words), _) => Ok(found(&desk, words)),
                (None, Some(under)) => below(&desk, under.parse()?),
                (None, None) => Ok(own(&desk)),
            }
        })
        .await
}

/// Divisions of the seat's area with these words in their path of names, or this beginning of
/// their code.
fn found(desk: &Desk<'_>, words: &str) -> Vec<Division> {
    let words: Vec<&str> = words.split_whitespace().collect();
    let divisions = &desk.room.divisions;
    let inside = divisions
        .iter()
        .filter(|d| names(desk, d.code) && !divisions.is_gone(d.code));
    let fitting = inside.filter_map(|division| {
        let path = divisions.path_name(division.code);
        let code = division.code.to_string();
        let fits = |word: &&str| path.contains(*word) || code.starts_with(*word);
        words.iter().all(fits).then(|| Division {
            name: path,
            ..desk.room.division(division.code)
        })
    });
    fitting.take(FOUND).collect()
}

/// Whether somebody is told of a division: they read its records, or say who works there.
fn names(desk: &Desk<'_>, code: DivisionCode) -> bool {
    desk.covers(code) || desk.may(Deed::Devices, code)
}

fn below(desk: &Desk<'_>, under: DivisionCode) -> Result<Vec<Division>, Failure> {
    let under = if names(desk, under) {
        desk.room.under(Some(under))?
    } else {
        desk.under(Some(under))?
    };
    let below = desk.room.divisions.children(under);
    Ok(below.map(|d| desk.room.division(d.code)).collect())
}

/// The seat's own divisions, and those above them.
fn own(desk: &Desk<'_>) -> Vec<Division> {
    let mut codes: Vec<DivisionCode> = Vec::new();
    let area = desk.room.divisions.area_today(&desk.seat.area);
    for code in &area.0 {
        codes.extend(
            code.upwards()
                .filter(|code| desk.room.divisions.get(*code).is_some()),
        );
    }
    codes.sort_unstable();
    codes.dedup();
    codes
        .into_iter()
        .map(|code| desk.room.division(code))
        .collect()
}
