//! An office and the laptops it lets in.

use std::cell::{Cell, RefCell};
use std::fs;
use std::io::{BufRead, BufReader};
use std::net::Ipv4Addr;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::Arc;
use std::sync::atomic::{AtomicU16, Ordering};

use serde_json::Value;
use tempfile::TempDir;

use super::laptop::{Laptop, contains};
use super::program::{Lang, Outcome, finish, program};
use super::said::said;

/// Divisions a day needs: a city, and inside it a county, two of its townships, a village of the
/// first, and another county with a township.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Place {
    pub(crate) city: &'static str,
    pub(crate) county: &'static str,
    pub(crate) township: &'static str,
    pub(crate) township_name: &'static str,
    pub(crate) village: &'static str,
    pub(crate) elsewhere: &'static str,
    pub(crate) other_county: &'static str,
}

/// 襄阳市, 谷城县, 盛康镇 and 城关镇, 竹园街社区; 南漳县.
pub(crate) const XIANGYANG: Place = Place {
    city: "420600000000",
    county: "420625000000",
    township: "420625102000",
    township_name: "盛康镇",
    village: "420625102001",
    elsewhere: "420625100000",
    other_county: "420624000000",
};

/// The real divisions of 襄阳市.
pub(crate) fn xiangyang_csv() -> PathBuf {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    here.join("../crates/places/data/divisions-4206.csv")
}

/// An office. It serves from the start until it is stopped, killed or dropped.
#[derive(Debug)]
pub(crate) struct Site {
    ground: Arc<TempDir>,
    folder: PathBuf,
    /// Where it serves; after the first start always the same place.
    address: RefCell<String>,
    serving: RefCell<Option<Child>>,
    watched: RefCell<Option<String>>,
    made: Cell<u32>,
}

impl Site {
    /// 襄阳市's office.
    pub(crate) fn xiangyang() -> Site {
        Site::of(&xiangyang_csv(), &[])
    }

    /// An office set up from a file of divisions.
    pub(crate) fn of(divisions: &Path, more: &[&str]) -> Site {
        let ground = Arc::new(TempDir::with_prefix("xunlu-").unwrap());
        let site = Site {
            folder: ground.path().join("office"),
            ground,
            address: RefCell::new(format!("{}:0", own_address())),
            serving: RefCell::new(None),
            watched: RefCell::default(),
            made: Cell::new(0),
        };
        let divisions = divisions.to_str().unwrap();
        let init = [&["init", "--divisions", divisions], more].concat();
        site.run(&init).said();
        site.start();
        site
    }

    pub(crate) fn folder(&self) -> &Path {
        &self.folder
    }

    /// One more process of the same office, which serves too.
    #[allow(
        dead_code,
        reason = "the days of several processes are a target of their own"
    )]
    pub(crate) fn replica(&self) -> Site {
        let folder = self.ground.path().join(format!("office-{}", self.number()));
        let to = folder.to_str().unwrap();
        self.run(&["replica", "--to", to]).said();
        let site = Site {
            folder,
            ground: self.ground.clone(),
            address: RefCell::new(format!("{}:0", own_address())),
            serving: RefCell::new(None),
            watched: RefCell::default(),
            made: Cell::new(100),
        };
        site.start();
        site
    }

    /// The same office, which serves from another folder at the same address.
    #[allow(
        dead_code,
        reason = "the days of several processes are a target of their own"
    )]
    pub(crate) fn moved_to(&self, folder: &Path) -> Site {
        self.kill();
        let site = Site {
            folder: folder.to_owned(),
            ground: self.ground.clone(),
            address: RefCell::new(self.address()),
            serving: RefCell::new(None),
            watched: RefCell::default(),
            made: Cell::new(200),
        };
        site.start();
        site
    }

    /// Whether anything that is kept says these words.
    pub(crate) fn holds(&self, words: &str) -> bool {
        let mut said = said(&self.folder).into_iter();
        said.any(|said| contains(&said, words.as_bytes()))
    }

    /// A place for files of the day, outside every data folder.
    pub(crate) fn ground(&self) -> &Path {
        self.ground.path()
    }

    pub(crate) fn address(&self) -> String {
        self.address.borrow().clone()
    }

    pub(crate) fn url(&self) -> String {
        format!("http://{}", self.address())
    }

    /// Starts serving, at the same address as ever.
    pub(crate) fn start(&self) {
        self.start_at(&self.address());
    }

    /// Starts serving where anybody could call, so that every line is encrypted, with more said to
    /// `serve`. Answers the address.
    pub(crate) fn start_secured(&self, more: &[&str]) -> String {
        self.kill();
        self.serve("0.0.0.0:0", more);
        let port = self.address().rsplit(':').next().unwrap().to_owned();
        format!("https://127.0.0.1:{port}")
    }

    /// Starts serving at an address of somebody else, which must be free.
    pub(crate) fn start_at(&self, address: &str) {
        self.serve(address, &[]);
    }

    /// Starts serving at an address with more said to `serve`.
    pub(crate) fn serve(&self, address: &str, more: &[&str]) {
        let mut serve = program("xunlu-server");
        serve
            .args(["serve", "--json", "--listen", address, "--data"])
            .arg(&self.folder)
            .args(more);
        let log = self.log_file();
        let log = fs::OpenOptions::new()
            .create(true)
            .append(true)
            .open(log)
            .unwrap();
        let mut child = serve.stdout(Stdio::piped()).stderr(log).spawn().unwrap();
        let mut line = String::new();
        BufReader::new(child.stdout.take().unwrap())
            .read_line(&mut line)
            .unwrap();
        let said: Value = serde_json::from_str(&line).unwrap_or_default();
        *self.serving.borrow_mut() = Some(child);
        let Some(listening) = said["listening"].as_str() else {
            panic!("the office does not serve: {}", self.log());
        };
        *self.address.borrow_mut() = listening.to_owned();
        *self.watched.borrow_mut() = said["ops"].as_str().map(str::to_owned);
    }

    /// Where whoever watches the service asks.
    pub(crate) fn watched(&self) -> String {
        self.watched.borrow().clone().unwrap()
    }

    /// Asks it to end as a shutdown does, and waits for nothing.
    pub(crate) fn ask_to_stop(&self) {
        let child = self.serving.borrow().as_ref().unwrap().id();
        let mut kill = Command::new("kill");
        let asked = kill.args(["-TERM", &child.to_string()]).status();
        assert!(asked.unwrap().success());
    }

    /// Waits for the end of a service that was asked to.
    pub(crate) fn ended(&self) -> ExitStatus {
        let mut child = self.serving.borrow_mut().take().unwrap();
        child.wait().unwrap()
    }

    /// What the office has complained about.
    pub(crate) fn log(&self) -> String {
        fs::read_to_string(self.log_file()).unwrap_or_default()
    }

    fn log_file(&self) -> PathBuf {
        self.folder.with_extension("log")
    }

    /// Ends the service as Ctrl-C or a shutdown does; it must end well.
    pub(crate) fn stop(&self) {
        self.ask_to_stop();
        assert!(self.ended().success(), "{}", self.log());
    }

    /// SIGKILL: no chance to tidy up.
    pub(crate) fn kill(&self) {
        if let Some(mut child) = self.serving.borrow_mut().take() {
            child.kill().unwrap();
            child.wait().unwrap();
        }
    }

    /// The command, not started yet.
    pub(crate) fn command(&self, args: &[&str]) -> Command {
        let mut command = program("xunlu-server");
        command.args(args).arg("--data").arg(&self.folder);
        command
    }

    pub(crate) fn run(&self, args: &[&str]) -> Outcome {
        finish(self.command(args), &[] as &[&str])
    }

    /// A command that is about no folder.
    pub(crate) fn run_alone(&self, lang: Lang, args: &[&str]) -> Outcome {
        let mut command = program("xunlu-server");
        command.args(args);
        finish(command, &["--lang", lang.code()])
    }

    #[track_caller]
    pub(crate) fn json(&self, args: &[&str]) -> Value {
        self.run(&[args, &["--json"]].concat()).json()
    }

    /// The row of a division in the four-level table.
    #[track_caller]
    pub(crate) fn stats_of(&self, code: &str) -> Value {
        let table = self.json(&["stats", "--under", code]);
        table["rows"][0].clone()
    }

    fn number(&self) -> u32 {
        self.made.set(self.made.get() + 1);
        self.made.get()
    }

    /// An invitation's file.
    #[track_caller]
    pub(crate) fn invite(&self, unit: &str, role: &str, name: &str) -> String {
        let file = self
            .ground
            .path()
            .join(format!("invite-{}.json", self.number()));
        let out = file.to_str().unwrap();
        let args = [
            "invite", "--unit", unit, "--role", role, "--name", name, "--out", out,
        ];
        self.run(&args).said();
        out.to_owned()
    }

    /// A laptop that is not set up yet.
    pub(crate) fn new_laptop(&self) -> Laptop {
        Laptop::new(&self.ground, &format!("laptop-{}", self.number()))
    }

    /// A laptop of a unit, let in and ready.
    #[track_caller]
    pub(crate) fn enrol(&self, unit: &str, role: &str, name: &str) -> Laptop {
        self.enrol_by(&self.url(), unit, role, name)
    }

    /// As [`Site::enrol`], by another way to the office.
    #[track_caller]
    pub(crate) fn enrol_by(&self, url: &str, unit: &str, role: &str, name: &str) -> Laptop {
        let laptop = self.new_laptop();
        let invite = self.invite(unit, role, name);
        laptop
            .run(&["init", "--invite", &invite, "--server", url])
            .said();
        laptop
    }
}

/// A command of an office whose folder need not be there.
pub(crate) fn run_server(folder: &Path, lang: Lang, args: &[&str]) -> Outcome {
    let mut command = program("xunlu-server");
    command.args(args).arg("--data").arg(folder);
    finish(command, &["--lang", lang.code()])
}

impl Drop for Site {
    fn drop(&mut self) {
        self.kill();
    }
}

/// A loopback address of the office's own, where the system has more than one: an office that is
/// started again then finds its port free, because nobody else's connections pass there.
fn own_address() -> Ipv4Addr {
    static NEXT: AtomicU16 = AtomicU16::new(1);
    if !cfg!(target_os = "linux") {
        return Ipv4Addr::LOCALHOST;
    }
    let [high, low] = NEXT.fetch_add(1, Ordering::Relaxed).to_be_bytes();
    let [.., process] = std::process::id().to_be_bytes();
    Ipv4Addr::new(127, process.max(1), high, low)
}
