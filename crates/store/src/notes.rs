//! Small named facts.
//!
//! A name is a word of ours, or a group, a slash and what somebody or some device is called: that
//! part stands veiled in the key, and the whole name beside the value.
//!
//! A group whose word has a dash is a heap: its facts come and go. An empty value takes one out, and
//! leaves no row; the journal keeps both, as it keeps everything.

use merge::Receipt;

use crate::error::StoreError;
use crate::index::Index;
use crate::open::Store;
use crate::query::text;
use crate::rows::{self, Table};

/// The row of a fact; nothing in it of one that is taken out.
pub(crate) fn row(index: &dyn Index, name: &str, value: &[u8]) -> (Vec<u8>, Option<Vec<u8>>) {
    let Some((group, _)) = name.split_once('/') else {
        return (rows::note(name), Some(value.to_vec()));
    };
    if value.is_empty() && group.contains('-') {
        return (key(index, name), None);
    }
    let len = u32::try_from(name.len()).unwrap_or(u32::MAX);
    let both = [&len.to_be_bytes(), name.as_bytes(), value].concat();
    (key(index, name), Some(both))
}

fn key(index: &dyn Index, name: &str) -> Vec<u8> {
    match name.split_once('/') {
        Some((group, own)) => {
            let own = index.veil(own.as_bytes());
            Table::Note.key(&[group.as_bytes(), b"/", &own])
        }
        None => rows::note(name),
    }
}

/// The name and the value of a fact of a group.
fn read(value: &[u8]) -> Option<(String, Vec<u8>)> {
    let (len, both) = value.split_first_chunk::<4>()?;
    let len = usize::try_from(u32::from_be_bytes(*len)).ok()?;
    let (name, value) = both.split_at_checked(len)?;
    Some((text(name), value.to_vec()))
}

impl Store {
    /// A small named fact.
    ///
    /// # Errors
    /// An index that fails.
    pub fn note(&self, name: &str) -> Result<Option<Vec<u8>>, StoreError> {
        let kept = self.index.get(&key(&*self.index, name))?;
        Ok(match kept {
            Some(value) if name.contains('/') => read(&value).map(|(_, value)| value),
            kept => kept,
        })
    }

    /// The small named facts of a group, whose names begin with its word and a slash, in the order
    /// of their names.
    ///
    /// # Errors
    /// An index that fails.
    pub fn notes(&self, group: &str) -> Result<Vec<(String, Vec<u8>)>, StoreError> {
        let (from, to) = Table::Note.under(&[group.as_bytes()]);
        let found = self.index.scan(&from, &to, usize::MAX)?;
        let mut facts: Vec<_> = found.iter().filter_map(|(_, value)| read(value)).collect();
        facts.sort_unstable();
        Ok(facts)
    }

    /// The last receipt of the server.
    ///
    /// # Errors
    /// An index that fails.
    pub fn receipt(&self) -> Result<Option<Receipt>, StoreError> {
        Ok(self
            .note("receipt")?
            .map(|bytes| Receipt::open(&bytes))
            .transpose()?)
    }
}
