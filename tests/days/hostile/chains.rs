//! Chains of grants from the city down, bent in every way at once: thousands of them, each judged a
//! second time by a rule that is written here from the digits of division codes alone.

use desk::trust::{OFFICE, Trust};
use forms::Catalog;
use merge::{Bucket, Grant, Key, Terms};

const CITY: u64 = 420_600_000_000;
const COUNTY: u64 = 420_625_000_000;
const TOWNSHIP: u64 = 420_625_102_000;
const OTHER: u64 = 420_624_000_000;
/// The charters here end at this moment.
const END: u64 = 1_000;
/// Whose keys there are: the own office, one it may have chartered, and a stranger.
const KEYS: [u8; 3] = [OWN, BELOW, STRANGER];
const OWN: u8 = 1;
const BELOW: u8 = 2;
const STRANGER: u8 = 3;
/// Roles with the division at whose level they exist; of an office, none.
const ROLES: [(&str, &[u64]); 4] = [
    ("officer", &[TOWNSHIP]),
    ("county_coord", &[COUNTY, OTHER]),
    ("city_hq", &[CITY]),
    (OFFICE, &[]),
];

fn key(secret: u8) -> Key {
    Key::from_secret(&[secret; 32])
}

/// A grant for the holder of a key, signed with another.
fn grant(of: u8, role: &str, (unit, area): (u64, &[u64]), from: u64, signer: u8) -> Grant {
    let terms = Terms {
        key: key(of).public().full(),
        epoch: 0,
        person: String::from("某某"),
        role: role.to_owned(),
        unit: Bucket(unit),
        jurisdiction: area.iter().map(|code| Bucket(*code)).collect(),
        not_before_ms: from,
        not_after_ms: from + END,
    };
    Grant::issue(&terms, &key(signer)).unwrap()
}

/// Whether a division is another one or lies in it: its code begins as the other's does.
fn inside(code: u64, area: &[u64]) -> bool {
    let begins = |with: &u64| {
        let with = with.to_string();
        let with = with.trim_end_matches("000");
        code.to_string()
            .starts_with(with.strip_suffix("00").unwrap_or(with))
    };
    area.iter().any(begins)
}

/// What is shown: who signed it, for which role, where and from when.
struct Shown {
    signer: u8,
    role: (&'static str, &'static [u64]),
    unit: u64,
    area: Vec<u64>,
    from: u64,
    grant: Grant,
}

fn all_shown() -> Vec<Shown> {
    let mut all = Vec::new();
    for signer in KEYS {
        for role in ROLES {
            for unit in [CITY, COUNTY, TOWNSHIP, OTHER] {
                for area in [vec![unit], vec![unit, OTHER], vec![CITY]] {
                    for from in [0, END - 1, END] {
                        let grant = grant(9, role.0, (unit, &area), from, signer);
                        let area = area.clone();
                        all.push(Shown {
                            signer,
                            role,
                            unit,
                            area,
                            from,
                            grant,
                        });
                    }
                }
            }
        }
    }
    all
}

#[test]
fn no_bent_chain_from_the_city_down_is_believed() {
    let catalog = Catalog::builtin().unwrap();
    let shown = all_shown();
    let (mut judged, mut believed) = (0, 0);
    for chartered in [vec![COUNTY], vec![TOWNSHIP], vec![COUNTY, OTHER]] {
        for by in KEYS {
            for role in [OFFICE, "county_coord"] {
                let charter = grant(BELOW, role, (COUNTY, &chartered), 0, by);
                let mut trust = Trust::of(key(OWN).public());
                let stands = by == OWN && role == OFFICE;
                assert_eq!(trust.add(charter.bytes()).is_some(), stands);
                for one in &shown {
                    let within = one.area.iter().chain([&one.unit]);
                    let good = one.signer == OWN
                        || one.signer == BELOW
                            && stands
                            && one.from < END
                            && one.role.1.contains(&one.unit)
                            && within.copied().all(|code| inside(code, &chartered));
                    let said = trust.believes(&one.grant, &catalog);
                    assert_eq!(
                        said.is_ok(),
                        good,
                        "{:?} signed by {} from {}, under {role} of {chartered:?} signed by {by}: {said:?}",
                        one.grant,
                        one.signer,
                        one.from
                    );
                    (judged, believed) = (judged + 1, believed + u32::from(good));
                }
            }
        }
    }
    assert!(one_in_between(judged, believed), "{believed} of {judged}");
    assert!(
        !shown
            .iter()
            .any(|one| one.signer == STRANGER && one.grant.verify(&key(OWN).public()))
    );
}

/// A rule that says the same to all of thousands would judge nothing.
fn one_in_between(judged: u32, believed: u32) -> bool {
    judged >= 2_000 && believed > judged / 10 && believed < judged / 2
}
