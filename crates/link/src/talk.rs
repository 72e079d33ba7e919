//! One question after another, where the questions are the caller's business.

use desk::Failure;
use merge::{DeviceId, FullKey};
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

/// The way to the first of several addresses at which the office of that key answers, and which that
/// is. Of a single one nothing is asked.
///
/// # Errors
/// An address that is none; the first one's answer, if the office is at none of them.
pub async fn reach(
    addresses: &[String],
    office: FullKey,
    device: DeviceId,
) -> Result<(Link, usize), Failure> {
    let mut wrong = None;
    for (at, address) in addresses.iter().enumerate() {
        let link = Link::open(address, office)?;
        if addresses.len() == 1 {
            return Ok((link, at));
        }
        match link.first_ticket(device).await {
            Ok(_) => return Ok((link, at)),
            Err(no) => wrong = wrong.or(Some(no)),
        }
    }
    Err(wrong.unwrap_or_else(no_address))
}

/// What a laptop says that knows no address of its office.
#[must_use]
pub fn no_address() -> Failure {
    Failure::new(
        "address",
        "本机是用U盘登记的，没有服务器地址；有网络时用 sync --server https://主机:端口，否则用 export 和 import",
        "this laptop was let in by stick and knows no server; with a network, `sync --server https://host:port`, without, `export` and `import`",
    )
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
