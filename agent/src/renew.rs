//! A folder that is an old backup or a copy takes a new name and goes on.
//!
//! Two folders that write under one name give two operations one number, and one of the two would
//! be lost. So when the office keeps other operations under this laptop's name than this folder
//! does, the laptop asks for another name, fetches its area afresh into a journal of its own, and
//! signs again there what only this folder holds. Nothing of the old journal is touched: it stays
//! beside the new one as evidence. What makes the new name good is one step, the replacing of the
//! identity file, so a cut anywhere leaves the laptop as it was or as it will be. Officers who share
//! the laptop keep their names: their chains go over whole, and whether theirs have a twin as well
//! each of them finds out.

mod by_stick;
mod rewrite;

use std::fs;
use std::sync::Arc;

use forms::Text;
use merge::{DeviceId, Dot, Grant, Head};
use store::Store;
use sync::{Branching, Renew, Renewed, Replica, Report};

use crate::device::{Device, Layout};
use crate::enrol::wrong_server;
use crate::handed;
use crate::laptop::{Laptop, Parts};
use desk::revoked::REVOKED;
use desk::{Failure, fill};
use link::Link;
use rewrite::{bring_colleagues, carry_over, rewrite};

pub(crate) use by_stick::noticed;
pub use by_stick::{ask, take};

/// The name of the failure that says so.
const COPIED: &str = "copied";

/// Told while an exchange goes on.
pub type Told<'t> = &'t mut (dyn FnMut(&Report) + Send);

/// What a laptop went through to go on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Renewal {
    /// Its old name.
    pub from: DeviceId,
    /// Its new one.
    pub to: DeviceId,
    /// How many operations only this folder held; they are signed again under the new name.
    pub rewritten: u64,
}

impl Renewal {
    /// What happened, for whoever works with the laptop.
    #[must_use]
    pub fn text(&self) -> Text {
        let Renewal {
            from,
            to,
            rewritten,
        } = self;
        Text::new(
            format!(
                "本文件夹是旧备份或副本，已换新身份 {to}（原 {from}）；只有这里才有的 {rewritten} 项操作已用新身份重新签名，原日志保留作证"
            ),
            format!(
                "this folder is an old backup or a copy and goes on as {to} (before: {from}); {rewritten} operations only it held are signed again, the old journal is kept as evidence"
            ),
        )
    }
}

impl Renewal {
    /// What happened, for programs.
    #[must_use]
    pub fn json(&self) -> serde_json::Value {
        serde_json::json!({
            "from": self.from.to_string(),
            "to": self.to.to_string(),
            "rewritten": self.rewritten,
        })
    }
}

/// Whoever holds a laptop, alone or beside others.
pub trait Holder: Replica<Error = Failure> + Send {
    /// Lets nobody else at the laptop meanwhile.
    fn with<T>(&mut self, work: impl FnOnce(&mut Laptop) -> T) -> T;
}

impl Holder for Laptop {
    fn with<T>(&mut self, work: impl FnOnce(&mut Laptop) -> T) -> T {
        work(self)
    }
}

/// The way to the office: at the address that answered last, or else at another of the invitation,
/// which is remembered.
///
/// # Errors
/// A laptop that knows no address, an office that answers at none, or a disk that refuses.
pub async fn reach(layout: &Layout, holder: &mut impl Holder) -> Result<Link, Failure> {
    let device = holder.with(|laptop| laptop.device.clone());
    let all = layout.ways(&device.server);
    let (link, at) = link::reach(&all, device.server_key, device.id()).await?;
    if all[at] != link::secured(&device.server) {
        holder.with(|laptop| laptop.move_to(&all[at], layout))?;
    }
    Ok(link)
}

/// One whole exchange; of a folder that turns out to be an old backup or a copy, under a new name.
/// Afterwards what has left the area goes; how many records of which something went is answered.
///
/// # Errors
/// A link that stays down, a server that says no, or a store that fails. Nothing is lost by it.
pub async fn exchange(
    link: &Link,
    layout: &Layout,
    holder: &mut impl Holder,
    told: Told<'_>,
) -> Result<(Report, Option<Renewal>, u64), Failure> {
    let (device, store) = holder.with(|laptop| (laptop.device.clone(), laptop.room.store.clone()));
    let owed = holder.with(|laptop| laptop.owes_everything())?;
    match link.exchange(&device.caller(), holder, told).await {
        Err(failure) if failure.code() == COPIED => {}
        Err(failure) if failure.code() == REVOKED => {
            holder.with(|laptop| laptop.forsake(layout))?;
            return Err(failure);
        }
        Err(failure) => return Err(handed::turned(link, holder, failure, told).await?),
        ended => {
            let report = ended?;
            // What was noticed in this exchange was given back in it.
            if !owed {
                holder.with(|laptop| laptop.gave_back())?;
            }
            let went = holder.with(|laptop| laptop.evict(layout))?;
            return Ok((report, None, went));
        }
    }
    let successor = Successor::prepare(link, layout, &device, &store, told).await?;
    drop(store);
    let renewal = holder.with(|laptop| successor.take_over(laptop, layout))?;
    let device = holder.with(|laptop| laptop.device.clone());
    let report = link.exchange(&device.caller(), holder, told).await?;
    let went = holder.with(|laptop| laptop.evict(layout))?;
    Ok((report, Some(renewal), went))
}

/// Whether the office's head of our chain is not one that this folder's chain has had.
pub(crate) fn is_foreign(store: &Store, device: DeviceId, there: Head) -> Result<bool, Failure> {
    Ok(there.seq > 0 && head_at(store, device, there.seq)? != Some(there))
}

/// Says that this folder is an old backup or a copy.
pub(crate) fn copied(there: u64, here: u64) -> Failure {
    Failure::new(
        COPIED,
        format!(
            "服务器上本机的操作记到第 {there} 号，与本文件夹（到第 {here} 号）不是同一串：本文件夹是旧备份或副本；联网同步一次，或再导出一次带给服务器，即会换新身份，数据不会丢失"
        ),
        format!(
            "the server keeps operations of this device up to {there} that are not those of this folder (up to {here}): it is an old backup or a copy; sync once over the network, or export once more and carry that to the office, and it takes a new name; nothing is lost"
        ),
    )
}

fn head_at(store: &Store, device: DeviceId, seq: u64) -> Result<Option<Head>, Failure> {
    let kept = store.op(Dot { device, seq })?;
    Ok(kept.as_ref().map(Head::after))
}

/// The laptop under its new name, level with the office, before it is the one in use.
struct Successor {
    laptop: Laptop,
    /// The last number of the old name that the office keeps as this folder does.
    common: u64,
}

impl Successor {
    async fn prepare(
        link: &Link,
        layout: &Layout,
        old: &Device,
        store: &Arc<Store>,
        told: Told<'_>,
    ) -> Result<Successor, Failure> {
        let mut epoch = [0; 8];
        fill(&mut epoch)?;
        let turn = free_turn(layout, old);
        let mut device = Device {
            epoch: u64::from_le_bytes(epoch),
            turn,
            ..old.clone()
        };
        let mut branching = Branching::new(store.head(old.id())?.seq);
        loop {
            let asked = branching.ask();
            let mut heads = Vec::with_capacity(asked.len());
            for seq in &asked {
                heads.extend(head_at(store, old.id(), *seq)?);
            }
            let epoch = device.epoch;
            let Renewed { grant, common } =
                link.renew(&old.caller(), Renew { epoch, heads }).await?;
            device.set_grant(&granted(&device, &grant)?);
            branching.answer(&asked, common);
            if branching.ask().is_empty() {
                break;
            }
        }
        let parts = Parts::in_folder(layout, device.clone())?;
        let mut laptop = Laptop::start(parts, &mut |_, _| ())?;
        bring_colleagues(store, &mut laptop)?;
        if let Err(failure) = link.exchange(&device.caller(), &mut laptop, told).await {
            // Made here, and never in use: nothing but copies of what the office has.
            drop(laptop);
            let _ = fs::remove_dir_all(layout.journal(turn));
            let _ = fs::remove_dir_all(layout.index(turn));
            return Err(failure);
        }
        Ok(Successor {
            laptop,
            common: branching.shared(),
        })
    }

    /// Signs again what only the old one holds, and takes its place.
    fn take_over(self, old: &mut Laptop, layout: &Layout) -> Result<Renewal, Failure> {
        let Successor { mut laptop, common } = self;
        carry_over(old, &mut laptop)?;
        let rewritten = rewrite(old, &mut laptop, common)?;
        // What the old name had still to send is owed by the new one.
        let unsent = old.room.unsent_photos(old.device.id())?.into_iter();
        let owed = unsent.map(|photo| (photo.sha256, Vec::new()));
        laptop.room.note_kept(owed.collect())?;
        let renewal = Renewal {
            from: old.device.id(),
            to: laptop.device.id(),
            rewritten,
        };
        laptop.device.save(layout, &layout.device())?;
        let _ = fs::remove_file(layout.renewing(&laptop.device));
        laptop.lock = old.lock.take();
        laptop.trace = old.trace.take();
        laptop.leave_trace();
        std::mem::replace(old, laptop).close()?;
        Ok(renewal)
    }
}

/// The next turn of a folder. A journal that is there is never written over, not even one that was
/// cut short.
fn free_turn(layout: &Layout, old: &Device) -> u32 {
    let mut turn = old.turn + 1;
    while layout.journal(turn).exists() {
        turn += 1;
    }
    turn
}

/// The office's grant for the new name.
fn granted(device: &Device, bytes: &[u8]) -> Result<Grant, Failure> {
    let office = device.office()?;
    let grant = Grant::open(bytes).ok();
    grant
        .filter(|grant| grant.device == device.id() && grant.verify(&office))
        .ok_or_else(|| wrong_server(&device.server))
}
