//! What stands before several processes: each line goes to one that takes it.

use std::io::{self, BufRead, BufReader, Read, Write};
use std::net::{Shutdown, TcpListener, TcpStream};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

/// A balancer: it sends each new line to the next process, and to another if that one is gone.
pub(crate) struct Switch {
    url: String,
    taken: Arc<AtomicUsize>,
}

impl Switch {
    pub(crate) fn before(processes: Vec<String>) -> Switch {
        Switch::of(processes, carry)
    }

    /// A balancer that sends each request to the next process: it says to every process that its caller
    /// wants no other answer on the line.
    pub(crate) fn restless(processes: Vec<String>) -> Switch {
        Switch::of(processes, carry_one)
    }

    fn of(processes: Vec<String>, carry: fn(&TcpStream, &TcpStream)) -> Switch {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let taken = Arc::new(AtomicUsize::new(0));
        let next = taken.clone();
        thread::spawn(move || {
            for caller in listener.incoming().flatten() {
                let turn = next.fetch_add(1, Ordering::Relaxed);
                let order = (0..processes.len()).map(|n| &processes[(turn + n) % processes.len()]);
                let taken = order.into_iter().find_map(|at| TcpStream::connect(at).ok());
                if let Some(process) = taken {
                    carry(&caller, &process);
                }
            }
        });
        Switch { url, taken }
    }

    pub(crate) fn url(&self) -> &str {
        &self.url
    }

    /// How many lines there were.
    pub(crate) fn taken(&self) -> usize {
        self.taken.load(Ordering::Relaxed)
    }
}

fn carry(caller: &TcpStream, process: &TcpStream) {
    for (from, to) in [(caller, process), (process, caller)] {
        let (mut from, mut to) = (from.try_clone().unwrap(), to.try_clone().unwrap());
        thread::spawn(move || {
            let _ = io::copy(&mut from, &mut to);
            let _ = to.shutdown(Shutdown::Write);
        });
    }
}

fn carry_one(caller: &TcpStream, process: &TcpStream) {
    let (caller, mut process) = (caller.try_clone().unwrap(), process.try_clone().unwrap());
    thread::spawn(move || {
        let mut asked = BufReader::new(caller.try_clone().unwrap());
        let mut first = Vec::new();
        let _ = asked.read_until(b'\n', &mut first);
        first.extend(b"connection: close\r\n");
        let _ = process.write_all(&first);
        let (mut caller, mut answered) = (caller, process.try_clone().unwrap());
        thread::spawn(move || {
            let _ = io::copy(&mut asked, &mut process);
        });
        let mut answer = Vec::new();
        // A process that is killed in the middle answers no more, and the caller hears it.
        let _ = answered.read_to_end(&mut answer);
        let _ = caller.write_all(&answer);
        let _ = caller.shutdown(Shutdown::Both);
    });
}
