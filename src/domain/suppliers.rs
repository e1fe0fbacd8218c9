//! Who sells a thing: those who have sold it to the state, those in price lists, and those in
//! catalogues outside.

mod catalogue;

use std::{collections::BTreeMap, sync::Arc};

use async_trait::async_trait;
use chrono::{DateTime, Utc};
use serde_json::json;

pub use catalogue::{Catalogue, CatalogueError, Offer, Outside};

use self::catalogue::Catalogues;
use super::{
    clock::Clock,
    embeddings::{EmbedError, Embedder, Vector},
    error::StoreError,
    saved_search::SearchFilter,
    search::SearchQuery,
    types::{Biin, Tenge, UserId},
};

/// Deals and prices that are looked through, the newest.
const MOST_READ: i64 = 2_000;

/// What is looked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SupplierAsk {
    /// The words as typed, for catalogues that read words by rules of their own.
    pub words: String,
    /// Stems that must all be in the name.
    pub stems: Vec<String>,
    /// First digits of the ENSTRU code, with its dots.
    pub enstru: Option<String>,
    /// First two digits of KATO codes.
    pub regions: Vec<String>,
    /// Price of one at most.
    pub budget: Option<Tenge>,
}

impl SupplierAsk {
    /// What a search filter says of suppliers; none where it names no thing.
    pub fn of(filter: &SearchFilter) -> Option<Self> {
        let words = filter.words.join(" ");
        let stems = SearchQuery::parse(&words).map(|query| query.stems);
        let stems = stems.unwrap_or_default();
        if stems.is_empty() && filter.enstru.is_none() {
            return None;
        }
        let (enstru, regions) = (filter.enstru.clone(), filter.regions.clone());
        Some(Self { words, stems, enstru, regions, budget: filter.max })
    }
}

/// Where an offer was found.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Origin {
    /// Contracts with the state.
    Contracts,
    /// A price list.
    PriceList,
    /// A catalogue outside, by its name.
    Catalogue(&'static str),
}

impl Origin {
    /// Its name in files.
    pub fn code(self) -> &'static str {
        match self {
            Self::Contracts => "contracts",
            Self::PriceList => "price_list",
            Self::Catalogue(name) => name,
        }
    }
}

/// One price of one supplier.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Deal {
    /// Where it was found.
    pub origin: Origin,
    /// Who sells; empty: the list's owner.
    pub supplier: String,
    /// Their name, where OWS knows it.
    pub name: Option<String>,
    /// What they sold.
    pub item: String,
    /// KATO codes: of the deliveries, or of the supplier.
    pub kato: Vec<String>,
    /// Price of one.
    pub price: Tenge,
    /// When.
    pub at: Option<DateTime<Utc>>,
    /// An entry in a register of unfair participants is in force.
    pub is_unfair: bool,
}

/// A supplier with all that was found of them in one place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Supplier {
    /// Where.
    pub origin: Origin,
    /// Who; none where the list's owner is not named.
    pub biin: Option<Biin>,
    /// Their name, where OWS knows it.
    pub name: Option<String>,
    /// What they sold last.
    pub item: String,
    /// First two digits of KATO codes.
    pub regions: Vec<String>,
    /// Prices of one: the lowest, the median, the highest.
    pub prices: [Tenge; 3],
    /// How often.
    pub times: usize,
    /// The last time.
    pub last: Option<DateTime<Utc>>,
    /// An entry in a register of unfair participants is in force.
    pub is_unfair: bool,
    /// The page of an offer.
    pub link: Option<String>,
}

/// Where deals and price lists are kept.
#[async_trait]
pub trait SupplierStore: Send + Sync {
    /// Units of contracts, and positions that the person may see, the newest first.
    async fn list_deals(
        &self,
        user: UserId,
        ask: &SupplierAsk,
        now: DateTime<Utc>,
        limit: i64,
    ) -> Result<Vec<Deal>, StoreError>;
}

/// Finds suppliers.
#[derive(Clone)]
pub struct SupplierService {
    store: Arc<dyn SupplierStore>,
    clock: Arc<dyn Clock>,
    catalogues: Catalogues,
    embedder: Option<Arc<dyn Embedder>>,
}

impl SupplierService {
    /// A service over its ports.
    pub fn new(store: Arc<dyn SupplierStore>, clock: Arc<dyn Clock>) -> Self {
        Self { store, clock, catalogues: Catalogues::new(Vec::new()), embedder: None }
    }

    /// The same with catalogues outside and what embeds texts, where there are any.
    #[must_use]
    pub fn with_outside(
        self,
        catalogues: Vec<Arc<dyn Catalogue>>,
        embedder: Option<Arc<dyn Embedder>>,
    ) -> Self {
        Self { catalogues: Catalogues::new(catalogues), embedder, ..self }
    }

    /// Suppliers of a thing: those in the registers last, then those who sold most often, then the
    /// cheapest first.
    ///
    /// # Errors
    /// Where storage fails.
    pub async fn find(&self, user: UserId, ask: &SupplierAsk) -> Result<Vec<Supplier>, StoreError> {
        let deals = self.store.list_deals(user, ask, self.clock.now(), MOST_READ).await?;
        Ok(gathered(deals, ask))
    }

    /// What catalogues outside have of it; nothing where none is configured.
    pub async fn outside(&self, ask: &SupplierAsk) -> Vec<Outside> {
        self.catalogues.find(ask, &*self.clock).await
    }

    /// The format that Chroma takes a collection in, with vectors where there is an embedder; whether
    /// it failed is said beside.
    pub async fn chroma(&self, found: &[Supplier]) -> (serde_json::Value, Option<EmbedError>) {
        let Some(embedder) = self.embedder.as_ref().filter(|_| !found.is_empty()) else {
            return (chroma(found, None), None);
        };
        let documents: Vec<String> = found.iter().map(document).collect();
        match embedder.embed(&documents).await {
            Ok(vectors) => (chroma(found, Some((embedder.model(), &vectors))), None),
            Err(error) => {
                tracing::warn!(%error, "suppliers are exported without vectors");
                (chroma(found, None), Some(error))
            }
        }
    }
}

/// Deals by supplier, within region and budget.
fn gathered(deals: Vec<Deal>, ask: &SupplierAsk) -> Vec<Supplier> {
    let mut by: BTreeMap<(Origin, String), Vec<Deal>> = BTreeMap::new();
    for deal in deals {
        let here = ask.regions.is_empty()
            || deal.kato.iter().any(|kato| ask.regions.iter().any(|it| kato.starts_with(it)));
        if here && ask.budget.is_none_or(|most| deal.price <= most) {
            by.entry((deal.origin, deal.supplier.clone())).or_default().push(deal);
        }
    }
    let mut found: Vec<Supplier> = by.into_values().filter_map(supplier).collect();
    found.sort_by_key(|it| (it.is_unfair, it.origin, std::cmp::Reverse(it.times), it.prices[0]));
    found
}

fn supplier(deals: Vec<Deal>) -> Option<Supplier> {
    let mut prices: Vec<Tenge> = deals.iter().map(|deal| deal.price).collect();
    prices.sort_unstable();
    let median = prices.get(prices.len() / 2)?;
    let mut regions: Vec<String> =
        deals.iter().flat_map(|it| &it.kato).filter_map(|it| it.get(..2)).map(Into::into).collect();
    regions.sort_unstable();
    regions.dedup();
    let last = deals.iter().filter_map(|deal| deal.at).max();
    let newest = deals.iter().max_by_key(|deal| deal.at)?;
    Some(Supplier {
        origin: newest.origin,
        biin: Biin::from_source(&newest.supplier),
        name: newest.name.clone(),
        item: newest.item.clone(),
        regions,
        prices: [*prices.first()?, *median, *prices.last()?],
        times: deals.len(),
        last,
        is_unfair: deals.iter().any(|deal| deal.is_unfair),
        link: None,
    })
}

/// What of a supplier is embedded.
fn document(it: &Supplier) -> String {
    let biin = it.biin.as_ref().map(ToString::to_string).unwrap_or_default();
    format!("{} {}", it.name.as_deref().unwrap_or(&biin), it.item)
}

/// The format that Chroma takes a collection in. Without vectors it makes its own of the documents.
fn chroma(found: &[Supplier], vectors: Option<(&str, &[Vector])>) -> serde_json::Value {
    let (model, vectors) = vectors.unzip();
    let mut ids = Vec::new();
    let (mut documents, mut metadatas) = (Vec::new(), Vec::new());
    for (n, it) in found.iter().enumerate() {
        let who = it.biin.as_ref().map(ToString::to_string).unwrap_or_default();
        ids.push(format!("{}:{n}:{who}", it.origin.code()));
        documents.push(document(it));
        metadatas.push(json!({
            "source": it.origin.code(), "supplier": who, "name": it.name.clone().unwrap_or_default(),
            "regions": it.regions.join(","), "price_min_tiyn": it.prices[0].tiyn(),
            "price_median_tiyn": it.prices[1].tiyn(), "price_max_tiyn": it.prices[2].tiyn(),
            "times": it.times, "last": it.last.map(|at| at.to_rfc3339()).unwrap_or_default(),
            "in_rnu": it.is_unfair, "link": it.link.clone().unwrap_or_default(),
            "embedding_model": model.unwrap_or_default(),
        }));
    }
    json!({ "ids": ids, "documents": documents, "metadatas": metadatas, "embeddings": vectors })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn deal(supplier: &str, price: i64, kato: &str, is_unfair: bool) -> Deal {
        Deal {
            origin: Origin::Contracts,
            supplier: supplier.into(),
            name: None,
            item: "Бумага".into(),
            kato: vec![kato.into()],
            price: Tenge::from_tiyn(price),
            at: None,
            is_unfair,
        }
    }

    #[test]
    fn filters_leave_what_was_asked_for() {
        let (one, other) = ("940140000385", "060240002985");
        let deals = vec![
            deal(one, 100, "751110000", false),
            deal(one, 300, "751110000", false),
            deal(one, 900, "711110000", false),
            deal(other, 200, "751110000", true),
        ];
        let mut ask = SupplierAsk {
            words: String::new(),
            stems: vec![],
            enstru: None,
            regions: vec![],
            budget: None,
        };
        let told = |ask: &SupplierAsk| -> Vec<(usize, [i64; 3], bool)> {
            let found = gathered(deals.clone(), ask);
            found.iter().map(|it| (it.times, it.prices.map(Tenge::tiyn), it.is_unfair)).collect()
        };
        assert_eq!(told(&ask), [(3, [100, 300, 900], false), (1, [200; 3], true)]);
        ask.regions = vec!["71".into()];
        assert_eq!(told(&ask), [(1, [900; 3], false)]);
        ask.regions = vec!["75".into()];
        ask.budget = Some(Tenge::from_tiyn(250));
        assert_eq!(told(&ask), [(1, [100; 3], false), (1, [200; 3], true)]);
        let found = gathered(deals, &ask);
        let vectors: Vec<Vector> = found.iter().map(|_| vec![0.5]).collect();
        let chroma = chroma(&found, Some(("small", &vectors)));
        let count = |key: &str| chroma[key].as_array().map(Vec::len);
        assert_eq!(["ids", "documents", "metadatas", "embeddings"].map(count), [Some(2); 4]);
    }
}
