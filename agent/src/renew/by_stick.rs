//! A new name where no network goes: asked for by one bundle, given by its answer.
//!
//! Over a network the place where two chains part is found in a few questions. A stick asks once,
//! so the question names every head this folder's chain has had.

use std::fs;
use std::path::Path;

use desk::stick::Found;
use desk::{Failure, fill};
use merge::{Grant, Head};
use store::Item;
use sync::bundle::{Part, Purpose};
use sync::limits::{MAX_BATCH, MAX_HEADS};
use sync::{Hello, Renew, Renewed, Reply, Request, SPOKEN};

use super::{Holder, Renewal, Successor};
use crate::device::{Device, Layout};
use crate::laptop::{Laptop, Parts};
use crate::stick::{self, Imported};

/// The note that says that an answer was for another folder of this name. A new journal has none.
const NOTE: &str = "device/copied";

/// An office keeps other operations under this name.
pub(crate) fn noticed() -> Item {
    let name = NOTE.to_owned();
    Item::Note {
        name,
        value: vec![1],
    }
}

impl Laptop {
    /// Whether this folder is known to be an old backup or a copy, so that the next stick has to
    /// ask for another name.
    ///
    /// # Errors
    /// An index that fails.
    pub fn wants_new_name(&self) -> Result<bool, Failure> {
        Ok(self.written_once().is_some() || self.store().note(NOTE)?.is_some())
    }
}

/// Writes the question for another name. The same folder may ask again.
///
/// # Errors
/// A disk or a medium that refuses.
pub fn ask(layout: &Layout, laptop: &Laptop, to: &Path, now_ms: u64) -> Result<(), Failure> {
    let old = &laptop.device;
    let pending = match Device::load(layout, &layout.renewing()) {
        Ok(begun) if begun.secret == old.secret => begun,
        _ => Device {
            epoch: random()?,
            grant: String::new(),
            ..old.clone()
        },
    };
    pending.save(layout, &layout.renewing())?;
    let hello = Hello {
        protocol: SPOKEN.oldest,
        nonce: random()?,
        head: Head::default(),
        places: Vec::new(),
        rules: None,
        newest: Some(SPOKEN.newest),
        posting: None,
        log_seen: None,
        looks: None,
    };
    let chain = old.chain(0, None);
    let mut parts = vec![Part::Chain(chain), Part::Request(Request::Hello(hello))];
    let epoch = pending.epoch;
    let heads = heads(laptop)?;
    let mut ask = |heads: &[Head]| {
        let heads = heads.to_vec();
        parts.push(Part::Request(Request::Renew(Renew { epoch, heads })));
    };
    // Once at least: a folder that holds nothing asks too.
    ask(&[]);
    heads.chunks(MAX_HEADS).for_each(ask);
    stick::write(old, to, (Purpose::Up, 1, now_ms), |writer| {
        for part in &parts {
            let written = writer.part(part);
            written.map_err(|error| desk::stick::failure(to, &error))?;
        }
        Ok(((), false))
    })
}

/// Every head the folder's chain has had.
fn heads(laptop: &Laptop) -> Result<Vec<Head>, Failure> {
    let (store, device) = (laptop.store(), laptop.device.id());
    let mut heads: Vec<Head> = Vec::new();
    loop {
        let after = heads.last().map_or(0, |head| head.seq);
        let ops = store.ops_after(device, after, MAX_BATCH)?;
        if ops.is_empty() {
            return Ok(heads);
        }
        heads.extend(ops.iter().map(Head::after));
    }
}

/// Takes the answer in, if this bundle is one to a question of this folder: the area comes afresh
/// into a journal of its own, and what only the old one holds is signed again there.
///
/// # Errors
/// A bundle that is damaged or not the office's, or a store that fails. Then the old name stays
/// until the answer is taken in again.
pub fn take(
    layout: &Layout,
    holder: &mut impl Holder,
    found: &Found,
    progress: store::Progress<'_>,
) -> Result<Option<(Imported, Renewal)>, Failure> {
    let Ok(mut device) = Device::load(layout, &layout.renewing()) else {
        return Ok(None);
    };
    let mut reader = stick::own(&device, found)?;
    let first = reader.next_part();
    let first = first.map_err(|error| desk::stick::failure(&found.path, &error))?;
    let Some(Part::Reply(Reply::Renewed(Renewed { grant, common }))) = first else {
        return Ok(None);
    };
    let grant = Grant::open(&grant)
        .ok()
        .filter(|grant| grant.device == device.id());
    let Some(grant) = grant else {
        return Ok(None);
    };
    (device.turn, device.server) = holder.with(|old| {
        let turn = super::free_turn(layout, &old.device);
        (turn, old.device.server.clone())
    });
    device.set_grant(&grant);
    let parts = Parts::in_folder(layout, device.clone())?;
    let mut laptop = Laptop::start(parts, &mut |_, _| ())?;
    let photos = Some(laptop.album());
    let taken = stick::take_in(&mut laptop, (None, photos), (reader, found), progress);
    let imported = match taken {
        Ok(imported) => imported,
        Err(failure) => {
            // Made here, and never in use: nothing but copies of what the office has.
            drop(laptop);
            let _ = fs::remove_dir_all(layout.journal(device.turn));
            let _ = fs::remove_dir_all(layout.index(device.turn));
            return Err(failure);
        }
    };
    let successor = Successor { laptop, common };
    let renewal = holder.with(|old| successor.take_over(old, layout))?;
    Ok(Some((imported, renewal)))
}

fn random() -> Result<u64, Failure> {
    let mut bytes = [0; 8];
    fill(&mut bytes)?;
    Ok(u64::from_le_bytes(bytes))
}
