//! What one request leaves behind: a number it can be asked for by, a line in the log, and counts.

use std::sync::Arc;
use std::time::Instant;

use axum::body::{Body, HttpBody, to_bytes};
use axum::extract::{MatchedPath, Request, State};
use axum::http::{HeaderMap, HeaderName, HeaderValue, Method, header};
use axum::middleware::Next;
use axum::response::Response;
use serde_json::Value;
use tracing::{debug, error, info};

use super::Meters;
use super::log::TARGET;
use super::meters::Seen;

/// The header a request's number stands in, coming and going.
const NUMBER: HeaderName = HeaderName::from_static("x-request-id");
/// Longest number that is taken from a caller, in characters.
const MAX_NUMBER: usize = 64;
/// Longest answer that is opened to write the number into it, in bytes: refusals are short.
const MAX_PROBLEM: usize = 64 * 1024;
/// Routes that are asked every few seconds; their lines would drown the others.
const PROBES: [&str; 2] = ["/healthz", "/readyz"];

/// The code of a refusal, beside an answer that is no JSON.
#[derive(Debug, Clone)]
pub(crate) struct Refusal(pub(crate) String);

/// One request among those being answered; it ends however the request ends.
struct AtWork<'m>(&'m Meters);

impl Drop for AtWork<'_> {
    fn drop(&mut self) {
        self.0.web.at_work.dec();
    }
}

/// Numbers, counts and logs a request.
pub(crate) async fn note(
    State(meters): State<Arc<Meters>>,
    request: Request,
    next: Next,
) -> Response {
    let begun = Instant::now();
    let number = number(request.headers());
    let method = method(request.method());
    let route = request.extensions().get::<MatchedPath>();
    // Whatever else is asked for are the pages' own files.
    let route = route.map_or_else(|| "page".to_owned(), |path| path.as_str().to_owned());
    let length = request.headers().get(header::CONTENT_LENGTH);
    let received = length.and_then(|length| length.to_str().ok()?.parse().ok());
    meters.web.at_work.inc();
    let at_work = AtWork(&meters);
    let answer = next.run(request).await;
    drop(at_work);
    let (mut answer, code) = numbered(answer, &number).await;
    if let Ok(number) = HeaderValue::from_str(&number) {
        answer.headers_mut().insert(NUMBER, number);
    }
    let seen = Seen {
        method,
        route: &route,
        status: answer.status().as_u16(),
        received: received.unwrap_or(0),
        sent: answer.body().size_hint().exact().unwrap_or(0),
        took: begun.elapsed(),
        code: code.as_deref(),
    };
    meters.web.count(&seen);
    tell(&number, &seen);
    answer
}

/// One line. What was refused is worth reading, what failed is worth waking somebody, and the rest
/// is for whoever looks for it.
fn tell(number: &str, seen: &Seen<'_>) {
    let ms = u64::try_from(seen.took.as_millis()).unwrap_or(u64::MAX);
    let code = seen.code.unwrap_or("");
    macro_rules! line {
        ($level:ident) => {
            $level!(
                target: TARGET,
                event = "request",
                request = number,
                method = seen.method,
                route = seen.route,
                status = seen.status,
                ms,
                received = seen.received,
                sent = seen.sent,
                code,
            )
        };
    }
    match seen.status {
        _ if PROBES.contains(&seen.route) => line!(debug),
        500.. => line!(error),
        _ if seen.code.is_some() => line!(info),
        _ => line!(debug),
    }
}

/// The number of a request: its caller's, if it is one, else a new one.
fn number(headers: &HeaderMap) -> String {
    let said = headers.get(NUMBER).and_then(|said| said.to_str().ok());
    let is_one = |said: &&str| {
        (8..=MAX_NUMBER).contains(&said.len())
            && said
                .bytes()
                .all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
    };
    if let Some(said) = said.filter(is_one) {
        return said.to_owned();
    }
    let mut random = [0; 8];
    // Without chance all have the same number, and are answered all the same.
    let _ = desk::fill(&mut random);
    format!("{:016x}", u64::from_be_bytes(random))
}

/// A method by its name; whatever a caller invents has one name.
fn method(method: &Method) -> &'static str {
    match *method {
        Method::GET => "GET",
        Method::HEAD => "HEAD",
        Method::POST => "POST",
        Method::DELETE => "DELETE",
        _ => "other",
    }
}

/// The answer with the request's number in it if it is a problem, and that problem's code.
async fn numbered(answer: Response, number: &str) -> (Response, Option<String>) {
    if let Some(Refusal(code)) = answer.extensions().get() {
        let code = code.clone();
        return (answer, Some(code));
    }
    let status = answer.status();
    if status.is_success() || status.is_redirection() || status.is_informational() {
        return (answer, None);
    }
    let kind = answer.headers().get(header::CONTENT_TYPE);
    let short = answer.body().size_hint().upper();
    if !kind.is_some_and(|kind| kind.as_bytes().starts_with(b"application/json"))
        || short.is_none_or(|long| long > MAX_PROBLEM as u64)
    {
        return (answer, Some(format!("http_{}", status.as_u16())));
    }
    let (mut parts, body) = answer.into_parts();
    let bytes = to_bytes(body, MAX_PROBLEM).await.unwrap_or_default();
    let Ok(Value::Object(mut problem)) = serde_json::from_slice(&bytes) else {
        return (Response::from_parts(parts, Body::from(bytes)), None);
    };
    let code = problem.get("code").and_then(Value::as_str);
    let code = code.map(str::to_owned);
    problem.insert("request".to_owned(), number.into());
    let body = Value::Object(problem).to_string();
    parts.headers.remove(header::CONTENT_LENGTH);
    (Response::from_parts(parts, Body::from(body)), code)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_is_taken_from_a_caller_only_if_it_is_one() {
        let said = |text: &'static str| {
            let mut headers = HeaderMap::new();
            headers.insert(NUMBER, HeaderValue::from_static(text));
            number(&headers)
        };
        let own = "4bf92f3577b34da6-a3ce929d0e0e4736";
        assert_eq!(said(own), own);
        for bad in ["", "short", "with a space in it", "{\"level\":\"ERROR\"}"] {
            let made = said(bad);
            assert_ne!(made, bad);
            assert_eq!(made.len(), 16);
            assert!(made.bytes().all(|byte| byte.is_ascii_hexdigit()), "{made}");
        }
        assert_ne!(number(&HeaderMap::new()), number(&HeaderMap::new()));
    }
}
