//! Going through the day.

use std::collections::BTreeMap;
use std::fs;

use forms::{Catalog, Lang, day_text};
use merge::RecordId;
use serde_json::Value;

use super::day::{By, DAY, EVERYBODY, Step, Who, commands};
use super::photo::jpeg;
use super::stage::Stage;
use super::tell;
use super::told::Told;
use crate::local::moment;
use crate::tables;
use desk::Failure;

/// A day being played.
pub(super) struct Play<'s> {
    stage: &'s mut Stage,
    lang: Lang,
    catalog: Catalog,
    /// The ids behind the names of [`Step::named`].
    ids: BTreeMap<&'static str, String>,
    /// The kind of each record made today, by its id.
    kinds: BTreeMap<String, String>,
}

impl<'s> Play<'s> {
    pub(super) fn new(stage: &'s mut Stage, lang: Lang) -> Result<Play<'s>, Failure> {
        Ok(Play {
            stage,
            lang,
            catalog: desk::catalog()?,
            ids: BTreeMap::new(),
            kinds: BTreeMap::new(),
        })
    }

    pub(super) async fn day(&mut self) -> Result<(), Failure> {
        for part in DAY {
            tell::heading(self.lang, part.zh, part.en)?;
            for step in part.steps {
                match step.by {
                    By::Laptop(who) => self.deed(step, &who).await?,
                    By::Deadlines => {
                        tell::note(step.zh, step.en, self.lang)?;
                        let due = self.stage.office()?.room.due(None, None, moment())?;
                        tell::say(tables::due(&due, self.lang)?.trim_end())?;
                    }
                    By::Everybody => self.compare(step).await?,
                }
            }
        }
        Ok(())
    }

    /// Runs a step's commands and says in one line what came of the last.
    async fn deed(&mut self, step: &Step, who: &Who) -> Result<(), Failure> {
        let mut said = Vec::new();
        for command in commands(step.commands) {
            let args = self.filled(&command)?;
            let answer = self.stage.laptop(who, &args, self.lang).await?;
            if let ["add", kind, ..] = command.as_slice() {
                let id = answer["id"].as_str().unwrap_or_default().to_owned();
                self.kinds.insert(id.clone(), (*kind).to_owned());
                self.ids.insert(step.named, id);
            }
            self.none_held(&args, &answer)?;
            let told = Told {
                verb: command[0],
                answer,
            };
            // Of an add and the events that follow it, the last says where the record stands.
            if told.is_saved() {
                said.retain(|told: &Told<'_>| !told.is_saved());
            }
            said.push(told);
        }
        let name = who.name(self.lang);
        tell::deed(name, step, &said, &self.kinds, &self.catalog, self.lang)
    }

    /// An operation the office held back would be a fault of this demo, so it is not passed over.
    fn none_held(&self, args: &[String], answer: &Value) -> Result<(), Failure> {
        let held = answer["held"].as_u64().unwrap_or(0);
        if held == 0 {
            return Ok(());
        }
        let reasons = self.stage.office()?.store().all_held()?;
        let reasons: Vec<String> = reasons.into_iter().map(|(_, reason)| reason).collect();
        let (line, reasons) = (args.join(" "), reasons.join("; "));
        Err(Failure::new(
            "held",
            format!("{line}：服务器暂扣了 {held} 条操作：{reasons}"),
            format!("{line}: the office held {held} operations: {reasons}"),
        ))
    }

    /// Shows a record on every laptop and at the office: it must be one and the same.
    async fn compare(&mut self, step: &Step) -> Result<(), Failure> {
        let mut seen = Vec::new();
        for command in commands(step.commands) {
            let args = self.filled(&command)?;
            for who in EVERYBODY {
                let shown = self.stage.laptop(&who, &args, self.lang).await?;
                let text = |name: &str| shown[name].as_str().unwrap_or_default().to_owned();
                seen.push((
                    who.name(self.lang).to_owned(),
                    text("digest"),
                    text("status"),
                ));
            }
            let Some(id) = args.get(1).and_then(|id| id.parse::<RecordId>().ok()) else {
                continue;
            };
            let record = self.stage.office()?.store().record(id)?;
            let Some(record) = record else { continue };
            let kind = self.catalog.kind_by_id(record.kind);
            let status = kind.map(|kind| self.catalog.status(kind, &record).state);
            let digest = record.digest().to_string();
            let office = tell::office(self.lang).to_owned();
            seen.push((office, digest, status.unwrap_or_default()));
        }
        tell::note(step.zh, step.en, self.lang)?;
        tell::copies(&seen, &self.catalog, self.lang)?;
        let same = seen
            .windows(2)
            .all(|two| two[0].1 == two[1].1 && two[0].2 == two[1].2);
        if same {
            return Ok(());
        }
        Err(Failure::new(
            "differ",
            "各处的记录不一致；请报告管理员",
            "the copies differ; tell the administrator",
        ))
    }

    fn filled(&self, command: &[&str]) -> Result<Vec<String>, Failure> {
        command.iter().map(|word| self.fill(word)).collect()
    }

    /// A word with its placeholders replaced: `<bend>`, `<today-5>`, `<year>`, `<photo:bend>`.
    fn fill(&self, word: &str) -> Result<String, Failure> {
        let mut filled = String::new();
        let mut rest = word;
        while let Some((before, behind)) = rest.split_once('<') {
            let (name, after) = behind.split_once('>').unwrap_or((behind, ""));
            filled.push_str(before);
            filled.push_str(&self.value(name)?);
            rest = after;
        }
        filled.push_str(rest);
        Ok(filled)
    }

    fn value(&self, name: &str) -> Result<String, Failure> {
        if let Some(days) = name.strip_prefix("today") {
            let days: i32 = days.parse().unwrap_or(0);
            return Ok(day_text(moment().day() + days));
        }
        if let Some(of) = name.strip_prefix("photo:") {
            let path = self.stage.path()?.join(format!("{of}.jpg"));
            fs::write(&path, jpeg(of)).map_err(|error| Failure::file(&path, &error))?;
            return Ok(path.display().to_string());
        }
        if name == "year" {
            return Ok(moment().today().chars().take(4).collect());
        }
        Ok(self.ids.get(name).cloned().unwrap_or_default())
    }
}
