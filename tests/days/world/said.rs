//! What a folder says to whoever has its key: the journal and the photos, opened.
//!
//! Read by the written form of the files and not by the programs' own readers, and from a key that
//! is taken like theirs.

use std::fs;
use std::path::Path;

use desk::keys::FolderKey;
use merge::frame;
use vault::Vault;

use super::files;

/// Every file below a folder, opened; the index is as it stands, for it says what the journal says.
pub(crate) fn said(folder: &Path) -> Vec<Vec<u8>> {
    let vault = FolderKey::of(folder).get().unwrap();
    let files = files(folder).into_iter();
    files.map(|file| opened(&file, &vault)).collect()
}

/// What one file says.
pub(crate) fn opened(file: &Path, vault: &Vault) -> Vec<u8> {
    let bytes = fs::read(file).unwrap();
    let first = file.extension().and_then(|kind| {
        let name = (kind == "j").then(|| file.file_stem()).flatten()?;
        name.to_str()?.parse().ok()
    });
    match first {
        Some(first) => journal(first, &bytes, vault),
        None => vault::file::unseal(&vault.inside("photos"), bytes),
    }
}

/// The commits of one file of a journal.
fn journal(first: u64, bytes: &[u8], vault: &Vault) -> Vec<u8> {
    const SEALED: u8 = 3;
    let vault = vault.inside("journal");
    let (mut at, mut said) = (0, Vec::new());
    while let Ok(found) = frame::read(&bytes[at..]) {
        if found.kind == SEALED {
            let place = first + at as u64 + 5;
            said.extend(vault.open(&place.to_be_bytes(), found.payload).unwrap());
        }
        at += found.len;
    }
    said
}
