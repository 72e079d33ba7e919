//! The laptop's pages: served to this machine's own browser and to nobody else.
//!
//! Reading goes straight to the room. Whatever writes waits for the pen, and an exchange with the
//! office holds it only from one answer to the next, so that nobody's save waits for the network.

mod locked;
mod meeting;
mod place;
mod shared;

use std::fs;
use std::path::{Path, PathBuf};
use std::pin::Pin;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, RwLock};

use desk::api::view::{Key, PhotosMoved, Program, Standing, StickTaken, SyncShown};
use desk::api::{self, Host, Neighbours, PAGE_PHOTOS, Photographed, Taken, Who};
use desk::{Failure, Ready, Room, Seat, fill};
use forms::Text;
use merge::{Hash, Now, RecordId};
use sync::Report;
use sync::photos::{PhotoReport, Trip};
use tokio::net::TcpListener;
use tokio::runtime::Handle;
use tower_http::catch_panic::CatchPanicLayer;

use crate::device::{Device, Layout};
use crate::evict::told;
use crate::laptop::Laptop;
use crate::renew::{self, Holder};
use crate::stick;
use link::Whose;
pub use locked::{Screen, Unlocked};
use meeting::Meetings;
pub use place::{Running, listen};
use shared::{Shared, Sitting};

/// A laptop behind its pages.
#[derive(Debug)]
pub struct Pages {
    sitting: Arc<RwLock<Sitting>>,
    laptop: Arc<Mutex<Laptop>>,
    sync: Arc<Mutex<SyncShown>>,
    meetings: Meetings,
    layout: Layout,
    word: String,
    port: u16,
    clock: fn() -> Now,
    runtime: Handle,
}

impl Pages {
    /// Pages of the open laptop of a folder, to be served at a port of this machine.
    ///
    /// # Errors
    /// A system that gives no random numbers.
    pub fn new(
        laptop: Laptop,
        layout: &Layout,
        port: u16,
        clock: fn() -> Now,
    ) -> Result<Pages, Failure> {
        let mut word = [0; 32];
        fill(&mut word)?;
        let server = laptop.device().server.clone();
        let sitting = Sitting::of(&laptop);
        let laptop = Arc::new(Mutex::new(laptop));
        Ok(Pages {
            sitting: Arc::new(RwLock::new(sitting)),
            meetings: Meetings::new(laptop.clone()),
            laptop,
            sync: Arc::new(Mutex::new(SyncShown {
                server,
                ..SyncShown::default()
            })),
            layout: layout.clone(),
            word: Hash(word).to_string(),
            port,
            clock,
            runtime: Handle::current(),
        })
    }

    /// The address that lets its reader in. The word stands behind the `#`, which browsers keep to
    /// themselves.
    #[must_use]
    pub fn open(&self) -> String {
        format!("http://127.0.0.1:{}/open#word={}", self.port, self.word)
    }

    /// Serves until `stop` is ready, then closes the laptop.
    ///
    /// # Errors
    /// A listener or a disk that fails.
    pub async fn serve(
        self,
        listener: TcpListener,
        stop: impl Future<Output = ()> + Send + 'static,
    ) -> Result<(), Failure> {
        let layout = self.layout.clone();
        let officer = lock(&self.laptop).device().key().public();
        let running = Running {
            open: self.open(),
            officer: Some(Hash(officer.bytes())),
        };
        let text = serde_json::to_vec(&running).unwrap_or_default();
        let path = layout.running();
        Device::private(&path, &text)?;
        let (laptop, meetings) = (self.laptop.clone(), self.meetings.clone());
        let routes = api::routes(Arc::new(self))
            .fallback(ui::page)
            .layer(CatchPanicLayer::new());
        let served = link::listen::serve(listener, routes, None, stop).await;
        meetings.end().await;
        drop(meetings);
        let _ = fs::remove_file(&path);
        served.map_err(|error| Failure::file(layout.folder(), &error))?;
        match Arc::into_inner(laptop) {
            Some(laptop) => laptop
                .into_inner()
                .unwrap_or_else(PoisonError::into_inner)
                .close(),
            // An exchange under way still holds it; the journal is whole all the same.
            None => Ok(()),
        }
    }
}

/// A lock whose last holder panicked still guards a whole value: every write is one commit.
fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Host for Pages {
    fn room(&self) -> Arc<Room> {
        let sitting = self.sitting.read().unwrap_or_else(PoisonError::into_inner);
        sitting.room.clone()
    }

    fn seat(&self, who: &Who) -> Arc<Seat> {
        let sitting = self.sitting.read().unwrap_or_else(PoisonError::into_inner);
        // Another device's seat is another person's business: writing there is refused.
        if sitting.seat.grant.device == who.seat.grant.device {
            sitting.seat.clone()
        } else {
            who.seat.clone()
        }
    }

    fn program(&self) -> Program {
        Program::Laptop
    }

    fn now(&self) -> Now {
        (self.clock)()
    }

    fn sit(&self, key: &Key) -> Result<Who, Failure> {
        match key {
            Key::Link { word } if *word == self.word => {
                let seat = lock(&self.laptop).seat.clone();
                Ok(Who {
                    account: seat.terms().person.clone(),
                    seat,
                })
            }
            _ => Err(Failure::new(
                "not_let_in",
                "打开页面的地址已失效；请关闭此页，从桌面重新打开巡路",
                "the address of this page is no longer good; close it and open Xunlu again",
            )),
        }
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
        let status = lock(&self.laptop).standing()?;
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
            problems: status.problems,
            sync: lock(&self.sync).clone(),
        }))
    }

    fn maps(&self) -> Option<PathBuf> {
        None
    }

    fn start_sync(&self) -> Result<(), Failure> {
        let mut shown = lock(&self.sync);
        if shown.running {
            return Ok(());
        }
        let device = lock(&self.laptop).device().clone();
        let (server, link) = (device.server.clone(), device.link()?);
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
            let ended = renew::exchange(&link, &layout, &mut replica, &mut |r| underway(r)).await;
            // Rules of the place may have come along, or another journal be in use.
            *sitting.write().unwrap_or_else(PoisonError::into_inner) =
                Sitting::of(&lock(&replica.0));
            match ended {
                Ok((report, renewal, went)) => {
                    let mut shown = lock(&sync);
                    shown.note = renewal.map(|renewal| renewal.text()).or(told(went));
                    shown.pushed = report.pushed;
                    shown.pulled = report.pulled + report.records;
                    shown.ended_ms = Some(clock().wall_ms);
                    shown.problem = not_taken(&report);
                }
                Err(failure) => {
                    let mut shown = lock(&sync);
                    shown.running = false;
                    shown.problem = Some(failure.text());
                    return;
                }
            }
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
        // It goes on when whoever opened the picture waits no longer.
        let fetching = self.runtime.spawn(async move {
            let trip = Trip::to_fetch(sha256, size);
            if let Ok(link) = device.link() {
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
        let evicted = match &imported {
            Ok(imported) => laptop
                .imported(imported)
                .and_then(|()| laptop.evict(&self.layout)),
            Err(_) => Ok(0),
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

    fn answers_to(&self, host: &str) -> bool {
        let port = self.port;
        ["127.0.0.1", "localhost", "[::1]"]
            .iter()
            .any(|name| *host == format!("{name}:{port}"))
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
