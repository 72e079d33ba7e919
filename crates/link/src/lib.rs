//! How programs reach each other over a network: a laptop calls its office and an office the one
//! above, [`listen`] answers callers, and [`tls`] proves who is who.

mod address;
mod album;
mod handed;
mod heard;
mod line;
pub mod listen;
mod talk;
pub mod tls;
mod words;

use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use merge::{DeviceId, FullKey, Hash, Signer};
use reqwest::{Client, StatusCode, Url};
use sync::limits::MAX_TRIES;
use sync::photos::{Album, PhotoReport, Trip};
use sync::{
    Enrol, Enrolled, Exchange, Refused, Renew, Renewed, Replica, Reply, Report, Request, SyncError,
    Ticket,
};

use desk::Failure;
use line::{Broken, Pace};

pub use address::secured;
pub use album::{Photos, Whose, said};
pub use heard::Heard;
pub use talk::{Talk, no_address, reach};
pub use words::cut_short;
use words::{not_let_in, unreachable_server};

/// The name of a failure that leaves open whether the office has done what it was asked.
pub const UNANSWERED: &str = "unanswered";

/// How long a connection may take.
const CONNECT: Duration = Duration::from_secs(10);
/// Pause before a failed request is tried again, times the number of the try.
const PAUSE: Duration = Duration::from_millis(200);

/// Who calls: the name the office knows, and the key that proves it.
#[derive(Debug, Clone)]
pub struct Caller {
    /// The name.
    pub device: DeviceId,
    /// The key.
    pub key: Signer,
    /// Its grant in hexadecimal digits, to be shown to an office that has lost it.
    pub grant: Option<String>,
}

/// A way to the office.
#[derive(Debug)]
pub struct Link {
    client: Client,
    base: Url,
    /// Bytes sent and received, bodies only.
    traffic: (AtomicU64, AtomicU64),
    pace: Pace,
}

impl Link {
    /// A way to the address of the office of that key. It proves that it has the key before anything
    /// is sent to it; on this machine alone, addresses without encryption do.
    ///
    /// # Errors
    /// An address that is none, or one that would send everything in the clear.
    pub fn open(server: &str, office: FullKey) -> Result<Link, Failure> {
        let base = address::read(server)?;
        let client = Client::builder()
            .connect_timeout(CONNECT)
            .redirect(reqwest::redirect::Policy::none())
            .no_proxy()
            .tls_backend_preconfigured(tls::calling(Hash(office.line()))?)
            .build()
            .map_err(|error| unreachable_server(server, &error.into()))?;
        Ok(Link {
            client,
            base,
            traffic: Default::default(),
            pace: Pace::default(),
        })
    }

    /// Bytes sent and received so far, bodies only.
    #[must_use]
    pub fn traffic(&self) -> (u64, u64) {
        let (up, down) = &self.traffic;
        (up.load(Ordering::Relaxed), down.load(Ordering::Relaxed))
    }

    /// Asks to be let in.
    ///
    /// # Errors
    /// No server, or one that says no.
    pub async fn enrol(&self, ask: &Enrol) -> Result<Enrolled, Failure> {
        let (status, bytes) = self
            .post("/v1/enrol", sync::pack(ask), None, None)
            .await
            .map_err(|error| not_let_in(self.base.as_str(), &error))?;
        self.read(status, &bytes)
    }

    async fn ticket(&self, device: DeviceId) -> Result<Ticket, Fault> {
        let (status, bytes) = self
            .post("/v1/ticket", device.0.to_vec(), None, None)
            .await?;
        let text = String::from_utf8_lossy(&bytes);
        match Ticket::from_text(&text) {
            Some(ticket) if status == StatusCode::OK => Ok(ticket),
            _ => Err(Fault::Said(
                self.read::<Reply>(status, &bytes)
                    .err()
                    .unwrap_or_else(|| self.strange()),
            )),
        }
    }

    async fn post(
        &self,
        path: &str,
        body: Vec<u8>,
        proof: Option<(&Ticket, &str)>,
        shown: Option<&str>,
    ) -> Result<(StatusCode, Vec<u8>), Broken> {
        let mut url = self.base.clone();
        url.set_path(path);
        let mut request = self.client.post(url);
        if let Some((ticket, signed)) = proof {
            request = request
                .header("x-xunlu-ticket", ticket.to_text())
                .header("x-xunlu-signature", signed);
        }
        if let Some(grant) = shown {
            request = request.header("x-xunlu-grant", grant);
        }
        let sent = body.len() as u64;
        let begun = Instant::now();
        let answer = line::begun((&self.pace, sent), request.body(body).send()).await?;
        let status = answer.status();
        let bytes = line::whole(answer).await?;
        self.traffic.0.fetch_add(sent, Ordering::Relaxed);
        let received = bytes.len() as u64;
        self.pace.carried(sent + received, begun.elapsed());
        self.traffic.1.fetch_add(received, Ordering::Relaxed);
        Ok((status, bytes))
    }

    fn read<T: for<'b> minicbor::Decode<'b, ()>>(
        &self,
        status: StatusCode,
        bytes: &[u8],
    ) -> Result<T, Failure> {
        if status != StatusCode::OK {
            return Err(match sync::unpack::<Refused>(bytes) {
                Ok(no) => words::refused(no),
                Err(_) => self.strange(),
            });
        }
        sync::unpack(bytes).map_err(|_| self.strange())
    }

    /// Something answered, but not a Xunlu server: a login page of the network, perhaps.
    fn strange(&self) -> Failure {
        let server = &self.base;
        Failure::new(
            "not_a_server",
            format!("{server} 处应答的不是巡路服务器（可能是网络登录页）；请核对地址或先登录网络"),
            format!(
                "what answers at {server} is no Xunlu server (a network's login page, perhaps); check the address, or log in to the network first"
            ),
        )
    }

    /// One whole exchange, with `progress` told after every answer.
    ///
    /// # Errors
    /// A link that stays down, a server that says no, or a store that fails. What had arrived is
    /// kept; the next exchange goes on from there.
    pub async fn exchange(
        &self,
        caller: &Caller,
        laptop: &mut (impl Replica<Error = Failure> + Send),
        progress: &mut (dyn FnMut(&Report) + Send),
    ) -> Result<Report, Failure> {
        let mut talk = self.talk(caller).await?;
        let mut exchange = Exchange::default();
        loop {
            self.pace
                .known()
                .into_iter()
                .for_each(|pace| exchange.paced(pace));
            let Some(request) = exchange.next(laptop).map_err(cut_short)? else {
                return Ok(exchange.report());
            };
            if let Some(reply) = talk.try_ask(&request, &mut || exchange.failed()).await? {
                exchange.answer(laptop, reply).map_err(cut_short)?;
                progress(&exchange.report());
            }
        }
    }

    /// Asks for another name, as the device whose folder is an old backup or a copy.
    ///
    /// # Errors
    /// No server, or one that says no.
    pub async fn renew(&self, caller: &Caller, ask: Renew) -> Result<Renewed, Failure> {
        let mut talk = self.talk(caller).await?;
        match talk.try_ask(&Request::Renew(ask), &mut || false).await? {
            Some(Reply::Renewed(renewed)) => Ok(renewed),
            Some(Reply::Refused(no)) => Err(cut_short(SyncError::Refused(no))),
            _ => Err(cut_short(SyncError::OutOfTurn)),
        }
    }

    /// One exchange of photos, with `progress` told after every answer. It comes after the exchange
    /// of operations, which it neither holds up nor undoes.
    ///
    /// # Errors
    /// A link that stays down, or a server that does not exchange photos. What had arrived is kept;
    /// the next exchange goes on from there.
    pub async fn photos(
        &self,
        caller: &Caller,
        album: &mut (impl Album + Send),
        mut trip: Trip,
        progress: &mut (dyn FnMut(&PhotoReport) + Send),
    ) -> Result<PhotoReport, Failure> {
        let mut talk = self.talk(caller).await?;
        loop {
            self.pace
                .known()
                .into_iter()
                .for_each(|pace| trip.paced(pace));
            let Some(ask) = trip.next(album) else {
                return Ok(trip.report().clone());
            };
            let again = &mut || trip.failed(album);
            match talk.try_ask(&Request::Photo(ask), again).await? {
                Some(Reply::Photo(reply)) => trip.answer(album, reply),
                Some(Reply::Refused(refused)) => trip.refused(album, refused),
                Some(_) => return Err(cut_short(SyncError::OutOfTurn)),
                None => {}
            }
            progress(trip.report());
        }
    }

    /// A ticket, asked for again where the line was cut; where nobody answers at all, once is
    /// enough.
    async fn first_ticket(&self, device: DeviceId) -> Result<Ticket, Failure> {
        let mut tries = 0;
        loop {
            match self.ticket(device).await {
                Ok(ticket) => return Ok(ticket),
                Err(Fault::Said(failure)) => return Err(failure),
                Err(Fault::Stale) => return Err(self.strange()),
                Err(Fault::Link(error)) if error.is_hopeless() || tries == MAX_TRIES => {
                    return Err(unreachable_server(self.base.as_str(), &error));
                }
                Err(Fault::Link(_)) => {
                    tries += 1;
                    tokio::time::sleep(PAUSE * tries).await;
                }
            }
        }
    }

    async fn ask(
        &self,
        request: &Request,
        ticket: &Ticket,
        caller: &Caller,
    ) -> Result<Reply, Fault> {
        let body = sync::pack(request);
        let signed = sync::sign_request(&caller.key, ticket, "/v1/sync", &body);
        let signed = signed.map_err(|error| Fault::Said(error.into()))?;
        let proof = Some((ticket, signed.as_str()));
        let mut answer = self.post("/v1/sync", body.clone(), proof, None).await?;
        if answer.0 == StatusCode::FORBIDDEN
            && sync::unpack::<Refused>(&answer.1).is_ok_and(|no| no.code == "unknown_device")
        {
            // An office that was put back or rebuilt knows its own signature.
            let grant = caller.grant.as_deref();
            answer = self.post("/v1/sync", body, proof, grant).await?;
        }
        let (status, bytes) = answer;
        if status == StatusCode::UNAUTHORIZED {
            return Err(Fault::Stale);
        }
        self.read(status, &bytes).map_err(Fault::Said)
    }
}

enum Fault {
    /// The link failed; trying again may help.
    Link(Broken),
    /// The ticket is no longer good.
    Stale,
    /// An answer that trying again does not change.
    Said(Failure),
}

impl From<Broken> for Fault {
    fn from(error: Broken) -> Self {
        Fault::Link(error)
    }
}
