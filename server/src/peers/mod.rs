//! One office and another: a county's server and its city's, each with laptops of its own.
//!
//! The one below calls: it joined with an invitation of the one above ([`join`]), and at the door
//! it is a device like any other whose role is [`desk::trust::OFFICE`]. They relay what either
//! lacks of the divisions below, byte for byte, by vectors ([`counter`]), then say where they stand
//! ([`standing`]); [`calling`] is the way by network, [`stick`] the way without.
//!
//! Whose word counts, so that both end with the same records: the office below judges all that is
//! written in its divisions, the other's people included, and the one above takes its word. What
//! either holds out of the fold the other holds as well, and says whose word it is.

mod calling;
mod cargo;
mod counter;
mod join;
mod standing;
mod stick;
mod witness;

use desk::trust::{self, OFFICE_EPOCH};
use desk::{Failure, fill, suites};
use link::Caller;
use merge::{DeviceId, FullKey, Grant, Hash, PublicKey};
use places::{DivisionCode, Jurisdiction};
use serde::{Deserialize, Serialize};
use store::Item;
use sync::Span;

use crate::office::Office;

pub use calling::Done;
pub use join::OfficeInvitation;
pub use standing::{Peer, Peers};
pub(crate) use stick::Brought;

/// The notes about the office above: who it is, when it was heard, how far it has everything.
const ABOVE: &str = "above";
const HEARD: &str = "above/heard";
const LEVEL: &str = "above/level";
/// What it said last of what it keeps, by stick.
const THERE: &str = "above/there";
/// How the notes begin that say when an office below was here; the rest is its device.
const BELOW: &str = "below/";

/// The office above, as the one below keeps it.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Above {
    /// Its address; empty if it is reached by stick alone.
    pub(crate) server: String,
    /// Its key.
    key: FullKey,
    /// The division it answers for.
    unit: DivisionCode,
    /// What it is called.
    pub(crate) name: String,
    /// The charter it has given, as the bytes of a grant; empty until its answer has come.
    charter: Vec<u8>,
    /// The secret of the invitation, until then.
    code: Hash,
}

/// When another office was heard.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
struct Heard {
    /// When, milliseconds since 1970 on this office's clock; 0 before the first time.
    ms: u64,
    /// What went wrong since; nothing if all went well.
    problem: Option<forms::Text>,
    /// Operations the other side did not take.
    #[serde(default)]
    refused: u64,
}

impl Above {
    /// Whether there is a way to it over a network, and it has answered.
    pub(crate) fn can_be_called(&self) -> bool {
        !self.server.is_empty() && !self.charter.is_empty()
    }

    fn key(&self) -> Result<PublicKey, Failure> {
        suites::public(&self.key)
    }

    fn charter(&self) -> Result<Grant, Failure> {
        Grant::open(&self.charter).map_err(|_| not_answered(&self.name))
    }
}

impl Office {
    /// The office's name among the devices of another.
    pub(crate) fn caller(&self) -> Caller {
        let device = DeviceId::of(self.key.public(), OFFICE_EPOCH);
        let key = self.key.clone();
        Caller {
            device,
            key,
            grant: None,
        }
    }

    /// The office above, if this one has joined it.
    pub(crate) fn above(&self) -> Result<Option<Above>, Failure> {
        let kept = self.room.store.note(ABOVE)?;
        Ok(kept.and_then(|bytes| serde_json::from_slice(&bytes).ok()))
    }

    /// Notes the new address of the office above.
    pub(crate) fn above_at(&self, server: &str) -> Result<(), Failure> {
        let mut above = self.above()?.ok_or_else(not_joined)?;
        link::Link::open(server, above.key)?;
        server.clone_into(&mut above.server);
        self.keep_json(ABOVE, &above)
    }

    /// The charters of offices below that are in force.
    pub(crate) fn offices_below(&self, now_ms: u64) -> Result<Vec<Grant>, Failure> {
        let root = merge::Bucket(self.site.root.as_u64());
        let trust = self.trust()?;
        let below = trust
            .charters()
            .filter(|charter| !trust::covers(charter, root) && now_ms < charter.terms.not_after_ms);
        Ok(below.cloned().collect())
    }

    fn keep_json<T: Serialize>(&self, name: &str, value: &T) -> Result<(), Failure> {
        let value = serde_json::to_vec(value).unwrap_or_default();
        if self.room.store.note(name)?.as_ref() == Some(&value) {
            return Ok(());
        }
        let name = name.to_owned();
        self.room.store.take(vec![Item::Note { name, value }])?;
        Ok(())
    }

    fn kept_json<T: for<'d> Deserialize<'d> + Default>(&self, name: &str) -> Result<T, Failure> {
        let kept = self.room.store.note(name)?;
        Ok(kept
            .and_then(|bytes| serde_json::from_slice(&bytes).ok())
            .unwrap_or_default())
    }
}

/// The runs of buckets a charter covers.
fn spans(charter: &Grant) -> Vec<Span> {
    let area = charter.terms.jurisdiction.iter();
    let area: Jurisdiction = area
        .filter_map(|bucket| DivisionCode::new(bucket.0).ok())
        .collect();
    let run = |run: std::ops::RangeInclusive<u64>| Span {
        first: merge::Bucket(*run.start()),
        last: merge::Bucket(*run.end()),
    };
    area.ranges().into_iter().map(run).collect()
}

fn nonce() -> Result<u64, Failure> {
    let mut nonce = [0; 8];
    fill(&mut nonce)?;
    Ok(u64::from_le_bytes(nonce))
}

fn not_joined() -> Failure {
    Failure::new(
        "not_joined",
        "本服务器没有上级；请上级运行 invite-office，再在本机运行 join",
        "this server has no office above it; let that one run `invite-office`, then run `join` here",
    )
}

fn not_answered(name: &str) -> Failure {
    Failure::new(
        "not_answered",
        format!("{name} 还没有答复加入申请；请把申请文件交给上级，再用 peers import 导入答复"),
        format!(
            "{name} has not answered the request to join yet; bring it the file, then take its answer in with `peers import`"
        ),
    )
}
