//! Who looked behind a mask, for those who watch over it.

use axum::response::Response;
use places::DivisionCode;

use super::door::Signed;
use forms::Deed;

/// Most looks of one page, the latest.
const LOOKS: usize = 1_000;

pub(super) async fn get(signed: Signed) -> Response {
    signed
        .answer(|signed| {
            let desk = signed.desk();
            let mut looks = desk.room.looks()?;
            looks.retain(|look| {
                let at: Option<DivisionCode> = look.division.parse().ok();
                at.is_none_or(|at| desk.may(Deed::Logs, at))
            });
            looks.truncate(LOOKS);
            Ok(looks)
        })
        .await
}
