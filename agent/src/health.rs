//! How the laptop stands, and whether it is sound.

use forms::Text;
use merge::{Now, fingerprint};
use store::{Finding, Verified};

use crate::laptop::Laptop;
use crate::trace;
use desk::api::view::GrantShown;
use desk::blobs::Here;
use desk::witness::Witnessing;
use desk::{Failure, Lent, moment};

const DAY_MS: u64 = 24 * 60 * 60 * 1000;

/// How the laptop stands.
#[derive(Debug, Clone, serde::Serialize)]
pub struct Status {
    /// Who this laptop is.
    pub device: String,
    /// Who works with it.
    pub person: String,
    /// In which role.
    pub role: String,
    /// The division its unit is named by.
    pub unit: String,
    /// The server's address.
    pub server: String,
    /// What it signs with, as people type it; a suite other than the first is not certified.
    pub suite: &'static str,
    /// Own operations.
    pub operations: u64,
    /// Own operations no receipt covers yet.
    pub unsent: u64,
    /// Operations of the other officers of this laptop that the office may not have yet; whoever syncs
    /// brings them.
    pub colleagues_unsent: u64,
    /// Own photos of which the office has not said that it has them.
    pub photos_unsent: u64,
    /// Photos of records here whose original is not here.
    pub photos_missing: u64,
    /// The server's time in the last receipt, milliseconds since 1970; absent before the first.
    pub last_sync_ms: Option<u64>,
    /// Whole days since then by the laptop's clock; absent before the first.
    pub days_apart: Option<u64>,
    /// What it goes on by.
    pub grant: GrantShown,
    /// Own operations the office holds out of the fold, with its reasons.
    pub held: Vec<Held>,
    /// Records kept here.
    pub records: u64,
    /// Records in conflict.
    pub conflicts: u64,
    /// Records whose deadline has passed, by the laptop's clock.
    pub overdue: u64,
    /// The head of the office's log as it was shown last; absent before the first.
    pub log: Option<LogSeen>,
    /// Bytes of the journal.
    pub journal_bytes: u64,
    /// Whether everything is as it should be.
    pub healthy: bool,
    /// What is not.
    pub problems: Vec<Text>,
}

/// How the exchange with the office stands, without looking at every record.
#[derive(Debug, Clone)]
pub struct Sent {
    /// Who this laptop is.
    pub device: String,
    /// Own operations.
    pub operations: u64,
    /// Own operations no receipt covers yet.
    pub unsent: u64,
    /// Operations of the other officers of this laptop that the office may not have yet.
    pub colleagues_unsent: u64,
    /// How much of what the records refer to is not where it belongs.
    pub photos: Lent,
    /// The server's time in the last receipt, milliseconds since 1970; absent before the first.
    pub last_sync_ms: Option<u64>,
    /// Own operations the office holds out of the fold, with its reasons.
    pub held: Vec<Held>,
    /// What is not as it should be.
    pub problems: Vec<Text>,
}

/// How the office's log stood when it was shown last.
#[derive(Debug, Clone, serde::Serialize)]
pub struct LogSeen {
    /// Items the office had admitted.
    pub size: u64,
    /// The root of the tree over them.
    pub root: String,
    /// The office's clock then, milliseconds since 1970.
    pub at_ms: u64,
    /// The signed head, for `xunlu-server audit verify --head`.
    pub head: String,
}

/// An operation that is held out of the fold.
#[derive(Debug, Clone, serde::Serialize)]
pub struct Held {
    /// The operation.
    pub operation: String,
    /// Why.
    pub reason: String,
}

impl Laptop {
    /// How the exchange with the office stands.
    ///
    /// # Errors
    /// An index that fails.
    pub fn standing(&self) -> Result<Sent, Failure> {
        let head = self.room.store.head(self.device.id())?;
        let receipt = self.room.receipt_of(self.device.id())?;
        let held = self.room.store.all_held()?.into_iter();
        let held = held.filter(|(dot, _)| dot.device == self.device.id());
        Ok(Sent {
            device: self.device.id().to_string(),
            operations: head.seq,
            unsent: head.seq - receipt.as_ref().map_or(0, |r| r.head.seq).min(head.seq),
            colleagues_unsent: self.unsent_of_colleagues()?,
            photos: self.room.lent(self.device.id())?,
            last_sync_ms: receipt.map(|receipt| receipt.server_ms),
            held: held
                .map(|(dot, reason)| Held {
                    operation: dot.to_string(),
                    reason,
                })
                .collect(),
            problems: self.problems()?,
        })
    }

    /// What it goes on by.
    ///
    /// # Errors
    /// An index that fails.
    pub fn grant_shown(&self) -> Result<GrantShown, Failure> {
        let terms = self.seat.terms();
        Ok(GrantShown {
            waits: terms.is_provisional(),
            fingerprint: fingerprint(&terms.key),
            until_ms: terms.not_after_ms,
            turned_away: self.turned_away()?,
            handed_in: self.handed_in()?,
        })
    }

    /// How the laptop stands.
    ///
    /// # Errors
    /// An index that fails.
    pub fn status(&self, now: Now) -> Result<Status, Failure> {
        let sent = self.standing()?;
        let today = moment(now).day();
        let all = 0..=u64::MAX - 1;
        let states = self.room.store.states(None, std::slice::from_ref(&all))?;
        let records = states.values().sum();
        let due = self.room.store.deadlines(&all)?;
        let overdue = due.partition_point(|due| due.day < today);
        let terms = self.seat.terms();
        Ok(Status {
            device: sent.device,
            person: terms.person.clone(),
            role: terms.role.clone(),
            unit: terms.unit.to_string(),
            server: self.device.server.clone(),
            suite: self.device.suite.name(),
            operations: sent.operations,
            unsent: sent.unsent,
            colleagues_unsent: sent.colleagues_unsent,
            photos_unsent: sent.photos.unsent,
            photos_missing: sent.photos.missing,
            last_sync_ms: sent.last_sync_ms,
            days_apart: sent
                .last_sync_ms
                .map(|last| now.wall_ms.saturating_sub(last) / DAY_MS),
            grant: self.grant_shown()?,
            held: sent.held,
            records,
            conflicts: self.desk().conflicts()?.len() as u64,
            overdue: overdue as u64,
            log: self.log_seen()?,
            journal_bytes: self.room.store.position(),
            healthy: sent.problems.is_empty(),
            problems: sent.problems,
        })
    }

    fn log_seen(&self) -> Result<Option<LogSeen>, Failure> {
        let kept = Witnessing::of_own(&self.room.store).kept()?;
        Ok(kept.map(|head| LogSeen {
            size: head.root.size,
            root: head.root.hash.to_string(),
            at_ms: head.server_ms,
            head: head.to_hex(),
        }))
    }

    fn problems(&self) -> Result<Vec<Text>, Failure> {
        let forks = self.room.store.forks()?.into_iter().map(|dot| {
            Text::new(
                format!("操作 {dot} 有两个版本：某台设备的文件夹被复制过，请报告管理员"),
                format!("operation {dot} exists twice: a device's folder was copied; tell the administrator"),
            )
        });
        let damaged = desk::blobs::damaged(&self.room.blobs).into_iter().map(|sha256| {
            Text::new(
                format!("照片 {sha256} 在磁盘上已损坏并隔离；请检查磁盘，联网同步时会从服务器取回"),
                format!("photo {sha256} was altered on the disk and put aside; check the disk, a sync fetches it from the server"),
            )
        });
        let log = Witnessing::of_own(&self.room.store).problem()?;
        let here = self.head()?.seq;
        let older = self.written_once().map(|there| trace::older(there, here));
        Ok(older
            .into_iter()
            .chain(log)
            .chain(self.expired()?)
            .chain(forks)
            .chain(damaged)
            .collect())
    }

    /// Checks journal, chain, signatures, index, and every original that is here. One that was
    /// altered is put aside.
    ///
    /// # Errors
    /// A folder that cannot be read at all.
    pub fn verify(&self, progress: store::Progress<'_>) -> Result<Verified, Failure> {
        let mut found = self.room.store.verify(Some(self.device.id()), progress)?;
        for said in self.room.store.all_references()? {
            let blobs = &self.room.blobs;
            let was = desk::blobs::here(blobs, said.sha256) == Here::Whole;
            if was && desk::blobs::read(blobs, said.sha256)?.is_none() {
                found.problems.push(altered(said.sha256));
            }
        }
        Ok(found)
    }
}

fn altered(photo: merge::Hash) -> Finding {
    Finding::new(
        format!("照片 {photo} 在磁盘上被改动，已隔离；联网同步时会从服务器取回"),
        format!("photo {photo} was altered on the disk and put aside; a sync fetches it again"),
    )
}
