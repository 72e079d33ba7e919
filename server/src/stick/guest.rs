//! A device that came by stick, as it is told.

use std::path::PathBuf;

use desk::stick;
use forms::Text;
use serde::{Deserialize, Serialize};
use sync::Fate;
use sync::bundle::Carried;

use super::Visit;

/// A device that came by stick.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Guest {
    /// The device.
    pub device: String,
    /// Who works with it.
    pub person: String,
    /// The division its unit is named by.
    pub unit: String,
    /// That division's name.
    pub unit_name: String,
    /// Whether it was let in by this.
    pub enrolled: bool,
    /// Operations kept now that were not kept before.
    pub kept: u64,
    /// Operations that were here already.
    pub known: u64,
    /// Operations kept but held out of the fold.
    pub held: u64,
    /// Operations not kept.
    pub refused: u64,
    /// Photos that are here by this.
    pub photos: u64,
    /// Originals in the answer.
    pub given: u64,
    /// Originals it asked for that stayed for the next answer.
    pub left: u64,
    /// The last of its operations that is here without a gap.
    pub head: u64,
    /// What to compare over the phone.
    pub code: String,
    /// The answer, one file for each volume.
    pub answer: Vec<PathBuf>,
}

impl Guest {
    /// How a device fared, once it is answered.
    pub(super) fn of(
        visit: &Visit,
        unit_name: String,
        head: merge::Head,
        (answer, given): (Vec<PathBuf>, Carried),
    ) -> Guest {
        let terms = &visit.grant.terms;
        let held = |fate: &&Fate| matches!(fate, Fate::Held(_));
        Guest {
            device: visit.grant.device.to_string(),
            person: terms.person.clone(),
            unit: terms.unit.to_string(),
            unit_name,
            enrolled: visit.enrolled.is_some(),
            kept: visit.kept,
            known: visit.known,
            held: visit.told.pushed.fates.iter().filter(held).count() as u64,
            refused: visit.refused,
            photos: visit.album.new,
            given: given.photos,
            left: given.left,
            head: head.seq,
            code: stick::spoken(head),
            answer,
        }
    }

    /// How it fared, in a line.
    pub(crate) fn line(&self) -> Text {
        let Guest {
            person,
            unit_name,
            kept,
            known,
            held,
            refused,
            photos,
            head,
            code,
            ..
        } = self;
        let (zh, en) = if self.enrolled {
            ("已登记；", "let in; ")
        } else {
            ("", "")
        };
        let mut line = Text::new(
            format!(
                "{person}（{unit_name}）：{zh}新收 {kept} 条，已有 {known} 条，暂扣 {held} 条，拒收 {refused} 条，新收照片 {photos} 张；共收到 {head} 条，校验码 {code}"
            ),
            format!(
                "{person} ({unit_name}): {en}{kept} new, {known} known, {held} held, {refused} refused, {photos} new photos; {head} here in all, code {code}"
            ),
        );
        let (given, left) = (self.given, self.left);
        if given + left > 0 {
            line.zh += &format!("；答复带去照片 {given} 张，{left} 张留待下次");
            line.en += &format!("; {given} photos in the answer, {left} left for the next one");
        }
        line
    }
}
