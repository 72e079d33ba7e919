//! What each document is printed from, and what must be readable in it: written by hand, not read
//! from the catalog.

use forms::Catalog;
use merge::Record;

use crate::county;

/// What one document is printed from, and what must be readable in it.
pub(crate) struct Case {
    pub(crate) paper: &'static str,
    pub(crate) record: Record,
    pub(crate) linked: Vec<Record>,
    pub(crate) says: &'static [&'static str],
}

const NUMBER: &str = "襄谷公交隐〔2026〕12号";
const STAKE: &str = "K12+300至K12+520";
const BUREAU: &str = "谷城县交通运输局";

#[expect(clippy::too_many_lines, reason = "one case for each document")]
pub(crate) fn cases(catalog: &Catalog) -> Vec<Case> {
    let hazard = county::hazard(catalog).record;
    let closed = county::closed(catalog).record;
    let letter = |kind: &str| county::letter(catalog, kind, hazard.id).record;
    let listing = county::supervision(catalog, hazard.id).record;
    let lifted = county::lifted(catalog, hazard.id).record;
    let reminder = county::reminder(catalog, hazard.id).record;
    let vehicle = county::vehicle(catalog);
    let case = |paper, record: Record, linked: &[&Record], says| Case {
        paper,
        record,
        linked: linked.iter().map(|record| (*record).clone()).collect(),
        says,
    };
    let fined =
        county::enforcement(catalog, "simple", "fined").set("fine_yuan", crate::world::yuan(200));
    let seized = county::enforcement(catalog, "general", "measure").item(
        "measures",
        crate::world::map(&[
            ("code", "1".into()),
            ("item", "二轮摩托车1辆".into()),
            ("receipt_no", "420625 000123".into()),
            ("place_kept", "盛康停车场".into()),
        ]),
    );
    vec![
        case(
            "rectify_notice",
            letter("rectify_notice"),
            &[&hazard],
            &[
                "道路交通安全隐患整改通知书",
                NUMBER,
                "谷城县公安局",
                "谷城县交通运输局：",
                STAKE,
                "2026年12月15日前完成整改",
                "请于2026年11月12日前",
                "圐圙坬村口",
                "护栏220米，标志6块",
                "第二十九条",
                "送达回证",
                "直接送达",
                "抄送：盛康镇人民政府，谷城县道路交通安全工作领导小组办公室。",
                "弯道外侧无护栏.jpg",
                "相机时间2026-11-0210:20",
                "近三年发生事故3起，死亡1人，受伤4人",
                "2026年11月2日",
            ],
        ),
        case(
            "inform_letter",
            letter("inform"),
            &[&hazard],
            &[
                NUMBER,
                BUREAU,
                STAKE,
                "函告如下",
                "特此函告",
                "2026年11月12日前",
                "送达回证",
            ],
        ),
        case(
            "obstacle_notice",
            letter("remove_obstacle"),
            &[&hazard],
            &[NUMBER, BUREAU, STAKE, "第二十八条", "2026年11月12日前"],
        ),
        case(
            "reply_sheet",
            letter("reply"),
            &[&hazard],
            &[
                "HJ-420625-2026-00041",
                NUMBER,
                STAKE,
                "陈志强",
                "¥86000",
                "完成设计和招标（2026年11月15日）",
            ],
        ),
        case(
            "listing_letter",
            letter("listing_notice"),
            &[&listing, &hazard],
            &["谷道安督〔2026〕3号", STAKE, "2026年12月31日"],
        ),
        case(
            "delisting_letter",
            letter("delisting_notice"),
            &[&lifted, &hazard],
            &["谷道安解〔2026〕2号", STAKE],
        ),
        case(
            "reminder_letter",
            letter("reminder"),
            &[&hazard, &reminder],
            &["催办函（第二次）", NUMBER, STAKE, "2026年12月31日前"],
        ),
        case(
            "extension_letter",
            letter("extension_request"),
            &[&county::extending(catalog).record],
            &[BUREAU, "2027年1月14日", "无法浇筑"],
        ),
        case(
            "extension_reply",
            letter("extension_reply"),
            &[&county::extending(catalog)
                .step("extend_approve", None)
                .record],
            &[NUMBER, BUREAU, "同意延期。", STAKE],
        ),
        case(
            "listing_notice",
            listing.clone(),
            &[&hazard],
            &[
                "县级挂牌督办通知书",
                "谷道安督〔2026〕3号",
                "谷城县交通运输局：",
                STAKE,
                "2026年12月31日",
                "每10",
                "五、解除程序",
                "增设护栏220米",
                "2026年11月5日",
            ],
        ),
        case(
            "delisting_notice",
            lifted.clone(),
            &[&hazard],
            &[
                "谷道安解〔2026〕2号",
                "谷道安督〔2026〕3号",
                "2026年12月13日现场复查",
                STAKE,
                "复查.jpg",
            ],
        ),
        case(
            "reminder",
            reminder.clone(),
            &[&hazard, &letter("reminder")],
            &[
                "催办函（第二次）",
                NUMBER,
                "谷城县交通运输局：",
                STAKE,
                "已逾期10天",
                "2026年12月31日前",
                "抄送：谷城县人民政府办公室",
                "约谈",
            ],
        ),
        case(
            "extension_request",
            county::extending(catalog).record,
            &[],
            &[
                BUREAU,
                STAKE,
                "2026年12月15日",
                "2027年1月14日",
                "60%",
                "申请延期30天",
            ],
        ),
        case(
            "acceptance",
            closed.clone(),
            &[&lifted],
            &[
                "联合验收表",
                "XY-420625-2026-00123",
                STAKE,
                "护栏220米",
                "赵敏",
                "养护股股长",
                "周莉",
                "同意",
                "合格",
                "县级（已摘牌）",
                "已装护栏.jpg",
                "¥86000",
            ],
        ),
        case(
            "closing",
            closed.clone(),
            &[&lifted],
            &[
                "销号审批表",
                "谷道安销〔2026〕31号",
                STAKE,
                "3个单位3人",
                "谷道安解〔2026〕2号",
                "标线齐全，同意销号",
            ],
        ),
        case(
            "lookback",
            county::lookback(catalog, hazard.id).record,
            &[&closed],
            &[
                "“回头看”检查表",
                STAKE,
                "√合格",
                "□反弹",
                "√完好",
                "反光膜一处脱落",
                "2026年12月20日",
            ],
        ),
        case(
            "agreement",
            county::agreement(catalog, "township_village").record,
            &[],
            &[
                "二〇二六年度",
                "农村道路交通安全管理责任书",
                "ZR-420625-2026-00877",
                "甲方：盛康镇人民政府",
                "乙方：盛康镇圐圙坬村村民委员会",
                "村党组织书记是第一责任人",
                "2026年1月1日起至2026年12月31日",
                "一式三份",
                "周莉",
                "吴长河",
            ],
        ),
        case(
            "penalty_simple",
            fined.record,
            &[],
            &[
                "简易程序处罚决定书",
                "草稿",
                "420625123456789",
                "吴大山",
                "2026年11月2日9时00分",
                "摩托车驾驶人未戴",
                "《中华人民共和国道路交通安全法》第五十一条、第九十条",
                "罚款200元（人民币贰佰元整）",
                "15日内",
                "3%",
                "60日内",
                "6个月内",
                "记1分",
                "拒绝签名",
                "谷城县公安局",
            ],
        ),
        case(
            "measure_receipt",
            seized.record,
            &[],
            &[
                "行政强制措施凭证",
                "草稿",
                "扣留机动车",
                "二轮摩托车1辆",
                "420625000123",
                "15个工作日内",
                "60日内",
                "6个月内",
            ],
        ),
        case(
            "violation_notice",
            county::enforcement(catalog, "general", "notice").record,
            &[],
            &["违法行为处理通知书", "草稿", "15个工作日内", "鄂F12345"],
        ),
        case(
            "education_record",
            county::enforcement(catalog, "verbal", "educated").record,
            &[],
            &["教育记录", "CC-420625-2026-000321", "吴大山", "不予罚款"],
        ),
        case(
            "persuasion",
            county::persuasion(catalog).record,
            &[],
            &[
                "劝导记录",
                "圐圙坬村劝导站",
                "2026年11月2日",
                "货车/三轮车载人5，头盔31",
                "郑小燕（志愿者）",
                "集市.jpg",
            ],
        ),
        case(
            "owner_notice",
            county::notice(catalog, &vehicle),
            &[&vehicle],
            &["告知单", "吴大山", "鄂F12345", "2026年12月31日", "签收回执"],
        ),
    ]
}
