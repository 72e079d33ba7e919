//! Why something was not done, said so that a person knows what to do next.

use std::fmt;
use std::io;
use std::path::Path;

use forms::{Lang, Text};
use store::StoreError;
use sync::Refused;

/// A refusal or a fault: a stable name for programs and a sentence in both languages.
#[derive(Debug, Clone)]
pub struct Failure {
    /// The name.
    pub code: &'static str,
    /// The sentence, remedy included.
    pub text: Text,
}

impl Failure {
    /// A failure from its sentence in both languages.
    #[must_use]
    pub fn new(code: &'static str, zh: impl Into<String>, en: impl Into<String>) -> Failure {
        Failure {
            code,
            text: Text::new(zh, en),
        }
    }

    /// A file that could not be read or written.
    #[must_use]
    pub fn file(path: &Path, error: &io::Error) -> Failure {
        let path = path.display();
        Failure::new(
            "disk",
            format!("读写 {path} 失败：{error}；请检查路径、权限和磁盘空间"),
            format!(
                "reading or writing {path} failed: {error}; check the path, its rights and the disk"
            ),
        )
    }

    /// The failure for programs.
    #[must_use]
    pub fn json(&self) -> serde_json::Value {
        let Text { zh, en } = &self.text;
        serde_json::json!({ "errors": [{ "code": self.code, "zh": zh, "en": en }] })
    }

    /// The line to show.
    #[must_use]
    pub fn line(&self, lang: Lang) -> &str {
        self.text.get(lang)
    }

    /// The failure as an answer to a device.
    #[must_use]
    pub fn refused(&self) -> Refused {
        Refused {
            code: self.code.to_owned(),
            zh: self.text.zh.clone(),
            en: self.text.en.clone(),
        }
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text.en)
    }
}

impl std::error::Error for Failure {}

impl From<StoreError> for Failure {
    fn from(error: StoreError) -> Self {
        let code = if matches!(error, StoreError::InUse { .. }) {
            "in_use"
        } else {
            "store"
        };
        Failure {
            code,
            text: error.text(),
        }
    }
}

impl From<places::DivisionError> for Failure {
    fn from(error: places::DivisionError) -> Self {
        Failure::new("division", error.zh(), error.to_string())
    }
}
