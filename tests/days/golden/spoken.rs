//! The answers of an office as the laptops of v0.1.0 read them: a copy that is never brought up to
//! date, so that a change that they could not read is seen.

#![allow(dead_code, reason = "the fields are here to be read, not to be used")]

use std::io::Read;

use merge::{Bucket, Dot, Hash, Head, RecordId, frame};
use minicbor::Decode;
use minicbor::bytes::ByteVec;

/// Reads an answer as v0.1.0 did.
pub(super) fn unpack(bytes: &[u8]) -> Reply {
    let found = frame::read(bytes).unwrap();
    assert_eq!((found.kind, found.len), (0x10, bytes.len()));
    let mut body = Vec::new();
    let mut decoder = zstd::Decoder::new(found.payload).unwrap();
    decoder.read_to_end(&mut body).unwrap();
    minicbor::decode(&body).unwrap()
}

#[derive(Decode)]
pub(super) enum Reply {
    #[n(0)]
    Welcome(#[n(0)] Welcome),
    #[n(1)]
    Pushed(#[n(0)] Pushed),
    #[n(2)]
    Pulled(#[n(0)] Pulled),
    #[n(3)]
    Page(#[n(0)] Page),
    #[n(4)]
    Refused(#[n(0)] Refused),
    #[n(5)]
    Photo(#[n(0)] PhotoReply),
    #[n(6)]
    Renewed(#[n(0)] Renewed),
}

#[derive(Decode)]
pub(super) struct Place {
    #[n(0)]
    pub(super) bucket: Bucket,
    #[n(1)]
    pub(super) seq: u64,
    #[n(2)]
    pub(super) sum: u64,
}

#[derive(Decode)]
pub(super) struct Welcome {
    #[n(0)]
    pub(super) protocol: u16,
    #[n(1)]
    pub(super) server_ms: u64,
    #[n(2)]
    pub(super) epoch: u64,
    #[n(3)]
    pub(super) head: Head,
    #[n(4)]
    pub(super) buckets: Vec<Place>,
    #[n(5)]
    pub(super) strange: Vec<Bucket>,
    #[n(6)]
    pub(super) gone: Vec<Bucket>,
    #[n(7)]
    pub(super) receipt: ByteVec,
    #[n(8)]
    pub(super) signature: ByteVec,
    #[n(9)]
    pub(super) rules: Option<Rules>,
}

#[derive(Decode)]
pub(super) struct Rules {
    #[n(0)]
    pub(super) bytes: ByteVec,
    #[n(1)]
    pub(super) signature: ByteVec,
}

#[derive(Decode)]
pub(super) enum Fate {
    #[n(0)]
    Kept,
    #[n(1)]
    Known,
    #[n(2)]
    Held(#[n(0)] String),
    #[n(3)]
    Forked,
    #[n(4)]
    Waiting(#[n(0)] u64),
    #[n(5)]
    Refused(#[n(0)] String),
}

#[derive(Decode)]
pub(super) struct Pushed {
    #[n(0)]
    pub(super) fates: Vec<Fate>,
    #[n(1)]
    pub(super) receipt: ByteVec,
}

#[derive(Decode)]
pub(super) enum FeedItem {
    #[n(0)]
    Op(#[n(0)] ByteVec),
    #[n(1)]
    Hole {
        #[n(0)]
        dot: Dot,
        #[n(1)]
        hash: Hash,
        #[n(2)]
        reason: String,
    },
}

#[derive(Decode)]
pub(super) struct Segment {
    #[n(0)]
    pub(super) bucket: Bucket,
    #[n(1)]
    pub(super) from: u64,
    #[n(2)]
    pub(super) items: Vec<FeedItem>,
    #[n(3)]
    pub(super) sum: u64,
}

#[derive(Decode)]
pub(super) struct Pulled {
    #[n(0)]
    pub(super) segments: Vec<Segment>,
    #[n(1)]
    pub(super) grants: Vec<ByteVec>,
}

#[derive(Decode)]
pub(super) struct Opening {
    #[n(0)]
    pub(super) place: Place,
    #[n(1)]
    pub(super) writers: Vec<Dot>,
}

#[derive(Decode)]
pub(super) struct Page {
    #[n(0)]
    pub(super) openings: Vec<Opening>,
    #[n(1)]
    pub(super) records: Vec<ByteVec>,
    #[n(2)]
    pub(super) grants: Vec<ByteVec>,
    #[n(3)]
    pub(super) complete: u64,
    #[n(4)]
    pub(super) next: Option<RecordId>,
}

#[derive(Decode)]
pub(super) struct Refused {
    #[n(0)]
    pub(super) code: String,
    #[n(1)]
    pub(super) zh: String,
    #[n(2)]
    pub(super) en: String,
}

#[derive(Decode)]
pub(super) struct Renewed {
    #[n(0)]
    pub(super) grant: ByteVec,
    #[n(1)]
    pub(super) common: u64,
}

#[derive(Decode)]
pub(super) enum PhotoReply {
    #[n(0)]
    Lacking(#[n(0)] Lacking),
    #[n(1)]
    Held(#[n(0)] Held),
    #[n(2)]
    Noted,
    #[n(3)]
    Previews(#[n(0)] Vec<Preview>),
    #[n(4)]
    Fetched(#[n(0)] Fetched),
}

#[derive(Decode)]
pub(super) struct Rank {
    #[n(0)]
    pub(super) first: bool,
    #[n(1)]
    pub(super) seq: u64,
}

#[derive(Decode)]
pub(super) struct Lack {
    #[n(0)]
    pub(super) sha256: Hash,
    #[n(1)]
    pub(super) size: u64,
    #[n(2)]
    pub(super) rank: Rank,
    #[n(3)]
    pub(super) preview: bool,
}

#[derive(Decode)]
pub(super) struct Lacking {
    #[n(0)]
    pub(super) photos: Vec<Lack>,
    #[n(1)]
    pub(super) more: bool,
}

#[derive(Decode)]
pub(super) struct Filled {
    #[n(0)]
    pub(super) bitmap: ByteVec,
    #[n(1)]
    pub(super) filled: u32,
}

#[derive(Decode)]
pub(super) enum Held {
    #[n(0)]
    Partly(#[n(0)] Filled),
    #[n(1)]
    Kept(#[n(0)] ByteVec),
    #[n(2)]
    Nothing,
}

#[derive(Decode)]
pub(super) struct Preview {
    #[n(0)]
    pub(super) sha256: Hash,
    #[n(1)]
    pub(super) jpeg: ByteVec,
}

#[derive(Decode)]
pub(super) struct Fetched {
    #[n(0)]
    pub(super) size: u64,
    #[n(1)]
    pub(super) chunks: Vec<Hash>,
    #[n(2)]
    pub(super) bytes: ByteVec,
}
