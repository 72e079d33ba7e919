//! A failure as an answer.

use axum::Json;
use axum::http::StatusCode;
use axum::http::header::RETRY_AFTER;
use axum::response::{IntoResponse, Response};

use super::view::Problem;
use crate::blobs::FULL;
use crate::failure::{AGAIN_SECONDS, Failure, passes};
use crate::keys::{LOCKED, WRONG};

pub(super) fn failed_inside() -> Failure {
    Failure::new(
        "internal",
        "程序内部出错，本次未处理；请重试，仍不行请报告管理员",
        "the program failed inside and did nothing; try again, and tell the administrator if it stays",
    )
}

/// What is answered when a handler panics: the program lives, and the page has a sentence to show.
pub(super) fn panicked(_: Box<dyn std::any::Any + Send>) -> Response {
    refuse(&failed_inside())
}

/// A failure as an answer.
#[must_use]
pub fn refuse(failure: &Failure) -> Response {
    let status = match failure.code() {
        "form" | "address" | "code" => StatusCode::UNPROCESSABLE_ENTITY,
        "signed_out" => StatusCode::UNAUTHORIZED,
        "foreign" | "outside" | "not_let_in" | "not_allowed" | WRONG => StatusCode::FORBIDDEN,
        LOCKED => StatusCode::LOCKED,
        "no_record" | "no_file" | "report" | "figure" | "no_place" => StatusCode::NOT_FOUND,
        "overtaken" | "opened_twice" | "saved_before" | "in_use" => StatusCode::CONFLICT,
        "disk" | FULL => StatusCode::INSUFFICIENT_STORAGE,
        "slow_down" => StatusCode::TOO_MANY_REQUESTS,
        "store" | "internal" => StatusCode::INTERNAL_SERVER_ERROR,
        code if passes(code) => StatusCode::SERVICE_UNAVAILABLE,
        _ => StatusCode::BAD_REQUEST,
    };
    let mut answer = (status, Json(Problem::from(failure))).into_response();
    if passes(failure.code()) {
        answer
            .headers_mut()
            .insert(RETRY_AFTER, AGAIN_SECONDS.into());
    }
    answer
}
