//! The two typefaces, decoded once.

use std::sync::OnceLock;

use typst::foundations::Bytes;
use typst::text::{Font, FontBook};
use typst::utils::LazyHash;

/// The regular face covers all that is written; the bold one is for titles.
const FILES: [&[u8]; 2] = [
    include_bytes!("../fonts/NotoSerifSC-Regular.woff2"),
    include_bytes!("../fonts/NotoSerifSC-Bold.woff2"),
];

/// The typefaces.
pub(crate) struct Fonts {
    pub(crate) book: LazyHash<FontBook>,
    pub(crate) fonts: Vec<Font>,
}

impl Fonts {
    /// Whether any face has a picture of the character.
    pub(crate) fn show(&self, c: char) -> bool {
        let mut infos = self.fonts.iter().map(Font::info);
        infos.any(|info| info.coverage.contains(u32::from(c)))
    }
}

/// The typefaces; nothing if they do not open, which the tests of this crate exclude.
pub(crate) fn fonts() -> Option<&'static Fonts> {
    static FONTS: OnceLock<Option<Fonts>> = OnceLock::new();
    FONTS.get_or_init(open).as_ref()
}

fn open() -> Option<Fonts> {
    let font = |file: &&[u8]| {
        let plain = wuff::decompress_woff2(file).ok()?;
        Font::new(Bytes::new(plain), 0)
    };
    let fonts: Option<Vec<Font>> = FILES.iter().map(font).collect();
    let fonts = fonts?;
    Some(Fonts {
        book: LazyHash::new(FontBook::from_fonts(&fonts)),
        fonts,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::templates;

    #[test]
    fn every_character_of_every_template_has_a_picture() {
        let fonts = fonts().unwrap();
        for (file, text) in templates::FILES {
            let missing: String = text
                .chars()
                .filter(|c| !c.is_control() && !fonts.show(*c))
                .collect();
            assert!(missing.is_empty(), "{file}: {missing}");
        }
    }

    #[test]
    fn titles_have_a_face_of_their_own() {
        let fonts = fonts().unwrap();
        let weights: Vec<u16> = fonts
            .fonts
            .iter()
            .map(|font| font.info().variant.weight.to_number())
            .collect();
        assert_eq!(weights, [400, 700]);
        let families: Vec<&str> = fonts
            .fonts
            .iter()
            .map(|font| font.info().family.as_str())
            .collect();
        assert_eq!(families, ["Noto Serif SC", "Noto Serif SC"]);
    }
}
