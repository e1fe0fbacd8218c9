//! How a list of found lots is looked at: `f1r75:a1.49.20000017`.

use std::{fmt, str::FromStr};

use super::UnknownCallback;
use crate::domain::search::{Ask, Begin, Place, Sort};

/// What a person chose by buttons under a search.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct View {
    /// The order.
    pub sort: Sort,
    /// Only lots that take bids now.
    pub only_open: bool,
    /// First two digits of KATO.
    pub region: Option<u8>,
    /// The buttons to choose by are shown.
    pub is_choosing: bool,
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
/// Nobody pages further than this.
const MOST_PAGES: i64 = 10_000;

impl View {
    /// What was typed, looked at like this.
    pub fn of(self, ask: Ask) -> Ask {
        let mut ask = Ask { sort: self.sort, only_open: self.only_open, ..ask };
        ask.open_first = self.sort == Sort::Relevance;
        if let Some(region) = self.region {
            ask.filter.regions = vec![format!("{region:02}")];
        }
        ask
    }
}

impl fmt::Display for Seek {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let View { sort, only_open, region, is_choosing } = self.view;
        let sign = SORTS.iter().find(|(known, _)| *known == sort).map_or('r', |(_, sign)| *sign);
        let region = region.unwrap_or_default();
        write!(f, "{sign}{}{}{region:02}.", u8::from(only_open), u8::from(is_choosing))?;
        match self.from {
            Begin::Page(page) => write!(f, "p.{page}"),
            Begin::After(Place { key, id }) => write!(f, "a.{}.{}.{id}", key.0, key.1),
            Begin::Before(Place { key, id }) => write!(f, "b.{}.{}.{id}", key.0, key.1),
        }
    }
}

impl FromStr for Seek {
    type Err = UnknownCallback;

    fn from_str(text: &str) -> Result<Self, UnknownCallback> {
        let (view, from) = text.split_once('.').ok_or(UnknownCallback)?;
        let [sign, open, choosing, tens, ones] =
            <[char; 5]>::try_from(view.chars().collect::<Vec<_>>())
                .map_err(|_other| UnknownCallback)?;
        let sort = SORTS.iter().find(|(_, known)| *known == sign).ok_or(UnknownCallback)?.0;
        let flag = |c: char| match c {
            '0' => Ok(false),
            '1' => Ok(true),
            _ => Err(UnknownCallback),
        };
        let region = [tens, ones].iter().collect::<String>().parse::<u8>();
        let region = region.map_err(|_error| UnknownCallback)?;
        let view = View {
            sort,
            only_open: flag(open)?,
            is_choosing: flag(choosing)?,
            region: (region > 0).then_some(region),
        };
        let number = |text: &str| text.parse::<i64>().map_err(|_error| UnknownCallback);
        let parts: Vec<&str> = from.split('.').collect();
        let from = match parts.as_slice() {
            ["p", page] => Begin::Page(
                Some(number(page)?)
                    .filter(|page| (0..MOST_PAGES).contains(page))
                    .ok_or(UnknownCallback)?,
            ),
            [side @ ("a" | "b"), first, second, id] => {
                let place = Place { key: (number(first)?, number(second)?), id: number(id)? };
                if *side == "a" { Begin::After(place) } else { Begin::Before(place) }
            }
            _ => return Err(UnknownCallback),
        };
        Ok(Self { view, from })
    }
}
