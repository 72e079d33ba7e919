//! What is measured and logged of a day, and that it names nobody.

use std::collections::BTreeMap;

use reqwest::Method;
use serde_json::{Value, json};

use super::{ask, ask_as, said};
use crate::contract::hazard;
use crate::world::{Lang, Site, Window, XIANGYANG, run_server};

/// What a scrape says: each series with its value. The text is read by the written grammar of
/// OpenMetrics and not by the library that wrote it.
#[track_caller]
fn scraped(text: &str) -> BTreeMap<String, f64> {
    let mut kinds: BTreeMap<&str, &str> = BTreeMap::new();
    let mut series = BTreeMap::new();
    let body = text.strip_suffix("# EOF\n").expect("it ends as it must");
    for line in body.lines() {
        if let Some(said) = line.strip_prefix("# ") {
            let [what, name, rest] = said.splitn(3, ' ').collect::<Vec<_>>()[..] else {
                panic!("{line}")
            };
            match what {
                "TYPE" => assert_eq!(kinds.insert(name, rest), None, "{name} stands twice"),
                "HELP" | "UNIT" => {}
                _ => panic!("{line}"),
            }
            continue;
        }
        let (name, value) = line.rsplit_once(' ').unwrap();
        let bare = name.split('{').next().unwrap();
        let family = kinds.keys().any(|kind| {
            let rest = bare.strip_prefix(kind);
            rest.is_some_and(|rest| {
                ["", "_total", "_info", "_bucket", "_sum", "_count"].contains(&rest)
            })
        });
        assert!(family, "{bare} belongs to nothing declared");
        let counts = kinds.get(bare.trim_end_matches("_total")) == Some(&"counter");
        assert_eq!(
            counts,
            bare.ends_with("_total"),
            "{bare}: totals, and only they, say so"
        );
        let known = series.insert(name.to_owned(), value.parse::<f64>().unwrap());
        assert_eq!(known, None, "{name} stands twice");
    }
    series
}

#[test]
fn a_day_is_counted_and_logged_and_nobody_is_named() {
    let site = Site::xiangyang();
    site.kill();
    let options = [
        "--ops",
        "127.0.0.1:0",
        "--log",
        "json",
        "--log-level",
        "debug",
    ];
    site.serve(&site.address(), &options);
    let laptop = site.enrol(XIANGYANG.township, "officer", "张伟");
    let ids: Vec<String> = (0..3).map(|_| hazard(&laptop, &[])).collect();
    assert_eq!(laptop.sync()["pushed"], 3);
    laptop.edit(&ids[0], &["description=山口急弯"]);
    assert_eq!(laptop.sync()["pushed"], 1);
    let window = Window::at(&site, XIANGYANG.county, "county_coord", "王芳");
    for id in &ids {
        window.get(&format!("records/{id}")).json();
    }
    let wrong = json!({ "by": "name", "name": "王芳", "passphrase": "山口 急弯" });
    assert_eq!(Window::on(&site.url()).sign_in(&wrong).refused().0, 403);
    // A number that is one comes back; one that is none is replaced, in the heads and in the body.
    let mut numbers = Vec::new();
    for (said, kept) in [("0af7651916cd43dd", true), ("x\u{9}y 420625", false)] {
        let question = window.request(Method::GET, "api/records/nothing");
        let refused = window.send(question.header("x-request-id", said));
        let number = refused.headers["x-request-id"].to_str().unwrap().to_owned();
        let body: Value = serde_json::from_slice(&refused.body).unwrap();
        assert_eq!(body["request"], number.as_str());
        assert_eq!(number == said, kept, "{number}");
        numbers.push(number);
    }

    let metrics = counted(&site);
    let log = logged(&site, &numbers);
    names_nobody(
        &site,
        &[&laptop.device(), &window.cookie(), window.word()],
        &ids,
        &[&metrics, &log],
    );
}

/// What is measured after that day, which agrees with what was done.
#[track_caller]
fn counted(site: &Site) -> String {
    let (status, head, metrics) = ask(&site.watched(), "/metrics").unwrap();
    assert!(
        status == 200 && head.contains("application/openmetrics-text"),
        "{head}"
    );
    let series = scraped(&metrics);
    let at = |name: &str| {
        *series
            .get(name)
            .unwrap_or_else(|| panic!("no {name}:\n{metrics}"))
    };
    assert_eq!(at("xunlu_sync_operations_total{fate=\"kept\"}"), 4.0);
    assert_eq!(at("xunlu_logins_refused_total"), 1.0);
    assert_eq!(at("xunlu_devices_heard{within=\"hour\"}"), 1.0);
    assert_eq!(at("xunlu_ready"), 1.0);
    assert_eq!(at("xunlu_journal_errors_total"), 0.0);
    let sheet = "method=\"GET\",route=\"/api/records/{id}\"";
    assert_eq!(
        at(&format!(
            "xunlu_http_requests_total{{{sheet},status=\"2xx\"}}"
        )),
        3.0
    );
    assert_eq!(
        at(&format!(
            "xunlu_http_requests_total{{{sheet},status=\"4xx\"}}"
        )),
        2.0
    );
    assert!(at("xunlu_daily_last_success_timestamp_seconds") > 1.7e9);
    assert!(at("process_resident_memory_bytes") > 1e6 && at("process_open_fds") > 3.0);
    let journal = std::fs::read_dir(site.folder().join("journal")).unwrap();
    let journal: u64 = journal
        .map(|file| file.unwrap().metadata().unwrap().len())
        .sum();
    assert_eq!(at("xunlu_journal_bytes"), journal as f64);
    let fsyncs = at("xunlu_journal_fsync_duration_seconds_count");
    assert_eq!(
        fsyncs,
        at("xunlu_journal_fsync_duration_seconds_bucket{le=\"+Inf\"}")
    );
    metrics
}

/// The log of that day, in which each of these requests has its line.
#[track_caller]
fn logged(site: &Site, numbers: &[String]) -> String {
    let log = site.log();
    let lines: Vec<Value> = log
        .lines()
        .skip_while(|line| !line.starts_with('{'))
        .map(|line| serde_json::from_str(line).unwrap_or_else(|error| panic!("{error}: {line}")))
        .collect();
    for number in numbers {
        let mut told = lines
            .iter()
            .filter(|line| line["request"] == number.as_str());
        let told = told
            .next()
            .unwrap_or_else(|| panic!("{number} is not in {log}"));
        assert_eq!(told["route"], "/api/records/{id}");
        assert_eq!(
            (&told["level"], &told["status"]),
            (&json!("INFO"), &json!(404)),
            "{told}"
        );
    }
    log
}

/// Neither words of people nor what can be looked up to find them.
#[track_caller]
fn names_nobody(site: &Site, secrets: &[&str], ids: &[String], texts: &[&str]) {
    for text in texts {
        for word in ["张伟", "王芳", "急弯", "420625", "Y014"] {
            assert!(!text.contains(word), "{word} stands in {text}");
        }
        for word in secrets
            .iter()
            .copied()
            .chain(ids.iter().map(String::as_str))
        {
            let word = word.rsplit('=').next().unwrap();
            let shortest = &word[..word.len().min(12)];
            assert!(!text.contains(shortest), "{shortest} stands in {text}");
        }
        assert!(!text.contains(site.folder().to_str().unwrap()), "{text}");
    }
}

#[test]
fn metrics_are_for_this_machine_alone() {
    let site = Site::xiangyang();
    assert_ne!(
        said(&site.address(), "/metrics").1.lines().last(),
        Some("# EOF")
    );
    site.kill();
    site.serve(&site.address(), &["--ops", "127.0.0.1:0"]);
    let foreign = ask_as(&site.watched(), "/metrics", "evil.example").unwrap();
    assert_eq!(foreign.0, 403, "a foreign page reads nothing");
    site.kill();
    for lang in Lang::BOTH {
        let serve = ["serve", "--ops", "0.0.0.0:0", "--listen", "127.0.0.1:0"];
        let told = run_server(site.folder(), lang, &serve).refused();
        assert!(
            told.contains("127.0.0.1") && told.contains("--ops"),
            "{told}"
        );
    }
}
