//! Lists and reports as workbooks, with persons masked unless somebody says why they need them whole.

use axum::extract::Query;
use axum::http::header::{CONTENT_DISPOSITION, CONTENT_TYPE};
use axum::response::{IntoResponse, Response};
use forms::Lang;
use places::DivisionCode;
use serde::Deserialize;

use super::door::Signed;
use super::lists::find;
use super::refusal::refuse;
use super::view::Ask;
use crate::failure::Failure;
use crate::looks::At;
use crate::report::{Filled, Memo, xlsx_bytes};
use crate::work::moment;

/// In which language a file is wanted, and why it is wanted whole.
#[derive(Debug, Default, Deserialize)]
pub(super) struct In {
    lang: Option<String>,
    unmask: Option<String>,
}

impl In {
    pub(super) fn lang(&self) -> Lang {
        let lang = self.lang.as_deref().and_then(|lang| lang.parse().ok());
        lang.unwrap_or_default()
    }

    fn reason(&self) -> Option<&str> {
        self.unmask.as_deref().filter(|reason| !reason.is_empty())
    }

    /// Whether persons are asked for whole.
    pub(super) fn is_whole(&self) -> bool {
        self.reason().is_some()
    }

    /// Whether persons are shown whole in a file: for a reason, which is kept first.
    pub(super) fn looked(
        &self,
        signed: &Signed,
        file: &str,
        under: DivisionCode,
    ) -> Result<bool, Failure> {
        let Some(reason) = self.reason() else {
            return Ok(false);
        };
        let now_ms = signed.door.host.now().wall_ms;
        signed.desk().look(At::File(file, under), reason, now_ms)?;
        Ok(true)
    }
}

pub(super) async fn workbook(
    signed: Signed,
    Query(ask): Query<Ask>,
    Query(lang): Query<In>,
) -> Response {
    let (language, whole) = (lang.lang(), lang.is_whole());
    let make = move |signed: &Signed| {
        let found = find(signed, &ask)?;
        let desk = signed.desk();
        let kind = ask.kind.as_deref().unwrap_or_default();
        let kind = desk.room.catalog.require(kind)?;
        let under = desk.under(ask.under.as_deref().map(str::parse).transpose()?)?;
        let day = moment(signed.door.host.now());
        let memo = Memo::of(desk.ranges());
        let whole = lang.looked(signed, &kind.name, under)?;
        let filled = desk
            .room
            .sheet_of(kind, found.listed, (under, whole, &memo), day)?;
        Ok((xlsx_bytes(&filled, language)?, filled.name))
    };
    let made = signed.run(move |signed| {
        // What is shown whole is read where it is noted who looked.
        if whole {
            make(signed)
        } else {
            signed.in_bulk(make)
        }
    });
    match made.await {
        Ok((bytes, name)) => spreadsheet(&name, bytes),
        Err(failure) => refuse(&failure),
    }
}

/// A workbook as a download.
pub(super) fn spreadsheet(name: &str, bytes: Vec<u8>) -> Response {
    let kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";
    let file = format!("attachment; filename=\"{name}.xlsx\"");
    (
        [(CONTENT_TYPE, kind.to_owned()), (CONTENT_DISPOSITION, file)],
        bytes,
    )
        .into_response()
}

/// A report as a workbook, for the reports' own route.
pub(super) async fn filled_workbook(
    signed: Signed,
    lang: Lang,
    fill: impl FnOnce(&Signed) -> Result<Filled, Failure> + Send + 'static,
) -> Response {
    let made = signed.run(move |signed| {
        let filled = fill(signed)?;
        Ok((xlsx_bytes(&filled, lang)?, filled.name))
    });
    match made.await {
        Ok((bytes, name)) => spreadsheet(&name, bytes),
        Err(failure) => refuse(&failure),
    }
}
