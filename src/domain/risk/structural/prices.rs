//! Prices and sums that several rules compare.

use super::super::{Case, Missing, Settings, Spread};
use crate::domain::types::Tenge;

/// The price of one, without VAT: the sum is of the whole lot.
pub(super) fn price_of_one(case: &Case) -> Result<Tenge, Missing> {
    if case.lot.is_united {
        return Err(Missing::Price);
    }
    let quantity = case.lot.quantity.ok_or(Missing::Quantity)?;
    case.amount()?.per(quantity).ok_or(Missing::Quantity)
}

/// What others pay for the same code, unit and year.
pub(super) fn usual_prices(case: &Case, settings: &Settings) -> Result<Spread, Missing> {
    let least = settings.price_least_count;
    let usual = case.neighbours()?.price.ok_or(Missing::TooFew { count: 0, least })?;
    if usual.count < least {
        return Err(Missing::TooFew { count: usual.count, least });
    }
    Ok(usual)
}

/// True where two sums are further apart than so many hundredths of a percent of the second.
pub(super) fn differ(one: Tenge, other: Tenge, gap_bp: i64) -> bool {
    let gap = (i128::from(one.tiyn()) - i128::from(other.tiyn())).abs();
    gap * 10_000 > i128::from(other.tiyn()).abs() * i128::from(gap_bp)
}

/// The rate of VAT by which `sum` exceeds `bare`, to a tenge.
pub(super) fn vat_rate(sum: Tenge, bare: Tenge, percents: &[i64]) -> Option<i64> {
    let is_vat = |percent: &&i64| {
        let with_vat = i128::from(bare.tiyn()) * i128::from(100 + **percent) / 100;
        bare.tiyn() > 0 && (i128::from(sum.tiyn()) - with_vat).abs() <= 100
    };
    percents.iter().find(is_vat).copied()
}
