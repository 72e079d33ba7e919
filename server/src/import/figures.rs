//! The figures that counties and the city set for themselves: other limits, steps and shares than
//! the catalog's, from a day on.

use std::path::Path;

use forms::{OwnFigure, Text, Typed};
use places::DivisionCode;

use super::columns::{FIGURES, Places};
use super::sheet::Row;
use super::table::{self, Checked, Table};
use super::{Import, Progress, Report, dates};
use crate::folder::Layout;
use crate::office::Office;
use desk::Failure;

/// The columns of the file that is kept. One division, number and day is one line.
const HEADER: [&str; 7] = [
    "division",
    "table",
    "row",
    "column",
    "effective_from",
    "effective_to",
    "value",
];
/// How many of them name a line.
const KEYS: usize = 5;

/// The figures of a site's file. No file means that nobody has set any.
///
/// # Errors
/// A file that cannot be read, or a line that another program wrote and this one cannot take.
pub(super) fn read(path: &Path) -> Result<Vec<OwnFigure>, Failure> {
    let rows = table::rows(path)?;
    if rows.is_empty() {
        return Ok(Vec::new());
    }
    let catalog = desk::catalog()?;
    let figure = |row: &Vec<String>| {
        let cell = |at: usize| row.get(at).map_or("", String::as_str);
        let division: Option<DivisionCode> = cell(0).parse().ok();
        catalog.own_figure(&Typed {
            division: division.map_or(0, DivisionCode::as_u64),
            table: cell(1),
            row: cell(2),
            column: cell(3),
            from: cell(4),
            to: cell(5),
            value: cell(6),
        })
    };
    let figures: Result<Vec<OwnFigure>, Text> = rows.iter().map(figure).collect();
    figures.map_err(|text| {
        let path = path.display();
        Failure::new(
            "figures",
            format!("{path} 中有本程序不认识的参数：{}；请改正该行或升级程序", text.zh),
            format!("{path} has a figure this program does not know: {}; mend the line or update the program", text.en),
        )
    })
}

impl Office {
    pub(super) fn import_figures(
        &self,
        layout: &Layout,
        ask: &Import,
        progress: Progress<'_>,
    ) -> Result<Report, Failure> {
        let table = Table {
            target: "figures",
            columns: FIGURES,
            header: &HEADER,
            keys: KEYS,
            path: &layout.figures(),
        };
        table.import(ask, &|places, row| self.check_figure(places, row), progress)
    }

    fn check_figure(&self, places: &Places, row: &Row) -> Checked {
        let code = self.known_division(places.cell(row, "division"))?;
        let from = dates::plain(places.cell(row, "effective_from"));
        let to = dates::plain(places.cell(row, "effective_to"));
        let cell = |name| places.cell(row, name);
        self.room.catalog.own_figure(&Typed {
            division: code.as_u64(),
            table: cell("table"),
            row: cell("row"),
            column: cell("column"),
            value: cell("value"),
            from: &from,
            to: &to,
        })?;
        let mut notes = Vec::new();
        if cell("table") == "legal_clocks" {
            notes.push(Text::new(
                "法定时限只能随法律修订而改；请核对依据",
                "a legal limit changes with the law alone; check the ground",
            ));
        }
        let cells = [
            &code.to_string(),
            cell("table"),
            cell("row"),
            cell("column"),
            &from,
            &to,
            cell("value"),
        ];
        Ok((cells.map(str::to_owned).to_vec(), notes))
    }
}
