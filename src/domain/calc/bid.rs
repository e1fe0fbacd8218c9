//! The bid calculator: what a lot is worth to somebody with a cost. What the lot does not tell is
//! left out and named.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::{
    CalcError, Percent, Rule,
    deadlines::{self, Term},
    dumping::{self, Kind, Limit},
    margin::{self, Margin},
    penalty::{self, Contract, Late},
    security::{self, SecurityRule},
    vat::{self, Category, Rate, Vat},
};
use crate::domain::{calendar::Counted, types::Tenge};

/// Methods that the Rules name dumping for by themselves: meals, social order.
const MEALS: [i64; 2] = [120, 121];
const SOCIAL_ORDER: i64 = 52;
/// Kinds of what is bought.
const GOODS: i64 = 1;

/// What is known of a lot.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct LotFacts {
    /// Allocated, without VAT.
    pub allocated: Option<Tenge>,
    /// The method used.
    pub method_id: Option<i64>,
    /// Which securities the Rules ask for with it.
    pub security: Option<SecurityRule>,
    /// 1 goods, 2 works, 3 services.
    pub subject_type_id: Option<i64>,
    /// The last day of bids, Astana.
    pub bids_end: Option<NaiveDate>,
    /// How much is bought is known.
    pub has_quantity: bool,
}

/// What somebody says of themselves.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Offer {
    /// All that performing costs: without VAT for those who pay it, else as paid.
    pub cost: Tenge,
    /// Registered for VAT.
    pub pays_vat: bool,
    /// Margin wanted, in whole percent of the price.
    pub margin_percent: i64,
}

/// What is dumping here.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Line {
    /// A line of the Rules' table.
    Limit(&'static Limit),
    /// Auctions: the Rules have no paragraph on them.
    Auction,
    /// Tenders of works and services have several lines, and the lot does not tell which.
    UnknownCategory,
    /// The Rules name no line for the method, or it is not known.
    UnknownMethod,
}

/// What a price in the answer is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub enum What {
    /// Nothing is earned.
    BreakEven,
    /// The lowest that is not dumping.
    Floor,
    /// The margin wanted.
    Wanted,
    /// All that is allocated.
    Allocated,
}

/// A price and what it brings.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Price {
    /// Which.
    pub what: What,
    /// Without VAT.
    pub price: Tenge,
    /// What is earned.
    pub margin: Margin,
    /// More than is allocated: such a bid is rejected.
    pub is_over: bool,
    /// It is dumping.
    pub is_dumping: bool,
    /// The sum that makes the dumping good, where that is allowed.
    pub extra_sum: Option<Tenge>,
}

/// What the lot does not tell.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub enum Missing {
    /// The sum.
    Amount,
    /// The method.
    Method,
    /// The end of bids.
    Deadline,
    /// How much is bought.
    Quantity,
}

/// The answer. Securities of the contract, VAT and the penalty are for the price wanted, or for
/// the allocated sum where more is wanted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Bid {
    /// What is dumping.
    pub line: Line,
    /// Prices, from the lowest.
    pub prices: Vec<Price>,
    /// Deposited with the bid.
    pub bid_security: Option<(Percent, Tenge)>,
    /// Deposited for the contract.
    pub contract_security: Option<(Percent, Tenge)>,
    /// Results are due by then, so the bid's security is locked at least until then.
    pub results_due: Option<Counted>,
    /// VAT of the price; none for those who do not pay it.
    pub vat: Option<(Rate, Vat)>,
    /// What the contract would state: with VAT where it is paid.
    pub contract_sum: Tenge,
    /// For a day late with everything, and where it ends.
    pub penalty: Option<(Tenge, Tenge, &'static Rule)>,
    /// What the lot does not tell.
    pub missing: Vec<Missing>,
}

/// Counts a bid for a lot; `today` decides the rate of VAT until the turnover is known.
///
/// # Errors
/// For costs of zero or below, a margin of 100 % and more, and what is too large.
pub fn count(lot: &LotFacts, offer: &Offer, today: NaiveDate) -> Result<Bid, CalcError> {
    let allocated = lot.allocated.filter(|sum| sum.tiyn() > 0);
    let line = line(lot);
    let limit = match line {
        Line::Limit(limit) => Some(limit),
        _ => None,
    };
    let margin = Percent::parse(&offer.margin_percent.to_string())?;
    let wanted = margin::price_for(offer.cost, margin)?;
    let floor = limit.zip(allocated).map(|(limit, sum)| limit.min_allowed(sum)).transpose()?;
    let mut prices = Vec::new();
    for (what, price) in [
        (What::BreakEven, Some(offer.cost)),
        (What::Floor, floor),
        (What::Wanted, Some(wanted)),
        (What::Allocated, allocated),
    ] {
        let Some(price) = price else { continue };
        let dumping =
            limit.zip(allocated).map(|(limit, sum)| limit.check(sum, price)).transpose()?;
        prices.push(Price {
            what,
            price,
            margin: margin::at_price(price, offer.cost, Tenge::default())?,
            is_over: allocated.is_some_and(|sum| price > sum),
            is_dumping: dumping.is_some_and(|dumping| dumping.is_dumping),
            extra_sum: dumping.and_then(|dumping| dumping.extra_sum),
        });
    }
    prices.sort_by_key(|price| price.price);
    let price = allocated.map_or(wanted, |sum| wanted.min(sum));
    let vat = offer
        .pays_vat
        .then(|| {
            let rate = vat::rate_on(today, Category::Standard)?;
            Ok::<_, CalcError>((rate, vat::on_top(price, rate.percent)?))
        })
        .transpose()?;
    let contract_sum = vat.map_or(price, |(_, vat)| vat.gross);
    let rates = lot.security.and_then(security::rates);
    let share = |sum: Option<Tenge>, percent: Percent| {
        sum.map(|sum| security::of(sum, percent)).transpose().map(|of| of.map(|of| (percent, of)))
    };
    Ok(Bid {
        line,
        prices,
        bid_security: rates.map(|rates| share(allocated, rates.bid)).transpose()?.flatten(),
        contract_security: rates
            .map(|rates| share(Some(contract_sum), rates.contract))
            .transpose()?
            .flatten(),
        results_due: lot.bids_end.zip(lot.security).and_then(|(end, rule)| results(end, rule)),
        vat,
        contract_sum,
        penalty: day_late(lot, contract_sum)?,
        missing: missing(lot, allocated),
    })
}

/// Which line of the table a lot falls under, as far as it tells.
pub fn line(lot: &LotFacts) -> Line {
    let limit = |kind| dumping::limit(kind).map_or(Line::UnknownCategory, Line::Limit);
    match (lot.method_id, lot.security, lot.subject_type_id) {
        (Some(method), ..) if MEALS.contains(&method) => limit(Kind::Catering),
        (Some(SOCIAL_ORDER), ..) => limit(Kind::SocialOrder),
        (_, Some(SecurityRule::PriceQuotations), _) => limit(Kind::PriceQuotations),
        (_, Some(SecurityRule::Auction), _) => Line::Auction,
        (_, Some(SecurityRule::Tender), Some(GOODS)) => limit(Kind::OtherTender),
        (_, Some(SecurityRule::Tender | SecurityRule::Turnkey), _) => Line::UnknownCategory,
        (_, None, _) => Line::UnknownMethod,
    }
}

/// When results are due: quotations are opened and compared by the portal at once, an auction
/// depends on its bidders.
fn results(end: NaiveDate, rule: SecurityRule) -> Option<Counted> {
    match rule {
        SecurityRule::PriceQuotations => Some(Counted { day: end, is_announced: true }),
        SecurityRule::Tender | SecurityRule::Turnkey => {
            deadlines::last_day(Term::TenderResults, end)
        }
        SecurityRule::Auction => None,
    }
}

fn day_late(
    lot: &LotFacts,
    sum: Tenge,
) -> Result<Option<(Tenge, Tenge, &'static Rule)>, CalcError> {
    let contract = match lot.subject_type_id {
        Some(GOODS) => Contract::Goods,
        Some(2) => Contract::Works,
        _ => Contract::Services,
    };
    let Some(cap) = penalty::supplier_cap(contract) else { return Ok(None) };
    let daily = penalty::daily();
    let late = Late { base: sum, contract: sum, daily, days: 1, cap: cap.percent };
    let one = penalty::penalty(&late)?;
    Ok(one.cap.map(|most| (one.sum, most, cap.rule)))
}

fn missing(lot: &LotFacts, allocated: Option<Tenge>) -> Vec<Missing> {
    [
        (allocated.is_none(), Missing::Amount),
        (lot.method_id.is_none(), Missing::Method),
        (lot.bids_end.is_none(), Missing::Deadline),
        (!lot.has_quantity, Missing::Quantity),
    ]
    .into_iter()
    .filter_map(|(is_missing, what)| is_missing.then_some(what))
    .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn offer(tenge: i64) -> Offer {
        Offer { cost: Tenge::from_tiyn(tenge * 100), pays_vat: true, margin_percent: 10 }
    }

    fn today() -> NaiveDate {
        "2026-11-20".parse().unwrap()
    }

    #[test]
    fn a_lot_of_quotations_is_counted_whole() {
        let lot = LotFacts {
            allocated: Some(Tenge::from_tiyn(100_000_000)),
            method_id: Some(3),
            security: Some(SecurityRule::PriceQuotations),
            subject_type_id: Some(1),
            bids_end: Some(today()),
            has_quantity: true,
        };
        let bid = count(&lot, &offer(720_000), today()).unwrap();
        let told: Vec<_> = bid
            .prices
            .iter()
            .map(|one| {
                (one.what, one.price.tiyn() / 100, one.extra_sum.map(|sum| sum.tiyn() / 100))
            })
            .collect();
        assert_eq!(
            told,
            [
                (What::BreakEven, 720_000, Some(180_000)),
                (What::Wanted, 800_000, Some(100_000)),
                (What::Floor, 900_000, None),
                (What::Allocated, 1_000_000, None),
            ]
        );
        assert_eq!(bid.contract_sum, Tenge::from_tiyn(92_800_000));
        assert_eq!(bid.bid_security.unwrap().1, Tenge::from_tiyn(3_000_000));
        assert_eq!(bid.contract_security.unwrap().1, Tenge::from_tiyn(4_640_000));
        assert_eq!(bid.penalty.unwrap().0, Tenge::from_tiyn(92_800));
        assert_eq!(bid.missing, []);
    }

    #[test]
    fn a_lot_that_tells_nothing_still_has_a_break_even() {
        let bid = count(&LotFacts::default(), &offer(100), today()).unwrap();
        assert_eq!(bid.line, Line::UnknownMethod);
        assert_eq!(bid.prices.len(), 2);
        assert_eq!((bid.bid_security, bid.contract_security, bid.results_due), (None, None, None));
        assert_eq!(bid.missing.len(), 4);
    }

    #[test]
    fn works_of_a_tender_have_no_line_to_name() {
        let lot = LotFacts {
            security: Some(SecurityRule::Tender),
            subject_type_id: Some(2),
            allocated: Some(Tenge::from_tiyn(1)),
            ..LotFacts::default()
        };
        assert_eq!(count(&lot, &offer(100), today()).unwrap().line, Line::UnknownCategory);
        assert_eq!(count(&lot, &offer(0), today()), Err(CalcError::Zero));
        let all = Offer { margin_percent: 100, ..offer(1) };
        assert_eq!(count(&lot, &all, today()), Err(CalcError::Percent));
    }
}
