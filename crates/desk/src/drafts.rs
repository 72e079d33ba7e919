//! What somebody has typed and not saved yet, and small habits of theirs: kept sealed by the program,
//! so that nothing of it lies in a browser.
//!
//! A draft is no operation. It never travels, stands in no history and no log, and goes when it is
//! saved or discarded. It belongs to one person: nobody else is told that it is there.

use std::collections::BTreeSet;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use merge::Hash;
use serde::{Deserialize, Serialize};
use vault::Vault;

use crate::failure::Failure;

/// The folder of drafts in a program's folder.
pub const FOLDER: &str = "drafts";
/// Longest draft, in bytes: a batch of some thousand agreements.
pub const LONGEST: usize = 1024 * 1024;
/// Most drafts of one person; of more, some are to be finished first.
pub const MOST: usize = 500;

/// Where the drafts of a folder are kept, and what they are sealed with.
#[derive(Debug, Clone)]
pub struct Drafts {
    folder: PathBuf,
    vault: Vault,
}

/// One draft.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Draft {
    /// Whose it is: the account.
    pub person: String,
    /// What it is about: a name that the pages give.
    pub about: String,
    /// What was typed, as the pages write it.
    pub text: String,
    /// The files its writer had brought for it.
    #[serde(default)]
    pub files: BTreeSet<Hash>,
}

impl Drafts {
    /// The drafts in a program's folder whose key this is.
    #[must_use]
    pub fn new(folder: &Path, vault: &Vault) -> Drafts {
        Drafts {
            folder: folder.join(FOLDER),
            vault: vault.inside(FOLDER),
        }
    }

    /// Keeps a draft in the place of the one about the same thing; durable when this answers.
    ///
    /// # Errors
    /// A draft that is too long, one too many, or a disk that refuses.
    pub fn keep(&self, draft: &Draft) -> Result<(), Failure> {
        if draft.text.len() + draft.about.len() > LONGEST {
            return Err(Failure::new(
                "draft",
                "草稿太长，无法保留；请先把填好的部分保存为记录",
                "the draft is too long to be kept; save what is done as records first",
            ));
        }
        let folder = self.of(&draft.person);
        let path = self.path(&draft.person, &draft.about);
        if !path.exists() && inside(&folder).len() >= MOST {
            return Err(Failure::new(
                "draft",
                format!("未完成的草稿已有 {MOST} 份；请先保存或放弃一些"),
                format!("{MOST} drafts are kept already; save or discard some first"),
            ));
        }
        let text = serde_json::to_vec(draft).unwrap_or_default();
        let write = || {
            fs::create_dir_all(&folder)?;
            store::disk::replace(&path, &self.vault.seal(&place(&path), &text)?)
        };
        write().map_err(|error| Failure::file(&path, &error))
    }

    /// Drops the draft about something, if there is one.
    ///
    /// # Errors
    /// A disk that refuses.
    pub fn drop(&self, person: &str, about: &str) -> Result<(), Failure> {
        gone(&self.path(person, about))
    }

    /// The drafts of a person, in the order of what they are about. One that does not open is left
    /// out: it is nobody's any more.
    #[must_use]
    pub fn all(&self, person: &str) -> Vec<Draft> {
        let paths = inside(&self.of(person)).into_iter();
        let mut all: Vec<Draft> = paths.filter_map(|path| self.read(&path)).collect();
        all.sort_unstable_by(|a, b| a.about.cmp(&b.about));
        all
    }

    /// Brings every draft to where another key seals it. Cut short, it is done again from where it was.
    ///
    /// # Errors
    /// A disk that refuses; whatever was brought over by then stays so.
    pub fn move_to(&self, fresh: &Drafts) -> Result<(), Failure> {
        for folder in inside(&self.folder) {
            for path in inside(&folder) {
                if let Some(draft) = self.read(&path) {
                    fresh.keep(&draft)?;
                    gone(&path)?;
                }
            }
            // One that is empty now; another is not removed.
            let _ = fs::remove_dir(&folder);
        }
        Ok(())
    }

    fn read(&self, path: &Path) -> Option<Draft> {
        let text = self.vault.open(&place(path), &fs::read(path).ok()?)?;
        serde_json::from_slice(&text).ok()
    }

    /// Names on the disk tell nobody whose a draft is and what it is about.
    fn of(&self, person: &str) -> PathBuf {
        let name = self.vault.inside("people").hash(person.as_bytes());
        self.folder.join(Hash(name).to_string())
    }

    fn path(&self, person: &str, about: &str) -> PathBuf {
        let name = self.vault.inside("about").hash(about.as_bytes());
        self.of(person).join(Hash(name).to_string())
    }
}

/// What a draft is sealed for: its place among the others.
fn place(path: &Path) -> Vec<u8> {
    let names = path.iter().rev().take(2);
    names
        .flat_map(|name| name.as_encoded_bytes().to_vec())
        .collect()
}

/// What lies in a folder; nothing if there is none. What is being written has another name still.
fn inside(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).into_iter().flatten().flatten();
    let mut paths: Vec<PathBuf> = entries.map(|entry| entry.path()).collect();
    paths.retain(|path| path.extension().is_none());
    paths
}

fn gone(path: &Path) -> Result<(), Failure> {
    match fs::remove_file(path) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(Failure::file(path, &error)),
        _ => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn draft(person: &str, about: &str, text: &str) -> Draft {
        Draft {
            person: person.to_owned(),
            about: about.to_owned(),
            text: text.to_owned(),
            files: BTreeSet::from([Hash([7; 32])]),
        }
    }

    fn texts(drafts: &Drafts, person: &str) -> Vec<String> {
        drafts
            .all(person)
            .into_iter()
            .map(|draft| draft.text)
            .collect()
    }

    #[test]
    fn a_draft_is_its_writers_alone_and_goes_when_it_is_dropped() {
        let ground = tempfile::tempdir().unwrap();
        let drafts = Drafts::new(ground.path(), &Vault::fresh().unwrap());
        let first = draft("张伟", "hazard/new", "K12+3");
        drafts.keep(&first).unwrap();
        drafts
            .keep(&draft("张伟", "hazard/new", "K12+300"))
            .unwrap();
        drafts.keep(&draft("王芳", "hazard/new", "K7")).unwrap();
        assert_eq!(texts(&drafts, "张伟"), ["K12+300"]);
        assert_eq!(drafts.all("张伟")[0].files, first.files);
        drafts.drop("张伟", "hazard/new").unwrap();
        drafts.drop("张伟", "hazard/new").unwrap();
        assert!(drafts.all("张伟").is_empty());
        assert_eq!(texts(&drafts, "王芳"), ["K7"]);
    }

    #[test]
    fn nothing_of_a_draft_stands_on_the_disk() {
        let ground = tempfile::tempdir().unwrap();
        let drafts = Drafts::new(ground.path(), &Vault::fresh().unwrap());
        drafts.keep(&draft("canary", "canary", "canary")).unwrap();
        for folder in inside(&ground.path().join(FOLDER)) {
            for path in inside(&folder) {
                let name = path.as_os_str().as_encoded_bytes().to_vec();
                let all = [name, fs::read(&path).unwrap()].concat();
                assert!(!all.windows(6).any(|bytes| bytes == b"canary"), "{path:?}");
            }
        }
        let thief = Drafts::new(ground.path(), &Vault::fresh().unwrap());
        assert!(thief.all("canary").is_empty());
    }

    #[test]
    fn drafts_move_to_another_key_and_a_move_cut_short_goes_on() {
        let ground = tempfile::tempdir().unwrap();
        let [old, new] = [0, 1].map(|_| Drafts::new(ground.path(), &Vault::fresh().unwrap()));
        for number in 0..4 {
            old.keep(&draft("张伟", &number.to_string(), "K12"))
                .unwrap();
        }
        // As a kill leaves it: one is there twice, the others not yet.
        new.keep(&old.all("张伟")[0]).unwrap();
        old.move_to(&new).unwrap();
        old.move_to(&new).unwrap();
        assert_eq!(texts(&new, "张伟"), ["K12"; 4]);
        assert!(old.all("张伟").is_empty());
    }

    #[test]
    fn a_draft_has_a_length_and_a_person_a_number_of_them() {
        let ground = tempfile::tempdir().unwrap();
        let drafts = Drafts::new(ground.path(), &Vault::fresh().unwrap());
        let long = "x".repeat(LONGEST);
        let refused = drafts.keep(&draft("张伟", "a", &long)).unwrap_err();
        assert_eq!(refused.code(), "draft");
        let folder = drafts.of("张伟");
        fs::create_dir_all(&folder).unwrap();
        for number in 0..MOST {
            fs::write(folder.join(format!("{number}")), b"").unwrap();
        }
        assert!(drafts.keep(&draft("张伟", "a", "x")).is_err());
        assert!(drafts.keep(&draft("王芳", "a", "x")).is_ok());
    }
}
