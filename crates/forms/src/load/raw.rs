//! The catalog files as they are written. Unknown keys are refused, so a misspelt one is found.

use serde::Deserialize;

use crate::field::{Seen, Sensitivity};
use crate::figure::{Holds, Within};
use crate::kind::{NoOpen, Place, Twin};
use crate::meanwhile::Meanwhile;
use crate::paper::Paper;
use crate::report::Report;
use crate::role::Level;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Roles {
    pub(super) role: Vec<Role>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Role {
    pub(super) name: String,
    pub(super) zh: String,
    pub(super) en: String,
    pub(super) levels: Vec<Level>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Codes {
    pub(super) list: Vec<CodeList>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct CodeList {
    pub(super) name: String,
    pub(super) zh: String,
    pub(super) en: String,
    pub(super) source: Option<String>,
    #[serde(default)]
    pub(super) groups: Vec<Code>,
    pub(super) codes: Vec<Code>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Code {
    pub(super) code: String,
    pub(super) zh: String,
    pub(super) en: String,
    pub(super) group: Option<String>,
    pub(super) until: Option<String>,
    pub(super) figure: Option<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct KindFile {
    pub(super) kind: Kind,
    pub(super) field: Vec<Field>,
    pub(super) state: Vec<State>,
    #[serde(default)]
    pub(super) event: Vec<Event>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Kind {
    pub(super) id: u16,
    pub(super) name: String,
    pub(super) zh: String,
    pub(super) en: String,
    pub(super) version: u16,
    pub(super) create: Vec<String>,
    pub(super) title: Vec<String>,
    #[serde(default)]
    pub(super) mark: Option<String>,
    pub(super) initial: String,
    pub(super) happened: Option<String>,
    pub(super) due: Option<String>,
    #[serde(default)]
    pub(super) due_stopped: Vec<String>,
    pub(super) serial: Option<String>,
    pub(super) number_field: Option<String>,
    #[serde(default)]
    pub(super) one_of: Vec<Vec<String>>,
    #[serde(default)]
    pub(super) one_of_on: Vec<String>,
    #[serde(default)]
    pub(super) ordered: Vec<[String; 2]>,
    #[serde(default)]
    pub(super) guard: Vec<String>,
    pub(super) twin: Option<Twin>,
    #[serde(default)]
    pub(super) place: Place,
    #[serde(default)]
    pub(super) settle: Vec<String>,
    pub(super) minor: Option<String>,
    #[serde(default)]
    pub(super) photos_first: bool,
    pub(super) source: String,
}

/// A field, or an item of a list or struct.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Field {
    pub(super) id: Option<u16>,
    pub(super) name: String,
    pub(super) zh: String,
    pub(super) en: String,
    #[serde(rename = "type")]
    pub(super) ty: String,
    pub(super) min: Option<Number>,
    pub(super) max: Option<Number>,
    pub(super) unit: Option<String>,
    pub(super) decimals: Option<u8>,
    pub(super) codes: Option<String>,
    pub(super) to: Option<String>,
    pub(super) min_items: Option<usize>,
    pub(super) max_items: Option<usize>,
    #[serde(default)]
    pub(super) item: Vec<Field>,
    #[serde(default)]
    pub(super) required: bool,
    #[serde(default)]
    pub(super) required_on: Vec<String>,
    #[serde(default)]
    pub(super) edit: Vec<String>,
    pub(super) default: Option<toml::Value>,
    #[serde(default)]
    pub(super) derived: bool,
    pub(super) seen: Option<Seen>,
    pub(super) history_of: Option<String>,
    #[serde(default)]
    pub(super) wanted: bool,
    #[serde(default)]
    pub(super) fixed_in: Vec<String>,
    #[serde(default)]
    pub(super) guard: Vec<String>,
    #[serde(default)]
    pub(super) late: bool,
    #[serde(default)]
    pub(super) sensitivity: Sensitivity,
    pub(super) law: Option<String>,
    #[serde(default)]
    pub(super) meanwhile: Meanwhile,
    #[serde(default)]
    pub(super) uncounted: bool,
}

#[derive(Clone, Copy, Deserialize)]
#[serde(untagged)]
pub(super) enum Number {
    Int(i64),
    Float(f64),
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct State {
    pub(super) name: String,
    pub(super) zh: String,
    pub(super) en: String,
    #[serde(default, rename = "final")]
    pub(super) is_final: bool,
    #[serde(default)]
    pub(super) outside: bool,
    #[serde(default)]
    pub(super) withdrawn: bool,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Event {
    pub(super) name: String,
    pub(super) zh: String,
    pub(super) en: String,
    pub(super) from: Vec<String>,
    pub(super) to: String,
    pub(super) by: Vec<String>,
    #[serde(default)]
    pub(super) requires: Vec<String>,
    #[serde(default)]
    pub(super) sets: Vec<String>,
    #[serde(default)]
    pub(super) reason: bool,
    #[serde(default)]
    pub(super) in_conflict: bool,
    #[serde(default)]
    pub(super) guard: Vec<String>,
    pub(super) no_open: Option<NoOpen>,
    pub(super) law: Option<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Figures {
    #[serde(default)]
    pub(super) measure: Vec<Measure>,
    #[serde(default)]
    pub(super) sum: Vec<Sum>,
    #[serde(default)]
    pub(super) spread: Vec<Spread>,
    #[serde(default)]
    pub(super) ratio: Vec<Ratio>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Sum {
    pub(super) name: String,
    pub(super) zh: String,
    pub(super) en: String,
    pub(super) plus: Vec<String>,
    #[serde(default)]
    pub(super) minus: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Spread {
    pub(super) name: String,
    pub(super) zh: String,
    pub(super) en: String,
    pub(super) level: Option<Level>,
    pub(super) each: Option<String>,
    #[serde(default)]
    pub(super) measures: Vec<String>,
    pub(super) least: Option<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Measure {
    pub(super) id: u16,
    pub(super) name: String,
    pub(super) zh: String,
    pub(super) en: String,
    pub(super) kind: String,
    #[serde(default)]
    pub(super) ever: Vec<String>,
    #[serde(default)]
    pub(super) state: Vec<String>,
    pub(super) field: Option<Holds>,
    pub(super) within: Option<Within>,
    pub(super) on: Option<String>,
    pub(super) by: Option<String>,
    #[serde(default)]
    pub(super) any: Vec<Holds>,
    #[serde(default)]
    pub(super) as_of: bool,
    #[serde(default)]
    pub(super) overdue: bool,
    #[serde(default)]
    pub(super) year: bool,
    #[serde(default)]
    pub(super) ahead: bool,
    pub(super) among: Option<String>,
    pub(super) amount: Option<Amount>,
    #[serde(default)]
    pub(super) scale: u8,
    #[serde(default)]
    pub(super) board: bool,
}

#[derive(Deserialize)]
#[serde(untagged, deny_unknown_fields)]
pub(super) enum Amount {
    One(One),
    Count { count: String },
    Items { sum: String, item: String },
    Sum { sum: String },
    Days { days: [String; 2] },
    Day { day: String },
    Visits { visits: String },
}

/// The number 1, which is also what an absent amount means.
#[derive(Deserialize)]
#[serde(try_from = "u8")]
pub(super) struct One;

impl TryFrom<u8> for One {
    type Error = &'static str;

    fn try_from(number: u8) -> Result<Self, Self::Error> {
        if number == 1 {
            Ok(One)
        } else {
            Err("an amount is 1, { count = … }, { sum = … } or { days = [ … ] }")
        }
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Ratio {
    pub(super) name: String,
    pub(super) zh: String,
    pub(super) en: String,
    pub(super) of: String,
    pub(super) to: String,
    #[serde(default)]
    pub(super) mean: bool,
    #[serde(default)]
    pub(super) past: bool,
    #[serde(default)]
    pub(super) board: bool,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Reports {
    pub(super) report: Vec<Report>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Papers {
    pub(super) paper: Vec<Paper>,
}
