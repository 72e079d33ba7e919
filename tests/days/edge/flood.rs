//! One device that asks for far more than its share, and one that has work to do.

use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use agent::Device;
use link::Link;
use sync::Request;
use sync::photos::PhotoAsk;

use crate::contract::hazard;
use crate::world::{Laptop, Site, XIANGYANG};

/// Asks again and again, on many lines at once, until told to stop. Counts the answers.
fn floods(device: &Device, url: &str, answered: &AtomicUsize, stop: &AtomicBool) {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build();
    runtime.unwrap().block_on(async {
        let (link, caller) = (Link::open(url, device.server_key).unwrap(), device.caller());
        let question = Request::Photo(PhotoAsk::Lacks(None));
        while !stop.load(Ordering::Relaxed) {
            let Ok(mut talk) = link.talk(&caller).await else {
                continue;
            };
            while !stop.load(Ordering::Relaxed) {
                match talk.try_ask(&question, &mut || false).await {
                    Ok(_) => answered.fetch_add(1, Ordering::Relaxed),
                    Err(_) => break,
                };
            }
        }
    });
}

#[test]
fn one_who_floods_keeps_nobody_else_from_working() {
    let site = Site::xiangyang();
    let url = site.start_secured(&["--day-requests", "400"]);
    let enrol = |name| site.enrol_by(&url, XIANGYANG.township, "officer", name);
    let (hostile, honest) = (enrol("甲"), enrol("乙"));
    let device = hostile.identity();
    let (answered, stop) = (AtomicUsize::new(0), AtomicBool::new(false));
    thread::scope(|crowd| {
        for _ in 0..50 {
            crowd.spawn(|| floods(&device, &url, &answered, &stop));
        }
        let waited = Instant::now();
        while answered.load(Ordering::Relaxed) == 0 {
            assert!(
                waited.elapsed() < Duration::from_secs(30),
                "nobody is answered"
            );
            thread::yield_now();
        }
        for _ in 0..3 {
            works(&honest);
        }
        stop.store(true, Ordering::Relaxed);
    });
    let answered = answered.into_inner();
    assert!(
        answered <= 400,
        "{answered} answers are more than a day's share"
    );
    // Whoever has used up the day is told so, and keeps what it has.
    hazard(&hostile, &[]);
    let told = hostile.run(&["sync", "--lang", "en"]).refused();
    assert!(told.contains("goes on tomorrow"), "{told}");
    assert_eq!(hostile.status("unsent"), 1);
}

#[track_caller]
fn works(laptop: &Laptop) {
    hazard(laptop, &[]);
    let begun = Instant::now();
    assert_eq!(laptop.sync()["pushed"], 1);
    let took = begun.elapsed();
    assert!(took < Duration::from_secs(10), "the exchange took {took:?}");
}
