//! Several officers on one laptop: one folder, and for each a key, a grant and a chain of their own.
//!
//! The folder opens with anybody's passphrase, and everybody who works with it sees what they answer
//! for. But a key is sealed with its officer's own passphrase, so what is written is signed by whoever
//! is at work and by nobody else. Whoever syncs carries the colleagues' work home as that of a
//! neighbour, so none of it waits for its author.

mod adding;
mod beside;

use std::ops::RangeInclusive;

use desk::{Failure, Seat};
use merge::{Bucket, DeviceId, Grant, Hash};
use store::disk::Lock;
use vault::Cost;

use crate::device::{Device, Kept, Layout, Officer, is_beginning, unknown};
use crate::laptop::Laptop;
pub(crate) use adding::{Joining, add, add_by_file, admit};
pub(crate) use beside::add_beside;

impl Laptop {
    /// The other officers of this laptop.
    pub(crate) fn colleagues(&self) -> &[Officer] {
        &self.device.officers.others
    }

    /// Whether a chain is that of another officer of this laptop.
    pub(crate) fn is_colleague(&self, device: DeviceId) -> bool {
        self.colleagues().iter().any(|one| one.device() == device)
    }

    /// The codes that the other officers answer for, as they are known here.
    pub(crate) fn colleagues_area(&self) -> Vec<RangeInclusive<u64>> {
        let mut codes = Vec::new();
        for colleague in self.colleagues() {
            let seat = Seat::of(self.latest(colleague));
            codes.extend(self.room.divisions.codes_of(&seat.area));
        }
        codes
    }

    /// Who shares this laptop, each with whether it is they who are at work.
    pub(crate) fn officers(&self) -> Vec<(Grant, bool)> {
        let mut all: Vec<_> = self
            .colleagues()
            .iter()
            .map(|one| (self.latest(one), false))
            .collect();
        let place = self.device.officers.place.min(all.len());
        all.insert(place, (self.seat.grant.clone(), true));
        all
    }

    /// Whether the key of any officer is there for whoever opens the folder, though several share it.
    pub(crate) fn is_unprotected(&self) -> bool {
        !self.colleagues().is_empty() && self.is_anybodys()
    }

    /// Whether the key of any officer is there for whoever opens the folder.
    fn is_anybodys(&self) -> bool {
        let mut others = self.colleagues().iter();
        self.device.officers.own.is_none() || others.any(|one| one.own.is_none())
    }

    /// The grant a colleague acts under, as it is known here.
    fn latest(&self, colleague: &Officer) -> Grant {
        let latest = self.room.store.holder(colleague.device()).ok().flatten();
        latest.unwrap_or_else(|| colleague.grant.clone())
    }

    /// Photos of colleagues that the office has not said to have are owed by whoever syncs.
    pub(crate) fn owe_photos(&self) -> Result<(), Failure> {
        for colleague in self.colleagues() {
            let unsent = self.room.unsent_photos(colleague.device())?.into_iter();
            let owed = unsent.map(|photo| (photo.sha256, Vec::new()));
            self.room.note_kept(owed.collect())?;
        }
        Ok(())
    }

    /// Lets an officer go from this laptop: nobody writes in their name here any more. What they wrote
    /// stays, and is carried home if it was not sent.
    ///
    /// # Errors
    /// Nobody of that name, the officer who is at work, or a disk that refuses.
    pub(crate) fn dismiss(&mut self, layout: &Layout, asked: &str) -> Result<(), Failure> {
        let (key, path) = (layout.key(), layout.device());
        let mut slots = key.slots()?;
        let at_work = &self.seat.grant;
        if at_work.terms.person == asked || is_beginning(asked, at_work.device) {
            return Err(at_work_now(asked));
        }
        let Some(gone) = self.colleagues().iter().find(|one| is(one, asked)).cloned() else {
            return forget_begun(layout, asked);
        };
        self.room.store.take(self.left_by(gone.device())?)?;
        if let Some(own) = &gone.own {
            slots.dismiss(&own.0);
            key.keep(&slots)?;
        }
        let kept = Kept::read(&path)?;
        kept.without(key, gone.device(), &path)?.write(&path)?;
        // As the file stands now, so that it is written so again.
        self.device.officers = Device::load(layout, &path)?.officers;
        Ok(())
    }
}

/// Whether a bucket lies in some codes.
pub(crate) fn inside(codes: &[RangeInclusive<u64>], bucket: Bucket) -> bool {
    codes.iter().any(|range| range.contains(&bucket.0))
}

fn is(officer: &Officer, asked: &str) -> bool {
    officer.grant.terms.person == asked || is_beginning(asked, officer.device())
}

/// Takes away the passphrase of somebody who was to be added and never was.
fn forget_begun(layout: &Layout, name: &str) -> Result<(), Failure> {
    let (key, path) = (layout.key(), layout.device());
    let (vault, mut slots) = (key.get()?, key.slots()?);
    let officers = Kept::read(&path)?.officers(key, &path)?;
    let begun = slots.own_named(&vault, name);
    let begun = begun.filter(|own| officers.iter().all(|one| one.own != Some(Hash(*own))));
    let own = begun.ok_or_else(|| unknown(name))?;
    slots.dismiss(&own);
    key.keep(&slots)
}

/// Gives whoever is at work one more passphrase, which opens the key of their own as well.
///
/// A key that is nobody's own yet becomes theirs with the passphrase that locks the folder, or if
/// `theirs` says that it is to.
///
/// # Errors
/// A passphrase that will not do, a name that is taken, or a disk that refuses.
pub(crate) fn give_passphrase(
    layout: &Layout,
    name: &str,
    passphrase: &str,
    theirs: bool,
) -> Result<(), Failure> {
    let (key, path) = (layout.key(), layout.device());
    let locked = key.needs_passphrase();
    let mut device = Device::load(layout, &path)?;
    let claims = device.officers.own.is_none() && (theirs || !locked);
    let _lock = claims.then(|| Lock::take(layout.folder())).transpose()?;
    let vault = key.get()?;
    let fresh = || {
        vault
            .another()
            .map_err(|error| Failure::file(layout.folder(), &error))
    };
    let own = match (&device.officers.own, claims) {
        (None, true) => Some(fresh()?),
        (own, _) => own.clone(),
    };
    let mut slots = key.slots()?;
    slots.give_to((&vault, own.as_ref()), name, passphrase, Cost::TODAY)?;
    // The way to the key is kept before the key is locked away.
    key.keep(&slots)?;
    if claims {
        device.officers.own = own;
        device.save(layout, &path)?;
    }
    Ok(())
}

fn at_work_now(asked: &str) -> Failure {
    Failure::new(
        "officer_at_work",
        format!("{asked} 正在以本人身份使用，不能移除自己；请由另一位民警登录后移除"),
        format!("{asked} is the one at work and cannot let themselves go; let a colleague do it"),
    )
}
