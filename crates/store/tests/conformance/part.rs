//! A journal that is written anew without what has left the area.

use std::sync::Arc;

use merge::Bucket;
use store::disk::{Disk, Folder};
use store::{Item, Stays, copy_part};

use crate::rig::{FAR, HERE, Pen, Rig, digest, id, item, vault};

fn folder(rig: &Rig, name: &str) -> Arc<dyn Disk> {
    Arc::new(Folder::open(&rig.folder.path().join(name)).unwrap())
}

pub(crate) fn what_stays_is_what_was_and_what_goes_leaves_no_trace(rig: &Rig) {
    let (mut own, mut other, mut stranger) = (Pen::new(1), Pen::new(2), Pen::new(3));
    let grants = [&own, &other, &stranger].map(|pen| Item::Grant(pen.grant.clone()));
    let kept = [
        own.described(1, FAR, "own-far"),
        own.described(2, HERE, "own-here"),
        other.described(3, HERE, "other-here"),
    ];
    let going = [
        other.described(4, FAR, "canary-far"),
        stranger.described(5, FAR, "canary-stranger"),
    ];
    let cursor = |bucket, seq| Item::Cursor {
        bucket,
        seq,
        sum: 0,
    };
    let store = rig.open();
    store.take(grants.to_vec()).unwrap();
    store.take(kept.iter().map(item).collect()).unwrap();
    store.take(going.iter().map(item).collect()).unwrap();
    store.take(vec![cursor(HERE, 2), cursor(FAR, 3)]).unwrap();
    store.close().unwrap();

    let inside = |bucket: Bucket| bucket == HERE;
    let stays = Stays {
        keys: &[own.grant.terms.key],
        inside: &inside,
    };
    let (from, to) = (folder(rig, "journal"), rig.another());
    let went = copy_part(
        from.clone(),
        folder(&to, "journal"),
        &vault(),
        &stays,
        &mut |_, _| (),
    )
    .unwrap();
    assert_eq!(went, [id(4), id(5)].into());

    // The oracle: a store that was never told of what goes.
    let plain = rig.another();
    let never = plain.open();
    never.take(grants[..2].to_vec()).unwrap();
    never.take(kept.iter().map(item).collect()).unwrap();
    never.take(vec![cursor(HERE, 2)]).unwrap();
    let copy = to.open();
    assert_eq!(digest(&copy, &[&own]), digest(&never, &[&own]));
    assert_eq!(copy.cursors().unwrap(), never.cursors().unwrap());
    assert_eq!(copy.writers().unwrap(), never.writers().unwrap());
    assert!(copy.grant(other.grant.hash()).unwrap().is_some());
    assert!(copy.grant(stranger.grant.hash()).unwrap().is_none());

    let mut bytes = Vec::new();
    for bucket in [HERE, FAR] {
        let ops = copy.ops_in(bucket, None, usize::MAX).unwrap();
        bytes.extend(ops.iter().flat_map(|op| op.bytes().to_vec()));
    }
    assert!(["own-far", "own-here", "other-here"].map(|words| holds(&bytes, words)) == [true; 3]);
    assert!(!holds(&bytes, "canary"));

    let disk = folder(&to, "journal");
    for name in disk.names().unwrap() {
        let len = usize::try_from(disk.len(&name).unwrap()).unwrap();
        let written = disk.read(&name, 0, len).unwrap();
        assert!(!holds(&written, "own-") && !holds(&written, &own.grant.terms.person));
    }
    let again = copy_part(from, disk, &vault(), &stays, &mut |_, _| ());
    assert!(
        again.is_err(),
        "a journal that is there is not written over"
    );
}

fn holds(bytes: &[u8], words: &str) -> bool {
    bytes.windows(words.len()).any(|w| w == words.as_bytes())
}
