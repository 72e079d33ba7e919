//! One question after another, where the questions are the caller's business.

use desk::Failure;
use sync::limits::MAX_TRIES;
use sync::{Reply, Request, SyncError, Ticket};

use crate::words::{cut_short, unreachable_server};
use crate::{Caller, Fault, Link, PAUSE};

/// A talk under way, one question at a time.
#[derive(Debug)]
pub struct Talk<'l> {
    link: &'l Link,
    caller: &'l Caller,
    ticket: Ticket,
    tries: u32,
}

impl Link {
    /// Begins to talk.
    ///
    /// # Errors
    /// No server, or one that is none.
    pub async fn talk<'l>(&'l self, caller: &'l Caller) -> Result<Talk<'l>, Failure> {
        let ticket = self.first_ticket(caller.device).await?;
        Ok(Talk {
            link: self,
            caller,
            ticket,
            tries: 0,
        })
    }
}

impl Talk<'_> {
    /// Asks; nothing if the link failed and `again` wants another try, perhaps with another
    /// question. A refusal is an answer.
    ///
    /// # Errors
    /// A link that stays down.
    pub async fn try_ask(
        &mut self,
        request: &Request,
        again: &mut (dyn FnMut() -> bool + Send),
    ) -> Result<Option<Reply>, Failure> {
        match self.link.ask(request, &self.ticket, self.caller).await {
            Ok(reply) => {
                self.tries = 0;
                Ok(Some(reply))
            }
            Err(Fault::Said(failure)) => Err(failure),
            Err(Fault::Stale) if again() => {
                self.ticket = self.link.first_ticket(self.caller.device).await?;
                Ok(None)
            }
            Err(Fault::Stale) => Err(self.link.strange()),
            Err(Fault::Link(_)) if again() => {
                self.tries += 1;
                tokio::time::sleep(PAUSE * self.tries).await;
                Ok(None)
            }
            Err(Fault::Link(error)) => Err(unreachable_server(self.link.base.as_str(), &error)),
        }
    }

    /// Asks until there is an answer, or it has been tried often enough.
    ///
    /// # Errors
    /// A link that stays down, or a server that says no.
    pub async fn ask(&mut self, request: &Request) -> Result<Reply, Failure> {
        let mut left = MAX_TRIES;
        loop {
            let mut again = || {
                left = left.saturating_sub(1);
                left > 0
            };
            match self.try_ask(request, &mut again).await? {
                Some(Reply::Refused(no)) => return Err(cut_short(SyncError::Refused(no))),
                Some(reply) => return Ok(reply),
                None => {}
            }
        }
    }
}
