//! The officers of the laptop, at its own pages.

use desk::Failure;
use desk::api::Officers;
use desk::api::view::{OfficerShown, OfficersShown, ToDismiss, ToJoin};
use merge::{Grant, fingerprint};
use places::DivisionCode;

use super::inside::Inside;
use super::lock;
use super::shared::Shared;
use crate::invite::Invite;
use crate::officers::{self, Joining};

impl Officers for Inside {
    fn shown(&self) -> Result<OfficersShown, Failure> {
        let laptop = lock(&self.laptop);
        let (officers, unprotected) = (laptop.officers(), laptop.is_unprotected());
        drop(laptop);
        let officers = officers
            .iter()
            .map(|(grant, at_work)| self.officer(grant, *at_work));
        Ok(OfficersShown {
            officers: officers.collect(),
            locked: self.layout.key().needs_passphrase(),
            unprotected,
        })
    }

    fn add(&self, ask: &ToJoin) -> Result<OfficersShown, Failure> {
        let invite = Invite::pasted(&ask.invitation)?;
        let name = Some(ask.person.trim()).filter(|name| !name.is_empty());
        let name = name.unwrap_or(&invite.name);
        if name.is_empty() {
            return Err(unnamed());
        }
        let _turn = lock(&self.roster);
        self.is_quiet()?;
        let locked = self.layout.key().needs_passphrase();
        let joining = Joining {
            invite: &invite,
            name,
            passphrase: locked.then_some(&ask.passphrase),
        };
        let mut holder = Shared(self.laptop.clone());
        let added = officers::add_beside(&self.layout, &joining, &mut holder);
        self.runtime.block_on(added)?;
        self.shown()
    }

    fn dismiss(&self, ask: &ToDismiss) -> Result<OfficersShown, Failure> {
        let _turn = lock(&self.roster);
        self.is_quiet()?;
        lock(&self.laptop).dismiss(&self.layout, &ask.device)?;
        self.shown()
    }
}

impl Inside {
    fn officer(&self, grant: &Grant, at_work: bool) -> OfficerShown {
        let (terms, room) = (&grant.terms, desk::api::Host::room(self));
        let unit = DivisionCode::new(terms.unit.0);
        OfficerShown {
            device: grant.device.to_string(),
            fingerprint: fingerprint(&terms.key),
            person: terms.person.clone(),
            role: room.role_label(&terms.role),
            unit: terms.unit.to_string(),
            place: unit.map_or_else(|_| String::new(), |at| room.divisions.path_name(at)),
            at_work,
            waits: terms.is_provisional(),
        }
    }

    /// An exchange with the office may give this laptop another name, and writes down who its officers
    /// are with it; so does whoever adds one.
    fn is_quiet(&self) -> Result<(), Failure> {
        if !lock(&self.sync).running {
            return Ok(());
        }
        Err(Failure::new(
            "in_use",
            "正在与服务器同步；请等同步结束后再试",
            "an exchange with the office is under way; try again when it has ended",
        ))
    }
}

/// What waits for the officers of this laptop to be written down.
pub(super) fn being_changed() -> Failure {
    Failure::new(
        "in_use",
        "正在添加民警；请稍候再同步",
        "an officer is being added; sync again in a moment",
    )
}

fn unnamed() -> Failure {
    Failure::new(
        "name",
        "照纸输入的邀请没有写明给谁；请填写新民警的姓名",
        "an invitation typed from paper does not say whom it is for; give the new officer's name",
    )
}
