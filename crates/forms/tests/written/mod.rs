//! The lives of all kinds of records, written down by hand from the rules of the work.

use std::collections::BTreeSet;

/// The people of the table below: persuader, officer, auxiliary, station leader, township
/// administrator, county coordinator, legal officer, headquarters, auditor, and the clock.
pub(crate) const PEOPLE: &[(char, &str)] = &[
    ('v', "persuader"),
    ('o', "officer"),
    ('a', "auxiliary"),
    ('l', "station_lead"),
    ('t', "township_admin"),
    ('c', "county_coord"),
    ('g', "county_legal"),
    ('h', "city_hq"),
    ('u', "auditor"),
    ('k', "clock"),
];

/// `kind: who creates`, then `from event to: who`; several states stand with a slash between them.
const TABLE: &str = "
hazard: voalt
    draft/returned report reported: voalt
    reported return returned: lc
    reported reject rejected: c
    reported merge merged: c
    reported fix_now fixed: oalt
    reported/fixed confirm confirmed: c
    fixed accept_quick closed: lc
    confirmed refer referred: c
    referred handed_back confirmed: c
    confirmed notify notified: lc
    notified plan rectifying: oaltc
    notified start rectifying: oaltc
    rectifying progress rectifying: voalt
    rectifying extend_request rectifying: t
    rectifying extend_approve rectifying: ch
    rectifying extend_deny rectifying: ch
    rectifying/notified submit submitted: oalt
    submitted accept accepted: ch
    submitted fail rectifying: ch
    accepted close closed: ch
    closed relapse rectifying: ch
    draft/reported/returned/fixed/confirmed/referred/notified void void: c
    rectifying/submitted/accepted/closed void void: c
supervision: oaltch
    proposed list listed: ch
    proposed decline declined: ch
    listed/extended extend extended: ch
    listed/extended recheck_pass recheck_passed: ch
    recheck_passed lift lifted: ch
reminder: lch
    proposed send sent: lch
    proposed dismiss dismissed: lch
    sent reply replied: ltch
    proposed/sent void void: ch
lookback: olch
    planned finish done: olch
    planned/done void void: ch
inspection: voaltc
    planned finish done: voaltc
    planned/done void void: lc
letter: oltch
    drafted issue issued: ltch
    issued serve served: oltch
    served reply replied: oltch
    served/replied close closed: lch
    drafted/issued/served void void: lch
agreement: voaltch
    drafted issue issued: voltch
    issued sign signed: voaltch
    signed verify signed: ltch
    amended verify amended: ltch
    signed/amended amend amended: voltch
    signed/amended terminate terminated: voltch
    signed/amended supersede superseded: voltch
    signed/amended flag_duplicate superseded: voltch
    signed/amended expire expired: k
    drafted/issued/signed/amended void void: voltch
enforcement: oal
    draft/returned record recorded: ol
    recorded submit submitted: ol
    submitted return returned: cg
    submitted file filed: cg
    filed conclude concluded: cg
    draft/recorded/submitted/returned/filed annul annulled: g
persuasion_log: voalt
    recorded void void: ltc
org_unit: ltch
    active roll_out active: ch
    active check active: ltch
    active close closed: ch
    active void void: ltch
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
pub(crate) fn written() -> (BTreeSet<(String, String)>, BTreeSet<[String; 5]>) {
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
