//! What is kept, the disk below it, and the work that is done by itself.

use std::sync::atomic::AtomicU64;

use prometheus_client::encoding::EncodeLabelSet;
use prometheus_client::metrics::counter::Counter;
use prometheus_client::metrics::family::Family;
use prometheus_client::metrics::gauge::Gauge;
use prometheus_client::metrics::histogram::Histogram;
use prometheus_client::registry::Registry;

use super::{SECONDS, made};
use crate::ops::slow::Counted;

/// A moment, in seconds since 1970.
type Moment = Gauge<f64, AtomicU64>;

#[derive(Debug, Clone, PartialEq, Eq, Hash, EncodeLabelSet)]
struct Side {
    side: &'static str,
}

/// What is measured of what is kept.
#[derive(Debug)]
pub(crate) struct Kept {
    pub(in crate::ops) append: Histogram,
    pub(in crate::ops) fsync: Histogram,
    pub(in crate::ops) written: Counter,
    pub(in crate::ops) errors: Counter,
    pub(in crate::ops) pen_wait: Histogram,
    pub(in crate::ops) waiting: Gauge,
    pub(in crate::ops) journal: Gauge,
    pub(in crate::ops) items: Gauge,
    pub(in crate::ops) held: Gauge,
    pub(in crate::ops) forks: Gauge,
    pub(in crate::ops) damaged: Gauge,
    pub(in crate::ops) devices: Gauge,
    pub(in crate::ops) room: Gauge,
    pub(in crate::ops) ready: Gauge,
    pub(in crate::ops) counted: Counted,
    peers: Family<Side, Moment>,
    daily: Moment,
}

impl Kept {
    pub(super) fn begun(to: &mut Registry) -> Kept {
        let mut seconds = |name, help| made(to, (name, help), Histogram::new(SECONDS));
        let append = seconds("journal_append_duration_seconds", "Appends to the journal");
        let fsync = seconds("journal_fsync_duration_seconds", "Syncs of the journal");
        let pen_wait = seconds(
            "store_pen_wait_seconds",
            "Waits of readiness probes for the pen",
        );
        let mut count = |name, help| made(to, (name, help), Counter::default());
        let written = count("journal_written_bytes", "Appended to the journal");
        let errors = count(
            "journal_errors",
            "Appends to the journal and syncs that failed",
        );
        let mut gauge = |name, help| made(to, (name, help), Gauge::default());
        Kept {
            append,
            fsync,
            pen_wait,
            written,
            errors,
            waiting: gauge("store_waiting_writers", "Callers that wait to be written"),
            journal: gauge("journal_bytes", "Length of the journal"),
            items: gauge("log_items", "Items in the log: operations, grants, notes"),
            held: gauge("held_operations", "Operations held out of the records"),
            forks: gauge(
                "forked_operations",
                "Numbers under which two operations were seen",
            ),
            damaged: gauge(
                "damaged_photos",
                "Photos altered on the disk and not back yet",
            ),
            devices: gauge("devices", "Devices that hold a grant"),
            room: gauge("disk_available_bytes", "Room where the data folder lies"),
            ready: gauge("ready", "1 if it may be sent work"),
            counted: Counted::default(),
            peers: made(
                to,
                (
                    "peer_last_exchange_timestamp_seconds",
                    "Last exchange with the office above, and the one below heard longest ago; 0 for never",
                ),
                Family::default(),
            ),
            daily: made(
                to,
                (
                    "daily_last_success_timestamp_seconds",
                    "When the day's work was done last; 0 for not since the start",
                ),
                Moment::default(),
            ),
        }
    }

    /// When the office above, or one below, was heard last.
    pub(in crate::ops) fn heard(&self, side: &'static str, at_ms: u64) {
        let at = at_ms as f64 / 1e3;
        self.peers.get_or_create(&Side { side }).set(at);
    }

    /// The day's work is done.
    pub(crate) fn did_daily(&self, now_ms: u64) {
        self.daily.set(now_ms as f64 / 1e3);
    }
}
