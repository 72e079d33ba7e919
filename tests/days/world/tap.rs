//! A tap on the wire between a laptop and its office.

use std::io::{Read, Write};
use std::net::{Shutdown, TcpListener, TcpStream};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::{Duration, Instant};

use merge::frame;

/// Somebody who carries every byte between laptop and office, remembers what the office said, and
/// may keep an answer to himself or cut the line.
pub(crate) struct Tap {
    url: String,
    asked: Said,
    answers: Said,
}

/// What was carried one way.
type Said = Arc<Mutex<Vec<u8>>>;

/// A question and its answer, bodies only.
pub(crate) struct Turn {
    pub(crate) path: String,
    pub(crate) ask: Vec<u8>,
    pub(crate) answer: Vec<u8>,
}

/// Told of bytes on their way: how many of them to carry. Fewer than all, and the line is cut.
type Pass = Box<dyn FnMut(&[u8]) -> usize + Send>;

impl Tap {
    /// Carries everything both ways.
    pub(crate) fn on(office: &str) -> Tap {
        Tap::open(office, || (all(), all()))
    }

    /// Carries what the laptop says and cuts the line before the answer comes through.
    pub(crate) fn mute(office: &str) -> Tap {
        Tap::open(office, || (all(), Box::new(|_| 0)))
    }

    /// Keeps every so-manieth answer to himself and cuts the line: what was asked was done.
    pub(crate) fn losing(office: &str, every: usize) -> Tap {
        let said = Arc::new(AtomicUsize::new(0));
        Tap::open(office, move || {
            let said = said.clone();
            let back = move |bytes: &[u8]| {
                let begins = bytes.starts_with(b"HTTP/1.1");
                let lost = begins && said.fetch_add(1, Ordering::SeqCst) % every == every - 1;
                if lost { 0 } else { bytes.len() }
            };
            (all(), Box::new(back))
        })
    }

    /// Carries so many bytes of each connection, both ways together, and then cuts it.
    pub(crate) fn cutting(office: &str, after: usize) -> Tap {
        Tap::open(office, move || {
            let left = Arc::new(AtomicUsize::new(after));
            let pass = || {
                let left = left.clone();
                Box::new(move |bytes: &[u8]| {
                    let less = |left: usize| Some(left.saturating_sub(bytes.len()));
                    let before = left.fetch_update(Ordering::SeqCst, Ordering::SeqCst, less);
                    before.unwrap_or(0).min(bytes.len())
                })
            };
            (pass(), pass())
        })
    }

    /// Carries so many bytes a second of whatever long the laptop says. What is short goes through
    /// at once, for a test has not all day.
    pub(crate) fn slow_up(office: &str, pace: usize) -> Tap {
        let pace = move |bytes: &[u8]| (bytes.len() >= LONG).then_some((pace, Duration::MAX));
        Tap::at_a_pace(office, (Box::new(pace), fast()), || (all(), all()))
    }

    /// Carries one byte a second of the so-manieth question, or of its answer, for so long, and of every
    /// other question for two seconds; what is left of them goes at once.
    pub(crate) fn crawling(office: &str, turn: usize, answer: bool, lasts: Duration) -> Tap {
        let crawl = move |here: bool| -> Tempo {
            let mut begun = 0;
            Box::new(move |bytes: &[u8]| {
                let first = bytes.starts_with(b"POST ") || bytes.starts_with(b"HTTP/1.1 ");
                begun += usize::from(first);
                match here && begun == turn + 1 {
                    true => Some((1, lasts)),
                    false => first.then_some((1, Duration::from_secs(2))),
                }
            })
        };
        let paces = if answer {
            (crawl(false), crawl(true))
        } else {
            (crawl(true), fast())
        };
        Tap::at_a_pace(office, paces, || (all(), all()))
    }

    fn open(office: &str, line: impl Fn() -> (Pass, Pass) + Send + 'static) -> Tap {
        Tap::at_a_pace(office, (fast(), fast()), line)
    }

    fn at_a_pace(
        office: &str,
        (up, down): (Tempo, Tempo),
        line: impl Fn() -> (Pass, Pass) + Send + 'static,
    ) -> Tap {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        // One line after the other, in whichever order they are opened.
        let (up, down) = (Arc::new(Mutex::new(up)), Arc::new(Mutex::new(down)));
        let (asked, answers) = (Said::default(), Said::default());
        let (office, heard, kept) = (office.to_owned(), asked.clone(), answers.clone());
        thread::spawn(move || {
            for laptop in listener.incoming() {
                let laptop = laptop.unwrap();
                // An office that is being started again is no network for a while.
                let Ok(office) = TcpStream::connect(&office) else {
                    continue;
                };
                let (there, back) = (laptop.try_clone().unwrap(), office.try_clone().unwrap());
                let (mut ask, mut say) = line();
                let (heard, kept) = (heard.clone(), kept.clone());
                let (up, down) = (up.clone(), down.clone());
                thread::spawn(move || {
                    carry(there, office, &up, &mut |bytes| {
                        heard.lock().unwrap().extend_from_slice(bytes);
                        ask(bytes)
                    });
                });
                thread::spawn(move || {
                    carry(back, laptop, &down, &mut |bytes| {
                        kept.lock().unwrap().extend_from_slice(bytes);
                        say(bytes)
                    });
                });
            }
        });
        Tap {
            url,
            asked,
            answers,
        }
    }

    /// Waits until the laptop has begun to ask something under this path for the so-manieth time.
    pub(crate) fn wait_for(&self, path: &str, times: usize) {
        let asks = |said: &[u8]| {
            let said = String::from_utf8_lossy(said);
            said.matches(&format!("POST {path} ")).count()
        };
        for _ in 0..6_000 {
            if asks(&self.asked.lock().unwrap()) >= times {
                return;
            }
            thread::sleep(Duration::from_millis(10));
        }
        panic!("{path} was not asked {times} times within a minute");
    }

    pub(crate) fn url(&self) -> &str {
        &self.url
    }

    /// How many bytes were carried both ways.
    pub(crate) fn carried(&self) -> usize {
        self.asked.lock().unwrap().len() + self.answers.lock().unwrap().len()
    }

    /// Everything the office said so far, unpacked: the bodies of its answers one after the other.
    pub(crate) fn unpacked(&self) -> Vec<u8> {
        let said = self.answers.lock().unwrap();
        let mut bodies = Vec::new();
        let mut rest = said.as_slice();
        while let Some((body, after)) = next_body(rest) {
            match frame::read(body) {
                Ok(found) => bodies.extend(zstd::decode_all(found.payload).unwrap()),
                Err(_) => bodies.extend_from_slice(body),
            }
            rest = after;
        }
        bodies
    }

    /// Every question so far with its answer, of one who asks them one after the other.
    pub(crate) fn turns(&self) -> Vec<Turn> {
        let (asked, said) = (self.asked.lock().unwrap(), self.answers.lock().unwrap());
        let (mut asked, mut said) = (asked.as_slice(), said.as_slice());
        let mut turns = Vec::new();
        while let (Some((ask, next)), Some((answer, after))) = (next_body(asked), next_body(said)) {
            let line = String::from_utf8_lossy(asked.split(|byte| *byte == b'\r').next().unwrap());
            turns.push(Turn {
                path: line.split(' ').nth(1).unwrap().to_owned(),
                ask: ask.to_vec(),
                answer: answer.to_vec(),
            });
            (asked, said) = (next, after);
        }
        turns
    }
}

/// Told of bytes on their way: how many of them go in a second, and for how long so few. None: all of
/// them go at once.
type Tempo = Box<dyn FnMut(&[u8]) -> Option<(usize, Duration)> + Send>;

fn fast() -> Tempo {
    Box::new(|_| None)
}

fn all() -> Pass {
    Box::new(<[u8]>::len)
}

/// What a slow line carries at its pace; the rest is short.
const LONG: usize = 1_500;

fn carry(
    mut from: TcpStream,
    mut to: TcpStream,
    tempo: &Mutex<Tempo>,
    pass: &mut dyn FnMut(&[u8]) -> usize,
) {
    let mut bytes = [0; 16 * 1024];
    while let Ok(read @ 1..) = from.read(&mut bytes) {
        let carried = pass(&bytes[..read]);
        let pace = (*tempo.lock().unwrap())(&bytes[..carried]);
        if put(&mut to, &bytes[..carried], pace).is_err() || carried < read {
            break;
        }
    }
    // Either side may have hung up first.
    let _ = to.shutdown(Shutdown::Both);
    let _ = from.shutdown(Shutdown::Both);
}

fn put(to: &mut TcpStream, bytes: &[u8], pace: Option<(usize, Duration)>) -> std::io::Result<()> {
    let Some((pace, lasts)) = pace else {
        return to.write_all(bytes);
    };
    let begun = Instant::now();
    for piece in bytes.chunks(pace) {
        to.write_all(piece)?;
        if begun.elapsed() < lasts {
            thread::sleep(Duration::from_secs(1));
        }
    }
    Ok(())
}

/// The body of the first HTTP question or answer, and what comes after it.
fn next_body(said: &[u8]) -> Option<(&[u8], &[u8])> {
    let end = said.windows(4).position(|window| window == b"\r\n\r\n")? + 4;
    let head = String::from_utf8_lossy(&said[..end]).to_lowercase();
    let length = head
        .lines()
        .find_map(|line| line.strip_prefix("content-length: "))?;
    said[end..].split_at_checked(length.trim().parse().ok()?)
}
