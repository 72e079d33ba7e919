//! Commands about the audit log, run on an open office.

use desk::Failure;
use serde::{Deserialize, Serialize};

use super::Answer;
use crate::http::now_ms;
use crate::office::Office;

/// Something about the audit log.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) enum Auditing {
    /// Checks everything, and against these heads.
    Verify(Vec<String>),
    /// The head.
    Head,
    /// What is kept of others.
    Witnesses,
}

/// Runs one.
///
/// # Errors
/// Whatever it refuses.
pub(super) fn run(
    office: &Office,
    what: &Auditing,
    progress: store::Progress<'_>,
) -> Result<Answer, Failure> {
    match what {
        Auditing::Verify(heads) => office
            .audit(heads, now_ms(), progress)
            .map(|found| Answer::Audited(Box::new(found))),
        Auditing::Head => Ok(Answer::LogHead((&office.log_head(now_ms())?).into())),
        Auditing::Witnesses => office.witnesses().map(Answer::Witnesses),
    }
}
