//! The fonts of papers: `DejaVu` Serif Condensed, cut down to the letters that papers may hold
//! (`assets/fonts`). The standard fonts of PDF have no Kazakh letters and no tenge sign.

use std::{collections::HashMap, sync::LazyLock};

use printpdf::ParsedFont;
use ttf_parser::Face;

const REGULAR: &[u8] = include_bytes!("../../assets/fonts/DejaVuSerifCondensed.ttf");
const BOLD: &[u8] = include_bytes!("../../assets/fonts/DejaVuSerifCondensed-Bold.ttf");

/// A font: what it is embedded from, and how wide its letters are.
pub(super) struct Font {
    pub(super) parsed: ParsedFont,
    /// Widths in thousandths of the size.
    widths: HashMap<char, f32>,
}

/// Both fonts, read once.
pub(super) struct Fonts {
    pub(super) regular: Font,
    pub(super) bold: Font,
}

static FONTS: LazyLock<Option<Fonts>> =
    LazyLock::new(|| Some(Fonts { regular: read(REGULAR)?, bold: read(BOLD)? }));

/// The fonts; an embedded one that can't be read is a broken build, and tests hold that it is not.
pub(super) fn fonts() -> Result<&'static Fonts, String> {
    FONTS.as_ref().ok_or_else(|| "the fonts of papers can't be read".to_owned())
}

fn read(bytes: &'static [u8]) -> Option<Font> {
    let face = Face::parse(bytes, 0).ok()?;
    let unit = 1000.0 / f32::from(face.units_per_em());
    let mut widths = HashMap::new();
    for table in face.tables().cmap?.subtables.into_iter().filter(|table| table.is_unicode()) {
        table.codepoints(|code| {
            let Some(c) = char::from_u32(code) else { return };
            let width = face.glyph_index(c).and_then(|glyph| face.glyph_hor_advance(glyph));
            widths.extend(width.map(|width| (c, f32::from(width) * unit)));
        });
    }
    Some(Font { parsed: ParsedFont::from_bytes(bytes, 0, &mut Vec::new())?, widths })
}

impl Font {
    /// How wide a text is, in points at this size.
    pub(super) fn width(&self, text: &str, size: f32) -> f32 {
        let widths = text.chars().map(|c| self.widths.get(&c).copied().unwrap_or(600.0));
        widths.sum::<f32>() * size / 1000.0
    }

    /// Breaks a text into lines no wider than `most` points: at spaces, and within a word only
    /// where it alone is wider. No-break spaces hold.
    pub(super) fn lines(&self, text: &str, size: f32, most: f32) -> Vec<String> {
        let mut lines = Vec::new();
        let mut line = String::new();
        for word in text.split(' ').filter(|word| !word.is_empty()) {
            let joined = if line.is_empty() { word.to_owned() } else { format!("{line} {word}") };
            if self.width(&joined, size) <= most {
                line = joined;
                continue;
            }
            if !line.is_empty() {
                lines.push(std::mem::take(&mut line));
            }
            for c in word.chars() {
                line.push(c);
                if self.width(&line, size) > most && line.chars().nth(1).is_some() {
                    line.pop();
                    lines.push(std::mem::replace(&mut line, c.to_string()));
                }
            }
        }
        if !line.is_empty() || lines.is_empty() {
            lines.push(line);
        }
        lines
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::documents::clean::is_printable;

    #[test]
    fn both_fonts_have_every_letter_that_papers_may_hold() {
        let fonts = fonts().unwrap();
        for c in (0..0x3000).filter_map(char::from_u32).filter(|c| is_printable(*c)) {
            assert!(fonts.regular.widths.contains_key(&c), "{c:?} {:x}", c as u32);
            assert!(fonts.bold.widths.contains_key(&c), "{c:?} {:x}", c as u32);
        }
        for c in "әғқңөұүһіӘҒҚҢӨҰҮҺІ₸№".chars() {
            assert!(is_printable(c), "{c}");
        }
    }

    #[test]
    fn lines_are_broken_at_spaces_and_long_words_within() {
        let font = &fonts().unwrap().regular;
        let lines = font.lines("раз два три четыре пять шесть", 10.0, 60.0);
        assert!(lines.len() > 1 && lines.iter().all(|line| font.width(line, 10.0) <= 60.0));
        assert_eq!(lines.join(" "), "раз два три четыре пять шесть");
        let long = font.lines(&"щ".repeat(200), 10.0, 60.0);
        assert_eq!(long.concat(), "щ".repeat(200));
        assert!(long.iter().all(|line| font.width(line, 10.0) <= 60.0));
        assert_eq!(font.lines("1\u{A0}000\u{A0}000,00\u{A0}₸", 10.0, 200.0).len(), 1);
        assert_eq!(font.lines("", 10.0, 60.0), [""]);
    }
}
