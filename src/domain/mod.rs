//! What the product knows: types, rules and the ports it needs. Nothing here speaks Telegram,
//! HTTP or SQL.

pub mod announcements;
pub mod api_keys;
pub mod ask;
pub mod awards;
pub mod bids;
pub mod brief;
pub mod calc;
pub mod calendar;
pub mod changes;
pub mod clock;
pub mod company;
pub mod contracts;
pub mod counterparty;
pub mod dead_letters;
pub mod documents;
pub mod dossiers;
pub mod effects;
pub mod embeddings;
pub mod error;
pub mod finance;
pub mod heartbeat;
pub mod hot_lots;
pub mod hours;
pub mod ics;
pub mod inbox;
pub mod law;
pub mod lots;
pub mod notices;
pub mod outbox;
pub mod participants;
pub mod payments;
pub mod plans;
pub mod prices;
pub mod procurement;
pub mod queue;
pub mod reference;
pub mod risk;
pub mod rnu;
pub mod saved_search;
pub mod seal;
pub mod search;
pub mod subjects;
pub mod subscriptions;
pub mod suppliers;
pub mod sync;
pub mod types;
pub mod users;
pub mod words;

use std::{sync::Arc, time::Duration};

use async_trait::async_trait;

use api_keys::{ApiKeyService, ApiKeyStore};
use ask::{
    AskStore,
    model::Model,
    passages::{LawSearch, TermEngine},
    think::{AskService, ThoughtStore, TokenLimits},
};
use bids::{BidService, BidStore};
use clock::Clock;
use contracts::{ContractService, ContractStore};
use counterparty::CounterpartyService;
use dead_letters::DeadLetterStore;
use documents::{DocumentService, DocumentStore, Typesetter};
use dossiers::{DossierService, DossierStore};
use embeddings::Embedder;
use error::StoreError;
use finance::FinanceStore;
use heartbeat::{HeartbeatService, HeartbeatStore};
use hot_lots::{HotLotService, HotLotStore, HotWording};
use inbox::InboxStore;
use law::LawStore;
use lots::{LotService, LotStore};
use notices::{NoticeService, NoticeStore, Wording};
use outbox::OutboxStore;
use participants::{ParticipantService, ParticipantStore};
use prices::{PriceService, PriceStore};
use procurement::Procurement;
use queue::QueueStore;
use risk::{RiskService, RiskStore};
use rnu::{RnuPace, RnuService, RnuStore};
use seal::DataKey;
use search::{LotIndex, SearchService, SearchStore};
use subscriptions::{SubscriptionService, SubscriptionStore};
use suppliers::{Catalogue, SupplierService, SupplierStore};
use sync::{SyncService, SyncStore};
use types::ChatId;
use users::UserStore;

/// All that storage does for the domain.
#[async_trait]
pub trait Store:
    LotStore
    + UserStore
    + SearchStore
    + SyncStore
    + InboxStore
    + OutboxStore
    + QueueStore
    + DeadLetterStore
    + RnuStore
    + SubscriptionStore
    + NoticeStore
    + HotLotStore
    + HeartbeatStore
    + ContractStore
    + BidStore
    + ParticipantStore
    + FinanceStore
    + DocumentStore
    + PriceStore
    + DossierStore
    + SupplierStore
    + RiskStore
    + ApiKeyStore
    + AskStore
    + ThoughtStore
    + LawStore
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
    /// The registers of unfair participants.
    pub rnu: Arc<RnuService>,
    /// Passes over OWS.
    pub sync: SyncService,
    /// Contracts, which history is made of.
    pub contracts: ContractService,
    /// Bids, likewise.
    pub bids: BidService,
    /// Who sells, by the register of participants.
    pub participants: ParticipantService,
    /// Who may follow what.
    pub subscriptions: SubscriptionService,
    /// Telling of changes.
    pub notices: NoticeService,
    /// Lots that suit what people sell.
    pub hot_lots: HotLotService,
    /// What stands out in a purchase, and why.
    pub risk: RiskService,
    /// Whether OWS answers, and what those who run the bot hear of it.
    pub heartbeat: HeartbeatService,
    /// Keys that programs come with.
    pub api_keys: ApiKeyService,
    /// All that is known of a counterparty.
    pub dossiers: Arc<DossierService>,
    /// Companies and papers; off without a key.
    pub documents: DocumentService,
    /// Price lists of people and of suppliers.
    pub prices: PriceService,
    /// Who sells a thing.
    pub suppliers: SupplierService,
    /// Models, for questions in words; off unless configured.
    pub ask: Arc<AskService>,
    /// The official texts that were brought in.
    pub law: LawSearch,
    /// Inbox, outbox, queue and people, which need no rules of their own.
    pub store: Arc<dyn Store>,
    /// What tells the time.
    pub clock: Arc<dyn Clock>,
    /// Chats of those who run the bot.
    pub admins: Arc<[ChatId]>,
}

impl Services {
    /// Services over their ports; `sync_interval` decides how old a stored lot may be,
    /// `watch_interval` how old the mirror of the registers.
    pub fn new(
        store: Arc<dyn Store>,
        source: Arc<dyn Procurement>,
        wording: Arc<impl Wording + HotWording + 'static>,
        clock: Arc<dyn Clock>,
        sync_interval: Duration,
        watch_interval: Duration,
    ) -> Self {
        let rnu = Arc::new(RnuService::new(
            store.clone(),
            store.clone(),
            source.clone(),
            clock.clone(),
            RnuPace::of(watch_interval),
        ));
        let lots = LotService::new(
            store.clone(),
            store.clone(),
            source.clone(),
            clock.clone(),
            sync::freshness_limit(sync_interval),
        );
        let counterparty =
            CounterpartyService::new(store.clone(), source.clone(), rnu.clone(), clock.clone());
        let contracts =
            ContractService::new(store.clone(), store.clone(), source.clone(), clock.clone());
        let law = LawSearch::new(store.clone());
        let risk = RiskService::new(store.clone(), lots.clone(), clock.clone());
        Self {
            dossiers: Arc::new(DossierService::new(
                store.clone(),
                store.clone(),
                counterparty.clone(),
                contracts.clone(),
                risk.clone(),
                clock.clone(),
            )),
            subscriptions: SubscriptionService::new(
                store.clone(),
                store.clone(),
                lots.clone(),
                clock.clone(),
            ),
            notices: NoticeService::new(
                store.clone(),
                store.clone(),
                wording.clone(),
                clock.clone(),
            ),
            hot_lots: HotLotService::new(
                store.clone(),
                store.clone(),
                store.clone(),
                wording.clone(),
                clock.clone(),
                store.clone(),
            ),
            heartbeat: HeartbeatService::new(
                store.clone(),
                wording,
                clock.clone(),
                heartbeat::patience(watch_interval),
            ),
            risk,
            lots,
            search: SearchService::new(store.clone(), store.clone(), clock.clone()),
            counterparty,
            rnu,
            bids: BidService::new(store.clone(), source.clone(), clock.clone()),
            participants: ParticipantService::new(store.clone(), source.clone(), clock.clone()),
            contracts,
            sync: SyncService::new(store.clone(), source, clock.clone()),
            documents: DocumentService::new(store.clone()),
            api_keys: ApiKeyService::new(store.clone(), clock.clone()),
            suppliers: SupplierService::new(store.clone(), clock.clone()),
            ask: Arc::new(AskService::new(store.clone(), clock.clone()).with_law(law.clone())),
            law,
            prices: PriceService::new(store.clone(), store.clone(), clock.clone()),
            store,
            clock,
            admins: Arc::new([]),
        }
    }

    /// The same services with papers, where there is a key to keep them with; heads of those who sell
    /// are compared by it too.
    #[must_use]
    pub fn with_papers(self, typesetter: Arc<dyn Typesetter>, key: Option<DataKey>) -> Self {
        let participants = self.participants.with_key(key.clone());
        Self { documents: self.documents.with(typesetter, key), participants, ..self }
    }

    /// The same services with catalogues outside and what embeds texts, where there are any.
    #[must_use]
    pub fn with_outside(
        self,
        catalogues: Vec<Arc<dyn Catalogue>>,
        embedder: Option<Arc<dyn Embedder>>,
    ) -> Self {
        let law = self.law.with_embedder(embedder.clone());
        let ask = Arc::new(AskService::clone(&self.ask).with_law(law.clone()));
        let suppliers = self.suppliers.with_outside(catalogues, embedder);
        Self { suppliers, ask, law, ..self }
    }

    /// The same services with an index that lots are searched in.
    #[must_use]
    pub fn with_index(self, index: Arc<dyn LotIndex>) -> Self {
        Self { search: self.search.with_index(index), ..self }
    }

    /// The same services with an engine that official texts are searched by.
    #[must_use]
    pub fn with_passages(self, engine: Arc<dyn TermEngine>) -> Self {
        let law = self.law.with_engine(engine);
        let ask = AskService::clone(&self.ask).with_law(law.clone());
        Self { ask: Arc::new(ask), law, ..self }
    }

    /// The same services with models that are asked, the first of them first.
    #[must_use]
    pub fn with_models(self, models: Vec<Arc<dyn Model>>, limits: TokenLimits) -> Self {
        let ask = AskService::clone(&self.ask).with_models(models, limits);
        Self { ask: Arc::new(ask), ..self }
    }

    /// The same services with these chats of those who run the bot.
    #[must_use]
    pub fn with_admins(self, admins: &[ChatId]) -> Self {
        Self { admins: admins.into(), ..self }
    }
}
