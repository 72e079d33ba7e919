//! Random histories: what two to four devices could really have written on one record.
//!
//! Every device has its own replica and its own pen. It opens a form on what it has seen, other
//! operations may arrive while the form is open, and it saves. Operations travel piece by piece:
//! those of one writer in their order, as the store guarantees, but those of different writers in
//! any order, so a replica may get an operation before one that its writer had seen.

pub(crate) mod oracle;

use merge::{
    Attachment, Author, Bucket, Change, Claimed, Context, DeviceId, Draft, Hash, Hlc, Key, Now, Op,
    Record, RecordId, Sealed, Suite, Value,
};
use proptest::prelude::*;

pub(crate) const RECORD: RecordId = RecordId([7; 16]);
pub(crate) const BUCKET: Bucket = Bucket(420_625_102_201);
pub(crate) const KIND: u16 = 3;
pub(crate) const FIELDS: std::ops::Range<u16> = 1..4;
pub(crate) const SETS: std::ops::Range<u16> = 10..12;

/// One thing that happens.
#[derive(Debug, Clone)]
pub(crate) enum Step {
    /// The device opens a form on what it has seen.
    Open(usize),
    /// The device saves the open form, or one it opens just now.
    Save {
        device: usize,
        changes: Vec<Change>,
        settle: bool,
        wall_ms: u64,
    },
    /// The next operations of one writer travel from one device to another.
    Send {
        from: usize,
        to: usize,
        writer: usize,
        count: usize,
    },
}

/// What was written, and every record any device ever had on its screen.
pub(crate) struct History {
    pub(crate) ops: Vec<Op>,
    pub(crate) screens: Vec<Record>,
}

/// A failure prints what was written; the screens follow from it.
impl std::fmt::Debug for History {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        for op in &self.ops {
            let seen: Vec<_> = op.context.dots.iter().collect();
            let settled = (!op.resolves.is_empty()).then_some(&op.resolves);
            writeln!(
                f,
                "{:?} {:?} saw {seen:?}: {:?} {settled:?}",
                op.dot(),
                op.hlc,
                op.changes
            )?;
        }
        Ok(())
    }
}

pub(crate) fn histories() -> impl Strategy<Value = History> {
    (2usize..=4)
        .prop_flat_map(|devices| prop::collection::vec(step(devices), 4..24))
        .prop_map(|steps| live(&steps))
        .prop_filter("nothing was written", |history| !history.ops.is_empty())
}

fn step(devices: usize) -> impl Strategy<Value = Step> {
    let changes = prop::collection::vec(change(), 1..5);
    // Wall clocks differ by hours: contexts alone may carry causality.
    let save = (0..devices, changes, any::<bool>(), 0u64..10_000_000);
    prop_oneof![
        1 => (0..devices).prop_map(Step::Open),
        4 => save.prop_map(|(device, changes, settle, wall_ms)| Step::Save {
            device, changes, settle, wall_ms
        }),
        4 => (0..devices, 0..devices, 0..devices, 1usize..4).prop_map(
            |(from, to, writer, count)| Step::Send { from, to, writer, count }
        ),
    ]
}

fn change() -> impl Strategy<Value = Change> {
    let few = prop_oneof![
        Just(Value::Null),
        (0i64..3).prop_map(Value::Int),
        Just("急弯".into())
    ];
    let item = prop_oneof![(0i64..2).prop_map(Value::Int), Just("临水".into())];
    prop_oneof![
        4 => (FIELDS, few).prop_map(|(field, value)| Change::Set { field, value }),
        3 => (SETS, item, any::<bool>()).prop_map(|(field, item, present)| Change::Item {
            field, item, present
        }),
        2 => prop::sample::select(vec!["report", "grade", "close"])
            .prop_map(|name| Change::Event { name: name.to_owned() }),
        1 => (0u8..3).prop_map(|n| Change::Attach(Attachment {
            field: 20 + u16::from(n % 2),
            sha256: Hash([n; 32]),
            size: 5,
            mime: "image/jpeg".to_owned(),
            caption: "照片".to_owned(),
        })),
    ]
}

struct Laptop {
    author: Author,
    /// Places in [`History::ops`].
    known: Vec<usize>,
    record: Record,
    form: Option<Context>,
}

fn live(steps: &[Step]) -> History {
    let devices = 4;
    let mut laptops: Vec<Laptop> = (0..devices).map(laptop).collect();
    let mut history = History {
        ops: Vec::new(),
        screens: Vec::new(),
    };
    for step in steps {
        match step {
            Step::Open(device) => {
                let laptop = &mut laptops[*device];
                laptop.form = Some(laptop.record.clock().clone());
            }
            Step::Save {
                device,
                changes,
                settle,
                wall_ms,
            } => {
                let laptop = &mut laptops[*device];
                let now = Now {
                    wall_ms: *wall_ms,
                    offset_min: 480,
                };
                history
                    .ops
                    .push(save(laptop, changes.clone(), *settle, now));
                laptop.known.push(history.ops.len() - 1);
                history.screens.push(laptop.record.clone());
            }
            Step::Send {
                from,
                to,
                writer,
                count,
            } => {
                let wanted = laptops[*writer].author.device();
                let news: Vec<usize> = laptops[*from]
                    .known
                    .iter()
                    .filter(|place| history.ops[**place].device == wanted)
                    .filter(|place| !laptops[*to].known.contains(place))
                    .take(*count)
                    .copied()
                    .collect();
                for place in news {
                    laptops[*to].known.push(place);
                    laptops[*to].record.apply(&history.ops[place]).unwrap();
                    history.screens.push(laptops[*to].record.clone());
                }
            }
        }
    }
    history
}

fn laptop(number: usize) -> Laptop {
    // Neighbours of different suites, where there are several.
    let suite = Suite::ALL[number % Suite::ALL.len()];
    let key = Key::of(suite, &[1 + number as u8; 32]);
    let device = DeviceId::of(key.public(), 1);
    Laptop {
        author: Author::new(key, device, Hash::ZERO),
        known: Vec::new(),
        record: Record::new(RECORD, BUCKET, KIND),
        form: None,
    }
}

/// Signs, reads back what was signed, and folds that: what others get is what is tested.
fn save(laptop: &mut Laptop, changes: Vec<Change>, settle: bool, now: Now) -> Op {
    let seen = laptop.record.events().first().map(|event| event.source.dot);
    let draft = Draft {
        record: RECORD,
        bucket: BUCKET,
        kind: KIND,
        form: 1,
        context: laptop
            .form
            .take()
            .unwrap_or_else(|| laptop.record.clock().clone()),
        changes,
        reason: settle.then(|| "理由".to_owned()),
        resolves: seen.filter(|_| settle).into_iter().collect(),
    };
    let sealed = laptop.author.seal(draft, now);
    laptop.author.wrote(&sealed);
    let op = Sealed::open(sealed.bytes()).unwrap().op;
    assert_eq!(op, sealed.op);
    laptop.record.apply(&op).unwrap();
    op
}

/// Operations whose contexts claim anything at all, even the future of others.
pub(crate) fn lies() -> impl Strategy<Value = Vec<Op>> {
    let claim = prop::collection::btree_map(0u8..4, 1u64..4, 0..4);
    let op = (claim, prop::collection::vec(change(), 1..4), 0u64..3);
    prop::collection::vec((0usize..4, op), 1..9).prop_map(|plans| {
        let mut last = [0u64; 4];
        let mut ops = Vec::new();
        for (writer, (claim, changes, stamp)) in plans {
            last[writer] += 1;
            ops.push(lie(writer as u8, last[writer], &claim, changes, stamp));
        }
        ops
    })
}

fn lie(
    writer: u8,
    seq: u64,
    claim: &std::collections::BTreeMap<u8, u64>,
    changes: Vec<Change>,
    stamp: u64,
) -> Op {
    let mut context = Context::new();
    for (other, claimed) in claim {
        // Claims about oneself are the one lie that is refused when the bytes are read.
        let bound = if *other == writer { seq - 1 } else { *claimed };
        if bound > 0 {
            context.dots.insert(DeviceId([*other; 16]), bound);
        }
    }
    Op {
        context,
        hlc: Hlc(stamp),
        changes,
        ..blank(writer, seq)
    }
}

/// An operation of [`RECORD`] that changes nothing.
pub(crate) fn blank(writer: u8, seq: u64) -> Op {
    Op {
        device: DeviceId([writer; 16]),
        seq,
        prev: Hash::ZERO,
        bucket: BUCKET,
        bucket_prev: seq - 1,
        record: RECORD,
        context: Context::new(),
        hlc: Hlc(seq),
        claimed: Claimed::default(),
        grant: Hash::ZERO,
        kind: KIND,
        form: 1,
        changes: Vec::new(),
        reason: None,
        resolves: Vec::new(),
    }
}

/// The same operations in another order, by a seed that shrinks to the order of writing.
pub(crate) fn shuffled<T: Clone>(things: &[T], seed: u64) -> Vec<T> {
    let mut all = things.to_vec();
    let mut dice = Dice(seed);
    for last in (1..all.len()).rev() {
        all.swap(last, dice.below(last + 1));
    }
    all
}

/// A random order that keeps the operations of one device in theirs.
pub(crate) fn interleaved(ops: &[Op], seed: u64) -> Vec<Op> {
    let writers: Vec<_> = shuffled(ops, seed).iter().map(|op| op.device).collect();
    let mut queues = std::collections::BTreeMap::<_, std::collections::VecDeque<&Op>>::new();
    for op in ops {
        queues.entry(op.device).or_default().push_back(op);
    }
    writers
        .iter()
        .filter_map(|writer| queues.get_mut(writer)?.pop_front().cloned())
        .collect()
}

/// splitmix64: choices inside one case, from one number.
pub(crate) struct Dice(pub(crate) u64);

impl Dice {
    pub(crate) fn below(&mut self, limit: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut x = self.0;
        x = (x ^ (x >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        x = (x ^ (x >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        ((x ^ (x >> 31)) % limit as u64) as usize
    }
}
