//! What has left this laptop's area leaves the laptop.
//!
//! Once everything written here has its receipt, the journal is written anew without what others
//! wrote outside the area of today; what was written here stays for ever. The new journal takes the
//! place of the old one by one step, the replacing of the identity file, so a cut anywhere leaves
//! the laptop as it was or as it will be; what is then left over goes at the next start.

use std::fs;
use std::path::Path;
use std::sync::Arc;

use desk::{Failure, blobs};
use forms::Text;
use merge::{Bucket, FullKey, Hash};
use places::DivisionCode;
use store::disk::Folder;
use store::{Item, Stays, Store};

use crate::device::{Device, Layout, io_failure};
use crate::laptop::{Laptop, Parts};
use crate::officers::inside;

/// The note that names the photos which go with the records that went.
const PHOTOS: &str = "evicted/photos";

impl Laptop {
    /// Gives up what has left the area, once nothing waits to be sent. Answers the number of records
    /// of which anything went.
    ///
    /// # Errors
    /// A journal that does not read whole, or a disk that refuses; then everything is as it was.
    pub fn evict(&mut self, layout: &Layout) -> Result<u64, Failure> {
        if !self.holds_foreign()? {
            return Ok(0);
        }
        let inside = self.inside();
        self.give_up(layout, &inside, Vec::new())
    }

    /// Writes the journal anew without what others wrote outside the buckets that stay, and with some
    /// more.
    pub(crate) fn give_up(
        &mut self,
        layout: &Layout,
        inside: &dyn Fn(Bucket) -> bool,
        more: Vec<Item>,
    ) -> Result<u64, Failure> {
        let turns = layout.turns(self.device.turn);
        let first = turns.last().map_or(0, |last| last + 1);
        let last = first + u32::try_from(turns.len()).unwrap_or(0);
        layout.note_evicting((first, last))?;
        let made = self.successor(layout, &turns, (first, inside, more));
        let switched = made.and_then(|(fresh, went)| {
            let saved = fresh.device.save(layout, &layout.device());
            // A disk that refused at the very end may have taken the step all the same.
            let there = Device::load(layout, &layout.device());
            let taken = there.map_or(true, |there| there.turn == fresh.device.turn);
            match saved {
                Err(failure) if !taken => Err(failure),
                saved => Ok((fresh, went, saved)),
            }
        });
        let (mut fresh, went, saved) = match switched {
            Ok(switched) => switched,
            Err(failure) => {
                self.finish_eviction(layout)?;
                return Err(failure);
            }
        };
        fresh.lock = self.lock.take();
        std::mem::replace(self, fresh).close()?;
        // Nothing is removed before the step is known to be durable; the next start sees to it.
        saved?;
        self.finish_eviction(layout)?;
        Ok(went)
    }

    /// Whether others' records lie here that are outside the area, and nothing keeps them.
    fn holds_foreign(&self) -> Result<bool, Failure> {
        let store = &self.room.store;
        let head = store.head(self.device.id())?;
        let receipt = self.room.receipt_of(self.device.id())?;
        let sent = receipt.map_or(0, |receipt| receipt.head.seq);
        // An office that was restored may need back what only this laptop has; and what a neighbour
        // gave it to carry home is in nobody else's hands.
        if head.seq > sent || self.owes_everything()? || self.carries()? {
            return Ok(false);
        }
        let (inside, keys) = (self.inside(), self.own_keys());
        for (device, bucket, _) in store.writers()? {
            if !inside(bucket) {
                let holder = store.holder(device)?;
                if holder.is_none_or(|grant| !keys.contains(&grant.terms.key)) {
                    return Ok(true);
                }
            }
        }
        Ok(false)
    }

    /// Whether a bucket lies in what the officers of this laptop answer for today.
    pub(crate) fn inside(&self) -> impl Fn(Bucket) -> bool + use<> {
        let mut codes = self.room.divisions.codes_of(&self.seat.area);
        codes.extend(self.colleagues_area());
        move |bucket| inside(&codes, bucket)
    }

    /// The keys that something was written with here.
    fn own_keys(&self) -> Vec<FullKey> {
        let colleagues = self.colleagues().iter();
        let colleagues = colleagues.map(|one| one.grant.terms.key);
        let own = self.device.key().public().full();
        [own].into_iter().chain(colleagues).collect()
    }

    /// The laptop on a journal without what goes; those of earlier turns are written anew as well.
    fn successor(
        &self,
        layout: &Layout,
        turns: &[u32],
        (first, inside, more): (u32, &dyn Fn(Bucket) -> bool, Vec<Item>),
    ) -> Result<(Laptop, u64), Failure> {
        let stays = Stays {
            keys: &self.own_keys(),
            inside,
        };
        let mut device = Device {
            since: first,
            turn: first,
            ..self.device.clone()
        };
        // The one in use comes last, because the highest turn is the one in use.
        let earlier = turns.iter().filter(|turn| **turn != self.device.turn);
        let mut went = 0;
        for (turn, at) in earlier.chain([&self.device.turn]).zip(first..) {
            let gone = store::copy_part(
                journal(&layout.journal(*turn))?,
                journal(&layout.journal(at))?,
                &layout.key().get()?,
                &stays,
                &mut |_, _| (),
            )?;
            (device.turn, went) = (at, gone.len() as u64);
        }
        let fresh = Laptop::start(Parts::in_folder(layout, device)?, &mut |_, _| ())?;
        if !more.is_empty() {
            fresh.room.store.take(more)?;
        }
        let lost = unreferred(&self.room.store, &fresh.room.store)?;
        if !lost.is_empty() {
            let value = lost.iter().flat_map(|sha256| sha256.0).collect();
            fresh.room.store.take(vec![note(value)])?;
        }
        Ok((fresh, went))
    }

    /// Removes what an eviction has left over: journals before the one in use, those it was making
    /// when it was cut short, and photos.
    ///
    /// # Errors
    /// A disk that refuses to keep that it is done.
    pub(crate) fn finish_eviction(&self, layout: &Layout) -> Result<(), Failure> {
        if let Some((first, last)) = layout.being_made()
            && first > self.device.turn
        {
            // Never in use: nothing but copies of what stays.
            layout.forget(first..=last);
        }
        if self.device.since > 0 {
            layout.forget(0..=self.device.since - 1);
        }
        let _ = fs::remove_file(layout.evicting());
        let store = &self.room.store;
        let noted = store.note(PHOTOS)?.unwrap_or_default();
        for sha256 in noted.as_chunks::<32>().0 {
            let sha256 = Hash(*sha256);
            if store.references(sha256)?.is_empty() {
                blobs::forget(&self.room.blobs, sha256)?;
            }
        }
        if !noted.is_empty() {
            store.take(vec![note(Vec::new())])?;
        }
        Ok(())
    }

    /// Whether the laptop answers for a bucket. What an earlier answer brings of another one is not
    /// taken in.
    pub(crate) fn answers_for(&self, bucket: Bucket) -> bool {
        DivisionCode::new(bucket.0).is_ok_and(|code| self.desk().covers(code))
    }
}

/// What a person is told of it; nothing when nothing went.
pub(crate) fn told(went: u64) -> Option<Text> {
    (went > 0).then(|| {
        Text::new(
            format!("辖区有变动：移出本所辖区 {went} 条记录，服务器上仍有；本机自己写的操作都还在"),
            format!("the area has changed: {went} records left it and this laptop, the office has them; everything written here is still kept"),
        )
    })
}

fn note(value: Vec<u8>) -> Item {
    let name = PHOTOS.to_owned();
    Item::Note { name, value }
}

fn journal(path: &Path) -> Result<Arc<Folder>, Failure> {
    let folder = Folder::open(path).map_err(|error| io_failure("打开", "opening", path, &error))?;
    Ok(Arc::new(folder))
}

/// The photos that something referred to before and nothing does now.
fn unreferred(before: &Store, after: &Store) -> Result<Vec<Hash>, Failure> {
    let mut lost = Vec::new();
    for said in before.all_references()? {
        if after.references(said.sha256)?.is_empty() {
            lost.push(said.sha256);
        }
    }
    lost.dedup();
    Ok(lost)
}

impl Layout {
    /// The turns of which a journal is here, in order, and the one in use.
    pub(crate) fn turns(&self, used: u32) -> Vec<u32> {
        let entries = fs::read_dir(self.folder()).into_iter().flatten().flatten();
        let turn = |name: &str| match name.strip_prefix("journal")? {
            "" => Some(0),
            rest => rest.strip_prefix('-')?.parse().ok(),
        };
        let mut turns: Vec<u32> = entries
            .filter_map(|entry| turn(entry.file_name().to_str()?))
            .chain([used])
            .collect();
        turns.sort_unstable();
        turns.dedup();
        turns
    }

    fn note_evicting(&self, turns: (u32, u32)) -> Result<(), Failure> {
        let path = self.evicting();
        let text = serde_json::to_vec(&turns).unwrap_or_default();
        store::disk::replace(&path, &text)
            .map_err(|error| io_failure("写入", "writing", &path, &error))
    }

    fn being_made(&self) -> Option<(u32, u32)> {
        serde_json::from_slice(&fs::read(self.evicting()).ok()?).ok()
    }

    /// Removes the journals and indexes of turns that are no longer in use. What cannot be removed
    /// now, because somebody still reads it, goes at the next start.
    fn forget(&self, turns: std::ops::RangeInclusive<u32>) {
        for turn in turns {
            let _ = fs::remove_dir_all(self.journal(turn));
            self.forget_index(turn);
        }
    }

    /// Removes the index of a turn, which can be thrown away.
    pub(crate) fn forget_index(&self, turn: u32) {
        let index = self.index(turn);
        for made in ["doubted", "check"] {
            let _ = fs::remove_dir_all(index.with_extension(made));
        }
        let _ = fs::remove_dir_all(&index);
        let _ = fs::remove_file(index.with_extension("open"));
    }
}
