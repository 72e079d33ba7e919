//! An enrolled device whose program is not ours: it writes what its person may not write.
//!
//! What it may not write the office must keep, hold out of the fold and say so, and what it writes
//! rightly afterwards must reach everybody all the same.

use std::collections::BTreeSet;

use merge::{
    Author, Bucket, Change, Context, Dot, Draft, Grant, Hash, Key, RecordId, Sealed, Value,
};
use places::DivisionCode;
use sync::{Enrol, Fate, Push, Reply, Request};

use super::{Fault, Outcome, World};

/// Numbers of the catalog: the kind `hazard` and its fields `division`, `description` and `grade`,
/// which a station may not write.
const HAZARD: u16 = 1;
const DIVISION: u16 = 1;
const DESCRIPTION: u16 = 31;
const GRADE: u16 = 41;

#[derive(Debug, Default)]
pub(crate) struct Rogue {
    author: Option<Author>,
    division: u64,
    written: Vec<Sealed>,
}

impl World {
    pub(crate) fn enrol_rogue(&mut self, unit: u64) -> Outcome {
        let said = |failure: server::Failure| failure.text().en;
        let code = DivisionCode::new(unit).map_err(|e| e.to_string())?;
        let unit_of = self.office().unit(code, &[]).map_err(said)?;
        let invited = self
            .office()
            .invite(unit_of, "officer", "周扬", self.now_ms)
            .map_err(said)?;
        let key = Key::from_secret(&self.dice.bytes());
        let ask = Enrol::new(invited.code, &key, 1);
        let let_in = self.office().enrol(&ask, self.now_ms).map_err(|no| no.en)?;
        let grant = Grant::open(&let_in.grant).map_err(|e| e.to_string())?;
        self.rogue.author = Some(Author::new(key, grant.device, grant.hash()));
        self.rogue.division = unit;
        Ok(())
    }

    /// It makes a record, changes it as it may not, and changes it again as it may.
    pub(crate) fn rogue_writes(&mut self) -> Outcome {
        let mut random = [0; 10];
        random.copy_from_slice(&self.dice.bytes()[..10]);
        let record = RecordId::v7(self.now_ms, random);
        let set = |field, value: &str| Change::Set {
            field,
            value: Value::from(value),
        };
        let division = self.rogue.division.to_string();
        let made = vec![set(DIVISION, &division), set(DESCRIPTION, "路肩塌陷")];
        let steps = [
            (made, false),
            (vec![set(GRADE, "major")], true),
            (vec![set(DESCRIPTION, "路肩塌陷，已围挡")], false),
        ];
        let (mut context, mut seen) = (Context::new(), BTreeSet::<Dot>::new());
        for (changes, held) in steps {
            let draft = Draft {
                record,
                bucket: Bucket(self.rogue.division),
                kind: HAZARD,
                form: 1,
                context: context.clone(),
                changes,
                reason: None,
                resolves: Vec::new(),
            };
            let author = self.rogue.author.as_mut().ok_or("no rogue")?;
            let now = merge::Now {
                wall_ms: self.now_ms,
                offset_min: 480,
            };
            let sealed = author.seal(draft, now);
            author.wrote(&sealed);
            if !held {
                context = sealed.op.clock();
            }
            self.ledger.note(sealed.clone(), seen.clone(), held);
            if !held {
                seen.insert(sealed.op.dot());
            } else {
                self.hit(Fault::HeldOperation);
            }
            self.rogue.written.push(sealed);
        }
        if self.dice.chance(70) {
            self.rogue_pushes()
        } else {
            Ok(())
        }
    }

    /// It pushes all it ever wrote.
    pub(crate) fn rogue_pushes(&mut self) -> Outcome {
        let ops = self
            .rogue
            .written
            .iter()
            .map(|sealed| sealed.bytes().to_vec().into())
            .collect();
        let device = self.rogue.author.as_ref().ok_or("no rogue")?.device();
        let reply = self.office().answer(
            device,
            Request::Push(Push { ops, grants: None }),
            self.now_ms,
        );
        let troubled = self.after_office_trouble()?;
        let Reply::Pushed(pushed) = reply else {
            return if troubled {
                Ok(())
            } else {
                Err(format!("the rogue was told {reply:?}"))
            };
        };
        let known: BTreeSet<Hash> = self
            .ledger
            .lines
            .iter()
            .filter(|line| line.held)
            .map(|line| line.hash)
            .collect();
        for (sealed, fate) in self.rogue.written.iter().zip(&pushed.fates) {
            let right = match fate {
                Fate::Held(_) => known.contains(&sealed.hash),
                Fate::Kept | Fate::Known => !known.contains(&sealed.hash),
                _ => false,
            };
            if !right {
                return Err(format!(
                    "{} of the rogue was told {fate:?}",
                    sealed.op.dot()
                ));
            }
        }
        Ok(())
    }
}
