//! A device that is revoked, and what of it came by others.

use merge::{Bucket, Dot, Hash, RecordId};
use server::{Layout, Office};
use sync::Fate;

use super::{Road, Stage};

#[test]
fn what_lies_beyond_a_gap_in_a_chain_is_taken_out_as_well() {
    let mut stage = Stage::set();
    let mut pen = stage.rogue();
    let first = pen.sound();
    // A village of the same township; what was written between the two nobody has brought.
    pen.unit = 420_625_102_206;
    let beyond = pen.bent(|op| {
        (op.seq, op.bucket_prev, op.prev) = (3, 0, Hash([1; 32]));
        (op.record, op.bucket) = (RecordId([9; 16]), Bucket(420_625_102_206));
    });
    let ops = [first, beyond].map(|sealed| sealed.bytes().to_vec());
    let fates = stage.send(&pen, Road::Network, &ops).unwrap();
    assert_eq!(fates, [Fate::Kept, Fate::Kept]);
    let Stage { site, office, .. } = stage;
    office.close().unwrap();
    let device = pen.grant.device.to_string();
    let revoke = ["revoke", "--device", &device, "--reason", "被盗", "--yes"];
    let told = site.json(&revoke);
    assert_eq!((&told["after"], &told["held"]), (&3.into(), &0.into()));
    let told = site.json(&[&revoke[..], &["--after", "1"]].concat());
    assert_eq!((&told["after"], &told["held"]), (&1.into(), &1.into()));
    let office = Office::open(&Layout::new(site.folder()), &mut |_, _| {}).unwrap();
    let device = pen.grant.device;
    let held = |seq| office.store().held(Dot { device, seq }).unwrap();
    assert!(held(1).is_none() && held(3).is_some());
}
