//! Looks behind a mask on a laptop are known at the office after the next contact.

use crate::world::{Site, XIANGYANG};

const WHY: &str = "核对当事人";

#[test]
fn a_look_on_a_laptop_is_seen_at_the_office_once_after_the_next_sync() {
    let site = Site::xiangyang();
    let laptop = site.enrol(XIANGYANG.township, "station_lead", "王芳");
    let id = laptop.add("enforcement", &["plate=鄂F12345"]);
    laptop
        .run(&["show", &id, "--whole", "--reason", WHY])
        .said();
    assert_eq!(site.json(&["looks"]).as_array().unwrap().len(), 0);
    for _ in 0..2 {
        laptop.sync();
        let looks = site.json(&["looks"]);
        assert_eq!(looks.as_array().unwrap().len(), 1, "{looks}");
        assert_eq!(
            (&looks[0]["account"], &looks[0]["reason"]),
            (&"王芳".into(), &WHY.into())
        );
        assert_eq!(looks[0]["record"], id.as_str());
    }
}
