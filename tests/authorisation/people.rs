//! What the matrix cannot say in a row: authors, minors, what is kept of a look, and three
//! administrators who are three people.

use forms::Deed;
use merge::Value;
use serde_json::{Value as Json, json};
use sync::Fate;

use crate::world::{Answer, Hand, Subject, World, code};

const STATION: &str = "420625102000";

fn subject<'w>(world: &'w World, role: &str) -> &'w Subject {
    world.subjects.iter().find(|one| one.role == role).unwrap()
}

/// A case that somebody writes, who works with a device of their own.
fn case(world: &mut World, hand: &mut Hand, says: &[(&str, Value)]) -> String {
    let record = world.fresh();
    let sealed = hand.signs(
        world.made("enforcement", record, STATION, says),
        world.now_ms,
    );
    assert_eq!(world.push(hand.device, &[sealed]), [Fate::Kept]);
    record.to_string()
}

fn field(sheet: &Answer, name: &str) -> Option<String> {
    let fields = sheet.json()["fields"].clone();
    let found = fields
        .as_array()?
        .iter()
        .find(|one| one["field"] == name)?
        .clone();
    found["text"]["zh"].as_str().map(str::to_owned)
}

#[test]
fn what_is_withheld_is_the_authors_to_see_and_no_colleagues() {
    let mut world = World::new();
    let mut hand = world.hand_of(subject(&world, "officer"));
    let breath = Value::Decimal {
        mantissa: 855,
        exponent: -1,
    };
    let id = case(
        &mut world,
        &mut hand,
        &[("breath_mg", breath), ("party_name", Value::from("李四"))],
    );
    let look = |role: &str, query: &str| {
        let sheet = world.get(subject(&world, role), &format!("/api/records/{id}{query}"));
        field(&sheet, "breath_mg")
    };
    assert_eq!(
        look("officer", "").as_deref(),
        Some("***"),
        "its author knows that it is there"
    );
    assert_eq!(
        look("officer", "?unmask=because").as_deref(),
        Some("85.5 mg/100ml")
    );
    assert_eq!(
        look("station_lead", "?unmask=because"),
        None,
        "a colleague does not"
    );
    assert_eq!(look("county_coord", "").as_deref(), Some("***"));
    assert_eq!(
        look("county_coord", "?unmask=because").as_deref(),
        Some("85.5 mg/100ml")
    );
}

#[test]
fn of_a_minor_everything_that_tells_who_it_is_is_withheld() {
    let mut world = World::new();
    let mut hand = world.hand_of(subject(&world, "officer"));
    let says = [
        ("party_name", Value::from("小明")),
        ("plate", Value::from("鄂F54321")),
        ("party_is_minor", Value::Bool(true)),
    ];
    let id = case(&mut world, &mut hand, &says);
    for role in ["station_lead", "auxiliary", "township_admin"] {
        let who = subject(&world, role);
        for path in [
            format!("/api/records/{id}"),
            format!("/api/records/{id}/history"),
            format!("/api/records/{id}?unmask=because"),
            "/api/records?kind=enforcement".to_owned(),
            "/api/records.xlsx?kind=enforcement&unmask=because".to_owned(),
        ] {
            let answer = world.get(who, &path);
            assert_eq!(answer.status, 200, "{path}");
            let told = crate::matrix::http::cells(&answer);
            for word in ["小明", "鄂F54321"] {
                assert!(
                    !answer.says(word) && !told.contains(word),
                    "{role} reads {word} in {path}"
                );
            }
        }
    }
}

#[test]
fn whoever_looks_behind_a_mask_is_kept_with_what_when_and_why() {
    let world = World::new();
    let seen = world
        .seen
        .iter()
        .find(|seen| seen.node.code == STATION)
        .unwrap();
    let officer = subject(&world, "officer");
    let path = format!("/api/records/{}", seen.case);
    assert_eq!(world.get(officer, &path).status, 200);
    let long = "x".repeat(201);
    assert_eq!(
        world
            .get(officer, &format!("{path}?unmask={long}"))
            .problem(),
        "reason"
    );
    assert_eq!(
        world.get(officer, &format!("{path}?unmask=case-7")).status,
        200
    );
    assert_eq!(
        world
            .get(officer, "/api/reports/R8.xlsx?unmask=case-8")
            .status,
        200
    );
    let auditor = subject(&world, "auditor");
    let looks = world.get(auditor, "/api/looks").json();
    let of = |reason: &str| -> Json {
        let all = looks.as_array().unwrap().iter();
        let mut found = all.filter(|look| look["reason"] == reason);
        let one = found.next().unwrap().clone();
        assert!(found.next().is_none(), "{reason} once");
        one
    };
    let one = of("case-7");
    assert_eq!(one["account"], officer.name.as_str());
    assert_eq!(one["record"], seen.case.to_string());
    assert_eq!(one["fields"], json!(["party_id_no"]));
    assert_eq!(of("case-8")["file"], "R8");
    assert!(world.get(officer, "/api/looks").refused());
}

#[test]
fn three_administrators_are_three_people() {
    let world = World::new();
    let office = &world.office;
    let unit = || office.unit(code("420600000000"), &[]).unwrap();
    office.open_account(unit(), "sys_admin", "王芳").unwrap();
    for role in ["sec_admin", "audit_admin"] {
        let no = office
            .invite(unit(), role, "王 芳", world.now_ms)
            .unwrap_err();
        assert_eq!(no.code(), "three_administrators");
    }
    office
        .invite(unit(), "sec_admin", "李娜", world.now_ms)
        .unwrap();
    let no = office
        .open_account(unit(), "audit_admin", "李娜")
        .unwrap_err();
    assert_eq!(
        no.code(),
        "three_administrators",
        "an invitation that is open counts"
    );
    office.open_account(unit(), "audit_admin", "赵敏").unwrap();
    let no = office
        .open_account(unit(), "sys_admin", "赵敏 ")
        .unwrap_err();
    assert_eq!(no.code(), "three_administrators");
    office.close_account("赵敏").unwrap();
    office
        .invite(unit(), "sys_admin", "赵敏", world.now_ms)
        .unwrap();

    for (name, deed, may) in [
        ("王芳", Deed::Accounts, true),
        ("王芳", Deed::Policy, false),
        ("王芳", Deed::Logs, false),
        ("王芳", Deed::Read, false),
    ] {
        let let_in = office.lets(name, deed, code("420625000000")).unwrap();
        assert_eq!(let_in, may, "{name} {deed:?}");
    }
}

#[test]
fn a_name_that_stands_twice_in_a_form_is_refused() {
    let world = World::new();
    let officer = subject(&world, "officer");
    let body = r#"{"kind":"hazard","kind":"bulletin","entries":[]}"#;
    let answer = world.post_text(officer, "/api/check", body);
    assert_eq!(
        (answer.status, answer.problem().as_str()),
        (400, "unreadable")
    );
}

/// An officer of the station is invited at the pages. Answers what is told once.
fn invites(world: &World, person: &str) -> Json {
    let ask = json!({ "unit": STATION, "role": "officer", "person": person, "hours": 4,
        "addresses": ["https://10.0.0.8:8460"], "lang": "zh" });
    world
        .post(subject(world, "sys_admin"), "/api/invitations", &ask)
        .json()
}

/// Somebody comes with an invitation's file.
fn comes(world: &World, made: &Json) -> Result<merge::DeviceId, String> {
    let file: Json = serde_json::from_str(made["file"].as_str().unwrap()).unwrap();
    let code: merge::Hash = serde_json::from_value(file["code"].clone()).unwrap();
    let key = merge::Key::from_secret(&merge::Hash::of(&[&code.0]).0);
    let asked = sync::Enrol::new(code, &key, 1);
    let came = world.office.enrol(&asked, world.now_ms);
    let grant = came.map(|came| merge::Grant::open(&came.grant).unwrap());
    grant.map(|grant| grant.device).map_err(|no| no.code)
}

#[test]
fn an_invitation_is_told_once_and_whoever_made_it_or_took_it_back_is_kept() {
    let world = World::new();
    let admin = subject(&world, "sys_admin");
    let made = invites(&world, "新来的");
    let line = made["lines"][1].as_str().unwrap();
    assert!(made["paper"].as_str().unwrap().contains(line));
    let dark = made["picture"].as_array().unwrap();
    assert!(dark.len() > 20 && dark[0].as_str().unwrap().starts_with("#######"));
    let listed = world.get(admin, "/api/invitations");
    let id = made["kept"]["id"].as_str().unwrap();
    assert!(listed.says(id) && listed.says("新来的") && !listed.says(line));
    let file: Json = serde_json::from_str(made["file"].as_str().unwrap()).unwrap();
    assert!(!listed.says(file["code"].as_str().unwrap()));

    let back = world.post(admin, "/api/invitations/withdraw", &json!({ "id": id }));
    assert_eq!(back.json()["becomes"], "withdrawn");
    assert_eq!(comes(&world, &made).unwrap_err(), "invite_withdrawn");
    let used = invites(&world, "后来的");
    comes(&world, &used).unwrap();
    let late = json!({ "id": used["kept"]["id"] });
    let late = world.post(admin, "/api/invitations/withdraw", &late);
    assert_eq!(late.problem(), "invite_used");
    for (hours, name) in [(0, "某人"), (73, "某人"), (1, "\u{7}"), (1, " ")] {
        let ask = json!({ "unit": STATION, "role": "officer", "person": name, "hours": hours,
            "addresses": [], "lang": "en" });
        let no = world.post(admin, "/api/invitations", &ask).problem();
        assert!(
            ["hours", "name"].contains(&no.as_str()),
            "{hours} {name}: {no}"
        );
    }

    let looks = world
        .get(subject(&world, "audit_admin"), "/api/looks")
        .json();
    let deeds = looks.as_array().unwrap().iter();
    let deeds = deeds.filter(|look| look["account"] == admin.name.as_str());
    let deeds = deeds.map(|look| format!("{} {}", look["file"], look["reason"]));
    let mut deeds: Vec<_> = deeds.map(|deed| deed.replace('"', "")).collect();
    deeds.sort_unstable();
    let kept = [
        "invite 后来的（officer）",
        "invite 新来的（officer）",
        "withdraw 新来的（officer）",
    ];
    assert_eq!(deeds, kept);
}

#[test]
fn a_laptop_is_sent_away_at_the_pages_and_believed_again() {
    let world = World::new();
    let admin = subject(&world, "sys_admin");
    let device = comes(&world, &invites(&world, "丢电脑的")).unwrap();
    let stands = |name: &str| {
        let all = world.get(admin, "/api/devices").json();
        let mut all = all.as_array().unwrap().iter();
        all.find(|one| one["device"] == device.to_string()).unwrap()[name].clone()
    };
    assert_eq!(stands("stands"), "in_force");
    assert_eq!(stands("suite"), "Ed25519");
    for (lift, now) in [(false, "revoked"), (true, "in_force")] {
        let ask = json!({ "device": device.to_string(), "reason": "丢在车上", "lift": lift });
        let told = world.post(admin, "/api/devices/revoke", &ask).json();
        assert_eq!(
            (&told["stands"], &stands("stands")),
            (&now.into(), &now.into())
        );
        let hello = world.ask(
            device,
            sync::Request::Photo(sync::photos::PhotoAsk::Lacks(None)),
        );
        assert_eq!(matches!(hello, sync::Reply::Refused(_)), !lift);
    }
    let looks = world.get(subject(&world, "audit_admin"), "/api/looks");
    assert!(looks.says("revoke --lift") && looks.says("丢在车上"));
}
