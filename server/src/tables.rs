//! What the office answers, as tables for people to read at a terminal.

mod clock;

pub(crate) use clock::{countdowns, due, proposals};

use comfy_table::{CellAlignment, TableComponent, presets};
use forms::Lang;
use places::Level;

use desk::{Cell, Failure, Filled, Table};

/// A heading over two lines, so that narrow figures get narrow columns.
fn folded(heading: &str) -> String {
    let characters: Vec<char> = heading.chars().collect();
    if heading.is_ascii() {
        return heading.replacen(' ', "\n", 2);
    }
    if characters.len() < 4 {
        return heading.to_owned();
    }
    let (first, second) = characters.split_at(characters.len().div_ceil(2));
    first.iter().chain(&['\n']).chain(second).collect()
}

/// A table with these headings and no rows.
pub(crate) fn table(headings: Vec<String>) -> comfy_table::Table {
    let mut table = comfy_table::Table::new();
    table
        .load_preset(presets::UTF8_HORIZONTAL_ONLY)
        .set_header(headings);
    // A rule under the heading is enough; one under every row drowns the figures.
    table.remove_style(TableComponent::HorizontalLines);
    table.remove_style(TableComponent::MiddleIntersections);
    table
}

/// A report: its parts one below the other.
pub(crate) fn report(report: &Filled, lang: Lang) -> String {
    let title = report.title.get(lang);
    let mut text = format!(
        "{} {title}\n{} {}",
        report.name,
        report.place,
        report.period.text()
    );
    for part in &report.parts {
        text += &format!("\n\n{}", part.title.get(lang));
        if let Some(said) = &part.text {
            text += &format!("\n{}", said.get(lang));
        }
        if part.rows.is_empty() && part.text.is_some() {
            continue;
        }
        if part.rows.is_empty() {
            text += if lang == Lang::Zh {
                "\n（无）"
            } else {
                "\n(none)"
            };
            continue;
        }
        let labels = part.columns.iter();
        let mut shown = table(
            labels
                .map(|column| folded(column.label.get(lang)))
                .collect(),
        );
        for cells in &part.rows {
            shown.add_row(cells.iter().map(|cell| cell.shown(lang)));
        }
        if let Some(cells) = &part.total {
            shown.add_row(cells.iter().map(|cell| cell.shown(lang)));
        }
        for (at, column) in shown.column_iter_mut().enumerate() {
            let numbers = |cell: &Cell| !matches!(cell, Cell::Text(_));
            if part
                .rows
                .iter()
                .filter_map(|cells| cells.get(at))
                .all(numbers)
            {
                column.set_cell_alignment(CellAlignment::Right);
            }
        }
        text += &format!("\n{shown}");
    }
    text
}

/// The four-level table: each level indented under the one above it.
///
/// Shown are the figures the catalog puts on the board; `--json` has them all.
pub(crate) fn stats(stats: &Table, lang: Lang) -> Result<String, Failure> {
    let catalog = desk::catalog()?;
    let measures: Vec<_> = catalog
        .measures()
        .iter()
        .filter(|measure| measure.board)
        .collect();
    let ratios: Vec<_> = catalog
        .ratios()
        .iter()
        .filter(|ratio| ratio.board)
        .collect();
    let (division, overdue) = match lang {
        Lang::Zh => ("区划", "逾期"),
        Lang::En => ("division", "overdue"),
    };
    let mut headings = vec![division.to_owned()];
    headings.extend(
        measures
            .iter()
            .map(|measure| folded(measure.label.get(lang))),
    );
    headings.extend(ratios.iter().map(|ratio| folded(ratio.label.get(lang))));
    headings.push(overdue.to_owned());
    let mut shown = table(headings);
    for row in &stats.rows {
        let depth = match row.level {
            Level::Province | Level::City => 0,
            Level::County => 1,
            Level::Township => 2,
            Level::Village => 3,
        };
        let mut cells = vec![format!("{}{} {}", "  ".repeat(depth), row.name, row.code)];
        let figure = |name: &str| row.figures.get(name).copied().unwrap_or(0);
        cells.extend(
            measures
                .iter()
                .map(|measure| blank_zero(figure(&measure.name))),
        );
        let percent = |name: &str| row.ratios.get(name).cloned().unwrap_or_default();
        cells.extend(ratios.iter().map(|ratio| percent(&ratio.name)));
        cells.push(blank_zero(i64::try_from(row.overdue).unwrap_or(i64::MAX)));
        shown.add_row(cells);
    }
    for column in shown.column_iter_mut().skip(1) {
        column.set_cell_alignment(CellAlignment::Right);
    }
    Ok(format!(
        "{} {}\n{shown}",
        if lang == Lang::Zh { "截至" } else { "as of" },
        stats.on
    ))
}

fn blank_zero(number: i64) -> String {
    if number == 0 {
        String::new()
    } else {
        number.to_string()
    }
}
