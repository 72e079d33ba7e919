//! The office's side of an exchange.

use std::collections::{BTreeMap, BTreeSet};

use forms::{Deed, Local};
use merge::{Bucket, DeviceId, Dot, Grant, Hash, Sealed};
use minicbor::bytes::ByteVec;
use store::{Fate, Item};
use sync::limits::{MAX_BATCH, MAX_BUCKETS, MAX_OPS};
use sync::{
    FeedItem, Hello, Opening, Page, PageAsk, Place, Protocols, Pull, Pulled, Push, Pushed, Reply,
    Request, Rules, SPOKEN, Segment, Welcome,
};

use crate::admission::Policy;
use crate::admit::{Candidate, area};
use crate::office::Office;
use crate::refused::refused;
use desk::Failure;
use desk::rights::readable;
use desk::trust::{self, OFFICE, meet};

impl Office {
    /// Answers an enrolled device, whose signature over the request has been checked.
    #[must_use]
    pub fn answer(&self, device: DeviceId, request: Request, now_ms: u64) -> Reply {
        let answered = match request {
            // It is for those who are refused everything else.
            Request::HandIn(ask) => self.hand_in(device, &ask, now_ms).map(Reply::HandedIn),
            other => self.answer_let_in(device, other, now_ms),
        };
        answered.unwrap_or_else(|failure| Reply::Refused(refused(&failure)))
    }

    fn answer_let_in(
        &self,
        device: DeviceId,
        request: Request,
        now_ms: u64,
    ) -> Result<Reply, Failure> {
        self.holder(device, now_ms).and_then(|grant| match request {
            Request::Hello(hello) => self.hello(&grant, &hello, now_ms).map(Reply::Welcome),
            Request::Push(push) => self.push(device, &push, now_ms).map(Reply::Pushed),
            Request::Pull(pull) => self.pull(&grant, &pull).map(Reply::Pulled),
            Request::Page(ask) => self.page(&grant, &ask).map(Reply::Page),
            Request::Renew(ask) => self.renew(&grant, &ask, now_ms).map(Reply::Renewed),
            Request::Photo(ask) => self.photo(&grant, ask).map(Reply::Photo),
            Request::Relay(_) | Request::Standing(_) | Request::Witness(_)
                if grant.terms.role != OFFICE =>
            {
                Err(no_relay())
            }
            Request::Relay(ask) => self.relay(&grant, ask, now_ms).map(Reply::Relay),
            Request::Witness(said) => self.witness(&grant, &said, now_ms).map(Reply::Witness),
            Request::Standing(ask) => self.stand(&grant, &ask, now_ms).map(Reply::Standing),
            Request::HandIn(ask) => self.hand_in(device, &ask, now_ms).map(Reply::HandedIn),
        })
    }

    fn hello(&self, grant: &Grant, hello: &Hello, now_ms: u64) -> Result<Welcome, Failure> {
        let protocol = agreed(hello)?;
        if hello.places.len() > MAX_BUCKETS {
            return Err(too_much());
        }
        // A yes may have been cut short, or a longer grace been set since it handed in.
        self.admit_handed(grant.device, now_ms)?;
        let mut buckets = Vec::new();
        let known = (&*self.room.catalog, &self.room.divisions);
        for codes in readable(known, &grant.terms.role, &area(grant)) {
            let heads = self.room.store.feed_heads(&codes)?;
            buckets.extend(
                heads
                    .into_iter()
                    .map(|(bucket, seq, sum)| Place { bucket, seq, sum }),
            );
        }
        let (mut strange, mut gone) = (Vec::new(), Vec::new());
        for place in &hello.places {
            if !self.in_area(grant, place.bucket) {
                gone.push(place.bucket);
            } else if self.room.store.feed_sum(place.bucket, place.seq)? != Some(place.sum) {
                strange.push(place.bucket);
            }
        }
        self.hear_looks(grant, hello.looks.as_deref().unwrap_or_default())?;
        let (device, head) = (grant.device, self.room.store.head(grant.device)?);
        if head.seq == 0 {
            let seq = hello.head.seq;
            self.note_told([Dot { device, seq }].into_iter())?;
        }
        Ok(Welcome {
            protocol,
            server_ms: now_ms,
            epoch: self.site.epoch,
            head,
            buckets,
            strange,
            gone,
            receipt: self.receipt(grant.device, now_ms)?.bytes().to_vec().into(),
            signature: Welcome::signature(&self.key, (hello.nonce, grant.device, self.site.epoch))?,
            rules: self.rules(grant, hello.rules, hello.nonce)?,
            charters: Some(self.charters(grant)?),
            posting: self.posting(grant, hello, now_ms)?,
            revoked: Some(self.revocations(grant)?).filter(|words| !words.is_empty()),
            log: Some(Box::new(self.logged(hello.log_seen, now_ms)?)),
        })
    }

    /// The charters this office has signed for others that write where a device looks.
    fn charters(&self, grant: &Grant) -> Result<Vec<ByteVec>, Failure> {
        let trust = self.trust()?;
        let charters = trust.charters().filter(|charter| meet(charter, grant));
        Ok(charters.map(|one| one.bytes().to_vec().into()).collect())
    }

    /// Whose grants are believed here.
    pub(crate) fn trust(&self) -> Result<trust::Trust, Failure> {
        trust::Trust::kept(self.key.public(), &self.room.store)
    }

    /// What the place has set for itself and a device does not know, as far as it concerns its
    /// people.
    ///
    /// # Errors
    /// An index that fails, or a signer that does not answer.
    pub(crate) fn rules(
        &self,
        grant: &Grant,
        known: Option<Hash>,
        nonce: u64,
    ) -> Result<Option<Rules>, Failure> {
        let area: Vec<u64> = grant.terms.jurisdiction.iter().map(|b| b.0).collect();
        let mut local = self.room.catalog.local().of_area(&area);
        let set = self.policy()?.grace_days;
        local.grace_days = Some(set).filter(|days| *days != Policy::default().grace_days);
        if known.is_none() && local == Local::default() {
            return Ok(None);
        }
        let bytes = local.encode();
        let other = known != Some(Rules::hash(&bytes));
        let said = other.then(|| Rules::sign(bytes, &self.key, nonce, grant.device));
        Ok(said.transpose()?)
    }

    fn push(&self, device: DeviceId, push: &Push, now_ms: u64) -> Result<Pushed, Failure> {
        let grants = push.grants.as_deref().unwrap_or_default();
        if push.ops.len() > MAX_OPS || grants.len() > MAX_OPS {
            return Err(too_much());
        }
        let doubts = self.take_grants(grants)?;
        let bytes: Vec<&[u8]> = push.ops.iter().map(|op| op.as_slice()).collect();
        let candidates = self.judge(&bytes, now_ms)?;
        let named = |bytes: &[u8]| Sealed::open(bytes).ok().map(|sealed| sealed.op.grant);
        let mut items = Vec::with_capacity(candidates.len());
        let mut answers = Vec::with_capacity(candidates.len());
        for (bytes, candidate) in bytes.iter().zip(candidates) {
            match candidate {
                Candidate::Sound(arrival) => {
                    answers.push(Ok(arrival.sealed.op.dot()));
                    items.push(Item::Op(*arrival));
                }
                Candidate::Refused(text) => {
                    let doubt = named(bytes).and_then(|grant| doubts.get(&grant));
                    answers.push(Err(doubt.map_or(text, Failure::text)));
                }
            }
        }
        let fates = self.room.store.take(items)?;
        let waiting = fates.iter().zip(answers.iter().flatten());
        let waiting = waiting.filter(|(fate, _)| matches!(fate, Fate::Waiting { .. }));
        self.note_told(waiting.map(|(_, dot)| *dot))?;
        let dots: Vec<Option<Dot>> = answers
            .iter()
            .map(|one| one.as_ref().ok().copied())
            .collect();
        let mut fates = fates.into_iter();
        let mut told = Vec::with_capacity(answers.len());
        for answer in answers {
            told.push(match answer {
                Ok(dot) => self.told(dot, fates.next())?,
                Err(text) => sync::Fate::Refused(text.to_string()),
            });
        }
        let taken = bytes.iter().zip(&told).zip(dots);
        let others = taken.filter_map(|((bytes, fate), dot)| {
            let kept = matches!(
                fate,
                sync::Fate::Kept | sync::Fate::Known | sync::Fate::Held(_)
            );
            let other = dot.is_some_and(|dot| dot.device != device);
            (kept && other).then(|| Sealed::open(bytes).ok()).flatten()
        });
        let others = self.receipts_of(others, now_ms)?;
        Ok(Pushed {
            fates: told,
            receipt: self.receipt(device, now_ms)?.bytes().to_vec().into(),
            others: Some(others).filter(|others| !others.is_empty()),
        })
    }

    /// What a device is told of an operation the store was given.
    ///
    /// Whether it is held is asked of the store. One that was here already stands as it was judged
    /// when it came, not as it would be judged now that others have followed; and a lost answer
    /// does not leave its author without the reason.
    pub(crate) fn told(&self, dot: Dot, fate: Option<Fate>) -> Result<sync::Fate, Failure> {
        Ok(match (fate, self.room.store.held(dot)?) {
            (Some(Fate::Forked), _) => sync::Fate::Forked,
            (Some(Fate::Waiting { after }), _) => sync::Fate::Waiting(after),
            (_, Some(reason)) => sync::Fate::Held(reason),
            (Some(Fate::Kept), None) => sync::Fate::Kept,
            (Some(Fate::Known) | None, None) => sync::Fate::Known,
        })
    }

    fn pull(&self, grant: &Grant, pull: &Pull) -> Result<Pulled, Failure> {
        let mut left = budget(pull.max_bytes);
        let mut segments = Vec::new();
        let mut named = BTreeSet::new();
        for place in &pull.places {
            if left == 0 || !self.in_area(grant, place.bucket) {
                continue;
            }
            let found = self.room.store.feed(place.bucket, place.seq, left)?;
            if found.items.is_empty() {
                continue;
            }
            let mut items = Vec::with_capacity(found.items.len());
            for item in found.items {
                items.push(match item {
                    store::FeedItem::Op(sealed) => {
                        left = left.saturating_sub(sealed.bytes().len());
                        named.insert(sealed.op.grant);
                        FeedItem::Op(sealed.bytes().to_vec().into())
                    }
                    store::FeedItem::Hole { dot, hash, reason } => {
                        FeedItem::Hole { dot, hash, reason }
                    }
                });
            }
            let (bucket, from, sum) = (found.bucket, found.from, found.sum);
            segments.push(Segment {
                bucket,
                from,
                items,
                sum,
            });
        }
        Ok(Pulled {
            segments,
            grants: self.grants(named)?,
        })
    }

    fn page(&self, grant: &Grant, ask: &PageAsk) -> Result<Page, Failure> {
        let mut page = Page {
            openings: Vec::new(),
            records: Vec::new(),
            grants: Vec::new(),
            complete: 0,
            next: None,
        };
        let mut left = budget(ask.max_bytes);
        let mut after = ask.after;
        let mut named = BTreeMap::new();
        let writers = self.writers(grant)?;
        for bucket in ask
            .buckets
            .iter()
            .filter(|bucket| self.in_area(grant, **bucket))
        {
            if after.is_none() {
                // The place is read before the first record, so that nothing falls between.
                let (seq, sum) = self.room.store.feed_head(*bucket)?;
                let writers = writers.get(bucket).cloned().unwrap_or_default();
                named.extend(writers.iter().map(|dot| (dot.device, ())));
                page.openings.push(Opening {
                    place: Place {
                        bucket: *bucket,
                        seq,
                        sum,
                    },
                    writers,
                });
            }
            let found = self.room.store.page(*bucket, after.take(), left)?;
            left = left.saturating_sub(found.records.iter().map(Vec::len).sum());
            page.records
                .extend(found.records.into_iter().map(ByteVec::from));
            if found.next.is_some() {
                page.next = found.next;
                break;
            }
            page.complete += 1;
            if left == 0 {
                break;
            }
        }
        for device in named.keys() {
            page.grants.extend(
                self.room
                    .store
                    .holder(*device)?
                    .map(|g| g.bytes().to_vec().into()),
            );
        }
        Ok(page)
    }

    /// Who wrote into the buckets of an area, and the last number of each.
    fn writers(&self, grant: &Grant) -> Result<BTreeMap<Bucket, Vec<Dot>>, Failure> {
        let mut writers: BTreeMap<Bucket, Vec<Dot>> = BTreeMap::new();
        for (device, bucket, seq) in self.room.store.writers()? {
            if self.in_area(grant, bucket) {
                writers.entry(bucket).or_default().push(Dot { device, seq });
            }
        }
        Ok(writers)
    }

    /// Whether whoever a grant was given to may read a bucket.
    pub(crate) fn in_area(&self, grant: &Grant, bucket: Bucket) -> bool {
        self.room.lets(&grant.terms, Deed::Read, bucket)
    }

    pub(crate) fn grants(&self, hashes: BTreeSet<Hash>) -> Result<Vec<ByteVec>, Failure> {
        let mut grants = Vec::new();
        for hash in hashes {
            grants.extend(
                self.room
                    .store
                    .grant(hash)?
                    .map(|grant| grant.bytes().to_vec().into()),
            );
        }
        Ok(grants)
    }
}

fn budget(asked: u64) -> usize {
    usize::try_from(asked)
        .unwrap_or(MAX_BATCH)
        .clamp(1, MAX_BATCH)
}

/// Devices have the feeds, and push what they carry for others.
fn no_relay() -> Failure {
    Failure::new(
        "relay",
        "服务器不与客户端按向量交换；请直接同步",
        "a server does not go by vectors with a device; sync with it",
    )
}

/// The protocol to speak with a device.
///
/// # Errors
/// The two programs are too far apart in age.
pub(crate) fn agreed(hello: &Hello) -> Result<u16, Failure> {
    let theirs = hello.spoken();
    SPOKEN.common(theirs).ok_or_else(|| nothing_common(theirs))
}

fn nothing_common(theirs: Protocols) -> Failure {
    let (zh, en) = if theirs.oldest > SPOKEN.newest {
        ("服务器", "the server")
    } else {
        ("客户端", "the laptop's program")
    };
    Failure::new(
        "protocol",
        format!(
            "客户端的协议版本为 {theirs}，服务器为 {SPOKEN}，没有共同版本；请升级{zh}，数据都在本机"
        ),
        format!(
            "the laptop speaks protocol {theirs}, the server {SPOKEN}, none is common; update {en}, everything is kept where it is"
        ),
    )
}

pub(crate) fn too_much() -> Failure {
    Failure::new(
        "too_large",
        "一次请求的内容过多；请升级客户端",
        "too much in one request; update the client",
    )
}
