//! Whoever exchanges with an office is a witness of its log: keeps the last head it was shown, and
//! asks each time for the proof that everything before it still stands there (RFC 9162 §2.1.4).

use merge::tree::is_consistent;
use merge::{Hash, LogHead, PublicKey};
use minicbor::bytes::ByteVec;
use minicbor::{Decode, Encode};

/// How an office's log stands.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
pub struct Logged {
    /// The signed head.
    #[n(0)]
    pub head: ByteVec,
    /// What proves that it begins with the log of the size that was asked from.
    #[n(1)]
    pub proof: Vec<Hash>,
}

/// One office to another: how my log stands, and from which size on I want to know of yours.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
pub struct Witness {
    /// The size of the other one's log as it was seen last; none if it never was.
    #[n(0)]
    pub seen: Option<u64>,
    /// The own log, from the size that the other one has said; none before it has.
    #[n(1)]
    pub own: Option<Logged>,
    /// The size that the proof of it begins at.
    #[n(2)]
    pub from: Option<u64>,
}

/// What a witness makes of a head.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Heeded {
    /// The first one of this office, or of this epoch of it: there is nothing to hold it against.
    First(LogHead),
    /// It begins with everything that was there.
    Grown(LogHead),
    /// It answers an older question than the last.
    Late,
}

/// Why a head cannot be right.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Breach {
    /// The office has not signed it.
    #[error("the log's head is not signed by the office")]
    Unsigned,
    /// The log has become shorter.
    #[error("the log has become shorter")]
    Shorter,
    /// The log does not begin with what was there.
    #[error("the log does not begin with what was there")]
    Changed,
}

/// Holds what an office shows against the last head that was kept; `asked` is the size that the
/// proof was asked from.
///
/// # Errors
/// A head that is not signed, or that does not go on from the one kept.
pub fn heed(
    kept: Option<&LogHead>,
    asked: Option<u64>,
    shown: &Logged,
    office: &PublicKey,
) -> Result<Heeded, Breach> {
    let head = LogHead::open(&shown.head).ok();
    let head = head.filter(|head| head.verify(office));
    let head = head.ok_or(Breach::Unsigned)?;
    let Some(kept) = kept.filter(|kept| kept.epoch == head.epoch) else {
        return Ok(Heeded::First(head));
    };
    if asked != Some(kept.root.size) {
        return Ok(Heeded::Late);
    }
    if head.root.size < kept.root.size {
        return Err(Breach::Shorter);
    }
    if is_consistent(kept.root, head.root, &shown.proof) {
        Ok(Heeded::Grown(head))
    } else {
        Err(Breach::Changed)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use merge::Key;
    use merge::tree::{Root, leaf};

    fn key() -> Key {
        Key::from_secret(&[1; 32])
    }

    fn join(left: Hash, right: Hash) -> Hash {
        Hash::of(&[&[1], &left.0, &right.0])
    }

    fn shown(size: u64, hash: Hash, epoch: u64, proof: Vec<Hash>) -> Logged {
        let head = LogHead::sign(Root { size, hash }, 5, epoch, &key()).unwrap();
        Logged {
            head: head.bytes().to_vec().into(),
            proof,
        }
    }

    fn opened(logged: &Logged) -> LogHead {
        LogHead::open(&logged.head).unwrap()
    }

    #[test]
    fn a_witness_believes_what_goes_on_from_what_it_saw() {
        let [a, b, c] = [b"a", b"b", b"c"].map(|entry| leaf(entry));
        let two = shown(2, join(a, b), 1, Vec::new());
        let kept = opened(&two);
        let three = shown(3, join(join(a, b), c), 1, vec![c]);
        let forged = Logged {
            head: LogHead::sign(opened(&three).root, 5, 1, &Key::from_secret(&[2; 32]))
                .unwrap()
                .bytes()
                .to_vec()
                .into(),
            ..three.clone()
        };
        let said = |kept: Option<&LogHead>, asked, shown: &Logged| {
            heed(kept, asked, shown, &key().public())
        };
        let grown = Heeded::Grown(opened(&three));
        let table = [
            (said(None, None, &two), Ok(Heeded::First(kept.clone()))),
            (said(Some(&kept), Some(2), &three), Ok(grown)),
            (said(Some(&kept), Some(1), &three), Ok(Heeded::Late)),
            (
                said(Some(&kept), Some(2), &shown(1, a, 1, vec![])),
                Err(Breach::Shorter),
            ),
            (
                said(Some(&kept), Some(2), &shown(2, c, 1, vec![])),
                Err(Breach::Changed),
            ),
            (
                said(Some(&kept), Some(2), &shown(3, join(c, c), 1, vec![c])),
                Err(Breach::Changed),
            ),
            (said(Some(&kept), Some(2), &forged), Err(Breach::Unsigned)),
        ];
        for (number, (said, expected)) in table.into_iter().enumerate() {
            assert_eq!(said, expected, "{number}");
        }
        let restored = shown(1, c, 2, Vec::new());
        assert_eq!(
            said(Some(&kept), Some(2), &restored),
            Ok(Heeded::First(opened(&restored)))
        );
    }
}
