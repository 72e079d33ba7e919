//! The laptop's pages: served to this machine's own browser and to nobody else.
//!
//! Reading goes straight to the room. Whatever writes waits for the pen, and an exchange with the
//! office holds it only from one answer to the next, so that nobody's save waits for the network.

mod doorway;
mod inside;
mod meeting;
mod place;
mod roster;
mod shared;

use std::path::{Path, PathBuf};
use std::pin::Pin;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, TryLockError};
use std::time::{Duration, Instant};

use desk::api::view::{Key, PhotosMoved, Program, Standing, StickTaken, SyncShown};
use desk::api::{Host, Neighbours, Officers, PAGE_PHOTOS, Photographed, Taken, Who};
use desk::drafts::Drafts;
use desk::{Failure, Ready, Room, Seat};
use forms::Text;
use merge::{Hash, Now, RecordId};
use sync::Report;
use sync::photos::{PhotoReport, Trip};

use crate::evict::told;
use crate::handed::HANDED_IN;
use crate::renew::{self, Holder};
use crate::stick;
pub use doorway::Pages;
use inside::Inside;
use link::Whose;
use place::not_let_in;
pub use place::{Running, listen};
use roster::being_changed;
use shared::{Shared, Sitting};

/// A lock whose last holder panicked still guards a whole value: every write is one commit.
fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Host for Inside {
    fn room(&self) -> Arc<Room> {
        let sitting = self.sitting.read().unwrap_or_else(PoisonError::into_inner);
        sitting.room.clone()
    }

    fn seat(
        &self,
        _: &str,
        _: Hash,
        sat: Option<&Arc<Seat>>,
    ) -> Result<Option<Arc<Seat>>, Failure> {
        let sitting = self.sitting.read().unwrap_or_else(PoisonError::into_inner);
        // Another device's seat is another person's business: writing there is refused.
        let own = |sat: &&Arc<Seat>| sat.grant.device != sitting.seat.grant.device;
        Ok(sat.map(|sat| Some(sat).filter(own).unwrap_or(&sitting.seat).clone()))
    }

    fn program(&self) -> Program {
        Program::Laptop
    }

    fn now(&self) -> Now {
        (self.clock)()
    }

    fn sit(&self, key: &Key) -> Result<Who, Failure> {
        match key {
            // Of a folder that is open already nothing more is asked.
            Key::Link { word } | Key::Passphrase { word, .. } if self.word.is(word) => {
                let seat = lock(&self.laptop).seat.clone();
                Ok(Who {
                    account: seat.terms().person.clone(),
                    stamp: Hash::ZERO,
                    seat,
                })
            }
            _ => Err(not_let_in()),
        }
    }

    fn used(&self, idle_ms: u64) {
        let idle = Duration::from_millis(idle_ms);
        let mut used = lock(&self.used);
        used.0 = Instant::now()
            .checked_sub(idle)
            .map_or(used.0, |at| at.max(used.0));
        used.1 = used.1.max(self.now().wall_ms.saturating_sub(idle_ms));
    }

    fn write(&self, who: &Who, ready: Ready, now: Now) -> Result<RecordId, Failure> {
        let mut laptop = lock(&self.laptop);
        if laptop.seat.grant.device != who.seat.grant.device {
            return Err(Failure::new(
                "signed_out",
                "本机已换新身份，请从桌面重新打开巡路；您输入的内容仍在",
                "this laptop has taken a new name; open Xunlu again, what you typed is kept here",
            ));
        }
        laptop.write(ready, now)
    }

    fn standing(&self) -> Result<Option<Standing>, Failure> {
        // First, so that of an exchange that has ended everything it brought is told.
        let sync = lock(&self.sync).clone();
        let laptop = lock(&self.laptop);
        let (status, grant) = (laptop.standing()?, laptop.grant_shown()?);
        drop(laptop);
        Ok(Some(Standing {
            device: status.device,
            operations: status.operations,
            // Whoever syncs sends what colleagues wrote as well.
            unsent: status.unsent + status.colleagues_unsent,
            photos_unsent: status.photos.unsent,
            photos_missing: status.photos.missing,
            last_receipt_ms: status.last_sync_ms,
            held: status
                .held
                .into_iter()
                .map(|held| (held.operation, held.reason))
                .collect(),
            grant,
            problems: status.problems,
            sync,
        }))
    }

    fn maps(&self) -> Option<PathBuf> {
        None
    }

    fn drafts(&self) -> Result<Drafts, Failure> {
        Ok(Drafts::new(self.layout.folder(), &self.layout.key().get()?))
    }

    fn start_sync(&self) -> Result<(), Failure> {
        let mut shown = lock(&self.sync);
        if shown.running {
            return Ok(());
        }
        if matches!(self.roster.try_lock(), Err(TryLockError::WouldBlock)) {
            return Err(being_changed());
        }
        let server = lock(&self.laptop).device().server.clone();
        if self.layout.ways(&server).is_empty() {
            return Err(link::no_address());
        }
        *shown = SyncShown {
            server,
            running: true,
            ended_ms: shown.ended_ms,
            ..SyncShown::default()
        };
        drop(shown);
        let (sync, clock) = (self.sync.clone(), self.clock);
        let mut replica = Shared(self.laptop.clone());
        let (sitting, layout) = (self.sitting.clone(), self.layout.clone());
        self.runtime.spawn(async move {
            let underway = |report: &Report| {
                let mut shown = lock(&sync);
                shown.done = report.pushed + report.read + report.records;
                shown.all = report.expected.max(shown.done);
            };
            let ended = match renew::reach(&layout, &mut replica).await {
                Ok(link) => renew::exchange(&link, &layout, &mut replica, &mut |r| underway(r))
                    .await
                    .map(|ended| (link, ended)),
                Err(no) => Err(no),
            };
            lock(&sync).server = replica.with(|laptop| laptop.device().server.clone());
            // Rules of the place may have come along, or another journal be in use.
            *sitting.write().unwrap_or_else(PoisonError::into_inner) =
                Sitting::of(&lock(&replica.0));
            let link = match ended {
                Ok((link, (report, renewal, went))) => {
                    let mut shown = lock(&sync);
                    shown.note = renewal.map(|renewal| renewal.text()).or(told(went));
                    shown.pushed = report.pushed;
                    shown.pulled = report.pulled + report.records;
                    shown.ended_ms = Some(clock().wall_ms);
                    shown.problem = not_taken(&report);
                    link
                }
                Err(failure) => {
                    came_to_nothing(&mut lock(&sync), &failure);
                    return;
                }
            };
            let (device, at) =
                replica.with(|laptop| (laptop.device().clone(), laptop.room.clone()));
            let mut album = device.photos(at, Whose::Own);
            let mut told = |report: &PhotoReport| lock(&sync).photos = moved(report);
            let trip = Trip::default();
            let went = link
                .photos(&device.caller(), &mut album, trip, &mut told)
                .await;
            // What stays lying is swept another time.
            let _ = lock(&replica.0).room.sweep_photos();
            let mut shown = lock(&sync);
            if let Err(failure) = went {
                shown.photos.problem = Some(failure.text());
            }
            shown.running = false;
        });
        Ok(())
    }

    fn fetch(&self, sha256: Hash, size: u64) -> Pin<Box<dyn Future<Output = ()> + Send>> {
        let device = lock(&self.laptop).device().clone();
        let mut album = device.photos(self.room(), Whose::Own);
        let (mut replica, layout) = (Shared(self.laptop.clone()), self.layout.clone());
        // It goes on when whoever opened the picture waits no longer.
        let fetching = self.runtime.spawn(async move {
            let trip = Trip::to_fetch(sha256, size);
            if let Ok(link) = renew::reach(&layout, &mut replica).await {
                // Without a network the preview is all there is to see.
                let _ = link
                    .photos(&device.caller(), &mut album, trip, &mut |_| ())
                    .await;
            }
        });
        Box::pin(async move {
            let _ = fetching.await;
        })
    }

    fn export(&self, to: &Path, originals: bool) -> Result<Photographed, Failure> {
        let laptop = lock(&self.laptop);
        if laptop.wants_new_name()? {
            renew::ask(&self.layout, &laptop, to, self.now().wall_ms)?;
            return Ok(Photographed::default());
        }
        if originals {
            laptop.want_photos(None)?;
        }
        let (what, device) = (laptop.to_export(false)?, laptop.device().clone());
        let load = Some(laptop.load(PAGE_PHOTOS)?);
        drop(laptop);
        let mut replica = Shared(self.laptop.clone());
        let target = (to, None, self.now().wall_ms);
        let written = stick::export(&device, &mut replica, (&what, load), target, &mut |_| {})?;
        lock(&self.laptop).exported(&written)?;
        Ok(Photographed {
            sent: written.photos,
            left: written.photos_left,
            lost: written.photos_lost,
            wanted: written.photos_wanted,
        })
    }

    fn import(&self, _: &Who, file: &Path, _: &Path) -> Result<Taken, Failure> {
        let laptop = lock(&self.laptop);
        let device = laptop.device().clone();
        let receipt = laptop.room().receipt_of(device.id())?;
        let photos = Some(laptop.album());
        drop(laptop);
        let mut replica = Shared(self.laptop.clone());
        let found = desk::stick::look(file)?;
        let known = (receipt.as_ref(), photos);
        let mut renewed = None;
        let imported = match renew::take(&self.layout, &mut replica, &found, &mut |_, _| {}) {
            Ok(Some((imported, renewal))) => {
                renewed = Some(renewal.text());
                Ok(imported)
            }
            Ok(None) => stick::import(&device, &mut replica, known, &found, &mut |_, _| {}),
            Err(failure) => Err(failure),
        };
        let mut laptop = lock(&self.laptop);
        let (imported, evicted) = match imported {
            Ok(imported) => {
                let kept = laptop.imported(&imported);
                let evicted = kept.and_then(|()| laptop.leave_behind(&self.layout));
                (Ok(imported), evicted)
            }
            Err(no) => {
                let made_ms = found.header.made_ms;
                let no = laptop.turned_by_stick(&self.layout, no, made_ms);
                (Err(no.unwrap_or_else(|failure| failure)), Ok(0))
            }
        };
        // Rules of the place may have come along, another posting, or another journal.
        *self.sitting.write().unwrap_or_else(PoisonError::into_inner) = Sitting::of(&laptop);
        drop(laptop);
        let (imported, evicted) = (imported?, evicted?);
        let lines = renewed.into_iter().chain([imported.line()]);
        Ok(Taken {
            shown: StickTaken {
                lines: lines.chain(told(evicted)).collect(),
                problems: imported.notes(),
                answer: None,
            },
            answered: false,
        })
    }

    fn neighbours(&self) -> Result<&dyn Neighbours, Failure> {
        Ok(&self.meetings)
    }

    fn officers(&self) -> Result<&dyn Officers, Failure> {
        Ok(self)
    }

    fn answers_to(&self, host: &str) -> bool {
        self.word.names(host)
    }
}

/// Notes of an exchange how it ended before its time.
fn came_to_nothing(shown: &mut SyncShown, failure: &Failure) {
    shown.running = false;
    let text = Some(failure.text());
    // What was handed in has arrived, and the banner says that it waits.
    match failure.code() {
        HANDED_IN => shown.note = text,
        _ => shown.problem = text,
    }
}

fn moved(report: &PhotoReport) -> PhotosMoved {
    let problem = report.problem.clone();
    PhotosMoved {
        done: report.sent + report.fetched,
        all: report.to_send + report.to_fetch,
        bytes: report.bytes,
        bytes_all: report.bytes_all,
        problem: problem.map(|no| Text::new(no.zh, no.en)),
    }
}

fn not_taken(report: &Report) -> Option<Text> {
    let (refused, forked) = (report.refused, report.forked);
    (refused + forked > 0).then(|| {
        Text::new(
            format!("服务器拒收 {refused} 条、发现分叉 {forked} 条；数据仍在本机，请报告管理员"),
            format!(
                "the server refused {refused} operations and found {forked} forked; they are kept here, tell the administrator"
            ),
        )
    })
}
