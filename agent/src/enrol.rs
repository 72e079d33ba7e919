//! Becoming a device of a unit: an invitation, a fresh key, and the server's grant.

use std::fs;
use std::path::Path;

use merge::{Grant, Key};
use sync::{Enrol, Enrolled};

use crate::device::{Device, Layout, Officers, io_failure};
use crate::invite::Invite;
use crate::stick;
use desk::keys::Locking;
use desk::{Failure, fill, suites};
use link::UNANSWERED;

/// Sets a folder up: nothing stays behind unless the server let the device in.
///
/// The server is called at `server`, or where the invitation says, in its order.
///
/// The key is kept before the server is asked, so that a cut at the worst moment does not burn the
/// invitation: the same key may ask again.
///
/// # Errors
/// A folder that is set up already, a server that is not there, not the right one, or says no.
pub async fn enrol(
    layout: &Layout,
    invite: &Invite,
    server: Option<&str>,
    locking: &Locking,
) -> Result<Grant, Failure> {
    let fresh = make_folder(layout, invite, locking)?;
    // A key the server may have let in already is kept, so that it can ask again.
    let mut in_doubt = layout.enrolling().exists();
    let asked = ask(layout, invite, server, &mut in_doubt).await;
    if asked.is_err() && !in_doubt {
        let _ = fs::remove_file(layout.enrolling());
        let _ = fs::remove_file(layout.divisions());
        if fresh {
            layout.key().forget();
            let _ = fs::remove_dir(layout.folder());
        }
    }
    asked
}

/// Sets a folder up whose laptop never was online: the request to be let in is written to a file,
/// and the office's answer, taken in later, ends it. The same folder may ask again.
///
/// # Errors
/// A folder that is set up already, or a medium that refuses.
pub fn enrol_by_file(
    layout: &Layout,
    invite: &Invite,
    (server, locking): (&str, &Locking),
    to: &Path,
    now_ms: u64,
) -> Result<(), Failure> {
    let fresh = make_folder(layout, invite, locking)?;
    let begun = layout.enrolling().exists();
    let asked = begin(layout, invite, server).and_then(|device| {
        let ask = Enrol::new(invite.code, &device.key(), device.epoch);
        stick::request(&device, &ask, to, now_ms)
    });
    // Nobody has seen a key that was made just now.
    if asked.is_err() && !begun {
        let _ = fs::remove_file(layout.enrolling());
        if fresh {
            layout.key().forget();
            let _ = fs::remove_dir(layout.folder());
        }
    }
    asked
}

/// Makes the folder of a laptop that is not set up yet, and its key, which the office of the
/// invitation can open as well. Answers whether it was not there.
fn make_folder(layout: &Layout, invite: &Invite, locking: &Locking) -> Result<bool, Failure> {
    if layout.device().exists() {
        let folder = layout.folder().display();
        return Err(Failure::new(
            "set_up_already",
            format!("{folder} 已经初始化；请换一个文件夹，或直接使用"),
            format!("{folder} is set up already; use it, or choose another folder"),
        ));
    }
    let office = suites::public(&invite.server_key)?;
    let suite = invite.suite()?;
    let fresh = !layout.folder().exists();
    let made = |error| io_failure("创建", "making", layout.folder(), &error);
    fs::create_dir_all(layout.folder()).map_err(made)?;
    let locked = layout.key().begin(suite, locking, Some(&office));
    if locked.is_err() && fresh {
        let _ = fs::remove_dir(layout.folder());
    }
    locked?;
    Ok(fresh)
}

/// Whether nobody knows what became of a question.
pub(crate) fn is_unanswered<T>(answer: &Result<T, Failure>) -> bool {
    matches!(
        answer,
        Err(Failure::Said {
            code: UNANSWERED,
            ..
        })
    )
}

/// The key to be let in with, durable before anybody is asked.
fn begin(layout: &Layout, invite: &Invite, server: &str) -> Result<Device, Failure> {
    let mut device = match Device::load(layout, &layout.enrolling()) {
        Ok(begun) if begun.server_key == invite.server_key && begun.suite == invite.suite()? => {
            begun
        }
        _ => fresh_device(layout, invite, server)?,
    };
    server.clone_into(&mut device.server);
    device.save(layout, &layout.enrolling())?;
    layout.note_addresses(&invite.addresses())?;
    Ok(device)
}

async fn ask(
    layout: &Layout,
    invite: &Invite,
    server: Option<&str>,
    in_doubt: &mut bool,
) -> Result<Grant, Failure> {
    let known = invite.addresses();
    let all = match server {
        // Of those on the paper the first is typed with the command.
        Some(server) if !known.iter().any(|one| one == server) => vec![server.to_owned()],
        _ => known,
    };
    let mut device = begin(layout, invite, all.first().map_or("", String::as_str))?;
    let (link, at) = link::reach(&all, invite.server_key, device.id()).await?;
    device.server.clone_from(&all[at]);
    let asked = Enrol::new(invite.code, &device.key(), device.epoch);
    let answer = link.enrol(&asked).await;
    *in_doubt |= is_unanswered(&answer);
    let let_in: Enrolled = answer?;
    let admitted = admit(layout, device, &let_in);
    // Who was let in by the right office has a key that is worth keeping.
    *in_doubt |= !matches!(
        admitted,
        Err(Failure::Said {
            code: WRONG_SERVER,
            ..
        })
    );
    admitted
}

/// Takes the office's yes: from here on the folder is set up.
pub(crate) fn admit(
    layout: &Layout,
    mut device: Device,
    let_in: &Enrolled,
) -> Result<Grant, Failure> {
    let grant = granted(&device, let_in)?;
    device.set_grant(&grant);
    let keep = |path: &Path, bytes: &[u8]| {
        store::disk::replace(path, bytes)
            .map_err(|error| io_failure("写入", "writing", path, &error))
    };
    keep(&layout.divisions(), let_in.divisions.as_bytes())?;
    if let Some(rules) = &let_in.rules {
        keep(&layout.rules(), &rules.bytes)?;
    }
    device.save(layout, &layout.device())?;
    let _ = fs::remove_file(layout.enrolling());
    Ok(grant)
}

/// The grant in an answer, if that is the office's and for this device.
pub(crate) fn granted(device: &Device, let_in: &Enrolled) -> Result<Grant, Failure> {
    let wrong = || wrong_server(&device.server);
    let grant = Grant::open(&let_in.grant).map_err(|_| wrong())?;
    let office = device.office()?;
    let rules = let_in.rules.as_ref();
    if !grant.verify(&office)
        || grant.device != device.id()
        || rules.is_some_and(|rules| !rules.is_from(&office, 0, device.id()))
    {
        return Err(wrong());
    }
    Ok(grant)
}

/// A key that nobody has seen, for whoever opened the folder.
pub(crate) fn fresh_device(
    layout: &Layout,
    invite: &Invite,
    server: &str,
) -> Result<Device, Failure> {
    let (mut secret, mut epoch) = ([0; 32], [0; 8]);
    fill(&mut secret)?;
    fill(&mut epoch)?;
    let key = Key::of(invite.suite()?, &secret);
    let epoch = u64::from_le_bytes(epoch);
    Ok(Device {
        officers: Officers {
            own: layout.key().own(),
            ..Officers::default()
        },
        ..Device::new(&key, epoch, server, invite.server_key)
    })
}

/// The name of a failure that says that nobody who matters has answered.
const WRONG_SERVER: &str = "wrong_server";

/// Somebody answers, but not the office of the invitation.
pub(crate) fn wrong_server(server: &str) -> Failure {
    Failure::new(
        WRONG_SERVER,
        format!("{server} 不是邀请文件所指的服务器；请核对地址"),
        format!("{server} is not the server of the invitation; check the address"),
    )
}
