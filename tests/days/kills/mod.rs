//! SIGKILL at any moment, under load: what was acknowledged stays, and every folder opens.
//!
//! Each test keeps its own ledger of what it was told, apart from everything the programs keep.

mod approval;
mod enrolment;
mod exchange;
mod laptop;
mod office;

use std::process::{Command, Stdio};
use std::thread;
use std::time::Duration;

use crate::world::{Dice, Outcome};

/// The contract asks for 200 kills in all; these are 280. More find more and take longer.
const LAPTOP_KILLS: u32 = 120;
const OFFICE_KILLS: u32 = 80;
const EXCHANGE_KILLS: u32 = 40;
const ENROLMENT_KILLS: u32 = 40;

/// When to kill: closing in on the moment a command answers, so that about half the kills come
/// before it and half after, on any machine and under any load.
pub(crate) struct Aim {
    dice: Dice,
    micros: u64,
    before: u32,
    after: u32,
}

impl Aim {
    pub(crate) fn new(seed: u64) -> Aim {
        Aim {
            dice: Dice::new(seed),
            micros: 60_000,
            before: 0,
            after: 0,
        }
    }

    /// As [`Aim::new`], for a command that is known to take about so long.
    pub(crate) fn around(seed: u64, usual: Duration) -> Aim {
        Aim {
            micros: u64::try_from(usual.as_micros()).unwrap(),
            ..Aim::new(seed)
        }
    }

    /// Starts a command and kills it. Answers what it had said by then; a command that had come to
    /// an end must have ended well.
    pub(crate) fn at(&mut self, mut command: Command) -> Option<String> {
        let percent = 40 + self.dice.below(100);
        let running = command
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn();
        let mut running = running.unwrap();
        thread::sleep(Duration::from_micros(self.micros * percent / 100));
        let ended = running.try_wait().unwrap();
        running.kill().unwrap();
        let outcome = Outcome::of(&running.wait_with_output().unwrap());
        assert!(
            ended.is_none_or(|status| status.success()),
            "not killed, and failed: {}",
            outcome.err
        );
        let said = outcome.out.ends_with('\n').then_some(outcome.out);
        self.learn(said.is_some());
        said
    }

    fn learn(&mut self, answered: bool) {
        if answered {
            self.after += 1;
            self.micros -= self.micros / 8;
        } else {
            self.before += 1;
            self.micros += self.micros / 8;
        }
    }

    /// A run in which every kill fell on one side has tried nothing.
    pub(crate) fn hit_both_sides(&self) {
        let Aim { before, after, .. } = self;
        assert!(
            *before > 0 && *after > 0,
            "{before} kills before an answer, {after} after"
        );
    }
}

/// The id a command printed.
fn id(said: &str) -> String {
    let said: serde_json::Value = serde_json::from_str(said).unwrap();
    said["id"].as_str().unwrap().to_owned()
}
