//! Hiding who somebody is in a printed list, as public lists do: `张*`, `138****5678`,
//! `420625********1234`.

/// Digits of an identity number shown at its beginning: the division it was issued in.
const ID_HEAD: usize = 6;
/// Digits of a telephone number shown at its beginning.
const PHONE_HEAD: usize = 3;
/// Digits shown at the end of either.
const TAIL: usize = 4;

/// The text with its middle, or all but its first character, replaced by stars.
pub(crate) fn mask(text: &str) -> String {
    let characters: Vec<char> = text.chars().collect();
    let number = characters
        .iter()
        .all(|c| c.is_ascii_digit() || *c == 'X' || *c == '-');
    let head = match characters.len() {
        15.. if number => ID_HEAD,
        10.. if number => PHONE_HEAD,
        _ => {
            let rest = characters.len().saturating_sub(1);
            let first = characters.first().map(char::to_string);
            return first.unwrap_or_default() + &"*".repeat(rest);
        }
    };
    let tail = characters.len() - TAIL;
    let hidden = characters.iter().enumerate().map(|(at, c)| {
        let shown = at < head || at >= tail;
        if shown { *c } else { '*' }
    });
    hidden.collect()
}

#[cfg(test)]
mod tests {
    use super::mask;

    #[test]
    fn persons_are_not_to_be_recognised() {
        for (text, hidden) in [
            ("张三", "张*"),
            ("欧阳锋", "欧**"),
            ("13812345678", "138****5678"),
            ("42062519800101123X", "420625********123X"),
            ("", ""),
            ("盛康镇三组5号", "盛******"),
        ] {
            assert_eq!(mask(text), hidden);
        }
    }
}
