//! The name somebody meant.

use super::desk::Desk;
use crate::words::Text;

/// How many letters a misspelt field name may be away from the one that was meant.
const NEAR: usize = 3;

impl Desk<'_> {
    /// The sentence for a field there is not, with the names it may have been meant for.
    pub(super) fn unknown(&self, name: &str) -> Text {
        let fields = self.kind.fields.iter().filter(|field| !field.derived);
        let mut near: Vec<(usize, &str)> = fields
            .clone()
            .map(|field| (distance(&field.name, name), field.name.as_str()))
            .filter(|(far, known)| *far <= NEAR || known.contains(name) || name.contains(known))
            .collect();
        near.sort_unstable();
        let names: Vec<&str> = if near.is_empty() {
            fields.map(|field| field.name.as_str()).collect()
        } else {
            near.iter().take(5).map(|(_, name)| *name).collect()
        };
        let names = names.join(", ");
        let label = &self.kind.label;
        let (zh, en) = if near.is_empty() {
            ("可填", "known")
        } else {
            ("是不是", "did you mean")
        };
        Text::new(
            format!("{}没有「{name}」这一项；{zh}：{names}", label.zh),
            format!("a {} has no field `{name}`; {en}: {names}", label.en),
        )
    }
}

/// The least number of letters to insert, delete or replace (Levenshtein 1966).
fn distance(a: &str, b: &str) -> usize {
    let b: Vec<char> = b.chars().collect();
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (i, a) in a.chars().enumerate() {
        let mut diagonal = row[0];
        row[0] = i + 1;
        for (j, b) in b.iter().enumerate() {
            let replaced = diagonal + usize::from(a != *b);
            diagonal = row[j + 1];
            row[j + 1] = replaced.min(diagonal + 1).min(row[j] + 1);
        }
    }
    row[b.len()]
}

#[cfg(test)]
mod tests {
    use super::distance;

    #[test]
    fn a_misspelt_name_is_near() {
        assert_eq!(distance("road_name", "raod_name"), 2);
        assert_eq!(distance("kinds", "kind"), 1);
        assert_eq!(distance("", "abc"), 3);
        assert_eq!(distance("same", "same"), 0);
    }
}
