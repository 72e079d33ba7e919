//! Summaries, JSON, words, figures.

use merge::{DeviceId, RecordId, Value};
use proptest::prelude::*;

use super::world::*;
use crate::{Counted, Lang, Spot, Summary};

#[test]
fn a_summary_tells_what_lists_need() {
    let catalog = catalog();
    let mut officer = Person::new(1, "officer");
    let mut record = spot(&catalog, &mut officer);
    let mut coord = Person::new(2, "coord");
    officer.write(&mut record, vec![event("report")]);
    let other = RecordId([8; 16]);
    let budget = Value::Decimal {
        mantissa: 1250,
        exponent: -2,
    };
    coord.write(
        &mut record,
        vec![
            event("confirm"),
            set(2, "XY-7"),
            set(8, "major"),
            set(9, "1970-01-11"),
            set(14, budget),
            set(16, other.to_string().as_str()),
        ],
    );
    let summary = catalog.summary(&record);
    assert_eq!(summary.status, "confirmed");
    assert_eq!(summary.title, "谷水路 急弯");
    assert_eq!(summary.due, Some(10));
    assert_eq!(summary.number.as_deref(), Some("XY-7"));
    assert_eq!(summary.links, [other]);
    let counted = summary.measures.iter();
    let counted: Vec<_> = counted.map(|c| (c.measure, c.amount)).collect();
    assert_eq!(counted, [(1, 1), (2, 1), (3, 1250), (4, 1)]);
    assert_eq!((summary.attachments, summary.conflicts), (1, 0));
    let here = summary.spot.as_ref().unwrap();
    assert_eq!(here.stake, Some((12_300, 12_300)));
    assert_eq!(here.road.as_deref(), Some("谷水路"));
    assert_eq!(here.kinds, ["curve"]);

    // The deadline stops while somebody else has the record, and at the end.
    officer.write(&mut record, vec![event("submit")]);
    assert_eq!(catalog.summary(&record).due, None);
    coord.write(&mut record, vec![event("void")]);
    assert_eq!(catalog.summary(&record).due, None);
}

#[test]
fn a_record_of_an_unknown_kind_still_has_a_summary() {
    let catalog = catalog();
    let op = Person::new(1, "officer").op(77, None, vec![set(1, "420625101000"), event("x")]);
    let record = merge::Record::from_op(&op);
    let summary = catalog.summary(&record);
    assert_eq!((summary.status.as_str(), summary.bucket), ("?", HERE));
    let json = catalog.to_json(&record, &|_| String::new());
    assert_eq!(json["kind"], "#77");
    assert_eq!(json["fields"]["#1"], "420625101000");
    assert!(json["events"][0]["legal"].is_null());
}

#[test]
fn a_record_in_json_has_stable_names() {
    let catalog = catalog();
    let mut officer = Person::new(1, "officer");
    let mut record = spot(&catalog, &mut officer);
    let seen = record.clone();
    for (device, name) in [(2, "甲路"), (3, "乙路")] {
        let op = Person::new(device, "officer").op(1, Some(&seen), vec![set(3, name)]);
        record.apply(&op).unwrap();
    }
    officer.write(&mut record, vec![event("confirm")]);
    let json = catalog.to_json(&record, &|device: DeviceId| format!("员{}", device.0[0]));
    assert_eq!(json["id"], ID.to_string());
    assert_eq!(json["kind"], "spot");
    assert_eq!(json["division"], "420625101000");
    assert_eq!(json["status"], "draft");
    assert_eq!(json["fields"]["stake"], "K12+300");
    assert_eq!(json["fields"]["kinds"], serde_json::json!(["curve"]));
    assert_eq!(json["fields"]["found_at"], "2026-05-03T08:00:00.000+08:00");
    assert_eq!(json["fields"]["photos"][0]["mime"], "image/jpeg");
    let rivals = json["fields"]["road_name"]["conflict"].as_array().unwrap();
    assert_eq!(rivals.len(), 2);
    assert_eq!(rivals[0]["by"], "员3");
    assert_eq!(rivals[0]["value"], "乙路");
    assert_eq!(json["events"][0]["legal"], false);
    assert_eq!(json["conflicts"], 2);
}

#[test]
fn values_are_said_in_a_person_s_words() {
    let catalog = catalog();
    let kind = catalog.kind("spot").unwrap();
    let say = |field: &str, value: &Value, lang| {
        catalog.value_text(kind.field(field).unwrap(), value, lang)
    };
    let money = Value::Decimal {
        mantissa: 20_050,
        exponent: -2,
    };
    let ms = Value::Int(NOW.now_ms.try_into().unwrap());
    for (field, value, zh, en) in [
        ("kinds", "curve".into(), "急弯", "curve"),
        ("kinds", "gone".into(), "gone", "gone"),
        ("stake", Value::Int(12_030), "K12+030", "K12+030"),
        ("bus", Value::Bool(true), "是", "yes"),
        ("budget", money, "¥200.5", "¥200.5"),
        ("found_at", ms, "2026-05-03 08:00", "2026-05-03 08:00"),
        ("due_on", "2026-05-03".into(), "2026-05-03", "2026-05-03"),
    ] {
        assert_eq!(say(field, &value, Lang::Zh), zh, "{field}");
        assert_eq!(say(field, &value, Lang::En), en, "{field}");
    }
    assert_eq!(catalog.status_text(kind, "draft", Lang::Zh), "草稿");
}

/// What is shown to programs can be typed back.
#[test]
fn shown_values_read_back() {
    let catalog = catalog();
    let mut officer = Person::new(1, "officer");
    let kind = catalog.kind("spot").unwrap();
    let place = Place::default();
    let form = entries(&[
        (
            "stages",
            r#"[{"measure":"护栏","due":"2026-06-30","cost":12.5}]"#,
        ),
        ("geo", "32.1234,111.5"),
        ("bus", "no"),
        ("kinds", "curve,cliff"),
        ("stake", "K1+001"),
        ("found_at", "2026-05-01 09:30"),
    ]);
    let actor = officer.actor(&catalog);
    let valid = catalog
        .create(kind, &form, &[], &actor, &NOW, &place)
        .unwrap();
    let record = officer.found(1, valid);
    let shown = catalog.to_json(&record, &|_| String::new());
    let typed: Vec<(String, String)> = shown["fields"]
        .as_object()
        .unwrap()
        .iter()
        .map(|(name, value)| {
            let text = value
                .as_str()
                .map_or_else(|| value.to_string(), str::to_owned);
            (name.clone(), text)
        })
        .collect();
    let typed: Vec<(&str, &str)> = typed
        .iter()
        .map(|(name, text)| (name.as_str(), text.as_str()))
        .collect();
    let again = catalog.edit(kind, &record, &entries(&typed), &[], &actor, &NOW, &place);
    assert_eq!(codes(&again.unwrap_err()), [("", "no_change")]);
}

proptest! {
    #[test]
    fn a_summary_reads_back(
        words in (".*", ".*", proptest::option::of(".*"), proptest::option::of(".*")),
        due in proptest::option::of(any::<i32>()),
        stamps in any::<(u64, u64, u64)>(),
        counts in any::<(u16, u16, u16)>(),
        spot in proptest::option::of((
            proptest::option::of(".*"),
            proptest::option::of(any::<(i32, i32)>()),
            proptest::option::of(any::<(i32, i32)>()),
            proptest::collection::vec("[a-z]+", 0..4),
        )),
        links in proptest::collection::vec(any::<[u8; 16]>(), 0..4),
        measures in proptest::collection::vec(any::<((u16, i64), (Option<u16>, Option<u16>))>(), 0..4),
    ) {
        let summary = Summary {
            kind: counts.0,
            bucket: stamps.0,
            status: words.0,
            title: words.1,
            due,
            created_ms: stamps.1,
            updated_ms: stamps.2,
            conflicts: counts.1,
            spot: spot.map(|(road, stake, point, kinds)| Spot { road, stake, point, kinds }),
            links: links.into_iter().map(RecordId).collect(),
            measures: measures
                .into_iter()
                .map(|((measure, amount), (on, by))| Counted { measure, amount, on: on.map(i32::from), by: by.map(i32::from), among: (amount % 2 == 0).then(|| Counted::under(measure.into(), "站")) })
                .collect(),
            attachments: counts.2,
            number: words.2,
            mark: words.3,
        };
        let bytes = summary.encode();
        prop_assert_eq!(Summary::decode(&bytes).unwrap(), summary);
        prop_assert!(Summary::decode(&bytes[..bytes.len() - 1]).is_err());
    }

    /// Whatever is typed, a form answers; it never stops the program.
    #[test]
    fn any_text_is_answered(field in 0usize..18, text in ".{0,40}") {
        let catalog = catalog();
        let officer = Person::new(1, "officer");
        let kind = catalog.kind("spot").unwrap();
        let form = entries(&[(kind.fields[field].name.as_str(), text.as_str())]);
        let actor = officer.actor(&catalog);
        let _ = catalog.create(kind, &form, &[], &actor, &NOW, &Place::default());
    }
}
