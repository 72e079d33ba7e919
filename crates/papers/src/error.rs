//! Why a document was not printed.

use forms::Text;

/// Why a document was not printed.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum PaperError {
    /// The record is of a kind the document is not printed from.
    #[error("{} is printed from another kind of record", .paper.en)]
    OtherKind {
        /// The document.
        paper: Text,
    },
    /// The catalog names a template this program was not built with.
    #[error("the template {template} of {} is not in this program; update it", .paper.en)]
    NoTemplate {
        /// The document.
        paper: Text,
        /// The file.
        template: String,
    },
    /// The typefaces in the program do not open.
    #[error("the typefaces in this program do not open; install it again")]
    Typefaces,
    /// The template is wrong.
    #[error("the template {template} has a mistake, tell whoever maintains it: {what}")]
    Template {
        /// The file.
        template: String,
        /// The mistake.
        what: String,
    },
}

impl PaperError {
    /// A stable name for programs.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            PaperError::OtherKind { .. } => "other_kind",
            PaperError::NoTemplate { .. } => "no_template",
            PaperError::Typefaces => "typefaces",
            PaperError::Template { .. } => "template",
        }
    }

    /// What happened and what to do, in both languages.
    #[must_use]
    pub fn text(&self) -> Text {
        let zh = match self {
            PaperError::OtherKind { paper } => {
                format!("「{}」不由这类记录打印；请从对应的记录打印", paper.zh)
            }
            PaperError::NoTemplate { paper, template } => {
                format!("本程序没有「{}」的模板 {template}；请升级程序", paper.zh)
            }
            PaperError::Typefaces => "程序自带字体无法打开；请重新安装程序".to_owned(),
            PaperError::Template { template, what } => {
                format!("模板 {template} 有误，请告知维护人员：{what}")
            }
        };
        Text::new(zh, self.to_string())
    }
}
