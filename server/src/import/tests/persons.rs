//! Persons, with a catalog of nothing else.

use std::sync::Arc;

use forms::Catalog;
use places::Divisions;
use store::Engine;
use store::disk::Folder;

use super::*;
use crate::{Parts, Site as Identity};

const ROLES: &str = r#"
[[role]]
name = "officer"
zh = "民警"
en = "officer"
levels = ["township"]
"#;

const RIGHTS: &str = r#"
[[allow]]
roles = ["officer"]
deeds = ["read", "write"]
where = ["own", "below"]

[show]
personal = { author = "open", handles = "open", others = "masked" }
sensitive = { author = "masked", handles = "masked", others = "masked" }
withheld = { author = "masked", handles = "masked", others = "masked" }
"#;

const PERSON: &str = r#"
[kind]
id = 90
name = "person"
zh = "人员"
en = "person"
version = 1
create = ["officer"]
title = ["name"]
initial = "kept"
source = "test"

[[field]]
id = 1
name = "division"
zh = "行政区划"
en = "division"
type = "division"
required = true

[[field]]
id = 2
name = "name"
zh = "姓名"
en = "name"
type = "text"
max = 40
required = true

[[field]]
id = 3
name = "id_no"
zh = "身份证号"
en = "citizen's number"
type = "id_no"

[[field]]
id = 4
name = "phone"
zh = "电话"
en = "telephone"
type = "phone"

[[state]]
name = "kept"
zh = "在册"
en = "kept"

[[state]]
name = "void"
zh = "已作废"
en = "void"
final = true

[[event]]
name = "void"
zh = "作废"
en = "void"
from = ["kept"]
to = "void"
by = ["officer"]
"#;

#[test]
fn a_person_is_known_by_number_whatever_the_line() {
    let mut site = Site::new();
    let disk = Folder::open(&site.folder.path().join("small")).unwrap();
    let files = [
        ("roles.toml", ROLES),
        ("rights.toml", RIGHTS),
        ("kinds/person.toml", PERSON),
    ];
    let parts = Parts {
        site: Identity::fresh("4206".parse().unwrap()).unwrap(),
        divisions: Divisions::from_csv(places::XIANGYANG_CSV.as_bytes()).unwrap(),
        disk: Arc::new(disk),
        engine: Engine::Memory,
        boot: String::new(),
        blobs: std::sync::Arc::new(site.folder.path().join("blobs")),
        vault: vault::Vault::from_key([1; 32]),
        catalog: Arc::new(Catalog::load(&files).unwrap()),
    };
    site.office = Some(Office::start(parts, &mut |_, _| {}).unwrap());
    let text = "序号,行政区划,姓名,身份证号,电话\n\
        1,盛康镇,张三,11010519491231002X,13812345678\n\
        2,盛康镇,李四,,13812345679\n";
    let mut ask = site.ask(Target::Persons, text);
    ask.apply = true;
    let report = site.run(&ask);
    assert_eq!(
        (whats(&report), report.applied, report.target),
        (vec![New, New], true, "persons"),
        "{report:#?}"
    );
    assert_eq!(whats(&site.run(&ask)), [Unchanged; 2]);
    let text = text
        .replace("1,盛康镇,张三", "7,盛康镇,张三丰")
        .replace("679", "67");
    let mut ask = site.ask(Target::Persons, &text);
    ask.apply = true;
    let report = site.run(&ask);
    assert_eq!(whats(&report), [Changed, Wrong], "{report:#?}");
    assert!(notes(&report, 0).contains("姓名") && notes(&report, 1).contains("电话"));
}
