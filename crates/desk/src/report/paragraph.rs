//! Sentences with figures in them.

use forms::{Text, placeholders};

use super::{Cell, Of, Part, column};
use crate::failure::Failure;
use crate::room::Room;

impl Room {
    /// Fills a text, and lists below it every figure it names, so that each can be followed to its
    /// records.
    pub(super) fn paragraph(&self, zh: &str, en: &str, of: Of<'_>) -> Result<Part, Failure> {
        let mut rows = Vec::new();
        let mut named: Vec<&str> = Vec::new();
        for (name, _) in placeholders(zh) {
            let figure = self.catalog.figure(name);
            if let Some(figure) = figure.filter(|_| !named.contains(&name)) {
                named.push(name);
                rows.push(vec![
                    Cell::Text(figure.label().clone()),
                    Cell::plain(name),
                    Cell::plain(self.figure_text(name, None, of)?),
                    Cell::plain(format!("behind {name}")),
                ]);
            }
        }
        Ok(Part {
            columns: vec![
                column("label", "数字", "figure"),
                column("name", "名称", "name"),
                column("value", "数值", "value"),
                column("behind", "查看明细", "the records"),
            ],
            text: Some(Text::new(self.fill(zh, of)?, self.fill(en, of)?)),
            ..Part::of(Text::new("正文", "text"), rows)
        })
    }

    fn fill(&self, text: &str, of: Of<'_>) -> Result<String, Failure> {
        let mut filled = text.to_owned();
        for (name, what) in placeholders(text) {
            let value = match name {
                "period" => of.period.text(),
                "under" => self.divisions.path_name(of.under),
                _ => self.figure_text(name, what, of)?,
            };
            let braced = match what {
                Some(what) => format!("{{{name}:{what}}}"),
                None => format!("{{{name}}}"),
            };
            filled = filled.replace(&braced, &value);
        }
        Ok(filled)
    }
}
