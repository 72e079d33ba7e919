//! What an officer prints at a laptop stays on record by its hash.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    reason = "a test may stop at the first surprise"
)]

use std::path::Path;
use std::sync::Arc;

use desk::blobs::{self, Blob, Blobs};
use desk::{Desk, Ready, Room, Seat};
use forms::{Catalog, Entry};
use merge::{Author, Bucket, Change, Draft, Grant, Hash, Key, Now, RecordId, Terms};
use places::{DivisionCode, Divisions};
use store::{Arrival, Engine, Fate, Item, Options, Store, Verdict};

const TOWN: u64 = 420_625_102_000;
/// 2026-11-02 09:00 in China.
const NOW: Now = Now {
    wall_ms: 1_793_581_200_000,
    offset_min: 480,
};
const PHOTO: &[u8] = include_bytes!("../../papers/tests/data/bend.jpg");

/// A laptop of one officer.
struct Laptop {
    room: Room,
    seat: Seat,
    author: Author,
}

impl Laptop {
    fn open(folder: &Path) -> Laptop {
        let catalog = Arc::new(Catalog::builtin().unwrap());
        let vault = vault::Vault::from_key([1; 32]);
        let options = Options {
            disk: Arc::new(store::disk::Folder::open(&folder.join("store")).unwrap()),
            engine: Engine::Memory,
            catalog: catalog.clone(),
            numbers: true,
            boot: String::new(),
            vault: vault.clone(),
        };
        let (store, _) = Store::open(options, &mut |_, _| {}).unwrap();
        let key = Key::from_secret(&[1; 32]);
        let terms = Terms {
            key: key.public().full(),
            epoch: 1,
            person: "王建国".to_owned(),
            role: "station_lead".to_owned(),
            unit: Bucket(TOWN),
            jurisdiction: vec![Bucket(TOWN)],
            not_before_ms: 0,
            not_after_ms: u64::MAX,
        };
        let grant = Grant::issue(&terms, &Key::from_secret(&[9; 32])).unwrap();
        store.take(vec![Item::Grant(grant.clone())]).unwrap();
        let author = Author::new(key, grant.device, grant.hash());
        let divisions = include_bytes!("../../places/data/divisions-4206.csv");
        let room = Room {
            store: Arc::new(store),
            catalog,
            divisions: Divisions::from_csv(divisions.as_slice()).unwrap(),
            blobs: Blobs::new(folder.join("blobs"), &vault),
            root: DivisionCode::new(TOWN).unwrap(),
        };
        Laptop {
            room,
            seat: Seat::of(grant),
            author,
        }
    }

    fn desk(&self) -> Desk<'_> {
        Desk {
            room: &self.room,
            seat: &self.seat,
        }
    }

    fn write(&mut self, draft: Draft) {
        let sealed = self.author.try_seal(draft, NOW).unwrap();
        let arrival = Arrival {
            sealed: sealed.clone(),
            verdict: Verdict::Applied,
            received_ms: NOW.wall_ms,
        };
        let fates = self.room.store.take(vec![Item::Op(arrival)]).unwrap();
        assert!(fates == [Fate::Kept]);
        self.author.wrote(&sealed);
    }

    fn save(&mut self, ready: Ready) -> String {
        let id = ready.draft.record.to_string();
        self.write(ready.draft);
        id
    }

    /// A persuasion log with a photo, written through the form.
    fn log(&mut self, photo: &Blob) -> String {
        let entries = [
            ("station_point", "圐圙坬村劝导站"),
            ("actors", r#"[{"person":"吴长河"}]"#),
            ("date", "2026-11-02"),
        ];
        let entries = entries.map(|(field, text)| Entry {
            field: field.to_owned(),
            text: text.to_owned(),
        });
        let photo = photo.photo(Some("photos".to_owned()));
        let ready = self.desk().add("persuasion_log", &entries, &[photo], NOW);
        self.save(ready.unwrap())
    }

    /// An agreement that has been ended, so that nothing of it may be changed any more.
    fn ended_agreement(&mut self) -> String {
        let kind = self.room.catalog.kind("agreement").unwrap().clone();
        let id = RecordId([7; 16]);
        for step in ["", "issue", "sign", "terminate"] {
            let record = self.room.store.record(id).unwrap();
            let context = record.map(|record| record.clock().clone());
            let change = if step.is_empty() {
                Change::Set {
                    field: kind.field("year").unwrap().id,
                    value: 2026.into(),
                }
            } else {
                Change::Event {
                    name: step.to_owned(),
                }
            };
            self.write(Draft {
                record: id,
                bucket: Bucket(TOWN),
                kind: kind.id,
                form: 1,
                context: context.unwrap_or_default(),
                changes: vec![change],
                reason: None,
                resolves: Vec::new(),
            });
        }
        id.to_string()
    }

    fn printed(&self, id: &str) -> Vec<merge::Attachment> {
        let (record, kind) = self.desk().find(id).unwrap();
        record.attachments(Some(kind.field("printed").unwrap().id))
    }
}

#[test]
fn what_was_printed_is_kept_by_its_hash_and_named_in_the_record() {
    let folder = tempfile::tempdir().unwrap();
    let mut laptop = Laptop::open(folder.path());
    let photo = Blob::of("集市.jpg", PHOTO.to_vec()).unwrap();
    photo.keep(&laptop.room.blobs).unwrap();
    let id = laptop.log(&photo);
    let offered = laptop.desk().papers(&id).unwrap();
    assert_eq!(offered.len(), 1);
    let shown = laptop.desk().print(&id, "persuasion", NOW).unwrap();
    assert!(
        laptop.printed(&id).is_empty(),
        "looking at it writes nothing"
    );

    let (blob, ready) = laptop
        .desk()
        .print_for_keeps(&id, "persuasion", NOW)
        .unwrap();
    laptop.save(ready);
    let printed = laptop.printed(&id);
    assert_eq!(printed.len(), 1);
    assert_eq!(printed[0].sha256, blob.sha256);
    assert_eq!(printed[0].mime, "application/pdf");
    assert_eq!(printed[0].caption, "农村道路交通安全劝导记录.pdf");
    let kept = blobs::read(&laptop.room.blobs, blob.sha256)
        .unwrap()
        .unwrap();
    assert_eq!(Hash::of(&[&kept]), blob.sha256);
    assert!(kept == shown, "what was looked at is what is kept");

    // The record has changed by that: the next print says so, and is another file.
    let (again, ready) = laptop
        .desk()
        .print_for_keeps(&id, "persuasion", NOW)
        .unwrap();
    assert_ne!(again.sha256, blob.sha256);
    laptop.save(ready);
    assert_eq!(laptop.printed(&id).len(), 2);
}

#[test]
fn a_photo_that_has_not_arrived_does_not_stop_the_document() {
    let folder = tempfile::tempdir().unwrap();
    let mut laptop = Laptop::open(folder.path());
    let photo = Blob::of("集市.jpg", PHOTO.to_vec()).unwrap();
    let id = laptop.log(&photo);
    let without = laptop.desk().print(&id, "persuasion", NOW).unwrap();
    photo.keep(&laptop.room.blobs).unwrap();
    let with = laptop.desk().print(&id, "persuasion", NOW).unwrap();
    assert!(with.len() > without.len() + PHOTO.len() / 2);
}

#[test]
fn a_document_holds_no_word_of_what_the_camera_wrote_into_a_photo() {
    const CANARY: &[u8] = b"GPS-CANARY 32.07N";
    let folder = tempfile::tempdir().unwrap();
    let mut laptop = Laptop::open(folder.path());
    let length = u16::try_from(CANARY.len() + 2).unwrap().to_be_bytes();
    // Behind the start of a JPEG stands what others have to say.
    let segment = [&[0xff, 0xe1], &length[..], CANARY].concat();
    let shot = [&PHOTO[..2], &segment, &PHOTO[2..]].concat();
    let photo = Blob::of("集市.jpg", shot.clone()).unwrap();
    let id = laptop.log(&photo);
    photo.keep(&laptop.room.blobs).unwrap();
    let printed = laptop.desk().print(&id, "persuasion", NOW).unwrap();
    let holds = |bytes: &[u8]| bytes.windows(CANARY.len()).any(|part| part == CANARY);
    assert!(
        !holds(&printed),
        "the picture went in as the camera left it"
    );
    assert!(
        printed.windows(9).any(|part| part == b"DCTDecode"),
        "it is there"
    );
    let kept = blobs::read(&laptop.room.blobs, photo.sha256).unwrap();
    assert!(kept.unwrap() == shot, "the original is evidence");
}

#[test]
fn an_ended_record_still_keeps_what_is_printed_from_it_and_nothing_else() {
    let folder = tempfile::tempdir().unwrap();
    let mut laptop = Laptop::open(folder.path());
    let id = laptop.ended_agreement();
    let entry = Entry {
        field: "copies".to_owned(),
        text: "3".to_owned(),
    };
    let refused = laptop.desk().edit(&id, &[entry], &[], None, NOW);
    assert!(refused.unwrap_err().text().zh.contains("不能再修改"));
    let (_, ready) = laptop
        .desk()
        .print_for_keeps(&id, "agreement", NOW)
        .unwrap();
    laptop.save(ready);
    assert_eq!(laptop.printed(&id).len(), 1);
}

#[test]
fn a_place_is_named_as_on_the_day_of_the_record_with_todays_names_behind() {
    let folder = tempfile::tempdir().unwrap();
    let mut laptop = Laptop::open(folder.path());
    let photo = Blob::of("集市.jpg", PHOTO.to_vec()).unwrap();
    let id = laptop.log(&photo);
    let before = laptop.desk().print(&id, "persuasion", NOW).unwrap();
    let town = DivisionCode::new(TOWN).unwrap();
    let made = NOW.wall_ms;
    let then = ("襄阳市/谷城县/盛康镇".to_owned(), None);
    assert_eq!(laptop.room.place_then(town, made), then);

    // 盛康镇 is merged into 城关镇 four weeks later.
    let csv = include_str!("../../places/data/divisions-4206.csv");
    let csv: String = csv
        .lines()
        .map(|line| {
            let more = match line {
                _ if line.starts_with("code,") => "valid_to,replaced_by",
                _ if line.starts_with("420625102000,") => "2026-11-30,420625100000",
                _ => ",",
            };
            format!("{line},{more}\n")
        })
        .collect();
    laptop.room.divisions = Divisions::from_csv(csv.as_bytes()).unwrap();
    assert_eq!(
        laptop.room.place_then(town, made),
        ("襄阳市/谷城县/盛康镇".to_owned(), Some("城关镇".to_owned()))
    );
    let month = 30 * 24 * 60 * 60 * 1000;
    assert_eq!(
        laptop.room.place_then(town, made + month),
        ("襄阳市/谷城县/城关镇".to_owned(), None),
        "what is made under the old code later lies in the new township"
    );
    let after = laptop.desk().print(&id, "persuasion", NOW).unwrap();
    assert!(before != after, "the document says it");
    let found = laptop.desk().find(&id).unwrap().0;
    assert_eq!(
        found.bucket,
        Bucket(TOWN),
        "the record itself does not change"
    );
}

#[test]
fn a_document_that_is_not_offered_is_refused_with_those_that_are() {
    let folder = tempfile::tempdir().unwrap();
    let mut laptop = Laptop::open(folder.path());
    let photo = Blob::of("集市.jpg", PHOTO.to_vec()).unwrap();
    let id = laptop.log(&photo);
    let refused = laptop.desk().print(&id, "agreement", NOW).unwrap_err();
    let text = refused.text();
    assert_eq!(refused.code(), "no_paper");
    assert!(text.zh.contains("农村道路交通安全劝导记录"), "{}", text.zh);
    assert!(text.en.contains("record of persuasion"), "{}", text.en);
    assert!(laptop.desk().print("ffff", "persuasion", NOW).is_err());
}
