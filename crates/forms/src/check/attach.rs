//! Files of a form.

use merge::Change;

use super::Photo;
use super::desk::Desk;
use crate::complaint::Complaint;
use crate::field::Field;
use crate::kind::Event;
use crate::words::Text;

impl<'a> Desk<'a> {
    /// Attaches files to their fields.
    pub(super) fn attach(&mut self, photos: &[Photo], row: Option<&Event>) {
        for photo in photos {
            let Some(field) = self.photo_field(photo, row) else {
                continue;
            };
            self.typed.insert(field.id);
            if field.derived || !self.allowed(field) {
                continue;
            }
            let known = self.record.map(|record| record.attachments(Some(field.id)));
            let mut known = known.into_iter().flatten();
            let change = Change::Attach(photo.attachment(field.id));
            if known.all(|there| there.sha256 != photo.sha256) && !self.changes.contains(&change) {
                self.changes.push(change);
            }
        }
    }

    fn photo_field(&mut self, photo: &Photo, row: Option<&Event>) -> Option<&'a Field> {
        let kind = self.kind;
        let mut files = kind.fields.iter().filter(|field| field.ty.is_photos());
        if let Some(name) = &photo.field {
            let found = files.clone().find(|field| field.name == *name);
            if found.is_none() {
                let names: Vec<&str> = files.map(|field| field.name.as_str()).collect();
                let names = names.join(", ");
                let text = Text::new(
                    format!("不是照片或文件字段；可用：{names}"),
                    format!("holds no files; fields that do: {names}"),
                );
                self.parser.refuse(name, "unknown_field", text);
            }
            return found;
        }
        let asked = |field: &&Field| {
            row.is_some_and(|row| {
                row.requires.contains(&field.name) || field.required_on.contains(&row.name)
            })
        };
        let found = files.clone().find(asked).or_else(|| files.next());
        if found.is_none() {
            let text = Text::new(
                format!("{}没有照片或文件字段", kind.label.zh),
                format!("a {} holds no files", kind.label.en),
            );
            self.parser
                .complaints
                .push(Complaint::at("photo", "unknown_field", text));
        }
        found
    }
}
