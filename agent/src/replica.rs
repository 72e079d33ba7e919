//! The laptop as one side of an exchange.

use std::collections::BTreeMap;

use merge::{Bucket, Dot, Grant, Hash, PublicKey, Receipt, Record, Sealed};
use minicbor::bytes::ByteVec;
use store::{Arrival, Item, Store, Verdict};
use sync::{
    Carrier, Chain, Fate, FeedItem, HandedIn, Hello, Opening, Page, Place, Pushed, Replica,
    Segment, Welcome,
};

use desk::fill;
use desk::revoked;
use desk::trust::{self, Trust};
use desk::witness::Witnessing;

use crate::brought::chain;
use crate::enrol::wrong_server;
use crate::laptop::Laptop;
use crate::looked::told_looks;
use crate::officers::inside;
use crate::renew::{copied, is_foreign, noticed};
use desk::Failure;

impl Replica for Laptop {
    type Error = Failure;

    fn hello(&mut self) -> Result<Hello, Failure> {
        let mut nonce = [0; 8];
        fill(&mut nonce)?;
        let colleagues = self.colleagues_area();
        let cursors = self.room.store.cursors()?.into_iter();
        // What a colleague alone answers for would be strange to whoever asks now, and is not gone.
        let cursors = cursors
            .filter(|(bucket, ..)| self.answers_for(*bucket) || !inside(&colleagues, *bucket));
        Ok(Hello {
            protocol: sync::SPOKEN.oldest,
            nonce: u64::from_le_bytes(nonce),
            head: self.room.store.head(self.device.id())?,
            places: cursors
                .map(|(bucket, seq, sum)| Place { bucket, seq, sum })
                .collect(),
            rules: self.rules_hash()?,
            newest: Some(sync::SPOKEN.newest),
            posting: Some(self.posting_hash()),
            log_seen: Witnessing::of_own(&self.room.store).seen()?,
            looks: self.untold_looks()?,
        })
    }

    fn welcomed(&mut self, hello: &Hello, welcome: &Welcome) -> Result<(), Failure> {
        if !welcome.is_from(&self.device.office()?, hello.nonce, self.device.id()) {
            return Err(wrong_server(&self.device.server));
        }
        if is_foreign(&self.room.store, self.device.id(), welcome.head)? {
            self.room.store.take(vec![noticed()])?;
            return Err(copied(welcome.head.seq, hello.head.seq));
        }
        // What was written here once may come home yet, by a stick or a neighbour.
        if let Some(written) = self.written_once() {
            return Err(copied(written, hello.head.seq));
        }
        let mut items = self.receipt(&welcome.receipt)?;
        let forget = welcome.strange.iter().chain(&welcome.gone);
        items.extend(forget.map(|bucket| Item::Cursor {
            bucket: *bucket,
            seq: 0,
            sum: 0,
        }));
        if !welcome.strange.is_empty() {
            items.push(crate::stick::noticed());
        }
        if let Some(rules) = &welcome.rules {
            if !rules.is_from(&self.device.office()?, hello.nonce, self.device.id()) {
                return Err(wrong_server(&self.device.server));
            }
            // Rules in a form only a newer program reads change nothing here.
            items.extend(self.know_rules(&rules.bytes));
        }
        items.extend(self.new_charters(welcome.charters.as_deref().unwrap_or_default())?);
        if let Some(posting) = &welcome.posting {
            if !posting.is_from(&self.device.office()?, hello.nonce, self.device.id()) {
                return Err(wrong_server(&self.device.server));
            }
            items.extend(self.take_post(posting)?);
        }
        for word in welcome.revoked.iter().flatten() {
            items.extend(revoked::keep(
                &self.room.store,
                word,
                &self.device.office()?,
            )?);
        }
        items.extend(self.let_in_again()?);
        items.extend(self.witness(hello, welcome)?);
        items.extend(told_looks(hello));
        self.room.store.take(items)?;
        self.leave_trace();
        Ok(())
    }

    fn own_after(&self, seq: u64, max_bytes: usize) -> Result<Vec<Sealed>, Failure> {
        Ok(self
            .room
            .store
            .ops_after(self.device.id(), seq, max_bytes)?)
    }

    fn kept_in(
        &self,
        bucket: Bucket,
        after: Option<Dot>,
        max_bytes: usize,
    ) -> Result<Vec<Sealed>, Failure> {
        Ok(self.room.store.ops_in(bucket, after, max_bytes)?)
    }

    fn brought(&self, after: Option<Dot>, max_bytes: usize) -> Result<Vec<Sealed>, Failure> {
        self.brought_after(after, max_bytes)
    }

    fn grants_for(&self, ops: &[Sealed]) -> Result<Vec<ByteVec>, Failure> {
        self.grants_of(ops)
    }

    fn pushed(&mut self, sent: &[Sealed], answer: &Pushed) -> Result<(), Failure> {
        let mut items = self.receipt(&answer.receipt)?;
        items.extend(self.receipts_of_colleagues(answer.others.as_deref().unwrap_or_default())?);
        // What it refuses it would refuse again.
        let judged = sent.iter().zip(&answer.fates);
        let judged = judged.filter(|(_, fate)| !matches!(fate, Fate::Waiting(_)));
        items.extend(self.at_office(judged.map(|(sealed, _)| (chain(sealed), sealed.op.seq)))?);
        for (sealed, fate) in sent.iter().zip(&answer.fates) {
            if let Fate::Held(reason) = fate {
                items.push(Item::Hold {
                    dot: sealed.op.dot(),
                    reason: reason.clone(),
                });
            }
        }
        self.room.store.take(items)?;
        self.leave_trace();
        Ok(())
    }

    fn handed_in(&mut self, nonce: u64, said: &HandedIn) -> Result<(), Failure> {
        self.keep_handed(nonce, said)
    }

    fn pulled(
        &mut self,
        segment: &Segment,
        place: Place,
        grants: &[ByteVec],
    ) -> Result<u64, Failure> {
        if !self.answers_for(segment.bucket) {
            return Ok(0);
        }
        let (mut items, known) = self.grants(grants)?;
        let mut keys = Keys {
            store: &self.room.store,
            known,
        };
        let mut told = Vec::new();
        for item in &segment.items {
            match item {
                FeedItem::Op(bytes) => {
                    let sealed = Sealed::open(bytes).map_err(|_| forged(segment.bucket))?;
                    if sealed.op.bucket != segment.bucket || !keys.signed(&sealed)? {
                        return Err(forged(segment.bucket));
                    }
                    told.push((chain(&sealed), sealed.op.seq));
                    // The office's clock has vouched for the time of the last receipt.
                    let received_ms = self.author_time();
                    items.push(Item::Op(Arrival {
                        sealed,
                        verdict: Verdict::Applied,
                        received_ms,
                    }));
                }
                FeedItem::Hole { dot, reason, .. } => {
                    // What follows the hole in the device's chain must not wait for it.
                    let Dot { device, seq } = *dot;
                    let bucket = segment.bucket;
                    told.push((Chain { bucket, device }, seq));
                    items.push(Item::Seen {
                        device,
                        bucket,
                        seq,
                    });
                    items.push(Item::Hold {
                        dot: *dot,
                        reason: reason.clone(),
                    });
                }
            }
        }
        items.extend(self.at_office(told.into_iter())?);
        items.push(Item::Cursor {
            bucket: place.bucket,
            seq: place.seq,
            sum: place.sum,
        });
        let fates = self.room.store.take(items)?;
        if fates
            .iter()
            .any(|fate| matches!(fate, store::Fate::Waiting { .. }))
        {
            return Err(forged(segment.bucket));
        }
        let new = fates.iter().filter(|fate| **fate == store::Fate::Kept);
        Ok(new.count() as u64)
    }

    fn paged(&mut self, page: &Page, complete: &[Opening]) -> Result<(), Failure> {
        let (mut items, _) = self.grants(&page.grants)?;
        for bytes in &page.records {
            let record = Record::decode(bytes).map_err(|_| wrong_server(&self.device.server))?;
            if !self.answers_for(record.bucket) {
                continue;
            }
            items.push(Item::Snapshot(Box::new(record)));
        }
        for opening in complete {
            let Place { bucket, seq, sum } = opening.place;
            let writers = opening.writers.iter().map(|dot| {
                let device = dot.device;
                (Chain { bucket, device }, dot.seq)
            });
            items.extend(self.at_office(writers)?);
            if !self.answers_for(bucket) {
                continue;
            }
            let seen = opening.writers.iter();
            items.extend(seen.map(|dot| Item::Seen {
                device: dot.device,
                bucket,
                seq: dot.seq,
            }));
            items.push(Item::Cursor { bucket, seq, sum });
        }
        self.room.store.take(items)?;
        Ok(())
    }
}

impl Laptop {
    /// What is to be kept of the office's log.
    fn witness(&self, hello: &Hello, welcome: &Welcome) -> Result<Vec<Item>, Failure> {
        let witness = Witnessing::of_own(&self.room.store);
        let (shown, office) = (welcome.log.as_deref(), self.device.office()?);
        witness.heed(hello.log_seen, shown, &office, welcome.server_ms)
    }

    fn receipt(&mut self, bytes: &[u8]) -> Result<Vec<Item>, Failure> {
        let office = self.device.office()?;
        let receipt = Receipt::open(bytes).ok();
        let sound = receipt.filter(|r| r.device == self.device.id() && r.verify(&office));
        let receipt = sound.ok_or_else(|| wrong_server(&self.device.server))?;
        self.author.trust(receipt.server_ms);
        self.room.to_keep(receipt)
    }

    /// What is to be kept of receipts for colleagues whose work came along. Of another copy of a
    /// colleague's chain the colleague hears when they sync.
    fn receipts_of_colleagues(&self, receipts: &[ByteVec]) -> Result<Vec<Item>, Failure> {
        let office = self.device.office()?;
        let mut items = Vec::new();
        for receipt in receipts
            .iter()
            .filter_map(|bytes| Receipt::open(bytes).ok())
        {
            let (device, head) = (receipt.device, receipt.head);
            if !self.is_colleague(device) || !receipt.verify(&office) {
                continue;
            }
            let before = self.room.receipt_of(device)?;
            let later = before.is_none_or(|before| before.head.seq < head.seq);
            if later && !is_foreign(&self.room.store, device, head)? {
                items.push(desk::receipts::note(&receipt));
            }
        }
        Ok(items)
    }

    pub(crate) fn author_time(&self) -> u64 {
        self.author.trusted_ms()
    }

    /// The charters of other offices that came along and are not kept yet.
    fn new_charters(&self, bytes: &[ByteVec]) -> Result<Vec<Item>, Failure> {
        let mut trust = Trust::of(self.device.office()?);
        let mut items = Vec::new();
        for bytes in bytes {
            let charter = trust.add(bytes);
            let charter = charter.ok_or_else(|| wrong_server(&self.device.server))?;
            let name = trust::note_of(charter);
            if self.room.store.note(&name)?.is_none() {
                let value = charter.bytes().to_vec();
                items.push(Item::Note { name, value });
            }
        }
        Ok(items)
    }

    /// The grants that came along: those not kept yet as items, all of them by hash.
    pub(crate) fn grants(
        &self,
        bytes: &[ByteVec],
    ) -> Result<(Vec<Item>, BTreeMap<Hash, Grant>), Failure> {
        let trust = Trust::kept(self.device.office()?, &self.room.store)?;
        let mut items = Vec::new();
        let mut known = BTreeMap::new();
        for bytes in bytes {
            let grant = Grant::open(bytes).map_err(|_| wrong_server(&self.device.server))?;
            trust.believes(&grant, &self.room.catalog)?;
            if self.room.store.grant(grant.hash())?.is_none() {
                items.push(Item::Grant(grant.clone()));
            }
            known.insert(grant.hash(), grant);
        }
        Ok((items, known))
    }
}

/// Keys to verify with, each read once.
pub(crate) struct Keys<'s> {
    pub(crate) store: &'s Store,
    pub(crate) known: BTreeMap<Hash, Grant>,
}

impl Keys<'_> {
    pub(crate) fn signed(&mut self, sealed: &Sealed) -> Result<bool, Failure> {
        let hash = sealed.op.grant;
        if let Some(grant) = self
            .store
            .grant(hash)?
            .filter(|_| !self.known.contains_key(&hash))
        {
            self.known.insert(hash, grant);
        }
        let Some(grant) = self.known.get(&hash) else {
            return Ok(false);
        };
        let key: Result<PublicKey, _> = grant.public_key();
        Ok(grant.device == sealed.op.device && key.is_ok_and(|key| sealed.verify(&key)))
    }
}

/// The office sent something that its author did not sign, or that leaves a gap.
fn forged(bucket: Bucket) -> Failure {
    Failure::new(
        "forged",
        format!("{bucket} 的下行数据有缺口或签名不符，未采纳；请报告管理员并重新同步"),
        format!(
            "data of {bucket} has a gap or a wrong signature and was not taken; tell the administrator and sync again"
        ),
    )
}
