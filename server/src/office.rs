//! The office: its store, its key and the divisions it answers for.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::sync::atomic::AtomicBool;

use desk::blobs::{Blobs, Shelves};
use desk::{Failure, Room};
use forms::Catalog;
use merge::{Head, Receipt, Sealed, Signer};
use minicbor::bytes::ByteVec;
use places::Divisions;
use store::disk::{Disk, Lock};
use store::{Engine, Item, Opened, Options, Store, StoreError};
use sync::limits::MAX_RECEIPTS;
use vault::Vault;

use crate::contacts::Contacts;
use crate::copied::Copied;
use crate::folder::Site;
use crate::ops::{Meters, Timed};
use crate::watch::Shared;

/// What an office is made of.
#[derive(Debug)]
pub struct Parts {
    /// Who it is.
    pub site: Site,
    /// The divisions it answers for.
    pub divisions: Divisions,
    /// Where its journal is.
    pub disk: Arc<dyn Disk>,
    /// What keeps its rows.
    pub engine: Engine,
    /// Names this run of the machine.
    pub boot: String,
    /// Where photos are kept.
    pub blobs: Arc<dyn Shelves>,
    /// The key that everything is sealed with.
    pub vault: Vault,
    /// The record kinds it knows.
    pub catalog: Arc<Catalog>,
}

/// An open office.
#[derive(Debug)]
pub struct Office {
    pub(crate) room: Arc<Room>,
    pub(crate) site: Site,
    pub(crate) key: Signer,
    /// The service ends; whoever waits for a network waits no longer.
    pub(crate) ending: AtomicBool,
    /// What is measured of it.
    pub(crate) meters: Arc<Meters>,
    /// The copy of the database that is read in bulk, if there is one.
    pub(crate) copied: Option<Arc<Copied>>,
    /// What it shares with other processes of the same office, if there may be any.
    pub(crate) shared: Option<Shared>,
    /// Where it keeps when it heard of devices, if it has a place for that.
    pub(crate) contacts: Option<Contacts>,
    opened: Opened,
    lock: Option<Lock>,
}

impl Office {
    /// Starts an office from its parts.
    ///
    /// # Errors
    /// A store that cannot be opened.
    pub fn start(parts: Parts, progress: store::Progress<'_>) -> Result<Office, Failure> {
        let Parts {
            site,
            divisions,
            disk,
            engine,
            boot,
            blobs,
            vault,
            catalog,
        } = parts;
        let meters = Arc::new(Meters::begun());
        let blobs = Blobs::on(blobs, &vault);
        let options = Options {
            disk: Arc::new(Timed::new(disk, meters.clone())),
            engine,
            catalog: catalog.clone(),
            numbers: true,
            boot,
            vault,
        };
        let (store, opened) = Store::open(options, progress)?;
        let key = site.key()?;
        Ok(Office {
            room: Arc::new(Room {
                store: Arc::new(store),
                divisions,
                catalog,
                blobs,
                root: site.root,
            }),
            site,
            key,
            ending: AtomicBool::new(false),
            meters,
            copied: None,
            shared: None,
            contacts: None,
            opened,
            lock: None,
        })
    }

    pub(crate) fn hold(&mut self, lock: Lock) {
        self.lock = Some(lock);
    }

    /// Hands the lock on the folder to whoever goes on with it.
    pub(crate) fn let_go(&mut self) -> Option<Lock> {
        self.lock.take()
    }

    /// Reads in bulk from a copy of the database from here on.
    pub(crate) fn read_copy(&mut self, url: &str, vault: &Vault) {
        let copied = Copied::follow(url.to_owned(), vault, &self.room);
        self.copied = Some(copied);
    }

    pub(crate) fn share(&mut self, shared: Shared) {
        self.shared = Some(shared);
    }

    /// Ends cleanly.
    ///
    /// # Errors
    /// A disk that refuses; nothing is lost by it.
    pub fn close(self) -> Result<(), Failure> {
        // A disk that refuses this costs the last minute of it.
        let _ = self.keep_heard(true);
        Room::close(self.room)?;
        drop(self.lock);
        Ok(())
    }

    /// What opening found and did.
    #[must_use]
    pub fn opened(&self) -> &Opened {
        &self.opened
    }

    /// Who the office is.
    #[must_use]
    pub fn site(&self) -> &Site {
        &self.site
    }

    /// What it works with.
    #[must_use]
    pub fn room(&self) -> &Room {
        &self.room
    }

    /// The divisions it answers for.
    #[must_use]
    pub fn divisions(&self) -> &Divisions {
        &self.room.divisions
    }

    /// Its store.
    #[must_use]
    pub fn store(&self) -> &Store {
        &self.room.store
    }

    /// A signed receipt for a device's chain as it stands.
    pub(crate) fn receipt(&self, device: merge::DeviceId, now_ms: u64) -> Result<Receipt, Failure> {
        let head = self.room.store.head(device)?;
        let epoch = self.site.epoch;
        Ok(Receipt::sign(device, head, now_ms, epoch, &self.key)?)
    }

    /// Signed receipts for the chains of operations that others brought, each up to the last of those
    /// before which nothing is missing here.
    pub(crate) fn receipts_of(
        &self,
        brought: impl Iterator<Item = Sealed>,
        now_ms: u64,
    ) -> Result<Vec<ByteVec>, Failure> {
        let mut lasts = BTreeMap::new();
        for sealed in brought {
            lasts.insert(sealed.op.device, Head::after(&sealed));
        }
        let mut receipts = Vec::new();
        for (device, last) in lasts.into_iter().take(MAX_RECEIPTS) {
            if self.room.store.head(device)?.seq >= last.seq {
                let (epoch, key) = (self.site.epoch, &self.key);
                let receipt = Receipt::sign(device, last, now_ms, epoch, key)?;
                receipts.push(receipt.bytes().to_vec().into());
            }
        }
        Ok(receipts)
    }

    /// Decides while nobody else writes, here or at another process, and keeps what is to be kept of
    /// it. A database that breaks off asks again.
    ///
    /// # Errors
    /// What `decide` refuses, or a store that fails; nothing is kept then.
    pub(crate) fn at_pen<T>(
        &self,
        decide: &mut dyn FnMut() -> Result<(T, Vec<Item>), Failure>,
    ) -> Result<T, Failure> {
        let mut decided = None;
        self.room.store.decide(&mut || {
            let (said, items) = match decide() {
                Ok((said, items)) => (Ok(said), items),
                Err(failure) => (Err(failure), Vec::new()),
            };
            decided = Some(said);
            Ok(items)
        })?;
        let nothing = || StoreError::Index("nothing was decided".to_owned());
        decided.unwrap_or_else(|| Err(nothing().into()))
    }

    /// Keeps a small named fact.
    pub(crate) fn keep_note(&self, name: String, value: Vec<u8>) -> Result<(), Failure> {
        self.room.store.take(vec![Item::Note { name, value }])?;
        Ok(())
    }
}
