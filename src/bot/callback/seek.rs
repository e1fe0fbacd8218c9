//! How a list of found lots is looked at: `r10752200020.a.1.dk.bwkpt`.

use std::{fmt, str::FromStr};

use chrono::{DateTime, TimeDelta, Utc};

use super::UnknownCallback;
use crate::domain::{
    saved_search::Narrowing,
    search::{Ask, Begin, Place, Sort},
    types::{Bin, Tenge},
};

/// What a person chose by buttons under a search.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct View {
    /// The order.
    pub sort: Sort,
    /// Only lots that take bids now.
    pub only_open: bool,
    /// First two digits of KATO.
    pub region: Option<u8>,
    /// `refLotStatusId`.
    pub status: Option<u16>,
    /// `refTradeMethodId` of the method used.
    pub method: Option<u16>,
    /// Bids end within so many days.
    pub within: Option<u8>,
    /// The sum is within this band.
    pub band: Option<Band>,
    /// Which buttons to choose by are shown.
    pub menu: Menu,
}

/// Bands of sums that suppliers of one size bid for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Band {
    /// Up to a million.
    Million,
    /// Up to ten.
    TenMillion,
    /// Up to a hundred.
    HundredMillion,
    /// More.
    More,
}

/// Buttons to choose by.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Menu {
    /// None of them.
    #[default]
    Closed,
    /// Orders, regions, and where the others are.
    Main,
    /// Statuses.
    Status,
    /// Methods.
    Method,
    /// Deadlines.
    Deadline,
    /// Sums.
    Sum,
    /// Classes of ENSTRU.
    Enstru,
    /// Customers.
    Customer,
}

/// Which part of the list, in which view.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Seek {
    /// The view.
    pub view: View,
    /// Where it begins.
    pub from: Begin,
}

/// Every order with its sign.
const SORTS: [(Sort, char); 4] =
    [(Sort::Relevance, 'r'), (Sort::Amount, 'a'), (Sort::Deadline, 'd'), (Sort::Date, 'n')];
const MENUS: [Menu; 8] = [
    Menu::Closed,
    Menu::Main,
    Menu::Status,
    Menu::Method,
    Menu::Deadline,
    Menu::Sum,
    Menu::Enstru,
    Menu::Customer,
];
/// Nobody pages further than this.
const MOST_PAGES: i64 = 10_000;
/// Nobody looks further ahead, in days.
const MOST_WITHIN: i64 = 30;
/// Digits of a long number on a button.
const RADIX: u32 = 36;

impl Band {
    /// Every one, the smallest first.
    pub const ALL: [Self; 4] = [Self::Million, Self::TenMillion, Self::HundredMillion, Self::More];

    /// The least and the greatest sum.
    pub fn bounds(self) -> (Option<Tenge>, Option<Tenge>) {
        let millions = |n: i64| Some(Tenge::from_tiyn(n * 1_000_000 * 100));
        match self {
            Self::Million => (None, millions(1)),
            Self::TenMillion => (millions(1), millions(10)),
            Self::HundredMillion => (millions(10), millions(100)),
            Self::More => (millions(100), None),
        }
    }
}

impl View {
    /// What was typed, looked at like this.
    pub fn of(self, ask: Ask, now: DateTime<Utc>) -> Ask {
        let mut ask = Ask { sort: self.sort, only_open: self.only_open || ask.only_open, ..ask };
        ask.open_first = self.sort == Sort::Relevance;
        ask.counts = self.menu != Menu::Closed;
        if let Some(region) = self.region {
            ask.filter.regions = vec![format!("{region:02}")];
        }
        if let Some(status) = self.status {
            ask.statuses = vec![status.into()];
        }
        if let Some(method) = self.method {
            ask.filter.method = Some(method.into());
        }
        if let Some(days) = self.within {
            ask.deadline = Some((now, now + TimeDelta::days(days.into())));
        }
        if let Some(band) = self.band {
            (ask.filter.min, ask.filter.max) = band.bounds();
        }
        ask
    }
}

impl fmt::Display for Seek {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let view = self.view;
        let sign =
            SORTS.iter().find(|(known, _)| *known == view.sort).map_or('r', |(_, sign)| *sign);
        let menu = MENUS.iter().position(|menu| *menu == view.menu).unwrap_or_default();
        let band = Band::ALL.iter().position(|band| Some(*band) == view.band).map_or(0, |n| n + 1);
        write!(
            f,
            "{sign}{}{menu}{:02}{:03}{:03}{}{band}.",
            u8::from(view.only_open),
            view.region.unwrap_or_default(),
            view.status.unwrap_or_default(),
            view.method.unwrap_or_default(),
            Short(view.within.unwrap_or_default().into()),
        )?;
        let (side, Place { key, id }) = match self.from {
            Begin::Page(page) => return write!(f, "p.{page}"),
            Begin::After(place) => ('a', place),
            Begin::Before(place) => ('b', place),
        };
        write!(f, "{side}.{}.{}.{}", key.0, Short(key.1), Short(id))
    }
}

/// A number in few digits.
pub(in crate::bot) struct Short(pub(in crate::bot) i64);

impl fmt::Display for Short {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut digits = Vec::new();
        let mut rest = self.0.unsigned_abs();
        loop {
            let digit = u32::try_from(rest % u64::from(RADIX)).unwrap_or_default();
            digits.push(char::from_digit(digit, RADIX).unwrap_or('0'));
            rest /= u64::from(RADIX);
            if rest == 0 {
                break;
            }
        }
        let sign = if self.0 < 0 { "-" } else { "" };
        write!(f, "{sign}{}", digits.iter().rev().collect::<String>())
    }
}

/// Reads [`Short`].
pub(in crate::bot) fn long(text: &str) -> Result<i64, UnknownCallback> {
    i64::from_str_radix(text, RADIX).map_err(|_error| UnknownCallback)
}

impl FromStr for Seek {
    type Err = UnknownCallback;

    fn from_str(text: &str) -> Result<Self, UnknownCallback> {
        let (view, from) = text.split_once('.').ok_or(UnknownCallback)?;
        if !view.is_ascii() || view.len() != 13 {
            return Err(UnknownCallback);
        }
        let number = |from: usize, to: usize| {
            let digits = view.get(from..to).unwrap_or_default();
            let all = digits.bytes().all(|b| b.is_ascii_digit());
            if all {
                digits.parse::<u16>().map_err(|_error| UnknownCallback)
            } else {
                Err(UnknownCallback)
            }
        };
        let some = |number: u16| (number > 0).then_some(number);
        let band = usize::from(number(12, 13)?);
        let view = View {
            sort: sort(view.chars().next())?,
            only_open: flag(number(1, 2)?)?,
            menu: MENUS.get(usize::from(number(2, 3)?)).copied().ok_or(UnknownCallback)?,
            region: some(number(3, 5)?).and_then(|region| region.try_into().ok()),
            status: some(number(5, 8)?),
            method: some(number(8, 11)?),
            within: within(view.get(11..12).unwrap_or_default())?,
            band: match band {
                0 => None,
                n => Some(*Band::ALL.get(n - 1).ok_or(UnknownCallback)?),
            },
        };
        Ok(Self { view, from: begin(from, long)? })
    }
}

impl Seek {
    /// Reads what buttons carried before there was more to choose by: `r0175.p.0`.
    pub fn read_old(text: &str) -> Result<Self, UnknownCallback> {
        let (view, from) = text.split_once('.').ok_or(UnknownCallback)?;
        let [sign, open, choosing, tens, ones] =
            <[char; 5]>::try_from(view.chars().collect::<Vec<_>>())
                .map_err(|_other| UnknownCallback)?;
        let digit = |c: char| c.to_digit(10).ok_or(UnknownCallback);
        let region = u8::try_from(digit(tens)? * 10 + digit(ones)?).unwrap_or_default();
        let bit = |c: char| flag(u16::try_from(digit(c)?).unwrap_or(u16::MAX));
        let view = View {
            sort: sort(Some(sign))?,
            only_open: bit(open)?,
            menu: if bit(choosing)? { Menu::Main } else { Menu::Closed },
            region: (region > 0).then_some(region),
            ..View::default()
        };
        Ok(Self { view, from: begin(from, |text| text.parse().map_err(|_error| UnknownCallback))? })
    }
}

/// A narrowing in few signs: `e172312`, `c940140000385`, `e`, `c`.
pub(super) struct Narrow<'a>(pub(super) &'a Narrowing);

impl fmt::Display for Narrow<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0 {
            Narrowing::Enstru(digits) => write!(f, "e{digits}"),
            Narrowing::Customer(bin) => write!(f, "c{bin}"),
            Narrowing::AnyEnstru => write!(f, "e"),
            Narrowing::AnyCustomer => write!(f, "c"),
        }
    }
}

/// Reads [`Narrow`].
pub(super) fn narrowing(text: &str) -> Result<Narrowing, UnknownCallback> {
    match (text.get(..1), text.get(1..)) {
        (Some("e"), Some("")) => Ok(Narrowing::AnyEnstru),
        (Some("c"), Some("")) => Ok(Narrowing::AnyCustomer),
        (Some("e"), Some(digits))
            if (2..=15).contains(&digits.len()) && digits.bytes().all(|b| b.is_ascii_digit()) =>
        {
            Ok(Narrowing::Enstru(digits.to_owned()))
        }
        (Some("c"), Some(bin)) => {
            Bin::parse(bin).map(Narrowing::Customer).map_err(|_error| UnknownCallback)
        }
        _ => Err(UnknownCallback),
    }
}

fn sort(sign: Option<char>) -> Result<Sort, UnknownCallback> {
    SORTS
        .iter()
        .find(|(_, known)| Some(*known) == sign)
        .map(|(sort, _)| *sort)
        .ok_or(UnknownCallback)
}

fn flag(number: u16) -> Result<bool, UnknownCallback> {
    match number {
        0 => Ok(false),
        1 => Ok(true),
        _ => Err(UnknownCallback),
    }
}

fn within(digit: &str) -> Result<Option<u8>, UnknownCallback> {
    let days = long(digit)?;
    if !(0..=MOST_WITHIN).contains(&days) {
        return Err(UnknownCallback);
    }
    Ok(u8::try_from(days).ok().filter(|days| *days > 0))
}

fn begin(
    text: &str,
    read: impl Fn(&str) -> Result<i64, UnknownCallback>,
) -> Result<Begin, UnknownCallback> {
    let parts: Vec<&str> = text.split('.').collect();
    match parts.as_slice() {
        ["p", page] => {
            let page: i64 = page.parse().map_err(|_error| UnknownCallback)?;
            (0..MOST_PAGES).contains(&page).then_some(Begin::Page(page)).ok_or(UnknownCallback)
        }
        [side @ ("a" | "b"), first, second, id] => {
            let first: i64 = first.parse().map_err(|_error| UnknownCallback)?;
            let place = Place { key: (first, read(second)?), id: read(id)? };
            Ok(if *side == "a" { Begin::After(place) } else { Begin::Before(place) })
        }
        _ => Err(UnknownCallback),
    }
}
