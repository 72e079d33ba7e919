//! Who works with this laptop, and where its folder keeps what.

mod kept;

use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use link::{Caller, Photos, Whose};
use merge::{DeviceId, FullKey, Grant, Hash, Key, PublicKey, Suite};
use store::Contents;
use sync::bundle::{Chain, Earlier};

use desk::keys::{self, FolderKey};
use desk::{Failure, Room};
pub(crate) use kept::{Kept, is_beginning, unknown};
pub use kept::{Officer, Officers};

/// Names inside the data folder.
#[derive(Debug, Clone)]
pub struct Layout {
    folder: PathBuf,
    key: FolderKey,
    officer: Option<String>,
}

impl Layout {
    /// The layout of a folder.
    #[must_use]
    pub fn new(folder: &Path) -> Self {
        Layout {
            folder: folder.to_owned(),
            key: FolderKey::of(folder),
            officer: None,
        }
    }

    /// The layout as an officer of this name uses it, where no passphrase says who it is.
    #[must_use]
    pub fn worked_by(self, officer: Option<&str>) -> Self {
        Layout {
            officer: officer.map(str::to_owned),
            ..self
        }
    }

    /// The same folder, opened with another key.
    pub(crate) fn opened_with(&self, key: FolderKey) -> Self {
        Layout {
            folder: self.folder.clone(),
            key,
            officer: None,
        }
    }

    /// The folder itself.
    #[must_use]
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// The folder's key.
    #[must_use]
    pub fn key(&self) -> &FolderKey {
        &self.key
    }

    /// The device's key, grant and server.
    #[must_use]
    pub fn device(&self) -> PathBuf {
        self.folder.join("device.json")
    }

    /// A key that has been made but not yet been let in.
    #[must_use]
    pub fn enrolling(&self) -> PathBuf {
        self.folder.join("enrolling.json")
    }

    /// The key of a colleague who is being added with an invitation, known by its mark.
    pub(crate) fn joining(&self, invitation: &Hash) -> PathBuf {
        let mark = Hash::of(&[b"xunlu/joining/1\0", &invitation.0]).to_string();
        self.folder.join(format!("{JOINING}{}.json", &mark[..16]))
    }

    /// The keys of colleagues who are being added.
    pub(crate) fn all_joining(&self) -> Vec<PathBuf> {
        let entries = fs::read_dir(&self.folder).into_iter().flatten().flatten();
        let paths = entries.map(|entry| entry.path());
        let joins = |path: &PathBuf| {
            let name = path.file_name().and_then(|name| name.to_str());
            name.is_some_and(|name| name.starts_with(JOINING) && name.ends_with(".json"))
        };
        paths.filter(joins).collect()
    }

    /// Another name that an officer asked for by stick and has not come yet.
    #[must_use]
    pub fn renewing(&self, device: &Device) -> PathBuf {
        let name = match device.officers.place {
            0 => "renewing.json".to_owned(),
            _ => format!("renewing-{}.json", mark(&device.key().public())),
        };
        self.folder.join(name)
    }

    /// The divisions of the unit's area.
    #[must_use]
    pub fn divisions(&self) -> PathBuf {
        self.folder.join("divisions.csv")
    }

    /// Those of the area of an officer who was added, as the enrolment brought them.
    pub(crate) fn divisions_of(&self, key: &PublicKey) -> PathBuf {
        self.folder.join(format!("divisions-{}.csv", mark(key)))
    }

    /// Where the office can be called, as the invitation gave it; absent where that was one address or
    /// none. Losing it costs no more than the other ways.
    fn addresses(&self) -> PathBuf {
        self.folder.join("addresses.json")
    }

    /// Notes where the office can be called.
    ///
    /// # Errors
    /// A disk that refuses.
    pub(crate) fn note_addresses(&self, all: &[String]) -> Result<(), Failure> {
        if all.len() < 2 {
            return Ok(());
        }
        let (path, text) = (
            self.addresses(),
            serde_json::to_vec(all).unwrap_or_default(),
        );
        store::disk::replace(&path, &text)
            .map_err(|error| io_failure("写入", "writing", &path, &error))
    }

    /// Where a laptop calls its office, in this order: at the address that answered last, then at
    /// those of its invitation.
    pub(crate) fn ways(&self, server: &str) -> Vec<String> {
        let noted = fs::read(self.addresses()).unwrap_or_default();
        let noted: Vec<String> = serde_json::from_slice(&noted).unwrap_or_default();
        let others = noted.into_iter().filter(|address| address != server);
        let first = (!server.is_empty()).then(|| server.to_owned());
        let all = first.into_iter().chain(others);
        all.map(|address| link::secured(&address)).collect()
    }

    /// What the place has set for itself, as the enrolment brought it, until it is kept.
    #[must_use]
    pub fn rules(&self) -> PathBuf {
        self.folder.join("rules.json")
    }

    /// The journal of a turn: the truth. Those of earlier turns stay as evidence.
    #[must_use]
    pub fn journal(&self, turn: u32) -> PathBuf {
        self.folder.join(of_turn("journal", turn))
    }

    /// The index of a turn: can be thrown away.
    #[must_use]
    pub fn index(&self, turn: u32) -> PathBuf {
        self.folder.join(of_turn("index", turn))
    }

    /// Which turns an eviction is making: those that are not in use after it was cut short go.
    pub(crate) fn evicting(&self) -> PathBuf {
        self.folder.join("evicting.json")
    }

    /// What a backup of the folder consists of. No key is needed to make one.
    ///
    /// # Errors
    /// A folder that was never set up, or whose file does not read.
    pub fn contents(&self) -> Result<Contents, Failure> {
        let kept = Kept::read(&self.device())?;
        Ok(Contents {
            journals: kept.turns().map(|turn| of_turn("journal", turn)).collect(),
            identity: "device.json",
        })
    }

    /// Where the pages are being served.
    #[must_use]
    pub fn running(&self) -> PathBuf {
        self.folder.join("running.json")
    }

    /// Photos and scans, by hash.
    #[must_use]
    pub fn blobs(&self) -> PathBuf {
        self.folder.join("blobs")
    }
}

/// What the names of the files begin with that keep the keys of colleagues who are being added.
const JOINING: &str = "joining-";

/// What tells the files of one officer from those of another.
fn mark(key: &PublicKey) -> String {
    merge::hex_all(&key.bytes()[..8])
}

fn of_turn(name: &str, turn: u32) -> String {
    match turn {
        0 => name.to_owned(),
        _ => format!("{name}-{turn}"),
    }
}

/// The identity a laptop acts under: that of the officer who works with it.
#[derive(Debug, Clone)]
pub struct Device {
    /// The secret half of the key.
    pub secret: Hash,
    /// What the key signs with.
    pub suite: Suite,
    /// The epoch of the store.
    pub epoch: u64,
    /// How often this folder has taken a new name; it says which journal is the one in use.
    pub turn: u32,
    /// The first turn whose journal still counts; what stood before was written anew without what
    /// had left the area.
    pub since: u32,
    /// The server's address.
    pub server: String,
    /// The server's public key, as the invitation gave it.
    pub server_key: FullKey,
    /// The grant, hexadecimal; empty until the device was let in.
    pub grant: String,
    /// Its place among the officers of the folder.
    pub officers: Officers,
}

impl Device {
    /// A device that has not been let in, of an office with this key that is called at `server`.
    #[must_use]
    pub fn new(key: &Key, epoch: u64, server: &str, server_key: FullKey) -> Device {
        Device {
            secret: Hash(key.secret()),
            suite: key.suite(),
            epoch,
            turn: 0,
            since: 0,
            server: server.to_owned(),
            server_key,
            grant: String::new(),
            officers: Officers::default(),
        }
    }

    /// The device's key.
    #[must_use]
    pub fn key(&self) -> Key {
        Key::of(self.suite, &self.secret.0)
    }

    /// The device's name.
    #[must_use]
    pub fn id(&self) -> DeviceId {
        DeviceId::of(self.key().public(), self.epoch)
    }

    /// As the office knows it when it calls.
    #[must_use]
    pub fn caller(&self) -> Caller {
        Caller {
            device: self.id(),
            key: self.key().into(),
            grant: Some(self.grant.clone()),
        }
    }

    /// The photos of a room, to exchange with the office.
    pub(crate) fn photos(&self, room: Arc<Room>, whose: Whose) -> Photos {
        Photos::new(room, self.id(), self.server_key, whose)
    }

    /// The server's key.
    ///
    /// # Errors
    /// A file that somebody has changed, or a key of a suite this program was built without.
    pub fn office(&self) -> Result<PublicKey, Failure> {
        kept::office_key(&self.server_key)
    }

    /// The grant.
    ///
    /// # Errors
    /// A file that somebody has changed.
    pub fn grant(&self) -> Result<Grant, Failure> {
        let grant = Grant::from_hex(&self.grant).ok();
        let office = self.office()?;
        grant
            .filter(|grant| grant.device == self.id() && grant.verify(&office))
            .ok_or_else(|| damaged(Path::new("device.json")))
    }

    /// Whose operations a bundle brings, and after which number, with the grant to be shown.
    pub(crate) fn chain(&self, after: u64, earlier: Option<Earlier>) -> Chain {
        let grant = Grant::from_hex(&self.grant).ok();
        Chain {
            device: self.id(),
            after,
            earlier,
            grant: grant.map(|grant| grant.bytes().to_vec().into()),
        }
    }

    /// Takes a grant in.
    pub fn set_grant(&mut self, grant: &Grant) {
        self.grant = grant.to_hex();
    }

    /// Reads the file of an enrolled device, as the officer who opened the folder.
    ///
    /// # Errors
    /// No such file: the folder was never set up; one that does not read, a folder that is locked,
    /// or a passphrase that opens the folder and nobody's key.
    pub fn load(layout: &Layout, path: &Path) -> Result<Device, Failure> {
        Kept::read(path)?.open(layout, path)
    }

    /// Writes the file durably, for the owner alone.
    ///
    /// # Errors
    /// A disk that refuses.
    pub fn save(&self, layout: &Layout, path: &Path) -> Result<(), Failure> {
        Kept::of(self, layout, path)?.write(path)
    }

    /// Writes a file durably that its owner alone may read.
    ///
    /// # Errors
    /// A disk that refuses.
    pub(crate) fn private(path: &Path, text: &[u8]) -> Result<(), Failure> {
        keys::private(path, text).map_err(|error| io_failure("写入", "writing", path, &error))
    }
}

fn no_agent(path: &Path) -> Failure {
    let folder = path.parent().unwrap_or(path).display();
    Failure::new(
        "not_set_up",
        format!("{folder} 不是巡路客户端的数据文件夹；请先运行 xunlu-agent init --data {folder}"),
        format!("{folder} is not an agent's folder; run `xunlu-agent init --data {folder}` first"),
    )
}

pub(crate) fn damaged(path: &Path) -> Failure {
    Failure::new(
        "damaged",
        format!("{} 已损坏或被改动；请从备份恢复该文件", path.display()),
        format!(
            "{} is damaged or was changed; restore that file from a backup",
            path.display()
        ),
    )
}

/// A file that could not be read or written.
pub(crate) fn io_failure(zh: &str, en: &str, path: &Path, error: &io::Error) -> Failure {
    Failure::new(
        "disk",
        format!(
            "{zh} {} 失败：{error}；请检查路径、权限和磁盘空间",
            path.display()
        ),
        format!(
            "{en} {} failed: {error}; check the path, its rights and the disk",
            path.display()
        ),
    )
}
