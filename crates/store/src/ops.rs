//! Looking operations up, and who signed them.

use std::collections::BTreeMap;

use merge::{Bucket, DeviceId, Dot, Grant, Hash, Sealed};

use crate::error::StoreError;
use crate::index::walk;
use crate::journal::Locator;
use crate::open::Store;
use crate::query::text;
use crate::rows::{self, Table};

impl Store {
    /// Where an operation and those that follow it in the same row stand.
    fn places_from(&self, dot: Dot) -> Result<Vec<Locator>, StoreError> {
        let from = rows::numbered(Table::Ops, dot.device, 0);
        let to = rows::numbered(Table::Ops, dot.device, dot.seq.saturating_add(1));
        rows::places_in(self.index.last(&from, &to)?, dot.seq)
    }

    /// An operation by its device and number.
    ///
    /// # Errors
    /// A journal or index that fails.
    pub fn op(&self, dot: Dot) -> Result<Option<Sealed>, StoreError> {
        let Some(at) = self.places_from(dot)?.first().copied() else {
            return Ok(None);
        };
        Ok(Some(Sealed::open(&self.journal.read(at)?)?))
    }

    /// The operations of a device after a number, in order, up to about `max_bytes` of them.
    ///
    /// # Errors
    /// A journal or index that fails.
    pub fn ops_after(
        &self,
        device: DeviceId,
        seq: u64,
        max_bytes: usize,
    ) -> Result<Vec<Sealed>, StoreError> {
        let (mut ops, mut bytes) = (Vec::new(), 0);
        let mut next = seq.saturating_add(1);
        while bytes < max_bytes {
            let places = self.places_from(Dot { device, seq: next })?;
            if places.is_empty() {
                break;
            }
            for at in places {
                let sealed = Sealed::open(&self.journal.read(at)?)?;
                bytes += sealed.bytes().len();
                ops.push(sealed);
                next = next.saturating_add(1);
                if bytes >= max_bytes {
                    break;
                }
            }
        }
        Ok(ops)
    }

    /// Every operation kept of a bucket after a dot, in the order of device and number, up to about
    /// `max_bytes`.
    ///
    /// # Errors
    /// A journal or index that fails.
    pub fn ops_in(
        &self,
        bucket: Bucket,
        after: Option<Dot>,
        max_bytes: usize,
    ) -> Result<Vec<Sealed>, StoreError> {
        let from = match after {
            // The chunk that holds `after` may hold later ones too.
            Some(dot) => rows::numbered(Table::Ops, dot.device, 0),
            None => Table::Ops.key(&[]),
        };
        let (_, to) = Table::Ops.under(&[]);
        let (mut ops, mut bytes) = (Vec::new(), 0);
        walk(&*self.index, &from, &to, &mut |key, value| {
            let Some(first) = dot(key) else {
                return Ok(true);
            };
            for (seq, at) in (first.seq..).zip(rows::read_places(value)?) {
                if bytes >= max_bytes {
                    break;
                }
                if after.is_some_and(|after| Dot { seq, ..first } <= after) {
                    continue;
                }
                let sealed = Sealed::open(&self.journal.read(at)?)?;
                if sealed.op.bucket == bucket {
                    bytes += sealed.bytes().len();
                    ops.push(sealed);
                }
            }
            Ok(bytes < max_bytes)
        })?;
        Ok(ops)
    }

    /// The operations of a device with a number after `from` and up to `to` that are `wanted`, in
    /// order, up to about `max_bytes` of them. There may be gaps between them.
    ///
    /// # Errors
    /// A journal or index that fails.
    pub fn ops_between(
        &self,
        device: DeviceId,
        (from, to): (u64, u64),
        max_bytes: usize,
        wanted: &dyn Fn(&Sealed) -> bool,
    ) -> Result<Vec<Sealed>, StoreError> {
        let numbered = |seq| rows::numbered(Table::Ops, device, seq);
        let end = |seq: u64| numbered(seq.saturating_add(1));
        // The row that holds the first of them may begin before it.
        let begun = self
            .index
            .last(&numbered(0), &end(from.saturating_add(1)))?;
        let begun = begun.map_or_else(|| end(from), |(key, _)| key);
        let (mut ops, mut bytes) = (Vec::new(), 0);
        walk(&*self.index, &begun, &end(to), &mut |key, value| {
            let Some(first) = dot(key) else {
                return Ok(true);
            };
            for (seq, at) in (first.seq..).zip(rows::read_places(value)?) {
                if seq <= from || seq > to || bytes >= max_bytes {
                    continue;
                }
                let sealed = Sealed::open(&self.journal.read(at)?)?;
                if wanted(&sealed) {
                    bytes += sealed.bytes().len();
                    ops.push(sealed);
                }
            }
            Ok(bytes < max_bytes)
        })?;
        Ok(ops)
    }

    /// The greatest number of a device that is kept, with or without gaps before it; 0 if none.
    pub(crate) fn newest(&self, device: DeviceId) -> Result<u64, StoreError> {
        let (from, to) = Table::Ops.under(&[&device.0]);
        let Some((key, value)) = self.index.last(&from, &to)? else {
            return Ok(0);
        };
        let first = dot(&key).map_or(0, |dot| dot.seq);
        let places = rows::read_places(&value)?.len() as u64;
        Ok((first + places).saturating_sub(1))
    }

    /// The last number of a device in each bucket it wrote to.
    ///
    /// # Errors
    /// An index that fails.
    pub fn chains(&self, device: DeviceId) -> Result<BTreeMap<Bucket, u64>, StoreError> {
        let (from, to) = Table::Chain.under(&[&device.0]);
        let found = self.index.scan(&from, &to, usize::MAX)?;
        let pair = |(key, value): &(Vec<u8>, Vec<u8>)| {
            let bucket = key.last_chunk::<8>().map(|n| u64::from_be_bytes(*n))?;
            Some((Bucket(bucket), rows::number(value)?))
        };
        Ok(found.iter().filter_map(pair).collect())
    }

    /// Why an operation is held out of the fold, if it is.
    ///
    /// # Errors
    /// An index that fails.
    pub fn held(&self, dot: Dot) -> Result<Option<String>, StoreError> {
        let row = self
            .index
            .get(&rows::numbered(Table::Held, dot.device, dot.seq))?;
        Ok(row.map(|reason| String::from_utf8_lossy(&reason).into_owned()))
    }

    /// Every operation held out of the fold, with the reason.
    ///
    /// # Errors
    /// An index that fails.
    pub fn all_held(&self) -> Result<Vec<(Dot, String)>, StoreError> {
        let (from, to) = Table::Held.under(&[]);
        let found = self.index.scan(&from, &to, usize::MAX)?;
        Ok(found
            .iter()
            .filter_map(|(key, reason)| Some((dot(key)?, text(reason))))
            .collect())
    }

    /// The devices and numbers under which two different operations were seen.
    ///
    /// # Errors
    /// An index that fails.
    pub fn forks(&self) -> Result<Vec<Dot>, StoreError> {
        let (from, to) = Table::Fork.under(&[]);
        let found = self.index.scan(&from, &to, usize::MAX)?;
        Ok(found.iter().filter_map(|(key, _)| dot(key)).collect())
    }

    /// A grant by its hash.
    ///
    /// # Errors
    /// An index that fails.
    pub fn grant(&self, hash: Hash) -> Result<Option<Grant>, StoreError> {
        let row = self.index.get(&Table::Grant.key(&[&hash.0]))?;
        Ok(row.map(|bytes| Grant::open(&bytes)).transpose()?)
    }

    /// The latest grant of a device.
    ///
    /// # Errors
    /// An index that fails.
    pub fn holder(&self, device: DeviceId) -> Result<Option<Grant>, StoreError> {
        let row = self.index.get(&Table::Holder.key(&[&device.0]))?;
        let hash = row
            .as_deref()
            .and_then(|bytes| bytes.first_chunk::<32>())
            .copied();
        hash.map_or(Ok(None), |hash| self.grant(Hash(hash)))
    }

    /// The latest grant of every device.
    ///
    /// # Errors
    /// An index that fails.
    pub fn holders(&self) -> Result<Vec<Grant>, StoreError> {
        let (from, to) = Table::Holder.under(&[]);
        let found = self.index.scan(&from, &to, usize::MAX)?;
        let mut holders = Vec::with_capacity(found.len());
        for (_, row) in found {
            if let Some(hash) = row.first_chunk::<32>() {
                holders.extend(self.grant(Hash(*hash))?);
            }
        }
        Ok(holders)
    }
}

/// The device and number that follow the table in a key.
fn dot(key: &[u8]) -> Option<Dot> {
    let (device, rest) = key.get(1..)?.split_first_chunk::<16>()?;
    Some(Dot {
        device: DeviceId(*device),
        seq: rows::number(rest)?,
    })
}
