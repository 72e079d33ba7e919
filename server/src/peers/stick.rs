//! The same by stick: the one below writes where it stands and what the one above lacks by what it
//! said last; the answer brings what the one below lacks.

use std::io::Write;
use std::path::Path;

use desk::{Failure, fill, stick};
use link::cut_short;
use merge::{Grant, Sealed};
use minicbor::bytes::ByteVec;
use minicbor::{Decode, Encode};
use store::Item;
use sync::bundle::{self, Chain as Whose, Part, Purpose, Writer};
use sync::{
    Carrier, Chain, Enrolled, Fate, Fetched, Last, Relay, RelayAsk, RelayReply, Reply, Request,
    Span, Standing, SyncError, Want, answer_relay, digest,
};

use super::calling::Done;
use super::counter::Counter;
use super::join::wrong_office;
use super::{Above, THERE, nonce, not_joined, spans};
use crate::office::Office;

/// The note that keeps the last question that was written.
const ASKED: &str = "above/asked";

/// What a stick of an office below brought, to be answered.
#[derive(Debug, Default)]
pub(crate) struct Brought {
    /// Where it said it stands.
    pub(crate) standing: Option<Standing>,
}

/// A question under way by stick.
#[derive(Debug, Encode, Decode)]
struct Asked {
    #[n(0)]
    nonce: u64,
    /// How far everything was kept here.
    #[n(1)]
    lasts: Vec<Last>,
    /// How far the feeds were: bucket and number.
    #[n(2)]
    heads: Vec<(u64, u64)>,
}

/// An office that is not here: it is known how far it has everything, and it gives nothing.
struct Absent {
    lasts: Vec<Last>,
}

impl Carrier for Absent {
    type Error = Failure;

    fn lasts(
        &self,
        _: &[Span],
        after: Option<Chain>,
        through: Option<Chain>,
    ) -> Result<Vec<Last>, Failure> {
        let lasts = self.lasts.iter().filter(|last| {
            after.is_none_or(|after| last.chain > after)
                && through.is_none_or(|through| last.chain <= through)
        });
        Ok(lasts.copied().collect())
    }

    fn wanted(&self, _: &Want, _: usize) -> Result<Vec<Sealed>, Failure> {
        Ok(Vec::new())
    }

    fn grants_of(&self, _: &[Sealed]) -> Result<Vec<ByteVec>, Failure> {
        Ok(Vec::new())
    }

    fn carried(&mut self, ops: Vec<Sealed>, _: &[ByteVec]) -> Result<Vec<Fate>, Failure> {
        Ok(vec![Fate::Kept; ops.len()])
    }
}

impl Office {
    /// Writes what the office above lacks, and what it needs to answer.
    ///
    /// # Errors
    /// No office above, or a medium that refuses.
    pub(crate) fn export_above(&self, to: &Path, now_ms: u64) -> Result<Done, Failure> {
        let above = self.above()?.ok_or_else(not_joined)?;
        let charter = above.charter()?;
        let mut counter = Counter::to_above(self, &charter, &above.name, now_ms)?;
        let heads = self.heads(&charter)?;
        let here = counter.standing(nonce()?, now_ms)?;
        let mut sent = 0;
        let mut secret = [0; 32];
        fill(&mut secret)?;
        stick::write(to, |out| {
            let broken = |error| stick::failure(to, &error);
            let about = (Purpose::Up, 1, now_ms);
            let started = Writer::start(out, &self.key, &above.key()?, about, secret);
            let mut writer = started.map_err(broken)?;
            let whose = Whose {
                device: self.caller().device,
                after: 0,
                earlier: None,
            };
            writer.part(&Part::Chain(whose)).map_err(broken)?;
            let standing = Part::Request(Request::Standing(here.clone()));
            writer.part(&standing).map_err(broken)?;
            sent = self.give(&mut counter, &charter, &mut |ask| {
                writer
                    .part(&Part::Request(Request::Relay(ask)))
                    .map_err(broken)
            })?;
            let hash = stick::finish(to, writer, false)?;
            Ok(((), hash))
        })?;
        let asked = Asked {
            nonce: here.nonce,
            lasts: here.lasts.unwrap_or_default(),
            heads: heads.into_iter().collect(),
        };
        self.keep_cbor(ASKED, &asked)?;
        Ok(Done {
            name: above.name,
            sent,
            files: vec![to.to_owned()],
            ..Done::default()
        })
    }

    /// Plays the exchange with the office above as it stood when it was heard last.
    fn give(
        &self,
        counter: &mut Counter<'_>,
        charter: &Grant,
        write: &mut dyn FnMut(RelayAsk) -> Result<(), Failure>,
    ) -> Result<u64, Failure> {
        let there = self.kept_cbor(THERE)?.unwrap_or_default();
        let mut absent = Absent { lasts: there };
        let area = spans(charter);
        let mut relay = Relay::new(area.clone());
        while let Some(mut ask) = relay.next(counter).map_err(cut_short)? {
            if let RelayAsk::Carry(carry) = &mut ask {
                counter.says(carry)?;
                write(ask.clone())?;
            }
            let reply = answer_relay(&mut absent, &area, ask).map_err(cut_short)?;
            relay.answer(counter, reply).map_err(cut_short)?;
        }
        Ok(relay.report().given)
    }

    /// Takes in what the office above has answered.
    ///
    /// # Errors
    /// A file that is not its answer, or a store that fails. What came before a fault is kept.
    pub(crate) fn import_above(&self, file: &Path, now_ms: u64) -> Result<Done, Failure> {
        let ended = self.import_answer(file, now_ms);
        self.heard(&ended, now_ms)?;
        ended
    }

    fn import_answer(&self, file: &Path, now_ms: u64) -> Result<Done, Failure> {
        let mut above = self.above()?.ok_or_else(not_joined)?;
        let broken = |error: bundle::Error| stick::failure(file, &error);
        let mut reader = stick::open(file, &self.key)?;
        if reader.header().from.0 != above.key()?.bytes() {
            return Err(wrong_office(&above.name));
        }
        let mut done = Done {
            name: above.name.clone(),
            ..Done::default()
        };
        while let Some(part) = reader.next_part().map_err(broken)? {
            match part {
                Part::Enrolled(answer) => above = self.joined(above, &answer, now_ms)?,
                Part::Reply(Reply::Standing(there)) => {
                    self.answered(&above, &there, &mut done, now_ms)?;
                }
                Part::Reply(Reply::Relay(RelayReply::Fetched(fetched))) => {
                    self.fetched(&above, &fetched, &mut done, now_ms)?;
                }
                _ => return Err(wrong_office(&above.name)),
            }
        }
        Ok(done)
    }

    fn answered(
        &self,
        above: &Above,
        there: &Standing,
        done: &mut Done,
        now_ms: u64,
    ) -> Result<(), Failure> {
        let charter = above.charter()?;
        let counter = Counter::to_above(self, &charter, &above.name, now_ms)?;
        let lasts = there.lasts.clone().unwrap_or_default();
        if digest(&lasts) != there.kept {
            return Err(wrong_office(&above.name));
        }
        self.heed(above, &counter, there.nonce, there)?;
        let asked: Option<Asked> = self.kept_cbor(ASKED)?;
        // The answer to an earlier question tells nothing of how it stands now.
        let Some(asked) = asked.filter(|asked| asked.nonce == there.nonce) else {
            return Ok(());
        };
        let has = |last: &Last| {
            let found = lasts.binary_search_by_key(&last.chain, |one| one.chain);
            found.is_ok_and(|at| lasts[at].seq >= last.seq)
        };
        if asked.lasts.iter().all(has) {
            self.level(&asked.heads.into_iter().collect())?;
            done.level = true;
        }
        self.keep_cbor(THERE, &lasts)
    }

    fn fetched(
        &self,
        above: &Above,
        fetched: &Fetched,
        done: &mut Done,
        now_ms: u64,
    ) -> Result<(), Failure> {
        let charter = above.charter()?;
        let mut counter = Counter::to_above(self, &charter, &above.name, now_ms)?;
        counter.hears(fetched.carry.held.as_ref());
        let ask = RelayAsk::Carry(fetched.carry.clone());
        let RelayReply::Carried(carried) =
            answer_relay(&mut counter, &spans(&charter), ask).map_err(cut_short)?
        else {
            return Err(cut_short(SyncError::OutOfTurn));
        };
        for fate in &carried.fates {
            match fate {
                Fate::Kept => done.received += 1,
                Fate::Known => {}
                Fate::Held(_) | Fate::Forked => done.held += 1,
                Fate::Waiting(_) | Fate::Refused(_) => done.refused += 1,
            }
        }
        Ok(())
    }

    /// Writes the answer to an office below that came by stick.
    pub(crate) fn tell_office<W: Write>(
        &self,
        out: &mut Writer<W>,
        path: &Path,
        (charter, enrolled, brought): (&Grant, Option<&Enrolled>, &Brought),
        now_ms: u64,
    ) -> Result<(), Failure> {
        let broken = |error| stick::failure(path, &error);
        if let Some(enrolled) = enrolled {
            out.part(&Part::Enrolled(enrolled.clone()))
                .map_err(broken)?;
        }
        let Some(standing) = &brought.standing else {
            return Ok(());
        };
        let answer = self.stand(charter, standing, now_ms)?;
        out.part(&Part::Reply(Reply::Standing(answer)))
            .map_err(broken)?;
        let mut absent = Absent {
            lasts: standing.lasts.clone().unwrap_or_default(),
        };
        let mut relay = Relay::new(spans(charter));
        while let Some(ask) = relay.next(&absent).map_err(cut_short)? {
            let reply = self.relay(charter, ask, now_ms)?;
            if matches!(reply, RelayReply::Fetched(_)) {
                let part = Part::Reply(Reply::Relay(reply.clone()));
                out.part(&part).map_err(broken)?;
            }
            relay.answer(&mut absent, reply).map_err(cut_short)?;
        }
        Ok(())
    }

    fn keep_cbor<T: Encode<()>>(&self, name: &str, value: &T) -> Result<(), Failure> {
        // Writing into memory does not fail.
        let value = minicbor::to_vec(value).unwrap_or_default();
        let name = name.to_owned();
        self.room.store.take(vec![Item::Note { name, value }])?;
        Ok(())
    }

    fn kept_cbor<T: for<'b> Decode<'b, ()>>(&self, name: &str) -> Result<Option<T>, Failure> {
        let kept = self.room.store.note(name)?;
        Ok(kept.and_then(|bytes| minicbor::decode(&bytes).ok()))
    }
}
