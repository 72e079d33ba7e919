//! What to do about a difference: pure, sorted, a value that tests can compare.

use std::collections::BTreeMap;

use merge::Bucket;

use crate::limits::SNAPSHOT_ABOVE;
use crate::message::{Hello, Place, Welcome};

/// What the two sides lack of each other.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Plan {
    /// Own operations after this number are to be pushed.
    pub push_after: Option<u64>,
    /// Buckets the office lost: everything known of them is offered again.
    pub offer: Vec<Bucket>,
    /// Buckets to start from folded records.
    pub pages: Vec<Bucket>,
    /// Places to go on from in feeds.
    pub pull: Vec<Place>,
}

/// Compares a hello with its answer.
#[must_use]
pub fn plan(hello: &Hello, welcome: &Welcome) -> Plan {
    let strange = |bucket: &Bucket| welcome.strange.contains(bucket);
    let known: BTreeMap<Bucket, Place> = hello
        .places
        .iter()
        .filter(|place| !strange(&place.bucket))
        .map(|place| (place.bucket, *place))
        .collect();
    let fresh = |place: &&Place| !known.contains_key(&place.bucket);
    let lacking: u64 = welcome
        .buckets
        .iter()
        .filter(fresh)
        .map(|place| place.seq)
        .sum();
    let mut plan = Plan {
        push_after: (hello.head.seq > welcome.head.seq).then_some(welcome.head.seq),
        offer: welcome.strange.clone(),
        ..Plan::default()
    };
    for there in &welcome.buckets {
        match known.get(&there.bucket) {
            Some(here) if here.seq < there.seq => plan.pull.push(*here),
            Some(_) => {}
            None if lacking > SNAPSHOT_ABOVE => plan.pages.push(there.bucket),
            None => plan.pull.push(Place {
                bucket: there.bucket,
                seq: 0,
                sum: 0,
            }),
        }
    }
    plan.offer.sort_unstable();
    plan.pages.sort_unstable();
    plan.pull.sort_unstable_by_key(|place| place.bucket);
    plan
}

#[cfg(test)]
mod tests {
    use super::*;
    use merge::{Hash, Head};

    fn place(bucket: u64, seq: u64) -> Place {
        Place {
            bucket: Bucket(bucket),
            seq,
            sum: seq,
        }
    }

    fn head(seq: u64) -> Head {
        Head {
            seq,
            hash: Hash::ZERO,
        }
    }

    fn hello(seq: u64, places: &[Place]) -> Hello {
        Hello {
            protocol: 1,
            nonce: 0,
            head: head(seq),
            places: places.to_vec(),
            rules: None,
            newest: None,
            posting: None,
            log_seen: None,
            looks: None,
        }
    }

    fn welcome(seq: u64, buckets: &[Place], strange: &[u64]) -> Welcome {
        Welcome {
            protocol: 1,
            server_ms: 0,
            epoch: 1,
            head: head(seq),
            buckets: buckets.to_vec(),
            strange: strange.iter().map(|b| Bucket(*b)).collect(),
            gone: Vec::new(),
            receipt: Vec::new().into(),
            signature: Vec::new().into(),
            rules: None,
            charters: None,
            posting: None,
            log: None,
            revoked: None,
        }
    }

    #[test]
    fn equal_sides_have_nothing_to_do() {
        assert_eq!(
            plan(&hello(3, &[place(1, 9)]), &welcome(3, &[place(1, 9)], &[])),
            Plan::default()
        );
    }

    #[test]
    fn each_side_gets_what_it_lacks() {
        let plan = plan(
            &hello(5, &[place(1, 2)]),
            &welcome(3, &[place(1, 9), place(2, 4)], &[]),
        );
        assert_eq!(plan.push_after, Some(3));
        assert_eq!(
            plan.pull,
            [
                place(1, 2),
                Place {
                    bucket: Bucket(2),
                    seq: 0,
                    sum: 0
                }
            ]
        );
        assert!(plan.pages.is_empty());
    }

    #[test]
    fn a_fresh_replica_far_behind_starts_from_records() {
        let plan = plan(
            &hello(0, &[]),
            &welcome(0, &[place(2, SNAPSHOT_ABOVE), place(1, 1)], &[]),
        );
        assert_eq!(plan.pages, [Bucket(1), Bucket(2)]);
        assert!(plan.pull.is_empty());
    }

    #[test]
    fn a_restored_office_is_offered_everything_and_read_from_the_start() {
        let plan = plan(&hello(5, &[place(1, 9)]), &welcome(2, &[place(1, 4)], &[1]));
        assert_eq!(plan.push_after, Some(2));
        assert_eq!(plan.offer, [Bucket(1)]);
        assert_eq!(
            plan.pull,
            [Place {
                bucket: Bucket(1),
                seq: 0,
                sum: 0
            }]
        );
    }
}
