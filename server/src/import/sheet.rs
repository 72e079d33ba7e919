//! A table as offices keep it, CSV or XLSX, read into rows of text with the numbers of their lines.

use std::io::Cursor;
use std::path::Path;

use calamine::{Data, Range, Reader as _, Xlsx};
use encoding_rs::{Encoding, GB18030};

use desk::Failure;

/// A header stands in one of this many first rows; above it are titles and units.
const HEADER_WITHIN: usize = 5;
/// Largest file, in bytes.
const MAX_FILE: u64 = 64 << 20;
/// What every XLSX file begins with, being a ZIP archive.
const ZIP: &[u8] = b"PK\x03\x04";
/// What the older binary workbooks begin with.
const XLS: &[u8] = b"\xd0\xcf\x11\xe0";

/// One row of cells.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Row {
    /// The number people see beside the line, the first being 1.
    pub(crate) line: u64,
    /// Its cells, without spaces around them.
    pub(crate) cells: Vec<String>,
}

/// A table: its header and the rows below it that are not blank.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Sheet {
    /// The names of the columns as they stand in the file.
    pub(crate) header: Vec<String>,
    /// The rows.
    pub(crate) rows: Vec<Row>,
}

impl Sheet {
    /// Reads a file. `known` says whether a text names a column somebody waits for.
    ///
    /// # Errors
    /// A file that cannot be read, is no table, or names no known column in its first rows.
    pub(crate) fn open(path: &Path, known: &dyn Fn(&str) -> bool) -> Result<Sheet, Failure> {
        let told = |error| Failure::file(path, &error);
        let size = std::fs::metadata(path).map_err(told)?.len();
        if size > MAX_FILE {
            let (mb, path) = (MAX_FILE >> 20, path.display());
            return Err(Failure::new(
                "too_large",
                format!("{path} 超过 {mb} MB；请分成几个文件导入"),
                format!("{path} is larger than {mb} MB; import it in several files"),
            ));
        }
        let bytes = std::fs::read(path).map_err(told)?;
        let name = path.display().to_string();
        let rows = if bytes.starts_with(ZIP) {
            workbook(bytes, &name)?
        } else if bytes.starts_with(XLS) {
            return Err(Failure::new(
                "old_workbook",
                format!("{name} 是旧版 .xls；请另存为 .xlsx 或 CSV 再导入"),
                format!("{name} is an old .xls workbook; save it as .xlsx or CSV and import that"),
            ));
        } else {
            text_rows(&decoded(&bytes, &name)?, &name)?
        };
        Sheet::of(rows, known, &name)
    }

    /// Divides rows into header and body.
    fn of(rows: Vec<Row>, known: &dyn Fn(&str) -> bool, name: &str) -> Result<Sheet, Failure> {
        let fits = |row: &Row| row.cells.iter().filter(|cell| known(cell)).count();
        let first = rows.iter().take(HEADER_WITHIN).enumerate();
        // Of two rows that fit equally well the upper one: below it stands data.
        let best = first
            .map(|(at, row)| (fits(row), HEADER_WITHIN - at, at))
            .max()
            .filter(|(fits, ..)| *fits > 0);
        let Some((_, _, at)) = best else {
            return Err(Failure::new(
                "no_header",
                format!("{name} 前 {HEADER_WITHIN} 行里没有认识的列名；请核对表头"),
                format!(
                    "{name} names no known column in its first {HEADER_WITHIN} rows; check the header"
                ),
            ));
        };
        let mut rows = rows.into_iter().skip(at);
        let header = rows.next().map(|row| row.cells).unwrap_or_default();
        Ok(Sheet {
            header,
            rows: rows.collect(),
        })
    }
}

/// The text of a CSV file: with a mark at its beginning what the mark says, else UTF-8 if it is
/// that, else GB18030, which is what offices' spreadsheets write.
fn decoded(bytes: &[u8], name: &str) -> Result<String, Failure> {
    if let Some((encoding, mark)) = Encoding::for_bom(bytes) {
        let (text, wrong) = encoding.decode_without_bom_handling(&bytes[mark..]);
        return if wrong {
            Err(garbled(name))
        } else {
            Ok(text.into_owned())
        };
    }
    if let Ok(text) = std::str::from_utf8(bytes) {
        return Ok(text.to_owned());
    }
    match GB18030.decode_without_bom_handling(bytes) {
        (text, false) => Ok(text.into_owned()),
        (_, true) => Err(garbled(name)),
    }
}

fn garbled(name: &str) -> Failure {
    Failure::new(
        "encoding",
        format!("{name} 既不是 UTF-8 也不是 GB18030 文本；请另存为“CSV UTF-8”或 .xlsx"),
        format!("{name} is neither UTF-8 nor GB18030 text; save it as \"CSV UTF-8\" or .xlsx"),
    )
}

fn text_rows(text: &str, name: &str) -> Result<Vec<Row>, Failure> {
    let top: String = text.lines().take(HEADER_WITHIN).collect();
    let tabs = top.contains('\t') && !top.contains(',');
    let mut reader = csv::ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .delimiter(if tabs { b'\t' } else { b',' })
        .from_reader(text.as_bytes());
    let mut rows = Vec::new();
    for record in reader.records() {
        let record = record.map_err(|error| {
            Failure::new(
                "csv",
                format!("{name} 不是可读的 CSV（{error}）；请重新导出"),
                format!("{name} is not readable as CSV ({error}); export it again"),
            )
        })?;
        let (line, byte) = record
            .position()
            .map_or((0, 0), |at| (at.line(), at.byte()));
        // The reader counts from the blank lines that stand before a record.
        let rest = usize::try_from(byte).ok().and_then(|byte| text.get(byte..));
        let blank = rest.unwrap_or_default().bytes();
        let blank = blank.take_while(|byte| b"\r\n".contains(byte));
        let line = line + blank.filter(|byte| *byte == b'\n').count() as u64;
        push(&mut rows, line, record.iter().map(clean).collect());
    }
    Ok(rows)
}

fn workbook(bytes: Vec<u8>, name: &str) -> Result<Vec<Row>, Failure> {
    let unreadable = |why: &str| {
        Failure::new(
            "workbook",
            format!("{name} 不是可读的 .xlsx 工作簿（{why}）；请用表格软件重新保存"),
            format!("{name} is not a readable .xlsx workbook ({why}); save it again"),
        )
    };
    let mut book: Xlsx<_> = calamine::open_workbook_from_rs(Cursor::new(bytes))
        .map_err(|error: calamine::XlsxError| unreadable(&error.to_string()))?;
    let range: Range<Data> = match book.worksheet_range_at(0) {
        Some(Ok(range)) => range,
        Some(Err(error)) => return Err(unreadable(&error.to_string())),
        None => return Err(unreadable("0 sheets")),
    };
    let top = range.start().map_or(0, |(row, _)| u64::from(row));
    let mut rows = Vec::new();
    for (row, line) in range.rows().zip(top + 1..) {
        push(&mut rows, line, row.iter().map(cell).collect());
    }
    Ok(rows)
}

fn push(rows: &mut Vec<Row>, line: u64, cells: Vec<String>) {
    if cells.iter().any(|cell| !cell.is_empty()) {
        rows.push(Row { line, cells });
    }
}

fn clean(text: &str) -> String {
    text.trim_matches(|c: char| c.is_whitespace() || c == '\u{feff}')
        .to_owned()
}

/// A cell as a person would have typed it.
fn cell(data: &Data) -> String {
    match data {
        Data::Empty => String::new(),
        Data::String(text) | Data::DateTimeIso(text) | Data::DurationIso(text) => clean(text),
        Data::Int(number) => number.to_string(),
        // Whole numbers print without a point, so that a code stays a code.
        Data::Float(number) => number.to_string(),
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
        Data::Error(error) => error.to_string(),
    }
}

#[cfg(test)]
mod tests;
