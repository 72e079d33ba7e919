//! Numbers that name people, bodies and vehicles.

use merge::Value;

use super::{half_width, not};
use crate::ground::day_number;
use crate::words::Text;

/// Provinces of GB/T 2260, by the first two digits of a citizen's number.
const PROVINCES: [&str; 35] = [
    "11", "12", "13", "14", "15", "21", "22", "23", "31", "32", "33", "34", "35", "36", "37", "41",
    "42", "43", "44", "45", "46", "50", "51", "52", "53", "54", "61", "62", "63", "64", "65", "71",
    "81", "82", "83",
];

/// A citizen's number: 17 digits and a check character (GB 11643, after ISO 7064 MOD 11-2).
pub(super) fn id_no(text: &str, today: &str) -> Result<Value, Text> {
    const WEIGHTS: [u32; 17] = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
    const CHECKS: &[u8; 11] = b"10X98765432";
    let plain = half_width(text).to_uppercase();
    let digits = plain.as_bytes();
    if digits.len() == 15 && digits.iter().all(u8::is_ascii_digit) {
        return Err(not(
            text,
            "是 15 位旧号码，已停用；请填 18 位身份证号",
            "is an old number of 15 digits, no longer valid; enter the 18-digit number",
        ));
    }
    let body_is_digits = digits.iter().take(17).all(u8::is_ascii_digit);
    if digits.len() != 18 || !body_is_digits {
        return Err(not(
            text,
            "不是身份证号；应为 18 位，末位可为 X",
            "is not an ID number; it has 18 digits, the last may be X",
        ));
    }
    let sum: u32 = digits
        .iter()
        .zip(WEIGHTS)
        .map(|(digit, weight)| u32::from(digit - b'0') * weight)
        .sum();
    let check = CHECKS.iter().zip(0..).find(|(_, rest)| *rest == sum % 11);
    if check.is_none_or(|(check, _)| *check != digits[17]) {
        return Err(not(
            text,
            "校验位不符；请逐位核对",
            "has a wrong check digit; compare it digit by digit",
        ));
    }
    let born = birth(&plain);
    if born.is_none_or(|born| born.as_str() > today) || !PROVINCES.contains(&&plain[..2]) {
        return Err(not(
            text,
            "中的地区或出生日期不真实；请逐位核对",
            "names a province or a birth date that does not exist; compare it digit by digit",
        ));
    }
    Ok(Value::Text(plain))
}

/// The birth date in a citizen's number, if it is a day of the calendar.
pub(crate) fn birth(id_no: &str) -> Option<String> {
    let part = |range| id_no.get(range);
    let (year, month, day) = (part(6..10)?, part(10..12)?, part(12..14)?);
    let date = format!("{year}-{month}-{day}");
    day_number(&date).map(|_| date)
}

/// What is odd about a licence number: residents' is their citizen's number. It warns only, for
/// foreigners, soldiers and farm drivers of old have others.
pub(super) fn odd_licence(text: &str, today: &str) -> Option<Text> {
    id_no(text, today).err().map(|_| {
        not(
            text,
            "不是有效的身份证号；居民的驾驶证号即身份证号，请核对，确为如此可保存",
            "is no valid ID number; a resident's licence number is the ID number: check it, and keep it if it is so",
        )
    })
}

/// A unified social credit code: 17 characters and a check character (GB 32100).
pub(super) fn credit_code(text: &str) -> Result<Value, Text> {
    const ALPHABET: &str = "0123456789ABCDEFGHJKLMNPQRTUWXY";
    const WEIGHTS: [usize; 17] = [
        1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28,
    ];
    let plain = half_width(text).to_uppercase();
    let ranks: Option<Vec<usize>> = plain.chars().map(|c| ALPHABET.find(c)).collect();
    let Some((last, body)) = ranks
        .as_deref()
        .filter(|ranks| ranks.len() == 18)
        .and_then(<[usize]>::split_last)
    else {
        return Err(not(
            text,
            "不是统一社会信用代码；应为 18 位数字和大写字母（无 I O S V Z）",
            "is not a social credit code; it has 18 digits and letters, never I O S V Z",
        ));
    };
    let sum: usize = body
        .iter()
        .zip(WEIGHTS)
        .map(|(rank, weight)| rank * weight)
        .sum();
    if (31 - sum % 31) % 31 != *last {
        return Err(not(
            text,
            "校验位不符；请逐位核对",
            "has a wrong check character; compare it character by character",
        ));
    }
    Ok(Value::Text(plain))
}

/// A mobile number, or a landline with its area code.
pub(super) fn phone(text: &str) -> Result<Value, Text> {
    let plain: String = half_width(text).chars().filter(|c| *c != ' ').collect();
    let digits: String = plain.chars().filter(|c| *c != '-').collect();
    let is_digits = digits.bytes().all(|byte| byte.is_ascii_digit());
    let mobile = digits.len() == 11
        && digits.starts_with('1')
        && digits
            .as_bytes()
            .get(1)
            .is_some_and(|second| (b'3'..=b'9').contains(second));
    let landline = digits.starts_with('0') && (10..=12).contains(&digits.len());
    let local = (7..=8).contains(&digits.len()) && !digits.starts_with('0');
    if is_digits && mobile {
        Ok(Value::Text(digits))
    } else if is_digits && (landline || local) {
        Ok(Value::Text(plain))
    } else {
        Err(not(
            text,
            "不是电话号码；请写成 13871234567 或 0710-7221110",
            "is not a telephone number; write it like 13871234567 or 0710-7221110",
        ))
    }
}

/// A plate in its one spelling: upper case, half width, no spaces and no dot.
pub(super) fn plate(text: &str) -> String {
    let plain = half_width(text).to_uppercase();
    plain.chars().filter(|c| !" ·•.-".contains(*c)).collect()
}

/// What is odd about a plate (GA 36). It warns and never blocks: what stands on a vehicle is
/// written down as it stands there.
pub(super) fn odd_plate(plate: &str) -> Option<Text> {
    const PROVINCES: &str = "京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼";
    let chars: Vec<char> = plate.chars().collect();
    let letter = |c: char| c.is_ascii_uppercase() && !"IO".contains(c);
    let sign = |c: char| letter(c) || c.is_ascii_digit();
    let energy = |c: char| ('A'..='K').contains(&c) && c != 'I';
    let digits = |part: &[char]| part.iter().all(char::is_ascii_digit);
    let fits = match chars.as_slice() {
        [province, place, rest @ ..] if PROVINCES.contains(*province) => match rest {
            [body @ .., last] if rest.len() == 5 && letter(*place) => {
                body.iter().all(|c| sign(*c)) && (sign(*last) || "挂学警港澳".contains(*last))
            }
            [first, second, tail @ ..] if rest.len() == 6 && letter(*place) => {
                let small = energy(*first) && sign(*second) && digits(tail);
                let large = digits(&rest[..5]) && energy(rest[5]);
                small || large
            }
            // A tractor: two digits of the prefecture and five more signs.
            [_, tail @ ..] if rest.len() == 6 && place.is_ascii_digit() => {
                rest[0].is_ascii_digit() && tail.iter().all(|c| sign(*c))
            }
            _ => false,
        },
        _ => false,
    };
    (!fits).then(|| {
        not(
            plate,
            "不像现行号牌；请再核对一次，确为如此可保存",
            "does not look like a plate in use; look again, and keep it if it is so",
        )
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    const TODAY: &str = "2026-05-03";

    #[test]
    fn a_citizens_number_has_a_check_digit_and_a_real_birth_date() {
        assert_eq!(
            id_no("11010519491231002X", TODAY),
            Ok("11010519491231002X".into())
        );
        assert_eq!(
            id_no("11010519491231002x", TODAY),
            Ok("11010519491231002X".into())
        );
        assert_eq!(
            id_no("440524188001010014", TODAY),
            Ok("440524188001010014".into())
        );
        let refused = |text| id_no(text, TODAY).unwrap_err().zh;
        assert!(refused("110105194912310021").contains("校验位"));
        assert!(refused("110105491231002").contains("15 位"));
        assert!(refused("1101051949123100").contains("18 位"));
        // The check digit fits, the day does not exist.
        assert!(refused("110105194902310026").contains("出生日期"));
        // The check digit fits, the day has not come.
        assert!(refused("110105209912310029").contains("出生日期"));
        // The check digit fits, the province does not exist.
        assert!(refused("990105194912310023").contains("地区"));
    }

    #[test]
    fn a_credit_code_has_a_check_character() {
        assert_eq!(
            credit_code("91350100m000100y43"),
            Ok("91350100M000100Y43".into())
        );
        assert!(credit_code("91350100M000100Y44").is_err());
        assert!(credit_code("91350100M000100I43").is_err());
        assert!(credit_code("9135").is_err());
    }

    #[test]
    fn telephone_numbers_keep_one_spelling() {
        assert_eq!(phone("138 7123 4567"), Ok("13871234567".into()));
        assert_eq!(phone("１３８７１２３４５６７"), Ok("13871234567".into()));
        assert_eq!(phone("0710-7221110"), Ok("0710-7221110".into()));
        for wrong in ["12345678901", "138712345", "abc", ""] {
            assert!(phone(wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn plates_are_normalised_and_odd_ones_only_warn() {
        assert_eq!(plate(" 鄂ｆ·12345 "), "鄂F12345");
        for good in [
            "鄂F12345",
            "鄂F1234挂",
            "鄂FD12345",
            "鄂F12345D",
            "鄂0612345",
        ] {
            assert_eq!(odd_plate(good), None, "{good}");
        }
        for odd in ["F12345", "鄂I12345", "鄂F123", "无牌", "", "鄂FDI2345"] {
            assert!(odd_plate(odd).is_some(), "{odd}");
        }
    }
}
