//! The laptop's side: what it has to say, written down.

use std::io::Write;

use merge::{Bucket, Sealed};

use super::{Chain, Part, Purpose, Trouble, Writer, batch};
use crate::limits::MAX_OPS;
use crate::message::Request;
use crate::push::Push;
use crate::replica::{Replica, SyncError};

/// Where a volume stopped.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Asked {
    /// Operations in the volume.
    pub operations: u64,
    /// The last of the device's own in it, or the one before if it has none.
    pub through: u64,
    /// Whether there is more for another volume.
    pub more: bool,
    /// The nonce of the hello in it, by which the answer is known.
    pub nonce: u64,
}

/// Writes a device's hello and its own operations after `chain.after` into a bundle, up to about
/// `limit` bytes; a full bundle goes on with everything kept of these buckets.
///
/// # Errors
/// A store that fails, or a medium that refuses.
pub fn ask<W: Write, R: Replica>(
    out: &mut Writer<W>,
    replica: &mut R,
    chain: Chain,
    everything: &[Bucket],
    limit: Option<u64>,
) -> Result<Asked, Trouble<R::Error>> {
    let hello = replica.hello().map_err(SyncError::Replica)?;
    let head = hello.head.seq;
    let mut asked = Asked {
        operations: 0,
        through: chain.after,
        more: false,
        nonce: hello.nonce,
    };
    let device = chain.device;
    out.part(&Part::Chain(chain))?;
    out.part(&Part::Request(Request::Hello(hello)))?;
    let full = |out: &Writer<W>| limit.is_some_and(|limit| out.bytes() >= limit);
    let batch = batch(limit);
    while asked.through < head {
        // One batch at least, so that volumes of any size come to an end.
        if asked.operations > 0 && full(out) {
            asked.more = true;
            return Ok(asked);
        }
        let ops = replica.own_after(asked.through, batch);
        let mut ops = ops.map_err(SyncError::Replica)?;
        ops.truncate(MAX_OPS);
        let Some(last) = ops.last() else { break };
        asked.through = last.op.seq;
        asked.operations += ops.len() as u64;
        push(out, replica, &ops)?;
    }
    // Volumes are cut in a device's own chain; what it keeps of others goes into the last.
    if out.header().purpose != Purpose::Full {
        asked.operations += brought(out, replica, batch)?;
        return Ok(asked);
    }
    for bucket in everything {
        let mut after = None;
        loop {
            let ops = replica.kept_in(*bucket, after, batch);
            let mut ops = ops.map_err(SyncError::Replica)?;
            ops.truncate(MAX_OPS);
            let Some(last) = ops.last() else { break };
            after = Some(last.op.dot());
            ops.retain(|op| op.op.device != device);
            asked.operations += ops.len() as u64;
            if !ops.is_empty() {
                push(out, replica, &ops)?;
            }
        }
    }
    Ok(asked)
}

/// Writes what neighbours brought and the office may not have. Answers how many operations.
fn brought<W: Write, R: Replica>(
    out: &mut Writer<W>,
    replica: &R,
    batch: usize,
) -> Result<u64, Trouble<R::Error>> {
    let (mut after, mut operations) = (None, 0);
    loop {
        let ops = replica.brought(after, batch);
        let mut ops = ops.map_err(SyncError::Replica)?;
        ops.truncate(MAX_OPS);
        let Some(last) = ops.last() else {
            return Ok(operations);
        };
        after = Some(last.op.dot());
        operations += ops.len() as u64;
        push(out, replica, &ops)?;
    }
}

/// Writes operations with the grants they name: nobody is heard who could say which he has lost.
fn push<W: Write, R: Replica>(
    out: &mut Writer<W>,
    replica: &R,
    ops: &[Sealed],
) -> Result<(), Trouble<R::Error>> {
    let grants = replica.grants_for(ops).map_err(SyncError::Replica)?;
    let push = Request::Push(Push::of(ops, grants));
    out.part(&Part::Request(push))?;
    Ok(())
}
