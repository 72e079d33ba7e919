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
    /// city, names its province.
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
mod tests {
    use super::*;
    use crate::XIANGYANG_CSV;
    use proptest::prelude::*;

    const HEADER: &str = "code,name,level,parent\n";

    fn load(lines: &str) -> Result<Divisions, DivisionError> {
        Divisions::from_csv(format!("{HEADER}{lines}").as_bytes())
    }

    #[test]
    fn xiangyang_goes_through_unchanged() {
        let table = Divisions::from_csv(XIANGYANG_CSV.as_bytes()).unwrap();
        let written = table.to_csv();
        // The source ends its lines with a carriage return, ours do not.
        assert!(written.lines().eq(XIANGYANG_CSV.lines()));
        let again = Divisions::from_csv(written.as_bytes()).unwrap();
        assert!(again == table);
    }

    /// Made up: rare characters, short codes, columns out of order, a byte order mark, spaces,
    /// a comma in a name, validity columns, a city without counties, a parent below its child.
    #[test]
    fn another_citys_file_with_odd_names_loads() {
        let csv = "\u{feff}note,Name,parent, level ,code,valid_from,valid_to,replaced_by\r\n\
            x,圐圙乡,990101,3,990101200,2001-02-28,2024-02-29,990101100\r\n\
            ,𠔻家市,,1,9901,,,\r\n\
            , 㵲水县 ,990100000000,2,990101,,,\r\n\
            ,\"㙦\"\"头\"\",镇\",990101,3,990101100,2024-03-01,,\r\n\
            ,乙市,,1,9902,,,\r\n\
            ,直管镇,9902,3,990200100,,,\r\n";
        let table = Divisions::from_csv(csv.as_bytes()).unwrap();
        assert_eq!(table.len(), 6);
        assert_eq!(table.roots().count(), 2);
        let old = table.find("圐圙")[0];
        assert_eq!(table.path_name(old.code), "𠔻家市/㵲水县/圐圙乡");
        assert_eq!(old.replaced_by.unwrap().to_string(), "990101100000");
        assert!(!old.is_valid_on("2024-03-01"));
        assert_eq!(table.find("头")[0].name, "㙦\"头\",镇");
        let second = "9902".parse().unwrap();
        assert_eq!(table.children(second).next().unwrap().name, "直管镇");
        let again = Divisions::from_csv(table.to_csv().as_bytes()).unwrap();
        assert_eq!(again, table);
    }

    #[test]
    fn the_top_of_the_file_may_be_at_any_level_and_a_city_may_name_its_province() {
        for lines in [
            "420625,谷城县,2,\n420625102,盛康镇,3,420625\n",
            "4206,襄阳市,1,420000000000\n",
            "42,湖北省,0,\n4206,襄阳市,1,42\n",
        ] {
            let table = load(lines).unwrap();
            assert_eq!(table.roots().count(), 1, "{lines}");
        }
    }

    #[test]
    fn every_malformed_line_is_refused_with_its_number_the_thing_and_the_remedy() {
        let top = "4206,襄阳市,1,\n";
        let long = format!("420625,{},2,4206\n", "长".repeat(NAME_MAX_CHARS + 1));
        let table = [
            (
                "42062,谷城县,2,4206\n",
                "code `42062` is not a division code",
            ),
            ("4206x5,谷城县,2,4206\n", "code `4206x5` is not"),
            ("4.20625E+11,谷城县,2,4206\n", "as text"),
            (",谷城县,2,4206\n", "code `` is not"),
            (
                "420625, ,2,4206\n",
                "division 420625000000 has no name; fill in",
            ),
            (long.as_str(), "longer than 100 characters"),
            ("420625,\"谷\n城\",2,4206\n", "the name `谷 城`"),
            (
                "420600,襄阳市,1,\n",
                "division 420600000000 is already on line 2",
            ),
            (
                "420625,谷城县,3,4206\n",
                "level `3` contradicts division 420625000000",
            ),
            ("420625,谷城县,,4206\n", "level `` contradicts"),
            (
                "420625,谷城县,2,4207\n",
                "parent `4207` contradicts division 420625000000; write 420600000000",
            ),
            ("420625,谷城县,2,\n", "parent `` contradicts"),
            ("420625,谷城县,2,襄阳\n", "parent `襄阳` contradicts"),
            ("42,湖北省,0,43\n", "a province has no parent"),
            (
                "420625102,盛康镇,3,420625\n",
                "parent 420625000000 of division 420625102000 is not in the file; add",
            ),
            (
                "420625102,盛康镇,3,\n",
                "parent `` contradicts division 420625102000; write 420625000000",
            ),
            (
                "420625,谷城县,2\n",
                "it has 3 columns where the first line names 4",
            ),
            ("420625,谷城县,2,4206,\n", "it has 5 columns"),
        ];
        for (line, message) in table {
            let error = load(&format!("{top}{line}")).unwrap_err();
            let english = error.to_string();
            assert!(english.starts_with("division file line 3: "), "{english}");
            assert!(english.contains(message), "{english}");
            assert!(error.zh().contains("第 3 行"), "{}", error.zh());
            assert!(!english.contains('\n') && !error.zh().contains('\n'));
        }
    }

    #[test]
    fn dates_and_replacements_are_checked() {
        let rows = [
            (
                "2024-02-30,,",
                "valid_from `2024-02-30` of division 420600000000 is not a date",
            ),
            (",2023-2-1,", "valid_to `2023-2-1`"),
            (",2100-02-29,", "valid_to `2100-02-29`"),
            ("２０２４-01-01,,", "valid_from"),
            ("2024-01-02,2024-01-01,", "ends before it begins"),
            (",,4206x", "code `4206x`"),
        ];
        for (cells, message) in rows {
            let csv = format!(
                "code,name,level,parent,valid_from,valid_to,replaced_by\n4206,襄阳市,1,,{cells}\n"
            );
            let error = Divisions::from_csv(csv.as_bytes()).unwrap_err();
            assert!(error.to_string().contains(message), "{error}");
        }
        assert!(is_calendar_day("2000-02-29") && is_calendar_day("2024-12-31"));
        assert!(!is_calendar_day("2024-13-01") && !is_calendar_day("2024-00-10"));
    }

    #[test]
    fn a_file_that_is_no_division_table_is_refused_as_a_whole() {
        let error = Divisions::from_csv("code,name,level\n".as_bytes()).unwrap_err();
        assert_eq!(error, DivisionError::NoColumn { column: "parent" });
        assert_eq!(load("").unwrap_err(), DivisionError::Empty);
        let gbk: &[u8] = b"code,name,level,parent\n4206,\xcf\xe5\xd1\xf4\xca\xd0,1,\n";
        let error = Divisions::from_csv(gbk).unwrap_err();
        assert_eq!(
            error,
            DivisionError::Line {
                line: 2,
                fault: LineFault::NotUtf8
            }
        );
    }

    #[test]
    fn a_reader_that_fails_is_reported() {
        struct Broken;
        impl Read for Broken {
            fn read(&mut self, _: &mut [u8]) -> std::io::Result<usize> {
                Err(std::io::Error::other("stick removed"))
            }
        }
        let error = Divisions::from_csv(Broken).unwrap_err();
        assert!(error.to_string().contains("stick removed"), "{error}");
    }

    fn any_name() -> impl Strategy<Value = String> {
        "[村圐圙𠔻a,\"'# ]{0,6}[镇x\"]"
    }

    proptest! {
        #[test]
        fn a_table_survives_being_written_and_read(
            cells in prop::collection::btree_map((0..3u8, 1..4u16), any_name(), 1..12),
            dated in any::<bool>(),
        ) {
            let mut csv = "code,name,level,parent,valid_from\n".to_owned();
            for county in 0..3 {
                csv.push_str(&format!("4206{:02},县{county},2,,\n", 10 + county));
            }
            for ((county, town), name) in &cells {
                let from = if dated { "2024-01-01" } else { "" };
                let county = format!("4206{:02}", 10 + county);
                csv.push_str(&format!("{county}{town:03},{},3,{county},{from}\n", field(name)));
            }
            let table = Divisions::from_csv(csv.as_bytes()).unwrap();
            prop_assert_eq!(table.len(), cells.len() + 3);
            let again = Divisions::from_csv(table.to_csv().as_bytes()).unwrap();
            prop_assert_eq!(again, table);
        }

        #[test]
        fn no_bytes_make_the_reader_panic(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
            let mut file = HEADER.as_bytes().to_vec();
            file.extend(bytes);
            let _ = Divisions::from_csv(file.as_slice());
        }
    }
}
