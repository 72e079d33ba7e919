//! The deadlines that run: page by page, and counted for the days to come.

use axum::extract::Query;
use axum::response::Response;
use forms::day_text;
use serde::Deserialize;
use store::DueAt;

use super::door::Signed;
use super::paging::{named, part};
use super::rows::Rows;
use super::view::{Ahead, DueAsk, DuePage, FallsDue};
use crate::deadlines::{ANY, EVER};
use crate::failure::Failure;
use crate::room::Room;
use crate::work::moment;

/// Days looked ahead when nothing is said, and at most.
const DAYS: (i32, i32) = (30, 366);

/// The name that stands for every deadline that has passed, among the names of colours.
const OVERDUE: &str = "overdue";

pub(super) async fn due(signed: Signed, Query(ask): Query<DueAsk>) -> Response {
    signed
        .answer_in_bulk(move |signed| page(signed, &ask))
        .await
}

fn page(signed: &Signed, ask: &DueAsk) -> Result<DuePage, Failure> {
    let (desk, rows) = (signed.desk(), Rows::new(signed)?);
    let now = moment(signed.door.host.now());
    let today = now.day();
    let around = desk.around(named(ask.under.as_ref()).map(str::parse).transpose()?)?;
    let page = part(ask.skip, ask.limit);
    let (all, due) = match (named(ask.day.as_ref()), named(ask.band.as_ref())) {
        (Some(day), _) => {
            let day = Room::day(Some(day), now)?;
            let days = day..=day;
            (around.count(&days)?, around.due(&days, ANY, page)?)
        }
        (None, Some(OVERDUE)) => {
            let days = i32::MIN..=today - 1;
            (around.count(&days)?, around.due(&days, ANY, page)?)
        }
        (None, Some(colour)) => match around.shades(today)?.get(colour) {
            Some(shade) => {
                let wanted = |due: &DueAt, _: &str| around.has_colour(due, colour, today);
                let due = around.due(&shade.days, &wanted, page)?;
                (u64::try_from(shade.count).unwrap_or(0), due)
            }
            None => (0, Vec::new()),
        },
        (None, None) => (around.count(&EVER)?, around.due(&EVER, ANY, page)?),
    };
    let rows = rows.rows(&desk.room.due_records(&due)?)?;
    Ok(DuePage { all, rows })
}

/// A division, and how far ahead.
#[derive(Debug, Default, Deserialize)]
pub(super) struct HowFar {
    under: Option<String>,
    days: Option<i32>,
}

pub(super) async fn ahead(signed: Signed, Query(ask): Query<HowFar>) -> Response {
    signed
        .answer_in_bulk(move |signed| {
            let desk = signed.desk();
            let today = moment(signed.door.host.now()).day();
            let days = ask.days.unwrap_or(DAYS.0).clamp(0, DAYS.1);
            let around = desk.around(named(ask.under.as_ref()).map(str::parse).transpose()?)?;
            let running = around.running(&(today..=today + days))?.into_iter();
            let falls = running.map(|(falls, count)| FallsDue {
                day: day_text(falls.day),
                kind: desk
                    .room
                    .catalog
                    .kind_by_id(falls.kind)
                    .map(|kind| kind.name.clone()),
                mark: Some(falls.mark).filter(|mark| !mark.is_empty()),
                count: u64::try_from(count).unwrap_or(0),
            });
            Ok(Ahead {
                overdue: around.count(&(i32::MIN..=today - 1))?,
                falls: falls.collect(),
            })
        })
        .await
}
