//! Giving out a grant: signed first, then kept by whoever still has to have it.
//!
//! What signs may lie outside and hang, and nobody else writes while the pen is held. So it is asked
//! before the pen is taken. What it signed counts only if, with the pen in hand, it is still what is to
//! be said; else it is nothing, for nobody has seen it.

use desk::Failure;
use merge::{Grant, Terms};
use store::Item;

use crate::office::Office;

/// What somebody is to have.
pub(crate) enum Due<T> {
    /// A grant that is kept already.
    Kept(Grant),
    /// A new one with these terms; and what its reason was, for what is kept with it.
    New(Terms, T),
}

impl Office {
    /// The grant that is due, kept. `due` is asked before the pen is taken and with the pen in hand;
    /// `beside` says what is kept in one step with a new grant.
    ///
    /// # Errors
    /// What `due` refuses, a signer that does not sign, or a store that fails; nothing is kept then.
    pub(crate) fn give_out<T>(
        &self,
        due: &dyn Fn() -> Result<Due<T>, Failure>,
        beside: &dyn Fn(&Grant, T) -> Vec<Item>,
    ) -> Result<Grant, Failure> {
        loop {
            let signed = match due()? {
                Due::Kept(grant) => return Ok(grant),
                Due::New(terms, _) => self.issue(&terms)?,
            };
            let given = self.at_pen(&mut || {
                Ok(match due()? {
                    Due::Kept(grant) => (Some(grant), Vec::new()),
                    Due::New(terms, why) if terms == signed.terms => {
                        let grant = [Item::Grant(signed.clone())].into_iter();
                        let items = grant.chain(beside(&signed, why)).collect();
                        (Some(signed.clone()), items)
                    }
                    Due::New(..) => (None, Vec::new()),
                })
            })?;
            // None: somebody else's word came in between, a new policy perhaps.
            if let Some(grant) = given {
                return Ok(grant);
            }
        }
    }
}
