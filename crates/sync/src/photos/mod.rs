//! How photos and scans travel: in chunks, each checked, the whole checked before it counts.
//!
//! A photo is named by the SHA-256 of its bytes. What has arrived of one is a [`Parts`]: which
//! chunks are whole, and how far the first that is not has come. A cut, a kill or a restart at any
//! moment goes on from there. [`Trip`] walks one exchange: first what the office lacks, then the
//! previews both ways, then the originals up, then those wanted down. A photo that is refused is
//! passed over; it keeps no other one back, and no operation.

mod album;
mod carry;
mod message;
mod parts;
mod trip;

pub use album::{Album, Begun, Taken};
pub use message::{
    Fetch, Fetched, Filled, Held, Lack, Lacking, PhotoAsk, PhotoReply, Piece, Preview, Rank,
    Wanted, kept, was_kept,
};
pub use parts::{Gap, Parts, chunks_of};
pub use trip::{ABSENT, FULL, PhotoReport, Trip};
