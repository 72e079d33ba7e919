//! What offices already keep in tables, brought in: divisions, units, codes, holidays, ledgers.
//!
//! Nothing is written unless it is asked for, every line is answered for by its number, and the
//! same file again changes nothing. Reading order: `sheet` (a file becomes rows), `columns` and
//! `dates` (what offices write), `report`, then what is imported: `divisions`, the tables of a
//! site in `table` (`units`, `violations`, `holidays`, `figures`), records in `records`, and what
//! maps are drawn on in `basemap` and `outlines`.

pub(crate) mod basemap;
mod columns;
mod dates;
mod divisions;
mod figures;
pub mod holidays;
mod outlines;
mod records;
mod report;
mod sheet;
mod successors;
mod table;
pub mod units;
mod violations;

use std::path::PathBuf;

use clap::ValueEnum;
use forms::{Local, Text};

pub use report::{Line, Report, What};

use crate::common::Common;
use crate::folder::Layout;
use crate::office::Office;
use desk::Failure;

/// What can be imported.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Target {
    /// 区划。 / Divisions.
    Divisions,
    /// 单位及辖区。 / Units and what they answer for.
    Units,
    /// 人员。 / Persons.
    Persons,
    /// 违法行为官方代码。 / Official codes of violations.
    Violations,
    /// 节假日与调休。 / Holidays and working weekends.
    Holidays,
    /// 各地自定的时限等参数。 / Figures that divisions set for themselves.
    Figures,
    /// 隐患台账，或 --kind 所指的台账。 / A ledger of hazards, or of what --kind names.
    Ledger,
    /// 底图：PMTiles 文件，或内网切片地址。 / The base map: a PMTiles file, or an internal address.
    Basemap,
    /// 区划边界 GeoJSON。 / Outlines of divisions as GeoJSON.
    Outlines,
}

/// An import as it is asked for.
#[derive(Debug, Clone)]
pub struct Import {
    /// What the file holds.
    pub target: Target,
    /// The file; of a base map it may be an address.
    pub file: PathBuf,
    /// Whether to write; otherwise only to say what would be written.
    pub apply: bool,
    /// Whether to write the good lines although others are wrong.
    pub accept_good: bool,
    /// Of records: their kind.
    pub kind: String,
    /// Of records: the role in which they are written.
    pub role: Option<String>,
    /// Of records: in whose name they are written.
    pub name: Option<String>,
    /// Of outlines: the property that holds the division's code.
    pub code_property: Option<String>,
    /// Of base maps and outlines: they are drawn in the shifted datum of public maps.
    pub gcj02: bool,
}

/// What an import of divisions or units means for laptops, said before it is written.
fn reposts(devices: usize) -> Option<Text> {
    (devices > 0).then(|| {
        Text::new(
            format!("{devices} 台设备的辖区随之变动：下次同步或收到答复文件时换发授权，未上报的先上报，移出辖区的数据随后从该设备移出"),
            format!("the area of {devices} devices changes with it: with their next exchange or answer they get a new grant, send what is unsent, and then give up what has left their area"),
        )
    })
}

impl Import {
    /// Whether a report may be written.
    pub(crate) fn writes(&self, report: &Report) -> bool {
        self.apply && (self.accept_good || report.count(What::Wrong) == 0)
    }
}

/// What a site has set for itself: its days off and its figures.
///
/// # Errors
/// A file that cannot be read.
pub(crate) fn local(layout: &Layout) -> Result<Local, Failure> {
    Ok(Local {
        days: holidays::read(&layout.holidays())?,
        figures: figures::read(&layout.figures())?,
        ..Local::default()
    })
}

/// Called with how many lines are done and how many there are.
pub type Progress<'p> = &'p mut dyn FnMut(u64, u64);

impl Office {
    /// Imports a file, or says what that would do.
    ///
    /// # Errors
    /// A file that is no table, an unknown kind or role, or a disk that refuses. Wrong lines are no
    /// error: they stand in the report, and then nothing is written unless that was asked for.
    pub fn import(
        &self,
        layout: &Layout,
        ask: &Import,
        now_ms: u64,
        progress: Progress<'_>,
    ) -> Result<Report, Failure> {
        let were = Common::local_tables(layout)?;
        let report = self.import_here(layout, ask, now_ms, progress)?;
        if let Some(shared) = self.shared.as_ref().filter(|_| report.applied) {
            shared.common.push(layout, &were)?;
        }
        Ok(report)
    }

    fn import_here(
        &self,
        layout: &Layout,
        ask: &Import,
        now_ms: u64,
        progress: Progress<'_>,
    ) -> Result<Report, Failure> {
        match ask.target {
            Target::Divisions => self.import_divisions(layout, ask, now_ms, progress),
            Target::Units => self.import_units(layout, ask, now_ms, progress),
            Target::Violations => self.import_violations(layout, ask, progress),
            Target::Holidays => holidays::import(layout, ask, progress),
            Target::Figures => self.import_figures(layout, ask, progress),
            Target::Basemap => basemap::import(layout, ask, now_ms, progress),
            Target::Outlines => self.import_outlines(layout, ask, progress),
            Target::Persons => self.import_records("person", ask, now_ms, progress),
            Target::Ledger => self.import_records(&ask.kind, ask, now_ms, progress),
        }
    }
}

#[cfg(test)]
mod tests;
