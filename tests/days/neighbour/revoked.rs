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
    revoke(&site, &stolen, &["--yes"]);
    wang.sync();
    let waiting = Waiting::at(&wang);
    waiting.called_by(&stolen).refused();
    let told = waiting.killed();
    assert!(told.contains("revoked"), "{told}");
    assert!(stolen.list(&[]).is_empty());
}
