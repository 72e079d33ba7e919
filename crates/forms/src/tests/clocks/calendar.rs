//! Working days.

use super::*;

#[test]
fn working_days_know_holidays_and_worked_weekends() {
    let calendar = Calendar::of(&Catalog::builtin().unwrap());
    for (start, limit, end) in [
        // A Friday before a worked Saturday (调休), then the Spring Festival.
        ("2026-02-13", 1, "2026-02-14"),
        ("2026-02-13", 2, "2026-02-24"),
        ("2026-02-27", 1, "2026-02-28"),
        // Labour Day on a Friday; the Saturday after next is worked.
        ("2026-04-30", 1, "2026-05-06"),
        ("2026-05-08", 1, "2026-05-09"),
        ("2026-09-30", 2, "2026-10-09"),
        ("2026-09-30", 3, "2026-10-10"),
        ("2026-11-20", 0, "2026-11-20"),
        ("2026-11-20", 15, "2026-12-11"),
    ] {
        assert_eq!(
            day_text(calendar.after(day(start), limit)),
            end,
            "{start} + {limit}"
        );
    }
    assert!(calendar.knows(day("2026-01-01"), day("2026-12-31")));
    assert!(!calendar.knows(day("2026-12-20"), day("2027-01-05")));
}

/// A second reckoning: walk through all days and cross off what is worked.
#[test]
fn every_limit_of_a_year_agrees_with_crossing_off_days() {
    let catalog = Catalog::builtin().unwrap();
    let calendar = Calendar::of(&catalog);
    let rows = &catalog.table("holidays").unwrap().rows;
    let of = |work: bool| -> BTreeSet<&str> {
        let rows = rows.iter().filter(move |row| row.is("work") == work);
        rows.map(|row| row.text("day").unwrap()).collect()
    };
    let (worked, free) = (of(true), of(false));
    let mut days: Vec<(i32, bool)> = Vec::new();
    // 2026-01-01 was a Thursday.
    for (at, weekday) in (0..365).zip((0..7).cycle().skip(3)) {
        let number = day("2026-01-01") + at;
        let text = day_text(number);
        let open = worked.contains(text.as_str()) || (weekday < 5 && !free.contains(text.as_str()));
        days.push((number, open));
    }
    for from in 0..330 {
        let left: Vec<i32> = days[from + 1..]
            .iter()
            .filter(|d| d.1)
            .map(|d| d.0)
            .collect();
        for limit in 1..=15_u32 {
            let wanted = left[limit as usize - 1];
            assert_eq!(calendar.after(days[from].0, limit), wanted);
        }
    }
}

#[test]
fn imported_days_replace_what_was_known() {
    let calendar = Calendar::default().with([(day("2027-01-01"), false)]);
    assert_eq!(day_text(calendar.after(day("2026-12-31"), 1)), "2027-01-04");
    let moved = calendar.with([(day("2027-01-02"), true)]);
    assert_eq!(day_text(moved.after(day("2026-12-31"), 1)), "2027-01-02");
}
