//! Whether the other side is a laptop to share with, and what.

use desk::Failure;
use merge::{Bucket, Grant};
use places::DivisionCode;
use sync::Span;

use crate::laptop::Laptop;

/// Who is at the other end.
#[derive(Debug, Clone)]
pub struct Met {
    /// Its grant.
    pub grant: Grant,
    /// The buckets that both answer for.
    pub(super) spans: Vec<Span>,
}

/// Checks a grant that was shown by whoever holds `key`.
///
/// Its time is held against the last word of the office, not against this laptop's clock, which may
/// be years off: a grant that was over when the office was last heard is over.
pub(super) fn check(laptop: &Laptop, shown: &[u8], key: [u8; 32]) -> Result<Met, Failure> {
    let office = laptop.device.office()?;
    let grant = Grant::open(shown).map_err(|_| super::line::strange())?;
    if grant.terms.key != key {
        return Err(Failure::new(
            "wrong_key",
            "对方出示的授权不属于它自己的密钥，未交换任何内容；请报告管理员",
            "the grant shown does not belong to the key that showed it; nothing was exchanged; tell the administrator",
        ));
    }
    if !grant.verify(&office) {
        return Err(Failure::new(
            "other_office",
            "对方不是本服务器登记的电脑，未交换任何内容；邻机交换只在同一服务器的电脑之间进行",
            "the other laptop was not let in by this laptop's server; nothing was exchanged; neighbours share one server",
        ));
    }
    if grant.device == laptop.device.id() {
        return Err(Failure::new(
            "same_device",
            "对方与本机是同一身份：数据文件夹可能被复制过；请停用其中一份并同步",
            "the other side has this laptop's own name: the folder has been copied; stop using one of the copies, and sync",
        ));
    }
    if grant.terms.not_after_ms < laptop.author_time() {
        let person = &grant.terms.person;
        return Err(Failure::new(
            "expired",
            format!("{person}的电脑授权已过期，未交换任何内容；请先与服务器同步续期"),
            format!(
                "the grant of {person}'s laptop is over; nothing was exchanged; it must sync with the server first"
            ),
        ));
    }
    let spans = common(&laptop.seat.terms().jurisdiction, &grant.terms.jurisdiction);
    if spans.is_empty() {
        return Err(Failure::new(
            "nothing_common",
            "两台电脑的辖区没有交集，没有可交换的内容",
            "the two laptops answer for no division in common; there is nothing to exchange",
        ));
    }
    Ok(Met { grant, spans })
}

/// The buckets inside both areas.
pub(super) fn common(ours: &[Bucket], theirs: &[Bucket]) -> Vec<Span> {
    let ranges = |area: &[Bucket]| -> Vec<(u64, u64)> {
        let codes = area.iter().filter_map(|at| DivisionCode::new(at.0).ok());
        codes.map(|code| code.range().into_inner()).collect()
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
    use super::*;

    #[test]
    fn only_what_lies_in_both_areas_is_common() {
        let (county, township, other) = (
            Bucket(420_625_000_000),
            Bucket(420_625_102_000),
            Bucket(420_626_000_000),
        );
        let inside = Span {
            first: township,
            last: Bucket(420_625_102_999),
        };
        assert_eq!(common(&[county, other], &[township]), [inside]);
        assert_eq!(common(&[township], &[county]), [inside]);
        assert_eq!(common(&[township], &[other]), []);
    }
}
