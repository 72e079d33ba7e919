//! Which signature suites an office takes anything from: its own alone, until somebody sets more.
//!
//! This stands at every way in: an invitation lets in no key of another suite, a laptop of one is
//! turned away at the door, a grant of one is not believed, and an operation of one that others carry
//! is not kept. None of it is lost: whoever has it brings it again once its suite is taken. Another
//! office is no exception: two of different suites join only where each takes the other's.

use desk::{Failure, suites};
use forms::Text;
use merge::{FullKey, Sealed};

use crate::office::Office;

/// Under which name it is kept: the numbers of the suites, as JSON.
const NOTE: &str = "policy/suites";

impl Office {
    /// The numbers of the suites it takes anything from, its own first.
    ///
    /// # Errors
    /// An index that fails.
    pub fn suites(&self) -> Result<Vec<u8>, Failure> {
        let kept = self.room.store.note(NOTE)?;
        let kept: Option<Vec<u8>> = kept.and_then(|bytes| serde_json::from_slice(&bytes).ok());
        let own = self.key.suite().number();
        let others = kept.unwrap_or_default().into_iter();
        Ok([own]
            .into_iter()
            .chain(others.filter(|one| *one != own))
            .collect())
    }

    /// Sets them from now on, by the names people type.
    ///
    /// # Errors
    /// A name that is none, a suite this program lacks, or a choice without the office's own.
    pub fn set_suites(&self, names: &[String]) -> Result<(), Failure> {
        let numbers: Result<Vec<u8>, Failure> = names
            .iter()
            .map(|name| Ok(suites::named(name)?.number()))
            .collect();
        let numbers = numbers?;
        let own = self.key.suite();
        if !numbers.contains(&own.number()) {
            let name = own.name();
            return Err(Failure::new(
                "suites",
                format!("本服务器自己用 {name} 签名，不能不采纳；请把 {name} 也写上"),
                format!(
                    "this office signs with {name} itself and cannot do without it; name {name} as well"
                ),
            ));
        }
        let value = serde_json::to_vec(&numbers).unwrap_or_default();
        self.keep_note(NOTE.to_owned(), value)
    }

    /// Whether anything that this key signs is taken.
    ///
    /// # Errors
    /// A suite this office does not take.
    pub(crate) fn takes_suite(&self, key: &FullKey) -> Result<(), Failure> {
        let suite = key.suite();
        // What is read of the store is read for strangers alone.
        if suite == self.key.suite().number() || self.suites()?.contains(&suite) {
            return Ok(());
        }
        let text = not_taken(suite);
        Err(Failure::new(NOT_TAKEN, text.zh, text.en))
    }

    /// Why an operation that this key signed is not kept, if its suite is not taken. What came while it
    /// was stays as it was judged then.
    pub(crate) fn bars(&self, sealed: &Sealed, key: &FullKey) -> Result<Option<Text>, Failure> {
        let Err(no) = self.takes_suite(key) else {
            return Ok(None);
        };
        let kept = self.room.store.op(sealed.op.dot())?;
        let here = kept.is_some_and(|kept| kept.hash == sealed.hash);
        Ok((!here).then(|| no.text()))
    }
}

/// The name of the failure of a key of another suite.
pub(crate) const NOT_TAKEN: &str = "suite";

fn not_taken(suite: u8) -> Text {
    let label = suites::label(suite);
    let name = merge::suite_name(suite).unwrap_or_default();
    Text::new(
        format!(
            "本服务器不采纳用 {} 签名的内容；请用服务器的签名套件重新登记，或由管理员用 enrolments policy --suites 加上 {name}",
            label.zh
        ),
        format!(
            "this office takes nothing signed with {}; enrol anew with the office's own suite, or let the administrator add {name} with `enrolments policy --suites`",
            label.en
        ),
    )
}
