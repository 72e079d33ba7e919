//! A device that came by stick and is turned away: why, and what it hands in all the same.

use std::io::Write;
use std::path::Path;

use desk::Failure;
use desk::revoked::REVOKED;
use desk::trust::{self, LAPSED, NOT_APPROVED, WAITING};
use merge::{DeviceId, Sealed};
use sync::bundle::{Error, Part, Writer};
use sync::{HandIn, HandedIn, Push, Refused, Reply, Request};

use super::Visit;
use super::words::{said, stranger};
use crate::office::Office;
use crate::refused::refused;

/// What a device that is turned away is told.
#[derive(Debug)]
pub(super) struct Turned {
    no: Refused,
    /// What is kept of it without being in force.
    handed: Option<HandedIn>,
}

impl Turned {
    /// The no that a device is to hear by its stick, and that ends nothing for others.
    pub(super) fn of(no: &Failure) -> Option<Turned> {
        let told = [WAITING, LAPSED, NOT_APPROVED, REVOKED].contains(&no.code());
        told.then(|| Turned {
            no: refused(no),
            handed: None,
        })
    }

    /// Writes the answer. An earlier program reads no further than the no.
    pub(super) fn tell<W: Write>(&self, out: &mut Writer<W>, visit: &Visit) -> Result<(), Error> {
        out.part(&Part::Answering(visit.hello.clone()))?;
        out.part(&Part::Reply(Reply::Refused(self.no.clone())))?;
        if let Some(handed) = &self.handed {
            out.part(&Part::Reply(Reply::HandedIn(handed.clone())))?;
        }
        Ok(())
    }

    /// What whoever carries the stick is told of it.
    pub(super) fn said(&self, path: &Path) -> Failure {
        let held = self.handed.as_ref().map_or(0, |handed| handed.held);
        let mut no = self.no.clone();
        if held > 0 {
            no.zh = format!("已收存 {held} 条待审，批准后生效。{}", no.zh);
            no.en = format!(
                "{held} operations are kept and count once it is approved. {}",
                no.en
            );
        }
        said(path, &no)
    }
}

impl Office {
    /// Takes one request of a device that is turned away: where it stands, and what it hands in.
    pub(super) fn keep_turned(
        &self,
        (device, visit): (DeviceId, &mut Visit),
        request: Request,
        path: &Path,
        now_ms: u64,
    ) -> Result<(), Failure> {
        let nonce = visit.hello.nonce;
        let Some(turned) = &mut visit.turned else {
            return Ok(());
        };
        let push = match request {
            Request::Hello(hello) => {
                visit.hello = hello;
                return Ok(());
            }
            Request::Push(push) if trust::waits(&turned.no.code) => push,
            _ => return Ok(()),
        };
        // What it carries for others they bring themselves, or it does once it is let in.
        let own = |bytes: &&minicbor::bytes::ByteVec| {
            Sealed::open(bytes).is_ok_and(|sealed| sealed.op.device == device)
        };
        let ops = push.ops.iter().filter(own).cloned().collect();
        let push = Push {
            ops,
            grants: push.grants,
        };
        match self.answer(device, Request::HandIn(HandIn { nonce, push }), now_ms) {
            Reply::HandedIn(said) => turned.handed = Some(said),
            Reply::Refused(no) => return Err(said(path, &no)),
            _ => return Err(stranger(path)),
        }
        Ok(())
    }
}
