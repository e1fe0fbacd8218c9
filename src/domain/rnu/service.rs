//! Keeps the mirror and answers from it; asks OWS where the mirror is too old to tell.

use std::{
    collections::{HashMap, HashSet},
    sync::Arc,
    time::Duration,
};

use chrono::{DateTime, Utc};
use moka::future::Cache;

use super::{
    Coverage, Mirrored, NamedAlike, RnuEntry, RnuKey, RnuListing, RnuPace, RnuStore, RnuView, name,
    standing,
};
use crate::domain::{
    clock::Clock,
    error::{Error, StoreError},
    procurement::{Page, Procurement},
    sync::{PassReport, Source, SyncError, SyncStore},
    types::Biin,
};

/// What was read serves so long at most; a sweep of this process drops it earlier, one of another
/// replica shows in the age of the mirror.
const CACHED: Duration = Duration::from_secs(24 * 3_600);
const MOST_CACHED: u64 = 20_000;
/// So many suppliers that a sweep missed are asked for one by one; the others wait for the next
/// sweep. About thirty terms end on a usual day.
const MOST_CONFIRMED: usize = 200;
/// Suppliers of like names that are told.
pub const MOST_ALIKE: usize = 10;
/// A list is looked up so many suppliers at a time.
const LISTED_AT_ONCE: usize = 200;
/// Suppliers of a list that are asked for live where the mirror is stale; the others are unknown.
const MOST_ASKED: usize = 20;

/// Keeps the mirror of the registers and tells what is in it.
pub struct RnuService {
    pub(in crate::domain) store: Arc<dyn RnuStore>,
    pub(in crate::domain) sync: Arc<dyn SyncStore>,
    source: Arc<dyn Procurement>,
    clock: Arc<dyn Clock>,
    pace: RnuPace,
    cache: Cache<Biin, Known>,
}

/// What was read of one supplier.
#[derive(Debug, Clone)]
struct Known {
    entries: Arc<[Mirrored]>,
    as_of: Option<DateTime<Utc>>,
}

impl RnuService {
    /// A service over its ports.
    pub fn new(
        store: Arc<dyn RnuStore>,
        sync: Arc<dyn SyncStore>,
        source: Arc<dyn Procurement>,
        clock: Arc<dyn Clock>,
        pace: RnuPace,
    ) -> Self {
        let cache = Cache::builder().max_capacity(MOST_CACHED).time_to_live(CACHED).build();
        Self { store, sync, source, clock, pace, cache }
    }

    /// What a supplier's state is: from the mirror, or from OWS where the mirror is stale.
    ///
    /// # Errors
    /// Where storage fails; an OWS that does not answer makes the state unknown, or an old one.
    pub async fn check(&self, biin: &Biin) -> Result<RnuView, Error> {
        let mirrored_at = self.sync.find_sync_state(Source::Rnu).await?.watermark;
        let known = self.known(biin, mirrored_at).await?;
        if self.is_fresh(known.as_of) {
            return Ok(self.view(biin, &known.entries, known.as_of, false));
        }
        match self.refresh(biin).await {
            Ok(view) => Ok(view),
            Err(SyncError::Source(error)) => {
                tracing::warn!(%error, "the registers of unfair participants did not answer");
                Ok(self.view(biin, &known.entries, known.as_of, true))
            }
            Err(error) => Err(error.into()),
        }
    }

    /// The same for many, in their order.
    ///
    /// # Errors
    /// Where storage fails.
    pub async fn check_all(&self, biins: &[Biin]) -> Result<Vec<RnuView>, Error> {
        if biins.len() <= MOST_ASKED {
            let views = biins.iter().map(|biin| self.check(biin));
            return futures::future::try_join_all(views).await;
        }
        let as_of = self.sync.find_sync_state(Source::Rnu).await?.watermark;
        let source_down = !self.is_fresh(as_of);
        let mut views = Vec::with_capacity(biins.len());
        for biins in biins.chunks(LISTED_AT_ONCE) {
            let mut found: HashMap<Biin, Vec<Mirrored>> = HashMap::new();
            for it in self.store.list_rnu(biins).await? {
                found.entry(it.entry.biin.clone()).or_default().push(it);
            }
            views.extend(biins.iter().map(|biin| {
                let entries = found.get(biin).map(Vec::as_slice).unwrap_or_default();
                self.view(biin, entries, as_of, source_down)
            }));
        }
        Ok(views)
    }

    /// Who is or was in the registers under a name with these words, from the mirror.
    ///
    /// # Errors
    /// Where storage fails.
    pub async fn named(&self, name: &str) -> Result<NamedAlike, Error> {
        let as_of = self.sync.find_sync_state(Source::Rnu).await?.watermark;
        let (rows, wanted) = (self.store.list_rnu_names().await?, name::words(name));
        // Some twenty thousand names: work for a processor, for a question that few ask.
        let found = tokio::task::spawn_blocking(move || name::find(rows, &wanted)).await;
        let found = found.map_err(StoreError::failed)?;
        let total = found.len();
        let is_one = matches!(found.as_slice(), [(0, _)]);
        let shown: Vec<Biin> = found.into_iter().take(MOST_ALIKE).map(|(_, biin)| biin).collect();
        let entries = self.store.list_rnu(&shown).await?;
        let is_stale = !self.is_fresh(as_of);
        let view = |biin: &Biin| {
            let own = entries.iter().filter(|it| it.entry.biin == *biin).cloned();
            self.view(biin, &own.collect::<Vec<_>>(), as_of, is_stale)
        };
        Ok(NamedAlike { views: shown.iter().map(view).collect(), total, is_one, as_of, is_stale })
    }

    /// Asks OWS for one supplier, writes down what has changed, and tells its state. Whoever
    /// watches a supplier calls this as often as they wish to know.
    ///
    /// # Errors
    /// Where OWS does not answer or storage fails.
    pub async fn refresh(&self, biin: &Biin) -> Result<RnuView, SyncError> {
        let tell = self.sync.find_sync_state(Source::Rnu).await?.watermark.is_some();
        let now = self.clock.now();
        let seen = self.source.find_rnu(biin).await?;
        let biins = std::slice::from_ref(biin);
        self.store.merge_rnu(biins, &seen, Coverage::Named, tell).await?;
        let entries: Arc<[Mirrored]> = self.store.list_rnu(biins).await?.into();
        let known = Known { entries, as_of: Some(now) };
        self.cache.insert(biin.clone(), known.clone()).await;
        Ok(self.view(biin, &known.entries, known.as_of, false))
    }

    /// Looks at the newest page, where new entries appear, and notes the terms that ran out. Before
    /// the first complete sweep everything would be new: nothing is done.
    ///
    /// # Errors
    /// Where OWS does not answer or storage fails.
    pub async fn look(&self) -> Result<u64, SyncError> {
        if self.sync.find_sync_state(Source::Rnu).await?.watermark.is_none() {
            return Ok(0);
        }
        let page = self.source.rnu_page(None).await?;
        let written = self.merge_page(&page, true).await? + self.store.expire_rnu(true).await?;
        if written > 0 {
            self.cache.invalidate_all();
        }
        Ok(written)
    }

    /// Reads the registers whole. Only where every row came that OWS counted is anybody taken for
    /// gone, and then only if OWS, asked for that supplier alone, says so too: rows move between
    /// pages while they are read. The first sweep writes no change records.
    ///
    /// # Errors
    /// Where OWS does not answer or storage fails; what was stored stays.
    pub async fn sweep(&self) -> Result<PassReport, SyncError> {
        let mut state = self.sync.find_sync_state(Source::Rnu).await?;
        let began = self.clock.now();
        let outcome = self.all_pages(state.watermark.is_some()).await;
        state.note(began, self.clock.now(), &outcome);
        self.sync.save_sync_state(Source::Rnu, &state).await?;
        self.cache.invalidate_all();
        outcome
    }

    async fn all_pages(&self, tell: bool) -> Result<PassReport, SyncError> {
        let mut report = PassReport::default();
        let mut seen = HashSet::new();
        let mut after = None;
        loop {
            let page = self.source.rnu_page(after).await?;
            report.count(&page);
            report.changes += self.merge_page(&page, tell).await?;
            seen.extend(entries(&page).map(RnuEntry::key));
            after = page.next;
            if after.is_none() {
                break;
            }
        }
        let mut report = report.judged();
        if report.complete {
            report.changes += self.confirm_missing(&seen, tell).await?;
        }
        report.changes += self.store.expire_rnu(tell).await?;
        Ok(report)
    }

    async fn merge_page(&self, page: &Page<RnuListing>, tell: bool) -> Result<u64, StoreError> {
        let entries: Vec<RnuEntry> = entries(page).cloned().collect();
        let mut biins: Vec<Biin> = entries.iter().map(|entry| entry.biin.clone()).collect();
        biins.sort_unstable_by(|a, b| a.digits().cmp(b.digits()));
        biins.dedup();
        self.store.merge_rnu(&biins, &entries, Coverage::Rows, tell).await
    }

    async fn confirm_missing(&self, seen: &HashSet<RnuKey>, tell: bool) -> Result<u64, SyncError> {
        let keys = self.store.list_rnu_keys().await?;
        let missing: HashSet<Biin> =
            keys.into_iter().filter(|key| !seen.contains(key)).map(|key| key.0).collect();
        if missing.len() > MOST_CONFIRMED {
            tracing::warn!(suppliers = missing.len(), "more left the registers than is usual");
        }
        let mut written = 0;
        for biin in missing.into_iter().take(MOST_CONFIRMED) {
            let mut still = match self.source.find_rnu(&biin).await {
                Ok(entries) => entries,
                Err(error) => {
                    tracing::warn!(%error, "who left the registers is asked at the next sweep");
                    break;
                }
            };
            let biins = std::slice::from_ref(&biin);
            let known = self.store.list_rnu(biins).await?.into_iter().map(|it| it.entry);
            still.extend(known.filter(|entry| seen.contains(&entry.key())));
            written += self.store.merge_rnu(biins, &still, Coverage::All, tell).await?;
        }
        Ok(written)
    }

    async fn known(
        &self,
        biin: &Biin,
        mirrored_at: Option<DateTime<Utc>>,
    ) -> Result<Known, StoreError> {
        // What was read before the last sweep may be otherwise by now.
        if let Some(known) = self.cache.get(biin).await.filter(|it| it.as_of >= mirrored_at) {
            return Ok(known);
        }
        let entries: Arc<[Mirrored]> =
            self.store.list_rnu(std::slice::from_ref(biin)).await?.into();
        let known = Known { entries, as_of: mirrored_at };
        self.cache.insert(biin.clone(), known.clone()).await;
        Ok(known)
    }

    fn view(
        &self,
        biin: &Biin,
        entries: &[Mirrored],
        as_of: Option<DateTime<Utc>>,
        source_down: bool,
    ) -> RnuView {
        let standing = standing(entries, self.is_fresh(as_of), self.clock.now());
        let mut entries = entries.to_vec();
        entries.sort_by_key(|it| std::cmp::Reverse((it.gone_at.is_none(), it.entry.start_at)));
        RnuView { biin: biin.clone(), standing, entries, as_of, source_down }
    }

    fn is_fresh(&self, as_of: Option<DateTime<Utc>>) -> bool {
        as_of.is_some_and(|as_of| self.clock.now() - as_of <= self.pace.stale)
    }
}

fn entries(page: &Page<RnuListing>) -> impl Iterator<Item = &RnuEntry> {
    page.rows.iter().flat_map(|row| &row.entries)
}
