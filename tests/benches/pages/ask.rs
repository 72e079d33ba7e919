//! What a browser asks for.

use std::time::Instant;

use reqwest::{Client, Method};

/// Each request is made so often, and the middle of the times is told.
const TIMES: usize = 7;

/// What a browser asks for before anybody sees anything.
const VIEW: [&str; 4] = ["session", "catalog", "today", "records?limit=50"];
/// How the first view is called.
pub(crate) const FIRST: &str = "the first view: session, catalog, today and a list, cold";

const HAZARD: &str = r#"{"kind":"hazard","entries":[["kinds","[\"sharp_curve\"]"],["road_class","township"],["road_code","Y014"],["stake_start","K12+340"],["description","急弯无护栏"],["bus_route","no"]]}"#;

/// What is asked: its name, method, path and body.
pub(crate) const ASKED: [(&str, &str, &str, &str); 15] = [
    ("session", "GET", "session", ""),
    ("catalog", "GET", "catalog", ""),
    ("today", "GET", "today", ""),
    ("all records, first page", "GET", "records?limit=50", ""),
    (
        "hazards, first page",
        "GET",
        "records?kind=hazard&limit=50",
        "",
    ),
    (
        "hazards in one state, by deadline, page 5",
        "GET",
        "records?kind=hazard&status=notified&order=due&skip=200&limit=50",
        "",
    ),
    (
        "hazards with words in them",
        "GET",
        "records?kind=hazard&words=12%E7%BA%BF&limit=50",
        "",
    ),
    (
        "persuasion logs, first page",
        "GET",
        "records?kind=persuasion_log&limit=50",
        "",
    ),
    ("map of hazards", "GET", "map?kind=hazard", ""),
    ("deadlines, first page", "GET", "due", ""),
    (
        "deadlines of 30 days, counted",
        "GET",
        "due/ahead?days=30",
        "",
    ),
    ("today's proposals", "GET", "proposals?limit=10", ""),
    ("board", "GET", "board", ""),
    ("check of a hazard", "POST", "check", HAZARD),
    ("save of a hazard", "POST", "save", HAZARD),
];

/// Somebody signed in.
pub(crate) struct Asker {
    client: Client,
    address: String,
    cookie: String,
}

impl Asker {
    pub(crate) async fn sign_in(address: &str, key: &serde_json::Value) -> Asker {
        let client = Client::builder()
            .no_proxy()
            .tls_backend_preconfigured(link::tls::calling(merge::Hash::ZERO).unwrap())
            .build()
            .unwrap();
        let ask = client.post(format!("{address}/api/session"));
        let ask = ask.header("content-type", "application/json");
        let answer = ask.body(key.to_string()).send().await.unwrap();
        let cookie = answer.headers()["set-cookie"].to_str().unwrap();
        let cookie = cookie.split(';').next().unwrap().to_owned();
        Asker {
            client,
            address: address.to_owned(),
            cookie,
        }
    }

    /// Answers whether it was done: what a role may not do is refused.
    async fn ask(&self, method: &str, path: &str, body: &'static str) -> bool {
        let method = Method::from_bytes(method.as_bytes()).unwrap();
        let ask = self
            .client
            .request(method, format!("{}/api/{path}", self.address));
        let ask = ask.header("cookie", &self.cookie);
        let ask = ask.header("content-type", "application/json").body(body);
        let answer = ask.send().await.unwrap();
        let status = answer.status();
        let text = answer.text().await.unwrap();
        let refused = status == 422 && text.contains("not_allowed");
        assert!(status.is_success() || refused, "{path}: {status} {text}");
        !refused
    }

    /// The milliseconds of one request; none if it is refused.
    pub(crate) async fn time(&self, method: &str, path: &str, body: &'static str) -> f64 {
        let mut times = Vec::new();
        for _ in 0..TIMES {
            let begun = Instant::now();
            if !self.ask(method, path, body).await {
                return f64::NAN;
            }
            times.push(begun.elapsed().as_secs_f64() * 1e3);
        }
        times.sort_by(f64::total_cmp);
        times[TIMES / 2]
    }

    /// The milliseconds until everything is there that the first view shows.
    pub(crate) async fn first_view(&self) -> f64 {
        let begun = Instant::now();
        for path in VIEW {
            self.ask("GET", path, "").await;
        }
        let time = begun.elapsed().as_secs_f64() * 1e3;
        eprintln!("{FIRST}: {time:.1} ms");
        time
    }
}
