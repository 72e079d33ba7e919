//! Words in two languages.

use std::convert::Infallible;
use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// A label or sentence in Chinese and English.
#[derive(
    Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize, TS,
)]
pub struct Text {
    /// Chinese.
    pub zh: String,
    /// English.
    pub en: String,
}

impl Text {
    /// The two wordings of one thing.
    pub fn new(zh: impl Into<String>, en: impl Into<String>) -> Self {
        Text {
            zh: zh.into(),
            en: en.into(),
        }
    }

    /// The wording in that language.
    #[must_use]
    pub fn get(&self, lang: Lang) -> &str {
        match lang {
            Lang::Zh => &self.zh,
            Lang::En => &self.en,
        }
    }

    /// Several labels in one line.
    pub(crate) fn join<'a>(texts: impl IntoIterator<Item = &'a Text>) -> Text {
        let (zh, en): (Vec<&str>, Vec<&str>) = texts
            .into_iter()
            .map(|text| (text.zh.as_str(), text.en.as_str()))
            .unzip();
        Text::new(zh.join("、"), en.join(", "))
    }
}

/// Chinese first, as on the screens.
impl fmt::Display for Text {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} / {}", self.zh, self.en)
    }
}

/// The language of a person.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Lang {
    /// Chinese, the language of the field and so the default.
    #[default]
    Zh,
    /// English.
    En,
}

/// Reads `zh`, `en-GB` or a locale such as `zh_CN.UTF-8`.
///
/// A locale that is neither is read as Chinese: the people at the stations read it.
impl FromStr for Lang {
    type Err = Infallible;

    fn from_str(text: &str) -> Result<Self, Infallible> {
        let english = text
            .get(..2)
            .is_some_and(|start| start.eq_ignore_ascii_case("en"));
        Ok(if english { Lang::En } else { Lang::Zh })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_locale_names_a_language() {
        for (text, lang) in [
            ("zh", Lang::Zh),
            ("zh_CN.UTF-8", Lang::Zh),
            ("en", Lang::En),
            ("EN_us.UTF-8", Lang::En),
            ("en-GB", Lang::En),
            ("C", Lang::Zh),
            ("", Lang::Zh),
        ] {
            assert_eq!(text.parse(), Ok(lang), "{text}");
        }
    }
}
