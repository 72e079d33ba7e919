//! A failure as an answer to a device.

use desk::Failure;
use sync::Refused;

/// What a device is told.
pub(crate) fn refused(failure: &Failure) -> Refused {
    let text = failure.text();
    Refused {
        code: failure.code().to_owned(),
        zh: text.zh,
        en: text.en,
    }
}
