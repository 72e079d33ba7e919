//! A report as a workbook: one sheet a part, as offices file their ledgers.

use std::path::Path;

use forms::{Lang, Text};
use rust_xlsxwriter::{Format, FormatAlign, FormatBorder, Workbook, Worksheet, XlsxError};

use super::{Cell, Filled, Part};
use crate::failure::Failure;

/// A4 in the numbering of spreadsheets.
const A4: u8 = 9;
/// Widest column, in characters.
const WIDEST: usize = 40;
/// Longest name of a sheet.
const SHEET_NAME: usize = 31;
/// The row of the header: title, period, header, rows.
const HEADER: u32 = 2;

struct Formats {
    title: Format,
    note: Format,
    header: Format,
    cell: Format,
    total: Format,
}

/// Writes the workbook to a file, whole or not at all.
///
/// # Errors
/// A file that cannot be written.
pub fn write(report: &Filled, file: &Path, lang: Lang) -> Result<(), Failure> {
    let made = bytes(report, lang)?;
    store::disk::replace(file, &made).map_err(|error| Failure::file(file, &error))
}

/// The workbook's bytes.
pub(crate) fn bytes(report: &Filled, lang: Lang) -> Result<Vec<u8>, Failure> {
    workbook(report, lang).map_err(|error| {
        Failure::new(
            "xlsx",
            format!("无法生成表格：{error}"),
            format!("cannot make the workbook: {error}"),
        )
    })
}

fn workbook(report: &Filled, lang: Lang) -> Result<Vec<u8>, XlsxError> {
    let formats = Formats {
        title: Format::new()
            .set_bold()
            .set_font_size(16)
            .set_align(FormatAlign::Center),
        note: Format::new().set_align(FormatAlign::Left),
        header: Format::new()
            .set_bold()
            .set_text_wrap()
            .set_align(FormatAlign::Center)
            .set_align(FormatAlign::VerticalCenter)
            .set_border(FormatBorder::Thin),
        cell: Format::new().set_text_wrap().set_border(FormatBorder::Thin),
        total: Format::new()
            .set_bold()
            .set_text_wrap()
            .set_border(FormatBorder::Thin),
    };
    let mut book = Workbook::new();
    for (at, part) in report.parts.iter().enumerate() {
        let name: String = format!("{}-{} {}", report.name, at + 1, part.title.get(lang))
            .chars()
            .map(|c| if "[]:*?/\\'".contains(c) { ' ' } else { c })
            .take(SHEET_NAME)
            .collect();
        let sheet = book.add_worksheet();
        sheet.set_name(name)?;
        self::sheet(sheet, report, part, &formats, lang)?;
    }
    book.save_to_buffer()
}

fn sheet(
    sheet: &mut Worksheet,
    report: &Filled,
    part: &Part,
    formats: &Formats,
    lang: Lang,
) -> Result<(), XlsxError> {
    let last = u16::try_from(part.columns.len().max(2) - 1).unwrap_or(u16::MAX);
    let title = format!("{} {}", report.title.get(lang), part.title.get(lang));
    sheet.merge_range(0, 0, 0, last, &title, &formats.title)?;
    let note = Text::new(
        format!(
            "单位：{}　统计期间：{}　制表日期：{}",
            report.place,
            report.period.text(),
            report.made_on
        ),
        format!(
            "unit: {}  period: {}  made on: {}",
            report.place,
            report.period.text(),
            report.made_on
        ),
    );
    sheet.merge_range(1, 0, 1, last, note.get(lang), &formats.note)?;
    let mut row = HEADER;
    if let Some(text) = &part.text {
        let text_format = formats.cell.clone().set_align(FormatAlign::Top);
        sheet.merge_range(row, 0, row, last, text.get(lang), &text_format)?;
        sheet.set_row_height(row, 150)?;
        row += 1;
    }
    for (at, column) in (0_u16..).zip(&part.columns) {
        sheet.write_with_format(row, at, column.label.get(lang), &formats.header)?;
        let texts = part
            .rows
            .iter()
            .filter_map(|cells| cells.get(usize::from(at)));
        let widest = texts
            .map(|cell| width(&cell.shown(lang)))
            .max()
            .unwrap_or(0);
        let widest = widest
            .max(width(column.label.get(lang)).min(10))
            .min(WIDEST);
        sheet.set_column_width(at, u32::try_from(widest + 2).unwrap_or(10))?;
    }
    sheet.set_freeze_panes(row + 1, 0)?;
    sheet.set_repeat_rows(row, row)?;
    for cells in &part.rows {
        row += 1;
        line(sheet, row, cells, &formats.cell, lang)?;
    }
    if let Some(cells) = &part.total {
        row += 1;
        line(sheet, row, cells, &formats.total, lang)?;
    }
    let usual = Text::new(
        "填表人：　　　　　　审核人：　　　　　　日期：　　　　　　",
        "filled in by:                checked by:                date:",
    );
    let signed = report.sign.as_ref().unwrap_or(&usual).get(lang);
    sheet.write(row + 2, 0, signed)?;
    sheet
        .set_landscape()
        .set_paper_size(A4)
        .set_print_fit_to_pages(1, 0);
    Ok(())
}

/// A row of cells: numbers as numbers, and every text as text, whatever it begins with.
fn line(
    sheet: &mut Worksheet,
    row: u32,
    cells: &[Cell],
    format: &Format,
    lang: Lang,
) -> Result<(), XlsxError> {
    for (at, cell) in (0_u16..).zip(cells) {
        match cell {
            Cell::Number { units, decimals } => {
                // Spreadsheets know only floating-point numbers; counts are far below 2^53.
                #[allow(clippy::cast_precision_loss, reason = "counts are below 2^53")]
                let number = *units as f64 / 10_f64.powi(i32::from(*decimals));
                let shown = match decimals {
                    0 => format.clone().set_num_format("0"),
                    _ => format
                        .clone()
                        .set_num_format("0.".to_owned() + &"0".repeat(usize::from(*decimals))),
                };
                sheet.write_number_with_format(row, at, number, &shown)?
            }
            cell => sheet.write_string_with_format(row, at, cell.shown(lang), format)?,
        };
    }
    Ok(())
}

/// The width of a text in columns: a Chinese character takes two.
fn width(text: &str) -> usize {
    text.chars().map(|c| if c.is_ascii() { 1 } else { 2 }).sum()
}
