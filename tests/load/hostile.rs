//! Callers who mean harm, beside honest stations.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use link::Link;
use merge::{FullKey, Hash};
use minicbor::bytes::ByteVec;
use sync::photos::PhotoAsk;
use sync::{Request, Ticket};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpSocket, TcpStream};
use tokio::task::JoinSet;

use crate::Args;
use crate::server::Server;
use crate::shapes::{TOWNSHIP, all, crowd, hung_up, townships};
use crate::station::Station;
use crate::tally::{Row, Tally};

/// Lines that ask as fast as they can.
const FLOODS: usize = 50;
/// Sockets that begin to speak and say no more: as many as a process holds lines.
const SLOW: usize = sync::limits::MAX_LINES;
/// Slow sockets that come from one address; a process takes 128 lines of each.
const SLOW_OF_ONE: usize = 64;
/// Lines that send bombs, and what each bomb would become.
const BOMBERS: usize = 4;
const BOMB: usize = 256 << 20;
/// How long what is left of the attack may take to go.
const CALM: Duration = Duration::from_secs(15);

/// Honest stations while a device asks as fast as it can over many lines, as many sockets as the
/// server holds do not get on, and a few bytes want to become hundreds of megabytes.
pub(crate) async fn flood(server: &Arc<Server>, args: &Args) -> Vec<Row> {
    let mut honest = crowd(server, 0..args.stations, &townships(), "officer").await;
    let one = args.stations..args.stations + 1;
    let hostile = crowd(server, one, &[TOWNSHIP.to_owned()], "officer").await;
    // The same without anybody else, so that what the attack costs can be told.
    let lines = args.lines.min(20);
    work(&mut honest, args);
    let mut tally = Tally::begin("honest stations, nobody else", server);
    honest = hung_up(all(&mut tally, server, honest, lines).await);
    let alone = tally.row(server);
    work(&mut honest, args);
    let before = server.used();
    let stop = Arc::new(AtomicBool::new(false));
    let mut floods = JoinSet::new();
    for _ in 0..FLOODS {
        floods.spawn(flooding(hostile[0].caller(), stop.clone()));
    }
    let bomb = Arc::new(sync::pack(&ByteVec::from(vec![0; BOMB])));
    let mut bombs = JoinSet::new();
    for _ in 0..BOMBERS {
        bombs.spawn(bombing(hostile[0].caller(), bomb.clone(), stop.clone()));
    }
    let mut slow = JoinSet::new();
    for number in 0..SLOW {
        slow.spawn(dawdling(server.url(0).replace("https://", ""), number));
    }
    let what = format!(
        "honest stations beside {FLOODS} lines that flood, {SLOW} slow ones and {BOMBERS} with bombs"
    );
    let mut tally = Tally::begin(what, server);
    hung_up(all(&mut tally, server, honest, lines).await);
    let row = tally.row(server);
    let during = server.used();
    stop.store(true, Ordering::Relaxed);
    let asked: u64 = floods.join_all().await.iter().sum();
    let sent: u64 = bombs.join_all().await.iter().sum();
    slow.shutdown().await;
    tokio::time::sleep(CALM).await;
    let after = server.used();
    vec![
        alone,
        row,
        Row::plain("answers the flood had meanwhile", asked.to_string()),
        Row::plain(
            "bombs that were answered meanwhile",
            format!("{sent}, each of {} bytes", bomb.len()),
        ),
        Row::plain(
            "most memory of the server",
            format!("{:.0} MiB", server.peak() / f64::from(1 << 20)),
        ),
        Row::plain(
            "open files before, during, after",
            format!("{}, {}, {}", before.files, during.files, after.files),
        ),
    ]
}

fn work(stations: &mut [Station], args: &Args) {
    for station in stations {
        station.work(args.operations);
    }
}

/// Where somebody calls, whose office that is, and who he is.
type Who = (String, FullKey, link::Caller);

/// Asks one question after another; answers how often it was answered.
async fn flooding((url, key, caller): Who, stop: Arc<AtomicBool>) -> u64 {
    let mut asked = 0;
    let link = Link::open(&url, key).unwrap();
    let question = Request::Photo(PhotoAsk::Lacks(None));
    while !stop.load(Ordering::Relaxed) {
        let Ok(mut talk) = link.talk(&caller).await else {
            continue;
        };
        while !stop.load(Ordering::Relaxed) && talk.try_ask(&question, &mut || false).await.is_ok()
        {
            asked += 1;
        }
    }
    asked
}

/// Sends a rightly signed request that would unpack to far more than it may.
async fn bombing((url, key, caller): Who, bomb: Arc<Vec<u8>>, stop: Arc<AtomicBool>) -> u64 {
    let client = reqwest::Client::builder()
        .no_proxy()
        .tls_backend_preconfigured(link::tls::calling(Hash(key.line())).unwrap())
        .build()
        .unwrap();
    let mut answered = 0;
    while !stop.load(Ordering::Relaxed) {
        let ask = client.post(format!("{url}/v1/ticket"));
        let ask = ask.body(caller.device.0.to_vec());
        let Ok(answer) = ask.send().await else {
            continue;
        };
        let Some(ticket) = Ticket::from_text(&answer.text().await.unwrap_or_default()) else {
            continue;
        };
        let signed = sync::sign_request(&caller.key, &ticket, "/v1/sync", &bomb).unwrap();
        let ask = client.post(format!("{url}/v1/sync"));
        let ask = ask.header("x-xunlu-ticket", ticket.to_text());
        let ask = ask.header("x-xunlu-signature", signed);
        let ask = ask.body(bomb.to_vec());
        answered += u64::from(ask.send().await.is_ok());
    }
    answered
}

/// Begins to speak, says no more, and comes again when it is sent away. Each address of this machine
/// sends a few: a process takes so many lines of one.
async fn dawdling(address: String, number: usize) {
    let from = format!("127.0.1.{}:0", 1 + number / SLOW_OF_ONE);
    let (from, address) = (from.parse().unwrap(), address.parse().unwrap());
    let connect = || async {
        let socket = TcpSocket::new_v4()?;
        socket.bind(from)?;
        socket.connect(address).await
    };
    loop {
        if let Ok(mut socket) = connect().await {
            begin(&mut socket).await;
        }
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
}

async fn begin(socket: &mut TcpStream) {
    let _ = socket.write_all(b"\x16\x03").await;
    let _ = socket.read(&mut [0]).await;
}
