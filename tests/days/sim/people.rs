//! What people do in a day, through the same doors as the command line.

use std::collections::BTreeSet;

use agent::{Failure, Laptop, PhotoFile, Settle, Written};
use forms::Entry;
use merge::{Dot, Now, RecordId};

use super::ledger::says;
use super::person::Pending;
use super::{Outcome, World};

/// Of the records somebody knows, the latest are changed the most: people work on one thing.
const LATEST: usize = 4;

/// The number of the kind `hazard` in the catalog.
const HAZARD: u16 = 1;

/// One save: what is typed, and into what.
enum Save {
    Add(&'static str, Vec<Entry>),
    Edit(Vec<Entry>),
    Act(&'static str, Vec<Entry>, Option<&'static str>),
    Resolve(String, Settle),
}

fn entry(field: &str, text: impl Into<String>) -> Entry {
    Entry {
        field: field.to_owned(),
        text: text.into(),
    }
}

impl World {
    /// One person does one thing.
    pub(crate) fn work(&mut self, who: usize) -> Outcome {
        let known = self.known(who)?;
        let station = self.people[who].divisions_of_work.len() > 1
            && !matches!(self.people[who].role, "county_coord" | "city_hq");
        if station && (known.is_empty() || self.dice.chance(30)) {
            let save = self.something_new(who);
            return self.save(who, None, &save);
        }
        if known.is_empty() {
            return Ok(());
        }
        let latest = &known[known.len().saturating_sub(LATEST)..];
        let from = if self.dice.chance(80) { latest } else { &known };
        let id = *self.dice.pick(from);
        let (kind, in_conflict) = self.looks(who, id)?;
        let save = match (self.people[who].role, kind) {
            _ if in_conflict && self.dice.chance(60) => self.settling(who, id)?,
            ("city_hq", HAZARD) => self.a_remark(),
            ("county_coord", HAZARD) => self.a_decision(),
            (_, HAZARD) => self.a_change(),
            (_, _) => Save::Edit(vec![entry("internal_note", self.words())]),
        };
        self.save(who, Some(id), &save)
    }

    /// What somebody sees of a record in a list: its kind, and whether it is in conflict.
    fn looks(&self, who: usize, id: RecordId) -> Result<(u16, bool), String> {
        let laptop = self.people[who].laptop();
        let (record, kind) = laptop
            .desk()
            .find(&id.to_string())
            .map_err(|e| e.to_string())?;
        let shown = laptop.store().summary(id, kind.id, record.bucket);
        let shown = shown.map_err(|e| e.to_string())?;
        Ok((
            kind.id,
            shown.is_some_and(|listed| listed.summary.conflicts > 0),
        ))
    }

    /// The records on a laptop, in the order in which they were made.
    fn known(&self, who: usize) -> Result<Vec<RecordId>, String> {
        let store = self.people[who].laptop().store();
        let mut known = Vec::new();
        for id in &self.ledger.records {
            if store.record(*id).map_err(|e| e.to_string())?.is_some() {
                known.push(*id);
            }
        }
        Ok(known)
    }

    /// Words nobody has written before.
    fn words(&mut self) -> String {
        format!("第{}号说法", self.dice.number() % 100_000_000)
    }

    fn something_new(&mut self, who: usize) -> Save {
        let division = *self.dice.pick(&self.people[who].divisions_of_work);
        let division = entry("division", division.to_string());
        let words = self.words();
        if self.dice.chance(20) {
            let vehicles = self.dice.below(90).to_string();
            let form = vec![
                division,
                entry("station_point", words),
                entry("actors", r#"[{"person":"周扬"}]"#),
                entry("vehicles", vehicles),
            ];
            return Save::Add("persuasion_log", form);
        }
        let kinds = ["sharp_curve", "pothole,slippery", "no_guardrail", "school"];
        let road = ["county", "township", "village"];
        let stake = format!("K{}+{:03}", self.dice.below(30), self.dice.below(1000));
        let form = vec![
            division,
            entry("kinds", *self.dice.pick(&kinds)),
            entry("road_class", *self.dice.pick(&road)),
            entry("road_code", format!("Y{:03}", 1 + self.dice.below(5))),
            entry("stake_start", stake),
            entry("description", words),
            entry("bus_route", *self.dice.pick(&["yes", "no"])),
        ];
        Save::Add("hazard", form)
    }

    /// Somebody at a station changes a hazard, or reports it.
    fn a_change(&mut self) -> Save {
        let words = self.words();
        let kinds = ["sharp_curve,cliff", "pothole", "sharp_curve,water,narrow"];
        match self.dice.below(10) {
            0..3 => Save::Edit(vec![entry("description", words)]),
            3..4 => Save::Edit(vec![entry("place_text", words)]),
            4..5 => {
                let also = self.words();
                Save::Edit(vec![entry("place_text", words), entry("description", also)])
            }
            5..6 => Save::Edit(vec![entry("kinds", *self.dice.pick(&kinds))]),
            6..7 => Save::Edit(vec![entry("internal_note", words)]),
            7..9 => Save::Act("report", vec![entry("grade_suggested", "general")], None),
            _ => Save::Edit(vec![entry("bus_route", *self.dice.pick(&["yes", "no"]))]),
        }
    }

    /// A county coordinator works the queue.
    fn a_decision(&mut self) -> Save {
        let grades = ["general", "larger", "major"];
        let grade = entry("grade", *self.dice.pick(&grades));
        match self.dice.below(10) {
            0..3 => Save::Act("confirm", vec![grade, entry("nature", "normal")], None),
            3..5 => Save::Act("return", Vec::new(), Some("照片看不清位置")),
            5..6 => Save::Edit(vec![entry("internal_note", self.words())]),
            6..9 => Save::Edit(vec![grade]),
            // What ends a record is rare, or there would soon be nothing left to work on.
            _ if self.dice.chance(40) => Save::Act("reject", Vec::new(), Some("不属于道路隐患")),
            _ => Save::Act("void", Vec::new(), Some("重复登记")),
        }
    }

    fn a_remark(&mut self) -> Save {
        if self.dice.chance(30) {
            return Save::Edit(vec![entry("grade", *self.dice.pick(&["larger", "major"]))]);
        }
        Save::Edit(vec![entry("internal_note", self.words())])
    }

    /// Somebody settles what the record shows as a conflict, or the workflow's.
    fn settling(&mut self, who: usize, id: RecordId) -> Result<Save, String> {
        let laptop = self.people[who].laptop();
        let (record, kind) = laptop
            .desk()
            .find(&id.to_string())
            .map_err(|e| e.to_string())?;
        let in_conflict = record.conflicts();
        let Some(field) = in_conflict
            .first()
            .and_then(|field| kind.field_by_id(*field))
        else {
            return Ok(Save::Resolve(
                "status".to_owned(),
                Settle::Value(String::new()),
            ));
        };
        let (name, rivals) = (field.name.clone(), record.said(field.id));
        let settle = match &rivals[0].what {
            merge::Value::Text(text) => Settle::Value(text.clone()),
            _ => Settle::Device(rivals[0].source.dot.device.to_string()),
        };
        if name == "description" && self.dice.chance(50) {
            return Ok(Save::Resolve(name, Settle::Value(self.words())));
        }
        Ok(Save::Resolve(name, settle))
    }

    /// The operations of a record that lie on a laptop and count.
    fn lying_here(&self, who: usize, id: RecordId) -> Result<BTreeSet<Dot>, String> {
        let history = self.people[who].laptop().store().history(id);
        let history = history.map_err(|e| e.to_string())?.into_iter();
        let counting = history.filter(|past| past.held.is_none());
        Ok(counting.map(|past| past.sealed.op.dot()).collect())
    }

    /// Saves, and keeps the ledger.
    fn save(&mut self, who: usize, id: Option<RecordId>, save: &Save) -> Outcome {
        let seen = match id {
            Some(id) => self.lying_here(who, id)?,
            None => BTreeSet::new(),
        };
        let photos = [PhotoFile {
            field: None,
            file: self.photo.clone(),
        }];
        let now = self.people[who].now(self.now_ms);
        let person = &mut self.people[who];
        let answer = save.give(person.laptop_mut(), id, &photos, now);
        if person.disk.must_restart() || (answer.is_err() && person.disk.was_troubled()) {
            // Nobody heard an answer, or it was "not saved": both may be found there later.
            let may_be_there = person.disk.must_restart();
            person.pending = may_be_there.then_some(Pending { seen });
            self.after_trouble(who)?;
            return self.chain_is(who);
        }
        match answer {
            Ok(written) => self.acknowledged(who, written.id, seen, save)?,
            Err(Failure::Form(complaints)) => {
                self.tell(|| format!("{who} may not: {complaints:?}"));
            }
            Err(error) => return Err(format!("{} cannot save: {error}", self.people[who].name)),
        }
        self.chain_is(who)
    }

    fn acknowledged(
        &mut self,
        who: usize,
        id: RecordId,
        seen: BTreeSet<Dot>,
        save: &Save,
    ) -> Outcome {
        let device = self.people[who].device.id();
        let seq = self.ledger.count(device) + 1;
        let kept = self.people[who].laptop().store().op(Dot { device, seq });
        let sealed = kept.map_err(|e| e.to_string())?;
        let sealed = sealed.ok_or_else(|| format!("{who} said saved, and nothing is there"))?;
        if sealed.op.record != id || save.words().iter().any(|words| !says(&sealed.op, words)) {
            return Err(format!(
                "{who} said saved, and {:?} is there",
                sealed.op.changes
            ));
        }
        let hash = sealed.op.changes.len();
        let record = self.ledger.note(sealed, seen, false);
        self.tell(|| format!("{who} wrote {seq} into record {record}: {hash} changes"));
        Ok(())
    }

    /// A laptop's chain is exactly what was acknowledged.
    fn chain_is(&self, who: usize) -> Outcome {
        let person = &self.people[who];
        let head = person
            .laptop()
            .store()
            .head(person.device.id())
            .map_err(|e| e.to_string())?;
        let acked = self.ledger.count(person.device.id());
        if head.seq == acked {
            return Ok(());
        }
        Err(format!(
            "{}: {acked} acknowledged, {} kept",
            person.name, head.seq
        ))
    }
}

impl Save {
    /// Types it into the laptop.
    fn give(
        &self,
        laptop: &mut Laptop,
        id: Option<RecordId>,
        photos: &[PhotoFile],
        now: Now,
    ) -> Result<Written, Failure> {
        let id = id.map(|id| id.to_string()).unwrap_or_default();
        match self {
            Save::Add("hazard", form) => laptop.add("hazard", form, photos, now),
            Save::Add(kind, form) => laptop.add(kind, form, &[], now),
            Save::Edit(form) => laptop.edit(&id, form, &[], now),
            Save::Act(event, form, reason) => laptop.act(&id, event, form, &[], *reason, now),
            Save::Resolve(field, settle) => laptop.resolve(&id, field, settle, now),
        }
    }

    /// What was typed into fields of free text, which must be in the operation to the letter.
    fn words(&self) -> Vec<&str> {
        let form = match self {
            Save::Add(_, form) | Save::Edit(form) | Save::Act(_, form, _) => form.as_slice(),
            Save::Resolve(_, _) => &[],
        };
        let free = [
            "description",
            "place_text",
            "internal_note",
            "note",
            "station_point",
        ];
        let typed = form
            .iter()
            .filter(|entry| free.contains(&entry.field.as_str()));
        typed.map(|entry| entry.text.as_str()).collect()
    }
}
