//! Whether the index as it was left is one to go on with.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use forms::Catalog;
use vault::Vault;

use super::{MARK_KEY, fingerprint, position};
use crate::error::StoreError;
use crate::index::Index;
use crate::journal::Journal;
use crate::rows;
use crate::sled_index::{SledIndex, SledRows};

/// A file beside the index that stands while the index is open.
pub(super) fn marker(folder: &Path) -> PathBuf {
    folder.with_extension("open")
}

/// Checks that what stands torn at the journal's end was never acknowledged: the index is written
/// only after the journal is durable, so an index that has it proves otherwise.
///
/// After a power cut that is not asked: a disk that says "durable" too early leaves no way to open
/// the folder but to cut.
pub(super) fn was_unacknowledged(
    at: &SledRows,
    boot: &str,
    journal: &Journal,
    vault: &Vault,
) -> Result<(), StoreError> {
    let folder = &at.folder;
    let left_by = fs::read_to_string(marker(folder)).ok();
    let power_cut = left_by.is_some_and(|left_by| left_by != boot || boot.is_empty());
    if power_cut || !folder.exists() {
        return Ok(());
    }
    let Ok(index) = SledIndex::open(at, vault) else {
        return Ok(());
    };
    match position(&index) {
        Ok(position) if position > journal.end() => Err(journal.damaged_end()),
        _ => Ok(()),
    }
}

/// An index, and why it was begun afresh if it was.
type Started = (Box<dyn Index>, Option<String>);

/// Opens the index as it was left, or an empty one where that cannot be trusted.
pub(super) fn open_sled(
    at: &SledRows,
    boot: &str,
    journal: &Journal,
    (catalog, vault): (&Catalog, &Vault),
) -> Result<Started, StoreError> {
    let folder = &at.folder;
    let left_by = fs::read_to_string(marker(folder)).ok();
    let mut doubt = left_by
        .filter(|left_by| left_by != boot || boot.is_empty())
        .map(|_| "the machine stopped while the program ran".to_owned());
    fs::write(marker(folder), boot).map_err(StoreError::disk("opening the index"))?;
    if doubt.is_none() && folder.exists() {
        match trusted(at, journal, catalog, vault) {
            Ok(index) => return Ok((index, None)),
            Err(reason) => doubt = Some(reason),
        }
    }
    if doubt.is_some() {
        set_aside(folder)?;
    }
    Ok((Box::new(SledIndex::open(at, vault)?), doubt))
}

/// The index as it was left, if nothing speaks against it.
fn trusted(
    at: &SledRows,
    journal: &Journal,
    catalog: &Catalog,
    vault: &Vault,
) -> Result<Box<dyn Index>, String> {
    let index = SledIndex::open(at, vault).map_err(|error| error.to_string())?;
    let row = index.get(&rows::note("position"));
    let row = row.map_err(|error| error.to_string())?;
    let mark = index.get(MARK_KEY).map_err(|error| error.to_string())?;
    if let Some((position, stamp)) = row.as_deref().and_then(<[u8]>::split_first_chunk::<8>) {
        let position = u64::from_be_bytes(*position);
        if position > journal.end() {
            return Err("the index is ahead of the journal".to_owned());
        }
        let here = journal.stamp(position).map_err(|error| error.to_string())?;
        if stamp != here {
            return Err("the index was folded from another journal".to_owned());
        }
    }
    if mark.is_some_and(|mark| mark != fingerprint(catalog)) {
        return Err("the program or its catalog is another version".to_owned());
    }
    Ok(Box::new(index))
}

/// Keeps a doubted index for whoever wants to know what happened; only the last one.
fn set_aside(folder: &Path) -> Result<(), StoreError> {
    let aside = folder.with_extension("doubted");
    remove(&aside)?;
    match fs::rename(folder, &aside) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(StoreError::Disk {
            what: "setting the old index aside",
            source: error,
        }),
        _ => Ok(()),
    }
}

/// Removes an index that may be there.
pub(super) fn remove(folder: &Path) -> Result<(), StoreError> {
    match fs::remove_dir_all(folder) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(StoreError::Disk {
            what: "removing the old index",
            source: error,
        }),
        _ => Ok(()),
    }
}
