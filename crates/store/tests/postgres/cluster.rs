//! A PostgreSQL server of one test's own, in a temporary folder, behind a socket.

use std::env;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use tempfile::TempDir;

/// How long a server that has started may take until it lets a client in.
const LET_IN: Duration = Duration::from_secs(60);

/// A server that runs until it is dropped.
pub(crate) struct Cluster {
    folder: TempDir,
    programs: PathBuf,
}

/// The folder with `initdb` and `pg_ctl`: distributions keep them out of the search path.
fn programs() -> PathBuf {
    let named = env::var_os("XUNLU_POSTGRES").map(PathBuf::from);
    let path = env::var_os("PATH").unwrap_or_default();
    let versions = fs::read_dir("/usr/lib/postgresql").into_iter().flatten();
    let versions = versions.flatten().map(|version| version.path().join("bin"));
    let mut folders = named
        .into_iter()
        .chain(versions)
        .chain(env::split_paths(&path));
    folders
        .find(|folder| folder.join("initdb").exists() && folder.join("pg_ctl").exists())
        .expect("PostgreSQL's programs; install the package postgresql")
}

fn is_root() -> bool {
    let user = Command::new("id").arg("-u").output().unwrap();
    user.stdout.trim_ascii() == b"0"
}

impl Cluster {
    pub(crate) fn start() -> Cluster {
        let cluster = Cluster {
            folder: tempfile::tempdir().unwrap(),
            programs: programs(),
        };
        cluster.own();
        let data = cluster.data();
        let args = [
            "--username=postgres",
            "--auth=trust",
            "--encoding=UTF8",
            "--no-locale",
        ];
        cluster.run(
            "initdb",
            &[&args[..], &["--no-sync", "--pgdata", &data]].concat(),
        );
        cluster.configure(&format!(
            "listen_addresses = ''\nunix_socket_directories = '{}'\nmax_connections = 200\n\
             log_min_messages = 'fatal'\n",
            cluster.folder.path().display()
        ));
        cluster.go();
        cluster
    }

    /// Adds settings, which hold when it is started the next time.
    pub(crate) fn configure(&self, settings: &str) {
        let file = Path::new(&self.data()).join("postgresql.conf");
        let before = fs::read_to_string(&file).unwrap();
        fs::write(file, before + settings).unwrap();
    }

    /// Lays a file beside its own that nobody else may read.
    #[allow(dead_code, reason = "the tests of the store need it")]
    pub(crate) fn put(&self, name: &str, text: &str) {
        let file = Path::new(&self.data()).join(name);
        fs::write(&file, text).unwrap();
        let script = "chmod 600 \"$1\" && chown --reference=\"$2\" \"$1\"";
        let own = Command::new("sh")
            .args(["-c", script, "sh"])
            .arg(&file)
            .arg(self.data())
            .status();
        assert!(own.unwrap().success());
    }

    fn own(&self) {
        if is_root() {
            // The server refuses to run as root.
            let own = Command::new("chown")
                .arg("postgres")
                .arg(self.folder())
                .status();
            assert!(own.unwrap().success());
        }
    }

    fn data(&self) -> String {
        self.folder.path().join("data").display().to_string()
    }

    fn run(&self, program: &str, args: &[&str]) {
        let done = self.call(program, args);
        let said = String::from_utf8_lossy(&done.stderr).into_owned();
        assert!(done.status.success(), "{program}: {said}");
    }

    fn call(&self, program: &str, args: &[&str]) -> Output {
        let program = self.programs.join(program);
        let mut command = if is_root() {
            let mut command = Command::new("runuser");
            command.args(["-u", "postgres", "--"]).arg(program);
            command
        } else {
            Command::new(program)
        };
        command
            .args(args)
            .current_dir(self.folder.path())
            .env("LC_ALL", "C.UTF-8")
            .stdin(Stdio::null());
        command.output().unwrap()
    }

    /// Starts the server and waits until it lets clients in.
    pub(crate) fn go(&self) {
        let log = self.folder.path().join("log").display().to_string();
        self.run(
            "pg_ctl",
            &["start", "--wait", "--pgdata", &self.data(), "--log", &log],
        );
        // `pg_ctl` is content with a server that answers; callers need one that lets them in.
        let end = Instant::now() + LET_IN;
        let address = format!("{} port={}", self.address(), self.port());
        while let Err(refused) = postgres::Client::connect(&address, postgres::NoTls) {
            assert!(Instant::now() < end, "{refused}");
            thread::sleep(Duration::from_millis(50));
        }
    }

    /// The port of the server that runs, which names its socket as well.
    fn port(&self) -> String {
        // The fourth line of what a server writes about itself.
        let said = fs::read_to_string(Path::new(&self.data()).join("postmaster.pid")).unwrap();
        said.lines().nth(3).unwrap().to_owned()
    }

    /// Stops the server as a power cut would.
    pub(crate) fn stop(&self) {
        let args = [
            "stop",
            "--mode=immediate",
            "--wait",
            "--pgdata",
            &self.data(),
        ];
        self.call("pg_ctl", &args);
    }

    /// The folder of what it keeps and of its socket.
    pub(crate) fn folder(&self) -> &Path {
        self.folder.path()
    }

    /// A client of its own.
    pub(crate) fn client(&self) -> postgres::Client {
        postgres::Client::connect(&self.address(), postgres::NoTls).unwrap()
    }

    /// A standby that follows this one.
    #[allow(dead_code, reason = "not every target has one")]
    pub(crate) fn standby(&self) -> Cluster {
        let standby = Cluster {
            folder: tempfile::tempdir().unwrap(),
            programs: self.programs.clone(),
        };
        standby.own();
        let (from, to) = (self.folder().display().to_string(), standby.data());
        let args = ["--host", &from, "--username=postgres", "--no-sync"];
        let more = [
            "--write-recovery-conf",
            "--checkpoint=fast",
            "--pgdata",
            &to,
        ];
        standby.run("pg_basebackup", &[args, more].concat());
        let socket = standby.folder().display();
        standby.configure(&format!("unix_socket_directories = '{socket}'\n"));
        standby.go();
        standby
    }

    /// Makes a standby a server of its own.
    #[allow(dead_code, reason = "not every target has one")]
    pub(crate) fn promote(&self) {
        self.run("pg_ctl", &["promote", "--wait", "--pgdata", &self.data()]);
    }

    /// Everything in a schema, as the statements that make it again.
    #[allow(dead_code, reason = "the tests of the store need it")]
    pub(crate) fn dump(&self, schema: &str) -> String {
        let socket = self.folder().display().to_string();
        let args = [
            "--inserts",
            "--no-owner",
            "--no-privileges",
            "--username=postgres",
            "--host",
            &socket,
            "--schema",
            schema,
            "postgres",
        ];
        let dumped = self.call("pg_dump", &args);
        assert!(dumped.status.success());
        let text = String::from_utf8(dumped.stdout).unwrap();
        // Comments, and what only the program `psql` understands.
        let told =
            |line: &&str| !(line.is_empty() || line.starts_with("--") || line.starts_with('\\'));
        text.lines()
            .filter(told)
            .map(|line| line.to_owned() + "\n")
            .collect()
    }

    /// Puts all of it aside as it is now, for [`Cluster::put_back`].
    #[allow(dead_code, reason = "the office's days need it")]
    pub(crate) fn keep(&self) {
        self.aside(&self.data(), &self.kept());
    }

    /// Makes it what it was when it was put aside, as a failover does that lost the end.
    #[allow(dead_code, reason = "the office's days need it")]
    pub(crate) fn put_back(&self) {
        self.aside(&self.kept(), &self.data());
    }

    fn kept(&self) -> String {
        self.folder.path().join("kept").display().to_string()
    }

    fn aside(&self, from: &str, to: &str) {
        self.stop();
        let script = "rm -rf \"$2\" && cp -a \"$1\" \"$2\"";
        let copied = Command::new("sh")
            .args(["-c", script, "sh", from, to])
            .status();
        assert!(copied.unwrap().success());
        self.go();
    }

    /// How a program finds it.
    pub(crate) fn address(&self) -> String {
        format!(
            "host={} user=postgres dbname=postgres",
            self.folder().display()
        )
    }
}

impl Drop for Cluster {
    fn drop(&mut self) {
        self.stop();
    }
}
