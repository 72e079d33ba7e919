//! Whose grants are believed here: the one place that decides it.
//!
//! A place believes its own office. Of other offices it believes those its own office has signed a
//! charter for, each within the charter's divisions: the city charters the counties below it, and a
//! county charters the city above it for its own laptops. A charter is a grant whose role is
//! [`OFFICE`]: it lets an office come to the door as a device does, and speak for its people.

use forms::{Catalog, Level};
use merge::{Bucket, Grant, PublicKey};
use places::DivisionCode;

use crate::Failure;

/// The role of an office among the devices of another. The catalog knows no such role, so an office
/// writes nothing in its own name.
pub const OFFICE: &str = "office";

/// The name of the failure of a new laptop that waits for a yes.
pub const WAITING: &str = "waiting";
/// The name of the failure of a laptop that is back after the grace of its grant, and waits for a yes.
pub const LAPSED: &str = "grant_expired";
/// The name of the failure of a laptop that somebody said no to.
pub const NOT_APPROVED: &str = "not_approved";

/// How the notes begin that keep charters; the rest is a charter's hash.
const NOTE: &str = "charter/";

/// The epoch of an office's name: it is its key's alone, whatever backup it was put back from.
pub const OFFICE_EPOCH: u64 = 0;

/// How long the work of a laptop whose grant has ended still counts where its office has set nothing
/// else, in milliseconds: ninety days without any contact. Neighbours hold each other to the same.
pub const GRACE_MS: u64 = 90 * 24 * 60 * 60 * 1000;

/// Whether a laptop that is turned away for that reason waits for a yes: what it hands in meanwhile
/// is kept.
#[must_use]
pub fn waits(code: &str) -> bool {
    [WAITING, LAPSED].contains(&code)
}

/// Those whose grants are believed.
#[derive(Debug, Clone)]
pub struct Trust {
    own: PublicKey,
    charters: Vec<(Grant, PublicKey)>,
}

impl Trust {
    /// Believes an office alone.
    #[must_use]
    pub fn of(own: PublicKey) -> Trust {
        let charters = Vec::new();
        Trust { own, charters }
    }

    /// Believes an office, and those whose charters it has signed and a store keeps.
    ///
    /// # Errors
    /// A store that fails.
    pub fn kept(own: PublicKey, store: &store::Store) -> Result<Trust, Failure> {
        let mut trust = Trust::of(own);
        for (_, bytes) in store.notes(NOTE)? {
            trust.add(&bytes);
        }
        Ok(trust)
    }

    /// Believes another office within its charter. Answers the charter; nothing if the own office
    /// has not signed it as one.
    pub fn add(&mut self, bytes: &[u8]) -> Option<&Grant> {
        let charter = Grant::open(bytes).ok()?;
        let key = charter.public_key().ok()?;
        if charter.terms.role != OFFICE || !charter.verify(&self.own) {
            return None;
        }
        self.charters.push((charter, key));
        self.charters.last().map(|(charter, _)| charter)
    }

    /// The charters, in the order they were added.
    pub fn charters(&self) -> impl Iterator<Item = &Grant> {
        self.charters.iter().map(|(charter, _)| charter)
    }

    /// Whether a grant was signed by somebody who may.
    ///
    /// Whatever an office had granted before its charter came is believed with it, and nothing it
    /// grants after the charter's end. No clock is asked, so the answer is the same at every place
    /// and never changes.
    ///
    /// # Errors
    /// A grant of an office that is not believed, or one outside its charter; said in words.
    pub fn believes(&self, grant: &Grant, catalog: &Catalog) -> Result<(), Failure> {
        if grant.verify(&self.own) {
            return Ok(());
        }
        let mut signed = self.charters.iter().filter(|(_, key)| grant.verify(key));
        let Some((first, _)) = signed.next() else {
            return Err(stranger(grant));
        };
        let mut all = [first]
            .into_iter()
            .chain(signed.map(|(charter, _)| charter));
        if !all.any(|charter| allows(charter, grant)) {
            return Err(beyond(first, grant));
        }
        // An office lets nobody in above their level; what only a newer catalog knows may pass.
        let level = Level::of_division(grant.terms.unit.0);
        let role = catalog.role(&grant.terms.role);
        if role.is_none_or(|role| role.levels.contains(&level)) {
            return Ok(());
        }
        Err(beyond(first, grant))
    }
}

/// The name of the note that keeps a charter.
#[must_use]
pub fn note_of(charter: &Grant) -> String {
    format!("{NOTE}{}", charter.hash())
}

/// Whether a bucket lies in the area of a grant or charter.
#[must_use]
pub fn covers(grant: &Grant, bucket: Bucket) -> bool {
    let Ok(code) = DivisionCode::new(bucket.0) else {
        return false;
    };
    let mut area = grant.terms.jurisdiction.iter();
    area.any(|area| DivisionCode::new(area.0).is_ok_and(|area| area.contains(code)))
}

/// Whether two areas have anything in common.
#[must_use]
pub fn meet(one: &Grant, other: &Grant) -> bool {
    let within = |one: &Grant, other: &Grant| {
        let mut area = other.terms.jurisdiction.iter();
        area.any(|bucket| covers(one, *bucket))
    };
    within(one, other) || within(other, one)
}

/// Whether a charter lets its office give a grant. Offices it charters itself are not believed: the
/// chain is one link long.
fn allows(charter: &Grant, grant: &Grant) -> bool {
    let terms = &grant.terms;
    terms.role != OFFICE
        && terms.not_before_ms < charter.terms.not_after_ms
        && covers(charter, terms.unit)
        && terms.jurisdiction.iter().all(|area| covers(charter, *area))
}

fn stranger(grant: &Grant) -> Failure {
    let person = &grant.terms.person;
    Failure::new(
        "stranger",
        format!(
            "{person} 的授权不是本服务器或其认可的服务器签发的；请核对来源，或先让两台服务器建立上下级"
        ),
        format!(
            "the grant of {person} was signed by no office this one believes; check where it comes from, or let the two offices join first"
        ),
    )
}

fn beyond(charter: &Grant, grant: &Grant) -> Failure {
    let (office, person, unit) = (&charter.terms.person, &grant.terms.person, grant.terms.unit);
    Failure::new(
        "charter",
        format!(
            "{office} 无权向 {person}（{unit}）签发这样的授权：超出其委托书的辖区、期限或该级可设的角色；请核对，或换发委托书"
        ),
        format!(
            "{office} may not give {person} ({unit}) this grant: it goes beyond the area or the time of its charter, or the roles of that level; check it, or renew the charter"
        ),
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use merge::{Key, Terms};

    const CITY: u64 = 420_600_000_000;
    const COUNTY: u64 = 420_625_000_000;
    const TOWNSHIP: u64 = 420_625_102_000;
    const OTHER: u64 = 420_624_000_000;
    /// The charters here end at this moment.
    const END: u64 = 1_000;

    fn grant(key: u8, role: &str, unit: u64, area: &[u64], from: u64, issuer: &Key) -> Grant {
        let terms = Terms {
            key: Key::from_secret(&[key; 32]).public().full(),
            epoch: OFFICE_EPOCH,
            person: format!("{key}"),
            role: role.to_owned(),
            unit: Bucket(unit),
            jurisdiction: area.iter().map(|code| Bucket(*code)).collect(),
            not_before_ms: from,
            not_after_ms: from + END,
        };
        Grant::issue(&terms, issuer).unwrap()
    }

    fn officer(unit: u64, area: &[u64], from: u64, issuer: &Key) -> Grant {
        grant(9, "officer", unit, area, from, issuer)
    }

    #[test]
    fn an_office_believes_itself_and_those_it_chartered_within_their_charters() {
        let (city, county, rogue) = (
            Key::from_secret(&[1; 32]),
            Key::from_secret(&[2; 32]),
            Key::from_secret(&[3; 32]),
        );
        let mut trust = Trust::of(city.public());
        let charter = grant(2, OFFICE, COUNTY, &[COUNTY], 0, &city);
        assert!(trust.add(charter.bytes()).is_some());
        let by = |issuer: &Key, unit, area: &[u64], from| {
            let role = match unit {
                TOWNSHIP => "officer",
                CITY => "city_hq",
                _ => "county_coord",
            };
            grant(9, role, unit, area, from, issuer)
        };
        let catalog = Catalog::builtin().unwrap();
        let table = [
            (by(&city, CITY, &[CITY], 0), Ok(())),
            (by(&city, OTHER, &[OTHER], END + 1), Ok(())),
            (by(&county, TOWNSHIP, &[TOWNSHIP], 0), Ok(())),
            (by(&county, COUNTY, &[COUNTY], END - 1), Ok(())),
            (by(&county, COUNTY, &[COUNTY], END), Err("charter")),
            (by(&county, COUNTY, &[TOWNSHIP, OTHER], 0), Err("charter")),
            (by(&county, OTHER, &[TOWNSHIP], 0), Err("charter")),
            (by(&county, CITY, &[CITY], 0), Err("charter")),
            (
                grant(9, "city_hq", COUNTY, &[COUNTY], 0, &county),
                Err("charter"),
            ),
            (
                grant(9, "county_coord", TOWNSHIP, &[TOWNSHIP], 0, &county),
                Err("charter"),
            ),
            (
                grant(9, "of_tomorrow", COUNTY, &[COUNTY], 0, &county),
                Ok(()),
            ),
            (by(&rogue, TOWNSHIP, &[TOWNSHIP], 0), Err("stranger")),
            (
                grant(3, OFFICE, TOWNSHIP, &[TOWNSHIP], 0, &county),
                Err("charter"),
            ),
        ];
        for (grant, expected) in table {
            let said = trust
                .believes(&grant, &catalog)
                .map_err(|failure| failure.code());
            assert_eq!(said, expected, "{grant:?}");
        }
    }

    #[test]
    fn only_the_own_office_charters_others() {
        let (city, county) = (Key::from_secret(&[1; 32]), Key::from_secret(&[2; 32]));
        let mut trust = Trust::of(city.public());
        let by_itself = grant(2, OFFICE, COUNTY, &[COUNTY], 0, &county);
        assert!(trust.add(by_itself.bytes()).is_none());
        let no_charter = grant(2, "county_coord", COUNTY, &[COUNTY], 0, &city);
        assert!(trust.add(no_charter.bytes()).is_none());
        assert!(trust.add(b"garbage").is_none());
        assert!(
            trust
                .believes(
                    &officer(COUNTY, &[COUNTY], 0, &county),
                    &Catalog::builtin().unwrap()
                )
                .is_err()
        );
    }

    #[test]
    fn areas_meet_where_one_lies_in_the_other() {
        let key = Key::from_secret(&[1; 32]);
        let of = |area: &[u64]| officer(COUNTY, area, 0, &key);
        assert!(meet(&of(&[CITY]), &of(&[TOWNSHIP])));
        assert!(meet(&of(&[TOWNSHIP]), &of(&[OTHER, COUNTY])));
        assert!(!meet(&of(&[TOWNSHIP]), &of(&[OTHER])));
    }
}
