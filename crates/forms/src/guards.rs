//! Conditions on an event that data cannot say. Each is a small function with a name.
//!
//! The figures they compare with stand in `tables.toml`; here stands only how to look.

mod deed;
mod enforcement;
mod hazard;
mod ledger;
mod level;
mod paper;

use std::borrow::Cow;
use std::fmt;

use merge::{Record, RecordId, Value};
use serde::{Serialize, Serializer};

use crate::catalog::Catalog;
use crate::check::After;
use crate::complaint::Complaint;
use crate::ground::{Actor, Ground, Moment, day_number};
use crate::kind::Kind;
use crate::table::Row;
use crate::words::Text;

/// A condition named in the catalog.
#[derive(Clone, Copy)]
pub struct Guard(&'static Rule);

struct Rule {
    name: &'static str,
    check: fn(&Case<'_>) -> Judged,
    /// It is about what the author may do, not about what the record lacks, so it is judged again
    /// where the operation arrives.
    authority: bool,
    /// The field that settles it, where one does.
    about: Option<&'static str>,
}

impl Rule {
    const fn about(mut self, field: &'static str) -> Rule {
        self.about = Some(field);
        self
    }
}

/// Passed, or why not: the thing, the law and the remedy.
type Judged = Result<(), Text>;

const fn rule(name: &'static str, check: fn(&Case<'_>) -> Judged) -> Rule {
    Rule {
        name,
        check,
        authority: false,
        about: None,
    }
}

const fn authority(name: &'static str, check: fn(&Case<'_>) -> Judged) -> Rule {
    Rule {
        name,
        check,
        authority: true,
        about: None,
    }
}

/// Every guard the catalog may name.
static RULES: &[Rule] = &[
    authority("auxiliary_draft_only", enforcement::auxiliary_draft_only).about("procedure"),
    authority("listing_level", level::listing_level),
    authority("own_or_station", level::own_or_station),
    authority("party_a_level", level::party_a_level),
    authority("party_a_or_village", level::party_a_or_village),
    authority("verifier_above", level::verifier_above),
    rule("city_listed", level::city_listed),
    rule("closing_level", level::closing_level),
    rule("one_active_listing", level::one_active_listing),
    rule("acceptance_passed", hazard::acceptance_passed),
    rule("after_photo", hazard::after_photo),
    rule("before_due", hazard::before_due),
    rule("extension_limit", hazard::extension_limit),
    rule("extension_pending", hazard::extension_pending),
    rule("five_fulfilled", hazard::five_fulfilled),
    rule("grade_general", hazard::grade_general),
    rule("interim_for_major", hazard::interim_for_major),
    rule("members_signed", hazard::members_signed),
    rule("new_due", hazard::new_due),
    rule("not_major", hazard::not_major),
    rule("station_road", hazard::station_road),
    rule("counting_twin", paper::counting_twin),
    rule("hazard_or_none", paper::hazard_or_none),
    rule("incoming_letter", paper::incoming_letter),
    rule("letter_issued", paper::letter_issued),
    rule("lookback_consistent", paper::lookback_consistent),
    rule("lookback_relapse", paper::lookback_relapse),
    rule("on_behalf_reason", paper::on_behalf_reason),
    rule("reply_or_start", paper::reply_or_start),
    rule("served", paper::served),
    rule("served_receipt", paper::served_receipt),
    rule("station_letter", paper::station_letter),
    rule("breath_value", enforcement::breath_value).about("breath_mg"),
    rule("measure_receipts", enforcement::measure_receipts).about("measures"),
    rule("no_penalty_under_14", enforcement::no_penalty_under_14).about("outcome"),
    rule("simple_procedure", enforcement::simple_procedure).about("procedure"),
    rule("two_officers", enforcement::two_officers).about("officers"),
    rule("device_verified", deed::device_verified).about("calibrated_until"),
    rule("fine_within_law", deed::fine_within_law).about("fine_yuan"),
    rule("handed_over", deed::handed_over).about("procedure"),
    rule("party_fits_id", deed::party_fits_id).about("party_id_no"),
    rule("qualified_officer", deed::qualified_officer).about("officers"),
    rule("decisions_done", ledger::decisions_done),
    rule("earliest_decision", ledger::earliest_decision),
    rule("earliest_qualification", ledger::earliest_qualification),
    rule("manual_reason", ledger::manual_reason),
    rule("minor_only", ledger::minor_only),
    rule("next_planned", ledger::next_planned),
    rule("total_adds_up", ledger::total_adds_up),
];

impl Guard {
    /// The guard of that name.
    pub(crate) fn named(name: &str) -> Option<Guard> {
        RULES.iter().find(|rule| rule.name == name).map(Guard)
    }

    /// Its name in the catalog.
    #[must_use]
    pub fn name(&self) -> &'static str {
        self.0.name
    }

    /// Whether it is about what the author may do.
    pub(crate) fn is_authority(self) -> bool {
        self.0.authority
    }

    pub(crate) fn check(self, case: &Case<'_>) -> Judged {
        (self.0.check)(case)
    }

    /// What it has against the case, said beside the field that settles it.
    pub(crate) fn complaint(self, case: &Case<'_>) -> Option<Complaint> {
        let text = self.check(case).err()?;
        let field = self.0.about.and_then(|name| case.kind.field(name));
        Some(match field {
            Some(field) => Complaint::at(&field.name, self.0.name, text),
            None => Complaint::new(self.0.name, text),
        })
    }
}

impl fmt::Debug for Guard {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.0.name)
    }
}

impl PartialEq for Guard {
    fn eq(&self, other: &Self) -> bool {
        self.0.name == other.0.name
    }
}

impl Eq for Guard {}

impl Serialize for Guard {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.0.name)
    }
}

/// What a guard looks at.
pub(crate) struct Case<'a> {
    pub(crate) catalog: &'a Catalog,
    pub(crate) kind: &'a Kind,
    /// The record once the form's own changes are in.
    pub(crate) after: After<'a>,
    pub(crate) actor: &'a Actor<'a>,
    pub(crate) moment: &'a Moment,
    /// Nothing where an operation arrives: what lies around the record may not be there yet, so a
    /// guard that needs it lets pass.
    pub(crate) ground: Option<&'a dyn Ground>,
}

impl Case<'_> {
    /// The number `name` in a table of figures, today.
    fn figure(&self, table: &str, name: &str, day: &str) -> Option<i64> {
        self.catalog
            .table(table)?
            .find("name", name, day)?
            .int("value")
    }

    /// The row of a table with that text in a column, as it holds today where the record lies.
    fn row(&self, table: &str, named: (&str, &str)) -> Option<Cow<'_, Row>> {
        let record = self.after.record;
        let division = record.map_or(self.actor.division, |record| record.bucket.0);
        let today = self.moment.today();
        self.catalog.find_row(table, named, division, &today)
    }

    /// The records of that kind that refer to `target`, with their states.
    fn linked(&self, target: Option<RecordId>, kind: &str) -> Option<Vec<(RecordId, String)>> {
        let kind = self.catalog.kind(kind)?;
        Some(target.map_or_else(Vec::new, |id| {
            self.ground.map_or_else(Vec::new, |g| g.linked(id, kind))
        }))
        .filter(|_| self.ground.is_some())
    }

    fn id(&self) -> Option<RecordId> {
        self.after.record.map(|record| record.id)
    }

    /// The record a field refers to: nothing if it refers to none, or to one not kept here.
    fn referred(&self, field: &str) -> Option<Record> {
        let id = self.after.text(field)?.parse().ok()?;
        self.ground?.read(id)
    }

    /// The value of a field of another record.
    fn of(&self, record: &Record, field: &str) -> Option<Value> {
        let kind = self.catalog.kind_by_id(record.kind)?;
        kind.field(field)?.value(record)
    }

    fn text_of(&self, record: &Record, field: &str) -> Option<String> {
        self.of(record, field)?.as_text().map(str::to_owned)
    }

    /// The legal events that happened, in order.
    fn happened(&self) -> Vec<String> {
        let record = self.after.record;
        record.map_or_else(Vec::new, |record| {
            self.catalog.status(self.kind, record).happened
        })
    }
}

fn need(fulfilled: bool, zh: impl Into<String>, en: impl Into<String>) -> Judged {
    if fulfilled {
        Ok(())
    } else {
        Err(Text::new(zh, en))
    }
}

/// Days from one date to another.
fn days_between(from: &str, to: &str) -> Option<i32> {
    Some(day_number(to)? - day_number(from)?)
}

/// A text in an entry of a list.
fn part<'v>(entry: &'v Value, name: &str) -> Option<&'v str> {
    entry.get(name)?.as_text().filter(|text| !text.is_empty())
}
