//! What a command is about: a folder, a part of its site, a unit.

use std::path::Path;
use std::sync::OnceLock;

use desk::Failure;
use desk::terminal::Folder;
use forms::Lang;
use places::DivisionCode;

use crate::folder::Layout;
use crate::import::units;

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

/// A part of a site.
#[derive(Debug, clap::Args)]
pub(crate) struct About {
    #[command(flatten)]
    pub(crate) data: Data,
    /// 只看此区划及其下级。 / This division and everything below it.
    #[arg(long, value_name = "CODE")]
    under: Option<String>,
}

impl About {
    /// The division, if one was named.
    ///
    /// # Errors
    /// A code that is none.
    pub(crate) fn under(&self) -> Result<Option<DivisionCode>, Failure> {
        self.under.as_deref().map(code).transpose()
    }
}

/// A part of a site, on some day.
#[derive(Debug, clap::Args)]
pub(crate) struct OnDay {
    #[command(flatten)]
    pub(crate) about: About,
    /// 以哪天为准；默认今天。 / Seen from this day; today by default.
    #[arg(long, value_name = "YYYY-MM-DD")]
    pub(crate) on: Option<String>,
}

/// A unit.
#[derive(Debug, clap::Args)]
pub(crate) struct Unit {
    /// 单位的区划代码。 / The division the unit is named by.
    #[arg(long, value_name = "DIVISION_CODE")]
    unit: String,
    /// 兼管的其他区划，可多次；不写则按导入的单位表。 / Other divisions the unit answers for, repeatable; by default as its units were imported.
    #[arg(long, value_name = "DIVISION_CODE")]
    also: Vec<String>,
}

impl Unit {
    /// The division it is named by, and the others it answers for.
    ///
    /// # Errors
    /// A code that is none, or a list of units that does not read.
    pub(crate) fn read(
        &self,
        layout: &Layout,
    ) -> Result<(DivisionCode, Vec<DivisionCode>), Failure> {
        let (unit, also) = (code(&self.unit)?, codes(&self.also)?);
        Ok((unit, units::area(layout, unit, also)?))
    }
}

/// A division's code.
///
/// # Errors
/// One that is none.
pub(crate) fn code(typed: &str) -> Result<DivisionCode, Failure> {
    Ok(typed.parse::<DivisionCode>()?)
}

/// The codes of several divisions.
///
/// # Errors
/// One that is none.
pub(crate) fn codes(typed: &[String]) -> Result<Vec<DivisionCode>, Failure> {
    typed.iter().map(|typed| code(typed)).collect()
}
