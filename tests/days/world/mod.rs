//! The world the days are lived in: an office, its laptops, and what lies in their folders.

mod folder;
mod laptop;
mod program;
mod said;
mod site;
mod small_disk;
mod tap;
mod window;

use std::time::{SystemTime, UNIX_EPOCH};

use forms::{day_of, day_text};

pub(crate) use folder::{copy, files, kept};
pub(crate) use laptop::{Laptop, contains};
pub(crate) use program::{Lang, Outcome, finish, in_memory, program};
pub(crate) use said::{opened, said};
pub(crate) use site::{Place, Site, XIANGYANG, run_server, xiangyang_csv};
pub(crate) use small_disk::SmallDisk;
pub(crate) use tap::{Tap, Turn};
pub(crate) use window::{Reply, Window};

/// The day in so many days from now, in China.
pub(crate) fn day(from_now: i32) -> String {
    let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap();
    let today = day_of(i64::try_from(now.as_millis()).unwrap()).unwrap();
    day_text(today + from_now)
}

/// Dice with a fixed seed: the same throws in every run.
pub(crate) struct Dice(u64);

impl Dice {
    pub(crate) fn new(seed: u64) -> Dice {
        Dice(seed)
    }

    /// A number below `end` (splitmix64).
    pub(crate) fn below(&mut self, end: u64) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        (z ^ (z >> 31)) % end
    }
}
