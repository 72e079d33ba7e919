//! Where two chains of one name part.
//!
//! A chain is hashed from its first operation on, so two that share an operation share all before
//! it, and the last one shared is found by asking for a few numbers at a time.

use crate::limits::MAX_HEADS;

/// The search for the last operation that two chains share.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Branching {
    /// Shared; 0 before the first.
    shared: u64,
    /// The first number known not to be.
    parted: u64,
}

impl Branching {
    /// A search in a chain of so many operations.
    #[must_use]
    pub fn new(operations: u64) -> Self {
        Branching {
            shared: 0,
            parted: operations + 1,
        }
    }

    /// The numbers to ask for next, ascending; none when the place is found.
    #[must_use]
    pub fn ask(&self) -> Vec<u64> {
        let between = self.parted - self.shared - 1;
        let count = between.min(MAX_HEADS as u64);
        (1..=count)
            .map(|part| {
                // Wide enough for any chain: the product is far below 2^128.
                let step = u128::from(part) * u128::from(between) / u128::from(count);
                self.shared + u64::try_from(step).unwrap_or(between)
            })
            .collect()
    }

    /// Takes the answer: the highest number asked for that is shared, 0 if none is.
    pub fn answer(&mut self, asked: &[u64], highest: u64) {
        for number in asked {
            if *number <= highest {
                self.shared = self.shared.max(*number);
            } else {
                self.parted = self.parted.min(*number);
            }
        }
    }

    /// The last number shared, as far as it is known.
    #[must_use]
    pub fn shared(&self) -> u64 {
        self.shared
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Asks until the place is found. Answers it and how often was asked.
    fn search(operations: u64, shared: u64) -> (u64, u32) {
        let mut branching = Branching::new(operations);
        let mut asked = 0;
        loop {
            let numbers = branching.ask();
            if numbers.is_empty() {
                return (branching.shared(), asked);
            }
            assert!(numbers.len() <= MAX_HEADS && numbers.is_sorted_by(|a, b| a < b));
            let highest = numbers.iter().rfind(|number| **number <= shared);
            branching.answer(&numbers, highest.copied().unwrap_or(0));
            asked += 1;
        }
    }

    #[test]
    fn the_last_shared_operation_is_found_wherever_it_is() {
        for operations in [0, 1, 2, 63, 64, 65, 66, 300] {
            for shared in 0..=operations {
                assert_eq!(search(operations, shared).0, shared, "of {operations}");
            }
        }
    }

    #[test]
    fn four_questions_are_enough_among_ten_million() {
        for shared in [0, 1, 77_777, 5_000_000, 9_999_999, 10_000_000] {
            let (found, asked) = search(10_000_000, shared);
            assert_eq!(found, shared);
            assert!(asked <= 4, "{asked}");
        }
    }
}
