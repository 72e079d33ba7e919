//! What must hold of a record whatever is done with it, and what is fixed once it is settled.

use merge::Value;

use super::desk::Desk;
use crate::complaint::Complaint;
use crate::field::Field;
use crate::guards::Case;
use crate::words::Text;

impl Desk<'_> {
    /// What the guards look at.
    pub(super) fn case(&self) -> Case<'_> {
        Case {
            catalog: self.parser.catalog,
            kind: self.kind,
            after: self.after(),
            actor: self.parser.actor,
            moment: self.parser.moment,
            ground: Some(self.parser.ground),
        }
    }

    /// The order of the kind's fields, and its own conditions.
    pub(super) fn consistent(&mut self) {
        let kind = self.kind;
        for [first, second] in &kind.ordered {
            let touched = self.after().touches(first) || self.after().touches(second);
            let values = [first, second].map(|name| self.after().value(name));
            if touched && is_reversed(&values) {
                let labels = [first, second].map(|name| kind.field(name).map(|f| &f.label));
                let [Some(first_label), Some(second_label)] = labels else {
                    continue;
                };
                let text = Text::new(
                    format!(
                        "「{}」在「{}」之前；请核对",
                        second_label.zh, first_label.zh
                    ),
                    format!(
                        "{} lies before {}; check both",
                        second_label.en, first_label.en
                    ),
                );
                self.parser.refuse(second, "order", text);
            }
        }
        self.guarded_fields();
        let case = self.case();
        let refused = kind
            .guards
            .iter()
            .filter_map(|guard| guard.complaint(&case));
        let refused: Vec<Complaint> = refused.collect();
        self.parser.complaints.extend(refused);
    }

    /// What stands against changing a field outside a step.
    fn guarded_fields(&mut self) {
        if self.record.is_none() || self.event().is_some() {
            return;
        }
        let (kind, case) = (self.kind, self.case());
        let touched = kind
            .fields
            .iter()
            .filter(|field| case.after.touches(&field.name));
        let refused = touched.flat_map(|field| {
            let against = field.guards.iter().filter_map(|guard| {
                let text = guard.check(&case).err()?;
                Some(Complaint::at(&field.name, guard.name(), text))
            });
            against.collect::<Vec<_>>()
        });
        let refused: Vec<Complaint> = refused.collect();
        self.parser.complaints.extend(refused);
    }

    /// Whether the field is fixed where the record stands; if so, it says which step changes it.
    pub(super) fn is_fixed(&mut self, field: &Field) -> bool {
        let Some(record) = self.record else {
            return false;
        };
        let (kind, role) = (self.kind, &self.parser.actor.role.name);
        let state = self.parser.catalog.status(kind, record).state;
        if !kind.is_fixed(field, &state, role, self.event()) {
            return false;
        }
        let fills = kind
            .events
            .iter()
            .filter(|row| row.from.contains(&state) && row.sets.contains(&field.name));
        let steps = Text::join(fills.map(|row| &row.label));
        let (zh, en) = if steps.zh.is_empty() {
            ("不能再改".to_owned(), "it cannot be changed".to_owned())
        } else {
            (
                format!("只能通过「{}」更改", steps.zh),
                format!("only these steps change it: {}", steps.en),
            )
        };
        let label = kind.state(&state).map(|state| state.label.clone());
        let label = label.unwrap_or_default();
        let text = Text::new(
            format!("记录已是「{}」，「{}」{zh}", label.zh, field.label.zh),
            format!("the record is {}; of {}, {en}", label.en, field.label.en),
        );
        self.parser.refuse(&field.name, "fixed", text);
        true
    }
}

/// Whether both are filled and the first is later or larger.
fn is_reversed(values: &[Option<Value>; 2]) -> bool {
    match values {
        [Some(Value::Int(first)), Some(Value::Int(second))] => first > second,
        [Some(Value::Text(first)), Some(Value::Text(second))] => first > second,
        _ => false,
    }
}
