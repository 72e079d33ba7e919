//! The office's side of an exchange of photos.
//!
//! It takes photos that an operation it keeps refers to, and gives those that a record in the
//! device's area refers to; of all others it says nothing.

use desk::Failure;
use desk::blobs::{self, Incoming};
use desk::trust::OFFICE;
use merge::{DeviceId, Grant, Hash};
use sync::limits::MAX_LACKING;
use sync::photos::{Held, Lack, Lacking, PhotoAsk, PhotoReply, Piece, Preview, Rank, kept};

use crate::office::Office;

impl Office {
    /// Answers what a device asks about photos.
    pub(crate) fn photo(&self, grant: &Grant, ask: PhotoAsk) -> Result<PhotoReply, Failure> {
        let device = grant.device;
        let within = |bucket| self.in_area(grant, bucket);
        let brings = matches!(
            ask,
            PhotoAsk::Offer { .. } | PhotoAsk::Piece(_) | PhotoAsk::Preview(_)
        );
        if brings && self.room.store.is_held() {
            return Err(store::StoreError::Held.into());
        }
        match ask {
            PhotoAsk::Lacks(after) => self.lacks(grant, after).map(PhotoReply::Lacking),
            PhotoAsk::Offer {
                sha256,
                size,
                chunks,
            } => {
                let held = self.offered(device, sha256, size, chunks)?;
                Ok(PhotoReply::Held(held))
            }
            PhotoAsk::Piece(piece) => self.piece(device, &piece).map(PhotoReply::Held),
            PhotoAsk::Preview(preview) => self.previewed(&preview),
            PhotoAsk::Previews(wanted) => {
                let given = self.room.give_previews(&wanted, &within);
                given.map(PhotoReply::Previews)
            }
            PhotoAsk::Wants(_) => Err(by_stick_alone()),
            PhotoAsk::Fetch(fetch) => {
                let given = self.room.give_piece(&fetch, &within);
                given.map(PhotoReply::Fetched)
            }
        }
    }

    fn lacks(&self, grant: &Grant, after: Option<Rank>) -> Result<Lacking, Failure> {
        let mut photos: Vec<Lack> = Vec::new();
        // A device is asked for its own; an office, for all of the divisions it answers for.
        let given = if grant.terms.role == OFFICE {
            self.room
                .photos_within(&|bucket| self.in_area(grant, bucket))?
        } else {
            self.room.own_photos(grant.device)?
        };
        for own in given {
            if after.is_some_and(|after| !after.before(own.rank)) {
                continue;
            }
            let preview = match blobs::here(&self.room.blobs, own.sha256) {
                blobs::Here::Whole => continue,
                here => here == blobs::Here::Preview,
            };
            // The photos of one operation are named together, so that a place between two
            // operations is a place between two answers.
            let full = photos.len() >= MAX_LACKING;
            if full && photos.last().is_some_and(|last| last.rank != own.rank) {
                return Ok(Lacking { photos, more: true });
            }
            let at = self.room.arrived(own.sha256);
            photos.push(Lack {
                sha256: own.sha256,
                size: own.size,
                rank: own.rank,
                preview,
                at: Some(at).filter(|at| *at > 0),
            });
        }
        let more = false;
        Ok(Lacking { photos, more })
    }

    fn offered(
        &self,
        device: DeviceId,
        sha256: Hash,
        size: u64,
        chunks: Vec<Hash>,
    ) -> Result<Held, Failure> {
        self.said(sha256, Some(size))?;
        // Before the office signs that it has a photo it looks whether it is still what it was.
        if blobs::read(&self.room.blobs, sha256)?.is_some() {
            return self.whole(device, sha256, size);
        }
        if chunks.is_empty() {
            return Ok(Held::Nothing);
        }
        let begun = blobs::begin(&self.room.blobs, sha256, size, chunks)?;
        self.held(device, sha256, size, begun)
    }

    fn piece(&self, device: DeviceId, piece: &Piece) -> Result<Held, Failure> {
        let sha256 = piece.sha256;
        let size = self.said(sha256, None)?;
        let put = blobs::put(&self.room.blobs, sha256, piece.at, &piece.bytes)?;
        self.held(device, sha256, size, put)
    }

    fn held(
        &self,
        device: DeviceId,
        sha256: Hash,
        size: u64,
        incoming: Incoming,
    ) -> Result<Held, Failure> {
        match incoming {
            Incoming::Whole => self.whole(device, sha256, size),
            Incoming::Partly(parts) => Ok(Held::Partly(parts.told())),
            Incoming::Nothing => Ok(Held::Nothing),
        }
    }

    fn whole(&self, device: DeviceId, sha256: Hash, size: u64) -> Result<Held, Failure> {
        Ok(Held::Kept(kept(&self.key, device, sha256, size)?))
    }

    /// Lets pass a photo that an operation kept here refers to, with the size it says. Answers that
    /// size.
    fn said(&self, sha256: Hash, size: Option<u64>) -> Result<u64, Failure> {
        let said = self.room.referred(sha256)?;
        let fits = |one: &&store::Reference| size.is_none_or(|size| size == one.size);
        let found = said.iter().find(fits).map(|one| one.size);
        found.ok_or_else(|| {
            Failure::new(
                "photo_size",
                format!("照片 {sha256} 的大小与记录所述不符，未接收；请在原设备上核对"),
                format!("photo {sha256} is not as large as its record says and was not taken; look at it on the device it comes from"),
            )
        })
    }

    fn previewed(&self, preview: &Preview) -> Result<PhotoReply, Failure> {
        let sha256 = preview.sha256;
        self.said(sha256, None)?;
        if blobs::here(&self.room.blobs, sha256) == blobs::Here::Nothing {
            blobs::keep_preview(&self.room.blobs, sha256, &preview.jpeg)?;
        }
        Ok(PhotoReply::Noted)
    }
}

fn by_stick_alone() -> Failure {
    Failure::new(
        "protocol",
        "按清单索取照片只用于U盘；联网时请直接同步",
        "photos are asked for by a list on a stick alone; over a network, sync",
    )
}
