//! Which protocol two programs speak when they are of different age.

/// The protocols a program speaks: all from the oldest to the newest.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Protocols {
    /// The oldest.
    pub oldest: u16,
    /// The newest.
    pub newest: u16,
}

/// What this program speaks. A protocol is given up one version after laptops that speak nothing
/// newer are no longer to be met.
pub const SPOKEN: Protocols = Protocols {
    oldest: 1,
    newest: 1,
};

impl Protocols {
    /// The newest that both speak.
    #[must_use]
    pub fn common(self, other: Protocols) -> Option<u16> {
        let newest = self.newest.min(other.newest);
        (newest >= self.oldest && newest >= other.oldest).then_some(newest)
    }

    /// Whether a protocol is among them.
    #[must_use]
    pub fn speak(self, protocol: u16) -> bool {
        (self.oldest..=self.newest).contains(&protocol)
    }
}

impl std::fmt::Display for Protocols {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Protocols { oldest, newest } if oldest == newest => write!(f, "{oldest}"),
            Protocols { oldest, newest } => write!(f, "{oldest}–{newest}"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn two_programs_speak_the_newest_that_both_know_or_nothing() {
        let of = |oldest, newest| Protocols { oldest, newest };
        for (one, other, both) in [
            (of(1, 1), of(1, 1), Some(1)),
            (of(1, 3), of(1, 1), Some(1)),
            (of(1, 3), of(2, 5), Some(3)),
            (of(2, 3), of(1, 1), None),
            (of(4, 5), of(1, 3), None),
            // Nobody's, and no reason to speak.
            (of(3, 1), of(1, 3), None),
        ] {
            assert_eq!(one.common(other), both, "{one} and {other}");
            assert_eq!(other.common(one), both, "{other} and {one}");
        }
    }
}
