//! Who may do what where, and what is shown of a person: the one answer all doors ask for.
//!
//! The rows stand in `catalog/rights.toml`. How a division stands to somebody's own is the caller's
//! to say, because only a map knows it.

use merge::{Record, Value};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::catalog::Catalog;
use crate::field::{Field, Sensitivity};
use crate::kind::Kind;
use crate::role::Level;

/// What somebody wants to do.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum Deed {
    /// See records, their photos, and what they add up to.
    Read,
    /// Write records: which kind, field and step is the kind's to say.
    Write,
    /// Make a file of many records, persons masked.
    Export,
    /// Look behind a mask, for a reason that is kept.
    Whole,
    /// See what was held out of the records, and why.
    Review,
    /// Open, close and change accounts.
    Accounts,
    /// Let devices in, post and answer them.
    Devices,
    /// Set the rules of the place: units, divisions, figures, holidays.
    Policy,
    /// Deal with the keys of offices.
    Keys,
    /// See who looked behind a mask.
    Logs,
}

/// How a division stands to those somebody answers for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Relation {
    /// One of them.
    Own,
    /// Inside one of them.
    Below,
    /// One of them lies in it.
    Above,
    /// Under the same division as one of them.
    Beside,
    /// Any other.
    Apart,
}

/// How a field is shown, the least strict first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Showing {
    /// As it is.
    Open,
    /// With its middle replaced by stars; whole for a reason.
    Masked,
    /// Not at all.
    Hidden,
}

/// Who looks at a field.
#[derive(Debug, Clone, Copy)]
pub struct Viewer<'a> {
    /// In which role.
    pub role: &'a str,
    /// At a unit of which level.
    pub level: Level,
    /// They wrote what the field says, or made the record.
    pub author: bool,
}

/// The rows of `rights.toml`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Rights {
    pub(crate) allow: Vec<Allow>,
    #[serde(default)]
    pub(crate) apart: Vec<Apart>,
    pub(crate) show: Show,
}

/// A row that allows something.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Allow {
    pub(crate) roles: Vec<String>,
    pub(crate) deeds: Vec<Deed>,
    #[serde(rename = "where")]
    pub(crate) relations: Vec<Relation>,
}

/// Roles of which one person holds one.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Apart {
    pub(crate) roles: Vec<String>,
}

/// How fields are shown that say something of a person.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Show {
    personal: Rule,
    sensitive: Rule,
    withheld: Rule,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Rule {
    author: Showing,
    handles: Showing,
    others: Showing,
    #[serde(default)]
    hidden_at: Vec<Level>,
}

impl Rights {
    /// What holds where no file says anything: nothing is allowed and all of a person is hidden.
    pub(crate) fn none() -> Rights {
        let rule = || Rule {
            author: Showing::Hidden,
            handles: Showing::Hidden,
            others: Showing::Hidden,
            hidden_at: Vec::new(),
        };
        Rights {
            allow: Vec::new(),
            apart: Vec::new(),
            show: Show {
                personal: rule(),
                sensitive: rule(),
                withheld: rule(),
            },
        }
    }
}

impl Catalog {
    /// Whether a role may do something where a division stands so to its own.
    #[must_use]
    pub fn may(&self, role: &str, deed: Deed, relation: Relation) -> bool {
        self.rights.allow.iter().any(|row| {
            row.deeds.contains(&deed)
                && row.relations.contains(&relation)
                && row.roles.iter().any(|known| known == role)
        })
    }

    /// What a role may do in its own divisions.
    #[must_use]
    pub fn deeds(&self, role: &str) -> Vec<Deed> {
        let mut deeds = Vec::new();
        for row in &self.rights.allow {
            let own = row.relations.contains(&Relation::Own);
            if own && row.roles.iter().any(|known| known == role) {
                deeds.extend(
                    row.deeds
                        .iter()
                        .filter(|deed| !deeds.contains(*deed))
                        .copied()
                        .collect::<Vec<_>>(),
                );
            }
        }
        deeds
    }

    /// The roles of which one person may not hold another beside this one.
    pub fn apart_from<'a>(&'a self, role: &'a str) -> impl Iterator<Item = &'a str> {
        let groups = self.rights.apart.iter();
        let mine = groups.filter(move |group| group.roles.iter().any(|known| known == role));
        let others = mine.flat_map(|group| &group.roles).map(String::as_str);
        others.filter(move |other| *other != role)
    }

    /// How a field of a record is shown on a screen; `minor` says that the record is about one.
    #[must_use]
    pub fn showing(&self, kind: &Kind, field: &Field, minor: bool, viewer: &Viewer<'_>) -> Showing {
        let rule = match field.sensitivity {
            Sensitivity::Public | Sensitivity::Internal => return Showing::Open,
            _ if minor => &self.rights.show.withheld,
            Sensitivity::Personal => &self.rights.show.personal,
            Sensitivity::Sensitive => &self.rights.show.sensitive,
            Sensitivity::Withheld => &self.rights.show.withheld,
        };
        if viewer.author {
            rule.author
        } else if rule.hidden_at.contains(&viewer.level) {
            Showing::Hidden
        } else if kind.handled_by(viewer.role) {
            rule.handles
        } else {
            rule.others
        }
    }
}

impl Kind {
    /// Whether a record says that it is about a minor; rivals count as a yes.
    #[must_use]
    pub fn about_minor(&self, record: &Record) -> bool {
        let field = self.minor.as_ref().and_then(|name| self.field(name));
        let said = field.map(|field| record.said(field.id)).unwrap_or_default();
        said.iter().any(|said| said.what == Value::Bool(true))
    }

    /// Whether a role creates records of the kind or acts on them.
    #[must_use]
    pub fn handled_by(&self, role: &str) -> bool {
        self.create.iter().any(|known| known == role) || self.acts(role)
    }
}
