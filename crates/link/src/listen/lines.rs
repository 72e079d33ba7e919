//! The lines that are open, and which of them makes room.

use std::cmp::Reverse;
use std::collections::HashMap;
use std::io;
use std::net::IpAddr;
use std::pin::Pin;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::{Context, Poll, ready};
use std::time::Duration;

use sync::limits::{HEAD_MS, IDLE_MS, MAX_LINES, STALL_MS};
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::net::TcpStream;
use tokio::sync::Notify;

use super::pace::Pace;

const HEAD: Duration = Duration::from_millis(HEAD_MS);
const IDLE: Duration = Duration::from_millis(IDLE_MS);
const STALL: Duration = Duration::from_millis(STALL_MS);
/// How often it is looked whether a line takes too long.
const LOOK: Duration = Duration::from_millis(500);

/// What a line is waiting for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Phase {
    /// This program: a request is being answered.
    Work,
    /// The rest of a head, or of the handshake before it.
    Head,
    /// The next request.
    Idle,
}

#[derive(Debug)]
struct State {
    phase: Phase,
    pace: Pace,
    /// What is to be sent since the other side takes it in no more at once.
    sending: Option<Pace>,
    /// Whether a whole head ever came.
    spoke: bool,
}

/// One line, as its watchers see it.
#[derive(Debug)]
pub(super) struct Line {
    state: Mutex<State>,
    makes_room: Notify,
}

impl Line {
    fn state(&self) -> MutexGuard<'_, State> {
        // Whoever panicked in between left values that are whole.
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn turn(&self, phase: Phase) {
        let mut state = self.state();
        (state.phase, state.pace) = (phase, Pace::begin());
    }

    /// A head is complete.
    pub(super) fn works(&self) {
        self.turn(Phase::Work);
        self.state().spoke = true;
    }

    /// An answer is complete.
    pub(super) fn rests(&self) {
        self.turn(Phase::Idle);
    }

    fn came(&self, bytes: usize) {
        let mut state = self.state();
        if state.phase == Phase::Idle {
            (state.phase, state.pace) = (Phase::Head, Pace::begin());
        }
        state.pace.moved(bytes);
    }

    /// So many bytes went, or none because the other side takes nothing in.
    fn went(&self, bytes: Option<usize>) {
        let mut state = self.state();
        match (bytes, &mut state.sending) {
            (Some(bytes), Some(sending)) => sending.moved(bytes),
            (None, sending @ None) => *sending = Some(Pace::begin()),
            _ => {}
        }
    }

    /// All there was to send is gone.
    fn sent(&self) {
        let mut state = self.state();
        if state.sending.take().is_some() && state.phase == Phase::Idle {
            state.pace = Pace::begin();
        }
    }

    fn is_late(&self) -> bool {
        let state = self.state();
        match (state.phase, state.sending) {
            (Phase::Head, _) => state.pace.is_late(HEAD),
            (_, Some(sending)) => sending.is_late(STALL),
            (Phase::Idle, None) => state.pace.age() > IDLE,
            // Its body has a pace of its own.
            (Phase::Work, None) => false,
        }
    }

    /// Ready when the line takes too long, or has to make room.
    pub(super) async fn ends(&self) {
        let late = async {
            while !self.is_late() {
                tokio::time::sleep(LOOK).await;
            }
        };
        tokio::select! {
            () = late => {}
            () = self.makes_room.notified() => {}
        }
    }
}

/// Every line that is open.
#[derive(Debug, Default)]
pub(super) struct Lines {
    next: AtomicU64,
    open: Mutex<Open>,
}

/// Lines by their names, each with the address it comes from.
type Open = HashMap<u64, (IpAddr, Arc<Line>)>;

/// A place among them, for as long as it is kept.
#[derive(Debug)]
pub(super) struct Place {
    name: u64,
    lines: Arc<Lines>,
    pub(super) line: Arc<Line>,
}

impl Lines {
    fn open(&self) -> MutexGuard<'_, Open> {
        self.open.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// A place for somebody of that address, who may have so many. Where there are too many already,
    /// one of the address that has most of them makes room: one that waits for its caller before one
    /// that is being answered, and of those the one that has waited longest. Where half of all lines
    /// never said anything whole, only those are counted, so that whoever works behind the address of a
    /// whole building does not make room for sockets that only wait.
    pub(super) fn admit(self: &Arc<Lines>, from: IpAddr, most_of_one: usize) -> Place {
        let name = self.next.fetch_add(1, Ordering::Relaxed);
        let line = Arc::new(Line {
            state: Mutex::new(State {
                phase: Phase::Head,
                pace: Pace::begin(),
                sending: None,
                spoke: false,
            }),
            makes_room: Notify::new(),
        });
        let mut open = self.open();
        if let Some(gone) = making_room(&open, from, most_of_one)
            && let Some((_, line)) = open.remove(&gone)
        {
            line.makes_room.notify_one();
        }
        open.insert(name, (from, line.clone()));
        Place {
            name,
            lines: self.clone(),
            line,
        }
    }
}

/// Which of these lines makes room for one more of that address, if one has to.
fn making_room(open: &Open, from: IpAddr, most_of_one: usize) -> Option<u64> {
    let of_one = open.values().filter(|(ip, _)| *ip == from).count();
    let too_many_of_one = of_one >= most_of_one;
    if !too_many_of_one && open.len() < MAX_LINES {
        return None;
    }
    let silent = |line: &Line| !line.state().spoke;
    let waiting = open.values().filter(|(_, line)| silent(line)).count();
    let only_silent = !too_many_of_one && waiting * 2 >= MAX_LINES;
    let among = || {
        let lines = open.iter();
        lines.filter(|(_, (_, line))| !only_silent || silent(line))
    };
    let greedy = if too_many_of_one {
        from
    } else {
        let mut count: HashMap<IpAddr, usize> = HashMap::new();
        for (_, (ip, _)) in among() {
            *count.entry(*ip).or_default() += 1;
        }
        count.into_iter().max_by_key(|(_, count)| *count)?.0
    };
    let theirs = among().filter(|(_, (ip, _))| *ip == greedy);
    let longest = theirs.max_by_key(|(name, (_, line))| {
        let state = line.state();
        (
            state.phase != Phase::Work,
            state.pace.age(),
            Reverse(**name),
        )
    });
    longest.map(|(name, _)| *name)
}

impl Drop for Place {
    fn drop(&mut self) {
        self.lines.open().remove(&self.name);
    }
}

/// A socket whose line is told of all that moves on it.
#[derive(Debug)]
pub(super) struct Watched {
    pub(super) stream: TcpStream,
    pub(super) line: Arc<Line>,
}

impl AsyncRead for Watched {
    fn poll_read(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        buf: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        let before = buf.filled().len();
        ready!(Pin::new(&mut self.stream).poll_read(cx, buf))?;
        let came = buf.filled().len() - before;
        if came > 0 {
            self.line.came(came);
        }
        Poll::Ready(Ok(()))
    }
}

impl AsyncWrite for Watched {
    fn poll_write(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        let wrote = Pin::new(&mut self.stream).poll_write(cx, bytes);
        self.line.went(match &wrote {
            Poll::Ready(wrote) => Some(*wrote.as_ref().unwrap_or(&0)),
            Poll::Pending => None,
        });
        wrote
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        let flushed = Pin::new(&mut self.stream).poll_flush(cx);
        if flushed.is_ready() {
            self.line.sent();
        }
        flushed
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_shutdown(cx)
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        bytes: &[io::IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        let wrote = Pin::new(&mut self.stream).poll_write_vectored(cx, bytes);
        self.line.went(match &wrote {
            Poll::Ready(wrote) => Some(*wrote.as_ref().unwrap_or(&0)),
            Poll::Pending => None,
        });
        wrote
    }

    fn is_write_vectored(&self) -> bool {
        self.stream.is_write_vectored()
    }
}

#[cfg(test)]
mod tests {
    use std::net::Ipv4Addr;

    use super::*;

    fn from(last: u8) -> IpAddr {
        Ipv4Addr::new(10, 0, 0, last).into()
    }

    /// After how many seconds a line ends on which so many bytes come each second, if it does within
    /// ten minutes.
    async fn ends(line: &Line, bytes: usize) -> Option<u64> {
        ends_every(line, bytes, 1).await
    }

    /// As [`ends`], where they come every so many seconds.
    async fn ends_every(line: &Line, bytes: usize, seconds: u64) -> Option<u64> {
        let begun = tokio::time::Instant::now();
        let comes = async {
            for _ in 0..600 / seconds {
                tokio::time::sleep(Duration::from_secs(seconds)).await;
                if bytes > 0 {
                    line.came(bytes);
                }
            }
        };
        tokio::select! {
            () = line.ends() => Some(begun.elapsed().as_secs()),
            () = comes => None,
        }
    }

    #[tokio::test(start_paused = true)]
    async fn a_head_has_ten_seconds_or_a_pace_and_a_silent_line_a_minute() {
        let lines = Arc::new(Lines::default());
        let head = |name| lines.admit(from(name), MAX_LINES);
        assert_eq!(ends(&head(1).line, 0).await, Some(10));
        let drop_by_drop = ends_every(&head(2).line, 1, 3).await.unwrap();
        assert!((10..16).contains(&drop_by_drop), "{drop_by_drop}");
        assert_eq!(ends(&head(3).line, 2).await, None, "slow and honest");
        let idle = head(4);
        idle.line.works();
        assert_eq!(
            ends(&idle.line, 0).await,
            None,
            "an answer takes as long as it takes"
        );
        idle.line.rests();
        assert_eq!(ends(&idle.line, 0).await, Some(60));
        // The other side takes nothing of its answer in.
        let deaf = head(5);
        deaf.line.works();
        deaf.line.went(None);
        assert_eq!(ends(&deaf.line, 0).await, Some(120));
    }

    #[tokio::test(start_paused = true)]
    async fn the_address_with_most_lines_makes_room_and_who_is_answered_last() {
        let lines = Arc::new(Lines::default());
        let honest = lines.admit(from(1), MAX_LINES);
        let mut flood: Vec<Place> = Vec::new();
        for _ in 1..MAX_LINES {
            flood.push(lines.admit(from(2), MAX_LINES));
            tokio::time::sleep(Duration::from_millis(1)).await;
        }
        flood[0].line.works();
        let newcomer = lines.admit(from(3), MAX_LINES);
        let gone = |place: &Place| !lines.open().contains_key(&place.name);
        assert!(gone(&flood[1]), "the longest silent of those that are most");
        for kept in [&honest, &flood[0], &flood[2], &newcomer] {
            assert!(!gone(kept));
        }
        assert_eq!(lines.open().len(), MAX_LINES);
        flood[1].line.ends().await;
        drop(flood);
        assert_eq!(lines.open().len(), 2, "who hangs up leaves a place");
        let few: Vec<Place> = (0..4).map(|_| lines.admit(from(4), 3)).collect();
        assert!(gone(&few[0]) && !gone(&honest), "no more than three of one");
    }

    #[tokio::test(start_paused = true)]
    async fn a_building_that_works_makes_no_room_for_sockets_that_never_said_anything() {
        let lines = Arc::new(Lines::default());
        let building: Vec<Place> = (0..100).map(|_| lines.admit(from(1), MAX_LINES)).collect();
        for place in &building {
            place.line.works();
            place.line.rests();
        }
        tokio::time::sleep(Duration::from_secs(5)).await;
        // Less of each address, and all of them younger.
        let slow = |n: usize| from(u8::try_from(2 + n / 50).unwrap());
        let slow: Vec<Place> = (0..MAX_LINES)
            .map(|n| lines.admit(slow(n), MAX_LINES))
            .collect();
        let newcomer = lines.admit(from(1), MAX_LINES);
        let there = |place: &Place| lines.open().contains_key(&place.name);
        assert!(building.iter().all(there) && there(&newcomer));
        let left = slow.iter().filter(|place| there(place)).count();
        assert_eq!(left, MAX_LINES - 101);
        // Among those who speak the address that has most makes room, as ever.
        slow.iter().for_each(|place| place.line.works());
        let other = lines.admit(from(200), MAX_LINES);
        assert!(!there(&building[0]) && there(&other));
    }
}
