//! A folder under a new key: after an officer has left, or a passphrase has become known.
//!
//! Whoever once had the old key reads nothing any more, not even with an old copy of the key file, and
//! a passphrase of somebody who is not there opens nothing. What needs room comes first: the journals
//! are written anew beside the old ones. Then the key file changes in one step; it names the old key,
//! sealed with the new one, until everything has followed. Whatever cuts that short, the next start
//! goes on.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use forms::Lang;
use merge::{Hash, PublicKey};
use serde_json::Value;
use store::{Contents, Progress};
use vault::{Cost, Holder, Slots, Vault};
use zeroize::Zeroizing;

use crate::blobs;
use crate::drafts::Drafts;
use crate::failure::Failure;
use crate::keys::{self, FolderKey};

/// Gives a folder whose lock is held a new key. It opens with these passphrases from now on, under the
/// names they have, and for the offices that could open it; a folder that opened without any still
/// does. Answers the key, taken.
///
/// # Errors
/// A passphrase of nobody's, a journal that does not read, or a disk that refuses. Before the key file
/// has changed nothing has; after that the next start goes on.
pub fn rekey(
    folder: &Path,
    contents: &Contents,
    passphrases: &[Zeroizing<String>],
    progress: Progress<'_>,
) -> Result<FolderKey, Failure> {
    let key = taken(folder, passphrases)?;
    finish(folder, contents, &key, progress)?;
    let old = key.get()?;
    let fresh = old.another();
    let fresh = fresh.map_err(|error| Failure::file(folder, &error))?;
    let renewed = renewed(&key, &fresh, passphrases)?;
    for journal in &contents.journals {
        store::rekey::prepare(&folder.join(journal), &old, &fresh, progress)?;
    }
    key.keep(&renewed)?;
    let key = taken(folder, passphrases)?;
    finish(folder, contents, &key, progress)?;
    Ok(key)
}

/// The slots of a folder, whose key was taken, for another key: for these passphrases and for the
/// offices that could open it, or for everybody where no passphrase was needed. They name the old key,
/// sealed with the new one.
///
/// # Errors
/// A passphrase of nobody's, or a system that gives no random numbers.
pub fn renewed(
    key: &FolderKey,
    fresh: &Vault,
    passphrases: &[Zeroizing<String>],
) -> Result<Slots, Failure> {
    let slots = key.slots()?;
    let mut renewed = slots.renewed(fresh, passphrases, Cost::TODAY)?;
    for holder in slots.holders(&key.get()?) {
        if let Holder::Office(office) = holder
            && let Ok(office) = PublicKey::from_bytes(&office)
        {
            renewed.give_office(fresh, &office.bytes(), &office.agreement())?;
        }
    }
    Ok(renewed)
}

/// The passphrases that are to open a folder under another key: of whoever gives it, which opens it
/// now, and of those who stay, each in a file. None for a folder that opens without any.
///
/// # Errors
/// A passphrase that is none of this folder's, or none where nobody can be asked.
pub fn all_known(
    key: &FolderKey,
    file: Option<&Path>,
    also: &[PathBuf],
    lang: Lang,
) -> Result<Vec<Zeroizing<String>>, Failure> {
    if !key.slots()?.is_locked() {
        return Ok(Vec::new());
    }
    let mut all = vec![keys::known(file, lang)?];
    for file in also {
        all.extend(keys::offered(Some(file))?);
    }
    key.unlock(&all[0])?;
    Ok(all)
}

/// The key of a folder, taken with the first of these passphrases; without one, as everybody may.
///
/// # Errors
/// A passphrase of nobody's, or a folder whose key is missing.
pub fn taken(folder: &Path, passphrases: &[Zeroizing<String>]) -> Result<FolderKey, Failure> {
    let key = FolderKey::of(folder);
    match passphrases.first() {
        Some(passphrase) => key.unlock(passphrase)?,
        None => drop(key.get()?),
    }
    Ok(key)
}

/// Goes on with a change of keys that was cut short, if there was one. The folder's lock is held.
///
/// # Errors
/// A disk that refuses; the next start goes on.
pub fn finish(
    folder: &Path,
    contents: &Contents,
    key: &FolderKey,
    progress: Progress<'_>,
) -> Result<(), Failure> {
    if !key.is_made() {
        return Ok(());
    }
    let mut slots = key.slots()?;
    if !slots.is_renewing() {
        for journal in &contents.journals {
            store::rekey::abandon(&folder.join(journal))?;
        }
        return Ok(());
    }
    let fresh = key.get()?;
    let old = slots.before(&fresh).ok_or_else(|| damaged(folder))?;
    for path in inside(folder) {
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        let path = path.as_path();
        if name.ends_with(".json") {
            identity(path, &old, &fresh)?;
        }
        // It was folded from a journal under another key, and is folded again.
        if name.starts_with("index") {
            gone(path).map_err(|error| Failure::file(path, &error))?;
        }
    }
    for journal in &contents.journals {
        store::rekey::finish(&folder.join(journal))?;
    }
    photos(&folder.join("blobs"), &old, &fresh, progress)?;
    Drafts::new(folder, &old).move_to(&Drafts::new(folder, &fresh))?;
    slots.settle();
    key.keep(&slots)
}

/// Refuses to copy a folder that is half under one key and half under another.
///
/// # Errors
/// It is.
pub fn settled(key: &FolderKey) -> Result<(), Failure> {
    if key.is_made() && key.slots()?.is_renewing() {
        return Err(Failure::new(
            "rekeying",
            "上次换钥匙没有做完；请先打开一次（如 status），它会自动接着做，然后再备份",
            "a change of keys was cut short; open the folder once, for instance with `status`, which goes on with it, then back it up",
        ));
    }
    Ok(())
}

/// Seals anew what a small file keeps sealed, wherever it stands in it.
fn identity(path: &Path, old: &Vault, fresh: &Vault) -> Result<(), Failure> {
    let failed = |error: io::Error| Failure::file(path, &error);
    let bytes = Zeroizing::new(fs::read(path).map_err(failed)?);
    let Ok(mut said) = serde_json::from_slice::<Value>(&bytes) else {
        return Ok(());
    };
    if resealed(&mut said, old, fresh).map_err(failed)? {
        let text = serde_json::to_vec_pretty(&said).unwrap_or_default();
        keys::private(path, &text).map_err(failed)?;
    }
    Ok(())
}

fn resealed(said: &mut Value, old: &Vault, fresh: &Vault) -> io::Result<bool> {
    let mut changed = false;
    match said {
        Value::String(text) => {
            if let Some(secrets) = keys::open_secrets::<Value>(old, text) {
                *text = keys::seal_secrets(fresh, &secrets)?;
                changed = true;
            }
        }
        Value::Array(items) => {
            for item in items {
                changed |= resealed(item, old, fresh)?;
            }
        }
        Value::Object(fields) => {
            for (_, field) in fields {
                changed |= resealed(field, old, fresh)?;
            }
        }
        _ => {}
    }
    Ok(changed)
}

/// Seals the originals and the previews anew, each in its place: its name tells which key it is under.
/// What can be made again, or comes again, is removed.
fn photos(
    folder: &Path,
    old: &Vault,
    fresh: &Vault,
    progress: Progress<'_>,
) -> Result<(), Failure> {
    for passing in ["partial", "small"] {
        let path = folder.join(passing);
        gone(&path).map_err(|error| Failure::file(&path, &error))?;
    }
    let files: Vec<PathBuf> = inside(folder).iter().flat_map(|at| inside(at)).collect();
    for (done, path) in files.iter().enumerate() {
        let resealed = match path.extension().is_some_and(|kind| kind == "new") {
            // What a kill left beside its place.
            true => gone(path),
            false => photo(path, old, fresh),
        };
        resealed.map_err(|error| Failure::file(path, &error))?;
        progress(done as u64 + 1, files.len() as u64);
    }
    Ok(())
}

fn photo(path: &Path, old: &Vault, fresh: &Vault) -> io::Result<()> {
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    match photo_anew(&name, &fs::read(path)?, old, fresh)? {
        Some(sealed) => store::disk::replace(path, &sealed),
        None => Ok(()),
    }
}

/// A photo or a preview, sealed with the fresh key of a folder in the place of its old one; nothing for
/// a file that stays as it is.
///
/// # Errors
/// A system that gives no random numbers.
pub fn photo_anew(
    name: &str,
    bytes: &[u8],
    old: &Vault,
    fresh: &Vault,
) -> io::Result<Option<Vec<u8>>> {
    let stem = name.split('.').next().unwrap_or(name);
    let Ok(sha256) = stem.parse::<Hash>() else {
        return Ok(None);
    };
    let [old, fresh] = [old, fresh].map(|vault| vault.inside(blobs::PURPOSE));
    if !vault::file::is_sealed(bytes) {
        let preview = old.open(&sha256.0, bytes);
        return preview
            .map(|preview| fresh.seal(&sha256.0, &preview))
            .transpose();
    }
    let says = |vault: &Vault| {
        let plain = vault::file::unseal(vault, bytes.to_vec());
        vault::file::is_kept(&sha256.0, &plain).then_some(plain)
    };
    // One that is no longer what its name says stays as it is, to be named by whoever asks.
    match says(&fresh).is_none().then(|| says(&old)).flatten() {
        Some(plain) => vault::file::seal(&fresh, &plain).map(Some),
        None => Ok(None),
    }
}

fn inside(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).into_iter().flatten().flatten();
    let mut paths: Vec<PathBuf> = entries.map(|entry| entry.path()).collect();
    paths.sort();
    paths
}

fn gone(path: &Path) -> io::Result<()> {
    let removed = match path.is_dir() {
        true => fs::remove_dir_all(path),
        false => fs::remove_file(path),
    };
    match removed {
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(()),
        removed => removed,
    }
}

fn damaged(folder: &Path) -> Failure {
    let folder = folder.display();
    Failure::new(
        "keys_missing",
        format!("{folder} 中的 keys.cbor 已损坏；请从备份恢复整个文件夹"),
        format!("keys.cbor in {folder} is damaged; restore the whole folder from a backup"),
    )
}
