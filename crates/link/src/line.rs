//! A slow line and a dead one: how long to wait, and what is said of a line that broke.

use std::time::Duration;

use reqwest::Response;
use sync::limits::{MAX_BODY, MIN_BATCH, SLOWEST, STALL_MS};
use tokio::time::error::Elapsed;
use tokio::time::timeout;

/// How long nothing may arrive before the line is given up.
const STALL: Duration = Duration::from_millis(STALL_MS);

/// How long to wait until an answer to so many bytes begins. The system takes them in at once and
/// does not say how they travel, so the slowest line there is has to be reckoned with; but only
/// for what cannot be cut smaller, because anything larger comes again in smaller pieces.
fn patience(sent: u64) -> Duration {
    let travel = if sent <= MIN_BATCH as u64 {
        sent / SLOWEST
    } else {
        0
    };
    STALL + Duration::from_secs(travel)
}

/// Why a line did not bring an answer.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Broken {
    #[error(transparent)]
    Line(#[from] reqwest::Error),
    /// Nothing moved on it.
    #[error("timed out")]
    Stalled(#[from] Elapsed),
}

impl Broken {
    /// Nobody was there at all.
    pub(crate) fn is_connect(&self) -> bool {
        matches!(self, Broken::Line(error) if error.is_connect())
    }

    /// Why the handshake came to nothing, if that is where it broke.
    pub(crate) fn handshake(&self) -> Option<&rustls::Error> {
        let mut cause: Option<&dyn std::error::Error> = Some(self);
        while let Some(error) = cause {
            // Input and output errors hide what they carry from `source`.
            let carried = error.downcast_ref::<std::io::Error>();
            let carried = carried.and_then(std::io::Error::get_ref);
            let found = carried.and_then(|carried| carried.downcast_ref());
            if let Some(found) = found.or_else(|| error.downcast_ref()) {
                return Some(found);
            }
            cause = match carried {
                Some(carried) => Some(carried),
                None => error.source(),
            };
        }
        None
    }

    /// The innermost cause says it best: "connection refused", "timed out".
    pub(crate) fn innermost(&self) -> &dyn std::error::Error {
        let mut cause: &dyn std::error::Error = self;
        while let Some(inner) = cause.source() {
            cause = inner;
        }
        cause
    }
}

/// Waits until the answer to so many bytes begins.
pub(crate) async fn begun(
    sent: u64,
    answer: impl Future<Output = reqwest::Result<Response>>,
) -> Result<Response, Broken> {
    Ok(timeout(patience(sent), answer).await??)
}

/// Reads an answer for as long as it goes on, up to one byte more than any answer has.
pub(crate) async fn whole(mut answer: Response) -> Result<Vec<u8>, Broken> {
    let mut bytes = Vec::new();
    while let Some(piece) = timeout(STALL, answer.chunk()).await?? {
        bytes.extend_from_slice(&piece);
        if bytes.len() > MAX_BODY {
            break;
        }
    }
    Ok(bytes)
}
