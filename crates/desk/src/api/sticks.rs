//! Sticks: a bundle to carry away, one that was carried here, and the answer to it.

use std::fs::File;
use std::future::poll_fn;
use std::io::{BufWriter, Write};
use std::path::{Path, PathBuf};
use std::pin::Pin;

use axum::body::{Body, HttpBody};
use axum::extract::{self, Query};
use axum::http::header::{CACHE_CONTROL, CONTENT_TYPE};
use axum::response::{IntoResponse, Response};
use forms::Text;
use merge::Hash;
use serde::Deserialize;
use tempfile::TempDir;

use super::door::Signed;
use super::refusal::refuse;
use super::view::StickTaken;
use crate::failure::Failure;
use crate::stick::EXTENSION;
use crate::work::fill;

/// Largest bundle a page takes in, in bytes: what an old laptop's disk has room for beside itself.
/// Larger ones, and volumes, go by the command line.
const MAX_BUNDLE: u64 = 4 * 1024 * 1024 * 1024;
/// Answers that wait to be saved to a stick; the oldest makes room, and can be made again.
const WAITING: usize = 32;

/// An answer that waits to be fetched by whoever brought the question.
pub(super) struct Waiting {
    word: String,
    account: String,
    folder: TempDir,
}

/// What a program says to a bundle that was carried to it.
#[derive(Debug, Clone, Default)]
pub struct Taken {
    /// What came of it, and what is wrong or missing.
    pub shown: StickTaken,
    /// Whether an answer was written.
    pub answered: bool,
}

/// Most bytes of photos in a bundle that a page saves: it goes through the memory of this program
/// and of the browser. The rest goes with the next one, or by the command line.
pub const PAGE_PHOTOS: u64 = 256 * 1024 * 1024;

/// The photos of a bundle.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Photographed {
    /// Photos in it.
    pub sent: u64,
    /// Photos that stayed behind for another time.
    pub left: u64,
    /// Photos that are gone here or do not read.
    pub lost: u64,
    /// Originals of others' that are asked for.
    pub wanted: u64,
}

/// What is asked of an export.
#[derive(Debug, Deserialize)]
pub(super) struct Wish {
    /// The originals of others' photos with the answer.
    #[serde(default)]
    originals: bool,
}

/// What is on its way to or from a page.
fn place(folder: &TempDir, name: &str) -> PathBuf {
    folder.path().join(name).with_extension(EXTENSION)
}

fn folder() -> Result<TempDir, Failure> {
    TempDir::with_prefix("xunlu-").map_err(|error| Failure::file(&std::env::temp_dir(), &error))
}

pub(super) async fn export(signed: Signed, Query(wish): Query<Wish>) -> Response {
    let made = signed.run(move |signed| {
        let folder = folder()?;
        let path = place(&folder, "export");
        let photos = signed.door.host.export(&path, wish.originals)?;
        Ok((read(&path)?, photos))
    });
    match made.await {
        Ok((bytes, photos)) => {
            let Photographed {
                sent,
                left,
                lost,
                wanted,
            } = photos;
            let counted = [
                ("xunlu-photos", sent),
                ("xunlu-photos-left", left),
                ("xunlu-photos-lost", lost),
                ("xunlu-photos-wanted", wanted),
            ];
            let counted = counted.map(|(name, count)| (name, count.to_string()));
            (counted, bundle(Ok(bytes))).into_response()
        }
        Err(failure) => refuse(&failure),
    }
}

pub(super) async fn answer(signed: Signed, extract::Path(word): extract::Path<String>) -> Response {
    let found = signed.run(move |signed| {
        let waiting = signed.door.waiting();
        let own = |one: &&Waiting| one.word == word && one.account == signed.who.account;
        let path = waiting
            .iter()
            .find(own)
            .map(|one| place(&one.folder, "answer"));
        let path = path.ok_or_else(|| {
            Failure::new(
                "no_file",
                "这份答复已不在；请再导入一次，会重新写出",
                "this answer is gone; import the stick again and it is written again",
            )
        })?;
        read(&path)
    });
    bundle(found.await)
}

fn read(path: &Path) -> Result<Vec<u8>, Failure> {
    std::fs::read(path).map_err(|error| Failure::file(path, &error))
}

fn bundle(bytes: Result<Vec<u8>, Failure>) -> Response {
    match bytes {
        Ok(bytes) => {
            let headers = [
                (CONTENT_TYPE, "application/octet-stream"),
                (CACHE_CONTROL, "no-store"),
            ];
            (headers, bytes).into_response()
        }
        Err(failure) => refuse(&failure),
    }
}

pub(super) async fn import(signed: Signed, body: Body) -> Response {
    let folder = match folder() {
        Ok(folder) => folder,
        Err(failure) => return refuse(&failure),
    };
    if let Err(failure) = receive(body, &place(&folder, "import")).await {
        return refuse(&failure);
    }
    signed
        .answer(move |signed| {
            let (file, answer) = (place(&folder, "import"), place(&folder, "answer"));
            let taken = signed.door.host.import(&signed.who, &file, &answer);
            let taken = taken.map_err(|failure| match failure {
                Failure::Said { code, text } => Failure::Said {
                    code,
                    text: nameless(&text, &file),
                },
                other => other,
            })?;
            let mut shown = taken.shown;
            for text in &mut shown.problems {
                *text = nameless(text, &file);
            }
            if taken.answered {
                let mut word = [0; 32];
                fill(&mut word)?;
                let word = Hash(word).to_string();
                shown.answer = Some(word.clone());
                let mut waiting = signed.door.waiting();
                while waiting.len() >= WAITING {
                    waiting.pop_front();
                }
                waiting.push_back(Waiting {
                    word,
                    account: signed.who.account.clone(),
                    folder,
                });
            }
            Ok(shown)
        })
        .await
}

/// Whoever chose a file knows its name; the one it has here says nothing to them.
fn nameless(text: &Text, file: &Path) -> Text {
    let name = file.display().to_string();
    Text::new(
        text.zh.replace(&name, "这个文件"),
        text.en.replace(&name, "this file"),
    )
}

/// Writes what a page sends into a file, piece by piece.
async fn receive(mut body: Body, path: &Path) -> Result<(), Failure> {
    let disk = |error| Failure::file(path, &error);
    let mut file = BufWriter::new(File::create(path).map_err(disk)?);
    let mut size = 0;
    while let Some(piece) = poll_fn(|context| Pin::new(&mut body).poll_frame(context)).await {
        let piece = piece.map_err(|error| {
            Failure::new(
                "cut",
                format!("文件没有传完（{error}）；请重新选择该文件"),
                format!("the file did not come through whole ({error}); choose it again"),
            )
        })?;
        let Ok(bytes) = piece.into_data() else {
            continue;
        };
        size += bytes.len() as u64;
        if size > MAX_BUNDLE {
            return Err(Failure::new(
                "too_large",
                "文件超过 4 GB；请用命令行导入：import 文件.xlb",
                "the file is larger than 4 GB; import it on the command line: `import FILE.xlb`",
            ));
        }
        file.write_all(&bytes).map_err(disk)?;
    }
    file.flush().map_err(disk)
}
