//! What the office shows of its log of everything it has admitted.

use desk::Failure;
use merge::LogHead;
use sync::Logged;

use crate::office::Office;

impl Office {
    /// The log as it stands, with the proof that it begins with its first `seen` items.
    pub(crate) fn logged(&self, seen: Option<u64>, now_ms: u64) -> Result<Logged, Failure> {
        let head = self.log_head(now_ms)?;
        let seen = seen.unwrap_or(0);
        let proof = self.room.store.log_proof(seen, head.root.size)?;
        Ok(Logged {
            head: head.bytes().to_vec().into(),
            proof: proof.unwrap_or_default(),
        })
    }

    /// The signed head of the log as it stands.
    ///
    /// # Errors
    /// An index that fails.
    pub fn log_head(&self, now_ms: u64) -> Result<LogHead, Failure> {
        let store = &self.room.store;
        let root = store.log_root(store.log_size()?)?;
        let root = root.ok_or_else(|| {
            Failure::new(
                "log",
                "审计日志读不出来；请运行 xunlu-server audit verify",
                "the audit log does not read; run `xunlu-server audit verify`",
            )
        })?;
        Ok(LogHead::sign(root, now_ms, self.site.epoch, &self.key)?)
    }
}
