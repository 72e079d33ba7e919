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

/// Digits of a telephone number, and the fewest of an identity number.
const NUMBERS: [usize; 2] = [11, 15];

/// A free text in which telephone and identity numbers are hidden, for people write them anywhere.
pub(super) fn numbers(text: &str) -> String {
    let (mut shown, mut run) = (String::new(), String::new());
    let end = |run: &mut String, shown: &mut String| {
        let mobile = run.len() == NUMBERS[0] && run.starts_with('1');
        if mobile || run.len() >= NUMBERS[1] {
            shown.push_str(&mask(run));
        } else {
            shown.push_str(run);
        }
        run.clear();
    };
    for c in text.chars() {
        if c.is_ascii_digit() || (c == 'X' && run.len() >= NUMBERS[1]) {
            run.push(c);
        } else {
            end(&mut run, &mut shown);
            shown.push(c);
        }
    }
    end(&mut run, &mut shown);
    shown
}

#[cfg(test)]
mod tests {
    use super::{mask, numbers};

    #[test]
    fn numbers_of_persons_are_hidden_in_free_text() {
        for (text, hidden) in [
            (
                "排查人电话：13812345678；资金：12000",
                "排查人电话：138****5678；资金：12000",
            ),
            ("证号42062519800101123X。", "证号420625********123X。"),
            ("K12+300，2026年5月3日", "K12+300，2026年5月3日"),
            ("共21234567890米", "共21234567890米"),
        ] {
            assert_eq!(numbers(text), hidden);
        }
    }

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
