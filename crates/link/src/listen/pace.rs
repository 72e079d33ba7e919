//! How slow is too slow.

use std::time::Duration;

use sync::limits::SLOWEST;
use tokio::time::Instant;

/// Something that has to arrive or to leave at a pace: its first part within some patience, and all
/// of it no slower than the slowest line there is.
///
/// A limit for the whole would cut honest lines that are slow, and a limit from one byte to the next
/// would let somebody hold a line for days who sends one byte a minute.
#[derive(Debug, Clone, Copy)]
pub(super) struct Pace {
    since: Instant,
    bytes: u64,
}

impl Pace {
    pub(super) fn begin() -> Pace {
        Pace {
            since: Instant::now(),
            bytes: 0,
        }
    }

    pub(super) fn moved(&mut self, bytes: usize) {
        self.bytes += bytes as u64;
    }

    /// How long it has been going on.
    pub(super) fn age(&self) -> Duration {
        self.since.elapsed()
    }

    /// When it is too late unless more moves.
    pub(super) fn until(&self, patience: Duration) -> Instant {
        self.since + patience + Duration::from_secs(self.bytes / SLOWEST)
    }

    pub(super) fn is_late(&self, patience: Duration) -> bool {
        Instant::now() > self.until(patience)
    }
}
