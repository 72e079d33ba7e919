//! Dashboards are read from a standby while it is good, and from the database when it is not.

use std::cell::RefCell;

use postgres::Client;
use reqwest::Method;
use serde_json::json;

use crate::cluster::Cluster;
use crate::world::{Laptop, Site, Window, XIANGYANG};
use crate::{hazard, office, url, wait_until};

/// How often the board is asked for.
const CALLS: i64 = 40;

/// How often a server has looked into its rows so far, but for those that say how far they are.
fn looked_up(admin: &mut Client) -> i64 {
    let looked = "SELECT sum(idx_scan + seq_scan)::bigint FROM pg_stat_user_tables
        WHERE relname LIKE 'kept%' AND relname <> 'kept_notes'";
    let _ = admin.batch_execute("SELECT pg_stat_clear_snapshot()");
    admin.query_one(looked, &[]).unwrap().get(0)
}

/// How many hazards the board shows as found this year.
fn found(county: &Window) -> u64 {
    let board = county.get("board").json();
    board["whole"]["figures"]["hazards_found"].as_u64().unwrap()
}

/// Where the hazards of the list stand, as it is shown to a browser that remembers this.
fn listed(county: &Window, wrote: Option<&str>) -> Vec<String> {
    let mut request = county.request(Method::GET, "api/records?kind=hazard");
    if let Some(wrote) = wrote {
        request = request.header("cookie", wrote);
    }
    let page = county.send(request).json();
    let rows = page["rows"].as_array().unwrap().iter();
    rows.map(|row| row["status"].as_str().unwrap().to_owned())
        .collect()
}

/// A hazard that is found, and known at the office.
fn find(laptop: &Laptop, words: &str) -> String {
    let id = hazard(laptop, words);
    laptop.act(&id, "report", &[]);
    assert_eq!(laptop.sync()["unsent"], 0);
    id
}

/// Whether the last that the office said of the standby is this.
fn is_read(site: &Site, good: bool) -> bool {
    let log = site.log();
    let last = log.lines().rfind(|line| line.contains("read_store"));
    last.is_some_and(|line| line.contains(&format!("good={good}")))
}

#[test]
fn dashboards_are_read_from_a_standby_while_that_is_good_and_nobody_misses_it_otherwise() {
    let cluster = Cluster::start();
    let site = office(&cluster);
    let standby = cluster.standby();
    site.kill();
    site.serve(&site.address(), &["--read-store", &url(&standby)]);
    let laptop = site.enrol(XIANGYANG.township, "officer", "张伟");
    let county = Window::at(&site, XIANGYANG.county, "county_coord", "李强");
    wait_until("the standby is read", 60, || is_read(&site, true));
    let bend = find(&laptop, "急弯");
    wait_until("the standby has it too", 60, || found(&county) == 1);
    let there = RefCell::new(standby.client());
    let looked = looked_up(&mut there.borrow_mut());
    (0..CALLS).for_each(|_| assert_eq!(found(&county), 1));
    wait_until("the board was read at the standby", 30, || {
        looked_up(&mut there.borrow_mut()) >= looked + CALLS
    });
    let looked = looked_up(&mut there.borrow_mut());
    (0..CALLS).for_each(|_| assert_eq!(listed(&county, None), ["reported"]));
    wait_until("lists were read there too", 30, || {
        looked_up(&mut there.borrow_mut()) >= looked + CALLS
    });
    let mut there = there.into_inner();

    // It stands still. Whoever writes now sees it at once, whoever only looks a little later.
    there.batch_execute("SELECT pg_wal_replay_pause()").unwrap();
    let grade = json!([["grade", "general"], ["nature", "normal"]]);
    let step = json!({ "id": bend, "event": "confirm", "entries": grade });
    let written = county.post("save", &step);
    written.json();
    let wrote = written.headers["set-cookie"].to_str().unwrap();
    let (wrote, how) = wrote.split_once(';').unwrap();
    assert!(
        how.contains("Max-Age=12") && how.contains("HttpOnly"),
        "{how}"
    );
    assert_eq!(listed(&county, Some(wrote)), ["confirmed"]);
    wait_until("everybody sees it", 30, || {
        listed(&county, None) == ["confirmed"]
    });

    // Soon it is too old.
    let shown = found(&county);
    find(&laptop, "临崖");
    wait_until("it is too old", 30, || is_read(&site, false));
    assert_eq!(found(&county), shown + 1, "the database answers");
    there
        .batch_execute("SELECT pg_wal_replay_resume()")
        .unwrap();
    wait_until("it is read again", 60, || is_read(&site, true));

    // It is gone in the middle: whoever asks sees nothing of it.
    standby.stop();
    assert_eq!(found(&county), shown + 1);
    find(&laptop, "路口");
    wait_until("the database answers", 30, || found(&county) == shown + 2);
}
