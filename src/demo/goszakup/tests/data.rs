//! The demo set and the generated mass keep what they promise.

use std::collections::{BTreeMap, BTreeSet};
use std::time::Instant;

use chrono::{DateTime, NaiveDateTime, TimeDelta, Utc};
use serde_json::{Value, json};

use super::super::{Dataset, naive};
use super::{Api, id, now};

fn date(value: &Value) -> NaiveDateTime {
    NaiveDateTime::parse_from_str(value.as_str().unwrap(), "%Y-%m-%d %H:%M:%S").unwrap()
}

fn bin_is_valid(bin: &str) -> bool {
    let digits: Vec<u32> = bin.chars().filter_map(|c| c.to_digit(10)).collect();
    let sum = |from: usize| -> u32 {
        (0..11).map(|i| digits[i] * u32::try_from((i + from) % 11 + 1).unwrap()).sum::<u32>() % 11
    };
    let check = if sum(0) == 10 { sum(2) } else { sum(0) };
    digits.len() == 12 && bin.len() == 12 && matches!(digits[4], 4..=6) && check == digits[11]
}

#[tokio::test]
async fn ten_thousand_lots_page_through() {
    let started = Instant::now();
    let data = Dataset::generated(10_000, now(), 1);
    assert_eq!(data.lots.len(), 10_000);
    let made = started.elapsed();
    let api = Api::with(data).await;
    let stored = started.elapsed();
    assert_eq!(api.walk(Value::Null, 200).await.len(), 10_000);
    println!("made {made:?}, stored {stored:?}, paged {:?}", started.elapsed());
    assert_eq!(api.server.count("Lots"), 50);
}

#[tokio::test]
async fn generated_rows_depend_only_on_their_seed() {
    let lots = |seed| Dataset::generated(50, now(), seed).lots;
    assert_eq!(lots(3), lots(3));
    assert_ne!(lots(3), lots(4));
    assert_eq!(Dataset::demo(now()).lots, Dataset::demo(now()).lots);
}

#[test]
fn the_demo_set_keeps_its_promises_at_any_hour() {
    // A working day, a Friday evening, a Saturday night, New Year.
    for now in [
        "2026-10-09T06:00:00Z",
        "2026-10-09T15:30:00Z",
        "2026-10-09T21:10:59Z",
        "2026-12-31T19:00:00Z",
    ] {
        keeps_promises(now.parse().unwrap());
    }
}

fn keeps_promises(now: DateTime<Utc>) {
    let data = Dataset::demo(now);
    assert!((300..=400).contains(&data.lots.len()), "{}", data.lots.len());
    let by_id = |rows: &[Value]| -> BTreeMap<i64, Value> {
        rows.iter().map(|row| (id(row), row.clone())).collect()
    };
    let (announcements, plans) = (by_id(&data.announcements), by_id(&data.plans));
    assert_eq!(announcements.len(), data.announcements.len());
    assert_eq!(plans.len(), data.plans.len());
    assert_eq!(by_id(&data.lots).len(), data.lots.len());
    let bins: BTreeSet<&str> = data.subjects.iter().map(|s| s["bin"].as_str().unwrap()).collect();
    assert!(bins.len() > 40);
    for bin in &bins {
        assert!(bin_is_valid(bin), "{bin}");
    }
    let numbers: BTreeSet<&str> =
        data.lots.iter().map(|lot| lot["lotNumber"].as_str().unwrap()).collect();
    assert_eq!(numbers.len(), data.lots.len());
    for number in ["83685322-ОИ4", "42667799-ОЛ-ОИ2", "81610885-ОК2", "88105345-ЗЦП1"] {
        assert!(numbers.contains(number), "{number}");
    }
    let now = now.naive_utc() + TimeDelta::hours(5);
    let (mut open, mut stale, mut no_plans, mut no_place, mut sizes) =
        (0, 0, 0, 0, BTreeMap::<i64, usize>::new());
    for lot in &data.lots {
        let announcement = &announcements[&lot["trdBuyId"].as_i64().unwrap()];
        assert!(bins.contains(lot["customerBin"].as_str().unwrap()));
        assert!(plans.contains_key(&lot["pointList"][0].as_i64().unwrap()));
        let updated = date(&lot["lastUpdateDate"]);
        assert!(updated <= now && now - updated <= TimeDelta::hours(48), "{lot}");
        assert!(date(&announcement["publishDate"]) <= now, "{announcement}");
        let end = date(&announcement["endDate"]);
        assert!(date(&announcement["startDate"]) < end, "{announcement}");
        if matches!(lot["refLotStatusId"].as_i64(), Some(220 | 240)) {
            if end > now {
                open += 1;
                assert!(end - now >= TimeDelta::hours(2), "{announcement}");
                assert!(end - now <= TimeDelta::days(21), "{announcement}");
            } else {
                stale += 1;
            }
        }
        if matches!(lot["refLotStatusId"].as_i64(), Some(245..=410)) {
            assert!(end <= updated, "{announcement}");
        }
        no_plans += usize::from(lot["Plans"] == json!([]));
        no_place += usize::from(lot["plnPointKatoList"] == json!([]));
        *sizes.entry(id(announcement)).or_default() += 1;
    }
    let of_hundred = |n: usize| n * 100 / data.lots.len();
    assert!((50..=70).contains(&of_hundred(open)), "{open} open");
    assert!((2..=10).contains(&stale), "{stale} stale");
    assert!((35..=65).contains(&of_hundred(no_plans)), "{no_plans} without plans");
    assert!((7..=14).contains(&of_hundred(no_place)), "{no_place} without a place");
    assert!(sizes.values().any(|lots| *lots >= 25));
    let statuses: BTreeSet<i64> =
        data.lots.iter().map(|lot| lot["refLotStatusId"].as_i64().unwrap()).collect();
    assert!(
        [190, 210, 220, 230, 240, 250, 360, 370, 410, 420, 430, 440]
            .iter()
            .all(|s| statuses.contains(s))
    );
    let terms = data.rnu.iter().map(|row| date(&row["endDate"]) > now);
    let terms: BTreeSet<bool> = terms.collect();
    assert_eq!(terms.len(), 2, "one still listed, one no longer");
}

#[test]
fn kazakhstan_time_is_five_hours_ahead() {
    assert_eq!(naive(now()), "2026-10-09 11:00:00");
}
