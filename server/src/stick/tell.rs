//! The answer to a device that came by stick, in one file or in volumes.

use std::io::Write;
use std::path::{Path, PathBuf};

use desk::trust::OFFICE;
use desk::{Failure, fill, stick};
use merge::DeviceId;
use sync::bundle::{self, Carried, Part, Purpose, Writer};
use sync::{Hello, Reply, Request, SyncError};

use super::photos::{News, Previews, words};
use super::words::{said, stranger};
use super::{Ask, Visit};
use crate::office::Office;

impl Office {
    /// Writes the answer to a device, in one file or in volumes.
    pub(super) fn write_answer(
        &self,
        visit: &Visit,
        to: &Path,
        ask: &Ask,
        now_ms: u64,
    ) -> Result<(Vec<PathBuf>, Carried), Failure> {
        let recipient = visit.grant.public_key().map_err(|_| stranger(to))?;
        let purpose = if ask.receipt {
            Purpose::Receipt
        } else {
            Purpose::Down
        };
        let mut telling = Telling {
            visit,
            receipt: ask.receipt,
            limit: ask.limit,
            originals: ask.originals,
            given: Carried::default(),
            now_ms,
            hello: Some(visit.hello.clone()),
            news: News::default(),
            previews: None,
        };
        let mut files = Vec::new();
        for number in 1.. {
            let path = stick::volume(to, number);
            let mut secret = [0; 32];
            fill(&mut secret)?;
            let (more, _) = stick::write(&path, |out| {
                let about = (purpose, number, now_ms);
                let started = Writer::start(out, &self.key, &recipient, about, secret);
                let mut writer = started.map_err(|error| stick::failure(&path, &error))?;
                let more = self.tell(&mut writer, &path, &mut telling)?;
                let hash = stick::finish(&path, writer, more)?;
                Ok((more, hash))
            })?;
            files.push(path);
            if !more {
                break;
            }
        }
        Ok((files, telling.given))
    }

    /// Writes one volume of an answer: operations, then what is to be said of photos. Answers
    /// whether another follows.
    fn tell<W: Write>(
        &self,
        out: &mut Writer<W>,
        path: &Path,
        telling: &mut Telling<'_>,
    ) -> Result<bool, Failure> {
        let broken = |error: bundle::Error| stick::failure(path, &error);
        let first = out.header().volume == 1;
        let (visit, now_ms) = (telling.visit, telling.now_ms);
        let device = visit.grant.device;
        if visit.grant.terms.role == OFFICE {
            return self.tell_office(out, path, telling).map(|()| false);
        }
        if let Some(turned) = &visit.turned {
            return turned.tell(out, visit).map(|()| false).map_err(broken);
        }
        if let Some(enrolled) = visit.enrolled.as_ref().filter(|_| first) {
            let part = Part::Enrolled(enrolled.clone());
            out.part(&part).map_err(broken)?;
        }
        if visit.grant.terms.is_provisional() {
            // Whoever waits for a yes is told no more than that it was let in to wait.
            let answering = Part::Answering(visit.hello.clone());
            out.part(&answering).map_err(broken)?;
            return Ok(false);
        }
        if let Some(renewed) = visit.renewed.as_ref().filter(|_| first) {
            let part = Part::Reply(Reply::Renewed(renewed.clone()));
            out.part(&part).map_err(broken)?;
        }
        if let Some(hello) = telling.hello.take() {
            let mut told = visit.told.clone();
            told.pushed.receipt = self.receipt(device, now_ms)?.bytes().to_vec().into();
            let told = Some(&told).filter(|told| first && !told.seqs.is_empty());
            let answered = bundle::answer(out, (&hello, told), telling.limit, &mut |ask| {
                let reply = self.answer(device, ask, now_ms);
                telling.news.note(&reply);
                reply
            });
            telling.hello = answered.map_err(|error| in_words(path, error))?.rest;
        } else {
            let answering = Part::Answering(visit.hello.clone());
            out.part(&answering).map_err(broken)?;
        }
        let door = &mut |ask| self.answer(device, Request::Photo(ask), now_ms);
        if first {
            words(out, &visit.album, door).map_err(broken)?;
        }
        if telling.hello.is_some() || telling.receipt {
            return Ok(telling.hello.is_some());
        }
        let mut previews = match telling.previews.take() {
            Some(previews) => previews,
            None => Previews::of(self, visit, &telling.news)?,
        };
        let more = previews.write(out, telling.limit, door).map_err(broken)?;
        telling.previews = Some(previews);
        if !more {
            self.originals(out, path, (telling, &[]))?;
        }
        Ok(more)
    }

    /// Writes the answer to an office below: operations, then what is to be said of photos.
    fn tell_office<W: Write>(
        &self,
        out: &mut Writer<W>,
        path: &Path,
        telling: &mut Telling<'_>,
    ) -> Result<(), Failure> {
        let broken = |error: bundle::Error| stick::failure(path, &error);
        let (visit, now_ms) = (telling.visit, telling.now_ms);
        let device = visit.grant.device;
        let about = (&visit.grant, visit.enrolled.as_ref(), &visit.office);
        let told = self.relay_to(out, path, about, (telling.limit, now_ms))?;
        if visit.office.standing.is_none() {
            return Ok(());
        }
        let door = &mut |ask| self.answer(device, Request::Photo(ask), now_ms);
        words(out, &visit.album, door).map_err(broken)?;
        if telling.receipt {
            return Ok(());
        }
        let mut previews = Previews::asked(visit);
        previews.write(out, telling.limit, door).map_err(broken)?;
        let new = self.new_to(&visit.grant, &told)?;
        self.originals(out, path, (telling, &new))
    }
}

/// An answer that is being written, from one volume to the next.
pub(super) struct Telling<'v> {
    pub(super) visit: &'v Visit,
    /// The receipt alone.
    receipt: bool,
    pub(super) limit: Option<u64>,
    /// How many bytes of originals are given at most.
    pub(super) originals: u64,
    /// What was given of them.
    pub(super) given: Carried,
    now_ms: u64,
    /// Where the next volume goes on, until all operations are told.
    hello: Option<Hello>,
    /// What was told so far.
    news: News,
    /// What is still to be shown, once the operations are told.
    previews: Option<Previews>,
}

fn in_words(path: &Path, error: SyncError<bundle::Error>) -> Failure {
    match error {
        SyncError::Replica(error) => stick::failure(path, &error),
        SyncError::Refused(no) => said(path, &no),
        other => Failure::new("protocol", other.to_string(), other.to_string()),
    }
}

/// The file of a device's answer; in a folder its name is made of the device's own hash and the
/// time, so that an answer that was not taken yet stays.
pub(super) fn answer_path(to: &Path, device: DeviceId, now_ms: u64) -> PathBuf {
    if !to.is_dir() {
        return to.to_owned();
    }
    let (device, made) = (device.to_string(), forms::time_text(now_ms));
    let made: String = made.chars().filter(char::is_ascii_digit).collect();
    to.join(format!(
        "answer-{}-{made}.{}",
        &device[..8],
        stick::EXTENSION
    ))
}
