//! One believable record of every kind that has documents.

use forms::Catalog;
use merge::{Record, RecordId};

use crate::world::{BEND, RAIL, Story, THEN, map, metres, text, yuan};

const DAY: u64 = 24 * 60 * 60 * 1000;

pub(crate) fn hazard(catalog: &Catalog) -> Story<'_> {
    let at = i64::try_from(THEN).unwrap();
    Story::of(catalog, "hazard", 0x11)
        .set("hazard_no", "XY-420625-2026-00123")
        .set("found_at", at)
        .set("found_by", "王建国")
        .set("source", "patrol")
        .set("road_class", "county")
        .set("road_code", "X014420625")
        .set("road_name", "盛五线")
        .set("stake_start", 12_300)
        .set("stake_end", 12_520)
        .set("side", "left")
        .set("place_text", "圐圙坬村口弯道外侧")
        .set("geo", map(&[("lat_e6", 32_123_456.into()), ("lon_e6", 111_654_321.into()), ("crs", text("WGS-84"))]))
        .item("kinds", "sharp_curve")
        .item("kinds", "cliff")
        .item("kinds", "no_guardrail")
        .set("description", "急弯外侧临崖，落差约8米，无护栏、无警示标志；雨天路面湿滑，对向来车视线被山体遮挡。")
        .set("bus_route", true)
        .set("accidents_3y", map(&[("count", 3.into()), ("deaths", 1.into()), ("injured", 4.into())]))
        .file("photos_before", BEND, "弯道外侧无护栏.jpg")
        .step("report", None)
        .set("grade", "larger")
        .set("nature", "engineering")
        .set("proposal", "在弯道外侧增设波形护栏，设置急弯警告标志和线形诱导标，施划减速标线，弯道内侧设凸面镜。")
        .set("works", map(&[("guardrail_m", metres(2200)), ("signs", 6.into()), ("humps", 2.into()), ("mirrors", 1.into()), ("marking_m", metres(1205))]))
        .step("confirm", None)
        .set("resp_org", "谷城县交通运输局")
        .set("resp_person", "陈志强")
        .set("resp_phone", "13807271234")
        .set("due_on", "2026-12-15")
        .item("interim", map(&[("measure", text("sign")), ("at", at.into()), ("note", text("弯道两端各设一块"))]))
        .item("interim", map(&[("measure", text("speed_limit")), ("at", at.into())]))
        .item("stages", map(&[("measure", text("完成设计和招标")), ("due", text("2026-11-15")), ("done_at", text("2026-11-14"))]))
        .item("stages", map(&[("measure", text("护栏、标志安装完毕")), ("due", text("2026-12-10")), ("done_at", text("2026-12-09"))]))
        .step("notify", None)
        .set("started_on", "2026-11-16")
        .set("budget_yuan", yuan(86_000))
        .set("fund_source", "county")
        .step("start", None)
}

/// The hazard on to its close.
pub(crate) fn closed(catalog: &Catalog) -> Story<'_> {
    let member = |org: &str, name: &str, post: &str| {
        let at = i64::try_from(THEN + 40 * DAY).unwrap();
        map(&[
            ("org", text(org)),
            ("name", text(name)),
            ("post", text(post)),
            ("opinion", text("agree")),
            ("signed_at", at.into()),
        ])
    };
    hazard(catalog)
        .file("photos_after", RAIL, "已装护栏.jpg")
        .step("submit", None)
        .set("acceptance_date", "2026-12-12")
        .item(
            "acceptance_members",
            member("谷城县公安局交通警察大队", "赵敏", "秩序中队指导员"),
        )
        .item(
            "acceptance_members",
            member("谷城县交通运输局", "孙卫东", "养护股股长"),
        )
        .item(
            "acceptance_members",
            member("盛康镇人民政府", "周莉", "副镇长"),
        )
        .set("acceptance_result", "qualified")
        .step("accept", Some("护栏、标志、标线齐全，同意销号"))
        .set("close_doc", "谷道安销〔2026〕31号")
        .step("close", None)
}

pub(crate) fn extending(catalog: &Catalog) -> Story<'_> {
    hazard(catalog)
        .set("progress_pct", 60)
        .step("progress", None)
        .set("extension_due", "2027-01-14")
        .step(
            "extend_request",
            Some("11月下旬连续降雨，护栏基础无法浇筑，申请延期30天"),
        )
}

pub(crate) fn letter<'a>(catalog: &'a Catalog, of_type: &str, hazard: RecordId) -> Story<'a> {
    let at = i64::try_from(THEN + 2 * DAY).unwrap();
    Story::of(catalog, "letter", 0x22)
        .set("letter_no", "HJ-420625-2026-00041")
        .set("type", of_type)
        .set("number", "襄谷公交隐〔2026〕12号")
        .set("hazard", hazard.to_string().as_str())
        .set("from_org", "谷城县公安局交通警察大队")
        .set("to_org", "谷城县交通运输局")
        .item(
            "cc",
            map(&[("org", text("谷城县道路交通安全工作领导小组办公室"))]),
        )
        .item("cc", map(&[("org", text("盛康镇人民政府"))]))
        .set("due", "2026-11-12")
        .step("issue", None)
        .set(
            "served",
            map(&[
                ("method", text("direct")),
                ("at", at.into()),
                ("receiver", text("陈志强")),
            ]),
        )
}

pub(crate) fn supervision(catalog: &Catalog, hazard: RecordId) -> Story<'_> {
    Story::of(catalog, "supervision", 0x33)
        .set("hazard", hazard.to_string().as_str())
        .set("level", "county")
        .set("supervising_org", "谷城县道路交通安全工作领导小组办公室")
        .set("notice_no", "谷道安督〔2026〕3号")
        .set("listed_on", "2026-11-05")
        .set("resp_org", "谷城县交通运输局")
        .set("resp_person", "陈志强")
        .set("matter", "盛五线K12+300至K12+520急弯临崖无护栏隐患整改")
        .set("term_due", "2026-12-31")
        .set("report_cycle_days", 10)
        .item(
            "requirements",
            map(&[("text", text("立即设置警示标志和限速标志，专人巡查。"))]),
        )
        .item(
            "requirements",
            map(&[("text", text("护栏工程须按设计图纸施工，完工后报验。"))]),
        )
        .set(
            "wuluoshi",
            map(&[
                ("measure", text("增设护栏220米")),
                ("duty", text("养护股陈志强")),
                ("fund", text("县级8.6万元")),
                ("time", text("12月10日前")),
                ("plan", text("雨雪天气封闭管控预案")),
            ]),
        )
        .step("list", None)
}

pub(crate) fn lifted(catalog: &Catalog, hazard: RecordId) -> Story<'_> {
    supervision(catalog, hazard)
        .set("recheck_on", "2026-12-13")
        .set("recheck_by", "刘洋")
        .file("photos_recheck", RAIL, "复查.jpg")
        .step("recheck_pass", None)
        .set("lift_doc", "谷道安解〔2026〕2号")
        .set("lifted_on", "2026-12-15")
        .step("lift", None)
}

pub(crate) fn reminder<'a>(catalog: &'a Catalog, hazard: RecordId) -> Story<'a> {
    Story::of(catalog, "reminder", 0x44)
        .set("hazard", hazard.to_string().as_str())
        .set("kind", "overdue")
        .set("seq", 2)
        .set("to_org", "谷城县交通运输局")
        .item("cc", map(&[("org", text("谷城县人民政府办公室"))]))
        .set("action", "倒排工期，增加施工力量，护栏工程须在春运前完成。")
        .set("reply_by", "2026-12-31")
        .set("sent_on", "2026-12-24")
        .step("send", None)
}

pub(crate) fn lookback(catalog: &Catalog, hazard: RecordId) -> Story<'_> {
    Story::of(catalog, "lookback", 0x55)
        .set("hazard", hazard.to_string().as_str())
        .set("basis", "sample")
        .set("checked_by", "王建国")
        .set("checked_on", "2026-12-20")
        .set("facility_ok", true)
        .set("relapse", false)
        .set("result", "qualified")
        .set("action", "护栏完好，反光膜一处脱落，已通知养护站补贴。")
        .file("photos", RAIL, "回头看.jpg")
        .step("finish", None)
}

pub(crate) fn agreement<'a>(catalog: &'a Catalog, pair: &str) -> Story<'a> {
    let story = Story::of(catalog, "agreement", 0x66)
        .set("agreement_no", "ZR-420625-2026-00877")
        .set("year", 2026)
        .set("pair", pair)
        .set("template_ver", "2026-1")
        .set("basis", "《谷城县农村道路交通安全责任制实施办法》")
        .set("party_a_org", "盛康镇人民政府")
        .set("party_a_signer", "周莉")
        .set("party_a_post", "副镇长")
        .set("valid_from", "2026-01-01")
        .set("valid_to", "2026-12-31")
        .set("copies", 3);
    if pair.ends_with("_person") {
        story
            .set("party_b_name", "吴大山")
            .set("party_b_role", "driver")
            .set("party_b_id_no", "420625197503051238")
            .set("party_b_phone", "13972211234")
            .set("party_b_address", "谷城县盛康镇圐圙坬村三组")
            .item(
                "vehicles",
                map(&[("plate", text("鄂F12345")), ("plate_kind", text("07"))]),
            )
            .item(
                "vehicles",
                map(&[("feature", text("红色三轮，宗申，车架号后四位8812"))]),
            )
    } else {
        story
            .set("party_b_org", "盛康镇圐圙坬村村民委员会")
            .set("party_b_name", "吴长河")
            .set("party_b_post", "村党支部书记")
    }
}

pub(crate) fn enforcement<'a>(catalog: &'a Catalog, procedure: &str, outcome: &str) -> Story<'a> {
    Story::of(catalog, "enforcement", 0x77)
        .set("case_no", "CC-420625-2026-000321")
        .set("occurred_at", i64::try_from(THEN).unwrap())
        .set("road_class", "township")
        .set("road_name", "盛康乡道")
        .set("stake", 3_150)
        .set("place_text", "集镇东口")
        .item(
            "officers",
            map(&[("name", text("王建国")), ("police_no", text("056789"))]),
        )
        .item("officers", map(&[("name", text("李明"))]))
        .set("party_name", "吴大山")
        .set("party_id_no", "420625197503051238")
        .set("party_sex", "1")
        .set("party_phone", "13972211234")
        .set("party_address", "谷城县盛康镇圐圙坬村三组")
        .set("licence_no", "420625197503051238")
        .set("licence_class", "E")
        .set("plate", "鄂F12345")
        .set("plate_kind", "07")
        .set("vehicle_type", "M21")
        .set("vehicle_owner", "吴大山")
        .item(
            "violations",
            map(&[
                ("key", text("helmet_driver")),
                ("official_code", text("11207")),
            ]),
        )
        .set("procedure", procedure)
        .set("outcome", outcome)
        .set("official_no", "420625 123456789")
        .set("party_signed", "refused")
        .set("delivered_at", i64::try_from(THEN + 600_000).unwrap())
        .set("handed_to", "谷城县公安局交通警察大队")
}

pub(crate) fn persuasion(catalog: &Catalog) -> Story<'_> {
    Story::of(catalog, "persuasion_log", 0x88)
        .set("date", "2026-11-02")
        .set("from", "06:30")
        .set("to", "09:00")
        .set("station_point", "圐圙坬村劝导站")
        .item("actors", map(&[("person", text("吴长河"))]))
        .item(
            "actors",
            map(&[("person", text("郑小燕")), ("volunteer", true.into())]),
        )
        .set("occasion", "market")
        .set("vehicles", 46)
        .set("persons", 71)
        .item(
            "topics",
            map(&[("topic", text("helmet")), ("count", 31.into())]),
        )
        .item(
            "topics",
            map(&[("topic", text("cargo_people")), ("count", 5.into())]),
        )
        .set("leaflets", 60)
        .set("note", "赶集日，三轮车载人较多，已逐一劝离。")
        .file("photos", BEND, "集市.jpg")
}

pub(crate) fn notice(catalog: &Catalog, vehicle: &Record) -> Record {
    Story::of(catalog, "notice_to_owner", 0x99)
        .set("notice_reason", "inspect")
        .set("vehicle", vehicle.id.to_string().as_str())
        .set("told_name", "吴大山")
        .set("due_on", "2026-12-31")
        .set("method", "in_person")
        .set("sent_on", "2026-12-01")
        .step("send", None)
        .record
}

pub(crate) fn vehicle(catalog: &Catalog) -> Record {
    Story::of(catalog, "key_vehicle", 0xaa)
        .set("plate", "鄂F12345")
        .set("plate_kind", "07")
        .set("vehicle_type", "M21")
        .set("key_class", "minivan")
        .set("owner_name", "吴大山")
        .set("inspect_due", "2026-12-31")
        .record
}
