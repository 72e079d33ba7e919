//! What people typed, made fit to print: nothing is left out, and nothing moves what stands beside
//! it.

use crate::fonts::Fonts;

/// Characters in a row without a place to break a line, before one is made.
const RUN: usize = 20;
/// A place to break a line that shows nothing.
const BREAK: char = '\u{200b}';

/// A text as it is printed.
///
/// A character that no face has a picture of, or that would only steer the text around it (a
/// control character, a change of direction), is printed as its code point.
pub(crate) fn clean(text: &str, fonts: &Fonts) -> String {
    let mut out = String::with_capacity(text.len());
    let mut run = 0;
    for c in text.chars() {
        match c {
            '\r' => {}
            '\t' => out.push(' '),
            '\n' | ' ' | '\u{3000}' => {
                out.push(c);
                run = 0;
                continue;
            }
            // It picks one of several pictures of the character before it; there is one.
            '\u{fe00}'..='\u{fe0f}' | '\u{e0100}'..='\u{e01ef}' => {}
            _ if c.is_control() || steers(c) || !fonts.show(c) => {
                out.push_str(&format!("〔U+{:04X}〕", u32::from(c)));
                run = 0;
            }
            _ => {
                run = if breaks(c) { 0 } else { run + 1 };
                if run > RUN {
                    out.push(BREAK);
                    run = 1;
                }
                out.push(c);
            }
        }
    }
    out
}

/// Whether a line may break beside the character anyway.
fn breaks(c: char) -> bool {
    u32::from(c) >= 0x2e80
}

/// Whether the character shows nothing and steers those around it.
fn steers(c: char) -> bool {
    matches!(c, '\u{ad}' | '\u{61c}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}'
        | '\u{2060}'..='\u{206f}' | '\u{feff}' | '\u{fff9}'..='\u{fffb}' | '\u{e0000}'..='\u{e007f}')
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fonts::fonts;

    fn cleaned(text: &str) -> String {
        clean(text, fonts().unwrap())
    }

    #[test]
    fn what_has_a_picture_stays_as_it_is() {
        for text in [
            "谷城县盛康镇 Y014 K12+300",
            "#import \"x\" $a$ *粗* \\ ] // `",
            "圐圙村、坬、峧\n第二行",
        ] {
            assert_eq!(cleaned(text), text);
        }
    }

    #[test]
    fn what_has_none_or_would_steer_its_neighbours_is_named() {
        assert_eq!(cleaned("路😀口"), "路〔U+1F600〕口");
        assert_eq!(cleaned("a\u{202e}b"), "a〔U+202E〕b");
        assert_eq!(cleaned("a\u{7}b\tc\r\n"), "a〔U+0007〕b c\n");
        assert_eq!(cleaned("م"), "〔U+0645〕");
        assert_eq!(cleaned("葛\u{e0100}"), "葛");
    }

    #[test]
    fn a_word_without_end_can_be_broken() {
        let word = "x".repeat(100);
        let broken = cleaned(&word);
        assert_eq!(broken.replace(BREAK, ""), word);
        assert!(broken.split(BREAK).all(|part| part.len() <= RUN));
        // A citizen's number stays in one piece.
        assert_eq!(cleaned("420625199001011234"), "420625199001011234");
    }
}
