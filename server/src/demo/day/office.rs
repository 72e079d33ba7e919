//! What the county and the city decide, and how it comes home.

use super::By::{Deadlines, Everybody, Laptop};
use super::{CITY, COUNTY, LEAD, OFFICER, Step};

pub(super) const REVIEW: &[Step] = &[
    Step {
        by: Laptop(COUNTY),
        named: "",
        zh: "同步，得到全县记录",
        en: "syncs, and has the county's records",
        commands: "sync",
    },
    Step {
        by: Laptop(COUNTY),
        named: "",
        zh: "认定 Y014 急弯：较大，工程治理",
        en: "confirms the bend on Y014: larger, engineering",
        commands: "
            act <bend> confirm
            --set grade=larger
            --set nature=engineering",
    },
    Step {
        by: Laptop(COUNTY),
        named: "bend_letter",
        zh: "补录整改通知书：35 天前签发并直接送达盛康镇人民政府",
        en: "enters the rectification notice, issued and served on the township 35 days ago",
        commands: r#"
            add letter
            --set division=420625102215
            --set type=rectify_notice
            --set hazard=<bend>
            --set from_org=谷城县道路交通安全委员会办公室
            --set to_org=盛康镇人民政府
            --set body=Y014 急弯临崖路段护栏缺失，请于 30 日内完成整改并回函。
            act <bend_letter> issue
            --set number=谷道安办〔<year>〕12号
            act <bend_letter> serve
            --set served={"method":"direct","at":"<today-35> 15:00","receiver":"镇交管站"}
            --photo receipt_photo=<photo:receipt>"#,
    },
    Step {
        by: Laptop(COUNTY),
        named: "",
        zh: "按通知书告知责任单位，整改期限为 5 天前：已逾期",
        en: "notifies as the letter says; its deadline was five days ago: overdue",
        commands: "
            act <bend> notify
            --set resp_org=盛康镇人民政府
            --set due_on=<today-5>",
    },
    Step {
        by: Laptop(COUNTY),
        named: "",
        zh: "认定 C102 路口：一般，限期整改",
        en: "confirms the junction on C102: general, normal rectification",
        commands: "
            act <sight> confirm
            --set grade=general
            --set nature=normal",
    },
    Step {
        by: Laptop(COUNTY),
        named: "sight_letter",
        zh: "签发整改通知书，平台送达，并告知：整改期限 30 天",
        en: "issues and serves a notice, and notifies: thirty days to rectify",
        commands: r#"
            add letter
            --set division=420625102209
            --set type=rectify_notice
            --set hazard=<sight>
            --set from_org=谷城县道路交通安全委员会办公室
            --set to_org=盛康镇人民政府
            --set body=C102 路口视距不良、标志缺失，请于 30 日内完成整改并回函。
            act <sight_letter> issue
            --set number=谷道安办〔<year>〕27号
            act <sight_letter> serve
            --set served={"method":"platform","at":"now","receiver":"镇交管站"}
            act <sight> notify
            --set resp_org=盛康镇人民政府
            --set due_on=<today+30>"#,
    },
    Step {
        by: Laptop(COUNTY),
        named: "",
        zh: "认定 X012 临水塌陷：重大，工程治理",
        en: "confirms the washed-out verge on X012: major, engineering",
        commands: "
            act <water> confirm
            --set grade=major
            --set nature=engineering",
    },
    Step {
        by: Laptop(COUNTY),
        named: "",
        zh: "大队收到头盔案件，备案",
        en: "files the helmet case at the brigade",
        commands: "
            act <case> file
            --set filed_at=now",
    },
];

pub(super) const SUPERVISION: &[Step] = &[
    Step {
        by: Laptop(COUNTY),
        named: "listing",
        zh: "提请市级挂牌督办：X012 临水塌陷",
        en: "proposes that the city lists the verge on X012",
        commands: "
            add supervision
            --set division=420625102214
            --set hazard=<water>
            --set level=city
            --set resp_org=谷城县交通运输局
            --set matter=X012 K3+600 临水路基塌陷",
    },
    Step {
        by: Laptop(COUNTY),
        named: "",
        zh: "同步",
        en: "syncs",
        commands: "sync",
    },
    Step {
        by: Laptop(CITY),
        named: "",
        zh: "同步，得到全市记录",
        en: "syncs, and has the city's records",
        commands: "sync",
    },
    Step {
        by: Laptop(CITY),
        named: "",
        zh: "挂牌督办，期限 90 天",
        en: "lists it: ninety days",
        commands: "
            act <listing> list
            --set supervising_org=襄阳市道路交通安全委员会办公室
            --set notice_no=襄道安办督〔<year>〕3号
            --set listed_on=today
            --set term_due=<today+90>
            --set report_cycle_days=15",
    },
    Step {
        by: Laptop(CITY),
        named: "nudge",
        zh: "逾期催办：Y014 急弯，要求 7 日内书面回复",
        en: "sends a reminder about the overdue bend: a written reply within seven days",
        commands: "
            add reminder
            --set division=420625102215
            --set hazard=<bend>
            --set kind=overdue
            --set to_org=盛康镇人民政府
            --set action=说明逾期原因和整改计划
            act <nudge> send
            --set seq=1
            --set sent_on=today
            --set reply_by=<today+7>",
    },
    Step {
        by: Laptop(CITY),
        named: "",
        zh: "同步",
        en: "syncs",
        commands: "sync",
    },
    Step {
        by: Deadlines,
        named: "",
        zh: "整改期限，逾期在前：",
        en: "Deadlines, overdue first:",
        commands: "",
    },
];

pub(super) const HOME: &[Step] = &[
    Step {
        by: Laptop(COUNTY),
        named: "",
        zh: "同步",
        en: "syncs",
        commands: "sync",
    },
    Step {
        by: Laptop(OFFICER),
        named: "",
        zh: "同步，得到县、市的办理结果",
        en: "syncs, and has what county and city decided",
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
        by: Laptop(OFFICER),
        named: "",
        zh: "查看本机",
        en: "looks at the laptop",
        commands: "status",
    },
    Step {
        by: Everybody,
        named: "",
        zh: "四台电脑与服务器上的同一条记录",
        en: "the same record on four laptops and at the office",
        commands: "show <bend>",
    },
];
