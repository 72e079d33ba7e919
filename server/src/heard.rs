//! What officers have looked at behind a mask on their laptops, as these tell it.

use desk::{Failure, Look};
use merge::Grant;
use minicbor::bytes::ByteVec;
use sync::limits::{MAX_LOOK, MAX_LOOKS};

use crate::office::Office;

impl Office {
    /// Keeps the looks that a device tells of, as its officer's, whatever they say whose they are.
    ///
    /// # Errors
    /// A disk that refuses: then the device tells them again.
    pub(crate) fn hear_looks(&self, grant: &Grant, told: &[ByteVec]) -> Result<(), Failure> {
        let terms = &grant.terms;
        for told in told.iter().take(MAX_LOOKS) {
            let read = serde_json::from_slice::<Look>(told).ok();
            let Some(look) = read.filter(|_| told.len() <= MAX_LOOK) else {
                continue;
            };
            let look = Look {
                account: terms.person.clone(),
                role: terms.role.clone(),
                unit: terms.unit.to_string(),
                ..look
            };
            self.room.hear_look(grant.device, told, &look)?;
        }
        Ok(())
    }
}
