//! Hiding who somebody is, as public lists do: `张*`, `138****5678`, `420625********1234`,
//! `鄂F·**345`.

use forms::{Field, Sensitivity, Type};

/// Digits of an identity number shown at its beginning: the division it was issued in.
const ID_HEAD: usize = 6;
/// Digits of a telephone number shown at its beginning.
const PHONE_HEAD: usize = 3;
/// Digits shown at the end of either.
const TAIL: usize = 4;

/// What stands where nothing of a value may be seen.
pub(crate) const NOTHING: &str = "***";
/// Characters shown at the end of a plate.
const PLATE_TAIL: usize = 3;

/// A value of a field as people read it, with so much of it hidden that nobody is recognised: of
/// names and numbers something is left to tell one from another, of all else nothing.
pub(crate) fn value(field: &Field, text: &str) -> String {
    match field.ty {
        _ if text.is_empty() => String::new(),
        _ if field.sensitivity == Sensitivity::Withheld => NOTHING.to_owned(),
        Type::Text { .. } | Type::Person | Type::Phone | Type::IdNo | Type::LicenceNo => mask(text),
        Type::Plate => plate(text),
        _ => NOTHING.to_owned(),
    }
}

/// A number plate with its office of issue and its end.
fn plate(text: &str) -> String {
    let characters: Vec<char> = text.chars().collect();
    let (Some(head), Some(tail)) = (
        characters.get(..2),
        characters
            .len()
            .checked_sub(PLATE_TAIL)
            .filter(|at| *at > 2),
    ) else {
        return NOTHING.to_owned();
    };
    let (head, stars) = (String::from_iter(head), "*".repeat(tail - 2));
    format!("{head}·{stars}{}", String::from_iter(&characters[tail..]))
}

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
            return match characters.as_slice() {
                [] => String::new(),
                [_] => "*".to_owned(),
                [first, rest @ ..] => first.to_string() + &"*".repeat(rest.len()),
            };
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
pub(crate) fn numbers(text: &str) -> String {
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
    use super::{mask, numbers, plate};

    #[test]
    fn a_plate_keeps_where_it_is_from_and_how_it_ends() {
        for (text, hidden) in [
            ("鄂F12345", "鄂F·**345"),
            ("鄂FD12345", "鄂F·***345"),
            ("鄂F1", "***"),
        ] {
            assert_eq!(plate(text), hidden);
        }
    }

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
            ("李", "*"),
            ("", ""),
            ("盛康镇三组5号", "盛******"),
        ] {
            assert_eq!(mask(text), hidden);
        }
    }
}
