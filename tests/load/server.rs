//! The server: a process of its own, watched where its administrator would watch it.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

use serde_json::Value;
use tempfile::TempDir;

use crate::Args;

/// A server that runs.
pub(crate) struct Server {
    program: PathBuf,
    ground: TempDir,
    child: Child,
    ops: String,
    /// Where stations call.
    pub(crate) url: String,
}

/// What it has used and kept so far.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Used {
    /// Seconds of CPU.
    pub(crate) cpu: f64,
    /// Bytes of memory.
    pub(crate) rss: f64,
    /// Bytes of the journal.
    pub(crate) journal: f64,
    /// Syncs of the journal.
    pub(crate) fsyncs: f64,
}

impl Server {
    /// Sets an office of 襄阳市 up and starts it.
    pub(crate) fn start(args: &Args) -> Server {
        let beside = || {
            let here = std::env::current_exe().unwrap();
            here.parent()
                .unwrap()
                .parent()
                .unwrap()
                .join("xunlu-server")
        };
        let program = args.server.clone().unwrap_or_else(beside);
        let ground = TempDir::with_prefix("xunlu-load-").unwrap();
        let csv =
            Path::new(env!("CARGO_MANIFEST_DIR")).join("../crates/places/data/divisions-4206.csv");
        let store = args.store.iter().flat_map(|store| ["--store", store]);
        let store: Vec<&str> = store.collect();
        let folder = ground.path().join("office");
        let mut init = Command::new(&program);
        init.args(["init", "--divisions"])
            .arg(csv)
            .arg("--data")
            .arg(&folder);
        let made = init.args(&store).output().expect("the server's program");
        assert!(
            made.status.success(),
            "{}",
            String::from_utf8_lossy(&made.stderr)
        );
        let mut serve = Command::new(&program);
        serve
            .args([
                "serve",
                "--json",
                "--listen",
                "0.0.0.0:0",
                "--ops",
                "127.0.0.1:0",
            ])
            .args([
                "--log-level",
                "error",
                "--day-requests-of-address",
                "1000000000",
            ])
            .args(&store)
            .arg("--data")
            .arg(&folder);
        let mut child = serve.stdout(Stdio::piped()).spawn().unwrap();
        let mut line = String::new();
        let out = child.stdout.take().unwrap();
        BufReader::new(out).read_line(&mut line).unwrap();
        let said: Value = serde_json::from_str(&line).expect("the server serves");
        let port = said["listening"]
            .as_str()
            .unwrap()
            .rsplit(':')
            .next()
            .unwrap();
        Server {
            url: format!("https://127.0.0.1:{port}"),
            ops: said["ops"].as_str().unwrap().to_owned(),
            program,
            ground,
            child,
        }
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
            journal: at("xunlu_journal_bytes"),
            fsyncs: at("xunlu_journal_fsync_duration_seconds_count"),
        }
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
