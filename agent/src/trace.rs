//! A small file outside the data folder that says how far this laptop has written.
//!
//! A folder that was deleted takes with it what was never sent, and one that was put back from an
//! old copy looks whole from inside. This file tells both: it stands beside the folder, or in the
//! folder that `XUNLU_HEADS` names (on another disk, say). It holds no record and no key. Losing it
//! costs nothing but the warning, so nothing waits for it and no failure of it stops a save.

use std::env;
use std::fs;
use std::path::{Path, PathBuf};

use desk::Failure;
use forms::Text;
use merge::{DeviceId, Hash, Head};
use serde::{Deserialize, Serialize};

/// Names the folder where these files are kept.
const FOLDER: &str = "XUNLU_HEADS";

/// How far a laptop has written.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
struct Written {
    /// The laptop.
    device: String,
    /// Its last operation.
    seq: u64,
    /// That operation's hash.
    hash: Hash,
    /// Its last operation that the office has given a receipt for.
    confirmed: u64,
    /// The same of the other officers who share the folder.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    others: Vec<Written>,
}

impl Written {
    /// What is said of one officer.
    fn of(&self, device: DeviceId) -> Option<&Written> {
        let name = device.to_string();
        [self]
            .into_iter()
            .chain(&self.others)
            .find(|one| one.device == name)
    }

    /// What is said of this officer, without the others.
    fn alone(&self) -> Written {
        Written {
            others: Vec::new(),
            ..self.clone()
        }
    }

    fn head(&self) -> Head {
        Head {
            seq: self.seq,
            hash: self.hash,
        }
    }
}

/// Operations that went with a folder.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Lost {
    /// Who wrote them.
    pub device: String,
    /// The first.
    pub from: u64,
    /// The last; before the first if the office has them all.
    pub through: u64,
    /// What went of the other officers who shared the folder.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub others: Vec<Lost>,
}

impl From<&Written> for Lost {
    fn from(before: &Written) -> Lost {
        Lost {
            device: before.device.clone(),
            from: before.confirmed + 1,
            through: before.seq,
            others: before.others.iter().map(Lost::from).collect(),
        }
    }
}

/// The file of one data folder.
#[derive(Debug)]
pub(crate) struct Trace {
    path: PathBuf,
    /// The folder does not have this operation, which was written in it once.
    ahead: Option<(DeviceId, u64)>,
}

impl Trace {
    /// The file of a folder, as its laptop finds it; `has` says whether this very operation is the
    /// folder's own.
    pub(crate) fn of(
        folder: &Path,
        device: DeviceId,
        has: impl FnOnce(Head) -> Result<bool, Failure>,
    ) -> Result<Trace, Failure> {
        let path = place(folder);
        let kept = read(&path);
        let ahead = match kept.as_ref().and_then(|kept| kept.of(device)) {
            Some(kept) if kept.seq > 0 && !has(kept.head())? => Some((device, kept.seq)),
            _ => None,
        };
        Ok(Trace { path, ahead })
    }

    /// Takes note of where an officer's chain stands, in a folder that these share with them.
    pub(crate) fn leave(
        &self,
        device: DeviceId,
        (head, confirmed): (Head, u64),
        colleagues: &[DeviceId],
    ) {
        // What was written last under this name is to be remembered until it has another.
        if self.ahead(device).is_some() {
            return;
        }
        let kept = match colleagues {
            [] => None,
            _ => read(&self.path),
        };
        let theirs = colleagues.iter();
        let theirs = theirs.filter_map(|one| kept.as_ref()?.of(*one));
        let others = theirs.map(Written::alone).collect();
        let written = Written {
            device: device.to_string(),
            seq: head.seq,
            hash: head.hash,
            confirmed,
            others,
        };
        write(&self.path, &written);
    }

    /// How far a laptop of this name once wrote, if its folder does not have that.
    pub(crate) fn ahead(&self, device: DeviceId) -> Option<u64> {
        let (name, seq) = self.ahead?;
        (name == device).then_some(seq)
    }
}

/// What is to be said of a folder that is older than what was written in it.
pub(crate) fn older(there: u64, here: u64) -> Text {
    Text::new(
        format!(
            "本机曾记到第 {there} 号操作，本文件夹（到第 {here} 号）没有它：这是旧备份，或日志已丢失；请先同步一次，再记录新的内容"
        ),
        format!(
            "this laptop once wrote operation {there}, which this folder (up to {here}) does not have: it is an old backup, or its journal is gone; sync once before you record anything new"
        ),
    )
}

/// What went with the folder that stood here before, seen by the laptop that takes its place.
pub(crate) fn succeed(folder: &Path, device: DeviceId) -> Option<Lost> {
    let path = place(folder);
    let before = read(&path).filter(|before| before.device != device.to_string())?;
    write(
        &path,
        &Written {
            device: device.to_string(),
            seq: 0,
            hash: Hash::ZERO,
            confirmed: 0,
            others: Vec::new(),
        },
    );
    Some(Lost::from(&before))
}

impl Lost {
    /// What it means.
    #[must_use]
    pub fn text(&self) -> Text {
        let others = self.others.iter().map(Lost::text);
        others.fold(self.of_one(), |said, other| {
            let (zh, en) = (
                format!("{}\n{}", said.zh, other.zh),
                format!("{}\n{}", said.en, other.en),
            );
            Text::new(zh, en)
        })
    }

    fn of_one(&self) -> Text {
        let Lost {
            device,
            from,
            through,
            ..
        } = self;
        if from > through {
            return Text::new(
                format!(
                    "此处原有设备 {device} 的文件夹已不在；它的 {through} 项操作服务器都有回执，同步后即可取回"
                ),
                format!(
                    "the folder of device {device} that stood here is gone; the office had given a receipt for all of its {through} operations, a sync brings them back"
                ),
            );
        }
        Text::new(
            format!(
                "此处原有设备 {device} 的文件夹已不在；第 {from} 至 {through} 号操作服务器没有回执：如无备份、U盘或他人电脑上的副本，这些内容已丢失，请重新记录；其余的同步后即可取回"
            ),
            format!(
                "the folder of device {device} that stood here is gone; the office has given no receipt for operations {from} to {through}: unless a backup, a stick or a neighbour's laptop has them they are lost, record them again; a sync brings back the others"
            ),
        )
    }
}

/// Where the file of a folder is. Two folders of one name in two places have two.
fn place(folder: &Path) -> PathBuf {
    let whole = std::path::absolute(folder).unwrap_or_else(|_| folder.to_owned());
    let name = whole.file_name().unwrap_or_default().to_string_lossy();
    match env::var_os(FOLDER).filter(|named| !named.is_empty()) {
        Some(named) => {
            let which = Hash::of(&[whole.as_os_str().as_encoded_bytes()]).to_string();
            Path::new(&named).join(format!("{name}-{}.head.json", &which[..8]))
        }
        None => whole.with_file_name(format!("{name}.head.json")),
    }
}

fn read(path: &Path) -> Option<Written> {
    serde_json::from_slice(&fs::read(path).ok()?).ok()
}

/// Best effort: a laptop whose folder is on a medium of its own may have no place beside it.
fn write(path: &Path, written: &Written) {
    let beside = path.with_extension("new");
    let text = serde_json::to_vec(written).unwrap_or_default();
    if fs::write(&beside, text)
        .and_then(|()| fs::rename(&beside, path))
        .is_err()
    {
        let _ = fs::remove_file(&beside);
    }
}
