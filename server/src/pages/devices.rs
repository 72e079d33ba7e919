//! The devices of the office, at its own pages.

use desk::Failure;
use desk::api::view::{DeviceShown, InvitationShown, Invited, ToInvite, ToRevoke, ToWithdraw};
use desk::api::{Devices, Who};

use super::Pages;
use crate::enrol::Way;
use crate::http::now_ms;
use crate::import::units;
use crate::invitations::paper::{page, picture};
use crate::revoke::Revoke;

impl Devices for Pages {
    fn invitations(&self) -> Result<Vec<InvitationShown>, Failure> {
        self.office.invitations(now_ms())
    }

    fn invite(&self, who: &Who, ask: &ToInvite) -> Result<Invited, Failure> {
        let code = ask.unit.parse()?;
        let also = units::area(&self.layout, code, Vec::new())?;
        let unit = self.office.unit(code, &also)?;
        let way = Way {
            hours: ask.hours,
            ..Way::new(&ask.addresses, false, Some(&who.account))
        };
        let waits = self.office.wants_approval()?;
        let whom = (unit, ask.role.as_str(), ask.person.as_str());
        let made = self.office.invite_to(whom, &way, now_ms())?;
        // With too many addresses there is neither picture nor paper; the file and the lines do.
        let drawn = picture(&made).ok();
        let rows = drawn.map(|drawn| {
            let signs: String = drawn
                .to_colors()
                .iter()
                .map(|dot| dot.select('#', '.'))
                .collect();
            let rows = signs.as_bytes().chunks(drawn.width());
            rows.map(|row| String::from_utf8_lossy(row).into_owned())
                .collect()
        });
        Ok(Invited {
            kept: self.office.kept_of_made(&made, now_ms())?,
            waits,
            lines: made.typed.lines().map(ToOwned::to_owned).collect(),
            picture: rows.unwrap_or_default(),
            paper: page(&made, ask.lang).ok(),
            file: serde_json::to_string_pretty(&made).unwrap_or_default(),
        })
    }

    fn withdraw(&self, who: &Who, ask: &ToWithdraw) -> Result<InvitationShown, Failure> {
        self.office.withdraw(&ask.id, (&who.account, now_ms()))
    }

    fn all(&self) -> Result<Vec<DeviceShown>, Failure> {
        self.office.devices(now_ms())
    }

    fn revoke(&self, who: &Who, ask: &ToRevoke) -> Result<DeviceShown, Failure> {
        let asked = Revoke {
            device: ask.device.clone(),
            after: None,
            reason: desk::reason(&ask.reason)?,
            lift: ask.lift,
            apply: true,
        };
        self.office.revoke(&asked, (Some(&who.account), now_ms()))?;
        let grant = self.office.named(&ask.device)?;
        self.office
            .device(&grant, &self.office.last_heard(), now_ms())
    }
}
