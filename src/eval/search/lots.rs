//! Lots from a file, through a storage of their own, into an index: the way of a sync.

use std::{
    path::Path,
    sync::Arc,
    time::{Duration, Instant},
};

use chrono::{DateTime, NaiveDateTime, Utc};
use serde::Deserialize;

use super::{lines, tenge};
use crate::{
    app,
    config::StorageConfig,
    domain::{
        Store,
        announcements::Announcement,
        clock::{ASTANA, Clock as _, SystemClock},
        lots::Lot,
        plans::PlanPoint,
        procurement::{LotRecord, Page},
        sync::Source,
        types::{AnnouncementNumber, Bin, LocalText, LotId, LotNumber},
    },
    search::{self, Search},
};

/// Lots stored at once, as OWS gives them.
const PAGE: usize = 200;
/// The folder of the index.
pub(super) const INDEX: &str = "index";

/// A lot as the file has it; what it leaves out is not known.
#[derive(Debug, Deserialize)]
#[serde(default)]
#[derive(Default)]
struct Row {
    id: i64,
    lot_number: String,
    announcement_number: Option<String>,
    name_ru: Option<String>,
    name_kz: Option<String>,
    description: Option<String>,
    customer_bin: Option<String>,
    customer_name: Option<String>,
    amount: Option<f64>,
    unit: Option<String>,
    status_id: Option<i64>,
    trade_method_id: Option<i64>,
    subject_type: Option<i64>,
    kato: Option<String>,
    ens_tru: Option<String>,
    publish_date: Option<String>,
    deadline: Option<String>,
}

/// What was loaded and built.
pub(super) struct Built {
    pub(super) search: Search,
    /// The lots' ids in the order of lines.
    pub(super) ids: Vec<LotId>,
    /// How long it took to store them.
    pub(super) load: Duration,
    /// How long it took to index them.
    pub(super) build: Duration,
}

/// Stores every lot as a sync stores a page, and makes the index from storage.
pub(super) async fn index(file: &Path, folder: &Path) -> anyhow::Result<Built> {
    let url = format!("sqlite://{}", folder.join("lots.db").display());
    let config = StorageConfig { database_url: url.into(), search_folder: None };
    std::fs::create_dir_all(folder)?;
    let clock = Arc::new(SystemClock);
    let storage = app::open_storage(&config, clock.clone()).await?;
    let store: Arc<dyn Store> = Arc::new(storage.clone());
    let (started, now) = (Instant::now(), clock.now());
    let mut ids = Vec::new();
    let mut rows = Vec::with_capacity(PAGE);
    for row in lines::<Row>(file)? {
        let row = row?;
        ids.push(row.id);
        rows.push(row.stored(now)?);
        if rows.len() == PAGE {
            store_page(&store, std::mem::take(&mut rows)).await?;
        }
    }
    store_page(&store, rows).await?;
    let load = started.elapsed();
    let started = Instant::now();
    let search = Search::open(Some(&folder.join(INDEX)))?;
    search::reindex(&search, &store).await?;
    storage.close().await;
    Ok(Built { search, ids, load, build: started.elapsed() })
}

async fn store_page(store: &Arc<dyn Store>, rows: Vec<LotRecord>) -> anyhow::Result<()> {
    let page = Page { rows, rejected: Vec::new(), total: None, next: None };
    store.store_lots(Source::Lots, &page, None).await?;
    Ok(())
}

impl Row {
    /// The lot with what a sync would bring along with it.
    fn stored(self, now: DateTime<Utc>) -> anyhow::Result<LotRecord> {
        let number = LotNumber::from_source(&self.lot_number)
            .ok_or_else(|| anyhow::anyhow!("lot {} has no number", self.id))?;
        let announcement_number =
            self.announcement_number.as_deref().and_then(AnnouncementNumber::from_source);
        let deadline = self.deadline.as_deref().and_then(moment);
        let customer = self.customer_bin.as_deref().and_then(Bin::from_source);
        let lot = Lot {
            id: self.id,
            number,
            announcement_id: Some(self.id),
            announcement_number: announcement_number.clone(),
            name: LocalText::new(self.name_ru, self.name_kz),
            description: LocalText::new(self.description, None),
            status_id: self.status_id,
            amount: self.amount.map(tenge),
            quantity: None,
            customer_bin: customer.clone(),
            customer_name: LocalText::new(self.customer_name, None),
            planned_method_id: None,
            actual_method_id: self.trade_method_id,
            kato: self.kato.into_iter().collect(),
            plan_point_ids: vec![self.id],
            deadline,
            is_deleted: false,
            source_updated_at: None,
            fetched_at: now,
        };
        // Dates belong to announcements; each lot has one of its own, for in the file they differ.
        let announcement = Announcement {
            id: self.id,
            number: announcement_number,
            name: LocalText::default(),
            status_id: self.status_id,
            method_id: self.trade_method_id,
            subject_type_id: self.subject_type,
            organizer_bin: None,
            organizer_name: LocalText::default(),
            published_at: self.publish_date.as_deref().and_then(moment),
            start_at: None,
            end_at: deadline,
            total: None,
            lot_count: Some(1),
            kato: Vec::new(),
            source_updated_at: None,
            fetched_at: now,
        };
        let plan = PlanPoint {
            id: self.id,
            root_id: Some(self.id),
            customer_bin: customer,
            enstru_code: self.ens_tru,
            unit: LocalText::new(self.unit, None),
            fetched_at: now,
            ..PlanPoint::default()
        };
        Ok(LotRecord { lot, announcement: Some(announcement), plans: vec![plan] })
    }
}

/// A moment of Astana's time, as OWS writes them.
fn moment(text: &str) -> Option<DateTime<Utc>> {
    let local: NaiveDateTime = text.parse().ok()?;
    local.and_local_timezone(ASTANA).single().map(|at| at.to_utc())
}
