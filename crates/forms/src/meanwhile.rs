//! What counts of a field while people disagree about it.
//!
//! Every rival is shown to a person, whatever is said here, and stays until somebody settles them
//! (law 3 of the house). But a list needs one grade to colour and a board one deadline to count by,
//! and until a person has decided, the cautious one of two values is the better guess than the one
//! whose writer's clock was ahead.

use merge::{Record, Value};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::code::CodeList;
use crate::field::{Field, Type};

/// What counts of a field while people disagree about it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum Meanwhile {
    /// The value written last; the record waits until somebody has settled it.
    #[default]
    Latest,
    /// The code furthest down its list, the greatest number, the last day; the record waits.
    Highest,
    /// The first code of its list, the least number, the first day; the record waits.
    Lowest,
    /// The value written last, and the record waits for nobody: the others are told beside it.
    Beside,
}

impl Meanwhile {
    /// Whether a record in conflict about such a field must be settled before its next step.
    pub(crate) fn waits(self) -> bool {
        self != Meanwhile::Beside
    }
}

/// Where a value stands among those of its field; what cannot be compared, and an emptied field,
/// stands nowhere.
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Rank {
    Number(i64),
    Day(String),
}

impl Field {
    /// The value that counts: the only one, or the one of several rivals that [`Field::meanwhile`]
    /// says. A cleared field has none.
    #[must_use]
    pub fn value(&self, record: &Record) -> Option<Value> {
        let ranked = matches!(self.meanwhile, Meanwhile::Highest | Meanwhile::Lowest);
        if !ranked || !record.in_conflict(self.id) {
            return record.value(self.id);
        }
        let said = record.said(self.id).into_iter().map(|said| said.what);
        let ranked = said.filter_map(|value| Some((self.rank(&value)?, value)));
        let counts = match self.meanwhile {
            Meanwhile::Lowest => ranked.min_by(|(a, _), (b, _)| a.cmp(b)),
            _ => ranked.max_by(|(a, _), (b, _)| a.cmp(b)),
        };
        counts.map_or_else(|| record.value(self.id), |(_, value)| Some(value))
    }

    fn rank(&self, value: &Value) -> Option<Rank> {
        match &self.ty {
            Type::Code { .. } => {
                let code = value.as_text()?;
                let at = self.order.iter().position(|known| known == code)?;
                Some(Rank::Number(i64::try_from(at).ok()?))
            }
            Type::Date => Some(Rank::Day(value.as_text()?.to_owned())),
            _ => value.as_int().map(Rank::Number),
        }
    }

    /// Learns the order of its codes. Whether there is an order at all.
    pub(crate) fn learn_order(&mut self, lists: &[CodeList]) -> bool {
        match &self.ty {
            Type::Code { codes } => {
                let list = lists.iter().find(|list| list.name == *codes);
                let codes = list.into_iter().flat_map(|list| &list.codes);
                self.order = codes.map(|code| code.code.clone()).collect();
                true
            }
            Type::Int { .. } | Type::Date | Type::DateTime => true,
            _ => false,
        }
    }
}
