//! The lives of the ledgers and of everyday work, written down a second time by hand and held
//! against the catalog: every role in every state and every event.

#![allow(clippy::expect_used, reason = "a test may stop at the first surprise")]

use std::collections::BTreeSet;

use forms::Catalog;

/// The people of the table below: persuader, officer, auxiliary, station leader, township
/// administrator, county coordinator, legal officer, headquarters, auditor.
const PEOPLE: &[(char, &str)] = &[
    ('v', "persuader"),
    ('o', "officer"),
    ('a', "auxiliary"),
    ('l', "station_lead"),
    ('t', "township_admin"),
    ('c', "county_coord"),
    ('g', "county_legal"),
    ('h', "city_hq"),
    ('u', "auditor"),
];

/// `kind: who creates`, then `from event to: who`; several states stand with a slash between them.
const TABLE: &str = "
key_vehicle: voalt
    active renew active: voalt
    active sell sold: voalt
    active scrap scrapped: voalt
    active void void: voaltc
driver: voalt
    active renew active: voalt
    active move moved: voalt
    active end ended: voalt
    active void void: voaltc
key_unit: oaltc
    active visit active: oaltc
    active hold_accountable active: ch
    active close closed: oaltc
    active void void: oaltc
road_section: voaltc
    active inspect active: voaltc
    active remove removed: ltc
    active void void: voaltc
notice_to_owner: voalt
    drafted/not_reached send sent: voalt
    sent receive received: voalt
    drafted/sent miss not_reached: voalt
    sent/received handle handled: voalt
    drafted/sent/received/not_reached void void: voaltc
station_point: oaltc
    active suspend suspended: ltc
    suspended resume active: ltc
    active/suspended close closed: ltc
    active/suspended void void: oaltc
person: oltch
    active change active: ltch
    active leave left: ltch
    active void void: oltch
equipment: oalc
    in_use/repair calibrate in_use: olc
    in_use send_repair repair: oalc
    in_use/repair retire retired: lc
    in_use/repair void void: oalc
campaign: lch
    planned start running: lch
    running end ended: lch
    ended report reported: lch
    planned cancel cancelled: lch
    planned/running/ended void void: lch
training: ltcgh
    held void void: ltcgh
meeting: ltch
    held track tracking: ltch
    tracking decision_done tracking: ltch
    held/tracking complete completed: ltch
    held/tracking void void: ltch
publicity: voaltc
    held void void: voaltc
mass_event: voalt
    planned hold held: voalt
    planned cancel cancelled: voalt
    planned void void: voaltc
minor_accident: oal
    recorded settle settled: oal
    recorded hand_over handed_over: oal
    recorded void void: oalc
duty_shift: oltc
    planned finish done: oaltc
    planned miss missed: ltc
    planned void void: oltc
duty_check: uch
    recorded notify notified: uch
    notified rectify rectified: ltc
    recorded/notified void void: uch
work_order: lch
    drafted issue issued: lch
    issued sign_for signed_for: oltc
    signed_for feed_back fed_back: oltc
    fed_back return signed_for: lch
    fed_back close closed: lch
    drafted/issued/signed_for/fed_back void void: lch
quality_check: guh
    recorded notify notified: guh
    notified rectify rectified: l
    rectified verify verified: guh
    rectified return notified: guh
    recorded/notified/rectified void void: guhc
bulletin: cgh
    drafted publish published: cgh
    published revoke revoked: cgh
    drafted/published void void: cgh
assessment: ch
    draft self_assess self_assessed: lt
    draft/self_assessed/objected check checked: ch
    checked object objected: ltc
    checked publish published: ch
    draft/self_assessed/checked/objected void void: ch
tip: voaltc
    received assign assigned: olc
    assigned handle handled: oltc
    handled feed_back fed_back: oltc
    received reject rejected: lc
    received/assigned/handled void void: voaltc
accident_stat: ch
    entered verify verified: ch
    verified correct entered: ch
    entered/verified void void: ch
policy_doc: ltch
    draft issue issued: ltch
    issued sign_for issued: oltc
    issued repeal repealed: ltch
    draft/issued void void: ltch
";

fn roles(letters: &str) -> BTreeSet<&'static str> {
    let role = |letter| PEOPLE.iter().find(|(known, _)| *known == letter);
    let roles = letters
        .chars()
        .map(|letter| role(letter).expect("a role").1);
    roles.collect()
}

/// Every `(kind, state, event, role) → state` of the table, and who creates which kind.
fn written() -> (BTreeSet<(String, String)>, BTreeSet<[String; 5]>) {
    let (mut creates, mut moves) = (BTreeSet::new(), BTreeSet::new());
    let mut kind = "";
    for line in TABLE.lines().filter(|line| !line.is_empty()) {
        let (left, who) = line.split_once(": ").expect("who after a colon");
        if !line.starts_with(' ') {
            kind = left;
            creates.extend(
                roles(who)
                    .iter()
                    .map(|role| (kind.to_owned(), (*role).to_owned())),
            );
            continue;
        }
        let words: Vec<&str> = left.split_whitespace().collect();
        for from in words[0].split('/') {
            for role in roles(who) {
                moves.insert([kind, from, words[1], role, words[2]].map(str::to_owned));
            }
        }
    }
    (creates, moves)
}

#[test]
fn every_role_in_every_state_may_do_what_is_written_and_nothing_else() {
    let catalog = Catalog::builtin().expect("the catalog loads");
    let (creates, moves) = written();
    let names: BTreeSet<&String> = creates.iter().map(|(kind, _)| kind).collect();
    let (mut declared, mut may) = (BTreeSet::new(), BTreeSet::new());
    for kind in catalog
        .kinds()
        .iter()
        .filter(|kind| names.contains(&kind.name))
    {
        may.extend(
            kind.create
                .iter()
                .map(|role| (kind.name.clone(), role.clone())),
        );
        for row in &kind.events {
            for from in &row.from {
                for role in &row.by {
                    let to = row.to.as_ref().unwrap_or(from);
                    let cell = [&kind.name, from, &row.name, role, to];
                    let new = declared.insert(cell.map(Clone::clone));
                    assert!(new, "two rows for {cell:?}");
                }
            }
        }
    }
    assert_eq!(names.len(), 23);
    let differ: Vec<_> = creates.symmetric_difference(&may).collect();
    assert!(differ.is_empty(), "who creates: {differ:?}");
    let differ: Vec<_> = moves.symmetric_difference(&declared).collect();
    assert!(differ.is_empty(), "what may be done: {differ:?}");
}

#[test]
fn what_cannot_be_undone_needs_a_reason() {
    let catalog = Catalog::builtin().expect("the catalog loads");
    for kind in catalog.kinds() {
        for row in kind.rows("void") {
            assert!(row.reason, "{} is voided without a reason", kind.name);
        }
    }
}

/// No indicator by which anybody is assessed is a number or sum of penalties (处理程序规定§66).
#[test]
fn nobody_is_assessed_by_penalties() {
    let catalog = Catalog::builtin().expect("the catalog loads");
    let list = catalog.codes("assessment_indicator").expect("indicators");
    assert!(list.codes.len() > 10);
    for code in &list.codes {
        for word in ["罚", "查处", "查纠", "违法起数", "案件数", "处罚"] {
            assert!(!code.label.zh.contains(word), "{}", code.label.zh);
        }
        for word in [
            "fine",
            "penalt",
            "cases handled",
            "violation",
            "enforcement",
        ] {
            let en = code.label.en.to_lowercase();
            assert!(!en.contains(word) && !code.code.contains(word), "{en}");
        }
    }
}
