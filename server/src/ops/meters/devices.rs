//! What devices bring and ask, and how many of them are heard.

use std::collections::{BTreeMap, HashMap};
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use merge::DeviceId;
use prometheus_client::encoding::EncodeLabelSet;
use prometheus_client::metrics::counter::Counter;
use prometheus_client::metrics::family::Family;
use prometheus_client::metrics::gauge::Gauge;
use prometheus_client::metrics::histogram::Histogram;
use prometheus_client::registry::Registry;
use sync::{Fate, Reply, Request};

use super::{Seconds, made};

/// Most devices whose last contact is remembered; beyond that all begin anew.
const MOST: usize = 100_000;
/// For how long a device counts as heard, in milliseconds, and how that is called.
const HEARD: [(&str, u64); 4] = [
    ("hour", 3_600_000),
    ("day", 86_400_000),
    ("week", 604_800_000),
    ("month", 2_592_000_000),
];

#[derive(Debug, Clone, PartialEq, Eq, Hash, EncodeLabelSet)]
struct Kind {
    kind: &'static str,
}

#[derive(Debug, Clone, PartialEq, Eq, Hash, EncodeLabelSet)]
struct Outcome {
    fate: &'static str,
}

#[derive(Debug, Clone, PartialEq, Eq, Hash, EncodeLabelSet)]
struct Within {
    within: &'static str,
}

/// What is measured of devices.
#[derive(Debug)]
pub(crate) struct Devices {
    exchanges: Family<Kind, Histogram, Seconds>,
    received: Family<Kind, Counter>,
    operations: Family<Outcome, Counter>,
    given: Counter,
    heard: Family<Within, Gauge>,
    contacts: Mutex<HashMap<DeviceId, u64>>,
}

impl Devices {
    pub(super) fn begun(to: &mut Registry) -> Devices {
        let exchanges = (
            "sync_duration_seconds",
            "Time to answer a device, by what it asked",
        );
        let received = ("sync_received_bytes", "Bytes devices sent, by what for");
        let operations = ("sync_operations", "Operations devices brought, by fate");
        let given = (
            "sync_items_given",
            "Feed items and records given to devices",
        );
        let heard = ("devices_heard", "Devices heard since the start, and within");
        Devices {
            exchanges: made(to, exchanges, Family::new_with_constructor(Seconds)),
            received: made(to, received, Family::default()),
            operations: made(to, operations, Family::default()),
            given: made(to, given, Counter::default()),
            heard: made(to, heard, Family::default()),
            contacts: Mutex::default(),
        }
    }

    /// Counts what a device asked in so many bytes and was answered.
    pub(crate) fn answered(
        &self,
        (kind, bytes): (&'static str, usize),
        reply: &Reply,
        took: Duration,
    ) {
        let kind = Kind { kind };
        self.exchanges
            .get_or_create(&kind)
            .observe(took.as_secs_f64());
        self.received.get_or_create(&kind).inc_by(bytes as u64);
        match reply {
            Reply::Pushed(pushed) => {
                for fate in &pushed.fates {
                    let fate = fate_name(fate);
                    self.operations.get_or_create(&Outcome { fate }).inc();
                }
            }
            Reply::Pulled(pulled) => {
                let items = pulled.segments.iter().map(|one| one.items.len() as u64);
                self.given.inc_by(items.sum());
            }
            Reply::Page(page) => {
                self.given.inc_by(page.records.len() as u64);
            }
            _ => {}
        }
    }

    /// A device was heard.
    pub(crate) fn contact(&self, device: DeviceId, now_ms: u64) {
        let mut contacts = self.contacts.lock().unwrap_or_else(PoisonError::into_inner);
        if contacts.len() >= MOST {
            contacts.clear();
        }
        contacts.insert(device, now_ms);
    }

    /// When each device was heard last, since the program started.
    pub(crate) fn heard(&self) -> BTreeMap<DeviceId, u64> {
        let contacts = self.contacts.lock().unwrap_or_else(PoisonError::into_inner);
        contacts.iter().map(|(device, at)| (*device, *at)).collect()
    }

    /// How many devices were heard within which time.
    pub(in crate::ops) fn show_contacts(&self, now_ms: u64) {
        let contacts = self.contacts.lock().unwrap_or_else(PoisonError::into_inner);
        for (within, ms) in HEARD {
            let since = |last: &&u64| now_ms.saturating_sub(**last) < ms;
            let heard = contacts.values().filter(since).count();
            let heard = i64::try_from(heard).unwrap_or(i64::MAX);
            self.heard.get_or_create(&Within { within }).set(heard);
        }
    }
}

fn fate_name(fate: &Fate) -> &'static str {
    match fate {
        Fate::Kept => "kept",
        Fate::Known => "known",
        Fate::Held(_) => "held",
        Fate::Forked => "forked",
        Fate::Waiting(_) => "waiting",
        Fate::Refused(_) => "refused",
    }
}

/// What a device asks, in one word.
pub(crate) fn kind(request: &Request) -> &'static str {
    match request {
        Request::Hello(_) => "hello",
        Request::Push(_) => "push",
        Request::Pull(_) => "pull",
        Request::Page(_) => "page",
        Request::Photo(_) => "photo",
        Request::Renew(_) => "renew",
        Request::Relay(_) => "relay",
        Request::Standing(_) => "standing",
        Request::Witness(_) => "witness",
        Request::HandIn(_) => "hand_in",
    }
}
