//! Why something was not done, said so that a person knows what to do next.

use std::fmt;

use forms::{Complaint, Lang, Text};
use store::StoreError;
use sync::SyncError;

/// A refusal or a fault, in both languages.
#[derive(Debug)]
pub enum Failure {
    /// The form is not right: one complaint or several.
    Form(Vec<Complaint>),
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

    /// The lines to show, one for each thing.
    #[must_use]
    pub fn lines(&self, lang: Lang) -> Vec<String> {
        match self {
            Failure::Form(complaints) => complaints.iter().map(|c| c.say(lang)).collect(),
            Failure::Said { text, .. } => vec![text.get(lang).to_owned()],
        }
    }

    /// The failure for programs.
    #[must_use]
    pub fn json(&self) -> serde_json::Value {
        match self {
            Failure::Form(complaints) => serde_json::json!({ "errors": complaints }),
            Failure::Said { code, text } => serde_json::json!({
                "errors": [{ "code": code, "zh": text.zh, "en": text.en }]
            }),
        }
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.lines(Lang::En).join("; "))
    }
}

impl std::error::Error for Failure {}

impl From<StoreError> for Failure {
    fn from(error: StoreError) -> Self {
        Failure::Said {
            code: "store",
            text: error.text(),
        }
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

impl From<SyncError<Failure>> for Failure {
    fn from(error: SyncError<Failure>) -> Self {
        match error {
            SyncError::Replica(failure) => failure,
            SyncError::Refused(no) => Failure::new("refused", no.zh, no.en),
            SyncError::OutOfTurn => Failure::new(
                "protocol",
                "服务器答非所问；请升级两端中较旧的程序",
                "the server answered out of turn; update the older of the two programs",
            ),
            SyncError::Feed { bucket } => Failure::new(
                "feed",
                format!("{bucket} 的下行数据与本机不衔接，途中可能被改动；请重新同步"),
                format!("the feed of {bucket} does not follow on from what is here; sync again"),
            ),
            SyncError::Endless => Failure::new(
                "protocol",
                "同步未能收尾；请重新同步",
                "the exchange does not come to an end; sync again",
            ),
        }
    }
}
