//! Who looked behind a mask, at what, when and why: kept before anything is shown.

use forms::{Deed, Lang, Showing};
use merge::{DeviceId, Hash, Record};
use places::DivisionCode;
use serde::{Deserialize, Serialize};
use store::Item;
use ts_rs::TS;

use crate::failure::Failure;
use crate::room::{Desk, Room};
use crate::work::fill;

/// How the notes begin; the rest is the time and something random.
const NOTE: &str = "unmask/";
/// Characters of a reason at most.
const REASON: usize = 200;

/// One look behind a mask.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct Look {
    /// When, by this machine's clock, milliseconds since 1970.
    pub at_ms: u64,
    /// Who.
    pub account: String,
    /// In which role.
    #[serde(default)]
    pub role: String,
    /// At which unit.
    #[serde(default)]
    pub unit: String,
    /// The record; nothing where many were looked at at once.
    pub record: Option<String>,
    /// The list or report that was made whole; nothing for a record.
    #[serde(default)]
    pub file: Option<String>,
    /// The division it lies in, or is about.
    #[serde(default)]
    pub division: String,
    /// The fields that were seen, by name; all of them where many records were.
    #[serde(default)]
    pub fields: Vec<String>,
    /// Why.
    pub reason: String,
}

impl Look {
    /// The look in one line.
    #[must_use]
    pub fn line(&self, lang: Lang) -> String {
        let at = forms::time_text(self.at_ms);
        let what = self.record.as_deref().or(self.file.as_deref());
        let what = what.unwrap_or_default();
        let (account, role, division) = (&self.account, &self.role, &self.division);
        let (fields, reason) = (self.fields.join(", "), &self.reason);
        match lang {
            Lang::Zh => {
                format!("{at}  {account}（{role}）  {what}  {division}  {fields}  理由：{reason}")
            }
            Lang::En => {
                format!("{at}  {account} ({role})  {what}  {division}  {fields}  because: {reason}")
            }
        }
    }
}

/// What is looked at.
#[derive(Debug, Clone, Copy)]
pub enum At<'a> {
    /// One record.
    Record(&'a Record),
    /// A file made of many, by its name, of a division.
    File(&'a str, DivisionCode),
}

impl Desk<'_> {
    /// Keeps that somebody looks behind the mask, and why. What is hidden from them stays hidden.
    ///
    /// # Errors
    /// A role that may not, no reason, or a disk that refuses: then nothing may be shown.
    pub fn look(&self, at: At<'_>, reason: &str, now_ms: u64) -> Result<(), Failure> {
        let reason = good(reason)?;
        let (code, record, file) = match at {
            At::Record(record) => (DivisionCode::new(record.bucket.0)?, Some(record), None),
            At::File(name, under) => (under, None, Some(name.to_owned())),
        };
        if !self.may(Deed::Whole, code) {
            return Err(self.require(Deed::Whole).err().unwrap_or_else(unknown));
        }
        let terms = self.seat.terms();
        self.room.keep_look(&Look {
            at_ms: now_ms,
            account: terms.person.clone(),
            role: terms.role.clone(),
            unit: terms.unit.to_string(),
            record: record.map(|record| record.id.to_string()),
            file,
            division: code.to_string(),
            fields: record.map(|record| self.masked(record)).unwrap_or_default(),
            reason,
        })
    }

    /// The fields of a record that say something and are masked here.
    fn masked(&self, record: &Record) -> Vec<String> {
        let kind = self.room.catalog.kind_by_id(record.kind);
        let fields = kind.into_iter().flat_map(|kind| {
            let says = |id| !record.said(id).is_empty() || !record.items(id).is_empty();
            let fields = kind.fields.iter().filter(move |field| says(field.id));
            fields.filter(|field| self.showing(record, kind, field) == Showing::Masked)
        });
        fields.map(|field| field.name.clone()).collect()
    }
}

impl Room {
    /// Keeps a look.
    ///
    /// # Errors
    /// A disk that refuses.
    pub fn keep_look(&self, look: &Look) -> Result<(), Failure> {
        let mut random = [0; 8];
        fill(&mut random)?;
        self.keep_look_as(look, u64::from_be_bytes(random))
    }

    /// Keeps a look that a laptop tells of, once however often it tells.
    ///
    /// # Errors
    /// A disk that refuses.
    pub fn hear_look(&self, from: DeviceId, told: &[u8], look: &Look) -> Result<(), Failure> {
        let mark = Hash::of(&[b"xunlu/look/1\0", &from.0, told]);
        let mark = mark
            .0
            .first_chunk()
            .map_or(0, |mark| u64::from_be_bytes(*mark));
        self.keep_look_as(look, mark)
    }

    fn keep_look_as(&self, look: &Look, mark: u64) -> Result<(), Failure> {
        let name = format!("{NOTE}{:013}/{mark:016x}", look.at_ms);
        if self.store.note(&name)?.is_none() {
            let value = serde_json::to_vec(look).unwrap_or_default();
            self.store.take(vec![Item::Note { name, value }])?;
        }
        Ok(())
    }

    /// The looks of a person, as they are kept.
    ///
    /// # Errors
    /// An index that fails.
    pub fn looks_of(&self, person: &str) -> Result<Vec<Vec<u8>>, Failure> {
        let notes = self.store.notes(NOTE)?.into_iter();
        let theirs = |kept: &Vec<u8>| {
            serde_json::from_slice::<Look>(kept).is_ok_and(|look| look.account == person)
        };
        Ok(notes.map(|(_, kept)| kept).filter(theirs).collect())
    }

    /// Every look behind a mask that was kept here, the latest first.
    ///
    /// # Errors
    /// An index that fails.
    pub fn looks(&self) -> Result<Vec<Look>, Failure> {
        let notes = self.store.notes(NOTE)?.into_iter().rev();
        let looks = notes.filter_map(|(_, kept)| serde_json::from_slice(&kept).ok());
        Ok(looks.collect())
    }
}

/// The reason, if it is one.
///
/// # Errors
/// Nothing said, or too much.
pub fn good(reason: &str) -> Result<String, Failure> {
    let reason = reason.trim();
    if (1..=REASON).contains(&reason.chars().count()) {
        return Ok(reason.to_owned());
    }
    Err(Failure::new(
        "reason",
        format!("查看完整内容要写明理由，1 至 {REASON} 个字"),
        format!("say why you look behind the mask, in 1 to {REASON} characters"),
    ))
}

fn unknown() -> Failure {
    Failure::new("outside", "不在您的辖区内", "this is outside your area")
}
