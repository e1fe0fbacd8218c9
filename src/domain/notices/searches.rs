//! Saved searches in memory: built anew when somebody saves, edits, pauses or deletes one.

use std::sync::{Arc, Mutex};

use chrono::{DateTime, Utc};

use crate::domain::saved_search::{LotText, SearchFilter};

/// What tells one state of all saved searches from another: how many there are, and when one was
/// last changed.
pub type SearchesVersion = (i64, Option<DateTime<Utc>>);

/// Every saved search that is not paused.
#[derive(Debug, Default)]
pub(super) struct Searches {
    version: SearchesVersion,
    all: Vec<(String, SearchFilter)>,
}

impl Searches {
    pub(super) fn build(version: SearchesVersion, all: Vec<(String, SearchFilter)>) -> Self {
        Self { version, all }
    }

    pub(super) fn is_empty(&self) -> bool {
        self.all.is_empty()
    }

    /// Ids of the subscriptions whose search finds the lot.
    pub(super) fn find(&self, lot: &LotText<'_>) -> Vec<&str> {
        let found = self.all.iter().filter(|(_, filter)| filter.matches(lot));
        found.map(|(id, _)| id.as_str()).collect()
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
