//! What was looked at behind a mask on this laptop is told to the office at the next contact.

use desk::Failure;
use merge::Hash;
use minicbor::bytes::ByteVec;
use store::Item;
use sync::Hello;
use sync::limits::{MAX_LOOK, MAX_LOOKS};

use crate::laptop::Laptop;

/// How the notes begin that say which looks the office knows of.
const TOLD: &str = "told/";

impl Laptop {
    /// The looks of its officer that the office has not been told of, as they are kept.
    pub(crate) fn untold_looks(&self) -> Result<Option<Vec<ByteVec>>, Failure> {
        let kept = self.room.looks_of(&self.seat.terms().person)?;
        let mut untold = Vec::new();
        for look in kept.into_iter().filter(|look| look.len() <= MAX_LOOK) {
            if untold.len() < MAX_LOOKS && self.room.store.note(&told(&look))?.is_none() {
                untold.push(ByteVec::from(look));
            }
        }
        Ok(Some(untold).filter(|untold| !untold.is_empty()))
    }
}

/// The office has answered this hello, so it has kept what was told in it.
pub(crate) fn told_looks(hello: &Hello) -> impl Iterator<Item = Item> {
    let looks = hello.looks.iter().flatten();
    looks.map(|look| Item::Note {
        name: told(look),
        value: Vec::new(),
    })
}

fn told(look: &[u8]) -> String {
    format!("{TOLD}{}", Hash::of(&[look]))
}
