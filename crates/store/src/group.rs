//! Many callers, one append and one sync: whoever gets the pen writes for all who wait.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use crate::error::StoreError;
use crate::item::Item;
use crate::open::Store;
use crate::take::Taken;

/// Bytes of operations written at once. What is longer is written alone.
const GROUP_BYTES: usize = 4 * 1024 * 1024;

type Answer = Mutex<Option<Result<Taken, StoreError>>>;

/// Items that wait to be written, and where their caller looks for the answer.
#[derive(Debug)]
pub(crate) struct Waiting {
    items: Vec<Item>,
    bytes: usize,
    answer: Arc<Answer>,
}

/// The right to write, and those who wait for it.
#[derive(Debug, Default)]
pub(crate) struct Pen {
    waiting: Mutex<VecDeque<Waiting>>,
    writer: Mutex<Writer>,
}

/// What the one who writes must know.
#[derive(Debug, Default)]
pub(crate) struct Writer {
    /// The index failed after the journal had kept something: it must catch up before the next
    /// commit, which would otherwise move its position past what it never folded.
    pub(crate) behind: bool,
    /// Until then nothing is written.
    pub(crate) held_until: Option<Instant>,
}

impl Writer {
    /// Whether nothing is to be written just now.
    pub(crate) fn is_held(&self) -> bool {
        self.held_until.is_some_and(|until| Instant::now() < until)
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Pen {
    /// Waits for the right to write.
    pub(crate) fn writer(&self) -> MutexGuard<'_, Writer> {
        lock(&self.writer)
    }

    fn queue(&self, items: Vec<Item>) -> Arc<Answer> {
        let size = |item: &Item| match item {
            Item::Op(arrival) => arrival.sealed.bytes().len(),
            _ => 0,
        };
        let answer = Arc::<Answer>::default();
        lock(&self.waiting).push_back(Waiting {
            bytes: items.iter().map(size).sum(),
            items,
            answer: answer.clone(),
        });
        answer
    }

    /// How many wait to be written.
    pub(crate) fn waiting_now(&self) -> usize {
        lock(&self.waiting).len()
    }

    /// Those who have waited longest, as many as are written at once.
    fn next(&self) -> Vec<Waiting> {
        let mut waiting = lock(&self.waiting);
        let mut bytes = 0usize;
        let within = waiting.iter().take_while(|one| {
            bytes = bytes.saturating_add(one.bytes);
            bytes <= GROUP_BYTES
        });
        let count = within.count().max(1).min(waiting.len());
        waiting.drain(..count).collect()
    }
}

impl Store {
    /// How many callers wait to be written at this moment.
    #[must_use]
    pub fn waiting(&self) -> usize {
        self.pen.waiting_now()
    }

    /// Keeps items, all or nothing, and answers when they are durable. Callers who wait at the
    /// same time share one append and one sync.
    ///
    /// Cursors and snapshots' vectors are kept only if no operation has to wait, so a feed with a
    /// hole in it is asked for again.
    ///
    /// # Errors
    /// A disk or index that refuses. After [`StoreError::Index`] the items may be durable all the
    /// same; then they are folded before anything else is taken, and known when they come again.
    pub fn take(&self, items: Vec<Item>) -> Result<Taken, StoreError> {
        let answer = self.pen.queue(items);
        let mut writer = self.pen.writer();
        loop {
            if let Some(answer) = lock(&answer).take() {
                return answer;
            }
            let group = self.pen.next();
            if group.is_empty() {
                // Whoever wrote for us stopped in the middle.
                writer.behind = true;
                return Err(StoreError::Index("the write was broken off".to_owned()));
            }
            self.write_group(&mut writer, group);
        }
    }

    /// Lets nothing be written for so long, so that what is kept can be moved; no time at all lets it
    /// go on. When it answers, no write is under way.
    pub fn hold(&self, long: Duration) {
        self.pen.writer().held_until = Instant::now().checked_add(long);
    }

    /// Whether nothing is written just now.
    #[must_use]
    pub fn is_held(&self) -> bool {
        self.pen.writer().is_held()
    }

    fn write_group(&self, writer: &mut Writer, group: Vec<Waiting>) {
        let (answers, requests): (Vec<_>, Vec<_>) =
            group.into_iter().map(|one| (one.answer, one.items)).unzip();
        if writer.is_held() {
            for answer in &answers {
                *lock(answer) = Some(Err(StoreError::Held));
            }
            return;
        }
        let written = match self.write(writer, &requests) {
            Ok(taken) => taken.into_iter().map(Ok).collect(),
            // Nothing was kept: what fails for one need not fail for all.
            Err(error) if requests.len() > 1 && !writer.behind && !error.is_far() => requests
                .chunks(1)
                .map(|one| self.write(writer, one).map(|mut taken| taken.remove(0)))
                .collect(),
            Err(error) => answers
                .iter()
                .map(|_| Err(error.again()))
                .collect::<Vec<_>>(),
        };
        for (answer, written) in answers.iter().zip(written) {
            *lock(answer) = Some(written);
        }
    }
}
