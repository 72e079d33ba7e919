//! A laptop lay in a drawer until its grant and the grace were long over. Its officer goes on
//! recording; what they record is in the office's hands before anybody has said yes.

use std::fs;

use places::DivisionCode;
use serde_json::Value;
use server::{Layout, Office, StickAsk};

use crate::contract::hazard;
use crate::stick;
use crate::world::{Laptop, Site, XIANGYANG};

const DAY_MS: u64 = 24 * 60 * 60 * 1000;

/// Two hundred days ago, by this machine's clock.
fn long_ago() -> u64 {
    let now = std::time::UNIX_EPOCH.elapsed().unwrap().as_millis();
    u64::try_from(now).unwrap() - 200 * DAY_MS
}

/// A laptop that was let in long ago and has not been heard of since.
fn lapsed(site: &Site, name: &str) -> Laptop {
    let laptop = site.new_laptop();
    site.stop();
    let office = Office::open(&Layout::new(site.folder()), &mut |_, _| {}).unwrap();
    let code = DivisionCode::new(XIANGYANG.township.parse().unwrap()).unwrap();
    let unit = office.unit(code, &[]).unwrap();
    let invitation = office.invite(unit, "officer", name, long_ago()).unwrap();
    let paths =
        ["invite", "request", "answer"].map(|what| site.ground().join(format!("{name}-{what}")));
    let [invite, request, answer] = paths.each_ref().map(|path| path.to_str().unwrap());
    fs::write(invite, serde_json::to_vec(&invitation).unwrap()).unwrap();
    let init = ["init", "--invite", invite, "--offline", "--to", request];
    laptop
        .run(&[&init[..], &["--server", &site.url()]].concat())
        .said();
    let ask = StickAsk {
        files: vec![request.into()],
        to: Some(answer.into()),
        receipt: false,
        limit: None,
        originals: 0,
    };
    let done = office
        .exchange(&ask, None, long_ago(), &mut |_, _| {})
        .unwrap();
    assert!(done.problems.is_empty(), "{:?}", done.problems);
    office.close().unwrap();
    stick::import(&laptop, answer);
    site.start();
    laptop
}

/// How a laptop stands with the office: unsent, handed in, and why it was turned away.
fn stands(laptop: &Laptop) -> (u64, u64, String) {
    let status = laptop.json(&["status"]);
    let grant = &status["grant"];
    let why = grant["turned_away"]["code"].as_str().unwrap_or_default();
    let number = |value: &Value| value.as_u64().unwrap();
    (
        number(&status["unsent"]),
        number(&grant["handed_in"]),
        why.to_owned(),
    )
}

fn decide(site: &Site, laptop: &Laptop, args: &[&str]) -> Value {
    let device = laptop.device();
    let all = ["enrolments", args[0], &device];
    site.json(&[&all[..], &args[1..]].concat())[0].clone()
}

#[test]
fn work_beyond_the_grace_is_handed_in_at_once_and_counts_once_somebody_says_yes() {
    let site = Site::xiangyang();
    let wang = site.enrol(XIANGYANG.township, "officer", "王强");
    let others = hazard(&wang, &["description=别人的记录"]);
    wang.sync();
    let away = lapsed(&site, "张伟");
    let own = hazard(&away, &["description=抽屉里的电脑写的"]);
    let no = away.run(&["sync"]).refused();
    assert!(
        no.contains("the server keeps 1 operations") && no.contains("grant ran out on"),
        "{no}"
    );
    assert_eq!(
        stands(&away),
        (1, 1, "grant_expired".to_owned()),
        "handed in is not sent"
    );
    let waits = &site.json(&["enrolments", "list"])[0];
    assert_eq!(
        (&waits["asks"], &waits["handed_in"]),
        (&"back".into(), &1.into())
    );
    wang.sync();
    assert_eq!(
        wang.list(&[]),
        std::slice::from_ref(&others),
        "it is not in force"
    );
    assert_eq!(
        away.list(&[]),
        std::slice::from_ref(&own),
        "it was told something"
    );

    // By stick it is the same, and the answer is its receipt.
    hazard(&away, &["description=第二条"]);
    let (up, down) = (
        stick::on_stick(&site, "up.xlb"),
        stick::on_stick(&site, "down.xlb"),
    );
    stick::export(&away, &up);
    let said = site.run(&["exchange", &up, "--to", &down, "--json"]);
    let told = format!("{}{}", said.out, said.err);
    assert!(told.contains("2 operations are kept"), "{told}");
    let no = away.run(&["import", &down]).refused();
    assert!(no.contains("the server keeps 2 operations"), "{no}");
    assert_eq!(stands(&away), (2, 2, "grant_expired".to_owned()));

    // A no keeps it, and is told with its reason and by whom.
    decide(&site, &away, &["refuse", "--reason", "指纹不符"]);
    away.run(&["sync"]).refused();
    let status = away.json(&["status"]);
    let why = &status["grant"]["turned_away"];
    assert_eq!(why["code"], "not_approved");
    assert!(
        why["text"]["zh"].as_str().unwrap().contains("指纹不符"),
        "{why}"
    );

    // The laptop is lost tomorrow: what it handed in is at the office, whatever becomes of that.
    site.kill();
    site.start();
    let yes = decide(&site, &away, &["approve"]);
    assert_eq!(
        (&yes["asks"], &yes["handed_in"]),
        (&"approved".into(), &0.into())
    );
    wang.sync();
    assert_eq!(wang.list(&[]).len(), 3);
    assert_eq!(wang.field(&own, "description"), "抽屉里的电脑写的");
    away.sync();
    assert_eq!(stands(&away), (0, 0, String::new()));
    assert_eq!(away.list(&[]).len(), 3);
    away.is_sound();
}
