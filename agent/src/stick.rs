//! The way home without a network: bundles on a stick.
//!
//! What goes into one and how it is taken in is `sync::bundle`'s; here the laptop is one side of
//! it, the same that exchanges over HTTP.

use std::path::{Path, PathBuf};

use desk::stick::{self, Found};
use desk::{Failure, fill};
use forms::Text;
use merge::{Bucket, Head, Receipt};
use serde::Serialize;
use sync::bundle::{self, Earlier, Part, Purpose, Trouble, Writer};
use sync::{Enrol, Replica, SyncError};

use crate::device::{Device, Layout};
use crate::enrol;
use crate::laptop::Laptop;
use crate::link::cut_short;

/// What is to be written, as the laptop stands.
#[derive(Debug, Clone)]
pub struct Export {
    /// The last of the own operations the office has given a receipt for.
    after: u64,
    /// For a full bundle: every bucket of which something is kept.
    everything: Option<Vec<Bucket>>,
    /// Where the own chain ends.
    head: Head,
}

/// What was written.
#[derive(Debug, Clone, Serialize)]
pub struct Exported {
    /// The files, one for each volume.
    pub files: Vec<PathBuf>,
    /// Operations in them.
    pub operations: u64,
    /// The last of the own operations.
    pub head: u64,
    /// What to compare over the phone when no receipt comes back.
    pub code: String,
}

/// What a bundle brought.
#[derive(Debug, Clone, Serialize)]
pub struct Imported {
    /// The file.
    pub file: PathBuf,
    /// When it was made, milliseconds since 1970 on the office's clock.
    pub made_ms: u64,
    /// Operations of others that were new here.
    pub pulled: u64,
    /// Folded records taken in.
    pub records: u64,
    /// Own operations the office holds out of the fold.
    pub held: u64,
    /// Own operations the office did not keep.
    pub refused: u64,
    /// A later answer was taken in before this one.
    pub old: bool,
    /// Divisions of which an earlier volume or answer is missing.
    pub missing: Vec<String>,
    /// The office was restored from a backup and lacks what it once had.
    pub restored: bool,
    /// Which volume it is.
    pub volume: u32,
    /// Whether another volume follows.
    pub more: bool,
}

impl Laptop {
    /// What an export has to bring: everything after the last receipt, so that what a lost stick
    /// carried is in the next one; or, for an office that has lost some, everything.
    ///
    /// # Errors
    /// An index that fails.
    pub fn to_export(&self, full: bool) -> Result<Export, Failure> {
        let store = self.store();
        let receipt = store.receipt()?.map_or(0, |receipt| receipt.head.seq);
        let everything = if full {
            let writers = store.writers()?.into_iter();
            let mut buckets: Vec<Bucket> = writers.map(|(_, bucket, _)| bucket).collect();
            buckets.sort_unstable();
            buckets.dedup();
            Some(buckets)
        } else {
            None
        };
        Ok(Export {
            after: if full { 0 } else { receipt },
            everything,
            head: store.head(self.device().id())?,
        })
    }
}

impl Imported {
    /// What it brought.
    #[must_use]
    pub fn line(&self) -> Text {
        let (made, new) = (forms::time_text(self.made_ms), self.pulled + self.records);
        Text::new(
            format!("{made} 的答复：新到 {new} 条"),
            format!("the answer of {made}: {new} new"),
        )
    }

    /// What a person has to know or to do about it, beyond what is new.
    #[must_use]
    pub fn notes(&self) -> Vec<Text> {
        let mut notes = Vec::new();
        if self.old {
            notes.push(Text::new(
                "这份答复比本机已有的回执旧，只补了还缺的内容",
                "this answer is older than the receipt kept here; only what was lacking was taken",
            ));
        }
        if !self.missing.is_empty() {
            let (count, named) = (self.missing.len(), self.missing.join("、"));
            let before = self.volume.saturating_sub(1);
            notes.push(if before > 0 {
                Text::new(
                    format!("{count} 个区划（{named}）接不上：请先导入第 {before} 卷，再导入本卷"),
                    format!(
                        "{count} divisions ({named}) do not follow on: import volume {before} first, then this one again"
                    ),
                )
            } else {
                Text::new(
                    format!(
                        "{count} 个区划（{named}）接不上：缺少更早的答复，请先导入它，或重新导出一次换新的答复"
                    ),
                    format!(
                        "{count} divisions ({named}) do not follow on: import the earlier answer first, or export again for a new one"
                    ),
                )
            });
        }
        if self.restored {
            notes.push(Text::new(
                "服务器是从旧备份恢复的；请用 export --full 导出一次带去，补上它丢失的数据",
                "the office was restored from an old backup; carry an `export --full` there to give it back what it lost",
            ));
        }
        if self.more {
            let next = self.volume + 1;
            notes.push(Text::new(
                format!("后面还有第 {next} 卷"),
                format!("volume {next} follows"),
            ));
        }
        if self.held > 0 {
            let held = self.held;
            notes.push(Text::new(
                format!("服务器暂扣本机 {held} 条，原因见 status"),
                format!("the office holds {held} of this laptop's operations; see `status` for the reasons"),
            ));
        }
        if self.refused > 0 {
            let refused = self.refused;
            notes.push(Text::new(
                format!("服务器未收 {refused} 条；数据仍在本机，请报告管理员"),
                format!("the office did not take {refused} operations; they are kept here, tell the administrator"),
            ));
        }
        notes
    }
}

/// Starts, fills and finishes one bundle of a device to its office.
fn write<T>(
    device: &Device,
    path: &Path,
    about: (Purpose, u32, u64),
    fill_in: impl FnOnce(&mut stick::ToFile<'_>) -> Result<(T, bool), Failure>,
) -> Result<T, Failure> {
    let mut secret = [0; 32];
    fill(&mut secret)?;
    let (key, office) = (device.key(), device.office()?);
    let written = stick::write(path, |out| {
        let started = Writer::start(out, &key, &office, about, secret);
        let mut writer = started.map_err(|error| stick::failure(path, &error))?;
        let (filled, more) = fill_in(&mut writer)?;
        Ok((filled, stick::finish(path, writer, more)?))
    });
    Ok(written?.0)
}

/// Writes the request of a new laptop.
pub(crate) fn request(device: &Device, ask: &Enrol, to: &Path, now_ms: u64) -> Result<(), Failure> {
    write(device, to, (Purpose::Request, 1, now_ms), |writer| {
        let asked = writer.part(&Part::Enrol(ask.clone()));
        asked.map_err(|error| stick::failure(to, &error))?;
        Ok(((), false))
    })
}

/// Writes what a laptop has to say, in one file or in volumes of about `limit` bytes. `progress`
/// is told the operations written and in all.
///
/// # Errors
/// A medium that refuses or lies, or a store that fails.
pub fn export(
    device: &Device,
    laptop: &mut impl Replica<Error = Failure>,
    what: &Export,
    (to, limit, now_ms): (&Path, Option<u64>, u64),
    progress: store::Progress<'_>,
) -> Result<Exported, Failure> {
    let full = what.everything.as_deref();
    let purpose = full.map_or(Purpose::Up, |_| Purpose::Full);
    let mut exported = Exported {
        files: Vec::new(),
        operations: 0,
        head: what.head.seq,
        code: stick::spoken(what.head),
    };
    let (mut after, mut earlier) = (what.after, None);
    for number in 1.. {
        let path = stick::volume(to, number);
        let (asked, id) = write(device, &path, (purpose, number, now_ms), |writer| {
            let chain = (device.id(), after, earlier);
            let asked = bundle::ask(writer, laptop, chain, full.unwrap_or(&[]), limit);
            let asked = asked.map_err(|trouble| said(&path, trouble))?;
            let (id, more) = (writer.header().id(), asked.more);
            Ok(((asked, id), more))
        })?;
        exported.files.push(path);
        exported.operations += asked.operations;
        progress(asked.through - what.after, what.head.seq - what.after);
        if !asked.more {
            break;
        }
        after = asked.through;
        earlier = Some(Earlier {
            id,
            made_ms: now_ms,
        });
    }
    Ok(exported)
}

/// Ends the set-up of a laptop that asked by file, if the answer is among these bundles.
///
/// # Errors
/// A folder that never asked, no answer among them, or one that is not the office's.
pub fn admit(layout: &Layout, paths: &[PathBuf]) -> Result<(), Failure> {
    if layout.device().exists() {
        return Ok(());
    }
    let Ok(device) = Device::load(&layout.enrolling()) else {
        // Said as every other command says it.
        return Device::load(&layout.device()).map(|_| ());
    };
    let (found, mut wrong) = stick::find(paths, &device.key().public())?;
    for found in &found {
        let mut reader = own(&device, found)?;
        let part = reader.next_part();
        match part.map_err(|error| stick::failure(&found.path, &error))? {
            Some(Part::Enrolled(let_in)) => {
                return enrol::admit(layout, device, &let_in).map(|_| ());
            }
            _ => wrong.push(not_enrolled(&found.path)),
        }
    }
    Err(wrong
        .into_iter()
        .next()
        .unwrap_or_else(|| not_enrolled(layout.folder())))
}

/// Takes a bundle in. `receipt` is the last one kept; `progress` is told bytes read and in all.
///
/// # Errors
/// A bundle that is not the office's or not whole, or a store that fails. What came before the
/// fault is kept, and taking it in again goes on from there.
pub fn import(
    device: &Device,
    laptop: &mut impl Replica<Error = Failure>,
    receipt: Option<&Receipt>,
    found: &Found,
    progress: store::Progress<'_>,
) -> Result<Imported, Failure> {
    let mut reader = own(device, found)?;
    let all = found.bytes;
    let taken = bundle::replay(&mut reader, laptop, receipt, &mut |done| {
        progress(done, all);
    });
    let taken = taken.map_err(|trouble| said(&found.path, trouble))?;
    let mut missing: Vec<String> = taken.missing.iter().map(ToString::to_string).collect();
    missing.sort();
    Ok(Imported {
        file: found.path.clone(),
        made_ms: found.header.made_ms,
        pulled: taken.report.pulled,
        records: taken.report.records,
        held: taken.report.held,
        refused: taken.report.refused + taken.report.forked,
        old: taken.old,
        missing,
        restored: taken.restored,
        volume: found.header.volume,
        more: reader.more(),
    })
}

fn said(path: &Path, trouble: Trouble<Failure>) -> Failure {
    match trouble {
        Trouble::Bundle(error) => stick::failure(path, &error),
        Trouble::Sync(SyncError::OutOfTurn) => not_an_answer(path),
        Trouble::Sync(error) => cut_short(error),
    }
}

/// Opens a bundle of the device's own office.
fn own(device: &Device, found: &Found) -> Result<stick::FromFile, Failure> {
    let reader = stick::open(&found.path, &device.key())?;
    if found.header.from == device.server_key {
        return Ok(reader);
    }
    let path = found.path.display();
    Err(Failure::new(
        "stranger",
        format!("{path} 不是本机所属服务器签发的；请核对文件来源"),
        format!("{path} is not from this laptop's office; check where the file comes from"),
    ))
}

fn not_enrolled(path: &Path) -> Failure {
    let path = path.display();
    Failure::new(
        "not_enrolled",
        format!("{path} 里没有登记申请的答复；请先导入服务器对申请的答复文件"),
        format!(
            "{path} holds no answer to the request to be let in; import the office's answer to it first"
        ),
    )
}

fn not_an_answer(path: &Path) -> Failure {
    let path = path.display();
    Failure::new(
        "bundle",
        format!("{path} 不是服务器的答复，或由更新的程序写成；请核对文件，或升级本程序"),
        format!(
            "{path} is no answer of an office, or one a newer program wrote; check the file, or update this program"
        ),
    )
}
