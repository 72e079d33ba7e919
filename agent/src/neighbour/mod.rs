//! Two laptops on one local network, without any office: each takes what it lacks of the area they
//! share, whoever wrote it, and either carries it home.
//!
//! One waits and shows an address and a code, the other calls. The line is TLS with the devices' own
//! keys ([`link::tls`]); the first words are the grants (`pass`) and the proof of the code (`code`); then
//! [`sync::Relay`] goes on to the end, and photos follow (`photos`). Each batch is kept as it comes,
//! so a cut costs one.

mod calling;
mod code;
mod find;
mod line;
mod pass;
mod photos;
mod waiting;
mod words;

use std::time::Duration;

use desk::{Failure, revoked};
use merge::Grant;
use sync::photos::PhotoReport;
use sync::{Carrier, Refused, Relayed, SPOKEN};
use tokio::net::TcpStream;
use tokio_rustls::TlsStream;

use crate::laptop::Laptop;
use crate::renew::Holder;
pub use calling::meet;
pub use code::MAX_WRONG;
pub use find::{Announced, Found, announce, find};
use line::{Fault, Greeting, Word, say};
use pass::{Here, Met};
pub use waiting::Waiting;
use words::{cut, old_program, stranger};

/// How long a caller may take until it has said who it is.
const GREETING: Duration = Duration::from_secs(10);
/// Pause before a line that was cut is tried again, times the number of the try.
const PAUSE: Duration = Duration::from_millis(200);

/// The port a laptop waits at, if nobody says another.
pub const PORT: u16 = 8462;

/// The laptop in a meeting, which others may work with from one message to the next.
pub trait Party: Holder + Carrier<Error = Failure> {}

impl<P: Holder + Carrier<Error = Failure>> Party for P {}

/// What happens while two laptops meet.
#[derive(Debug)]
pub enum News<'n> {
    /// Somebody called and was turned away, or was cut off.
    Turned(&'n Failure),
    /// So much has been exchanged by now.
    Exchanged(&'n Relayed),
    /// So far the photos have come.
    Photos(&'n PhotoReport),
}

/// How a meeting came out.
#[derive(Debug, Clone)]
pub struct Outcome {
    /// Whose laptop it was.
    pub grant: Grant,
    /// The operations.
    pub relayed: Relayed,
    /// The photos that came.
    pub photos: PhotoReport,
}

/// Told while two laptops meet.
pub type Told<'t> = &'t mut (dyn FnMut(News<'_>) + Send);

/// Who we are, for the other side.
fn ours(laptop: &Laptop, proof: [u8; 32]) -> Greeting {
    Greeting {
        protocol: SPOKEN.newest,
        grant: laptop.seat.grant.bytes().to_vec().into(),
        proof: proof.to_vec().into(),
    }
}

/// Whether the other side may be talked to.
fn check(laptop: &Laptop, line: &TlsStream<TcpStream>, greeting: &Greeting) -> Result<Met, Fault> {
    // Both go on with the older of the two newest, if each still knows it.
    if !SPOKEN.speak(greeting.protocol.min(SPOKEN.newest)) {
        return Err(old_program(greeting.protocol).into());
    }
    let shown = line.get_ref().1.peer_certificates();
    let key = link::tls::key_of(shown).ok_or_else(stranger)?;
    let met = pass::check(&Here::of(laptop)?, &greeting.grant, key)?;
    match revoked::of(&laptop.room().store, met.grant.device)? {
        Some(word) => {
            let no = revoked::refusal(&word, &met.grant);
            Err(Fault::SentAway(no, word.bytes().to_vec().into()))
        }
        None => Ok(met),
    }
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
    let (failure, word) = match &fault {
        Fault::Said(failure) => (failure, None),
        Fault::SentAway(failure, word) => (failure, Some(word.clone())),
        Fault::Cut(_) => return fault,
    };
    let text = failure.text();
    let no = Refused {
        code: failure.code().to_owned(),
        zh: text.zh,
        en: text.en,
    };
    let _ = say(line, &Word::No(no, word)).await;
    fault
}

/// Why a meeting came to nothing. That this laptop was sent away is kept, for whoever heard it here.
fn ended(laptop: &mut impl Party, fault: Fault) -> Failure {
    match fault {
        Fault::Said(failure) => failure,
        Fault::SentAway(failure, word) => {
            let heard = laptop.with(|laptop| laptop.hear_revocation(&word));
            heard.err().unwrap_or(failure)
        }
        Fault::Cut(cause) => cut(&cause),
    }
}

#[cfg(test)]
mod tests;
