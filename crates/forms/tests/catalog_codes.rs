//! The code lists and roles counted a second time by hand.

#![allow(clippy::expect_used, reason = "a test may stop at the first surprise")]

use std::collections::BTreeSet;

use forms::{Catalog, CodeList, Level};

fn catalog() -> Catalog {
    Catalog::builtin().expect("the catalog loads")
}

fn names(list: &CodeList) -> Vec<&str> {
    list.codes.iter().map(|code| code.code.as_str()).collect()
}

/// How many codes the dictionary gives.
const COUNTS: &[(&str, usize)] = &[
    ("org_kind", 16),
    ("road_class", 7),
    ("technical_grade", 6),
    ("road_shape", 10),
    ("junction_kind", 14),
    ("safety_property", 4),
    ("protection", 11),
    ("isolation", 4),
    ("traffic_control", 6),
    ("surface_state", 6),
    ("wetness", 7),
    ("weather", 9),
    ("light", 5),
    ("terrain", 3),
    ("side", 3),
    ("direction", 2),
    ("plate_kind", 34),
    ("vehicle_type", 31),
    ("vehicle_use", 13),
    ("key_class", 7),
    ("licence_class", 24),
    ("licence_state", 10),
    ("coercive_measure", 9),
    ("hazard_source", 7),
    ("hazard_kind", 38),
    ("hazard_grade", 3),
    ("hazard_nature", 4),
    ("fund_source", 5),
    ("interim_measure", 5),
    ("programme", 5),
    ("listing_level", 3),
    ("supervision_level", 4),
    ("reminder_kind", 3),
    ("lookback_basis", 4),
    ("lookback_result", 3),
    ("inspection_object", 4),
    ("serve_method", 4),
    ("agreement_pair", 7),
    ("party_role", 5),
    ("bao_kind", 5),
    ("sign_method", 3),
    ("procedure", 4),
    ("outcome", 7),
    ("occasion", 7),
    ("persuasion_topic", 10),
];

#[test]
fn every_list_has_as_many_codes_as_the_dictionary() {
    let catalog = catalog();
    for (name, count) in COUNTS {
        let list = catalog.codes(name).expect(name);
        assert_eq!(list.codes.len(), *count, "{name}: {:?}", names(list));
    }
}

#[test]
fn every_code_has_two_labels_that_nobody_confuses() {
    for list in catalog().code_lists() {
        let (mut zh, mut en) = (BTreeSet::new(), BTreeSet::new());
        for code in &list.codes {
            let at = format!("{} of {}", code.code, list.name);
            assert!(
                !code.label.zh.trim().is_empty() && !code.label.en.trim().is_empty(),
                "{at}"
            );
            assert!(
                zh.insert(&code.label.zh),
                "{at}: 「{}」 is there twice",
                code.label.zh
            );
            assert!(
                en.insert(&code.label.en),
                "{at}: “{}” is there twice",
                code.label.en
            );
        }
    }
}

/// A list nobody chooses from is a list nobody needs.
#[test]
fn every_list_is_chosen_from() {
    let catalog = catalog();
    let types = catalog.kinds().iter().flat_map(|kind| &kind.fields);
    let types = types.flat_map(|field| {
        let items = field.ty.items().iter().map(|item| &item.ty);
        [&field.ty].into_iter().chain(items)
    });
    let used: BTreeSet<&str> = types.filter_map(|ty| ty.codes()).collect();
    for list in catalog.code_lists() {
        assert!(used.contains(list.name.as_str()), "{}", list.name);
    }
}

/// Where the road, the accident, the vehicle and the unit are described, which lists are offered.
#[rustfmt::skip] // One kind a line.
const OFFERED: &[(&str, &[&str])] = &[
    ("road_section", &["road_class", "technical_grade", "road_shape", "junction_kind", "safety_property", "protection", "isolation", "traffic_control", "surface_state", "terrain"]),
    ("minor_accident", &["weather", "light", "surface_state", "wetness", "road_shape", "junction_kind", "traffic_control", "terrain", "travel_mode", "plate_kind", "vehicle_type"]),
    ("hazard", &["side", "direction", "road_shape", "junction_kind"]),
    ("inspection", &["weather", "wetness"]),
    ("enforcement", &["direction", "travel_mode", "plate_kind", "vehicle_type", "vehicle_use", "key_class", "licence_class", "licence_state", "coercive_measure", "violation"]),
    ("key_vehicle", &["plate_kind", "vehicle_type", "vehicle_use", "key_class"]),
    ("driver", &["licence_class", "licence_state"]),
    ("person", &["org_kind", "post", "qualification", "sex"]),
    ("org_unit", &["org_kind", "rollout", "station_duty"]),
    ("key_unit", &["unit_kind", "unit_duty"]),
];

#[test]
fn the_national_lists_stand_where_they_belong() {
    let catalog = catalog();
    for (kind, lists) in OFFERED {
        let kind = catalog.kind(kind).expect(kind);
        for list in *lists {
            let chosen = kind.fields.iter().any(|field| {
                let mut items = field.ty.items().iter();
                field.ty.codes() == Some(list) || items.any(|item| item.ty.codes() == Some(list))
            });
            assert!(chosen, "{list} in {}", kind.name);
        }
    }
}

#[test]
fn the_work_reports_named_abuses_and_methods_are_there() {
    let catalog = catalog();
    let labels = |list: &str, group: Option<&str>| {
        let list = catalog.codes(list).expect(list);
        let offered = list.offered("2026-12-01");
        let of_group = offered.filter(|code| group.is_none() || code.group.as_deref() == group);
        of_group
            .map(|code| code.label.zh.clone())
            .collect::<Vec<_>>()
    };
    assert_eq!(
        labels("quality_defect", Some("abuse")),
        ["不作为", "乱罚款", "办关系案", "违规办牌", "违规办证"]
    );
    assert_eq!(
        labels("check_method", None),
        ["视频监控录像", "路面现场抽查", "系统录入统计"]
    );
    assert_eq!(
        labels("check_subject", None),
        ["在岗履职", "路面秩序", "任务完成"]
    );
    let five = catalog.codes("key_class").expect("key_class");
    let five = five
        .codes
        .iter()
        .filter(|code| code.group.as_deref() == Some("five"));
    let five: Vec<&str> = five.map(|code| code.label.zh.as_str()).collect();
    assert_eq!(
        five,
        ["营运客车", "货车", "危险品运输车", "校车", "农村面包车"]
    );
    assert_eq!(labels("rollout", None), ["未启动", "试点", "全面承担"]);
}

#[test]
fn hazard_kinds_have_two_levels() {
    let catalog = catalog();
    let list = catalog.codes("hazard_kind").expect("hazard kinds");
    for (group, count) in [
        ("alignment", 6),
        ("roadside", 4),
        ("junction", 6),
        ("facility", 10),
        ("surface", 4),
        ("structure", 2),
        ("occupation", 4),
        ("history", 1),
        ("other", 1),
    ] {
        let of_group = list
            .codes
            .iter()
            .filter(|code| code.group.as_deref() == Some(group));
        assert_eq!(of_group.count(), count, "{group}");
    }
    assert_eq!(
        list.find("急弯", "2026-05-01").expect("急弯").code,
        "sharp_curve"
    );
    assert_eq!(
        list.find("路窄错车难", "2026-05-01")
            .expect("路窄错车难")
            .code,
        "narrow"
    );
}

#[test]
fn national_numbers_stay_as_they_are() {
    let catalog = catalog();
    for (list, code, zh) in [
        ("plate_kind", "02", "小型汽车"),
        ("plate_kind", "14", "拖拉机"),
        ("plate_kind", "52", "小型新能源汽车"),
        ("vehicle_type", "K39", "小型面包车"),
        ("vehicle_type", "N11", "三轮汽车"),
        ("vehicle_use", "B", "公路客运"),
        ("road_shape", "08", "急弯陡坡"),
        ("junction_kind", "28", "路侧险要路段"),
        ("licence_class", "D", "普通三轮摩托车"),
        ("licence_state", "M", "逾期未换证"),
        ("coercive_measure", "y", "约束至酒醒"),
    ] {
        let list = catalog.codes(list).expect(list);
        assert_eq!(list.code(code).expect(code).label.zh, zh, "{code}");
    }
}

#[test]
fn roles_stand_at_their_levels() {
    let catalog = catalog();
    for (role, levels) in [
        ("persuader", &[Level::Village][..]),
        ("officer", &[Level::Township]),
        ("auxiliary", &[Level::Township]),
        ("station_lead", &[Level::Township]),
        ("township_admin", &[Level::Township]),
        ("county_coord", &[Level::County]),
        ("county_legal", &[Level::County]),
        ("city_hq", &[Level::City]),
        ("auditor", &[Level::City, Level::County]),
    ] {
        assert_eq!(catalog.role(role).expect(role).levels, levels, "{role}");
    }
    for role in ["sys_admin", "sec_admin", "audit_admin"] {
        assert_eq!(catalog.role(role).expect(role).levels.len(), 4, "{role}");
    }
    assert_eq!(catalog.roles().len(), 12);
}

#[test]
fn administrators_write_no_record_and_auditors_only_checks() {
    let catalog = catalog();
    for kind in catalog.kinds() {
        for role in ["sys_admin", "sec_admin", "audit_admin", "auditor"] {
            let named = |names: &[String]| names.iter().any(|name| name == role);
            let writes = named(&kind.create)
                || kind.events.iter().any(|row| named(&row.by))
                || kind.fields.iter().any(|field| named(&field.edit));
            let checks = ["duty_check", "quality_check"].contains(&kind.name.as_str());
            assert_eq!(writes, role == "auditor" && checks, "{role}: {}", kind.name);
        }
    }
}
