//! A device whose folder is an old backup or a copy gets a name of its own.

use merge::{DeviceId, Dot, Grant, Head, Terms};
use store::Item;
use sync::limits::MAX_HEADS;
use sync::{Renew, Renewed};

use crate::office::Office;
use crate::serve_sync::too_much;
use desk::Failure;

impl Office {
    /// Lets the holder of a grant go on under another name, and says how far its chain is the one
    /// kept here. The same epoch may ask again.
    ///
    /// The new grant says what the old one says and ends when it ends. The old name stays good:
    /// whoever goes on with the other copy of the folder is its rightful holder too.
    ///
    /// # Errors
    /// A question that is too long, or a store that fails.
    pub(crate) fn renew(
        &self,
        grant: &Grant,
        ask: &Renew,
        now_ms: u64,
    ) -> Result<Renewed, Failure> {
        if ask.heads.len() > MAX_HEADS {
            return Err(too_much());
        }
        let name = DeviceId::of(grant.terms.key, ask.epoch);
        let kept = match self.room.store.holder(name)? {
            Some(kept) => kept,
            None => {
                let fresh = self.issue(&Terms {
                    epoch: ask.epoch,
                    not_before_ms: now_ms,
                    ..grant.terms.clone()
                })?;
                self.room.store.take(vec![Item::Grant(fresh.clone())])?;
                fresh
            }
        };
        let mut common = 0;
        for head in &ask.heads {
            if self.has(grant.device, *head)? {
                common = common.max(head.seq);
            }
        }
        Ok(Renewed {
            grant: kept.bytes().to_vec().into(),
            common,
        })
    }

    /// Whether this very operation of a device is kept here.
    fn has(&self, device: DeviceId, head: Head) -> Result<bool, Failure> {
        let seq = head.seq;
        let kept = self.room.store.op(Dot { device, seq })?;
        Ok(kept.is_some_and(|sealed| sealed.hash == head.hash))
    }
}
