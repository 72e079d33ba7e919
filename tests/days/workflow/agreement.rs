//! An agreement, from the draft to the verification.

use crate::world::{Site, XIANGYANG};

#[test]
fn an_agreement_is_issued_signed_and_verified_by_the_level_above() {
    let site = Site::xiangyang();
    let township = site.enrol(XIANGYANG.township, "township_admin", "周明");
    let county = site.enrol(XIANGYANG.county, "county_coord", "李强");
    let id = township.add(
        "agreement",
        &[
            &format!("division={}", XIANGYANG.village),
            "year=2026",
            "pair=township_village",
            "template_ver=2026-1",
            "party_a_org=盛康镇人民政府",
            "party_a_signer=周明",
            "party_a_post=镇长",
            "party_b_org=竹园街社区",
            "valid_from=2026-01-01",
            "valid_to=2026-12-31",
        ],
    );
    township.sync();
    county.sync();
    let why = county.refused(&["act", &id, "issue"], &[]);
    assert!(why.contains("party A's level"), "{why}");
    township.act(&id, "issue", &[]);
    let signed = ["signed_at=2026-01-05 09:00", "sign_method=on_behalf"];
    let scan = format!("scan=@{}", township.photo("责任书"));
    let why = township.refused(&["act", &id, "sign"], &[&signed[..], &[&scan]].concat());
    assert!(why.contains("on_behalf_reason"), "{why}");
    let paper = [
        "signed_at=2026-01-05 09:00",
        "sign_method=paper_scan",
        &scan,
    ];
    township.act(&id, "sign", &paper);
    let why = township.refused(&["act", &id, "verify"], &[]);
    assert!(why.contains("county level"), "{why}");
    township.sync();
    county.sync();
    county.act(&id, "verify", &[]);
    county.sync();
    township.sync();
    assert_eq!(township.state(&id), "signed");
    assert_eq!(township.field(&id, "verified_by"), "李强");
    let figures = site.stats_of(XIANGYANG.village)["figures"].clone();
    assert_eq!(figures["agreements_signed"], 1);
    assert_eq!(figures["agreements_verified"], 1);
}
