//! The office's side: it plays the device in an exchange and writes down what it says to it.

use std::io::Write;

use merge::{Bucket, Dot, Sealed};
use minicbor::bytes::ByteVec;

use super::{Error, Part, Purpose, Told, Writer, batch};
use crate::exchange::Exchange;
use crate::message::{Hello, Opening, Page, Place, Reply, Request, Segment, Welcome};
use crate::push::Pushed;
use crate::replica::{Replica, Report, SyncError};

/// What was answered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Answered {
    /// What is in it.
    pub report: Report,
    /// The hello the device will be able to say once it has this volume, if there is more.
    pub rest: Option<Hello>,
}

/// Writes the answer to a hello into a bundle, up to about `limit` bytes, and what became of the
/// operations that came with it. `ask` is the office, as a device would ask it over a network: it
/// says what this device may know and no more.
///
/// # Errors
/// An office that refuses, or a medium that does ([`SyncError::Replica`]).
pub fn answer<W: Write>(
    out: &mut Writer<W>,
    (hello, told): (&Hello, Option<&Told>),
    limit: Option<u64>,
    ask: &mut dyn FnMut(Request) -> Reply,
) -> Result<Answered, SyncError<Error>> {
    let receipt_only = out.header().purpose == Purpose::Receipt;
    let mut write = |part: Part| {
        out.part(&part).map_err(SyncError::Replica)?;
        Ok::<_, SyncError<Error>>(limit.is_some_and(|limit| out.bytes() >= limit))
    };
    write(Part::Answering(hello.clone()))?;
    let mut device = Played {
        hello: hello.clone(),
        whole: false,
    };
    let mut exchange = Exchange::in_batches(batch(limit));
    let mut rest = None;
    while let Some(request) = exchange.next(&mut device)? {
        let first = matches!(request, Request::Hello(_));
        let reply = ask(request);
        exchange.answer(&mut device, reply.clone())?;
        let full = write(Part::Reply(reply))?;
        if first && receipt_only {
            break;
        }
        // A volume is cut where a bucket is complete, so that each can be used alone.
        if full && !first && device.whole {
            rest = exchange.next(&mut device)?.map(|_| device.hello);
            break;
        }
    }
    // At the end, so that a laptop stopped half-way hears it when it goes on.
    if let Some(told) = told {
        write(Part::Told(told.clone()))?;
    }
    let report = exchange.report();
    Ok(Answered { report, rest })
}

/// The device as it stands after each answer.
struct Played {
    hello: Hello,
    /// Whether the last answer left no bucket half told.
    whole: bool,
}

impl Played {
    fn stands(&mut self, place: Place) {
        let places = &mut self.hello.places;
        match places.iter_mut().find(|old| old.bucket == place.bucket) {
            Some(old) => *old = place,
            None => places.push(place),
        }
    }
}

impl Replica for Played {
    type Error = Error;

    fn hello(&mut self) -> Result<Hello, Error> {
        Ok(self.hello.clone())
    }

    fn welcomed(&mut self, _: &Hello, welcome: &Welcome) -> Result<(), Error> {
        for bucket in welcome.strange.iter().chain(&welcome.gone) {
            self.stands(Place {
                bucket: *bucket,
                seq: 0,
                sum: 0,
            });
        }
        Ok(())
    }

    /// What the device brought was pushed before.
    fn own_after(&self, _: u64, _: usize) -> Result<Vec<Sealed>, Error> {
        Ok(Vec::new())
    }

    fn kept_in(&self, _: Bucket, _: Option<Dot>, _: usize) -> Result<Vec<Sealed>, Error> {
        Ok(Vec::new())
    }

    fn pushed(&mut self, _: &[Sealed], _: &Pushed) -> Result<(), Error> {
        Ok(())
    }

    fn pulled(&mut self, _: &Segment, place: Place, _: &[ByteVec]) -> Result<u64, Error> {
        self.whole = true;
        self.stands(place);
        Ok(0)
    }

    fn paged(&mut self, page: &Page, complete: &[Opening]) -> Result<(), Error> {
        self.whole = page.next.is_none();
        for opening in complete {
            self.stands(opening.place);
        }
        Ok(())
    }
}
