//! What somebody has typed and not saved yet, and small habits of theirs: kept sealed by the program,
//! so that nothing of it lies in a browser.
//!
//! A draft is no operation. It never travels, stands in no history and no log, and goes when it is
//! saved or discarded. It belongs to one person: nobody else is told that it is there.

use std::collections::BTreeSet;
use std::io;
use std::path::Path;
use std::sync::Arc;

use merge::Hash;
use serde::{Deserialize, Serialize};
use store::disk::{Disk, Folder};
use vault::Vault;

use crate::failure::Failure;

/// The folder of drafts in a program's folder, or on the shelves of several.
pub const FOLDER: &str = "drafts";
/// Longest draft, in bytes: a batch of some thousand agreements.
pub const LONGEST: usize = 1024 * 1024;
/// Most drafts of one person; of more, some are to be finished first.
pub const MOST: usize = 500;

/// Where drafts are kept, and what they are sealed with.
#[derive(Debug, Clone)]
pub struct Drafts {
    disk: Arc<dyn Disk>,
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
        Drafts::on(Arc::new(Folder::at(&folder.join(FOLDER))), vault)
    }

    /// The drafts on a disk whose key this is.
    #[must_use]
    pub fn on(disk: Arc<dyn Disk>, vault: &Vault) -> Drafts {
        let vault = vault.inside(FOLDER);
        Drafts { disk, vault }
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
        let name = self.name(&draft.person, &draft.about);
        let others = self.names(&self.of(&draft.person));
        if !others.contains(&name) && others.len() >= MOST {
            return Err(Failure::new(
                "draft",
                format!("未完成的草稿已有 {MOST} 份；请先保存或放弃一些"),
                format!("{MOST} drafts are kept already; save or discard some first"),
            ));
        }
        let text = serde_json::to_vec(draft).unwrap_or_default();
        let sealed = self.vault.seal(name.as_bytes(), &text);
        sealed
            .and_then(|sealed| self.disk.replace(&name, &sealed))
            .map_err(|error| failed(&error))
    }

    /// Drops the draft about something, if there is one.
    ///
    /// # Errors
    /// A disk that refuses.
    pub fn drop(&self, person: &str, about: &str) -> Result<(), Failure> {
        let removed = self.disk.remove(&self.name(person, about));
        removed.map_err(|error| failed(&error))
    }

    /// The drafts of a person, in the order of what they are about. One that does not open is left
    /// out: it is nobody's any more.
    #[must_use]
    pub fn all(&self, person: &str) -> Vec<Draft> {
        let names = self.names(&self.of(person)).into_iter();
        let mut all: Vec<Draft> = names.filter_map(|name| self.read(&name)).collect();
        all.sort_unstable_by(|a, b| a.about.cmp(&b.about));
        all
    }

    /// Brings every draft to where another key seals it. Cut short, it is done again from where it was.
    ///
    /// # Errors
    /// A disk that refuses; whatever was brought over by then stays so.
    pub fn move_to(&self, fresh: &Drafts) -> Result<(), Failure> {
        for name in self.names("") {
            if let Some(draft) = self.read(&name) {
                fresh.keep(&draft)?;
                self.disk.remove(&name).map_err(|error| failed(&error))?;
            }
        }
        Ok(())
    }

    fn read(&self, name: &str) -> Option<Draft> {
        let len = usize::try_from(self.disk.len(name).ok()?).ok()?;
        let sealed = self.disk.read(name, 0, len).ok()?;
        serde_json::from_slice(&self.vault.open(name.as_bytes(), &sealed)?).ok()
    }

    /// The names of all drafts that begin so; none where nothing was ever kept.
    fn names(&self, beginning: &str) -> Vec<String> {
        let mut names = self.disk.names().unwrap_or_default();
        // What is being written has another name still.
        names.retain(|name| name.starts_with(beginning) && !name.contains('.'));
        names
    }

    /// Names on the disk tell nobody whose a draft is and what it is about.
    fn of(&self, person: &str) -> String {
        Hash(self.vault.inside("people").hash(person.as_bytes())).to_string()
    }

    fn name(&self, person: &str, about: &str) -> String {
        let about = Hash(self.vault.inside("about").hash(about.as_bytes()));
        format!("{}-{about}", self.of(person))
    }
}

fn failed(error: &io::Error) -> Failure {
    Failure::file(Path::new(FOLDER), error)
}

#[cfg(test)]
mod tests {
    use std::fs;

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
        let files: Vec<_> = fs::read_dir(ground.path().join(FOLDER)).unwrap().collect();
        assert_eq!(files.len(), 1);
        for file in files {
            let path = file.unwrap().path();
            let name = path.as_os_str().as_encoded_bytes().to_vec();
            let all = [name, fs::read(&path).unwrap()].concat();
            assert!(!all.windows(6).any(|bytes| bytes == b"canary"), "{path:?}");
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
        for number in 0..MOST {
            let name = format!("{}-{number}", drafts.of("张伟"));
            drafts.disk.append(&name, b"").unwrap();
        }
        assert!(drafts.keep(&draft("张伟", "a", "x")).is_err());
        assert!(drafts.keep(&draft("王芳", "a", "x")).is_ok());
    }
}
