//! Who this laptop is, and where its folder keeps what.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use link::{Caller, Link, Photos, Whose};
use merge::{DeviceId, Grant, Hash, Key, PublicKey};
use serde::{Deserialize, Serialize};
use store::Contents;
use sync::bundle::{Chain, Earlier};

use desk::keys::{self, FolderKey};
use desk::{Failure, Room};

/// Names inside the data folder.
#[derive(Debug, Clone)]
pub struct Layout {
    folder: PathBuf,
    key: FolderKey,
}

impl Layout {
    /// The layout of a folder.
    #[must_use]
    pub fn new(folder: &Path) -> Self {
        Layout {
            folder: folder.to_owned(),
            key: FolderKey::of(folder),
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

    /// Another name that was asked for by stick and has not come yet.
    #[must_use]
    pub fn renewing(&self) -> PathBuf {
        self.folder.join("renewing.json")
    }

    /// The divisions of the unit's area.
    #[must_use]
    pub fn divisions(&self) -> PathBuf {
        self.folder.join("divisions.csv")
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
            journals: (kept.since..=kept.turn)
                .map(|turn| of_turn("journal", turn))
                .collect(),
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

fn of_turn(name: &str, turn: u32) -> String {
    match turn {
        0 => name.to_owned(),
        _ => format!("{name}-{turn}"),
    }
}

/// The identity of this laptop.
#[derive(Debug, Clone)]
pub struct Device {
    /// The secret half of the key.
    pub secret: Hash,
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
    pub server_key: Hash,
    /// The grant, hexadecimal; empty until the device was let in.
    pub grant: String,
}

/// The file of an identity, readable by its owner alone. What is secret in it or names somebody is
/// sealed with the folder's key.
#[derive(Serialize, Deserialize)]
pub(crate) struct Kept {
    epoch: u64,
    #[serde(default)]
    turn: u32,
    #[serde(default)]
    since: u32,
    server: String,
    server_key: Hash,
    #[serde(default)]
    sealed: String,
    /// Of before everything was sealed.
    #[serde(flatten, skip_serializing)]
    plain: Option<Secrets>,
}

#[derive(Serialize, Deserialize)]
struct Secrets {
    secret: Hash,
    #[serde(default)]
    grant: String,
}

impl Kept {
    /// Reads the file of an enrolled device.
    pub(crate) fn read(path: &Path) -> Result<Kept, Failure> {
        let bytes = fs::read(path).map_err(|error| match error.kind() {
            io::ErrorKind::NotFound => no_agent(path),
            _ => io_failure("读取", "reading", path, &error),
        })?;
        serde_json::from_slice(&bytes).map_err(|_| damaged(path))
    }

    /// Whether it was written before everything was sealed.
    pub(crate) fn is_plain(&self) -> bool {
        self.sealed.is_empty()
    }

    /// The server's key.
    pub(crate) fn office(&self) -> Result<PublicKey, Failure> {
        PublicKey::from_bytes(&self.server_key.0).map_err(|_| damaged(Path::new("device.json")))
    }

    fn open(self, layout: &Layout, path: &Path) -> Result<Device, Failure> {
        let secrets = match self.plain {
            Some(plain) if self.sealed.is_empty() => Some(plain),
            _ => keys::open_secrets(&layout.key.get()?, &self.sealed),
        };
        let Secrets { secret, grant } = secrets.ok_or_else(|| damaged(path))?;
        Ok(Device {
            secret,
            epoch: self.epoch,
            turn: self.turn,
            since: self.since,
            server: self.server,
            server_key: self.server_key,
            grant,
        })
    }
}

impl Device {
    /// The device's key.
    #[must_use]
    pub fn key(&self) -> Key {
        Key::from_secret(&self.secret.0)
    }

    /// The device's name.
    #[must_use]
    pub fn id(&self) -> DeviceId {
        DeviceId::derive(&self.key().public().bytes(), self.epoch)
    }

    /// As the office knows it when it calls.
    #[must_use]
    pub fn caller(&self) -> Caller {
        Caller {
            device: self.id(),
            key: self.key(),
            grant: Some(self.grant.clone()),
        }
    }

    /// The photos of a room, to exchange with the office.
    pub(crate) fn photos(&self, room: Arc<Room>, whose: Whose) -> Photos {
        Photos::new(room, self.id(), self.server_key, whose)
    }

    /// The way to the office.
    ///
    /// # Errors
    /// A laptop that was let in by stick and knows no address.
    pub fn link(&self) -> Result<Link, Failure> {
        if !self.server.is_empty() {
            return Link::open(&link::secured(&self.server), self.server_key);
        }
        Err(Failure::new(
            "address",
            "本机是用U盘登记的，没有服务器地址；有网络时用 sync --server https://主机:端口，否则用 export 和 import",
            "this laptop was let in by stick and knows no server; with a network, `sync --server https://host:port`, without, `export` and `import`",
        ))
    }

    /// The server's key.
    ///
    /// # Errors
    /// A file that somebody has changed.
    pub fn office(&self) -> Result<PublicKey, Failure> {
        PublicKey::from_bytes(&self.server_key.0).map_err(|_| damaged(Path::new("device.json")))
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

    /// Reads the file of an enrolled device.
    ///
    /// # Errors
    /// No such file: the folder was never set up; one that does not read, or a folder that is locked.
    pub fn load(layout: &Layout, path: &Path) -> Result<Device, Failure> {
        Kept::read(path)?.open(layout, path)
    }

    /// Writes the file durably, for the owner alone.
    ///
    /// # Errors
    /// A disk that refuses.
    pub fn save(&self, layout: &Layout, path: &Path) -> Result<(), Failure> {
        let vault = layout.key.get()?;
        let secrets = Secrets {
            secret: self.secret,
            grant: self.grant.clone(),
        };
        let sealed = keys::seal_secrets(&vault, &secrets)
            .map_err(|error| io_failure("写入", "writing", path, &error))?;
        let kept = Kept {
            epoch: self.epoch,
            turn: self.turn,
            since: self.since,
            server: self.server.clone(),
            server_key: self.server_key,
            sealed,
            plain: None,
        };
        let text = serde_json::to_vec_pretty(&kept).map_err(|_| damaged(path))?;
        Device::private(path, &text)
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

fn damaged(path: &Path) -> Failure {
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
