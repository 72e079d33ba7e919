//! Which column of a ledger is which field of a kind.

use forms::{Kind, Role, Text};

use crate::import::columns::plain;

/// What a column holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Holds {
    /// A field.
    Field(String),
    /// The name of a road, its code, or both.
    Road,
    /// A stake, two stakes, or a place in words.
    Section,
    /// A person's name and telephone.
    Finder,
    /// The number of the line in the ledger.
    Serial,
    /// What no field takes and is kept in words.
    Words,
}

/// What a name of a column means where the label of a field does not say it.
#[derive(Debug, Clone, Copy)]
enum Means {
    Field(&'static str),
    Road,
    Section,
    Finder,
    Serial,
    Words,
}

/// Names of columns in use, for a kind or (`*`) for every kind.
const NAMES: &[(&str, &str, Means)] = &[
    ("*", "序号", Means::Serial),
    ("*", "编号", Means::Serial),
    ("*", "no", Means::Serial),
    ("*", "行政区划", Means::Field("division")),
    ("*", "区划代码", Means::Field("division")),
    ("*", "备注", Means::Words),
    ("hazard", "道路名称/编号", Means::Road),
    ("hazard", "道路名称(编号)", Means::Road),
    ("hazard", "隐患路段(桩号)", Means::Section),
    ("hazard", "隐患路段", Means::Section),
    ("hazard", "桩号", Means::Section),
    ("hazard", "是否通行客车", Means::Field("bus_route")),
    ("hazard", "通行客车", Means::Field("bus_route")),
    ("hazard", "等级", Means::Field("grade_suggested")),
    ("hazard", "隐患等级", Means::Field("grade_suggested")),
    ("hazard", "督办等级", Means::Words),
    ("hazard", "排查人/电话", Means::Finder),
    ("hazard", "排查人及电话", Means::Finder),
    ("hazard", "排查人", Means::Finder),
    ("hazard", "排查时间", Means::Field("found_at")),
    ("hazard", "排查日期", Means::Field("found_at")),
    ("hazard", "照片", Means::Words),
    (
        "hazard",
        "整治意见(护栏米/标志块)",
        Means::Field("proposal"),
    ),
    ("hazard", "期限", Means::Field("due_on")),
    ("hazard", "资金", Means::Field("budget_yuan")),
    ("hazard", "进展", Means::Words),
    ("hazard", "完成时间", Means::Words),
    ("hazard", "验收人", Means::Words),
    ("hazard", "销号", Means::Words),
    ("hazard", "回头看", Means::Words),
];

/// The field in which is kept what no other takes.
pub(super) const NOTE: &str = "internal_note";

fn means(kind: &Kind, heading: &str) -> Option<Holds> {
    let heading = plain(heading);
    let named = NAMES
        .iter()
        .find(|(known, name, _)| (*known == "*" || *known == kind.name) && plain(name) == heading);
    if let Some((_, _, means)) = named {
        return Some(match means {
            Means::Field(name) => Holds::Field((*name).to_owned()),
            Means::Road => Holds::Road,
            Means::Section => Holds::Section,
            Means::Finder => Holds::Finder,
            Means::Serial => Holds::Serial,
            Means::Words => Holds::Words,
        });
    }
    let mut fields = kind.fields.iter();
    let field = fields.find(|field| {
        [&field.name, &field.label.zh, &field.label.en]
            .iter()
            .any(|name| plain(name) == heading)
    })?;
    if kind.number_field.as_ref() == Some(&field.name) && field.derived {
        return Some(Holds::Serial);
    }
    Some(Holds::Field(field.name.clone()))
}

/// Whether a text names a column of a ledger of that kind.
pub(super) fn known(kind: &Kind, text: &str) -> bool {
    !text.is_empty() && means(kind, text).is_some()
}

/// The columns of one file.
#[derive(Debug)]
pub(super) struct Headings {
    /// What each column is called and holds; nothing: ignored.
    pub(super) columns: Vec<(String, Option<Holds>)>,
    /// Where the words go that no field takes.
    pub(super) note: Option<String>,
    /// Columns that are ignored.
    pub(super) ignored: Vec<String>,
}

impl Headings {
    pub(super) fn of(kind: &Kind, role: &Role, header: &[String]) -> Headings {
        let may = |name: &str| {
            let field = kind.field(name);
            field.is_some_and(|f| !f.ty.is_photos() && kind.may_edit(f, &role.name, None))
        };
        let note = [NOTE, "remark", "description"]
            .into_iter()
            .find(|name| may(name));
        let mut columns: Vec<(String, Option<Holds>)> = Vec::new();
        let mut ignored = Vec::new();
        for heading in header {
            let holds = match means(kind, heading) {
                Some(Holds::Field(name)) if !may(&name) => Some(Holds::Words),
                holds => holds,
            };
            let taken = |holds: &Holds| {
                columns
                    .iter()
                    .any(|(_, known)| known.as_ref() == Some(holds))
            };
            let holds = holds.filter(|holds| match holds {
                Holds::Words => note.is_some(),
                holds => !taken(holds),
            });
            if holds.is_none() && !heading.is_empty() {
                ignored.push(heading.clone());
            }
            columns.push((heading.clone(), holds));
        }
        Headings {
            columns,
            note: note.map(str::to_owned),
            ignored,
        }
    }

    /// What is said once of the columns.
    pub(super) fn remarks(&self, kind: &Kind) -> Vec<Text> {
        let words = self
            .columns
            .iter()
            .filter(|(_, holds)| *holds == Some(Holds::Words));
        let words: Vec<&str> = words.map(|(heading, _)| heading.as_str()).collect();
        let note = self.note.as_deref().and_then(|name| kind.field(name));
        let Some(note) = note.filter(|_| !words.is_empty()) else {
            return Vec::new();
        };
        vec![Text::new(
            format!(
                "以下各列不能作为字段导入，原文存入「{}」：{}",
                note.label.zh,
                words.join("、")
            ),
            format!(
                "kept in words under {}, because no field takes them: {}",
                note.label.en,
                words.join(", ")
            ),
        )]
    }
}
