//! Every kind as a whole: its numbers, words, fields, and who may do what with it.

#![allow(clippy::expect_used, reason = "a test may stop at the first surprise")]

use std::collections::BTreeSet;

use forms::{Catalog, Field, Kind, Sensitivity};

fn catalog() -> Catalog {
    Catalog::builtin().expect("the catalog loads")
}

/// Numbers are written into signed operations: this list is only ever added to.
const KINDS: &[(u16, &str, &str)] = &[
    (1, "hazard", "隐患"),
    (2, "supervision", "挂牌督办"),
    (3, "reminder", "催办"),
    (4, "lookback", "回头看"),
    (5, "inspection", "排查/走访"),
    (6, "letter", "函件"),
    (7, "agreement", "责任书"),
    (8, "enforcement", "查处"),
    (9, "persuasion_log", "劝导日志"),
    (10, "key_vehicle", "重点车辆"),
    (11, "driver", "农村驾驶人"),
    (12, "key_unit", "重点单位"),
    (13, "road_section", "重点路段"),
    (14, "notice_to_owner", "到期告知"),
    (15, "station_point", "劝导站"),
    (16, "person", "人员"),
    (17, "equipment", "执法装备"),
    (20, "campaign", "集中查纠(专项行动)"),
    (21, "training", "业务培训"),
    (22, "meeting", "会议"),
    (23, "publicity", "宣传活动"),
    (24, "mass_event", "群体性活动"),
    (25, "minor_accident", "轻微事故快处"),
    (26, "duty_shift", "勤务排班"),
    (27, "duty_check", "督办检查"),
    (28, "work_order", "工作部署"),
    (30, "quality_check", "执法质量检查"),
    (31, "bulletin", "通报"),
    (32, "assessment", "考评"),
    (33, "tip", "举报(抄告)"),
    (34, "accident_stat", "事故统计"),
    (35, "policy_doc", "制度文件"),
    (36, "org_unit", "单位台账"),
];

#[test]
fn kinds_keep_their_numbers() {
    let catalog = catalog();
    for (id, name, zh) in KINDS {
        let kind = catalog.kind(name).expect(name);
        assert_eq!((kind.id, kind.label.zh.as_str()), (*id, *zh));
    }
    assert_eq!(catalog.kinds().len(), KINDS.len());
}

#[test]
fn every_field_has_its_own_number_and_words() {
    for kind in catalog().kinds() {
        let mut ids = BTreeSet::new();
        for field in &kind.fields {
            let at = format!("{}.{}", kind.name, field.name);
            assert!(ids.insert(field.id), "{at}: number {} is taken", field.id);
            assert!(
                !field.label.zh.is_empty() && !field.label.en.is_empty(),
                "{at}"
            );
            for item in field.ty.items() {
                assert!(
                    !item.label.zh.is_empty() && !item.label.en.is_empty(),
                    "{at}"
                );
            }
        }
        let words = kind
            .states
            .iter()
            .map(|s| &s.label)
            .chain(kind.events.iter().map(|e| &e.label));
        for label in words {
            assert!(
                !label.zh.is_empty() && !label.en.is_empty(),
                "{}: {label}",
                kind.name
            );
        }
    }
}

#[test]
fn every_kind_lies_somewhere_and_has_room_for_a_note() {
    for kind in catalog().kinds() {
        let division = kind.field("division").expect("division");
        assert!(division.required && division.id == 1, "{}", kind.name);
        assert_eq!(division.default.as_deref(), Some("my_division"));
        assert!(kind.field("internal_note").is_some(), "{}", kind.name);
    }
}

#[test]
fn every_state_can_be_reached() {
    for kind in catalog().kinds() {
        let mut reached = BTreeSet::from([kind.initial.as_str()]);
        loop {
            let before = reached.len();
            for row in &kind.events {
                if row.from.iter().any(|from| reached.contains(from.as_str())) {
                    reached.extend(row.to.as_deref());
                }
            }
            if reached.len() == before {
                break;
            }
        }
        for state in &kind.states {
            assert!(
                reached.contains(state.name.as_str()),
                "{} of {}",
                state.name,
                kind.name
            );
        }
    }
}

#[test]
fn who_fires_an_event_may_fill_what_it_requires() {
    let catalog = catalog();
    for kind in catalog.kinds() {
        for row in &kind.events {
            let needed = kind.fields.iter().filter(|field| {
                let asked = field.required_on.contains(&row.name);
                (asked || row.requires.contains(&field.name)) && !field.derived
            });
            for field in needed {
                let able = row.by.iter().all(|role| {
                    kind.may_edit(field, role, Some(&row.name)) || earlier(kind, field)
                });
                assert!(able, "{} of {} needs {}", row.name, kind.name, field.name);
            }
        }
    }
}

/// Whether somebody who begins the record may have filled the field before.
fn earlier(kind: &Kind, field: &Field) -> bool {
    kind.create
        .iter()
        .any(|role| kind.may_edit(field, role, None))
}

#[test]
fn numbers_of_persons_are_asked_for_in_two_kinds_only_and_are_sensitive() {
    for kind in catalog().kinds() {
        for field in &kind.fields {
            let identifies = field.ty == forms::Type::IdNo;
            if identifies {
                assert!(["agreement", "enforcement"].contains(&kind.name.as_str()));
                assert_eq!(field.sensitivity, Sensitivity::Sensitive, "{}", field.name);
            }
            if field.ty == forms::Type::Phone {
                assert!(field.sensitivity >= Sensitivity::Personal, "{}", field.name);
            }
        }
    }
}

/// Listing and lifting is the word of one level; which one stands in the guard.
#[test]
fn a_listing_is_proposed_below_and_decided_above() {
    let catalog = catalog();
    let kind = catalog.kind("supervision").expect("supervision");
    let walk = |from: &str, event: &str| {
        let row = kind
            .rows(event)
            .find(|row| row.from.iter().any(|state| state == from));
        row.map(|row| row.to.clone().unwrap_or_else(|| from.to_owned()))
    };
    for (from, event, to) in [
        ("proposed", "list", Some("listed")),
        ("proposed", "decline", Some("declined")),
        ("listed", "extend", Some("extended")),
        ("extended", "extend", Some("extended")),
        ("listed", "recheck_pass", Some("recheck_passed")),
        ("extended", "recheck_pass", Some("recheck_passed")),
        ("recheck_passed", "lift", Some("lifted")),
        ("listed", "lift", None),
        ("proposed", "lift", None),
        ("recheck_passed", "extend", None),
    ] {
        assert_eq!(walk(from, event).as_deref(), to, "{event} in {from}");
    }
    for row in &kind.events {
        assert_eq!(row.by, ["county_coord", "city_hq"], "{}", row.name);
        let guarded = row
            .guards
            .iter()
            .any(|guard| guard.name() == "listing_level");
        assert!(guarded, "{} asks for the level that listed", row.name);
    }
    assert!(kind.create.iter().any(|role| role == "station_lead"));
    assert!(!kind.create.iter().any(|role| role == "persuader"));
}
