//! Handing in: what a laptop writes whose grant ran out too long ago goes into its office's keeping.

use desk::{Failure, fill};
use sync::limits::{HAND_BATCH, MAX_OPS};
use sync::{HandIn, HandedIn, Push, Replica, Reply, Report, Request, SyncError};

use crate::words::cut_short;
use crate::{Caller, Link};

impl Link {
    /// Gives the office what it lacks of the laptop's own chain, to be kept and not to count until
    /// somebody has said yes; nothing comes back but its receipt, which `laptop` keeps. `progress` is
    /// told after every answer.
    ///
    /// # Errors
    /// A link that stays down, an office that says no, or a store that fails. What was kept there is
    /// kept; the next time goes on from it.
    pub async fn hand_in(
        &self,
        caller: &Caller,
        laptop: &mut (impl Replica<Error = Failure> + Send),
        progress: &mut (dyn FnMut(&Report) + Send),
    ) -> Result<HandedIn, Failure> {
        let mut talk = self.talk(caller).await?;
        let mut report = Report::default();
        // First it is asked where to go on.
        let mut push = Push::of(&[], Vec::new());
        let mut reached = None;
        loop {
            let nonce = nonce()?;
            let ask = Request::HandIn(HandIn { nonce, push });
            let Reply::HandedIn(said) = talk.ask(&ask).await? else {
                return Err(cut_short(SyncError::OutOfTurn));
            };
            laptop.handed_in(nonce, &said)?;
            let seq = said.head.seq;
            let mut ops = laptop.own_after(seq, HAND_BATCH)?;
            ops.truncate(MAX_OPS);
            report.held += seq - reached.unwrap_or(seq).min(seq);
            report.expected = report.held + ops.len() as u64;
            progress(&report);
            if ops.is_empty() || said.full {
                return Ok(said);
            }
            if reached.is_some_and(|before| before >= seq) {
                return Err(cut_short(SyncError::OutOfTurn));
            }
            reached = Some(seq);
            push = Push::of(&ops, laptop.grants_for(&ops)?);
        }
    }
}

fn nonce() -> Result<u64, Failure> {
    let mut bytes = [0; 8];
    fill(&mut bytes)?;
    Ok(u64::from_le_bytes(bytes))
}
