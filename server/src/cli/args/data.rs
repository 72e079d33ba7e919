//! Which folder a command is about.

use std::path::PathBuf;
use std::sync::OnceLock;

use desk::Failure;
use forms::Lang;

use crate::folder::Layout;

/// The data folder.
#[derive(Debug, clap::Args)]
pub(crate) struct Data {
    /// 数据文件夹。 / The data folder.
    #[arg(long, value_name = "DIR", env = "XUNLU_DATA")]
    pub(crate) data: PathBuf,
    /// 文件夹加了锁时，口令所在的文件（首行）；不写则取 XUNLU_PASSPHRASE，再不然在终端询问。init 时写上则加锁。
    /// / Of a folder that is locked, a file whose first line is the passphrase; else XUNLU_PASSPHRASE, else it is asked for. With init, it locks the folder.
    #[arg(long, value_name = "FILE", env = "XUNLU_PASSPHRASE_FILE")]
    pub(crate) passphrase_file: Option<PathBuf>,
    /// 数据在 PostgreSQL 时的地址；含口令时请写在 XUNLU_STORE 里，不要写在命令行。不写则按文件夹里的 store.json。
    /// / Where the records are in PostgreSQL: its address. One with a password belongs into XUNLU_STORE, not on a command line; without it the folder's store.json says.
    #[arg(
        long,
        value_name = "postgres://…",
        env = "XUNLU_STORE",
        hide_env_values = true
    )]
    pub(crate) store: Option<String>,
    /// The folder, once its key was taken.
    #[arg(skip)]
    layout: OnceLock<Layout>,
}

impl Data {
    /// The folder, its key taken.
    ///
    /// # Errors
    /// A folder that is locked and stays so.
    pub(crate) fn layout(&self, lang: Lang) -> Result<&Layout, Failure> {
        if let Some(layout) = self.layout.get() {
            return Ok(layout);
        }
        let layout = Layout::new(&self.data).with_store(self.store.clone());
        layout.key().take(self.passphrase_file.as_deref(), lang)?;
        Ok(self.layout.get_or_init(|| layout))
    }
}
