//! What saved searches look at in a lot.

use std::collections::HashSet;

use crate::domain::{
    announcements::Announcement,
    lots::Lot,
    plans::PlanPoint,
    types::{Bin, LocalText, LotId, Tenge},
    words::{self, Stems},
};

/// The code of the former South Kazakhstan, still in old records, and what it was divided into.
const DIVIDED: (&str, [&str; 2]) = ("51", ["61", "79"]);

/// A lot as it is held against saved searches. What the source does not tell is absent here, and
/// satisfies no search that asks for it.
#[derive(Debug, Clone)]
pub struct LotText<'a> {
    /// The lot.
    pub id: LotId,
    pub(in crate::domain) texts: [&'a LocalText; 4],
    /// Digits of the ENSTRU code; empty where it is not known.
    pub(in crate::domain) enstru: String,
    /// First two digits of the KATO codes.
    pub(in crate::domain) regions: Vec<&'a str>,
    pub(in crate::domain) amount: Option<Tenge>,
    pub(in crate::domain) method: Option<i64>,
    pub(in crate::domain) customer: Option<&'a Bin>,
}

const NOTHING: &LocalText = &LocalText { ru: None, kk: None };

impl<'a> LotText<'a> {
    /// The lot with what its announcement and plan point add: half of new lots come without places
    /// or a method of their own.
    pub fn of(
        lot: &'a Lot,
        announcement: Option<&'a Announcement>,
        plan: Option<&'a PlanPoint>,
    ) -> Self {
        let (enstru_name, extra) =
            plan.map_or((NOTHING, NOTHING), |plan| (&plan.enstru_name, &plan.extra_description));
        let code = plan.and_then(|plan| plan.enstru_code.as_deref()).unwrap_or_default();
        Self {
            id: lot.id,
            texts: [&lot.name, &lot.description, enstru_name, extra],
            enstru: code.chars().filter(char::is_ascii_digit).collect(),
            regions: regions(lot, announcement, plan),
            amount: lot.amount,
            method: lot.actual_method_id.or_else(|| announcement.and_then(|a| a.method_id)),
            customer: lot
                .customer_bin
                .as_ref()
                .or_else(|| plan.and_then(|plan| plan.customer_bin.as_ref())),
        }
    }

    /// Its sum.
    pub fn amount(&self) -> Option<Tenge> {
        self.amount
    }

    /// Gives every word, and whether it is compared as Kazakh too: words of Kazakh texts, and those
    /// with a Kazakh letter wherever they are, for customers write either language in either field.
    pub(super) fn each_word(&self, mut take: impl FnMut(&'a str, bool)) {
        for text in self.texts {
            if let Some(ru) = &text.ru {
                words::each_token(ru, |token| take(token, false));
            }
            if let Some(kk) = &text.kk {
                words::each_token(kk, |token| take(token, true));
            }
        }
    }

    /// The stems of all its words.
    pub(super) fn stems(&self) -> LotStems {
        let mut all = LotStems::default();
        self.each_word(|token, kazakh| {
            let stems = Stems::of(token);
            if kazakh || words::is_kazakh(token) {
                all.kk.insert(stems.kk);
            }
            all.ru.insert(stems.ru);
        });
        all
    }
}

/// The stems of a lot's words.
#[derive(Debug, Default)]
pub(super) struct LotStems {
    ru: HashSet<String>,
    kk: HashSet<String>,
}

impl LotStems {
    /// True where the lot has this word in some form.
    pub(super) fn have(&self, word: &str) -> bool {
        let stems = Stems::of(word);
        self.ru.contains(&stems.ru) || self.kk.contains(&stems.kk)
    }
}

fn regions<'a>(
    lot: &'a Lot,
    announcement: Option<&'a Announcement>,
    plan: Option<&'a PlanPoint>,
) -> Vec<&'a str> {
    let of_codes = |codes: &'a [String]| prefixes(codes.iter().map(String::as_str));
    let mut regions = of_codes(&lot.kato);
    if regions.is_empty() {
        let places = plan.into_iter().flat_map(|plan| &plan.places);
        regions = prefixes(places.filter_map(|place| place.kato.as_deref()));
    }
    if regions.is_empty() {
        regions = announcement.map(|a| of_codes(&a.kato)).unwrap_or_default();
    }
    regions
}

fn prefixes<'a>(codes: impl Iterator<Item = &'a str>) -> Vec<&'a str> {
    let (old, new) = DIVIDED;
    let mut regions = Vec::new();
    let mut add = |region| {
        if !regions.contains(&region) {
            regions.push(region);
        }
    };
    for code in codes {
        match code.get(..2) {
            Some(region) if region == old => new.into_iter().for_each(&mut add),
            Some(region) if region.bytes().all(|b| b.is_ascii_digit()) => add(region),
            _ => {}
        }
    }
    regions
}
