//! What is settled before a request reaches anybody: under which name the office was called, from
//! where, and whether whoever calls has to wait.

mod guesses;
mod ledger;
mod meter;

use std::net::{IpAddr, Ipv6Addr};
use std::sync::Arc;

use axum::Json;
use axum::extract::{Request, State};
use axum::http::{HeaderMap, HeaderValue, Method, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use desk::Failure;
use desk::api::view::Problem;
use link::listen::Peer;
use sync::limits;

use crate::http::now_ms;
use crate::refused::refused;
use guesses::Guesses;
pub(crate) use ledger::{FOLDER as COUNTED, Ledger};
pub use meter::Amount;
pub(crate) use meter::Meter;

/// The limits of an office that its administrator may set.
#[derive(Debug, Clone)]
pub struct Limits {
    /// What one device may ask for in a day.
    pub device: Amount,
    /// Requests that may come from one address in a day.
    pub address: u64,
    /// The one gateway whose word on who calls is taken.
    pub proxy: Option<IpAddr>,
}

impl Default for Limits {
    fn default() -> Limits {
        Limits {
            device: Amount {
                requests: limits::DAY_REQUESTS,
                bytes: limits::DAY_BYTES,
                operations: limits::DAY_OPS,
            },
            address: limits::DAY_REQUESTS_OF_ADDRESS,
            proxy: None,
        }
    }
}

/// The edge of an office.
#[derive(Debug)]
pub(crate) struct Edge {
    limits: Limits,
    /// On this machine alone, names under which it is called; anywhere else its certificate says.
    names: Option<Vec<String>>,
    addresses: Meter<IpAddr>,
    guesses: Guesses,
}

impl Edge {
    /// The edge of an office that is called on this machine alone under these names, or, with none,
    /// from anywhere.
    pub(crate) fn new(limits: Limits, names: Option<Vec<String>>, ledger: Option<Ledger>) -> Edge {
        Edge {
            limits,
            names,
            addresses: Meter::new("addresses", ledger.clone()),
            guesses: Guesses::new(ledger),
        }
    }

    /// Whether a name is ours. A foreign page that has pointed a name of its own at this machine is
    /// not answered.
    fn is_called(&self, headers: &HeaderMap) -> bool {
        let Some(names) = &self.names else {
            return true;
        };
        let host = headers
            .get(header::HOST)
            .and_then(|host| host.to_str().ok());
        let host = host.unwrap_or_default();
        let name = match host.rsplit_once(':') {
            Some((name, port)) if port.bytes().all(|byte| byte.is_ascii_digit()) => name,
            _ => host,
        };
        let bare = name.trim_start_matches('[').trim_end_matches(']');
        name.eq_ignore_ascii_case("localhost")
            || bare.parse::<IpAddr>().is_ok_and(|ip| ip.is_loopback())
            || names.iter().any(|known| known.eq_ignore_ascii_case(bare))
    }

    /// Where a request comes from. What a gateway adds is its last word; what stands before it,
    /// anybody may have written.
    fn caller(&self, request: &Request) -> Option<IpAddr> {
        let Peer(from) = request.extensions().get::<Peer>()?;
        let from = from.to_canonical();
        if self.limits.proxy != Some(from) {
            return Some(from);
        }
        let said = request
            .headers()
            .get_all("x-forwarded-for")
            .iter()
            .next_back();
        let said = said.and_then(|said| said.to_str().ok()?.rsplit(',').next());
        Some(
            said.and_then(|said| said.trim().parse().ok())
                .unwrap_or(from),
        )
    }

    /// Whoever calls, if it has to be known: nobody counts what comes from the machine itself and is no
    /// guess.
    fn called(&self, request: &Request) -> Result<Option<Call>, Failure> {
        if !self.is_called(request.headers()) {
            return Err(Failure::new(
                "foreign",
                "请求用的不是本服务器的名称，未处理；请从 http://127.0.0.1 打开，另有域名请用 certificate names 登记",
                "the request was not made under a name of this server and was not carried out; open http://127.0.0.1, or note its other names with `certificate names`",
            ));
        }
        let guesses = guesses(request);
        let from = self.caller(request).map(network);
        let from = from.filter(|from| guesses || !from.is_loopback());
        Ok(from.map(|from| Call { from, guesses }))
    }

    /// What one address may ask for in a day.
    fn most(&self) -> Amount {
        Amount {
            requests: self.limits.address,
            ..ONE.times(u64::MAX)
        }
    }

    /// Whether a call can be judged without a look at what was written down.
    fn at_hand(&self, call: Call) -> bool {
        let addresses = &self.addresses;
        !call.guesses && addresses.at_hand(&call.from, ONE, self.most(), now_ms())
    }

    fn admit(&self, Call { from, guesses }: Call) -> Result<(), Failure> {
        if !from.is_loopback() {
            self.addresses.count(from, ONE, self.most(), now_ms())?;
        }
        if guesses {
            self.guesses.try_one(from, now_ms())?;
        }
        Ok(())
    }
}

/// Whoever calls.
#[derive(Debug, Clone, Copy)]
struct Call {
    from: IpAddr,
    /// It could be a guess.
    guesses: bool,
}

/// Judges a call; where it takes a look at what was written down, beside the other requests.
async fn admitted(
    edge: &Arc<Edge>,
    called: Result<Option<Call>, Failure>,
) -> Result<Option<Call>, Failure> {
    let Some(call) = called? else {
        return Ok(None);
    };
    let judged = if edge.at_hand(call) {
        edge.admit(call)
    } else {
        let edge = edge.clone();
        let judging = tokio::task::spawn_blocking(move || edge.admit(call));
        // Whatever broke there refuses nobody.
        judging.await.unwrap_or(Ok(()))
    };
    judged.map(|()| Some(call))
}

/// One request, whatever is in it.
const ONE: Amount = Amount {
    requests: 1,
    bytes: 0,
    operations: 0,
};

/// What counts as one address: in the new protocol everybody has billions of them.
fn network(from: IpAddr) -> IpAddr {
    match from {
        IpAddr::V4(_) => from,
        IpAddr::V6(_) if from.is_loopback() => from,
        IpAddr::V6(ip) => Ipv6Addr::from(u128::from(ip) >> 64 << 64).into(),
    }
}

/// Whether a request could be a guess.
fn guesses(request: &Request) -> bool {
    let path = request.uri().path();
    request.method() == Method::POST && matches!(path, "/api/session" | "/v1/enrol")
}

/// A cookie that was given on an encrypted line is for such lines alone.
fn only_encrypted(headers: &mut HeaderMap) {
    if let Some(cookie) = headers.get_mut(header::SET_COOKIE) {
        let with = [cookie.as_bytes(), b"; Secure"].concat();
        *cookie = HeaderValue::from_bytes(&with).unwrap_or_else(|_| cookie.clone());
    }
}

/// Lets a request through, or answers it here.
pub(crate) async fn pass(
    State(edge): State<Arc<Edge>>,
    mut request: Request,
    next: Next,
) -> Response {
    let ours = request.uri().path().starts_with("/v1/");
    let called = edge.called(&request);
    match admitted(&edge, called).await {
        Ok(call) => {
            // Behind the gateway it is known as whoever asked the gateway.
            if let Some(from) = edge.caller(&request) {
                request.extensions_mut().insert(Peer(from));
            }
            let mut answer = next.run(request).await;
            if edge.names.is_none() {
                only_encrypted(answer.headers_mut());
            }
            let guessed =
                call.filter(|call| call.guesses && answer.status() == StatusCode::FORBIDDEN);
            if let Some(Call { from, .. }) = guessed {
                let noting =
                    tokio::task::spawn_blocking(move || edge.guesses.wrong(from, now_ms()));
                // Before it is answered, so that whoever guesses side by side gains nothing.
                let _ = noting.await;
            }
            answer
        }
        Err(failure) => {
            let status = match failure.code() {
                "foreign" => StatusCode::FORBIDDEN,
                _ => StatusCode::TOO_MANY_REQUESTS,
            };
            if ours {
                return (status, sync::pack(&refused(&failure))).into_response();
            }
            (status, Json(Problem::from(&failure))).into_response()
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn request(host: &str, from: &str, said: &[&str]) -> Request {
        let mut request = Request::builder().header(header::HOST, host);
        for said in said {
            request = request.header("x-forwarded-for", *said);
        }
        let mut request = request.body(axum::body::Body::empty()).unwrap();
        request.extensions_mut().insert(Peer(from.parse().unwrap()));
        request
    }

    #[test]
    fn on_its_own_machine_an_office_is_called_by_its_own_names() {
        let edge = Edge::new(
            Limits::default(),
            Some(vec!["xunlu.example.cn".to_owned()]),
            None,
        );
        for own in [
            "127.0.0.1:8460",
            "localhost:9000",
            "LOCALHOST",
            "[::1]:8460",
            "127.7.1.1",
            "xunlu.example.cn",
        ] {
            assert!(
                edge.is_called(request(own, "127.0.0.1", &[]).headers()),
                "{own}"
            );
        }
        for other in [
            "",
            "evil.example:8460",
            "127.0.0.1.evil.example",
            "localhost.evil.example:8460",
            "0.0.0.0:8460",
            "10.0.0.5:8460",
            "evil.example:127.0.0.1",
        ] {
            assert!(
                !edge.is_called(request(other, "127.0.0.1", &[]).headers()),
                "{other}"
            );
        }
    }

    #[test]
    fn only_the_named_gateway_says_who_calls() {
        let proxy = Some([10, 0, 0, 2].into());
        let limits = Limits {
            proxy,
            ..Limits::default()
        };
        let edge = Edge::new(limits, None, None);
        let caller = |from, said: &[&str]| edge.caller(&request("x", from, said)).unwrap();
        let ip = |text: &str| text.parse::<IpAddr>().unwrap();
        assert_eq!(caller("10.0.0.9", &["1.2.3.4"]), ip("10.0.0.9"));
        assert_eq!(caller("10.0.0.2", &["6.6.6.6, 1.2.3.4"]), ip("1.2.3.4"));
        assert_eq!(caller("10.0.0.2", &["6.6.6.6", "1.2.3.4"]), ip("1.2.3.4"));
        assert_eq!(caller("10.0.0.2", &["nonsense"]), ip("10.0.0.2"));
        assert_eq!(caller("10.0.0.2", &[]), ip("10.0.0.2"));
        assert_eq!(network(ip("fd00::1:2:3:4")), ip("fd00::"));
    }
}
