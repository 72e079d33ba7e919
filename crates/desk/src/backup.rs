//! Keeping a second copy of a folder, and putting it back.

use std::fs;
use std::path::Path;

use forms::{Lang, Text};
use store::{BackupError, Contents, Copied, Progress};

use crate::failure::Failure;

/// Brings the backup in `to` up to what a program's folder holds; the program may be running.
///
/// # Errors
/// A folder that is none of this program's, a target inside it or with something else in it, or a
/// disk that refuses. A backup that stood there stays good.
pub fn back_up(
    from: &Path,
    to: &Path,
    contents: &Contents,
    progress: Progress<'_>,
) -> Result<Copied, Failure> {
    let inside = fs::canonicalize(from).ok();
    let inside = inside.is_some_and(|from| {
        let mut above = to.ancestors();
        above.any(|folder| fs::canonicalize(folder).is_ok_and(|folder| folder == from))
    });
    if inside {
        let (to, from) = (to.display(), from.display());
        return Err(Failure::new(
            "backup_inside",
            format!("{to} 在数据文件夹 {from} 里面，备份须放在别处；请换另一块硬盘或 U 盘"),
            format!("{to} lies inside {from}; keep the backup elsewhere, best on another disk"),
        ));
    }
    Ok(store::back_up(from, to, contents, progress)?)
}

/// Puts a backup back as a folder that is not there yet.
///
/// # Errors
/// A folder that is no backup of this program's, a target that is there, or a disk that refuses.
pub fn restore(
    from: &Path,
    to: &Path,
    contents: &Contents,
    progress: Progress<'_>,
) -> Result<Copied, Failure> {
    let mut there = fs::read_dir(to).into_iter().flatten();
    if there.next().is_some() {
        let to = to.display();
        return Err(Failure::new(
            "not_empty",
            format!("{to} 里已有文件；请恢复到一个新文件夹"),
            format!("{to} is not empty; restore into a new folder"),
        ));
    }
    Ok(store::back_up(from, to, contents, progress)?)
}

/// What was done, for a person.
#[must_use]
pub fn told(copied: &Copied, to: &Path) -> Text {
    let (Copied { files, bytes, .. }, to) = (copied, to.display());
    Text::new(
        format!("{to} 已是最新：写入 {files} 个文件，{bytes} 字节，均已读回核对"),
        format!("{to} is up to date: {files} files, {bytes} bytes written, each read back"),
    )
}

/// The line that says what was done, for programs or for a person.
///
/// # Errors
/// Photos and scans that could not be copied.
pub fn line(copied: &Copied, said: &Text, json: bool, lang: Lang) -> Result<String, Failure> {
    if let Some(failure) = damaged(copied) {
        return Err(failure);
    }
    let done = serde_json::json!({ "files": copied.files, "bytes": copied.bytes });
    Ok(match json {
        true => done.to_string(),
        false => said.get(lang).to_owned(),
    })
}

/// Photos and scans that could not be copied.
fn damaged(copied: &Copied) -> Option<Failure> {
    let first = copied.damaged.first()?.display();
    let count = copied.damaged.len();
    Some(Failure::new(
        "damaged",
        format!("{count} 个照片文件已损坏、未复制（如 {first}）；其余均已完成，请从另一份备份取回"),
        format!(
            "{count} photo files are damaged and were left out ({first}); all else is copied, fetch them from another backup"
        ),
    ))
}

impl From<BackupError> for Failure {
    fn from(error: BackupError) -> Self {
        match &error {
            BackupError::Foreign(path) => {
                let path = path.display();
                Failure::new(
                    "backup_foreign",
                    format!(
                        "{path} 不是本数据文件夹日志的前段：目标处是别的备份或更新的备份；请换一个目标文件夹"
                    ),
                    format!(
                        "{error}: another backup stands there, or a newer one; choose another folder"
                    ),
                )
            }
            BackupError::Lies(path) => {
                let path = path.display();
                Failure::new(
                    "backup_lies",
                    format!("{path} 写入后读回不一致，此盘不可靠；请换一块盘"),
                    format!("{error}; this disk is not to be trusted, use another one"),
                )
            }
            BackupError::Disk { path, source } => Failure::file(path, source),
        }
    }
}
