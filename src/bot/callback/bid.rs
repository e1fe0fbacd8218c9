//! A bid counted anew: all that the answer needs is in the button, so an old answer can be changed
//! as well as a new one.

use std::{fmt, str::FromStr};

use super::{UnknownCallback, number};
use crate::domain::types::LotId;

/// The largest sum that a calculation takes, in tiyn.
const MOST: i64 = 100_000_000_000_000 * 100;

/// What a bid is counted of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct BidStep {
    /// For which lot.
    pub lot: LotId,
    /// The costs, in tiyn.
    pub cost: i64,
    /// Whether VAT is paid.
    pub pays_vat: bool,
    /// Margin wanted, in whole percent of the price: below 100.
    pub margin: i64,
}

impl fmt::Display for BidStep {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let vat = if self.pays_vat { 'v' } else { 'n' };
        write!(f, "{}-{}-{vat}-{}", self.lot, self.cost, self.margin)
    }
}

impl FromStr for BidStep {
    type Err = UnknownCallback;

    fn from_str(text: &str) -> Result<Self, UnknownCallback> {
        let parts: Vec<&str> = text.split('-').collect();
        let [lot, cost, vat, margin] = parts.as_slice() else { return Err(UnknownCallback) };
        let pays_vat = match *vat {
            "v" => true,
            "n" => false,
            _ => return Err(UnknownCallback),
        };
        let (cost, margin) = (number(cost)?, number(margin)?);
        if !(1..=MOST).contains(&cost) || margin >= 100 {
            return Err(UnknownCallback);
        }
        Ok(Self { lot: number(lot)?, cost, pays_vat, margin })
    }
}
