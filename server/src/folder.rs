//! The office's folder: what it is made of and how it is set up.

use std::fs;
use std::path::{Path, PathBuf};

use merge::Suite;
use places::{DivisionCode, Divisions};
use store::Contents;
use store::disk::Lock;

use desk::keys::{FolderKey, Locking};
use desk::{Failure, MAX_TABLE, read_at_most, suites};

pub use crate::site::Site;

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

    /// The same folder, opened with another key.
    pub(crate) fn with_key(&self, key: FolderKey) -> Layout {
        Layout {
            key,
            ..self.clone()
        }
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

/// What a new office is made from.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Beginning<'b> {
    /// Which city, if the file holds several.
    pub(crate) city: Option<DivisionCode>,
    /// The identity of a site that was lost.
    pub(crate) identity: Option<&'b Path>,
    /// What it is to sign in, if that was said.
    pub(crate) suite: Option<Suite>,
    /// The command line of a program that is to sign.
    pub(crate) signer: Option<&'b str>,
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
    let begin = Beginning {
        city,
        ..Beginning::default()
    };
    set_up(layout, file, begin, &Locking::Open)
}

/// As [`init`]; with the identity of a site that was lost, its laptops know the new one and bring
/// back what they keep.
///
/// # Errors
/// As [`init`], or an identity that does not read, is of another place or of another suite.
pub(crate) fn set_up(
    layout: &Layout,
    file: &Path,
    begin: Beginning<'_>,
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
    let lost = begin
        .identity
        .map(|path| Site::read(path, &FolderKey::of(path.parent().unwrap_or(path))))
        .transpose()?;
    let root = root_of(&all, begin.city.or(lost.as_ref().map(|site| site.root)))?;
    let divisions = all.subset(&[root]);
    let site = match lost {
        Some(lost)
            if begin
                .suite
                .is_some_and(|suite| suite.number() != lost.suite) =>
        {
            return Err(other_suite(lost.suite));
        }
        Some(lost) if begin.signer.is_some() && lost.outside.is_none() => {
            return Err(signs_itself());
        }
        Some(lost) if lost.root == root => lost.renewed()?,
        Some(lost) => return Err(elsewhere(lost.root, root)),
        None => Site::signing_in(begin.suite.unwrap_or_default(), root)?,
    };
    let site = match begin.signer {
        Some(command) => site.signed_by(command)?,
        None => site,
    };
    fs::create_dir_all(layout.folder()).map_err(|e| Failure::file(layout.folder(), &e))?;
    let write = |path: PathBuf, bytes: &[u8]| {
        store::disk::replace(&path, bytes).map_err(|error| Failure::file(&path, &error))
    };
    write(layout.divisions(), divisions.to_csv().as_bytes())?;
    let suite = suites::numbered(site.suite)?;
    layout.key.begin(suite, locking, None)?;
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

/// The identity signs in another suite than was asked for.
fn other_suite(suite: u8) -> Failure {
    let label = suites::label(suite);
    Failure::new(
        "identity",
        format!("该身份的签名套件是 {}，不能更换；请去掉 --suite", label.zh),
        format!(
            "that identity signs with {}, which cannot be changed; leave --suite out",
            label.en
        ),
    )
}

/// The identity has its key with it, and a signer was named all the same.
fn signs_itself() -> Failure {
    Failure::new(
        "identity",
        "该身份用自己的密钥签名，不能改由签名器签名；请去掉 --signer",
        "that identity signs with a key of its own, which a signer cannot take over; leave --signer out",
    )
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
