//! Two laptops on one local network, without any office: each takes what it lacks of the area they
//! share, whoever wrote it, and either carries it home.
//!
//! One waits and shows an address and a code, the other calls. The line is TLS with the devices' own
//! keys ([`tls`]); the first words are the grants ([`pass`]) and the proof of the code ([`code`]);
//! then [`sync::Relay`] goes on to the end. Each batch is kept as it comes, so a cut costs one.

mod code;
mod find;
mod line;
mod pass;
mod tls;

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use desk::Failure;
use merge::Grant;
use rustls::pki_types::ServerName;
use sync::limits::MAX_TRIES;
use sync::{Fate, Refused, Relay, RelayReply, Relayed, SPOKEN, answer_relay};
use tokio::net::{TcpListener, TcpStream};
use tokio::time::{sleep, timeout};
use tokio_rustls::{TlsAcceptor, TlsConnector, TlsStream};

use crate::laptop::Laptop;
pub use code::MAX_WRONG;
pub use find::{Announced, Found, announce, find};
use line::{Fault, Greeting, PATIENCE, Word, hear, say, strange};
use link::cut_short;
pub use pass::Met;

/// How long a caller may take until it has said who it is.
const GREETING: Duration = Duration::from_secs(10);
/// Pause before a line that was cut is tried again, times the number of the try.
const PAUSE: Duration = Duration::from_millis(200);

/// What happens while two laptops meet.
#[derive(Debug)]
pub enum News<'n> {
    /// Somebody called and was turned away, or was cut off.
    Turned(&'n Failure),
    /// So much has been exchanged by now.
    Exchanged(&'n Relayed),
}

/// Told while two laptops meet.
pub type Told<'t> = &'t mut (dyn FnMut(News<'_>) + Send);

/// A laptop that waits for a neighbour.
#[derive(Debug)]
pub struct Waiting {
    listener: TcpListener,
    code: String,
    wrong: u32,
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
        })
    }

    /// What the other officer types.
    #[must_use]
    pub fn code(&self) -> &str {
        &self.code
    }

    /// Where it listens.
    ///
    /// # Errors
    /// A socket that has gone away.
    pub fn address(&self) -> Result<SocketAddr, Failure> {
        self.listener
            .local_addr()
            .map_err(|error| cut(&error.to_string()))
    }

    /// Waits until one meeting has come to its end.
    ///
    /// # Errors
    /// A store that fails, or a code that was guessed at too often.
    pub async fn meet(
        mut self,
        laptop: &mut Laptop,
        told: Told<'_>,
    ) -> Result<(Grant, Relayed), Failure> {
        let (listening, _) = tls::sides(&laptop.device.key(), &laptop.device.secret.0)?;
        let acceptor = TlsAcceptor::from(Arc::new(listening));
        let mut report = Relayed::default();
        loop {
            let Ok((stream, _)) = self.listener.accept().await else {
                sleep(PAUSE).await;
                continue;
            };
            let failure = match self
                .called(laptop, &acceptor, stream, &mut report, told)
                .await
            {
                Ok(grant) => return Ok((grant, report)),
                Err(Fault::Said(failure)) if failure.code() == "store" => return Err(failure),
                Err(Fault::Said(failure)) => failure,
                Err(Fault::Cut(cause)) => cut(&cause),
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
        laptop: &mut Laptop,
        acceptor: &TlsAcceptor,
        stream: TcpStream,
        report: &mut Relayed,
        told: Told<'_>,
    ) -> Result<Grant, Fault> {
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
            match hear(&mut line, PATIENCE).await? {
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
                Word::Bye => {
                    // It has everything by now, whether it hears this or not.
                    let _ = say(&mut line, &Word::Bye).await;
                    return Ok(met.grant);
                }
                _ => return Err(refuse(&mut line, strange().into()).await),
            }
        }
    }

    /// Checks the caller and answers who this is. Only a caller that has passed learns that.
    async fn greeted(
        &mut self,
        laptop: &Laptop,
        line: &mut TlsStream<TcpStream>,
    ) -> Result<Met, Fault> {
        let Word::Greeting(greeting) = hear(line, GREETING).await? else {
            return Err(strange().into());
        };
        let met = check(laptop, line, &greeting)?;
        let proofs = code::prove(&self.code, &keys(line)?)?;
        if greeting.proof.as_slice() != proofs.caller {
            self.wrong += 1;
            return Err(wrong_code(MAX_WRONG - self.wrong).into());
        }
        say(line, &Word::Greeting(ours(laptop, proofs.listener))).await?;
        Ok(met)
    }
}

/// Calls a laptop that waits at an address, and exchanges with it to the end.
///
/// # Errors
/// Nobody there, a neighbour that is not ours or says no, a line that stays cut, or a store that
/// fails. What had arrived is kept.
pub async fn meet(
    laptop: &mut Laptop,
    address: SocketAddr,
    code: &str,
    told: Told<'_>,
) -> Result<(Grant, Relayed), Failure> {
    let (_, calling) = tls::sides(&laptop.device.key(), &laptop.device.secret.0)?;
    let connector = TlsConnector::from(Arc::new(calling));
    let mut report = Relayed::default();
    let mut tries = 0;
    loop {
        match call(laptop, &connector, address, code, &mut report, told).await {
            Ok(grant) => return Ok((grant, report)),
            Err(Fault::Said(failure)) => return Err(failure),
            Err(Fault::Cut(cause)) if tries == MAX_TRIES => {
                return Err(no_neighbour(address, &cause));
            }
            Err(Fault::Cut(_)) => {
                tries += 1;
                sleep(PAUSE * tries).await;
            }
        }
    }
}

async fn call(
    laptop: &mut Laptop,
    connector: &TlsConnector,
    address: SocketAddr,
    code: &str,
    report: &mut Relayed,
    told: Told<'_>,
) -> Result<Grant, Fault> {
    let stream = timeout(GREETING, TcpStream::connect(address)).await;
    let stream = stream.map_err(|late| no_neighbour(address, &late.to_string()))?;
    let stream = stream.map_err(|error| no_neighbour(address, &error.to_string()))?;
    let name = ServerName::IpAddress(address.ip().into());
    let shaken = timeout(GREETING, connector.connect(name, stream)).await;
    let shaken = shaken.map_err(|late| Fault::Cut(late.to_string()))?;
    let stream = shaken.map_err(|error| match error.kind() {
        std::io::ErrorKind::InvalidData => Fault::Said(stranger()),
        _ => Fault::Cut(error.to_string()),
    })?;
    let mut line = TlsStream::Client(stream);
    let proofs = code::prove(code, &keys(&line)?)?;
    say(&mut line, &Word::Greeting(ours(laptop, proofs.caller))).await?;
    let Word::Greeting(greeting) = hear(&mut line, PATIENCE).await? else {
        return Err(strange().into());
    };
    let met = check(laptop, &line, &greeting)?;
    if greeting.proof.as_slice() != proofs.listener {
        return Err(wrong_code(0).into());
    }
    let before = *report;
    let mut relay = Relay::new(met.spans);
    while let Some(ask) = relay.next(laptop).map_err(cut_short)? {
        say(&mut line, &Word::Ask(ask)).await?;
        let Word::Reply(reply) = hear(&mut line, PATIENCE).await? else {
            return Err(strange().into());
        };
        if let Err(error) = relay.answer(laptop, reply) {
            return Err(refuse(&mut line, cut_short(error).into()).await);
        }
        *report = sum(&before, &relay.report());
        told(News::Exchanged(report));
    }
    // Both sides are level: a farewell that does not come through changes nothing.
    if say(&mut line, &Word::Bye).await.is_ok() {
        let _ = hear(&mut line, GREETING).await;
    }
    Ok(met.grant)
}

/// Who we are, for the other side.
fn ours(laptop: &Laptop, proof: [u8; 32]) -> Greeting {
    Greeting {
        protocol: SPOKEN.newest,
        grant: laptop.seat.grant.bytes().to_vec().into(),
        proof: proof.to_vec().into(),
    }
}

/// Whether the other side may be talked to.
fn check(
    laptop: &Laptop,
    line: &TlsStream<TcpStream>,
    greeting: &Greeting,
) -> Result<Met, Failure> {
    // Both go on with the older of the two newest, if each still knows it.
    let theirs = greeting.protocol;
    if !SPOKEN.speak(theirs.min(SPOKEN.newest)) {
        return Err(Failure::new(
            "protocol",
            format!("对方协议为 {theirs}，本机为 {SPOKEN}；请升级较旧的一端"),
            format!(
                "the neighbour speaks protocol {theirs}, this laptop {SPOKEN}; update the older one"
            ),
        ));
    }
    let shown = line.get_ref().1.peer_certificates();
    let key = tls::key_of(shown).ok_or_else(stranger)?;
    pass::check(laptop, &greeting.grant, key)
}

/// What only the two ends of this line know.
fn keys(line: &TlsStream<TcpStream>) -> Result<[u8; 32], Failure> {
    const LABEL: &[u8] = b"EXPORTER-xunlu-neighbour-1";
    let room = [0; 32];
    let exported = match line {
        TlsStream::Client(line) => line.get_ref().1.export_keying_material(room, LABEL, None),
        TlsStream::Server(line) => line.get_ref().1.export_keying_material(room, LABEL, None),
    };
    exported.map_err(|_| stranger())
}

/// Says no before the line ends.
async fn refuse(line: &mut TlsStream<TcpStream>, fault: Fault) -> Fault {
    if let Fault::Said(failure) = &fault {
        let text = failure.text();
        let no = Refused {
            code: failure.code().to_owned(),
            zh: text.zh,
            en: text.en,
        };
        let _ = say(line, &Word::No(no)).await;
    }
    fault
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

fn sum(before: &Relayed, since: &Relayed) -> Relayed {
    Relayed {
        taken: before.taken + since.taken,
        given: before.given + since.given,
        known: before.known + since.known,
        held: before.held + since.held,
        refused: before.refused + since.refused,
    }
}

fn cut(cause: &str) -> Failure {
    Failure::new(
        "cut",
        format!("与邻机的连接断了（{cause}）；已收到的都已保存，请再试一次"),
        format!("the line to the neighbour was cut ({cause}); what had arrived is kept, try again"),
    )
}

fn no_neighbour(address: SocketAddr, cause: &str) -> Failure {
    Failure::new(
        "no_neighbour",
        format!(
            "{address} 处没有邻机应答（{cause}）；请核对地址，并确认对方正在等候、两机在同一网络"
        ),
        format!(
            "no neighbour answers at {address} ({cause}); check the address, that the other one is waiting, and that both are on one network"
        ),
    )
}

/// Not a laptop of ours: a browser, or anything else that found the port.
fn stranger() -> Failure {
    Failure::new(
        "stranger",
        "对方不是巡路客户端，未交换任何内容",
        "the other side is no Xunlu laptop; nothing was exchanged",
    )
}

fn wrong_code(left: u32) -> Failure {
    Failure::new(
        "wrong_code",
        format!("配对码不符，未交换任何内容；请核对对方屏幕上的六位数字（还可试 {left} 次）"),
        format!(
            "the code is wrong and nothing was exchanged; read the six digits on the other screen again ({left} tries left)"
        ),
    )
}

fn too_many() -> Failure {
    Failure::new(
        "wrong_code",
        format!("配对码已错 {MAX_WRONG} 次，已停止等候；请重新等候，会给出新的配对码"),
        format!(
            "a wrong code was given {MAX_WRONG} times and this laptop waits no longer; wait again, with a new code"
        ),
    )
}
