//! The arguments that both command lines take.

use std::path::PathBuf;

use forms::Lang;

use crate::failure::Failure;
use crate::keys::{self, FolderKey};
use zeroize::Zeroizing;

/// Which folder a command is about, and how it is opened.
#[derive(Debug, clap::Args)]
pub struct Folder {
    /// 数据文件夹。 / The data folder.
    #[arg(id = "data", long = "data", value_name = "DIR", env = "XUNLU_DATA")]
    pub path: PathBuf,
    /// 文件夹加了锁时，口令所在的文件（首行）；不写则取 XUNLU_PASSPHRASE，再不然在终端询问。
    /// / Of a folder that is locked, a file whose first line is the passphrase; else XUNLU_PASSPHRASE, else it is asked for.
    #[arg(long, value_name = "FILE", env = "XUNLU_PASSPHRASE_FILE")]
    pub passphrase_file: Option<PathBuf>,
}

impl Folder {
    /// Takes the folder's key.
    ///
    /// # Errors
    /// A folder that is locked and stays so.
    pub fn unlock(&self, key: &FolderKey, lang: Lang) -> Result<(), Failure> {
        key.take(self.passphrase_file.as_deref(), lang)
    }
}

/// A passphrase that is to be set.
#[derive(Debug, clap::Args)]
pub struct NewPassphrase {
    /// 新口令所在的文件（首行）；不写则取 XUNLU_NEW_PASSPHRASE，再不然在终端询问两次。
    /// / A file whose first line is the new passphrase; else XUNLU_NEW_PASSPHRASE, else it is asked for twice.
    #[arg(
        id = "new_passphrase_file",
        long = "new-passphrase-file",
        value_name = "FILE"
    )]
    file: Option<PathBuf>,
}

impl NewPassphrase {
    /// The passphrase, as it is given.
    ///
    /// # Errors
    /// As [`keys::chosen`].
    pub fn chosen(&self, lang: Lang) -> Result<Zeroizing<String>, Failure> {
        keys::chosen_anew(self.file.as_deref(), lang)
    }
}
