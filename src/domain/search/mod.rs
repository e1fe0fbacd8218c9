//! Search over stored lots: words of name and description, newest open lots first.

mod ask;
mod entry;

use std::sync::Arc;

use async_trait::async_trait;
use chrono::{DateTime, Utc};
use rust_stemmers::{Algorithm, Stemmer};

pub use ask::{Ask, Sort, Wanted};
pub use entry::{Correction, Entry, Hits, LotIndex, Place, Slice};

use super::{
    clock::Clock,
    error::{Error, StoreError},
    lots::{Freshness, Lot},
    sync::{Source, SyncStore},
};

/// Lots on one page.
pub const PAGE: i64 = 5;
/// More words than this say nothing more.
const MOST_WORDS: usize = 8;
/// Longer texts are cut before they are read.
const MOST_CHARS: usize = 200;

/// What to look for: stems that must all occur.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SearchQuery {
    /// The words as typed, cleaned.
    pub words: String,
    /// Their stems, lower case, `ё` as `е`.
    pub stems: Vec<String>,
}

/// One page of what was found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SearchPage {
    /// The lots.
    pub lots: Vec<Lot>,
    /// How many there are in all.
    pub total: i64,
    /// Of these, how many take bids now.
    pub open: i64,
}

/// What was found, and how old that is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SearchResult {
    /// One page of it.
    pub page: SearchPage,
    /// How old everything stored is; none where no sync was ever complete.
    pub freshness: Option<Freshness>,
}

impl SearchQuery {
    /// Reads the words of a query; none where no letter or digit is in it.
    pub fn parse(text: &str) -> Option<Self> {
        let stemmer = Stemmer::create(Algorithm::Russian);
        let text: String = text.chars().take(MOST_CHARS).collect();
        let words: Vec<&str> = text
            .split(|c: char| !c.is_alphanumeric() && !matches!(c, '-' | '.' | '/'))
            .map(|word| word.trim_matches(['-', '.', '/']))
            .filter(|word| !word.is_empty())
            .take(MOST_WORDS)
            .collect();
        if words.is_empty() {
            return None;
        }
        let stems = words.iter().map(|word| stemmer.stem(&fold(word)).into_owned()).collect();
        Some(Self { words: words.join(" "), stems })
    }

    /// What buttons name the query by: twelve hexadecimal digits of a stable hash of its words.
    pub fn id(&self) -> String {
        short_id(&self.words)
    }
}

/// A name of a text that fits on a button: twelve hexadecimal digits of a stable hash.
pub fn short_id(text: &str) -> String {
    // FNV-1a: not a secret, only short, and the same in every build.
    let hash = text.bytes().fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3)
    });
    format!("{:012x}", hash & 0xffff_ffff_ffff)
}

/// Lower case with `ё` as `е`: how texts are stored for search.
pub fn fold(text: &str) -> String {
    text.to_lowercase().replace('ё', "е")
}

/// Where lots are searched.
#[async_trait]
pub trait SearchStore: Send + Sync {
    /// Lots whose text has every stem: open ones first, newest first.
    async fn search_lots(
        &self,
        stems: &[String],
        now: DateTime<Utc>,
        limit: i64,
        offset: i64,
    ) -> Result<SearchPage, StoreError>;
    /// The words of a query by what buttons name it by.
    async fn find_query(&self, id: &str) -> Result<Option<String>, StoreError>;
}

/// Searches lots.
#[derive(Clone)]
pub struct SearchService {
    store: Arc<dyn SearchStore>,
    sync: Arc<dyn SyncStore>,
    clock: Arc<dyn Clock>,
}

impl SearchService {
    /// A service over its ports.
    pub fn new(
        store: Arc<dyn SearchStore>,
        sync: Arc<dyn SyncStore>,
        clock: Arc<dyn Clock>,
    ) -> Self {
        Self { store, sync, clock }
    }

    /// One page of results, counted from zero.
    ///
    /// # Errors
    /// Where storage fails.
    pub async fn page(&self, query: &SearchQuery, page: i64) -> Result<SearchResult, Error> {
        let now = self.clock.now();
        let page = self.store.search_lots(&query.stems, now, PAGE, page * PAGE).await?;
        let state = self.sync.find_sync_state(Source::Lots).await?;
        Ok(SearchResult { page, freshness: Freshness::of_sync(&state) })
    }

    /// The query a button names; none where it is long forgotten.
    ///
    /// # Errors
    /// Where storage fails.
    pub async fn query(&self, id: &str) -> Result<Option<SearchQuery>, Error> {
        Ok(self.store.find_query(id).await?.and_then(|words| SearchQuery::parse(&words)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_cut_to_their_stems() {
        let query = SearchQuery::parse("  Картриджи, для ПРИНТЕРОВ! ").unwrap();
        assert_eq!(query.words, "Картриджи для ПРИНТЕРОВ");
        assert_eq!(query.stems, ["картридж", "для", "принтер"]);
        assert_eq!(query.id().len(), 12);
    }

    #[test]
    fn signs_alone_are_no_query() {
        for text in ["", " ", "!!!", "-./", "\u{200B}", "🙂"] {
            assert_eq!(SearchQuery::parse(text), None, "{text:?}");
        }
    }
}
