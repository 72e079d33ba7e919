//! Bundles as files on a stick: written whole and read back, found again, and what is wrong with a
//! stick said in words.

use std::fs::{self, File};
use std::io::{self, BufReader, BufWriter, Write as _};
use std::path::{Path, PathBuf};

use forms::Text;
use merge::{Hash, Head};
use sync::bundle::{self, Checked, Header, Purpose, Reader, Writer};

use crate::failure::Failure;

/// How a bundle's name ends.
pub const EXTENSION: &str = "xlb";

/// Smallest volume, in bytes: below it the parts are mostly their own envelopes.
pub const MIN_VOLUME: u64 = 64 * 1024;

/// A bundle that is being written to a file.
pub type ToFile<'f> = Writer<BufWriter<&'f mut File>>;

/// A bundle that is being read from a file.
pub type FromFile = Reader<BufReader<File>>;

/// A bundle that was found.
#[derive(Debug, Clone)]
pub struct Found {
    /// Where.
    pub path: PathBuf,
    /// What anybody can read of it.
    pub header: Header,
    /// Its length in bytes.
    pub bytes: u64,
}

/// What is wrong with a bundle.
#[must_use]
pub fn failure(path: &Path, error: &bundle::Error) -> Failure {
    let name = path.display();
    match error {
        bundle::Error::Medium(error) => medium(path, error),
        bundle::Error::Signer(error) => error.clone().into(),
        _ => Failure::new(
            "bundle",
            format!("{name}：{}", error.zh()),
            format!("{name}: {error}"),
        ),
    }
}

/// What is wrong with the medium.
fn medium(path: &Path, error: &io::Error) -> Failure {
    let name = path.display();
    let (zh, en) = match error.kind() {
        io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => (
            "存储空间已满；请换一个U盘，或用 --volume-size 分卷".to_owned(),
            "the medium is full; take another, or write volumes with --volume-size".to_owned(),
        ),
        io::ErrorKind::ReadOnlyFilesystem | io::ErrorKind::PermissionDenied => (
            format!("此处不可写入或读取（{error}）；请打开U盘的写保护开关，或换个位置"),
            format!(
                "it may not be written or read here ({error}); release the stick's write lock, or choose another place"
            ),
        ),
        io::ErrorKind::NotFound => (
            "没有这个文件或文件夹；请核对路径，U盘是否已插好".to_owned(),
            "there is no such file or folder; check the path, and whether the stick is plugged in"
                .to_owned(),
        ),
        _ => (
            format!("读写失败（{error}）；U盘可能被拔出或已损坏，请插好重试或换一个"),
            format!(
                "it cannot be read or written ({error}); the stick was pulled or is failing: plug it in and try again, or take another"
            ),
        ),
    };
    Failure::new("disk", format!("{name}：{zh}"), format!("{name}: {en}"))
}

/// Reads the size of a volume as people write it: bytes, or with K, M or G behind them.
///
/// # Errors
/// What is no size, or one that is too small.
pub fn size(text: &str) -> Result<u64, String> {
    let unit = |letter: char| match letter.to_ascii_uppercase() {
        'K' => Some(1 << 10),
        'M' => Some(1 << 20),
        'G' => Some(1_u64 << 30),
        _ => None,
    };
    let scale = text.chars().last().and_then(unit);
    let digits = if scale.is_some() {
        &text[..text.len() - 1]
    } else {
        text
    };
    let bytes: Option<u64> = digits.parse().ok();
    let bytes = bytes.and_then(|bytes| bytes.checked_mul(scale.unwrap_or(1)));
    bytes.filter(|bytes| *bytes >= MIN_VOLUME).ok_or_else(|| {
        "请写成 650M、4G 等，不小于 64K / write it as 650M or 4G, at least 64K".to_owned()
    })
}

/// The file of a volume: the name itself for the first, a number before its end for the others.
#[must_use]
pub fn volume(path: &Path, number: u32) -> PathBuf {
    if number <= 1 {
        return path.to_owned();
    }
    let extension = path.extension().unwrap_or_default().to_string_lossy();
    path.with_extension(format!("{number}.{extension}"))
}

/// Writes a bundle: beside its name first, durably, and read back from the medium afterwards, so
/// that what is carried away is what was written. `make` starts, fills and finishes it.
///
/// # Errors
/// A name that is taken, a medium that refuses or lies, or whatever `make` says. No bundle is left
/// behind then.
pub fn write<T>(
    path: &Path,
    make: impl FnOnce(BufWriter<&mut File>) -> Result<(T, Hash), Failure>,
) -> Result<(T, Hash), Failure> {
    if path.exists() {
        let name = path.display();
        return Err(Failure::new(
            "exists",
            format!("{name} 已存在，可能还没有被取走；请换个文件名"),
            format!("{name} exists and may not have been taken in yet; choose another name"),
        ));
    }
    let mut said = None;
    let written = store::disk::write_whole(path, |file| {
        make(BufWriter::new(file)).map_err(|failure| {
            said = Some(failure);
            io::Error::other("said already")
        })
    });
    let (made, hash) = written.map_err(|error| said.unwrap_or_else(|| medium(path, &error)))?;
    let again = store::disk::reread(path).map_err(|error| medium(path, &error));
    let again = again.and_then(|file| {
        bundle::check(BufReader::new(file), &mut |_| {}).map_err(|error| failure(path, &error))
    });
    if again.is_ok_and(|checked| checked.hash == hash) {
        return Ok((made, hash));
    }
    let _ = fs::remove_file(path);
    let name = path.display();
    Err(Failure::new(
        "disk",
        format!("{name}：U盘没有存住写入的内容（回读不一致）；请换一个U盘重新导出"),
        format!(
            "{name}: the stick did not keep what was written (read back, it differs); take another stick and export again"
        ),
    ))
}

/// Checks a bundle from its first byte to its last, with `progress` told bytes read and in all.
///
/// # Errors
/// A bundle that is not whole, or not as its sender wrote it.
pub fn check(path: &Path, progress: store::Progress<'_>) -> Result<Checked, Failure> {
    let file = File::open(path).map_err(|error| medium(path, &error))?;
    let all = file.metadata().map_or(0, |meta| meta.len());
    bundle::check(BufReader::new(file), &mut |done| progress(done, all))
        .map_err(|error| failure(path, &error))
}

/// The front of a bundle.
///
/// # Errors
/// A file that cannot be read or is no bundle.
pub fn look(path: &Path) -> Result<Found, Failure> {
    let file = File::open(path).map_err(|error| medium(path, &error))?;
    let bytes = file.metadata().map_or(0, |meta| meta.len());
    let reader = Reader::open(BufReader::new(file)).map_err(|error| failure(path, &error))?;
    Ok(Found {
        path: path.to_owned(),
        header: reader.header().clone(),
        bytes,
    })
}

/// Opens a bundle for the one it is sealed to.
///
/// # Errors
/// A bundle that does not read, or is for somebody else.
pub fn open(path: &Path, key: &merge::Key) -> Result<FromFile, Failure> {
    let file = File::open(path).map_err(|error| medium(path, &error))?;
    let opened = Reader::open(BufReader::new(file)).and_then(|mut reader| {
        reader.unlock(key)?;
        Ok(reader)
    });
    opened.map_err(|error| failure(path, &error))
}

/// The bundles among files and in folders that are for somebody, the oldest first. A file that is
/// named is answered for: it is for them or it is refused. In a folder, what is for others is
/// passed over, and what does not read is told.
///
/// # Errors
/// A file or folder that cannot be read, a named file that is not for them, or nothing at all.
pub fn find(
    paths: &[PathBuf],
    to: &merge::PublicKey,
) -> Result<(Vec<Found>, Vec<Failure>), Failure> {
    let (mut found, mut wrong) = (Vec::new(), Vec::new());
    for path in paths {
        if !path.is_dir() {
            found.push(look(path)?);
            continue;
        }
        for entry in fs::read_dir(path).map_err(|error| medium(path, &error))? {
            let entry = entry.map_err(|error| medium(path, &error))?.path();
            if entry.extension().is_none_or(|name| name != EXTENSION) || entry.is_dir() {
                continue;
            }
            match look(&entry) {
                Ok(bundle) if bundle.header.to.0 == to.bytes() => found.push(bundle),
                Ok(_) => {}
                Err(failure) => wrong.push(failure),
            }
        }
    }
    if found.is_empty() && wrong.is_empty() {
        return Err(Failure::new(
            "no_bundle",
            "没有找到给这里的交换包（*.xlb）；请核对U盘和路径",
            "there is no bundle (*.xlb) for here; check the stick and the path",
        ));
    }
    found.sort_by_key(|bundle| (bundle.header.made_ms, bundle.header.volume));
    Ok((found, wrong))
}

/// What two people compare over the phone when no receipt comes back: the number of the last
/// operation of a chain and the beginning of its hash, in groups of four.
#[must_use]
pub fn spoken(head: Head) -> String {
    short(&head.hash)
}

/// Ends a bundle and answers the hash people can compare.
///
/// # Errors
/// A medium that refuses.
pub fn finish(path: &Path, writer: ToFile<'_>, more: bool) -> Result<Hash, Failure> {
    let finished = writer.finish(more);
    let (mut out, hash) = finished.map_err(|error| failure(path, &error))?;
    out.flush().map_err(|error| medium(path, &error))?;
    Ok(hash)
}

/// A whole bundle in words.
#[must_use]
pub fn describe(checked: &Checked) -> Text {
    let header = &checked.header;
    let (what_zh, what_en) = match header.purpose {
        Purpose::Request => ("登记申请", "a request to be let in"),
        Purpose::Up => ("上行", "a laptop's operations"),
        Purpose::Full => ("全量上行", "everything a laptop keeps"),
        Purpose::Down => ("服务器答复", "an office's answer"),
        Purpose::Receipt => ("回执", "a receipt"),
    };
    let (from, to, hash) = (short(&header.from), short(&header.to), short(&checked.hash));
    let (parts, bytes, volume) = (checked.parts, checked.bytes, header.volume);
    let (more_zh, more_en) = if checked.more {
        ("，后面还有", ", more follow")
    } else {
        ("", "")
    };
    Text::new(
        format!(
            "完整：{what_zh}，{from} 写给 {to}，第 {volume} 卷{more_zh}，{parts} 段，{bytes} 字节，校验码 {hash}"
        ),
        format!(
            "whole: {what_en}, from {from} to {to}, volume {volume}{more_en}, {parts} parts, {bytes} bytes, code {hash}"
        ),
    )
}

/// A whole bundle for programs.
#[must_use]
pub fn json(checked: &Checked) -> serde_json::Value {
    let header = &checked.header;
    serde_json::json!({
        "whole": true,
        "purpose": format!("{:?}", header.purpose).to_lowercase(),
        "id": header.id().to_string(),
        "from": header.from.to_string(),
        "to": header.to.to_string(),
        "made_ms": header.made_ms,
        "volume": header.volume,
        "more": checked.more,
        "parts": checked.parts,
        "bytes": checked.bytes,
        "hash": checked.hash.to_string(),
    })
}

/// The beginning of a key or hash, in groups of four, as people compare it.
fn short(hash: &impl ToString) -> String {
    let hash = hash.to_string();
    format!("{}-{}-{}", &hash[..4], &hash[4..8], &hash[8..12])
}
