//! Grants that come along with operations: of another office's people, or of this office's own when
//! it has lost them.

use std::collections::BTreeMap;

use desk::Failure;
use desk::trust::Trust;
use merge::{Grant, Hash};
use minicbor::bytes::ByteVec;
use store::Item;

use crate::office::Office;

impl Office {
    /// Keeps the grants that are believed. Answers what stands against the others.
    ///
    /// # Errors
    /// A store that fails.
    pub(crate) fn take_grants(
        &self,
        grants: &[ByteVec],
    ) -> Result<BTreeMap<Hash, Failure>, Failure> {
        let store = &self.room.store;
        let (mut fresh, mut doubts) = (Vec::new(), BTreeMap::new());
        let mut trust = None;
        for bytes in grants {
            let Ok(grant) = Grant::open(bytes) else {
                continue;
            };
            if store.grant(grant.hash())?.is_some() {
                continue;
            }
            let trust = match &trust {
                Some(trust) => trust,
                None => trust.insert(self.trust()?),
            };
            match self.believe(trust, &grant)? {
                Ok(()) => fresh.push(grant),
                Err(failure) => {
                    doubts.insert(grant.hash(), failure);
                }
            }
        }
        // The latest grant of a device is the one it acts under.
        fresh.sort_by_key(|grant| grant.terms.not_before_ms);
        let mut items = Vec::new();
        for grant in fresh {
            let holder = store.holder(grant.device)?;
            let later = holder.filter(|kept| kept.terms.not_before_ms > grant.terms.not_before_ms);
            items.push(Item::Grant(grant));
            items.extend(later.map(Item::Grant));
        }
        if !items.is_empty() {
            store.take(items)?;
        }
        Ok(doubts)
    }

    /// Whether a grant is believed, and is not for a device that another office has let in.
    fn believe(&self, trust: &Trust, grant: &Grant) -> Result<Result<(), Failure>, Failure> {
        if let Err(doubt) = trust.believes(grant, &self.room.catalog) {
            return Ok(Err(doubt));
        }
        let signed = |charter: &&Grant| charter.public_key().is_ok_and(|key| grant.verify(&key));
        let signer = trust.charters().find(signed);
        // Neither the device nor the office that let it in may sign in a suite that is not taken.
        for one in [Some(grant), signer].into_iter().flatten() {
            if let Err(failure) = self.takes_suite(&one.terms.key) {
                return Ok(Err(failure));
            }
        }
        let own = self.key.public();
        let kept = self.room.store.holder(grant.device)?;
        let theirs = kept.is_some_and(|kept| kept.verify(&own) != grant.verify(&own));
        Ok(if theirs {
            Err(two_offices(grant))
        } else {
            Ok(())
        })
    }
}

fn two_offices(grant: &Grant) -> Failure {
    let (person, device) = (&grant.terms.person, grant.device);
    Failure::new(
        "two_offices",
        format!("{person} 的设备 {device} 已由另一台服务器登记，不采纳这份授权"),
        format!(
            "device {device} of {person} was let in by another office; this grant is not taken"
        ),
    )
}
