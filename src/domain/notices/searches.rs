//! Saved searches in memory: filed anew when somebody saves, edits, pauses or deletes one.

use std::sync::{Arc, Mutex};

use chrono::{DateTime, Utc};

use crate::domain::saved_search::{LotText, Matcher, Scratch, SearchFilter};

/// What tells one state of all saved searches from another: how many there are, and when one was
/// last changed.
pub type SearchesVersion = (i64, Option<DateTime<Utc>>);

/// Every saved search that is not paused.
#[derive(Debug)]
pub(super) struct Searches {
    version: SearchesVersion,
    matcher: Matcher,
    /// Ids of the subscriptions; the matcher knows their places.
    ids: Vec<String>,
}

impl Searches {
    pub(super) fn build(version: SearchesVersion, all: Vec<(String, SearchFilter)>) -> Self {
        let filters = all.iter().map(|(_, filter)| filter);
        let matcher = Matcher::build((0..).zip(filters));
        Self { version, matcher, ids: all.into_iter().map(|(id, _)| id).collect() }
    }

    /// Ids of the subscriptions whose search finds the lot.
    pub(super) fn find(&self, scratch: &mut Scratch, lot: &LotText<'_>) -> Vec<&str> {
        let found = self.matcher.matches(scratch, lot).into_iter();
        let ids = found.filter_map(|key| self.ids.get(usize::try_from(key).ok()?));
        ids.map(String::as_str).collect()
    }
}

/// The searches last built.
#[derive(Debug, Clone, Default)]
pub(super) struct Cache(Arc<Mutex<Option<Arc<Searches>>>>);

impl Cache {
    pub(super) fn get(&self, version: SearchesVersion) -> Option<Arc<Searches>> {
        let cached = self.0.lock().ok()?.clone();
        cached.filter(|searches| searches.version == version)
    }

    pub(super) fn put(&self, searches: Arc<Searches>) {
        if let Ok(mut cached) = self.0.lock() {
            *cached = Some(searches);
        }
    }
}
