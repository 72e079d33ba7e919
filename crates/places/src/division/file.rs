//! The division file: CSV in, CSV out, and every way a line can be wrong.

use super::{Division, DivisionCode, DivisionError, Divisions, Level, LineFault};
use crate::text::quoted;
use std::collections::BTreeMap;
use std::io::Read;

/// The longest name a division may have, in characters; the longest real ones have about thirty.
pub const NAME_MAX_CHARS: usize = 100;

/// The columns every file has, and the ones it may have, in the order `to_csv` writes them.
const REQUIRED: [&str; 4] = ["code", "name", "level", "parent"];
const OPTIONAL: [&str; 3] = ["valid_from", "valid_to", "replaced_by"];

impl Divisions {
    /// Reads a division file: UTF-8 CSV whose first line names the columns.
    ///
    /// The columns `code`, `name`, `level` and `parent` must be there, in any order; `valid_from`,
    /// `valid_to` (ISO dates) and `replaced_by` (a code) may be; others are ignored. The level
    /// counts from 1 for a city to 4 for a village (0 for a province). Level and parent repeat
    /// what the code says and are checked against it. A parent must have a line of its own,
    /// above or below; only the top of the tree has none: its parent column is empty, or, for a
    /// city, names its province. Successors may not run in a circle nor lead to a lower level.
    ///
    /// # Errors
    /// [`DivisionError`] for the first thing found wrong; then nothing is loaded.
    pub fn from_csv(input: impl Read) -> Result<Divisions, DivisionError> {
        let mut reader = csv::Reader::from_reader(input);
        let columns = Columns::of(reader.headers().map_err(|e| unreadable(&e))?)?;
        let mut lines: BTreeMap<DivisionCode, Line> = BTreeMap::new();
        for record in reader.records() {
            let record = record.map_err(|e| unreadable(&e))?;
            let number = record.position().map_or(0, csv::Position::line);
            let at = |fault| DivisionError::Line {
                line: number,
                fault,
            };
            let line = columns.read(&record, number).map_err(at)?;
            let code = line.division.code;
            if let Some(earlier) = lines.get(&code) {
                let first_line = earlier.number;
                return Err(at(LineFault::Duplicate { code, first_line }));
            }
            lines.insert(code, line);
        }
        if lines.is_empty() {
            return Err(DivisionError::Empty);
        }
        check_parents(&lines)?;
        check_successors(&lines)?;
        Ok(Divisions::of_tree(
            lines.into_values().map(|line| line.division),
        ))
    }

    /// The table as a division file; [`Divisions::from_csv`] reads the same table back.
    ///
    /// Lines are in code order. The validity columns are written only when a division has one.
    pub fn to_csv(&self) -> String {
        let dated = self
            .iter()
            .any(|d| d.valid_from.is_some() || d.valid_to.is_some() || d.replaced_by.is_some());
        let mut out = REQUIRED.join(",");
        if dated {
            out.push(',');
            out.push_str(&OPTIONAL.join(","));
        }
        out.push('\n');
        for division in self.iter() {
            let parent = division.code.parent().filter(|p| self.get(*p).is_some());
            let level = division.code.level().number();
            let name = field(&division.name);
            out.push_str(&format!(
                "{},{name},{level},{}",
                division.code,
                text(parent)
            ));
            if dated {
                let from = division.valid_from.as_deref().unwrap_or_default();
                let to = division.valid_to.as_deref().unwrap_or_default();
                out.push_str(&format!(",{from},{to},{}", text(division.replaced_by)));
            }
            out.push('\n');
        }
        out
    }
}

/// One line as read, before it is known whether its parent has a line too.
struct Line {
    number: u64,
    /// What the parent column says; the code says what it should be.
    parent: String,
    division: Division,
}

/// Where in a line each column stands.
struct Columns {
    required: [usize; 4],
    optional: [Option<usize>; 3],
}

impl Columns {
    fn of(header: &csv::StringRecord) -> Result<Columns, DivisionError> {
        let find = |name: &str| {
            header
                .iter()
                .position(|h| h.trim().eq_ignore_ascii_case(name))
        };
        let mut required = [0; 4];
        for (place, column) in required.iter_mut().zip(REQUIRED) {
            *place = find(column).ok_or(DivisionError::NoColumn { column })?;
        }
        Ok(Columns {
            required,
            optional: OPTIONAL.map(find),
        })
    }

    fn read(&self, record: &csv::StringRecord, number: u64) -> Result<Line, LineFault> {
        let [code, name, level, parent] = self
            .required
            .map(|at| record.get(at).unwrap_or_default().trim());
        let [from, to, replaced_by] = self
            .optional
            .map(|at| at.and_then(|at| record.get(at)).unwrap_or_default().trim());
        let code = parse_code(code)?;
        check_name(code, name)?;
        if level.parse() != Ok(code.level().number()) {
            return Err(LineFault::Level {
                code,
                found: quoted(level),
                expected: code.level(),
            });
        }
        let valid_from = parse_date(code, "valid_from", from)?;
        let valid_to = parse_date(code, "valid_to", to)?;
        if let (Some(from), Some(to)) = (&valid_from, &valid_to)
            && to < from
        {
            return Err(LineFault::DatesReversed { code });
        }
        let replaced_by = match replaced_by {
            "" => None,
            text => Some(parse_code(text)?),
        };
        Ok(Line {
            number,
            parent: parent.to_owned(),
            division: Division {
                code,
                name: name.to_owned(),
                valid_from,
                valid_to,
                replaced_by,
            },
        })
    }
}

/// Checks every parent column against the code, once all lines are known.
fn check_parents(lines: &BTreeMap<DivisionCode, Line>) -> Result<(), DivisionError> {
    for (code, line) in lines {
        if let Some(fault) = parent_fault(*code, &line.parent, lines) {
            let line = line.number;
            return Err(DivisionError::Line { line, fault });
        }
    }
    Ok(())
}

/// Checks that every chain of successors comes to an end.
fn check_successors(lines: &BTreeMap<DivisionCode, Line>) -> Result<(), DivisionError> {
    let next = |code: &DivisionCode| lines.get(code)?.division.replaced_by;
    for (code, line) in lines {
        let Some(successor) = line.division.replaced_by else {
            continue;
        };
        let mut chain = std::iter::successors(Some(successor), next).take(lines.len());
        let fault = if successor.level() > code.level() {
            LineFault::SuccessorBelow {
                code: *code,
                successor,
            }
        } else if chain.any(|later| later == *code) {
            LineFault::Circle {
                code: *code,
                successor,
            }
        } else {
            continue;
        };
        let line = line.number;
        return Err(DivisionError::Line { line, fault });
    }
    Ok(())
}

fn parent_fault(
    code: DivisionCode,
    stated: &str,
    lines: &BTreeMap<DivisionCode, Line>,
) -> Option<LineFault> {
    let expected = code.parent();
    if stated.is_empty() {
        let is_top = code.upwards().skip(1).all(|c| !lines.contains_key(&c));
        return (!is_top).then_some(LineFault::Parent {
            code,
            found: String::new(),
            expected,
        });
    }
    match expected {
        Some(parent) if stated.parse() == Ok(parent) => {
            // Levels count from the city, so a city's province need not be in the file.
            let fine = lines.contains_key(&parent) || code.level() == Level::City;
            (!fine).then_some(LineFault::ParentAbsent { code, parent })
        }
        _ => Some(LineFault::Parent {
            code,
            found: quoted(stated),
            expected,
        }),
    }
}

fn parse_code(text: &str) -> Result<DivisionCode, LineFault> {
    text.parse()
        .map_err(|_| LineFault::Code { text: quoted(text) })
}

fn check_name(code: DivisionCode, name: &str) -> Result<(), LineFault> {
    if name.is_empty() {
        return Err(LineFault::NoName { code });
    }
    if name.chars().count() > NAME_MAX_CHARS || name.chars().any(char::is_control) {
        let name = quoted(name);
        return Err(LineFault::Name { code, name });
    }
    Ok(())
}

fn parse_date(
    code: DivisionCode,
    column: &'static str,
    text: &str,
) -> Result<Option<String>, LineFault> {
    match text {
        "" => Ok(None),
        day if is_calendar_day(day) => Ok(Some(day.to_owned())),
        _ => Err(LineFault::Date {
            code,
            column,
            text: quoted(text),
        }),
    }
}

/// Whether the text is a day of the Gregorian calendar in the form `YYYY-MM-DD`.
fn is_calendar_day(text: &str) -> bool {
    let part = |range| text.get(range).and_then(|digits: &str| digits.parse().ok());
    let shape = text.bytes().enumerate().all(|(i, b)| match i {
        4 | 7 => b == b'-',
        _ => b.is_ascii_digit(),
    });
    let (Some(year), Some(month), Some(day)) = (part(0..4), part(5..7), part(8..10)) else {
        return false;
    };
    let year: u32 = year;
    let leap = year.is_multiple_of(4) && !year.is_multiple_of(100) || year.is_multiple_of(400);
    let days = match month {
        2 if leap => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        1..=12 => 31,
        _ => 0,
    };
    text.len() == 10 && shape && (1..=days).contains(&day)
}

fn unreadable(error: &csv::Error) -> DivisionError {
    let line = error.position().map_or(1, csv::Position::line);
    let fault = match error.kind() {
        csv::ErrorKind::Utf8 { .. } => LineFault::NotUtf8,
        csv::ErrorKind::UnequalLengths {
            expected_len, len, ..
        } => LineFault::Columns {
            found: *len,
            expected: *expected_len,
        },
        _ => {
            let reason = quoted(&error.to_string());
            return DivisionError::Unreadable { reason };
        }
    };
    DivisionError::Line { line, fault }
}

/// A name as a CSV field; a name holds no line break, so commas and quotes are all there is.
fn field(name: &str) -> String {
    if name.contains([',', '"']) {
        format!("\"{}\"", name.replace('"', "\"\""))
    } else {
        name.to_owned()
    }
}

fn text(code: Option<DivisionCode>) -> String {
    code.map(String::from).unwrap_or_default()
}

#[cfg(test)]
mod tests;
