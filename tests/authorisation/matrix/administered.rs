//! The first door, about laptops: who invites them, sees them and sends them away.

use serde_json::{Value as Json, json};

use super::Tally;
use super::http::{Asked, DOOR};
use crate::oracle::{STRANGE, administers, in_scope};
use crate::world::{Subject, World};

/// In every division somebody has a laptop that an invitation has let in.
pub(super) fn administered(
    world: &World,
    (who, subject): (usize, &Subject),
    tally: &mut Tally,
    asked: &mut Asked,
) {
    let (invitations, devices) = ("/api/invitations", "/api/devices");
    let (withdraw, revoke) = ("/api/invitations/withdraw", "/api/devices/revoke");
    asked.0.extend([("GET", invitations), ("GET", devices)]);
    asked
        .0
        .extend([invitations, withdraw, revoke].map(|path| ("POST", path)));
    let invited = world.get(subject, invitations);
    let let_in = world.get(subject, devices);
    for seen in world.seen.iter().filter(|seen| seen.node.code != STRANGE) {
        let (code, device) = (seen.node.code, seen.held.device.to_string());
        let want = administers(subject.role) && in_scope(subject.unit, code);
        let mut case = |action: &str, got| tally.case(DOOR, (who, code), action, (got, want));
        case("GET /api/invitations", invited.says(&device));
        case("GET /api/devices", let_in.says(&device));
        // Whoever may is stopped at the last step, so that everybody else finds the same office.
        let mut stopped = |path: &str, ask: &Json, by: &str| {
            let answer = world.post(subject, path, ask);
            case(&format!("POST {path}"), answer.problem() == by);
        };
        let ask = json!({ "unit": code, "role": "nobody", "person": "某人", "hours": 1,
            "addresses": [], "lang": "zh" });
        stopped(invitations, &ask, "role");
        let ask = json!({ "device": device, "reason": " ", "lift": false });
        stopped(revoke, &ask, "reason");
        let ask = json!({ "id": invitation_of(world, &device) });
        stopped(withdraw, &ask, "invite_used");
    }
}

/// What the invitation is known by that let a device in.
fn invitation_of(world: &World, device: &str) -> Json {
    let mut everybody = world.subjects.iter();
    let all = everybody.find(|one| administers(one.role)).unwrap();
    let all = world.get(all, "/api/invitations").json();
    let mut all = all.as_array().unwrap().iter();
    all.find(|one| one["device"] == device).unwrap()["id"].clone()
}
