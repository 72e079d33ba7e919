//! A meeting with a neighbour, as the pages start it and see it. It goes on while others save, and
//! ends when it is through, is broken off, or the program stops.

use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::sync::{Arc, Mutex, PoisonError, RwLock};

use desk::Failure;
use desk::api::Neighbours;
use desk::api::view::{Meeting, NeighbourCall, NeighbourFound, NeighbourShown, Problem};
use sync::Relayed;
use tokio::runtime::Handle;
use tokio::task::JoinHandle;

use super::shared::{Shared, Sitting};
use super::{lock, moved};
use crate::device::Layout;
use crate::laptop::Laptop;
use crate::neighbour::{self, Announced, News, Outcome, PORT, Waiting};

/// The neighbours of the laptop behind the pages.
#[derive(Debug, Clone)]
pub(super) struct Meetings {
    laptop: Arc<Mutex<Laptop>>,
    sitting: Arc<RwLock<Sitting>>,
    layout: Layout,
    now: Arc<Mutex<Now>>,
    runtime: Handle,
}

/// What goes on now.
#[derive(Debug, Default)]
struct Now {
    shown: NeighbourShown,
    going: Option<JoinHandle<()>>,
    /// Which meeting it is: one that was broken off has no more to say.
    turn: u64,
}

impl Meetings {
    pub(super) fn new(
        laptop: Arc<Mutex<Laptop>>,
        sitting: Arc<RwLock<Sitting>>,
        layout: &Layout,
    ) -> Meetings {
        Meetings {
            laptop,
            sitting,
            layout: layout.clone(),
            now: Arc::default(),
            runtime: Handle::current(),
        }
    }

    /// Breaks off what goes on and waits until it has let go of the laptop.
    pub(super) async fn end(&self) {
        let going = lock(&self.now).going.take();
        if let Some(going) = going {
            going.abort();
            let _ = going.await;
        }
    }

    /// Starts a meeting: shown so, and done by `work`.
    fn start<W: Future<Output = Ended> + Send + 'static>(
        &self,
        shown: NeighbourShown,
        work: impl FnOnce(Shared, Teller) -> W,
    ) -> Result<NeighbourShown, Failure> {
        let mut now = lock(&self.now);
        if now.goes_on() {
            return Err(busy());
        }
        now.turn += 1;
        now.shown = shown.clone();
        let teller = Teller {
            now: self.now.clone(),
            turn: now.turn,
        };
        let work = work(Shared(self.laptop.clone()), teller.clone());
        let here = self.clone();
        now.going = Some(self.runtime.spawn(async move {
            let ended = work.await;
            here.heed();
            teller.tell(|shown| end(shown, ended));
        }));
        Ok(shown)
    }

    /// The neighbour may have known that this laptop was sent away: then what others wrote goes, and
    /// the pages are read from the journal that is in use by now.
    fn heed(&self) {
        let mut laptop = lock(&self.laptop);
        // A full disk must keep nobody from working; it is tried again at the next start.
        let _ = laptop.heed_revocation(&self.layout);
        *self.sitting.write().unwrap_or_else(PoisonError::into_inner) = Sitting::of(&laptop);
    }

    fn free(&self) -> Result<(), Failure> {
        if lock(&self.now).goes_on() {
            return Err(busy());
        }
        Ok(())
    }
}

impl Now {
    fn goes_on(&self) -> bool {
        matches!(self.shown.meeting, Meeting::Waiting | Meeting::Calling)
    }
}

type Ended = Result<Outcome, Failure>;

/// What a meeting says goes here, as long as it is the one that goes on.
#[derive(Debug, Clone)]
struct Teller {
    now: Arc<Mutex<Now>>,
    turn: u64,
}

impl Teller {
    fn tell(&self, change: impl FnOnce(&mut NeighbourShown)) {
        let mut now = lock(&self.now);
        if now.turn == self.turn {
            change(&mut now.shown);
        }
    }

    fn news(&self, news: &News<'_>) {
        self.tell(|shown| match news {
            News::Turned(failure) => shown.problem = Some(Problem::from(*failure)),
            News::Exchanged(report) => {
                shown.problem = None;
                count(shown, report);
            }
            News::Photos(report) => shown.photos = moved(report),
        });
    }
}

fn count(shown: &mut NeighbourShown, report: &Relayed) {
    shown.taken = report.taken;
    shown.given = report.given;
    shown.held = report.held + report.refused;
}

fn end(shown: &mut NeighbourShown, ended: Ended) {
    shown.meeting = Meeting::Ended;
    shown.code.clear();
    match ended {
        Ok(met) => {
            count(shown, &met.relayed);
            shown.photos = moved(&met.photos);
            shown.person = Some(met.grant.terms.person);
            shown.problem = None;
        }
        Err(failure) => shown.problem = Some(Problem::from(&failure)),
    }
}

impl Neighbours for Meetings {
    fn shown(&self) -> NeighbourShown {
        lock(&self.now).shown.clone()
    }

    fn wait(&self) -> Result<NeighbourShown, Failure> {
        self.free()?;
        let everywhere = |port| SocketAddr::new(IpAddr::V4(Ipv4Addr::UNSPECIFIED), port);
        let waiting = self.runtime.block_on(async {
            match Waiting::start(everywhere(PORT)).await {
                Ok(waiting) => Ok(waiting),
                // Somebody else on this machine has the usual port.
                Err(_) => Waiting::start(everywhere(0)).await,
            }
        })?;
        let at = waiting.address()?;
        let unit = lock(&self.laptop).grant().terms.unit.to_string();
        // Where multicast does not work, the address is typed.
        let announced: Option<Announced> = neighbour::announce(&unit, at).ok();
        let shown = NeighbourShown {
            meeting: Meeting::Waiting,
            address: at.to_string(),
            code: waiting.code().to_owned(),
            announced: announced.is_some(),
            ..NeighbourShown::default()
        };
        self.start(shown, |mut laptop, teller| async move {
            let _announced = announced;
            let mut told = |news: News<'_>| teller.news(&news);
            waiting.meet(&mut laptop, &mut told).await
        })
    }

    fn call(&self, call: &NeighbourCall) -> Result<NeighbourShown, Failure> {
        let address = address(call.address.trim())?;
        let code: String = call.code.split_whitespace().collect();
        if code.len() != 6 || !code.bytes().all(|byte| byte.is_ascii_digit()) {
            return Err(Failure::new(
                "code",
                "配对码是对方屏幕上的六位数字；请核对后再填",
                "the code is the six digits on the other screen; read them again",
            ));
        }
        let shown = NeighbourShown {
            meeting: Meeting::Calling,
            address: address.to_string(),
            ..NeighbourShown::default()
        };
        self.start(shown, |mut laptop, teller| async move {
            let mut told = |news: News<'_>| teller.news(&news);
            neighbour::meet(&mut laptop, address, &code, &mut told).await
        })
    }

    fn stop(&self) -> NeighbourShown {
        let mut now = lock(&self.now);
        if now.goes_on() {
            now.turn += 1;
            now.shown = NeighbourShown::default();
            if let Some(going) = now.going.take() {
                going.abort();
            }
        }
        now.shown.clone()
    }

    fn find(&self) -> Result<Vec<NeighbourFound>, Failure> {
        let found = self.runtime.block_on(neighbour::find())?;
        let room = lock(&self.laptop).room.clone();
        let own = self.shown().address;
        let found = found
            .into_iter()
            .map(|one| (one.address.to_string(), one.unit))
            .filter(|(address, _)| *address != own);
        Ok(found
            .map(|(address, unit)| NeighbourFound {
                unit: unit
                    .parse()
                    .map_or(unit, |code| room.divisions.path_name(code)),
                address,
            })
            .collect())
    }
}

/// An address as it is typed; without a port the usual one is meant.
fn address(typed: &str) -> Result<SocketAddr, Failure> {
    // A Chinese keyboard types a wide colon.
    let typed = typed.replace('：', ":");
    let alone = || typed.parse().map(|ip| SocketAddr::new(ip, PORT));
    typed.parse().or_else(|_| alone()).map_err(|_| {
        Failure::new(
            "address",
            format!("“{typed}”不是地址；请照对方屏幕填写，如 192.168.1.20:{PORT}"),
            format!("“{typed}” is no address; type it as the other screen shows it, such as 192.168.1.20:{PORT}"),
        )
    })
}

fn busy() -> Failure {
    Failure::new(
        "in_use",
        "邻机交换正在进行；请等它结束，或先取消",
        "an exchange with a neighbour goes on; wait until it ends, or cancel it first",
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_read_as_people_type_it() {
        let read = |typed: &str| address(typed).map(|at| at.to_string()).ok();
        assert_eq!(read("10.0.0.7").as_deref(), Some("10.0.0.7:8462"));
        assert_eq!(read("10.0.0.7：9000").as_deref(), Some("10.0.0.7:9000"));
        assert_eq!(read("[fe80::1]:9000").as_deref(), Some("[fe80::1]:9000"));
        assert_eq!(read("laptop"), None);
    }
}
