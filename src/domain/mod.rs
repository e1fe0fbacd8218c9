//! What the product knows: types, rules and the ports it needs. Nothing here speaks Telegram,
//! HTTP or SQL.

pub mod announcements;
pub mod changes;
pub mod clock;
pub mod counterparty;
pub mod effects;
pub mod error;
pub mod hot_lots;
pub mod inbox;
pub mod lots;
pub mod outbox;
pub mod plans;
pub mod procurement;
pub mod queue;
pub mod reference;
pub mod saved_search;
pub mod search;
pub mod subjects;
pub mod sync;
pub mod types;
pub mod users;
pub mod words;

use std::{sync::Arc, time::Duration};

use async_trait::async_trait;

use clock::Clock;
use counterparty::CounterpartyService;
use error::StoreError;
use inbox::InboxStore;
use lots::{LotService, LotStore};
use outbox::OutboxStore;
use procurement::Procurement;
use queue::QueueStore;
use search::{SearchService, SearchStore};
use sync::{SyncService, SyncStore};
use users::UserStore;

/// All that storage does for the domain.
#[async_trait]
pub trait Store:
    LotStore + UserStore + SearchStore + SyncStore + InboxStore + OutboxStore + QueueStore
{
    /// Answers where storage can be written to.
    async fn ping(&self) -> Result<(), StoreError>;
}

/// The one struct that bot, http and jobs talk to.
#[derive(Clone)]
pub struct Services {
    /// Lots and announcements.
    pub lots: LotService,
    /// Search over lots.
    pub search: SearchService,
    /// Organisations by BIN.
    pub counterparty: CounterpartyService,
    /// Passes over OWS.
    pub sync: SyncService,
    /// Inbox, outbox, queue and people, which need no rules of their own.
    pub store: Arc<dyn Store>,
    /// What tells the time.
    pub clock: Arc<dyn Clock>,
}

impl Services {
    /// Services over their ports; `sync_interval` decides how old a stored lot may be.
    pub fn new(
        store: Arc<dyn Store>,
        source: Arc<dyn Procurement>,
        clock: Arc<dyn Clock>,
        sync_interval: Duration,
    ) -> Self {
        Self {
            lots: LotService::new(
                store.clone(),
                store.clone(),
                source.clone(),
                clock.clone(),
                sync::freshness_limit(sync_interval),
            ),
            search: SearchService::new(store.clone(), store.clone(), clock.clone()),
            counterparty: CounterpartyService::new(store.clone(), source.clone(), clock.clone()),
            sync: SyncService::new(store.clone(), source, clock.clone()),
            store,
            clock,
        }
    }
}
