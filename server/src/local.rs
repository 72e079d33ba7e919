//! Commands that a running server answers for its own machine, and a stopped one for itself.

pub(crate) mod accounts;
pub(crate) mod auditing;
pub(crate) mod enrolling;
pub(crate) mod peering;
pub(crate) mod rights;
pub(crate) mod running;

use std::path::PathBuf;
use std::time::Duration;

use forms::{Moment, Period};
use places::DivisionCode;
use serde::{Deserialize, Serialize};

use crate::accounts::AccountShown;
use crate::admission::Policy;
use crate::audit::{Audited, HeadShown, Witnessed};
use crate::daily::Daily;
use crate::enrol::{Invitation, Way};
use crate::folder::Layout;
use crate::http::now_ms;
use crate::office::Office;
use crate::peers::{Done, OfficeInvitation, Peers};
use crate::posting::Reposted;
use crate::revoke::{Revoke, Revoked};
use crate::stick::{self, Exchanged};
use desk::Failure;
use desk::Proposed;
use desk::api::view::Enrolment;
use desk::{Asked, Filled};
use desk::{Countdown, Due, Look, Table};

use accounts::Account;
use auditing::Auditing;
use enrolling::Enrolling;
use peering::Peering;
use rights::Acting;

/// A command about a site.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) enum Command {
    /// The four-level table.
    Stats {
        /// Of this division; of the whole site if none is named.
        under: Option<DivisionCode>,
    },
    /// The deadlines.
    Due {
        /// Of this division; of the whole site if none is named.
        under: Option<DivisionCode>,
        /// On this day; today if none is named.
        on: Option<String>,
    },
    /// What is proposed.
    Proposals {
        /// In this division; in the whole site if none is named.
        under: Option<DivisionCode>,
        /// On this day; today if none is named.
        on: Option<String>,
    },
    /// The limits that run.
    Clocks {
        /// In this division; in the whole site if none is named.
        under: Option<DivisionCode>,
        /// On this day; now if none is named.
        on: Option<String>,
    },
    /// The day's work.
    Daily,
    /// Nothing is to be written for so many seconds: the office is being moved.
    Hold {
        /// How many.
        seconds: u64,
    },
    /// A report.
    Report {
        /// Which, of what.
        asked: Asked,
        /// Why persons are to be shown whole, if they are.
        reason: Option<String>,
    },
    /// Who looked behind a mask.
    Looks,
    /// A laptop's folder is opened with the key of the office, for a reason.
    Unlock(String),
    /// A command of somebody who says who they are.
    By(Acting, Box<Command>),
    /// The records behind a figure.
    Behind {
        /// The figure.
        figure: String,
        /// In this division; in the whole site if none is named.
        under: Option<DivisionCode>,
        /// In these days.
        period: Period,
    },
    /// What was counted of the records that refer to one.
    Results(String),
    /// Something about accounts.
    Account(Account),
    /// Bundles of devices, taken in and answered.
    Exchange(stick::Ask),
    /// A bundle for a device that has not asked.
    Export {
        /// The device.
        device: String,
        /// The file.
        to: PathBuf,
        /// About how many bytes a volume may have.
        limit: Option<u64>,
    },
    /// Something about other offices.
    Peers(Peering),
    /// A device that was lost, or found.
    Revoke(Revoke),
    /// Something about the audit log.
    Audit(Auditing),
    /// Another post for the officer of a device.
    Transfer {
        /// The device.
        device: String,
        /// The division the unit is named by.
        unit: DivisionCode,
        /// Other divisions it answers for.
        also: Vec<DivisionCode>,
        /// The role; the one there was if none is named.
        role: Option<String>,
        /// Whether to do it; otherwise only to say what would change.
        apply: bool,
    },
    /// An invitation for one device.
    Invite {
        /// The division the unit is named by.
        unit: DivisionCode,
        /// Other divisions it answers for.
        also: Vec<DivisionCode>,
        /// The role.
        role: String,
        /// The person.
        name: String,
        /// Where laptops call the office.
        addresses: Vec<String>,
        /// Its laptop need not wait for a yes.
        approved: bool,
    },
    /// Something about laptops that wait for a yes.
    Enrolments(Enrolling),
}

/// The answer to a [`Command`].
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) enum Answer {
    /// To [`Command::Stats`].
    Stats(Table),
    /// To [`Command::Due`].
    Due(Vec<Due>),
    /// To [`Command::Proposals`].
    Proposals(Vec<Proposed>),
    /// To [`Command::Clocks`].
    Clocks(Vec<Countdown>),
    /// To [`Command::Daily`].
    Daily(Daily),
    /// To [`Command::Report`], [`Command::Behind`] and [`Command::Results`].
    Report(Box<Filled>),
    /// To [`Command::Looks`].
    Looks(Vec<Look>),
    /// To [`Command::Exchange`].
    Exchanged(Exchanged),
    /// To [`Command::Export`]: the files.
    Exported(Vec<PathBuf>),
    /// To [`Command::Transfer`].
    Transferred(Box<Reposted>),
    /// To [`Command::Invite`].
    Invited(Invitation),
    /// To [`Peering::Invite`].
    OfficeInvited(OfficeInvitation),
    /// To [`Peering::Join`]: the name of the office above.
    Joined(String),
    /// To [`Peering::Status`].
    Peers(Peers),
    /// To the others about offices.
    PeerDone(Done),
    /// To [`Account::Link`]: its word.
    Link(String),
    /// To [`Account::List`].
    Accounts(Vec<AccountShown>),
    /// To [`Command::Revoke`].
    Revoked(Revoked),
    /// To [`Command::Enrolments`]: those that asked, or the one that was decided.
    Enrolments(Vec<Enrolment>),
    /// To [`Enrolling::Policy`]: whether new laptops wait by it, and the suites that are taken.
    Policy(Policy, bool, Vec<u8>),
    /// To [`Auditing::Verify`].
    Audited(Box<Audited>),
    /// To [`Auditing::Head`].
    LogHead(HeadShown),
    /// To [`Auditing::Witnesses`].
    Witnesses(Vec<Witnessed>),
    /// To the others about accounts.
    Done,
}

/// The office's time.
pub(crate) fn moment() -> Moment {
    Moment {
        now_ms: now_ms(),
        offset_min: forms::CHINA_MIN,
    }
}

/// Runs a command on an open office.
///
/// # Errors
/// Whatever the command refuses.
pub(crate) fn run(
    office: &Office,
    command: &Command,
    progress: store::Progress<'_>,
) -> Result<Answer, Failure> {
    let (acting, command) = match command {
        Command::By(acting, command) => (Some(acting), &**command),
        command => (None, command),
    };
    rights::judged(office, acting, command)?;
    carry_out(office, command, acting, progress)
}

fn held(office: &Office, seconds: u64) -> Answer {
    office.room.store.hold(Duration::from_secs(seconds));
    Answer::Done
}

fn carry_out(
    office: &Office,
    command: &Command,
    acting: Option<&Acting>,
    progress: store::Progress<'_>,
) -> Result<Answer, Failure> {
    let room = &office.room;
    match command {
        Command::By(_, command) => carry_out(office, command, acting, progress),
        Command::Unlock(reason) => office.unlocks(acting, reason).map(|()| Answer::Done),
        Command::Enrolments(what) => enrolling::run(office, what, rights::who(acting)),
        Command::Looks => room.looks().map(Answer::Looks),
        Command::Stats { under } => room.stats(*under, moment()).map(Answer::Stats),
        Command::Due { under, on } => room.due(*under, on.as_deref(), moment()).map(Answer::Due),
        Command::Proposals { under, on } => room
            .proposals(*under, on.as_deref(), moment())
            .map(Answer::Proposals),
        Command::Clocks { under, on } => room
            .countdowns(*under, on.as_deref(), moment())
            .map(Answer::Clocks),
        Command::Daily => office.daily(moment()).map(Answer::Daily),
        Command::Hold { seconds } => Ok(held(office, *seconds)),
        Command::Report { asked, .. } => room
            .report(asked, moment())
            .map(|filled| Answer::Report(Box::new(filled))),
        Command::Behind {
            figure,
            under,
            period,
        } => room
            .behind(figure, *under, *period, moment())
            .map(|filled| Answer::Report(Box::new(filled))),
        Command::Results(id) => room
            .results(id, moment())
            .map(|filled| Answer::Report(Box::new(filled))),
        Command::Exchange(ask) => office
            .exchange(ask, None, now_ms(), progress)
            .map(Answer::Exchanged),
        Command::Export { device, to, limit } => office
            .export_to(device, to, *limit, now_ms())
            .map(Answer::Exported),
        Command::Account(what) => accounts::run(office, what),
        Command::Peers(what) => peering::run(office, what),
        Command::Revoke(ask) => office
            .revoke(ask, (rights::account(acting), now_ms()))
            .map(Answer::Revoked),
        Command::Audit(what) => auditing::run(office, what, progress),
        Command::Transfer {
            device,
            unit,
            also,
            role,
            apply,
        } => {
            let (unit, how) = (office.unit(*unit, also)?, (*apply, now_ms()));
            office
                .transfer(device, &unit, role.as_deref(), how)
                .map(|told| Answer::Transferred(Box::new(told)))
        }
        Command::Invite {
            unit,
            also,
            role,
            name,
            addresses,
            approved,
        } => {
            let way = Way::new(addresses, *approved, rights::account(acting));
            let whom = (office.unit(*unit, also)?, &**role, &**name);
            office.invite_to(whom, &way, now_ms()).map(Answer::Invited)
        }
    }
}

/// Runs a command on a folder: through the server that has it open, or by opening it.
///
/// # Errors
/// Whatever the command refuses, or a folder that cannot be opened.
pub(crate) fn on_folder(
    layout: &Layout,
    command: &Command,
    progress: store::Progress<'_>,
) -> Result<Answer, Failure> {
    let office = match Office::open(layout, &mut *progress) {
        Err(failure) if failure.code() == "in_use" => {
            return running::through_server(layout, command, failure);
        }
        opened => opened?,
    };
    let answer = run(&office, command, progress);
    office.close()?;
    answer
}
