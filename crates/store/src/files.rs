//! The files that operations refer to: which record, in which bucket, of what size.
//!
//! An operation that is held out of the fold refers to its files all the same: they are evidence.

use merge::{Attachment, Bucket, Change, DeviceId, Hash, Op, Record, RecordId};

use crate::error::StoreError;
use crate::fold::Fold;
use crate::index::walk;
use crate::open::Store;
use crate::rows::Table;

/// One record's word on a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Reference {
    /// The file: the SHA-256 of its bytes.
    pub sha256: Hash,
    /// The record that refers to it.
    pub record: RecordId,
    /// The bucket the record lies in.
    pub bucket: Bucket,
    /// The number of the record's kind.
    pub kind: u16,
    /// The size that was said of it, in bytes.
    pub size: u64,
    /// It was said to be a picture.
    pub picture: bool,
}

impl Reference {
    fn of(record: RecordId, bucket: Bucket, kind: u16, file: &Attachment) -> Reference {
        Reference {
            sha256: file.sha256,
            record,
            bucket,
            kind,
            size: file.size,
            picture: file.mime.starts_with("image/"),
        }
    }

    fn encode(&self) -> Vec<u8> {
        [
            &self.bucket.0.to_be_bytes()[..],
            &self.kind.to_be_bytes(),
            &self.size.to_be_bytes(),
            &[u8::from(self.picture)],
            &self.record.0,
        ]
        .concat()
    }

    fn decode(sha256: Hash, value: &[u8]) -> Option<Reference> {
        let (bucket, rest) = value.split_first_chunk()?;
        let (kind, rest) = rest.split_first_chunk()?;
        let (size, rest) = rest.split_first_chunk()?;
        let (picture, rest) = rest.split_first()?;
        Some(Reference {
            sha256,
            record: RecordId(rest.try_into().ok()?),
            bucket: Bucket(u64::from_be_bytes(*bucket)),
            kind: u16::from_be_bytes(*kind),
            size: u64::from_be_bytes(*size),
            picture: *picture == 1,
        })
    }
}

impl Fold<'_> {
    /// Notes the files an operation refers to.
    pub(crate) fn attached(&mut self, op: &Op) {
        for change in &op.changes {
            let Change::Attach(file) = change else {
                continue;
            };
            let said = Reference::of(op.record, op.bucket, op.kind, file);
            let seq = op.seq.to_be_bytes();
            let key = Table::Attached.key(&[&op.device.0, &seq, &file.sha256.0]);
            self.put(key, said.encode());
            self.refers(&said);
        }
    }

    /// Notes the files a record from a server refers to.
    pub(crate) fn attached_to(&mut self, record: &Record) {
        for file in record.attachments(None) {
            self.refers(&Reference::of(record.id, record.bucket, record.kind, &file));
        }
    }

    fn refers(&mut self, said: &Reference) {
        let key = Table::File.key(&[&said.sha256.0, &said.record.0]);
        self.put(key, said.encode());
    }
}

impl Store {
    /// The records that refer to a file.
    ///
    /// # Errors
    /// An index that fails.
    pub fn references(&self, sha256: Hash) -> Result<Vec<Reference>, StoreError> {
        let (from, to) = Table::File.under(&[&sha256.0]);
        let rows = self.index.scan(&from, &to, usize::MAX)?;
        let said = |(_, value): (Vec<u8>, Vec<u8>)| Reference::decode(sha256, &value);
        Ok(rows.into_iter().filter_map(said).collect())
    }

    /// Every word of a record on a file, in the order of the files' names.
    ///
    /// # Errors
    /// An index that fails.
    pub fn all_references(&self) -> Result<Vec<Reference>, StoreError> {
        let (from, to) = Table::File.under(&[]);
        let mut found = Vec::new();
        walk(self.index.as_ref(), &from, &to, &mut |key, value| {
            let sha256 = key.get(1..33).and_then(|name| name.try_into().ok());
            found.extend(sha256.and_then(|name| Reference::decode(Hash(name), value)));
            Ok(true)
        })?;
        Ok(found)
    }

    /// The files a device's operations refer to, each with the number of the operation, in the
    /// order of the numbers.
    ///
    /// # Errors
    /// An index that fails.
    pub fn attached_by(&self, device: DeviceId) -> Result<Vec<(u64, Reference)>, StoreError> {
        let (from, to) = Table::Attached.under(&[&device.0]);
        let mut found = Vec::new();
        walk(self.index.as_ref(), &from, &to, &mut |key, value| {
            let seq = key.get(17..25).and_then(|seq| seq.try_into().ok());
            let sha256 = key.get(25..57).and_then(|name| name.try_into().ok());
            if let (Some(seq), Some(name)) = (seq, sha256) {
                let said = Reference::decode(Hash(name), value);
                found.extend(said.map(|said| (u64::from_be_bytes(seq), said)));
            }
            Ok(true)
        })?;
        Ok(found)
    }
}
