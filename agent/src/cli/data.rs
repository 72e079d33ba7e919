//! Which folder a command is about, and as whom.

use std::path::Path;
use std::sync::OnceLock;

use desk::Failure;
use desk::terminal::Folder;
use forms::Lang;

use crate::device::Layout;

/// The data folder, and who works there.
#[derive(Debug, clap::Args)]
pub(crate) struct Data {
    #[command(flatten)]
    pub(crate) folder: Folder,
    /// 以哪位民警的身份（姓名或设备编号的开头）；有口令时由口令决定，不必写。
    /// / As which officer, by name or the first digits of their device; where there is a passphrase it says who.
    #[arg(long, value_name = "NAME", env = "XUNLU_OFFICER")]
    pub(crate) officer: Option<String>,
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
        let layout = Layout::new(self.path()).worked_by(self.officer.as_deref());
        self.folder.unlock(layout.key(), lang)?;
        Ok(self.layout.get_or_init(|| layout))
    }
}
