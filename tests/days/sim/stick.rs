//! Sticks in the simulated world: written, lost, bent, brought late, brought twice, in any order.

use std::fs;
use std::path::PathBuf;

use server::StickAsk;

use super::fault::Fault;
use super::{Outcome, World};

/// How many in a hundred sticks are lost, bent, and kept to be brought again.
const LOST: usize = 15;
const BENT: usize = 15;
const AGAIN: usize = 40;

/// A file that somebody carries.
#[derive(Debug, Clone)]
pub(crate) struct Stick {
    path: PathBuf,
    /// Whose laptop wrote it, or will read it.
    who: usize,
    /// On its way to the office.
    up: bool,
    /// How often the office had been restored when it was written.
    era: u32,
    bent: bool,
}

impl World {
    /// Somebody does something with a stick.
    pub(crate) fn handle_stick(&mut self, who: usize) -> Outcome {
        let ups: Vec<usize> = self.piled(|stick| stick.up);
        let downs: Vec<usize> = self.piled(|stick| !stick.up && stick.who == who);
        match self.dice.below(3) {
            0 => self.write_stick(who),
            1 if !ups.is_empty() => {
                let stick = self.pick_up(&ups);
                self.office_reads(&stick)
            }
            2 if !downs.is_empty() => {
                let stick = self.pick_up(&downs);
                self.laptop_reads(&stick)
            }
            _ => Ok(()),
        }
    }

    fn piled(&self, fits: impl Fn(&Stick) -> bool) -> Vec<usize> {
        let sticks = self.sticks.iter().enumerate();
        let fitting = sticks.filter(|(_, stick)| fits(stick));
        fitting.map(|(number, _)| number).collect()
    }

    /// Takes one from the pile, whichever; some stay to be brought again.
    fn pick_up(&mut self, among: &[usize]) -> Stick {
        let number = *self.dice.pick(among);
        if among.first() != Some(&number) {
            self.hit(Fault::StickOutOfOrder);
        }
        if self.dice.chance(AGAIN) {
            self.hit(Fault::StickAgain);
            return self.sticks[number].clone();
        }
        self.sticks.remove(number)
    }

    fn new_path(&mut self) -> PathBuf {
        self.sticks_made += 1;
        self.blobs.path().join(format!("{}.xlb", self.sticks_made))
    }

    /// Puts a stick on the pile, unless something happens to it on the way there.
    fn pile(&mut self, mut stick: Stick) -> Outcome {
        if self.dice.chance(LOST) {
            self.hit(Fault::StickLost);
            return Ok(());
        }
        if self.dice.chance(BENT) {
            self.hit(Fault::StickBent);
            let mut bytes = fs::read(&stick.path).map_err(|e| e.to_string())?;
            // Keys are new in every run, so a byte is told by eighths: the same part is hit again.
            let at = bytes.len() * self.dice.below(8) / 8;
            if self.dice.chance(50) {
                bytes.truncate(at);
            } else {
                bytes[at] ^= 1;
            }
            fs::write(&stick.path, bytes).map_err(|e| e.to_string())?;
            stick.bent = true;
        }
        self.sticks.push(stick);
        Ok(())
    }

    fn write_stick(&mut self, who: usize) -> Outcome {
        let path = self.new_path();
        let now_ms = self.now_ms;
        let full = self.dice.chance(20);
        let device = self.people[who].device.clone();
        let laptop = self.people[who].laptop_mut();
        let written = laptop.to_export(full).and_then(|what| {
            let target = (path.as_path(), None, now_ms);
            agent::stick::export(&device, laptop, (&what, None), target, &mut |_| {})
        });
        self.tell(|| format!("{who} writes a stick: {written:?}"));
        if let Err(failure) = written {
            return self.excused(who, &format!("cannot write a stick: {failure}"));
        }
        let era = self.era;
        self.pile(Stick {
            path,
            who,
            up: true,
            era,
            bent: false,
        })
    }

    fn office_reads(&mut self, stick: &Stick) -> Outcome {
        let answer = self.new_path();
        let ask = StickAsk {
            files: vec![stick.path.clone()],
            to: Some(answer.clone()),
            receipt: self.dice.chance(10),
            limit: None,
            originals: u64::MAX,
        };
        let read = self
            .office()
            .exchange(&ask, None, self.now_ms, &mut |_, _| {});
        self.tell(|| format!("the office reads the stick of {}: {read:?}", stick.who));
        let gone = self.office_disk.is_off();
        let troubled = self.after_office_trouble()?;
        let problems = match &read {
            Ok(done) => done.problems.first().map(|text| text.en.clone()),
            Err(failure) => Some(failure.text().en),
        };
        // A restored office may lack what its receipts said, and says so.
        let excused = troubled || gone || stick.bent || self.era > 0;
        if let Some(problem) = problems.filter(|_| !excused) {
            return Err(format!("the office does not take a stick: {problem}"));
        }
        if gone || !answer.exists() {
            return Ok(());
        }
        let (who, era) = (stick.who, self.era);
        self.pile(Stick {
            path: answer,
            who,
            up: false,
            era,
            bent: false,
        })
    }

    fn laptop_reads(&mut self, stick: &Stick) -> Outcome {
        let who = stick.who;
        let device = self.people[who].device.clone();
        let laptop = self.people[who].laptop_mut();
        let receipt = laptop.store().receipt().map_err(|e| e.to_string())?;
        let read = desk::stick::look(&stick.path).and_then(|found| {
            agent::stick::import(
                &device,
                laptop,
                (receipt.as_ref(), None),
                &found,
                &mut |_, _| {},
            )
        });
        self.tell(|| format!("{who} reads a stick: {read:?}"));
        match read {
            Ok(imported) => {
                if !imported.missing.is_empty() && self.era == 0 {
                    return Err(format!("{who} misses {:?}", imported.missing));
                }
            }
            Err(_) if stick.bent => {}
            Err(failure) => {
                return self.excused(who, &format!("cannot read a stick: {failure}"));
            }
        }
        if self.after_trouble(who)? {
            return Ok(());
        }
        // A receipt of before the office was restored is of an office that is no more.
        if stick.era == self.era {
            self.note_receipt(who)?;
        }
        Ok(())
    }

    /// Something may fail only because it was made to.
    fn excused(&mut self, who: usize, why: &str) -> Outcome {
        if self.after_trouble(who)? {
            return Ok(());
        }
        Err(format!("{} {why}", self.people[who].name))
    }
}
