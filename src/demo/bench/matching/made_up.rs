//! Lots and searches made up out of the vocabulary, the same in every run.

use chrono::DateTime;
use rand::{Rng as _, SeedableRng as _, rngs::SmallRng, seq::IndexedRandom as _};

use super::vocabulary::Vocabulary;
use crate::domain::{
    lots::Lot,
    plans::PlanPoint,
    saved_search::SearchFilter,
    types::{Bin, LocalText, LotNumber, Tenge},
};

const SEED: u64 = 11;
const REGIONS: [&str; 20] = [
    "10", "11", "15", "19", "23", "27", "31", "33", "35", "39", "43", "47", "55", "59", "61", "62",
    "63", "71", "75", "79",
];
/// Of twenty lots, most by quotations, as on the portal.
const METHODS: [i64; 8] = [3, 3, 3, 3, 6, 2, 78, 188];
const CUSTOMERS: u64 = 2_000;
/// Beginnings of ENSTRU codes.
const CLASSES: u32 = 300;

/// Makes things up.
pub(super) struct Maker {
    rng: SmallRng,
    words: Vocabulary,
}

/// A lot with its plan point.
pub(super) struct Made {
    pub(super) lot: Lot,
    pub(super) plan: PlanPoint,
}

impl Maker {
    pub(super) fn new() -> Self {
        Self { rng: SmallRng::seed_from_u64(SEED), words: Vocabulary::new() }
    }

    fn chance(&mut self, percent: u32) -> bool {
        self.rng.random_range(0..100) < percent
    }

    /// One of a list in some form.
    fn form(rng: &mut SmallRng, list: &[Vec<String>]) -> String {
        list.choose(rng).and_then(|forms| forms.choose(rng)).cloned().unwrap_or_default()
    }

    fn thing(&mut self) -> String {
        Self::form(&mut self.rng, &self.words.things)
    }

    fn adjective(&mut self) -> String {
        Self::form(&mut self.rng, &self.words.adjectives)
    }

    fn kazakh(&mut self) -> String {
        Self::form(&mut self.rng, &self.words.kazakh)
    }

    fn maker(&mut self) -> String {
        self.words.makers.choose(&mut self.rng).copied().unwrap_or_default().to_owned()
    }

    fn model(&mut self) -> String {
        format!("M{}", self.rng.random_range(100..600))
    }

    fn bin(&mut self) -> Option<Bin> {
        let skewed =
            (self.rng.random::<f64>() * self.rng.random::<f64>() * CUSTOMERS as f64) as u64;
        Bin::from_source(&format!("{:012}", 940_140_000_000 + skewed * 17))
    }

    fn class(&mut self) -> u32 {
        101_010 + self.rng.random_range(0..CLASSES) * 1_013
    }

    fn said(&mut self, kazakh: bool, count: std::ops::Range<usize>) -> String {
        let count = self.rng.random_range(count);
        let list = if kazakh { &self.words.said_in_kazakh } else { &self.words.said };
        let said: Vec<&str> =
            (0..count).filter_map(|_| list.choose(&mut self.rng).copied()).collect();
        said.join(" ")
    }

    pub(super) fn lot(&mut self, id: i64) -> anyhow::Result<Made> {
        let (adjective, thing) = (self.adjective(), self.thing());
        let mut name = format!("{adjective} {thing}");
        if self.chance(30) {
            name = format!("{name} {} {}", self.maker(), self.model());
        }
        if self.chance(20) {
            name = name.to_uppercase();
        }
        let description = format!(
            "{}, {}, {} {} мм",
            self.thing(),
            self.said(false, 4..16),
            self.rng.random_range(1..1_000),
            self.said(false, 0..6)
        );
        let kk = format!("{} {} сатып алу", self.kazakh(), self.kazakh());
        let kk_description = format!("{}, {}", self.kazakh(), self.said(true, 3..10));
        let class = self.class();
        let region = REGIONS.choose(&mut self.rng).copied().unwrap_or_default();
        let text = |ru: String, kk: String| LocalText::new(Some(ru), Some(kk));
        let lot = Lot {
            id,
            number: LotNumber::parse(&format!("{}-ЗЦП1", 60_000_000 + id))?,
            announcement_id: None,
            announcement_number: None,
            name: text(name, kk),
            description: text(description, kk_description),
            status_id: Some(220),
            amount: Some(self.amount()),
            quantity: None,
            customer_bin: self.bin(),
            customer_name: LocalText::default(),
            planned_method_id: None,
            actual_method_id: METHODS.choose(&mut self.rng).copied(),
            kato: vec![format!("{region}1110000")],
            plan_point_ids: vec![id],
            deadline: None,
            is_deleted: false,
            source_updated_at: None,
            fetched_at: DateTime::default(),
        };
        let plan = PlanPoint {
            id,
            enstru_code: Some(format!("{class}.{:03}.{:06}", id % 9 * 100, id)),
            enstru_name: text(thing, self.kazakh()),
            ..PlanPoint::default()
        };
        Ok(Made { lot, plan })
    }

    /// From ten thousand tenge to a hundred million, every power of ten as often.
    fn amount(&mut self) -> Tenge {
        let power = 4.0 + self.rng.random::<f64>() * 4.0;
        Tenge::from_tiyn(10_f64.powf(power) as i64 * 100)
    }

    pub(super) fn search(&mut self) -> SearchFilter {
        let mut filter = SearchFilter::default();
        let count = match self.rng.random_range(0..100) {
            0..3 => 0,
            3..15 => 1,
            15..65 => 2,
            65..92 => 3,
            _ => 4,
        };
        let in_kazakh = self.chance(20);
        for nth in 0..count {
            let word = match (in_kazakh, nth, self.rng.random_range(0..4)) {
                (true, ..) => self.kazakh(),
                (_, 0, _) | (_, _, 0) => self.thing(),
                (_, 1, _) => self.adjective(),
                (.., 1) => self.model().to_lowercase(),
                _ => self.maker().to_lowercase(),
            };
            filter.words.push(word);
        }
        if self.chance(20) {
            filter.excluded.push(self.adjective());
        }
        if self.chance(50) {
            let count = if self.chance(80) { 1 } else { 3 };
            filter.regions =
                REGIONS.choose_multiple(&mut self.rng, count).map(|r| (*r).to_owned()).collect();
        }
        if self.chance(40) {
            filter.min = Some(self.amount());
            if self.chance(50) {
                filter.max = filter.min.map(|min| Tenge::from_tiyn(min.tiyn().saturating_mul(30)));
            }
        }
        if self.chance(10) {
            filter.method = METHODS.choose(&mut self.rng).copied();
        }
        if self.chance(if count == 0 { 70 } else { 8 }) {
            filter.enstru = Some(self.class().to_string());
        }
        if self.chance(if count == 0 { 60 } else { 3 }) {
            filter.customer = self.bin();
        }
        filter
    }
}
