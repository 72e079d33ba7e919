//! A disk that forgets what was not synced, and the ways it fails.

use std::io;
use std::sync::{Arc, Mutex, MutexGuard};

use store::disk::Disk;

use super::dice::Dice;
use super::fault::{Counters, Fault};
use super::file::{Files, Image};

/// When in the course of a save the program ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Moment {
    BeforeWrite,
    InWrite,
    BetweenWriteAndSync,
    BeforeAnswer,
}

/// What goes wrong with the next writes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Trouble {
    /// Appends fail half done; for good means that the half cannot even be cut off again.
    Full { appends: u32, for_good: bool },
    /// One sync fails.
    SyncFails,
    /// The program ends in the save after so many others: killed, or with the power.
    End {
        after: u32,
        at: Moment,
        killed: bool,
    },
}

#[derive(Debug)]
struct State {
    files: Files,
    trouble: Option<Trouble>,
    /// Whether anything has gone wrong since somebody last asked.
    troubled: bool,
    /// No program may write on after this: nobody runs any more, or a sync failed.
    must_restart: bool,
    off: bool,
    /// It was only the program that ended, not the machine.
    killed: bool,
    /// A sabotaged disk says yes and does nothing.
    lies: bool,
    dice: Dice,
}

#[derive(Debug)]
pub(crate) struct VirtualDisk {
    state: Mutex<State>,
    counters: Arc<Counters>,
}

impl VirtualDisk {
    pub(crate) fn new(seed: u64, lies: bool, counters: &Arc<Counters>) -> Arc<VirtualDisk> {
        let state = State {
            files: Files::default(),
            trouble: None,
            troubled: false,
            must_restart: false,
            off: false,
            killed: false,
            lies,
            dice: Dice::new(seed),
        };
        Arc::new(VirtualDisk {
            state: Mutex::new(state),
            counters: counters.clone(),
        })
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap()
    }

    pub(crate) fn arm(&self, trouble: Trouble) {
        self.state().trouble = Some(trouble);
    }

    /// No more faults.
    pub(crate) fn disarm(&self) {
        self.state().trouble = None;
    }

    /// Whether anything has gone wrong since this was last asked.
    pub(crate) fn was_troubled(&self) -> bool {
        std::mem::take(&mut self.state().troubled)
    }

    pub(crate) fn is_off(&self) -> bool {
        self.state().off
    }

    /// Whether it was the program alone that ended.
    pub(crate) fn was_killed(&self) -> bool {
        self.state().killed
    }

    pub(crate) fn must_restart(&self) -> bool {
        self.state().must_restart
    }

    /// The program ended without a word; what it wrote is still in the page cache.
    pub(crate) fn kill(&self) {
        self.state().restarted();
    }

    /// The power went: what was not synced is lost, or not, or in part.
    pub(crate) fn power_cut(&self) {
        let mut state = self.state();
        state.restarted();
        let State { files, dice, .. } = &mut *state;
        files.power_cut(dice, &|fault| self.counters.hit(fault));
    }

    /// What a power cut would leave at the least: a backup.
    pub(crate) fn image(&self) -> Image {
        self.state().files.image()
    }

    /// Somebody puts a backup in the place of everything.
    pub(crate) fn restore(&self, image: &Image) {
        let mut state = self.state();
        state.restarted();
        state.files = image.files();
    }
}

impl State {
    fn restarted(&mut self) {
        self.trouble = None;
        self.must_restart = false;
        self.off = false;
        self.killed = false;
    }

    fn powered(&self) -> io::Result<()> {
        if self.off {
            return Err(io::Error::other("nobody runs any more"));
        }
        Ok(())
    }

    /// Whether the program ends at this moment of a save.
    fn ends(&mut self, now: Moment) -> bool {
        let Some(Trouble::End { after, at, killed }) = &mut self.trouble else {
            return false;
        };
        if *at != now {
            return false;
        }
        if *after > 0 {
            *after -= 1;
            return false;
        }
        self.killed = *killed;
        (self.off, self.troubled, self.must_restart) = (true, true, true);
        true
    }
}

impl Disk for VirtualDisk {
    fn names(&self) -> io::Result<Vec<String>> {
        let state = self.state();
        state.powered()?;
        Ok(state.files.names())
    }

    fn len(&self, name: &str) -> io::Result<u64> {
        let mut state = self.state();
        state.powered()?;
        Ok(state.files.get(name)?.live.len() as u64)
    }

    fn read(&self, name: &str, offset: u64, len: usize) -> io::Result<Vec<u8>> {
        let mut state = self.state();
        state.powered()?;
        let bytes = &state.files.get(name)?.live;
        let from = usize::try_from(offset).unwrap().min(bytes.len());
        let to = from.saturating_add(len).min(bytes.len());
        Ok(bytes[from..to].to_vec())
    }

    fn append(&self, name: &str, bytes: &[u8]) -> io::Result<()> {
        let mut state = self.state();
        state.powered()?;
        if state.ends(Moment::BeforeWrite) {
            self.counters.hit(Fault::EndBeforeWrite);
            return state.powered();
        }
        let half = usize::try_from(state.dice.number() % bytes.len().max(1) as u64).unwrap();
        let full = match &mut state.trouble {
            Some(Trouble::Full { appends, .. }) if *appends > 0 => {
                *appends -= 1;
                true
            }
            _ => false,
        };
        let in_write = state.ends(Moment::InWrite);
        let written = if full || in_write { half } else { bytes.len() };
        state
            .files
            .make(name)
            .live
            .extend_from_slice(&bytes[..written]);
        if in_write {
            self.counters.hit(Fault::EndInWrite);
            return state.powered();
        }
        if full {
            state.troubled = true;
            self.counters.hit(Fault::DiskFull);
            return Err(io::ErrorKind::StorageFull.into());
        }
        Ok(())
    }

    fn truncate(&self, name: &str, len: u64) -> io::Result<()> {
        let mut state = self.state();
        state.powered()?;
        if matches!(state.trouble, Some(Trouble::Full { for_good: true, .. })) {
            (state.troubled, state.must_restart) = (true, true);
            self.counters.hit(Fault::DiskFullForGood);
            return Err(io::ErrorKind::StorageFull.into());
        }
        state.files.get(name)?.cut(usize::try_from(len).unwrap());
        Ok(())
    }

    fn sync(&self, name: &str) -> io::Result<()> {
        let mut state = self.state();
        state.powered()?;
        if state.ends(Moment::BetweenWriteAndSync) {
            self.counters.hit(Fault::EndBetweenWriteAndSync);
            return state.powered();
        }
        if state.trouble == Some(Trouble::SyncFails) {
            state.trouble = None;
            (state.troubled, state.must_restart) = (true, true);
            self.counters.hit(Fault::SyncFailed);
            return Err(io::Error::other("the disk did not take it"));
        }
        if !state.lies {
            state.files.get(name)?.sync();
        }
        // The answer is given, and nobody is left to hear it.
        if state.ends(Moment::BeforeAnswer) {
            self.counters.hit(Fault::EndBeforeAnswer);
        }
        Ok(())
    }

    fn sync_names(&self) -> io::Result<()> {
        let mut state = self.state();
        state.powered()?;
        if !state.lies {
            state.files.name_all();
        }
        Ok(())
    }

    fn replace(&self, name: &str, bytes: &[u8]) -> io::Result<()> {
        let mut state = self.state();
        state.powered()?;
        let lies = state.lies;
        state.files.replace(name, bytes, !lies);
        Ok(())
    }

    fn remove(&self, name: &str) -> io::Result<()> {
        let mut state = self.state();
        state.powered()?;
        state.files.remove(name);
        Ok(())
    }
}
