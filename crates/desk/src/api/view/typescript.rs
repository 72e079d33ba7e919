//! The same language as TypeScript.

use std::any::TypeId;
use std::collections::{BTreeMap, BTreeSet};

use ts_rs::{Config, TS, TypeVisitor};

use super::{
    Ahead, Answering, Ask, Board, Bulk, BulkOutcome, Catalog, Checked, Decision, DeviceShown,
    DraftKept, DraftToKeep, DueAsk, DuePage, Enrolment, Figures, Form, HeldShown, InvitationShown,
    Invited, Kept, Key, MapPoint, MapSettings, NeighbourCall, NeighbourFound, NeighbourShown,
    OfficersShown, Outlines, Page, PaperName, PeerShown, Problem, ProposalAsk, ProposalPage,
    Resolve, RoadStrip, Saved, Session, Sheet, Span, Standing, Step, StickTaken, ToDismiss,
    ToInvite, ToJoin, ToRevoke, ToWithdraw, Today,
};
use crate::looks::Look;
use crate::report::Filled;

/// The declarations of every type of this language and of all they are made of.
#[must_use]
pub fn typescript() -> String {
    let mut found = Found {
        // Numbers of this API stay far below 2^53, so JavaScript's own numbers hold them.
        config: Config::default().with_large_int("number"),
        seen: BTreeSet::new(),
        declared: BTreeMap::new(),
    };
    found.visit::<(Key, Session, Problem, Today, Standing)>();
    found.visit::<(Catalog<'static>, Ask, Page, Sheet, Step)>();
    found.visit::<(Form, Checked, Kept, Saved, Resolve, Bulk, BulkOutcome)>();
    found.visit::<(Span, Board, Figures, Answering, MapPoint, RoadStrip)>();
    found.visit::<(DueAsk, DuePage, Ahead, ProposalAsk, ProposalPage)>();
    found.visit::<(MapSettings, Outlines)>();
    found.visit::<(DraftKept, DraftToKeep)>();
    found.visit::<(Filled, PaperName, StickTaken, PeerShown)>();
    found.visit::<(HeldShown, Look, Enrolment, Decision)>();
    found.visit::<(InvitationShown, ToInvite, Invited, ToWithdraw)>();
    found.visit::<(DeviceShown, ToRevoke, OfficersShown, ToJoin, ToDismiss)>();
    found.visit::<(NeighbourShown, NeighbourFound, NeighbourCall)>();
    let mut text = String::from("// Generated from crates/desk/src/api/view. Do not edit.\n");
    for declared in found.declared.values() {
        text.push_str("\nexport ");
        text.push_str(declared);
        text.push('\n');
    }
    text
}

struct Found {
    config: Config,
    seen: BTreeSet<TypeId>,
    declared: BTreeMap<String, String>,
}

impl TypeVisitor for Found {
    fn visit<T: TS + 'static + ?Sized>(&mut self) {
        if !self.seen.insert(TypeId::of::<T>()) {
            return;
        }
        if T::output_path().is_some() {
            let declared = T::decl(&self.config);
            self.declared.insert(T::ident(&self.config), declared);
        }
        T::visit_dependencies(self);
        T::visit_generics(self);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Run with `XUNLU_UPDATE=1` after a type has changed, and the file is written anew.
    #[test]
    fn the_pages_own_types_are_these() {
        let file = concat!(env!("CARGO_MANIFEST_DIR"), "/../ui/web/src/api/types.ts");
        let text = typescript();
        if std::env::var_os("XUNLU_UPDATE").is_some() {
            std::fs::write(file, &text).unwrap();
        }
        let kept = std::fs::read_to_string(file).unwrap();
        assert!(
            kept == text,
            "{file} is not what the program says: run XUNLU_UPDATE=1 cargo test -p desk types"
        );
    }

    #[test]
    fn every_type_is_declared_once_and_numbers_are_numbers() {
        let text = typescript();
        for name in [
            "Session",
            "Sheet",
            "RowShown",
            "Kind",
            "Field",
            "Complaint",
            "Filled",
        ] {
            let declared = text.matches(&format!("export type {name} ")).count();
            assert_eq!(declared, 1, "{name}");
        }
        assert!(!text.contains("bigint"), "{text}");
    }
}
