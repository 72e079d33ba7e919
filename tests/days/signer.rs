//! Days of an office whose signing key lies outside it, in a program that can be pulled out, hang,
//! talk nonsense or lie.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::thread::sleep;
use std::time::{Duration, Instant};

use serde_json::{Value, json};
use vault::{Cipher, Slots};

use crate::contract::hazard;
use crate::offices::invitation;
use crate::stick;
use crate::world::{Lang, Laptop, Site, Window, XIANGYANG, run_server, xiangyang_csv};

/// An office and the program that signs for it.
struct Signed {
    site: Site,
    signer: tempfile::TempDir,
}

impl Signed {
    fn office(more: &[&str]) -> Signed {
        Signed::with("", more)
    }

    /// One whose signer is given more words.
    fn with(words: &str, more: &[&str]) -> Signed {
        let signer = tempfile::TempDir::with_prefix("xunlu signer-").unwrap();
        let line = line(signer.path()) + words;
        let signing = [&["--signer", &line], more].concat();
        let site = Site::of(&xiangyang_csv(), &signing);
        Signed { site, signer }
    }

    /// What is wrong with the signer from now on; nothing if it is well.
    fn mood(&self, mood: &str) {
        fs::write(self.file("mood"), mood).unwrap();
    }

    fn file(&self, name: &str) -> PathBuf {
        self.signer.path().join(name)
    }

    /// How often it was asked so far.
    fn asked(&self) -> u32 {
        let asked = fs::read_to_string(self.file("asked")).unwrap();
        asked.parse().unwrap()
    }

    /// SIGKILL, as when its process is ended by a person or for want of memory.
    fn kill_signer(&self) {
        let pid = fs::read_to_string(self.file("pid")).unwrap();
        let killed = Command::new("kill").args(["-KILL", &pid]).status();
        assert!(killed.unwrap().success());
    }

    fn audited(&self, head: &str) {
        let args = ["audit", "verify", "--json", "--head", head];
        let outcome = self.site.run(&args);
        let found: Value = serde_json::from_str(outcome.out.trim()).unwrap();
        assert!(outcome.ok, "{found}");
        assert_eq!(found["problems"], json!([]));
        assert_eq!(found["operations"], found["signatures"]);
    }
}

/// The command line of the signer; its folder has a blank in its name.
fn line(folder: &Path) -> String {
    let program = env!("CARGO_BIN_EXE_example-signer");
    format!("'{program}' '{}'", folder.display())
}

fn head(laptop: &Laptop) -> String {
    laptop.status("log")["head"].as_str().unwrap().to_owned()
}

#[test]
fn a_whole_day_at_an_office_whose_key_lies_outside() {
    let office = Signed::office(&[]);
    let site = &office.site;
    let url = site.url();
    let kept = fs::read_to_string(site.folder().join("site.json")).unwrap();
    let kept: Value = serde_json::from_str(&kept).unwrap();
    let key = kept["outside"]["key"].as_str().unwrap().to_owned();
    let seed = "29".repeat(32);
    assert_eq!(key.len(), 128, "the line, and the key that signs");
    assert!(!site.holds(&seed), "the key itself is not in the folder");

    // By a file, by what was typed from paper, and by a stick.
    let zhang = site.enrol(XIANGYANG.township, "officer", "张伟");
    let invite = site.invite(XIANGYANG.township, "officer", "王芳");
    let file: Value = serde_json::from_slice(&fs::read(invite).unwrap()).unwrap();
    assert_eq!(file["server_key"], key);
    let wang = site.new_laptop();
    let typed = file["typed"].as_str().unwrap();
    wang.run(&["init", "--invite", typed, "--server", &url])
        .said();
    let li = stick::enrol(site, XIANGYANG.township, "officer", "李强");

    let id = hazard(&zhang, &["place_text=桥头"]);
    zhang.act(&id, "report", &[]);
    zhang.sync();
    let left = [zhang.status("unsent"), zhang.status("photos_unsent")];
    assert_eq!(left, [0, 0], "there is a receipt for all of it");
    let county = Window::at(site, XIANGYANG.county, "county_coord", "刘洋");
    let entries = [["grade", "major"], ["nature", "engineering"]];
    county.save(&json!({ "id": id, "event": "confirm", "entries": entries }));
    hazard(&li, &["place_text=渡口"]);
    stick::carry(site, &li, "li");
    wang.sync();
    zhang.sync();
    stick::carry(site, &li, "li-again");
    assert_eq!(zhang.shown(&id), wang.shown(&id));
    assert_eq!(zhang.shown(&id), li.shown(&id));
    assert_eq!(li.state(&id), "confirmed");
    for laptop in [&zhang, &wang, &li] {
        laptop.is_sound();
    }
    office.audited(&head(&zhang));

    // Over a line that others could listen to, which the half that stayed in the folder secures.
    let url = site.start_secured(&[]);
    hazard(&wang, &[]);
    wang.run(&["sync", "--server", &url]).said();
    assert_eq!(wang.status("unsent"), 0);
    office.audited(&head(&zhang));
}

#[test]
fn a_signer_that_fails_is_named_and_nothing_is_lost_by_it() {
    let office = Signed::office(&[]);
    let site = &office.site;
    let zhang = site.enrol(XIANGYANG.township, "officer", "张伟");
    let invite = site.invite(XIANGYANG.township, "officer", "王芳");
    let url = site.url();

    // One that is gone when it is asked next, or in the middle of an answer, is started again.
    office.kill_signer();
    hazard(&zhang, &["description=先拔"]);
    zhang.sync();
    assert_eq!(zhang.status("unsent"), 0);
    office.mood("pulled");
    hazard(&zhang, &["description=又拔"]);
    zhang.sync();
    assert_eq!(zhang.status("unsent"), 0);

    let moods = [
        ("garbage", "门在左边"),
        ("locked", "PIN"),
        ("foreign", "not of this office's key"),
        ("dead", "it ended"),
        ("slow", "10 s"),
    ];
    for (mood, why) in moods {
        office.mood(mood);
        hazard(&zhang, &[&format!("description={mood}")]);
        let before = zhang.list(&[]).len();
        let no = zhang.run(&["sync"]).refused();
        assert!(no.contains("signer") && no.contains(why), "{mood}: {no}");
        assert_eq!(zhang.list(&[]).len(), before, "{mood}");
        assert!(zhang.status("unsent").as_u64() > Some(0), "{mood}");
        if mood != "slow" {
            let zh = zhang.ask(Lang::Zh, &["sync"]).refused();
            assert!(zh.contains("签名器"), "{mood}: {zh}");
            // Whoever asks to be let in is not, and nothing of it stays at either end.
            let wang = site.new_laptop();
            let init = ["init", "--invite", &invite, "--server", &url];
            let no = wang.run(&init).refused();
            assert!(no.contains("signer"), "{mood}: {no}");
            assert!(!wang.folder().exists(), "{mood}");
        }
        office.mood("");
        zhang.sync();
        assert_eq!(zhang.status("unsent"), 0, "{mood}");
    }
    let wang = site.new_laptop();
    wang.run(&["init", "--invite", &invite, "--server", &url])
        .said();
    wang.sync();
    assert_eq!(wang.list(&[]).len(), zhang.list(&[]).len());

    // An office whose signer is not there serves all the same: what needs no signature is answered.
    office.mood("dead");
    site.stop();
    site.start();
    assert_eq!(
        site.stats_of(XIANGYANG.township)["code"],
        XIANGYANG.township
    );
    let head = head(&zhang);
    office.mood("");
    office.audited(&head);
    zhang.is_sound();
    wang.is_sound();
}

#[test]
fn a_day_at_an_office_whose_sm2_key_lies_outside() {
    let office = Signed::with(" 41 sm2", &[]);
    let site = &office.site;
    let kept = fs::read_to_string(site.folder().join("site.json")).unwrap();
    let kept: Value = serde_json::from_str(&kept).unwrap();
    let key = kept["outside"]["key"].as_str().unwrap();
    assert_eq!(key.len(), 64 + 66, "the line, and the point that signs");
    let zhang = site.enrol(XIANGYANG.township, "officer", "张伟");
    assert_eq!(zhang.status("suite"), "sm2");
    for folder in [site.folder(), zhang.folder()] {
        let slots = Slots::decode(&fs::read(folder.join("keys.cbor")).unwrap());
        assert_eq!(slots.unwrap().cipher(), Cipher::Sm4);
    }

    let id = hazard(&zhang, &["place_text=桥头"]);
    zhang.act(&id, "report", &[]);
    zhang.sync();
    assert_eq!(zhang.status("unsent"), 0);
    let county = Window::at(site, XIANGYANG.county, "county_coord", "刘洋");
    let entries = [["grade", "major"], ["nature", "engineering"]];
    county.save(&json!({ "id": id, "event": "confirm", "entries": entries }));
    zhang.sync();
    assert_eq!(zhang.state(&id), "confirmed");

    office.mood("foreign");
    hazard(&zhang, &["description=另一把钥匙"]);
    let no = zhang.run(&["sync"]).refused();
    assert!(no.contains("not of this office's key"), "{no}");
    office.mood("");
    zhang.sync();
    assert_eq!(zhang.status("unsent"), 0);
    zhang.is_sound();
    office.audited(&head(&zhang));
}

#[test]
fn of_many_who_wait_for_a_signer_that_hangs_each_waits_once_and_others_go_on() {
    let office = Signed::office(&[]);
    let site = &office.site;
    let laptops: Vec<Laptop> = ["张伟", "王芳", "李强"]
        .iter()
        .map(|name| site.enrol(XIANGYANG.township, "officer", name))
        .collect();
    let id = hazard(&laptops[0], &["place_text=桥头"]);
    laptops[0].sync();
    let county = Window::at(site, XIANGYANG.county, "county_coord", "刘洋");
    let proposes = |what: &str| {
        county.save(&json!({ "id": id, "entries": [["proposal", what]] }));
    };
    proposes("装护栏");
    let (invite, url) = (
        site.invite(XIANGYANG.township, "officer", "周杰"),
        site.url(),
    );
    let newcomer = site.new_laptop();
    office.mood("slow");
    let before = office.asked();
    let begun = Instant::now();
    let init = ["init", "--invite", &invite, "--server", &url];
    let mut waits = newcomer.command(&init).spawn().unwrap();
    while office.asked() == before {
        assert!(waits.try_wait().unwrap().is_none(), "it asked nobody");
        sleep(Duration::from_millis(10));
    }
    // While the signer hangs over the grant of a laptop that is to be let in, others write.
    let saved = Instant::now();
    proposes("先装反光镜");
    let took = saved.elapsed();
    assert!(
        took < Duration::from_secs(5),
        "others had to wait: {took:?}"
    );
    assert!(waits.try_wait().unwrap().is_none(), "it waits no more");
    let mut running: Vec<_> = laptops
        .iter()
        .map(|laptop| laptop.command(&["sync"]).spawn().unwrap())
        .collect();
    for waits in running.iter_mut().chain([&mut waits]) {
        assert!(!waits.wait().unwrap().success());
    }
    let took = begun.elapsed();
    assert!(
        took < Duration::from_secs(25),
        "one after the other: {took:?}"
    );
    assert!(office.asked() - before < 3, "each asked it for itself");
    office.mood("");
    laptops[0].sync();
}

#[test]
fn a_signer_is_tried_before_anything_is_made_and_stays_the_offices_own() {
    let office = Signed::office(&[]);
    let csv = xiangyang_csv();
    let ground = office.site.ground();
    let folder = ground.join("another");
    let identity = office.site.folder().join("site.json");
    let init = |signer: &str, identity: Option<&Path>| {
        let mut args = vec![
            "init",
            "--divisions",
            csv.to_str().unwrap(),
            "--signer",
            signer,
        ];
        args.extend(["--identity"].iter().filter(|_| identity.is_some()));
        args.extend(identity.and_then(Path::to_str));
        run_server(&folder, Lang::En, &args)
    };
    let own = line(office.signer.path());
    let other = format!("{own} 7");
    for (signer, identity, why) in [
        ("/no/such/signer", None, "/no/such/signer"),
        ("true", None, "it ended"),
        (&*other, Some(&*identity), "not of this office's key"),
    ] {
        let no = init(signer, identity).refused();
        assert!(no.contains(why), "{signer}: {no}");
        assert!(!folder.exists(), "{signer}");
    }
    // An office that was lost is made again with the same signer, wherever its program lies now.
    let laptop = office.site.enrol(XIANGYANG.township, "officer", "张伟");
    let id = hazard(&laptop, &["place_text=桥头"]);
    init(&own, Some(&identity)).said();
    let again = office.site.moved_to(&folder);
    laptop.sync();
    let colleague = again.enrol(XIANGYANG.township, "officer", "王芳");
    colleague.sync();
    assert_eq!(colleague.shown(&id), laptop.shown(&id));
}

#[test]
fn an_office_with_a_signer_joins_one_without() {
    let city = Site::xiangyang();
    let county = Signed::office(&["--city", XIANGYANG.county]);
    let invite = invitation(&city, XIANGYANG.county);
    county.mood("locked");
    let join = ["join", &invite, "--server", &city.url()];
    assert!(county.site.run(&join).refused().contains("PIN"));
    county.mood("");
    county.site.run(&join).said();
    let officer = county.site.enrol(XIANGYANG.township, "officer", "张伟");
    let headquarters = city.enrol(XIANGYANG.city, "city_hq", "陈静");
    let id = hazard(&officer, &["place_text=桥头"]);
    officer.sync();
    assert_eq!(county.site.json(&["peers", "sync"])["level"], true);
    headquarters.sync();
    assert_eq!(headquarters.shown(&id), officer.shown(&id));
    headquarters.is_sound();
}
