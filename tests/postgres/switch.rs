//! What stands before several processes: each line goes to one that takes it.

use std::io;
use std::net::{Shutdown, TcpListener, TcpStream};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

/// A balancer: it sends each new line to the next process, and to another if that one is gone.
pub(crate) struct Switch {
    url: String,
}

impl Switch {
    pub(crate) fn before(processes: Vec<String>) -> Switch {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let next = AtomicUsize::new(0);
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
        Switch { url }
    }

    pub(crate) fn url(&self) -> &str {
        &self.url
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
