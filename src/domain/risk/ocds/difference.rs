//! How far the second-lowest offer lies above the winning one: what R024 and R058 look at.

use std::collections::HashMap;

use super::release::{Bid, Release};

/// The relative difference in one process.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Difference {
    /// Of several releases with one `ocid` the last counts.
    pub(super) line: u64,
    /// (second − winning) / winning, not below zero.
    pub(super) ratio: f64,
    /// Who won.
    pub(super) winner: Box<str>,
    /// Who came next.
    pub(super) runner_up: Box<str>,
}

/// Differences by process.
pub(super) type Differences = HashMap<Box<str>, Difference>;

/// A valid bid of one tenderer with a price: tenderer, amount, currency.
pub(super) fn priced<'a>(bid: &'a Bid<'_>) -> Option<(&'a str, f64, &'a str)> {
    let (amount, currency) = bid.price()?;
    bid.status.is("valid").then_some((bid.sole_tenderer()?, amount, currency))
}

/// The difference among offers in this currency. None where several awards or suppliers won, where
/// only one offered, where the winner was not the cheapest (then more than the price decided), and
/// where both offers are zero.
pub(super) fn of(
    release: &Release<'_>,
    winner: &str,
    currency: &str,
    line: u64,
) -> Option<Difference> {
    let mut winning: Option<f64> = None;
    let mut second: Option<(f64, &str)> = None;
    for (tenderer, amount, _) in
        release.bids.details.0.iter().filter_map(priced).filter(|bid| bid.2 == currency)
    {
        if tenderer == winner {
            // Of several bids of the winner the lowest won.
            if winning.is_none_or(|other| amount < other) {
                winning = Some(amount);
            }
        } else if second.is_none_or(|(other, _)| amount < other) {
            second = Some((amount, tenderer));
        }
    }
    let (winning, (second, runner_up)) = (winning?, second?);
    let ratio = (second - winning) / winning;
    (second >= winning && !ratio.is_nan()).then(|| Difference {
        line,
        ratio,
        winner: winner.into(),
        runner_up: runner_up.into(),
    })
}
