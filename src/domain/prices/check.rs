//! A row of a price list, held to what a price must have; what is wrong with it has a stable code.

use std::{
    collections::HashSet,
    hash::{BuildHasher as _, RandomState},
};

use chrono::NaiveDate;

use super::{
    NewPrice,
    layout::{Column, Layout},
    table::{Cell, Line},
    value,
};

const MOST_SKU: usize = 200;
const MOST_NAME: usize = 1_000;
const MOST_UNIT: usize = 60;
/// A cell with more lines than this has swallowed the rows after it.
const MOST_BREAKS: usize = 20;

/// Why a row is left out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Reason {
    /// No article.
    SkuEmpty,
    /// The article is too long to be one.
    SkuLong,
    /// The article stood in an earlier row of the file, of the same supplier and day.
    SkuDuplicate,
    /// No name.
    NameEmpty,
    /// The name is too long to be one.
    NameLong,
    /// No price.
    PriceEmpty,
    /// The price is no number.
    PriceText,
    /// The price is below zero.
    PriceNegative,
    /// The price is zero.
    PriceZero,
    /// The price is absurdly large.
    PriceTooLarge,
    /// The price is not in tenge.
    PriceCurrency,
    /// A thousand or a fraction: `12,500`.
    PriceAmbiguous,
    /// `9,4014E+11`: a spreadsheet has kept the beginning of it alone.
    BinScientific,
    /// Fewer than twelve digits.
    BinShort,
    /// More than twelve digits.
    BinLong,
    /// Not digits.
    BinText,
    /// The check digit does not fit.
    BinChecksum,
    /// The check digit fits, but nobody has such a number.
    BinStructure,
    /// No day.
    DateText,
    /// A day that has not come.
    DateFuture,
    /// Letters that are of another encoding than the rest of the file.
    Encoding,
    /// A quote that is never closed has swallowed the rows after it.
    QuoteOpen,
}

impl Reason {
    /// Its name in reports, stable for ever.
    pub fn code(self) -> &'static str {
        match self {
            Self::SkuEmpty => "sku_empty",
            Self::SkuLong => "sku_long",
            Self::SkuDuplicate => "sku_duplicate",
            Self::NameEmpty => "name_empty",
            Self::NameLong => "name_long",
            Self::PriceEmpty => "price_empty",
            Self::PriceText => "price_text",
            Self::PriceNegative => "price_negative",
            Self::PriceZero => "price_zero",
            Self::PriceTooLarge => "price_too_large",
            Self::PriceCurrency => "price_currency",
            Self::PriceAmbiguous => "price_ambiguous",
            Self::BinScientific => "bin_scientific",
            Self::BinShort => "bin_short",
            Self::BinLong => "bin_long",
            Self::BinText => "bin_text",
            Self::BinChecksum => "bin_checksum",
            Self::BinStructure => "bin_structure",
            Self::DateText => "date_text",
            Self::DateFuture => "date_future",
            Self::Encoding => "encoding",
            Self::QuoteOpen => "quote_open",
        }
    }
}

/// A row that was left out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rejection {
    /// Its sheet; empty where the file has none.
    pub sheet: String,
    /// Its number in the file, from one.
    pub line: u64,
    /// The column at fault.
    pub column: Column,
    /// What is wrong.
    pub reason: Reason,
    /// What stands there, cut.
    pub value: String,
}

/// Checks the rows of one file.
pub(super) struct Checker {
    layout: Places,
    today: NaiveDate,
    hasher: RandomState,
    /// Hashes of what rows are known by so far, an article with its supplier and its day: of a
    /// million, two are the same once in tens of millions of files.
    seen: HashSet<u64, foldhash::fast::RandomState>,
}

struct Places([Option<usize>; Column::ALL.len()]);

impl Checker {
    /// For a file that is read today.
    pub(super) fn new(today: NaiveDate) -> Self {
        Self {
            layout: Places([None; Column::ALL.len()]),
            today,
            hasher: RandomState::new(),
            seen: HashSet::default(),
        }
    }

    /// The rows after this have these columns.
    pub(super) fn lay_out(&mut self, layout: &Layout) {
        self.layout = Places(Column::ALL.map(|column| layout.place(column)));
    }

    /// A row as a price; none where nothing at all is told in its columns.
    ///
    /// # Errors
    /// The first column at fault.
    pub(super) fn check(&mut self, line: &Line<'_>) -> Result<Option<NewPrice>, Rejection> {
        let at = |column: Column| {
            let place =
                Column::ALL.iter().position(|it| *it == column).and_then(|n| self.layout.0.get(n));
            place
                .copied()
                .flatten()
                .and_then(|place| line.cells.get(place))
                .copied()
                .unwrap_or(Cell::Empty)
        };
        let told = [Column::Sku, Column::Name, Column::Price].map(at);
        if told.iter().all(Cell::is_empty) {
            return Ok(None);
        }
        let wrong = |column: Column, reason: Reason| Rejection {
            sheet: line.sheet.to_owned(),
            line: line.number,
            column,
            reason,
            value: at(column).text().chars().take(60).collect(),
        };
        let has = |column: Column| {
            Column::ALL
                .iter()
                .zip(self.layout.0)
                .any(|(it, place)| *it == column && place.is_some())
        };
        let swallowed = line.cells.iter().any(|cell| {
            matches!(cell, Cell::Text(text) if text.len() > MOST_BREAKS && text.matches('\n').count() > MOST_BREAKS)
        });
        if swallowed || line.is_unclosed {
            return Err(wrong(Column::Name, Reason::QuoteOpen));
        }
        let mut sku = at(Column::Sku).text();
        let mut name = at(Column::Name).text();
        for (column, text) in [(Column::Sku, &sku), (Column::Name, &name)] {
            if text.contains(char::REPLACEMENT_CHARACTER) {
                return Err(wrong(column, Reason::Encoding));
            }
        }
        // A list may know its positions by one of the two alone.
        if !has(Column::Sku) {
            sku = name.chars().take(MOST_SKU).collect();
        } else if !has(Column::Name) {
            name.clone_from(&sku);
        }
        if has(Column::Sku) && sku.is_empty() {
            return Err(wrong(Column::Sku, Reason::SkuEmpty));
        }
        if name.is_empty() {
            return Err(wrong(Column::Name, Reason::NameEmpty));
        }
        if is_longer(&sku, MOST_SKU) {
            return Err(wrong(Column::Sku, Reason::SkuLong));
        }
        if is_longer(&name, MOST_NAME) {
            return Err(wrong(Column::Name, Reason::NameLong));
        }
        let price = value::price(at(Column::Price)).map_err(|why| wrong(Column::Price, why))?;
        let supplier =
            value::supplier(at(Column::Supplier)).map_err(|why| wrong(Column::Supplier, why))?;
        let day = value::day(at(Column::Date)).map_err(|why| wrong(Column::Date, why))?;
        if day.is_some_and(|day| day > self.today) {
            return Err(wrong(Column::Date, Reason::DateFuture));
        }
        let unit: String = at(Column::Unit).text().chars().take(MOST_UNIT).collect();
        let enstru = value::enstru(at(Column::Enstru));
        let day = day.unwrap_or(self.today);
        // What storage would take for one row.
        if !self.seen.insert(self.hasher.hash_one((&sku, &supplier, day))) {
            return Err(wrong(Column::Sku, Reason::SkuDuplicate));
        }
        Ok(Some(NewPrice { sku, name, unit, price, supplier, enstru, day }))
    }
}

fn is_longer(text: &str, most: usize) -> bool {
    text.len() > most && text.chars().nth(most).is_some()
}
