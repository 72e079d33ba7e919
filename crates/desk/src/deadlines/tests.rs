//! What is kept of deadlines answers as a reading of every record would: sums, colours and pages, with
//! counties that set colours of their own and villages that moved.

use std::sync::Arc;

use forms::{Catalog, Local, OwnFigure, day_number};
use merge::{Author, Change, Context, Draft, Grant, Key, Now, RecordId, Terms};
use places::Divisions;
use store::{Arrival, Engine, Item, Options, Query, Store, Verdict};

use super::*;
use crate::blobs::Blobs;
use crate::room::Seat;

const CITY: u64 = 420_600_000_000;
const COUNTY: u64 = 420_625_000_000;
const TOWN: u64 = 420_625_102_000;
/// A village that went from `TOWN` to another township of its county under a new code.
const MOVED: (u64, u64) = (420_625_102_001, 420_625_100_901);
/// Villages the records lie in.
const PLACES: [u64; 6] = [
    MOVED.0,
    MOVED.1,
    420_625_102_206,
    420_625_100_001,
    420_626_100_200,
    COUNTY,
];
const TODAY: &str = "2026-06-10";
const HAZARDS: u8 = 120;

fn figure(division: u64, row: &str, column: &str, value: i64) -> OwnFigure {
    OwnFigure {
        division,
        table: COLOURS.to_owned(),
        row: row.to_owned(),
        column: column.to_owned(),
        value: value.into(),
        from: None,
        to: None,
    }
}

/// The county warns two weeks ahead; one township in it three.
fn catalog() -> Arc<Catalog> {
    let figures = vec![
        figure(COUNTY, "yellow", "to_day", 14),
        figure(COUNTY, "green", "from_day", 15),
        figure(TOWN, "yellow", "to_day", 21),
        figure(TOWN, "green", "from_day", 22),
    ];
    let local = Local {
        figures,
        ..Local::default()
    };
    Arc::new(Catalog::builtin().unwrap().with_local(local))
}

fn divisions() -> Divisions {
    let table = include_str!("../../../places/data/divisions-4206.csv");
    let mut csv = String::new();
    for (at, line) in table.lines().enumerate() {
        csv += line;
        csv += match at {
            0 => ",valid_from,valid_to,replaced_by",
            _ if line.starts_with(&MOVED.0.to_string()) => ",,2026-01-01,420625100901",
            _ => ",,,",
        };
        csv.push('\n');
    }
    csv += "420625100901,竹园街社区居委会,4,420625100000,2026-01-01,,\n";
    Divisions::from_csv(csv.as_bytes()).unwrap()
}

fn hazard(catalog: &Catalog, number: u8) -> Draft {
    let kind = catalog.kind("hazard").unwrap();
    let day = day_number(TODAY).unwrap() + i32::from(number) * 37 % 80 - 40;
    let set = |field: &str, text: String| Change::Set {
        field: kind.field(field).unwrap().id,
        value: text.as_str().into(),
    };
    let grade = ["general", "larger", "major"][usize::from(number) % 3];
    let reported = Change::Event {
        name: "report".into(),
    };
    Draft {
        record: RecordId::v7(1_750_000_000_000, [number; 10]),
        bucket: Bucket(PLACES[usize::from(number) % PLACES.len()]),
        kind: kind.id,
        form: 1,
        context: Context::new(),
        changes: vec![
            set("due_on", forms::day_text(day)),
            set("grade", grade.to_owned()),
            reported,
        ],
        reason: None,
        resolves: Vec::new(),
    }
}

fn grant(key: &Key, area: &[u64]) -> Grant {
    let terms = Terms {
        key: key.public().full(),
        epoch: 1,
        person: "李秀英".to_owned(),
        role: "county_coord".to_owned(),
        unit: Bucket(area[0]),
        jurisdiction: area.iter().map(|code| Bucket(*code)).collect(),
        not_before_ms: 0,
        not_after_ms: u64::MAX,
    };
    Grant::issue(&terms, &Key::from_secret(&[9; 32])).unwrap()
}

/// An office with hazards in all of these places.
fn room(folder: &std::path::Path) -> Room {
    let (catalog, vault) = (catalog(), vault::Vault::from_key([1; 32]));
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
    let grant = grant(&key, &[CITY]);
    let mut author = Author::new(key, grant.device, grant.hash());
    let mut items = vec![Item::Grant(grant)];
    for number in 0..HAZARDS {
        let now = Now {
            wall_ms: 1_750_000_000_000,
            offset_min: 480,
        };
        let sealed = author.try_seal(hazard(&catalog, number), now).unwrap();
        author.wrote(&sealed);
        items.push(Item::Op(Arrival {
            sealed,
            verdict: Verdict::Applied,
            received_ms: now.wall_ms,
        }));
    }
    store.take(items).unwrap();
    Room {
        store: Arc::new(store),
        catalog,
        divisions: divisions(),
        blobs: Blobs::new(folder.join("blobs"), &vault),
        root: DivisionCode::new(CITY).unwrap(),
    }
}

/// The deadlines below these codes, read from the records: by day and record, with their colours.
fn told(room: &Room, codes: &[RangeInclusive<u64>], today: i32) -> Vec<(i32, RecordId, String)> {
    let mut told = Vec::new();
    for buckets in codes.iter().cloned() {
        let query = Query {
            buckets,
            kind: None,
        };
        let mut each = |listed: Listed| {
            let day = listed.summary.due.unwrap();
            let colour = room.colour_name(day - today, listed.summary.bucket, today);
            told.push((day, listed.id, colour));
            true
        };
        room.store.list(&query, &mut each).unwrap();
    }
    told.sort();
    told
}

fn ids(due: &[DueAt]) -> Vec<RecordId> {
    due.iter().map(|due| due.id).collect()
}

fn same(around: &Around<'_>, told: &[(i32, RecordId, String)], today: i32) {
    let all: Vec<RecordId> = told.iter().map(|(_, id, _)| *id).collect();
    assert_eq!(ids(&around.due(&EVER, ANY, (0, 1000)).unwrap()), all);
    let page = around.due(&EVER, ANY, (3, 4)).unwrap();
    assert_eq!(
        ids(&page),
        all.iter().copied().skip(3).take(4).collect::<Vec<_>>()
    );
    let past = told.iter().filter(|(day, ..)| *day < today).count();
    assert_eq!(around.count(&(i32::MIN..=today - 1)).unwrap(), past as u64);
    let shades = around.shades(today).unwrap();
    for name in ["green", "yellow", "orange", "red"] {
        let of: Vec<_> = told.iter().filter(|(.., colour)| colour == name).collect();
        let Some(shade) = shades.get(name) else {
            assert!(of.is_empty());
            continue;
        };
        assert_eq!(shade.count, i64::try_from(of.len()).unwrap(), "{name}");
        let coloured = |due: &DueAt, _: &str| around.has_colour(due, name, today);
        let due = around.due(&shade.days, &coloured, (0, 1000)).unwrap();
        let of: Vec<RecordId> = of.into_iter().map(|(_, id, _)| *id).collect();
        assert_eq!(ids(&due), of, "{name}");
    }
}

#[test]
fn sums_colours_and_pages_are_those_of_the_records() {
    let folder = tempfile::tempdir().unwrap();
    let room = room(folder.path());
    let today = day_number(TODAY).unwrap();
    for code in [
        CITY,
        COUNTY,
        TOWN,
        420_625_100_000,
        420_626_000_000,
        MOVED.0,
        MOVED.1,
    ] {
        let code = DivisionCode::new(code).unwrap();
        let told = told(&room, &room.divisions.codes_under(code), today);
        assert!(!told.is_empty(), "{code}");
        same(&room.around(code), &told, today);
    }
}

#[test]
fn a_seat_of_several_divisions_has_the_deadlines_of_all_of_them() {
    let folder = tempfile::tempdir().unwrap();
    let room = room(folder.path());
    let today = day_number(TODAY).unwrap();
    for area in [&[TOWN, 420_626_000_000][..], &[TOWN, 420_625_100_000]] {
        let seat = Seat::of(grant(&Key::from_secret(&[2; 32]), area));
        let desk = Desk {
            room: &room,
            seat: &seat,
        };
        let told = told(&room, &desk.ranges(), today);
        same(&desk.around(None).unwrap(), &told, today);
        let outside = DivisionCode::new(420_602_000_000).unwrap();
        assert!(desk.around(Some(outside)).is_err());
    }
}

#[test]
fn whoever_may_not_read_what_lies_below_counts_their_own_alone() {
    let folder = tempfile::tempdir().unwrap();
    let room = room(folder.path());
    let today = day_number(TODAY).unwrap();
    let around = Around {
        room: &room,
        plus: vec![DivisionCode::new(COUNTY).unwrap()],
        minus: Vec::new(),
        codes: vec![COUNTY..=COUNTY],
        summed: false,
    };
    same(&around, &told(&room, &around.codes, today), today);
}
