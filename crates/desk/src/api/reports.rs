//! Reports, and the records behind a figure.

use axum::extract::{Path, Query};
use axum::response::Response;
use forms::Deed;
use store::Listed;

use super::door::Signed;
use super::rows::Rows;
use super::view::Span;
use super::workbooks::{In, filled_workbook};
use crate::failure::Failure;
use crate::report::{Asked, Filled, Memo};
use crate::work::moment;

/// Most rows behind a figure on one page; the workbook of its report has them all.
const ROWS: usize = 1_000;

pub(super) async fn get(
    signed: Signed,
    Path(name): Path<String>,
    Query(span): Query<Span>,
    Query(lang): Query<In>,
) -> Response {
    match name.strip_suffix(".xlsx").map(str::to_owned) {
        Some(name) => {
            let language = lang.lang();
            let fill = move |signed: &Signed| {
                signed.desk().require(Deed::Export)?;
                read(signed, &name, &span, &lang)
            };
            filled_workbook(signed, language, fill).await
        }
        None => {
            signed
                .answer(move |signed| read(signed, &name, &span, &lang))
                .await
        }
    }
}

/// What is shown whole is read where it is noted who looked.
fn read(signed: &Signed, name: &str, span: &Span, how: &In) -> Result<Filled, Failure> {
    if how.is_whole() {
        return fill(signed, name, span, how);
    }
    signed.in_bulk(|signed| fill(signed, name, span, how))
}

fn fill(signed: &Signed, name: &str, span: &Span, how: &In) -> Result<Filled, Failure> {
    let now = moment(signed.door.host.now());
    let (under, period) = span.read(&signed.desk(), now)?;
    let asked = Asked {
        report: name.to_owned(),
        under: Some(under),
        period,
        unmasked: how.looked(signed, name, under)?,
    };
    let memo = Memo::of(signed.desk().ranges());
    signed.room().report_for(&asked, now, &memo)
}

pub(super) async fn behind(
    signed: Signed,
    Path(measure): Path<String>,
    Query(span): Query<Span>,
) -> Response {
    signed
        .answer_in_bulk(move |signed| {
            let (desk, room) = (signed.desk(), signed.room());
            let now = moment(signed.door.host.now());
            let (under, period) = span.read(&desk, now)?;
            let mut found: Vec<Listed> = room.counted_behind(&measure, under, period)?;
            found.truncate(ROWS);
            Rows::new(signed)?.rows(&found)
        })
        .await
}
