//! A report as a workbook: one sheet a part, as offices file their ledgers.

use std::borrow::Cow;
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
/// Longest text a cell may hold, in units of UTF-16: a spreadsheet opens no file with a longer one.
const CELL: usize = 32_767;
/// What stands at the end of a text that was cut there.
const CUT: &str = "…（过长，下略 · cut）";
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
    merged(sheet, 0, last, &title, &formats.title)?;
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
    merged(sheet, 1, last, note.get(lang), &formats.note)?;
    let mut row = HEADER;
    if let Some(text) = &part.text {
        let text_format = formats.cell.clone().set_align(FormatAlign::Top);
        merged(sheet, row, last, text.get(lang), &text_format)?;
        sheet.set_row_height(row, 150)?;
        row += 1;
    }
    for (at, column) in (0_u16..).zip(&part.columns) {
        text(sheet, row, at, column.label.get(lang), &formats.header)?;
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
    text(sheet, row + 2, 0, signed, &Format::new())?;
    sheet
        .set_landscape()
        .set_paper_size(A4)
        .set_print_fit_to_pages(1, 0);
    Ok(())
}

/// A row of cells: numbers as numbers, and every text as text.
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
                sheet.write_number_with_format(row, at, number, &shown)?;
            }
            cell => text(sheet, row, at, &cell.shown(lang), format)?,
        }
    }
    Ok(())
}

/// A text over the whole width of a sheet.
fn merged(
    sheet: &mut Worksheet,
    row: u32,
    last: u16,
    said: &str,
    format: &Format,
) -> Result<(), XlsxError> {
    let (said, format) = inert(said, format);
    sheet.merge_range(row, 0, row, last, &said, &format)?;
    Ok(())
}

/// A text in one cell.
fn text(
    sheet: &mut Worksheet,
    row: u32,
    at: u16,
    said: &str,
    format: &Format,
) -> Result<(), XlsxError> {
    let (said, format) = inert(said, format);
    sheet.write_string_with_format(row, at, said, &format)?;
    Ok(())
}

/// A text that stays one. Every text of a workbook goes through here.
///
/// A cell of text is no formula, whatever it begins with, until somebody enters the cell and leaves
/// it again: then a spreadsheet reads what stands there as if it had been typed. The mark of a quote,
/// which the cell carries beside its text, keeps it a text then too (OWASP, CSV injection).
fn inert<'t>(said: &'t str, format: &Format) -> (Cow<'t, str>, Format) {
    let format = if begins_a_formula(said) {
        format.clone().set_quote_prefix()
    } else {
        format.clone()
    };
    if said.encode_utf16().count() <= CELL {
        return (said.into(), format);
    }
    let room = CELL - CUT.encode_utf16().count();
    let mut taken = 0;
    let kept = said.chars().take_while(|c| {
        taken += c.len_utf16();
        taken <= room
    });
    (kept.chain(CUT.chars()).collect::<String>().into(), format)
}

/// Whether a spreadsheet would read a formula: after blanks, in ASCII or in the full-width forms that
/// Chinese input types.
fn begins_a_formula(said: &str) -> bool {
    // A leading tab or return is itself among what OWASP names.
    let first = said.chars().find(|c| *c != ' ' && *c != '\u{3000}');
    first.is_some_and(|c| "=+-@\t\r\n\0＝＋－＠".contains(c))
}

/// The width of a text in columns: a Chinese character takes two.
fn width(text: &str) -> usize {
    text.chars().map(|c| if c.is_ascii() { 1 } else { 2 }).sum()
}

#[cfg(test)]
mod tests {
    use std::io::Cursor;

    use calamine::{Data, Reader, Xlsx};
    use forms::Period;
    use places::DivisionCode;

    use super::super::Column;
    use super::*;

    /// A report of one column with these texts.
    fn report(texts: &[&str]) -> Filled {
        let mut part = Part::of(
            Text::new("名单", "list"),
            texts.iter().map(|text| vec![Cell::plain(*text)]).collect(),
        );
        part.columns = vec![Column {
            name: "name".to_owned(),
            label: Text::new("=姓名", "=name"),
        }];
        Filled {
            name: "R0".to_owned(),
            title: Text::new("=SUM(1,2)", "=SUM(1,2)"),
            under: DivisionCode::new(420_625_102_000).unwrap(),
            place: "盛康镇".to_owned(),
            period: Period::days(0, 0).unwrap(),
            made_on: "2026-11-28".to_owned(),
            sign: Some(Text::new("@signed", "@signed")),
            parts: vec![part],
        }
    }

    /// The texts below the header as a spreadsheet reads them, and whether each is marked as a text.
    fn read(book: Vec<u8>) -> Vec<(String, bool)> {
        let mut sheets = Xlsx::new(Cursor::new(&book)).unwrap();
        let name = sheets.sheet_names()[0].clone();
        let formulas = sheets.worksheet_formula(&name).unwrap();
        assert_eq!(formulas.used_cells().count(), 0);
        let range = sheets.worksheet_range(&name).unwrap();

        let mut zip = zip::ZipArchive::new(Cursor::new(book)).unwrap();
        let mut part = |name: &str| std::io::read_to_string(zip.by_name(name).unwrap()).unwrap();
        let (styles, sheet) = (part("xl/styles.xml"), part("xl/worksheets/sheet1.xml"));
        let styles = styles.split_once("<cellXfs").unwrap().1;
        let styles: Vec<bool> = styles
            .split("<xf ")
            .skip(1)
            .map(|style| {
                style
                    .split('>')
                    .next()
                    .unwrap()
                    .contains("quotePrefix=\"1\"")
            })
            .collect();
        let marked = |row: usize| {
            let cell = sheet.split_once(&format!("<c r=\"A{}\" s=\"", row + 1));
            cell.is_some_and(|(_, cell)| {
                styles[cell.split('"').next().unwrap().parse::<usize>().unwrap()]
            })
        };
        let cells = range
            .rows()
            .enumerate()
            .filter_map(|(row, cells)| match &cells[0] {
                Data::String(text) => Some((text.clone(), marked(row))),
                _ => None,
            });
        cells.collect()
    }

    #[test]
    fn no_text_becomes_a_formula_even_when_its_cell_is_entered_again() {
        // OWASP's beginnings, their full-width forms, and both behind blanks.
        let hostile = [
            "=1+1",
            "+1+1",
            "-1+1",
            "@SUM(1)",
            "\t=1",
            "＝1+1",
            "＋1",
            "－1",
            "＠SUM(1)",
            "  =1",
            "\u{3000}@A1",
            "=HYPERLINK(\"http://x\",\"点\")",
            "=cmd|' /C calc'!A0",
            "\n=1",
        ];
        let harmless = ["张三", "420625198001011234", "K12+300", "'=1", "a=b", ""];
        let texts = [&hostile[..], &harmless].concat();
        let read = read(bytes(&report(&texts), Lang::Zh).unwrap());
        for text in hostile {
            assert!(read.contains(&(text.to_owned(), true)), "{text}: {read:?}");
        }
        for text in harmless.iter().filter(|text| !text.is_empty()) {
            assert!(
                read.contains(&((*text).to_owned(), false)),
                "{text}: {read:?}"
            );
        }
        for place in ["=SUM(1,2) 名单", "=姓名", "@signed"] {
            assert!(
                read.contains(&(place.to_owned(), true)),
                "{place}: {read:?}"
            );
        }
    }

    #[test]
    fn a_text_too_long_for_a_cell_is_cut_and_says_so_and_the_file_opens() {
        let long = "长😀".repeat(30_000);
        let read = read(bytes(&report(&[&long]), Lang::Zh).unwrap());
        let (text, _) = &read[3];
        assert!((CELL - 1..=CELL).contains(&text.encode_utf16().count()));
        assert!(text.starts_with("长😀长😀") && text.ends_with(CUT));
        let broken = "a\u{1}b\u{1f}<c>&\u{fffe}_x0041_";
        assert!(bytes(&report(&[broken]), Lang::Zh).is_ok());
    }
}
