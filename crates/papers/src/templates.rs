//! The templates this program was built with. A new one is its file and one line here.

/// A list of `(file, text)`.
macro_rules! files {
    ($($path:literal)*) => { &[$(($path, include_str!(concat!("../templates/", $path)))),*] };
}

/// Every file below `templates/`.
pub(crate) const FILES: &[(&str, &str)] = files! {
    "head.typ"
    "parts.typ"
    "hazard.typ"
    "enforcement.typ"
    "agreement.toml"
    "acceptance.typ"
    "agreement.typ"
    "closing.typ"
    "delisting_notice.typ"
    "education_record.typ"
    "extension_reply.typ"
    "extension_request.typ"
    "inform_letter.typ"
    "listing_notice.typ"
    "lookback.typ"
    "measure_receipt.typ"
    "obstacle_notice.typ"
    "owner_notice.typ"
    "penalty_simple.typ"
    "persuasion.typ"
    "rectify_notice.typ"
    "reminder.typ"
    "reply_sheet.typ"
    "violation_notice.typ"
};

/// The text of a template.
pub(crate) fn text(name: &str) -> Option<&'static str> {
    let found = FILES.iter().find(|(file, _)| *file == name);
    found.map(|(_, text)| *text)
}
