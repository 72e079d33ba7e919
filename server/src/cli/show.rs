//! What is shown to people.

use comfy_table::{CellAlignment, TableComponent, presets};
use forms::Lang;
use places::Level;
use serde_json::json;

use super::local::Answer;
use crate::board::{Due, Table};
use crate::failure::Failure;
use crate::folder;
use crate::proposals::Proposed;
use crate::report::{Cell, Filled};

/// Prints an answer.
pub(crate) fn answer(answer: &Answer, json: bool, lang: Lang) -> Result<(), Failure> {
    match answer {
        Answer::Stats(table) if json => say!("{}", json!(table)),
        Answer::Due(due) if json => say!("{}", json!(due)),
        Answer::Stats(table) => say!("{}", stats(table, lang)?),
        Answer::Due(rows) => say!("{}", due(rows, lang)?),
        Answer::Proposals(rows) if json => say!("{}", json!(rows)),
        Answer::Proposals(rows) => say!("{}", proposals(rows, lang)?),
        Answer::Report(filled) if json => say!("{}", json!(filled)),
        Answer::Report(filled) => say!("{}", report(filled, lang)),
        Answer::Invited(_) => {}
    }
    Ok(())
}

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

pub(super) fn table(headings: Vec<String>) -> comfy_table::Table {
    let mut table = comfy_table::Table::new();
    table
        .load_preset(presets::UTF8_HORIZONTAL_ONLY)
        .set_header(headings);
    // A rule under the heading is enough; one under every row drowns the figures.
    table.remove_style(TableComponent::HorizontalLines);
    table.remove_style(TableComponent::MiddleIntersections);
    table
}

/// What is proposed, and the sentence on whose day it is.
fn proposals(rows: &[Proposed], lang: Lang) -> Result<String, Failure> {
    let catalog = folder::catalog()?;
    let heads = match lang {
        Lang::Zh => ["建议", "起始", "记录", "内容", "所在地", "触发依据"],
        Lang::En => [
            "proposal",
            "since",
            "record",
            "what it is",
            "where",
            "cause",
        ],
    };
    let mut shown = table(heads.map(str::to_owned).to_vec());
    for row in rows {
        let kind = catalog.kind(&row.kind).map(|kind| kind.label.get(lang));
        shown.add_row([
            row.proposal.label.get(lang),
            &row.since,
            row.id.get(..12).unwrap_or(&row.id),
            &format!("{} {}", kind.unwrap_or_default(), row.title),
            &row.place,
            &row.proposal.cause,
        ]);
    }
    let count = rows.len();
    let unknown = rows.iter().any(|row| row.proposal.holidays_unknown);
    Ok(match lang {
        Lang::Zh => format!(
            "{shown}\n{count} 项建议，按服务器日期计算；由人发出：在终端上 add 相应记录并填 cause（触发依据），该项即消失。{}",
            if unknown {
                "\n注意：部分期限跨越未导入的节假日年份，仅按周一至周五计算；请 import holidays。"
            } else {
                ""
            }
        ),
        Lang::En => format!(
            "{shown}\n{count} proposals, reckoned by the server's date. A person sends them: add the answering record with its cause, and the proposal is gone.{}",
            if unknown {
                "\nNote: some limits run over years whose holidays are not imported; only weekdays count there. Run import holidays."
            } else {
                ""
            }
        ),
    })
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

/// The deadlines, overdue first.
pub(crate) fn due(rows: &[Due], lang: Lang) -> Result<String, Failure> {
    if rows.is_empty() {
        return Ok(match lang {
            Lang::Zh => "没有在办的期限".to_owned(),
            Lang::En => "no deadlines run".to_owned(),
        });
    }
    let catalog = folder::catalog()?;
    let headings = match lang {
        Lang::Zh => ["期限", "剩余天数", "状态", "类型", "事项", "区划", "编号"],
        Lang::En => [
            "due",
            "days left",
            "state",
            "kind",
            "what",
            "division",
            "id",
        ],
    };
    let mut shown = table(headings.map(str::to_owned).to_vec());
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
        // Twelve digits of an id name one record of a site; the site's own name goes without saying.
        let id = row
            .number
            .as_deref()
            .unwrap_or(row.id.get(..12).unwrap_or(&row.id));
        let place = row
            .place
            .split_once('/')
            .map_or(row.place.as_str(), |(_, below)| below);
        shown.add_row([&row.due_on, &overdue, &status, kind, &row.title, place, id]);
    }
    Ok(format!("{shown}"))
}
