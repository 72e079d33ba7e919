//! Which folder a command is about.

use std::path::Path;
use std::sync::OnceLock;

use desk::Failure;
use desk::terminal::Folder;
use forms::Lang;

use crate::folder::Layout;

/// The data folder, and where the records are if they are elsewhere.
#[derive(Debug, clap::Args)]
pub(crate) struct Data {
    #[command(flatten)]
    pub(crate) folder: Folder,
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
    /// Where the folder is.
    pub(crate) fn path(&self) -> &Path {
        &self.folder.path
    }

    /// The folder, its key taken.
    ///
    /// # Errors
    /// A folder that is locked and stays so.
    pub(crate) fn layout(&self, lang: Lang) -> Result<&Layout, Failure> {
        if let Some(layout) = self.layout.get() {
            return Ok(layout);
        }
        let layout = Layout::new(self.path()).with_store(self.store.clone());
        self.folder.unlock(layout.key(), lang)?;
        Ok(self.layout.get_or_init(|| layout))
    }
}
