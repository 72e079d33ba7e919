//! Divisions that take the place of others: what a table as a whole must hold to.

use std::collections::BTreeMap;

use forms::{CHINA_MIN, Moment, Text};
use places::{Division, DivisionCode};

use super::divisions::Standing;
use super::{Line, What};
use crate::office::Office;

impl Office {
    /// Makes lines wrong whose successor is not in the table, leads round in a circle, or takes over
    /// on a later day, and puts what they would have changed back.
    pub(super) fn check_successors(
        &self,
        standing: &mut Standing,
        seen: &BTreeMap<DivisionCode, u64>,
        lines: &mut [Line],
        now_ms: u64,
    ) {
        let now = Moment {
            now_ms,
            offset_min: CHINA_MIN,
        };
        let today = now.today();
        // Putting one line back may leave another without its successor.
        loop {
            let wrong = seen.iter().find_map(|(code, line)| {
                let fault = fault(standing.get(code)?, standing, &today)?;
                let at = lines.iter().position(|one| one.line == *line)?;
                (lines[at].what != What::Wrong).then_some((*code, at, fault))
            });
            let Some((code, at, fault)) = wrong else {
                return;
            };
            lines[at].what = What::Wrong;
            lines[at].notes.push(fault);
            match self.room.divisions.get(code) {
                Some(before) => standing.insert(code, before.clone()),
                None => standing.remove(&code),
            };
        }
    }
}

fn fault(division: &Division, standing: &Standing, today: &str) -> Option<Text> {
    let (code, successor) = (division.code, division.replaced_by?);
    if !standing.contains_key(&successor) {
        return Some(Text::new(
            format!(
                "接替 {code} 的区划 {successor} 不在区划表中；请在文件中补上该行，划出本站点的只填 valid_to"
            ),
            format!(
                "{successor}, which takes the place of {code}, is not in the table; add its line, or give valid_to alone if it left this site"
            ),
        ));
    }
    let next = |at: &DivisionCode| standing.get(at)?.replaced_by;
    let mut chain = std::iter::successors(Some(successor), next).take(standing.len());
    if chain.any(|later| later == code) {
        return Some(Text::new(
            format!("接替关系绕回 {code}；请更正 replaced_by"),
            format!("the successors of {code} lead back to it; correct replaced_by"),
        ));
    }
    let last = division.valid_to.as_deref().filter(|last| *last >= today)?;
    Some(Text::new(
        format!("{code} 到 {last} 才失效，接替一经导入即生效；请于次日导入"),
        format!(
            "{code} stands until {last}, and a successor takes over as soon as it is imported; import this the day after"
        ),
    ))
}
