//! Records from a ledger: each line becomes one signed operation, or none if nothing is new.
//!
//! Reading order: [`columns`] (which column is which field), [`line`] (a line as a person would
//! have typed it), [`identity`] (which record it speaks of), [`ground`] (what it is checked against),
//! [`plan`] (what it changes), [`write`] (how that is kept).

mod columns;
mod ground;
mod identity;
mod line;
mod plan;
mod write;

use std::collections::BTreeMap;

use forms::{Actor, Kind, Role, Text};

use super::sheet::Sheet;
use super::{Import, Line, Progress, Report};
use crate::office::Office;
use columns::Headings;
use desk::Failure;
use ground::ByName;
use plan::Planner;

/// In whose name records are written unless another is given.
const NAME: &str = "台账导入";
/// The role that is chosen, where it may create the kind.
const ROLE: &str = "officer";
/// Longest name, in characters.
const MAX_NAME: usize = 40;

impl Office {
    pub(super) fn import_records(
        &self,
        kind: &str,
        ask: &Import,
        now_ms: u64,
        progress: Progress<'_>,
    ) -> Result<Report, Failure> {
        let kind = self
            .room
            .catalog
            .require(kind)
            .map_err(|complaint| Failure::Said {
                code: "kind",
                text: complaint.text,
            })?;
        let role = self.role_for(kind, ask.role.as_deref())?;
        let person = name_of(ask)?;
        let sheet = Sheet::open(&ask.file, &|text| columns::known(kind, text))?;
        let headings = Headings::of(kind, role, &sheet.header);
        let here = ByName::new(&self.room.divisions, &self.room.store);
        let actor = Actor {
            role,
            person: &person,
            division: self.site.root.as_u64(),
        };
        let planner = Planner {
            office: self,
            kind,
            actor: &actor,
            here: &here,
            now_ms,
        };
        let all = sheet.rows.len() as u64 * if ask.apply { 2 } else { 1 };
        let mut seen = BTreeMap::new();
        let (mut lines, mut plans) = (Vec::new(), Vec::new());
        for (at, row) in (1..).zip(&sheet.rows) {
            let (line, plan) = planner.line(&headings, row, &mut seen)?;
            plans.extend(plan.map(|plan| (lines.len(), plan)));
            lines.push(line);
            progress(at, all);
        }
        let mut report = Report {
            target: if ask.target == super::Target::Persons {
                "persons"
            } else {
                "ledger"
            },
            applied: false,
            ignored: headings.ignored.clone(),
            remarks: headings.remarks(kind),
            lines,
        };
        report.remarks.extend(sheet.remark());
        report.remarks.push(begins(kind));
        report.applied = ask.writes(&report);
        if report.applied {
            self.write_planned(&actor, plans, &mut report.lines, now_ms, progress)?;
        } else {
            progress(all, all);
        }
        Ok(report)
    }

    fn role_for(&self, kind: &Kind, asked: Option<&str>) -> Result<&Role, Failure> {
        let usual = if kind.create.iter().any(|role| role == ROLE) {
            Some(ROLE)
        } else {
            kind.create.first().map(String::as_str)
        };
        let role = asked.or(usual).unwrap_or(ROLE);
        let may = kind.create.iter().any(|known| known == role);
        self.room.catalog.role(role).filter(|_| may).ok_or_else(|| {
            let known = kind.create.join(", ");
            Failure::new(
                "role",
                format!("角色「{role}」不能新建{}；可用：{known}", kind.label.zh),
                format!(
                    "role `{role}` may not create a {}; may: {known}",
                    kind.label.en
                ),
            )
        })
    }
}

fn name_of(ask: &Import) -> Result<String, Failure> {
    let name = ask.name.as_deref().unwrap_or(NAME).trim();
    let length = name.chars().count();
    if length == 0 || length > MAX_NAME || name.chars().any(char::is_control) {
        return Err(Failure::new(
            "name",
            format!("姓名应为 1 至 {MAX_NAME} 个字；请用 --name 填写"),
            format!("a name has 1 to {MAX_NAME} characters; give it with --name"),
        ));
    }
    Ok(name.to_owned())
}

/// The state in which a form waits for its writer.
const DRAFT: &str = "draft";

/// Where imported records begin, and what has still to be done with them.
fn begins(kind: &Kind) -> Text {
    let label = &kind.label;
    let state = kind.state(&kind.initial).map(|state| &state.label);
    let state = state.cloned().unwrap_or_default();
    let mut next = kind
        .events
        .iter()
        .filter(|row| row.from.contains(&kind.initial));
    let Some(event) = next.next().filter(|_| kind.initial == DRAFT) else {
        return Text::new(
            format!("导入的{}从「{}」开始", label.zh, state.zh),
            format!("each imported {} begins as {}", label.en, state.en),
        );
    };
    let photo = kind
        .fields
        .iter()
        .any(|field| field.ty.is_photos() && field.required_on.contains(&event.name));
    let (zh, en) = if photo {
        ("附上照片后", "with a photo ")
    } else {
        ("", "")
    };
    let event = &event.label;
    Text::new(
        format!(
            "导入的{}从「{}」开始，原台账的等级、督办、验收、销号不随之生效；须由经办人核对、{zh}办理「{}」",
            label.zh, state.zh, event.zh
        ),
        format!(
            "each imported {} begins as {}: what the ledger says of grading, acceptance and closing \
             takes no effect; somebody must check it and {en}fire `{}`",
            label.en, state.en, event.en
        ),
    )
}

/// A line that says something about one record.
fn told(line: u64, what: super::What, about: String, notes: Vec<Text>) -> Line {
    Line {
        line,
        what,
        about,
        notes,
    }
}
