//! Whoever is no neighbour: turned away by name, with nothing taken and nothing given.

use std::io::{Read, Write};
use std::net::TcpStream;
use std::time::{Duration, Instant};

use super::{Waiting, hazard, meet};
use crate::world::{Lang, Site, XIANGYANG, copy};

#[test]
fn a_laptop_of_another_office_is_turned_away_by_name() {
    let (site, other) = (Site::xiangyang(), Site::xiangyang());
    let zhang = site.enrol(XIANGYANG.township, "officer", "张伟");
    let foreign = other.enrol(XIANGYANG.township, "officer", "王芳");
    hazard(&zhang, &[]);
    hazard(&foreign, &[]);
    let waiting = Waiting::at(&zhang);
    for (lang, words) in [
        (Lang::Zh, "不是本服务器登记"),
        (Lang::En, "not let in by this laptop's server"),
    ] {
        let call = [
            "neighbour",
            "meet",
            &waiting.address,
            "--code",
            &waiting.code,
        ];
        let refused = foreign.ask(lang, &call).refused();
        assert!(refused.contains(words), "{refused}");
    }
    assert!(waiting.killed().contains("other_office"));
    assert_eq!((zhang.list(&[]).len(), foreign.list(&[]).len()), (1, 1));
}

#[test]
fn a_code_that_is_wrong_five_times_ends_the_waiting() {
    let site = Site::xiangyang();
    let zhang = site.enrol(XIANGYANG.township, "officer", "张伟");
    let wang = site.enrol(XIANGYANG.township, "officer", "王芳");
    hazard(&zhang, &[]);
    let waiting = Waiting::at(&zhang);
    let wrong = if waiting.code == "000000" {
        "000001"
    } else {
        "000000"
    };
    for left in (0..5).rev() {
        let refused = waiting.called_at(&waiting.address, &wang, wrong).refused();
        assert!(
            refused.contains(&format!("({left} tries left)")),
            "{refused}"
        );
    }
    let code = waiting.code.clone();
    let ended = waiting.ended();
    assert!(
        !ended.ok && ended.err.contains("waits no longer"),
        "{ended:?}"
    );
    assert!(wang.list(&[]).is_empty());
    let next = Waiting::at(&zhang);
    assert_ne!(next.code, code);
    next.called_by(&wang).json();
    assert_eq!(wang.list(&[]), zhang.list(&[]));
}

#[test]
fn a_browser_garbage_and_a_silent_caller_are_turned_away_and_the_neighbour_is_not() {
    let site = Site::xiangyang();
    let zhang = site.enrol(XIANGYANG.township, "officer", "张伟");
    let wang = site.enrol(XIANGYANG.township, "officer", "王芳");
    hazard(&zhang, &[]);
    let waiting = Waiting::at(&zhang);
    for words in [
        &b"GET / HTTP/1.1\r\nHost: x\r\n\r\n"[..],
        &[0xff; 4096],
        &[22, 3, 1, 0, 2, 1],
    ] {
        let mut line = TcpStream::connect(&waiting.address).unwrap();
        line.write_all(words).unwrap();
        line.shutdown(std::net::Shutdown::Write).unwrap();
        let _ = line.read_to_end(&mut Vec::new());
    }
    // It says nothing at all, and holds the line.
    let _silent = TcpStream::connect(&waiting.address).unwrap();
    let begun = Instant::now();
    waiting.called_by(&wang).json();
    assert!(begun.elapsed() < Duration::from_secs(40));
    let ended = waiting.ended();
    assert!(ended.ok && ended.err.contains("stranger"), "{ended:?}");
    assert_eq!(wang.list(&[]), zhang.list(&[]));
}

#[test]
fn nobody_there_is_said_with_the_remedy() {
    let site = Site::xiangyang();
    let zhang = site.enrol(XIANGYANG.township, "officer", "张伟");
    let call = ["neighbour", "meet", "127.0.0.1:9", "--code", "123456"];
    let refused = zhang.run(&call).refused();
    assert!(
        refused.contains("no neighbour answers at 127.0.0.1:9"),
        "{refused}"
    );
    assert!(
        zhang
            .run(&["neighbour", "meet", "127.0.0.1:9"])
            .refused()
            .contains("--code")
    );
}

#[test]
fn a_copy_of_the_folder_is_no_neighbour_of_its_own() {
    let site = Site::xiangyang();
    let zhang = site.enrol(XIANGYANG.township, "officer", "张伟");
    let wang = site.enrol(XIANGYANG.township, "officer", "王芳");
    let twin = site.new_laptop();
    copy(zhang.folder(), twin.folder());
    let refused = Waiting::at(&zhang).called_by(&twin).refused();
    assert!(refused.contains("has this laptop's own name"), "{refused}");
    hazard(&wang, &[]);
    meet(&zhang, &wang);
    assert_eq!(zhang.list(&[]).len(), 1);
}
