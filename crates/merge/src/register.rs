//! What a field holds: a multi-value register, and by whom each of its values was said.

use std::cmp::Ordering;
use std::sync::Arc;

use crdts::{CmRDT, MVReg, mvreg};

use crate::clock::Hlc;
use crate::id::{DeviceId, Dot};
use crate::op::Context;

/// Where something in a record came from: the operation that wrote it.
#[derive(Debug, PartialEq, Eq)]
pub struct Source {
    /// The operation.
    pub dot: Dot,
    /// Its stamp, for display order.
    pub hlc: Hlc,
    /// The wall clock its device claimed, milliseconds since 1970 UTC.
    pub wall_ms: u64,
    /// The record clock after it: what it had seen, and itself.
    pub clock: Context,
}

impl Source {
    pub(crate) fn order(&self) -> (Hlc, Dot) {
        (self.hlc, self.dot)
    }
}

/// Something said by one operation: a field's value, or whether an item is in a set.
#[derive(Debug, Clone)]
pub struct Said<T> {
    /// What was said.
    pub what: T,
    /// By which operation.
    pub source: Arc<Source>,
}

/// A [`MVReg`] with the answer to "is there just one value?" kept beside it.
///
/// The `MVReg` alone decides what is covered and what stays. But asking it builds clocks and
/// clones every value, and nearly every register holds one value nearly always.
#[derive(Debug, Clone)]
pub(crate) struct Register<T> {
    values: MVReg<Arc<Said<T>>, DeviceId>,
    holds: Holds<T>,
}

#[derive(Debug, Clone)]
enum Holds<T> {
    Nothing,
    One(Arc<Said<T>>),
    Several,
}

// Not derived: an empty register asks nothing of its values.
impl<T> Default for Register<T> {
    fn default() -> Self {
        Register {
            values: MVReg::default(),
            holds: Holds::Nothing,
        }
    }
}

impl<T> Register<T> {
    /// Writes what an operation said. Order and repetition do not matter.
    pub(crate) fn put(&mut self, said: Arc<Said<T>>) {
        let relation = match &self.holds {
            Holds::Nothing => Some(Ordering::Less),
            Holds::One(here) => relation(here, &said),
            Holds::Several => return self.put_among(said),
        };
        match relation {
            Some(Ordering::Greater) => return,
            // Equal is the same operation: again, or a later change of its own to the same field.
            Some(Ordering::Less | Ordering::Equal) => self.holds = Holds::One(said.clone()),
            None => self.holds = Holds::Several,
        }
        self.write(said);
    }

    fn put_among(&mut self, said: Arc<Said<T>>) {
        let is_covered = |here: &Arc<_>| relation(here, &said).is_some_and(Ordering::is_gt);
        if self.all().iter().any(is_covered) {
            return;
        }
        self.write(said);
        let left = self.all();
        if let [only] = left.as_slice() {
            self.holds = Holds::One(only.clone());
        }
    }

    fn write(&mut self, said: Arc<Said<T>>) {
        let clock = said.source.clock.clone();
        self.values.apply(mvreg::Op::Put { clock, val: said });
    }

    /// Takes in what another replica's register of the same field holds.
    pub(crate) fn merge(&mut self, other: Register<T>) {
        if matches!(self.holds, Holds::Nothing) {
            *self = other;
            return;
        }
        // Not `MVReg::merge`: of two equal clocks it keeps whichever is here already.
        match other.holds {
            Holds::Nothing => {}
            Holds::One(said) => self.put(said),
            Holds::Several => other.all().into_iter().for_each(|said| self.put(said)),
        }
    }

    /// Everything the register holds, in no particular order.
    pub(crate) fn all(&self) -> Vec<Arc<Said<T>>> {
        match &self.holds {
            Holds::Nothing => Vec::new(),
            Holds::One(said) => vec![said.clone()],
            Holds::Several => self.values.read().val,
        }
    }

    /// Shows everything the register holds, by operation: bytes must not depend on arrival.
    pub(crate) fn each(&self, mut see: impl FnMut(&Said<T>)) {
        match &self.holds {
            Holds::Nothing => {}
            Holds::One(said) => see(said),
            Holds::Several => {
                let mut all = self.all();
                all.sort_by_key(|said| said.source.dot);
                all.iter().for_each(|said| see(said));
            }
        }
    }

    /// How many values it holds.
    pub(crate) fn len(&self) -> usize {
        match &self.holds {
            Holds::Nothing => 0,
            Holds::One(_) => 1,
            Holds::Several => self.all().len(),
        }
    }

    /// What was said last, by stamp and device: on every replica the same.
    pub(crate) fn latest(&self) -> Option<Arc<Said<T>>> {
        match &self.holds {
            Holds::Nothing => None,
            Holds::One(said) => Some(said.clone()),
            Holds::Several => self
                .all()
                .into_iter()
                .max_by_key(|said| said.source.order()),
        }
    }
}

impl<T: PartialEq> Register<T> {
    /// Whether it holds more than one distinct value.
    pub(crate) fn in_conflict(&self) -> bool {
        if !matches!(self.holds, Holds::Several) {
            return false;
        }
        let all = self.all();
        all.windows(2).any(|pair| pair[0].what != pair[1].what)
    }
}

impl Register<bool> {
    /// Whether anybody's word stands that the item is in.
    pub(crate) fn is_in(&self) -> bool {
        match &self.holds {
            Holds::Nothing => false,
            Holds::One(said) => said.what,
            Holds::Several => self.all().iter().any(|said| said.what),
        }
    }
}

/// Which of two words covers the other, if either has seen the other.
///
/// Two operations can claim the same clock only if each claims to have seen the other, so one of
/// them lies. An `MVReg` would keep the last to arrive, which differs between replicas; the later
/// stamp does not.
fn relation<T>(here: &Said<T>, new: &Said<T>) -> Option<Ordering> {
    match here.source.clock.partial_cmp(&new.source.clock) {
        Some(Ordering::Equal) => Some(here.source.order().cmp(&new.source.order())),
        relation => relation,
    }
}
