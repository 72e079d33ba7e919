//! Becoming the office below another one.

use std::path::Path;

use desk::trust::{self, OFFICE, OFFICE_EPOCH};
use desk::{Failure, MAX_PAPER, read_at_most, stick, suites};
use merge::{Bucket, FullKey, Grant, Hash, Terms};
use places::{DivisionCode, Unit};
use serde::{Deserialize, Serialize};
use store::Item;
use sync::bundle::{Part, Purpose, Writer};
use sync::{Enrol, Enrolled};

use super::{ABOVE, Above};
use crate::enrol::Way;
use crate::office::Office;

/// An invitation for an office: the file that is carried to the server below.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct OfficeInvitation {
    /// The format of this file.
    pub xunlu_office_invite: u32,
    /// The key of the office above: the one below will believe it.
    pub server_key: FullKey,
    /// The secret, good for one office.
    pub code: Hash,
    /// The division the office above answers for.
    pub above: DivisionCode,
    /// That division's name.
    pub above_name: String,
    /// The unit below, and the divisions its charter covers.
    pub unit: Unit,
    /// What the office below is called.
    pub name: String,
    /// Until when, milliseconds since 1970.
    pub expires_ms: u64,
}

impl OfficeInvitation {
    /// Reads one.
    ///
    /// # Errors
    /// A file that is not there or no invitation for an office.
    pub fn load(path: &Path) -> Result<OfficeInvitation, Failure> {
        let bytes = read_at_most(path, MAX_PAPER)?;
        let read: Option<OfficeInvitation> = serde_json::from_slice(&bytes).ok();
        let good = read.filter(|one| {
            let key = one.server_key.public();
            one.xunlu_office_invite == 1 && !key.is_err_and(|error| suites::lacks(&error).is_none())
        });
        let good = good.ok_or_else(|| {
            let path = path.display();
            Failure::new(
                "invite",
                format!("{path} 不是给下级服务器的邀请文件；请上级用 xunlu-server invite-office 生成"),
                format!(
                    "{path} is no invitation for an office; let the office above make one with `xunlu-server invite-office`"
                ),
            )
        })?;
        suites::public(&good.server_key)?;
        Ok(good)
    }
}

impl Office {
    /// Makes an invitation for the office of a unit below this one.
    ///
    /// # Errors
    /// A unit that is not below, or an empty name.
    pub fn invite_office(
        &self,
        unit: Unit,
        name: &str,
        now_ms: u64,
    ) -> Result<OfficeInvitation, Failure> {
        let root = self.site.root;
        if unit.jurisdiction.covers(root) || !root.contains(unit.code) {
            let code = unit.code;
            return Err(Failure::new(
                "not_below",
                format!("{code} 不是 {root} 的下级；请写下级服务器的区划代码"),
                format!("{code} is not below {root}; give the division of the office below"),
            ));
        }
        if self.above()?.is_some() {
            return Err(chain_ends());
        }
        let made =
            self.keep_invitation((unit, OFFICE, name), &Way::new(&[], false, None), now_ms)?;
        let above = self.room.divisions.get(root);
        Ok(OfficeInvitation {
            xunlu_office_invite: 1,
            server_key: made.server_key,
            code: made.code,
            above: root,
            above_name: above.map_or_else(|| root.to_string(), |one| one.name.clone()),
            unit: made.unit,
            name: made.name,
            expires_ms: made.expires_ms,
        })
    }

    /// Joins an office above over the network. An office that has laptops keeps its key and all
    /// that it has; one that had joined before renews its charter.
    ///
    /// # Errors
    /// An invitation for another place, a server that is not there, not the right one, or says no.
    pub(crate) fn join(
        &self,
        invitation: &OfficeInvitation,
        server: &str,
        now_ms: u64,
    ) -> Result<Above, Failure> {
        let mut above = self.begin(invitation)?;
        server.clone_into(&mut above.server);
        let link = link::Link::open(server, above.key)?;
        let ask = Enrol::by(above.code, &self.key, OFFICE_EPOCH)?;
        let answer = self.wait(link.enrol(&ask))??;
        self.joined(above, &answer, now_ms)
    }

    /// Writes the request to join for an office above that no network reaches.
    ///
    /// # Errors
    /// An invitation for another place, or a medium that refuses.
    pub(crate) fn join_by_file(
        &self,
        invitation: &OfficeInvitation,
        to: &Path,
        now_ms: u64,
    ) -> Result<Above, Failure> {
        let above = self.begin(invitation)?;
        let ask = Enrol::by(above.code, &self.key, OFFICE_EPOCH)?;
        let mut secret = [0; 32];
        desk::fill(&mut secret)?;
        stick::write(to, |out| {
            let broken = |error| stick::failure(to, &error);
            let about = (Purpose::Request, 1, now_ms);
            let started = Writer::start(out, &self.key, &above.key()?, about, secret);
            let mut writer = started.map_err(broken)?;
            writer.part(&Part::Enrol(ask.clone())).map_err(broken)?;
            let hash = stick::finish(to, writer, false)?;
            Ok(((), hash))
        })?;
        Ok(above)
    }

    /// Notes whom this office is about to join. What it had joined before stays until the answer.
    fn begin(&self, invitation: &OfficeInvitation) -> Result<Above, Failure> {
        let (root, unit) = (self.site.root, &invitation.unit);
        self.takes_suite(&invitation.server_key)?;
        if !self.offices_below(0)?.is_empty() {
            return Err(chain_ends());
        }
        if !unit.jurisdiction.covers(root) {
            let code = unit.code;
            return Err(Failure::new(
                "other_place",
                format!(
                    "邀请是给 {code} 的，本服务器管 {root}；请核对邀请文件，或用 init --city {code} 建立本服务器"
                ),
                format!(
                    "the invitation is for {code}, this server answers for {root}; check the file, or set this server up with `init --city {code}`"
                ),
            ));
        }
        let known = self
            .above()?
            .filter(|known| known.key == invitation.server_key);
        let above = Above {
            server: known
                .as_ref()
                .map(|one| one.server.clone())
                .unwrap_or_default(),
            key: invitation.server_key,
            unit: invitation.above,
            name: invitation.above_name.clone(),
            charter: known.map(|one| one.charter).unwrap_or_default(),
            code: invitation.code,
        };
        if self.above()?.is_none_or(|old| old.key == above.key) {
            self.keep_json(ABOVE, &above)?;
            return Ok(above);
        }
        Err(Failure::new(
            "joined_already",
            "本服务器已有另一个上级；一台服务器只有一个上级",
            "this server has joined another office already; it can have one above it",
        ))
    }

    /// Takes the charter, and charters the office above in turn for this office's laptops.
    pub(super) fn joined(
        &self,
        mut above: Above,
        answer: &Enrolled,
        now_ms: u64,
    ) -> Result<Above, Failure> {
        let charter = Grant::open(&answer.grant).ok();
        let own = self.caller().device;
        let key = above.key()?;
        let charter =
            charter.filter(|one| one.device == own && one.terms.role == OFFICE && one.verify(&key));
        let charter = charter.ok_or_else(|| wrong_office(&above.name))?;
        let back = self.issue(&Terms {
            key: above.key,
            epoch: OFFICE_EPOCH,
            person: above.name.clone(),
            role: OFFICE.to_owned(),
            unit: Bucket(above.unit.as_u64()),
            jurisdiction: vec![Bucket(above.unit.as_u64())],
            not_before_ms: now_ms,
            not_after_ms: charter.terms.not_after_ms,
        })?;
        above.charter = charter.bytes().to_vec();
        let value = serde_json::to_vec(&above).unwrap_or_default();
        let name = ABOVE.to_owned();
        // Who is above and what it may say is kept in one step, or neither.
        let known = trust::note_of(&back);
        self.room.store.take(vec![
            Item::Note { name, value },
            Item::Note {
                name: known,
                value: back.bytes().to_vec(),
            },
        ])?;
        Ok(above)
    }
}

/// An office below an office below: whoever is above both would believe nothing of its people, since
/// a charter lets an office give grants and no charters.
fn chain_ends() -> Failure {
    Failure::new(
        "chain_ends",
        "服务器之间只有上下两级：有上级的服务器不能再有下级服务器；下面的单位请用客户端或本服务器的页面",
        "offices stand on two levels: one that has an office above can have none below; units below it work with laptops or with this server's pages",
    )
}

/// Somebody answers, but not the office of the invitation.
pub(super) fn wrong_office(name: &str) -> Failure {
    Failure::new(
        "wrong_office",
        format!("应答的不是 {name} 的服务器；请核对地址和邀请文件"),
        format!("what answers is not the server of {name}; check the address and the invitation"),
    )
}
