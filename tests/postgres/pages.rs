//! The office's pages before several processes, each request at another one.

use reqwest::Method;
use serde_json::{Value, json};

use crate::cluster::Cluster;
use crate::office;
use crate::switch::Switch;
use crate::world::{Site, Window, XIANGYANG, day};

/// The word of a link to an account, made at a process.
fn link(site: &Site, name: &str) -> Value {
    let link = site.json(&["account", "link", name]);
    let (_, word) = link["open"].as_str().unwrap().split_once("#word=").unwrap();
    json!({ "by": "link", "word": word })
}

/// What two requests in a row are answered, one at each process.
fn twice(window: &Window) -> [u16; 2] {
    [0, 1].map(|_| window.get("session").status)
}

#[test]
fn whoever_is_signed_in_is_so_at_every_process_and_out_everywhere_at_once() {
    let cluster = Cluster::start();
    let one = office(&cluster);
    let other = one.replica();
    let balanced = Switch::restless(vec![one.address(), other.address()]);
    let add = ["account", "add", "李强", "--role", "county_coord"];
    one.run(&[&add[..], &["--unit", XIANGYANG.county]].concat())
        .said();
    let sign_in = || {
        let window = Window::on(balanced.url());
        window.sign_in(&link(&other, "李强")).json();
        assert_eq!(twice(&window), [200, 200]);
        window
    };

    // A photo is brought to one process, looked at and saved with a record at whichever.
    let window = sign_in();
    let photo = [&b"\xff\xd8\xff\xe0"[..], "桥头弯道".as_bytes()].concat();
    let brought = window.upload(&photo);
    for _ in 0..2 {
        let path = format!("files/{}", brought["sha256"].as_str().unwrap());
        assert_eq!(window.get(&path).body, photo);
    }

    // Out at one is out at both, and only there.
    let stays = sign_in();
    let request = window.request(Method::DELETE, "api/session");
    assert_eq!(window.send(request).status, 204);
    assert_eq!(twice(&window), [401, 401]);
    assert_eq!(twice(&stays), [200, 200]);

    // So is whoever's passphrase is set anew, or whose account is closed, at one process.
    let file = one.ground().join("passphrase");
    std::fs::write(&file, "correct horse battery staple").unwrap();
    let set = ["account", "passphrase", "李强", "--file"];
    other
        .run(&[&set[..], &[file.to_str().unwrap()]].concat())
        .said();
    assert_eq!(twice(&stays), [401, 401]);
    let closed = sign_in();
    one.run(&["account", "close", "李强"]).said();
    assert_eq!(twice(&closed), [401, 401]);

    // Whoever guesses gains nothing by asking at two.
    let thief = Window::on(balanced.url());
    let guess = || thief.sign_in(&json!({ "by": "link", "word": "00" })).status;
    let told: Vec<u16> = (0..14).map(|_| guess()).collect();
    let wrong = told.iter().filter(|status| **status == 403).count();
    assert!((10..13).contains(&wrong), "{told:?}");
    assert_eq!(told.last(), Some(&429));

    // A process dies; who was signed in there goes on.
    let add = ["account", "add", "王芳", "--role", "county_coord"];
    one.run(&[&add[..], &["--unit", XIANGYANG.county]].concat())
        .said();
    let window = Window::on(balanced.url());
    let key = link(&other, "王芳");
    crate::wait_until("the address may try again", 30, || {
        window.sign_in(&key).status == 200
    });
    one.kill();
    assert_eq!(twice(&window), [200, 200]);
}

#[test]
fn what_is_proposed_is_proposed_at_every_process() {
    let cluster = Cluster::start();
    let one = office(&cluster);
    let other = one.replica();
    let officer = one.enrol(XIANGYANG.township, "officer", "张伟");
    let proposed = || {
        let ask = ["proposals", "--under", XIANGYANG.county];
        [&one, &other].map(|site| site.json(&ask).as_array().unwrap().len())
    };
    assert_eq!(proposed(), [0, 0]);
    // Each has looked before it was written; the laptop syncs with the first.
    let due = day(10);
    let fields = [
        "plate=鄂F12345",
        "key_class=minivan",
        "owner_name=张三",
        "owner_phone=13812345678",
        &format!("inspect_due={due}"),
    ];
    let vehicle = officer.add("key_vehicle", &fields);
    officer.sync();
    assert_eq!(proposed(), [1, 1]);
    let answer = [
        &format!("vehicle={vehicle}"),
        &format!("cause=due/inspect_due/{due}"),
        "notice_reason=inspect",
        "told_name=张三",
        &format!("due_on={due}"),
    ];
    officer.add("notice_to_owner", &answer);
    officer.sync();
    assert_eq!(proposed(), [0, 0]);
}
