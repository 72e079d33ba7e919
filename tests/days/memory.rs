//! Machines with little memory: what is large passes through in pieces, or is refused at a limit that
//! has a name. A program that would hold all of it would be ended by the limit here.

use std::fs::{self, File};
use std::io::{BufWriter, Write};
use std::path::Path;

use merge::{Author, Bucket, Change, Context, Draft, Now, RecordId};
use serde_json::Value;
use sync::bundle::{Chain, Part, Purpose, Writer, first_hello};
use sync::{Push, Request};

use crate::contract::hazard;
use crate::stick::{enrol, export, on_stick};
use crate::world::{Dice, Laptop, Site, XIANGYANG, finish, in_memory};

/// Memory to write in, in KiB, that a program has here. Before anything large came it needs a third
/// of it; sled keeps as much again of what it wrote last, and a photo is read whole to see that it is
/// what its name says.
const ROOM_KIB: u32 = 168 * 1024;

/// A large photo, in bytes: near the largest there may be.
const LARGE: usize = 60 << 20;
/// How many of them lie on the stick: more than there is memory.
const PHOTOS: usize = 3;

/// A photo nobody can make smaller, written once.
fn large_photo(folder: &Path, number: usize) -> String {
    let path = folder.join(format!("全景{number}.jpg"));
    let mut file = File::create(&path).unwrap();
    let mut dice = Dice::new(number as u64);
    let words = std::iter::repeat_with(|| dice.below(u64::MAX).to_le_bytes());
    let block: Vec<u8> = words.take((1 << 20) / 8).flatten().collect();
    file.write_all(&[0xff, 0xd8, 0xff, 0xe0]).unwrap();
    for _ in 0..LARGE >> 20 {
        file.write_all(&block).unwrap();
    }
    path.to_str().unwrap().to_owned()
}

/// Whether memory can be bounded here.
fn limited() -> bool {
    let limited = cfg!(target_os = "linux");
    if !limited {
        eprintln!("SKIPPED: memory is bounded on Linux alone");
    }
    limited
}

/// The command in little memory; it must succeed.
#[track_caller]
fn modest(command: &std::process::Command) -> Value {
    finish(in_memory(ROOM_KIB, command), &["--json"]).json()
}

#[test]
fn a_stick_with_more_photos_than_there_is_memory_passes_through_either_end() {
    if !limited() {
        return;
    }
    let site = Site::xiangyang();
    let alone = enrol(&site, XIANGYANG.township, "officer", "张伟");
    for number in 0..PHOTOS {
        let photo = large_photo(site.ground(), number);
        hazard(&alone, &[&format!("photos_before=@{photo}")]);
        fs::remove_file(photo).unwrap();
    }
    let up = on_stick(&site, "up.xlb");
    let volumes = ["export", "--to", &up, "--volume-size", "90M"];
    let exported = modest(&alone.command(&volumes));
    assert_eq!(exported["photos"], PHOTOS);
    assert!(
        exported["files"].as_array().unwrap().len() > 2,
        "{exported}"
    );
    site.stop();
    let (stick, answers) = (site.ground().join("stick"), on_stick(&site, "down.xlb"));
    let exchange = ["exchange", stick.to_str().unwrap(), "--to", &answers];
    let said = modest(&site.command(&exchange));
    assert_eq!(said["problems"], serde_json::json!([]));
    assert_eq!(said["devices"][0]["photos"], PHOTOS);
    site.start();
    let home = modest(&alone.command(&["import", &answers]));
    assert_eq!(home["photos_unsent"], 0, "{home}");
}

/// How many operations lie on the stick, of some three kilobytes each: more than is left of the memory
/// when a program has begun.
const OPERATIONS: u64 = 15_000;
/// When they were written, milliseconds since 1970.
const MADE_MS: u64 = 1_795_000_000_000;

/// The next operation of a station's program: a new record with a long text that does not compress.
fn next_operation(author: &mut Author, number: u64, dice: &mut Dice) -> Vec<u8> {
    let letter = || char::from_u32(0x4e00 + u32::try_from(dice.below(20_000)).unwrap()).unwrap();
    let seen: String = std::iter::repeat_with(letter).take(900).collect();
    let set = |field, value: &str| Change::Set {
        field,
        value: value.into(),
    };
    let mut id = [0; 16];
    id[8..].copy_from_slice(&number.to_be_bytes());
    let draft = Draft {
        record: RecordId(id),
        bucket: Bucket(XIANGYANG.township.parse().unwrap()),
        kind: 1,
        form: 1,
        context: Context::new(),
        changes: vec![set(1, XIANGYANG.township), set(31, &seen)],
        reason: None,
        resolves: Vec::new(),
    };
    let now = Now {
        wall_ms: MADE_MS + number,
        offset_min: 480,
    };
    let sealed = author.seal(draft, now);
    author.wrote(&sealed);
    sealed.bytes().to_vec()
}

/// A bundle of a station that wrote a great deal.
fn many_operations(laptop: &Laptop, to: &str) {
    let device = laptop.identity();
    let grant = device.grant().unwrap();
    let mut author = Author::new(device.key(), device.id(), grant.hash());
    let out = BufWriter::new(File::create(to).unwrap());
    let about = (Purpose::Up, 1, MADE_MS);
    let office = device.office().unwrap();
    let mut writer = Writer::start(out, device.key(), &office, about, [7; 32]).unwrap();
    let chain = Chain {
        device: device.id(),
        after: 0,
        earlier: None,
        grant: None,
    };
    writer.part(&Part::Chain(chain)).unwrap();
    writer
        .part(&Part::Request(Request::Hello(first_hello())))
        .unwrap();
    let mut dice = Dice::new(3);
    let numbers: Vec<u64> = (0..OPERATIONS).collect();
    for numbers in numbers.chunks(250) {
        let ops = numbers.iter();
        let ops = ops.map(|number| next_operation(&mut author, *number, &mut dice).into());
        let push = Push {
            ops: ops.collect(),
            grants: None,
        };
        writer.part(&Part::Request(Request::Push(push))).unwrap();
    }
    let (mut out, _) = writer.finish(false).unwrap();
    out.flush().unwrap();
}

#[test]
fn a_stick_with_very_many_operations_passes_through_either_end() {
    if !limited() {
        return;
    }
    let site = Site::xiangyang();
    let zhang = enrol(&site, XIANGYANG.township, "officer", "张伟");
    let wang = enrol(&site, XIANGYANG.township, "station_lead", "王芳");
    many_operations(&zhang, &on_stick(&site, "up.xlb"));
    export(&wang, &on_stick(&site, "wang.xlb"));
    site.stop();
    let stick = site.ground().join("stick");
    let answers = site.ground().join("answers");
    fs::create_dir(&answers).unwrap();
    let (stick, answers) = (stick.to_str().unwrap(), answers.to_str().unwrap());
    let exchange = ["exchange", stick, "--to", answers];
    let said = modest(&site.command(&exchange));
    assert_eq!(said["problems"], serde_json::json!([]));
    modest(&wang.command(&["import", answers]));
    assert_eq!(wang.json(&["status"])["records"], OPERATIONS);
}

#[test]
fn a_table_larger_than_the_memory_is_refused_and_the_program_says_so() {
    if !limited() {
        return;
    }
    let site = Site::xiangyang();
    site.stop();
    let huge = site.ground().join("巨大.csv");
    let mut file = File::create(&huge).unwrap();
    file.write_all("名称,地点\n".as_bytes()).unwrap();
    file.set_len(4 << 30).unwrap();
    // What says nothing of its length is read no further either.
    for file in [huge.to_str().unwrap(), "/dev/zero"] {
        for what in ["ledger", "divisions", "units", "persons", "outlines"] {
            let import = ["import", what, file];
            for (lang, words) in [("zh", "超过 64 MB"), ("en", "larger than 64 MB")] {
                let said = finish(
                    in_memory(ROOM_KIB, &site.command(&import)),
                    &["--lang", lang],
                );
                let said = said.refused();
                assert!(said.contains(words), "{what} from {file}: {said}");
            }
        }
    }
    let other = site.ground().join("other");
    let mut init = crate::world::program("xunlu-server");
    init.args(["init", "--divisions", "/dev/zero", "--data"])
        .arg(&other);
    let said = finish(in_memory(ROOM_KIB, &init), &["--lang", "en"]).refused();
    assert!(said.contains("64 MB") && !other.exists(), "{said}");
    site.start();
}

#[test]
fn a_base_map_larger_than_the_memory_is_copied_in_pieces() {
    if !limited() {
        return;
    }
    let site = Site::xiangyang();
    site.stop();
    let map = site.ground().join("底图.pmtiles");
    let mut file = File::create(&map).unwrap();
    file.write_all(b"PMTiles\x03").unwrap();
    // A sparse file: there is no more on the disk than the first bytes of it.
    file.set_len(2 * u64::from(ROOM_KIB) * 1024).unwrap();
    let import = ["import", "basemap", map.to_str().unwrap(), "--apply"];
    assert_eq!(modest(&site.command(&import))["applied"], true);
    let kept = site.folder().join("basemap.pmtiles");
    let size = fs::metadata(kept).unwrap().len();
    assert_eq!(size, fs::metadata(&map).unwrap().len());
    site.start();
}
