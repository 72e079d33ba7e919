//! A table as offices keep it, CSV or XLSX, read into rows of text with the numbers of their lines.

mod workbook;

use std::path::Path;

use encoding_rs::{Encoding, GB18030};
use forms::Text;

use desk::{Failure, MAX_TABLE, read_at_most};

/// A header stands in one of this many first rows; above it are titles and units.
const HEADER_WITHIN: usize = 5;
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
    /// Why it cannot be believed, whatever its cells say.
    pub(crate) faults: Vec<Text>,
}

/// A table: its header and the rows below it that are not blank.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Sheet {
    /// The names of the columns as they stand in the file.
    pub(crate) header: Vec<String>,
    /// The rows.
    pub(crate) rows: Vec<Row>,
    /// The lines of sums and signatures, which are no rows.
    pub(crate) passed: Vec<u64>,
}

/// How the first cell of a line begins that says nothing of its own: sums and signatures.
const NO_ROW: [&str; 9] = [
    "合计",
    "总计",
    "小计",
    "填表人",
    "制表人",
    "审核人",
    "移交人",
    "total",
    "filled in by",
];

impl Sheet {
    /// Reads a file. `known` says whether a text names a column somebody waits for.
    ///
    /// # Errors
    /// A file that cannot be read, is no table, or names no known column in its first rows.
    pub(crate) fn open(path: &Path, known: &dyn Fn(&str) -> bool) -> Result<Sheet, Failure> {
        let bytes = read_at_most(path, MAX_TABLE)?;
        let name = path.display().to_string();
        let sheets = if bytes.starts_with(ZIP) {
            workbook::sheets(bytes, &name)?
        } else if bytes.starts_with(XLS) {
            return Err(Failure::new(
                "old_workbook",
                format!("{name} 是旧版 .xls；请另存为 .xlsx 或 CSV 再导入"),
                format!("{name} is an old .xls workbook; save it as .xlsx or CSV and import that"),
            ));
        } else {
            vec![text_rows(&decoded(&bytes, &name)?, &name)?]
        };
        // Covers and notes often stand before the ledger: the first sheet with a header counts.
        let mut failure = None;
        for rows in sheets {
            match Sheet::of(rows, known, &name) {
                Err(none) => failure = failure.or(Some(none)),
                found => return found,
            }
        }
        Err(failure.unwrap_or_else(|| no_header(&name)))
    }

    /// What is said once of the lines that are no rows.
    pub(crate) fn remark(&self) -> Option<Text> {
        let lines: Vec<String> = self.passed.iter().map(u64::to_string).collect();
        let lines = lines.join(", ");
        (!lines.is_empty()).then(|| {
            Text::new(
                format!("合计、签字行不是记录，已跳过：第 {lines} 行"),
                format!("passed over, because sums and signatures are no records: line {lines}"),
            )
        })
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
            return Err(no_header(name));
        };
        let mut rows = rows.into_iter().skip(at);
        let header = rows.next().map(|row| row.cells).unwrap_or_default();
        let first = |row: &Row| row.cells.iter().find(|cell| !cell.is_empty()).cloned();
        let (passed, rows): (Vec<Row>, Vec<Row>) = rows.partition(|row| {
            let first = first(row).unwrap_or_default().to_lowercase();
            NO_ROW.iter().any(|word| first.starts_with(word))
        });
        Ok(Sheet {
            header,
            rows,
            passed: passed.into_iter().map(|row| row.line).collect(),
        })
    }
}

fn no_header(name: &str) -> Failure {
    Failure::new(
        "no_header",
        format!("{name} 前 {HEADER_WITHIN} 行里没有认识的列名；请核对表头"),
        format!("{name} names no known column in its first {HEADER_WITHIN} rows; check the header"),
    )
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
    // Some spreadsheets separate by tabs or semicolons, where a comma stands in numbers.
    let between = |c: &char| !top.contains(',') && top.contains(*c);
    let delimiter = ['\t', ';']
        .into_iter()
        .find(between)
        .map_or(b',', |c| u8::try_from(c).unwrap_or(b','));
    let mut reader = csv::ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .delimiter(delimiter)
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
        push(
            &mut rows,
            line,
            record.iter().map(clean).collect(),
            Vec::new(),
        );
    }
    Ok(rows)
}

fn push(rows: &mut Vec<Row>, line: u64, cells: Vec<String>, faults: Vec<Text>) {
    if !faults.is_empty() || cells.iter().any(|cell| !cell.is_empty()) {
        rows.push(Row {
            line,
            cells,
            faults,
        });
    }
}

fn clean(text: &str) -> String {
    text.trim_matches(|c: char| c.is_whitespace() || c == '\u{feff}')
        .to_owned()
}

#[cfg(test)]
mod tests;
