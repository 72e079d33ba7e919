//! The office below calls the one above.

use std::future::Future;
use std::sync::atomic::Ordering;
use std::time::Duration;

use desk::Failure;
use link::{Link, Photos, Talk, Whose, cut_short};
use merge::Grant;
use serde::{Deserialize, Serialize};
use sync::photos::Trip;
use sync::{Relay, RelayAsk, RelayReply, Reply, Request, Standing, SyncError};

use super::counter::Counter;
use super::join::wrong_office;
use super::{Above, nonce, not_joined, spans};
use crate::office::Office;

/// How often the two say where they stand before what differs waits for the next time.
const ROUNDS: u32 = 3;

/// How soon a wait for the network notices that the service ends.
const LOOK: Duration = Duration::from_millis(100);

/// What an exchange with the office above did.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct Done {
    /// The office above.
    pub name: String,
    /// Operations it keeps now that it did not keep before.
    pub sent: u64,
    /// Operations that came from it.
    pub received: u64,
    /// Operations one of the two holds out of the fold.
    pub held: u64,
    /// Operations one of the two did not take.
    pub refused: u64,
    /// Whether both keep the same now; the one above has signed it.
    pub level: bool,
    /// Photos it has now that it had not.
    pub photos_sent: u64,
    /// Photos that came from it.
    pub photos_received: u64,
    /// Small pictures that came from it, by stick.
    #[serde(default)]
    pub previews: u64,
    /// Photos that did not fit on the stick and go with the next one.
    #[serde(default)]
    pub photos_left: u64,
    /// Photos that are not here any more, or do not read.
    #[serde(default)]
    pub photos_lost: u64,
    /// Whether operations did not fit on the stick and go with the next one.
    #[serde(default)]
    pub more: bool,
    /// Why photos did not get through, in both languages.
    pub photos_problem: Option<forms::Text>,
    /// Files that were written, by stick.
    #[serde(default)]
    pub files: Vec<std::path::PathBuf>,
}

impl Office {
    /// One whole exchange with the office above.
    ///
    /// # Errors
    /// No office above, one that is not there or says no, or a store that fails. What had arrived
    /// is kept; the next exchange goes on from there.
    pub fn sync_above(&self, now_ms: u64) -> Result<Done, Failure> {
        let above = self.above()?.ok_or_else(not_joined)?;
        let charter = above.charter()?;
        let ended = self.call(&above, &charter, now_ms);
        self.heard(&ended, now_ms)?;
        ended
    }

    fn call(&self, above: &Above, charter: &Grant, now_ms: u64) -> Result<Done, Failure> {
        if above.server.is_empty() {
            let name = &above.name;
            return Err(Failure::new(
                "address",
                format!(
                    "没有 {name} 的网络地址；有网络时用 peers sync --server https://主机:端口，否则用 peers export 和 peers import"
                ),
                format!(
                    "the address of {name} is not known; with a network, `peers sync --server https://host:port`, without, `peers export` and `peers import`"
                ),
            ));
        }
        let link = Link::open(&link::secured(&above.server), above.key)?;
        let mut counter = Counter::to_above(self, charter, &above.name, now_ms)?;
        let mut done = Done {
            name: above.name.clone(),
            ..Done::default()
        };
        let caller = self.caller();
        self.wait(async {
            let mut talk = link.talk(&caller).await?;
            for _ in 0..ROUNDS {
                self.relay_above(&mut talk, &mut counter, charter, &mut done)
                    .await?;
                // Read before anything is compared: what is written meanwhile comes after them.
                let heads = self.heads(charter)?;
                let mut here = counter.standing(nonce()?, now_ms)?;
                here.lasts = None;
                let reply = talk.ask(&Request::Standing(here.clone())).await?;
                let Reply::Standing(there) = reply else {
                    return Err(cut_short(SyncError::OutOfTurn));
                };
                self.heed(above, &counter, here.nonce, &there)?;
                if there.kept == here.kept {
                    self.level(&heads)?;
                    done.level = true;
                }
                if done.level && there.holds == here.holds {
                    break;
                }
            }
            self.witness_above(&mut talk, above, now_ms).await
        })??;
        self.carry_photos(&link, above, charter, &mut done)?;
        Ok(done)
    }

    /// Believes where the office above says it stands, and holds what it holds.
    pub(super) fn heed(
        &self,
        above: &Above,
        counter: &Counter<'_>,
        nonce: u64,
        there: &Standing,
    ) -> Result<(), Failure> {
        if !there.is_from(&above.key()?, nonce, self.caller().device) {
            return Err(wrong_office(&above.name));
        }
        counter.adopt(there.held.as_deref().unwrap_or_default())
    }

    async fn relay_above(
        &self,
        talk: &mut Talk<'_>,
        counter: &mut Counter<'_>,
        charter: &Grant,
        done: &mut Done,
    ) -> Result<(), Failure> {
        let mut relay = Relay::new(spans(charter));
        while let Some(mut ask) = relay.next(counter).map_err(cut_short)? {
            if let RelayAsk::Carry(carry) = &mut ask {
                counter.says(carry)?;
            }
            let ask = Request::Relay(ask);
            let Some(reply) = talk.try_ask(&ask, &mut || relay.failed()).await? else {
                continue;
            };
            let reply = match reply {
                Reply::Relay(reply) => reply,
                Reply::Refused(no) => return Err(cut_short(SyncError::Refused(no))),
                _ => return Err(cut_short(SyncError::OutOfTurn)),
            };
            if let RelayReply::Fetched(fetched) = &reply {
                counter.hears(fetched.carry.held.as_ref());
            }
            relay.answer(counter, reply).map_err(cut_short)?;
        }
        let report = relay.report();
        done.sent += report.given;
        done.received += report.taken;
        done.held += report.held;
        done.refused = report.refused;
        Ok(())
    }

    /// The photos after the operations; what stands in their way is told, and fails nothing.
    fn carry_photos(
        &self,
        link: &Link,
        above: &Above,
        charter: &Grant,
        done: &mut Done,
    ) -> Result<(), Failure> {
        let caller = self.caller();
        let whose = Whose::Area(Box::new(charter.clone()));
        let mut album = Photos::new(self.room.clone(), caller.device, above.key, whose);
        let trip = Trip::default();
        let went = self.wait(link.photos(&caller, &mut album, trip, &mut |_| ()))?;
        match went {
            Ok(report) => {
                done.photos_sent = report.sent;
                done.photos_received = report.fetched;
                done.photos_problem = report.problem.map(|no| forms::Text::new(no.zh, no.en));
            }
            Err(failure) => done.photos_problem = Some(failure.text()),
        }
        Ok(())
    }
}

impl Office {
    /// Waits for what goes over the network, on a thread that serves nobody meanwhile.
    pub(super) fn wait<T>(&self, work: impl Future<Output = T>) -> Result<T, Failure> {
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .build();
        let runtime = runtime.map_err(|error| {
            Failure::new(
                "network",
                format!("无法使用网络（{error}）；请稍后再试"),
                format!("the network cannot be used ({error}); try again later"),
            )
        })?;
        runtime.block_on(async {
            tokio::select! {
                done = work => Ok(done),
                () = self.ends() => Err(Failure::new(
                    "ending",
                    "服务正在停止，交换中断；已到的都已保存，下次接着来",
                    "the service is ending, so the exchange was broken off; what has arrived is kept, it goes on next time",
                )),
            }
        })
    }

    async fn ends(&self) {
        while !self.ending.load(Ordering::Relaxed) {
            tokio::time::sleep(LOOK).await;
        }
    }
}
