//! What can be wrong with a division code or a division file, said in both languages.

use super::{DivisionCode, Level};
use thiserror::Error;

/// Why a division code or a division file was refused. `Display` is English, `zh` Chinese.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum DivisionError {
    /// The text is not a division code.
    #[error(
        "`{text}` is not a division code; give 2, 4, 6, 9 or 12 digits that begin with a province, such as 420625"
    )]
    NotACode {
        /// What was given, cut short if it was long.
        text: String,
    },
    /// The code is well formed, but the loaded table does not have it.
    #[error("division {0} is not in the table; check the code, or load a newer division file")]
    Unknown(DivisionCode),
    /// The first line of the file does not name this column.
    #[error(
        "the division file has no column `{column}`; its first line must name code, name, level and parent"
    )]
    NoColumn {
        /// The name of the missing column.
        column: &'static str,
    },
    /// The file has a first line and nothing below it, or nothing at all.
    #[error(
        "the division file holds no division; choose the file that lists your city's divisions"
    )]
    Empty,
    /// The bytes could not be read to the end.
    #[error("the division file could not be read ({reason}); copy it again and retry")]
    Unreadable {
        /// What the reader said.
        reason: String,
    },
    /// One line is wrong, so nothing of the file was taken.
    #[error("division file line {line}: {fault}; nothing was loaded")]
    Line {
        /// Number of the line, the header being line 1.
        line: u64,
        /// What is wrong with it.
        fault: LineFault,
    },
}

/// What is wrong with one line of a division file.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum LineFault {
    /// The line is not UTF-8 text.
    #[error("the text is not UTF-8; save the file as \"CSV UTF-8\"")]
    NotUtf8,
    /// The line has more or fewer columns than the first line names.
    #[error("it has {found} columns where the first line names {expected}; add or remove commas")]
    Columns {
        /// Columns on this line.
        found: u64,
        /// Columns of the first line.
        expected: u64,
    },
    /// The code is not a division code.
    #[error(
        "code `{text}` is not a division code; give 2, 4, 6, 9 or 12 digits, and format the column as text if a spreadsheet wrote it"
    )]
    Code {
        /// What stands in the column.
        text: String,
    },
    /// The code stood on an earlier line already.
    #[error("division {code} is already on line {first_line}; remove one of the two")]
    Duplicate {
        /// The repeated code.
        code: DivisionCode,
        /// The line that had it first.
        first_line: u64,
    },
    /// The name is empty.
    #[error("division {code} has no name; fill in its name")]
    NoName {
        /// The code without a name.
        code: DivisionCode,
    },
    /// The name is too long, or holds a line break or another control character.
    #[error("the name `{name}` of division {code} is longer than {max} characters or holds a line break; shorten it to one line", max = super::NAME_MAX_CHARS)]
    Name {
        /// The code with that name.
        code: DivisionCode,
        /// The name, cut short.
        name: String,
    },
    /// The level column contradicts the digits of the code.
    #[error("level `{found}` contradicts division {code}, whose digits make it level {}; correct the level or the code", expected.number())]
    Level {
        /// The code on this line.
        code: DivisionCode,
        /// What stands in the level column.
        found: String,
        /// The level the digits spell.
        expected: Level,
    },
    /// The parent column contradicts the digits of the code.
    #[error("parent `{found}` contradicts division {code}; {}", parent_remedy(*expected))]
    Parent {
        /// The code on this line.
        code: DivisionCode,
        /// What stands in the parent column; empty means "the top of the file".
        found: String,
        /// The parent the digits spell, if there is one.
        expected: Option<DivisionCode>,
    },
    /// The parent has no line of its own.
    #[error("parent {parent} of division {code} is not in the file; add its line")]
    ParentAbsent {
        /// The code on this line.
        code: DivisionCode,
        /// Its parent.
        parent: DivisionCode,
    },
    /// A date is not a calendar date.
    #[error("{column} `{text}` of division {code} is not a date; write it like 2023-06-30")]
    Date {
        /// The code on this line.
        code: DivisionCode,
        /// `valid_from` or `valid_to`.
        column: &'static str,
        /// What stands in the column.
        text: String,
    },
    /// Following the successors leads back to where it began.
    #[error(
        "division {code} is replaced by {successor}, and that leads back to {code}; correct replaced_by"
    )]
    Circle {
        /// The code on this line.
        code: DivisionCode,
        /// What stands in its `replaced_by`.
        successor: DivisionCode,
    },
    /// A division cannot be replaced by one of a level below its own.
    #[error(
        "division {code} cannot be replaced by {successor}, which stands a level below; name a division of the same level or above"
    )]
    SuccessorBelow {
        /// The code on this line.
        code: DivisionCode,
        /// What stands in its `replaced_by`.
        successor: DivisionCode,
    },
    /// The division ends before it begins.
    #[error("division {code} ends before it begins; exchange or correct valid_from and valid_to")]
    DatesReversed {
        /// The code on this line.
        code: DivisionCode,
    },
}

fn parent_remedy(expected: Option<DivisionCode>) -> String {
    match expected {
        Some(parent) => format!("write {parent}"),
        None => "leave it empty, a province has no parent".to_owned(),
    }
}

impl DivisionError {
    /// The same sentence in Chinese.
    pub fn zh(&self) -> String {
        match self {
            DivisionError::NotACode { text } => {
                format!(
                    "“{text}”不是区划代码；请填 2、4、6、9 或 12 位数字，以省代码开头，例如 420625"
                )
            }
            DivisionError::Unknown(code) => {
                format!("区划表中没有 {code}；请核对代码，或导入较新的区划文件")
            }
            DivisionError::NoColumn { column } => {
                format!("区划文件缺少“{column}”列；首行须写明 code、name、level、parent")
            }
            DivisionError::Empty => "区划文件中没有任何区划；请选择列有本市区划的文件".to_owned(),
            DivisionError::Unreadable { reason } => {
                format!("区划文件读取失败（{reason}）；请重新拷贝后再试")
            }
            DivisionError::Line { line, fault } => {
                format!("区划文件第 {line} 行：{}；未导入任何内容", fault.zh())
            }
        }
    }
}

impl LineFault {
    /// The same sentence in Chinese.
    pub fn zh(&self) -> String {
        match self {
            LineFault::NotUtf8 => "文字不是 UTF-8 编码；请另存为“CSV UTF-8”".to_owned(),
            LineFault::Columns { found, expected } => {
                format!("本行有 {found} 列，首行有 {expected} 列；请增减逗号")
            }
            LineFault::Code { text } => format!(
                "“{text}”不是区划代码；请填 2、4、6、9 或 12 位数字，表格软件中请把该列设为文本"
            ),
            LineFault::Duplicate { code, first_line } => {
                format!("区划 {code} 在第 {first_line} 行已出现；请删去其中一行")
            }
            LineFault::NoName { code } => format!("区划 {code} 没有名称；请填写名称"),
            LineFault::Name { code, name } => format!(
                "区划 {code} 的名称“{name}”超过 {} 个字或含有换行；请缩短为一行",
                super::NAME_MAX_CHARS
            ),
            LineFault::Level {
                code,
                found,
                expected,
            } => format!(
                "级别“{found}”与区划 {code} 不符，按代码应为 {}；请更正级别或代码",
                expected.number()
            ),
            LineFault::Parent {
                code,
                found,
                expected: Some(parent),
            } => {
                format!("上级“{found}”与区划 {code} 不符；请填 {parent}")
            }
            LineFault::Parent {
                code,
                found,
                expected: None,
            } => {
                format!("上级“{found}”与区划 {code} 不符；省级没有上级，请留空")
            }
            LineFault::ParentAbsent { code, parent } => {
                format!("区划 {code} 的上级 {parent} 不在文件中；请补上该行")
            }
            LineFault::Date { code, column, text } => {
                format!("区划 {code} 的 {column}“{text}”不是日期；请按 2023-06-30 的样子填写")
            }
            LineFault::Circle { code, successor } => {
                format!(
                    "区划 {code} 由 {successor} 接替，而接替关系又绕回 {code}；请更正 replaced_by"
                )
            }
            LineFault::SuccessorBelow { code, successor } => {
                format!("区划 {code} 不能由下级区划 {successor} 接替；请填写同级或上级区划")
            }
            LineFault::DatesReversed { code } => {
                format!("区划 {code} 的失效日期早于生效日期；请更正 valid_from 和 valid_to")
            }
        }
    }
}
