//! Words that sample records are made of.

use super::Dice;

const SURNAMES: [&str; 20] = [
    "王", "李", "张", "刘", "陈", "杨", "赵", "黄", "周", "吴", "徐", "孙", "胡", "朱", "高", "林",
    "何", "郭", "马", "罗",
];
const GIVEN: [&str; 24] = [
    "建国", "秀英", "伟", "芳", "国强", "丽", "志明", "桂兰", "军", "敏", "德华", "玉梅", "强",
    "燕", "立新", "春花", "勇", "静", "文斌", "红", "大山", "小龙", "成", "凤",
];
/// Roads of townships and villages: class, code, name.
pub(super) const ROADS: [(&str, &str, &str); 10] = [
    ("county", "X012", "保谷路"),
    ("county", "X027", "沿河路"),
    ("township", "Y014", "盘山路"),
    ("township", "Y006", "茶场路"),
    ("township", "Y031", "水库路"),
    ("village", "C102", "通村路"),
    ("village", "C118", "果园路"),
    ("village", "C205", "桥头路"),
    ("provincial", "S303", "保宜线"),
    ("other", "", "组道"),
];
/// What lies on a road: its kinds, how it is described, what to do, with how many metres of
/// guardrail and how many signs.
pub(super) const HAZARDS: [(&str, &str, &str, u64, u64); 12] = [
    (
        "sharp_curve,no_guardrail",
        "急弯临崖，外侧无护栏，会车时视线被山体遮挡",
        "外侧加装波形护栏，弯前设减速标线和凸面镜",
        80,
        2,
    ),
    (
        "at_grade,no_sign",
        "支路接入口无让行标志，两侧玉米遮挡视线",
        "设让行标志和减速带，清理视距三角区",
        0,
        3,
    ),
    (
        "pothole",
        "路面连片坑槽，雨后积水看不清深浅",
        "挖补坑槽，重做面层",
        0,
        1,
    ),
    (
        "water,no_guardrail",
        "临水路段无防护，路肩塌陷约0.6米",
        "修复路肩，加装护栏和警示桩",
        120,
        4,
    ),
    (
        "long_downgrade",
        "连续下坡2.3公里，无提示标志，货车刹车易失灵",
        "设连续下坡标志、避险提示和减速振荡标线",
        0,
        5,
    ),
    (
        "poor_sight,village_pass",
        "穿村路段两侧违建遮挡视线，学生早晚通行",
        "设限速和注意儿童标志，增设减速带",
        0,
        4,
    ),
    (
        "school",
        "小学门口无斑马线和减速设施，上下学拥堵",
        "施划斑马线，设减速带和警示灯",
        0,
        3,
    ),
    (
        "bridge",
        "漫水桥无限高限重标志，护栏一侧缺失",
        "补齐桥梁护栏，设限重标志",
        24,
        2,
    ),
    (
        "rockfall",
        "边坡有松动落石，雨季多次滚落",
        "清除危石，设防护网和警示标志",
        0,
        2,
    ),
    (
        "grain",
        "秋收占道晒粮，占去半幅路面",
        "劝离清理，村委会专人看守",
        0,
        0,
    ),
    (
        "no_light",
        "平交路口夜间无照明，三轮车频繁穿行",
        "安装太阳能路灯和爆闪灯",
        0,
        1,
    ),
    (
        "sign_blocked",
        "急弯标志被树枝完全遮挡",
        "修剪树枝，恢复标志可见",
        0,
        0,
    ),
];
/// What drivers did: the violation's key, and whether it carries no points, so that a verbal warning
/// may be enough.
pub(super) const VIOLATIONS: [(&str, bool); 8] = [
    ("helmet_passenger", true),
    ("seatbelt_passenger", true),
    ("motor_overload", true),
    ("tractor_carries_people", true),
    ("no_documents", true),
    ("helmet_driver", false),
    ("phone", false),
    ("wrong_way", false),
];
/// What people are persuaded about.
pub(super) const TOPICS: [&str; 6] = [
    "helmet",
    "belt",
    "over_seat",
    "cargo_people",
    "unplated",
    "drink",
];

/// A person's name.
pub(super) fn name(dice: &mut Dice) -> String {
    format!("{}{}", dice.pick(&SURNAMES), dice.pick(&GIVEN))
}

/// A mobile number that nobody has: numbers beginning with 199 0000 are not given out.
pub(super) fn phone(dice: &mut Dice) -> String {
    format!("1990000{:04}", dice.below(10_000))
}

/// A plate of the place.
pub(super) fn plate(dice: &mut Dice) -> String {
    const LETTERS: [&str; 6] = ["A", "B", "D", "H", "K", "M"];
    format!("鄂F{}{:04}", dice.pick(&LETTERS), dice.below(10_000))
}

/// A citizen's number with its check digit (GB 11643), of a place and a birthday.
pub(super) fn id_no(dice: &mut Dice) -> String {
    const WEIGHTS: [u32; 17] = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
    const CHECK: &[u8; 11] = b"10X98765432";
    let (year, month, day) = (
        dice.between(1958, 2001),
        dice.between(1, 12),
        dice.between(1, 28),
    );
    let body = format!("420625{year}{month:02}{day:02}{:03}", dice.below(1000));
    let digits = body.chars().filter_map(|c| c.to_digit(10));
    let sum: u32 = digits
        .zip(WEIGHTS)
        .map(|(digit, weight)| digit * weight)
        .sum();
    format!("{body}{}", char::from(CHECK[(sum % 11) as usize]))
}
