//! Two laptops of one network and no office: what each has the other gets, and either carries home.

mod burnt;
mod cut;
mod found;
mod photos;
mod revoked;
mod strangers;

use std::io::{BufRead, BufReader, Read};
use std::process::{Child, ChildStdout, Stdio};

use agent::{Laptop as Open, Layout};
use merge::Dot;
use serde_json::Value;
use sync::{Carrier, FeedItem, Place, Replica, Segment};

use crate::contract::hazard;
use crate::world::{Laptop, Outcome, Site, XIANGYANG};

/// A laptop that waits for its neighbour, in a process of its own.
struct Waiting {
    child: Child,
    out: BufReader<ChildStdout>,
    address: String,
    code: String,
}

impl Waiting {
    fn at(laptop: &Laptop) -> Waiting {
        Waiting::listening("127.0.0.1:0", laptop)
    }

    fn listening(address: &str, laptop: &Laptop) -> Waiting {
        let listen = ["neighbour", "wait", "--listen", address, "--json"];
        let mut command = laptop.command(&listen);
        let (out, err) = (Stdio::piped(), Stdio::piped());
        let mut child = command.stdout(out).stderr(err).spawn().unwrap();
        let mut out = BufReader::new(child.stdout.take().unwrap());
        let mut line = String::new();
        out.read_line(&mut line).unwrap();
        let said: Value = serde_json::from_str(&line).unwrap();
        let text = |name: &str| said[name].as_str().unwrap().to_owned();
        let (address, code) = (text("address"), text("code"));
        Waiting {
            child,
            out,
            address,
            code,
        }
    }

    fn called_by(&self, laptop: &Laptop) -> Outcome {
        self.called_at(&self.address, laptop, &self.code)
    }

    fn called_at(&self, address: &str, laptop: &Laptop, code: &str) -> Outcome {
        laptop.run(&["neighbour", "meet", address, "--code", code, "--json"])
    }

    /// What it says when it has ended by itself.
    fn ended(mut self) -> Outcome {
        let (mut out, mut err) = (String::new(), String::new());
        self.out.read_to_string(&mut out).unwrap();
        let mut complaints = self.child.stderr.take().unwrap();
        complaints.read_to_string(&mut err).unwrap();
        let ok = self.child.wait().unwrap().success();
        Outcome { ok, out, err }
    }

    /// Ends it without a word. Answers what it had complained about.
    fn killed(mut self) -> String {
        self.child.kill().unwrap();
        self.ended().err
    }
}

impl Drop for Waiting {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Lets two laptops meet. Answers what the caller and the one that waited say of it.
#[track_caller]
fn meet(waits: &Laptop, calls: &Laptop) -> (Value, Value) {
    let waiting = Waiting::at(waits);
    let called = waiting.called_by(calls).json();
    (called, waiting.ended().json())
}

fn sorted(laptop: &Laptop) -> Vec<String> {
    let mut ids = laptop.list(&[]);
    ids.sort();
    ids
}

#[test]
fn what_two_wrote_apart_both_have_and_one_carries_home_for_the_other() {
    let site = Site::xiangyang();
    let zhang = site.enrol(XIANGYANG.township, "officer", "张伟");
    let wang = site.enrol(XIANGYANG.township, "officer", "王芳");
    let county = site.enrol(XIANGYANG.county, "county_coord", "李强");
    let from_zhang = hazard(&zhang, &["place_text=桥头"]);
    let from_wang = hazard(&wang, &["place_text=学校"]);

    let (called, waited) = meet(&zhang, &wang);
    assert_eq!(called["person"], "张伟");
    assert_eq!(waited["person"], "王芳");
    assert_eq!(called["taken"], waited["given"]);
    assert_eq!(called["given"], waited["taken"]);
    assert_eq!(sorted(&zhang), sorted(&wang));
    assert_eq!(zhang.shown(&from_wang), wang.shown(&from_wang));
    assert_eq!(wang.shown(&from_zhang), zhang.shown(&from_zhang));
    let (again, _) = meet(&wang, &zhang);
    assert_eq!((&again["taken"], &again["given"]), (&0.into(), &0.into()));

    // Nobody but the office says that something is home.
    let unsent = zhang.status("unsent");
    assert!(unsent.as_u64().unwrap() > 0);
    wang.sync();
    assert_eq!(wang.status("unsent"), 0);
    assert_eq!(zhang.status("unsent"), unsent);
    county.sync();
    assert_eq!(sorted(&county), sorted(&zhang));

    let later = zhang.sync();
    assert_eq!(later["pushed"], 0, "it was carried home before: {later}");
    assert_eq!(zhang.status("unsent"), 0);
    let once = wang.sync();
    assert_eq!((&once["pushed"], &once["pulled"]), (&0.into(), &0.into()));
    for laptop in [&zhang, &wang, &county] {
        assert_eq!(laptop.shown(&from_zhang), zhang.shown(&from_zhang));
        laptop.is_sound();
    }
}

#[test]
fn what_a_burnt_laptop_never_sent_is_with_its_neighbour_and_a_stick_takes_it_home() {
    let site = Site::xiangyang();
    let zhang = site.enrol(XIANGYANG.township, "officer", "张伟");
    let wang = site.enrol(XIANGYANG.township, "officer", "王芳");
    let county = site.enrol(XIANGYANG.county, "county_coord", "李强");
    let id = hazard(&zhang, &["place_text=桥头"]);
    let shown = zhang.shown(&id);
    meet(&wang, &zhang);
    std::fs::remove_dir_all(zhang.folder()).unwrap();

    let stick = site.ground().join("up.xlb");
    let stick = stick.to_str().unwrap();
    wang.run(&["export", "--to", stick]).said();
    site.run(&["exchange", stick]).said();
    county.sync();
    assert_eq!(county.shown(&id), shown);
    // The answer says so, and the next stick does not take it along again.
    wang.sync();
    let next = site.ground().join("next.xlb");
    let next = wang.json(&["export", "--to", next.to_str().unwrap()]);
    assert_eq!(next["operations"], 0, "{next}");
}

#[test]
fn a_county_and_a_township_share_the_township_alone() {
    let site = Site::xiangyang();
    let zhang = site.enrol(XIANGYANG.township, "officer", "张伟");
    let there = site.enrol(XIANGYANG.elsewhere, "officer", "王强");
    let county = site.enrol(XIANGYANG.county, "county_coord", "李强");
    let here = hazard(&zhang, &[]);
    hazard(&there, &["description=canary-description"]);
    there.sync();
    county.sync();

    meet(&county, &zhang);
    assert_eq!(zhang.list(&[]), [here.as_str()]);
    assert_eq!(county.list(&[]).len(), 2);
    assert!(!zhang.holds(&there.device()), "not even its name travels");

    let refused = Waiting::at(&there).called_by(&zhang).refused();
    assert!(refused.contains("no division in common"), "{refused}");
}

#[test]
fn the_word_of_the_office_stands_over_what_a_neighbour_brought() {
    let site = Site::xiangyang();
    let zhang = site.enrol(XIANGYANG.township, "officer", "张伟");
    let wang = site.enrol(XIANGYANG.township, "officer", "王芳");
    let id = hazard(&zhang, &["place_text=桥头"]);
    meet(&wang, &zhang);
    zhang.edit(&id, &["place_text=改过"]);
    meet(&wang, &zhang);
    assert_eq!(wang.field(&id, "place_text"), "改过");

    // What the office holds comes down as a hole; here it comes for something that is here already.
    let mut open = Open::open(&Layout::new(wang.folder()), &mut |_, _| {}).unwrap();
    let store = open.store();
    let device = zhang.device().parse().unwrap();
    let seq = store.head(device).unwrap().seq;
    let dot = Dot { device, seq };
    let sealed = store.op(dot).unwrap().unwrap();
    let hole = FeedItem::Hole {
        dot,
        hash: sealed.hash,
        reason: "the office says no".to_owned(),
    };
    let bucket = sealed.op.bucket;
    let (from, sum) = (1, sealed.hash.term());
    let segment = Segment {
        bucket,
        from,
        items: vec![hole],
        sum,
    };
    let seq = from;
    open.pulled(&segment, Place { bucket, seq, sum }, &[])
        .unwrap();
    open.close().unwrap();
    assert_eq!(wang.field(&id, "place_text"), "桥头");
    wang.is_sound();
}

#[test]
fn what_its_author_did_not_sign_is_not_taken_and_nothing_of_its_batch() {
    let site = Site::xiangyang();
    let zhang = site.enrol(XIANGYANG.township, "officer", "张伟");
    let wang = site.enrol(XIANGYANG.township, "officer", "王芳");
    hazard(&zhang, &["description=急弯无护栏"]);
    hazard(&zhang, &["description=急弯无护栏"]);
    let from = Open::open(&Layout::new(zhang.folder()), &mut |_, _| {}).unwrap();
    let device = from.device().id();
    let ops = from.store().ops_after(device, 0, usize::MAX).unwrap();
    let grants = from.grants_of(&ops).unwrap();
    from.close().unwrap();

    let mut to = Open::open(&Layout::new(wang.folder()), &mut |_, _| {}).unwrap();
    let mut altered = ops.last().unwrap().bytes().to_vec();
    let words = "护栏".as_bytes();
    let at = altered.windows(words.len()).position(|w| w == words);
    altered[at.unwrap()..][..words.len()].copy_from_slice("水泥".as_bytes());
    let mut batch = ops.clone();
    *batch.last_mut().unwrap() = merge::Sealed::open(&altered).unwrap();
    let code = |ended: Result<Vec<sync::Fate>, agent::Failure>| ended.unwrap_err().code();
    assert_eq!(code(to.carried(batch, &grants)), "altered");
    assert_eq!(
        code(to.carried(ops.clone(), &[])),
        "altered",
        "nobody vouches"
    );
    assert_eq!(to.store().head(device).unwrap().seq, 0);
    // A grant that another office signed vouches for nobody.
    let forged = merge::Grant::open(&grants[0]).unwrap();
    let forged = merge::Grant::issue(&forged.terms, &merge::Key::from_secret(&[7; 32])).unwrap();
    let forged = [forged.bytes().to_vec().into()];
    assert_eq!(code(to.carried(ops.clone(), &forged)), "foreign_grant");

    let fates = to.carried(ops.clone(), &grants).unwrap();
    assert!(fates.iter().all(|fate| *fate == sync::Fate::Kept));
    let again = to.carried(ops, &grants).unwrap();
    assert!(again.iter().all(|fate| *fate == sync::Fate::Known));
    to.close().unwrap();
    wang.is_sound();
}
