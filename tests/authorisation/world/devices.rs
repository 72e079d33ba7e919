//! Devices: laptops with our program, and hands that write whatever they like.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use agent::Laptop;
use forms::Catalog;
use merge::{Author, DeviceId, Draft, Hash, Key, Now, Sealed};
use places::{DivisionCode, Divisions};
use server::Office;
use store::Engine;
use store::disk::Folder;

use super::code;
use crate::let_in::let_in;

/// Somebody who writes operations by hand, whatever the programs would let them.
pub(crate) struct Hand {
    pub(crate) author: Author,
    pub(crate) device: DeviceId,
}

impl Hand {
    pub(crate) fn signs(&mut self, draft: Draft, now_ms: u64) -> Sealed {
        let now = Now {
            wall_ms: now_ms,
            offset_min: 480,
        };
        let sealed = self.author.seal(draft, now);
        self.author.wrote(&sealed);
        sealed
    }
}

fn invited(
    office: &Office,
    role: &str,
    at: &str,
    also: Option<&str>,
    name: &str,
    now_ms: u64,
) -> server::Invitation {
    let also: Vec<DivisionCode> = also.into_iter().map(code).collect();
    let unit = office.unit(code(at), &also).unwrap();
    office.invite(unit, role, name, now_ms).unwrap()
}

pub(super) fn hand(
    office: &Office,
    role: &str,
    at: &str,
    also: Option<&str>,
    name: &str,
    now_ms: u64,
) -> Hand {
    let invitation = invited(office, role, at, also, name, now_ms);
    let key = Key::from_secret(&Hash::of(&[name.as_bytes(), invitation.code.0.as_slice()]).0);
    let (device, _) = let_in(office, &invitation, (&key, 1), now_ms).unwrap();
    let grant = device.grant().unwrap();
    let author = Author::new(key, grant.device, grant.hash());
    Hand {
        author,
        device: grant.device,
    }
}

pub(super) fn laptop(
    office: &Office,
    catalog: &Arc<Catalog>,
    (role, unit, name): (&str, &str, &str),
    folder: &Path,
    (number, now_ms): (u64, u64),
) -> Laptop {
    let invitation = invited(office, role, unit, None, name, now_ms);
    let key = Key::from_secret(&Hash::of(&[b"laptop", &number.to_be_bytes()]).0);
    let (device, given) = let_in(office, &invitation, (&key, number), now_ms).unwrap();
    let blobs: PathBuf = folder.join("blobs");
    let parts = agent::Parts {
        device,
        divisions: Divisions::from_csv(given.divisions.as_bytes()).unwrap(),
        disk: Arc::new(Folder::open(&folder.join("journal")).unwrap()),
        engine: Engine::Memory,
        boot: "rights".to_owned(),
        blobs,
        vault: vault::Vault::from_key([1; 32]),
        catalog: catalog.clone(),
    };
    Laptop::start(parts, &mut |_, _| ()).unwrap()
}
