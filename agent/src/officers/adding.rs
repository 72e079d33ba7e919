//! An officer is added to a folder: a key that only their passphrase opens, and the office's yes to it.

use std::fs;
use std::path::{Path, PathBuf};

use desk::Failure;
use desk::keys::FolderKey;
use link::Link;
use merge::{Grant, Hash};
use store::disk::Lock;
use sync::{Enrol, Enrolled};

use crate::device::{Device, Kept, Layout};
use crate::enrol;
use crate::invite::Invite;
use crate::{sealing, stick};

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
pub(super) struct Begun {
    /// As the new officer opens the folder.
    layout: Layout,
    device: Device,
    path: PathBuf,
    code: Hash,
    /// The office may know of it already.
    pub(super) again: bool,
}

impl Begun {
    pub(super) fn new(
        layout: &Layout,
        joining: &Joining<'_>,
        server: Option<&str>,
    ) -> Result<Begun, Failure> {
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

    pub(super) async fn call(&self, in_doubt: &mut bool) -> Result<Enrolled, Failure> {
        let link = Link::open(&link::secured(&self.device.server), self.device.server_key)?;
        let asked = Enrol::new(self.code, &self.device.key(), self.device.epoch);
        let answer = link.enrol(&asked).await;
        *in_doubt |= enrol::is_unanswered(&answer);
        let let_in = answer?;
        // Who was let in has a key that is worth keeping.
        *in_doubt = true;
        Ok(let_in)
    }

    pub(super) fn join(&self, let_in: &Enrolled) -> Result<Grant, Failure> {
        let grant = join(&self.layout, self.device.clone(), let_in)?;
        let _ = fs::remove_file(&self.path);
        Ok(grant)
    }

    /// Nobody has seen the key: it goes, and the passphrase with it.
    pub(super) fn forget(&self) {
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
