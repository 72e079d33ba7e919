//! What is recorded: the catalog of record kinds as data, checks, workflow, deadlines, statistics.
//!
//! Everything about a record kind stands in the files of `catalog/` (its README is the schema): a
//! new kind, field, code or transition is an edit there and nowhere else. This crate reads those
//! files once, checks them as a whole, and answers with them:
//!
//! * [`Catalog::create`], [`Catalog::edit`], [`Catalog::act`], [`Catalog::resolve`]: what a person
//!   typed becomes changes of an operation, or complaints that name the thing and the remedy;
//! * [`Catalog::admit`]: the same authority judged again where an operation arrives;
//! * [`Catalog::status`]: the workflow as a fold of a record's events;
//! * [`Catalog::summary`], [`Catalog::to_json`], [`Catalog::value_text`]: what lists, programs and
//!   people see.
//!
//! # What this crate never does
//!
//! It reads no clock, file, socket or environment. Time is a [`Moment`], a person is an [`Actor`],
//! and what only a map or a store knows is asked through [`Ground`].

mod admit;
mod builtin;
mod calendar;
mod catalog;
mod check;
mod clock;
mod code;
mod colour;
mod complaint;
mod course;
mod field;
mod figure;
mod ground;
mod guards;
mod kind;
mod load;
mod local;
mod meanwhile;
mod paper;
mod parse;
mod period;
mod proposal;
mod renewal;
mod report;
mod rights;
mod role;
mod show;
mod status;
mod suggest;
mod summary;
mod table;
mod twin;
mod words;

pub use admit::Verdict;
pub use calendar::Calendar;
pub use catalog::Catalog;
pub use check::{Entry, Photo, ResolveValid, Take, Valid};
pub use clock::Clock;
pub use code::{Code, CodeList, Group};
pub use colour::Colour;
pub use complaint::Complaint;
pub use course::day_of;
pub use field::{Field, Item, Seen, Sensitivity, Type};
pub use figure::{
    Amount, Counted, Figure, Holds, Measure, Moments, Over, Ratio, Spread, Sum, Within,
};
pub use ground::{Actor, CHINA_MIN, Ground, Moment, day_end, day_number, day_text, time_text};
pub use guards::Guard;
pub use kind::{Event, Kind, NoOpen, Place, State, Twin};
pub use load::CatalogError;
pub use local::{Local, OwnFigure, Typed};
pub use meanwhile::Meanwhile;
pub use paper::{PRINTED, Paper};
pub use period::Period;
pub use proposal::{Answer, Around, Proposal};
pub use report::{LINKED, List, OF_EVERY_RECORD, Report, Section, Without, placeholders};
pub use rights::{Deed, Relation, Showing, Viewer};
pub use role::{Level, Role};
pub use show::Neighbours;
pub use status::Status;
pub use suggest::Suggestion;
pub use summary::{Spot, Summary};
pub use table::{Row, Table};
pub use twin::TwinKey;
pub use words::{Lang, Text};

#[cfg(test)]
mod tests;
