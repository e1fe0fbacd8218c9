//! A text that the portal keeps in Russian and in Kazakh, either of which may be missing.

use serde::{Deserialize, Serialize};

use crate::i18n::Lang;

/// One text in the languages the source has it in; blank means absent.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct LocalText {
    /// Russian.
    pub ru: Option<String>,
    /// Kazakh.
    pub kk: Option<String>,
}

impl LocalText {
    /// Trims both texts and drops what is blank.
    pub fn new(ru: Option<String>, kk: Option<String>) -> Self {
        Self { ru: clean(ru), kk: clean(kk) }
    }

    /// The text for a reader: their language if the source has it, else the other one.
    pub fn in_lang(&self, lang: Lang) -> Option<&str> {
        let (first, second) = match lang {
            Lang::Kk => (&self.kk, &self.ru),
            Lang::Ru | Lang::En => (&self.ru, &self.kk),
        };
        first.as_deref().or(second.as_deref())
    }

    /// True where the source has it in no language.
    pub fn is_empty(&self) -> bool {
        self.ru.is_none() && self.kk.is_none()
    }
}

/// Trims, drops control and direction characters (names come with zero-width and bidi marks), and
/// turns blank into absent.
fn clean(text: Option<String>) -> Option<String> {
    let text = text?;
    let invisible = |c: char| {
        (c.is_control() && c != '\n' && c != '\t')
            || matches!(c, '\u{200B}'..='\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2060}'..='\u{2069}' | '\u{FEFF}')
    };
    let kept: String = text.chars().filter(|c| !invisible(*c)).collect();
    let trimmed = kept.trim();
    (!trimmed.is_empty()).then(|| trimmed.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn blank_is_absent_and_the_other_language_steps_in() {
        let text = LocalText::new(Some(" Уголь \u{202E}".into()), Some("  ".into()));
        assert_eq!(text.in_lang(Lang::Kk), Some("Уголь"));
        assert!(LocalText::new(None, Some("\u{0}".into())).is_empty());
    }
}
