//! Where an office keeps its records: in its own folder, or in a database that several processes
//! share, whose address stands in the folder.

use std::fs;
use std::path::{Path, PathBuf};

use desk::{Failure, MAX_PAPER, keys, read_at_most};
use serde::{Deserialize, Serialize};

use crate::folder::Layout;

/// What `store.json` and `moved.json` say.
#[derive(Serialize, Deserialize)]
struct Address {
    /// Of a database, without its password.
    store: String,
}

impl Layout {
    /// The same folder, whose records are in a database of this address if one is named.
    #[must_use]
    pub fn with_store(mut self, store: Option<String>) -> Layout {
        self.store = store;
        self
    }

    /// Where it stands which database keeps the records.
    fn store_file(&self) -> PathBuf {
        self.folder().join("store.json")
    }

    /// What says that the records in the folder are the past: they have moved into a database.
    fn moved_file(&self) -> PathBuf {
        self.folder().join("moved.json")
    }

    /// The address of the database that keeps the records: as it was typed, for that may have a
    /// password, else as the folder says. Nothing if the folder itself keeps them.
    ///
    /// # Errors
    /// An address for a folder that keeps its records itself, or that is none.
    pub(crate) fn store(&self) -> Result<Option<String>, Failure> {
        let kept = read(&self.store_file())?;
        match (&self.store, kept) {
            (Some(typed), Some(_)) => Ok(Some(checked(typed)?.to_owned())),
            (Some(typed), None) if !self.site().exists() => Ok(Some(checked(typed)?.to_owned())),
            (Some(_), None) => {
                let folder = self.folder().display();
                Err(Failure::new(
                    "keeps_itself",
                    format!(
                        "{folder} 的数据就在文件夹里；请去掉 --store（XUNLU_STORE），或用 migrate 搬入数据库"
                    ),
                    format!(
                        "{folder} keeps its records itself; leave --store (XUNLU_STORE) out, or `migrate` them into a database"
                    ),
                ))
            }
            (None, kept) => Ok(kept),
        }
    }

    /// Notes which database keeps the records from here on.
    ///
    /// # Errors
    /// A disk that refuses.
    pub(crate) fn keep_store(&self, url: &str) -> Result<(), Failure> {
        write(&self.store_file(), &without_password(url))
    }

    /// Notes that what the folder keeps is the past; and where the office has gone.
    ///
    /// # Errors
    /// A disk that refuses.
    pub(crate) fn leave(&self, to: &str) -> Result<(), Failure> {
        write(&self.moved_file(), to)
    }

    /// The folder keeps the records again.
    ///
    /// # Errors
    /// A disk that refuses.
    pub(crate) fn come_back(&self) -> Result<(), Failure> {
        for path in [self.moved_file(), self.store_file()] {
            match fs::remove_file(&path) {
                Err(error) if error.kind() != std::io::ErrorKind::NotFound => {
                    return Err(Failure::file(&path, &error));
                }
                _ => {}
            }
        }
        store::disk::sync_parent(&self.site()).map_err(|e| Failure::file(self.folder(), &e))
    }

    /// Whether the records in the folder are those of today.
    ///
    /// # Errors
    /// They have moved.
    pub(crate) fn is_home(&self) -> Result<(), Failure> {
        match read(&self.moved_file())? {
            None => Ok(()),
            Some(to) => {
                let from = of_folder(self.folder());
                Err(Failure::new(
                    "moved",
                    format!(
                        "站点已由 {from} 搬到 {to}，此处只留作旧底，不能再用；若搬迁在最后一步中断，请再运行 migrate --from {from} --to {to}；要搬回来请运行 migrate --from {to} --to {from}"
                    ),
                    format!(
                        "the office has moved from {from} to {to}, what is here is its past and not to be used; if the move was cut off in its last step, run `migrate --from {from} --to {to}` again; to move back, run `migrate --from {to} --to {from}`"
                    ),
                ))
            }
        }
    }
}

fn read(path: &Path) -> Result<Option<String>, Failure> {
    if !path.exists() {
        return Ok(None);
    }
    let bytes = read_at_most(path, MAX_PAPER)?;
    let read: Result<Address, _> = serde_json::from_slice(&bytes);
    read.map(|address| Some(address.store)).map_err(|error| {
        let path = path.display();
        Failure::new(
            "damaged",
            format!("{path} 已损坏（{error}）；请从备份恢复该文件"),
            format!("{path} is damaged ({error}); restore that file from a backup"),
        )
    })
}

fn write(path: &Path, store: &str) -> Result<(), Failure> {
    let store = store.to_owned();
    let text = serde_json::to_vec_pretty(&Address { store }).unwrap_or_default();
    keys::private(path, &text).map_err(|error| Failure::file(path, &error))
}

/// An address of a database.
///
/// # Errors
/// Something else.
pub(crate) fn checked(url: &str) -> Result<&str, Failure> {
    if url.starts_with("postgres://") || url.starts_with("postgresql://") {
        return Ok(url);
    }
    Err(Failure::new(
        "address",
        "数据库地址应形如 postgres://用户:口令@主机:5432/库名",
        "the address of a database looks like postgres://USER:PASSWORD@HOST:5432/NAME",
    ))
}

/// How a folder is named as a place to move to or from.
pub(crate) fn of_folder(folder: &Path) -> String {
    let whole = std::path::absolute(folder);
    format!("sled:{}", whole.as_deref().unwrap_or(folder).display())
}

/// An address that may be shown and kept.
pub(crate) fn without_password(url: &str) -> String {
    let Some((scheme, rest)) = url.split_once("://") else {
        return url.to_owned();
    };
    let end = rest.find(['/', '?']).unwrap_or(rest.len());
    let (authority, path) = rest.split_at(end);
    let shown = match authority.rsplit_once('@') {
        Some((user, host)) => {
            let user = user.split(':').next().unwrap_or_default();
            format!("{user}@{host}")
        }
        None => authority.to_owned(),
    };
    let (path, asked) = path.split_once('?').unwrap_or((path, ""));
    let asked: Vec<&str> = asked
        .split('&')
        .filter(|one| !one.is_empty() && !one.starts_with("password="))
        .collect();
    let asked = if asked.is_empty() {
        String::new()
    } else {
        format!("?{}", asked.join("&"))
    };
    format!("{scheme}://{shown}{path}{asked}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_password_is_neither_shown_nor_kept() {
        for (url, shown) in [
            (
                "postgres://x:secret@db:5432/xunlu",
                "postgres://x@db:5432/xunlu",
            ),
            ("postgres://x:a%40b@[::1]/x", "postgres://x@[::1]/x"),
            (
                "postgres://x@/x?host=/run/pg&password=p",
                "postgres://x@/x?host=/run/pg",
            ),
            ("postgres:///x?host=/run/pg", "postgres:///x?host=/run/pg"),
        ] {
            assert_eq!(without_password(url), shown);
        }
    }

    #[test]
    fn a_folder_says_itself_where_its_records_are() {
        let ground = tempfile::tempdir().unwrap();
        let layout = Layout::new(ground.path());
        assert_eq!(layout.store().unwrap(), None);
        fs::write(layout.site(), "{}").unwrap();
        let typed = || {
            layout
                .clone()
                .with_store(Some("postgres://x:p@db/x".into()))
        };
        assert_eq!(typed().store().unwrap_err().code(), "keeps_itself");
        layout.keep_store("postgres://x:p@db/x").unwrap();
        assert_eq!(layout.store().unwrap().unwrap(), "postgres://x@db/x");
        assert_eq!(typed().store().unwrap().unwrap(), "postgres://x:p@db/x");
        layout.is_home().unwrap();
        layout.leave("postgres://x@db/x").unwrap();
        assert_eq!(layout.is_home().unwrap_err().code(), "moved");
        layout.come_back().unwrap();
        layout.is_home().unwrap();
        assert_eq!(layout.store().unwrap(), None);
    }
}
