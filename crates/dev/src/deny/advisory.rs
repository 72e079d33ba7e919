//! Security advisories kept with the code, each exception with its last day.

use std::time::{SystemTime, UNIX_EPOCH};

use anyhow::{Context as _, Result};
use serde::Deserialize;
use toml::value::Datetime;

/// `advisories.toml`.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct List {
    pub(super) advisory: Vec<Advisory>,
}

/// One advisory against one package.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Advisory {
    id: String,
    package: String,
    reason: String,
    /// Without it the package may not be in the tree.
    accepted_until: Option<Datetime>,
}

impl List {
    /// The advisories we live with.
    pub(super) fn accepted(&self) -> impl Iterator<Item = &Advisory> {
        self.advisory
            .iter()
            .filter(|advisory| advisory.accepted_until.is_some())
    }
}

/// What is wrong on `today`, counted in days since 1970, with these packages in the tree.
pub(super) fn complaints(list: &List, packages: &[&str], today: i64) -> Vec<String> {
    let complaint = |advisory: &Advisory| {
        let Advisory {
            id,
            package,
            reason,
            accepted_until,
        } = advisory;
        if !packages.contains(&package.as_str()) {
            return accepted_until.as_ref().map(|_| {
                format!("{id}: {package} is no longer in the tree; take the exception out")
            });
        }
        let Some(until) = accepted_until else {
            return Some(format!("{id}: {package} may not be in the tree: {reason}"));
        };
        match last_day(until) {
            Some(last) if today <= last => None,
            Some(_) => Some(format!(
                "{id}: {package} was accepted until {until} ({reason}); look again, then choose \
                 another package or a later day"
            )),
            None => Some(format!("{id}: accepted_until is no day: {until}")),
        }
    };
    list.advisory.iter().filter_map(complaint).collect()
}

/// Exceptions that stand in only one of the two lists.
pub(super) fn differences(list: &List, ignored: &[&str]) -> Vec<String> {
    let undated = ignored
        .iter()
        .filter(|id| !list.accepted().any(|advisory| advisory.id == **id))
        .map(|id| format!("{id} is ignored in .deny.toml but has no day in advisories.toml"));
    // cargo-deny knows nothing of the packages of the web app.
    let unlisted = list
        .accepted()
        .filter(|advisory| !advisory.package.starts_with("pkg:"))
        .filter(|advisory| !ignored.contains(&advisory.id.as_str()))
        .map(|advisory| format!("{} is accepted but not ignored in .deny.toml", advisory.id));
    undated.chain(unlisted).collect()
}

/// The day of a time, counted from 1970.
pub(super) fn day(time: SystemTime) -> Result<i64> {
    let since = time
        .duration_since(UNIX_EPOCH)
        .context("the clock is before 1970")?;
    Ok(i64::try_from(since.as_secs() / 86_400)?)
}

/// Days from 1970 to a date of the Gregorian calendar.
fn last_day(until: &Datetime) -> Option<i64> {
    let date = until.date?;
    let (month, day) = (i64::from(date.month), i64::from(date.day));
    // The year starts in March here, so that the leap day is its last.
    let year = i64::from(date.year) - i64::from(month <= 2);
    let months_since_march = (month + 9) % 12;
    let leap_days = year / 4 - year / 100 + year / 400;
    Some(year * 365 + leap_days + (153 * months_since_march + 2) / 5 + day - 1 - 719_468)
}

#[cfg(test)]
mod tests {
    use super::*;

    const LIST: &str = r#"
        [[advisory]]
        id = "A-1"
        package = "instant"
        reason = "old"
        accepted_until = 2027-06-30

        [[advisory]]
        id = "A-2"
        package = "bincode"
        reason = "abandoned"
    "#;

    fn list() -> List {
        toml::from_str(LIST).unwrap()
    }

    fn days(date: &str) -> i64 {
        last_day(&date.parse().unwrap()).unwrap()
    }

    #[test]
    fn days_are_counted_from_1970() {
        assert_eq!(days("1970-01-01"), 0);
        assert_eq!(days("1970-03-01"), 59);
        assert_eq!(days("2000-02-29"), 11_016);
        assert_eq!(days("2000-03-01"), 11_017);
        assert_eq!(days("2026-11-23"), 20_780);
        assert_eq!(
            day(UNIX_EPOCH + std::time::Duration::from_secs(86_400)).unwrap(),
            1
        );
    }

    #[test]
    fn an_exception_holds_through_its_last_day() {
        assert!(complaints(&list(), &["instant"], days("2027-06-30")).is_empty());
        let late = complaints(&list(), &["instant"], days("2027-07-01"));
        assert_eq!(late.len(), 1);
        assert!(late[0].contains("was accepted until 2027-06-30"));
    }

    #[test]
    fn a_package_without_an_exception_is_caught() {
        let found = complaints(&list(), &["instant", "bincode"], 0);
        assert_eq!(found, ["A-2: bincode may not be in the tree: abandoned"]);
    }

    #[test]
    fn an_exception_nobody_needs_is_caught() {
        assert!(complaints(&list(), &[], 0)[0].contains("no longer in the tree"));
    }

    #[test]
    fn the_two_lists_must_agree() {
        assert!(differences(&list(), &["A-1"]).is_empty());
        assert_eq!(differences(&list(), &[]).len(), 1);
        assert_eq!(differences(&list(), &["A-1", "A-3"]).len(), 1);
    }
}
