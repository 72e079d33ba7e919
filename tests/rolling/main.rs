//! A rolling upgrade with a server that really is older: it founded the office, and goes on beside this
//! build until it is retired.
//!
//! `XUNLU_OLD_SERVER` names the older program; POSTGRESQL.md says how this is run.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    dead_code,
    unused_imports,
    reason = "a test may stop at the first surprise; the world has more than this day needs"
)]

#[path = "../../crates/store/tests/postgres/cluster.rs"]
mod cluster;
#[path = "../postgres/office.rs"]
mod office;
#[path = "../postgres/switch.rs"]
mod switch;
#[path = "../days/world/mod.rs"]
mod world;

use std::cell::RefCell;
use std::env;
use std::fs;
use std::io::{BufRead, BufReader};
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

use serde_json::Value;

use cluster::Cluster;
use office::{hazard, is_sound, url, wait_until};
use switch::Switch;
use world::{Laptop, Outcome, Site, Window, XIANGYANG, finish, program, xiangyang_csv};

/// A process of the older build.
struct Old {
    folder: PathBuf,
    serving: RefCell<Option<Child>>,
    address: RefCell<String>,
}

impl Old {
    fn command(&self) -> Command {
        let old = env::var_os("XUNLU_OLD_SERVER").expect("XUNLU_OLD_SERVER, an older xunlu-server");
        let mut command = Command::new(old);
        // What every command of the tests is told.
        for (name, value) in program("xunlu-server").get_envs() {
            match value {
                Some(value) => command.env(name, value),
                None => command.env_remove(name),
            };
        }
        command.stdin(Stdio::null());
        command
    }

    fn run(&self, args: &[&str]) -> Outcome {
        let mut command = self.command();
        command.args(args).arg("--data").arg(&self.folder);
        finish(command, &[] as &[&str])
    }

    fn start(&self) {
        let mut serve = self.command();
        serve.args([
            "serve",
            "--json",
            "--listen",
            &self.address.borrow(),
            "--data",
        ]);
        let log = fs::File::create(self.folder.with_extension("log")).unwrap();
        serve.arg(&self.folder).stdout(Stdio::piped()).stderr(log);
        let mut child = serve.spawn().unwrap();
        let mut line = String::new();
        let out = child.stdout.take().unwrap();
        BufReader::new(out).read_line(&mut line).unwrap();
        *self.serving.borrow_mut() = Some(child);
        let said: Value = serde_json::from_str(&line).unwrap_or_default();
        let listening = said["listening"].as_str().unwrap_or_else(|| {
            panic!("the older build does not serve: {}", self.log());
        });
        *self.address.borrow_mut() = listening.to_owned();
    }

    fn log(&self) -> String {
        fs::read_to_string(self.folder.with_extension("log")).unwrap_or_default()
    }

    fn kill(&self) {
        if let Some(mut child) = self.serving.borrow_mut().take() {
            child.kill().unwrap();
            child.wait().unwrap();
        }
    }

    /// Ends it as a shutdown does; it must end well.
    fn retire(&self) {
        let mut child = self.serving.borrow_mut().take().unwrap();
        let mut kill = Command::new("kill");
        kill.args(["-TERM", &child.id().to_string()])
            .status()
            .unwrap();
        assert!(child.wait().unwrap().success(), "{}", self.log());
    }
}

impl Drop for Old {
    fn drop(&mut self) {
        if let Some(child) = self.serving.get_mut() {
            let _ = child.kill();
            let _ = child.wait();
        }
    }
}

/// An office that the older build has founded, and a process of this build beside it.
fn founded(ground: &Site, url: &str) -> (Old, PathBuf) {
    let old = Old {
        folder: ground.ground().join("older"),
        serving: RefCell::default(),
        address: RefCell::new("127.0.0.1:0".to_owned()),
    };
    let divisions = xiangyang_csv();
    let divisions = divisions.to_str().unwrap();
    old.run(&["init", "--divisions", divisions, "--store", url])
        .said();
    old.start();
    let newer = ground.ground().join("newer");
    old.run(&["replica", "--to", newer.to_str().unwrap()])
        .said();
    (old, newer)
}

/// Logs hazards and brings each to whichever process takes the line. Answers how often that had to be
/// tried again.
fn works(officer: &Laptop, rounds: usize, name: &str, done: &AtomicUsize) -> usize {
    let mut again = 0;
    for round in 0..rounds {
        hazard(officer, &format!("{name}{round}"));
        while !officer.run(&["sync", "--json"]).ok {
            again += 1;
            assert!(again < 10, "{}", officer.run(&["sync"]).err);
        }
        done.fetch_add(1, Ordering::SeqCst);
    }
    again
}

/// Pages as a coordinator opens them, each at whichever process is next.
fn looks(county: &Window) {
    for page in ["today", "records?kind=hazard", "board", "due", "reports/R1"] {
        let reply = county.get(page);
        // A report may be of no such name in one of the two; it is not to fail inside.
        assert!(reply.status < 500, "{page}: {}", reply.status);
    }
}

fn listed(site: &Site, name: &str) -> Vec<(String, String)> {
    let laptop = site.enrol(XIANGYANG.county, "county_coord", name);
    laptop.sync();
    let mut ids = laptop.list(&[]);
    ids.sort();
    ids.into_iter()
        .map(|id| {
            let shown = laptop.shown(&id);
            (id, shown)
        })
        .collect()
}

fn is_sound_to(old: &Old) {
    let found = old.run(&["audit", "verify", "--json"]).json();
    assert_eq!(found["ok"], true, "{found}");
}

#[test]
fn an_older_build_and_this_one_serve_one_office_until_the_older_one_is_retired() {
    let cluster = Cluster::start();
    let ground = Site::xiangyang();
    let (old, newer) = founded(&ground, &url(&cluster));
    let site = ground.moved_to(&newer);
    let old_at = old.address.borrow().clone();
    let both = Switch::restless(vec![old_at, site.address()]);
    let officers: Vec<Laptop> = ["张伟", "王强", "刘洋"]
        .iter()
        .map(|name| site.enrol_by(both.url(), XIANGYANG.township, "officer", name))
        .collect();
    let add = ["account", "add", "李强", "--role", "county_coord"];
    site.run(&[&add[..], &["--unit", XIANGYANG.county]].concat())
        .said();
    let link = site.json(&["account", "link", "李强"]);
    let (_, word) = link["open"].as_str().unwrap().split_once("#word=").unwrap();
    let county = Window::on(both.url());
    county
        .sign_in(&serde_json::json!({ "by": "link", "word": word }))
        .json();
    let done = AtomicUsize::new(0);
    let again: usize = thread::scope(|day| {
        let begin = |(which, officer)| {
            let done = &done;
            day.spawn(move || works(officer, 6, &format!("隐患{which}-"), done))
        };
        let working: Vec<_> = officers.iter().enumerate().map(begin).collect();
        (0..4).for_each(|_| looks(&county));
        wait_until("the day is under way", 120, || {
            done.load(Ordering::SeqCst) >= 6
        });
        old.kill();
        looks(&county);
        old.start();
        working.into_iter().map(|one| one.join().unwrap()).sum()
    });
    println!("{again} exchanges of 18 were tried again");
    assert!(again <= 2 * officers.len(), "{again}");

    // Each has folded what the other took, and finds nothing wrong.
    let all = listed(&site, "王芳");
    assert_eq!(all.len(), 18);
    is_sound_to(&old);
    is_sound(&site);

    // The newer one is killed, the older one serves alone; and the other way round for good.
    site.kill();
    works(&officers[0], 1, "旧版", &done);
    site.start();
    old.retire();
    works(&officers[1], 1, "新版", &done);
    looks(&county);
    let kept = listed(&site, "陈静");
    assert_eq!(kept.len(), 20);
    assert!(all.iter().all(|one| kept.contains(one)));
    is_sound(&site);
}
