//! The file of a folder's identities, readable by its owner alone.
//!
//! What names somebody in it is sealed with the folder's key; the secret half of an officer's key
//! within that with the officer's own, where a passphrase of theirs opens one. So whoever opens the
//! folder knows who works with it, and writes in no other name.

use std::fs;
use std::io;
use std::path::Path;

use desk::keys::{self, FolderKey};
use desk::{Failure, suites};
use merge::{DeviceId, FullKey, Grant, Hash, PublicKey, Suite};
use serde::{Deserialize, Serialize};
use vault::Vault;

use super::{Device, Layout, damaged, io_failure, no_agent};

/// The identity that acts, among those of the folder.
#[derive(Debug, Clone, Default)]
pub struct Officers {
    /// What the secret half of its key is sealed with, if not with the folder's key alone.
    pub own: Option<Vault>,
    /// How many stand before it in the file.
    pub place: usize,
    /// The other officers of the folder, in their order.
    pub others: Vec<Officer>,
}

/// An officer of a folder, without the secret.
#[derive(Debug, Clone)]
pub struct Officer {
    /// Under which grant, as the folder's identities keep it.
    pub grant: Grant,
    /// Which own key the secret half is sealed with; nothing if whoever opens the folder has it.
    pub own: Option<Hash>,
    entry: Entry,
}

impl Officer {
    /// The name of the chain.
    #[must_use]
    pub fn device(&self) -> DeviceId {
        self.grant.device
    }
}

/// The file.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Kept {
    epoch: u64,
    #[serde(default)]
    turn: u32,
    #[serde(default)]
    since: u32,
    server: String,
    server_key: FullKey,
    #[serde(default)]
    sealed: String,
    /// Officers who were added.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    others: Vec<Entry>,
    /// Of before everything was sealed.
    #[serde(flatten, skip_serializing)]
    plain: Option<Secrets>,
}

/// One identity.
#[derive(Debug, Clone, Serialize, Deserialize)]
struct Entry {
    epoch: u64,
    sealed: String,
}

#[derive(Clone, Serialize, Deserialize)]
struct Secrets {
    /// The secret half of the key, for whoever opens the folder.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    secret: Option<Hash>,
    /// Or for one officer alone.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    own: Option<Own>,
    /// The number of the suite of the key, if it is not the first.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    suite: Option<u8>,
    #[serde(default)]
    grant: String,
}

impl std::fmt::Debug for Secrets {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Secrets")
    }
}

/// What is sealed with a key of an officer's own.
#[derive(Clone, Serialize, Deserialize)]
struct Own {
    mark: Hash,
    sealed: String,
}

impl Secrets {
    fn mark(&self) -> Option<Hash> {
        self.own.as_ref().map(|own| own.mark)
    }
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

    /// Writes it durably, for the owner alone.
    pub(crate) fn write(&self, path: &Path) -> Result<(), Failure> {
        let text = serde_json::to_vec_pretty(self).map_err(|_| damaged(path))?;
        Device::private(path, &text)
    }

    /// Whether it was written before everything was sealed.
    pub(crate) fn is_plain(&self) -> bool {
        self.sealed.is_empty()
    }

    /// The server's key.
    pub(crate) fn office(&self) -> Result<PublicKey, Failure> {
        office_key(&self.server_key)
    }

    /// The server's address.
    pub(crate) fn server(&self) -> &str {
        &self.server
    }

    /// Which turns' journals count.
    pub(crate) fn turns(&self) -> std::ops::RangeInclusive<u32> {
        self.since..=self.turn
    }

    /// The officers of the folder.
    pub(crate) fn officers(&self, key: &FolderKey, path: &Path) -> Result<Vec<Officer>, Failure> {
        let each = |(entry, secrets): &(Entry, Secrets)| {
            let grant = Grant::from_hex(&secrets.grant).map_err(|_| damaged(path))?;
            let (own, entry) = (secrets.mark(), entry.clone());
            Ok(Officer { grant, own, entry })
        };
        self.all(key, path)?.iter().map(each).collect()
    }

    /// The file with one more officer, who was let in; once is enough.
    pub(crate) fn joined(mut self, device: &Device, layout: &Layout) -> Result<Kept, Failure> {
        let (key, path) = (layout.key(), layout.device());
        let named = self.officers(key, &path)?;
        if !named.iter().any(|one| one.device() == device.id()) {
            self.others.push(entry_of(device, &key.get()?, &path)?);
        }
        Ok(self)
    }

    /// The file without an officer.
    pub(crate) fn without(
        mut self,
        key: &FolderKey,
        gone: DeviceId,
        path: &Path,
    ) -> Result<Kept, Failure> {
        let mut left = self.officers(key, path)?.into_iter();
        let mut left = left.by_ref().filter(|one| one.device() != gone);
        let first = left.next().ok_or_else(|| damaged(path))?.entry;
        (self.epoch, self.sealed) = (first.epoch, first.sealed);
        self.others = left.map(|one| one.entry).collect();
        Ok(self)
    }

    fn all(&self, key: &FolderKey, path: &Path) -> Result<Vec<(Entry, Secrets)>, Failure> {
        let first = Entry {
            epoch: self.epoch,
            sealed: self.sealed.clone(),
        };
        if let (true, Some(plain)) = (self.is_plain(), &self.plain) {
            return Ok(vec![(first, plain.clone())]);
        }
        let vault = key.get()?;
        let open = |entry: &Entry| {
            let secrets = keys::open_secrets(&vault, &entry.sealed);
            Ok((entry.clone(), secrets.ok_or_else(|| damaged(path))?))
        };
        [&first].into_iter().chain(&self.others).map(open).collect()
    }

    /// The identity of whoever opened the folder.
    pub(super) fn open(self, layout: &Layout, path: &Path) -> Result<Device, Failure> {
        let mut all = self.all(&layout.key, path)?;
        let (own, asked) = (layout.key.own(), layout.officer.as_deref());
        let place = chosen(&all, own.as_ref(), asked)?;
        let (Entry { epoch, .. }, secrets) = all.remove(place);
        let (secret, own) = match (secrets.secret, secrets.own, own) {
            (Some(secret), _, _) => (Some(secret), None),
            (None, Some(kept), Some(own)) => (keys::open_secrets(&own, &kept.sealed), Some(own)),
            _ => (None, None),
        };
        let others = all.iter().map(|(entry, secrets)| {
            let grant = Grant::from_hex(&secrets.grant).map_err(|_| damaged(path))?;
            let (own, entry) = (secrets.mark(), entry.clone());
            Ok(Officer { grant, own, entry })
        });
        let suite = secrets.suite.map(suites::numbered).transpose()?;
        Ok(Device {
            secret: secret.ok_or_else(|| damaged(path))?,
            suite: suite.unwrap_or_default(),
            epoch,
            turn: self.turn,
            since: self.since,
            server: self.server,
            server_key: self.server_key,
            grant: secrets.grant,
            officers: Officers {
                own,
                place,
                others: others.collect::<Result<_, Failure>>()?,
            },
        })
    }

    /// The file of a device and of those it shares the folder with.
    pub(super) fn of(device: &Device, layout: &Layout, path: &Path) -> Result<Kept, Failure> {
        let officers = &device.officers;
        let others = officers.others.iter().map(|one| one.entry.clone());
        let mut all: Vec<Entry> = others.collect();
        let place = officers.place.min(all.len());
        all.insert(place, entry_of(device, &layout.key.get()?, path)?);
        let Entry { epoch, sealed } = all.remove(0);
        Ok(Kept {
            epoch,
            turn: device.turn,
            since: device.since,
            server: device.server.clone(),
            server_key: device.server_key,
            sealed,
            others: all,
            plain: None,
        })
    }
}

/// The key of a folder's office.
pub(super) fn office_key(key: &FullKey) -> Result<PublicKey, Failure> {
    key.public()
        .map_err(|error| suites::lacks(&error).unwrap_or_else(|| damaged(Path::new("device.json"))))
}

fn entry_of(device: &Device, vault: &Vault, path: &Path) -> Result<Entry, Failure> {
    let io = |error: io::Error| io_failure("写入", "writing", path, &error);
    let own = device.officers.own.as_ref();
    let own = own.map(|own| {
        let (mark, sealed) = (Hash(own.mark()), keys::seal_secrets(own, &device.secret)?);
        Ok(Own { mark, sealed })
    });
    let own = own.transpose().map_err(io)?;
    let secrets = Secrets {
        secret: own.is_none().then_some(device.secret),
        own,
        suite: (device.suite != Suite::default()).then(|| device.suite.number()),
        grant: device.grant.clone(),
    };
    Ok(Entry {
        epoch: device.epoch,
        sealed: keys::seal_secrets(vault, &secrets).map_err(io)?,
    })
}

/// Which of the officers acts: the one whose passphrase it was, else one whose key anybody has who
/// opens the folder, by name or the first.
fn chosen(
    all: &[(Entry, Secrets)],
    own: Option<&Vault>,
    asked: Option<&str>,
) -> Result<usize, Failure> {
    let mark = own.map(|own| Hash(own.mark()));
    let grant = |secrets: &Secrets| Grant::from_hex(&secrets.grant).ok();
    let named = |secrets: &Secrets| match (asked, grant(secrets)) {
        (Some(asked), Some(grant)) => {
            grant.terms.person == asked || is_beginning(asked, grant.device)
        }
        // Who has still to be let in has no name yet.
        _ => true,
    };
    let may = |secrets: &Secrets| secrets.mark().is_none_or(|its| Some(its) == mark);
    let fits = |secrets: &Secrets| may(secrets) && named(secrets);
    let mine = |secrets: &Secrets| secrets.mark().is_some() && fits(secrets);
    let all = || all.iter().map(|(_, secrets)| secrets);
    let place = all().position(mine).or_else(|| all().position(fits));
    place.ok_or_else(|| match asked.filter(|_| !all().any(named)) {
        Some(asked) => unknown(asked),
        None => nobodys(),
    })
}

/// Digits of a device's name that are needed at least.
const MIN_DIGITS: usize = 6;

/// Whether a device's name begins so.
pub(crate) fn is_beginning(asked: &str, device: DeviceId) -> bool {
    asked.len() >= MIN_DIGITS && device.to_string().starts_with(asked)
}

/// No officer of the folder is called so.
pub(crate) fn unknown(asked: &str) -> Failure {
    Failure::new(
        "officer",
        format!("本机没有叫“{asked}”的民警；请用 officer list 查看"),
        format!("no officer of this laptop is called “{asked}”; see `officer list`"),
    )
}

fn nobodys() -> Failure {
    Failure::new(
        "no_officer",
        "此口令能打开本文件夹，但打不开这位民警的密钥，因此不能以其名义工作；请用其本人的口令，或凭新邀请运行 officer add",
        "this passphrase opens the folder but not that officer's key, so nothing is done in their name; give their own passphrase, or take a new invitation with `officer add`",
    )
}
