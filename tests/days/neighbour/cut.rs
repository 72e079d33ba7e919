//! Lines that are cut, and programs that are killed, in the middle of a meeting.

use std::thread;
use std::time::Instant;

use super::{Waiting, hazard, meet, sorted};
use crate::world::{Laptop, Site, Tap, XIANGYANG};

/// Two stations' laptops with a few records each.
fn two(site: &Site) -> [Laptop; 2] {
    ["张伟", "王芳"].map(|name| {
        let laptop = site.enrol(XIANGYANG.township, "officer", name);
        for n in 0..8 {
            let text = format!("description={}", format!("{name}{n}所见").repeat(90));
            hazard(&laptop, &[&text]);
        }
        laptop
    })
}

#[test]
fn a_line_that_is_cut_after_every_so_many_bytes_ends_level_all_the_same() {
    let site = Site::xiangyang();
    let whole = {
        let [zhang, wang] = two(&site);
        let waiting = Waiting::at(&zhang);
        let tap = Tap::on(&waiting.address);
        let address = tap.url().strip_prefix("http://").unwrap();
        assert!(waiting.called_at(address, &wang, &waiting.code).ok);
        tap.carried()
    };
    // Near the end it is the last word that is lost, and the one who said it is gone.
    for after in [1, 700, 3_000, 6_000, 9_000, whole - 60, whole - 20] {
        let [zhang, wang] = two(&site);
        let waiting = Waiting::at(&zhang);
        let tap = Tap::cutting(&waiting.address, after);
        let address = tap.url().strip_prefix("http://").unwrap();
        let met = waiting.called_at(address, &wang, &waiting.code);
        // What is too little for the first words never comes through; more always does.
        assert!(met.ok || after < 6_000, "{after}: {met:?}");
        drop(waiting);
        meet(&zhang, &wang);
        assert_eq!(sorted(&zhang), sorted(&wang), "{after}");
        zhang.is_sound();
        wang.is_sound();
    }
}

#[test]
fn either_may_be_killed_in_the_middle() {
    let site = Site::xiangyang();
    let usual = {
        let [zhang, wang] = two(&site);
        let waiting = Waiting::at(&zhang);
        let begun = Instant::now();
        assert!(waiting.called_by(&wang).ok);
        begun.elapsed()
    };
    let mut cut = 0;
    // At parts of a whole meeting.
    for (part, caller) in [
        (2, true),
        (4, false),
        (5, true),
        (6, false),
        (6, true),
        (7, false),
    ] {
        let [zhang, wang] = two(&site);
        let mut waiting = Waiting::at(&zhang);
        let call = [
            "neighbour",
            "meet",
            &waiting.address,
            "--code",
            &waiting.code,
        ];
        let mut calling = wang.command(&call).spawn().unwrap();
        thread::sleep(usual * part / 8);
        cut += usize::from(calling.try_wait().unwrap().is_none());
        if caller {
            calling.kill().unwrap();
        } else {
            waiting.child.kill().unwrap();
        }
        let _ = calling.kill();
        calling.wait().unwrap();
        drop(waiting);
        zhang.is_sound();
        wang.is_sound();
        meet(&wang, &zhang);
        assert_eq!(sorted(&zhang), sorted(&wang));
    }
    assert!(cut >= 3, "only {cut} of six meetings were cut short");
}
