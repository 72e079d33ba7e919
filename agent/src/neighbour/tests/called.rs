//! Those who are called, and answer falsely.

use merge::DeviceId;
use sync::{Carried, Carry, Chain, Fetched, Last, RelayAsk, RelayReply, Vector};

use super::*;

/// Answers every question of a caller: with this vector, with nothing that is asked for, and with as
/// many kept operations as were given.
async fn lies(mut line: Line, lasts: Vec<Last>) {
    loop {
        let answer = match hear(&mut line, PATIENCE).await {
            Ok(Word::Ask(RelayAsk::Vector(_))) => Word::Reply(RelayReply::Vector(Vector {
                lasts: lasts.clone(),
                more: false,
            })),
            Ok(Word::Ask(RelayAsk::Fetch(fetch))) => Word::Reply(RelayReply::Fetched(Fetched {
                carry: Carry {
                    ops: Vec::new(),
                    grants: Vec::new(),
                    held: None,
                },
                done: fetch.wants.len() as u64,
            })),
            Ok(Word::Ask(RelayAsk::Carry(carry))) => Word::Reply(RelayReply::Carried(Carried {
                fates: vec![sync::Fate::Kept; carry.ops.len()],
            })),
            Ok(Word::Turn) => Word::Bye,
            _ => return,
        };
        let bye = answer == Word::Bye;
        say(&mut line, &answer).await.unwrap();
        if bye {
            return;
        }
    }
}

fn last(device: DeviceId, bucket: Bucket, seq: u64) -> Last {
    Last {
        chain: Chain { bucket, device },
        seq,
    }
}

#[tokio::test]
async fn a_vector_that_claims_more_than_there_is_brings_nothing_and_harms_nothing() {
    for seq in [1_000, u64::MAX] {
        let mut honest = Honest::new();
        let own = honest.laptop.device.id();
        let mut lasts = vec![
            last(DeviceId([5; 16]), TOWNSHIP, seq),
            last(own, TOWNSHIP, seq),
        ];
        lasts.sort_by_key(|last| last.chain);
        let met = honest.calls(&good(3), |line| lies(line, lasts)).await;
        let met = met.unwrap();
        assert_eq!((met.relayed.taken, met.relayed.given), (0, 0));
        // What was claimed falsely is no word of the office: it is still unsent.
        assert_eq!(honest.laptop.standing().unwrap().unsent, 1);
    }
}

#[tokio::test]
async fn a_neighbour_that_says_to_have_kept_what_it_was_given_is_no_receipt() {
    let mut honest = Honest::new();
    let met = honest.calls(&good(3), |line| lies(line, Vec::new())).await;
    assert_eq!(met.unwrap().relayed.given, 1);
    assert_eq!(honest.laptop.standing().unwrap().unsent, 1);
}

#[tokio::test]
async fn a_vector_of_divisions_that_are_not_common_ends_the_meeting() {
    let mut honest = Honest::new();
    let outside = vec![last(DeviceId([5; 16]), ELSEWHERE, 1)];
    let met = honest.calls(&good(3), |line| lies(line, outside)).await;
    assert_eq!(met.unwrap_err().code(), "unasked");
}
