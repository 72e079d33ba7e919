//! What an officer does on this laptop: what is ready is signed, kept and folded.

use std::path::PathBuf;

use desk::blobs::Blob;
use desk::{Failure, Ready, Settle};
use forms::{Entry, Photo};
use merge::{Now, RecordId};

use crate::laptop::{Laptop, Written};

/// A photo or scan to attach: the field it belongs to, if named, and the file.
#[derive(Debug, Clone)]
pub struct PhotoFile {
    /// The field; the form's first photo field if none is named.
    pub field: Option<String>,
    /// The file.
    pub file: PathBuf,
}

/// The files of a form, read once and kept only when the form is right.
struct Files(Vec<(Blob, Photo)>);

impl Files {
    fn read(files: &[PhotoFile]) -> Result<Files, Failure> {
        let read = |photo: &PhotoFile| {
            let blob = Blob::read(&photo.file)?;
            let said = blob.photo(photo.field.clone());
            Ok((blob, said))
        };
        files.iter().map(read).collect::<Result<_, _>>().map(Files)
    }

    fn photos(&self) -> Vec<Photo> {
        self.0.iter().map(|(_, photo)| photo.clone()).collect()
    }
}

impl Laptop {
    /// Records something new.
    ///
    /// # Errors
    /// Complaints about the form, or a disk that refuses. Nothing was written.
    pub fn add(
        &mut self,
        kind: &str,
        entries: &[Entry],
        files: &[PhotoFile],
        now: Now,
    ) -> Result<Written, Failure> {
        let files = Files::read(files)?;
        let ready = self.desk().add(kind, entries, &files.photos(), now)?;
        let mut written = self.save(ready, &files, now)?;
        written.warnings.extend(self.near(written.id)?);
        Ok(written)
    }

    /// Changes fields of a record.
    ///
    /// # Errors
    /// No such record, complaints, or a disk that refuses. Nothing was written.
    pub fn edit(
        &mut self,
        id: &str,
        entries: &[Entry],
        files: &[PhotoFile],
        now: Now,
    ) -> Result<Written, Failure> {
        let files = Files::read(files)?;
        let ready = self.desk().edit(id, entries, &files.photos(), None, now)?;
        self.save(ready, &files, now)
    }

    /// Fires an event of a record's workflow.
    ///
    /// # Errors
    /// No such record, an event that is not allowed here, complaints, or a disk that refuses.
    pub fn act(
        &mut self,
        id: &str,
        event: &str,
        entries: &[Entry],
        files: &[PhotoFile],
        reason: Option<&str>,
        now: Now,
    ) -> Result<Written, Failure> {
        let files = Files::read(files)?;
        let desk = self.desk();
        let ready = desk.act(id, event, entries, &files.photos(), reason, None, now)?;
        self.save(ready, &files, now)
    }

    /// Settles a field in conflict. The other values stay in the history.
    ///
    /// # Errors
    /// No such record or field, nothing to settle, or a value that is not allowed.
    pub fn resolve(
        &mut self,
        id: &str,
        field: &str,
        settle: &Settle,
        now: Now,
    ) -> Result<Written, Failure> {
        let ready = self.desk().resolve(id, field, settle, now)?;
        self.save(ready, &Files(Vec::new()), now)
    }

    /// Answers a proposal about a record: makes the record that bears its cause, filled by the rule
    /// and by what the person typed beside it.
    ///
    /// # Errors
    /// Nothing proposed for the record, or several things and none named; complaints about the
    /// form; a disk that refuses. Nothing was written.
    pub fn answer(
        &mut self,
        id: &str,
        cause: Option<&str>,
        typed: &[Entry],
        files: &[PhotoFile],
        now: Now,
    ) -> Result<Written, Failure> {
        let files = Files::read(files)?;
        let desk = self.desk();
        let ready = desk.answer(id, cause, typed, &files.photos(), now)?;
        self.save(ready, &files, now)
    }

    fn save(&mut self, ready: Ready, files: &Files, now: Now) -> Result<Written, Failure> {
        for (blob, _) in &files.0 {
            blob.keep(&self.room.blobs)?;
        }
        let warnings = ready.warnings.clone();
        let id = self.write(ready, now)?;
        Ok(Written { id, warnings })
    }

    /// Hints at records that may be about the same thing.
    fn near(&self, id: RecordId) -> Result<Vec<forms::Complaint>, Failure> {
        let Some(record) = self.room.store.record(id)? else {
            return Ok(Vec::new());
        };
        let summary = self.room.catalog.summary(&record);
        let near = self.desk().near(id, &summary)?;
        Ok(near.iter().map(desk::Near::hint).collect())
    }
}
