//! What the two laptops of the station write, out of reach of any network.

use super::By::Laptop;
use super::{LEAD, OFFICER, Step};

pub(super) const MORNING: &[Step] = &[
    Step {
        by: Laptop(OFFICER),
        named: "bend",
        zh: "登记并上报隐患：乡道 Y014 K12+300 急弯临崖无护栏（上月已书面告知，今日补录）",
        en: "reports a hazard: sharp bend above a cliff, no guardrail, Y014 K12+300 (on paper since last month)",
        commands: "
            add hazard
            --set division=420625102215
            --set found_at=<today-40> 09:20
            --set kinds=sharp_curve,cliff,no_guardrail
            --set road_class=township
            --set road_code=Y014
            --set road_name=盛土线
            --set stake_start=K12+300
            --set geo=32.118420,111.523610
            --set description=急弯外侧临崖，护栏缺失，夜间无诱导设施
            --set bus_route=yes
            --set grade_suggested=larger
            --photo photos_before=<photo:bend>
            act <bend> report",
    },
    Step {
        by: Laptop(OFFICER),
        named: "sight",
        zh: "登记并上报隐患：村道 C102 K1+050 视距不良、标志缺失（手机坐标 GCJ-02）",
        en: "reports a hazard: poor sight, signs missing, C102 K1+050 (a phone's GCJ-02 position)",
        commands: "
            add hazard
            --set division=420625102209
            --set kinds=poor_sight,no_sign
            --set road_class=village
            --set road_code=C102
            --set stake_start=K1+050
            --set geo=32.131877,111.548902,gcj02
            --set description=路口被树木遮挡，未设让行标志
            --set bus_route=no
            --set grade_suggested=general
            --photo photos_before=<photo:sight>
            act <sight> report",
    },
    Step {
        by: Laptop(OFFICER),
        named: "hole",
        zh: "登记隐患并立行立改：乡道 Y014 K8+900 坑槽，当场填补",
        en: "reports a pothole on Y014 K8+900 and has it filled on the spot",
        commands: "
            add hazard
            --set division=420625102206
            --set kinds=pothole
            --set road_class=township
            --set road_code=Y014
            --set stake_start=K8+900
            --set description=路面坑槽一处，约 0.5 平方米
            --set bus_route=no
            --set grade_suggested=general
            --photo photos_before=<photo:hole>
            act <hole> report
            act <hole> fix_now
            --photo photos_after=<photo:filled>",
    },
    Step {
        by: Laptop(OFFICER),
        named: "round",
        zh: "完成排查：Y014 全线，发现隐患 2 处",
        en: "finishes an inspection of Y014: two hazards found",
        commands: "
            add inspection
            --set object_name=乡道 Y014
            --set road_class=township
            --set road_code=Y014
            act <round> finish
            --set date=today
            --set hazards_found=<bend>,<hole>",
    },
    Step {
        by: Laptop(OFFICER),
        named: "promise",
        zh: "下发并签订责任书：派出所→面包车驾驶人",
        en: "issues a responsibility agreement to a minivan driver, who signs",
        commands: "
            add agreement
            --set division=420625102215
            --set year=<year>
            --set pair=station_person
            --set template_ver=<year>-1
            --set party_a_org=盛康派出所
            --set party_a_signer=周明
            --set party_a_post=民警
            --set party_b_name=赵某
            --set party_b_role=driver
            --set valid_from=<today>
            --set valid_to=<today+365>
            act <promise> issue
            act <promise> sign
            --set signed_at=now
            --set sign_method=paper_scan
            --photo scan=<photo:signed>",
    },
    Step {
        by: Laptop(OFFICER),
        named: "case",
        zh: "登记查处：摩托车驾驶人未戴安全头盔，简易程序，警告；移交大队",
        en: "registers a case: motorcyclist without helmet, simple procedure, a warning; handed to the brigade",
        commands: r#"
            add enforcement
            --set division=420625102206
            --set road_class=township
            --set road_code=Y014
            --set stake=K9+100
            --set officers=[{"name":"周明","role":"officer"},{"name":"刘洋","role":"auxiliary"}]
            --set violations=[{"key":"helmet_driver"}]
            --set travel_mode=M
            act <case> record
            --set procedure=simple
            --set outcome=warned
            --set party_signed=signed
            act <case> submit
            --set handed_to=谷城县公安局交通警察大队"#,
    },
    Step {
        by: Laptop(LEAD),
        named: "talk",
        zh: "登记劝导日志：艾家畈劝导站，赶集日",
        en: "writes a persuasion log: Aijiafan persuasion station, market day",
        commands: r#"
            add persuasion_log
            --set division=420625102215
            --set station_point=艾家畈劝导站
            --set occasion=market
            --set from=07:00
            --set to=09:00
            --set actors=[{"person":"李建国"},{"person":"艾家畈劝导员","volunteer":true}]
            --set vehicles=46
            --set persons=31
            --set topics=[{"topic":"helmet","count":18},{"topic":"cargo_people","count":3}]"#,
    },
    Step {
        by: Laptop(LEAD),
        named: "water",
        zh: "登记并上报隐患：县道 X012 K3+600 临水路段路基塌陷，已封闭半幅，建议重大",
        en: "reports a hazard: washed-out verge beside water, X012 K3+600, barrier up, suggests major",
        commands: r#"
            add hazard
            --set division=420625102214
            --set kinds=water,collapse
            --set road_class=county
            --set road_code=X012
            --set stake_start=K3+600
            --set geo=32.104233,111.501775
            --set description=临水侧路基塌陷约 12 米，仅余半幅通行
            --set bus_route=yes
            --set grade_suggested=major
            --set interim=[{"measure":"barrier","at":"now","note":"封闭半幅"}]
            --photo photos_before=<photo:water>
            act <water> report"#,
    },
    Step {
        by: Laptop(OFFICER),
        named: "",
        zh: "查看本机：全部在本机，尚未发送",
        en: "looks at the laptop: all of it here, none of it sent",
        commands: "status",
    },
    Step {
        by: Laptop(LEAD),
        named: "",
        zh: "查看本机",
        en: "looks at the laptop",
        commands: "status",
    },
];

pub(super) const NOON: &[Step] = &[
    Step {
        by: Laptop(OFFICER),
        named: "",
        zh: "有网络了，同步",
        en: "has a network, syncs",
        commands: "sync",
    },
    Step {
        by: Laptop(LEAD),
        named: "",
        zh: "同步，得到同所的全部记录",
        en: "syncs, and has everything of the station",
        commands: "sync",
    },
];

pub(super) const CONFLICT: &[Step] = &[
    Step {
        by: Laptop(OFFICER),
        named: "",
        zh: "离线修改同一隐患：起点桩号 K12+280，补填位置侧「右侧」",
        en: "edits that bend offline: start stake K12+280, and adds the side, right",
        commands: "
            edit <bend>
            --set stake_start=K12+280
            --set side=right",
    },
    Step {
        by: Laptop(LEAD),
        named: "",
        zh: "同时离线修改：起点桩号 K12+340，补填终点桩号 K12+460",
        en: "edits it offline too: start stake K12+340, and adds the end stake, K12+460",
        commands: "
            edit <bend>
            --set stake_start=K12+340
            --set stake_end=K12+460",
    },
    Step {
        by: Laptop(OFFICER),
        named: "",
        zh: "同步",
        en: "syncs",
        commands: "sync",
    },
    Step {
        by: Laptop(LEAD),
        named: "",
        zh: "同步",
        en: "syncs",
        commands: "sync",
    },
    Step {
        by: Laptop(LEAD),
        named: "",
        zh: "不同字段两处都在，同一字段两个值都留着",
        en: "different fields: both hold; the same field: both values stay",
        commands: "
            show <bend>
            conflicts",
    },
    Step {
        by: Laptop(LEAD),
        named: "",
        zh: "现场核对后处理冲突，采用 K12+280（周明所写）",
        en: "checks on the spot and settles it: K12+280, as Zhou Ming wrote",
        commands: "
            resolve <bend> stake_start
            --take K12+280",
    },
    Step {
        by: Laptop(LEAD),
        named: "",
        zh: "快速验收销号：Y014 K8+900 坑槽",
        en: "accepts and closes the pothole on Y014 K8+900",
        commands: "
            act <hole> accept_quick
            --set acceptance_date=today
            --set acceptance_result=qualified",
    },
    Step {
        by: Laptop(LEAD),
        named: "",
        zh: "同步",
        en: "syncs",
        commands: "sync",
    },
    Step {
        by: Laptop(OFFICER),
        named: "",
        zh: "同步后，冲突已消除",
        en: "syncs: no conflict left",
        commands: "
            sync
            conflicts",
    },
];
