//! Operations on their way to an office, and what becomes of them there.

use merge::Sealed;
use minicbor::bytes::ByteVec;
use minicbor::{Decode, Encode};

/// Operations for the office.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
pub struct Push {
    /// The operations, byte for byte, in the order of their numbers.
    #[n(0)]
    pub ops: Vec<ByteVec>,
    /// The grants they name, for an office that may have lost them.
    #[n(1)]
    pub grants: Option<Vec<ByteVec>>,
}

impl Push {
    /// Operations, and the grants they name; without any, the office is taken to know them.
    #[must_use]
    pub fn of(ops: &[Sealed], grants: Vec<ByteVec>) -> Push {
        Push {
            ops: ops.iter().map(|op| op.bytes().to_vec().into()).collect(),
            grants: Some(grants).filter(|grants| !grants.is_empty()),
        }
    }
}

/// What became of one pushed operation.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
pub enum Fate {
    /// Kept now.
    #[n(0)]
    Kept,
    /// Kept before.
    #[n(1)]
    Known,
    /// Kept, but held out of the fold.
    #[n(2)]
    Held(#[n(0)] String),
    /// Another operation stands under the same number; both are kept and a person must look.
    #[n(3)]
    Forked,
    /// Not kept: operations of the device in that bucket after this number are missing.
    #[n(4)]
    Waiting(#[n(0)] u64),
    /// Not kept: it is not an operation of a known device with a valid signature.
    #[n(5)]
    Refused(#[n(0)] String),
}

/// The answer to [`Push`].
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
pub struct Pushed {
    /// One fate for each operation, in order.
    #[n(0)]
    pub fates: Vec<Fate>,
    /// A signed receipt for the device's chain as it stands now.
    #[n(1)]
    pub receipt: ByteVec,
    /// Receipts for the others whose operations came along, each up to the last of those: whoever
    /// shares the laptop sees that they are in. None where none came.
    #[n(2)]
    pub others: Option<Vec<ByteVec>>,
}
