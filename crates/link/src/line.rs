//! A slow line and a dead one: how long to wait, and what is said of a line that broke.

use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use reqwest::Response;
use sync::limits::{MAX_BODY, SLOWEST, STALL_MS};
use tokio::time::error::Elapsed;
use tokio::time::timeout;

/// How long nothing may arrive before the line is given up.
const STALL: Duration = Duration::from_millis(STALL_MS);

/// The heads of a question and of its answer, in bytes, about.
const HEADS: u64 = 600;
/// How many times slower than it was a line may become within one question.
const SLACK: u64 = 10;
/// How many times slower than it was a line is taken to be after nothing came of it.
const STALLED: u64 = 16;

/// How many bytes a second a line carries, as its answers have shown; none before the first.
#[derive(Debug, Default)]
pub(crate) struct Pace(AtomicU64);

impl Pace {
    /// The pace, once there was an answer.
    pub(crate) fn known(&self) -> Option<u64> {
        let known = self.0.load(Ordering::Relaxed);
        (known > 0).then_some(known)
    }

    /// Question and answer of so many bytes together took so long.
    pub(crate) fn carried(&self, bytes: u64, took: Duration) {
        let ms = u64::try_from(took.as_millis()).unwrap_or(u64::MAX).max(1);
        let pace = (bytes + HEADS).saturating_mul(1000) / ms;
        self.0.store(pace.max(SLOWEST), Ordering::Relaxed);
    }

    /// Nothing came within all of [`Pace::patience`]: the line has become slow, or it is dead.
    pub(crate) fn stalled(&self) {
        if let Some(known) = self.known() {
            let pace = (known / STALLED).max(SLOWEST);
            self.0.store(pace, Ordering::Relaxed);
        }
    }

    /// How long to wait until an answer to so many bytes begins. The system takes them in at once and
    /// does not say how they travel, so they are given the time they need at the line's pace, however
    /// many they are: what cannot be made smaller gets through as well.
    fn patience(&self, sent: u64) -> Duration {
        let bytes = sent + HEADS;
        let travel = match self.known() {
            Some(pace) => bytes.saturating_mul(SLACK) / pace,
            None => bytes / SLOWEST,
        };
        STALL + Duration::from_secs(travel)
    }
}

/// Why a line did not bring an answer.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Broken {
    #[error(transparent)]
    Line(#[from] reqwest::Error),
    /// Nothing moved on it.
    #[error("timed out")]
    Stalled(#[from] Elapsed),
}

impl Broken {
    /// Nobody was there at all.
    pub(crate) fn is_connect(&self) -> bool {
        matches!(self, Broken::Line(error) if error.is_connect())
    }

    /// Why the handshake came to nothing, if that is where it broke.
    pub(crate) fn handshake(&self) -> Option<&rustls::Error> {
        let mut cause: Option<&dyn std::error::Error> = Some(self);
        while let Some(error) = cause {
            // Input and output errors hide what they carry from `source`.
            let carried = error.downcast_ref::<std::io::Error>();
            let carried = carried.and_then(std::io::Error::get_ref);
            let found = carried.and_then(|carried| carried.downcast_ref());
            if let Some(found) = found.or_else(|| error.downcast_ref()) {
                return Some(found);
            }
            cause = match carried {
                Some(carried) => Some(carried),
                None => error.source(),
            };
        }
        None
    }

    /// Nobody was there at all, or nothing came in the time the slowest line needs.
    pub(crate) fn is_hopeless(&self) -> bool {
        self.is_connect() || matches!(self, Broken::Stalled(_))
    }

    /// The innermost cause says it best: "connection refused", "timed out".
    pub(crate) fn innermost(&self) -> &dyn std::error::Error {
        let mut cause: &dyn std::error::Error = self;
        while let Some(inner) = cause.source() {
            cause = inner;
        }
        cause
    }
}

/// Waits until the answer to so many bytes begins.
pub(crate) async fn begun(
    (pace, sent): (&Pace, u64),
    answer: impl Future<Output = reqwest::Result<Response>>,
) -> Result<Response, Broken> {
    let begun = timeout(pace.patience(sent), answer).await;
    if begun.is_err() {
        pace.stalled();
    }
    Ok(begun??)
}

/// Reads an answer for as long as it goes on, up to one byte more than any answer has.
pub(crate) async fn whole(mut answer: Response) -> Result<Vec<u8>, Broken> {
    let mut bytes = Vec::new();
    while let Some(piece) = timeout(STALL, answer.chunk()).await?? {
        bytes.extend_from_slice(&piece);
        if bytes.len() > MAX_BODY {
            break;
        }
    }
    Ok(bytes)
}

#[cfg(test)]
mod tests {
    use sync::limits::{MAX_BATCH, MAX_PREVIEW};

    use super::*;

    #[test]
    fn whatever_is_sent_is_given_the_time_it_needs_at_the_pace_of_the_line() {
        for pace in [1, 10, 1_000, 1_000_000] {
            for sent in [16, 700, 16 * 1024, MAX_PREVIEW as u64, MAX_BATCH as u64] {
                let line = Pace::default();
                line.carried(
                    pace * 100,
                    Duration::from_millis(100_000 + HEADS * 1000 / pace),
                );
                let needed = Duration::from_secs((sent + HEADS) / pace);
                assert!(
                    line.patience(sent) >= needed,
                    "{sent} bytes at {pace} a second"
                );
            }
        }
    }

    #[test]
    fn a_line_that_has_not_been_heard_may_be_the_slowest_there_is() {
        let line = Pace::default();
        assert_eq!(line.patience(16), STALL + Duration::from_secs(616));
        line.stalled();
        assert_eq!(line.known(), None);
    }

    #[test]
    fn a_fast_line_that_dies_is_given_up_after_two_minutes_and_a_slow_one_is_found_in_a_few_tries()
    {
        let line = Pace::default();
        line.carried(1_000_000, Duration::from_secs(1));
        assert!(line.patience(256 * 1024) <= STALL + Duration::from_secs(2));
        (0..5).for_each(|_| line.stalled());
        assert_eq!(line.known(), Some(1));
    }
}
