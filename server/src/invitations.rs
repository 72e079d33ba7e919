//! What becomes of invitations: they are used, run out, or are taken back.

pub(crate) mod paper;

use std::cmp::Reverse;

use desk::Failure;
use desk::api::view::{Becomes, InvitationShown};
use desk::trust::OFFICE;
use store::Item;

use crate::enrol::{HOUR_MS, INVITE_HOURS, Invitation, Kept, NOTE, json, note_of};
use crate::office::Office;

impl Office {
    /// The invitations for laptops, those that are open first, then the latest.
    ///
    /// # Errors
    /// An index that fails.
    pub(crate) fn invitations(&self, now_ms: u64) -> Result<Vec<InvitationShown>, Failure> {
        let mut all = Vec::new();
        for (name, bytes) in self.room.store.notes(NOTE)? {
            let kept: Option<Kept> = serde_json::from_slice(&bytes).ok();
            if let Some(kept) = kept.filter(|kept| kept.role != OFFICE) {
                all.push(self.invitation_shown(&name, &kept, now_ms)?);
            }
        }
        all.sort_by_key(|one| (one.becomes != Becomes::Open, Reverse(one.made_ms)));
        Ok(all)
    }

    /// What is kept of an invitation that was made just now.
    ///
    /// # Errors
    /// An index that fails.
    pub(crate) fn kept_of_made(
        &self,
        made: &Invitation,
        now_ms: u64,
    ) -> Result<InvitationShown, Failure> {
        let name = note_of(&made.code);
        self.invitation_shown(&name, &self.invitation(&name)?, now_ms)
    }

    /// Takes back an invitation that nobody has used.
    ///
    /// # Errors
    /// One that was used or is not there, or a disk that refuses.
    pub(crate) fn withdraw(
        &self,
        id: &str,
        (by, now_ms): (&str, u64),
    ) -> Result<InvitationShown, Failure> {
        let name = format!("{NOTE}{id}");
        let kept = self.invitation(&name)?;
        unused(&kept)?;
        let about = format!("{}（{}）", kept.name, kept.role);
        self.keep_deed(Some(by), ("withdraw", kept.unit.code), &about, now_ms)?;
        // Of two who use it and take it back at the same moment, one is told that it is too late.
        let kept = self.at_pen(&mut || {
            let mut kept = self.invitation(&name)?;
            unused(&kept)?;
            if kept.withdrawn_ms.is_none() {
                kept.withdrawn_ms = Some(now_ms);
                // A process of before there was such a thing takes it for run out.
                kept.expires_ms = kept.expires_ms.min(now_ms);
            }
            let (name, value) = (name.clone(), json(&kept));
            Ok((kept, vec![Item::Note { name, value }]))
        })?;
        self.invitation_shown(&name, &kept, now_ms)
    }

    fn invitation(&self, name: &str) -> Result<Kept, Failure> {
        let kept = self.room.store.note(name)?;
        let kept = kept.and_then(|bytes| serde_json::from_slice::<Kept>(&bytes).ok());
        kept.filter(|kept| kept.role != OFFICE).ok_or_else(|| {
            Failure::new(
                "no_record",
                "没有这份邀请；请刷新页面",
                "there is no such invitation; load the page again",
            )
        })
    }

    fn invitation_shown(
        &self,
        name: &str,
        kept: &Kept,
        now_ms: u64,
    ) -> Result<InvitationShown, Failure> {
        let used = kept.used.as_ref().map(|(_, _, grant)| *grant);
        let used = used.map(|grant| self.room.store.grant(grant)).transpose()?;
        let used = used.flatten();
        let becomes = match (kept.used.is_some(), kept.withdrawn_ms) {
            (true, _) => Becomes::Used,
            (false, Some(_)) => Becomes::Withdrawn,
            (false, None) if now_ms >= kept.expires_ms => Becomes::RunOut,
            (false, None) => Becomes::Open,
        };
        let used_ms = used.as_ref().map(|grant| grant.terms.not_before_ms);
        // Those of version 0.1.0 were all good for as long.
        let full_ms = u64::from(INVITE_HOURS) * HOUR_MS;
        let made_ms = kept
            .made_ms
            .unwrap_or(kept.expires_ms.saturating_sub(full_ms));
        Ok(InvitationShown {
            id: name.strip_prefix(NOTE).unwrap_or(name).to_owned(),
            person: kept.name.clone(),
            role: self.room.role_label(&kept.role),
            unit: kept.unit.code.to_string(),
            place: self.room.divisions.path_name(kept.unit.code),
            by: kept.by.clone(),
            made_ms,
            until_ms: kept.expires_ms,
            becomes,
            device: used.map(|grant| grant.device.to_string()),
            ended_ms: used_ms.or(kept.withdrawn_ms),
        })
    }
}

fn unused(kept: &Kept) -> Result<(), Failure> {
    if kept.used.is_none() {
        return Ok(());
    }
    Err(Failure::new(
        "invite_used",
        "这份邀请已经用过，收回为时已晚；如登记的不是本人，请停用那台电脑",
        "this invitation was used already, it is too late to take it back; if the wrong laptop came in, revoke it",
    ))
}
