//! One exchange with the office, step by step, without a socket in sight.

use merge::{Bucket, Dot, RecordId, Sealed};

use crate::limits::{BATCH_S, MAX_BATCH, MAX_OPS, MAX_STEPS, MAX_TRIES, MIN_BATCH};
use crate::message::{
    Hello, Opening, Page, PageAsk, Place, Pull, Pulled, Reply, Request, Segment, Welcome,
};
use crate::plan::plan;
use crate::push::{Fate, Push, Pushed};
use crate::replica::{Replica, Report, SyncError};

#[derive(Debug)]
enum State {
    Hello,
    Push { after: u64 },
    Offer { bucket: Bucket, after: Option<Dot> },
    Pages { after: Option<RecordId> },
    Pull,
    Brought { after: Option<Dot> },
    Done,
}

/// One exchange. Ask it for the [`Exchange::next`] request, bring it the [`Exchange::answer`].
#[derive(Debug)]
pub struct Exchange {
    state: State,
    batch: usize,
    /// The largest batch there may be.
    most: usize,
    tries: u32,
    steps: u32,
    hello: Option<Hello>,
    sent: Vec<Sealed>,
    /// Whether anything was pushed since the last hello, so that the feeds have moved.
    moved: bool,
    /// Whether the office has lost what it had, or never had anything: then it hears whose grants
    /// the operations name.
    lost: bool,
    offers: Vec<Bucket>,
    pages: Vec<Bucket>,
    openings: Vec<Opening>,
    pulls: Vec<Place>,
    goals: Vec<Place>,
    report: Report,
}

impl Default for Exchange {
    fn default() -> Self {
        Exchange {
            state: State::Hello,
            batch: MAX_BATCH / 4,
            most: MAX_BATCH,
            tries: 0,
            steps: 0,
            hello: None,
            sent: Vec::new(),
            moved: false,
            lost: false,
            offers: Vec::new(),
            pages: Vec::new(),
            openings: Vec::new(),
            pulls: Vec::new(),
            goals: Vec::new(),
            report: Report::default(),
        }
    }
}

impl Exchange {
    /// An exchange in batches of at most about so many bytes.
    #[must_use]
    pub(crate) fn in_batches(most: usize) -> Exchange {
        Exchange {
            batch: most.min(MAX_BATCH / 4),
            most,
            ..Exchange::default()
        }
    }

    /// The line has carried so many bytes a second. No batch is larger from here on than what that
    /// carries in [`BATCH_S`] seconds, so that a slow line need not fail before batches fit it.
    pub fn paced(&mut self, bytes_a_second: u64) {
        let fits = usize::try_from(bytes_a_second.saturating_mul(BATCH_S)).unwrap_or(MAX_BATCH);
        self.most = fits.clamp(MIN_BATCH, MAX_BATCH);
        self.batch = self.batch.min(self.most);
    }

    /// What was done so far.
    #[must_use]
    pub fn report(&self) -> Report {
        self.report
    }

    /// The next request, or none when both sides are level. After a failed link the same again.
    ///
    /// # Errors
    /// The device's own side, or an exchange that never ends.
    pub fn next<R: Replica>(
        &mut self,
        replica: &mut R,
    ) -> Result<Option<Request>, SyncError<R::Error>> {
        self.steps += 1;
        if self.steps > MAX_STEPS {
            return Err(SyncError::Endless);
        }
        loop {
            match &self.state {
                State::Hello => {
                    let hello = replica.hello().map_err(SyncError::Replica)?;
                    self.hello = Some(hello.clone());
                    return Ok(Some(Request::Hello(hello)));
                }
                State::Push { after } => {
                    let ops = replica
                        .own_after(*after, self.batch)
                        .map_err(SyncError::Replica)?;
                    if let Some(request) = self.push(replica, ops, self.lost)? {
                        return Ok(Some(request));
                    }
                    self.after_push();
                }
                State::Offer { bucket, after } => {
                    let kept = replica.kept_in(*bucket, *after, self.batch);
                    let kept = kept.map_err(SyncError::Replica)?;
                    if let Some(request) = self.push(replica, kept, true)? {
                        return Ok(Some(request));
                    }
                    self.after_push();
                }
                State::Pages { after } if !self.pages.is_empty() => {
                    return Ok(Some(Request::Page(PageAsk {
                        buckets: self.pages.clone(),
                        after: *after,
                        max_bytes: self.batch as u64,
                    })));
                }
                State::Pages { .. } => self.state = State::Pull,
                State::Pull if !self.pulls.is_empty() => {
                    return Ok(Some(Request::Pull(Pull {
                        places: self.pulls.clone(),
                        max_bytes: self.batch as u64,
                    })));
                }
                // What neighbours brought comes last: most of it was in the feeds by now.
                State::Pull => self.state = State::Brought { after: None },
                State::Brought { after } => {
                    let ops = replica.brought(*after, self.batch);
                    let ops = ops.map_err(SyncError::Replica)?;
                    if let Some(request) = self.push(replica, ops, true)? {
                        return Ok(Some(request));
                    }
                    let moved = std::mem::take(&mut self.moved);
                    self.state = if moved { State::Hello } else { State::Done };
                }
                State::Done => return Ok(None),
            }
        }
    }

    fn push<R: Replica>(
        &mut self,
        replica: &R,
        mut ops: Vec<Sealed>,
        named: bool,
    ) -> Result<Option<Request>, SyncError<R::Error>> {
        ops.truncate(MAX_OPS);
        if ops.is_empty() {
            return Ok(None);
        }
        let grants = if named {
            replica.grants_for(&ops).map_err(SyncError::Replica)?
        } else {
            Vec::new()
        };
        let push = Push::of(&ops, grants);
        self.sent = ops;
        Ok(Some(Request::Push(push)))
    }

    /// Where pushing goes on when one source of operations is exhausted.
    fn after_push(&mut self) {
        self.state = match self.offers.pop() {
            Some(bucket) => State::Offer {
                bucket,
                after: None,
            },
            // What was pushed has moved the feeds, so the office is asked again where they stand.
            None if std::mem::take(&mut self.moved) => State::Hello,
            None => State::Pages { after: None },
        };
    }

    /// Takes the answer to the last request.
    ///
    /// # Errors
    /// The device's own side, a refusal, or an answer that cannot be right.
    pub fn answer<R: Replica>(
        &mut self,
        replica: &mut R,
        reply: Reply,
    ) -> Result<(), SyncError<R::Error>> {
        self.tries = 0;
        self.batch = (self.batch * 2).min(self.most);
        match (reply, &self.state) {
            (Reply::Refused(refused), _) => Err(refused.into()),
            (Reply::Welcome(welcome), State::Hello) => self.welcomed(replica, &welcome),
            (
                Reply::Pushed(pushed),
                State::Push { .. } | State::Offer { .. } | State::Brought { .. },
            ) => self.pushed(replica, &pushed),
            (Reply::Page(page), State::Pages { .. }) => self.paged(replica, &page),
            (Reply::Pulled(pulled), State::Pull) => self.pulled(replica, &pulled),
            _ => Err(SyncError::OutOfTurn),
        }
    }

    /// The link failed. Answers whether to try again; the next batch is half as large.
    pub fn failed(&mut self) -> bool {
        self.batch = (self.batch / 2).max(MIN_BATCH);
        self.tries += 1;
        self.tries <= MAX_TRIES
    }

    fn welcomed<R: Replica>(
        &mut self,
        replica: &mut R,
        welcome: &Welcome,
    ) -> Result<(), SyncError<R::Error>> {
        let hello = self.hello.take().ok_or(SyncError::OutOfTurn)?;
        if !hello.spoken().speak(welcome.protocol) {
            return Err(SyncError::Protocol(welcome.protocol));
        }
        replica
            .welcomed(&hello, welcome)
            .map_err(SyncError::Replica)?;
        let plan = plan(&hello, welcome);
        self.lost |= welcome.head.seq == 0 || !welcome.strange.is_empty();
        self.offers = plan.offer;
        self.pages = plan.pages;
        self.pulls = plan.pull;
        self.goals = welcome.buckets.clone();
        let here = |bucket| {
            let known = self.pulls.iter().find(|place| place.bucket == bucket);
            known.map(|place| place.seq)
        };
        let expected = welcome.buckets.iter().filter_map(|place| {
            let paged = self.pages.contains(&place.bucket).then_some(0);
            Some(place.seq - here(place.bucket).or(paged)?.min(place.seq))
        });
        self.report.expected = expected.sum();
        match plan.push_after {
            Some(after) => self.state = State::Push { after },
            None => self.after_push(),
        }
        Ok(())
    }

    fn pushed<R: Replica>(
        &mut self,
        replica: &mut R,
        pushed: &Pushed,
    ) -> Result<(), SyncError<R::Error>> {
        let sent = std::mem::take(&mut self.sent);
        let Some(last) = sent.last().filter(|_| pushed.fates.len() == sent.len()) else {
            return Err(SyncError::OutOfTurn);
        };
        replica.pushed(&sent, pushed).map_err(SyncError::Replica)?;
        for fate in &pushed.fates {
            let count = match fate {
                Fate::Kept => &mut self.report.pushed,
                Fate::Known => &mut self.report.known,
                Fate::Held(_) => &mut self.report.held,
                Fate::Forked => &mut self.report.forked,
                Fate::Waiting(_) | Fate::Refused(_) => &mut self.report.refused,
            };
            *count += 1;
            self.moved |= matches!(fate, Fate::Kept | Fate::Held(_));
        }
        match &mut self.state {
            State::Push { after } => *after = last.op.seq,
            State::Offer { after, .. } | State::Brought { after } => *after = Some(last.op.dot()),
            _ => {}
        }
        Ok(())
    }

    fn paged<R: Replica>(
        &mut self,
        replica: &mut R,
        page: &Page,
    ) -> Result<(), SyncError<R::Error>> {
        let complete = usize::try_from(page.complete).unwrap_or(usize::MAX);
        self.openings.extend(page.openings.iter().cloned());
        if complete > self.pages.len()
            || complete > self.openings.len()
            || (complete == 0 && page.records.is_empty())
        {
            return Err(SyncError::OutOfTurn);
        }
        let done: Vec<Opening> = self.openings.drain(..complete).collect();
        replica.paged(page, &done).map_err(SyncError::Replica)?;
        self.pages.drain(..complete);
        self.report.records += page.records.len() as u64;
        // What came in while the records travelled is in the feed after the opening's place.
        let behind = done
            .iter()
            .map(|opening| opening.place)
            .filter(|place| self.is_behind(place));
        let behind: Vec<Place> = behind.collect();
        self.pulls.extend(behind);
        self.state = State::Pages { after: page.next };
        Ok(())
    }

    fn is_behind(&self, place: &Place) -> bool {
        self.goals
            .iter()
            .any(|goal| goal.bucket == place.bucket && goal.seq > place.seq)
    }

    fn pulled<R: Replica>(
        &mut self,
        replica: &mut R,
        pulled: &Pulled,
    ) -> Result<(), SyncError<R::Error>> {
        if pulled
            .segments
            .iter()
            .all(|segment| segment.items.is_empty())
        {
            return Err(SyncError::OutOfTurn);
        }
        for segment in &pulled.segments {
            let Some(index) = self
                .pulls
                .iter()
                .position(|place| place.bucket == segment.bucket)
            else {
                return Err(SyncError::OutOfTurn);
            };
            let place = follow(self.pulls[index], segment).ok_or(SyncError::Feed {
                bucket: segment.bucket,
            })?;
            let new = replica.pulled(segment, place, &pulled.grants);
            self.report.pulled += new.map_err(SyncError::Replica)?;
            self.report.read += segment.items.len() as u64;
            if self.is_behind(&place) {
                self.pulls[index] = place;
            } else {
                self.pulls.remove(index);
            }
        }
        Ok(())
    }
}

/// The place after a segment, if it follows on from `place` without gaps and with the right sum.
fn follow(place: Place, segment: &Segment) -> Option<Place> {
    if segment.from != place.seq + 1 {
        return None;
    }
    let sum = segment.items.iter().fold(place.sum, |sum, item| {
        let term = match item {
            crate::FeedItem::Op(bytes) => merge::Hash::of(&[bytes]).term(),
            crate::FeedItem::Hole { hash, .. } => hash.term(),
        };
        sum.wrapping_add(term)
    });
    let seq = place.seq + segment.items.len() as u64;
    (sum == segment.sum).then_some(Place {
        bucket: place.bucket,
        seq,
        sum,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_batch_is_what_the_line_carries_in_a_minute() {
        let mut exchange = Exchange::default();
        exchange.paced(1);
        assert_eq!((exchange.batch, exchange.most), (MIN_BATCH, MIN_BATCH));
        // It may grow again as soon as the line is faster, and is halved when it fails all the same.
        exchange.paced(1_000);
        assert_eq!((exchange.batch, exchange.most), (MIN_BATCH, 60_000));
        exchange.paced(u64::MAX);
        assert_eq!(exchange.most, MAX_BATCH);
        exchange.batch = 8 * MIN_BATCH;
        assert!(exchange.failed());
        assert_eq!(exchange.batch, 4 * MIN_BATCH);
    }
}
