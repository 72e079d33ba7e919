//! What passes over the line: one message after another, each with its length before it.

use std::time::Duration;

use desk::Failure;
use minicbor::bytes::ByteVec;
use minicbor::{Decode, Encode};
use sync::limits::MAX_BODY;
use sync::photos::{PhotoAsk, PhotoReply};
use sync::{Refused, RelayAsk, RelayReply};
use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt};
use tokio::time::timeout;

/// How long the other side may take for its next message, or to take ours in.
pub(super) const PATIENCE: Duration = Duration::from_secs(60);

/// The first words of either side.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
pub(super) struct Greeting {
    /// The protocol spoken.
    #[n(0)]
    pub(super) protocol: u16,
    /// The device's grant.
    #[n(1)]
    pub(super) grant: ByteVec,
    /// That it knows the code.
    #[n(2)]
    pub(super) proof: ByteVec,
}

/// Everything that is said.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
pub(super) enum Word {
    /// Who I am.
    #[n(0)]
    Greeting(#[n(0)] Greeting),
    /// A question, or a gift.
    #[n(1)]
    Ask(#[n(0)] RelayAsk),
    /// Its answer.
    #[n(2)]
    Reply(#[n(0)] RelayReply),
    /// No, and why; the line ends. Whoever was sent away by the office is shown its word on it.
    #[n(3)]
    No(#[n(0)] Refused, #[n(1)] Option<ByteVec>),
    /// There is nothing more to do; the line ends.
    #[n(4)]
    Bye,
    /// A question about photos.
    #[n(5)]
    AskPhoto(#[n(0)] PhotoAsk),
    /// Its answer.
    #[n(6)]
    Photo(#[n(0)] PhotoReply),
    /// No to that one photo; the line goes on.
    #[n(7)]
    NoPhoto(#[n(0)] Refused),
    /// I have what I want: now you ask for photos.
    #[n(8)]
    Turn,
}

/// Why nothing came through.
#[derive(Debug)]
pub(super) enum Fault {
    /// The line was cut, or the other side is silent. Trying again may help.
    Cut(String),
    /// Trying again does not help.
    Said(Failure),
    /// One of the two was sent away by the office, whose signed word this is.
    SentAway(Failure, ByteVec),
}

impl From<Failure> for Fault {
    fn from(failure: Failure) -> Fault {
        Fault::Said(failure)
    }
}

/// Says one thing.
pub(super) async fn say(line: &mut (impl AsyncWrite + Unpin), word: &Word) -> Result<(), Fault> {
    let bytes = sync::pack(word);
    let len = u32::try_from(bytes.len()).unwrap_or(u32::MAX);
    let write = async {
        line.write_all(&len.to_be_bytes()).await?;
        line.write_all(&bytes).await?;
        line.flush().await
    };
    match timeout(PATIENCE, write).await {
        Ok(wrote) => wrote.map_err(|error| Fault::Cut(error.to_string())),
        Err(late) => Err(Fault::Cut(late.to_string())),
    }
}

/// Hears one thing.
pub(super) async fn hear(
    line: &mut (impl AsyncRead + Unpin),
    patience: Duration,
) -> Result<Word, Fault> {
    let read = async {
        let len = line.read_u32().await?;
        if len as usize > MAX_BODY {
            return Ok(None);
        }
        // Room is made as bytes come, not as they are promised.
        let mut bytes = Vec::new();
        let came = line.take(u64::from(len)).read_to_end(&mut bytes).await?;
        if came < len as usize {
            return Err(std::io::ErrorKind::UnexpectedEof.into());
        }
        Ok(Some(bytes))
    };
    let bytes: Result<Option<Vec<u8>>, std::io::Error> = match timeout(patience, read).await {
        Ok(read) => read,
        Err(late) => return Err(Fault::Cut(late.to_string())),
    };
    let bytes = bytes.map_err(|error| Fault::Cut(error.to_string()))?;
    let word = bytes.and_then(|bytes| sync::unpack(&bytes).ok());
    match word {
        Some(Word::No(no, word)) => {
            let no = Failure::new("refused", no.zh, no.en);
            Err(match word {
                Some(word) => Fault::SentAway(no, word),
                None => Fault::Said(no),
            })
        }
        Some(word) => Ok(word),
        None => Err(Fault::Said(strange())),
    }
}

/// What answers is a laptop of ours perhaps, but does not speak as one.
pub(super) fn strange() -> Failure {
    Failure::new(
        "protocol",
        "对方答非所问，未采纳任何内容；请升级两端中较旧的程序",
        "the other side does not speak as a neighbour does; nothing was taken; update the older of the two programs",
    )
}
