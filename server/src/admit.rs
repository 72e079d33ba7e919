//! Who may write what where: judged here for every operation, whatever road it came by.

use std::collections::BTreeMap;
use std::num::NonZero;
use std::thread;

use forms::{Actor, Deed, Relation, Role, Text};
use merge::{DeviceId, Dot, Grant, Hash, Op, PublicKey, Record, RecordId, Revocation, Sealed};
use places::{DivisionCode, Jurisdiction};
use store::{Arrival, Verdict};

use crate::office::Office;
use crate::revoke;
use desk::trust::OFFICE;
use desk::{Failure, revoked, suites};

/// Operations a thread verifies at least; fewer are not worth starting one.
const VERIFY_AT_LEAST: usize = 128;

/// An operation on its way in.
pub(crate) enum Candidate {
    /// Readable, of a known device, rightly signed.
    Sound(Box<Arrival>),
    /// Not to be kept, for this reason.
    Refused(Text),
}

/// The grants of one batch by their hashes, each read once.
type Keys = BTreeMap<Hash, Known>;

/// A grant that operations of a batch name.
struct Known {
    grant: Grant,
    key: PublicKey,
    /// The divisions it names.
    area: Jurisdiction,
    /// Another one has taken its place since.
    superseded: bool,
    /// Nobody has said yes to the device yet.
    waits: bool,
    /// The word that its device is not to be believed any more.
    revoked: Option<Revocation>,
}

impl Office {
    /// Reads, verifies and judges a batch. Answers one candidate for each, in order.
    pub(crate) fn judge(&self, ops: &[&[u8]], now_ms: u64) -> Result<Vec<Candidate>, Failure> {
        self.judge_where(ops, now_ms, &|_| true)
    }

    /// As [`Office::judge`], but where `ours` says of a grant that the word on its operations is
    /// another office's, they are let in.
    pub(crate) fn judge_where(
        &self,
        ops: &[&[u8]],
        now_ms: u64,
        ours: &dyn Fn(&Grant) -> bool,
    ) -> Result<Vec<Candidate>, Failure> {
        let opened: Vec<Result<Sealed, Text>> = on_all_cores(ops, |bytes| {
            Sealed::open(bytes).map_err(|error| {
                let zh = format!("操作无法读取：{error}");
                let en = format!("unreadable: {error}");
                suites::lacks(&error).map_or_else(|| Text::new(zh, en), |no| no.text())
            })
        });
        let mut keys = Keys::new();
        for sealed in opened.iter().flatten() {
            let hash = sealed.op.grant;
            if let std::collections::btree_map::Entry::Vacant(free) = keys.entry(hash)
                && let Some(grant) = self.room.store.grant(hash)?
                && let Ok(key) = grant.public_key()
            {
                let latest = self.room.store.holder(grant.device)?;
                free.insert(Known {
                    area: area(&grant),
                    revoked: revoked::of(&self.room.store, grant.device)?,
                    // Whether another office's people may come in, it has said itself.
                    waits: latest.as_ref().is_some_and(|latest| {
                        latest.terms.is_provisional() && latest.verify(&self.key.public())
                    }),
                    superseded: latest.is_some_and(|latest| latest.hash() != hash),
                    grant,
                    key,
                });
            }
        }
        let signed: Vec<bool> = on_all_cores(&opened, |sealed| {
            let sealed = sealed.as_ref().ok();
            let key = sealed.and_then(|sealed| Some((sealed, keys.get(&sealed.op.grant)?)));
            key.is_some_and(|(sealed, known)| {
                known.grant.device == sealed.op.device && sealed.verify(&known.key)
            })
        });
        let mut batch = Batch {
            office: self,
            keys: &keys,
            ours,
            seen: BTreeMap::new(),
            used: BTreeMap::new(),
        };
        let mut candidates = Vec::with_capacity(opened.len());
        for (sealed, signed) in opened.into_iter().zip(signed) {
            candidates.push(match sealed {
                Err(text) => Candidate::Refused(text),
                Ok(_) if !signed => Candidate::Refused(Text::new(
                    "签名与授权不符；该操作可能被改动",
                    "signature and grant do not fit; the operation may have been altered",
                )),
                Ok(sealed) => match self.turned_away(&sealed, keys.get(&sealed.op.grant))? {
                    Some(text) => Candidate::Refused(text),
                    None => {
                        let verdict = batch.verdict(&sealed)?;
                        Candidate::Sound(Box::new(Arrival {
                            sealed,
                            verdict,
                            received_ms: now_ms,
                        }))
                    }
                },
            });
        }
        Ok(candidates)
    }

    /// Why an operation is not kept for now. Nothing says that it is here, so it comes again.
    fn turned_away(&self, sealed: &Sealed, known: Option<&Known>) -> Result<Option<Text>, Failure> {
        match known {
            Some(known) if known.waits => Ok(Some(waits())),
            Some(known) => self.bars(sealed, &known.grant.terms.key),
            None => Ok(None),
        }
    }
}

/// What the operations of one batch have said before, so that each is judged after the last.
struct Batch<'o> {
    office: &'o Office,
    keys: &'o Keys,
    /// Whether the word on a grant's operations is this office's.
    ours: &'o dyn Fn(&Grant) -> bool,
    seen: BTreeMap<RecordId, Option<Record>>,
    /// From when the last grant is that a device used in this batch.
    used: BTreeMap<DeviceId, u64>,
}

impl Batch<'_> {
    fn verdict(&mut self, sealed: &Sealed) -> Result<Verdict, Failure> {
        let op = &sealed.op;
        let Some(known) = self.keys.get(&op.grant) else {
            return Ok(Verdict::Held("no grant".to_owned()));
        };
        if !(self.ours)(&known.grant) {
            self.goes_on(op)?;
            return Ok(Verdict::Applied);
        }
        if let Some(text) = revoke::holds(known.revoked.as_ref(), op) {
            return Ok(held(&text));
        }
        let from = known.grant.terms.not_before_ms;
        let before = self.used.insert(op.device, from);
        if let Err(text) = self.office.in_scope(known, op, before)? {
            return Ok(held(&text));
        }
        let grant = &known.grant;
        // What the clock of an office fired comes back by a laptop when the office was restored.
        let clock = Role::clock();
        let catalog = &self.office.room.catalog;
        let named = catalog.role(&grant.terms.role);
        let named = named.or_else(|| Some(&clock).filter(|role| role.name == grant.terms.role));
        let Some(role) = named else {
            return Ok(held(&Text::new(
                "授权中的角色不存在",
                "the grant's role does not exist",
            )));
        };
        let actor = Actor {
            role,
            person: &grant.terms.person,
            division: grant.terms.unit.0,
        };
        let before = self.before(op.record)?;
        match catalog.admit(op, before.as_ref(), &actor) {
            // What a newer program wrote is kept and forwarded; judging it must wait for ours.
            forms::Verdict::Admitted | forms::Verdict::NewerProgram(_) => {}
            forms::Verdict::Refused(text) => return Ok(held(&text)),
        }
        self.goes_on(op)?;
        Ok(Verdict::Applied)
    }

    /// A record as the batch has left it so far.
    fn before(&mut self, id: RecordId) -> Result<&mut Option<Record>, Failure> {
        if !self.seen.contains_key(&id) {
            let kept = self.office.room.store.record(id)?;
            self.seen.insert(id, kept);
        }
        Ok(self.seen.entry(id).or_default())
    }

    /// What comes later in the batch is judged after this operation.
    fn goes_on(&mut self, op: &merge::Op) -> Result<(), Failure> {
        match self.before(op.record)? {
            Some(record) => {
                // A misfit is held out of the fold by the store, with its own reason.
                let _ = record.apply(op);
            }
            none => *none = Some(Record::from_op(op)),
        }
        Ok(())
    }
}

/// Why nothing is taken from others that a device wrote which waits for a yes.
fn waits() -> Text {
    Text::new(
        "写下它的电脑还在等待批准登记；批准后由该机自己上报",
        "the laptop that wrote it waits for approval; it brings this itself once it was approved",
    )
}

fn held(text: &Text) -> Verdict {
    Verdict::Held(text.to_string())
}

impl Office {
    /// Whether the grant an operation names covers its bucket, and the bucket is a division of this
    /// site. `before` is from when the grant is of the operation judged just before.
    ///
    /// A grant that another one has taken the place of was in force on its own day: what was written
    /// under it is judged by the divisions of that day as well, because its author could not know
    /// of the change. Once an author has used the later grant, the earlier one is no longer good.
    fn in_scope(
        &self,
        known: &Known,
        op: &Op,
        before: Option<u64>,
    ) -> Result<Result<(), Text>, Failure> {
        let bucket = op.bucket;
        let code = DivisionCode::new(bucket.0).ok();
        let Some(code) = code.filter(|code| self.room.divisions.get(*code).is_some()) else {
            return Ok(Err(Text::new(
                format!("{bucket} 不是本服务器的区划"),
                format!("{bucket} is not a division of this server"),
            )));
        };
        let Known { grant, area, .. } = known;
        let role = &grant.terms.role;
        if !self.room.catalog.may(role, Deed::Write, Relation::Own) {
            return Ok(Err(Text::new(
                format!("角色 {role} 不写记录；请用业务岗位的账号或设备"),
                format!(
                    "the role {role} writes no records; use an account or a device of the work itself"
                ),
            )));
        }
        let today = self.room.may(role, area, Deed::Write, code);
        if !known.superseded && today {
            return Ok(Ok(()));
        }
        if known.superseded && (today || area.covers(code)) {
            return self.not_after_a_later(grant, op, before);
        }
        let unit = grant.terms.unit;
        Ok(Err(Text::new(
            format!("{code} 不在 {unit} 的辖区内"),
            format!("{code} is outside the area of {unit}"),
        )))
    }

    /// Whether the operation before this one was not written under a later grant already.
    fn not_after_a_later(
        &self,
        grant: &Grant,
        op: &Op,
        before: Option<u64>,
    ) -> Result<Result<(), Text>, Failure> {
        let (device, seq) = (op.device, op.seq.saturating_sub(1));
        let used = match before {
            Some(from) => Some(from),
            None => match self.room.store.op(Dot { device, seq })? {
                Some(last) => self.room.store.grant(last.op.grant)?,
                None => None,
            }
            .map(|used| used.terms.not_before_ms),
        };
        let later = used.is_some_and(|from| from > grant.terms.not_before_ms);
        Ok(if later {
            Err(Text::new(
                "所用授权已被后来的授权取代，而后来的授权此前已经启用",
                "a later grant had taken the place of this one and had been used already",
            ))
        } else {
            Ok(())
        })
    }

    /// The grant a device shows in hexadecimal digits, if this office has signed it and knows none
    /// that is as late: it was put back from before it gave it, or rebuilt with nothing but its key.
    /// Whoever shows it has still to prove that it is his.
    ///
    /// # Errors
    /// A store that fails.
    pub(crate) fn shown_grant(
        &self,
        device: DeviceId,
        digits: &str,
    ) -> Result<Option<Grant>, Failure> {
        if digits.is_empty() {
            return Ok(None);
        }
        let kept = self.room.store.holder(device)?;
        let later = |grant: &Grant| {
            let (own, from) = (self.key.public(), grant.terms.not_before_ms);
            let known = kept.as_ref();
            grant.device == device
                && known.is_none_or(|kept| kept.terms.not_before_ms < from && kept.verify(&own))
                && grant.verify(&own)
        };
        Ok(Grant::from_hex(digits).ok().filter(later))
    }

    /// The latest grant of a device of this office, whether it is good or not.
    ///
    /// # Errors
    /// An unknown device.
    pub(crate) fn known(&self, device: DeviceId) -> Result<Grant, Failure> {
        // Devices of other offices are known by their operations; they sync with their own.
        let own = self.key.public();
        let holder = self.room.store.holder(device)?;
        holder.filter(|grant| grant.verify(&own)).ok_or_else(|| {
            Failure::new(
                "unknown_device",
                "服务器不认识这台设备；请核对服务器地址，或用新邀请重新登记",
                "the server does not know this device; check the address, or enrol with a new invitation",
            )
        })
    }

    /// The grant a device acts under now.
    ///
    /// # Errors
    /// An unknown device, a revoked one, or one whose grant does not stand.
    pub(crate) fn holder(&self, device: DeviceId, now_ms: u64) -> Result<Grant, Failure> {
        let grant = self.known(device)?;
        self.takes_suite(&grant.terms.key)?;
        if let Some(word) = revoked::of(&self.room.store, device)? {
            return Err(revoked::refusal(&word, &grant));
        }
        if self.stands(&grant.terms, now_ms)? {
            return Ok(grant);
        }
        if grant.terms.role == OFFICE {
            let office = &grant.terms.person;
            return Err(Failure::new(
                "charter_expired",
                format!(
                    "{office} 的委托书已到期，数据仍在原处；请上级用 invite-office 重新邀请，再运行 join"
                ),
                format!(
                    "the charter of {office} has expired, its data is safe where it is; let the office above make a new one with `invite-office`, then `join` again"
                ),
            ));
        }
        Err(self.not_yet(&grant)?)
    }
}

/// The divisions a grant names, as they were named on its day.
pub(crate) fn area(grant: &Grant) -> Jurisdiction {
    let named = grant.terms.jurisdiction.iter();
    named
        .filter_map(|bucket| DivisionCode::new(bucket.0).ok())
        .collect()
}

/// Maps a slice on as many threads as the machine has cores, keeping the order.
fn on_all_cores<T: Sync, R: Send>(items: &[T], map: impl Fn(&T) -> R + Sync) -> Vec<R> {
    let cores = thread::available_parallelism().map_or(1, NonZero::get);
    let share = items.len().div_ceil(cores).max(VERIFY_AT_LEAST);
    if items.len() <= share {
        return items.iter().map(map).collect();
    }
    let map = &map;
    thread::scope(|scope| {
        let parts = items.chunks(share);
        let running: Vec<_> = parts
            .map(|part| scope.spawn(move || part.iter().map(map).collect::<Vec<R>>()))
            .collect();
        let mut results = Vec::with_capacity(items.len());
        for part in running {
            match part.join() {
                Ok(part) => results.extend(part),
                Err(panic) => std::panic::resume_unwind(panic),
            }
        }
        results
    })
}
