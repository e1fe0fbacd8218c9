//! Saved searches: what a person wants to be told of, and which lots that is.
//!
//! [`SearchFilter::matches`] is the definition. [`Matcher`] gives the same answers for very many
//! searches at once.

mod lot_text;
mod matcher;
mod narrow;
mod parse;
mod pieces;
mod places;
mod standing;
mod sums;

use serde::{Deserialize, Serialize};

pub use lot_text::LotText;
pub use matcher::{Matcher, Scratch};
pub use narrow::Narrowing;
pub use parse::{Criterion, FilterError};
pub use standing::{Due, Standing};

use super::{
    reference,
    types::{Bin, Tenge},
    words,
};

/// What somebody looks for: all of it must be so.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct SearchFilter {
    /// Words that must all be in the lot, in any form and in Russian or Kazakh.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub words: Vec<String>,
    /// Words of which none may be in it.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub excluded: Vec<String>,
    /// First digits of the ENSTRU code, without dots.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub enstru: Option<String>,
    /// First two digits of KATO codes: the lot is delivered to one of these regions.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub regions: Vec<String>,
    /// The lot's sum is at least this.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub min: Option<Tenge>,
    /// The lot's sum is at most this.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub max: Option<Tenge>,
    /// `refTradeMethodId` of the method used, or of another with the same code.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub method: Option<i64>,
    /// BIN of the customer.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub customer: Option<Bin>,
}

impl SearchFilter {
    /// Whether the lot is one of those looked for. What the source does not tell of a lot is not
    /// what was asked for, and a search that asks for nothing finds nothing.
    pub fn matches(&self, lot: &LotText<'_>) -> bool {
        let stems = lot.stems();
        let words = || self.words.iter().flat_map(|word| words::parts(word));
        let excluded = || self.excluded.iter().flat_map(|word| words::wholes(word));
        self.asks_something()
            && words().all(|word| stems.have(word))
            && !excluded().any(|word| stems.have(word))
            && self.enstru_digits().is_none_or(|digits| lot.enstru.starts_with(&digits))
            && (self.regions.is_empty()
                || lot.regions.iter().any(|code| self.regions.iter().any(|region| region == code)))
            && self.min.is_none_or(|min| lot.amount.is_some_and(|amount| amount >= min))
            && self.max.is_none_or(|max| lot.amount.is_some_and(|amount| amount <= max))
            && self.method.is_none_or(|asked| {
                lot.method.is_some_and(|method| reference::methods_like(asked).contains(&method))
            })
            && self.customer.as_ref().is_none_or(|bin| lot.customer == Some(bin))
    }

    /// True where something besides exclusions was asked for.
    pub fn asks_something(&self) -> bool {
        self.words.iter().any(|word| !words::parts(word).is_empty())
            || self.enstru_digits().is_some()
            || !self.regions.is_empty()
            || self.min.is_some()
            || self.max.is_some()
            || self.method.is_some()
            || self.customer.is_some()
    }

    fn enstru_digits(&self) -> Option<String> {
        let code = self.enstru.as_deref()?;
        let digits: String = code.chars().filter(char::is_ascii_digit).collect();
        (!digits.is_empty()).then_some(digits)
    }
}

#[cfg(test)]
mod tests;
