//! Search over stored lots: words of name and description, newest open lots first.

mod alike;
mod ask;
mod entry;

use std::sync::Arc;

use async_trait::async_trait;
use chrono::{DateTime, Utc};
use rust_stemmers::{Algorithm, Stemmer};

pub use alike::alike;
pub use ask::{Ask, Sort, Wanted};
pub use entry::{Begin, Correction, Entry, Facets, Hits, Kind, LotIndex, Place, Slice};

use super::{
    clock::Clock,
    error::{Error, StoreError},
    lots::{Freshness, Lot},
    saved_search::SearchFilter,
    sync::{Source, SyncStore},
    types::LotId,
};

/// Lots on one page.
pub const PAGE: i64 = 5;
const PAGE_LOTS: usize = 5;
/// More words than this say nothing more.
const MOST_WORDS: usize = 8;
/// Longer texts are cut before they are read.
const MOST_CHARS: usize = 200;

/// What to look for: stems that must all occur.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SearchQuery {
    /// The words as typed, with single gaps.
    pub words: String,
    /// Their stems, lower case, `ё` as `е`.
    pub stems: Vec<String>,
}

/// One page of what was found.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
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
    /// What the index tells besides; none where it is not ready and storage was searched for parts
    /// of words, without filters.
    pub found: Option<FoundIn>,
    /// How old everything stored is; none where no sync was ever complete.
    pub freshness: Option<Freshness>,
}

/// What only the index knows of a page.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct FoundIn {
    /// How many lots come before the page.
    pub ahead: u64,
    /// Where the page begins and ends; none where it is empty.
    pub ends: Option<(Place, Place)>,
    /// What there is to choose from.
    pub facets: Facets,
    /// Words that were read as others.
    pub corrections: Vec<Correction>,
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
        let typed: Vec<&str> = text.split_whitespace().collect();
        Some(Self { words: typed.join(" "), stems })
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

/// How far the numbering of changes has come.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SearchClock {
    /// Of which database: another one's numbers mean nothing here.
    pub origin: String,
    /// The last number given.
    pub value: i64,
}

/// A lot with the number of its last change.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NumberedLot {
    /// The number; one pass of numbering gives one to many.
    pub seq: i64,
    /// The lot.
    pub lot: Lot,
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
    /// Gives a number to all that changed since the last time, and tells how far that has come:
    /// every lot with a lesser number, or the same, can be read by then.
    async fn number_changes(&self) -> Result<SearchClock, StoreError>;
    /// Lots by the number of their last change and by id, after these two; deleted ones too.
    async fn list_numbered_lots(
        &self,
        after: (i64, LotId),
        limit: i64,
    ) -> Result<Vec<NumberedLot>, StoreError>;
    /// These lots, in this order; those that are not stored are left out.
    async fn list_lots(&self, ids: &[LotId]) -> Result<Vec<Lot>, StoreError>;
    /// The words of a query by what buttons name it by.
    async fn find_query(&self, id: &str) -> Result<Option<String>, StoreError>;
}

/// Searches lots.
#[derive(Clone)]
pub struct SearchService {
    store: Arc<dyn SearchStore>,
    sync: Arc<dyn SyncStore>,
    clock: Arc<dyn Clock>,
    index: Option<Arc<dyn LotIndex>>,
}

impl SearchService {
    /// A service over its ports, without an index.
    pub fn new(
        store: Arc<dyn SearchStore>,
        sync: Arc<dyn SyncStore>,
        clock: Arc<dyn Clock>,
    ) -> Self {
        Self { store, sync, clock, index: None }
    }

    /// The same with an index.
    #[must_use]
    pub fn with_index(self, index: Arc<dyn LotIndex>) -> Self {
        Self { index: Some(index), ..self }
    }

    /// A page of results.
    ///
    /// # Errors
    /// Where storage fails.
    pub async fn page(
        &self,
        query: &SearchQuery,
        ask: &Ask,
        from: Begin,
    ) -> Result<SearchResult, Error> {
        let slice = Slice { from, limit: PAGE_LOTS };
        let (page, found) = match self.part(ask, slice, self.clock.now()).await? {
            Some((hits, lots)) => {
                let ends = hits.places.first().copied().zip(hits.places.last().copied());
                let (facets, corrections) = (hits.facets, hits.corrections);
                let found = FoundIn { ahead: hits.ahead, ends, facets, corrections };
                let count = |lots: u64| i64::try_from(lots).unwrap_or(i64::MAX);
                let page = SearchPage { lots, total: count(hits.total), open: count(hits.open) };
                (page, Some(found))
            }
            None => {
                let page = if let Begin::Page(page) = from { page } else { 0 };
                let skip = page.saturating_mul(PAGE);
                // Filters are not looked at: what only they say must not be looked for.
                let plain = SearchQuery::parse(&ask.filter.words.join(" "));
                let stems = plain.map_or_else(|| query.stems.clone(), |plain| plain.stems);
                let now = self.clock.now();
                (self.store.search_lots(&stems, now, PAGE, skip).await?, None)
            }
        };
        Ok(SearchResult { page, found, freshness: self.freshness().await? })
    }

    /// A part of what fits, with its lots and the moment it is so; none where the index is not ready.
    /// A later part asked for with the same moment goes on where this one ends, whatever has come to
    /// its deadline in between.
    ///
    /// # Errors
    /// Where storage fails.
    pub async fn part(
        &self,
        ask: &Ask,
        slice: Slice,
        now: DateTime<Utc>,
    ) -> Result<Option<(Hits, Vec<Lot>)>, Error> {
        let Some(index) = self.index.as_ref().filter(|it| it.reached().is_some()) else {
            return Ok(None);
        };
        let hits = index.search(ask, slice, now)?;
        let ids: Vec<LotId> = hits.places.iter().map(|place| place.id).collect();
        Ok(Some((hits, self.store.list_lots(&ids).await?)))
    }

    /// These lots; those that are not stored are left out.
    ///
    /// # Errors
    /// Where storage fails.
    pub async fn lots(&self, ids: &[LotId]) -> Result<Vec<Lot>, Error> {
        Ok(self.store.list_lots(ids).await?)
    }

    /// How old everything stored is; none where no sync was ever complete.
    ///
    /// # Errors
    /// Where storage fails.
    pub async fn freshness(&self) -> Result<Option<Freshness>, Error> {
        Ok(Freshness::of_sync(&self.sync.find_sync_state(Source::Lots).await?))
    }

    /// What the person sells besides that the same class of ENSTRU is bought by; nothing where there is
    /// no index.
    ///
    /// # Errors
    /// Where the index can't be read.
    pub fn alike(&self, ask: &Ask, own: &[SearchFilter]) -> Result<Vec<String>, Error> {
        let Some(index) = self.index.as_ref().filter(|it| it.reached().is_some()) else {
            return Ok(Vec::new());
        };
        Ok(alike(&**index, ask, own, self.clock.now())?)
    }

    /// Words that lots have and that begin like the last of these; none where there is no index.
    ///
    /// # Errors
    /// Where the index can't be read.
    pub fn complete(&self, begun: &str, limit: usize) -> Result<Vec<String>, Error> {
        let Some(index) = &self.index else { return Ok(Vec::new()) };
        Ok(index.complete(begun, limit)?)
    }

    /// True where the index has every change that storage has now, or there is none.
    ///
    /// # Errors
    /// Where storage fails.
    pub async fn is_up_to_date(&self) -> Result<bool, Error> {
        let Some(index) = &self.index else { return Ok(true) };
        let change = self.store.number_changes().await?.value;
        Ok(index.reached().is_some_and(|reached| reached >= change))
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
        assert_eq!(query.words, "Картриджи, для ПРИНТЕРОВ!");
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
