//! Feeds and pages.

use std::collections::BTreeSet;

use merge::Record;
use store::{FeedItem, Verdict};

use crate::rig::{HERE, NEXT, Pen, Rig, id, item, judged};

pub(crate) fn numbers_have_no_gaps_and_sums_are_right(rig: &Rig) {
    let mut pen = Pen::new(1);
    let store = rig.open();
    let mut hashes = Vec::new();
    for batch in 0..20u8 {
        let mut items = Vec::new();
        for n in 0..batch % 5 + 1 {
            let op = pen.described(n, if n == 3 { NEXT } else { HERE }, "a");
            let hole = n == 2;
            if n != 3 {
                hashes.push((op.hash, hole));
            }
            items.push(if hole {
                judged(&op, Verdict::Held("no".into()))
            } else {
                item(&op)
            });
        }
        store.take(items).unwrap();
    }
    let mut sum = 0u64;
    for (seq, (hash, _)) in (1..).zip(&hashes) {
        sum = sum.wrapping_add(hash.term());
        assert_eq!(store.feed_sum(HERE, seq).unwrap(), Some(sum));
    }
    assert_eq!(store.feed_head(HERE).unwrap(), (hashes.len() as u64, sum));
    assert_eq!(store.feed_sum(HERE, hashes.len() as u64 + 1).unwrap(), None);
    for max_bytes in [1, 700, usize::MAX] {
        let mut read = Vec::new();
        loop {
            let segment = store.feed(HERE, read.len() as u64, max_bytes).unwrap();
            assert_eq!(segment.from, read.len() as u64 + 1);
            if segment.items.is_empty() {
                break;
            }
            read.extend(segment.items.iter().map(|item| match item {
                FeedItem::Op(sealed) => (sealed.hash, false),
                FeedItem::Hole { hash, .. } => (*hash, true),
            }));
            assert_eq!(
                store.feed_sum(HERE, read.len() as u64).unwrap(),
                Some(segment.sum)
            );
        }
        assert_eq!(read, hashes, "in pieces of {max_bytes} bytes");
    }
}

pub(crate) fn pages_show_each_record_once(rig: &Rig) {
    let mut pen = Pen::new(1);
    let store = rig.open();
    let ops: Vec<_> = (0..90).map(|n| pen.described(n, HERE, "a")).collect();
    store.take(ops.iter().map(item).collect()).unwrap();
    let here: BTreeSet<_> = (0..90).map(id).collect();
    for max_bytes in [1, 1_000, usize::MAX] {
        let (mut seen, mut after) = (Vec::new(), None);
        loop {
            let page = store.page(HERE, after, max_bytes).unwrap();
            seen.extend(
                page.records
                    .iter()
                    .map(|bytes| Record::decode(bytes).unwrap().id),
            );
            after = page.next;
            if after.is_none() {
                break;
            }
        }
        assert_eq!(seen.len(), here.len());
        assert_eq!(seen.into_iter().collect::<BTreeSet<_>>(), here);
    }
    assert!(store.page(NEXT, None, 1).unwrap().records.is_empty());
}
