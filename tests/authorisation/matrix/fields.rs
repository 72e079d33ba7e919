//! The first door, field by field: what is shown of a person, and to whom.

use super::Tally;
use super::http::DOOR;
use crate::oracle::{Shown, in_scope, reads, shown};
use crate::world::{Seen, Subject, World};

/// How fields of a case are shown that say something of a person: as they are, and for a reason.
pub(super) fn fields(
    world: &World,
    (who, subject): (usize, &Subject),
    seen: &Seen,
    tally: &mut Tally,
) {
    let reading = reads(subject.role) && in_scope(subject.unit, seen.node.code);
    for reason in [false, true] {
        let query = if reason { "?unmask=because" } else { "" };
        let sheet = world.get(subject, &format!("/api/records/{}{query}", seen.case));
        let sheet = sheet.json();
        let history = world.get(subject, &format!("/api/records/{}/history", seen.case));
        for (name, field, whole) in [
            ("name", "party_name", "张三丰"),
            ("id", "party_id_no", "420625198001011234"),
            ("plate", "plate", "鄂F12345"),
            ("breath", "breath_mg", "85.5"),
        ] {
            let told = sheet["fields"].as_array();
            let told = told.and_then(|all| all.iter().find(|one| one["field"] == field));
            let got = match told {
                None => Shown::Hidden,
                Some(one) if one["text"].to_string().contains(whole) => Shown::Open,
                Some(_) => Shown::Masked,
            };
            let want = match reading {
                true => shown(subject.role, subject.unit, name, reason),
                false => Shown::Hidden,
            };
            let at = (who, seen.node.code);
            let way = if reason { "for a reason" } else { "as it is" };
            tally.case(
                DOOR,
                at,
                &format!("{field} {way}"),
                (got == Shown::Open, want == Shown::Open),
            );
            tally.case(
                DOOR,
                at,
                &format!("{field} at all {way}"),
                (got != Shown::Hidden, want != Shown::Hidden),
            );
            // The history tells no more than the sheet.
            let open = reading && shown(subject.role, subject.unit, name, false) == Shown::Open;
            tally.case(
                DOOR,
                at,
                &format!("{field} in the history"),
                (history.says(whole), open),
            );
        }
    }
}
