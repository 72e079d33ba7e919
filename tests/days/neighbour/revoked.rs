//! A stolen laptop comes to a neighbour.

use super::{Waiting, hazard};
use crate::lost::revoke;
use crate::world::{Site, XIANGYANG};

#[test]
fn a_neighbour_who_has_heard_of_it_sends_the_thief_away() {
    let site = Site::xiangyang();
    let stolen = site.enrol(XIANGYANG.township, "officer", "张伟");
    let wang = site.enrol(XIANGYANG.township, "officer", "王强");
    hazard(&wang, &[]);
    wang.sync();
    stolen.sync();
    let own = hazard(&stolen, &[]);
    assert_eq!(stolen.list(&[]).len(), 2);
    revoke(&site, &stolen, &["--yes"]);
    wang.sync();
    let waiting = Waiting::at(&wang);
    waiting.called_by(&stolen).refused();
    let told = waiting.killed();
    assert!(told.contains("revoked"), "{told}");
    // It heard of it there, as it would have heard at the office.
    assert_eq!(stolen.list(&[]), [own], "others' records have left it");
    let grant = stolen.status("grant");
    assert_eq!(grant["turned_away"]["code"], "revoked", "{grant}");
}
