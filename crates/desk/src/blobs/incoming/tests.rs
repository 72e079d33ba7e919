use super::super::read;
use super::*;
use sync::limits::CHUNK;
use sync::photos::chunks_of;
use vault::Vault;

const SIZE: usize = 2 * CHUNK as usize + 1_000;

fn photo(salt: u8) -> Vec<u8> {
    let noise = (0..SIZE).map(|n| (n % 251) as u8 ^ salt);
    [0xff, 0xd8, 0xff].into_iter().chain(noise).collect()
}

fn began(blobs: &Blobs, bytes: &[u8], chunks: Vec<Hash>) -> Hash {
    let sha256 = Hash::of(&[bytes]);
    begin(blobs, sha256, bytes.len() as u64, chunks).unwrap();
    sha256
}

/// Brings what is wanted next, again and again, at most so many times.
fn fill(blobs: &Blobs, sha256: Hash, bytes: &[u8], times: usize) -> Result<Incoming, Failure> {
    for _ in 0..times {
        let Incoming::Partly(parts) = resume(blobs, sha256)? else {
            break;
        };
        let gap = parts.gap().unwrap();
        let at = usize::try_from(gap.at).unwrap();
        let len = (gap.len as usize).min(100_000);
        put(blobs, sha256, gap.at, &bytes[at..at + len])?;
    }
    resume(blobs, sha256)
}

#[test]
fn a_chunk_that_decays_while_the_rest_travels_is_wanted_again_alone() {
    let folder = tempfile::tempdir().unwrap();
    let blobs = &Blobs::new(folder.path().to_owned(), &Vault::from_key([1; 32]));
    let bytes = photo(0);
    let sha256 = began(blobs, &bytes, chunks_of(&bytes));
    fill(blobs, sha256, &bytes, 4).unwrap();
    let partial = Partial { blobs, sha256 };
    let parts = partial.load().unwrap();
    partial.write(&parts, 77, &[bytes[77] ^ 1]).unwrap();
    let wrong = partial.data().whole().unwrap();
    // The two other chunks, and the look at the whole finds the first one.
    let Incoming::Partly(parts) = fill(blobs, sha256, &bytes, 3).unwrap() else {
        panic!("an altered photo counts as whole");
    };
    assert_eq!(parts.gap().unwrap().at, 0);
    assert_eq!(parts.arrived(), bytes.len() as u64 - u64::from(CHUNK));
    assert!(!blobs.place(sha256).is_there());
    let renewed = partial.data().whole().unwrap();
    assert_ne!(
        renewed[64..128],
        wrong[64..128],
        "under the same key stream"
    );
    assert_eq!(fill(blobs, sha256, &bytes, 9).unwrap(), Incoming::Whole);
    assert_eq!(read(blobs, sha256).unwrap().unwrap(), bytes);
    assert_eq!(
        blobs.shelves.shelf("partial").names().unwrap(),
        Vec::<String>::new()
    );
}

#[test]
fn other_bytes_under_a_photos_name_are_never_taken() {
    let folder = tempfile::tempdir().unwrap();
    let blobs = &Blobs::new(folder.path().to_owned(), &Vault::from_key([1; 32]));
    let (bytes, others) = (photo(0), photo(9));
    // Whoever sends says the chunks, so they fit what is sent and not the name.
    let sha256 = began(blobs, &bytes, chunks_of(&others));
    let refused = fill(blobs, sha256, &others, 20).unwrap_err();
    assert_eq!(refused.code(), "photo_altered");
    assert_eq!(resume(blobs, sha256).unwrap(), Incoming::Nothing);
}

#[test]
fn a_note_that_does_not_read_costs_what_was_there_and_no_more() {
    let folder = tempfile::tempdir().unwrap();
    let blobs = &Blobs::new(folder.path().to_owned(), &Vault::from_key([1; 32]));
    let bytes = photo(3);
    let sha256 = began(blobs, &bytes, chunks_of(&bytes));
    fill(blobs, sha256, &bytes, 3).unwrap();
    let partial = Partial { blobs, sha256 };
    partial.parts().replace(b"torn").unwrap();
    assert_eq!(resume(blobs, sha256).unwrap(), Incoming::Nothing);
    began(blobs, &bytes, chunks_of(&bytes));
    assert_eq!(fill(blobs, sha256, &bytes, 20).unwrap(), Incoming::Whole);
}

#[test]
fn a_piece_that_was_written_and_not_noted_is_written_again() {
    let folder = tempfile::tempdir().unwrap();
    let blobs = &Blobs::new(folder.path().to_owned(), &Vault::from_key([1; 32]));
    let bytes = photo(5);
    let sha256 = began(blobs, &bytes, chunks_of(&bytes));
    fill(blobs, sha256, &bytes, 4).unwrap();
    // Another process took the next piece, and was killed before it noted it.
    let partial = Partial { blobs, sha256 };
    let parts = partial.load().unwrap();
    let at = usize::try_from(parts.gap().unwrap().at).unwrap();
    partial
        .write(&parts, parts.arrived(), &bytes[at..at + 50_000])
        .unwrap();
    assert_eq!(fill(blobs, sha256, &bytes, 20).unwrap(), Incoming::Whole);
    assert_eq!(read(blobs, sha256).unwrap().unwrap(), bytes);
}
