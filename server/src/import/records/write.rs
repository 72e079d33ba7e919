//! What an import writes, and how it is kept.

use forms::{Actor, CHINA_MIN};
use merge::Now;
use places::Jurisdiction;
use store::{Fate, Item};

use super::plan::{Plan, note_of};
use crate::import::{Line, Progress};
use crate::office::Office;
use crate::pens::{ONCE_MS, Person};
use desk::Failure;

/// Operations kept in one step.
const AT_ONCE: usize = 256;

impl Office {
    /// Signs and keeps what was planned; each plan with the place of its line.
    ///
    /// A line that the office's own judgement refuses is marked wrong, and the rest goes on.
    pub(super) fn write_planned(
        &self,
        actor: &Actor<'_>,
        plans: Vec<(usize, Plan)>,
        lines: &mut [Line],
        now_ms: u64,
        progress: Progress<'_>,
    ) -> Result<(), Failure> {
        let all = lines.len() as u64 * 2;
        if plans.is_empty() {
            progress(all, all);
            return Ok(());
        }
        let person = Person {
            name: actor.person,
            role: &actor.role.name,
            unit: self.site.root,
            area: &Jurisdiction::from_iter([self.site.root]),
        };
        let (mut author, _) = self.pen(&person, now_ms, ONCE_MS)?;
        let now = Now {
            wall_ms: now_ms,
            offset_min: CHINA_MIN,
        };
        let mut items = Vec::new();
        for (at, plan) in plans {
            let id = plan.draft.record;
            if let Some(record) = self.room.store.record(id)? {
                author.observe(record.latest(), now);
            }
            let sealed = match author.try_seal(plan.draft, now) {
                Ok(sealed) => sealed,
                Err(error) => {
                    refuse(
                        &mut lines[at],
                        format!("一行内容过多：{error}"),
                        format!("too much in one line: {error}"),
                    );
                    continue;
                }
            };
            match self.admit(&sealed, now_ms) {
                Ok(arrival) => {
                    author.wrote(&sealed);
                    items.push(Item::Op(arrival));
                    items.push(Item::Note {
                        name: note_of(id),
                        value: serde_json::to_vec(&plan.said).unwrap_or_default(),
                    });
                }
                Err(failure) => {
                    let text = failure.text();
                    refuse(&mut lines[at], text.zh, text.en);
                }
            }
            if items.len() >= AT_ONCE {
                self.keep(std::mem::take(&mut items))?;
                progress(lines.len() as u64 + at as u64, all);
            }
        }
        self.keep(items)?;
        progress(all, all);
        Ok(())
    }

    /// Keeps operations and notes in one step.
    fn keep(&self, items: Vec<Item>) -> Result<(), Failure> {
        if items.is_empty() {
            return Ok(());
        }
        let fates = self.room.store.take(items)?;
        if fates.iter().all(|fate| *fate == Fate::Kept) {
            return Ok(());
        }
        Err(Failure::new(
            "not_kept",
            "有操作没有写入；请再次导入同一文件，未写入的会补上",
            "some operations were not kept; import the same file again, it writes what is missing",
        ))
    }
}

fn refuse(line: &mut Line, zh: String, en: String) {
    let (number, about) = (line.line, std::mem::take(&mut line.about));
    *line = Line::wrong(number, about, vec![forms::Text::new(zh, en)]);
}
