//! Laptops that wait for a yes, for whoever may give it.

use axum::response::Response;
use forms::Deed;
use places::DivisionCode;

use super::door::Signed;
use super::json::Json;
use super::view::{Decision, Enrolment};
use crate::failure::Failure;

pub(super) async fn list(signed: Signed) -> Response {
    signed.answer(asking).await
}

pub(super) async fn decide(signed: Signed, Json(decision): Json<Decision>) -> Response {
    signed
        .answer(move |signed| {
            // Whoever lies outside their area is as unknown to them as one that never asked.
            if !asking(signed)?
                .iter()
                .any(|one| one.device == decision.device)
            {
                return Err(no_such());
            }
            signed.door.host.decide(&signed.who, &decision)
        })
        .await
}

/// The laptops of the divisions that the person answers for.
fn asking(signed: &Signed) -> Result<Vec<Enrolment>, Failure> {
    let mut all = signed.door.host.enrolments()?;
    all.retain(|one| {
        let unit: Option<DivisionCode> = one.unit.parse().ok();
        unit.is_some_and(|unit| signed.desk().may(Deed::Keys, unit))
    });
    Ok(all)
}

fn no_such() -> Failure {
    Failure::new(
        "no_record",
        "没有这台在等待的电脑；请刷新页面",
        "there is no such laptop that waits; load the page again",
    )
}
