//! The server: a process of its own, watched where its administrator would watch it.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::thread;

use serde_json::Value;
use tempfile::TempDir;

use crate::cluster::Cluster;

/// Which program serves, where it keeps, and how often it runs.
#[derive(Debug, Clone, clap::Args)]
pub(crate) struct Setup {
    /// Where the office keeps: an address as `init --store` takes it, or `postgres` for a PostgreSQL
    /// server that is started for this run; a folder of its own if nothing is said.
    #[arg(long, value_name = "URL")]
    pub(crate) store: Option<String>,
    /// The server's program; the one beside this program if none is named.
    #[arg(long, value_name = "FILE")]
    pub(crate) server: Option<PathBuf>,
    /// Server processes of the office; more than one need a database.
    #[arg(long, default_value_t = 1)]
    pub(crate) processes: usize,
}

/// An office that runs.
pub(crate) struct Server {
    program: PathBuf,
    ground: TempDir,
    processes: Vec<Process>,
    /// Where it keeps, if not in its folder.
    store: Option<String>,
    /// The database started for it, which ends after the processes do.
    _cluster: Option<Cluster>,
}

/// One process of it.
struct Process {
    child: Child,
    ops: String,
    url: String,
}

/// What it has used and kept so far, all processes together.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Used {
    /// Seconds of CPU.
    pub(crate) cpu: f64,
    /// Bytes of memory.
    pub(crate) rss: f64,
    /// Syncs of the journal.
    pub(crate) fsyncs: f64,
    /// Open files and sockets.
    pub(crate) files: f64,
}

impl Server {
    /// Sets an office of 襄阳市 up and starts it.
    pub(crate) fn start(setup: &Setup) -> Server {
        let beside = || {
            let here = std::env::current_exe().unwrap();
            let target = here.parent().unwrap().parent().unwrap();
            target.join("xunlu-server")
        };
        let own = setup.store.as_deref() == Some("postgres");
        let cluster = own.then(|| aside(Cluster::start));
        let named = setup.store.clone().filter(|_| !own);
        let store = cluster.as_ref().map(address).or(named);
        let mut server = Server {
            program: setup.server.clone().unwrap_or_else(beside),
            ground: TempDir::with_prefix("xunlu-load-").unwrap(),
            processes: Vec::new(),
            store,
            _cluster: cluster,
        };
        let csv =
            Path::new(env!("CARGO_MANIFEST_DIR")).join("../crates/places/data/divisions-4206.csv");
        let mut init = vec!["init", "--divisions", csv.to_str().unwrap()];
        let store = server.store.iter();
        init.extend(store.flat_map(|store| ["--store", store]));
        server.run(&init);
        server.serve(&server.folder());
        for number in 1..setup.processes {
            let to = server.ground.path().join(format!("office-{number}"));
            server.run(&["replica", "--to", to.to_str().unwrap()]);
            server.serve(&to);
        }
        server
    }

    /// Starts a process with the office's folder, or another one's copy of it.
    fn serve(&mut self, folder: &Path) {
        let mut serve = Command::new(&self.program);
        serve
            .args(["serve", "--json", "--listen", "0.0.0.0:0"])
            .args(["--ops", "127.0.0.1:0", "--log-level", "error"])
            .args(["--day-requests-of-address", "1000000000"])
            .arg("--data")
            .arg(folder);
        let mut child = serve.stdout(Stdio::piped()).spawn().unwrap();
        let mut line = String::new();
        let out = child.stdout.take().unwrap();
        BufReader::new(out).read_line(&mut line).unwrap();
        let said: Value = serde_json::from_str(&line).expect("the server serves");
        let listening = said["listening"].as_str().unwrap();
        let port = listening.rsplit(':').next().unwrap();
        self.processes.push(Process {
            url: format!("https://127.0.0.1:{port}"),
            ops: said["ops"].as_str().unwrap().to_owned(),
            child,
        });
    }

    /// Where the station of that number calls.
    pub(crate) fn url(&self, station: usize) -> &str {
        &self.processes[station % self.processes.len()].url
    }

    fn folder(&self) -> PathBuf {
        self.ground.path().join("office")
    }

    fn run(&self, args: &[&str]) -> Value {
        let mut command = Command::new(&self.program);
        command
            .args(args)
            .args(["--json", "--data"])
            .arg(self.folder());
        let done = command.output().unwrap();
        assert!(
            done.status.success(),
            "{args:?}: {}",
            String::from_utf8_lossy(&done.stderr)
        );
        serde_json::from_slice(&done.stdout).unwrap_or_default()
    }

    /// An invitation, as its file has it.
    pub(crate) fn invite(&self, unit: &str, role: &str, number: usize) -> agent::Invite {
        let out = self.ground.path().join(format!("invite-{number}.json"));
        let path = out.to_str().unwrap();
        let name = format!("民警{number}");
        self.run(&[
            "invite", "--unit", unit, "--role", role, "--name", &name, "--out", path,
        ]);
        agent::Invite::load(&out).unwrap()
    }

    /// The word that signs somebody in at the pages.
    pub(crate) fn link(&self, unit: &str, role: &str, name: &str) -> String {
        self.run(&["account", "add", name, "--unit", unit, "--role", role]);
        let link = self.run(&["account", "link", name]);
        let open = link["open"].as_str().unwrap();
        open.rsplit('=').next().unwrap().to_owned()
    }

    /// What it has used so far.
    pub(crate) fn used(&self) -> Used {
        let each = self.processes.iter().map(Process::used);
        each.fold(Used::default(), |all, one| Used {
            cpu: all.cpu + one.cpu,
            rss: all.rss + one.rss,
            fsyncs: all.fsyncs + one.fsyncs,
            files: all.files + one.files,
        })
    }

    /// The most memory the processes ever had, in bytes, as the system reckons it.
    pub(crate) fn peak(&self) -> f64 {
        let peak = |process: &Process| {
            let status = format!("/proc/{}/status", process.child.id());
            let status = std::fs::read_to_string(status).unwrap_or_default();
            let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
            let kilobytes = line.and_then(|text| text.split_whitespace().next()?.parse().ok());
            kilobytes.map_or(f64::NAN, |kilobytes: f64| kilobytes * 1024.0)
        };
        self.processes.iter().map(peak).sum()
    }

    /// Bytes on the disk: of the journal and of the index, or of all the database.
    pub(crate) fn kept(&self) -> (f64, f64) {
        if let Some(store) = &self.store {
            let ask = || {
                let mut client = postgres::Client::connect(store, postgres::NoTls).unwrap();
                let size = "SELECT pg_database_size(current_database())";
                client.query_one(size, &[]).unwrap().get::<_, i64>(0)
            };
            return (0.0, aside(ask) as f64);
        }
        let size = |name: &str| {
            let files = std::fs::read_dir(self.folder().join(name));
            let files = files.into_iter().flatten().flatten();
            let sizes = files.filter_map(|file| Some(file.metadata().ok()?.len() as f64));
            sizes.sum()
        };
        (size("journal"), size("index"))
    }
}

impl Process {
    fn used(&self) -> Used {
        let mut socket = TcpStream::connect(&self.ops).unwrap();
        let ask = b"GET /metrics HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n\r\n";
        socket.write_all(ask).unwrap();
        let mut text = String::new();
        socket.read_to_string(&mut text).unwrap();
        let at = |name: &str| {
            let line = text
                .lines()
                .find_map(|line| line.strip_prefix(name)?.strip_prefix(' '));
            line.and_then(|value| value.parse().ok())
                .unwrap_or(f64::NAN)
        };
        Used {
            cpu: at("process_cpu_seconds_total"),
            rss: at("process_resident_memory_bytes"),
            fsyncs: at("xunlu_journal_fsync_duration_seconds_count"),
            files: at("process_open_fds"),
        }
    }
}

/// Speaks to a database. The client waits by a runtime of its own, which none of another's threads may
/// do.
fn aside<T: Send>(speak: impl FnOnce() -> T + Send) -> T {
    thread::scope(|scope| scope.spawn(speak).join().unwrap())
}

/// How the server's program is told where that database is.
fn address(cluster: &Cluster) -> String {
    let socket = cluster.address();
    let socket = socket.split(' ').find_map(|one| one.strip_prefix("host="));
    format!("postgres://postgres@/postgres?host={}", socket.unwrap())
}

impl Drop for Process {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
