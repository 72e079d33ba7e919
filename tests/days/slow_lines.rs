//! The slowest line there is, a byte a second: whatever is asked and answered gets through.
//!
//! A whole exchange would take days at that pace. So one question, or one answer, of each kind goes at a
//! byte a second for longer than nothing may move, every other one for a moment, and the rest of them at
//! once. That each would have been waited for to its end at its pace is reckoned out in `link::line`.

use std::thread;
use std::time::{Duration, Instant};

use sync::limits::STALL_MS;
use sync::photos::PhotoAsk;
use sync::{Request, unpack};

use crate::contract::hazard;
use crate::photos::{at_office, hazard_with, shot};
use crate::world::{Dice, Laptop, Site, Tap, Turn, XIANGYANG};

/// How long a line goes at a byte a second.
const LASTS: Duration = Duration::from_millis(STALL_MS + 5_000);

/// An office that has news, and a laptop that has something to say, photos among it. The same each
/// time, so that an exchange takes the same turns.
fn day() -> (Site, Laptop) {
    let site = Site::xiangyang();
    let laptop = site.enrol(XIANGYANG.township, "officer", "张伟");
    let other = site.enrol(XIANGYANG.township, "officer", "王强");
    let mut dice = Dice::new(20);
    let letter = || char::from_u32(0x4e00 + u32::try_from(dice.below(20_000)).unwrap()).unwrap();
    let text: String = std::iter::repeat_with(letter).take(1_000).collect();
    let text = format!("description={text}");
    for (laptop, name) in [(&laptop, "桥头"), (&other, "学校")] {
        hazard_with(laptop, &shot(site.ground(), name, 120, 90));
        (0..3).for_each(|_| drop(hazard(laptop, &[&text])));
    }
    other.sync();
    (site, laptop)
}

/// The kinds of question.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Ticket,
    Hello,
    Push,
    News,
    Preview,
    Previews,
    Photo,
    Else,
}

fn kind(turn: &Turn) -> Kind {
    if turn.path == "/v1/ticket" {
        return Kind::Ticket;
    }
    match unpack(&turn.ask) {
        Ok(Request::Hello(_)) => Kind::Hello,
        Ok(Request::Push(_)) => Kind::Push,
        Ok(Request::Pull(_) | Request::Page(_)) => Kind::News,
        Ok(Request::Photo(PhotoAsk::Preview(_))) => Kind::Preview,
        Ok(Request::Photo(PhotoAsk::Previews(_))) => Kind::Previews,
        Ok(Request::Photo(PhotoAsk::Piece(_))) => Kind::Photo,
        _ => Kind::Else,
    }
}

/// A day's exchange over a line that crawls in one turn. Answers its turns.
fn crawls(turn: usize, answer: bool) -> Vec<Kind> {
    let (site, laptop) = day();
    let tap = Tap::crawling(&site.address(), turn, answer, LASTS);
    let begun = Instant::now();
    let synced = laptop.json(&["sync", "--server", tap.url()]);
    assert!(
        begun.elapsed() >= LASTS,
        "the line was not slow: {:?}",
        begun.elapsed()
    );
    assert_eq!(synced["unsent"], 0, "{synced}");
    assert_eq!(laptop.status("photos_unsent"), 0);
    assert_eq!(laptop.list(&[]).len(), 8);
    assert!(at_office(&site, &shot(site.ground(), "桥头", 120, 90)));
    laptop.is_sound();
    tap.turns().iter().map(kind).collect()
}

#[test]
fn a_line_of_one_byte_a_second_carries_every_kind_of_question_and_answer() {
    let (site, laptop) = day();
    let tap = Tap::on(&site.address());
    laptop.json(&["sync", "--server", tap.url()]);
    let usual: Vec<Kind> = tap.turns().iter().map(kind).collect();
    let turn = |kind| usual.iter().position(|one| *one == kind).unwrap();
    let slow = [
        (Kind::Ticket, true),
        (Kind::Hello, false),
        (Kind::Hello, true),
        (Kind::Push, false),
        (Kind::News, true),
        (Kind::Preview, false),
        (Kind::Previews, true),
        (Kind::Photo, false),
    ];
    let lines = slow.map(|(kind, answer)| {
        let turn = turn(kind);
        (kind, thread::spawn(move || crawls(turn, answer)))
    });
    let pushes = |turns: &[Kind]| turns.iter().filter(|kind| **kind == Kind::Push).count();
    for (kind, line) in lines {
        let turns = line
            .join()
            .unwrap_or_else(|_| panic!("{kind:?} at a byte a second"));
        // What was learnt of the line by the first answer makes the batches after it small.
        if kind == Kind::Ticket {
            assert!(pushes(&turns) > pushes(&usual) + 1, "{turns:?}");
        }
    }
}
