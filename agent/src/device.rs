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

use desk::{Failure, Room};

/// Names inside the data folder.
#[derive(Debug, Clone)]
pub struct Layout(PathBuf);

impl Layout {
    /// The layout of a folder.
    #[must_use]
    pub fn new(folder: &Path) -> Self {
        Layout(folder.to_owned())
    }

    /// The folder itself.
    #[must_use]
    pub fn folder(&self) -> &Path {
        &self.0
    }

    /// The device's key, grant and server.
    #[must_use]
    pub fn device(&self) -> PathBuf {
        self.0.join("device.json")
    }

    /// A key that has been made but not yet been let in.
    #[must_use]
    pub fn enrolling(&self) -> PathBuf {
        self.0.join("enrolling.json")
    }

    /// Another name that was asked for by stick and has not come yet.
    #[must_use]
    pub fn renewing(&self) -> PathBuf {
        self.0.join("renewing.json")
    }

    /// The divisions of the unit's area.
    #[must_use]
    pub fn divisions(&self) -> PathBuf {
        self.0.join("divisions.csv")
    }

    /// What the place has set for itself, as the enrolment brought it, until it is kept.
    #[must_use]
    pub fn rules(&self) -> PathBuf {
        self.0.join("rules.json")
    }

    /// The journal of a turn: the truth. Those of earlier turns stay as evidence.
    #[must_use]
    pub fn journal(&self, turn: u32) -> PathBuf {
        self.0.join(of_turn("journal", turn))
    }

    /// The index of a turn: can be thrown away.
    #[must_use]
    pub fn index(&self, turn: u32) -> PathBuf {
        self.0.join(of_turn("index", turn))
    }

    /// Which turns an eviction is making: those that are not in use after it was cut short go.
    pub(crate) fn evicting(&self) -> PathBuf {
        self.0.join("evicting.json")
    }

    /// What a backup of the folder consists of, for the device that it is of.
    #[must_use]
    pub fn contents(&self, device: &Device) -> Contents {
        Contents {
            journals: (device.since..=device.turn)
                .map(|turn| of_turn("journal", turn))
                .collect(),
            identity: "device.json",
        }
    }

    /// Where the pages are being served.
    #[must_use]
    pub fn running(&self) -> PathBuf {
        self.0.join("running.json")
    }

    /// Photos and scans, by hash.
    #[must_use]
    pub fn blobs(&self) -> PathBuf {
        self.0.join("blobs")
    }
}

fn of_turn(name: &str, turn: u32) -> String {
    match turn {
        0 => name.to_owned(),
        _ => format!("{name}-{turn}"),
    }
}

/// The identity of this laptop. Its file is readable by its owner alone.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Device {
    /// The secret half of the key, hexadecimal.
    pub secret: Hash,
    /// The epoch of the store.
    pub epoch: u64,
    /// How often this folder has taken a new name; it says which journal is the one in use.
    #[serde(default)]
    pub turn: u32,
    /// The first turn whose journal still counts; what stood before was written anew without what
    /// had left the area.
    #[serde(default)]
    pub since: u32,
    /// The server's address.
    pub server: String,
    /// The server's public key, as the invitation gave it.
    pub server_key: Hash,
    /// The grant, hexadecimal; empty until the device was let in.
    #[serde(default)]
    pub grant: String,
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
    /// No such file: the folder was never set up; or one that does not read.
    pub fn load(path: &Path) -> Result<Device, Failure> {
        let bytes = fs::read(path).map_err(|error| match error.kind() {
            io::ErrorKind::NotFound => no_agent(path),
            _ => io_failure("读取", "reading", path, &error),
        })?;
        serde_json::from_slice(&bytes).map_err(|_| damaged(path))
    }

    /// Writes the file durably, for the owner alone.
    ///
    /// # Errors
    /// A disk that refuses.
    pub fn save(&self, path: &Path) -> Result<(), Failure> {
        let text = serde_json::to_vec_pretty(self).map_err(|_| damaged(path))?;
        Device::private(path, &text)
    }

    /// Writes a file durably that its owner alone may read.
    ///
    /// # Errors
    /// A disk that refuses.
    pub(crate) fn private(path: &Path, text: &[u8]) -> Result<(), Failure> {
        let write = || {
            let beside = path.with_extension("new");
            fs::write(&beside, [])?;
            only_owner(&beside)?;
            store::disk::replace(path, text)
        };
        write().map_err(|error| io_failure("写入", "writing", path, &error))
    }
}

#[cfg(unix)]
fn only_owner(path: &Path) -> io::Result<()> {
    use std::os::unix::fs::PermissionsExt;
    fs::set_permissions(path, fs::Permissions::from_mode(0o600))
}

#[cfg(not(unix))]
fn only_owner(_: &Path) -> io::Result<()> {
    Ok(())
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
