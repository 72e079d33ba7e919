//! What every parser here does first to typed text, and how an error message quotes it.

/// Characters of typed text that an error message repeats before it cuts the rest off.
const QUOTE_MAX_CHARS: usize = 40;

/// The text with full-width letters, digits, signs and spaces replaced by their ASCII twins.
///
/// Chinese input methods produce both, often inside one value, and nobody sees the difference.
pub(crate) fn half_width(text: &str) -> String {
    text.chars().map(half_width_char).collect()
}

fn half_width_char(c: char) -> char {
    match c {
        '\u{3000}' => ' ',
        // The full-width forms stand in the order of ASCII, one fixed distance away.
        '\u{FF01}'..='\u{FF5E}' => char::from_u32(u32::from(c) - 0xFEE0).unwrap_or(c),
        _ => c,
    }
}

/// The text in half-width capitals without any space, the form in which codes are compared.
pub(crate) fn squeezed(text: &str) -> String {
    let half = half_width(text).to_uppercase();
    half.chars().filter(|c| !c.is_whitespace()).collect()
}

/// Typed text made safe to repeat inside a one-line message: short, and without line breaks.
pub(crate) fn quoted(text: &str) -> String {
    let mut out: String = text
        .trim()
        .chars()
        .take(QUOTE_MAX_CHARS)
        .map(|c| if c.is_control() { ' ' } else { c })
        .collect();
    if text.trim().chars().count() > QUOTE_MAX_CHARS {
        out.push('…');
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn full_width_text_becomes_ascii_and_chinese_stays() {
        assert_eq!(half_width("Ｋ１２＋３００　谷城"), "K12+300 谷城");
        assert_eq!(half_width("３１．７，１１１：～"), "31.7,111:~");
    }

    #[test]
    fn quoted_text_is_one_short_line() {
        assert_eq!(quoted(" a\nb\tc "), "a b c");
        let long = quoted(&"村".repeat(100));
        assert_eq!(long.chars().count(), QUOTE_MAX_CHARS + 1);
    }
}
