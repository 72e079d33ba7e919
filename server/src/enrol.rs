//! Letting devices in: invitations and grants.

use std::collections::BTreeSet;

use merge::{Bucket, FullKey, Grant, Hash, SignFailed, Terms};
use places::{DivisionCode, Jurisdiction, Unit};
use serde::{Deserialize, Serialize};
use store::Item;
use sync::typed::{self, SECRET, Typed};
use sync::{Enrol, Enrolled, Refused};

use crate::enrolments;
use crate::giving::Due;
use crate::office::Office;
use crate::refused::refused;
use desk::trust::{self, OFFICE, OFFICE_EPOCH};
use desk::{Failure, fill, suites};

/// How many hours an invitation is good at most, and where nothing else is said: three days.
pub(crate) const INVITE_HOURS: u32 = 72;
/// Milliseconds of an hour.
pub(crate) const HOUR_MS: u64 = 60 * 60 * 1000;
/// How long the charter of an office is good, in milliseconds: a year.
const CHARTER_MS: u64 = 365 * 24 * 60 * 60 * 1000;

/// An invitation: the file that is carried to a laptop.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Invitation {
    /// The format of this file.
    pub xunlu_invite: u32,
    /// The office's public key: the laptop will trust this office and no other.
    pub server_key: FullKey,
    /// The secret, good for one device.
    pub code: Hash,
    /// The unit, and the divisions it answers for.
    pub unit: Unit,
    /// The role.
    pub role: String,
    /// Who will work with the laptop.
    pub name: String,
    /// Until when, milliseconds since 1970.
    pub expires_ms: u64,
    /// The same in signs that can be typed, and where the office is called.
    #[serde(default)]
    pub typed: String,
}

/// How the notes begin that keep invitations; the rest is the hash of the secret.
pub(crate) const NOTE: &str = "invite/";

/// What the office keeps of an invitation: everything but its secret.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Kept {
    pub(crate) unit: Unit,
    pub(crate) role: String,
    pub(crate) name: String,
    pub(crate) expires_ms: u64,
    /// Its laptop is at the counter and was looked at: it waits for nobody's yes.
    #[serde(default)]
    approved: bool,
    /// The key and epoch that used it, and the hash of their grant.
    pub(crate) used: Option<(FullKey, u64, Hash)>,
    /// The account that made it; nothing if that was the holder of the folder.
    #[serde(default)]
    pub(crate) by: Option<String>,
    /// When it was made; nothing of those of version 0.1.0.
    #[serde(default)]
    pub(crate) made_ms: Option<u64>,
    /// When it was taken back.
    #[serde(default)]
    pub(crate) withdrawn_ms: Option<u64>,
}

impl Kept {
    /// Whether it may still be used, at some time.
    fn is_open(&self) -> bool {
        self.used.is_none() && self.withdrawn_ms.is_none()
    }
}

/// How an invitation is to be good, beside whom it is for.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Way<'w> {
    /// Where laptops call the office.
    pub(crate) addresses: &'w [String],
    /// Its laptop need not wait for a yes.
    pub(crate) approved: bool,
    /// How many hours it is good.
    pub(crate) hours: u32,
    /// The account that makes it.
    pub(crate) by: Option<&'w str>,
}

impl<'w> Way<'w> {
    /// As long as there is.
    pub(crate) fn new(addresses: &'w [String], approved: bool, by: Option<&'w str>) -> Way<'w> {
        Way {
            addresses,
            approved,
            hours: INVITE_HOURS,
            by,
        }
    }
}

/// The name of the note that keeps the invitation with a secret.
pub(crate) fn note_of(code: &Hash) -> String {
    format!("{NOTE}{}", Hash::of(&[b"xunlu/invite/1\0", &code.0]))
}

impl Office {
    /// The unit named by a division, which answers for it and perhaps for others as well.
    ///
    /// # Errors
    /// An unknown division.
    pub fn unit(&self, code: DivisionCode, also: &[DivisionCode]) -> Result<Unit, Failure> {
        let name = self.room.divisions.require(code)?.name.clone();
        for other in also {
            self.room.divisions.require(*other)?;
        }
        let area: Jurisdiction = also.iter().copied().chain([code]).collect();
        Ok(Unit {
            code,
            name,
            jurisdiction: area.normalised(),
        })
    }

    /// Makes an invitation for one device of a unit.
    ///
    /// # Errors
    /// An unknown role, one that does not fit the unit's level, or an empty name.
    pub fn invite(
        &self,
        unit: Unit,
        role: &str,
        name: &str,
        now_ms: u64,
    ) -> Result<Invitation, Failure> {
        self.invite_to((unit, role, name), &Way::new(&[], false, None), now_ms)
    }

    /// Makes an invitation for one device of a unit, and keeps which account has.
    pub(crate) fn invite_to(
        &self,
        (unit, role, name): (Unit, &str, &str),
        way: &Way<'_>,
        now_ms: u64,
    ) -> Result<Invitation, Failure> {
        let name = Office::person_name(name)?;
        self.check_role(role, unit.code)?;
        self.check_apart(name, role)?;
        if !(1..=INVITE_HOURS).contains(&way.hours) {
            return Err(too_long());
        }
        for address in way.addresses {
            link::Link::open(address, self.key.public().full())?;
        }
        self.keep_deed(
            way.by,
            ("invite", unit.code),
            &format!("{name}（{role}）"),
            now_ms,
        )?;
        self.keep_invitation((unit, role, name), way, now_ms)
    }

    /// Makes an invitation whatever the role.
    pub(crate) fn keep_invitation(
        &self,
        (unit, role, name): (Unit, &str, &str),
        way: &Way<'_>,
        now_ms: u64,
    ) -> Result<Invitation, Failure> {
        let name = Office::person_name(name)?;
        let mut typed = Typed {
            server_key: self.key.public().full(),
            secret: [0; SECRET],
            addresses: way.addresses.to_vec(),
        };
        fill(&mut typed.secret)?;
        let code = typed::code(&typed.secret);
        let kept = Kept {
            unit,
            role: role.to_owned(),
            name: name.to_owned(),
            expires_ms: now_ms + u64::from(way.hours) * HOUR_MS,
            approved: way.approved,
            used: None,
            by: way.by.map(ToOwned::to_owned),
            made_ms: Some(now_ms),
            withdrawn_ms: None,
        };
        self.keep_note(note_of(&code), json(&kept))?;
        Ok(Invitation {
            xunlu_invite: 1,
            server_key: typed.server_key,
            code,
            unit: kept.unit,
            role: kept.role,
            name: kept.name,
            expires_ms: kept.expires_ms,
            typed: typed.to_string(),
        })
    }

    /// Lets a device in that has an invitation's secret. The same key may ask again.
    ///
    /// # Errors
    /// An unknown, used or expired invitation.
    pub fn enrol(&self, ask: &Enrol, now_ms: u64) -> Result<Enrolled, Refused> {
        self.enrol_from(ask, None, now_ms)
    }

    /// The same, for one whose network address is known.
    pub(crate) fn enrol_from(
        &self,
        ask: &Enrol,
        from: Option<&str>,
        now_ms: u64,
    ) -> Result<Enrolled, Refused> {
        self.let_in(ask, from, now_ms)
            .map_err(|failure| refused(&failure))
    }

    fn let_in(&self, ask: &Enrol, from: Option<&str>, now_ms: u64) -> Result<Enrolled, Failure> {
        // Of two who bring one invitation at the same moment, the second finds it used.
        let grant = self.give_out(&|| self.due(ask, now_ms), &|grant, kept| {
            used_by(ask, grant, kept, from)
        })?;
        let area = grant.terms.jurisdiction.iter();
        let area: Result<Vec<_>, _> = area.map(|code| DivisionCode::new(code.0)).collect();
        Ok(Enrolled {
            grant: grant.bytes().to_vec().into(),
            divisions: self.room.divisions.subset(&area?).to_csv(),
            server_key: self.key.public().full(),
            server_ms: now_ms,
            rules: self.rules(&grant, None, 0)?,
        })
    }

    /// The grant of whoever brings an invitation: the one it has given already, or its first.
    fn due(&self, ask: &Enrol, now_ms: u64) -> Result<Due<Kept>, Failure> {
        let note = note_of(&ask.code);
        let kept = self.room.store.note(&note)?;
        let kept: Option<Kept> = kept.and_then(|bytes| serde_json::from_slice(&bytes).ok());
        let Some(kept) = kept else {
            return Err(invite_unknown());
        };
        // Said to whoever has the secret alone; and before the signature, which of a suite that this
        // program lacks nobody here could check.
        self.takes_suite(&ask.key)?;
        suites::numbered(ask.key.suite())?;
        if !ask.is_sound() {
            return Err(invite_unknown());
        }
        if let Some((key, epoch, grant)) = kept.used {
            let again = (key, epoch) == (ask.key, ask.epoch);
            // It may have been let in, or posted elsewhere, since it asked first.
            let first = self.room.store.grant(grant)?.filter(|_| again);
            let latest = first.map(|first| self.room.store.holder(first.device));
            return match latest.transpose()?.flatten() {
                Some(grant) => Ok(Due::Kept(grant)),
                None => Err(Failure::new(
                    "invite_used",
                    "这个邀请已经用过；请让管理员重新生成一个",
                    "this invitation was used already; ask the administrator for a new one",
                )),
            };
        }
        if kept.withdrawn_ms.is_some() {
            return Err(Failure::new(
                "invite_withdrawn",
                "这个邀请已被收回；请让管理员重新生成一个",
                "this invitation was taken back; ask the administrator for a new one",
            ));
        }
        if now_ms >= kept.expires_ms {
            return Err(Failure::new(
                "invite_expired",
                "这个邀请已过期；请让管理员重新生成一个",
                "this invitation has expired; ask the administrator for a new one",
            ));
        }
        Ok(Due::New(self.first_terms(&kept, ask, now_ms)?, kept))
    }

    /// What the first grant of whoever uses an invitation says.
    fn first_terms(&self, kept: &Kept, ask: &Enrol, now_ms: u64) -> Result<Terms, Failure> {
        let area = kept.unit.jurisdiction.0.iter();
        let terms = Terms {
            key: ask.key,
            epoch: ask.epoch,
            person: kept.name.clone(),
            role: kept.role.clone(),
            unit: Bucket(kept.unit.code.as_u64()),
            jurisdiction: area.map(|code| Bucket(code.as_u64())).collect(),
            not_before_ms: now_ms,
            not_after_ms: now_ms + self.good_for(kept)?,
        };
        is_for(&terms)?;
        Ok(terms)
    }

    /// How long the first grant of whoever uses an invitation is good: no time at all for a laptop
    /// that has to wait for a yes.
    fn good_for(&self, kept: &Kept) -> Result<u64, Failure> {
        if kept.role == OFFICE {
            return Ok(CHARTER_MS);
        }
        if !kept.approved && self.wants_approval()? {
            return Ok(0);
        }
        Ok(self.policy()?.grant_ms())
    }

    /// Who was invited to which role and has not come yet.
    pub(crate) fn invited_to(&self) -> Result<Vec<(String, String)>, Failure> {
        let notes = self.room.store.notes(NOTE)?.into_iter();
        let kept = notes.filter_map(|(_, bytes)| serde_json::from_slice::<Kept>(&bytes).ok());
        let open = kept.filter(Kept::is_open);
        Ok(open.map(|kept| (kept.name, kept.role)).collect())
    }

    /// The keys of the devices that invitations have let in.
    pub(crate) fn invited(&self) -> Result<BTreeSet<FullKey>, Failure> {
        let notes = self.room.store.notes(NOTE)?.into_iter();
        let kept = notes.filter_map(|(_, bytes)| serde_json::from_slice::<Kept>(&bytes).ok());
        Ok(kept.filter_map(|kept| Some(kept.used?.0)).collect())
    }

    /// A grant signed with the office's key; nothing is kept yet.
    pub(crate) fn issue(&self, terms: &Terms) -> Result<Grant, Failure> {
        Grant::issue(terms, &self.key).map_err(|error| match error {
            SignFailed::Content(error) => Failure::new(
                "grant",
                format!("无法签发授权：{error}"),
                format!("no grant: {error}"),
            ),
            unsigned => unsigned.into(),
        })
    }
}

/// What is kept in one step with the first grant of an invitation: that it is used up, by whom, and
/// what is to become of it.
fn used_by(ask: &Enrol, grant: &Grant, mut kept: Kept, from: Option<&str>) -> Vec<Item> {
    kept.used = Some((ask.key, ask.epoch, grant.hash()));
    let mut items = vec![Item::Note {
        name: note_of(&ask.code),
        value: json(&kept),
    }];
    if grant.terms.is_provisional() {
        let now_ms = grant.terms.not_before_ms;
        items.push(enrolments::asked(grant.device, from, now_ms));
    }
    if grant.terms.role == OFFICE {
        items.push(Item::Note {
            name: trust::note_of(grant),
            value: grant.bytes().to_vec(),
        });
    }
    items
}

fn invite_unknown() -> Failure {
    Failure::new(
        "invite_unknown",
        "服务器不认识这个邀请；请核对服务器地址，或重新生成邀请",
        "the server does not know this invitation; check the address or make a new one",
    )
}

/// Whether whoever asks is what the invitation is for: an office is named by its key alone.
fn is_for(terms: &Terms) -> Result<(), Failure> {
    if (terms.role == OFFICE) == (terms.epoch == OFFICE_EPOCH) {
        return Ok(());
    }
    Err(Failure::new(
        "invite_office",
        "给下级服务器的邀请要用 xunlu-server join，给客户端的要用 xunlu-agent init；请核对邀请文件",
        "an invitation for an office is for `xunlu-server join`, one for a laptop for `xunlu-agent init`; check the file",
    ))
}

fn too_long() -> Failure {
    Failure::new(
        "hours",
        format!("邀请的有效期应为 1 至 {INVITE_HOURS} 小时；请改正"),
        format!("an invitation is good for 1 to {INVITE_HOURS} hours; change the number"),
    )
}

/// What the office keeps of an invitation, as it is kept.
pub(crate) fn json(kept: &Kept) -> Vec<u8> {
    serde_json::to_vec(kept).unwrap_or_default()
}
