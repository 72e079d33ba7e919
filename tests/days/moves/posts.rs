//! An officer is transferred; a station answers for another area.

use merge::{Author, Bucket, Change, Clock, Context, Draft, Now, RecordId};
use sync::{Fate, Push, Reply, Request};

use super::{VILLAGE, at, lists, transfer, try_file};
use crate::world::{Site, Window, XIANGYANG};

#[test]
fn a_transferred_officer_sends_what_is_unsent_and_sees_the_new_units_records() {
    let site = Site::xiangyang();
    let officer = site.enrol(XIANGYANG.township, "officer", "张伟");
    let stays = site.enrol(XIANGYANG.township, "officer", "王芳");
    let there = site.enrol(XIANGYANG.elsewhere, "officer", "王强");
    let theirs = at(&stays, XIANGYANG.township, "canary-left");
    let other = at(&there, XIANGYANG.elsewhere, "canary-new");
    for laptop in [&stays, &there, &officer] {
        laptop.sync();
    }
    let unsent = at(&officer, VILLAGE, "own-unsent");
    officer.edit(&theirs, &["description=own-change"]);
    let device = officer.device();
    let to = [
        "transfer",
        "--device",
        &device,
        "--unit",
        XIANGYANG.elsewhere,
    ];

    let plan = site.json(&to);
    assert_eq!(plan["applied"], false);
    assert_eq!(officer.sync()["evicted"], 0, "a plan changes nothing");
    let why = site.run(&[&to[..3], &["--unit", "420625102999", "--yes"]].concat());
    assert!(why.refused().contains("420625102999"));
    let unsent_too = at(&officer, XIANGYANG.township, "own-too");
    let done = site.json(&[&to[..], &["--role", "station_lead", "--yes"]].concat());
    assert_eq!(
        (&done["applied"], &done["role"]),
        (&true.into(), &"station_lead".into())
    );
    // Written after the transfer and before the laptop heard of it.
    let late = at(&officer, VILLAGE, "own-late");

    let synced = officer.sync();
    assert_eq!((&synced["held"], &synced["unsent"]), (&0.into(), &0.into()));
    assert!(synced["evicted"].as_u64().unwrap() >= 1);
    lists(&officer, &[&other]);
    assert!(!officer.holds("canary-left") && officer.holds("own-late"));
    assert_eq!(officer.status("unit"), XIANGYANG.elsewhere);
    assert_eq!(officer.status("role"), "station_lead");
    officer.is_sound();
    let why = officer.refused(&["edit", &late], &["description=x"]);
    assert!(why.contains(&late), "{why}");
    stays.sync();
    lists(&stays, &[&theirs, &unsent, &unsent_too, &late]);
    assert_eq!(stays.field(&theirs, "description"), "own-change");
    let here = at(&officer, XIANGYANG.elsewhere, "here");
    assert_eq!(officer.sync()["held"], 0);
    there.sync();
    assert!(there.list(&[]).contains(&here));

    // And back again, to all that was there.
    transfer(&site, &device, XIANGYANG.township);
    officer.sync();
    lists(&officer, &[&theirs, &unsent, &unsent_too, &late]);
    assert!(!officer.holds("canary-new"));
    officer.is_sound();
}

#[test]
fn a_units_new_jurisdiction_reaches_its_laptops() {
    let site = Site::xiangyang();
    let station = site.enrol(XIANGYANG.township, "officer", "张伟");
    let neighbour = site.enrol(XIANGYANG.elsewhere, "officer", "王强");
    let theirs = at(&neighbour, XIANGYANG.elsewhere, "canary-area");
    neighbour.sync();
    station.sync();
    let units = |area: &str| {
        let text = format!(
            "code,name,jurisdiction\n{},盛康派出所,{area}\n",
            XIANGYANG.township
        );
        let said = try_file(&site, "units", &text).json();
        assert!(said.to_string().contains("1 台设备"), "{said}");
    };
    units(&format!("{};{}", XIANGYANG.township, XIANGYANG.elsewhere));
    station.sync();
    lists(&station, &[&theirs]);
    let own = at(&station, XIANGYANG.elsewhere, "own-there");
    units(XIANGYANG.township);
    let synced = station.sync();
    assert_eq!(
        (&synced["held"], &synced["evicted"]),
        (&0.into(), &1.into())
    );
    lists(&station, &[]);
    assert!(!station.holds("canary-area") && station.holds("own-there"));
    neighbour.sync();
    lists(&neighbour, &[&theirs, &own]);
}

#[test]
fn open_pages_follow_to_the_new_post() {
    let site = Site::xiangyang();
    let officer = site.enrol(XIANGYANG.township, "officer", "张伟");
    let there = site.enrol(XIANGYANG.elsewhere, "officer", "王强");
    let left = at(&officer, XIANGYANG.township, "left");
    let other = at(&there, XIANGYANG.elsewhere, "other");
    there.sync();
    officer.sync();
    let device = officer.device();
    let pages = Window::of(&officer);
    assert!(pages.get("records").json().to_string().contains(&left));
    transfer(&site, &device, XIANGYANG.elsewhere);
    pages.post("sync", &serde_json::json!({})).json();
    let mut standing = pages.get("standing").json();
    while standing["sync"]["running"] == true {
        std::thread::yield_now();
        standing = pages.get("standing").json();
    }
    assert_eq!(
        standing["sync"]["problem"],
        serde_json::Value::Null,
        "{standing}"
    );
    let rows = pages.get("records").json().to_string();
    assert!(rows.contains(&other) && !rows.contains(&left), "{rows}");
    let area = pages.get("session").json()["area"].to_string();
    assert!(area.contains(XIANGYANG.elsewhere), "{area}");
}

#[test]
fn a_grant_whose_successor_was_used_is_no_longer_good() {
    let site = Site::xiangyang();
    let officer = site.enrol(XIANGYANG.township, "officer", "张伟");
    at(&officer, XIANGYANG.township, "before");
    officer.sync();
    let device = officer.device();
    let to = ["--unit", XIANGYANG.elsewhere, "--yes"];
    site.run(&[&["transfer", "--device", &device][..], &to].concat())
        .said();
    officer.sync();
    at(&officer, XIANGYANG.elsewhere, "after");
    assert_eq!(officer.sync()["held"], 0);

    // A program that is not ours goes on under the grant the laptop was let in with.
    site.stop();
    let device = officer.identity();
    let layout = server::Layout::new(site.folder());
    let office = server::Office::open(&layout, &mut |_, _| {}).unwrap();
    let head = office.store().head(device.id()).unwrap();
    let chains = office.store().chains(device.id()).unwrap();
    let first = device.grant().unwrap();
    let author = Author::new(device.key(), device.id(), first.hash());
    let author = author.resume(head.seq, head.hash, chains, Clock::default());
    let draft = Draft {
        record: RecordId([7; 16]),
        bucket: Bucket(XIANGYANG.township.parse().unwrap()),
        kind: 1,
        form: 1,
        context: Context::new(),
        changes: vec![Change::Set {
            field: 31,
            value: "越权".into(),
        }],
        reason: None,
        resolves: Vec::new(),
    };
    let now_ms = 1_795_000_000_000;
    let now = Now {
        wall_ms: now_ms,
        offset_min: 480,
    };
    let ops = vec![author.seal(draft, now).bytes().to_vec().into()];
    let reply = office.answer(
        device.id(),
        Request::Push(Push { ops, grants: None }),
        now_ms,
    );
    let Reply::Pushed(pushed) = reply else {
        panic!("{reply:?}");
    };
    let [Fate::Held(why)] = &pushed.fates[..] else {
        panic!("{:?}", pushed.fates);
    };
    assert!(why.contains("a later grant"), "{why}");
    office.close().unwrap();
}
