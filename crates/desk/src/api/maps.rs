//! What lies under the marks of a map: the base map, and the outlines of divisions.

use axum::extract::Request;
use axum::response::{IntoResponse, Response};
use places::{DivisionCode, Level};
use tower_http::services::ServeFile;

use super::door::Signed;
use super::refusal::refuse;
use super::view::{MapSettings, Outline, Outlines};
use crate::failure::Failure;
use crate::maps;

pub(super) async fn settings(signed: Signed) -> Response {
    signed
        .answer(|signed| {
            let folder = signed.door.host.maps();
            let basemap = folder.map(|folder| maps::basemap(&folder)).transpose()?;
            Ok(MapSettings {
                basemap: basemap.flatten(),
            })
        })
        .await
}

/// The tile archive. Pages ask for the few bytes of it they need.
pub(super) async fn archive(signed: Signed, request: Request) -> Response {
    let path = signed.door.host.maps().map(|folder| maps::archive(&folder));
    let Some(path) = path.filter(|path| path.exists()) else {
        return refuse(&none());
    };
    match ServeFile::new(&path).try_call(request).await {
        Ok(served) => served.into_response(),
        Err(error) => refuse(&Failure::file(&path, &error)),
    }
}

fn none() -> Failure {
    Failure::new(
        "no_file",
        "没有底图；请管理员用 xunlu-server import basemap 导入",
        "there is no base map; the administrator imports one with `xunlu-server import basemap`",
    )
}

pub(super) async fn outlines(signed: Signed) -> Response {
    signed
        .answer(|signed| {
            let folder = signed.door.host.maps();
            let all = folder.map(|folder| maps::outlines(&folder)).transpose()?;
            let shown = all.unwrap_or_default().into_iter();
            let features = shown.filter_map(|outline| cut(signed, outline)).collect();
            Ok(Outlines::FeatureCollection { features })
        })
        .await
}

/// The outline if it is of the person's area, down to townships: villages would only crowd a map.
/// Its name is the one the division has now.
fn cut(signed: &Signed, outline: Outline) -> Option<Outline> {
    let Outline::Feature {
        properties,
        geometry,
    } = outline;
    let code: DivisionCode = properties.code.parse().ok()?;
    let desk = signed.desk();
    let drawn = code.level() <= Level::Township || desk.seat.area.0.contains(&code);
    (drawn && desk.covers(code) && !desk.room.divisions.is_gone(code)).then(|| Outline::Feature {
        properties: signed.room().division(code),
        geometry,
    })
}
