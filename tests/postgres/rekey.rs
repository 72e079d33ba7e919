//! An office in a database gets another key.

use std::fs;
use std::path::Path;
use std::process::Stdio;

use serde_json::json;

use crate::cluster::Cluster;
use crate::world::{Lang, Site, Window, XIANGYANG, copy, program, run_server, xiangyang_csv};
use crate::{hazard, is_sound, office, url};

/// What a process of the office gets from the folder where the key was changed.
const KEYS: [&str; 3] = ["keys.cbor", "keys.copy.cbor", "site.json"];

fn bring_key(from: &Site, to: &Site) {
    for name in KEYS {
        fs::copy(from.folder().join(name), to.folder().join(name)).unwrap();
    }
}

/// How many files and rows of a database are of before it got another key.
fn of_before(cluster: &Cluster) -> i64 {
    let left = "SELECT (SELECT count(*) FROM file
            WHERE folder NOT LIKE 'space/%' AND folder NOT IN ('office', 'alone'))
        + (SELECT count(*) FROM piece WHERE folder = 'journal' OR folder LIKE 'photos/%')
        + (SELECT count(*) FROM kept WHERE generation NOT IN
            (SELECT id FROM generation WHERE substring(mark FOR 6) = 'space/'::bytea))";
    cluster.client().query_one(left, &[]).unwrap().get(0)
}

#[test]
fn an_office_gets_another_key_while_it_serves_and_its_processes_come_back_with_it() {
    let cluster = Cluster::start();
    let one = office(&cluster);
    let other = one.replica();
    let laptop = one.enrol(XIANGYANG.township, "officer", "张伟");
    let county = Window::at(&one, XIANGYANG.county, "county_coord", "李强");
    let draft = json!({ "about": "draft/hazard/new", "text": "写到一半" });
    county.post("drafts", &draft).json();
    hazard(&laptop, "换钥匙前");
    assert_eq!(laptop.sync()["unsent"], 0);
    let leaver = one.ground().join("leaver");
    copy(one.folder(), &leaver);
    let head = one.json(&["audit", "head"]);
    assert!(of_before(&cluster) > 0);

    one.run(&["rekey"]).said();
    // Both have noticed, say what to do, and let nobody believe that they serve.
    for process in [&one, &other] {
        assert!(!process.ended().success());
        assert!(
            process.log().contains("copy keys.cbor"),
            "{}",
            process.log()
        );
    }
    let refused = run_server(&leaver, Lang::En, &["stats"]).refused();
    assert!(refused.contains("another key"), "{refused}");
    assert_eq!(of_before(&cluster), 0);
    assert_eq!(one.json(&["audit", "head"])["root"], head["root"]);

    one.start();
    let refused = other.run(&["stats", "--lang", "en"]).refused();
    assert!(refused.contains("another key"), "{refused}");
    bring_key(&one, &other);
    other.start();
    hazard(&laptop, "换钥匙后");
    assert_eq!(laptop.sync()["unsent"], 0);
    let newcomer = other.enrol(XIANGYANG.county, "county_coord", "王芳");
    newcomer.sync();
    assert_eq!(newcomer.list(&[]).len(), 2);
    let county = Window::by_link(&other, "李强");
    assert_eq!(county.get("drafts").json(), json!([draft]));
    is_sound(&one);
    is_sound(&other);
}

/// Kills a change of keys as soon as something is so. Answers whether it was cut off.
fn killed(site: &Site, so: &mut dyn FnMut() -> bool) -> bool {
    let mut rekey = site.command(&["rekey"]);
    let mut child = rekey
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    while !so() && child.try_wait().unwrap().is_none() {}
    child.kill().unwrap();
    !child.wait().unwrap().success()
}

#[test]
fn a_change_of_keys_that_is_killed_goes_on_or_is_given_up() {
    let cluster = Cluster::start();
    let site = office(&cluster);
    let laptop = site.enrol(XIANGYANG.township, "officer", "张伟");
    hazard(&laptop, "换钥匙前");
    assert_eq!(laptop.sync()["unsent"], 0);
    let mut database = cluster.client();
    let mut holds = |what: &str| {
        let row = database.query_one(what, &[]).unwrap();
        row.get::<_, bool>(0)
    };

    // While nobody may write: it is given up, and everything is as it was.
    assert!(killed(&site, &mut || holds(
        "SELECT bool_or(away) FROM pen"
    )));
    hazard(&laptop, "换钥匙时");
    let refused = laptop.run(&["sync", "--lang", "en"]);
    assert!(!refused.ok && laptop.status("unsent") == 1, "{refused:?}");
    site.run(&["rekey", "--abandon"]).said();
    assert_eq!(laptop.sync()["unsent"], 0);
    is_sound(&site);
    assert!(holds("SELECT count(*) = 1 FROM pen"));
    assert!(!site.folder().join("rekeying").exists());

    // When the other space has just taken over: the same again ends it.
    assert!(killed(&site, &mut || holds("SELECT count(*) = 2 FROM pen")));
    assert!(!site.ended().success());
    site.run(&["rekey"]).said();
    assert!(
        holds("SELECT count(*) = 2 FROM pen"),
        "no third key was made"
    );
    assert_eq!(of_before(&cluster), 0);
    site.start();

    // While most is sealed anew: the office goes on meanwhile, and so does the change.
    let begun = "SELECT count(*) = 1 FROM meta WHERE name = 'next'";
    assert!(killed(&site, &mut || holds(begun)));
    hazard(&laptop, "换到一半");
    assert_eq!(laptop.sync()["unsent"], 0);
    site.run(&["rekey"]).said();
    assert!(!site.ended().success());
    assert!(holds("SELECT count(*) = 3 FROM pen"));
    site.start();
    assert_eq!(laptop.sync()["unsent"], 0);
    is_sound(&site);
    laptop.is_sound();
    assert_eq!(of_before(&cluster), 0);
}

fn with(folder: &Path, passphrase: &str, args: &[&str]) -> crate::world::Outcome {
    let mut command = program("xunlu-server");
    command.args(args).arg("--data").arg(folder);
    command.env("XUNLU_PASSPHRASE", passphrase);
    crate::world::finish(command, &["--lang", "en"])
}

#[test]
fn a_passphrase_that_was_not_given_and_an_old_key_file_open_nothing_any_more() {
    let cluster = Cluster::start();
    let ground = tempfile::tempdir().unwrap();
    let folder = ground.path().join("office");
    let (mine, divisions) = ("坐在窗边看江水慢慢流过", xiangyang_csv());
    let file = ground.path().join("passphrase");
    fs::write(&file, mine).unwrap();
    let (file, url) = (file.to_str().unwrap(), url(&cluster));
    let init = [
        "init",
        "--divisions",
        divisions.to_str().unwrap(),
        "--store",
        &url,
        "--passphrase-file",
        file,
    ];
    run_server(&folder, Lang::En, &init).said();
    let old = ground.path().join("old");
    copy(&folder, &old);
    assert!(with(&folder, mine, &["stats"]).ok);
    let refused = with(&folder, "不是这一句也不是那句", &["rekey"]).refused();
    assert!(refused.contains("passphrase is wrong"), "{refused}");
    with(&folder, mine, &["rekey"]).said();
    assert!(with(&folder, mine, &["audit", "head"]).ok);
    let refused = with(&old, mine, &["stats"]).refused();
    assert!(refused.contains("another key"), "{refused}");
    let site = fs::read_to_string(folder.join("site.json")).unwrap();
    assert!(site.contains("sealed"), "{site}");
}
