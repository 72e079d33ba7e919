//! What is kept here of the logs of offices, so that none can change what it once admitted without
//! somebody noticing.

use forms::Text;
use merge::{LogHead, PublicKey, hex_all};
use serde::{Deserialize, Serialize};
use store::{Item, Store};
use sync::{Breach, Heeded, Logged, heed};

use crate::Failure;

/// How the notes begin that keep heads and breaches.
const NOTES: &str = "witness/";

/// Two heads that cannot both be right, or a log that is no longer shown: evidence, signed by the
/// office itself.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Evidence {
    /// What is wrong: `unsigned`, `shorter`, `changed` or `silent`.
    pub wrong: String,
    /// When it was noticed, milliseconds since 1970 on this machine's clock.
    pub noticed_ms: u64,
    /// The head that was kept, hexadecimal.
    pub kept: String,
    /// The head that was shown, hexadecimal; empty if none was.
    pub shown: String,
}

/// The heads kept here: of which office, and what speaks against it.
///
/// # Errors
/// An index that fails.
pub fn all(store: &Store) -> Result<Vec<(String, LogHead, Option<Evidence>)>, Failure> {
    let mut kept = Vec::new();
    for (name, _) in store.notes(NOTES)? {
        let Some(office) = name[NOTES.len()..].strip_suffix("/head") else {
            continue;
        };
        let witness = Witnessing::of(store, office);
        if let Some(head) = witness.kept()? {
            kept.push((office.to_owned(), head, witness.evidence()?));
        }
    }
    Ok(kept)
}

/// This store as a witness of one office's log.
#[derive(Debug)]
pub struct Witnessing<'s> {
    store: &'s Store,
    office: String,
}

impl<'s> Witnessing<'s> {
    /// The witness of a laptop's own office.
    #[must_use]
    pub fn of_own(store: &'s Store) -> Self {
        Witnessing::of(store, "own")
    }

    /// The witness of an office by its name among devices.
    #[must_use]
    pub fn of(store: &'s Store, office: &str) -> Self {
        let office = office.to_owned();
        Witnessing { store, office }
    }

    fn name(&self, what: &str) -> String {
        format!("{NOTES}{}/{what}", self.office)
    }

    fn note(&self, what: &str) -> Result<Option<Vec<u8>>, Failure> {
        let value = self.store.note(&self.name(what))?;
        Ok(value.filter(|value| !value.is_empty()))
    }

    fn keep(&self, what: &str, value: Vec<u8>) -> Item {
        let name = self.name(what);
        Item::Note { name, value }
    }

    /// The last head that was kept.
    ///
    /// # Errors
    /// An index that fails.
    pub fn kept(&self) -> Result<Option<LogHead>, Failure> {
        let bytes = self.note("head")?;
        Ok(bytes.and_then(|bytes| LogHead::open(&bytes).ok()))
    }

    /// The size to ask for a proof from.
    ///
    /// # Errors
    /// An index that fails.
    pub fn seen(&self) -> Result<Option<u64>, Failure> {
        Ok(self.kept()?.map(|head| head.root.size))
    }

    /// What is to be kept of what the office shows; `asked` is the size the proof was asked from.
    ///
    /// # Errors
    /// An index that fails. A breach is no error: work goes on, and people are told.
    pub fn heed(
        &self,
        asked: Option<u64>,
        shown: Option<&Logged>,
        office: &PublicKey,
        now_ms: u64,
    ) -> Result<Vec<Item>, Failure> {
        let kept = self.kept()?;
        let Some(shown) = shown else {
            let silent = kept.map(|kept| self.breach("silent", &kept, &[], now_ms));
            return Ok(silent.transpose()?.unwrap_or_default());
        };
        match (heed(kept.as_ref(), asked, shown, office), kept) {
            (Ok(Heeded::Late), _) => Ok(Vec::new()),
            (Ok(Heeded::First(head)), None) => Ok(vec![self.keep("head", head.bytes().to_vec())]),
            (Ok(Heeded::First(head)), Some(before)) => Ok(vec![
                self.keep(&format!("epoch/{}", before.epoch), before.bytes().to_vec()),
                self.keep("head", head.bytes().to_vec()),
            ]),
            (Ok(Heeded::Grown(head)), before) => {
                let mut items = Vec::new();
                // The root alone is worth a note: most exchanges find nothing new.
                if before.is_none_or(|before| before.root != head.root) {
                    items.push(self.keep("head", head.bytes().to_vec()));
                }
                if self.evidence()?.is_some() {
                    items.push(self.keep("breach", Vec::new()));
                }
                Ok(items)
            }
            (Err(wrong), Some(kept)) => self.breach(code(wrong), &kept, &shown.head, now_ms),
            // Whoever has kept nothing has nothing to show for it.
            (Err(_), None) => Ok(Vec::new()),
        }
    }

    /// Keeps the evidence, once.
    fn breach(
        &self,
        wrong: &str,
        kept: &LogHead,
        shown: &[u8],
        now_ms: u64,
    ) -> Result<Vec<Item>, Failure> {
        if self.evidence()?.is_some_and(|known| known.wrong == wrong) {
            return Ok(Vec::new());
        }
        let evidence = Evidence {
            wrong: wrong.to_owned(),
            noticed_ms: now_ms,
            kept: kept.to_hex(),
            shown: hex_all(shown),
        };
        let bytes = serde_json::to_vec(&evidence).unwrap_or_default();
        Ok(vec![self.keep("breach", bytes)])
    }

    /// What speaks against the office's log, as long as the log has not been put right.
    ///
    /// # Errors
    /// An index that fails.
    pub fn evidence(&self) -> Result<Option<Evidence>, Failure> {
        let bytes = self.note("breach")?;
        Ok(bytes.and_then(|bytes| serde_json::from_slice(&bytes).ok()))
    }

    /// The same in words, for whoever works here.
    ///
    /// # Errors
    /// An index that fails.
    pub fn problem(&self) -> Result<Option<Text>, Failure> {
        Ok(self.evidence()?.map(|evidence| match &*evidence.wrong {
            "silent" => Text::new(
                "服务器不再出示审计日志：可能换成了旧程序，请报告审计管理员",
                "the server no longer shows its audit log: it may run an older program; tell the audit administrator",
            ),
            _ => Text::new(
                "服务器的审计日志与以前出示的不一致：已入库的内容被改动、删除或回退过；证据已保存，请报告审计管理员（若是直接复制文件恢复的备份，请改用 xunlu-server restore）",
                "the server's audit log does not go on from what it showed before: something admitted was altered, taken out or rolled back; the evidence is kept, tell the audit administrator (a backup that was put back by copying files must be put back with `xunlu-server restore`)",
            ),
        }))
    }
}

fn code(wrong: Breach) -> &'static str {
    match wrong {
        Breach::Unsigned => "unsigned",
        Breach::Shorter => "shorter",
        Breach::Changed => "changed",
    }
}
