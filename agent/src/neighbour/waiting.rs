//! The side that waits.

use std::net::{SocketAddr, UdpSocket};
use std::sync::Arc;
use std::time::Duration;

use desk::Failure;
use merge::Grant;
use sync::photos::PhotoReport;
use sync::{Fate, RelayReply, Relayed, answer_relay};
use tokio::net::{TcpListener, TcpStream};
use tokio::time::{sleep, timeout};
use tokio_rustls::{TlsAcceptor, TlsStream};

use super::code::{self, MAX_WRONG};
use super::line::{Fault, PATIENCE, Word, hear, say, strange};
use super::pass::Met;
use super::words::{cut, stranger, too_many, wrong_code};
use super::{
    GREETING, News, Outcome, PAUSE, Party, Told, check, ended, keys, ours, photos, refuse,
};
use link::cut_short;

/// A laptop that waits for a neighbour.
#[derive(Debug)]
pub struct Waiting {
    listener: TcpListener,
    code: String,
    wrong: u32,
    /// How long a caller that was let in may take for its next message.
    pub(super) patience: Duration,
}

impl Waiting {
    /// Begins to listen, with a new code.
    ///
    /// # Errors
    /// An address that cannot be listened at.
    pub async fn start(listen: SocketAddr) -> Result<Waiting, Failure> {
        let listener = TcpListener::bind(listen).await.map_err(|error| {
            Failure::new(
                "listen",
                format!("无法在 {listen} 等候邻机（{error}）；请换一个地址或端口"),
                format!("cannot wait at {listen} ({error}); take another address or port"),
            )
        })?;
        let code = code::make()?;
        Ok(Waiting {
            listener,
            code,
            wrong: 0,
            patience: PATIENCE,
        })
    }

    /// What the other officer types.
    #[must_use]
    pub fn code(&self) -> &str {
        &self.code
    }

    /// Where to call it. A laptop that listens everywhere is reached by the address it would itself
    /// call from; nothing is sent to find that out.
    ///
    /// # Errors
    /// A socket that has gone away.
    pub fn address(&self) -> Result<SocketAddr, Failure> {
        let at = self.listener.local_addr();
        let at = at.map_err(|error| cut(&error.to_string()))?;
        let outward = || {
            let socket = UdpSocket::bind(("0.0.0.0", 0))?;
            socket.connect(("10.255.255.255", 1))?;
            socket.local_addr()
        };
        Ok(match outward() {
            Ok(own) if at.ip().is_unspecified() => SocketAddr::new(own.ip(), at.port()),
            _ => at,
        })
    }

    /// Waits until one meeting has come to its end.
    ///
    /// # Errors
    /// A store that fails, or a code that was guessed at too often.
    pub async fn meet(
        mut self,
        laptop: &mut impl Party,
        told: Told<'_>,
    ) -> Result<Outcome, Failure> {
        let mut report = Relayed::default();
        loop {
            let Ok((stream, _)) = self.listener.accept().await else {
                sleep(PAUSE).await;
                continue;
            };
            // Pages may have given the laptop another name since it began to wait.
            let (listening, _) =
                laptop.with(|laptop| link::tls::neighbours(&laptop.device.secret))?;
            let acceptor = TlsAcceptor::from(Arc::new(listening));
            let failure = match self
                .called(laptop, &acceptor, stream, &mut report, told)
                .await
            {
                Ok((grant, photos)) => {
                    return Ok(Outcome {
                        grant,
                        relayed: report,
                        photos,
                    });
                }
                // A caller can do nothing about this laptop's own disk.
                Err(Fault::Said(failure)) if matches!(failure.code(), "store" | "disk") => {
                    return Err(failure);
                }
                Err(fault) => ended(laptop, fault),
            };
            told(News::Turned(&failure));
            if self.wrong >= MAX_WRONG {
                return Err(too_many());
            }
        }
    }

    /// One call, to its end.
    async fn called(
        &mut self,
        laptop: &mut impl Party,
        acceptor: &TlsAcceptor,
        stream: TcpStream,
        report: &mut Relayed,
        told: Told<'_>,
    ) -> Result<(Grant, PhotoReport), Fault> {
        let shaken = timeout(GREETING, acceptor.accept(stream)).await;
        let stream = shaken
            .map_err(|late| Fault::Cut(late.to_string()))?
            .map_err(|_| stranger())?;
        let mut line = TlsStream::Server(stream);
        let met = match self.greeted(laptop, &mut line).await {
            Ok(met) => met,
            Err(fault) => return Err(refuse(&mut line, fault).await),
        };
        loop {
            let word = match hear(&mut line, self.patience).await {
                Ok(word) => word,
                Err(fault) => return Err(refuse(&mut line, fault).await),
            };
            match word {
                Word::Ask(ask) => {
                    let reply = answer_relay(laptop, &met.spans, ask);
                    let reply = match reply.map_err(cut_short) {
                        Ok(reply) => reply,
                        Err(failure) => return Err(refuse(&mut line, failure.into()).await),
                    };
                    count(report, &reply);
                    told(News::Exchanged(report));
                    say(&mut line, &Word::Reply(reply)).await?;
                }
                Word::AskPhoto(ask) => {
                    let word = match photos::give(laptop, &met.spans, ask) {
                        Ok(word) => word,
                        Err(fault) => return Err(refuse(&mut line, fault).await),
                    };
                    say(&mut line, &word).await?;
                }
                Word::Turn => {
                    let photos =
                        photos::take(laptop, &met.spans, &mut line, (&mut false, told)).await?;
                    // It has everything by now, whether it hears this or not.
                    let _ = say(&mut line, &Word::Bye).await;
                    return Ok((met.grant, photos));
                }
                _ => return Err(refuse(&mut line, strange().into()).await),
            }
        }
    }

    /// Checks the caller and answers who this is. Only a caller that has passed learns that.
    async fn greeted(
        &mut self,
        laptop: &mut impl Party,
        line: &mut TlsStream<TcpStream>,
    ) -> Result<Met, Fault> {
        let Word::Greeting(greeting) = hear(line, GREETING).await? else {
            return Err(strange().into());
        };
        let met = laptop.with(|laptop| check(laptop, line, &greeting))?;
        let proofs = code::prove(&self.code, &keys(line)?)?;
        if greeting.proof.as_slice() != proofs.caller {
            self.wrong += 1;
            return Err(wrong_code(MAX_WRONG - self.wrong).into());
        }
        let greeting = laptop.with(|laptop| ours(laptop, proofs.listener));
        say(line, &Word::Greeting(greeting)).await?;
        Ok(met)
    }
}

/// What the listening side sees of an exchange.
fn count(report: &mut Relayed, reply: &RelayReply) {
    match reply {
        RelayReply::Vector(_) => {}
        RelayReply::Fetched(fetched) => report.given += fetched.carry.ops.len() as u64,
        RelayReply::Carried(carried) => {
            for fate in &carried.fates {
                *match fate {
                    Fate::Kept => &mut report.taken,
                    Fate::Known => &mut report.known,
                    Fate::Held(_) | Fate::Forked => &mut report.held,
                    Fate::Waiting(_) | Fate::Refused(_) => &mut report.refused,
                } += 1;
            }
        }
    }
}
