//! The office's pages: who sits at which desk, and how what they write is kept.

mod devices;

use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::pin::Pin;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use desk::api::view::{Decision, Enrolment, Key, PeerShown, Program, Standing, StickTaken};
use desk::api::{Devices, Host, PAGE_PHOTOS, Photographed, Shelf, Taken, WORKING_DAY_MS, Who};
use desk::drafts::Drafts;
use desk::{Failure, Ready, Room, Seat};
use merge::{Author, Hash, Now, RecordId};

use crate::accounts::Account;
use crate::folder::Layout;
use crate::http::now_ms;
use crate::logins::Logins;
use crate::office::Office;
use crate::peers::{Peer, Peers};
use crate::pens::Person;
use crate::stick;

/// How long the grant of a desk is good, in milliseconds: thirty days.
const GRANT_MS: u64 = 30 * 24 * 60 * 60 * 1000;
/// A desk gets a new grant when the old one is good for less than this: a day.
const RENEW_MS: u64 = 24 * 60 * 60 * 1000;

/// The office behind its pages.
#[derive(Debug)]
pub(crate) struct Pages {
    office: Arc<Office>,
    layout: Layout,
    desks: Mutex<HashMap<String, Arc<Desk>>>,
    logins: Logins,
}

/// Whoever came in with a passphrase and has had no hand at the keys for so long must come in again,
/// in milliseconds: half an hour.
const AWAY_MS: u64 = 30 * 60 * 1000;

/// An account at work, as long as this process lives.
#[derive(Debug)]
struct Desk {
    seat: Arc<Seat>,
    pen: Mutex<Author>,
}

/// The pages of an office that keeps its files in a folder.
pub fn routes(office: Arc<Office>, layout: &Layout) -> axum::Router {
    desk::api::routes(Arc::new(Pages::new(office, layout)))
}

impl Pages {
    fn new(office: Arc<Office>, layout: &Layout) -> Pages {
        Pages {
            office,
            layout: layout.clone(),
            desks: Mutex::default(),
            logins: Logins::default(),
        }
    }

    /// The desk of an account as it stands: another role or unit makes another desk.
    fn desk(&self, account: &Account) -> Result<Arc<Desk>, Failure> {
        let now_ms = now_ms();
        let mut desks = lock(&self.desks);
        if let Some(desk) = desks.get(&account.name).filter(|desk| {
            let terms = desk.seat.terms();
            terms.role == account.role
                && terms.unit.0 == account.unit.code.as_u64()
                && desk.seat.area == account.unit.jurisdiction
                && now_ms + RENEW_MS < terms.not_after_ms
        }) {
            return Ok(desk.clone());
        }
        let person = Person {
            name: &account.name,
            role: &account.role,
            unit: account.unit.code,
            area: &account.unit.jurisdiction,
        };
        let (pen, grant) = self.office.pen(&person, now_ms, GRANT_MS)?;
        let desk = Arc::new(Desk {
            seat: Arc::new(Seat::of(grant)),
            pen: Mutex::new(pen),
        });
        desks.insert(account.name.clone(), desk.clone());
        Ok(desk)
    }
}

fn shown(peer: Peer, above: bool) -> PeerShown {
    let known = |ms: u64| (ms > 0).then_some(ms);
    PeerShown {
        name: peer.name,
        above,
        heard_ms: known(peer.heard_ms),
        charter_until_ms: known(peer.charter_until_ms),
        unsent: peer.unsent,
        refused: peer.refused,
        problem: peer.problem,
    }
}

/// A pen whose last holder panicked has signed nothing that was not kept.
fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Host for Pages {
    fn room(&self) -> Arc<Room> {
        self.office.room.clone()
    }

    fn copied_room(&self) -> Option<Arc<Room>> {
        self.office.copied.as_ref()?.room()
    }

    fn may_be_copied(&self) -> bool {
        self.office.shared.is_some()
    }

    fn copy_failed(&self) {
        if let Some(copied) = &self.office.copied {
            copied.failed();
        }
    }

    fn program(&self) -> Program {
        Program::Office
    }

    fn now(&self) -> Now {
        Now {
            wall_ms: now_ms(),
            offset_min: forms::CHINA_MIN,
        }
    }

    fn sit(&self, key: &Key) -> Result<Who, Failure> {
        let account = match key {
            Key::Link { word } => self.office.by_link(word, now_ms())?,
            Key::Name { name, passphrase } => self.logins.check(name.trim(), || {
                self.office.by_name(name, passphrase, now_ms())
            })?,
            Key::Passphrase { .. } => {
                return Err(Failure::new(
                    "not_let_in",
                    "这里是服务器，请用账号登录",
                    "this is an office; sign in with an account",
                ));
            }
        };
        let desk = self.desk(&account)?;
        Ok(Who {
            stamp: account.stamp(),
            account: account.name,
            seat: desk.seat.clone(),
        })
    }

    fn patience_ms(&self, key: &Key) -> u64 {
        match key {
            Key::Name { .. } => AWAY_MS,
            // Whoever came by a link has no way to come in again but another link.
            _ => WORKING_DAY_MS,
        }
    }

    fn sessions(&self) -> Result<Option<Shelf>, Failure> {
        let Some(shared) = &self.office.shared else {
            return Ok(None);
        };
        let key = self.layout.key().get()?;
        Ok(Some(Shelf::on(shared.common.sessions(), &key)))
    }

    fn seat(
        &self,
        account: &str,
        stamp: Hash,
        _: Option<&Arc<Seat>>,
    ) -> Result<Option<Arc<Seat>>, Failure> {
        // Closed, or with another passphrase, it lets nobody go on, wherever that was done.
        let account = self.office.open_account_of(account)?;
        let account = account.filter(|account| account.stamp() == stamp);
        let desk = account.map(|account| self.desk(&account)).transpose()?;
        Ok(desk.map(|desk| desk.seat.clone()))
    }

    fn write(&self, who: &Who, ready: Ready, now: Now) -> Result<RecordId, Failure> {
        let desks = lock(&self.desks);
        let desk = desks.get(&who.account).cloned();
        drop(desks);
        // A desk that was renewed meanwhile has another device; whoever sat at the old one signs
        // in again.
        let desk = desk.filter(|desk| desk.seat.grant.device == who.seat.grant.device);
        let desk = desk.ok_or_else(|| {
            Failure::new(
                "signed_out",
                "账号有变动，请重新登录；您输入的内容仍在",
                "the account has changed, sign in again; what you typed is kept here",
            )
        })?;
        let mut pen = lock(&desk.pen);
        self.office.write(&mut pen, ready, now)
    }

    fn standing(&self) -> Result<Option<Standing>, Failure> {
        Ok(None)
    }

    fn peers(&self) -> Result<Vec<PeerShown>, Failure> {
        let Peers { above, below } = self.office.peers()?;
        let above = above.map(|peer| shown(peer, true));
        let below = below.into_iter().map(|peer| shown(peer, false));
        Ok(above.into_iter().chain(below).collect())
    }

    fn enrolments(&self) -> Result<Vec<Enrolment>, Failure> {
        self.office.enrolments(now_ms())
    }

    fn decide(&self, who: &Who, decision: &Decision) -> Result<Enrolment, Failure> {
        self.office.decide(decision, (&who.account, now_ms()))
    }

    fn devices(&self) -> Result<&dyn Devices, Failure> {
        Ok(self)
    }

    fn maps(&self) -> Option<PathBuf> {
        Some(self.layout.folder().to_owned())
    }

    fn drafts(&self) -> Result<Drafts, Failure> {
        let key = self.layout.key().get()?;
        Ok(match &self.office.shared {
            Some(shared) => Drafts::on(shared.common.drafts(), &key),
            None => Drafts::new(self.layout.folder(), &key),
        })
    }

    fn start_sync(&self) -> Result<(), Failure> {
        Err(Failure::new(
            "no_place",
            "这里是服务器，不需要同步",
            "this is the office itself; there is nothing to exchange",
        ))
    }

    fn fetch(&self, _: Hash, _: u64) -> Pin<Box<dyn Future<Output = ()> + Send>> {
        // Devices bring photos to the office; it has nowhere to ask.
        Box::pin(std::future::ready(()))
    }

    fn export(&self, _: &Path, _: bool) -> Result<Photographed, Failure> {
        Err(Failure::new(
            "no_place",
            "这里是服务器：请导入客户端带来的文件，答复会随之写出",
            "this is the office: import what a laptop has sent, and the answer is written",
        ))
    }

    fn import(&self, who: &Who, file: &Path, answer: &Path) -> Result<Taken, Failure> {
        let ask = stick::Ask {
            files: vec![file.to_owned()],
            to: Some(answer.to_owned()),
            receipt: false,
            limit: None,
            originals: PAGE_PHOTOS,
        };
        let area = Some(&who.seat.area);
        let done = self.office.exchange(&ask, area, now_ms(), &mut |_, _| {})?;
        // A file that brought nobody is what is wrong with it.
        if let (true, Some(text)) = (done.devices.is_empty(), done.problems.first()) {
            let text = text.clone();
            return Err(Failure::Said {
                code: "bundle",
                text,
            });
        }
        Ok(Taken {
            answered: done.devices.iter().any(|guest| !guest.answer.is_empty()),
            shown: StickTaken {
                lines: done.devices.iter().map(stick::Guest::line).collect(),
                problems: done.problems,
                answer: None,
            },
        })
    }

    fn answers_to(&self, _: &str) -> bool {
        true
    }
}
