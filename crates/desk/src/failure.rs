//! Why something was not done, said so that a person knows what to do next.

use std::fmt;
use std::io;
use std::path::Path;

use forms::{Complaint, Lang, Text};
use merge::SignFailed;
use merge::cbor::Malformed;
use store::StoreError;

/// The code of a failure of the database that keeps the records: it does not answer.
pub const DATABASE: &str = "database";
/// The code of a failure of the office's key, which lies outside and does not answer.
pub const UNSIGNED: &str = "signer";
/// After how many seconds it is worth trying again: a database that is restarted, or whose standby
/// takes over, has mostly come back by then.
pub const AGAIN_SECONDS: u32 = 10;

/// Whether a failure of this code passes by itself: nothing was kept, and the same may be tried again.
#[must_use]
pub fn passes(code: &str) -> bool {
    [DATABASE, UNSIGNED].contains(&code)
}

/// A refusal or a fault, in both languages.
#[derive(Debug, Clone)]
pub enum Failure {
    /// The form is not right: one complaint or several.
    Form(Vec<Complaint>),
    /// Somebody wrote the same fields since the form was opened.
    Overtaken(Vec<Complaint>),
    /// Anything else, as one sentence with the remedy in it.
    Said {
        /// A stable name for programs.
        code: &'static str,
        /// The sentence.
        text: Text,
    },
}

impl Failure {
    /// A failure from its sentence in both languages.
    #[must_use]
    pub fn new(code: &'static str, zh: impl Into<String>, en: impl Into<String>) -> Failure {
        Failure::Said {
            code,
            text: Text::new(zh, en),
        }
    }

    /// A file that could not be read or written.
    #[must_use]
    pub fn file(path: &Path, error: &io::Error) -> Failure {
        // A file may lie in a database.
        if let Some(error) = of_store(error) {
            return Failure::from_store(error);
        }
        let path = path.display();
        Failure::new(
            "disk",
            format!("读写 {path} 失败：{error}；请检查路径、权限和磁盘空间"),
            format!(
                "reading or writing {path} failed: {error}; check the path, its rights and the disk"
            ),
        )
    }

    /// What a person wrote does not fit one operation.
    #[must_use]
    pub fn too_much(error: &Malformed) -> Failure {
        Failure::new(
            "too_large",
            format!("一次保存的内容过多（{error}）；请分几次保存，长文改作附件"),
            format!(
                "too much in one save ({error}); save in parts, and attach long text as a file"
            ),
        )
    }

    /// A stable name for programs; `form` for complaints about a form.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Failure::Form(_) => "form",
            Failure::Overtaken(_) => "overtaken",
            Failure::Said { code, .. } => code,
        }
    }

    /// All of it as one text.
    #[must_use]
    pub fn text(&self) -> Text {
        match self {
            Failure::Form(complaints) | Failure::Overtaken(complaints) => Text::new(
                say(complaints, Lang::Zh, "；"),
                say(complaints, Lang::En, "; "),
            ),
            Failure::Said { text, .. } => text.clone(),
        }
    }

    /// The lines to show, one for each thing.
    #[must_use]
    pub fn lines(&self, lang: Lang) -> Vec<String> {
        match self {
            Failure::Form(complaints) | Failure::Overtaken(complaints) => {
                complaints.iter().map(|c| c.say(lang)).collect()
            }
            Failure::Said { text, .. } => vec![text.get(lang).to_owned()],
        }
    }

    /// The failure for programs.
    #[must_use]
    pub fn json(&self) -> serde_json::Value {
        match self {
            Failure::Form(complaints) | Failure::Overtaken(complaints) => {
                serde_json::json!({ "errors": complaints })
            }
            Failure::Said { code, text } => serde_json::json!({
                "errors": [{ "code": code, "zh": text.zh, "en": text.en }]
            }),
        }
    }
}

fn say(complaints: &[Complaint], lang: Lang, between: &str) -> String {
    let lines: Vec<String> = complaints.iter().map(|c| c.say(lang)).collect();
    lines.join(between)
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.lines(Lang::En).join("; "))
    }
}

impl std::error::Error for Failure {}

/// What a store said through a file of its own.
fn of_store(error: &io::Error) -> Option<&StoreError> {
    error.get_ref()?.downcast_ref()
}

impl Failure {
    fn from_store(error: &StoreError) -> Failure {
        let code = match error {
            StoreError::InUse { .. } => "in_use",
            StoreError::Disk { source, .. } => match of_store(source) {
                Some(error) => return Failure::from_store(error),
                None => "disk",
            },
            StoreError::Held => "held",
            // One that was put back, too: every process opens it anew by itself.
            StoreError::Database(_) | StoreError::Line(_) | StoreError::LostTail { .. } => DATABASE,
            _ => "store",
        };
        Failure::Said {
            code,
            text: error.text(),
        }
    }
}

impl From<StoreError> for Failure {
    fn from(error: StoreError) -> Self {
        Failure::from_store(&error)
    }
}

impl From<SignFailed> for Failure {
    fn from(error: SignFailed) -> Self {
        if let SignFailed::Content(error) = &error {
            return Failure::too_much(error);
        }
        Failure::new(
            UNSIGNED,
            format!(
                "服务器的签名器没有签名：{}；请插好或启动签名器后重试，内容没有丢失",
                error.zh()
            ),
            format!(
                "the office's signer does not sign: {error}; plug it in or start it and try again, nothing was lost"
            ),
        )
    }
}

impl From<places::DivisionError> for Failure {
    fn from(error: places::DivisionError) -> Self {
        Failure::new("division", error.zh(), error.to_string())
    }
}

impl From<Complaint> for Failure {
    fn from(complaint: Complaint) -> Self {
        Failure::Form(vec![complaint])
    }
}

impl From<Vec<Complaint>> for Failure {
    fn from(complaints: Vec<Complaint>) -> Self {
        Failure::Form(complaints)
    }
}
