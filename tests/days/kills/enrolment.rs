//! The laptop is killed while it is let in.

use super::{Aim, ENROLMENT_KILLS};
use crate::contract::hazard;
use crate::world::{Site, XIANGYANG};

#[test]
fn a_laptop_killed_while_it_enrols_gets_in_with_the_same_invitation() {
    let site = Site::xiangyang();
    let mut aim = Aim::new(4);
    for _ in 0..ENROLMENT_KILLS {
        let laptop = site.new_laptop();
        let invite = site.invite(XIANGYANG.township, "officer", "张伟");
        let url = site.url();
        let init = ["init", "--invite", &invite, "--server", &url];
        aim.at(laptop.command(&init));
        let again = laptop.run(&init);
        assert!(
            again.ok || again.err.contains("set up already"),
            "{}",
            again.err
        );
        hazard(&laptop, &[]);
        assert_eq!(laptop.sync()["unsent"], 0);
    }
    aim.hit_both_sides();
}
