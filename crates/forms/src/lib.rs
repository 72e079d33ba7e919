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

mod words;
mod complaint;
mod role;
mod code;
mod kind;
mod table;
mod figure;
mod catalog;
mod builtin;
mod load;
mod ground;
mod parse;
mod check;
mod guards;
mod status;
mod admit;
mod summary;
mod show;

pub use admit::Verdict;
pub use catalog::Catalog;
pub use check::{Entry, Photo, ResolveValid, Take, Valid};
pub use code::{Code, CodeList, Group};
pub use complaint::Complaint;
pub use figure::{Amount, Holds, Measure, Ratio};
pub use guards::Guard;
pub use ground::{Actor, Ground, Moment};
pub use kind::{Event, Field, Item, Kind, NoOpen, Place, Sensitivity, State, Type};
pub use load::CatalogError;
pub use role::{Level, Role};
pub use status::Status;
pub use summary::{Spot, Summary};
pub use table::{Row, Table};
pub use words::{Lang, Text};
