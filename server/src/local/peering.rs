//! Commands about other offices, run on an open one.

use std::path::PathBuf;

use desk::Failure;
use places::DivisionCode;
use serde::{Deserialize, Serialize};

use super::Answer;
use crate::http::now_ms;
use crate::office::Office;
use crate::peers::OfficeInvitation;

/// Something about other offices.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) enum Peering {
    /// An invitation for the office below.
    Invite {
        /// The division it is named by.
        unit: DivisionCode,
        /// Other divisions of its charter.
        also: Vec<DivisionCode>,
        /// What it is called.
        name: String,
    },
    /// Joins the office above, over the network or by a file.
    Join {
        /// Its invitation.
        invitation: Box<OfficeInvitation>,
        /// Its address.
        server: Option<String>,
        /// The file of the request, where there is no network.
        to: Option<PathBuf>,
    },
    /// Who is above and below, and how it stands.
    Status,
    /// Exchanges with the office above.
    Sync {
        /// Its new address, if it has one.
        server: Option<String>,
    },
    /// Writes what the office above lacks.
    Export {
        /// The file.
        to: PathBuf,
        /// About how many bytes it may have.
        limit: Option<u64>,
    },
    /// Takes in its answer.
    Import(PathBuf),
}

/// Runs one.
///
/// # Errors
/// Whatever it refuses.
pub(super) fn run(office: &Office, what: &Peering) -> Result<Answer, Failure> {
    let now = now_ms();
    match what {
        Peering::Invite { unit, also, name } => {
            let unit = office.unit(*unit, also)?;
            office
                .invite_office(unit, name, now)
                .map(Answer::OfficeInvited)
        }
        Peering::Join {
            invitation,
            server,
            to,
        } => {
            let above = match (server, to) {
                (_, Some(to)) => office.join_by_file(invitation, to, now)?,
                (server, None) => {
                    office.join(invitation, server.as_deref().unwrap_or_default(), now)?
                }
            };
            Ok(Answer::Joined(above.name))
        }
        Peering::Status => office.peers().map(Answer::Peers),
        Peering::Sync { server } => {
            if let Some(server) = server {
                office.above_at(server)?;
            }
            office.sync_above(now).map(Answer::PeerDone)
        }
        Peering::Export { to, limit } => office.export_above(to, *limit, now).map(Answer::PeerDone),
        Peering::Import(file) => office.import_above(file, now).map(Answer::PeerDone),
    }
}
