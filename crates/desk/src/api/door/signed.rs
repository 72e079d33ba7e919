//! Requests that were let through the door, and how they are answered.

use std::sync::Arc;

use axum::Json;
use axum::extract::FromRequestParts;
use axum::http::header::{HOST, ORIGIN};
use axum::http::request::Parts;
use axum::http::{HeaderMap, Method};
use axum::response::{IntoResponse, Response};
use serde::Serialize;

use super::{Door, Shown};
use crate::api::Who;
use crate::api::cookies;
use crate::api::refusal::{failed_inside, refuse};
use crate::api::table::Asks;
use crate::failure::{Failure, passes};
use crate::room::{Desk, Room};

/// A request that comes from our own pages, signed in or not.
pub(in crate::api) struct Caller {
    pub(in crate::api) headers: HeaderMap,
}

impl FromRequestParts<Arc<Door>> for Caller {
    type Rejection = Response;

    async fn from_request_parts(parts: &mut Parts, door: &Arc<Door>) -> Result<Self, Response> {
        own_page(&parts.method, &parts.headers, door)?;
        Ok(Caller {
            headers: parts.headers.clone(),
        })
    }
}

/// A request of somebody who is signed in.
#[derive(Clone)]
pub(in crate::api) struct Signed {
    pub(in crate::api) door: Arc<Door>,
    pub(in crate::api) who: Who,
    /// The room as it was when the request came.
    pub(in crate::api) room: Arc<Room>,
    /// Whether they have just written, and look for that.
    wrote: bool,
}

impl FromRequestParts<Arc<Door>> for Signed {
    type Rejection = Response;

    async fn from_request_parts(parts: &mut Parts, door: &Arc<Door>) -> Result<Self, Response> {
        own_page(&parts.method, &parts.headers, door)?;
        let (shown, here) = (Shown::of(parts), door.clone());
        let found = tokio::task::spawn_blocking(move || here.who(&shown)).await;
        let who = match found.unwrap_or_else(|_| Err(failed_inside())) {
            Ok(Some(who)) => who,
            Ok(None) => return Err(signed_out()),
            Err(failure) => return Err(refuse(&failure)),
        };
        let signed = Signed {
            door: door.clone(),
            who,
            room: door.host.room(),
            wrote: cookies::has_written(&parts.headers),
        };
        match parts.extensions.get::<Asks>() {
            Some(Asks::Somebody) => Ok(signed),
            Some(Asks::Deed(deed)) => match signed.desk().require(*deed) {
                Ok(()) => Ok(signed),
                Err(failure) => Err(refuse(&failure)),
            },
            // A route that says nothing lets nobody in.
            Some(Asks::Nothing) | None => Err(signed_out()),
        }
    }
}

/// Foreign pages may not make a browser write here, nor reach a laptop under another name.
#[expect(clippy::result_large_err, reason = "the answer is the refusal itself")]
fn own_page(method: &Method, headers: &HeaderMap, door: &Door) -> Result<(), Response> {
    let text = |name| headers.get(name).and_then(|value| value.to_str().ok());
    let host = text(HOST).unwrap_or_default();
    let origin = text(ORIGIN);
    let same = origin.is_none_or(|origin| {
        let at = origin.split_once("://").map(|(_, at)| at);
        at == Some(host)
    });
    // A page at another port of this machine is of the same site, and none of ours.
    let site = headers.get("sec-fetch-site");
    let own = site.is_none_or(|site| site == "same-origin" || site == "none");
    if door.host.answers_to(host) && own && (method == Method::GET || same) {
        return Ok(());
    }
    Err(refuse(&Failure::new(
        "foreign",
        "请求来自别的网页，未处理；请从本程序打开的页面操作",
        "the request came from another page and was not carried out; use the page this program opened",
    )))
}

fn signed_out() -> Response {
    refuse(&Failure::new(
        "signed_out",
        "登录已过期，您输入的内容仍在；请重新登录",
        "you are signed out; what you typed is kept here, sign in again",
    ))
}

impl Signed {
    pub(in crate::api) fn room(&self) -> &Room {
        &self.room
    }

    pub(in crate::api) fn desk(&self) -> Desk<'_> {
        Desk {
            room: &self.room,
            seat: &self.who.seat,
        }
    }

    /// Does what waits for the disk where it holds up nobody else, and answers.
    pub(in crate::api) async fn answer<T: Serialize + Send + 'static>(
        self,
        work: impl FnOnce(&Signed) -> Result<T, Failure> + Send + 'static,
    ) -> Response {
        match self.run(work).await {
            Ok(answer) => Json(answer).into_response(),
            Err(failure) => refuse(&failure),
        }
    }

    /// As [`Signed::answer`], for what reads much and may be some seconds old to whoever has not
    /// written meanwhile.
    pub(in crate::api) async fn answer_in_bulk<T: Serialize + Send + 'static>(
        self,
        work: impl Fn(&Signed) -> Result<T, Failure> + Send + 'static,
    ) -> Response {
        self.answer(move |signed| signed.in_bulk(work)).await
    }

    /// Reads from a copy of the database if there is a good one. Where it fails meanwhile, and for
    /// whoever may miss there what they have just written, the database itself is read.
    pub(in crate::api) fn in_bulk<T>(
        &self,
        work: impl Fn(&Signed) -> Result<T, Failure>,
    ) -> Result<T, Failure> {
        let host = &self.door.host;
        if let Some(room) = host.copied_room().filter(|_| !self.wrote) {
            let done = work(&Signed {
                door: self.door.clone(),
                who: self.who.clone(),
                room,
                wrote: false,
            });
            match done {
                Err(failure)
                    if passes(failure.code()) || matches!(failure.code(), "disk" | "store") =>
                {
                    host.copy_failed();
                }
                done => return done,
            }
        }
        work(self)
    }

    pub(in crate::api) async fn run<T: Send + 'static>(
        self,
        work: impl FnOnce(&Signed) -> Result<T, Failure> + Send + 'static,
    ) -> Result<T, Failure> {
        let done = tokio::task::spawn_blocking(move || work(&self)).await;
        done.unwrap_or_else(|_| Err(failed_inside()))
    }
}
