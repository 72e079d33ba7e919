//! Files that are named by the SHA-256 of what they say, sealed so that any part can be read and
//! written alone: photos and scans.
//!
//! `[magic 8][nonce 24][SHA-256 of the rest 32][what it says, under the key stream]`
//!
//! There is no tag: the name is the hash of what the file says, so whoever reads it whole knows
//! whether it is right, and whoever reads a part knows the hash of that part. The sum in the header
//! says without any key whether the disk has kept the file; it is zero while the file is being
//! filled.

use std::io::{self, Read, Seek, SeekFrom, Write};

use sha2::{Digest, Sha256};

use crate::{HEAD, Vault, random};

/// What a sealed file begins with; no photo does.
const MAGIC: &[u8; 8] = b"\x89xunlu\x1a\n";
/// Bytes before what the file says.
pub const HEADER: u64 = 64;
/// Bytes read at once where a file is summed.
const PART: u64 = 256 * 1024;
/// Where the sum stands.
const SUM: u64 = 32;

/// A file that is open, to read and to write parts of it.
#[derive(Debug)]
pub struct Sealed<F> {
    file: F,
    /// Nothing for a file of before everything was sealed.
    locked: Option<(Vault, [u8; HEAD])>,
}

impl<F: Read + Seek> Sealed<F> {
    /// Looks at the beginning of a file. One that is not sealed is read as it stands.
    ///
    /// # Errors
    /// What the disk says.
    pub fn open(mut file: F, vault: &Vault) -> io::Result<Sealed<F>> {
        let mut header = Vec::new();
        file.by_ref().take(HEADER).read_to_end(&mut header)?;
        let locked = nonce(&header).map(|nonce| (vault.clone(), nonce));
        Ok(Sealed { file, locked })
    }

    /// How many bytes it says.
    ///
    /// # Errors
    /// What the disk says.
    pub fn size(&mut self) -> io::Result<u64> {
        let end = self.file.seek(SeekFrom::End(0))?;
        Ok(end.saturating_sub(self.begin()))
    }

    /// Up to `len` bytes from `at`; fewer only at its end.
    ///
    /// # Errors
    /// What the disk says.
    pub fn read(&mut self, at: u64, len: u64) -> io::Result<Vec<u8>> {
        self.file.seek(SeekFrom::Start(self.begin() + at))?;
        let mut bytes = Vec::new();
        self.file.by_ref().take(len).read_to_end(&mut bytes)?;
        if let Some((vault, nonce)) = &self.locked {
            vault.turn(nonce, at, &mut bytes);
        }
        Ok(bytes)
    }

    /// The file itself.
    pub fn into_inner(self) -> F {
        self.file
    }

    fn begin(&self) -> u64 {
        self.locked.as_ref().map_or(0, |_| HEADER)
    }
}

impl<F: Read + Write + Seek> Sealed<F> {
    /// Begins a file that is filled part by part.
    ///
    /// # Errors
    /// What the disk says, or a system that gives no random numbers.
    pub fn begin_empty(mut file: F, vault: &Vault) -> io::Result<Sealed<F>> {
        let nonce = random()?;
        file.write_all(&header(&nonce, &[0; 32]))?;
        let locked = Some((vault.clone(), nonce));
        Ok(Sealed { file, locked })
    }

    /// Writes bytes at `at`.
    ///
    /// # Errors
    /// What the disk says.
    pub fn write(&mut self, at: u64, bytes: &[u8]) -> io::Result<()> {
        let mut bytes = bytes.to_vec();
        if let Some((vault, nonce)) = &self.locked {
            vault.turn(nonce, at, &mut bytes);
        }
        self.file.seek(SeekFrom::Start(self.begin() + at))?;
        self.file.write_all(&bytes)
    }

    /// Ends a file that was filled: from here on its sum says whether the disk has kept it.
    ///
    /// # Errors
    /// What the disk says.
    pub fn finish(mut self) -> io::Result<F> {
        if self.locked.is_some() {
            let (mut sum, mut part) = (Sha256::new(), Vec::new());
            self.file.seek(SeekFrom::Start(HEADER))?;
            while Read::by_ref(&mut self.file)
                .take(PART)
                .read_to_end(&mut part)?
                > 0
            {
                sum.update(&part);
                part.clear();
            }
            self.file.seek(SeekFrom::Start(SUM))?;
            self.file.write_all(&sum.finalize())?;
        }
        Ok(self.file)
    }
}

/// The bytes of a sealed file that says these.
///
/// # Errors
/// A system that gives no random numbers.
pub fn seal(vault: &Vault, plain: &[u8]) -> io::Result<Vec<u8>> {
    let nonce = random()?;
    // One copy and no more: a photo is large, and a laptop may be small.
    let mut bytes = Vec::with_capacity(plain.len() + HEADER as usize);
    bytes.extend_from_slice(&header(&nonce, &[0; 32]));
    bytes.extend_from_slice(plain);
    let (head, said) = bytes.split_at_mut(HEADER as usize);
    vault.turn(&nonce, 0, said);
    head[SUM as usize..].copy_from_slice(&Sha256::digest(said));
    Ok(bytes)
}

/// What a file says whose bytes these are.
#[must_use]
pub fn unseal(vault: &Vault, mut bytes: Vec<u8>) -> Vec<u8> {
    let Some(nonce) = nonce(&bytes) else {
        return bytes;
    };
    bytes.drain(..HEADER as usize);
    vault.turn(&nonce, 0, &mut bytes);
    bytes
}

/// Whether these bytes begin like a sealed file's.
#[must_use]
pub fn is_sealed(bytes: &[u8]) -> bool {
    nonce(bytes).is_some()
}

/// Whether the disk has kept a file as it was written. No key is needed: a sealed one is told by its
/// sum, another by its `name`, the hash of its bytes.
#[must_use]
pub fn is_kept(name: &[u8; 32], bytes: &[u8]) -> bool {
    let sum = |bytes: &[u8]| <[u8; 32]>::from(Sha256::digest(bytes));
    if is_sealed(bytes) {
        bytes[SUM as usize..HEADER as usize] == sum(&bytes[HEADER as usize..])
    } else {
        *name == sum(bytes)
    }
}

fn header(nonce: &[u8; HEAD], sum: &[u8; 32]) -> [u8; HEADER as usize] {
    let mut header = [0; HEADER as usize];
    header[..8].copy_from_slice(MAGIC);
    header[8..8 + HEAD].copy_from_slice(nonce);
    header[SUM as usize..].copy_from_slice(sum);
    header
}

/// The nonce of a sealed file; nothing if it is none.
fn nonce(bytes: &[u8]) -> Option<[u8; HEAD]> {
    let header = bytes.first_chunk::<{ HEADER as usize }>()?;
    let rest = header.strip_prefix(MAGIC)?;
    rest.first_chunk::<HEAD>().copied()
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::Cursor;

    fn name(bytes: &[u8]) -> [u8; 32] {
        Sha256::digest(bytes).into()
    }

    #[test]
    fn a_file_filled_part_by_part_is_like_one_written_whole() {
        let vault = Vault::fresh().unwrap();
        let plain: Vec<u8> = (0..=255).cycle().take(1_000).collect();
        let mut file = Sealed::begin_empty(Cursor::new(Vec::new()), &vault).unwrap();
        for at in (0..1_000).step_by(300) {
            file.write(at as u64, &plain[at..(at + 300).min(1_000)])
                .unwrap();
        }
        assert_eq!(file.size().unwrap(), 1_000);
        let filled = file.finish().unwrap().into_inner();
        for bytes in [filled, seal(&vault, &plain).unwrap()] {
            assert!(is_kept(&name(&plain), &bytes));
            assert_eq!(unseal(&vault, bytes.clone()), plain);
            let mut file = Sealed::open(Cursor::new(bytes), &vault).unwrap();
            assert_eq!(file.read(990, 100).unwrap(), plain[990..]);
        }
    }

    #[test]
    fn what_a_disk_has_changed_is_told_without_the_key() {
        let plain = b"\xff\xd8 a photo".to_vec();
        let sealed = seal(&Vault::fresh().unwrap(), &plain).unwrap();
        for good in [&plain, &sealed] {
            assert!(is_kept(&name(&plain), good));
            let mut bad = good.clone();
            *bad.last_mut().unwrap() ^= 1;
            assert!(!is_kept(&name(&plain), &bad));
        }
    }

    #[test]
    fn a_file_of_before_is_read_as_it_stands() {
        let vault = Vault::fresh().unwrap();
        let plain = b"\xff\xd8 a photo".to_vec();
        assert_eq!(unseal(&vault, plain.clone()), plain);
        let mut file = Sealed::open(Cursor::new(plain), &vault).unwrap();
        assert_eq!(
            (file.size().unwrap(), file.read(3, 1).unwrap()),
            (10, b"a".to_vec())
        );
    }
}
