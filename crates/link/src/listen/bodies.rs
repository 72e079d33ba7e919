//! What a request brings, at a pace and in its turn; and what an answer is, until it is gone.

use std::pin::Pin;
use std::sync::{Arc, Mutex, PoisonError};
use std::task::{Context, Poll, ready};
use std::time::Duration;

use axum::BoxError;
use axum::body::{Body, Bytes};
use http_body::{Body as HttpBody, Frame, SizeHint};
use sync::limits::STALL_MS;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio::time::{Instant, Sleep, sleep_until};

use super::lines::Line;
use super::pace::Pace;

const STALL: Duration = Duration::from_millis(STALL_MS);

/// The turn of one request among those that are worked on at once.
#[derive(Debug, Clone, Default)]
pub(super) struct Turn(Arc<Mutex<Option<OwnedSemaphorePermit>>>);

impl Turn {
    /// Waits for it.
    pub(super) async fn comes(&self, gate: Arc<Semaphore>) {
        // The gate is never closed.
        if let Ok(permit) = gate.acquire_owned().await {
            self.keep(Some(permit));
        }
    }

    /// Leaves it to the next.
    pub(super) fn ends(&self) {
        self.keep(None);
    }

    fn keep(&self, permit: Option<OwnedSemaphorePermit>) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = permit;
    }
}

/// A request's body. It has to keep its pace; and its end is told only when the request's turn has
/// come, so that those who wait for their callers keep nobody from being answered.
pub(super) struct Brought {
    inner: Body,
    pace: Pace,
    late: Pin<Box<Sleep>>,
    turn: Pin<Box<dyn Future<Output = ()> + Send>>,
    all_here: bool,
    done: bool,
}

impl Brought {
    pub(super) fn new(inner: Body, turn: Turn, gate: Arc<Semaphore>) -> Brought {
        Brought {
            done: inner.is_end_stream(),
            inner,
            pace: Pace::begin(),
            late: Box::pin(sleep_until(Instant::now() + STALL)),
            turn: Box::pin(async move { turn.comes(gate).await }),
            all_here: false,
        }
    }

    /// When it is too late unless more comes: nothing may stall, and all of it has a pace.
    fn until(&self) -> Instant {
        let paced = self.pace.until(STALL);
        paced.min(Instant::now() + STALL)
    }
}

impl HttpBody for Brought {
    type Data = Bytes;
    type Error = BoxError;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, BoxError>>> {
        if self.done {
            return Poll::Ready(None);
        }
        if !self.all_here {
            match Pin::new(&mut self.inner).poll_frame(cx) {
                Poll::Ready(Some(Ok(frame))) => {
                    self.pace.moved(frame.data_ref().map_or(0, Bytes::len));
                    let until = self.until();
                    self.late.as_mut().reset(until);
                    return Poll::Ready(Some(Ok(frame)));
                }
                Poll::Ready(Some(Err(error))) => return Poll::Ready(Some(Err(error.into()))),
                Poll::Ready(None) => self.all_here = true,
                Poll::Pending => {
                    ready!(self.late.as_mut().poll(cx));
                    let late = std::io::Error::from(std::io::ErrorKind::TimedOut);
                    return Poll::Ready(Some(Err(late.into())));
                }
            }
        }
        ready!(self.turn.as_mut().poll(cx));
        self.done = true;
        Poll::Ready(None)
    }

    fn is_end_stream(&self) -> bool {
        self.done
    }

    fn size_hint(&self) -> SizeHint {
        self.inner.size_hint()
    }
}

/// An answer's body, whose line rests when it is gone.
pub(super) struct Answer {
    pub(super) inner: Body,
    pub(super) line: Arc<Line>,
}

impl HttpBody for Answer {
    type Data = Bytes;
    type Error = axum::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, axum::Error>>> {
        Pin::new(&mut self.inner).poll_frame(cx)
    }

    fn is_end_stream(&self) -> bool {
        self.inner.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.inner.size_hint()
    }
}

impl Drop for Answer {
    fn drop(&mut self) {
        self.line.rests();
    }
}

#[cfg(test)]
mod tests {
    use axum::body::to_bytes;

    use super::*;

    /// So many bytes every so often.
    struct Trickle {
        piece: usize,
        left: usize,
        every: Duration,
        next: Pin<Box<Sleep>>,
    }

    impl HttpBody for Trickle {
        type Data = Bytes;
        type Error = BoxError;

        fn poll_frame(
            mut self: Pin<&mut Self>,
            cx: &mut Context<'_>,
        ) -> Poll<Option<Result<Frame<Bytes>, BoxError>>> {
            if self.left == 0 {
                return Poll::Ready(None);
            }
            ready!(self.next.as_mut().poll(cx));
            let (at, every) = (self.next.deadline(), self.every);
            self.next.as_mut().reset(at + every);
            let piece = self.piece.min(self.left);
            self.left -= piece;
            Poll::Ready(Some(Ok(Frame::data(vec![7; piece].into()))))
        }
    }

    /// What comes of a request that arrives like that, and after how many seconds.
    async fn arrives(piece: usize, bytes: usize, every: u64) -> (Option<usize>, u64) {
        let begun = Instant::now();
        let every = Duration::from_secs(every);
        let trickle = Trickle {
            piece,
            left: bytes,
            every,
            next: Box::pin(sleep_until(begun + every)),
        };
        let gate = Arc::new(Semaphore::new(1));
        let body = Brought::new(Body::new(trickle), Turn::default(), gate);
        let came = to_bytes(Body::new(body), usize::MAX).await;
        (
            came.ok().map(|bytes| bytes.len()),
            begun.elapsed().as_secs(),
        )
    }

    #[tokio::test(start_paused = true)]
    async fn a_slow_line_gets_through_and_a_trickle_does_not() {
        assert_eq!(arrives(20, 16_000, 1).await, (Some(16_000), 800));
        assert_eq!(arrives(1_200, 12_000, 100).await, (Some(12_000), 1_000));
        // A byte a minute would hold its line for eleven days.
        let (came, seconds) = arrives(1, 16_000, 60).await;
        assert!(came.is_none() && seconds < 180, "{seconds}");
        // Silence, after however much.
        let (came, seconds) = arrives(1_000_000, 2_000_000, 130).await;
        assert!(came.is_none() && seconds <= 121, "{seconds}");
    }

    #[tokio::test(start_paused = true)]
    async fn those_who_are_slow_keep_nobody_from_being_answered() {
        let gate = Arc::new(Semaphore::new(1));
        let slow = |turn: &Turn| {
            let every = Duration::from_secs(1);
            let next = Box::pin(sleep_until(Instant::now() + every));
            let (piece, left) = (20, 2_000);
            let trickle = Trickle {
                piece,
                left,
                every,
                next,
            };
            let body = Brought::new(Body::new(trickle), turn.clone(), gate.clone());
            to_bytes(Body::new(body), usize::MAX)
        };
        let (one, other) = (Turn::default(), Turn::default());
        let arriving = tokio::spawn(slow(&one));
        tokio::time::sleep(Duration::from_secs(50)).await;
        assert_eq!(gate.available_permits(), 1, "it has not all come yet");
        arriving.await.unwrap().unwrap();
        assert_eq!(gate.available_permits(), 0, "now it is worked on");
        let waiting = tokio::spawn(slow(&other));
        tokio::time::sleep(Duration::from_secs(500)).await;
        assert!(!waiting.is_finished(), "the other one waits its turn");
        one.ends();
        waiting.await.unwrap().unwrap();
    }
}
