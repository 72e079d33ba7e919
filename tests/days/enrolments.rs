//! A new laptop waits for a yes: it is used meanwhile, its key is compared over the phone, and it
//! goes on by itself. And an invitation that is read from paper.

use serde_json::Value;

use crate::contract::hazard;
use crate::photos::{at_office, shot};
use crate::stick;
use crate::world::{Laptop, Site, Window, XIANGYANG};

/// An office where new laptops wait.
fn strict() -> Site {
    let site = Site::xiangyang();
    let set = site.json(&["enrolments", "policy", "--approval", "on"]);
    assert_eq!(set["waits"], true);
    site
}

/// The office's list.
fn asked(site: &Site) -> Vec<Value> {
    let all = site.json(&["enrolments", "list"]);
    all.as_array().unwrap().clone()
}

fn decide(site: &Site, what: &str, laptop: &Laptop, more: &[&str]) -> Value {
    let device = laptop.device();
    let args = ["enrolments", what, &device[..8]];
    site.json(&[&args[..], more].concat())[0].clone()
}

#[test]
fn a_laptop_that_waits_is_used_and_goes_on_by_itself_once_it_is_approved() {
    let site = Site::xiangyang();
    // It was let in before the office became strict, and is asked nothing.
    let colleague = site.enrol(XIANGYANG.township, "officer", "王强");
    site.run(&["enrolments", "policy", "--approval", "on"])
        .said();
    colleague.sync();
    let others = hazard(&colleague, &["description=别人的记录"]);
    colleague.sync();

    let new = site.new_laptop();
    let invite = site.invite(XIANGYANG.township, "officer", "张伟");
    let init = ["init", "--invite", &invite, "--server", &site.url()];
    let told = new.json(&init);
    assert_eq!(told["waits"], true);
    let slope = shot(site.ground(), "slope", 64, 48);
    let photo = format!("photos_before=@{}", slope.file);
    let own = hazard(&new, &["description=等待时写的", &photo]);
    let no = new.run(&["sync"]).refused();
    let digits = told["fingerprint"].as_str().unwrap();
    for told in [
        "the server keeps 1 operations",
        "1 photos stay on this laptop",
        "waits for the administrator",
        digits,
    ] {
        assert!(no.contains(told), "{no}");
    }
    assert_eq!(new.status("grant")["handed_in"], 1);
    assert_eq!(
        (new.status("unsent"), new.status("photos_unsent")),
        (1.into(), 1.into())
    );
    assert!(!at_office(&site, &slope), "photos are not handed in");
    colleague.sync();
    assert_eq!(colleague.list(&[]), std::slice::from_ref(&others));
    assert_eq!(
        new.list(&[]),
        std::slice::from_ref(&own),
        "it was told something"
    );

    let [one] = &asked(&site)[..] else {
        panic!("one laptop waits");
    };
    assert_eq!(one["fingerprint"], digits);
    assert_eq!(new.status("grant")["fingerprint"], digits);
    assert_eq!(
        (&one["person"], &one["asks"], &one["handed_in"]),
        (&"张伟".into(), &"new".into(), &1.into())
    );
    assert!(one["from"].as_str().unwrap().starts_with("127."), "{one}");
    let decided = decide(&site, "approve", &new, &[]);
    assert_eq!(decided["asks"], "approved");
    // It counts at once, whatever becomes of the laptop.
    colleague.sync();
    assert_eq!(colleague.field(&own, "description"), "等待时写的");
    new.sync();
    assert_eq!(new.status("grant")["waits"], false);
    assert_eq!(new.status("photos_unsent"), 0);
    assert!(at_office(&site, &slope));
    let mut both = [own, others];
    both.sort();
    for laptop in [&new, &colleague] {
        let mut seen = laptop.list(&[]);
        seen.sort();
        assert_eq!(seen, both);
        assert_eq!(laptop.status("healthy"), true);
    }
    let twice = site.run(&["enrolments", "approve", &new.device()]);
    assert!(twice.refused().contains("does not wait"));
}

#[test]
fn one_that_is_refused_keeps_its_work_and_may_be_approved_after_all() {
    let site = strict();
    let new = site.enrol(XIANGYANG.township, "officer", "张伟");
    let own = hazard(&new, &["description=不能丢"]);
    let device = new.device();
    let silent = ["enrolments", "refuse", &device, "--reason", " "];
    site.run(&silent).refused();
    let decided = decide(&site, "refuse", &new, &["--reason", "指纹不符"]);
    assert_eq!(
        (&decided["asks"], &decided["reason"]),
        (&"refused".into(), &"指纹不符".into())
    );
    let no = new.run(&["sync"]).refused();
    assert!(
        no.contains("has not approved this laptop (指纹不符)"),
        "{no}"
    );
    assert_eq!(new.field(&own, "description"), "不能丢");
    // To ask again changes nothing: it is known.
    assert_eq!(asked(&site)[0]["asks"], "refused");
    decide(&site, "approve", &new, &[]);
    new.sync();
    assert_eq!(new.status("unsent"), 0);
    assert!(site.holds("不能丢"));
}

#[test]
fn the_page_of_the_security_administrator_approves_and_nobody_elses() {
    let site = Site::xiangyang();
    let account = [
        "account",
        "add",
        "周敏",
        "--unit",
        XIANGYANG.city,
        "--role",
        "sec_admin",
    ];
    site.run(&account).said();
    let secret = site.ground().join("secret");
    std::fs::write(&secret, "桥梁 山路 二十 路灯 水库\n").unwrap();
    let secret = [
        "account",
        "passphrase",
        "周敏",
        "--file",
        secret.to_str().unwrap(),
    ];
    site.run(&secret).said();
    // A new passphrase signs out whoever sits at the account.
    let keys = Window::by_link(&site, "周敏");
    // Somebody is appointed who can say yes: from here on laptops wait.
    let new = site.enrol(XIANGYANG.township, "officer", "张伟");
    let all = keys.get("enrolments").json();
    let digits = new.status("grant")["fingerprint"].clone();
    assert_eq!(
        (&all[0]["fingerprint"], &all[0]["asks"]),
        (&digits, &"new".into())
    );
    let yes = serde_json::json!({ "device": new.device(), "yes": true });
    let other = Window::at(&site, XIANGYANG.other_county, "sec_admin", "赵明");
    assert_eq!(other.get("enrolments").json(), serde_json::json!([]));
    assert_eq!(
        other.post("enrolments", &yes).refused(),
        (404, "no_record".into())
    );
    let county = Window::at(&site, XIANGYANG.county, "county_coord", "李强");
    assert_eq!(county.post("enrolments", &yes).refused().0, 403);
    let decided = keys.post("enrolments", &yes).json();
    assert_eq!(
        (&decided["asks"], &decided["by"]),
        (&"approved".into(), &"周敏".into())
    );
    new.sync();
    // Whoever holds the folder asks her, or says why not.
    let owner = ["enrolments", "list"];
    assert!(site.run(&owner).refused().contains("周敏 is appointed"));
    let counter = site.ground().join("counter.json");
    let counter = counter.to_str().unwrap();
    let invite = [
        "invite",
        "--unit",
        XIANGYANG.township,
        "--role",
        "officer",
        "--name",
        "刘洋",
    ];
    let approved = [&invite[..], &["--approved", "--out", counter]].concat();
    assert!(site.run(&approved).refused().contains("周敏 is appointed"));
    site.run(&[&approved[..], &["--as-owner", "周敏休假"]].concat())
        .said();
    let beside = site.new_laptop();
    let told = beside.json(&["init", "--invite", counter, "--server", &site.url()]);
    assert_eq!(told["waits"], false);
    beside.sync();
}

#[test]
fn an_invitation_of_the_pages_lets_one_laptop_in_and_one_that_was_taken_back_none() {
    let site = Site::xiangyang();
    let admin = Window::at(&site, XIANGYANG.county, "sys_admin", "孙明");
    let invite = |name: &str, unit: &str| {
        let ask = serde_json::json!({ "unit": unit, "role": "officer", "person": name, "hours": 24,
            "addresses": [site.url()], "lang": "zh" });
        admin.post("invitations", &ask)
    };
    let strange = invite("张伟", XIANGYANG.other_county);
    assert_eq!(strange.refused(), (403, "outside".into()));
    let made = invite("张伟", XIANGYANG.township).json();
    let lines = made["lines"].as_array().unwrap().iter();
    let lines: Vec<_> = lines.map(|line| line.as_str().unwrap()).collect();
    let new = site.new_laptop();
    new.json(&[
        "init",
        "--invite",
        &lines.join("\n"),
        "--server",
        &site.url(),
    ]);
    new.sync();
    let back = invite("李强", XIANGYANG.township).json();
    admin
        .post(
            "invitations/withdraw",
            &serde_json::json!({ "id": back["kept"]["id"] }),
        )
        .json();
    let file = site.ground().join("back.json");
    std::fs::write(&file, back["file"].as_str().unwrap()).unwrap();
    let late = [
        "init",
        "--invite",
        file.to_str().unwrap(),
        "--server",
        &site.url(),
    ];
    let no = site.new_laptop().run(&late).refused();
    assert!(no.contains("was taken back"), "{no}");

    // When it was heard of is known after a restart as well.
    site.stop();
    site.start();
    let admin = Window::by_link(&site, "孙明");
    let devices = admin.get("devices").json();
    let [one] = &devices.as_array().unwrap()[..] else {
        panic!("{devices}");
    };
    assert_eq!(one["device"], new.device());
    assert_eq!(one["stands"], "in_force");
    assert!(one["heard_ms"].as_u64().is_some(), "{one}");
    let became: Vec<_> = admin
        .get("invitations")
        .json()
        .as_array()
        .unwrap()
        .iter()
        .map(|one| {
            (
                one["person"].clone(),
                one["becomes"].clone(),
                one["by"].clone(),
            )
        })
        .collect();
    let by = |name: &str, what: &str| (name.into(), what.into(), "孙明".into());
    assert_eq!(became, [by("李强", "withdrawn"), by("张伟", "used")]);
}

#[test]
fn by_stick_it_waits_as_well() {
    let site = strict();
    let new = stick::enrol(&site, XIANGYANG.township, "officer", "张伟");
    assert_eq!(new.status("grant")["waits"], true);
    hazard(&new, &["description=随盘带来"]);
    let (up, down) = (
        stick::on_stick(&site, "up.xlb"),
        stick::on_stick(&site, "down.xlb"),
    );
    stick::export(&new, &up);
    let said = site.run(&["exchange", &up, "--to", &down, "--json"]);
    let digits = new.status("grant")["fingerprint"].clone();
    assert!(format!("{}{}", said.out, said.err).contains(digits.as_str().unwrap()));
    let [one] = &asked(&site)[..] else {
        panic!("one laptop waits");
    };
    assert_eq!((&one["from"], &one["handed_in"]), (&Value::Null, &1.into()));
    // The answer is its receipt.
    let no = new.run(&["import", &down]).refused();
    assert!(no.contains("the server keeps 1 operations"), "{no}");
    assert_eq!(new.status("grant")["handed_in"], 1);
    assert_eq!(new.status("unsent"), 1);
    decide(&site, "approve", &new, &[]);
    // The same stick once more.
    let down = stick::on_stick(&site, "yes.xlb");
    stick::exchange(&site, &up, &down);
    stick::import(&new, &down);
    assert_eq!(new.status("grant")["waits"], false);
    assert_eq!(new.status("unsent"), 0);
    assert!(site.holds("随盘带来"));
}

#[test]
fn an_invitation_is_read_from_paper_and_says_which_line_was_mistyped() {
    let site = Site::xiangyang();
    let files = ["paper.json", "paper.html"].map(|name| site.ground().join(name));
    let [file, paper] = files.each_ref().map(|file| file.to_str().unwrap());
    let args = [
        "invite",
        "--unit",
        XIANGYANG.township,
        "--role",
        "officer",
        "--name",
        "张<b>伟",
        "--out",
        file,
        "--paper",
        paper,
        "--address",
        &site.url(),
        "--qr",
    ];
    let said = site.run(&args).said();
    let page = std::fs::read_to_string(paper).unwrap();
    let made: Value = serde_json::from_slice(&std::fs::read(file).unwrap()).unwrap();
    let typed = made["typed"].as_str().unwrap();
    let lines: Vec<&str> = typed.lines().take(4).collect();
    for line in &lines {
        assert!(page.contains(line) && said.contains(line), "{line}");
    }
    assert!(page.contains("<svg") && page.contains("张&lt;b&gt;伟"));
    assert!(page.contains(&site.url()), "where the office is");
    let new = site.new_laptop();
    let wrong = if lines[2].starts_with('7') { "8" } else { "7" };
    let mistyped = [
        lines[0],
        lines[1],
        &format!("{wrong}{}", &lines[2][1..]),
        lines[3],
    ]
    .join(" ");
    let no = new.refused(
        &["init", "--invite", &mistyped, "--server", &site.url()],
        &[],
    );
    assert!(no.contains("line 3"), "{no}");
    let alone = new.refused(&["init", "--invite", &lines.join(" ")], &[]);
    assert!(alone.contains("--server"), "{alone}");
    // As a scanner reads it: the address is in it.
    let sloppy = typed.to_lowercase().replace('\n', "  ");
    new.run(&["init", "--invite", &sloppy]).said();
    let own = hazard(&new, &[]);
    new.sync();
    assert_eq!(new.list(&[]), [own]);
}

#[test]
fn every_address_of_an_invitation_is_tried_and_the_one_that_answered_is_remembered() {
    let site = Site::xiangyang();
    // Where the office will have moved.
    let port = std::net::TcpListener::bind("127.0.0.2:0").unwrap();
    let moved = port.local_addr().unwrap().to_string();
    drop(port);
    let file = site.ground().join("several.json");
    let file = file.to_str().unwrap();
    let mut args = vec!["invite", "--unit", XIANGYANG.township, "--role", "officer"];
    let (first, later) = (site.url(), format!("http://{moved}"));
    args.extend(["--name", "张伟", "--out", file]);
    for address in ["http://127.0.0.1:9", &first, &later] {
        args.extend(["--address", address]);
    }
    site.run(&args).said();
    let new = site.new_laptop();
    new.run(&["init", "--invite", file]).said();
    assert_eq!(new.status("server"), first);
    site.stop();
    site.start_at(&moved);
    hazard(&new, &[]);
    new.sync();
    assert_eq!(
        (new.status("server"), new.status("unsent")),
        (later.clone().into(), 0.into())
    );
    site.stop();
    let no = new.run(&["sync"]).refused();
    assert!(no.contains("no server at") && no.contains(&moved), "{no}");
    assert_eq!(new.status("server"), later);
}
