//! Catalogues outside: offers that anybody may make, which the bot has not checked.

use std::{cmp::Reverse, sync::Arc, time::Duration};

use async_trait::async_trait;
use chrono::{DateTime, Utc};
use moka::future::Cache;

use super::{
    super::{clock::Clock, saved_search::SearchFilter, types::Tenge},
    Origin, Supplier, SupplierAsk,
};

/// Answers are good for so long: who looks at the list and then takes the file gets the same.
const GOOD_FOR: Duration = Duration::from_secs(15 * 60);
/// Answers that are remembered.
const REMEMBERED: u64 = 500;

/// An offer of a catalogue.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Offer {
    /// What is offered, in the seller's words.
    pub title: String,
    /// Price of one.
    pub price: Tenge,
    /// Who sells, as the catalogue names them.
    pub seller: Option<String>,
    /// Where they are, likewise.
    pub place: Option<String>,
    /// Its page.
    pub link: Option<String>,
}

/// Why a catalogue gives no offers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum CatalogueError {
    /// It is down, slow or left alone for a while.
    #[error("the catalogue did not answer")]
    NotAnswered,
    /// It refuses: its address or key is wrong.
    #[error("the catalogue refuses with HTTP {0}: check its address and key")]
    Refused(u16),
    /// It answers something else than offers.
    #[error("the catalogue answers something that is no offers")]
    Nonsense,
}

/// A catalogue outside.
#[async_trait]
pub trait Catalogue: Send + Sync {
    /// Its name, as people know it.
    fn name(&self) -> &'static str;

    /// Offers by words, the best first.
    ///
    /// # Errors
    /// Where it does not answer, refuses, or answers something else.
    async fn offers(&self, words: &str) -> Result<Vec<Offer>, CatalogueError>;
}

/// What one catalogue has of what is looked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Outside {
    /// Its name.
    pub name: &'static str,
    /// Offers within region and budget, the cheapest first; none where it gave no answer.
    pub found: Option<Vec<Supplier>>,
    /// When it was asked.
    pub taken_at: DateTime<Utc>,
}

type Answer = Arc<(Vec<Offer>, DateTime<Utc>)>;

/// Catalogues, with what they answered last.
#[derive(Clone)]
pub(super) struct Catalogues {
    all: Arc<[Arc<dyn Catalogue>]>,
    answers: Cache<(&'static str, String), Answer>,
}

impl Catalogues {
    pub(super) fn new(all: Vec<Arc<dyn Catalogue>>) -> Self {
        let answers = Cache::builder().max_capacity(REMEMBERED).time_to_live(GOOD_FOR).build();
        Self { all: all.into(), answers }
    }

    /// Asks all of them at once. A code alone tells them nothing, so then none is asked.
    pub(super) async fn find(&self, ask: &SupplierAsk, clock: &dyn Clock) -> Vec<Outside> {
        if ask.words.is_empty() {
            return Vec::new();
        }
        futures::future::join_all(self.all.iter().map(|it| self.ask(&**it, ask, clock))).await
    }

    async fn ask(
        &self,
        catalogue: &dyn Catalogue,
        ask: &SupplierAsk,
        clock: &dyn Clock,
    ) -> Outside {
        let name = catalogue.name();
        let fresh = async {
            let offers = catalogue.offers(&ask.words).await?;
            Ok::<_, CatalogueError>(Arc::new((offers, clock.now())))
        };
        match self.answers.try_get_with((name, ask.words.clone()), fresh).await {
            Ok(answer) => Outside {
                name,
                found: Some(within(&answer.0, ask, name, answer.1)),
                taken_at: answer.1,
            },
            Err(error) => {
                tracing::warn!(catalogue = name, %error, "suppliers are told without a catalogue");
                Outside { name, found: None, taken_at: clock.now() }
            }
        }
    }
}

/// Offers within region and budget as suppliers, the cheapest first. Where a region is asked for, an
/// offer of an unknown place is none.
fn within(
    offers: &[Offer],
    ask: &SupplierAsk,
    name: &'static str,
    taken_at: DateTime<Utc>,
) -> Vec<Supplier> {
    let mut found: Vec<Supplier> = offers
        .iter()
        .map(|offer| Supplier {
            origin: Origin::Catalogue(name),
            biin: None,
            name: offer.seller.clone(),
            item: offer.title.clone(),
            regions: offer.place.as_deref().map(regions).unwrap_or_default(),
            prices: [offer.price; 3],
            times: 1,
            last: Some(taken_at),
            is_unfair: false,
            link: offer.link.clone(),
        })
        .filter(|it| {
            let here = |code: &String| it.regions.contains(code);
            (ask.regions.is_empty() || ask.regions.iter().any(here))
                && ask.budget.is_none_or(|most| it.prices[0] <= most)
        })
        .collect();
    found.sort_by_key(|it| (it.prices[0], Reverse(it.link.is_some())));
    found
}

/// First two digits of KATO of a place as people write it; none where no region is named.
fn regions(place: &str) -> Vec<String> {
    SearchFilter::parse(place).map(|filter| filter.regions).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn offers_hold_to_region_and_budget() {
        let offer = |title: &str, tiyn, place: Option<&str>| Offer {
            title: title.into(),
            price: Tenge::from_tiyn(tiyn),
            seller: None,
            place: place.map(Into::into),
            link: None,
        };
        let offers = [
            offer("dear", 900, Some("Алматы")),
            offer("cheap", 100, Some("г. Алматы")),
            offer("elsewhere", 50, Some("Астана")),
            offer("nowhere", 10, None),
        ];
        let mut ask = SupplierAsk {
            words: "бумага".into(),
            stems: vec![],
            enstru: None,
            regions: vec![],
            budget: None,
        };
        let titles = |ask: &SupplierAsk| -> Vec<String> {
            let found = within(&offers, ask, "Satu.kz", DateTime::UNIX_EPOCH);
            found.into_iter().map(|it| it.item).collect()
        };
        assert_eq!(titles(&ask), ["nowhere", "elsewhere", "cheap", "dear"]);
        ask.regions = regions("Алматы");
        assert_eq!(titles(&ask), ["cheap", "dear"]);
        ask.budget = Some(Tenge::from_tiyn(500));
        assert_eq!(titles(&ask), ["cheap"]);
    }
}
