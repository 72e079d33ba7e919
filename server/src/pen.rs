//! Who signs what the office writes by itself: imports, and what the clock fires.
//!
//! It writes as a device of its own each time, whose key is made for it and forgotten at its end.
//! So no number of an operation is ever used twice, whatever backup the office was put back from,
//! and what it wrote is judged like what any laptop brings.

use forms::Actor;
use merge::{Author, Bucket, DeviceId, Grant, Hash, Key, Terms};
use store::Item;

use crate::failure::Failure;
use crate::folder::fill;
use crate::office::Office;

/// How long the grant of a pen is good, in milliseconds: a day.
const GRANT_MS: u64 = 24 * 60 * 60 * 1000;

impl Office {
    /// The pen of a new device that acts for somebody on the whole site.
    pub(crate) fn pen(&self, actor: &Actor<'_>, now_ms: u64) -> Result<Author, Failure> {
        let (mut secret, mut epoch) = ([0; 32], [0; 8]);
        fill(&mut secret)?;
        fill(&mut epoch)?;
        let (key, epoch) = (Key::from_secret(&secret), u64::from_le_bytes(epoch));
        let root = Bucket(self.site.root.as_u64());
        let public = key.public().bytes();
        let terms = Terms {
            key: public,
            epoch,
            person: actor.person.to_owned(),
            role: actor.role.name.clone(),
            unit: root,
            jurisdiction: vec![root],
            not_before_ms: now_ms,
            not_after_ms: now_ms + GRANT_MS,
        };
        let grant = Grant::issue(&terms, &self.key).map_err(|error| {
            Failure::new(
                "grant",
                format!("无法签发授权：{error}"),
                format!("no grant: {error}"),
            )
        })?;
        let hash: Hash = grant.hash();
        self.store.take(vec![Item::Grant(grant)])?;
        Ok(Author::new(key, DeviceId::derive(&public, epoch), hash))
    }
}
