//! A believable year of work, for training and for trying the program out.
//!
//! Nothing in it is real but the divisions: names, plates and numbers are thrown with dice of a
//! fixed seed. And nothing in it is a short cut: every deed is typed into the forms of the catalog
//! by somebody who may do it, on the day it is said to be done, and is signed, judged and kept like
//! any other.
//!
//! Reading order: [`cast`] (who works where), [`plan`] (deeds, and how they are done in their
//! order), then the stories: [`hazards`], [`rectify`], [`field`] and [`ledgers`]. [`picture`] paints the photos.

mod cast;
mod field;
mod hazards;
mod ledgers;
mod picture;
mod plan;
mod rectify;
mod words;

use merge::Now;
use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::{Rng as _, SeedableRng as _};

use crate::office::Office;
use cast::Cast;
use desk::Failure;
use plan::Plan;

/// Milliseconds of an hour and of a day.
pub(super) const HOUR: u64 = 60 * 60 * 1000;
pub(super) const DAY: u64 = 24 * HOUR;

/// Dice with a fixed seed: the same year in every run.
pub(super) struct Dice(ChaCha8Rng);

impl Dice {
    /// A number below `end`.
    pub(super) fn below(&mut self, end: u64) -> u64 {
        self.0.next_u64() % end.max(1)
    }

    /// A number from the first to the last, both included.
    pub(super) fn between(&mut self, first: u64, last: u64) -> u64 {
        first + self.below(last - first + 1)
    }

    /// Whether something happens that does so many times in a hundred.
    pub(super) fn percent(&mut self, percent: u64) -> bool {
        self.below(100) < percent
    }

    /// One of several.
    pub(super) fn pick<'t, T>(&mut self, from: &'t [T]) -> &'t T {
        let at = self.below(from.len() as u64);
        &from[usize::try_from(at).unwrap_or(0)]
    }
}

/// What was written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Filled {
    /// Records.
    pub(crate) records: u64,
    /// Operations.
    pub(crate) operations: u64,
}

/// Fills an office with the year that ends now.
///
/// # Errors
/// An office that has records already, or a disk that refuses.
pub(crate) fn fill(
    office: &Office,
    now: Now,
    seed: u64,
    progress: store::Progress<'_>,
) -> Result<Filled, Failure> {
    if office.room.store.starting_with("0", 1)?.is_empty() {
        let mut dice = Dice(ChaCha8Rng::seed_from_u64(seed));
        let cast = Cast::gather(office, now, &mut dice)?;
        let mut plan = Plan::new(now);
        ledgers::plan(&mut plan, &cast, office, &mut dice);
        hazards::plan(&mut plan, &cast, office, &mut dice);
        field::plan(&mut plan, &cast, office, &mut dice);
        return plan.play(office, cast, progress);
    }
    Err(Failure::new(
        "not_empty",
        "这个服务器已有记录；样例数据只写入空的服务器",
        "this office has records already; sample data goes into an empty office only",
    ))
}
