//! The fourth door: the laptop itself, by its command line.

use agent::Laptop;
use forms::Entry;
use merge::Now;
use sync::Exchange;

use super::Tally;
use crate::oracle::{Shown, in_scope, makes, reads, shown};
use crate::world::World;

const DOOR: &str = "local";

pub(super) fn look(world: &mut World, tally: &mut Tally) {
    for who in 0..world.subjects.len() {
        let mut laptop = world.laptop_of(who);
        synced(world, &mut laptop);
        found(world, who, &laptop, tally);
        typed(world, who, &laptop, tally);
    }
}

fn synced(world: &World, laptop: &mut Laptop) {
    let device = laptop.device().id();
    let mut exchange = Exchange::default();
    while let Some(request) = exchange.next(laptop).unwrap() {
        let reply = world.ask(device, request);
        exchange.answer(laptop, reply).unwrap();
    }
}

/// `show`, `list`, and `show --whole`.
fn found(world: &World, who: usize, laptop: &Laptop, tally: &mut Tally) {
    let subject = &world.subjects[who];
    let desk = laptop.desk();
    let all = desk.list(None, &[]).unwrap();
    for seen in &world.seen {
        let at = (who, seen.node.code);
        let want = reads(subject.role) && in_scope(subject.unit, seen.node.code);
        let id = seen.hazard.to_string();
        tally.case(DOOR, at, "show", (desk.find(&id).is_ok(), want));
        tally.case(
            DOOR,
            at,
            "show by a beginning",
            (desk.find(&id[..24]).is_ok(), want),
        );
        let listed = all.iter().any(|listed| listed.id == seen.hazard);
        tally.case(DOOR, at, "list", (listed, want));
        let case = desk.find(&seen.case.to_string()).ok();
        for reason in [false, true] {
            let json = case
                .as_ref()
                .map(|(record, _)| desk.json_with_history(record, reason).unwrap());
            for (name, field, whole) in [
                ("name", "party_name", "张三丰"),
                ("id", "party_id_no", "420625198001011234"),
                ("plate", "plate", "鄂F12345"),
                ("breath", "breath_mg", "85.5"),
            ] {
                let told = json.as_ref().map(|json| json["fields"][field].to_string());
                let open = told.is_some_and(|told| told.contains(whole));
                let may = shown(subject.role, subject.unit, name, reason) == Shown::Open;
                let way = if reason { "for a reason" } else { "as it is" };
                tally.case(
                    DOOR,
                    at,
                    &format!("show {field} {way}"),
                    (open, want && may),
                );
            }
        }
        let by_id = Entry {
            field: "party_id_no".to_owned(),
            text: "420625198001011234".to_owned(),
        };
        let tried = desk.list(Some("enforcement"), &[by_id]).unwrap();
        assert!(tried.is_empty(), "a masked number is found by trying");
    }
}

/// `add`.
fn typed(world: &World, who: usize, laptop: &Laptop, tally: &mut Tally) {
    let subject = &world.subjects[who];
    let now = Now {
        wall_ms: world.now_ms,
        offset_min: 480,
    };
    for seen in &world.seen {
        let code = seen.node.code;
        for kind in [
            "hazard",
            "persuasion_log",
            "enforcement",
            "bulletin",
            "quality_check",
        ] {
            let division = Entry {
                field: "division".to_owned(),
                text: code.to_owned(),
            };
            let added = laptop.desk().add(kind, &[division], &[], now);
            let got = match added {
                Ok(_) => true,
                Err(desk::Failure::Form(complaints)) => complaints.iter().all(|one| {
                    one.code != "not_allowed" && one.field.as_deref() != Some("division")
                }),
                Err(failure) => panic!("{failure}"),
            };
            let scope = in_scope(subject.unit, code) && seen.node.now.is_none();
            tally.case(
                DOOR,
                (who, code),
                &format!("add {kind}"),
                (got, makes(subject.role, kind) && scope),
            );
        }
    }
}
