//! Signature suites: which algorithms sign.
//!
//! | number | what signs | hash inside the signature | key |
//! | --- | --- | --- | --- |
//! | 1 | Ed25519 (RFC 8032) | SHA-512 | 32 bytes |
//! | 2, with the feature `sm` | SM2 (GB/T 32918.2) | SM3 (GB/T 32905) | 32 bytes and a point of 33 |
//!
//! A suite belongs to a key and is part of its name and of its device's. A key verifies what was
//! signed in its own suite and nothing else, and what is signed says the suite, so nothing can be
//! signed again, or read, in another: there is nothing to downgrade. Operations, records and files
//! are named by SHA-256 in every suite. What a folder is sealed with goes by the same numbers; see
//! `vault`.
//!
//! Suite 2 未经国家密码管理局认证 (is not certified by the State Cryptography Administration). It shows
//! that the formats hold it, and is no substitute for a certified module.

use std::fmt;

/// The numbers of the suites and the names people type for them, also of those this program was built
/// without: it has to say which one it lacks.
pub const SUITES: &[(u8, &str)] = &[(ED25519, "ed25519"), (SM2, "sm2")];

pub(crate) const ED25519: u8 = 1;
pub(crate) const SM2: u8 = 2;

/// What people call the suite of a number; nothing for one that no program has.
#[must_use]
pub fn suite_name(number: u8) -> Option<&'static str> {
    let mut all = SUITES.iter();
    all.find(|(its, _)| *its == number).map(|(_, name)| *name)
}

/// Which algorithms a key signs with.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub enum Suite {
    /// Ed25519: what every program knows.
    #[default]
    Ed25519,
    /// SM2 over SM3. Not certified.
    #[cfg(feature = "sm")]
    Sm2,
}

impl Suite {
    /// Every suite of this program.
    pub const ALL: &[Suite] = &[
        Suite::Ed25519,
        #[cfg(feature = "sm")]
        Suite::Sm2,
    ];

    /// The number that stands in signed bytes.
    #[must_use]
    pub fn number(self) -> u8 {
        match self {
            Suite::Ed25519 => ED25519,
            #[cfg(feature = "sm")]
            Suite::Sm2 => SM2,
        }
    }

    /// What people type for it.
    #[must_use]
    pub fn name(self) -> &'static str {
        suite_name(self.number()).unwrap_or_default()
    }

    /// The suite of a number; nothing if this program does not have it.
    #[must_use]
    pub fn of(number: u8) -> Option<Suite> {
        let mut all = Suite::ALL.iter().copied();
        all.find(|suite| suite.number() == number)
    }

    /// What stands before everything that is signed, so that the suite is among the signed bytes. The
    /// first suite has no mark: every purpose begins with `xunlu/` and a name, and none is `suite`.
    pub(crate) fn mark(self) -> &'static [u8] {
        match self {
            Suite::Ed25519 => b"",
            #[cfg(feature = "sm")]
            Suite::Sm2 => b"xunlu/suite/2\0",
        }
    }
}

impl fmt::Display for Suite {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Suite::Ed25519 => "Ed25519",
            #[cfg(feature = "sm")]
            Suite::Sm2 => "SM2/SM3（未经国家密码管理局认证 · not certified）",
        })
    }
}
