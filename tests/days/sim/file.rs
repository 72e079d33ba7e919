//! Files with two images: the live one, which programs read, and the durable one, which a power
//! cut leaves.
//!
//! A killed program finds the live image again. A power cut makes the live image anew from the
//! durable one and whatever chance kept of the rest.

use std::collections::BTreeMap;
use std::io;

use super::dice::Dice;
use super::fault::Fault;

#[derive(Debug, Clone, Default)]
pub(crate) struct File {
    pub(crate) live: Vec<u8>,
    durable: Vec<u8>,
    /// How far the two agree.
    same: usize,
    /// Whether the name survives a power cut.
    named: bool,
}

#[derive(Debug, Default)]
pub(crate) struct Files(BTreeMap<String, File>);

/// The files that a power cut would leave, for a backup.
#[derive(Debug, Clone)]
pub(crate) struct Image(BTreeMap<String, File>);

impl Image {
    pub(crate) fn files(&self) -> Files {
        Files(self.0.clone())
    }
}

impl File {
    pub(crate) fn sync(&mut self) {
        self.durable.truncate(self.same);
        self.durable.extend_from_slice(&self.live[self.same..]);
        self.same = self.live.len();
    }

    pub(crate) fn cut(&mut self, len: usize) {
        self.live.truncate(len);
        self.same = self.same.min(len);
    }

    fn power_cut(&mut self, dice: &mut Dice, hit: &dyn Fn(Fault)) {
        if self.same < self.live.len().max(self.durable.len()) {
            self.live = self.survivors(dice, hit);
        }
        self.durable = self.live.clone();
        self.same = self.live.len();
        self.named = true;
    }

    /// What a power cut leaves of a file with unsynced changes.
    fn survivors(&self, dice: &mut Dice, hit: &dyn Fn(Fault)) -> Vec<u8> {
        let unsynced = &self.live[self.same..];
        // An unsynced cut may have reached the disk or not.
        if unsynced.is_empty() || (self.same < self.durable.len() && dice.chance(50)) {
            hit(Fault::UnsyncedLost);
            let cut = dice.chance(50);
            return if cut {
                self.live.clone()
            } else {
                self.durable.clone()
            };
        }
        let mut left = self.live[..self.same].to_vec();
        let (way, from, to) = (dice.below(4), dice.number(), dice.number());
        let part = |number: u64| usize::try_from(number % unsynced.len() as u64).unwrap();
        match way {
            0 => hit(Fault::UnsyncedLost),
            1 => {
                hit(Fault::UnsyncedKept);
                left.extend_from_slice(unsynced);
            }
            2 => {
                hit(Fault::TornTail);
                left.extend_from_slice(&unsynced[..part(from)]);
            }
            _ => {
                // The length reached the disk, some of the pages did not: zeros, or what lay there.
                hit(Fault::HoleInTail);
                let (a, b) = (part(from), part(to));
                let hole = self.same + a.min(b)..=self.same + a.max(b);
                let fill = if dice.chance(50) { 0 } else { 0xa5 };
                left.extend_from_slice(unsynced);
                left[hole].iter_mut().for_each(|byte| *byte = fill);
            }
        }
        left
    }
}

impl Files {
    pub(crate) fn names(&self) -> Vec<String> {
        self.0.keys().cloned().collect()
    }

    pub(crate) fn get(&mut self, name: &str) -> io::Result<&mut File> {
        let missing = || io::Error::new(io::ErrorKind::NotFound, name.to_owned());
        self.0.get_mut(name).ok_or_else(missing)
    }

    /// The file, made if it is not there.
    pub(crate) fn make(&mut self, name: &str) -> &mut File {
        self.0.entry(name.to_owned()).or_default()
    }

    /// Another file takes the place of one, all at once.
    pub(crate) fn replace(&mut self, name: &str, bytes: &[u8], durable: bool) {
        let mut file = File {
            live: bytes.to_vec(),
            ..File::default()
        };
        if durable {
            file.sync();
            file.named = true;
        }
        self.0.insert(name.to_owned(), file);
    }

    pub(crate) fn remove(&mut self, name: &str) {
        self.0.remove(name);
    }

    pub(crate) fn name_all(&mut self) {
        self.0.values_mut().for_each(|file| file.named = true);
    }

    pub(crate) fn power_cut(&mut self, dice: &mut Dice, hit: &dyn Fn(Fault)) {
        self.0.retain(|_, file| {
            let stays = file.named || dice.chance(50);
            if !stays {
                hit(Fault::NameLost);
            }
            stays
        });
        self.0
            .values_mut()
            .for_each(|file| file.power_cut(dice, hit));
    }

    pub(crate) fn image(&self) -> Image {
        let named = self.0.iter().filter(|(_, file)| file.named);
        let files = named.map(|(name, file)| {
            let durable = File {
                live: file.durable.clone(),
                durable: file.durable.clone(),
                same: file.durable.len(),
                named: true,
            };
            (name.clone(), durable)
        });
        Image(files.collect())
    }
}
