//! The photos of a laptop, or of an office that calls another, as one side of an exchange.

use std::collections::BTreeSet;
use std::sync::Arc;

use desk::blobs::{self, Here, Incoming};
use desk::trust::covers;
use desk::{Failure, Room};
use merge::{Bucket, DeviceId, FullKey, Grant, Hash};
use sync::photos::{Album, Begun, Gap, Lack, Piece, Preview, Taken, chunks_of, was_kept};
use sync::{Refused, Span};

/// Which photos an exchange is about.
#[derive(Debug, Clone)]
pub enum Whose {
    /// The device's own; of those of others, previews come.
    Own,
    /// The device's own; of those of others, the originals come.
    Everybodys,
    /// An office's: those of every record in the area of its charter, both ways.
    Area(Box<Grant>),
    /// Those of records in these buckets, which come from whoever has them; none is sent.
    Shared(Vec<Span>),
}

/// Photos, for one exchange.
#[derive(Debug)]
pub struct Photos {
    room: Arc<Room>,
    device: DeviceId,
    /// The office's key.
    office: FullKey,
    whose: Whose,
}

impl Photos {
    /// The photos of a room that a device exchanges with the office of that key. Its own originals
    /// that are gone are fetched again.
    #[must_use]
    pub fn new(room: Arc<Room>, device: DeviceId, office: FullKey, whose: Whose) -> Photos {
        Photos {
            room,
            device,
            office,
            whose,
        }
    }

    fn unsent(&self) -> Result<Vec<(Hash, u64)>, Failure> {
        let unsent = match &self.whose {
            Whose::Area(charter) => {
                let within = |bucket: Bucket| covers(charter, bucket);
                self.room.unsent_within(&within)?
            }
            Whose::Shared(_) => Vec::new(),
            Whose::Own | Whose::Everybodys => self.room.unsent_photos(self.device)?,
        };
        Ok(unsent.iter().map(|one| (one.sha256, one.size)).collect())
    }

    fn missing(&self) -> Result<Vec<(Hash, u64)>, Failure> {
        let mut missing = self.room.missing_photos()?;
        match &self.whose {
            Whose::Everybodys => {}
            Whose::Area(charter) => missing.retain(|one| covers(charter, one.bucket)),
            Whose::Shared(spans) => missing.retain(|one| within(spans, one.bucket)),
            Whose::Own => {
                let own = self.room.own_photos(self.device)?.into_iter();
                let own: BTreeSet<Hash> = own.map(|one| one.sha256).collect();
                missing.retain(|one| own.contains(&one.sha256));
            }
        }
        Ok(missing.iter().map(|one| (one.sha256, one.size)).collect())
    }

    fn begun(&self, sha256: Hash, size: u64, chunks: Option<Vec<Hash>>) -> Result<Begun, Failure> {
        let incoming = match chunks {
            Some(chunks) => blobs::begin(&self.room.blobs, sha256, size, chunks)?,
            None => blobs::resume(&self.room.blobs, sha256)?,
        };
        Ok(match incoming {
            Incoming::Whole => Begun::Whole,
            Incoming::Nothing => Begun::Chunks,
            Incoming::Partly(parts) => parts.gap().map_or(Begun::Chunks, Begun::Gap),
        })
    }

    fn put(&self, piece: &Piece) -> Result<Taken, Failure> {
        let (sha256, at) = (piece.sha256, piece.at);
        match blobs::put(&self.room.blobs, sha256, at, &piece.bytes)? {
            Incoming::Whole => {
                // What a neighbour gave the office may not have: this laptop brings it there.
                if let Whose::Shared(_) = self.whose {
                    self.room.note_kept(vec![(sha256, Vec::new())])?;
                }
                Ok(Taken::Whole)
            }
            Incoming::Partly(parts) => match parts.gap() {
                Some(gap) => Ok(Taken::Gap(gap)),
                None => Err(made_room(sha256)),
            },
            Incoming::Nothing => Err(made_room(sha256)),
        }
    }

    fn word(&self, sha256: Hash, size: u64, said: &[u8]) -> Result<(), Failure> {
        let office = self.office.public();
        if !office.is_ok_and(|key| was_kept(&key, self.device, sha256, size, said)) {
            return Err(wrong_word(sha256));
        }
        self.room.note_kept(vec![(sha256, said.to_vec())])
    }
}

fn within(spans: &[Span], bucket: Bucket) -> bool {
    spans.iter().any(|span| span.holds(bucket))
}

/// What was there of a photo is gone in the middle of it.
fn made_room(sha256: Hash) -> Failure {
    Failure::new(
        "photo_gone",
        format!("照片 {sha256} 已收到的部分被清理；下次同步从头接收"),
        format!(
            "what had arrived of photo {sha256} had to make room; it comes again at the next sync"
        ),
    )
}

/// Somebody says that a photo is kept, but it is not the office.
fn wrong_word(sha256: Hash) -> Failure {
    Failure::new(
        "wrong_server",
        format!("照片 {sha256} 的签收不是本机服务器所签，未采信；请核对服务器地址"),
        format!(
            "who says that photo {sha256} is kept is not the office; check the server's address"
        ),
    )
}

/// A failure as an exchange says it.
#[must_use]
pub fn said(failure: &Failure) -> Refused {
    let text = failure.text();
    Refused {
        code: failure.code().to_owned(),
        zh: text.zh,
        en: text.en,
    }
}

impl Album for Photos {
    fn unconfirmed(&mut self) -> Result<Vec<(Hash, u64)>, Refused> {
        self.unsent().map_err(|failure| said(&failure))
    }

    fn lacking(&mut self, photos: &[Lack]) -> Result<(), Refused> {
        let gone = photos.iter().map(|lack| (lack.sha256, Vec::new()));
        let noted = self.room.note_kept(gone.collect());
        noted.map_err(|failure| said(&failure))
    }

    fn preview(&mut self, sha256: Hash) -> Result<Option<Vec<u8>>, Refused> {
        blobs::preview(&self.room.blobs, sha256).map_err(|failure| said(&failure))
    }

    fn chunks(&mut self, sha256: Hash, size: u64) -> Result<Option<Vec<Hash>>, Refused> {
        let read = blobs::read(&self.room.blobs, sha256).map_err(|failure| said(&failure))?;
        let fits = read.filter(|bytes| bytes.len() as u64 == size);
        Ok(fits.map(|bytes| chunks_of(&bytes)))
    }

    fn read(&mut self, sha256: Hash, gap: Gap) -> Result<Vec<u8>, Refused> {
        let part = blobs::read_part(&self.room.blobs, sha256, gap.at, gap.len);
        let part = part.map_err(|failure| said(&failure))?;
        part.map(|(_, bytes)| bytes)
            .ok_or_else(|| said(&made_room(sha256)))
    }

    fn kept(&mut self, sha256: Hash, size: u64, word: &[u8]) -> Result<(), Refused> {
        self.word(sha256, size, word)
            .map_err(|failure| said(&failure))
    }

    fn previews_wanted(&mut self) -> Result<Vec<Hash>, Refused> {
        let missing = self.room.missing_photos();
        let mut missing = missing.map_err(|failure| said(&failure))?;
        // A photo is named to nobody who does not know the record.
        match &self.whose {
            Whose::Shared(spans) => missing.retain(|one| within(spans, one.bucket)),
            Whose::Area(charter) => missing.retain(|one| covers(charter, one.bucket)),
            Whose::Own | Whose::Everybodys => {}
        }
        let missing = missing.into_iter();
        let blobs = &self.room.blobs;
        let none =
            missing.filter(|one| one.picture && blobs::here(blobs, one.sha256) == Here::Nothing);
        Ok(none.map(|one| one.sha256).collect())
    }

    fn keep_preview(&mut self, preview: &Preview) -> Result<(), Refused> {
        let kept = blobs::keep_preview(&self.room.blobs, preview.sha256, &preview.jpeg);
        kept.map_err(|failure| said(&failure))
    }

    fn wanted(&mut self) -> Result<Vec<(Hash, u64)>, Refused> {
        self.missing().map_err(|failure| said(&failure))
    }

    fn begin(
        &mut self,
        sha256: Hash,
        size: u64,
        chunks: Option<Vec<Hash>>,
    ) -> Result<Begun, Refused> {
        self.begun(sha256, size, chunks)
            .map_err(|failure| said(&failure))
    }

    fn take(&mut self, piece: &Piece) -> Result<Taken, Refused> {
        self.put(piece).map_err(|failure| said(&failure))
    }
}
