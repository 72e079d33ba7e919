//! What should be: the tree, the roles and what each may, typed from the domain dictionary (§5.1,
//! §6) and from nothing of the programs.

use std::collections::BTreeSet;

/// A division of the test's own map.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Node {
    pub(crate) code: &'static str,
    pub(crate) name: &'static str,
    /// The division it belongs to today; nothing above the city.
    pub(crate) above: Option<&'static str>,
    /// Another one has taken its place.
    pub(crate) now: Option<&'static str>,
}

const fn node(
    code: &'static str,
    name: &'static str,
    above: Option<&'static str>,
    now: Option<&'static str>,
) -> Node {
    Node {
        code,
        name,
        above,
        now,
    }
}

const CITY: &str = "420600000000";
const GUCHENG: &str = "420625000000";
const NANZHANG: &str = "420624000000";
const SHENGKANG: &str = "420625102000";
const CHENGGUAN: &str = "420625100000";
const WUAN: &str = "420624101000";

/// The site: a city, two counties, three townships, six villages. One village of 盛康 was merged
/// into one of 城关.
pub(crate) const NODES: &[Node] = &[
    node(CITY, "襄阳市", None, None),
    node(GUCHENG, "谷城县", Some(CITY), None),
    node(NANZHANG, "南漳县", Some(CITY), None),
    node(SHENGKANG, "盛康镇", Some(GUCHENG), None),
    node(CHENGGUAN, "城关镇", Some(GUCHENG), None),
    node(WUAN, "武安镇", Some(NANZHANG), None),
    node("420625102001", "竹园街社区", Some(SHENGKANG), None),
    node("420625102002", "前后街社区", Some(SHENGKANG), None),
    node(
        "420625102200",
        "贾庙村",
        Some(SHENGKANG),
        Some("420625100001"),
    ),
    node("420625100001", "粉阳社区", Some(CHENGGUAN), None),
    node("420624101001", "武安社区", Some(NANZHANG_WUAN), None),
    // No division of this site.
    node("420700000000", "鄂州市", None, None),
];
const NANZHANG_WUAN: &str = WUAN;

/// The division of another site, which nobody here has anything to do with.
pub(crate) const STRANGE: &str = "420700000000";

/// How a division stands to another one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Relation {
    Itself,
    Child,
    Descendant,
    Parent,
    Ancestor,
    Sibling,
    /// A child of a sibling, or further down.
    Nephew,
    /// A sibling of the parent.
    Uncle,
    /// Under another division of the same above, or of no site of ours.
    Cousin,
}

fn find(code: &str) -> &'static Node {
    NODES.iter().find(|node| node.code == code).unwrap()
}

/// The division and everything above it, as they are today.
fn line(code: &str) -> Vec<&'static str> {
    let mut line = Vec::new();
    let mut at = Some(find(code));
    if let Some(now) = at.and_then(|node| node.now) {
        at = Some(find(now));
    }
    while let Some(node) = at {
        line.push(node.code);
        at = node.above.map(find);
    }
    line
}

pub(crate) fn relation(own: &str, other: &str) -> Relation {
    let (own, other) = (line(own), line(other));
    let down = other.iter().position(|code| *code == own[0]);
    let up = own.iter().position(|code| *code == other[0]);
    match (down, up) {
        (Some(0), _) => Relation::Itself,
        (Some(1), _) => Relation::Child,
        (Some(_), _) => Relation::Descendant,
        (_, Some(1)) => Relation::Parent,
        (_, Some(_)) => Relation::Ancestor,
        _ => {
            let common = own.iter().position(|code| other.contains(code));
            let deep = common.and_then(|at| other.iter().position(|code| *code == own[at]));
            match (common, deep) {
                (Some(1), Some(1)) => Relation::Sibling,
                (Some(1), Some(_)) => Relation::Nephew,
                (Some(2), Some(1)) => Relation::Uncle,
                _ => Relation::Cousin,
            }
        }
    }
}

/// "A user sees own division and below."
pub(crate) fn in_scope(own: &str, other: &str) -> bool {
    use Relation::{Child, Descendant, Itself};
    matches!(relation(own, other), Itself | Child | Descendant)
}

/// As [`in_scope`], and in the scope of a day before a division became part of another one: what was
/// written under a grant that a later one has taken the place of is judged by its own day as well.
pub(crate) fn was_in_scope(own: &str, other: &str) -> bool {
    let before = find(other).above;
    in_scope(own, other) || before.is_some_and(|above| in_scope(own, above))
}

/// How a laptop may stand with its office; whether what it hands in is taken, and whether it is told
/// anything. "An officer is never locked out of capturing because a grant is stale: the work is kept
/// and judged later."
pub(crate) const STANDS: &[(&str, bool, bool)] = &[
    ("is new", true, false),
    ("is back after long", true, false),
    ("was let in", true, true),
    ("was refused", false, false),
    ("was revoked", false, false),
];

/// Roles and the divisions a unit of theirs is at: every level a role can be held at, once.
pub(crate) const SUBJECTS: &[(&str, &str)] = &[
    ("city_hq", CITY),
    ("county_coord", GUCHENG),
    ("county_legal", GUCHENG),
    ("station_lead", SHENGKANG),
    ("officer", SHENGKANG),
    ("auxiliary", SHENGKANG),
    ("township_admin", SHENGKANG),
    ("persuader", "420625102001"),
    ("auditor", CITY),
    ("auditor", GUCHENG),
    ("sys_admin", CITY),
    ("sys_admin", GUCHENG),
    ("sys_admin", SHENGKANG),
    ("sys_admin", "420625102001"),
    ("sec_admin", CITY),
    ("sec_admin", GUCHENG),
    ("sec_admin", SHENGKANG),
    ("sec_admin", "420625102001"),
    ("audit_admin", CITY),
    ("audit_admin", GUCHENG),
    ("audit_admin", SHENGKANG),
    ("audit_admin", "420625102001"),
];

const ADMINISTRATORS: [&str; 3] = ["sys_admin", "sec_admin", "audit_admin"];

/// The three administrators administer; everybody else works with records.
pub(crate) fn reads(role: &str) -> bool {
    !ADMINISTRATORS.contains(&role)
}

/// "accounts & devices".
pub(crate) fn administers(role: &str) -> bool {
    role == "sys_admin"
}

/// "read all + audit log", and "logs".
pub(crate) fn sees_logs(role: &str) -> bool {
    ["auditor", "audit_admin"].contains(&role)
}

/// Who may make which kind of record, from the column "may" of §5.1 and the tables of §5.3–5.5.
pub(crate) const MAKES: &[(&str, &[&str])] = &[
    (
        "hazard",
        &[
            "persuader",
            "officer",
            "auxiliary",
            "station_lead",
            "township_admin",
        ],
    ),
    (
        "persuasion_log",
        &[
            "persuader",
            "officer",
            "auxiliary",
            "station_lead",
            "township_admin",
        ],
    ),
    ("enforcement", &["officer", "auxiliary", "station_lead"]),
    ("minor_accident", &["officer", "auxiliary", "station_lead"]),
    ("quality_check", &["county_legal", "auditor", "city_hq"]),
    ("duty_check", &["auditor", "county_coord", "city_hq"]),
    ("bulletin", &["county_coord", "county_legal", "city_hq"]),
    ("assessment", &["county_coord", "city_hq"]),
    (
        "driver",
        &[
            "persuader",
            "officer",
            "auxiliary",
            "station_lead",
            "township_admin",
        ],
    ),
    ("campaign", &["station_lead", "county_coord", "city_hq"]),
];

pub(crate) fn makes(role: &str, kind: &str) -> bool {
    let roles = MAKES.iter().find(|(name, _)| *name == kind).unwrap().1;
    roles.contains(&role)
}

/// Steps of a hazard and who takes them (§5.3.2).
pub(crate) const STEPS: &[(&str, &[&str])] = &[
    (
        "report",
        &[
            "persuader",
            "officer",
            "auxiliary",
            "station_lead",
            "township_admin",
        ],
    ),
    ("return", &["station_lead", "county_coord"]),
    ("reject", &["county_coord"]),
    ("confirm", &["county_coord"]),
    ("extend_request", &["township_admin"]),
    ("void", &["county_coord"]),
];

pub(crate) fn takes(role: &str, step: &str) -> bool {
    let roles = STEPS.iter().find(|(name, _)| *name == step).unwrap().1;
    roles.contains(&role)
}

/// Fields of a hazard and who writes them (§5.3, column "who edits"); the grade is L2's, or L1's.
pub(crate) const WRITES: &[(&str, &[&str])] = &[
    (
        "description",
        &[
            "persuader",
            "officer",
            "auxiliary",
            "station_lead",
            "township_admin",
        ],
    ),
    ("grade", &["county_coord", "city_hq"]),
    ("resp_person", &["county_coord"]),
];

pub(crate) fn writes(role: &str, field: &str) -> bool {
    let roles = WRITES.iter().find(|(name, _)| *name == field).unwrap().1;
    roles.contains(&role)
}

/// How a field is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Shown {
    Open,
    Masked,
    Hidden,
}

/// What is asked of fields of an enforcement case (§6): `name` and `plate` tell who somebody is,
/// `id` harms when it leaks, `breath` is medical.
pub(crate) fn shown(role: &str, unit: &str, field: &str, reason: bool) -> Shown {
    // Those who handle cases: stations, the county, the legal officer, the traffic office of a
    // township only reads.
    let handles = [
        "officer",
        "auxiliary",
        "station_lead",
        "county_coord",
        "county_legal",
    ];
    let low = line(unit).len() >= 3;
    let default = match field {
        "name" | "plate" if handles.contains(&role) => Shown::Open,
        "breath" if low => Shown::Hidden,
        _ => Shown::Masked,
    };
    match default {
        Shown::Masked if reason => Shown::Open,
        other => other,
    }
}

/// Every relation there is.
pub(crate) fn relations() -> BTreeSet<Relation> {
    let pairs = SUBJECTS
        .iter()
        .flat_map(|(_, own)| NODES.iter().map(move |node| relation(own, node.code)));
    pairs.collect()
}
