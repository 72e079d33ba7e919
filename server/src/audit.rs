//! Whether the office still keeps everything as it was admitted.

use desk::Failure;
use desk::witness::{self, Evidence};
use merge::LogHead;
use serde::{Deserialize, Serialize};
use store::Finding;

use crate::missing::Missing;
use crate::office::Office;

/// The log's head, to be kept by somebody else.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct HeadShown {
    /// Items admitted.
    pub size: u64,
    /// The root of the tree over them.
    pub root: String,
    /// The office's clock, milliseconds since 1970.
    pub at_ms: u64,
    /// The epoch of the store.
    pub epoch: u64,
    /// The whole head with its signature, hexadecimal.
    pub head: String,
}

impl From<&LogHead> for HeadShown {
    fn from(head: &LogHead) -> HeadShown {
        HeadShown {
            size: head.root.size,
            root: head.root.hash.to_string(),
            at_ms: head.server_ms,
            epoch: head.epoch,
            head: head.to_hex(),
        }
    }
}

/// What an audit found.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Audited {
    /// How the log stands.
    pub log: HeadShown,
    /// Commits read.
    pub commits: u64,
    /// Operations read.
    pub operations: u64,
    /// Signatures checked.
    pub signatures: u64,
    /// Rows compared with a fresh fold.
    pub rows: u64,
    /// Heads of witnesses that the log goes on from.
    pub witnessed: usize,
    /// What is wrong.
    pub problems: Vec<Finding>,
    /// What is known to exist and is not here: no fault of this office.
    pub missing: Vec<Missing>,
}

/// What is kept of another office's log.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Witnessed {
    /// The office: `above`, or its name among devices.
    pub office: String,
    /// Its last head.
    pub log: HeadShown,
    /// What speaks against it.
    pub evidence: Option<Evidence>,
}

impl Office {
    /// Reads the whole journal and holds it against the log, the signatures, the chains and a fresh
    /// fold, and the log against heads that others have kept.
    ///
    /// # Errors
    /// A head that is none of this office, or a store that cannot be read at all.
    pub fn audit(
        &self,
        heads: &[String],
        now_ms: u64,
        progress: store::Progress<'_>,
    ) -> Result<Audited, Failure> {
        let heads: Result<Vec<_>, _> = heads.iter().map(|head| self.own_head(head)).collect();
        let mut heads = heads?;
        heads.sort_by_key(|head| head.root.size);
        let found = self.room.store.verify(None, progress)?;
        let (mut problems, mut good) = (found.problems, 0);
        let mut sound_to = 0;
        for head in &heads {
            if self.room.store.log_root(head.root.size)? == Some(head.root) {
                good += 1;
                sound_to = head.root.size;
            } else {
                problems.push(not_as_witnessed(head, sound_to, self.site.epoch));
            }
        }
        Ok(Audited {
            log: (&self.log_head(now_ms)?).into(),
            commits: found.commits,
            operations: found.operations,
            signatures: found.signatures,
            rows: found.rows,
            witnessed: good,
            problems,
            missing: self.missing()?,
        })
    }

    fn own_head(&self, digits: &str) -> Result<LogHead, Failure> {
        let head = LogHead::from_hex(digits.trim()).ok();
        let head = head.filter(|head| head.verify(&self.key.public()));
        head.ok_or_else(|| {
            Failure::new(
                "head",
                "这不是本服务器签名的日志头；请用 xunlu-agent status --json 的 log.head，或上级的 audit witnesses",
                "this is no log head signed by this server; take log.head of `xunlu-agent status --json`, or `audit witnesses` of the office above",
            )
        })
    }

    /// What is kept here of the logs of other offices.
    ///
    /// # Errors
    /// An index that fails.
    pub fn witnesses(&self) -> Result<Vec<Witnessed>, Failure> {
        let kept = witness::all(&self.room.store)?.into_iter();
        let shown = kept.map(|(office, head, evidence)| Witnessed {
            office,
            log: (&head).into(),
            evidence,
        });
        Ok(shown.collect())
    }
}

/// The log does not go on from a head that somebody has kept.
fn not_as_witnessed(head: &LogHead, sound_to: u64, epoch: u64) -> Finding {
    let size = head.root.size;
    if head.epoch != epoch {
        return Finding::new(
            format!(
                "有人保存的日志头（{size} 项）来自恢复备份之前：此后入库的由各设备补回，无法逐项对照"
            ),
            format!(
                "a kept head ({size} items) is from before the folder was restored; what came after the backup comes back from the devices and cannot be compared item by item"
            ),
        );
    }
    Finding::new(
        format!(
            "审计日志与有人保存的日志头不符：第 {sound_to} 项到第 {size} 项之间有内容被改动、删除或回退"
        ),
        format!(
            "the log does not go on from a head somebody has kept: between item {sound_to} and item {size} something was altered, taken out or rolled back"
        ),
    )
}
