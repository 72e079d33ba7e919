//! Where a device's chain stands, and how the next operation fits.

use serde::{Deserialize, Serialize};

use crate::id::Hash;
use crate::seal::Sealed;

/// The last operation of a device's chain that is known without gaps.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, minicbor::Encode, minicbor::Decode,
)]
pub struct Head {
    /// Its sequence number; 0 before the first.
    #[n(0)]
    pub seq: u64,
    /// Its hash.
    #[n(1)]
    pub hash: Hash,
}

impl Default for Head {
    fn default() -> Self {
        Head {
            seq: 0,
            hash: Hash::ZERO,
        }
    }
}

/// How an operation fits onto a chain.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Link {
    /// The next one, and it names its predecessor rightly.
    Next,
    /// At or before the head: known already, or the proof of a fork, which only a look at the
    /// stored operation of that number can tell.
    Past,
    /// Operations are missing before it.
    Gap,
    /// The next number, but written after another predecessor: two devices share one name.
    Fork,
}

impl Head {
    /// How `sealed` fits onto this head.
    #[must_use]
    pub fn link(&self, sealed: &Sealed) -> Link {
        let op = &sealed.op;
        if op.seq <= self.seq {
            Link::Past
        } else if op.seq - self.seq > 1 {
            Link::Gap
        } else if op.prev == self.hash {
            Link::Next
        } else {
            Link::Fork
        }
    }

    /// The head after `sealed`.
    #[must_use]
    pub fn after(sealed: &Sealed) -> Head {
        Head {
            seq: sealed.op.seq,
            hash: sealed.hash,
        }
    }
}
