//! What only the old name holds, under the new one: its own operations signed again, those of
//! neighbours and of colleagues as they are.

use std::collections::BTreeSet;

use desk::{Failure, receipts};
use merge::{Author, DeviceId, Hash, Now, Rewriting};
use store::{Arrival, Fate, Item, Store, Verdict};
use sync::Carrier as _;
use sync::limits::MAX_BATCH;

use crate::device::Officer;
use crate::laptop::{Laptop, foreign_number};
use crate::posting;

/// Brings whole what colleagues wrote on this laptop, before anything else stands in the new journal:
/// they go on where they stopped. With it comes what the office has said of it.
pub(super) fn bring_colleagues(old: &Store, new: &mut Laptop) -> Result<(), Failure> {
    let colleagues: Vec<DeviceId> = new.colleagues().iter().map(Officer::device).collect();
    let held = old.all_held()?;
    for device in colleagues {
        let mut after = 0;
        loop {
            let ops = old.ops_after(device, after, MAX_BATCH)?;
            let Some(last) = ops.last() else { break };
            after = last.op.seq;
            let named: BTreeSet<Hash> = ops.iter().map(|sealed| sealed.op.grant).collect();
            let mut items = Vec::with_capacity(named.len() + ops.len());
            for hash in named {
                items.extend(old.grant(hash)?.map(Item::Grant));
            }
            items.extend(ops.into_iter().map(|sealed| {
                let received_ms = sealed.op.claimed.wall_ms;
                Item::Op(Arrival {
                    sealed,
                    verdict: Verdict::Applied,
                    received_ms,
                })
            }));
            new.room.store.take(items)?;
        }
        let held = held.iter().filter(|(dot, _)| dot.device == device);
        let mut items: Vec<Item> = held
            .map(|(dot, reason)| Item::Hold {
                dot: *dot,
                reason: reason.clone(),
            })
            .collect();
        items.extend(posting::kept(old, device)?);
        new.room.store.take(items)?;
    }
    Ok(())
}

/// Brings what neighbours gave the old name and the office did not have yet: it is carried home under
/// the new one.
pub(super) fn carry_over(old: &Laptop, new: &mut Laptop) -> Result<(), Failure> {
    let mut known = old.room.receipts()?;
    known.retain(|receipt| new.is_colleague(receipt.device));
    let items = known.iter().map(receipts::note).collect();
    new.room.store.take(items)?;
    let mut after = None;
    loop {
        let ops = old.brought_after(after, MAX_BATCH)?;
        let Some(last) = ops.last() else {
            return Ok(());
        };
        after = Some(last.op.dot());
        let grants = old.grants_of(&ops)?;
        new.carried(ops, &grants)?;
    }
}

/// Signs again what only the old name holds, after the number both have in common. Answers how many.
pub(super) fn rewrite(old: &Laptop, new: &mut Laptop, common: u64) -> Result<u64, Failure> {
    let (from, to) = (old.device.id(), new.device.id());
    let mut rewriting = Rewriting::new(from, to, common);
    // A pen of its own, for it must not claim a later trusted time than the first writing did.
    let grant: Hash = new.seat.grant.hash();
    let mut author = Author::new(new.device.key(), to, grant);
    let (mut after, mut count) = (common, 0);
    loop {
        let branch = old.room.store.ops_after(from, after, MAX_BATCH)?;
        let Some(last) = branch.last() else { break };
        after = last.op.seq;
        let mut items = Vec::with_capacity(branch.len());
        for first in &branch {
            let op = &first.op;
            let written = Now {
                wall_ms: op.claimed.wall_ms,
                offset_min: op.claimed.offset_min,
            };
            author.trust(op.claimed.trusted_ms);
            let then = op.hlc.ms();
            author.observe(
                op.hlc,
                Now {
                    wall_ms: then,
                    ..written
                },
            );
            let sealed = author.try_seal(rewriting.draft(op), written);
            let sealed = sealed.map_err(|error| Failure::too_much(&error))?;
            author.wrote(&sealed);
            rewriting.wrote(op.seq, sealed.op.seq);
            items.push(Item::Op(Arrival {
                sealed,
                verdict: Verdict::Applied,
                received_ms: op.claimed.wall_ms,
            }));
        }
        count += items.len() as u64;
        let fates = new.room.store.take(items)?;
        if fates.iter().any(|fate| *fate != Fate::Kept) {
            return Err(foreign_number(count));
        }
    }
    author.trust(new.author.trusted_ms());
    new.author = author;
    Ok(count)
}
