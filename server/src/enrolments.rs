//! Laptops that wait for a yes: new ones, and those that come back long after their grant has ended.
//!
//! A new laptop is given a provisional grant at once, so that its officer can record. Until somebody
//! says yes the office tells neither of them anything, but keeps what they bring (`handed`). The yes
//! is a grant with a time, which the laptop is given with its next contact like any other post.

use desk::api::view::{Asks, Decision, Enrolment};
use desk::{Failure, revoked};
use merge::{DeviceId, Grant, fingerprint};
use places::DivisionCode;
use serde::{Deserialize, Serialize};
use store::Item;

use crate::office::Office;
use crate::roles::OWNER;
use desk::trust::{self, LAPSED, NOT_APPROVED, OFFICE, WAITING};

/// How the notes begin that keep it; the rest is the device.
const NOTE: &str = "enrolment/";

/// What is kept of a laptop that asked.
#[derive(Debug, Clone, Serialize, Deserialize)]
struct Kept {
    asked_ms: u64,
    from: Option<String>,
    decided: Option<Decided>,
}

#[derive(Debug, Clone, Serialize, Deserialize)]
struct Decided {
    yes: bool,
    by: String,
    at_ms: u64,
    reason: String,
}

/// What is kept of a laptop that asks now.
pub(crate) fn asked(device: DeviceId, from: Option<&str>, now_ms: u64) -> Item {
    let kept = Kept {
        asked_ms: now_ms,
        from: from.map(ToOwned::to_owned),
        decided: None,
    };
    note(device, &kept)
}

fn note(device: DeviceId, kept: &Kept) -> Item {
    Item::Note {
        name: format!("{NOTE}{device}"),
        value: serde_json::to_vec(kept).unwrap_or_default(),
    }
}

impl Office {
    fn kept_of(&self, device: DeviceId) -> Result<Option<Kept>, Failure> {
        let kept = self.room.store.note(&format!("{NOTE}{device}"))?;
        Ok(kept.and_then(|bytes| serde_json::from_slice(&bytes).ok()))
    }

    /// Lets a device pass that has proved who it is; one that waits is noted.
    ///
    /// # Errors
    /// As [`Office::holder`].
    pub(crate) fn at_door(
        &self,
        device: DeviceId,
        from: Option<&str>,
        now_ms: u64,
    ) -> Result<Grant, Failure> {
        let passes = self.holder(device, now_ms);
        let waits = passes.as_ref().err().map(Failure::code);
        if waits.is_some_and(trust::waits)
            && self
                .kept_of(device)?
                .is_none_or(|kept| kept.decided.is_some())
        {
            self.room.store.take(vec![asked(device, from, now_ms)])?;
        }
        passes
    }

    /// Why a laptop is not let in whose grant does not stand.
    pub(crate) fn not_yet(&self, grant: &Grant) -> Result<Failure, Failure> {
        let decided = self.kept_of(grant.device)?.and_then(|kept| kept.decided);
        let terms = &grant.terms;
        let digits = fingerprint(&terms.key);
        let ended = forms::time_text(terms.not_after_ms);
        Ok(match decided.filter(|decided| !decided.yes) {
            Some(no) => refused_entry(&no),
            None if terms.is_provisional() => Failure::new(
                WAITING,
                format!(
                    "正在等待管理员批准本机登记；可以照常记录，所记先交服务器收存，批准后生效；请与管理员电话核对本机指纹：{digits}"
                ),
                format!(
                    "this laptop waits for the administrator's approval; go on recording: the server keeps what is handed in, and it counts once the laptop is approved; compare its fingerprint with the administrator over the phone: {digits}"
                ),
            ),
            None => Failure::new(
                LAPSED,
                format!(
                    "本机的授权已于 {ended} 到期，且超过离线宽限期；可以照常记录，所记先交服务器收存，管理员批准续期后生效；请电话核对本机指纹：{digits}"
                ),
                format!(
                    "this laptop's grant ran out on {ended} and the time of grace is over; go on recording: the server keeps what is handed in, and it counts once the administrator renews the grant; compare its fingerprint over the phone: {digits}"
                ),
            ),
        })
    }

    /// The laptops that asked, those that wait first, then the latest.
    ///
    /// # Errors
    /// An index that fails.
    pub fn enrolments(&self, now_ms: u64) -> Result<Vec<Enrolment>, Failure> {
        let mut all = Vec::new();
        for (name, bytes) in self.room.store.notes(NOTE)? {
            let device: Option<DeviceId> = name.strip_prefix(NOTE).and_then(|id| id.parse().ok());
            let kept: Option<Kept> = serde_json::from_slice(&bytes).ok();
            let (Some(device), Some(kept)) = (device, kept) else {
                continue;
            };
            let Some(grant) = self.room.store.holder(device)? else {
                continue;
            };
            // A longer grace may have been set since it was turned away.
            if kept.decided.is_some() || !self.stands(&grant.terms, now_ms)? {
                all.push(self.enrolment(&grant, kept)?);
            }
        }
        let waits = |one: &Enrolment| matches!(one.asks, Asks::New | Asks::Back);
        all.sort_by_key(|one| (!waits(one), std::cmp::Reverse(one.asked_ms)));
        Ok(all)
    }

    fn enrolment(&self, grant: &Grant, kept: Kept) -> Result<Enrolment, Failure> {
        let terms = &grant.terms;
        let unit = DivisionCode::new(terms.unit.0);
        let asks = match &kept.decided {
            Some(decided) if decided.yes => Asks::Approved,
            Some(_) => Asks::Refused,
            None if terms.is_provisional() => Asks::New,
            None => Asks::Back,
        };
        let decided = kept.decided.as_ref();
        Ok(Enrolment {
            device: grant.device.to_string(),
            fingerprint: fingerprint(&terms.key),
            person: terms.person.clone(),
            role: self.room.role_label(&terms.role),
            unit: terms.unit.to_string(),
            place: unit.map_or_else(|_| String::new(), |at| self.room.divisions.path_name(at)),
            asks,
            until_ms: terms.not_after_ms,
            handed_in: self.handed(grant.device)?.ops,
            asked_ms: kept.asked_ms,
            from: kept.from,
            by: decided.map(|decided| decided.by.clone()),
            decided_ms: decided.map(|decided| decided.at_ms),
            reason: kept.decided.map(|it| it.reason).filter(|it| !it.is_empty()),
        })
    }

    /// Says yes or no to a laptop that waits. With the yes, what it handed in comes into force; with a
    /// no it stays kept. One that was refused may be let in later all the same.
    ///
    /// # Errors
    /// A device that does not wait or was revoked, or no without a reason.
    pub fn decide(
        &self,
        decision: &Decision,
        (by, now_ms): (&str, u64),
    ) -> Result<Enrolment, Failure> {
        let grant = self.named(&decision.device)?;
        let kept = self.kept_of(grant.device)?;
        let Some(mut kept) = kept.filter(|_| grant.terms.role != OFFICE) else {
            return Err(waits_for_nothing(&grant));
        };
        if self.stands(&grant.terms, now_ms)? {
            return Err(waits_for_nothing(&grant));
        }
        if let Some(word) = revoked::of(&self.room.store, grant.device)? {
            return Err(revoked::refusal(&word, &grant));
        }
        let reason = if decision.yes {
            String::new()
        } else {
            desk::reason(&decision.reason)?
        };
        kept.decided = Some(Decided {
            yes: decision.yes,
            by: by.to_owned(),
            at_ms: now_ms,
            reason,
        });
        let mut items = vec![note(grant.device, &kept)];
        let mut holds = grant;
        if decision.yes {
            holds = self.prolonged(&holds, now_ms)?;
            items.push(Item::Grant(holds.clone()));
        }
        // The yes and the grant that says so are kept in one step, or neither.
        self.room.store.take(items)?;
        if decision.yes {
            self.admit_handed(holds.device, now_ms)?;
        }
        self.enrolment(&holds, kept)
    }
}

fn refused_entry(no: &Decided) -> Failure {
    let Decided { by, reason, .. } = no;
    // At the office's own command line nobody is named.
    let (zh, en) = match by.as_str() {
        OWNER => ("管理员".to_owned(), "the administrator".to_owned()),
        by => (format!("管理员 {by} "), format!("the administrator {by}")),
    };
    Failure::new(
        NOT_APPROVED,
        format!(
            "{zh}没有批准本机登记（{reason}），未交换任何内容；记录仍在本机，可以照常登记、查看、打印；请联系{zh}，改为批准后再上报"
        ),
        format!(
            "{en} has not approved this laptop ({reason}); nothing was exchanged; what was recorded stays here, go on recording, reading and printing; ask {en}: all is sent once it is approved after all"
        ),
    )
}

fn waits_for_nothing(grant: &Grant) -> Failure {
    let person = &grant.terms.person;
    Failure::new(
        "not_waiting",
        format!("{person} 的这台设备不在等待批准；用 enrolments list 查看在等待的设备"),
        format!(
            "this device of {person} does not wait for approval; `enrolments list` shows those that do"
        ),
    )
}
