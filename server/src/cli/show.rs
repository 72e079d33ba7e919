//! What is shown to people.

use comfy_table::{CellAlignment, TableComponent, presets};
use forms::Lang;
use places::Level;
use serde_json::json;

use super::local::Answer;
use crate::board::{Due, Table};
use crate::failure::Failure;
use crate::folder;

/// Prints an answer.
pub(crate) fn answer(answer: &Answer, json: bool, lang: Lang) -> Result<(), Failure> {
    match answer {
        Answer::Stats(table) if json => println!("{}", json!(table)),
        Answer::Due(due) if json => println!("{}", json!(due)),
        Answer::Stats(table) => print!("{}", stats(table, lang)?),
        Answer::Due(rows) => print!("{}", due(rows, lang)?),
        Answer::Invited(_) => {}
    }
    Ok(())
}

fn table(headings: Vec<&str>) -> comfy_table::Table {
    let mut table = comfy_table::Table::new();
    table
        .load_preset(presets::UTF8_HORIZONTAL_ONLY)
        .set_header(headings);
    // A rule under the heading is enough; one under every row drowns the figures.
    table.remove_style(TableComponent::HorizontalLines);
    table.remove_style(TableComponent::MiddleIntersections);
    table
}

/// The four-level table: each level indented under the one above it.
///
/// Shown are the figures the catalog puts on the board; `--json` has them all.
pub(crate) fn stats(stats: &Table, lang: Lang) -> Result<String, Failure> {
    let catalog = folder::catalog()?;
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
    let mut headings = vec![division];
    headings.extend(measures.iter().map(|measure| measure.label.get(lang)));
    headings.extend(ratios.iter().map(|ratio| ratio.label.get(lang)));
    headings.push(overdue);
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
        "{} {}\n{shown}\n",
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

/// The deadlines, overdue first.
pub(crate) fn due(rows: &[Due], lang: Lang) -> Result<String, Failure> {
    if rows.is_empty() {
        return Ok(match lang {
            Lang::Zh => "没有在办的期限\n".to_owned(),
            Lang::En => "no deadlines run\n".to_owned(),
        });
    }
    let catalog = folder::catalog()?;
    let mut shown = table(match lang {
        Lang::Zh => vec!["期限", "剩余天数", "状态", "类型", "事项", "区划", "编号"],
        Lang::En => vec![
            "due",
            "days left",
            "state",
            "kind",
            "what",
            "division",
            "id",
        ],
    });
    for row in rows {
        let kind = catalog.kind(&row.kind);
        let status = kind.map_or_else(
            || row.status.clone(),
            |kind| catalog.status_text(kind, &row.status, lang),
        );
        let overdue = match (row.overdue, lang) {
            (true, Lang::Zh) => format!("逾期 {}", -row.days_left),
            (true, Lang::En) => format!("{} overdue", -row.days_left),
            (false, _) => row.days_left.to_string(),
        };
        let kind = kind.map_or(row.kind.as_str(), |kind| kind.label.get(lang));
        let id = row.number.as_deref().unwrap_or(&row.id);
        shown.add_row([
            &row.due_on,
            &overdue,
            &status,
            kind,
            &row.title,
            &row.place,
            id,
        ]);
    }
    Ok(format!("{shown}\n"))
}
