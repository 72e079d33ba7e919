//! Files that come from outside, read whole up to a limit, so that none is larger than the memory.

use std::fs::File;
use std::io::Read as _;
use std::path::Path;

use crate::failure::Failure;

/// Largest table, list of divisions or file of outlines, in bytes: every ledger an office has typed
/// is smaller by far.
pub const MAX_TABLE: u64 = 64 << 20;
/// Largest invitation or site's key, in bytes: they are a few hundred.
pub const MAX_PAPER: u64 = 1 << 20;

/// Reads a file of at most so many bytes. What says nothing of its length, a pipe or a device, is
/// read no further either.
///
/// # Errors
/// A file that cannot be read or is larger.
pub fn read_at_most(path: &Path, most: u64) -> Result<Vec<u8>, Failure> {
    let told = |error| Failure::file(path, &error);
    let file = File::open(path).map_err(told)?;
    let size = file.metadata().map_err(told)?.len();
    let mut bytes = Vec::new();
    if size <= most {
        // Of what says no length room is made for all it may be, once, instead of for twice as much.
        let room = if size == 0 { most + 1 } else { size };
        bytes.reserve_exact(usize::try_from(room).unwrap_or(0));
        file.take(most + 1).read_to_end(&mut bytes).map_err(told)?;
    }
    if size > most || bytes.len() as u64 > most {
        let (mb, path) = (most >> 20, path.display());
        return Err(Failure::new(
            "too_large",
            format!("{path} 超过 {mb} MB，未读入；请核对是否选错了文件，或分成几个文件"),
            format!(
                "{path} is larger than {mb} MB and was not read; see whether it is the right file, or make several of it"
            ),
        ));
    }
    Ok(bytes)
}
