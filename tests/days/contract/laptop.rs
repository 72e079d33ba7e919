//! What a laptop does on the command line.

use serde_json::json;
use sha2::{Digest, Sha256};

use super::{hazard, officer};
use crate::world::{Lang, Place, Site};

pub(crate) fn every_command(site: &Site, place: &Place) {
    let laptop = site.new_laptop();
    let invite = site.invite(place.township, "officer", "张伟");
    let let_in = laptop.json(&["init", "--invite", &invite, "--server", &site.url()]);
    assert_eq!(let_in["role"], "officer");
    assert_eq!(let_in["unit"], place.township);
    assert_eq!(let_in["person"], "张伟");
    assert_eq!(let_in["device"], laptop.device());

    let id = hazard(&laptop, &["stake_start=K12+300", "road_code=Y014"]);
    laptop.edit(&id, &["stake_end=K12+450", "geo=31.9,111.2"]);
    laptop.act(&id, "report", &["grade_suggested=larger"]);
    let shown = laptop.show(&id);
    assert_eq!(shown["id"], id);
    assert_eq!(shown["kind"], "hazard");
    assert_eq!(shown["status"], "reported");
    assert_eq!(shown["division"], place.township);
    assert_eq!(shown["conflicts"], 0);
    assert_eq!(shown["events"][0]["event"], "report");
    let fields = &shown["fields"];
    assert_eq!(fields["kinds"], json!(["sharp_curve"]));
    assert_eq!(fields["stake_start"], "K12+300");
    assert_eq!(fields["stake_end"], "K12+450");
    assert_eq!(fields["bus_route"], false);
    assert_eq!(fields["description"], "急弯无护栏");
    assert_eq!(fields["found_by"], "张伟");
    assert_eq!(fields["grade_suggested"], "larger");

    let synced = laptop.sync();
    assert_eq!(synced["pushed"], 3);
    assert_eq!(synced["unsent"], 0);
    assert!(laptop.conflicts().is_empty());
    assert_eq!(laptop.status("healthy"), true);
    laptop.is_sound();
    laptop.run(&["rebuild"]).said();
    laptop.is_sound();
    assert_eq!(site.stats_of(place.township)["figures"]["hazards_found"], 1);
    assert_eq!(site.json(&["due"]), json!([]));
}

pub(crate) fn a_photo(site: &Site, place: &Place) {
    let laptop = officer(site, place);
    let photo = laptop.photo("弯道");
    let bytes = std::fs::read(&photo).unwrap();
    let hash: String = Sha256::digest(&bytes)
        .iter()
        .map(|byte| format!("{byte:02x}"))
        .collect();
    let id = hazard(&laptop, &[]);
    let kept = &laptop.field(&id, "photos_before")[0];
    assert_eq!(kept["sha256"], hash);
    assert_eq!(kept["caption"], "弯道.jpg");
    assert_eq!(kept["mime"], "image/jpeg");
    assert_eq!(kept["size"], bytes.len());
    assert_eq!(laptop.original(&hash), bytes);
}

pub(crate) fn lists_and_conditions(site: &Site, place: &Place) {
    let laptop = officer(site, place);
    let village = format!("division={}", place.village);
    let first = hazard(&laptop, &["road_name=盛东路"]);
    let second = hazard(&laptop, &["road_name=盛西路", &village]);
    laptop.act(&second, "report", &[]);
    let log = laptop.add(
        "persuasion_log",
        &[
            "station_point=桥头",
            r#"actors=[{"person":"张伟"}]"#,
            "vehicles=12",
        ],
    );
    let found = |conditions: &[&str]| {
        let mut args = vec!["hazard"];
        conditions
            .iter()
            .for_each(|condition| args.extend(["--where", condition]));
        laptop.list(&args)
    };
    assert_eq!(
        laptop.list(&[]),
        [&*log, &*second, &*first],
        "the latest first"
    );
    assert_eq!(laptop.list(&["persuasion_log"]), [&*log]);
    assert_eq!(laptop.list(&["--limit", "1"]), [&*log]);
    assert_eq!(found(&["status=reported"]), [&*second]);
    assert_eq!(found(&["road_name=盛东路"]), [&*first]);
    assert_eq!(found(&["kinds=sharp_curve"]), [&*second, &*first]);
    assert_eq!(found(&["kinds=sharp_curve", "status=draft"]), [&*first]);
    assert_eq!(found(&[&village]), [&*second]);
    assert_eq!(found(&[&format!("division={}", place.county)]).len(), 2);
    assert!(found(&["road_name=别处"]).is_empty());
    // The unique beginning of an id is enough.
    assert_eq!(laptop.show(&log[..log.len() - 1])["id"], log);
}

pub(crate) fn history(site: &Site, place: &Place) {
    let laptop = officer(site, place);
    let id = hazard(&laptop, &[]);
    laptop.edit(&id, &["description=急弯无护栏无标志"]);
    laptop.act(&id, "report", &[]);
    assert!(laptop.show(&id).get("history").is_none());
    let steps = laptop.json(&["show", &id, "--history"])["history"].clone();
    let steps = steps.as_array().unwrap();
    assert_eq!(steps.len(), 3);
    for (step, seq) in steps.iter().zip(1..) {
        assert_eq!(step["seq"], seq);
        assert_eq!(step["by"], "张伟");
        assert_eq!(step["device"], laptop.device());
    }
    assert_eq!(
        steps[1]["changes"],
        json!([{ "field": "description", "set": "急弯无护栏无标志" }])
    );
    assert_eq!(steps[2]["changes"], json!([{ "event": "report" }]));
    let read = laptop.run(&["show", &id, "--history"]).said();
    assert!(read.contains("急弯无护栏无标志"), "{read}");
}

pub(crate) fn both_languages(site: &Site, place: &Place) {
    let laptop = officer(site, place);
    let id = hazard(&laptop, &["stake_start=K3"]);
    let station = [
        (vec!["show", &id], "隐患现状", "description"),
        (vec!["list"], "草稿", "draft"),
        (vec!["status"], "未发送", "unsent"),
        (vec!["conflicts"], "没有冲突", "no conflicts"),
        (vec!["sync"], "已同步", "synced"),
        (vec!["verify"], "签名", "signatures"),
        (vec!["rebuild"], "重建", "folded again"),
        (vec!["add", "hazard"], "已保存", "saved"),
    ];
    for (args, zh, en) in station {
        assert!(
            laptop.ask(Lang::Zh, &args).said().contains(zh),
            "{args:?} in Chinese"
        );
        assert!(
            laptop.ask(Lang::En, &args).said().contains(en),
            "{args:?} in English"
        );
    }
    let office = [
        (vec!["stats"], "截至", "as of"),
        (vec!["due"], "没有在办的期限", "no deadlines run"),
    ];
    for (args, zh, en) in office {
        let say = |lang| {
            site.run(&[args.as_slice(), &["--lang", lang]].concat())
                .said()
        };
        assert!(say("zh").contains(zh), "{args:?} in Chinese");
        assert!(say("en").contains(en), "{args:?} in English");
    }
    // What the locale says, when nobody says otherwise.
    let by_locale = |locale: &str| {
        let output = laptop
            .command(&["status"])
            .env("LANG", locale)
            .output()
            .unwrap();
        String::from_utf8(output.stdout).unwrap()
    };
    assert!(by_locale("zh_CN.UTF-8").contains("未发送"));
    assert!(by_locale("en_GB.UTF-8").contains("unsent"));
}
