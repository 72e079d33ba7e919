//! The office's folder: what it is made of and how it is set up.

use std::fs;
use std::path::{Path, PathBuf};

use forms::Catalog;
use merge::{Hash, Key};
use places::{DivisionCode, Divisions};
use serde::{Deserialize, Serialize};
use store::Contents;
use store::disk::Lock;

use crate::authority::Authority;
use desk::keys::{self, FolderKey, Locking};
use desk::{Failure, MAX_PAPER, MAX_TABLE, fill, read_at_most};

/// Names inside the data folder.
#[derive(Debug, Clone)]
pub struct Layout {
    folder: PathBuf,
    key: FolderKey,
    /// The address of a database, as it was typed.
    pub(crate) store: Option<String>,
    /// The address of a copy of it that is read in bulk.
    pub(crate) copy: Option<String>,
}

impl Layout {
    /// The layout of a folder.
    #[must_use]
    pub fn new(folder: &Path) -> Self {
        Layout {
            folder: folder.to_owned(),
            key: FolderKey::of(folder),
            store: None,
            copy: None,
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

    /// The office's keys.
    #[must_use]
    pub fn site(&self) -> PathBuf {
        self.folder.join("site.json")
    }

    /// The divisions the office answers for.
    #[must_use]
    pub fn divisions(&self) -> PathBuf {
        self.folder.join("divisions.csv")
    }

    /// The days off and the working weekends.
    #[must_use]
    pub fn holidays(&self) -> PathBuf {
        self.folder.join("holidays.csv")
    }

    /// The figures that divisions have set for themselves.
    #[must_use]
    pub fn figures(&self) -> PathBuf {
        self.folder.join("figures.csv")
    }

    /// The official codes of violations.
    #[must_use]
    pub fn violations(&self) -> PathBuf {
        self.folder.join("violations.csv")
    }

    /// The police units and what each answers for.
    #[must_use]
    pub fn units(&self) -> PathBuf {
        self.folder.join("units.csv")
    }

    /// What a backup of the folder consists of.
    #[must_use]
    pub fn contents() -> Contents {
        Contents {
            journals: vec!["journal".to_owned()],
            identity: "site.json",
        }
    }

    /// Whether it is a server's folder. No key is needed to tell.
    ///
    /// # Errors
    /// It is not.
    pub(crate) fn is_set_up(&self) -> Result<(), Failure> {
        if self.site().exists() {
            return Ok(());
        }
        let folder = self.folder.display();
        Err(Failure::new(
            "not_set_up",
            format!(
                "{folder} 不是巡路服务器的数据文件夹；请先运行 xunlu-server init --data {folder}"
            ),
            format!(
                "{folder} is not a server's folder; run `xunlu-server init --data {folder}` first"
            ),
        ))
    }

    /// Takes the folder for this process alone, and ends a change of its key that was cut short.
    ///
    /// # Errors
    /// A folder in use, or a disk that refuses.
    pub(crate) fn take(&self, progress: store::Progress<'_>) -> Result<Lock, Failure> {
        let lock = Lock::take(&self.folder)?;
        desk::rekey::finish(&self.folder, &Layout::contents(), &self.key, progress)?;
        Ok(lock)
    }

    /// Photos and scans, by hash.
    #[must_use]
    pub fn blobs(&self) -> PathBuf {
        self.folder.join("blobs")
    }

    /// Where a running server can be spoken to from this machine.
    #[must_use]
    pub fn running(&self) -> PathBuf {
        self.folder.join("running.json")
    }
}

/// The identity of a site. Its file is readable by its owner alone. In a folder that is locked it is
/// sealed; in one that is not, a copy of it that is kept elsewhere makes a lost site again.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Site {
    /// The secret half of the office's key, hexadecimal.
    pub secret: Hash,
    /// The secret that tickets are proved with.
    pub tickets: Hash,
    /// The epoch of the store; a restored backup gets another.
    pub epoch: u64,
    /// The division the site answers for.
    pub root: DivisionCode,
    /// What signs the certificates that browsers want; a site of an older program makes it when it
    /// first needs it.
    #[serde(default)]
    pub authority: Option<Authority>,
}

/// The file of a site whose folder is locked.
#[derive(Serialize, Deserialize)]
struct Locked {
    /// All of the identity.
    sealed: String,
}

impl Site {
    /// A new site from fresh randomness.
    ///
    /// # Errors
    /// A system that gives no random numbers.
    pub fn fresh(root: DivisionCode) -> Result<Site, Failure> {
        let (mut secret, mut tickets, mut epoch) = ([0; 32], [0; 32], [0; 8]);
        fill(&mut secret)?;
        fill(&mut tickets)?;
        fill(&mut epoch)?;
        let epoch = u64::from_le_bytes(epoch);
        Ok(Site {
            secret: Hash(secret),
            tickets: Hash(tickets),
            epoch,
            root,
            authority: Some(Authority::fresh(root, Vec::new())?),
        })
    }

    /// The same site after its folder was put back from a backup: laptops see that it is behind.
    ///
    /// # Errors
    /// A system that gives no random numbers.
    pub fn renewed(self) -> Result<Site, Failure> {
        let mut epoch = [0; 8];
        fill(&mut epoch)?;
        let epoch = u64::from_le_bytes(epoch);
        Ok(Site { epoch, ..self })
    }

    /// The same site with an authority, made and kept now if there was none.
    ///
    /// # Errors
    /// A disk that refuses.
    pub(crate) fn with_authority(mut self, layout: &Layout) -> Result<Site, Failure> {
        if self.authority.is_none() {
            self.authority = Some(Authority::fresh(self.root, Vec::new())?);
            self.save(layout)?;
        }
        Ok(self)
    }

    /// Reads the identity of a site's folder.
    ///
    /// # Errors
    /// A folder that was not set up, or whose file is damaged.
    pub fn load(layout: &Layout) -> Result<Site, Failure> {
        layout.is_set_up()?;
        Site::read(&layout.site(), &layout.key)
    }

    /// Reads an identity that is sealed with this key, if it is sealed.
    fn read(path: &Path, key: &FolderKey) -> Result<Site, Failure> {
        let bytes = read_at_most(path, MAX_PAPER)?;
        if let Ok(site) = serde_json::from_slice(&bytes) {
            return Ok(site);
        }
        let site = match serde_json::from_slice::<Locked>(&bytes) {
            Ok(locked) => keys::open_secrets(&key.get()?, &locked.sealed),
            Err(_) => None,
        };
        site.ok_or_else(|| {
            let path = path.display();
            Failure::new(
                "damaged",
                format!("{path} 已损坏；请从备份恢复该文件"),
                format!("{path} is damaged; restore that file from a backup"),
            )
        })
    }

    /// Writes it durably, for the owner alone.
    ///
    /// # Errors
    /// A disk that refuses.
    pub fn save(&self, layout: &Layout) -> Result<(), Failure> {
        let path = layout.site();
        let failed = |error| Failure::file(&path, &error);
        let text = if layout.key.needs_passphrase() {
            let sealed = keys::seal_secrets(&layout.key.get()?, self).map_err(failed)?;
            serde_json::to_vec_pretty(&Locked { sealed })
        } else {
            serde_json::to_vec_pretty(self)
        };
        keys::private(&path, &text.unwrap_or_default()).map_err(failed)
    }

    /// The office's key.
    #[must_use]
    pub fn key(&self) -> Key {
        Key::from_secret(&self.secret.0)
    }
}

/// Sets a folder up for the divisions of a file, or of one city in it.
///
/// # Errors
/// A folder that is set up already, or a file that is not a table of divisions. Nothing is written.
pub fn init(
    layout: &Layout,
    file: &Path,
    city: Option<DivisionCode>,
) -> Result<(Site, Divisions), Failure> {
    set_up(layout, file, city, None, &Locking::Open)
}

/// As [`init`]; with the identity of a site that was lost, its laptops know the new one and bring
/// back what they keep.
///
/// # Errors
/// As [`init`], or an identity that does not read or is of another place.
pub(crate) fn set_up(
    layout: &Layout,
    file: &Path,
    city: Option<DivisionCode>,
    identity: Option<&Path>,
    locking: &Locking,
) -> Result<(Site, Divisions), Failure> {
    let folder = layout.folder().display().to_string();
    if layout.site().exists() {
        return Err(Failure::new(
            "set_up_already",
            format!("{folder} 已经初始化；请换一个文件夹，或直接使用"),
            format!("{folder} is set up already; use it, or choose another folder"),
        ));
    }
    let bytes = read_at_most(file, MAX_TABLE)?;
    let all = Divisions::from_csv(bytes.as_slice())?;
    let lost = identity
        .map(|path| Site::read(path, &FolderKey::of(path.parent().unwrap_or(path))))
        .transpose()?;
    let root = root_of(&all, city.or(lost.as_ref().map(|site| site.root)))?;
    let divisions = all.subset(&[root]);
    let site = match lost {
        Some(lost) if lost.root == root => lost.renewed()?,
        Some(lost) => return Err(elsewhere(lost.root, root)),
        None => Site::fresh(root)?,
    };
    fs::create_dir_all(layout.folder()).map_err(|e| Failure::file(layout.folder(), &e))?;
    let write = |path: PathBuf, bytes: &[u8]| {
        store::disk::replace(&path, bytes).map_err(|error| Failure::file(&path, &error))
    };
    write(layout.divisions(), divisions.to_csv().as_bytes())?;
    if !layout.key.is_made() {
        layout.key.make(locking, None)?;
    }
    // Last, because this file makes the folder a site.
    site.save(layout)?;
    Ok((site, divisions))
}

/// Makes an empty file that only its owner may read, to be filled next.
pub(crate) fn private(path: &Path) -> std::io::Result<()> {
    fs::write(path, [])?;
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        fs::set_permissions(path, fs::Permissions::from_mode(0o600))?;
    }
    Ok(())
}

/// The identity is another place's.
fn elsewhere(lost: DivisionCode, root: DivisionCode) -> Failure {
    Failure::new(
        "identity",
        format!("该身份属于 {lost}，不是 {root}；请核对 --identity 与 --city"),
        format!("that identity is {lost}'s, not {root}'s; check --identity and --city"),
    )
}

fn root_of(all: &Divisions, city: Option<DivisionCode>) -> Result<DivisionCode, Failure> {
    if let Some(city) = city {
        return Ok(all.require(city)?.code);
    }
    let roots: Vec<DivisionCode> = all.roots().map(|division| division.code).collect();
    match roots.as_slice() {
        [root] => Ok(*root),
        _ => {
            let names: Vec<String> = roots.iter().map(ToString::to_string).collect();
            let names = names.join(", ");
            Err(Failure::new(
                "several_cities",
                format!("区划文件含多个市（{names}）；请用 --city 指定其一"),
                format!("the file holds several cities ({names}); name one with --city"),
            ))
        }
    }
}

/// The catalog compiled into this program.
pub(crate) fn catalog() -> Result<Catalog, Failure> {
    Catalog::builtin().map_err(|error| {
        Failure::new(
            "catalog",
            format!("程序内置的目录有误（{error}）；请重新安装"),
            format!("the catalog in this program is wrong ({error}); install it again"),
        )
    })
}
