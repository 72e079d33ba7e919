//! Those who call a laptop that waits.

use rustls::pki_types::ServerName;
use sync::{Carry, RelayAsk, Span, VectorAsk};
use tokio::io::AsyncWriteExt as _;
use tokio_rustls::TlsConnector;

use super::*;
use desk::trust::GRACE_MS;

/// Calls with one device's key and shows, perhaps, another one's grant.
async fn calling(key: &Device, shown: &Device, (at, code): (SocketAddr, &str)) -> Line {
    let connector = TlsConnector::from(Arc::new(link::tls::neighbours(&key.secret).unwrap().1));
    let stream = TcpStream::connect(at).await.unwrap();
    let name = ServerName::IpAddress(at.ip().into());
    let line = connector.connect(name, stream).await.unwrap();
    let mut line = TlsStream::Client(line);
    let proof = code::prove(code, &keys(&line).unwrap()).unwrap().caller;
    say(&mut line, &greeting(shown, proof)).await.unwrap();
    line
}

/// Calls as a neighbour does, and is let in.
async fn let_in(at: SocketAddr, code: &str) -> Line {
    let mut line = calling(&good(3), &good(3), (at, code)).await;
    let greeted = hear(&mut line, PATIENCE).await.unwrap();
    assert!(matches!(greeted, Word::Greeting(_)));
    line
}

/// The refusal that comes over the line.
async fn refusal(line: &mut Line) -> String {
    match hear(line, PATIENCE).await {
        Err(Fault::Said(failure)) => failure.text().en,
        other => format!("no refusal: {other:?}"),
    }
}

#[tokio::test]
async fn a_grant_that_is_over_of_another_office_or_of_another_key_is_turned_away_by_name() {
    let strange = key(9);
    let over = device(3, &office(), |terms| terms.not_after_ms = TODAY - GRACE_MS);
    let cases = [
        (
            over.clone(),
            over,
            "expired",
            "must sync with the server first",
        ),
        (
            device(3, &strange, |_| ()),
            device(3, &strange, |_| ()),
            "other_office",
            "not let in by this laptop's server",
        ),
        // Who has copied the grant has not the key.
        (good(4), good(3), "wrong_key", "does not belong to the key"),
    ];
    for (key, shown, code, words) in cases {
        let mut honest = Honest::new();
        let (heard, turned) = honest
            .turns_away(|at: SocketAddr, digits: String| async move {
                let mut line = calling(&key, &shown, (at, &digits)).await;
                refusal(&mut line).await
            })
            .await;
        assert_eq!(turned, code);
        assert!(heard.contains(words), "{heard}");
    }
}

#[tokio::test]
async fn garbage_and_frames_larger_than_any_message_end_the_meeting() {
    let frames: [&[u8]; 4] = [
        // A length that would be four gigabytes, one just above the limit, and words that are none.
        &[0xff; 64],
        &u32::try_from(sync::limits::MAX_BODY + 1)
            .unwrap()
            .to_be_bytes(),
        &[0, 0, 0, 5, b'h', b'e', b'l', b'l', b'o'],
        &[0; 4],
    ];
    for frame in frames {
        let mut honest = Honest::new();
        let (heard, turned) = honest
            .turns_away(|at: SocketAddr, digits: String| async move {
                let mut line = let_in(at, &digits).await;
                line.write_all(frame).await.unwrap();
                line.flush().await.unwrap();
                refusal(&mut line).await
            })
            .await;
        assert_eq!(turned, "protocol", "{frame:?}");
        assert!(
            heard.contains("does not speak as a neighbour does"),
            "{heard}"
        );
    }
}

#[tokio::test]
async fn a_neighbour_that_stops_speaking_is_given_up_and_the_waiting_goes_on() {
    for part in [&[][..], &[0, 0], &[0, 0, 1, 0, 7, 7]] {
        let mut honest = Honest::new();
        let (_, turned) = honest
            .turns_away(|at: SocketAddr, digits: String| async move {
                let mut line = let_in(at, &digits).await;
                line.write_all(part).await.unwrap();
                line.flush().await.unwrap();
                // It holds the line and says nothing more.
                let ended = hear(&mut line, PATIENCE).await;
                format!("{ended:?}")
            })
            .await;
        assert_eq!(turned, "cut", "{part:?}");
    }
}

#[tokio::test]
async fn who_asks_for_or_brings_what_lies_outside_gets_nothing_and_leaves_nothing() {
    let span = Span {
        first: ELSEWHERE,
        last: ELSEWHERE,
    };
    let vector = RelayAsk::Vector(VectorAsk {
        spans: vec![span],
        after: None,
    });
    let garbage = RelayAsk::Carry(Carry {
        ops: vec![vec![1, 2, 3].into()],
        grants: Vec::new(),
        held: None,
    });
    for ask in [vector, garbage] {
        let mut honest = Honest::new();
        let (heard, turned) = honest
            .turns_away(|at: SocketAddr, digits: String| async move {
                let mut line = let_in(at, &digits).await;
                say(&mut line, &Word::Ask(ask)).await.unwrap();
                refusal(&mut line).await
            })
            .await;
        assert_eq!(turned, "unasked");
        assert!(heard.contains("none of its business"), "{heard}");
    }
}
