//! What somebody searches for, read from what they typed.

use chrono::{DateTime, Utc};

use super::super::{
    saved_search::{FilterError, SearchFilter, Standing},
    words::{self, Stems},
};

/// More words of a letter say nothing more.
const MOST_WORDS: usize = 8;

/// The order of what is found. Equal ones come the newest first, so pages never overlap.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Sort {
    /// More of the words in the name first.
    #[default]
    Relevance,
    /// The greatest sum first.
    Amount,
    /// Published last first.
    Date,
    /// The nearest deadline first, what is over last.
    Deadline,
}

/// A search over the index: the words and filters of a saved search, and what only a search that
/// is looked at needs.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Ask {
    /// Words, exclusions, sums, regions, method, ENSTRU and customer.
    pub filter: SearchFilter,
    /// Words in quotes, which must stand side by side, in any form.
    pub phrases: Vec<Vec<String>>,
    /// The last word is only begun: lots with any word that begins like it do.
    pub begun: Option<String>,
    /// `refLotStatusId`: one of these; any where there is none.
    pub statuses: Vec<i64>,
    /// Only lots that take bids now.
    pub only_open: bool,
    /// Bids end between these.
    pub deadline: Option<(DateTime<Utc>, DateTime<Utc>)>,
    /// The order.
    pub sort: Sort,
    /// Before the order: lots that take bids now.
    pub open_first: bool,
    /// What there is to choose from is counted too.
    pub counts: bool,
}

impl Ask {
    /// Reads what was typed, in the language of saved searches; what it says of days is said from
    /// `now`.
    ///
    /// # Errors
    /// The first thing that makes no sense.
    pub fn parse(text: &str, now: DateTime<Utc>) -> Result<Self, FilterError> {
        let (filter, standing) = SearchFilter::parse_with_standing(text)?;
        Ok(Self { filter, phrases: phrases(text), ..Self::default() }.standing(standing, now))
    }

    fn standing(self, standing: Standing, now: DateTime<Utc>) -> Self {
        let deadline = standing.window(now);
        Self { only_open: standing.only_open, statuses: standing.statuses, deadline, ..self }
    }

    /// The same of what was never meant as a search: where it makes no sense, its words.
    pub fn of_any(text: &str, now: DateTime<Utc>) -> Self {
        Self::parse(text, now).unwrap_or_else(|_error| {
            let words = words::wholes(text).into_iter().take(MOST_WORDS);
            let filter = SearchFilter {
                words: words.map(str::to_lowercase).collect(),
                ..SearchFilter::default()
            };
            Self { filter, ..Self::default() }
        })
    }
}

/// What stands in quotes and is more than one word; what an exclusion stands before is none.
fn phrases(text: &str) -> Vec<Vec<String>> {
    let mut phrases = Vec::new();
    let parts: Vec<&str> = text.split(['«', '»', '"', '“', '”', '„']).collect();
    for pair in parts.windows(2).step_by(2) {
        let [before, quoted] = pair else { continue };
        let tokens: Vec<String> = words::parts(quoted).into_iter().map(str::to_owned).collect();
        if tokens.len() > 1 && !before.ends_with(['!', '-']) {
            phrases.push(tokens);
        }
    }
    phrases
}

/// A word of a search as the index is asked for it: forms of the whole, or of all its parts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Wanted {
    /// As typed, lower case.
    pub typed: String,
    /// What it is compared by.
    pub whole: Stems,
    /// Of a compound, the same of its parts; else empty.
    pub parts: Vec<Stems>,
}

impl Wanted {
    /// Of one word, which may have hyphens.
    pub fn of(word: &str) -> Self {
        let parts = words::parts(word);
        let parts =
            if parts.len() > 1 { parts.into_iter().map(Stems::of).collect() } else { Vec::new() };
        Self { typed: word.to_lowercase(), whole: Stems::of(word), parts }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quotes_keep_words_side_by_side() {
        let now = DateTime::UNIX_EPOCH;
        let text = "бумага «шовный материал» !\"белый лист\" до 5 млн";
        let ask = Ask::parse(text, now).unwrap();
        assert_eq!(ask.phrases, [["шовный", "материал"]]);
        assert_eq!(ask.filter.words, ["бумага", "шовный", "материал"]);
        assert_eq!(ask.filter.excluded, ["белый", "лист"]);
        assert!(ask.filter.max.is_some());
        assert!(Ask::parse("«картридж»", now).unwrap().phrases.is_empty());
    }
}
