use std::io::{self, Cursor, Read};

use merge::{DeviceId, Hash, Head, Key, frame};

use super::*;
use crate::message::Place;
use crate::push::Push;

fn sender() -> Key {
    Key::from_secret(&[1; 32])
}

fn recipient() -> Key {
    Key::from_secret(&[2; 32])
}

/// What a laptop with one operation would say.
fn parts() -> Vec<Part> {
    let hello = Hello {
        nonce: 7,
        head: Head {
            seq: 1,
            hash: Hash([3; 32]),
        },
        places: vec![Place {
            bucket: merge::Bucket(420_625_102_000),
            seq: 9,
            sum: 10,
        }],
        posting: None,
        log_seen: None,
        looks: None,
        ..first_hello()
    };
    vec![
        Part::Chain(Chain {
            device: DeviceId([4; 16]),
            after: 0,
            earlier: None,
            grant: None,
        }),
        Part::Request(Request::Hello(hello)),
        Part::Request(Request::Push(Push {
            ops: vec![b"an operation".to_vec().into()],
            grants: None,
        })),
    ]
}

fn written(parts: &[Part]) -> Vec<u8> {
    let about = (Purpose::Up, 1, 1_800_000_000_000);
    let to = recipient().public();
    let mut writer = Writer::start(Vec::new(), sender(), &to, about, [5; 32]).unwrap();
    for part in parts {
        writer.part(part).unwrap();
    }
    writer.finish(false).unwrap().0
}

/// Reads a bundle to its end as its recipient does: the parts that were whole, and what stopped it.
fn read(bytes: &[u8]) -> (Vec<Part>, Option<Error>) {
    let mut read = Vec::new();
    let mut go = || -> Result<(), Error> {
        let mut reader = Reader::open(Cursor::new(bytes))?;
        reader.unlock(&recipient())?;
        while let Some(part) = reader.next_part()? {
            read.push(part);
        }
        Ok(())
    };
    let ended = go();
    (read, ended.err())
}

#[test]
fn a_bundle_reads_back_and_says_who_wrote_to_whom() {
    let bytes = written(&parts());
    let (back, ended) = read(&bytes);
    assert_eq!(back, parts());
    assert!(ended.is_none());
    let checked = check(Cursor::new(&bytes), &mut |_| {}).unwrap();
    assert_eq!(checked.header.from, sender().public().full());
    assert_eq!(checked.header.to, Hash(recipient().public().bytes()));
    assert_eq!((checked.parts, checked.bytes), (3, bytes.len() as u64));
}

#[test]
fn nobody_else_reads_more_than_the_header() {
    let mut hello = parts();
    hello.push(Part::Request(Request::Push(Push {
        ops: vec![b"canary canary canary".to_vec().into()],
        grants: None,
    })));
    let bytes = written(&hello);
    assert!(!bytes.windows(6).any(|window| window == b"canary"));
    let mut reader = Reader::open(Cursor::new(&bytes)).unwrap();
    assert!(matches!(
        reader.unlock(&Key::from_secret(&[9; 32])),
        Err(Error::Elsewhere { to }) if to.0 == recipient().public().bytes()
    ));
    assert!(matches!(reader.next_part(), Err(Error::Sealed { part: 0 })));
}

#[test]
fn a_bundle_cut_anywhere_gives_the_parts_before_the_cut_and_says_where() {
    let bytes = written(&parts());
    let mut most = 0;
    for cut in 0..bytes.len() {
        let (read, ended) = read(&bytes[..cut]);
        assert_eq!(read, parts()[..read.len()], "cut at {cut}");
        assert!(read.len() >= most, "cut at {cut}");
        most = read.len();
        match ended.unwrap() {
            Error::NotOne => assert!(cut < MAGIC.len()),
            Error::Cut { at } => assert_eq!(at, cut as u64),
            other => panic!("cut at {cut}: {other}"),
        }
    }
    assert_eq!(most, 3, "only the trailer was lacking at last");
}

#[test]
fn a_bundle_altered_at_any_bit_is_refused_and_no_altered_part_is_read() {
    let bytes = written(&parts());
    for bit in 0..bytes.len() * 8 {
        let mut altered = bytes.clone();
        altered[bit / 8] ^= 1 << (bit % 8);
        let (read, ended) = read(&altered);
        assert_eq!(read, parts()[..read.len()], "bit {bit}");
        assert!(ended.is_some(), "bit {bit}");
        let checked = check(Cursor::new(&altered), &mut |_| {});
        assert!(checked.is_err(), "bit {bit}");
    }
    let longer = [&bytes[..], b"x"].concat();
    assert!(matches!(read(&longer).1, Some(Error::Damaged { at }) if at == bytes.len() as u64));
}

/// The frames of a bundle after its magic.
fn frames(mut bytes: &[u8]) -> Vec<(u8, Vec<u8>)> {
    let mut frames = Vec::new();
    while let Ok(found) = frame::read(bytes) {
        frames.push((found.kind, found.payload.to_vec()));
        bytes = &bytes[found.len..];
    }
    frames
}

fn joined(frames: &[(u8, Vec<u8>)]) -> Vec<u8> {
    let mut bytes = MAGIC.to_vec();
    for (kind, payload) in frames {
        frame::write(*kind, payload, &mut bytes);
    }
    bytes
}

#[test]
fn somebody_who_mends_the_checksums_is_found_out() {
    let bytes = written(&parts());
    let own = frames(&bytes[MAGIC.len()..]);
    // One bit of a part, with a frame that is right again.
    let mut altered = own.clone();
    altered[3].1[0] ^= 1;
    assert!(matches!(
        read(&joined(&altered)).1,
        Some(Error::Sealed { part: 1 })
    ));
    // Two parts change places; one is left out; one comes twice.
    let mut swapped = own.clone();
    swapped.swap(2, 3);
    assert!(matches!(
        read(&joined(&swapped)).1,
        Some(Error::Sealed { part: 0 })
    ));
    let mut short = own.clone();
    short.remove(4);
    assert!(matches!(read(&joined(&short)).1, Some(Error::Forged)));
    let mut twice = own.clone();
    twice.insert(4, own[4].clone());
    assert!(matches!(
        read(&joined(&twice)).1,
        Some(Error::Sealed { part: 3 })
    ));
    // The header says another sender, who signs it, or another recipient.
    let thief = Key::from_secret(&[8; 32]);
    let mut header: Header = minicbor::decode(&own[0].1).unwrap();
    header.from = thief.public().full();
    let mut stolen = own.clone();
    stolen[0].1 = header.bytes();
    assert!(matches!(read(&joined(&stolen)).1, Some(Error::Forged)));
    stolen[1].1 = thief.sign(HEADER, &stolen[0].1).0.to_vec();
    assert!(matches!(
        read(&joined(&stolen)).1,
        Some(Error::Sealed { part: 0 })
    ));
}

#[test]
fn other_files_and_newer_formats_are_named() {
    for other in [&b""[..], b"PK\x03\x04 an archive", b"<html>log in</html>"] {
        assert!(matches!(read(other).1, Some(Error::NotOne)));
    }
    let mut newer = written(&parts());
    newer[7] = 2;
    assert!(matches!(read(&newer).1, Some(Error::Format(2))));
}

#[test]
fn random_bytes_never_panic() {
    let own = written(&parts());
    let mut bytes = own.clone();
    let whole = own.len();
    for round in 0_u32..3_000 {
        let dice = Hash::of(&[&round.to_be_bytes()]).0;
        let at = usize::from(u16::from_be_bytes([dice[0], dice[1]])) % whole;
        let len = usize::from(dice[2] % 24).min(whole - at);
        bytes[at..at + len].copy_from_slice(&dice[3..3 + len]);
        assert_eq!(read(&bytes).1.is_none(), bytes == own);
        assert!(Reader::open(Cursor::new(&dice)).is_err());
        if round % 7 == 0 {
            bytes.clone_from(&own);
        }
    }
}

/// Hands out its bytes and then zeros for ever, and counts them.
struct Endless<'b> {
    bytes: &'b [u8],
    given: usize,
}

impl Read for Endless<'_> {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        self.given += out.len();
        let mut front = self.bytes;
        let read = front.read(out)?;
        self.bytes = front;
        out[read..].fill(0);
        Ok(out.len())
    }
}

#[test]
fn a_part_that_claims_to_be_huge_is_refused_before_it_is_read() {
    let mut hostile = written(&parts());
    let front = MAGIC.len() + {
        let own = frames(&hostile[MAGIC.len()..]);
        own[0].1.len() + own[1].1.len() + 2 * frame::OVERHEAD
    };
    hostile.truncate(front);
    hostile.extend_from_slice(&u32::MAX.to_le_bytes());
    hostile.push(KIND_PART);
    let mut input = Endless {
        bytes: &hostile,
        given: 0,
    };
    let mut reader = Reader::open(&mut input).unwrap();
    reader.unlock(&recipient()).unwrap();
    assert!(matches!(reader.next_part(), Err(Error::Damaged { .. })));
    drop(reader);
    assert!(input.given < 4096, "{} bytes were read", input.given);
}

#[test]
fn a_part_that_swells_is_refused_at_the_limit() {
    let bomb = zstd::encode_all(vec![0; crate::limits::MAX_BODY + 2].as_slice(), 3).unwrap();
    assert!(crate::wire::inflate(&bomb).is_err());
}

/// A bundle as the first release wrote it. It must be read for ever; compression may write it
/// differently one day, so the bytes are not asked for.
const GOLDEN: &str = include_str!("golden.hex");

#[test]
fn a_bundle_of_the_first_format_is_read() {
    let digits: Vec<u8> = GOLDEN.bytes().filter(u8::is_ascii_hexdigit).collect();
    let byte = |pair: &[u8]| u8::from_str_radix(std::str::from_utf8(pair).unwrap(), 16).unwrap();
    let bytes: Vec<u8> = digits.chunks(2).map(byte).collect();
    let (back, ended) = read(&bytes);
    assert!(ended.is_none(), "{ended:?}");
    assert_eq!(back, parts());
}
