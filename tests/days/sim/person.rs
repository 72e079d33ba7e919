//! One person with a laptop: its disk, its clock, and how it starts again after a bad day.

use std::collections::BTreeSet;
use std::path::Path;
use std::sync::Arc;

use agent::{Device, Laptop, Parts};
use forms::Catalog;
use merge::{Dot, Key, Now};
use places::{DivisionCode, Divisions};
use store::Engine;

use super::clock::Clock;
use super::disk::VirtualDisk;
use super::ledger::Ledger;
use super::{Outcome, World};
use crate::let_in::let_in;

/// A save nobody answered: it may be there after the restart, whole, or not at all.
#[derive(Debug)]
pub(crate) struct Pending {
    pub(crate) seen: BTreeSet<Dot>,
}

#[derive(Debug)]
pub(crate) struct Person {
    pub(crate) name: String,
    pub(crate) role: &'static str,
    /// The divisions new records are made in.
    pub(crate) divisions_of_work: Vec<u64>,
    /// The beginning of every division code in this person's area: the scope, told by the digits.
    pub(crate) area: String,
    pub(crate) device: Device,
    divisions: Divisions,
    pub(crate) disk: Arc<VirtualDisk>,
    pub(crate) clock: Clock,
    laptop: Option<Laptop>,
    pub(crate) pending: Option<Pending>,
    /// The last own operation the office gave a receipt for.
    pub(crate) promised: u64,
}

/// The code of a division without the zeros that say "all of it".
pub(crate) fn beginning(code: u64) -> String {
    let digits = format!("{code:012}");
    let significant = if digits.ends_with("00000000") {
        4
    } else if digits.ends_with("000000") {
        6
    } else if digits.ends_with("000") {
        9
    } else {
        12
    };
    digits[..significant].to_owned()
}

impl Person {
    pub(crate) fn covers(&self, bucket: u64) -> bool {
        format!("{bucket:012}").starts_with(&self.area)
    }

    pub(crate) fn now(&self, true_ms: u64) -> Now {
        self.clock.now(true_ms)
    }

    pub(crate) fn laptop(&self) -> &Laptop {
        self.laptop.as_ref().unwrap()
    }

    pub(crate) fn laptop_mut(&mut self) -> &mut Laptop {
        self.laptop.as_mut().unwrap()
    }

    /// Starts the program. It is never started over a disk that is off, and a fault that hits
    /// the start itself is answered by starting once more.
    fn start(&mut self, catalog: &Arc<Catalog>, blobs: &Path) -> Outcome {
        for _ in 0..3 {
            let parts = Parts {
                device: self.device.clone(),
                divisions: self.divisions.clone(),
                disk: self.disk.clone(),
                engine: Engine::Memory,
                boot: "sim".to_owned(),
                blobs: blobs.to_owned(),
                vault: vault::Vault::from_key([1; 32]),
                catalog: catalog.clone(),
            };
            match Laptop::start(parts, &mut |_, _| ()) {
                Ok(laptop) if !self.disk.must_restart() => {
                    self.laptop = Some(laptop);
                    return Ok(());
                }
                Err(failure) if !self.disk.was_troubled() => {
                    return Err(format!("{} does not start: {failure}", self.name));
                }
                // The index is in memory, so nothing but the disk remembers this start.
                _ => {
                    self.laptop = None;
                    self.disk.power_cut();
                    self.disk.was_troubled();
                }
            }
        }
        Err(format!("{} does not start", self.name))
    }

    /// Everything acknowledged is here; a save that nobody answered is here whole or not at all.
    fn check_after_start(&mut self, ledger: &mut Ledger) -> Outcome {
        let store = self.laptop().store();
        let head = store.head(self.device.id()).map_err(|e| e.to_string())?;
        for line in ledger.of(self.device.id()) {
            let kept = store.op(line.op.dot()).map_err(|e| e.to_string())?;
            if kept.is_none_or(|kept| kept.hash != line.hash) {
                return Err(format!(
                    "{} lost {} after a restart",
                    self.name,
                    line.op.dot()
                ));
            }
        }
        let acked = ledger.count(self.device.id());
        let next = Dot {
            device: self.device.id(),
            seq: acked + 1,
        };
        let surprise = store.op(next).map_err(|e| e.to_string())?;
        let expected = acked + u64::from(surprise.is_some());
        if head.seq != expected {
            return Err(format!(
                "{}: {acked} acknowledged, {} there",
                self.name, head.seq
            ));
        }
        match (surprise, self.pending.take()) {
            // Now that it shows, it counts.
            (Some(sealed), Some(pending)) => {
                ledger.note(sealed, pending.seen, false);
                Ok(())
            }
            (Some(_), None) => Err(format!("{}: {next} was never written", self.name)),
            (None, _) => Ok(()),
        }
    }
}

impl World {
    /// Lets a person in and starts the laptop.
    pub(crate) fn enrol(&mut self, unit: u64, role: &'static str, name: &str) -> Outcome {
        let code = DivisionCode::new(unit).map_err(|e| e.to_string())?;
        let office = self.office();
        let said = |failure: server::Failure| failure.text().en;
        let unit_of = office.unit(code, &[]).map_err(said)?;
        let invitation = office
            .invite(unit_of, role, name, self.now_ms)
            .map_err(said)?;
        let key = Key::from_secret(&self.dice.bytes());
        let named = (&key, self.dice.number());
        let (device, given) =
            let_in(self.office(), &invitation, named, self.now_ms).map_err(|no| no.en)?;
        let divisions =
            Divisions::from_csv(given.divisions.as_bytes()).map_err(|e| e.to_string())?;
        let villages = divisions.children(code).take(2);
        let divisions_of_work = villages.map(|village| village.code.as_u64()).chain([unit]);
        let person = Person {
            name: name.to_owned(),
            role,
            divisions_of_work: divisions_of_work.collect(),
            area: beginning(unit),
            device,
            disk: VirtualDisk::new(
                self.dice.number(),
                self.sabotage.laptops_lie(),
                &self.counters,
            ),
            clock: Clock::new(&mut self.dice),
            laptop: None,
            pending: None,
            promised: 0,
            divisions,
        };
        self.people.push(person);
        let last = self.people.len() - 1;
        if self.faults && self.dice.chance(30) {
            self.arm_cut(last);
        }
        self.start(last)
    }

    fn start(&mut self, who: usize) -> Outcome {
        let person = &mut self.people[who];
        person.start(&self.catalog, self.blobs.path())?;
        person.check_after_start(&mut self.ledger)
    }

    /// Power cut of a laptop: only what was synced is sure to be there.
    pub(crate) fn power_cut(&mut self, who: usize) -> Outcome {
        self.hit(super::Fault::LaptopPowerCut);
        self.tell(|| format!("power cut at {who}"));
        self.people[who].laptop = None;
        self.people[who].disk.power_cut();
        self.start(who)
    }

    /// The program is killed and started again; the machine runs on.
    pub(crate) fn kill(&mut self, who: usize) -> Outcome {
        self.hit(super::Fault::LaptopKilled);
        self.tell(|| format!("{who} killed"));
        self.people[who].laptop = None;
        self.people[who].disk.kill();
        self.start(who)?;
        // Then somebody pulls the plug as well.
        if self.faults && self.dice.chance(40) {
            self.power_cut(who)
        } else {
            Ok(())
        }
    }

    /// What has to be done after a fault hit the laptop; answers whether one did.
    pub(crate) fn after_trouble(&mut self, who: usize) -> Result<bool, String> {
        let disk = self.people[who].disk.clone();
        let troubled = disk.was_troubled();
        if !disk.must_restart() {
            return Ok(troubled);
        }
        if self.only_program_ended(&disk) {
            self.kill(who)?;
        } else {
            self.power_cut(who)?;
        }
        Ok(troubled)
    }
}
