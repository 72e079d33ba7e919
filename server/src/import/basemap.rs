//! The base map of maps: a tile archive in one file, or an address of the internal network.

use std::fs::{self, File};
use std::io::{self, Read, Write};
use std::path::Path;

use desk::Failure;
use desk::api::view::{Basemap, BasemapKind, Datum};
use desk::maps;
use forms::Text;
use reqwest::Url;

use super::{Import, Line, Progress, Report, What, table};
use crate::folder::Layout;

/// What stands at the beginning of an archive: its name and the version that pages can read.
const MAGIC: &[u8; 8] = b"PMTiles\x03";
/// The length of an archive's header, in bytes.
const HEADER: usize = 127;
/// Where the header says of its four parts where they begin, followed by how long they are.
const PARTS: [usize; 4] = [8, 24, 40, 56];
/// How much is copied at once, in bytes.
const PIECE: usize = 1024 * 1024;

pub(super) fn import(
    layout: &Layout,
    ask: &Import,
    now_ms: u64,
    progress: Progress<'_>,
) -> Result<Report, Failure> {
    let datum = if ask.gcj02 {
        Datum::Gcj02
    } else {
        Datum::Wgs84
    };
    let there = maps::basemap(layout.folder())?;
    let pattern = ask.file.to_str().filter(|text| text.contains("://"));
    let archive = maps::archive(layout.folder());
    let (kind, mut url, same) = if let Some(pattern) = pattern {
        check_pattern(pattern)?;
        (BasemapKind::Raster, pattern.to_owned(), true)
    } else {
        check_archive(&ask.file)?;
        // Another address for another file, so that pages never mix the two.
        let url = format!("/api/basemap.pmtiles?since={now_ms}");
        let same = there.is_some() && same_bytes(&ask.file, &archive);
        (BasemapKind::Pmtiles, url, same)
    };
    if let Some(there) = there.as_ref().filter(|there| same && there.kind == kind)
        && kind == BasemapKind::Pmtiles
    {
        url.clone_from(&there.url);
    }
    let basemap = Basemap { kind, url, datum };
    let what = match &there {
        None => What::New,
        Some(there) if *there == basemap => What::Unchanged,
        Some(_) => What::Changed,
    };
    let mut report = Report {
        target: "basemap",
        applied: false,
        ignored: Vec::new(),
        remarks: remarks(datum),
        lines: vec![Line {
            line: 1,
            what,
            about: ask.file.display().to_string(),
            notes: Vec::new(),
        }],
    };
    report.applied = ask.writes(&report);
    if report.applied && what != What::Unchanged {
        if kind == BasemapKind::Pmtiles && !same {
            copy(&ask.file, &archive, progress)?;
        }
        let text = serde_json::to_vec_pretty(&basemap).unwrap_or_default();
        table::replace(&maps::basemap_file(layout.folder()), &text)?;
        if kind == BasemapKind::Raster && archive.exists() {
            fs::remove_file(&archive).map_err(|error| Failure::file(&archive, &error))?;
        }
    }
    Ok(report)
}

fn remarks(datum: Datum) -> Vec<Text> {
    let said = match datum {
        Datum::Wgs84 => Text::new(
            "底图按 WGS-84 / CGCS2000 绘制；若是 GCJ-02（高德、腾讯等），请加 --gcj02",
            "the base map is taken as WGS-84 / CGCS2000; add --gcj02 if it is shifted as public maps are",
        ),
        Datum::Gcj02 => Text::new(
            "底图按 GCJ-02 绘制；记录只在显示时偏移",
            "the base map is taken as GCJ-02; records are shifted only when shown",
        ),
    };
    vec![said]
}

/// The origin whose pictures pages may load, where the base map is an address.
///
/// # Errors
/// A file that cannot be read.
pub(crate) fn origin(layout: &Layout) -> Result<Option<String>, Failure> {
    let basemap = maps::basemap(layout.folder())?;
    let raster = basemap.filter(|basemap| basemap.kind == BasemapKind::Raster);
    raster.map(|raster| check_pattern(&raster.url)).transpose()
}

/// Checks an address with places for a tile's numbers, and answers its origin.
fn check_pattern(pattern: &str) -> Result<String, Failure> {
    let refused = |zh: &str, en: &str| {
        Failure::new(
            "no_pattern",
            format!("{pattern}：{zh}；应像 http://10.1.2.3/tiles/{{z}}/{{x}}/{{y}}.png"),
            format!(
                "{pattern}: {en}; it should be like http://10.1.2.3/tiles/{{z}}/{{x}}/{{y}}.png"
            ),
        )
    };
    let parts = ["{z}", "{x}", "{y}"];
    if parts.iter().any(|part| !pattern.contains(part)) {
        return Err(refused("缺少 {z}、{x} 或 {y}", "it lacks {z}, {x} or {y}"));
    }
    let rest = parts
        .iter()
        .fold(pattern.to_owned(), |rest, part| rest.replace(part, "0"));
    if rest.contains(['{', '}']) {
        return Err(refused("还有别的花括号", "it has other braces"));
    }
    let url = Url::parse(&rest)
        .ok()
        .filter(|url| matches!(url.scheme(), "http" | "https"));
    match url {
        Some(url) if url.username().is_empty() && url.password().is_none() => {
            Ok(url.origin().ascii_serialization())
        }
        _ => Err(refused(
            "不是 http 或 https 地址",
            "it is no http or https address",
        )),
    }
}

/// Checks that a file is a whole archive of the version that pages read.
fn check_archive(path: &Path) -> Result<(), Failure> {
    let refused = |zh: &str, en: &str| {
        let path = path.display();
        Failure::new("no_archive", format!("{path} {zh}"), format!("{path} {en}"))
    };
    let mut file = File::open(path).map_err(|error| Failure::file(path, &error))?;
    let size = file
        .metadata()
        .map_err(|error| Failure::file(path, &error))?
        .len();
    let mut header = [0; HEADER];
    let read = file.read_exact(&mut header);
    if read.is_err() || header[..8] != *MAGIC {
        return Err(refused(
            "不是 PMTiles 第 3 版切片文件；请用 pmtiles 工具转换",
            "is no tile archive of PMTiles version 3; convert it with the pmtiles tool",
        ));
    }
    let number = |at: usize| {
        let bytes = header
            .get(at..at + 8)
            .and_then(|bytes| bytes.try_into().ok());
        bytes.map_or(u64::MAX, u64::from_le_bytes)
    };
    let ends = PARTS.map(|at| number(at).saturating_add(number(at + 8)));
    if ends.iter().any(|end| *end > size) {
        return Err(refused(
            "不完整，可能没有复制完；请重新复制",
            "is not whole, as if it was not copied to its end; copy it again",
        ));
    }
    Ok(())
}

/// Whether two files are the same; a file that does not read is not.
fn same_bytes(one: &Path, other: &Path) -> bool {
    let compare = || -> io::Result<bool> {
        let (mut one, mut other) = (File::open(one)?, File::open(other)?);
        if one.metadata()?.len() != other.metadata()?.len() {
            return Ok(false);
        }
        let (mut left, mut right) = (vec![0; PIECE], vec![0; PIECE]);
        loop {
            let read = one.read(&mut left)?;
            if read == 0 {
                return Ok(true);
            }
            other.read_exact(&mut right[..read])?;
            if left[..read] != right[..read] {
                return Ok(false);
            }
        }
    };
    compare().unwrap_or(false)
}

/// Copies a file beside its place and moves it there when all of it is on the disk.
fn copy(from: &Path, to: &Path, progress: Progress<'_>) -> Result<(), Failure> {
    let new = to.with_extension("new");
    let mut copied = || -> io::Result<()> {
        let (mut source, mut target) = (File::open(from)?, File::create(&new)?);
        let all = source.metadata()?.len();
        let (mut piece, mut done) = (vec![0; PIECE], 0);
        loop {
            let read = source.read(&mut piece)?;
            if read == 0 {
                break;
            }
            target.write_all(&piece[..read])?;
            done += read as u64;
            progress(done, all);
        }
        target.sync_all()?;
        fs::rename(&new, to)
    };
    copied().map_err(|error| {
        let _ = fs::remove_file(&new);
        Failure::file(to, &error)
    })
}
