//! The author's authority, judged again where an operation arrives.

use merge::{Change, Op, Record, Value};

use crate::catalog::Catalog;
use crate::check::After;
use crate::field::{Field, Type};
use crate::ground::{Actor, Moment};
use crate::guards::Case;
use crate::kind::{DIVISION, Event, Kind};
use crate::role::CLOCK;
use crate::status::Walk;
use crate::words::Text;

/// What the office makes of an operation that arrived.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Verdict {
    /// It takes effect.
    Admitted,
    /// It was written with a newer catalog: keep and forward it, and say that this program is too
    /// old to judge it.
    NewerProgram(Text),
    /// Its author may not do this: keep it in quarantine with this reason.
    Refused(Text),
}

type Judged = Result<(), Verdict>;

impl Catalog {
    /// Judges an operation that arrived, against what its author may do.
    ///
    /// `before` is the record without it, and nothing for the first operation of a record. Judged
    /// are names, the types of values, the role for creating, editing and every event, and the
    /// guards that are about authority. Not judged are required fields and whatever the author may
    /// have known less about than the office: a transition that is illegal at its place is let in
    /// and shows as a conflict of the workflow. Whether the author's unit answers for the bucket is
    /// the caller's to judge, from the grant.
    #[must_use]
    pub fn admit(&self, op: &Op, before: Option<&Record>, actor: &Actor<'_>) -> Verdict {
        match self.judge(op, before, actor) {
            Ok(()) => Verdict::Admitted,
            Err(verdict) => verdict,
        }
    }

    fn judge(&self, op: &Op, before: Option<&Record>, actor: &Actor<'_>) -> Judged {
        let Some(kind) = self.kind_by_id(op.kind) else {
            return Err(newer("记录类型", "record kind", &op.kind.to_string()));
        };
        let role = &actor.role.name;
        // Whoever creates has seen nothing. That others' edits may be here already (an office put
        // back from a backup hears its devices in any order) does not change what it is.
        let creates = op.context.dots.is_empty();
        if creates && !kind.create.contains(role) {
            return Err(may_not(actor, "新建", "create a", &kind.label));
        }
        if creates {
            lies_in_its_bucket(kind, op)?;
        }
        let events: Vec<&str> = op
            .changes
            .iter()
            .filter_map(|change| match change {
                Change::Event { name } => Some(name.as_str()),
                _ => None,
            })
            .collect();
        for change in &op.changes {
            match change {
                Change::Event { name } => self.judge_event(kind, op, before, actor, name)?,
                Change::Set { field, value } => {
                    let field = known(kind, op, *field)?;
                    fits(field, value)?;
                    if !(events.is_empty() && settles(kind, field, op, before, actor)) {
                        may_write(kind, field, op, actor, &events, creates)?;
                        still_open(kind, field, op, before, actor, &events)?;
                    }
                }
                Change::Item { field, item, .. } => {
                    let field = known(kind, op, *field)?;
                    fits_item(field, item)?;
                    may_write(kind, field, op, actor, &events, creates)?;
                    still_open(kind, field, op, before, actor, &events)?;
                }
                Change::Attach(attachment) => {
                    let field = known(kind, op, attachment.field)?;
                    if !field.ty.is_photos() {
                        return Err(wrong_type(field));
                    }
                    may_write(kind, field, op, actor, &events, creates)?;
                }
            }
        }
        self.judge_settling(kind, op, actor)
    }

    fn judge_event(
        &self,
        kind: &Kind,
        op: &Op,
        before: Option<&Record>,
        actor: &Actor<'_>,
        name: &str,
    ) -> Judged {
        let rows: Vec<&Event> = kind.rows(name).collect();
        let Some(first) = rows.first() else {
            return Err(unknown(kind, op, "步骤", "step", name));
        };
        let mut mine = rows
            .iter()
            .filter(|row| row.by.contains(&actor.role.name))
            .peekable();
        if mine.peek().is_none() {
            return Err(may_not(
                actor,
                &first.label.zh,
                &first.label.en,
                &kind.label,
            ));
        }
        let moment = Moment {
            now_ms: op.claimed.wall_ms,
            offset_min: op.claimed.offset_min,
        };
        let mut against = None;
        for row in mine {
            let case = Case {
                catalog: self,
                kind,
                after: After {
                    kind,
                    record: before,
                    changes: &op.changes,
                },
                actor,
                moment: &moment,
                ground: None,
            };
            let guards = row.guards.iter().filter(|guard| guard.is_authority());
            match guards.filter_map(|guard| guard.check(&case).err()).next() {
                None => return Ok(()),
                Some(text) => against = against.or(Some(text)),
            }
        }
        against.map_or(Ok(()), |text| Err(Verdict::Refused(text)))
    }

    fn judge_settling(&self, kind: &Kind, op: &Op, actor: &Actor<'_>) -> Judged {
        if op.resolves.is_empty() || kind.may_settle(&actor.role.name) {
            Ok(())
        } else {
            Err(may_not(
                actor,
                "处理流程冲突：",
                "settle the workflow of a",
                &kind.label,
            ))
        }
    }
}

/// A record travels in the bucket of its division, so one that says two things would be seen by
/// people it does not concern.
fn lies_in_its_bucket(kind: &Kind, op: &Op) -> Judged {
    let id = kind.field(DIVISION).map(|field| field.id);
    let lies = op.changes.iter().any(|change| {
        matches!(change, Change::Set { field, value: Value::Text(code) }
            if Some(*field) == id && *code == op.bucket.to_string())
    });
    if lies {
        return Ok(());
    }
    Err(Verdict::Refused(Text::new(
        format!("记录的行政区划与所在数据桶 {} 不一致", op.bucket),
        format!(
            "the record's division is not the bucket {} it came in",
            op.bucket
        ),
    )))
}

fn known<'k>(kind: &'k Kind, op: &Op, id: u16) -> Result<&'k Field, Verdict> {
    kind.field_by_id(id)
        .ok_or_else(|| unknown(kind, op, "字段", "field", &id.to_string()))
}

/// Whether the operation chooses between rival values, as those who settle conflicts may.
///
/// Two people may settle one conflict without knowing of each other; then the field holds a value
/// the second one had not seen, and that is a conflict again, not a trespass. And where the author
/// had seen more of the record than has arrived here, the rivals may still be on their way: an
/// office put back from a backup hears the one who settled before those who disagreed.
fn settles(
    kind: &Kind,
    field: &Field,
    op: &Op,
    before: Option<&Record>,
    actor: &Actor<'_>,
) -> bool {
    let unseen = |record: &Record| {
        let said = record
            .said(field.id)
            .into_iter()
            .map(|said| said.source.dot);
        said.into_iter()
            .any(|dot| op.context.get(&dot.device) < dot.seq)
    };
    let behind = |record: &Record| {
        let seen = op.context.dots.iter();
        seen.into_iter()
            .any(|(device, seq)| record.clock().get(device) < *seq)
    };
    let rivals = |record: &Record| record.in_conflict(field.id) || unseen(record) || behind(record);
    !field.derived && kind.may_settle(&actor.role.name) && before.is_some_and(rivals)
}

fn may_write(
    kind: &Kind,
    field: &Field,
    op: &Op,
    actor: &Actor<'_>,
    events: &[&str],
    creates: bool,
) -> Judged {
    if field.name == DIVISION {
        // Judged with the bucket when the record is created, and fixed from then on.
        return if creates {
            Ok(())
        } else {
            Err(Verdict::Refused(Text::new(
                format!("记录 {} 的行政区划建立后不能改", op.record),
                format!(
                    "the division of record {} was changed after creation",
                    op.record
                ),
            )))
        };
    }
    // What nobody types, the program itself assigns: human numbers.
    if field.derived && actor.role.name == CLOCK {
        return Ok(());
    }
    let alone = kind.may_edit(field, &actor.role.name, None);
    let with = |event: &&str| kind.may_edit(field, &actor.role.name, Some(event));
    if alone || events.iter().any(with) {
        Ok(())
    } else {
        Err(may_not(actor, "填写", "write", &field.label))
    }
}

/// Refuses a change of a field that was fixed where the author had seen the record stand. Whoever
/// had not seen the step that fixed it wrote in good faith: then the values stand side by side.
fn still_open(
    kind: &Kind,
    field: &Field,
    op: &Op,
    before: Option<&Record>,
    actor: &Actor<'_>,
    events: &[&str],
) -> Judged {
    let Some(before) = before.filter(|_| !field.fixed_in.is_empty()) else {
        return Ok(());
    };
    let state = Walk::seen(kind, before, &op.context).state;
    let role = &actor.role.name;
    let fixed = |event| kind.is_fixed(field, &state, role, event);
    if !fixed(None) || events.iter().any(|event| !fixed(Some(*event))) {
        return Ok(());
    }
    let label = kind.state(&state).map(|state| state.label.clone());
    let label = label.unwrap_or_default();
    Err(Verdict::Refused(Text::new(
        format!(
            "记录已是「{}」，「{}」不能再直接更改",
            label.zh, field.label.zh
        ),
        format!(
            "the record was {}, {} could not be changed by itself any more",
            label.en, field.label.en
        ),
    )))
}

/// Whether a value written into a field has the shape of its type.
fn fits(field: &Field, value: &Value) -> Judged {
    if matches!(value, Value::Unknown(_)) {
        return Err(newer("值", "value of", &field.name));
    }
    let fits = !field.ty.is_set() && !field.ty.is_photos();
    if fits && (value.is_null() || shape_fits(&field.ty, value)) {
        Ok(())
    } else {
        Err(wrong_type(field))
    }
}

fn fits_item(field: &Field, item: &Value) -> Judged {
    let fits = match &field.ty {
        Type::Codes { .. } | Type::Refs { .. } => item.as_text().is_some(),
        Type::List { .. } => matches!(item, Value::Map(_)),
        _ => false,
    };
    if fits { Ok(()) } else { Err(wrong_type(field)) }
}

fn shape_fits(ty: &Type, value: &Value) -> bool {
    match ty {
        Type::Int { .. } | Type::DateTime | Type::Stake => value.as_int().is_some(),
        Type::Decimal { .. } => matches!(value, Value::Decimal { .. }),
        Type::Bool => value.as_bool().is_some(),
        Type::Point | Type::Struct { .. } => matches!(value, Value::Map(_)),
        _ => value.as_text().is_some(),
    }
}

fn wrong_type(field: &Field) -> Verdict {
    Verdict::Refused(Text::new(
        format!("「{}」里的值不是这一项应有的类型", field.label.zh),
        format!(
            "the value in {} is not of the type of that field",
            field.label.en
        ),
    ))
}

fn may_not(actor: &Actor<'_>, zh: &str, en: &str, what: &Text) -> Verdict {
    let role = &actor.role.label;
    Verdict::Refused(Text::new(
        format!("{}（{}）无权{zh}「{}」", actor.person, role.zh, what.zh),
        format!("{} ({}) may not {en} {}", actor.person, role.en, what.en),
    ))
}

/// A name this catalog does not know: newer than it, or nobody's.
fn unknown(kind: &Kind, op: &Op, zh: &str, en: &str, name: &str) -> Verdict {
    if op.form > kind.version {
        return newer(zh, en, name);
    }
    Verdict::Refused(Text::new(
        format!("{}没有这个{zh}：{name}", kind.label.zh),
        format!("a {} has no {en} {name}", kind.label.en),
    ))
}

fn newer(zh: &str, en: &str, name: &str) -> Verdict {
    Verdict::NewerProgram(Text::new(
        format!("本机程序版本较旧，不认识{zh} {name}；请升级程序"),
        format!("this program is too old to know the {en} {name}; update it"),
    ))
}
