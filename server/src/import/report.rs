//! What an import did, or would do, line by line.

use forms::{Lang, Text};
use serde::Serialize;
use serde_json::json;

/// What becomes of a line.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum What {
    /// Nothing like it was there.
    New,
    /// All of it is there already.
    Unchanged,
    /// It is there and says something else now.
    Changed,
    /// It cannot be taken.
    Wrong,
}

impl What {
    fn label(self, lang: Lang) -> &'static str {
        match (self, lang) {
            (What::New, Lang::Zh) => "新增",
            (What::Unchanged, Lang::Zh) => "不变",
            (What::Changed, Lang::Zh) => "变更",
            (What::Wrong, Lang::Zh) => "有误",
            (What::New, Lang::En) => "new",
            (What::Unchanged, Lang::En) => "unchanged",
            (What::Changed, Lang::En) => "changed",
            (What::Wrong, Lang::En) => "wrong",
        }
    }
}

/// One line of the file and what becomes of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Line {
    /// The number of the line in the file, the first being 1.
    pub line: u64,
    /// What becomes of it.
    pub what: What,
    /// The thing it speaks of.
    pub about: String,
    /// Why it is wrong, or what is odd about it.
    pub notes: Vec<Text>,
}

impl Line {
    /// A line that cannot be taken.
    pub(crate) fn wrong(line: u64, about: impl Into<String>, notes: Vec<Text>) -> Line {
        Line {
            line,
            what: What::Wrong,
            about: about.into(),
            notes,
        }
    }
}

/// What an import did, or would do.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Report {
    /// What was imported.
    pub target: &'static str,
    /// Whether anything was allowed to be written, and was.
    pub applied: bool,
    /// Columns nobody waits for.
    pub ignored: Vec<String>,
    /// What holds for the whole file.
    pub remarks: Vec<Text>,
    /// Its lines.
    pub lines: Vec<Line>,
}

impl Report {
    /// How many lines that becomes of.
    #[must_use]
    pub fn count(&self, what: What) -> usize {
        self.lines.iter().filter(|line| line.what == what).count()
    }

    /// The report for programs.
    pub(crate) fn json(&self) -> serde_json::Value {
        json!({
            "target": self.target,
            "applied": self.applied,
            "new": self.count(What::New),
            "changed": self.count(What::Changed),
            "unchanged": self.count(What::Unchanged),
            "wrong": self.count(What::Wrong),
            "ignored_columns": self.ignored,
            "remarks": self.remarks,
            "lines": self.lines,
        })
    }

    /// The report for people: every line but those that change nothing.
    pub(crate) fn text(&self, lang: Lang) -> String {
        let mut out = String::new();
        for line in &self.lines {
            if line.what == What::Unchanged && line.notes.is_empty() {
                continue;
            }
            let (number, what) = (line.line, line.what.label(lang));
            let notes: Vec<&str> = line.notes.iter().map(|note| note.get(lang)).collect();
            let notes = notes.join(if lang == Lang::Zh { "；" } else { "; " });
            let head = match lang {
                Lang::Zh => format!("第 {number} 行 {what}"),
                Lang::En => format!("line {number} {what}"),
            };
            out.push_str(format!("{head}  {}  {notes}", line.about).trim_end());
            out.push('\n');
        }
        if !self.ignored.is_empty() {
            let columns = self.ignored.join(", ");
            out.push_str(&match lang {
                Lang::Zh => format!("不认识而忽略的列：{columns}\n"),
                Lang::En => format!("columns not known and ignored: {columns}\n"),
            });
        }
        for remark in &self.remarks {
            out.push_str(remark.get(lang));
            out.push('\n');
        }
        let count = |what: What| format!("{} {}", what.label(lang), self.count(what));
        let all = [What::New, What::Changed, What::Unchanged, What::Wrong];
        let counts = all
            .map(count)
            .join(if lang == Lang::Zh { "，" } else { ", " });
        let did = match (self.applied, lang) {
            (true, Lang::Zh) => "已写入：",
            (true, Lang::En) => "written: ",
            (false, Lang::Zh) => "未写入：",
            (false, Lang::En) => "nothing written: ",
        };
        out.push_str(did);
        out.push_str(&counts);
        out
    }
}
