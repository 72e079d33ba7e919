//! Originals in an answer: those that were asked for, offered and given as they are on their way up.

use std::collections::{BTreeMap, BTreeSet};
use std::io::Write;
use std::path::Path;

use desk::blobs::{self, Here};
use desk::trust::OFFICE;
use desk::{Failure, stick};
use link::{Photos, Whose};
use merge::{DeviceId, Grant, Sealed};
use sync::bundle::{self, Cargo, Gift, Kept, Part, Wish, Writer};
use sync::photos::kept;

use super::tell::Telling;
use crate::office::Office;

/// The operations an answer tells another office of, by device.
pub(crate) type Fresh = BTreeMap<DeviceId, BTreeSet<u64>>;

/// Takes note of operations.
pub(crate) fn note<'b>(told: &mut Fresh, ops: impl Iterator<Item = &'b [u8]>) {
    for sealed in ops.filter_map(|bytes| Sealed::open(bytes).ok()) {
        let seqs = told.entry(sealed.op.device).or_default();
        seqs.insert(sealed.op.seq);
    }
}

impl Office {
    /// The originals here that operations refer to which another office is told of only now, so
    /// that it could not ask for them.
    pub(super) fn new_to(&self, charter: &Grant, told: &Fresh) -> Result<Vec<Gift>, Failure> {
        let mut gifts = Vec::new();
        for (device, seqs) in told {
            for (seq, said) in self.room.store.attached_by(*device)? {
                let here = || blobs::here(&self.room.blobs, said.sha256) == Here::Whole;
                if seqs.contains(&seq) && self.in_area(charter, said.bucket) && here() {
                    gifts.push(Gift {
                        sha256: said.sha256,
                        size: said.size,
                        at: 0,
                        preview: !said.picture,
                    });
                }
            }
        }
        Ok(gifts)
    }

    /// Writes the originals that are `new` and those that were asked for, as many as fit: what is
    /// left is asked for again, and comes with the next answer.
    pub(super) fn originals<W: Write>(
        &self,
        out: &mut Writer<W>,
        path: &Path,
        (telling, new): (&mut Telling<'_>, &[Gift]),
    ) -> Result<(), Failure> {
        let grant = &telling.visit.grant;
        let wanted = &telling.visit.album.originals;
        let may = |bucket| self.in_area(grant, bucket);
        let mut gifts = new.to_vec();
        gifts.extend(self.room.gifts(wanted, &may)?);
        let mut seen = BTreeSet::new();
        gifts.retain(|gift| seen.insert(gift.sha256));
        if grant.terms.role == OFFICE {
            self.have(out, grant.device, &gifts)
                .map_err(|error| stick::failure(path, &error))?;
        }
        let room = out.bytes().saturating_add(telling.originals);
        let limit = telling.limit.unwrap_or(u64::MAX).min(room);
        // The gifts were chosen; of the album it is only read.
        let key = self.key.public().full();
        let mut album = Photos::new(self.room.clone(), grant.device, key, Whose::Own);
        let mut cargo = Cargo::giving(gifts, Wish::default());
        let most = (true, Some(limit));
        let written = cargo.write(out, &mut album, most, &mut |_| {});
        written.map_err(|error| stick::failure(path, &error))?;
        telling.given = *cargo.carried();
        Ok(())
    }

    /// Says of photos that they are here, so that another office does not bring them back.
    fn have<W: Write>(
        &self,
        out: &mut Writer<W>,
        device: DeviceId,
        gifts: &[Gift],
    ) -> Result<(), bundle::Error> {
        for Gift { sha256, size, .. } in gifts.iter().copied() {
            let said = kept(&self.key, device, sha256, size)?;
            out.part(&Part::Kept(Kept { sha256, size, said }))?;
        }
        Ok(())
    }
}
