//! The values that made a rule fire: enough to say in any language what is so, and what would have to
//! be otherwise for the flag to go.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use crate::domain::types::{Bin, Tenge};

/// Facts behind a flag, one variant a rule; shares of the history have one of their own together.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[expect(missing_docs, reason = "fields are the numbers that the rule's own page explains")]
pub enum Evidence {
    /// Working days for bids, and how many there must be.
    BidWindow { days: u32, least: u32 },
    /// Working days for remarks, and how many there must be.
    DiscussionWindow { days: u32, least: u32 },
    /// Calendar days of delivery, and how many there must be.
    DeliveryTerm { days: u32, least: u32 },
    /// Which attempt at the purchase it is.
    RepeatedAttempt { attempt: u32 },
    /// The sum, and the limit it is just under.
    NearThreshold { amount: Tenge, limit: Tenge, mrp: i64 },
    /// Lots with this one, what they cost together, and the limit they exceed.
    Splitting { lots: i64, total: Tenge, limit: Tenge, mrp: i64 },
    /// A price of one, the most that is usual, the median, and of how many.
    UnitPriceHigh { price: Tenge, most: Tenge, median: Tenge, count: i64 },
    /// A price of one, the least that is usual, the median, and of how many.
    UnitPriceLow { price: Tenge, least: Tenge, median: Tenge, count: i64 },
    /// Methods by their ids.
    MethodDiffers { planned: i64, used: i64 },
    /// A direct contract after a purchase that failed.
    DirectAfterFailed,
    /// The sum of a direct contract, and the limit without another ground.
    SingleSourceAboveLimit { amount: Tenge, limit: Tenge, mrp: i64 },
    /// Characters of the description.
    NoSpecification { chars: i64, least: i64 },
    /// Characters of the description, how many are usual at least, and of how many lots.
    DescriptionShort { chars: i64, least: i64, count: i64 },
    /// Characters of the description, how many are usual at most, and of how many lots.
    DescriptionLong { chars: i64, most: i64, count: i64 },
    /// What the lot is called, and what its code is.
    TitleMismatch { title: String, class: String },
    /// Days off of the window's days.
    HolidayWindow { off: i64, days: i64 },
    /// Bidding ends on a day off.
    DeadlineDayOff { at: DateTime<Utc> },
    /// A sum nobody buys for, and the bounds of what is usual.
    SumAbsurd { amount: Tenge, least: Tenge, most: Tenge },
    /// The sum, and quantity times price.
    SumMismatch { amount: Tenge, product: Tenge },
    /// The sum, and the plan's.
    PlanSumDiffers { amount: Tenge, planned: Tenge },
    /// The sum is the plan's with VAT of this rate.
    VatInSum { amount: Tenge, planned: Tenge, percent: i64 },
    /// Who organises, and for whom.
    OrganizerDiffers { organizer: Bin, customer: Bin },
    /// The end of bidding was moved nearer.
    DeadlineNearer { from: DateTime<Utc>, to: DateTime<Utc> },
    /// Edits, and how many are usual.
    ChangedAfterPublication { edits: i64, most: i64 },
    /// Days from the end of bidding to the end of the year.
    YearEndRush { days: i64, least: i64 },
    /// Plan points in the lot, and how many are usual.
    UnitedLot { points: i64, most: i64 },
    /// The status it stands in.
    UnderReview { status: i64 },
    /// The sum to be worked for before the first payment, and from which it matters.
    NoAdvance { amount: Tenge, limit: Tenge },
    /// A share, the most that is usual, and of how many; hundredths of a percent.
    Share { share_bp: i64, limit_bp: i64, count: i64 },
    /// The index of concentration, and from which a market is concentrated.
    Concentration { hhi: i64, most: i64 },
    /// The mean discount, and the least that shows competition; hundredths of a percent.
    LowDiscount { discount_bp: i64, least_bp: i64, count: i64 },
    /// Bidders to be expected, and the least that shows competition; hundredths.
    FewBidders { bidders: i64, least: i64, count: i64 },
    /// A supplier's age in days, and its contract.
    NewSupplier { days: i64, sum: Tenge, least_days: i64, limit: Tenge },
    /// The words that say it, as they stand in the lot; at most five of them.
    Words { words: Vec<String> },
    /// Pairs of bidders with one address or one head.
    SharedContacts { pairs: i64 },
}
