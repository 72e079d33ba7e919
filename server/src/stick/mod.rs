//! Devices that come by stick: their bundles are taken in, and answered by another.
//!
//! A bundle is pushed to the office as a device would push over a network, and the answer is what
//! the device would have been told: both go through [`Office::answer`], which judges every
//! operation and knows who may see what.

mod guest;
mod originals;
mod photos;
mod tell;
mod turned;
mod words;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use desk::Failure;
use desk::stick::{self, Found};
use merge::{DeviceId, Dot, FullKey, Grant, Sealed};
use places::{DivisionCode, Jurisdiction};
use serde::{Deserialize, Serialize};
use store::{Item, Progress};
use sync::bundle::{self, Carried, Chain, Part, Told, first_hello};
use sync::{Enrolled, Fate, Hello, Push, Pushed, RelayReply, Renewed, Reply, Request};

use crate::office::Office;
use crate::peers::Brought;
use crate::refused::refused;
use crate::serve_sync::agreed;
pub use guest::Guest;
pub(crate) use originals::{Fresh, note};
use photos::Album;
use tell::answer_path;
use turned::Turned;
use words::{missing, outside, said, several, stranger};

/// What is asked about sticks.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Ask {
    /// Bundles, or folders of them.
    pub files: Vec<PathBuf>,
    /// Where the answers go: a file for one device, or a folder. None if none is wanted.
    pub to: Option<PathBuf>,
    /// Receipts alone.
    pub receipt: bool,
    /// About how many bytes a volume may have.
    pub limit: Option<u64>,
    /// How many bytes of originals are given at most.
    pub originals: u64,
}

/// What was done with sticks.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct Exchanged {
    /// The devices that came.
    pub devices: Vec<Guest>,
    /// What went wrong with single files, or is missing; in both languages.
    pub problems: Vec<forms::Text>,
}

/// A device whose bundles are being taken in.
struct Visit {
    grant: Grant,
    /// What it said last of where it stands.
    hello: Hello,
    enrolled: Option<Enrolled>,
    /// Another name it was given, because its folder is an old backup or a copy.
    renewed: Option<Renewed>,
    told: Told,
    kept: u64,
    known: u64,
    refused: u64,
    /// What it lacks to go on, in words; taken back if a later bundle brings it.
    gap: Option<(Chain, u32)>,
    album: Album,
    /// What it said as an office.
    office: Brought,
    /// Why it is turned away, if it is.
    turned: Option<Turned>,
}

/// Those who come, by device.
type Visits = BTreeMap<DeviceId, Visit>;

impl Office {
    /// Takes bundles in, in any order, and writes the answers; with `within`, of units of that area
    /// alone.
    ///
    /// # Errors
    /// No bundle at all, or a medium that refuses the answer. What is wrong with one bundle does
    /// not keep the others out.
    pub fn exchange(
        &self,
        ask: &Ask,
        within: Option<&Jurisdiction>,
        now_ms: u64,
        progress: Progress<'_>,
    ) -> Result<Exchanged, Failure> {
        let (found, wrong) = stick::find(&ask.files, &self.key.public())?;
        let mut done = Exchanged {
            devices: Vec::new(),
            problems: wrong.iter().map(Failure::text).collect(),
        };
        let mut visits = Visits::new();
        let all = found.iter().map(|found| found.bytes).sum();
        let mut before = 0;
        for found in &found {
            let read = &mut |done| progress(before + done, all);
            if let Err(failure) = self.take_in((found, within), &mut visits, now_ms, read) {
                done.problems.push(failure.text());
            }
            before += found.bytes;
        }
        one_file_each(ask, visits.len())?;
        for (device, visit) in &visits {
            let head = self.room.store.head(*device)?;
            if let Some((chain, volume)) = &visit.gap
                && head.seq < chain.after
            {
                done.problems.push(missing(head.seq, chain, *volume));
            }
            done.problems.extend(visit.album.problems());
            let (answer, given) = match &ask.to {
                None => (Vec::new(), Carried::default()),
                Some(to) => {
                    let path = answer_path(to, *device, now_ms);
                    self.write_answer(visit, &path, ask, now_ms)?
                }
            };
            let unit = DivisionCode::new(visit.grant.terms.unit.0)?;
            let known = self.room.divisions.get(unit);
            let unit_name = known.map_or_else(|| unit.to_string(), |d| d.name.clone());
            done.devices
                .push(Guest::of(visit, unit_name, head, (answer, given)));
        }
        Ok(done)
    }

    /// Writes what a device may know, for one that has not asked or whose question was lost.
    ///
    /// # Errors
    /// An unknown device, or a medium that refuses.
    pub(crate) fn export_to(
        &self,
        device: &str,
        to: &Path,
        limit: Option<u64>,
        now_ms: u64,
    ) -> Result<Vec<PathBuf>, Failure> {
        let device: DeviceId = device.parse().map_err(|_| {
            Failure::new(
                "device",
                format!("「{device}」不是设备编号；请照 status --json 中的 device 填写"),
                format!("`{device}` is no device; give what `status --json` shows as device"),
            )
        })?;
        let visit = Visit::of(self.holder(device, now_ms)?);
        let ask = Ask {
            files: Vec::new(),
            to: None,
            receipt: false,
            limit,
            originals: 0,
        };
        Ok(self.write_answer(&visit, to, &ask, now_ms)?.0)
    }

    /// Takes one bundle in, part by part: what comes before a fault is kept.
    fn take_in(
        &self,
        (found, within): (&Found, Option<&Jurisdiction>),
        visits: &mut Visits,
        now_ms: u64,
        read: &mut dyn FnMut(u64),
    ) -> Result<(), Failure> {
        let damaged = |error: bundle::Error| stick::failure(&found.path, &error);
        let mut reader = stick::open(&found.path, self.key.line())?;
        let from = found.header.from;
        let first = reader.next_part().map_err(damaged)?;
        let device = match first {
            Some(Part::Enrol(ask)) if ask.key == from => {
                let enrolled = self
                    .enrol(&ask, now_ms)
                    .map_err(|no| said(&found.path, &no))?;
                let grant = Grant::open(&enrolled.grant).map_err(|_| stranger(&found.path))?;
                let device = grant.device;
                self.inside(&grant, within)?;
                let visit = visits.entry(device).or_insert_with(|| Visit::of(grant));
                visit.enrolled = Some(enrolled);
                device
            }
            Some(Part::Chain(chain)) => {
                let (grant, turned) = self.guest(&chain, from, now_ms)?;
                if grant.terms.key != from {
                    return Err(stranger(&found.path));
                }
                self.inside(&grant, within)?;
                let device = chain.device;
                let seq = chain.after;
                self.note_told([Dot { device, seq }].into_iter())?;
                let visit = visits.entry(device).or_insert_with(|| Visit::of(grant));
                let gap = (chain, found.header.volume);
                visit.gap = turned.is_none().then_some(gap);
                visit.turned = turned;
                device
            }
            _ => return Err(stranger(&found.path)),
        };
        let visit = visits
            .get_mut(&device)
            .ok_or_else(|| stranger(&found.path))?;
        while let Some(part) = reader.next_part().map_err(damaged)? {
            let Part::Request(request) = part else {
                return Err(stranger(&found.path));
            };
            if visit.turned.is_some() {
                self.keep_turned((device, visit), request, &found.path, now_ms)?;
            } else {
                self.take_request((device, visit), request, &found.path, now_ms)?;
            }
            read(reader.bytes());
        }
        match &visit.turned {
            Some(turned) => Err(turned.said(&found.path)),
            None => Ok(()),
        }
    }

    /// Takes in one request of a bundle, by the same answers as over a network. The device is the
    /// one that wrote the bundle, whatever name it is given in it.
    fn take_request(
        &self,
        (device, visit): (DeviceId, &mut Visit),
        request: Request,
        path: &Path,
        now_ms: u64,
    ) -> Result<(), Failure> {
        match request {
            Request::Hello(hello) => {
                // What follows may be written in a way that is not ours.
                agreed(&hello).map_err(|no| said(path, &refused(&no)))?;
                visit.hello = hello;
                return Ok(());
            }
            Request::Standing(here) => {
                visit.office.standing = Some(here);
                return Ok(());
            }
            Request::Photo(ask) => {
                let door = &mut |ask| self.answer(device, Request::Photo(ask), now_ms);
                let taken = visit.album.take(ask, door);
                return if taken { Ok(()) } else { Err(stranger(path)) };
            }
            Request::Push(_) | Request::Renew(_) | Request::Relay(_) => {}
            Request::Pull(_) | Request::Page(_) | Request::Witness(_) | Request::HandIn(_) => {
                return Err(stranger(path));
            }
        }
        let pushed = match &request {
            Request::Push(push) => Some(push.clone()),
            _ => None,
        };
        match (self.answer(device, request, now_ms), pushed) {
            (Reply::Pushed(answer), Some(push)) => visit.pushed(&push, &answer),
            (Reply::Renewed(renewed), _) => visit.renewed(renewed, path)?,
            (Reply::Relay(RelayReply::Carried(done)), _) => visit.count(&done.fates),
            (Reply::Refused(no), _) => return Err(said(path, &no)),
            _ => return Err(stranger(path)),
        }
        Ok(())
    }
}

impl Office {
    /// The grant of a device that comes by stick, and why it is turned away if it is. One that this office has lost is known again by
    /// the grant it shows: whoever wrote the bundle has signed it with that grant's key.
    fn guest(
        &self,
        chain: &Chain,
        from: FullKey,
        now_ms: u64,
    ) -> Result<(Grant, Option<Turned>), Failure> {
        let shown = chain
            .grant
            .as_deref()
            .and_then(|bytes| Grant::open(bytes).ok());
        let shown = shown.filter(|grant| grant.terms.key == from);
        if let Some(grant) = shown
            && let Some(grant) = self.shown_grant(chain.device, &grant.to_hex())?
        {
            self.room.store.take(vec![Item::Grant(grant)])?;
        }
        match self.at_door(chain.device, None, now_ms) {
            Ok(grant) => {
                self.meters.devices.contact(grant.device, now_ms);
                Ok((grant, None))
            }
            Err(no) => match Turned::of(&no) {
                Some(turned) => Ok((self.known(chain.device)?, Some(turned))),
                None => Err(no),
            },
        }
    }

    /// Whether a device's unit lies in the area of whoever takes its stick in.
    fn inside(&self, grant: &Grant, within: Option<&Jurisdiction>) -> Result<(), Failure> {
        let unit = DivisionCode::new(grant.terms.unit.0)?;
        match within {
            Some(area) if !self.room.divisions.covers(area, unit) => {
                Err(outside(&grant.terms.person, unit))
            }
            _ => Ok(()),
        }
    }
}

impl Visit {
    fn of(grant: Grant) -> Visit {
        Visit {
            grant,
            hello: first_hello(),
            enrolled: None,
            renewed: None,
            told: Told {
                seqs: Vec::new(),
                pushed: Pushed {
                    fates: Vec::new(),
                    receipt: Vec::new().into(),
                    others: None,
                },
            },
            kept: 0,
            known: 0,
            refused: 0,
            gap: None,
            album: Album::default(),
            office: Brought::default(),
            turned: None,
        }
    }

    /// Counts what became of operations an office brought.
    fn count(&mut self, fates: &[Fate]) {
        for fate in fates {
            match fate {
                Fate::Kept => self.kept += 1,
                Fate::Known => self.known += 1,
                Fate::Held(_) => self.told.pushed.fates.push(fate.clone()),
                Fate::Waiting(_) | Fate::Forked | Fate::Refused(_) => self.refused += 1,
            }
        }
    }

    /// Takes the name it was given; from here on the device is answered under it.
    fn renewed(&mut self, renewed: Renewed, path: &Path) -> Result<(), Failure> {
        self.grant = Grant::open(&renewed.grant).map_err(|_| stranger(path))?;
        // The question comes in several parts, each about some of the heads.
        let before = self.renewed.as_ref().map_or(0, |before| before.common);
        let common = renewed.common.max(before);
        self.renewed = Some(Renewed { common, ..renewed });
        Ok(())
    }

    /// Counts what became of a batch, and notes what the device must be told of its own.
    fn pushed(&mut self, push: &Push, pushed: &Pushed) {
        for (bytes, fate) in push.ops.iter().zip(&pushed.fates) {
            match fate {
                Fate::Kept => self.kept += 1,
                Fate::Known => self.known += 1,
                // Those that wait come again with the bundle that is missing.
                Fate::Waiting(_) => {}
                Fate::Held(_) | Fate::Forked | Fate::Refused(_) => {
                    self.refused += u64::from(!matches!(fate, Fate::Held(_)));
                    let op = Sealed::open(bytes).ok().map(|sealed| sealed.op);
                    if let Some(op) = op.filter(|op| op.device == self.grant.device) {
                        self.told.seqs.push(op.seq);
                        self.told.pushed.fates.push(fate.clone());
                    }
                }
            }
        }
    }
}

/// The answers of several devices do not fit into one file.
fn one_file_each(ask: &Ask, devices: usize) -> Result<(), Failure> {
    match &ask.to {
        Some(to) if devices > 1 && !to.is_dir() => Err(several(devices, to)),
        _ => Ok(()),
    }
}
