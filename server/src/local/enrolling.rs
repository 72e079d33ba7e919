//! Commands about letting laptops in, run on an open office.

use desk::Failure;
use desk::api::view::Decision;
use serde::{Deserialize, Serialize};

use super::Answer;
use crate::admission::Policy;
use crate::http::now_ms;
use crate::office::Office;

/// Something about laptops that wait for a yes.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) enum Enrolling {
    /// Who asked.
    List,
    /// A yes or a no.
    Decide(Decision),
    /// What is set, after this was.
    Policy {
        /// Whether new laptops wait; as it is if nothing is said.
        approval: Option<String>,
        /// How long a grant is good, in days.
        days: Option<u32>,
        /// How long the grace is, in days.
        grace_days: Option<u32>,
        /// The suites anything is taken from.
        #[serde(default)]
        suites: Option<Vec<String>>,
    },
}

/// Runs one; `by` is whoever typed it.
///
/// # Errors
/// Whatever it refuses.
pub(super) fn run(office: &Office, what: &Enrolling, by: &str) -> Result<Answer, Failure> {
    match what {
        Enrolling::List => office.enrolments(now_ms()).map(Answer::Enrolments),
        Enrolling::Decide(decision) => {
            let decided = office.decide(decision, (by, now_ms()))?;
            Ok(Answer::Enrolments(vec![decided]))
        }
        Enrolling::Policy {
            approval,
            days,
            grace_days,
            suites,
        } => {
            let before = office.policy()?;
            let set = Policy {
                grant_days: days.unwrap_or(before.grant_days),
                grace_days: grace_days.unwrap_or(before.grace_days),
                approval: match approval.as_deref() {
                    Some("on") => Some(true),
                    Some("off") => Some(false),
                    Some(_) => None,
                    None => before.approval,
                },
            };
            if let Some(names) = suites {
                office.set_suites(names)?;
            }
            if set != before {
                office.set_policy(set)?;
            }
            Ok(Answer::Policy(
                set,
                office.wants_approval()?,
                office.suites()?,
            ))
        }
    }
}
