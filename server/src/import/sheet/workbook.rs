//! A workbook's sheet as rows: only the cells that are there are read, so one stray cell in the last
//! corner of a sheet costs nothing.

use std::collections::{BTreeMap, BTreeSet};
use std::io::Cursor;

use calamine::{Data, Dimensions, Reader as _, SheetVisible, Xlsx, XlsxError};
use forms::Text;

use super::{Row, clean, push};
use desk::Failure;

/// Columns that are read; no ledger has so many, and what stands beyond is a slip of the hand.
const COLUMNS: u32 = 256;
/// Rows of one sheet that are read.
const ROWS: usize = 1_000_000;
/// Spreadsheets keep 15 digits of a number; the rest of a longer one is lost already.
const EXACT: f64 = 1e15;

type Book = Xlsx<Cursor<Vec<u8>>>;
/// The cells of a sheet by row and column.
type Cells = BTreeMap<u32, BTreeMap<u32, Data>>;

/// The rows of every sheet that is shown, in the order of the sheets.
pub(super) fn sheets(bytes: Vec<u8>, name: &str) -> Result<Vec<Vec<Row>>, Failure> {
    let told = |error: XlsxError| unreadable(name, &error.to_string());
    let mut book: Book = calamine::open_workbook_from_rs(Cursor::new(bytes)).map_err(told)?;
    let shown = book.sheets_metadata().iter();
    let shown = shown.filter(|sheet| sheet.visible == SheetVisible::Visible);
    let names: Vec<String> = shown.map(|sheet| sheet.name.clone()).collect();
    let mut sheets = Vec::new();
    for sheet in &names {
        let (cells, unknown) = match cells(&mut book, sheet) {
            // A sheet of charts has no cells.
            Err(XlsxError::WorksheetNotFound(_) | XlsxError::NotAWorksheet(_)) => continue,
            read => read.map_err(told)?,
        };
        if cells.len() > ROWS {
            return Err(Failure::new(
                "too_large",
                format!("{name} 的「{sheet}」超过 {ROWS} 行；请分成几个文件导入"),
                format!(
                    "sheet {sheet} of {name} has more than {ROWS} rows; import it in several files"
                ),
            ));
        }
        let merged = book.merge_cells_by_sheet_name(sheet).map_err(told)?;
        sheets.push(rows(cells, &unknown, &merged));
    }
    if sheets.is_empty() {
        return Err(unreadable(name, "0 sheets"));
    }
    Ok(sheets)
}

fn unreadable(name: &str, why: &str) -> Failure {
    Failure::new(
        "workbook",
        format!("{name} 不是可读的 .xlsx 工作簿（{why}）；请用表格软件重新保存"),
        format!("{name} is not a readable .xlsx workbook ({why}); save it again"),
    )
}

/// The cells of a sheet, and those with a formula whose value no spreadsheet has reckoned.
fn cells(book: &mut Book, sheet: &str) -> Result<(Cells, BTreeSet<(u32, u32)>), XlsxError> {
    let (mut cells, mut unknown) = (Cells::new(), BTreeSet::new());
    let mut reader = book.worksheet_cells_reader(sheet)?;
    while let Some(cell) = reader.next_cell_with_formula()? {
        let (row, column) = cell.pos;
        if column >= COLUMNS {
            continue;
        }
        let value = Data::from(cell.value);
        if value != Data::Empty {
            cells.entry(row).or_default().insert(column, value);
        } else if cell.formula.is_some() {
            unknown.insert((row, column));
        }
        if cells.len() > ROWS {
            break;
        }
    }
    Ok((cells, unknown))
}

fn rows(mut cells: Cells, unknown: &BTreeSet<(u32, u32)>, merged: &[Dimensions]) -> Vec<Row> {
    for region in merged {
        let (first, column) = region.start;
        let value = cells.get(&first).and_then(|row| row.get(&column)).cloned();
        let over_lines = region.end.0 > first && column < COLUMNS;
        let Some(value) = value.filter(|_| over_lines) else {
            continue;
        };
        // What is merged over several lines is said of each of them that says anything.
        for (_, row) in cells.range_mut(first.saturating_add(1)..=region.end.0) {
            row.entry(column).or_insert_with(|| value.clone());
        }
    }
    for (row, _) in unknown {
        cells.entry(*row).or_default();
    }
    let mut rows = Vec::new();
    for (number, row) in cells {
        let width = row.keys().next_back().map_or(0, |last| last + 1);
        let mut faults = Vec::new();
        let texts = (0..width).map(|column| match row.get(&column) {
            Some(value) => text(value, column, &mut faults),
            None => String::new(),
        });
        let texts: Vec<String> = texts.collect();
        for (_, column) in unknown.range((number, 0)..=(number, COLUMNS)) {
            let at = letters(*column);
            faults.push(Text::new(
                format!("{at} 列的公式没有结果；请用表格软件打开并保存一次"),
                format!("the formula in column {at} has no value; open and save the file in a spreadsheet"),
            ));
        }
        push(&mut rows, u64::from(number) + 1, texts, faults);
    }
    rows
}

/// A cell as a person would have typed it.
fn text(data: &Data, column: u32, faults: &mut Vec<Text>) -> String {
    match data {
        Data::Empty => String::new(),
        Data::String(text) | Data::DateTimeIso(text) | Data::DurationIso(text) => clean(text),
        Data::Int(number) => number.to_string(),
        Data::Float(number) => {
            if number.abs() >= EXACT {
                let at = letters(column);
                faults.push(Text::new(
                    format!("{at} 列的数字超过 15 位，末位已被表格软件丢失；请把该列设为文本后重填"),
                    format!("the number in column {at} is longer than 15 digits and has lost its end; make the column text and type it again"),
                ));
            }
            // Whole numbers print without a point, so that a code stays a code.
            number.to_string()
        }
        Data::Bool(true) => "是".to_owned(),
        Data::Bool(false) => "否".to_owned(),
        Data::DateTime(time) if time.is_datetime() => {
            let (year, month, day, hour, minute, ..) = time.to_ymd_hms_milli();
            let date = format!("{year:04}-{month:02}-{day:02}");
            match (hour, minute) {
                (0, 0) => date,
                _ => format!("{date} {hour:02}:{minute:02}"),
            }
        }
        Data::DateTime(time) => time.as_f64().to_string(),
        Data::Error(error) => {
            let at = letters(column);
            faults.push(Text::new(
                format!("{at} 列是错误值 {error}；请改正"),
                format!("column {at} holds the error {error}; mend it"),
            ));
            error.to_string()
        }
    }
}

/// A column as spreadsheets name it.
fn letters(column: u32) -> String {
    let (mut left, mut name) = (column + 1, String::new());
    while left > 0 {
        let digit = u8::try_from((left - 1) % 26).unwrap_or(0);
        name.insert(0, char::from(b'A' + digit));
        left = (left - 1) / 26;
    }
    name
}
