//! What goes wrong, and how often it did.

use std::sync::atomic::{AtomicU64, Ordering};

macro_rules! faults {
    ($($name:ident => $text:literal,)*) => {
        /// One kind of trouble.
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        pub(crate) enum Fault { $($name,)* }

        /// Every kind, with what it is called in the report of a run.
        pub(crate) const FAULTS: &[(Fault, &str)] = &[$((Fault::$name, $text),)*];
    };
}

faults! {
    DiskFull => "disk full, half a frame written",
    DiskFullForGood => "disk full, and the half frame stays",
    SyncFailed => "sync failed",
    EndBeforeWrite => "program ended before a write",
    EndInWrite => "program ended in the middle of a write",
    EndBetweenWriteAndSync => "program ended between write and sync",
    EndBeforeAnswer => "program ended after the sync, before the answer",
    LaptopPowerCut => "power cut of a laptop",
    OfficePowerCut => "power cut of the office",
    UnsyncedLost => "unsynced bytes gone after a power cut",
    UnsyncedKept => "unsynced bytes there after a power cut",
    TornTail => "a torn tail after a power cut",
    HoleInTail => "a tail with a hole after a power cut",
    NameLost => "a new file gone after a power cut",
    LaptopKilled => "program on a laptop killed",
    OfficeKilled => "program of the office killed",
    OfficeRestored => "office restored from an old image",
    RequestLost => "request lost",
    ReplyLost => "reply lost after the office committed",
    Duplicate => "request delivered twice",
    Stale => "old request delivered again",
    LinkCut => "exchange cut",
    FlippedRequest => "bit flipped in a request",
    FlippedReply => "bit flipped in a reply",
    Portal => "login page of a hotel",
    ClockBack => "clock set back by years",
    ClockForward => "clock set forward by years",
    StickLost => "stick lost",
    StickBent => "stick cut short or a bit of it flipped",
    StickAgain => "stick brought again",
    StickOutOfOrder => "stick brought before an earlier one",
    HeldOperation => "operation held by the office",
}

/// How often each kind was hit.
#[derive(Debug, Default)]
pub(crate) struct Counters([AtomicU64; FAULTS.len()]);

impl Counters {
    pub(crate) fn hit(&self, fault: Fault) {
        self.0[fault as usize].fetch_add(1, Ordering::Relaxed);
    }

    pub(crate) fn hits(&self) -> [u64; FAULTS.len()] {
        std::array::from_fn(|kind| self.0[kind].load(Ordering::Relaxed))
    }
}
