//! Whether it may be sent work, and how it ends.

use std::fs;
use std::io::Write;
use std::net::TcpStream;
use std::os::unix::net::UnixDatagram;
use std::path::Path;
use std::process::Command;
use std::time::{Duration, Instant};

use super::{ask, said, until};
use crate::contract::hazard;
use crate::world::{Site, SmallDisk, XIANGYANG, program};

const OPS: [&str; 2] = ["--ops", "127.0.0.1:0"];

fn watched(more: &[&str]) -> Site {
    let site = Site::xiangyang();
    serve(&site, more);
    site
}

fn serve(site: &Site, more: &[&str]) {
    site.kill();
    site.serve(&site.address(), &[&OPS, more].concat());
}

fn ready(code: &str) -> (u16, String) {
    (if code == "ok" { 200 } else { 503 }, code.to_owned())
}

#[test]
fn asked_to_stop_it_says_so_first_finishes_what_is_under_way_and_closes() {
    let site = watched(&["--drain", "2"]);
    let laptop = site.enrol(XIANGYANG.township, "officer", "张伟");
    hazard(&laptop, &[]);
    let (public, ops) = (site.address(), site.watched());
    for address in [&public, &ops] {
        assert_eq!(said(address, "/readyz"), ready("ok"));
        assert_eq!(said(address, "/healthz"), (200, "ok".to_owned()));
    }
    // A request that has begun and goes on slowly.
    let mut slow = TcpStream::connect(&public).unwrap();
    slow.write_all(b"GET /healthz HTTP/1.1\r\nhost: ").unwrap();
    site.ask_to_stop();
    until("readyz does not turn", || {
        said(&ops, "/readyz") == ready("ending")
    });
    // A balancer has not noticed yet: work that comes is done.
    assert_eq!(said(&public, "/readyz"), ready("ending"));
    assert_eq!(said(&public, "/healthz"), (200, "ok".to_owned()));
    assert_eq!(laptop.sync()["pushed"], 1);
    until("it goes on taking calls", || {
        TcpStream::connect(&public).is_err()
    });
    slow.write_all(b"127.0.0.1\r\n\r\n").unwrap();
    assert!(site.ended().success(), "{}", site.log());
    assert!(
        site.log().contains("event=\"ended\" clean=true"),
        "{}",
        site.log()
    );
    serve(&site, &[]);
    assert!(!site.log().contains("index_rebuilt"), "{}", site.log());
    assert_eq!(laptop.sync()["pushed"], 0);
}

#[test]
fn asked_twice_it_ends_at_once_and_has_kept_everything() {
    let site = watched(&["--drain", "600"]);
    let laptop = site.enrol(XIANGYANG.township, "officer", "张伟");
    hazard(&laptop, &[]);
    assert_eq!(laptop.sync()["pushed"], 1);
    site.ask_to_stop();
    until("readyz does not turn", || {
        said(&site.watched(), "/readyz") == ready("ending")
    });
    let begun = Instant::now();
    site.ask_to_stop();
    assert_eq!(site.ended().code(), Some(1));
    assert!(begun.elapsed() < Duration::from_secs(10));
    assert!(site.log().contains("ended_at_once"), "{}", site.log());
    serve(&site, &[]);
    assert_eq!(laptop.json(&["sync"])["pushed"], 0, "it is there");
    assert!(
        site.json(&["audit", "verify"])["ok"]
            .as_bool()
            .unwrap_or(false)
    );
}

#[test]
fn it_is_not_sent_work_while_the_disk_takes_nothing() {
    let site = Site::xiangyang();
    site.stop();
    let small = site.ground().join("small");
    fs::create_dir(&small).unwrap();
    let Some(disk) = SmallDisk::mount(&small, 96 * 1024) else {
        return;
    };
    for entry in fs::read_dir(site.folder()).unwrap() {
        let path = entry.unwrap().path();
        let copied = Command::new("cp").arg("-r").arg(&path).arg(&small).status();
        assert!(copied.unwrap().success());
    }
    let folder = site.folder().to_owned();
    fs::rename(&folder, site.ground().join("aside")).unwrap();
    std::os::unix::fs::symlink(&small, &folder).unwrap();
    serve(&site, &[]);
    let ops = site.watched();
    assert_eq!(said(&ops, "/readyz"), ready("ok"));
    disk.fill();
    until("a full disk is not seen", || {
        said(&ops, "/readyz") == ready("disk_full")
    });
    assert_eq!(said(&ops, "/healthz"), (200, "ok".to_owned()), "it lives");
    assert!(
        ask(&ops, "/metrics")
            .unwrap()
            .2
            .contains("\nxunlu_ready 0\n")
    );
    disk.free();
    until("a mended disk is not seen", || {
        said(&ops, "/readyz") == ready("ok")
    });
    site.kill();
}

#[test]
fn the_service_manager_is_told_when_it_serves_and_when_it_ends() {
    let site = Site::xiangyang();
    site.kill();
    let path = site.ground().join("notify");
    let manager = UnixDatagram::bind(&path).unwrap();
    let patience = Duration::from_secs(20);
    manager.set_read_timeout(Some(patience)).unwrap();
    let heard = || {
        let mut word = [0; 64];
        let long = manager.recv(&mut word).unwrap();
        String::from_utf8(word[..long].to_vec()).unwrap()
    };
    let mut serve = site.command(&["serve", "--listen", "127.0.0.1:0"]);
    let mut serving = serve.env("NOTIFY_SOCKET", &path).spawn().unwrap();
    assert_eq!(heard(), "READY=1");
    site.json(&["stats", "--under", XIANGYANG.county]);
    let mut kill = Command::new("kill");
    let asked = kill.args(["-TERM", &serving.id().to_string()]).status();
    assert!(asked.unwrap().success());
    assert_eq!(heard(), "STOPPING=1");
    assert!(serving.wait().unwrap().success());
}

#[test]
fn the_unit_is_one_that_systemd_takes() {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    let unit = here.join("../server/xunlu-server.service");
    let unit = fs::read_to_string(unit).unwrap();
    let folder = tempfile::tempdir().unwrap();
    let copy = folder.path().join("xunlu-server.service");
    let program = program("xunlu-server");
    let program = program.get_program().to_str().unwrap();
    let line = unit
        .lines()
        .find_map(|line| line.strip_prefix("ExecStart="));
    let line = line.unwrap().split(' ').next().unwrap();
    fs::write(&copy, unit.replace(line, program)).unwrap();
    let verify = Command::new("systemd-analyze")
        .arg("verify")
        .arg(&copy)
        .output();
    let Ok(verify) = verify else {
        eprintln!("SKIPPED: there is no systemd here to verify its unit");
        return;
    };
    let told = String::from_utf8_lossy(&verify.stderr);
    assert!(
        verify.status.success() && !told.contains("xunlu-server.service"),
        "{told}"
    );
}
