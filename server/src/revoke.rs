//! A device that was lost: nothing it writes from now on counts, and nobody exchanges with it.

use desk::{Failure, revoked};
use forms::Text;
use merge::{Grant, MAX_SEQ, Op, Revocation, SignFailed};
use minicbor::bytes::ByteVec;
use places::DivisionCode;
use serde::{Deserialize, Serialize};
use store::Item;

use crate::office::Office;
use desk::trust::meet;

/// Digits of a device's name that are needed at least.
const MIN_DIGITS: usize = 6;

/// What is asked about a device.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Revoke {
    /// The device.
    pub(crate) device: String,
    /// The last number of its operations that counts; all that are here if none is named.
    pub(crate) after: Option<u64>,
    /// Why.
    pub(crate) reason: String,
    /// It was found: what it writes from now on counts again.
    pub(crate) lift: bool,
    /// Whether to do it; otherwise only to say what would change.
    pub(crate) apply: bool,
}

/// What that means.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Revoked {
    /// The device.
    pub device: String,
    /// Who works with it.
    pub person: String,
    /// The division its unit is named by.
    pub unit: String,
    /// The last number of its operations that counts.
    pub after: u64,
    /// Operations here that no longer count.
    pub held: u64,
    /// Whether it is believed again.
    pub lifted: bool,
    /// Whether it is so; otherwise it would be.
    pub applied: bool,
}

impl Office {
    /// Revokes a device, lifts that, or says what it would mean. Which account did it is kept.
    ///
    /// # Errors
    /// An unknown device, or a store that fails.
    pub(crate) fn revoke(
        &self,
        ask: &Revoke,
        (by, now_ms): (Option<&str>, u64),
    ) -> Result<Revoked, Failure> {
        let store = &self.room.store;
        let grant = self.named(&ask.device)?;
        let device = grant.device;
        // What neighbours brought may lie beyond a gap: the last that is here, not the head.
        let all = store.ops_between(device, (0, MAX_SEQ), usize::MAX, &|_| true)?;
        let last = all.last().map_or(0, |sealed| sealed.op.seq);
        let after = ask.after.map_or(last, |after| after.min(last));
        let late: Vec<_> = all
            .into_iter()
            .filter(|sealed| !ask.lift && sealed.op.seq > after)
            .collect();
        let told = Revoked {
            device: device.to_string(),
            person: grant.terms.person.clone(),
            unit: grant.terms.unit.to_string(),
            after,
            held: late.len() as u64,
            lifted: ask.lift,
            applied: ask.apply,
        };
        if !ask.apply {
            return Ok(told);
        }
        let word = Revocation::sign((device, after), now_ms, ask.lift, &ask.reason, &self.key)
            .map_err(|error| match error {
                SignFailed::Content(_) => too_long(),
                unsigned => unsigned.into(),
            })?;
        let deed = if ask.lift { "revoke --lift" } else { "revoke" };
        let unit = DivisionCode::new(grant.terms.unit.0)?;
        self.keep_deed(by, (deed, unit), &about(&told, &ask.reason), now_ms)?;
        let reason = held_because(&word).to_string();
        let holds = late.iter().map(|sealed| Item::Hold {
            dot: sealed.op.dot(),
            reason: reason.clone(),
        });
        let mut items: Vec<Item> = holds.collect();
        items.extend(revoked::keep(store, word.bytes(), &self.key.public())?);
        store.take(items)?;
        Ok(told)
    }

    /// The grant of the device whose name begins so, in force or not: whoever lost the laptop has
    /// but the first digits, from the history of a record.
    pub(crate) fn named(&self, beginning: &str) -> Result<Grant, Failure> {
        let own = self.key.public();
        let mut holders = self.room.store.holders()?;
        holders
            .retain(|grant| grant.device.to_string().starts_with(beginning) && grant.verify(&own));
        match (holders.pop(), holders.is_empty()) {
            (Some(one), true) if beginning.len() >= MIN_DIGITS => Ok(one),
            (None, _) => Err(Failure::new(
                "unknown_device",
                format!(
                    "服务器不认识设备 {beginning}；请照记录历史或客户端 status --json 中的设备编号填写"
                ),
                format!(
                    "the server does not know device {beginning}; give it as the history of a record or the laptop's `status --json` shows it"
                ),
            )),
            _ => Err(Failure::new(
                "which_device",
                format!("设备编号 {beginning} 太短，有多台相符；请多写几位"),
                format!(
                    "{beginning} is too short for a device, several may be meant; give more digits"
                ),
            )),
        }
    }

    /// The office's word on devices of the area of another.
    pub(crate) fn revocations(&self, grant: &Grant) -> Result<Vec<ByteVec>, Failure> {
        let mut words = Vec::new();
        for word in revoked::all(&self.room.store)? {
            let whose = self.room.store.holder(word.device)?;
            if whose.is_some_and(|whose| meet(&whose, grant)) {
                words.push(word.bytes().to_vec().into());
            }
        }
        Ok(words)
    }
}

/// Which device it was and why, for the log.
fn about(told: &Revoked, reason: &str) -> String {
    let device: String = told.device.chars().take(MIN_DIGITS).collect();
    format!("{} {device}：{reason}", told.person)
}

fn too_long() -> Failure {
    Failure::new(
        "reason",
        "原因太长；请写得简短些",
        "the reason is too long; say it in fewer words",
    )
}

/// Why an operation of a revoked device is held out of the fold; nothing if it counts.
pub(crate) fn holds(word: Option<&Revocation>, op: &Op) -> Option<Text> {
    word.filter(|word| op.seq > word.after).map(held_because)
}

fn held_because(word: &Revocation) -> Text {
    let reason = &word.reason;
    Text::new(
        format!("设备已被停用（{reason}）：停用之后收到的不计入；请由本人或审核人核对后重新填报"),
        format!(
            "the device was revoked ({reason}): what came after that does not count; let its author or a reviewer check it and enter it again"
        ),
    )
}
