//! A mass of lots out of real names, codes and customers, for the bench and for paging tests.

use chrono::{DateTime, TimeDelta, Utc};
use rand::rngs::SmallRng;
use rand::{Rng, SeedableRng};
use serde::Deserialize;
use serde_json::{Number, Value, json};

use super::calendar::{Clock, times};
use super::dataset::{Announcement, Dataset, Lot, customers, read};
use super::expand::Expansion;
use super::naive;

/// A purchasable thing: name, description, unit and code.
#[derive(Debug, Deserialize)]
struct Item {
    code: String,
    ru: String,
    kz: String,
    dru: String,
    dkz: String,
    unit: String,
    subject: i64,
}

/// Method id, its letters in a lot number, and how many of twenty lots have it.
const METHODS: [(i64, &str, usize); 4] =
    [(3, "ЗЦП", 15), (6, "ОИ", 3), (2, "ОК", 1), (32, "КПКО", 1)];
/// Statuses of lots that no longer, or not yet, accept bids.
const CLOSED: [i64; 8] = [210, 250, 360, 360, 370, 410, 430, 440];

/// Makes `count` lots in announcements of one to four.
pub(super) fn dataset(count: usize, now: DateTime<Utc>, seed: u64) -> Dataset {
    let items: Vec<Item> = read(include_str!("../../../assets/demo/items.json"));
    let customers = customers();
    let bins: Vec<String> = customers.iter().map(|one| one.bin.clone()).collect();
    let clock = Clock::at(now);
    let mut expansion = Expansion::new(clock, customers);
    if items.is_empty() || bins.is_empty() {
        return expansion.data;
    }
    let (things, bins): (Vec<&Item>, Vec<&String>) =
        (items.iter().collect(), bins.iter().collect());
    let mut rng = SmallRng::seed_from_u64(seed);
    let methods: Vec<(i64, &str)> = METHODS
        .iter()
        .flat_map(|(id, letters, share)| std::iter::repeat_n((*id, *letters), *share))
        .collect();
    let (mut left, mut nth, mut lot_id, mut id, mut plan) =
        (count, 0, 41_000_000_i64, 16_000_000_i64, 80_000_000_i64);
    while left > 0 {
        let lots = left.min(rng.random_range(1..=4));
        left -= lots;
        id += rng.random_range(1..9);
        let (method, letters) = pick(&mut rng, &methods);
        let kind = pick(&mut rng, &things);
        let open = if method == 3 { 240 } else { 220 };
        let status = if rng.random_range(0..10) < 6 { open } else { pick(&mut rng, &CLOSED) };
        let bin = pick(&mut rng, &bins).clone();
        let rows = (0..lots).map(|_| {
            lot_id += rng.random_range(1..5);
            plan += rng.random_range(1..7);
            lot(&mut rng, lot_id, plan, letters, kind)
        });
        let announcement = Announcement {
            id,
            no: format!("{id}-1"),
            ru: kind.ru.clone(),
            kz: kind.kz.clone(),
            method,
            planned: if method == 6 { 3 } else { method },
            subject: kind.subject,
            bin,
            status,
            lots: rows.collect(),
        };
        let laid = times(&clock, &announcement, nth, 1009, nth);
        expansion.announcement(&announcement, &laid);
        nth += 1;
    }
    expansion.data
}

/// Makes `count` entries, each of another supplier; every tenth has run out.
pub(super) fn rnu(count: usize, now: DateTime<Utc>) -> Vec<Value> {
    let entry = |n: i64| {
        let from = now - TimeDelta::days(if n % 10 == 0 { 800 } else { n % 700 });
        let term = json!({
            "supplierBiin": supplier(n),
            "supplierNameRu": format!("ТОО \"Поставщик {n}\""),
            "systemId": 3,
            "startDate": naive(from),
            "endDate": naive(from + TimeDelta::days(731)),
        });
        let mut row = term.clone();
        row["id"] = json!(n);
        row["Detail"] = json!([term]);
        row["Detail"][0]["customerBiin"] = json!("071140005693");
        row["Detail"][0]["courtDecision"] = json!(format!("{n}-2/1"));
        row
    };
    (1..).take(count).map(entry).collect()
}

/// The BIN of the n-th generated supplier, shaped as one; its check digit is any.
pub(super) fn supplier(n: i64) -> String {
    format!("200140{n:06}")
}

fn lot(rng: &mut SmallRng, id: i64, plan: i64, letters: &str, item: &Item) -> Lot {
    // Budgets run from thousands to hundreds of millions, most of them small.
    let magnitude = rng.random_range(3.5..8.0_f64).min(rng.random_range(3.5..8.5));
    let tiyn = (10_f64.powf(magnitude) * 100.0).round();
    let quantity = if item.subject == 1 { rng.random_range(1..400) } else { 1 };
    let kato = match rng.random_range(0..10) {
        0 => Vec::new(),
        _ => vec![format!("{}1010000", REGIONS[rng.random_range(0..REGIONS.len())])],
    };
    Lot {
        id,
        no: format!("{plan}-{letters}{}", rng.random_range(1..4)),
        ru: Some(item.ru.clone()),
        kz: Some(item.kz.clone()),
        dru: Some(item.dru.clone()),
        dkz: Some(item.dkz.clone()),
        qty: Number::from(quantity),
        unit: item.unit.clone(),
        sum: Number::from_f64(tiyn / 100.0).unwrap_or_else(|| Number::from(1)),
        code: Some(item.code.clone()),
        plan,
        kato,
    }
}

/// First two digits of KATO for every region.
const REGIONS: [&str; 20] = [
    "10", "11", "15", "19", "23", "27", "31", "33", "35", "39", "43", "47", "55", "59", "61", "62",
    "63", "71", "75", "79",
];

fn pick<T: Copy>(rng: &mut SmallRng, from: &[T]) -> T {
    // Every list here is a constant or was checked to be filled.
    from[rng.random_range(0..from.len())]
}
