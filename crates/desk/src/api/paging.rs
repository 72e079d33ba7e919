//! What a question says of the page it wants.

/// Rows of a page when nothing is said, and at most.
const ROWS: (u32, u32) = (50, 500);

/// Rows to pass over, and rows at most.
pub(super) type Part = (usize, usize);

/// The part of a list that is asked for.
pub(super) fn part(skip: Option<u32>, limit: Option<u32>) -> Part {
    let limit = limit.unwrap_or(ROWS.0).min(ROWS.1);
    (skip.unwrap_or(0) as usize, limit as usize)
}

/// What is named; an empty text names nothing.
pub(super) fn named(text: Option<&String>) -> Option<&str> {
    text.map(String::as_str).filter(|text| !text.is_empty())
}
