//! A device that is let in at an office of the same process, without a line between the two.

use agent::Device;
use merge::{Grant, Key};
use server::{Invitation, Office};
use sync::{Enrol, Enrolled, Refused};

/// Lets a device in, and answers it with what the office gave it.
pub(crate) fn let_in(
    office: &Office,
    invitation: &Invitation,
    (key, epoch): (&Key, u64),
    now_ms: u64,
) -> Result<(Device, Enrolled), Refused> {
    let mut device = Device::new(key, epoch, "http://office", invitation.server_key);
    let given = office.enrol(&Enrol::new(invitation.code, key, epoch), now_ms)?;
    device.set_grant(&Grant::open(&given.grant).expect("an office gives a grant"));
    Ok((device, given))
}
