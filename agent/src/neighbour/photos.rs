//! Photos between neighbours, after the operations: each side in its turn asks for what it lacks of
//! the records both answer for, previews before originals, and the other gives it. A photo that is
//! cut goes on at the piece where it stopped, at the next meeting or with the office.

use std::sync::Arc;

use desk::{Failure, Room};
use link::{Whose, said};
use sync::Span;
use sync::photos::{PhotoAsk, PhotoReply, PhotoReport, Trip};
use tokio::net::TcpStream;
use tokio_rustls::TlsStream;

use super::line::{Fault, PATIENCE, Word, hear, say, strange};
use super::{News, Party, Told, refuse};

/// Asks for photos until nothing more comes. `moved` becomes true when anything of one has come.
pub(super) async fn take(
    laptop: &mut impl Party,
    spans: &[Span],
    line: &mut TlsStream<TcpStream>,
    (moved, told): (&mut bool, Told<'_>),
) -> Result<PhotoReport, Fault> {
    let whose = Whose::Shared(spans.to_vec());
    let mut album = laptop.with(|laptop| laptop.device.photos(laptop.room.clone(), whose));
    let mut trip = Trip::to_take();
    while let Some(ask) = trip.next(&mut album) {
        say(line, &Word::AskPhoto(ask)).await?;
        let before = came(trip.report());
        match hear(line, PATIENCE).await? {
            Word::Photo(reply) => trip.answer(&mut album, reply),
            Word::NoPhoto(no) => trip.refused(&mut album, no),
            _ => return Err(refuse(line, strange().into()).await),
        }
        *moved |= came(trip.report()) > before;
        told(News::Photos(trip.report()));
    }
    Ok(trip.report().clone())
}

/// How much has come: bytes of originals, and previews.
fn came(report: &PhotoReport) -> u64 {
    report.bytes + report.previews
}

/// Answers the other side, which may have what records in `spans` refer to.
pub(super) fn give(laptop: &mut impl Party, spans: &[Span], ask: PhotoAsk) -> Result<Word, Fault> {
    let room = laptop.with(|laptop| laptop.room.clone());
    Ok(match given(&room, spans, ask)? {
        Ok(reply) => Word::Photo(reply),
        Err(no) => Word::NoPhoto(said(&no)),
    })
}

fn given(
    room: &Arc<Room>,
    spans: &[Span],
    ask: PhotoAsk,
) -> Result<Result<PhotoReply, Failure>, Failure> {
    let may = |bucket| spans.iter().any(|span| span.holds(bucket));
    match ask {
        PhotoAsk::Previews(wanted) => {
            Ok(room.give_previews(&wanted, &may).map(PhotoReply::Previews))
        }
        PhotoAsk::Fetch(fetch) => Ok(room.give_piece(&fetch, &may).map(PhotoReply::Fetched)),
        // Nothing is offered here: each side takes what it wants.
        _ => Err(strange()),
    }
}
