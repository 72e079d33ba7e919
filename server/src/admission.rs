//! How long grants are good, and whether a new laptop waits for a yes: what the office has set for
//! itself, and the renewing of grants at each contact.

use desk::Failure;
use desk::trust::{GRACE_MS, OFFICE};
use forms::Deed;
use merge::{Grant, Terms};
use serde::{Deserialize, Serialize};

use crate::giving::Due;
use crate::office::Office;

/// Under which name it is kept.
const NOTE: &str = "policy/grants";
const DAY_MS: u64 = 24 * 60 * 60 * 1000;
/// How long a grant is good where the office has set nothing, in days.
const GRANT_DAYS: u32 = 30;
/// Longest a grant may be good, in days: three years, after which people have moved on.
const MAX_GRANT_DAYS: u32 = 1_095;
/// Longest grace there may be, in days: a year without a word is no laptop's ordinary life.
const MAX_GRACE_DAYS: u32 = 365;

/// What the office has set.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Policy {
    /// How long a grant is good, in days. It is renewed at each contact when less than half is left.
    pub grant_days: u32,
    /// How long after that the work of a laptop without contact still counts by itself, in days.
    pub grace_days: u32,
    /// Whether a new laptop waits for a yes. Nothing: it does once somebody is appointed for it.
    pub approval: Option<bool>,
}

impl Default for Policy {
    fn default() -> Policy {
        Policy {
            grant_days: GRANT_DAYS,
            grace_days: u32::try_from(GRACE_MS / DAY_MS).unwrap_or(MAX_GRACE_DAYS),
            approval: None,
        }
    }
}

impl Policy {
    /// How long a grant is good, in milliseconds.
    pub(crate) fn grant_ms(self) -> u64 {
        u64::from(self.grant_days) * DAY_MS
    }

    fn check(self) -> Result<Policy, Failure> {
        let grants = (1..=MAX_GRANT_DAYS).contains(&self.grant_days);
        if grants && self.grace_days <= MAX_GRACE_DAYS {
            return Ok(self);
        }
        Err(Failure::new(
            "policy",
            format!(
                "授权期限应为 1 至 {MAX_GRANT_DAYS} 天，离线宽限应为 0 至 {MAX_GRACE_DAYS} 天；请改正"
            ),
            format!(
                "a grant is good for 1 to {MAX_GRANT_DAYS} days, the grace is 0 to {MAX_GRACE_DAYS} days; change the number"
            ),
        ))
    }
}

impl Office {
    /// What is set; the defaults where nothing is.
    ///
    /// # Errors
    /// An index that fails.
    pub fn policy(&self) -> Result<Policy, Failure> {
        let kept = self.room.store.note(NOTE)?;
        Ok(kept
            .and_then(|bytes| serde_json::from_slice(&bytes).ok())
            .unwrap_or_default())
    }

    /// Sets it from now on. Grants that were given keep their time until their next contact.
    ///
    /// # Errors
    /// A number beyond its limit, or a store that fails.
    pub fn set_policy(&self, policy: Policy) -> Result<(), Failure> {
        let value = serde_json::to_vec(&policy.check()?).unwrap_or_default();
        self.keep_note(NOTE.to_owned(), value)
    }

    /// Whether a new laptop waits until somebody says yes.
    pub(crate) fn wants_approval(&self) -> Result<bool, Failure> {
        match self.policy()?.approval {
            Some(set) => Ok(set),
            None => Ok(self.appointed(Deed::Keys)?.is_some()),
        }
    }

    /// Whether a grant is good now, or was until not too long ago. Offices have no grace: another
    /// office does not stay away unnoticed.
    pub(crate) fn stands(&self, terms: &Terms, now_ms: u64) -> Result<bool, Failure> {
        let grace_ms = if terms.role == OFFICE {
            0
        } else {
            u64::from(self.policy()?.grace_days) * DAY_MS
        };
        Ok(terms.stands(now_ms, grace_ms))
    }

    /// The grant a laptop goes on with from this contact: a new one, kept, if the one it has is good
    /// for less than half of what the office gives, or for longer than that.
    pub(crate) fn renewed(&self, grant: &Grant, now_ms: u64) -> Result<Grant, Failure> {
        let full = self.policy()?.grant_ms();
        let lasts = |grant: &Grant| {
            let left = grant.terms.not_after_ms.saturating_sub(now_ms);
            grant.terms.role == OFFICE || (full / 2..=full).contains(&left)
        };
        // Whoever is posted elsewhere at this very moment is not posted back by this.
        let due = || {
            let latest = self.known(grant.device)?;
            Ok(match lasts(&latest) {
                true => Due::Kept(latest),
                false => Due::New(self.longer(&latest, now_ms)?, ()),
            })
        };
        self.give_out(&due, &|_, ()| Vec::new())
    }

    /// The same grant from now on, for as long as the office gives; not kept yet.
    pub(crate) fn prolonged(&self, grant: &Grant, now_ms: u64) -> Result<Grant, Failure> {
        self.issue(&self.longer(grant, now_ms)?)
    }

    fn longer(&self, grant: &Grant, now_ms: u64) -> Result<Terms, Failure> {
        Ok(Terms {
            // Of two grants the later one is known by this.
            not_before_ms: now_ms.max(grant.terms.not_before_ms + 1),
            not_after_ms: now_ms + self.policy()?.grant_ms(),
            ..grant.terms.clone()
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn laptops_and_their_neighbours_hold_each_other_to_the_same_grace() {
        let set = Policy::default();
        assert_eq!(u64::from(set.grace_days) * DAY_MS, GRACE_MS);
        assert_eq!(set.check().unwrap(), set);
    }

    #[test]
    fn a_number_beyond_its_limit_is_refused() {
        let bent = |bend: fn(&mut Policy)| {
            let mut set = Policy::default();
            bend(&mut set);
            set.check().map_err(|no| no.code())
        };
        assert!(bent(|set| set.grant_days = 0).is_err());
        assert!(bent(|set| set.grant_days = 1_096).is_err());
        assert!(bent(|set| set.grace_days = 366).is_err());
        assert!(bent(|set| set.grace_days = 0).is_ok());
    }
}
