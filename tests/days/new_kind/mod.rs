//! Adding a record kind is editing data: a kind that no program was written for is recorded, synced,
//! listed, counted and printed; a program that does not know it yet keeps it and says so.

use std::path::Path;
use std::sync::Arc;

use agent::{Laptop, Parts as LaptopParts};
use forms::{Catalog, Entry, Moment, Period};
use merge::{Hash, Key, Now, Value};
use places::{DivisionCode, Divisions};
use server::{Asked, Cell, Office, Parts, Site};
use store::Engine;
use store::disk::Folder;
use sync::Exchange;
use tempfile::TempDir;

use crate::let_in::let_in;

/// 2026-11-20 08:00 in China.
const NOW: Now = Now {
    wall_ms: 1_795_132_800_000,
    offset_min: 480,
};
const TOWN: u64 = 420_625_102_000;
const VILLAGE: u64 = 420_625_102_206;

const MORE: &[(&str, &str)] = &[
    ("kinds/bridge.toml", include_str!("bridge.toml")),
    ("codes/bridge.toml", include_str!("codes.toml")),
    ("figures/bridge.toml", include_str!("figures.toml")),
    ("reports/bridge.toml", include_str!("reports.toml")),
];

fn newer() -> Arc<Catalog> {
    Arc::new(Catalog::with(MORE).unwrap())
}

fn office(folder: &Path, catalog: Arc<Catalog>) -> Office {
    let csv = include_bytes!("../../../crates/places/data/divisions-4206.csv");
    let site = Site {
        secret: Hash([1; 32]),
        outside: None,
        suite: merge::Suite::default().number(),
        tickets: Hash([2; 32]),
        epoch: 7,
        root: DivisionCode::new(420_600_000_000).unwrap(),
        authority: None,
    };
    let parts = Parts {
        site,
        divisions: Divisions::from_csv(csv.as_slice()).unwrap(),
        disk: Arc::new(Folder::open(&folder.join("office")).unwrap()),
        engine: Engine::Memory,
        boot: "test".to_owned(),
        blobs: Arc::new(folder.join("blobs")),
        vault: vault::Vault::from_key([1; 32]),
        catalog,
    };
    Office::start(parts, &mut |_, _| ()).unwrap()
}

fn laptop(office: &Office, folder: &Path, number: u8, role: &str, catalog: Arc<Catalog>) -> Laptop {
    let unit = office.unit(DivisionCode::new(TOWN).unwrap(), &[]).unwrap();
    let invitation = office.invite(unit, role, "周明", NOW.wall_ms).unwrap();
    let key = Key::from_secret(&[number + 10; 32]);
    let (device, given) = let_in(office, &invitation, (&key, 1), NOW.wall_ms).unwrap();
    let own = folder.join(format!("laptop{number}"));
    let parts = LaptopParts {
        device,
        divisions: Divisions::from_csv(given.divisions.as_bytes()).unwrap(),
        disk: Arc::new(Folder::open(&own).unwrap()),
        engine: Engine::Memory,
        boot: "test".to_owned(),
        blobs: own,
        vault: vault::Vault::from_key([1; 32]),
        catalog,
    };
    Laptop::start(parts, &mut |_, _| ()).unwrap()
}

fn sync(office: &Office, laptop: &mut Laptop) -> sync::Report {
    let mut exchange = Exchange::default();
    while let Some(request) = exchange.next(laptop).unwrap() {
        let device = laptop.device().id();
        let reply = office.answer(device, request, NOW.wall_ms);
        exchange.answer(laptop, reply).unwrap();
    }
    exchange.report()
}

fn entries(typed: &[(&str, &str)]) -> Vec<Entry> {
    let entry = |(field, text): &(&str, &str)| Entry {
        field: (*field).to_owned(),
        text: (*text).to_owned(),
    };
    typed.iter().map(entry).collect()
}

fn bridge(laptop: &mut Laptop, name: &str, condition: &str) -> String {
    let typed = entries(&[
        ("bridge", name),
        ("condition", condition),
        ("seen_on", "2026-11-18"),
        ("next_on", "2026-12-18"),
        ("cracks", "3"),
        ("division", &VILLAGE.to_string()),
    ]);
    let written = laptop.add("bridge_check", &typed, &[], NOW).unwrap();
    written.id.to_string()
}

fn asked(report: &str) -> Asked {
    Asked {
        report: report.to_owned(),
        under: Some(DivisionCode::new(TOWN).unwrap()),
        period: Period::month(2026, 11).unwrap(),
        unmasked: false,
    }
}

const MOMENT: Moment = Moment {
    now_ms: NOW.wall_ms,
    offset_min: NOW.offset_min,
};

#[test]
fn a_kind_in_a_file_is_recorded_synced_listed_counted_and_printed() {
    let folder = TempDir::new().unwrap();
    let office = office(folder.path(), newer());
    let mut first = laptop(&office, folder.path(), 1, "officer", newer());
    let mut second = laptop(&office, folder.path(), 2, "officer", newer());
    let id = bridge(&mut first, "谷水河桥", "受损");
    bridge(&mut first, "土地岭桥", "sound");
    first
        .act(&id, "repair", &[], &[], Some("更换伸缩缝"), NOW)
        .unwrap();
    sync(&office, &mut first);
    sync(&office, &mut second);

    let listed = second
        .desk()
        .list(Some("bridge_check"), &entries(&[("status", "repaired")]));
    let titles: Vec<String> = listed
        .unwrap()
        .into_iter()
        .map(|l| l.summary.title)
        .collect();
    assert_eq!(titles, ["谷水河桥 受损"]);

    let filled = office.room().report(&asked("b1"), MOMENT).unwrap();
    let total = filled.parts[0].rows.last().unwrap();
    assert_eq!(
        total[2],
        Cell::Number {
            units: 2,
            decimals: 0
        }
    );
    let share = Cell::Share {
        of: 1,
        to: 2,
        text: "50.00%".to_owned(),
    };
    assert_eq!(total[3], share);
    let village = filled.parts[0]
        .rows
        .iter()
        .find(|row| row[3] == share)
        .unwrap();
    assert_eq!(village[1].shown(forms::Lang::Zh), VILLAGE.to_string());
    assert_eq!(filled.parts[1].rows.len(), 2);
    let behind = office.room().behind(
        "bridges_damaged",
        None,
        Period::month(2026, 11).unwrap(),
        MOMENT,
    );
    assert_eq!(behind.unwrap().parts[0].rows.len(), 1);
    let before = Asked {
        period: Period::month(2026, 10).unwrap(),
        ..asked("B1")
    };
    let filled = office.room().report(&before, MOMENT).unwrap();
    assert_eq!(
        filled.parts[0].rows.last().unwrap()[3].shown(forms::Lang::Zh),
        "— (0/0)"
    );
}

#[test]
fn an_older_program_keeps_and_forwards_what_it_does_not_know() {
    let folder = TempDir::new().unwrap();
    let old = Arc::new(Catalog::builtin().unwrap());
    // The office, too, is older: it takes the record, and gives it to whoever asks.
    let office = office(folder.path(), old.clone());
    let mut newer_one = laptop(&office, folder.path(), 1, "officer", newer());
    let mut older = laptop(&office, folder.path(), 2, "officer", old);
    let mut another = laptop(&office, folder.path(), 3, "officer", newer());
    let id = bridge(&mut newer_one, "谷水河桥", "damaged");
    let pushed = sync(&office, &mut newer_one);
    assert_eq!((pushed.held, pushed.refused), (0, 0));
    sync(&office, &mut older);
    sync(&office, &mut another);

    let kept = older.desk().list(None, &[]).unwrap();
    assert_eq!(kept.len(), 1);
    assert_eq!(kept[0].summary.status, "?");
    let refused = older.desk().find(&id).unwrap_err().to_string();
    assert!(refused.contains("newer program"), "{refused}");

    let (record, kind) = another.desk().find(&id).unwrap();
    assert_eq!(kind.name, "bridge_check");
    let (own, _) = newer_one.desk().find(&id).unwrap();
    assert_eq!(record.canonical(), own.canonical());
}

/// The same kind as the version after next has it: with one field more.
fn newest() -> Arc<Catalog> {
    let field = "
[[field]]
id = 77
name = \"load\"
zh = \"限载\"
en = \"load limit\"
type = \"text\"
";
    let kind = MORE[0].1.replace("version = 1", "version = 2") + field;
    let mut files = MORE.to_vec();
    files[0].1 = &kind;
    Arc::new(Catalog::with(&files).unwrap())
}

#[test]
fn an_older_program_edits_what_it_knows_and_drops_no_field_it_does_not() {
    let folder = TempDir::new().unwrap();
    let office = office(folder.path(), newer());
    let mut first = laptop(&office, folder.path(), 1, "officer", newest());
    let mut older = laptop(&office, folder.path(), 2, "officer", newer());
    let mut second = laptop(&office, folder.path(), 3, "officer", newest());
    let id = bridge(&mut first, "谷水河桥", "damaged");
    let more = entries(&[("load", "二十吨")]);
    first.edit(&id, &more, &[], NOW).unwrap();
    let pushed = sync(&office, &mut first);
    assert_eq!((pushed.held, pushed.refused), (0, 0));
    sync(&office, &mut older);
    let change = entries(&[("cracks", "5")]);
    older.edit(&id, &change, &[], NOW).unwrap();
    let pushed = sync(&office, &mut older);
    assert_eq!((pushed.pushed, pushed.held, pushed.refused), (1, 0, 0));
    sync(&office, &mut first);
    sync(&office, &mut second);
    let found = |laptop: &Laptop| laptop.desk().find(&id).unwrap().0;
    assert_eq!(found(&first).canonical(), found(&second).canonical());
    assert_eq!(found(&first).canonical(), found(&older).canonical());
    let value = |field| found(&second).value(field);
    assert_eq!(value(77), Some(Value::Text("二十吨".to_owned())));
    assert_eq!(value(6), Some(Value::Int(5)));
    assert!(second.desk().conflicts().unwrap().is_empty());
}
