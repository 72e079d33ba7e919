//! Sticks that are full, locked, damaged, pulled, or somebody else's.

use std::fs;

use merge::Key;
use sync::bundle::{Chain, Part, Purpose, Writer};

use super::{carry, enrol, exchange, export, import, noise, on_stick, unsent};
use crate::contract::hazard;
use crate::world::{Lang, Laptop, Site, SmallDisk, XIANGYANG, kept};

/// A laptop with something to send, and what it sends.
fn laden(site: &Site, name: &str) -> (Laptop, String) {
    let laptop = enrol(site, XIANGYANG.township, "officer", name);
    hazard(&laptop, &[]);
    let up = on_stick(site, &format!("{name}.xlb"));
    export(&laptop, &up);
    (laptop, up)
}

#[test]
fn a_bundle_that_is_not_for_here_is_refused_by_name_and_nothing_is_taken() {
    let (site, elsewhere) = (Site::xiangyang(), Site::xiangyang());
    let (laptop, up) = laden(&site, "张伟");
    let (neighbour, _) = laden(&site, "王芳");
    let down = on_stick(&site, "down.xlb");
    exchange(&site, &up, &down);
    let foreign = enrol(&elsewhere, XIANGYANG.township, "officer", "刘洋");
    let page = on_stick(&site, "portal.xlb");
    fs::write(&page, "<html>please log in</html>").unwrap();
    let missing = on_stick(&site, "nothing.xlb");
    let cases: [(&Laptop, &str, &str, &str); 5] = [
        (&neighbour, &down, "不是给这里的", "not for here"),
        (&foreign, &down, "不是给这里的", "not for here"),
        (&laptop, &up, "不是给这里的", "not for here"),
        (&laptop, &page, "不是巡路交换包", "exported by Xunlu"),
        (
            &laptop,
            &missing,
            "U盘是否已插好",
            "whether the stick is plugged in",
        ),
    ];
    for (laptop, file, zh, en) in cases {
        let before = kept(laptop.folder());
        for (lang, says) in [(Lang::Zh, zh), (Lang::En, en)] {
            let why = laptop.ask(lang, &["import", file]).refused();
            assert!(why.contains(says) && why.contains(file), "{why}");
        }
        assert!(kept(laptop.folder()) == before);
    }
    let before = kept(&elsewhere.folder().join("journal"));
    let why = elsewhere.run(&["exchange", &up]).err;
    assert!(why.contains("not for here"), "{why}");
    assert!(kept(&elsewhere.folder().join("journal")) == before);
}

#[test]
fn an_invitation_lets_one_laptop_in_and_a_stranger_lets_nobody_in() {
    let site = Site::xiangyang();
    let invite = site.invite(XIANGYANG.township, "officer", "张伟");
    let (first, second) = (site.new_laptop(), site.new_laptop());
    let names = ["first", "again", "second", "answer", "other", "more"];
    let [one, again, two, answer, other, more] =
        names.map(|name| on_stick(&site, &format!("{name}.xlb")));
    let ask = |laptop: &Laptop, to: &str| {
        laptop
            .run(&["init", "--invite", &invite, "--offline", "--to", to])
            .said();
    };
    ask(&first, &one);
    ask(&second, &two);
    exchange(&site, &one, &answer);
    // The request was lost once, or its answer: the same laptop asks again.
    ask(&first, &again);
    exchange(&site, &again, &other);
    let why = site.run(&["exchange", &two, "--to", &more]).err;
    assert!(why.contains("used already"), "{why}");
    let why = second.run(&["import", &answer]).refused();
    assert!(why.contains("not for here"), "{why}");
    import(&first, &other);

    // Somebody knows the office's key, which is no secret, and a device's name.
    let device = first.identity();
    let chain = Part::Chain(Chain {
        device: device.id(),
        after: 0,
        earlier: None,
        grant: None,
    });
    let stranger = Key::from_secret(&[7; 32]);
    let about = (Purpose::Up, 1, 0);
    let office = device.office().unwrap();
    let mut forged = Writer::start(Vec::new(), &stranger, &office, about, [8; 32]).unwrap();
    forged.part(&chain).unwrap();
    let forged = forged.finish(false).unwrap().0;
    fs::write(&one, forged).unwrap();
    let why = site.run(&["exchange", &one]).err;
    assert!(
        why.contains("not written by a device of this office"),
        "{why}"
    );
}

#[test]
fn a_damaged_stick_brings_what_is_whole_and_the_next_copy_the_rest() {
    let site = Site::xiangyang();
    let alone = enrol(&site, XIANGYANG.township, "officer", "张伟");
    let online = site.enrol(XIANGYANG.township, "officer", "王芳");
    // More than one part holds.
    for number in 0..24 {
        hazard(&online, &[&format!("description={}", noise(number, 900))]);
    }
    online.sync();
    let (up, down) = (on_stick(&site, "up.xlb"), on_stick(&site, "down.xlb"));
    export(&alone, &up);
    let volume = ["--volume-size", "64K"];
    site.json(&[&["exchange", &up, "--to", &down], &volume[..]].concat());
    let whole = fs::read(&down).unwrap();
    let mut damaged = whole.clone();
    let middle = whole.len() / 2;
    damaged[middle] ^= 1;
    fs::write(&down, &damaged).unwrap();
    for (lang, says) in [(Lang::Zh, "损坏"), (Lang::En, "is damaged at byte")] {
        let why = alone.ask(lang, &["import", &down]).refused();
        assert!(why.contains(says), "{why}");
        assert!(
            site.run_alone(lang, &["verify-bundle", &down])
                .err
                .contains(says)
        );
    }
    fs::write(&down, &whole[..middle]).unwrap();
    let why = alone.run(&["import", &down]).refused();
    assert!(why.contains("cut off at byte"), "{why}");
    fs::write(&down, &whole).unwrap();
    import(&alone, &down);
    assert_eq!(alone.list(&[]).len(), online.list(&[]).len());
    alone.is_sound();
}

#[test]
fn a_full_stick_is_told_and_leaves_nothing_half() {
    let site = Site::xiangyang();
    let laptop = enrol(&site, XIANGYANG.township, "officer", "张伟");
    for number in 0..8 {
        hazard(&laptop, &[&format!("description={}", noise(number, 900))]);
    }
    let stick = site.ground().join("small");
    fs::create_dir(&stick).unwrap();
    let Some(_disk) = SmallDisk::mount(&stick, 16) else {
        return;
    };
    let up = stick.join("up.xlb");
    let up = up.to_str().unwrap();
    for (lang, says) in [(Lang::Zh, "已满"), (Lang::En, "medium is full")] {
        let why = laptop.ask(lang, &["export", "--to", up]).refused();
        assert!(why.contains(says) && why.contains(up), "{why}");
    }
    assert_eq!(fs::read_dir(&stick).unwrap().count(), 0);
    assert_eq!(unsent(&laptop), 8);
    carry(&site, &laptop, "larger");
    assert_eq!(unsent(&laptop), 0);
}

#[test]
fn a_locked_stick_is_read_and_never_written() {
    let site = Site::xiangyang();
    let (laptop, up) = laden(&site, "张伟");
    let stick = site.ground().join("locked");
    fs::create_dir(&stick).unwrap();
    let Some(disk) = SmallDisk::mount(&stick, 256) else {
        return;
    };
    let inside = |name: &str| stick.join(name).to_str().unwrap().to_owned();
    fs::copy(&up, inside("up.xlb")).unwrap();
    disk.lock();
    for (lang, says) in [(Lang::Zh, "写保护"), (Lang::En, "write lock")] {
        let why = laptop.ask(lang, &["export", "--to", &inside("x.xlb")]);
        assert!(why.err.contains(says), "{}", why.err);
    }
    let down = on_stick(&site, "down.xlb");
    exchange(&site, &inside("up.xlb"), &down);
    import(&laptop, &down);
    assert_eq!(unsent(&laptop), 0);
}

#[test]
fn a_file_that_waits_to_be_carried_is_not_written_over() {
    let site = Site::xiangyang();
    let (laptop, up) = laden(&site, "张伟");
    let before = fs::read(&up).unwrap();
    let why = laptop.run(&["export", "--to", &up]).refused();
    assert!(why.contains("choose another name"), "{why}");
    assert_eq!(fs::read(&up).unwrap(), before);
    let said = site.run_alone(Lang::En, &["verify-bundle", &up]).said();
    assert!(said.contains("whole"), "{said}");
}
