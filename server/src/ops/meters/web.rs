//! Requests, whoever makes them.

use std::time::Duration;

use prometheus_client::encoding::EncodeLabelSet;
use prometheus_client::metrics::counter::Counter;
use prometheus_client::metrics::family::Family;
use prometheus_client::metrics::gauge::Gauge;
use prometheus_client::metrics::histogram::Histogram;
use prometheus_client::registry::Registry;

use super::{Seconds, made};

#[derive(Debug, Clone, PartialEq, Eq, Hash, EncodeLabelSet)]
struct Asked {
    method: &'static str,
    route: String,
    status: &'static str,
}

#[derive(Debug, Clone, PartialEq, Eq, Hash, EncodeLabelSet)]
struct Route {
    route: String,
}

#[derive(Debug, Clone, PartialEq, Eq, Hash, EncodeLabelSet)]
struct Code {
    code: String,
}

/// One request, as it is counted.
#[derive(Debug)]
pub(in crate::ops) struct Seen<'s> {
    pub(in crate::ops) method: &'static str,
    /// The pattern of the route, never the path that was asked for.
    pub(in crate::ops) route: &'s str,
    pub(in crate::ops) status: u16,
    pub(in crate::ops) received: u64,
    pub(in crate::ops) sent: u64,
    pub(in crate::ops) took: Duration,
    /// The code of a refusal or fault.
    pub(in crate::ops) code: Option<&'s str>,
}

/// What is measured of requests.
#[derive(Debug)]
pub(crate) struct Web {
    requests: Family<Asked, Counter>,
    seconds: Family<Route, Histogram, Seconds>,
    received: Family<Route, Counter>,
    sent: Family<Route, Counter>,
    refusals: Family<Code, Counter>,
    logins_refused: Counter,
    pub(in crate::ops) at_work: Gauge,
}

impl Web {
    pub(super) fn begun(to: &mut Registry) -> Web {
        let requests = ("http_requests", "Requests answered");
        let seconds = (
            "http_request_duration_seconds",
            "From its head to the answer's",
        );
        let received = ("http_received_bytes", "Declared bodies of requests");
        let sent = ("http_sent_bytes", "Bodies of answers of known length");
        let refusals = ("refusals", "Requests refused or failed, by code");
        let logins = ("logins_refused", "Attempts to sign in that were refused");
        let at_work = ("http_requests_in_flight", "Requests being answered");
        Web {
            requests: made(to, requests, Family::default()),
            seconds: made(to, seconds, Family::new_with_constructor(Seconds)),
            received: made(to, received, Family::default()),
            sent: made(to, sent, Family::default()),
            refusals: made(to, refusals, Family::default()),
            logins_refused: made(to, logins, Counter::default()),
            at_work: made(to, at_work, Gauge::default()),
        }
    }

    /// Counts a request.
    pub(in crate::ops) fn count(&self, seen: &Seen<'_>) {
        let route = Route {
            route: seen.route.to_owned(),
        };
        let asked = Asked {
            method: seen.method,
            route: seen.route.to_owned(),
            status: match seen.status {
                0..300 => "2xx",
                300..400 => "3xx",
                400..500 => "4xx",
                _ => "5xx",
            },
        };
        self.requests.get_or_create(&asked).inc();
        let took = seen.took.as_secs_f64();
        self.seconds.get_or_create(&route).observe(took);
        self.received.get_or_create(&route).inc_by(seen.received);
        self.sent.get_or_create(&route).inc_by(seen.sent);
        if let Some(code) = seen.code {
            let code = code.to_owned();
            self.refusals.get_or_create(&Code { code }).inc();
        }
        if (seen.method, seen.route) == ("POST", "/api/session") && seen.status >= 400 {
            self.logins_refused.inc();
        }
    }
}
