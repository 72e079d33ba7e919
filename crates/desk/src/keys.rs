//! The key of a folder: where its slots are kept, and how it is taken.
//!
//! The slots are few bytes and precious: without them the folder is lost. So they are kept twice,
//! each replaced in one step, the second only after the first. A kill between the two leaves the new
//! slots first and the old ones second, and the first that reads counts.

mod asking;

use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::{Arc, OnceLock};
use std::thread;
use std::time::Duration;

use forms::{Lang, Text};
use merge::Suite;
use serde::Serialize;
use serde::de::DeserializeOwned;
use vault::{Cost, Opened, SHORTEST, Slots, SlotsError, Unread, Vault, Weak};

use crate::failure::Failure;
use crate::suites;
pub(crate) use asking::chosen_anew;
use asking::{asked, given};
pub use asking::{chosen, known, offered, typed};
use zeroize::Zeroizing;

/// The two places of the slots in a folder.
const FILES: [&str; 2] = ["keys.cbor", "keys.copy.cbor"];
/// Names the passphrase of a folder, for programs that are started unattended.
const PASSPHRASE: &str = "XUNLU_PASSPHRASE";
/// Names the one that is to take its place.
const NEW: &str = "XUNLU_NEW_PASSPHRASE";
/// How often a passphrase is asked for at a terminal.
const TRIES: u32 = 5;
/// The name of the failure of a folder that is locked.
pub const LOCKED: &str = "locked";

/// The key of one folder, once it was taken.
#[derive(Debug, Clone)]
pub struct FolderKey {
    folder: PathBuf,
    taken: Arc<OnceLock<Opened>>,
}

/// How a new folder is locked.
#[derive(Debug)]
pub enum Locking {
    /// By nothing: whoever has the folder reads it.
    Open,
    /// By a passphrase.
    Passphrase(Zeroizing<String>),
}

impl FolderKey {
    /// The key of a folder; nothing is read yet.
    #[must_use]
    pub fn of(folder: &Path) -> FolderKey {
        FolderKey {
            folder: folder.to_owned(),
            taken: Arc::default(),
        }
    }

    /// The key, if it was taken or everybody may have it.
    ///
    /// # Errors
    /// A folder that is locked, or whose slots are missing or damaged.
    pub fn get(&self) -> Result<Vault, Failure> {
        Ok(self.opened()?.folder.clone())
    }

    fn opened(&self) -> Result<&Opened, Failure> {
        if let Some(opened) = self.taken.get() {
            return Ok(opened);
        }
        let vault = self.slots()?.open().ok_or_else(locked)?;
        Ok(self.taken.get_or_init(|| Opened::by_everybody(vault)))
    }

    /// The key of the officer's own, whose passphrase was given; nothing where the passphrase is no
    /// single officer's, or none was needed.
    #[must_use]
    pub fn own(&self) -> Option<Vault> {
        self.taken.get()?.own.clone()
    }

    /// Gives the passphrase that opened the folder a key of its officer's own, unless it has one.
    ///
    /// # Errors
    /// A folder that was opened without a passphrase, or a disk that refuses.
    pub fn claim(&self) -> Result<Vault, Failure> {
        let opened = self.opened()?;
        if let Some(own) = &opened.own {
            return Ok(own.clone());
        }
        let (own, mut slots) = (self.another(&opened.folder)?, self.slots()?);
        slots.claim(opened, &own)?;
        self.keep(&slots)?;
        Ok(own)
    }

    /// The key as a colleague will take it, with a passphrase and a key of their own. Whoever was
    /// cut off gives the same passphrase again.
    ///
    /// # Errors
    /// A passphrase that is too weak or somebody else's, a name that is taken, a disk that refuses.
    pub fn add(&self, name: &str, passphrase: &str) -> Result<FolderKey, Failure> {
        let (vault, mut slots) = (self.get()?, self.slots()?);
        let key = FolderKey::of(&self.folder);
        let begun = slots.open_with(passphrase);
        if !begun.is_some_and(|begun| slots.names(&begun, name)) {
            let own = self.another(&vault)?;
            slots.give_to((&vault, Some(&own)), name, passphrase, Cost::TODAY)?;
            self.keep(&slots)?;
        }
        key.unlock(passphrase)?;
        Ok(key)
    }

    fn another(&self, vault: &Vault) -> Result<Vault, Failure> {
        let own = vault.another();
        own.map_err(|error| Failure::file(&self.folder, &error))
    }

    /// Takes the key with a passphrase.
    ///
    /// # Errors
    /// A passphrase that is none of this folder's.
    pub fn unlock(&self, passphrase: &str) -> Result<(), Failure> {
        let opened = self.slots()?.open_with(passphrase).ok_or_else(wrong)?;
        self.taken.get_or_init(|| opened);
        Ok(())
    }

    /// Makes the key of a folder that is about to be set up, with the cipher of a suite, unless a try
    /// before this one has.
    ///
    /// # Errors
    /// As [`FolderKey::make`], or a key that is there for another cipher: something may be sealed with it.
    pub fn begin(
        &self,
        suite: Suite,
        locking: &Locking,
        office: Option<&merge::PublicKey>,
    ) -> Result<(), Failure> {
        if !self.is_made() {
            return self.make(suite, locking, office);
        }
        suites::seals(suite, self.slots()?.cipher(), &self.folder)
    }

    /// Makes the key of a folder that has none, with the cipher of a suite. The office of this public
    /// key, in both its forms, can open it as well.
    ///
    /// # Errors
    /// A passphrase that is too weak, or a disk that refuses.
    pub fn make(
        &self,
        suite: Suite,
        locking: &Locking,
        office: Option<&merge::PublicKey>,
    ) -> Result<(), Failure> {
        let vault = Vault::fresh_for(suites::cipher(suite)?)
            .map_err(|error| Failure::file(&self.folder, &error))?;
        let mut slots = Slots::of(&vault);
        let mut opened = Opened::by_everybody(vault.clone());
        match locking {
            Locking::Open => slots.give_everybody(&vault),
            Locking::Passphrase(passphrase) => {
                let own = self.another(&vault)?;
                slots.give_to((&vault, Some(&own)), FIRST, passphrase, Cost::TODAY)?;
                opened.own = Some(own);
            }
        }
        if let Some(office) = office {
            slots.give_office(&vault, &office.bytes(), &office.agreement())?;
        }
        self.keep(&slots)?;
        self.taken.get_or_init(|| opened);
        Ok(())
    }

    /// Whether the folder has a key at all; one of before everything was sealed has none.
    #[must_use]
    pub fn is_made(&self) -> bool {
        self.files().any(|path| path.exists())
    }

    /// Whether whoever opens the folder needs a passphrase.
    #[must_use]
    pub fn needs_passphrase(&self) -> bool {
        self.is_made() && self.slots().is_ok_and(|slots| slots.is_locked())
    }

    /// Whether a passphrase is needed and none was given yet.
    #[must_use]
    pub fn is_locked(&self) -> bool {
        self.is_made() && self.get().is_err()
    }

    /// Removes the key of a folder that was not set up after all.
    pub fn forget(&self) {
        for path in self.files() {
            let _ = fs::remove_file(path);
        }
    }

    /// The slots of the folder.
    ///
    /// # Errors
    /// Slots that are missing or damaged, both of them, or of a folder that is sealed with a cipher
    /// this program was built without.
    pub fn slots(&self) -> Result<Slots, Failure> {
        let read = |path: PathBuf| match Slots::decode(&fs::read(path).ok()?) {
            Ok(slots) => Some(Ok(slots)),
            Err(Unread::Cipher(number)) => Some(Err(suites::lacking_cipher(number))),
            Err(Unread::Damaged) => None,
        };
        self.files().find_map(read).unwrap_or_else(|| {
            let folder = self.folder.display();
            Err(Failure::new(
                "keys_missing",
                format!("{folder} 中的 keys.cbor 缺失或已损坏；请从备份恢复该文件，其中有打开本文件夹的钥匙"),
                format!("keys.cbor in {folder} is missing or damaged; restore that file from a backup, it holds the key to this folder"),
            ))
        })
    }

    /// Keeps other slots in their place.
    ///
    /// # Errors
    /// A disk that refuses; the old ones stand.
    pub fn keep(&self, slots: &Slots) -> Result<(), Failure> {
        let bytes = slots.encode();
        for path in self.files() {
            private(&path, &bytes).map_err(|error| Failure::file(&path, &error))?;
        }
        Ok(())
    }

    /// Destroys the key: what lies in the folder is read by nobody any more. Both files are written
    /// over before they go, though a solid-state disk may keep what stood there for a while.
    ///
    /// # Errors
    /// A disk that refuses.
    pub fn destroy(&self) -> Result<(), Failure> {
        for path in self.files().filter(|path| path.exists()) {
            let destroy = || {
                let length = usize::try_from(fs::metadata(&path)?.len()).unwrap_or(0);
                let file = fs::OpenOptions::new().write(true).open(&path)?;
                io::Write::write_all(&mut &file, &vec![0; length])?;
                file.sync_all()?;
                fs::remove_file(&path)?;
                store::disk::sync_parent(&path)
            };
            destroy().map_err(|error: io::Error| Failure::file(&path, &error))?;
        }
        Ok(())
    }

    fn files(&self) -> impl Iterator<Item = PathBuf> {
        FILES.iter().map(|name| self.folder.join(name))
    }

    /// Takes the key as a program that was started by hand or by another program does: with the
    /// passphrase in a file, in the environment, or asked for at the terminal.
    ///
    /// # Errors
    /// A passphrase that is wrong, or none where nobody can be asked.
    pub fn take(&self, file: Option<&Path>, lang: Lang) -> Result<(), Failure> {
        if !self.is_locked() {
            return Ok(());
        }
        self.slots()?;
        if let Some(passphrase) = given(file, PASSPHRASE)? {
            return self.unlock(&passphrase);
        }
        let prompt = Text::new("口令：", "passphrase: ");
        for tried in 0..TRIES {
            let passphrase = asked(prompt.get(lang))?.ok_or_else(locked)?;
            match self.unlock(&passphrase) {
                Err(failure) if tried + 1 < TRIES && failure.code() == WRONG => {
                    eprintln!("{}", failure.lines(lang).join("\n"));
                    thread::sleep(Duration::from_secs(1 << tried));
                }
                done => return done,
            }
        }
        Err(wrong())
    }
}

/// The name of the passphrase that a folder is made with.
const FIRST: &str = "1";
/// The name of the failure of a wrong passphrase.
pub const WRONG: &str = "passphrase";

/// Writes a file durably that its owner alone may read.
///
/// # Errors
/// A disk that refuses.
pub fn private(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let beside = path.with_extension("new");
    fs::write(&beside, [])?;
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        fs::set_permissions(&beside, fs::Permissions::from_mode(0o600))?;
    }
    store::disk::replace(path, bytes)
}

fn locked() -> Failure {
    Failure::new(
        LOCKED,
        format!(
            "此文件夹已加锁；请在终端中运行并输入口令，或用 --passphrase-file、环境变量 {PASSPHRASE} 给出"
        ),
        format!(
            "this folder is locked; run it at a terminal and type the passphrase, or give it by --passphrase-file or the variable {PASSPHRASE}"
        ),
    )
}

fn wrong() -> Failure {
    Failure::new(
        WRONG,
        "口令不对，未读取任何内容；忘记口令时请联系上级，由服务器打开（xunlu-server unlock）",
        "the passphrase is wrong, nothing was read; if it is forgotten the office can open the folder (`xunlu-server unlock`)",
    )
}

impl From<SlotsError> for Failure {
    fn from(error: SlotsError) -> Self {
        let (zh, en) = match &error {
            SlotsError::Weak(Weak::Short) => (
                format!("口令太短；请至少用 {SHORTEST} 个字符，一句话最好记"),
                format!("the passphrase is too short; use {SHORTEST} characters at least, a sentence is best"),
            ),
            SlotsError::Weak(Weak::Plain) => (
                "口令只重复几个字符，太容易猜；请换一句话".to_owned(),
                "the passphrase repeats a few characters and is easily guessed; take a sentence".to_owned(),
            ),
            SlotsError::Weak(Weak::Common) => (
                "这是最常见的口令之一，谁都会先试它；请换一句话".to_owned(),
                "this is one of the most common passphrases, tried first by everybody; take a sentence".to_owned(),
            ),
            SlotsError::Same => (
                "本机另一个口令与此相同，无法分清是谁；请换一句话".to_owned(),
                "another passphrase of this folder is the same, nobody could tell whose it is; take another sentence".to_owned(),
            ),
            SlotsError::Name => (
                "没有这个名称的口令，或名称已被占用；请用 passphrase list 查看".to_owned(),
                "no passphrase has this name, or another one has it; see `passphrase list`".to_owned(),
            ),
            SlotsError::Number => (
                "至少须留一个口令，每位民警自己的也须留一个，最多八个；请先添加或先移除一个（移除民警用 officer remove）".to_owned(),
                "one passphrase must stay, one of each officer too, and eight are the most; add or remove one first (an officer goes with `officer remove`)".to_owned(),
            ),
            SlotsError::System(error) => (
                format!("系统资源不足（{error}）；请关闭其他程序后再试"),
                format!("the system is out of resources ({error}); close other programs and try again"),
            ),
        };
        Failure::new(WRONG, zh, en)
    }
}

/// What a small file keeps of its owner's, sealed, as hexadecimal digits.
///
/// # Errors
/// A system that gives no random numbers.
pub fn seal_secrets<T: Serialize>(vault: &Vault, secrets: &T) -> io::Result<String> {
    let text = Zeroizing::new(serde_json::to_vec(secrets)?);
    let sealed = vault.inside(SECRETS).seal(b"", &text)?;
    Ok(merge::hex_all(&sealed))
}

/// What [`seal_secrets`] sealed; nothing if it does not open.
#[must_use]
pub fn open_secrets<T: DeserializeOwned>(vault: &Vault, digits: &str) -> Option<T> {
    let sealed = merge::unhex_all(digits)?;
    let text = Zeroizing::new(vault.inside(SECRETS).open(b"", &sealed)?);
    serde_json::from_slice(&text).ok()
}

/// What the key of such files is for.
const SECRETS: &str = "identity";
