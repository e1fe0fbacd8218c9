//! Hot lots: how well a lot suits somebody, who is told of it, and what their answers say of their
//! searches.
//!
//! The weights and steps here are our judgement, not a rule of law; the score is only shown
//! together with its parts.

mod alerts;
mod by_prices;
mod edits;
mod learn;
mod look;
mod profile;
mod times;

use chrono::TimeDelta;
use serde::{Deserialize, Serialize};

pub use alerts::{
    Alert, DigestOf, HotLook, HotLotStore, HotWording, Hunter, Listed, NewAlert, Shown,
};
pub use by_prices::{Follow, Followed};
pub use edits::{Edit, Judged, Verdict, Week};
pub use learn::{Learned, Unlearned};
pub use look::HotLotService;
pub use profile::{DAY_LIMIT, HotProfile, Proposal, WeekLine};
pub use times::day_number;

use super::{
    saved_search::{LotText, SearchFilter},
    types::Tenge,
};

/// What somebody sells and what they can take on.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Profile {
    /// What they sell: a lot must be found by one of these.
    pub sells: Vec<SearchFilter>,
    /// Sums they like best start here; smaller lots score lower but are shown.
    pub min: Option<Tenge>,
    /// And end here.
    pub max: Option<Tenge>,
    /// How many hours they need before the end of bids.
    pub lead_hours: Option<u32>,
    /// The margin below which a lot is not worth it, in hundredths of a percent.
    pub least_margin_bp: Option<i64>,
}

/// What is known of a lot besides its text.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Known {
    /// Until bids cease to be taken.
    pub time_left: Option<TimeDelta>,
    /// 0 (none) to 100.
    pub risk: Option<u8>,
    /// Bids that such purchases usually get.
    pub rivals: Option<u32>,
    /// How surely a position of their price list is what is bought, 0 to 100.
    pub listed: Option<u8>,
    /// What the person would earn, in hundredths of a percent of the price.
    pub margin_bp: Option<i64>,
}

/// One side of a lot.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Side {
    /// It is what they sell.
    Match,
    /// Time is left to prepare.
    Time,
    /// The sum is what they like.
    Money,
    /// The purchase looks clean.
    Risk,
    /// Few others come.
    Competition,
}

/// A side and how good it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Part {
    /// Which.
    pub side: Side,
    /// 0 to 100; none where it is not known or was not asked for, and so counts for nothing.
    pub points: Option<u8>,
    /// Its share of the score in percent, once what is not known is left out.
    pub share: u8,
}

/// How well a lot suits somebody.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Score {
    /// 0 to 100.
    pub total: u8,
    /// Why, in the order to show it.
    pub parts: [Part; 5],
}

/// What each side weighs when all are known.
const WEIGHTS: [(Side, u32); 5] = [
    (Side::Match, 35),
    (Side::Time, 25),
    (Side::Money, 20),
    (Side::Risk, 10),
    (Side::Competition, 10),
];
/// A lot that has the words somewhere in its texts; one found in every way has 100.
const FOUND: u8 = 70;
/// For an ENSTRU code that was asked for, and for a search by words that others of the profile
/// confirm.
const CONFIRMED: u8 = 15;
/// Time that is just enough.
const JUST_ENOUGH: i64 = 60;
/// What every other bidder takes away.
const PER_RIVAL: u32 = 15;

impl Profile {
    /// How well a lot suits; none where it is not what they sell by words nor by their price list, it is known to earn too little, or
    /// bids are no longer taken.
    pub fn score(&self, lot: &LotText<'_>, known: &Known) -> Option<Score> {
        let found: Vec<&SearchFilter> = self.sells.iter().filter(|one| one.matches(lot)).collect();
        let too_little =
            known.margin_bp.zip(self.least_margin_bp).is_some_and(|(margin, least)| margin < least);
        let is_over = known.time_left.is_some_and(|left| left <= TimeDelta::zero());
        if (found.is_empty() && known.listed.is_none()) || too_little || is_over {
            return None;
        }
        let points = |side| match side {
            Side::Match => Some(match_points(&found).max(known.listed.unwrap_or_default())),
            Side::Time => {
                time_points(known.time_left?, TimeDelta::hours(i64::from(self.lead_hours?)))
            }
            Side::Money => money_points(lot.amount()?, self.min, self.max),
            Side::Risk => known.risk.map(|risk| 100_u8.saturating_sub(risk)),
            Side::Competition => known.rivals.map(|rivals| {
                let taken = rivals.saturating_mul(PER_RIVAL).min(100);
                u8::try_from(100 - taken).unwrap_or_default()
            }),
        };
        Some(Score::of(WEIGHTS.map(|(side, weight)| (side, weight, points(side)))))
    }
}

impl Score {
    fn of(sides: [(Side, u32, Option<u8>); 5]) -> Self {
        let known: u32 =
            sides.iter().filter(|(.., points)| points.is_some()).map(|(_, weight, _)| weight).sum();
        let share = |weight: u32| percent(weight * 100, known);
        let sum: u32 =
            sides.iter().map(|(_, weight, points)| weight * points.map_or(0, u32::from)).sum();
        Self {
            total: percent(sum, known),
            parts: sides.map(|(side, weight, points)| Part {
                side,
                points,
                share: points.map_or(0, |_| share(weight)),
            }),
        }
    }

    /// What the score says nothing of.
    pub fn unknown(&self) -> impl Iterator<Item = Side> {
        self.parts.iter().filter(|part| part.points.is_none()).map(|part| part.side)
    }
}

fn percent(part: u32, whole: u32) -> u8 {
    let rounded = (part + whole / 2).checked_div(whole).unwrap_or_default();
    u8::try_from(rounded.min(100)).unwrap_or(100)
}

fn match_points(found: &[&SearchFilter]) -> u8 {
    let by_code = found.iter().any(|one| one.enstru.is_some());
    let by_several = found.len() > 1;
    if found.is_empty() {
        return 0;
    }
    FOUND + CONFIRMED * u8::from(by_code) + CONFIRMED * u8::from(by_several)
}

/// Just enough time is 60, twice as much is 100, less falls to nothing.
fn time_points(left: TimeDelta, lead: TimeDelta) -> Option<u8> {
    if lead <= TimeDelta::zero() {
        return None;
    }
    let percent = left.num_minutes().saturating_mul(100) / lead.num_minutes();
    let points = if percent < 100 {
        percent * JUST_ENOUGH / 100
    } else {
        JUST_ENOUGH + (percent.min(200) - 100) * (100 - JUST_ENOUGH) / 100
    };
    u8::try_from(points).ok()
}

/// Within the range 100; half of the least or twice the greatest is 50. None where no range was
/// named.
fn money_points(amount: Tenge, min: Option<Tenge>, max: Option<Tenge>) -> Option<u8> {
    let (amount, min, max) = (amount.tiyn(), min.map(Tenge::tiyn), max.map(Tenge::tiyn));
    let share = |part: i64, whole: i64| {
        let percent = i128::from(part.max(0)) * 100 / i128::from(whole.max(1));
        u8::try_from(percent).ok()
    };
    match (min, max) {
        (None, None) => None,
        (Some(min), _) if amount < min => share(amount, min),
        (_, Some(max)) if amount > max => share(max, amount),
        _ => Some(100),
    }
}

#[cfg(test)]
mod tests;
