//! Sums up to which the law allows a method, in MRP of the financial year.

use super::super::{Case, Missing, Procedure, Settings, settings::mrp};
use crate::domain::types::Tenge;

/// Goods, as OWS numbers what is bought.
const GOODS: i64 = 1;

/// The most that may be bought by the method of this purchase, and how many MRP that is; none where
/// the method has no limit. The limit is of the year's volume of like things; a lot above it by
/// itself is above it for sure.
pub(super) fn limit_of(case: &Case, settings: &Settings) -> Result<Option<(Tenge, i64)>, Missing> {
    let count = match case.procedure()? {
        Procedure::Quotations => settings.quotations_mrp,
        Procedure::Shop => settings.shop_mrp,
        Procedure::Direct => match case.subject_type().ok_or(Missing::Plan)? {
            GOODS => settings.direct_goods_mrp,
            _ => settings.direct_other_mrp,
        },
        Procedure::Other => return Err(Missing::Method),
        Procedure::Tender
        | Procedure::RatingTender
        | Procedure::Auction
        | Procedure::AfterFailed => return Ok(None),
    };
    let limit = mrp(count, case.year()?)?;
    Ok(Some((limit, count)))
}
