//! The way home without a network: bundles on a stick.
//!
//! What goes into one and how it is taken in is `sync::bundle`'s; here the laptop is one side of
//! it, the same that exchanges over HTTP.

mod restored;
mod wanted;
mod words;

use std::path::{Path, PathBuf};

use desk::stick::{self, Found};
use desk::{Failure, fill};
use forms::Text;
use merge::{Bucket, DeviceId, Head, Receipt};
use serde::Serialize;
use sync::bundle::{self, Cargo, Carried, Earlier, Part, Purpose, Trouble, Writer};
use sync::{Enrol, Enrolled, Replica, SyncError};

use crate::device::{Device, Layout};
use crate::enrol;
use crate::laptop::Laptop;
use crate::officers;
use link::{Heard, Photos, cut_short};
pub(crate) use restored::noticed;
pub use wanted::Load;

use words::{not_an_answer, not_enrolled};

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
    /// Photos in them.
    pub photos: u64,
    /// Bytes of these.
    pub photo_bytes: u64,
    /// Photos that are not here any more, or do not read.
    pub photos_lost: u64,
    /// Photos that were left for another time.
    pub photos_left: u64,
    /// Originals of others' photos that are asked for.
    pub photos_wanted: u64,
    /// Whether it brings everything kept here.
    pub full: bool,
    /// By which the answer is known.
    #[serde(skip)]
    pub nonce: u64,
}

/// How far an export has come.
#[derive(Debug, Clone, Copy, Default)]
pub struct Underway {
    /// Own operations written.
    pub operations: u64,
    /// Out of how many.
    pub operations_all: u64,
    /// The photos after them.
    pub photos: Carried,
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
    /// Own photos the office says to have.
    pub photos: u64,
    /// Small pictures of others' photos taken in.
    pub previews: u64,
    /// Originals that were asked for and are here whole by this.
    pub originals: u64,
    /// Why something of photos was not taken in.
    pub photo_problem: Option<Text>,
    /// Which hello it answers.
    #[serde(skip)]
    pub nonce: u64,
}

impl Laptop {
    /// What an export has to bring: everything after the last receipt, so that what a lost stick
    /// carried is in the next one; or everything, if `full` is wanted or the office has lost some.
    ///
    /// # Errors
    /// An index that fails.
    pub fn to_export(&self, full: bool) -> Result<Export, Failure> {
        let full = full || self.owes_everything()?;
        let store = self.store();
        let receipt = self.room().receipt_of(self.device().id())?;
        let receipt = receipt.map_or(0, |receipt| receipt.head.seq);
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

/// Starts, fills and finishes one bundle of a device to its office.
pub(crate) fn write<T>(
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

/// Writes what a laptop has to say, in one file or in volumes of about `limit` bytes: its operations
/// first, then photos.
///
/// # Errors
/// A medium that refuses or lies, or a store that fails. A photo that does not read is counted.
pub fn export(
    device: &Device,
    laptop: &mut impl Replica<Error = Failure>,
    (what, mut load): (&Export, Option<Load>),
    (to, limit, now_ms): (&Path, Option<u64>, u64),
    progress: &mut dyn FnMut(&Underway),
) -> Result<Exported, Failure> {
    let mut everything = what.everything.as_deref().unwrap_or(&[]);
    let purpose = match what.everything {
        Some(_) => Purpose::Full,
        None => Purpose::Up,
    };
    let wanted = load.as_ref().map_or(0, |load| load.wanted.len());
    let mut cargo = match &mut load {
        Some(load) => {
            let cargo = Cargo::load(&mut load.album, load.room, load.wanted.clone());
            Some(cargo.map_err(|no| said(to, SyncError::Refused(no).into()))?)
        }
        None => None,
    };
    let (mut files, mut operations, mut nonce) = (Vec::new(), 0, 0);
    let mut underway = Underway {
        operations_all: what.head.seq - what.after,
        ..Underway::default()
    };
    let (mut after, mut earlier) = (what.after, None);
    for number in 1.. {
        let path = stick::volume(to, number);
        let (asked, id, more) = write(device, &path, (purpose, number, now_ms), |writer| {
            let chain = device.chain(after, earlier);
            let asked = bundle::ask(writer, laptop, chain, everything, limit);
            let asked = asked.map_err(|trouble| said(&path, trouble))?;
            underway.operations = asked.through - what.after;
            progress(&underway);
            let mut more = asked.more;
            if let (Some(cargo), Some(load), false) = (&mut cargo, &mut load, more) {
                let room = (asked.operations > 0, limit);
                let wrote = cargo.write(writer, &mut load.album, room, &mut |carried| {
                    underway.photos = *carried;
                    progress(&underway);
                });
                more = wrote.map_err(|error| stick::failure(&path, &error))?;
            }
            Ok(((asked, writer.header().id(), more), more))
        })?;
        files.push(path);
        operations += asked.operations;
        nonce = asked.nonce;
        if !more {
            break;
        }
        // What is kept of others was in the volume that ended the own chain.
        if !asked.more {
            everything = &[];
        }
        after = asked.through;
        earlier = Some(Earlier {
            id,
            made_ms: now_ms,
        });
    }
    let carried = cargo.map(|cargo| *cargo.carried()).unwrap_or_default();
    Ok(Exported {
        files,
        operations,
        head: what.head.seq,
        code: stick::spoken(what.head),
        photos: carried.photos,
        photo_bytes: carried.bytes,
        photos_lost: carried.lost,
        photos_left: carried.left,
        photos_wanted: wanted as u64,
        full: what.everything.is_some(),
        nonce,
    })
}

/// Ends the set-up of a laptop that asked by file, if the answer is among these bundles. Answers
/// its name if it was let in by this.
///
/// # Errors
/// A folder that never asked, no answer among them, or one that is not the office's.
pub fn admit(layout: &Layout, paths: &[PathBuf]) -> Result<Option<DeviceId>, Failure> {
    if layout.device().exists() {
        return officers::admit(layout, paths).map(|()| None);
    }
    let Ok(device) = Device::load(layout, &layout.enrolling()) else {
        // Said as every other command says it.
        return Device::load(layout, &layout.device()).map(|_| None);
    };
    match let_in(&device, paths)? {
        Some(let_in) => enrol::admit(layout, device, &let_in).map(|grant| Some(grant.device)),
        None => Err(not_enrolled(layout.folder())),
    }
}

/// The office's yes to a device that asked by file, if it is among these bundles.
///
/// # Errors
/// None of them is that, the first said why.
pub(crate) fn let_in(device: &Device, paths: &[PathBuf]) -> Result<Option<Enrolled>, Failure> {
    let (found, mut wrong) = stick::find(paths, &device.key().public())?;
    for found in &found {
        let mut reader = own(device, found)?;
        let part = reader.next_part();
        match part.map_err(|error| stick::failure(&found.path, &error))? {
            Some(Part::Enrolled(let_in)) => return Ok(Some(let_in)),
            _ => wrong.push(not_enrolled(&found.path)),
        }
    }
    wrong.into_iter().next().map_or(Ok(None), Err)
}

/// Takes a bundle in. `receipt` is the last one kept, `photos` take in what it says of them;
/// `progress` is told bytes read and in all.
///
/// # Errors
/// A bundle that is not the office's or not whole, or a store that fails. What came before the
/// fault is kept, and taking it in again goes on from there.
pub fn import(
    device: &Device,
    laptop: &mut impl Replica<Error = Failure>,
    (receipt, photos): (Option<&Receipt>, Option<Photos>),
    found: &Found,
    progress: store::Progress<'_>,
) -> Result<Imported, Failure> {
    let reader = own(device, found)?;
    take_in(laptop, (receipt, photos), (reader, found), progress)
}

/// Takes the rest of a bundle in.
pub(crate) fn take_in(
    laptop: &mut impl Replica<Error = Failure>,
    (receipt, photos): (Option<&Receipt>, Option<Photos>),
    (mut reader, found): (stick::FromFile, &Found),
    progress: store::Progress<'_>,
) -> Result<Imported, Failure> {
    let all = found.bytes;
    let mut heard = Heard::new(photos);
    let word = &mut |word| heard.word(word);
    let taken = bundle::replay(&mut reader, laptop, receipt, word, &mut |done| {
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
        photos: heard.kept,
        previews: heard.previews,
        originals: heard.fetched(),
        nonce: taken.nonce,
        photo_problem: heard.problem.map(|no| Text::new(no.zh, no.en)),
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
pub(crate) fn own(device: &Device, found: &Found) -> Result<stick::FromFile, Failure> {
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
