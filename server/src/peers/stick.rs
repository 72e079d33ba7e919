//! The same by stick: the one below writes where it stands and what the one above lacks by what it
//! said last; the answer brings what the one below lacks.

use std::io::Write;
use std::path::Path;

use desk::blobs::{self, Here};
use desk::{Failure, fill, stick};
use link::{Heard, cut_short};
use merge::{Grant, Sealed};
use minicbor::bytes::ByteVec;
use minicbor::{Decode, Encode};
use store::Item;
use sync::bundle::{self, Chain as OneChain, Part, Purpose, Word, Writer};
use sync::photos::PhotoReply;
use sync::{
    Carrier, Chain, Enrolled, Fate, Fetched, Last, Relay, RelayAsk, RelayReply, Reply, Request,
    Span, Standing, SyncError, Want, answer_relay, digest,
};

use super::calling::Done;
use super::counter::Counter;
use super::join::wrong_office;
use super::{Above, THERE, nonce, not_joined, spans};
use crate::office::Office;
use crate::stick::{Fresh, note};

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
    pub(crate) fn export_above(
        &self,
        to: &Path,
        limit: Option<u64>,
        now_ms: u64,
    ) -> Result<Done, Failure> {
        let above = self.above()?.ok_or_else(not_joined)?;
        let charter = above.charter()?;
        let mut counter = Counter::to_above(self, &charter, &above.name, now_ms)?;
        let heads = self.heads(&charter)?;
        let here = counter.standing(nonce()?, now_ms)?;
        let mut album = self.album_above(&above, &charter);
        let mut secret = [0; 32];
        fill(&mut secret)?;
        let (written, _) = stick::write(to, |out| {
            let broken = |error| stick::failure(to, &error);
            let about = (Purpose::Up, 1, now_ms);
            let started = Writer::start(out, &self.key, &above.key()?, about, secret);
            let mut writer = started.map_err(broken)?;
            let whose = OneChain {
                device: self.caller().device,
                after: 0,
                earlier: None,
                grant: None,
            };
            writer.part(&Part::Chain(whose)).map_err(broken)?;
            let standing = Part::Request(Request::Standing(here.clone()));
            writer.part(&standing).map_err(broken)?;
            let (sent, whole) = self.give(&mut counter, &charter, &mut |ask| {
                let part = Part::Request(Request::Relay(ask));
                writer.part(&part).map_err(broken)?;
                Ok(limit.is_some_and(|limit| writer.bytes() >= limit))
            })?;
            // A photo whose operation is left for the next file would not be taken.
            let mut cargo = self.cargo_above(&charter, &mut album, whole)?;
            let most = (true, limit);
            let more = cargo.write(&mut writer, &mut album, most, &mut |_| {});
            more.map_err(broken)?;
            let hash = stick::finish(to, writer, false)?;
            Ok(((sent, whole, *cargo.carried()), hash))
        })?;
        let (sent, whole, carried) = written;
        let asked = Asked {
            nonce: here.nonce,
            lasts: here.lasts.unwrap_or_default(),
            heads: heads.into_iter().collect(),
        };
        self.keep_cbor(ASKED, &asked)?;
        Ok(Done {
            name: above.name,
            sent,
            more: !whole,
            photos_sent: carried.photos,
            photos_left: carried.left,
            photos_lost: carried.lost,
            files: vec![to.to_owned()],
            ..Done::default()
        })
    }

    /// Plays the exchange with the office above as it stood when it was heard last, until `write`
    /// answers that there is no more room. Answers how many operations were written, and whether
    /// these are all.
    fn give(
        &self,
        counter: &mut Counter<'_>,
        charter: &Grant,
        write: &mut dyn FnMut(RelayAsk) -> Result<bool, Failure>,
    ) -> Result<(u64, bool), Failure> {
        let there = self.kept_cbor(THERE)?.unwrap_or_default();
        let mut absent = Absent { lasts: there };
        let area = spans(charter);
        let mut relay = Relay::new(area.clone());
        while let Some(mut ask) = relay.next(counter).map_err(cut_short)? {
            let mut full = false;
            if let RelayAsk::Carry(carry) = &mut ask {
                counter.says(carry)?;
                full = write(ask.clone())?;
            }
            let reply = answer_relay(&mut absent, &area, ask).map_err(cut_short)?;
            relay.answer(counter, reply).map_err(cut_short)?;
            if full {
                return Ok((relay.report().given, false));
            }
        }
        Ok((relay.report().given, true))
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
        let mut reader = stick::open(file, self.key.line())?;
        if reader.header().from != above.key()?.full() {
            return Err(wrong_office(&above.name));
        }
        let mut done = Done {
            name: above.name.clone(),
            ..Done::default()
        };
        let mut latest = false;
        let mut heard = Heard::new(None);
        while let Some(part) = reader.next_part().map_err(broken)? {
            match part {
                Part::Enrolled(answer) => above = self.joined(above, &answer, now_ms)?,
                Part::Reply(Reply::Standing(there)) => {
                    latest = self.answered(&above, &there, &mut done, now_ms)?;
                    let album = self.album_above(&above, &above.charter()?);
                    heard = Heard::new(Some(album));
                }
                Part::Kept(kept) => {
                    // Of what comes with this answer it says so as well.
                    let ours = blobs::here(&self.room.blobs, kept.sha256) == Here::Whole;
                    done.photos_sent += u64::from(ours);
                    heard.word(Word::Kept(kept));
                }
                Part::Request(Request::Photo(given)) => heard.word(Word::Given(given)),
                Part::Reply(Reply::Photo(PhotoReply::Previews(shown))) => {
                    heard.word(Word::Previews(shown));
                }
                Part::Reply(Reply::Photo(PhotoReply::Lacking(lacking))) => {
                    // What it lacked before a later answer it may have by now.
                    if latest {
                        self.keep_lacks(&lacking.photos)?;
                        heard.word(Word::Lacking(lacking));
                    }
                }
                Part::Reply(Reply::Relay(RelayReply::Fetched(fetched))) => {
                    self.fetched(&above, &fetched, &mut done, now_ms)?;
                }
                _ => return Err(wrong_office(&above.name)),
            }
        }
        done.photos_received = heard.fetched();
        done.previews = heard.previews;
        done.photos_problem = heard.problem.map(|no| forms::Text::new(no.zh, no.en));
        Ok(done)
    }

    /// Hears where the office above stands. Answers whether that is the answer to the last question.
    fn answered(
        &self,
        above: &Above,
        there: &Standing,
        done: &mut Done,
        now_ms: u64,
    ) -> Result<bool, Failure> {
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
            return Ok(false);
        };
        let has = |last: &Last| {
            let found = lasts.binary_search_by_key(&last.chain, |one| one.chain);
            found.is_ok_and(|at| lasts[at].seq >= last.seq)
        };
        if asked.lasts.iter().all(has) {
            self.level(&asked.heads.into_iter().collect())?;
            done.level = true;
        }
        self.keep_cbor(THERE, &lasts)?;
        // Until it says otherwise it lacks nothing.
        self.keep_lacks(&[])?;
        Ok(true)
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

    /// Writes the operations of an answer to an office below that came by stick, up to about
    /// `limit` bytes; the rest comes with the next answer. Answers which they are.
    pub(crate) fn relay_to<W: Write>(
        &self,
        out: &mut Writer<W>,
        path: &Path,
        (charter, enrolled, brought): (&Grant, Option<&Enrolled>, &Brought),
        (limit, now_ms): (Option<u64>, u64),
    ) -> Result<Fresh, Failure> {
        let broken = |error| stick::failure(path, &error);
        let mut told = Fresh::new();
        if let Some(enrolled) = enrolled {
            out.part(&Part::Enrolled(enrolled.clone()))
                .map_err(broken)?;
        }
        let Some(standing) = &brought.standing else {
            return Ok(told);
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
            if let RelayReply::Fetched(fetched) = &reply {
                note(&mut told, fetched.carry.ops.iter().map(|op| op.as_slice()));
                let part = Part::Reply(Reply::Relay(reply.clone()));
                out.part(&part).map_err(broken)?;
                if limit.is_some_and(|limit| out.bytes() >= limit) {
                    break;
                }
            }
            relay.answer(&mut absent, reply).map_err(cut_short)?;
        }
        Ok(told)
    }

    pub(super) fn keep_cbor<T: Encode<()>>(&self, name: &str, value: &T) -> Result<(), Failure> {
        // Writing into memory does not fail.
        let value = minicbor::to_vec(value).unwrap_or_default();
        let name = name.to_owned();
        self.room.store.take(vec![Item::Note { name, value }])?;
        Ok(())
    }

    pub(super) fn kept_cbor<T: for<'b> Decode<'b, ()>>(
        &self,
        name: &str,
    ) -> Result<Option<T>, Failure> {
        let kept = self.room.store.note(name)?;
        Ok(kept.and_then(|bytes| minicbor::decode(&bytes).ok()))
    }
}
