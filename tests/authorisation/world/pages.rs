//! The pages of the office: its own router, asked in this process.

use axum::body::{Body, to_bytes};
use axum::http::{Request, Response};
use serde_json::{Value as Json, json};
use tower::ServiceExt;

use super::{Subject, World, code};

/// An answer over HTTP.
pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) body: Vec<u8>,
}

impl Answer {
    pub(crate) fn says(&self, word: &str) -> bool {
        self.body
            .windows(word.len())
            .any(|part| part == word.as_bytes())
    }

    pub(crate) fn json(&self) -> Json {
        serde_json::from_slice(&self.body).unwrap_or_default()
    }

    /// The name of what was wrong; nothing if nothing was.
    pub(crate) fn problem(&self) -> String {
        if self.status < 400 {
            return String::new();
        }
        self.json()["code"].as_str().unwrap_or("?").to_owned()
    }

    /// Whether it was refused because of who asked, or said to know nothing of what was asked for.
    pub(crate) fn refused(&self) -> bool {
        let refusals = [
            "not_allowed",
            "no_record",
            "no_file",
            "outside",
            "signed_out",
        ];
        refusals.contains(&self.problem().as_str())
    }
}

impl World {
    pub(crate) fn sit(&self, role: &'static str, unit: &'static str, name: &str) -> Subject {
        let at = self.office.unit(code(unit), &[]).unwrap();
        self.office.open_account(at, role, name).unwrap();
        let word = self.office.link(name, self.now_ms + 3_600_000).unwrap();
        let request = Request::post("/api/session")
            .header("host", "office")
            .header("content-type", "application/json")
            .body(Body::from(
                json!({ "by": "link", "word": word }).to_string(),
            ));
        let response = self.send(request.unwrap());
        let cookie = response.headers()["set-cookie"].to_str().unwrap();
        Subject {
            role,
            unit,
            name: name.to_owned(),
            cookie: cookie.split(';').next().unwrap().to_owned(),
        }
    }

    fn send(&self, request: Request<Body>) -> Response<Body> {
        let answered = self.router.clone().oneshot(request);
        self.runtime.block_on(answered).unwrap()
    }

    fn answered(&self, request: Request<Body>) -> Answer {
        let response = self.send(request);
        let status = response.status().as_u16();
        let body = self
            .runtime
            .block_on(to_bytes(response.into_body(), usize::MAX));
        let body = body.unwrap().to_vec();
        Answer { status, body }
    }

    pub(crate) fn get(&self, who: &Subject, path: &str) -> Answer {
        let request = Request::get(path)
            .header("host", "office")
            .header("cookie", &who.cookie);
        self.answered(request.body(Body::empty()).unwrap())
    }

    pub(crate) fn post(&self, who: &Subject, path: &str, body: &Json) -> Answer {
        self.post_text(who, path, &body.to_string())
    }

    pub(crate) fn post_text(&self, who: &Subject, path: &str, body: &str) -> Answer {
        let request = Request::post(path)
            .header("host", "office")
            .header("cookie", &who.cookie)
            .header("content-type", "application/json");
        self.answered(request.body(Body::from(body.to_owned())).unwrap())
    }

    /// A request of nobody.
    pub(crate) fn stranger(&self, method: &str, path: &str) -> Answer {
        let request = Request::builder()
            .method(method)
            .uri(path)
            .header("host", "office");
        let request = request.header("content-type", "application/json");
        self.answered(request.body(Body::from("{}")).unwrap())
    }

    /// Sends a file.
    pub(crate) fn upload(&self, who: &Subject, bytes: Vec<u8>) -> Answer {
        let request = Request::post("/api/files")
            .header("host", "office")
            .header("cookie", &who.cookie)
            .header("x-name", "a.jpg");
        self.answered(request.body(Body::from(bytes)).unwrap())
    }
}
