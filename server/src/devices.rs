//! The laptops of an office, as its administrator sees them, and the log of what is done about them.

use desk::api::view::{DeviceShown, DeviceStands};
use desk::trust::OFFICE;
use desk::{Failure, Look, revoked};
use merge::{Grant, fingerprint};
use places::DivisionCode;

use crate::contacts::Heard;
use crate::office::Office;

impl Office {
    /// The devices that invitations have let in, by person.
    ///
    /// # Errors
    /// An index that fails.
    pub(crate) fn devices(&self, now_ms: u64) -> Result<Vec<DeviceShown>, Failure> {
        let invited = self.invited()?;
        let mut holders = self.room.store.holders()?;
        holders.retain(|grant| grant.terms.role != OFFICE && invited.contains(&grant.terms.key));
        let heard = self.last_heard();
        let all = holders
            .iter()
            .map(|grant| self.device(grant, &heard, now_ms));
        let mut all = all.collect::<Result<Vec<_>, _>>()?;
        all.sort_by(|a, b| (&a.person, &a.device).cmp(&(&b.person, &b.device)));
        Ok(all)
    }

    /// How the device of a grant stands.
    ///
    /// # Errors
    /// An index that fails.
    pub(crate) fn device(
        &self,
        grant: &Grant,
        heard: &Heard,
        now_ms: u64,
    ) -> Result<DeviceShown, Failure> {
        let (device, terms) = (grant.device, &grant.terms);
        let unit = DivisionCode::new(terms.unit.0);
        let word = revoked::of(&self.room.store, device)?;
        let stands = if word.is_some() {
            DeviceStands::Revoked
        } else if terms.is_provisional() {
            DeviceStands::Waiting
        } else if terms.stands(now_ms, 0) {
            DeviceStands::InForce
        } else if self.stands(terms, now_ms)? {
            DeviceStands::InGrace
        } else {
            DeviceStands::BeyondGrace
        };
        let suite = grant.public_key().map(|key| key.suite().to_string());
        Ok(DeviceShown {
            device: device.to_string(),
            fingerprint: fingerprint(&terms.key),
            suite: suite.unwrap_or_default(),
            person: terms.person.clone(),
            role: self.room.role_label(&terms.role),
            unit: terms.unit.to_string(),
            place: unit.map_or_else(|_| String::new(), |at| self.room.divisions.path_name(at)),
            stands,
            until_ms: (!terms.is_provisional()).then_some(terms.not_after_ms),
            heard_ms: heard.get(&device).copied(),
            operations: self.room.store.head(device)?.seq,
            revoked_ms: word.as_ref().map(|word| word.at_ms),
            reason: word.map(|word| word.reason),
        })
    }

    /// Keeps, where those who watch see it, that somebody with an account did something about a
    /// device. The holder of the folder is kept by what lets the command pass.
    ///
    /// # Errors
    /// A disk that refuses: then nothing may be done.
    pub(crate) fn keep_deed(
        &self,
        by: Option<&str>,
        (deed, at): (&str, DivisionCode),
        about: &str,
        now_ms: u64,
    ) -> Result<(), Failure> {
        let Some(by) = by else {
            return Ok(());
        };
        let account = self.known_account(by)?;
        self.room.keep_look(&Look {
            at_ms: now_ms,
            account: account.name,
            role: account.role,
            unit: account.unit.code.to_string(),
            record: None,
            file: Some(deed.to_owned()),
            division: at.to_string(),
            fields: Vec::new(),
            reason: about.to_owned(),
        })
    }
}
