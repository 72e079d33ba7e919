//! Several officers on one laptop: one folder, and for each a key, a grant and a chain of their own.
//!
//! The folder opens with anybody's passphrase, and everybody who works with it sees what they answer
//! for. But a key is sealed with its officer's own passphrase, so what is written is signed by whoever
//! is at work and by nobody else. Whoever syncs carries the colleagues' work home as that of a
//! neighbour, so none of it waits for its author.

mod beside;

use std::fs;
use std::ops::RangeInclusive;
use std::path::{Path, PathBuf};

use desk::keys::FolderKey;
use desk::{Failure, Seat};
use link::Link;
use merge::{Bucket, DeviceId, Grant, Hash};
use store::disk::Lock;
use sync::{Enrol, Enrolled};
use vault::Cost;

use crate::device::{Device, Kept, Layout, Officer, is_beginning, unknown};
use crate::enrol;
use crate::invite::Invite;
use crate::laptop::Laptop;
use crate::{sealing, stick};
pub(crate) use beside::add_beside;

impl Laptop {
    /// The other officers of this laptop.
    pub(crate) fn colleagues(&self) -> &[Officer] {
        &self.device.officers.others
    }

    /// Whether a chain is that of another officer of this laptop.
    pub(crate) fn is_colleague(&self, device: DeviceId) -> bool {
        self.colleagues().iter().any(|one| one.device() == device)
    }

    /// The codes that the other officers answer for, as they are known here.
    pub(crate) fn colleagues_area(&self) -> Vec<RangeInclusive<u64>> {
        let mut codes = Vec::new();
        for colleague in self.colleagues() {
            let seat = Seat::of(self.latest(colleague));
            codes.extend(self.room.divisions.codes_of(&seat.area));
        }
        codes
    }

    /// Who shares this laptop, each with whether it is they who are at work.
    pub(crate) fn officers(&self) -> Vec<(Grant, bool)> {
        let mut all: Vec<_> = self
            .colleagues()
            .iter()
            .map(|one| (self.latest(one), false))
            .collect();
        let place = self.device.officers.place.min(all.len());
        all.insert(place, (self.seat.grant.clone(), true));
        all
    }

    /// Whether the key of any officer is there for whoever opens the folder, though several share it.
    pub(crate) fn is_unprotected(&self) -> bool {
        !self.colleagues().is_empty() && self.is_anybodys()
    }

    /// Whether the key of any officer is there for whoever opens the folder.
    fn is_anybodys(&self) -> bool {
        let mut others = self.colleagues().iter();
        self.device.officers.own.is_none() || others.any(|one| one.own.is_none())
    }

    /// The grant a colleague acts under, as it is known here.
    fn latest(&self, colleague: &Officer) -> Grant {
        let latest = self.room.store.holder(colleague.device()).ok().flatten();
        latest.unwrap_or_else(|| colleague.grant.clone())
    }

    /// Photos of colleagues that the office has not said to have are owed by whoever syncs.
    pub(crate) fn owe_photos(&self) -> Result<(), Failure> {
        for colleague in self.colleagues() {
            let unsent = self.room.unsent_photos(colleague.device())?.into_iter();
            let owed = unsent.map(|photo| (photo.sha256, Vec::new()));
            self.room.note_kept(owed.collect())?;
        }
        Ok(())
    }

    /// Lets an officer go from this laptop: nobody writes in their name here any more. What they wrote
    /// stays, and is carried home if it was not sent.
    ///
    /// # Errors
    /// Nobody of that name, the officer who is at work, or a disk that refuses.
    pub(crate) fn dismiss(&mut self, layout: &Layout, asked: &str) -> Result<(), Failure> {
        let (key, path) = (layout.key(), layout.device());
        let mut slots = key.slots()?;
        let at_work = &self.seat.grant;
        if at_work.terms.person == asked || is_beginning(asked, at_work.device) {
            return Err(at_work_now(asked));
        }
        let Some(gone) = self.colleagues().iter().find(|one| is(one, asked)).cloned() else {
            return forget_begun(layout, asked);
        };
        self.room.store.take(self.left_by(gone.device())?)?;
        if let Some(own) = &gone.own {
            slots.dismiss(&own.0);
            key.keep(&slots)?;
        }
        let kept = Kept::read(&path)?;
        kept.without(key, gone.device(), &path)?.write(&path)?;
        // As the file stands now, so that it is written so again.
        self.device.officers = Device::load(layout, &path)?.officers;
        Ok(())
    }
}

/// Whether a bucket lies in some codes.
pub(crate) fn inside(codes: &[RangeInclusive<u64>], bucket: Bucket) -> bool {
    codes.iter().any(|range| range.contains(&bucket.0))
}

fn is(officer: &Officer, asked: &str) -> bool {
    officer.grant.terms.person == asked || is_beginning(asked, officer.device())
}

/// Takes away the passphrase of somebody who was to be added and never was.
fn forget_begun(layout: &Layout, name: &str) -> Result<(), Failure> {
    let (key, path) = (layout.key(), layout.device());
    let (vault, mut slots) = (key.get()?, key.slots()?);
    let officers = Kept::read(&path)?.officers(key, &path)?;
    let begun = slots.own_named(&vault, name);
    let begun = begun.filter(|own| officers.iter().all(|one| one.own != Some(Hash(*own))));
    let own = begun.ok_or_else(|| unknown(name))?;
    slots.dismiss(&own);
    key.keep(&slots)
}

/// How a colleague is added.
#[derive(Debug)]
pub(crate) struct Joining<'j> {
    /// The invitation.
    pub(crate) invite: &'j Invite,
    /// What the passphrase is called: the officer's name.
    pub(crate) name: &'j str,
    /// The passphrase; none in a folder that opens without.
    pub(crate) passphrase: Option<&'j str>,
}

/// Adds an officer to the folder of a laptop, with a fresh key that only their passphrase opens.
///
/// The passphrase and the key are durable before the office is asked; whoever was cut off adds the
/// same officer with the same passphrase again.
///
/// # Errors
/// An invitation of another office, a passphrase that will not do, a folder that is in use, a server
/// that is not there or says no. Then the folder is as it was.
pub(crate) async fn add(
    layout: &Layout,
    joining: &Joining<'_>,
    server: Option<&str>,
) -> Result<Grant, Failure> {
    let _lock = Lock::take(layout.folder())?;
    let begun = Begun::new(layout, joining, server)?;
    let mut in_doubt = begun.again;
    let asked = begun.ask(&mut in_doubt).await;
    if asked.is_err() && !in_doubt {
        begun.forget();
    }
    asked
}

/// Asks by a file for a colleague to be let in; the office's answer, taken in with that officer's
/// passphrase, ends it.
///
/// # Errors
/// As [`add`], or a medium that refuses.
pub(crate) fn add_by_file(
    layout: &Layout,
    joining: &Joining<'_>,
    (to, now_ms): (&Path, u64),
) -> Result<(), Failure> {
    let _lock = Lock::take(layout.folder())?;
    let begun = Begun::new(layout, joining, None)?;
    let device = &begun.device;
    let ask = Enrol::new(joining.invite.code, &device.key(), device.epoch);
    let asked = stick::request(device, &ask, to, now_ms);
    if asked.is_err() && !begun.again {
        begun.forget();
    }
    asked
}

/// Gives whoever is at work one more passphrase, which opens the key of their own as well.
///
/// A key that is nobody's own yet becomes theirs with the passphrase that locks the folder, or if
/// `theirs` says that it is to.
///
/// # Errors
/// A passphrase that will not do, a name that is taken, or a disk that refuses.
pub(crate) fn give_passphrase(
    layout: &Layout,
    name: &str,
    passphrase: &str,
    theirs: bool,
) -> Result<(), Failure> {
    let (key, path) = (layout.key(), layout.device());
    let locked = key.needs_passphrase();
    let mut device = Device::load(layout, &path)?;
    let claims = device.officers.own.is_none() && (theirs || !locked);
    let _lock = claims.then(|| Lock::take(layout.folder())).transpose()?;
    let vault = key.get()?;
    let fresh = || {
        vault
            .another()
            .map_err(|error| Failure::file(layout.folder(), &error))
    };
    let own = match (&device.officers.own, claims) {
        (None, true) => Some(fresh()?),
        (own, _) => own.clone(),
    };
    let mut slots = key.slots()?;
    slots.give_to((&vault, own.as_ref()), name, passphrase, Cost::TODAY)?;
    // The way to the key is kept before the key is locked away.
    key.keep(&slots)?;
    if claims {
        device.officers.own = own;
        device.save(layout, &path)?;
    }
    Ok(())
}

/// Takes in the office's answer for a colleague who asked by file, if it is among these bundles and
/// this is their passphrase.
///
/// # Errors
/// An answer that is not the office's, or a disk that refuses.
pub(crate) fn admit(layout: &Layout, paths: &[PathBuf]) -> Result<(), Failure> {
    for path in layout.all_joining() {
        let Ok(device) = Device::load(layout, &path) else {
            continue;
        };
        if let Ok(Some(let_in)) = stick::let_in(&device, paths) {
            let _lock = Lock::take(layout.folder())?;
            join(layout, device, &let_in)?;
            let _ = fs::remove_file(path);
        }
    }
    Ok(())
}

/// An officer whose key was made and who has still to be let in.
struct Begun {
    /// As the new officer opens the folder.
    layout: Layout,
    device: Device,
    path: PathBuf,
    code: Hash,
    /// The office may know of it already.
    again: bool,
}

impl Begun {
    fn new(layout: &Layout, joining: &Joining<'_>, server: Option<&str>) -> Result<Begun, Failure> {
        let Joining {
            invite,
            name,
            passphrase,
        } = joining;
        sealing::seal_all(layout, &mut |_, _| ())?;
        let kept = Kept::read(&layout.device())?;
        if kept.office()?.full() != invite.server_key {
            return Err(other_office());
        }
        let theirs = match passphrase {
            Some(passphrase) => {
                each_their_own(layout, &kept)?;
                let theirs = layout.opened_with(layout.key().add(name, passphrase)?);
                let own = theirs.key().own().map(|own| Hash(own.mark()));
                let officers = kept.officers(theirs.key(), &layout.device())?;
                if officers.iter().any(|one| one.own == own) {
                    return Err(here_already(name));
                }
                theirs
            }
            None => layout.opened_with(layout.key().clone()),
        };
        let path = layout.joining(&invite.code);
        let server = server.unwrap_or(kept.server());
        let begun = Device::load(&theirs, &path).ok();
        let again = begun.is_some();
        let mut device = begun.map_or_else(|| enrol::fresh_device(&theirs, invite, server), Ok)?;
        server.clone_into(&mut device.server);
        device.save(&theirs, &path)?;
        Ok(Begun {
            layout: theirs,
            device,
            path,
            code: invite.code,
            again,
        })
    }

    async fn ask(&self, in_doubt: &mut bool) -> Result<Grant, Failure> {
        let let_in = self.call(in_doubt).await?;
        self.join(&let_in)
    }

    async fn call(&self, in_doubt: &mut bool) -> Result<Enrolled, Failure> {
        let link = Link::open(&link::secured(&self.device.server), self.device.server_key)?;
        let asked = Enrol::new(self.code, &self.device.key(), self.device.epoch);
        let answer = link.enrol(&asked).await;
        *in_doubt |= enrol::is_unanswered(&answer);
        let let_in = answer?;
        // Who was let in has a key that is worth keeping.
        *in_doubt = true;
        Ok(let_in)
    }

    fn join(&self, let_in: &Enrolled) -> Result<Grant, Failure> {
        let grant = join(&self.layout, self.device.clone(), let_in)?;
        let _ = fs::remove_file(&self.path);
        Ok(grant)
    }

    /// Nobody has seen the key: it goes, and the passphrase with it.
    fn forget(&self) {
        let _ = fs::remove_file(&self.path);
        let key: &FolderKey = self.layout.key();
        if let (Some(own), Ok(mut slots)) = (key.own(), key.slots()) {
            slots.dismiss(&own.mark());
            let _ = key.keep(&slots);
        }
    }
}

/// Takes the office's yes: from here on the officer belongs to the folder.
fn join(layout: &Layout, mut device: Device, let_in: &Enrolled) -> Result<Grant, Failure> {
    let grant = enrol::granted(&device, let_in)?;
    device.set_grant(&grant);
    let divisions = layout.divisions_of(&device.key().public());
    store::disk::replace(&divisions, let_in.divisions.as_bytes())
        .map_err(|error| Failure::file(&divisions, &error))?;
    let path = layout.device();
    Kept::read(&path)?.joined(&device, layout)?.write(&path)?;
    Ok(grant)
}

/// Sees to it that the key of whoever worked alone here until now is theirs alone, before a colleague
/// can open the folder: the only passphrase there is must be theirs.
fn each_their_own(layout: &Layout, kept: &Kept) -> Result<(), Failure> {
    let (key, path) = (layout.key(), layout.device());
    let officers = kept.officers(key, &path)?;
    if officers.iter().all(|one| one.own.is_some()) {
        return Ok(());
    }
    if officers.len() > 1 || key.slots()?.passphrases() > 1 {
        return Err(whose_is_it());
    }
    let mut device = Device::load(layout, &path)?;
    device.officers.own = Some(key.claim()?);
    device.save(layout, &path)
}

fn other_office() -> Failure {
    Failure::new(
        "other_office",
        "这份邀请是另一台服务器签发的，而本机属于原来的服务器；请向本机所属的服务器要邀请，或另建文件夹",
        "this invitation is from another office than this laptop's; ask the laptop's own office for one, or set up another folder",
    )
}

fn at_work_now(asked: &str) -> Failure {
    Failure::new(
        "officer_at_work",
        format!("{asked} 正在以本人身份使用，不能移除自己；请由另一位民警登录后移除"),
        format!("{asked} is the one at work and cannot let themselves go; let a colleague do it"),
    )
}

fn here_already(name: &str) -> Failure {
    Failure::new(
        "officer_here",
        format!(
            "{name} 已是本机民警，此口令是其现在的口令；换新身份时请另设口令，再用 officer remove 移除原来的"
        ),
        format!(
            "{name} is an officer of this laptop with this very passphrase; for a new identity take another passphrase, then `officer remove` the old one"
        ),
    )
}

fn whose_is_it() -> Failure {
    Failure::new(
        "whose_key",
        "本机现有的密钥有几个口令能打开，分不清是谁的；请先用 passphrase remove 只留本人的口令，或由各人用 passphrase add 姓名 --officer 姓名 设自己的，再添加民警",
        "several passphrases open the key that is here, nobody could tell whose it is; leave only its officer's with `passphrase remove`, or let each set their own with `passphrase add NAME --officer NAME`, then add the colleague",
    )
}
