//! Whether the other side is a laptop to share with, and what.

use desk::Failure;
use desk::rights::readable;
use desk::trust::GRACE_MS;
use forms::Catalog;
use merge::{Bucket, DeviceId, Grant, PublicKey};
use places::{DivisionCode, Divisions, Jurisdiction};
use sync::Span;

use crate::laptop::Laptop;

const DAY_MS: u64 = 24 * 60 * 60 * 1000;

/// Who is at the other end.
#[derive(Debug, Clone)]
pub(super) struct Met {
    /// Its grant.
    pub(super) grant: Grant,
    /// The buckets that both answer for.
    pub(super) spans: Vec<Span>,
}

/// What a grant is held against.
pub(super) struct Here<'l> {
    pub(super) office: PublicKey,
    pub(super) device: DeviceId,
    /// The last word of the office on the time.
    pub(super) trusted_ms: u64,
    pub(super) role: &'l str,
    pub(super) area: &'l [Bucket],
    pub(super) catalog: &'l Catalog,
    pub(super) divisions: &'l Divisions,
}

impl<'l> Here<'l> {
    pub(super) fn of(laptop: &'l Laptop) -> Result<Here<'l>, Failure> {
        Ok(Here {
            office: laptop.device.office()?,
            device: laptop.device.id(),
            trusted_ms: laptop.author_time(),
            role: &laptop.seat.terms().role,
            area: &laptop.seat.terms().jurisdiction,
            catalog: &laptop.room.catalog,
            divisions: &laptop.room.divisions,
        })
    }
}

/// Checks a grant that was shown by whoever secures the line with `key`.
///
/// Its time is held against the last word of the office, not against this laptop's clock, which may
/// be years off. A grant that ended is good for the grace of one that had no contact, as the office has
/// set it when it was heard last; one that it has not said yes to yet is good for nothing here.
pub(super) fn check(here: &Here<'_>, shown: &[u8], key: [u8; 32]) -> Result<Met, Failure> {
    let grant = Grant::open(shown).map_err(|_| super::line::strange())?;
    if grant.terms.key.line() != key {
        return Err(Failure::new(
            "wrong_key",
            "对方出示的授权不属于它自己的密钥，未交换任何内容；请报告管理员",
            "the grant shown does not belong to the key that showed it; nothing was exchanged; tell the administrator",
        ));
    }
    if !grant.verify(&here.office) {
        return Err(Failure::new(
            "other_office",
            "对方不是本服务器登记的电脑，未交换任何内容；邻机交换只在同一服务器的电脑之间进行",
            "the other laptop was not let in by this laptop's server; nothing was exchanged; neighbours share one server",
        ));
    }
    if grant.device == here.device {
        return Err(Failure::new(
            "same_device",
            "对方与本机是同一身份：数据文件夹可能被复制过；请停用其中一份并同步",
            "the other side has this laptop's own name: the folder has been copied; stop using one of the copies, and sync",
        ));
    }
    let person = &grant.terms.person;
    if grant.terms.is_provisional() {
        return Err(Failure::new(
            "waiting",
            format!("{person}的电脑还在等待服务器批准登记，未交换任何内容；批准并同步之后再来"),
            format!(
                "{person}'s laptop still waits for the server's approval; nothing was exchanged; come back once it was approved and has synced"
            ),
        ));
    }
    let set = here.catalog.local().grace_days;
    let grace_ms = set.map_or(GRACE_MS, |days| u64::from(days) * DAY_MS);
    if !grant.terms.stands(here.trusted_ms, grace_ms) {
        return Err(Failure::new(
            "expired",
            format!("{person}的电脑授权已过期，未交换任何内容；请先与服务器同步续期"),
            format!(
                "the grant of {person}'s laptop is over; nothing was exchanged; it must sync with the server first"
            ),
        ));
    }
    let theirs = (grant.terms.role.as_str(), &*grant.terms.jurisdiction);
    let spans = common(here, theirs);
    if spans.is_empty() {
        return Err(Failure::new(
            "nothing_common",
            "两台电脑的辖区没有交集，没有可交换的内容",
            "the two laptops answer for no division in common; there is nothing to exchange",
        ));
    }
    Ok(Met { grant, spans })
}

/// The buckets that both may read, as the divisions known here lie today.
fn common(here: &Here<'_>, theirs: (&str, &[Bucket])) -> Vec<Span> {
    let ours = (here.role, here.area);
    let ranges = |(role, area): (&str, &[Bucket])| -> Vec<(u64, u64)> {
        let codes = area.iter().filter_map(|at| DivisionCode::new(at.0).ok());
        let area: Jurisdiction = codes.collect();
        let ranges = readable((here.catalog, here.divisions), role, &area).into_iter();
        ranges.map(std::ops::RangeInclusive::into_inner).collect()
    };
    let mut spans = Vec::new();
    for (ours_first, ours_last) in ranges(ours) {
        for (first, last) in ranges(theirs) {
            let (first, last) = (first.max(ours_first), last.min(ours_last));
            if first <= last {
                spans.push(Span {
                    first: Bucket(first),
                    last: Bucket(last),
                });
            }
        }
    }
    spans.sort_unstable();
    spans.dedup();
    spans
}

#[cfg(test)]
mod tests {
    use std::sync::OnceLock;

    use merge::{Key, Terms};

    use super::*;
    use crate::neighbour::tests::{TODAY, TOWNSHIP, key, terms};

    /// Somebody in a role at an area, as the catalog and an empty table of divisions have it.
    fn at<'l>(role: &'l str, area: &'l [Bucket]) -> Here<'l> {
        static KNOWN: OnceLock<(Catalog, Divisions)> = OnceLock::new();
        let known = || (Catalog::builtin().unwrap(), Divisions::default());
        let (catalog, divisions) = KNOWN.get_or_init(known);
        Here {
            office: key(1).public(),
            device: DeviceId::derive(&key(2).public().bytes(), 1),
            trusted_ms: 0,
            role,
            area,
            catalog,
            divisions,
        }
    }

    /// The code of the refusal of a grant that `issuer` gave and the holder of `shower` shows.
    fn refusal(issuer: &Key, shower: &Key, change: fn(&mut Terms)) -> Option<String> {
        let here = Here {
            trusted_ms: TODAY,
            ..at("officer", &[TOWNSHIP])
        };
        let mut terms = Terms {
            not_after_ms: TODAY,
            ..terms(3)
        };
        change(&mut terms);
        let grant = Grant::issue(&terms, issuer).unwrap();
        let checked = check(&here, grant.bytes(), shower.public().bytes());
        checked.err().map(|failure| failure.code().to_owned())
    }

    #[test]
    fn a_grant_is_good_only_from_our_office_in_its_time_and_with_its_own_key() {
        let code = |issuer, shower, change| refusal(&key(issuer), &key(shower), change);
        assert_eq!(code(1, 3, |_| ()), None);
        assert_eq!(code(9, 3, |_| ()).as_deref(), Some("other_office"));
        assert_eq!(code(1, 9, |_| ()).as_deref(), Some("wrong_key"));
        let long_over = code(1, 3, |terms| terms.not_after_ms = TODAY - GRACE_MS);
        assert_eq!(long_over.as_deref(), Some("expired"));
        let over = code(1, 3, |terms| terms.not_after_ms = TODAY - GRACE_MS + 1);
        assert_eq!(over, None, "a laptop without contact has its grace");
        let waits = code(1, 3, |terms| terms.not_before_ms = TODAY);
        assert_eq!(waits.as_deref(), Some("waiting"));
        let away = code(1, 3, |terms| {
            terms.jurisdiction = vec![Bucket(420_626_000_000)];
        });
        assert_eq!(away.as_deref(), Some("nothing_common"));
        let twin = code(1, 2, |terms| terms.key = key(2).public().full());
        assert_eq!(twin.as_deref(), Some("same_device"));
    }

    #[test]
    fn the_grace_is_what_the_office_has_set_when_it_was_heard_last() {
        let local = |days| forms::Local {
            grace_days: days,
            ..forms::Local::default()
        };
        let over = |days: Option<u32>, ago_days: u64| {
            let catalog = Catalog::builtin().unwrap().with_local(local(days));
            let at = at("officer", &[TOWNSHIP]);
            let here = Here {
                trusted_ms: TODAY,
                catalog: &catalog,
                ..at
            };
            let terms = Terms {
                not_after_ms: TODAY - ago_days * DAY_MS,
                ..terms(3)
            };
            let grant = Grant::issue(&terms, &key(1)).unwrap();
            check(&here, grant.bytes(), key(3).public().bytes()).is_err()
        };
        assert_eq!((over(None, 89), over(None, 90)), (false, true));
        assert_eq!((over(Some(7), 6), over(Some(7), 7)), (false, true));
        assert_eq!((over(Some(365), 364), over(Some(0), 1)), (false, true));
    }

    #[test]
    fn only_what_lies_in_both_areas_is_common() {
        let officers =
            |ours: &[Bucket], theirs: &[Bucket]| common(&at("officer", ours), ("officer", theirs));
        let (county, township, other) =
            (Bucket(420_625_000_000), TOWNSHIP, Bucket(420_626_000_000));
        let inside = Span {
            first: township,
            last: Bucket(420_625_102_999),
        };
        assert_eq!(officers(&[county, other], &[township]), [inside]);
        assert_eq!(officers(&[township], &[county]), [inside]);
        assert_eq!(officers(&[township], &[other]), []);
    }
}
