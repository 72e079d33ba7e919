//! Which folder a command is about, and as whom.

use std::path::PathBuf;
use std::sync::OnceLock;

use desk::Failure;
use forms::Lang;

use crate::device::Layout;

/// The data folder.
#[derive(Debug, clap::Args)]
pub(crate) struct Data {
    /// 数据文件夹；旁边的 *.head.json 记着写到第几号，可用 XUNLU_HEADS 另放一处。
    /// / The data folder; *.head.json beside it says how far it was written, XUNLU_HEADS keeps that elsewhere.
    #[arg(long, value_name = "DIR", env = "XUNLU_DATA")]
    pub(crate) data: PathBuf,
    /// 口令所在的文件（首行）；不写则取 XUNLU_PASSPHRASE，再不然在终端询问。
    /// / A file whose first line is the passphrase; else XUNLU_PASSPHRASE, else it is asked for.
    #[arg(long, value_name = "FILE", env = "XUNLU_PASSPHRASE_FILE")]
    pub(crate) passphrase_file: Option<PathBuf>,
    /// 以哪位民警的身份（姓名或设备编号的开头）；有口令时由口令决定，不必写。
    /// / As which officer, by name or the first digits of their device; where there is a passphrase it says who.
    #[arg(long, value_name = "NAME", env = "XUNLU_OFFICER")]
    pub(crate) officer: Option<String>,
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
        let layout = Layout::new(&self.data).worked_by(self.officer.as_deref());
        layout.key().take(self.passphrase_file.as_deref(), lang)?;
        Ok(self.layout.get_or_init(|| layout))
    }
}
