//! Which open lots a price list could serve, with what would be left of each.

use chrono::{DateTime, Utc};

use super::{
    PriceService,
    matching::{Match, Positions, Sought, lot_key},
};
use crate::domain::{
    error::StoreError,
    lots::{Lot, LotView},
    types::{LotId, Quantity, Tenge, UserId},
};

/// Lots read at once.
const PAGE: i64 = 1_000;
/// Positions of a list that are compared; more than a person could look through.
const MOST_POSITIONS: i64 = 20_000;
/// Positions that are offered for one lot.
const MOST_CHOICES: usize = 120;

/// A lot and the position for it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Suitable {
    /// The lot.
    pub lot: Lot,
    /// The row in `prices`.
    pub price_id: i64,
    /// The position's name.
    pub name: String,
    /// Price of one.
    pub price: Tenge,
    /// How sure it is, from 0 to 100.
    pub confidence: u8,
    /// The person said so.
    pub is_confirmed: bool,
    /// What is allocated for one, without VAT.
    pub allocated: Option<Tenge>,
    /// What is left of that, in hundredths of a percent of it.
    pub margin_bp: Option<i64>,
}

/// A position that may be chosen for a lot.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Choice {
    /// The row in `prices`.
    pub price_id: i64,
    /// The position's name.
    pub name: String,
    /// Price of one.
    pub price: Tenge,
    /// How sure it is, from 0 to 100.
    pub confidence: u8,
}

/// A position chosen for a lot.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PriceLink {
    /// Whose.
    pub user: UserId,
    /// For which lot.
    pub lot: LotId,
    /// The row in `prices`.
    pub price: i64,
    /// How much of it.
    pub quantity: Quantity,
    /// When.
    pub at: DateTime<Utc>,
}

/// What so much of a position costs; none where nobody could pay it.
pub fn cost(price: Tenge, quantity: Quantity) -> Option<Tenge> {
    let micro = i128::from(price.tiyn()) * i128::from(quantity.micro());
    i64::try_from((micro + 500_000) / 1_000_000).ok().map(Tenge::from_tiyn)
}

/// What is allocated for one, and what a price leaves of it, in hundredths of a percent of it.
pub(super) fn margin(lot: &Lot, price: Tenge) -> (Option<Tenge>, Option<i64>) {
    let allocated = lot.amount.zip(lot.quantity).and_then(|(sum, of)| sum.per(of));
    let allocated = allocated.filter(|it| it.tiyn() > 0);
    let left = allocated.map(|it| (it.tiyn() - price.tiyn()).saturating_mul(10_000) / it.tiyn());
    (allocated, left)
}

impl PriceService {
    /// Open lots that a person's prices suit, the largest margin first; those without an allocated
    /// price last.
    ///
    /// # Errors
    /// Where storage fails.
    pub async fn suitable_lots(&self, user: UserId) -> Result<Vec<Suitable>, StoreError> {
        let positions = self.store.list_positions(user, MOST_POSITIONS).await?;
        if positions.is_empty() {
            return Ok(Vec::new());
        }
        let positions = Positions::new(positions, self.store.list_price_verdicts(user).await?);
        let now = self.clock.now();
        let (mut found, mut after) = (Vec::new(), 0);
        loop {
            let lots = self.store.list_open_lots(now, after, PAGE).await?;
            let Some(last) = lots.last() else { break };
            after = last.id;
            let around = self.around.list_around(&lots).await?;
            for lot in lots {
                let (_, plan) = around.of(&lot);
                let Some(sought) = Sought::of(&lot, plan) else { continue };
                let Some(best) = positions.best(&sought) else { continue };
                let (allocated, margin_bp) = margin(&lot, best.position.price);
                found.push(Suitable {
                    price_id: best.position.id,
                    name: best.position.name.clone(),
                    price: best.position.price,
                    confidence: best.confidence,
                    is_confirmed: best.is_confirmed,
                    allocated,
                    margin_bp,
                    lot,
                });
            }
        }
        found.sort_by_key(|it| (std::cmp::Reverse(it.margin_bp), it.lot.id));
        Ok(found)
    }

    /// Positions that a person may choose for a lot, those that suit it best first.
    ///
    /// # Errors
    /// Where storage fails.
    pub async fn choices(&self, user: UserId, view: &LotView) -> Result<Vec<Choice>, StoreError> {
        let positions = self.store.list_positions(user, MOST_POSITIONS).await?;
        let positions = Positions::new(positions, self.store.list_price_verdicts(user).await?);
        let Some(sought) = Sought::of(&view.lot, view.plan.as_ref()) else { return Ok(Vec::new()) };
        let ranked = positions.ranked(&sought).into_iter().take(MOST_CHOICES);
        let choice = |it: Match<'_>| Choice {
            price_id: it.position.id,
            name: it.position.name.clone(),
            price: it.position.price,
            confidence: it.confidence,
        };
        Ok(ranked.map(choice).collect())
    }

    /// What the positions chosen for a lot cost; none where none was chosen.
    ///
    /// # Errors
    /// Where storage fails.
    pub async fn cost_of(&self, user: UserId, lot: LotId) -> Result<Option<Tenge>, StoreError> {
        let parts = self.store.list_lot_prices(user, lot).await?;
        let mut sums = parts.iter().map(|(price, quantity)| cost(*price, *quantity));
        let sum = sums.try_fold(0_i64, |sum, part| sum.checked_add(part?.tiyn()));
        Ok(sum.filter(|sum| *sum > 0).map(Tenge::from_tiyn))
    }

    /// The article of a price that the person may see, and the kind of a lot: what is remembered of
    /// the two.
    ///
    /// # Errors
    /// Where storage fails.
    pub async fn pair(
        &self,
        user: UserId,
        lot: &Lot,
        price: i64,
    ) -> Result<Option<(String, String, Tenge)>, StoreError> {
        let Some(position) = self.store.find_position(user, price).await? else { return Ok(None) };
        let name = lot.name.ru.as_deref().or(lot.name.kk.as_deref()).unwrap_or_default();
        Ok(Some((lot_key(name), position.sku, position.price)))
    }
}
