//! The way between a laptop and the office: real bytes, and all that can happen to them.

use merge::DeviceId;
use sync::{Exchange, FeedItem, Reply, Report, Request, SyncError, pack, unpack};

use super::sabotage::Sabotage;
use super::{Fault, World};

/// How many in a hundred requests meet trouble.
const BAD_WEATHER: usize = 25;
/// What a hotel's network answers instead of the office.
const PORTAL: &[u8] = b"<html><body>Please accept our terms</body></html>";

/// What became of a request.
enum Carried {
    Answered(Box<Reply>),
    /// The program may try again.
    Lost,
    /// The program gives up.
    Cut,
}

const WEATHER: &[Fault] = &[
    Fault::RequestLost,
    Fault::ReplyLost,
    Fault::Duplicate,
    Fault::Stale,
    Fault::LinkCut,
    Fault::FlippedRequest,
    Fault::FlippedReply,
    Fault::Portal,
];

impl World {
    /// One exchange of a laptop with the office; answers what it did if it came to its end.
    pub(crate) fn sync(&mut self, who: usize) -> Result<Option<Report>, String> {
        let mut exchange = Exchange::default();
        let mut before = Vec::new();
        loop {
            let laptop = self.people[who].laptop_mut();
            let request = match exchange.next(laptop) {
                Ok(Some(request)) => pack(&request),
                Ok(None) => return Ok(Some(exchange.report())),
                Err(error) => return self.gave_up(who, &error),
            };
            let carried = self.carry(who, &request, &before)?;
            before.push(request);
            match carried {
                Carried::Answered(reply) => {
                    let laptop = self.people[who].laptop_mut();
                    if let Err(error) = exchange.answer(laptop, *reply) {
                        return self.gave_up(who, &error);
                    }
                    if self.after_trouble(who)? {
                        return Ok(None);
                    }
                    self.note_receipt(who)?;
                }
                Carried::Lost if exchange.failed() => {}
                Carried::Lost | Carried::Cut => return Ok(None),
            }
        }
    }

    /// What the laptop now holds a receipt for must stay at the office.
    pub(crate) fn note_receipt(&mut self, who: usize) -> Result<(), String> {
        let person = &mut self.people[who];
        let receipt = person
            .laptop()
            .store()
            .receipt()
            .map_err(|e| e.to_string())?;
        person.promised = receipt.map_or(0, |receipt| receipt.head.seq);
        Ok(())
    }

    /// An exchange may stop only because something was made to go wrong.
    fn gave_up(
        &mut self,
        who: usize,
        error: &SyncError<agent::Failure>,
    ) -> Result<Option<Report>, String> {
        self.tell(|| format!("{who} gave up: {error}"));
        let refused = matches!(error, SyncError::Refused(_));
        let here = self.after_trouble(who)?;
        // The office tells of its disk by refusing.
        if here || (refused && std::mem::take(&mut self.office_was_troubled)) {
            return Ok(None);
        }
        Err(format!("{} cannot sync: {error}", self.people[who].name))
    }

    fn weather(&mut self) -> Option<Fault> {
        if !self.faults || !self.dice.chance(BAD_WEATHER) {
            return None;
        }
        Some(*self.dice.pick(WEATHER))
    }

    fn carry(&mut self, who: usize, request: &[u8], before: &[Vec<u8>]) -> Result<Carried, String> {
        let device = self.people[who].device.id();
        let weather = self.weather();
        let bit = self.dice.number();
        if let Some(fault) = weather {
            self.hit(fault);
            self.tell(|| format!("{who}: {fault:?}"));
        }
        match weather {
            Some(Fault::RequestLost) => return Ok(Carried::Lost),
            Some(Fault::LinkCut) => return Ok(Carried::Cut),
            Some(Fault::Portal) => return refused::<Reply>(PORTAL).map(|()| Carried::Cut),
            Some(Fault::FlippedRequest) => {
                return refused::<Request>(&flipped(request, bit)).map(|()| Carried::Lost);
            }
            Some(Fault::Duplicate) => {
                self.ask(device, request)?;
            }
            Some(Fault::Stale) if !before.is_empty() => {
                let old = self.dice.below(before.len());
                self.ask(device, &before[old])?;
            }
            _ => {}
        }
        let Some(reply) = self.ask(device, request)? else {
            return Ok(Carried::Lost);
        };
        match weather {
            Some(Fault::ReplyLost) => Ok(Carried::Lost),
            Some(Fault::FlippedReply) => {
                refused::<Reply>(&flipped(&reply, bit)).map(|()| Carried::Cut)
            }
            _ => {
                let reply = unpack(&reply).map_err(|error| error.to_string())?;
                Ok(Carried::Answered(Box::new(self.sabotaged(reply))))
            }
        }
    }

    /// The office's answer as bytes; nothing if it was cut off while it answered.
    fn ask(&mut self, device: DeviceId, request: &[u8]) -> Result<Option<Vec<u8>>, String> {
        let request: Request = unpack(request).map_err(|error| error.to_string())?;
        let reply = self.office().answer(device, request, self.now_ms);
        let gone = self.office_disk.is_off();
        self.office_was_troubled = self.after_office_trouble()?;
        Ok((!gone).then(|| pack(&reply)))
    }

    /// A sabotaged link leaves an operation out of every piece of a feed.
    fn sabotaged(&self, mut reply: Reply) -> Reply {
        if self.sabotage == Sabotage::LinkDropsOperation
            && let Reply::Pulled(pulled) = &mut reply
        {
            for segment in &mut pulled.segments {
                let ops = |item: &FeedItem| matches!(item, FeedItem::Op(_));
                if let Some(first) = segment.items.iter().position(ops) {
                    segment.items.remove(first);
                }
            }
        }
        reply
    }
}

/// What came is no message, and must not be taken for one.
fn refused<T: for<'b> minicbor::Decode<'b, ()>>(bytes: &[u8]) -> Result<(), String> {
    match unpack::<T>(bytes) {
        Err(_) => Ok(()),
        Ok(_) => Err("bytes that nobody sent were taken for a message".to_owned()),
    }
}

fn flipped(bytes: &[u8], bit: u64) -> Vec<u8> {
    let bit = usize::try_from(bit % (bytes.len() as u64 * 8)).unwrap();
    let mut bytes = bytes.to_vec();
    bytes[bit / 8] ^= 1 << (bit % 8);
    bytes
}
