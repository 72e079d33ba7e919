//! What is said. Keys are numbers, so a later version may add some and an earlier one skip them.

use merge::{Bucket, DeviceId, Dot, Hash, Head, RecordId, SignFailed, Signs};
use minicbor::bytes::ByteVec;
use minicbor::{Decode, Encode};

use crate::enrol::{Renew, Renewed};
use crate::handed::{HandIn, HandedIn};
use crate::photos::{PhotoAsk, PhotoReply};
use crate::posting::Posting;
use crate::protocol::Protocols;
use crate::push::{Push, Pushed};
use crate::relay::{RelayAsk, RelayReply};
use crate::rules::Rules;
use crate::standing::Standing;
use crate::witness::{Logged, Witness};

/// A place in a bucket's feed: the last number taken in and the running sum after it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Encode, Decode)]
pub struct Place {
    /// The bucket.
    #[n(0)]
    pub bucket: Bucket,
    /// The last number.
    #[n(1)]
    pub seq: u64,
    /// The wrapping sum of the items' terms up to it.
    #[n(2)]
    pub sum: u64,
}

/// The first thing a device says.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
pub struct Hello {
    /// The oldest protocol the device speaks. One of v0.1.0 says here the only one it speaks.
    #[n(0)]
    pub protocol: u16,
    /// Something new each time, so that the answer cannot be an old one.
    #[n(1)]
    pub nonce: u64,
    /// The head of the device's own chain.
    #[n(2)]
    pub head: Head,
    /// How far each bucket's feed was taken in.
    #[n(3)]
    pub places: Vec<Place>,
    /// Hash of the local rules kept here; none before the first.
    #[n(4)]
    pub rules: Option<Hash>,
    /// The newest protocol the device speaks; none if it speaks one alone.
    #[n(5)]
    pub newest: Option<u16>,
    /// Hash of the posting kept here; none from a program that does not know of postings.
    #[n(8)]
    pub posting: Option<Hash>,
    /// The size of the office's log as it was seen last, for a proof that it goes on from there.
    #[n(10)]
    pub log_seen: Option<u64>,
    /// What its officer has looked at behind a mask and the office has not been told of yet, as the
    /// laptop keeps it.
    #[n(20)]
    pub looks: Option<Vec<ByteVec>>,
}

impl Hello {
    /// The protocols the device speaks.
    #[must_use]
    pub fn spoken(&self) -> Protocols {
        Protocols {
            oldest: self.protocol,
            newest: self.newest.unwrap_or(self.protocol),
        }
    }
}

/// The answer to [`Hello`].
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
pub struct Welcome {
    /// The protocol spoken from now on, one of those the device speaks.
    #[n(0)]
    pub protocol: u16,
    /// The office's clock, milliseconds since 1970.
    #[n(1)]
    pub server_ms: u64,
    /// The office's store epoch; another one means it was restored.
    #[n(2)]
    pub epoch: u64,
    /// What the office has of the device's own chain.
    #[n(3)]
    pub head: Head,
    /// The buckets in the device's scope that have a feed, with their last number and sum.
    #[n(4)]
    pub buckets: Vec<Place>,
    /// Buckets whose place the office does not recognise: it was restored from a backup.
    #[n(5)]
    pub strange: Vec<Bucket>,
    /// Buckets the device follows that are no longer in its scope.
    #[n(6)]
    pub gone: Vec<Bucket>,
    /// A signed receipt for [`Welcome::head`].
    #[n(7)]
    pub receipt: ByteVec,
    /// The office's signature over the hello's nonce, the device and the epoch.
    #[n(8)]
    pub signature: ByteVec,
    /// The local rules, if the device has others.
    #[n(9)]
    pub rules: Option<Rules>,
    /// The charters the office has signed for others whose areas meet the device's, each to be
    /// verified by itself.
    #[n(10)]
    pub charters: Option<Vec<ByteVec>>,
    /// Where the device is posted, if it has another posting.
    #[n(12)]
    pub posting: Option<Posting>,
    /// How the office's log stands; none from a program that keeps none.
    #[n(14)]
    pub log: Option<Box<Logged>>,
    /// The office's word on devices that are not to be believed, each signed for itself.
    #[n(15)]
    pub revoked: Option<Vec<ByteVec>>,
}

/// Asks for the feeds after some places.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
pub struct Pull {
    /// Where to go on, bucket by bucket.
    #[n(0)]
    pub places: Vec<Place>,
    /// About how many bytes to send.
    #[n(1)]
    pub max_bytes: u64,
}

/// One item of a feed.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
pub enum FeedItem {
    /// An operation, byte for byte.
    #[n(0)]
    Op(#[n(0)] ByteVec),
    /// An operation the office holds out of the fold.
    #[n(1)]
    Hole {
        /// Which.
        #[n(0)]
        dot: Dot,
        /// Its hash, for the running sum.
        #[n(1)]
        hash: Hash,
        /// Why, in plain words.
        #[n(2)]
        reason: String,
    },
}

/// A piece of one bucket's feed.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
pub struct Segment {
    /// The bucket.
    #[n(0)]
    pub bucket: Bucket,
    /// The number of the first item.
    #[n(1)]
    pub from: u64,
    /// The items.
    #[n(2)]
    pub items: Vec<FeedItem>,
    /// The running sum after the last.
    #[n(3)]
    pub sum: u64,
}

/// The answer to [`Pull`].
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
pub struct Pulled {
    /// Pieces of feeds.
    #[n(0)]
    pub segments: Vec<Segment>,
    /// The grants the operations in them name.
    #[n(1)]
    pub grants: Vec<ByteVec>,
}

/// Asks for folded records, to start a fresh replica.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
pub struct PageAsk {
    /// The buckets still to come, in order.
    #[n(0)]
    pub buckets: Vec<Bucket>,
    /// The last record received of the first of them.
    #[n(1)]
    pub after: Option<RecordId>,
    /// About how many bytes to send.
    #[n(2)]
    pub max_bytes: u64,
}

/// The start of one bucket's records.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
pub struct Opening {
    /// Where the feed stood before the first record was read. Records may be newer, which is
    /// harmless: what arrives twice changes nothing.
    #[n(0)]
    pub place: Place,
    /// Who wrote into the bucket, and the last number of each.
    #[n(1)]
    pub writers: Vec<Dot>,
}

/// A page of folded records.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
pub struct Page {
    /// The buckets that begin on this page, in order.
    #[n(0)]
    pub openings: Vec<Opening>,
    /// The records, encoded.
    #[n(1)]
    pub records: Vec<ByteVec>,
    /// The grants of the writers named.
    #[n(2)]
    pub grants: Vec<ByteVec>,
    /// How many buckets of the request are complete with this page.
    #[n(3)]
    pub complete: u64,
    /// The last record of the bucket that is not complete.
    #[n(4)]
    pub next: Option<RecordId>,
}

/// No, and why.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode, thiserror::Error)]
#[error("{en}")]
pub struct Refused {
    /// A stable name.
    #[n(0)]
    pub code: String,
    /// The sentence in Chinese.
    #[n(1)]
    pub zh: String,
    /// The sentence in English.
    #[n(2)]
    pub en: String,
}

/// Everything a device may ask of an office once it is enrolled.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
pub enum Request {
    /// Who I am and where I stand.
    #[n(0)]
    Hello(#[n(0)] Hello),
    /// Here are operations.
    #[n(1)]
    Push(#[n(0)] Push),
    /// What is new?
    #[n(2)]
    Pull(#[n(0)] Pull),
    /// Give me the records themselves.
    #[n(3)]
    Page(#[n(0)] PageAsk),
    /// About photos and scans.
    #[n(4)]
    Photo(#[n(0)] PhotoAsk),
    /// Give me another name.
    #[n(5)]
    Renew(#[n(0)] Renew),
    /// About what others wrote.
    #[n(6)]
    Relay(#[n(0)] RelayAsk),
    /// One office to another: where I stand.
    #[n(7)]
    Standing(#[n(0)] Standing),
    /// One office to another: about the logs of both.
    #[n(9)]
    Witness(#[n(0)] Witness),
    /// My grant ran out too long ago: keep this until somebody has said yes.
    #[n(10)]
    HandIn(#[n(0)] HandIn),
}

/// The answers.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[allow(
    clippy::large_enum_variant,
    reason = "there is one answer at a time, and it is taken apart at once"
)]
pub enum Reply {
    /// To [`Request::Hello`].
    #[n(0)]
    Welcome(#[n(0)] Welcome),
    /// To [`Request::Push`].
    #[n(1)]
    Pushed(#[n(0)] Pushed),
    /// To [`Request::Pull`].
    #[n(2)]
    Pulled(#[n(0)] Pulled),
    /// To [`Request::Page`].
    #[n(3)]
    Page(#[n(0)] Page),
    /// To anything.
    #[n(4)]
    Refused(#[n(0)] Refused),
    /// To [`Request::Photo`].
    #[n(5)]
    Photo(#[n(0)] PhotoReply),
    /// To [`Request::Renew`].
    #[n(6)]
    Renewed(#[n(0)] Renewed),
    /// To [`Request::Relay`].
    #[n(7)]
    Relay(#[n(0)] RelayReply),
    /// To [`Request::Standing`].
    #[n(8)]
    Standing(#[n(0)] Standing),
    /// To [`Request::Witness`].
    #[n(10)]
    Witness(#[n(0)] Witness),
    /// To [`Request::HandIn`].
    #[n(11)]
    HandedIn(#[n(0)] HandedIn),
}

/// What the office signs in a [`Welcome`].
pub(crate) fn welcome_text(nonce: u64, device: DeviceId, epoch: u64) -> Vec<u8> {
    [&nonce.to_be_bytes()[..], &device.0, &epoch.to_be_bytes()].concat()
}

/// The purpose of that signature.
pub(crate) const WELCOME: &[u8] = b"xunlu/welcome/1\0";

impl Welcome {
    /// Signs the answer to a hello.
    ///
    /// # Errors
    /// A key that lies outside and does not answer.
    pub fn signature(
        by: &dyn Signs,
        (nonce, device, epoch): (u64, DeviceId, u64),
    ) -> Result<ByteVec, SignFailed> {
        let signature = by.sign(WELCOME, &welcome_text(nonce, device, epoch))?;
        Ok(signature.0.to_vec().into())
    }

    /// Whether the office of that key answered this very hello.
    #[must_use]
    pub fn is_from(&self, key: &merge::PublicKey, nonce: u64, device: DeviceId) -> bool {
        let signature: Result<[u8; 64], _> = self.signature.as_slice().try_into();
        let text = welcome_text(nonce, device, self.epoch);
        signature.is_ok_and(|bytes| key.verify(WELCOME, &text, &merge::Signature(bytes)))
    }
}
