//! Every route of the API with what whoever calls it must be allowed: the router is made of these
//! rows, and nothing that is not in one is answered.

use std::sync::Arc;

use axum::extract::DefaultBodyLimit;
use axum::middleware::from_fn_with_state;
use axum::routing::{MethodRouter, delete, get, post};
use axum::{Extension, Router};
use forms::Deed;

use super::cookies::remember;
use super::door::Door;
use super::{
    boards, devices, drafts, due, enrolments, files, held, lists, looks, maps, neighbours,
    officers, papers, proposals, reports, session, sheet, steps, sticks, workbooks, write,
};
use crate::blobs::MAX_BLOB;

/// Largest form, in bytes; files travel on their own.
const MAX_FORM: usize = 4 * 1024 * 1024;

/// What a route asks of whoever calls it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Asks {
    /// Nothing: it is where people sign in and out.
    Nothing,
    /// To be signed in.
    Somebody,
    /// To be signed in, and allowed this.
    Deed(Deed),
}

/// How much a route takes.
#[derive(Clone, Copy)]
enum Takes {
    Form,
    File,
    /// A bundle, which is written to a file as it comes.
    Stream,
}

/// One route.
#[derive(Clone, Copy)]
pub(super) struct Route {
    pub(super) method: &'static str,
    pub(super) path: &'static str,
    pub(super) asks: Asks,
    takes: Takes,
    /// Whether records are other ones after it.
    keeps: bool,
    make: fn() -> MethodRouter<Arc<Door>>,
}

const fn reads(path: &'static str, make: fn() -> MethodRouter<Arc<Door>>) -> Route {
    row("GET", path, Asks::Deed(Deed::Read), make)
}

const fn writes(path: &'static str, make: fn() -> MethodRouter<Arc<Door>>) -> Route {
    row("POST", path, Asks::Deed(Deed::Write), make)
}

/// As [`writes`], and whoever has done it looks for it.
const fn keeps(path: &'static str, make: fn() -> MethodRouter<Arc<Door>>) -> Route {
    Route {
        keeps: true,
        ..writes(path, make)
    }
}

const fn row(
    method: &'static str,
    path: &'static str,
    asks: Asks,
    make: fn() -> MethodRouter<Arc<Door>>,
) -> Route {
    Route {
        method,
        path,
        asks,
        takes: Takes::Form,
        keeps: false,
        make,
    }
}

const fn taking(takes: Takes, route: Route) -> Route {
    Route { takes, ..route }
}

/// Every route there is.
pub(super) const ROUTES: &[Route] = &[
    row("GET", "/api/session", Asks::Somebody, || get(session::get)),
    row("POST", "/api/session", Asks::Nothing, || {
        post(session::open)
    }),
    row("DELETE", "/api/session", Asks::Nothing, || {
        delete(session::close)
    }),
    row("GET", "/api/catalog", Asks::Somebody, || {
        get(session::catalog)
    }),
    row("GET", "/api/divisions", Asks::Somebody, || {
        get(session::divisions)
    }),
    row("GET", "/api/standing", Asks::Somebody, || {
        get(session::standing)
    }),
    row("POST", "/api/sync", Asks::Somebody, || post(session::sync)),
    row("GET", "/api/peers", Asks::Somebody, || get(session::peers)),
    row("GET", "/api/drafts", Asks::Somebody, || get(drafts::get)),
    row("POST", "/api/drafts", Asks::Somebody, || post(drafts::keep)),
    row("GET", "/api/settings", Asks::Somebody, || {
        get(maps::settings)
    }),
    row("GET", "/api/basemap.pmtiles", Asks::Somebody, || {
        get(maps::archive)
    }),
    row("GET", "/api/outlines", Asks::Somebody, || {
        get(maps::outlines)
    }),
    reads("/api/today", || get(boards::today)),
    reads("/api/records", || get(lists::records)),
    row("GET", "/api/records.xlsx", Asks::Deed(Deed::Export), || {
        get(workbooks::workbook)
    }),
    reads("/api/records/{id}", || get(sheet::get)),
    reads("/api/records/{id}/history", || get(steps::get)),
    keeps("/api/records/{id}/resolve", || post(write::resolve)),
    reads("/api/records/{id}/papers", || get(papers::offered)),
    reads("/api/records/{id}/papers/{name}", || get(papers::preview)),
    keeps("/api/records/{id}/papers/{name}", || post(papers::keep)),
    reads("/api/map", || get(lists::map)),
    reads("/api/roads", || get(lists::roads)),
    reads("/api/roads/{road}", || get(lists::road)),
    writes("/api/check", || post(write::check)),
    keeps("/api/save", || post(write::save)),
    keeps("/api/bulk", || post(write::bulk)),
    reads("/api/proposals", || get(proposals::proposals)),
    keeps("/api/proposals", || post(write::answer)),
    reads("/api/board", || get(boards::board)),
    reads("/api/due", || get(due::due)),
    reads("/api/due/ahead", || get(due::ahead)),
    reads("/api/figures/{measure}", || get(boards::figures)),
    reads("/api/behind/{measure}", || get(reports::behind)),
    reads("/api/reports/{name}", || get(reports::get)),
    reads("/api/files/{sha256}", || get(files::get)),
    taking(Takes::File, writes("/api/files", || post(files::keep))),
    row("GET", "/api/held", Asks::Deed(Deed::Review), || {
        get(held::get)
    }),
    row("GET", "/api/enrolments", Asks::Deed(Deed::Keys), || {
        get(enrolments::list)
    }),
    row("POST", "/api/enrolments", Asks::Deed(Deed::Keys), || {
        post(enrolments::decide)
    }),
    row("GET", "/api/invitations", Asks::Deed(Deed::Devices), || {
        get(devices::invitations)
    }),
    row(
        "POST",
        "/api/invitations",
        Asks::Deed(Deed::Devices),
        || post(devices::invite),
    ),
    row(
        "POST",
        "/api/invitations/withdraw",
        Asks::Deed(Deed::Devices),
        || post(devices::withdraw),
    ),
    row("GET", "/api/devices", Asks::Deed(Deed::Devices), || {
        get(devices::all)
    }),
    row(
        "POST",
        "/api/devices/revoke",
        Asks::Deed(Deed::Devices),
        || post(devices::revoke),
    ),
    row("GET", "/api/officers", Asks::Somebody, || {
        get(officers::all)
    }),
    row("POST", "/api/officers", Asks::Somebody, || {
        post(officers::add)
    }),
    row("POST", "/api/officers/dismiss", Asks::Somebody, || {
        post(officers::dismiss)
    }),
    row("GET", "/api/looks", Asks::Deed(Deed::Logs), || {
        get(looks::get)
    }),
    reads("/api/neighbour", || get(neighbours::shown)),
    writes("/api/neighbour/wait", || post(neighbours::wait)),
    writes("/api/neighbour/call", || post(neighbours::call)),
    writes("/api/neighbour/stop", || post(neighbours::stop)),
    writes("/api/neighbour/find", || post(neighbours::find)),
    row("GET", "/api/stick/export", Asks::Deed(Deed::Write), || {
        get(sticks::export)
    }),
    taking(
        Takes::Stream,
        keeps("/api/stick/import", || post(sticks::import)),
    ),
    row(
        "GET",
        "/api/stick/answer/{word}",
        Asks::Deed(Deed::Write),
        || get(sticks::answer),
    ),
];

/// Every route: its method, its path, and what it asks.
#[must_use]
pub fn table() -> Vec<(&'static str, &'static str, Asks)> {
    let rows = ROUTES.iter();
    rows.map(|route| (route.method, route.path, route.asks))
        .collect()
}

/// The router of the table.
pub(super) fn router(door: &Arc<Door>) -> Router<Arc<Door>> {
    ROUTES.iter().fold(Router::new(), |router, route| {
        let made = (route.make)().layer(Extension(route.asks));
        let most = match route.takes {
            Takes::Form => Some(MAX_FORM),
            Takes::File => usize::try_from(MAX_BLOB).ok(),
            Takes::Stream => None,
        };
        let made = match most {
            Some(most) => made.layer(DefaultBodyLimit::max(most)),
            None => made,
        };
        let made = if route.keeps {
            made.layer(from_fn_with_state(door.clone(), remember))
        } else {
            made
        };
        router.route(route.path, made)
    })
}
