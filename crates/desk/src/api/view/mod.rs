//! What the pages are told and what they ask: the whole language of the API.
//!
//! The pages' own types are generated from these (`dev types`), never written twice. Days are
//! `YYYY-MM-DD`, moments are milliseconds since 1970 UTC, divisions are codes of 12 digits.

mod board;
mod catalog;
mod device;
mod enrolment;
mod form;
mod map;
mod neighbour;
mod record;
mod session;
mod typescript;

pub use board::{
    Ahead, Answering, Board, BoardRow, DueAsk, DuePage, DueRow, FallsDue, Figures, MapPoint,
    ProposalAsk, ProposalGroup, ProposalPage, Proposed, RoadStrip, Span,
};
pub use catalog::{Catalog, Named, PaperName};
pub use device::{
    Becomes, DeviceShown, DeviceStands, InvitationShown, Invited, OfficerShown, OfficersShown,
    ToDismiss, ToInvite, ToJoin, ToRevoke, ToWithdraw,
};
pub use enrolment::{Asks, Decision, Enrolment};
pub use form::{Attach, Bulk, BulkOutcome, Checked, Form, Kept, NearRow, Resolve, Saved};
pub use map::{Basemap, BasemapKind, Datum, MapSettings, Outline, Outlines, Shape};
pub use neighbour::{Meeting, NeighbourCall, NeighbourFound, NeighbourShown};
pub use record::{
    Ask, ChangeShown, ClockShown, Disputed, HereShown, Offer, Page, PhotoShown, Rival, Rivals,
    RowShown, Sheet, Shown, Step,
};
pub use session::{
    Division, DraftKept, DraftToKeep, GrantShown, HeldShown, Key, PeerShown, PhotosMoved, Problem,
    Program, Session, Standing, StickTaken, SyncShown, Today, TurnedAway,
};
pub use typescript::typescript;
