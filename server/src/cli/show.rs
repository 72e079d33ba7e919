//! What is shown of an answer.

use desk::Failure;
use forms::Lang;
use serde_json::json;

use crate::local::Answer;
use crate::tables;

/// Prints an answer.
pub(super) fn answer(answer: &Answer, json: bool, lang: Lang) -> Result<(), Failure> {
    match answer {
        Answer::Stats(table) if json => say!("{}", json!(table)),
        Answer::Due(due) if json => say!("{}", json!(due)),
        Answer::Stats(table) => say!("{}", tables::stats(table, lang)?),
        Answer::Due(rows) => say!("{}", tables::due(rows, lang)?),
        Answer::Proposals(rows) if json => say!("{}", json!(rows)),
        Answer::Proposals(rows) => say!("{}", tables::proposals(rows, lang)?),
        Answer::Clocks(rows) if json => say!("{}", json!(rows)),
        Answer::Clocks(rows) => say!("{}", tables::countdowns(rows, lang)?),
        Answer::Daily(day) if json => say!("{}", json!(day)),
        Answer::Daily(day) => say!("{}", day.text(&desk::catalog()?, lang)),
        Answer::Report(filled) if json => say!("{}", json!(filled)),
        Answer::Report(filled) => say!("{}", tables::report(filled, lang)),
        Answer::Looks(looks) if json => say!("{}", json!(looks)),
        Answer::Looks(looks) => looks.iter().for_each(|look| say!("{}", look.line(lang))),
        // Those who ask for these show them themselves.
        Answer::Exchanged(_)
        | Answer::Exported(_)
        | Answer::Invited(_)
        | Answer::OfficeInvited(_)
        | Answer::Joined(_)
        | Answer::Peers(_)
        | Answer::PeerDone(_)
        | Answer::Transferred(_)
        | Answer::Link(_)
        | Answer::Accounts(_)
        | Answer::Revoked(_)
        | Answer::Enrolments(_)
        | Answer::Policy(..)
        | Answer::Audited(_)
        | Answer::LogHead(_)
        | Answer::Witnesses(_)
        | Answer::Done => {}
    }
    Ok(())
}
