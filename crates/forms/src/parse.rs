//! From what a person typed to a value.

mod entry;
mod identity;
mod number;
mod when;

pub(crate) use entry::required;
pub(crate) use identity::birth;

use merge::{RecordId, Value};

use crate::catalog::Catalog;
use crate::complaint::Complaint;
use crate::field::Type;
use crate::ground::{Actor, Ground, Moment};
use crate::words::Text;

/// Most codes or kinds a sentence lists before it says how many there are.
const LISTED: usize = 40;

/// Reads values and collects what is wrong with them.
pub(crate) struct Parser<'a> {
    pub(crate) catalog: &'a Catalog,
    pub(crate) actor: &'a Actor<'a>,
    pub(crate) moment: &'a Moment,
    pub(crate) ground: &'a dyn Ground,
    /// Where the record lies: road codes of a county are unique only there.
    pub(crate) division: Option<u64>,
    pub(crate) complaints: Vec<Complaint>,
    pub(crate) warnings: Vec<Complaint>,
}

impl Parser<'_> {
    /// Complains about the value at `path`.
    pub(crate) fn refuse(&mut self, path: &str, code: &'static str, text: Text) {
        self.complaints.push(Complaint::at(path, code, text));
    }

    /// Reads one value; nothing means a complaint was made. Sets are read by [`Parser::many`].
    pub(crate) fn one(&mut self, path: &str, ty: &Type, text: &str) -> Option<Value> {
        let read = match ty {
            Type::Text { max } => words(text, *max),
            Type::Org | Type::Person => words(text, WORDS),
            Type::Int { min, max, unit } => number::int(text, *min, *max, unit.as_deref()),
            Type::Decimal {
                decimals,
                min,
                max,
                unit,
            } => number::decimal(text, *decimals, *min, *max, unit.as_deref()),
            Type::Bool => number::truth(text),
            Type::Code { codes } => self.code(codes, text),
            Type::Date => when::date(text, self.moment),
            Type::DateTime => when::datetime(text, self.moment),
            Type::Time => when::time(text),
            Type::Point => self.ground.point(&entry::point_text(text)),
            Type::Stake => self
                .ground
                .stake(&half_width(text))
                .map(i64::from)
                .map(Value::Int),
            Type::RoadCode => {
                let code = self.ground.road_code(&half_width(text), self.division);
                code.map(Value::Text)
            }
            Type::Division => {
                let found = self.ground.division(&half_width(text));
                found.map(|(code, _)| Value::Text(format!("{code:012}")))
            }
            Type::IdNo => identity::id_no(text, &self.moment.today()),
            Type::CreditCode => identity::credit_code(text),
            Type::LicenceNo => {
                if let Some(warning) = identity::odd_licence(text, &self.moment.today()) {
                    self.warnings
                        .push(Complaint::at(path, "odd_licence", warning));
                }
                words(&half_width(text).to_uppercase(), LICENCE)
            }
            Type::Phone => identity::phone(text),
            Type::Plate => {
                let plate = identity::plate(text);
                if let Some(warning) = identity::odd_plate(&plate) {
                    self.warnings
                        .push(Complaint::at(path, "odd_plate", warning));
                }
                words(&plate, PLATE)
            }
            Type::Ref { to } => self.reference(to.as_deref(), text),
            Type::Struct { item } => return self.object(path, item, text),
            Type::Codes { .. } | Type::Refs { .. } | Type::List { .. } | Type::Photos { .. } => {
                Err(Text::new(
                    "这一项不是单个值",
                    "this field does not hold a single value",
                ))
            }
        };
        match read {
            Ok(value) => Some(value),
            Err(text) => {
                self.refuse(path, "value", text);
                None
            }
        }
    }

    fn code(&self, list: &str, text: &str) -> Result<Value, Text> {
        let text = text.trim();
        let Some(list) = self.catalog.codes(list) else {
            return Err(Text::new(
                format!("没有代码表 {list}"),
                format!("there is no code list {list}"),
            ));
        };
        let today = self.moment.today();
        if let Some(code) = list.find(text, &today) {
            return Ok(Value::Text(code.code.clone()));
        }
        let offered = || list.offered(&today).take(LISTED);
        let zh: Vec<String> = offered()
            .map(|c| format!("{} {}", c.code, c.label.zh))
            .collect();
        let en: Vec<&str> = offered().map(|code| code.code.as_str()).collect();
        let more = list.offered(&today).count() > LISTED;
        let dots = if more { " …" } else { "" };
        Err(Text::new(
            format!(
                "「{text}」不在{}代码表中；可选：{}{dots}",
                list.label.zh,
                zh.join("、")
            ),
            format!(
                "`{text}` is no code of {}; choose one of: {}{dots}",
                list.label.en,
                en.join(", ")
            ),
        ))
    }

    /// A record of that kind. One that is not here is believed: it may arrive with the next sync.
    fn reference(&self, to: Option<&str>, text: &str) -> Result<Value, Text> {
        let text = text.trim();
        let id = match text.parse::<RecordId>() {
            Ok(id) => id,
            Err(_) => self.ground.record(text)?,
        };
        let wanted = to.and_then(|name| self.catalog.kind(name));
        let found = self.ground.read(id);
        let found = found.and_then(|record| self.catalog.kind_by_id(record.kind));
        if let (Some(wanted), Some(found)) = (wanted, found)
            && wanted.id != found.id
        {
            return Err(Text::new(
                format!(
                    "{id} 是{}，不是{}；请核对编号",
                    found.label.zh, wanted.label.zh
                ),
                format!(
                    "{id} is a {}, not a {}; check the id",
                    found.label.en, wanted.label.en
                ),
            ));
        }
        Ok(Value::Text(id.to_string()))
    }
}

/// Characters of a plate: the longest have eight, foreign ones a few more.
const PLATE: usize = 20;
/// Characters of a licence number: those of residents have eighteen.
const LICENCE: usize = 20;
/// Characters of the name of a body or person.
const WORDS: usize = 200;

/// Text of at most `max` characters, without control characters other than line breaks and tabs.
fn words(text: &str, max: usize) -> Result<Value, Text> {
    let text = text.trim();
    let length = text.chars().count();
    if length > max {
        return Err(Text::new(
            format!("有 {length} 个字，最多 {max} 个；请缩短，长文可作为附件"),
            format!("{length} characters, at most {max}; shorten it, or attach a file"),
        ));
    }
    if let Some(odd) = text
        .chars()
        .find(|c| c.is_control() && !"\n\r\t".contains(*c))
    {
        return Err(Text::new(
            format!("含有不可见字符 U+{:04X}；请删除", u32::from(odd)),
            format!(
                "holds the invisible character U+{:04X}; delete it",
                u32::from(odd)
            ),
        ));
    }
    Ok(Value::from(text))
}

/// Full-width letters, digits and signs as typed by a Chinese keyboard, in their plain spelling.
pub(crate) fn half_width(text: &str) -> String {
    let plain = |c: char| match c {
        '\u{3000}' => ' ',
        '\u{ff01}'..='\u{ff5e}' => char::from_u32(u32::from(c) - 0xfee0).unwrap_or(c),
        c => c,
    };
    text.trim().chars().map(plain).collect()
}

/// The sentence for a text that is not what the field holds.
fn not(text: &str, zh: &str, en: &str) -> Text {
    let text = text.trim();
    Text::new(format!("「{text}」{zh}"), format!("`{text}` {en}"))
}
