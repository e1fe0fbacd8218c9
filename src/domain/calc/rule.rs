//! Where a number comes from: the act, its article or point, and the edition we read.

use chrono::NaiveDate;
use serde::Deserialize;

use crate::i18n::Lang;

/// A rule of an act, named as lawyers name it.
#[derive(Debug, PartialEq, Eq, Deserialize)]
pub struct Rule {
    ru: String,
    kk: String,
    en: String,
    /// The edition that was read: what holds later may differ.
    pub edition: NaiveDate,
    /// False where the text itself was not read, and the number is from elsewhere.
    pub is_verified: bool,
}

impl Rule {
    /// The act with its article or point.
    pub fn name(&self, lang: Lang) -> &str {
        match lang {
            Lang::Ru => &self.ru,
            Lang::Kk => &self.kk,
            Lang::En => &self.en,
        }
    }
}
