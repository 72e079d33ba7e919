//! The side that calls.

use std::net::SocketAddr;
use std::sync::Arc;

use desk::Failure;
use merge::DeviceId;
use rustls::pki_types::ServerName;
use sync::Relay;
use sync::limits::MAX_TRIES;
use tokio::net::TcpStream;
use tokio::time::{sleep, timeout};
use tokio_rustls::{TlsConnector, TlsStream};

use super::line::{Fault, PATIENCE, Word, hear, say, strange};
use super::words::{no_neighbour, stranger, wrong_code};
use super::{
    GREETING, News, Outcome, PAUSE, Party, Told, check, code, ended, keys, ours, photos, refuse,
};
use link::cut_short;

/// Calls a laptop that waits at an address, and exchanges with it to the end.
///
/// # Errors
/// Nobody there, a neighbour that is not ours or says no, a line that stays cut, or a store that
/// fails. What had arrived is kept.
pub async fn meet(
    laptop: &mut impl Party,
    address: SocketAddr,
    code: &str,
    told: Told<'_>,
) -> Result<Outcome, Failure> {
    let (_, calling) = laptop.with(|laptop| link::tls::neighbours(&laptop.device.secret))?;
    let connector = TlsConnector::from(Arc::new(calling));
    let mut begun = None;
    let mut tries = 0;
    loop {
        match call(laptop, &connector, (address, code), &mut begun, told).await {
            Ok(met) => return Ok(met),
            Err(Fault::Cut(cause)) => {
                // What has been exchanged counts: it is the tries in a row that have an end.
                if let Some(begun) = &mut begun {
                    begun.relay.failed();
                    if std::mem::take(&mut begun.moved) {
                        tries = 0;
                    }
                }
                if tries == MAX_TRIES {
                    // The neighbour may have ended the meeting with a word that was lost. All that
                    // it may still lack is photos from here, and those go with the next one.
                    let ours = begun.and_then(|begun| begun.ours);
                    return ours.ok_or_else(|| no_neighbour(address, &cause));
                }
                tries += 1;
                sleep(PAUSE * tries).await;
            }
            Err(fault) => return Err(ended(laptop, fault)),
        }
    }
}

/// The meeting that was begun, and with whom.
struct Begun {
    device: DeviceId,
    relay: Relay,
    /// Whether anything came or went since the line was cut last.
    moved: bool,
    /// What came of it, once this side has everything it wants.
    ours: Option<Outcome>,
}

async fn call(
    laptop: &mut impl Party,
    connector: &TlsConnector,
    (address, code): (SocketAddr, &str),
    begun: &mut Option<Begun>,
    told: Told<'_>,
) -> Result<Outcome, Fault> {
    let mut line = connect(connector, address).await?;
    let proofs = code::prove(code, &keys(&line)?)?;
    let greeting = laptop.with(|laptop| ours(laptop, proofs.caller));
    say(&mut line, &Word::Greeting(greeting)).await?;
    let Word::Greeting(greeting) = hear(&mut line, PATIENCE).await? else {
        return Err(strange().into());
    };
    let met = match laptop.with(|laptop| check(laptop, &line, &greeting)) {
        Ok(met) if greeting.proof.as_slice() == proofs.listener => met,
        Ok(_) => return Err(refuse(&mut line, wrong_code(0).into()).await),
        Err(fault) => return Err(refuse(&mut line, fault).await),
    };
    let device = met.grant.device;
    let begun = match begun {
        Some(begun) if begun.device == device => begun,
        other => other.insert(Begun {
            device,
            relay: Relay::new(met.spans.clone()),
            moved: false,
            ours: None,
        }),
    };
    let relay = &mut begun.relay;
    while let Some(ask) = relay.next(laptop).map_err(cut_short)? {
        say(&mut line, &Word::Ask(ask)).await?;
        let Word::Reply(reply) = hear(&mut line, PATIENCE).await? else {
            return Err(strange().into());
        };
        if let Err(error) = relay.answer(laptop, reply) {
            return Err(refuse(&mut line, cut_short(error).into()).await);
        }
        begun.moved = true;
        told(News::Exchanged(&relay.report()));
    }
    let relayed = relay.report();
    let moved = &mut begun.moved;
    let photos = photos::take(laptop, &met.spans, &mut line, (moved, told)).await?;
    let ours = begun.ours.insert(Outcome {
        grant: met.grant,
        relayed,
        photos,
    });
    say(&mut line, &Word::Turn).await?;
    loop {
        match hear(&mut line, PATIENCE).await? {
            Word::AskPhoto(ask) => {
                let word = match photos::give(laptop, &met.spans, ask) {
                    Ok(word) => word,
                    Err(fault) => return Err(refuse(&mut line, fault).await),
                };
                say(&mut line, &word).await?;
                begun.moved = true;
            }
            Word::Bye => break,
            _ => return Err(refuse(&mut line, strange().into()).await),
        }
    }
    Ok(ours.clone())
}

async fn connect(
    connector: &TlsConnector,
    address: SocketAddr,
) -> Result<TlsStream<TcpStream>, Fault> {
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
    Ok(TlsStream::Client(stream))
}
