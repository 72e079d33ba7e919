//! Operations that exist and are not here: an office that was rebuilt or put back can say whose they
//! are, so that somebody looks for the laptop.
//!
//! That one exists is known from those that are here: a device numbers its operations without gaps,
//! an operation names the last ones its author had seen of the record and those it settles. It is
//! known besides from what devices said: where their chain ended when this office knew nothing of
//! it, up to where this office had given a receipt, and operations that could not be kept because
//! earlier ones are missing.

use std::collections::{BTreeMap, BTreeSet};

use desk::Failure;
use merge::{DeviceId, Dot, Grant, Sealed};
use places::DivisionCode;
use serde::{Deserialize, Serialize};
use store::Item;

use crate::office::Office;

/// How the notes begin that keep up to which number a device is known to have written.
const TOLD: &str = "told/";

/// Bytes of operations read at once.
const AT_ONCE: usize = 1024 * 1024;

/// A run of operations of one device that exist and are not here.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Missing {
    /// The device.
    pub device: String,
    /// Who works with it; nothing if its grant is not here either.
    pub person: Option<String>,
    /// The division its unit is named by.
    pub unit: Option<String>,
    /// That division's name.
    pub unit_name: Option<String>,
    /// The first number.
    pub from: u64,
    /// The last number.
    pub through: u64,
}

/// Numbers that follow on from each other, the first and the last.
type Run = (u64, u64);

/// The numbers that are here of each device, in order.
#[derive(Default)]
struct Kept(BTreeMap<DeviceId, Vec<Run>>);

impl Kept {
    fn note(&mut self, dot: Dot) {
        let runs = self.0.entry(dot.device).or_default();
        match runs.last_mut() {
            Some((_, last)) if *last + 1 == dot.seq => *last = dot.seq,
            _ => runs.push((dot.seq, dot.seq)),
        }
    }

    fn runs(&self, device: DeviceId) -> &[Run] {
        self.0.get(&device).map_or(&[], Vec::as_slice)
    }

    fn has(&self, dot: Dot) -> bool {
        let runs = self.runs(dot.device);
        let after = runs.partition_point(|(first, _)| *first <= dot.seq);
        after > 0 && runs[after - 1].1 >= dot.seq
    }
}

impl Office {
    /// The operations that exist and are not here, in the order of devices and numbers.
    pub(crate) fn missing(&self) -> Result<Vec<Missing>, Failure> {
        let writers = self.room.store.writers()?;
        let writers: BTreeSet<DeviceId> = writers.iter().map(|(device, ..)| *device).collect();
        let mut kept = Kept::default();
        self.each_op(&writers, &mut |sealed| kept.note(sealed.op.dot()))?;
        let mut named: BTreeMap<DeviceId, BTreeSet<u64>> = BTreeMap::new();
        let mut name = |dot: Dot| {
            if !kept.has(dot) {
                named.entry(dot.device).or_default().insert(dot.seq);
            }
        };
        self.each_op(&writers, &mut |sealed| {
            let seen = sealed.op.context.dots.iter();
            let seen = seen.map(|(device, seq)| Dot {
                device: *device,
                seq: *seq,
            });
            seen.chain(sealed.op.resolves.iter().copied())
                .for_each(&mut name);
        })?;
        for (note, value) in self.room.store.notes(TOLD)? {
            let device = note.strip_prefix(TOLD).and_then(|name| name.parse().ok());
            if let (Some(device), Some(seq)) = (device, number(&value)) {
                name(Dot { device, seq });
            }
        }
        let mut missing = Vec::new();
        let devices: BTreeSet<DeviceId> =
            writers.into_iter().chain(named.keys().copied()).collect();
        for device in devices {
            let holder = self.room.store.holder(device)?;
            let named = named.remove(&device).unwrap_or_default();
            let runs = if holder.as_ref().is_some_and(|grant| self.is_inside(grant)) {
                gaps(kept.runs(device), named.last().copied().unwrap_or(0))
            } else {
                // What it wrote elsewhere is none of this office's.
                runs_of(&named)
            };
            for (from, through) in runs {
                missing.push(self.told_of(device, holder.as_ref(), (from, through)));
            }
        }
        Ok(missing)
    }

    /// Reads every operation of some devices that is here, in the order of their numbers.
    fn each_op(
        &self,
        devices: &BTreeSet<DeviceId>,
        read: &mut dyn FnMut(&Sealed),
    ) -> Result<(), Failure> {
        for device in devices.iter().copied() {
            let mut after = 0;
            loop {
                let run = (after, u64::MAX);
                let ops = self
                    .room
                    .store
                    .ops_between(device, run, AT_ONCE, &|_| true)?;
                let Some(last) = ops.last() else { break };
                after = last.op.seq;
                ops.iter().for_each(&mut *read);
            }
        }
        Ok(())
    }

    /// Whether all that is written under a grant belongs here.
    fn is_inside(&self, grant: &Grant) -> bool {
        let mut area = grant.terms.jurisdiction.iter();
        area.all(|area| DivisionCode::new(area.0).is_ok_and(|code| self.site.root.contains(code)))
    }

    fn told_of(&self, device: DeviceId, grant: Option<&Grant>, (from, through): Run) -> Missing {
        let unit = grant.and_then(|grant| DivisionCode::new(grant.terms.unit.0).ok());
        let known = unit.and_then(|unit| self.room.divisions.get(unit));
        Missing {
            device: device.to_string(),
            person: grant.map(|grant| grant.terms.person.clone()),
            unit: unit.map(|unit| unit.to_string()),
            unit_name: known.map(|division| division.name.clone()),
            from,
            through,
        }
    }

    /// Notes that devices have written up to these numbers, whether or not they will ever bring it.
    ///
    /// # Errors
    /// A store that fails.
    pub(crate) fn note_told(&self, told: impl Iterator<Item = Dot>) -> Result<(), Failure> {
        let mut latest: BTreeMap<DeviceId, u64> = BTreeMap::new();
        for Dot { device, seq } in told {
            let last = latest.entry(device).or_default();
            *last = seq.max(*last);
        }
        let mut items = Vec::new();
        for (device, seq) in latest {
            let name = format!("{TOLD}{device}");
            let before = self.room.store.note(&name)?;
            let before = before.as_deref().and_then(number).unwrap_or(0);
            if seq > before.max(self.room.store.head(device)?.seq) {
                let value = seq.to_be_bytes().to_vec();
                items.push(Item::Note { name, value });
            }
        }
        if !items.is_empty() {
            self.room.store.take(items)?;
        }
        Ok(())
    }
}

fn number(value: &[u8]) -> Option<u64> {
    Some(u64::from_be_bytes(value.try_into().ok()?))
}

/// What lies between runs, and between the last of them and a number that exists.
fn gaps(runs: &[Run], exists: u64) -> Vec<Run> {
    let mut gaps = Vec::new();
    let mut next = 1;
    for (first, last) in runs.iter().copied().chain([(exists + 1, exists)]) {
        if first > next {
            gaps.push((next, first - 1));
        }
        next = next.max(last + 1);
    }
    gaps
}

/// Single numbers as runs.
fn runs_of(numbers: &BTreeSet<u64>) -> Vec<Run> {
    let mut runs: Vec<Run> = Vec::new();
    for number in numbers.iter().copied() {
        match runs.last_mut() {
            Some((_, last)) if *last + 1 == number => *last = number,
            _ => runs.push((number, number)),
        }
    }
    runs
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn gaps_lie_before_between_and_after_what_is_here() {
        let table = [
            (vec![], 0, vec![]),
            (vec![], 3, vec![(1, 3)]),
            (vec![(1, 4)], 0, vec![]),
            (vec![(1, 4)], 4, vec![]),
            (vec![(1, 4)], 6, vec![(5, 6)]),
            (vec![(3, 4), (7, 9)], 2, vec![(1, 2), (5, 6)]),
            (vec![(3, 4), (7, 9)], 12, vec![(1, 2), (5, 6), (10, 12)]),
        ];
        for (runs, exists, expected) in table {
            assert_eq!(gaps(&runs, exists), expected, "{runs:?}, {exists}");
        }
    }

    #[test]
    fn numbers_that_follow_on_are_one_run() {
        let of = |numbers: &[u64]| runs_of(&numbers.iter().copied().collect());
        assert_eq!(of(&[]), []);
        assert_eq!(of(&[4, 5, 6, 9]), [(4, 6), (9, 9)]);
    }

    #[test]
    fn what_is_kept_is_known_by_its_runs() {
        let device = DeviceId([1; 16]);
        let mut kept = Kept::default();
        for seq in [1, 2, 5] {
            kept.note(Dot { device, seq });
        }
        let has = |seq| kept.has(Dot { device, seq });
        assert_eq!(
            [1, 2, 3, 4, 5, 6].map(has),
            [true, true, false, false, true, false]
        );
        let other = DeviceId([2; 16]);
        assert!(!kept.has(Dot {
            device: other,
            seq: 1
        }));
    }
}
