//! What the clock itself fires.

use super::*;

#[test]
fn an_agreement_expires_the_day_after_its_last_and_once() {
    let catalog = Catalog::builtin().unwrap();
    let typed = [("valid_to", "2026-12-31")];
    let signed = [("issue", "2026-01-05"), ("sign", "2026-01-06")];
    let on = |happened: &[(&str, &str)], date: &str| {
        let agreement = record(&catalog, 4, "agreement", &typed, happened);
        catalog.timed(&agreement, day(date))
    };
    assert!(
        on(&signed, "2026-12-31").is_empty(),
        "its last day still counts"
    );
    assert_eq!(on(&signed, "2027-01-01"), ["expire"]);
    assert_eq!(
        on(&signed, "2029-01-01"),
        ["expire"],
        "an office that stood still catches up"
    );
    assert!(
        on(&signed[..1], "2027-01-01").is_empty(),
        "what was never signed never expires"
    );
    let expired = [&signed[..], &[("expire", "2027-01-01")]].concat();
    assert!(on(&expired, "2027-01-02").is_empty());
    let ended = [&signed[..], &[("terminate", "2026-06-01")]].concat();
    assert!(on(&ended, "2027-01-01").is_empty());
}

#[test]
fn two_offices_that_say_it_and_a_person_who_was_first_make_no_quarrel() {
    let catalog = Catalog::builtin().unwrap();
    let kind = catalog.kind("agreement").unwrap();
    let typed = [("valid_to", "2026-12-31")];
    let signed = [("issue", "2026-01-05"), ("sign", "2026-01-06")];
    let agreement = record(&catalog, 4, "agreement", &typed, &signed);
    let fired = |device: u8, name: &str, date: &str| {
        let mut clock = Person::new(device, "clock");
        let mut op = clock.op(kind.id, Some(&agreement), vec![event(name)]);
        op.hlc = Hlc::from_ms(nine(date));
        op.claimed.wall_ms = nine(date);
        op.record = agreement.id;
        op
    };
    for (first, state) in [("expire", "expired"), ("terminate", "terminated")] {
        let mut both = agreement.clone();
        both.apply(&fired(21, first, "2027-01-01")).unwrap();
        both.apply(&fired(22, "expire", "2027-01-02")).unwrap();
        let status = catalog.status(kind, &both);
        assert_eq!(status.state, state);
        assert!(
            status.illegal.is_empty(),
            "{first}: nobody has to settle anything"
        );
    }
    // What a person did too late is a conflict all the same.
    let mut late = agreement.clone();
    late.apply(&fired(21, "expire", "2027-01-01")).unwrap();
    late.apply(&fired(22, "terminate", "2027-01-02")).unwrap();
    assert_eq!(catalog.status(kind, &late).illegal.len(), 1);
}
