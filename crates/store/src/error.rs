//! What can go wrong with a store, and what to do about it.

use std::io;

use forms::Text;
use merge::cbor::Malformed;

/// Why the store could not do what it was asked.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// The disk refused.
    #[error("{what} failed: {source}; check the disk and its free space, nothing was saved")]
    Disk {
        /// What was tried.
        what: &'static str,
        /// What the disk said.
        source: io::Error,
    },
    /// An earlier write failed in a way that leaves the end of the journal unknown.
    #[error("the journal is read-only after a failed write; restart the program")]
    Poisoned,
    /// The journal is damaged before its end.
    #[error(
        "journal file {file} is damaged at byte {offset} and good data follows; \
         keep the folder as it is and restore it from the mirror or the server"
    )]
    Damaged {
        /// The file.
        file: String,
        /// The first byte that cannot be read.
        offset: u64,
    },
    /// The end of the journal is damaged where something acknowledged stood.
    #[error(
        "the end of journal file {file} is damaged at byte {offset}, where a saved record stood; \
         keep the folder as it is and restore it from the mirror or the server"
    )]
    DamagedEnd {
        /// The file.
        file: String,
        /// The first byte that cannot be read.
        offset: u64,
    },
    /// A commit does not open with the folder's key.
    #[error(
        "journal file {file} was altered at byte {offset}, or is of another folder; \
         keep the folder as it is and restore it from a backup or the server"
    )]
    Altered {
        /// The file.
        file: String,
        /// The first byte of the commit.
        offset: u64,
    },
    /// A file of the journal is missing or short.
    #[error(
        "journal file {file} is missing or cut short; restore it from the mirror or the server"
    )]
    Missing {
        /// The file.
        file: String,
    },
    /// The index could not be read or written. The journal is whole.
    #[error("the index failed ({0}); nothing is lost: start the program again and it is made anew")]
    Index(String),
    /// The database did not do what it was asked.
    #[error(
        "the database failed ({0}); nothing was saved: try again, and look after the database if it \
         goes on"
    )]
    Database(String),
    /// The line to the database is not encrypted as its address asks, or whoever answers has not
    /// proved to be the database.
    #[error("{}", .0.en)]
    Line(Text),
    /// What was saved is not in the database any more: it was put back to an earlier state, or
    /// another machine took over that had not heard of the end.
    #[error(
        "the database ends at {found} and does not hold what was saved up to {known}: it was put \
         back to an earlier state; restart the office, so that the laptops bring what is missing"
    )]
    LostTail {
        /// Where it ends now.
        found: u64,
        /// Up to where this program knows it was saved.
        known: u64,
    },
    /// Another process holds the folder.
    #[error("folder {folder} is in use by another process; stop that program first")]
    InUse {
        /// The folder.
        folder: String,
    },
    /// What is kept is being moved elsewhere.
    #[error(
        "the records are being moved to another place and can only be read; \
         nothing was saved here, try again later"
    )]
    Held,
    /// More than one commit can hold.
    #[error("too much at once: nothing was saved; save it in smaller parts")]
    TooMuch,
    /// Kept bytes do not read back.
    #[error("kept data does not read back ({0}); run `verify`")]
    Unreadable(#[from] Malformed),
    /// The folder was written by a newer program.
    #[error("folder was written by format {found}, this program knows {known}; update the program")]
    Newer {
        /// The format found.
        found: u64,
        /// The newest this program knows.
        known: u64,
    },
}

impl StoreError {
    /// Wraps what the disk said with what was tried.
    pub(crate) fn disk(what: &'static str) -> impl FnOnce(io::Error) -> StoreError {
        move |source| StoreError::Disk { what, source }
    }

    /// Whether it is the database's, and so everybody's.
    pub(crate) fn is_far(&self) -> bool {
        matches!(
            self,
            StoreError::Database(_) | StoreError::Line(_) | StoreError::LostTail { .. }
        )
    }

    /// The same error for another who waited for the same write.
    pub(crate) fn again(&self) -> StoreError {
        match self {
            StoreError::Disk { what, source } => StoreError::Disk {
                what,
                source: io::Error::new(source.kind(), source.to_string()),
            },
            StoreError::Poisoned => StoreError::Poisoned,
            StoreError::TooMuch => StoreError::TooMuch,
            StoreError::Held => StoreError::Held,
            StoreError::Index(reason) => StoreError::Index(reason.clone()),
            StoreError::Database(said) => StoreError::Database(said.clone()),
            StoreError::Line(said) => StoreError::Line(said.clone()),
            StoreError::LostTail { found, known } => StoreError::LostTail {
                found: *found,
                known: *known,
            },
            other => StoreError::Index(other.to_string()),
        }
    }

    /// The sentence for a person.
    #[must_use]
    pub fn text(&self) -> Text {
        let zh = match self {
            StoreError::Disk { what, source } => {
                format!("{what} 失败：{source}；请检查磁盘及剩余空间，本次未保存")
            }
            StoreError::Poisoned => "写入失败后日志已转为只读；请重新启动程序".to_owned(),
            StoreError::Damaged { file, offset } => format!(
                "日志文件 {file} 在第 {offset} 字节处损坏，其后仍有完好数据；\
                 请保留该文件夹原样，用镜像或服务器恢复"
            ),
            StoreError::DamagedEnd { file, offset } => format!(
                "日志文件 {file} 末尾从第 {offset} 字节起损坏，该处原有已保存的记录；\
                 请保留该文件夹原样，用镜像或服务器恢复"
            ),
            StoreError::Altered { file, offset } => format!(
                "日志文件 {file} 自第 {offset} 字节起被改动过，或属于另一个文件夹；\
                 请保留该文件夹原样，用备份或服务器恢复"
            ),
            StoreError::Missing { file } => {
                format!("日志文件 {file} 缺失或不完整；请用镜像或服务器恢复")
            }
            StoreError::Index(error) => {
                format!("索引出错（{error}）；数据未丢失，请重新启动程序，索引会自动重建")
            }
            StoreError::Database(error) => {
                format!("数据库出错（{error}）；本次未保存，请重试；若持续出错，请检查数据库")
            }
            StoreError::Line(said) => said.zh.clone(),
            StoreError::LostTail { found, known } => format!(
                "数据库止于 {found}，缺少已保存到 {known} 的内容：它被恢复到了较早的状态；\
                 请重新启动服务端，缺少的内容将由各终端补齐"
            ),
            StoreError::InUse { folder } => {
                format!("文件夹 {folder} 正被另一程序使用；请先关闭那个程序")
            }
            StoreError::Held => {
                "数据正在搬到别处，暂时只能查看；此处没有保存，请稍后再试".to_owned()
            }
            StoreError::TooMuch => "一次保存的内容过多，本次未保存；请分几次保存".to_owned(),
            StoreError::Unreadable(error) => format!("已存数据无法读回（{error}）；请运行 verify"),
            StoreError::Newer { found, known } => {
                format!("该文件夹由格式 {found} 写成，本程序只识别到 {known}；请升级程序")
            }
        };
        Text {
            zh,
            en: self.to_string(),
        }
    }
}
