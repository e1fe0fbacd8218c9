//! Steps with price lists. A file is named by its id; whose it is, is checked when a button is
//! pressed.

use std::fmt;

use super::{UnknownCallback, is_uuid, number};
use crate::domain::{prices::Column, types::LotId};

/// More columns than this have no button.
const MOST_PLACES: usize = 500;

/// All suppliers that were found, as a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SupplierFile {
    /// For a spreadsheet.
    Csv,
    /// For Chroma.
    Chroma,
}

/// A step with a price list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PriceStep {
    /// What was understood of a file, in place.
    Preview(String),
    /// Take a file in.
    Import(String),
    /// All rows of a file, or none; or all that are good.
    Whole(String, bool),
    /// Hidden rows, columns and sheets as well; or left out.
    Hidden(String, bool),
    /// Choose a column to be corrected.
    Columns(String),
    /// Choose what a column is.
    Column(String, usize),
    /// A column is this; none: it is not read.
    Set(String, usize, Option<Column>),
    /// Forget a file.
    Drop(String),
    /// A page of open lots that a price list could serve, in place.
    Lots(usize),
    /// A price is what a lot asks for: count a bid with it.
    Take(LotId, i64),
    /// A price is not what a lot asks for.
    NotSame(LotId, i64),
    /// A page of positions to choose from for a lot.
    Others(LotId, usize),
    /// Tell of new lots for the price list; or not.
    Hot(bool),
}

impl fmt::Display for PriceStep {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Preview(id) => write!(f, "p:{id}"),
            Self::Import(id) => write!(f, "i:{id}"),
            Self::Whole(id, false) => write!(f, "g:{id}"),
            Self::Whole(id, true) => write!(f, "w:{id}"),
            Self::Hidden(id, false) => write!(f, "h:{id}"),
            Self::Hidden(id, true) => write!(f, "v:{id}"),
            Self::Columns(id) => write!(f, "k:{id}"),
            Self::Column(id, place) => write!(f, "c:{id}:{place}"),
            Self::Set(id, place, column) => {
                write!(f, "s:{id}:{place}:{}", column.map_or("-", Column::code))
            }
            Self::Drop(id) => write!(f, "x:{id}"),
            Self::Lots(page) => write!(f, "l:{page}"),
            Self::Take(lot, price) => write!(f, "t:{lot}:{price}"),
            Self::NotSame(lot, price) => write!(f, "n:{lot}:{price}"),
            Self::Others(lot, page) => write!(f, "o:{lot}:{page}"),
            Self::Hot(wanted) => write!(f, "a:{}", u8::from(*wanted)),
        }
    }
}

impl PriceStep {
    /// Reads what stands after `price:`.
    pub(super) fn read(parts: &[&str]) -> Result<Self, UnknownCallback> {
        let id = |id: &str| if is_uuid(id) { Ok(id.to_owned()) } else { Err(UnknownCallback) };
        let place = |text: &str| {
            let place: usize = text.parse().map_err(|_error| UnknownCallback)?;
            if place < MOST_PLACES && !text.starts_with('+') {
                Ok(place)
            } else {
                Err(UnknownCallback)
            }
        };
        match parts {
            ["p", it] => Ok(Self::Preview(id(it)?)),
            ["i", it] => Ok(Self::Import(id(it)?)),
            ["g", it] => Ok(Self::Whole(id(it)?, false)),
            ["w", it] => Ok(Self::Whole(id(it)?, true)),
            ["h", it] => Ok(Self::Hidden(id(it)?, false)),
            ["v", it] => Ok(Self::Hidden(id(it)?, true)),
            ["k", it] => Ok(Self::Columns(id(it)?)),
            ["c", it, at] => Ok(Self::Column(id(it)?, place(at)?)),
            ["s", it, at, "-"] => Ok(Self::Set(id(it)?, place(at)?, None)),
            ["s", it, at, code] => {
                let column = Column::from_code(code).ok_or(UnknownCallback)?;
                Ok(Self::Set(id(it)?, place(at)?, Some(column)))
            }
            ["x", it] => Ok(Self::Drop(id(it)?)),
            ["l", page] => Ok(Self::Lots(place(page)?)),
            ["t", lot, price] => Ok(Self::Take(number(lot)?, number(price)?)),
            ["o", lot, page] => Ok(Self::Others(number(lot)?, place(page)?)),
            ["a", "1"] => Ok(Self::Hot(true)),
            ["a", "0"] => Ok(Self::Hot(false)),
            ["n", lot, price] => Ok(Self::NotSame(number(lot)?, number(price)?)),
            _ => Err(UnknownCallback),
        }
    }
}
