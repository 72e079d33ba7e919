//! Two offices keep each other's log heads.

use desk::Failure;
use desk::witness::Witnessing;
use link::{Talk, cut_short};
use merge::Grant;
use store::StoreError;
use sync::{Reply, Request, SyncError, Witness};

use super::{ABOVE, Above};
use crate::office::Office;

impl Office {
    /// Answers an office below about the logs of both.
    pub(crate) fn witness(
        &self,
        charter: &Grant,
        said: &Witness,
        now_ms: u64,
    ) -> Result<Witness, Failure> {
        let store = &self.room.store;
        let witness = Witnessing::of(store, &charter.device.to_string());
        if said.own.is_some() {
            let key = charter.public_key().map_err(StoreError::from)?;
            let items = witness.heed(said.from, said.own.as_ref(), &key, now_ms)?;
            store.take(items)?;
        }
        Ok(Witness {
            seen: witness.seen()?,
            own: Some(self.logged(said.seen, now_ms)?),
            from: said.seen,
        })
    }

    /// Shows the log to the office above, and keeps how that one's stands.
    pub(super) async fn witness_above(
        &self,
        talk: &mut Talk<'_>,
        above: &Above,
        now_ms: u64,
    ) -> Result<(), Failure> {
        let witness = Witnessing::of(&self.room.store, ABOVE);
        let mut ask = Witness {
            seen: witness.seen()?,
            own: None,
            from: None,
        };
        let there = heard(talk.ask(&Request::Witness(ask.clone())).await?)?;
        let items = witness.heed(ask.seen, there.own.as_ref(), &above.key()?, now_ms)?;
        self.room.store.take(items)?;
        // Now it is known from where on that one wants the proof.
        ask.own = Some(self.logged(there.seen, now_ms)?);
        (ask.seen, ask.from) = (witness.seen()?, there.seen);
        heard(talk.ask(&Request::Witness(ask)).await?)?;
        Ok(())
    }
}

fn heard(reply: Reply) -> Result<Witness, Failure> {
    match reply {
        Reply::Witness(there) => Ok(there),
        _ => Err(cut_short(SyncError::OutOfTurn)),
    }
}
