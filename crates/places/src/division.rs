//! Administrative divisions, the table of them, and the set of them a police unit answers for.

mod code;
mod error;
mod file;
mod jurisdiction;
mod table;
mod today;

pub use code::{DivisionCode, Level};
pub use error::{DivisionError, LineFault};
pub use file::NAME_MAX_CHARS;
pub use jurisdiction::{Jurisdiction, Unit};
pub use table::{Division, Divisions};

/// The division file of Xiangyang (4206), for the demonstration and for tests only.
///
/// A real site loads its own city's file. Source and date are in `data/README.md` of this crate.
pub const XIANGYANG_CSV: &str = include_str!("../data/divisions-4206.csv");
