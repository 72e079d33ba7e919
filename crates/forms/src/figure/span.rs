//! The days on which a record stood so or so, told from its events.

use super::Measure;
use crate::course::Course;
use crate::kind::Kind;

/// Days from the first on; the second is the first day it was over, if it ever was.
pub(super) type Span = (i32, Option<i32>);

/// The state in which nothing counts.
pub(super) const VOID: &str = "void";

/// What happened: the day, the event (none at the beginning), and the state it led to.
struct Step<'a> {
    day: i32,
    event: Option<&'a str>,
    state: &'a str,
}

/// The steps of a record in the order of its events. A laptop whose clock went wrong does not turn
/// their order round: no step is earlier than the one before it.
fn steps<'a>(course: &Course<'a>) -> Option<Vec<Step<'a>>> {
    let kind: &'a Kind = course.kind;
    let mut state = kind.initial.as_str();
    let first = course.event_days().next();
    let written = course.written();
    let mut day = match (written, first) {
        (Some(written), Some(first)) => written.min(first),
        (written, first) => written.or(first)?,
    };
    let mut steps = vec![Step {
        day,
        event: None,
        state,
    }];
    for (event, on) in course.walk.legal.iter().zip(course.event_days()) {
        day = day.max(on);
        let row = kind
            .rows(&event.name)
            .find(|row| row.from.iter().any(|from| from == state));
        if let Some(to) = row.and_then(|row| row.to.as_deref()) {
            state = to;
        }
        steps.push(Step {
            day,
            event: Some(&event.name),
            state,
        });
    }
    Some(steps)
}

impl Measure {
    /// The spans of days at whose ends the measure's events and states held.
    pub(super) fn spans_of(&self, course: &Course<'_>) -> Vec<Span> {
        let Some(steps) = steps(course) else {
            return Vec::new();
        };
        let passed = course
            .kind
            .due
            .as_ref()
            .filter(|_| self.overdue)
            .map(|name| course.field_day(name).and_then(|due| due.checked_add(1)));
        // A deadline nobody set never passes.
        let Some(not_before) = passed.map_or(Some(i32::MIN), |passed| passed) else {
            return Vec::new();
        };
        let (mut spans, mut ever): (Vec<Span>, bool) = (Vec::new(), self.ever.is_empty());
        let ends = steps.iter().skip(1).map(|step| Some(step.day));
        for (step, end) in steps.iter().zip(ends.chain([None])) {
            ever |= step
                .event
                .is_some_and(|event| self.ever.iter().any(|name| name == event));
            let from = step.day.max(not_before);
            let lasts = end.is_none_or(|end| from < end);
            if !(ever && lasts && self.stood(course.kind, step.state)) {
                continue;
            }
            match spans.last_mut() {
                Some((_, before)) if *before == Some(from) => *before = end,
                _ => spans.push((from, end)),
            }
        }
        spans
    }

    fn stood(&self, kind: &Kind, state: &str) -> bool {
        let named = match self.state.as_slice() {
            [] => state != VOID,
            states => states.iter().any(|known| known == state),
        };
        named && (!self.overdue || kind.due_runs(state))
    }
}
