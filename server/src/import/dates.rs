//! Days as spreadsheets and people write them.

/// The day as `YYYY-MM-DD`, with what follows it, from `2026/5/3 14:30`, `2026.5.3`, `20260503` or
/// `2026年5月3日`, or from the number a spreadsheet keeps a day as; any other text as it is.
pub(super) fn plain(text: &str) -> String {
    let text = text.trim();
    if let Some(day) = serial(text) {
        return day;
    }
    let (day, rest) = match text.find([' ', 'T', '\u{3000}']) {
        Some(at) => text.split_at(at),
        None => text.split_at(
            text.find('日')
                .map_or(text.len(), |at| at + '日'.len_utf8()),
        ),
    };
    let parts: Vec<&str> = day
        .split(['-', '/', '.', '年', '月', '日'])
        .filter(|part| !part.is_empty())
        .collect();
    let digits = |part: &&str| part.bytes().all(|byte| byte.is_ascii_digit());
    if !parts.iter().all(digits) {
        return text.to_owned();
    }
    let day = match parts.as_slice() {
        [year, month, day] if year.len() == 4 => format!("{year}-{month:0>2}-{day:0>2}"),
        [all] if all.len() == 8 => format!("{}-{}-{}", &all[..4], &all[4..6], &all[6..]),
        _ => return text.to_owned(),
    };
    let rest = rest.trim_start_matches('T').trim();
    if rest.is_empty() {
        day
    } else {
        format!("{day} {rest}")
    }
}

/// Days from 1899-12-30, from which spreadsheets count, to 1970-01-01.
const EPOCH: i32 = 25_569;
/// The numbers that are read as days: those of the years from 1954 to 2119.
const SERIALS: std::ops::Range<i32> = 20_000..80_000;

/// The day, with a time if there is one, of a number that a spreadsheet shows as a day only where
/// its cell is formatted as one.
fn serial(text: &str) -> Option<String> {
    let (days, rest) = text.split_once('.').unwrap_or((text, ""));
    let digits = days.len() == 5 && text.bytes().all(|b| b.is_ascii_digit() || b == b'.');
    let days: i32 = days.parse().ok()?;
    if !digits || !SERIALS.contains(&days) {
        return None;
    }
    let day = forms::day_text(days - EPOCH);
    let share: f64 = format!("0.{rest}0").parse().ok()?;
    #[expect(clippy::cast_possible_truncation, reason = "a day has 1440 minutes")]
    let minutes = (share * 1440.0).round() as i64;
    Some(match minutes {
        0 | 1440.. => day,
        _ => format!("{day} {:02}:{:02}", minutes / 60, minutes % 60),
    })
}

/// The moment of a day without a time is its beginning.
pub(super) fn moment(text: &str) -> String {
    let plain = plain(text);
    if forms::day_number(&plain).is_some() && plain.len() == 10 {
        format!("{plain} 00:00")
    } else {
        plain
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_are_read_as_offices_write_them() {
        for text in [
            "2026-05-03",
            "2026/5/3",
            "2026.5.3",
            "2026年5月3日",
            "20260503",
        ] {
            assert_eq!(plain(text), "2026-05-03", "{text}");
            assert_eq!(moment(text), "2026-05-03 00:00", "{text}");
        }
        assert_eq!(moment("2026/5/3 14:30"), "2026-05-03 14:30");
        assert_eq!(moment("2026年5月3日14:30"), "2026-05-03 14:30");
        assert_eq!(plain("5月3日"), "5月3日");
        assert_eq!(plain("昨天"), "昨天");
        assert_eq!(plain("46145"), "2026-05-03");
        assert_eq!(moment("46145.604166666664"), "2026-05-03 14:30");
        assert_eq!(moment("46145"), "2026-05-03 00:00");
        for number in ["4614", "461450", "19999", "80000", "1.5", "-46145"] {
            assert_eq!(plain(number), number);
        }
    }
}
