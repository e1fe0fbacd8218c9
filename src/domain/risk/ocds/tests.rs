//! What concerns all indicators at once.

use proptest::prelude::*;
use serde_json::{Value, json};

use super::{Evaluation, Flags, Report, Settings, evaluate, issues::Kind};

/// Evaluates lots with every default.
pub(super) fn flags(lots: &[Value]) -> Report {
    run(&jsonl(lots), &Settings::default()).report
}

/// Evaluates lots with a settings file.
pub(super) fn with_settings(settings: &str, lots: &[Value]) -> Report {
    run(&jsonl(lots), &Settings::parse(settings).unwrap()).report
}

/// A bid in tenge.
pub(super) fn bid(status: &str, tenderer: &str, amount: f64) -> Value {
    json!({ "status": status, "tenderers": [{ "id": tenderer }], "value": { "amount": amount, "currency": "KZT" } })
}

/// An award in force.
pub(super) fn award(supplier: &str) -> Value {
    json!({ "status": "active", "suppliers": [{ "id": supplier }] })
}

/// A finished open tender.
pub(super) fn lot(ocid: &str, bids: Vec<Value>, awards: Value) -> Value {
    json!({
        "ocid": ocid, "buyer": { "id": "buyer" }, "bids": { "details": bids }, "awards": awards,
        "tender": { "status": "complete", "procurementMethod": "open", "procurementMethodDetails": "Открытый конкурс" },
    })
}

/// The value of an indicator.
pub(super) fn code(flags: &Flags, id: &str, name: &str) -> Option<f64> {
    flags.get(id)?.iter().find_map(|(code, value)| (format!("{code:?}") == name).then_some(*value))
}

fn jsonl(lots: &[Value]) -> String {
    lots.iter().map(|lot| format!("{lot}\n")).collect()
}

fn run(text: &str, settings: &Settings) -> Evaluation {
    evaluate(text.as_bytes(), settings).unwrap()
}

/// A lot of 2025-03-01..21 with bids of (status, tenderer, amount).
fn worked(name: &str, buyer: &str, bids: &[(&str, &str, f64)]) -> Value {
    let details =
        bids.iter().map(|(status, tenderer, amount)| bid(status, tenderer, *amount)).collect();
    let winner = bids.iter().find(|bid| bid.0 == "valid").unwrap().1;
    let mut lot = lot(&format!("ocds-kz0001-{name}"), details, json!([award(winner)]));
    lot["buyer"]["id"] = json!(buyer);
    lot["tender"]["procuringEntity"] = json!({ "id": buyer });
    lot["tender"]["numberOfTenderers"] = json!(bids.len());
    lot["tender"]["tenderPeriod"] =
        json!({ "startDate": "2025-03-01T09:00:00+05:00", "endDate": "2025-03-21T09:00:00+05:00" });
    lot
}

/// 60 ordinary lots of six buyers and seven special ones of a seventh.
fn worked_example() -> Vec<Value> {
    let mut lots: Vec<Value> = (0..60)
        .map(|n| {
            let ids: Vec<String> =
                (0..3).map(|k| format!("2001400001{:02}", (n + k) % 20)).collect();
            // The second offer lies 4.5 to 7.5 per cent above the first; one bid in a hundred is turned away.
            let second = 1_000_000.0 + 45_000.0 + 500.0 * f64::from(n);
            let third = if n % 30 == 0 { "disqualified" } else { "valid" };
            let bids = [
                ("valid", &*ids[0], 1_000_000.0),
                ("valid", &*ids[1], second),
                (third, &*ids[2], 1_200_000.0),
            ];
            worked(&format!("N{n}"), &format!("99014000010{}", n % 6), &bids)
        })
        .collect();
    let special = |name: &str, bids: &[(&str, &str, f64)]| worked(name, "990140000005", bids);
    let mut short = special("X1", &[("valid", "200140000001", 1_000_000.0)]);
    short["tender"]["tenderPeriod"]["endDate"] = json!("2025-03-04T09:00:00+05:00");
    short["bids"]["details"][0]["date"] = json!("2025-03-04T09:10:00+05:00");
    lots.push(short);
    lots.push(special(
        "X2",
        &[("valid", "200140000002", 1_000_000.0), ("valid", "200140000003", 1_001_000.0)],
    ));
    lots.push(special(
        "X3",
        &[("valid", "200140000004", 1_000_000.0), ("valid", "200140000005", 1_000_000.0)],
    ));
    lots.push(special(
        "X4",
        &[
            ("valid", "200140000010", 1_200_000.0),
            ("disqualified", "200140000000", 900_000.0),
            ("disqualified", "200140000001", 950_000.0),
        ],
    ));
    let mut late = special(
        "X5",
        &[("valid", "200140000006", 1_000_000.0), ("valid", "200140000007", 1_060_000.0)],
    );
    late["bids"]["details"][0]["date"] = json!("2025-03-21T04:30:00Z");
    lots.push(late);
    lots.push(special(
        "X6",
        &[("valid", "200140000008", 1_000_000.0), ("valid", "200140000009", 1_800_000.0)],
    ));
    let mut cancelled = special("X7", &[("valid", "200140000001", 1.0)]);
    cancelled["tender"]["status"] = json!("cancelled");
    lots.push(cancelled);
    lots
}

#[test]
fn the_worked_example_comes_out_as_described() {
    let found = flags(&worked_example());
    let processes: Value = serde_json::to_value(&found.processes).unwrap();
    assert_eq!(
        processes,
        json!({
            "ocds-kz0001-X1": { "R003": 1.0, "R018": 1.0, "R030": 1.0 },
            "ocds-kz0001-X2": { "R024": 0.001 },
            "ocds-kz0001-X3": { "R024": 0.0, "R028": 1.0 },
            "ocds-kz0001-X4": { "R035": 2.0, "R036": 1.0 },
            "ocds-kz0001-X5": { "R030": 1.0 },
            "ocds-kz0001-X6": { "R058": 0.8 },
        })
    );
    assert_eq!(found.buyers.keys().collect::<Vec<_>>(), ["990140000005"]);
    assert_eq!(found.buyers, found.entities);
    assert_eq!(code(&found.tenderers, "200140000010", "R035"), Some(0.0));
    assert_eq!(code(&found.tenderers, "200140000006", "R030"), Some(1.0));
}

#[test]
fn lines_that_cannot_be_read_are_left_out_and_told() {
    let good = jsonl(&worked_example()[60..61]);
    let mut text = b"\n{\"ocid\":\"half\xd0\n[1,2]\n{\"ocid\":7}\n  \n{\"ocid\":\"x\",\n".to_vec();
    text.extend_from_slice(good.trim_end().as_bytes());
    let found = evaluate(text.as_slice(), &Settings::default()).unwrap();
    let told: Vec<_> = found.issues.iter().map(|issue| (issue.line, issue.kind.code())).collect();
    assert_eq!(told, [(2, "not_utf8"), (3, "no_ocid"), (4, "no_ocid"), (6, "not_json")]);
    assert!(found.issues.iter().all(|issue| issue.kind.skipped()));
    assert_eq!((found.releases, found.report.processes.len()), (1, 1));
}

#[test]
fn dates_that_are_missing_or_without_an_offset_are_told() {
    let mut lots = worked_example().split_off(64);
    lots[0]["tender"]["tenderPeriod"] = json!({ "startDate": "2025-03-01 09:00:00" });
    lots[1]["tender"]["tenderPeriod"]["startDate"] = json!("вчера");
    let kinds: Vec<Kind> = run(&jsonl(&lots), &Settings::default())
        .issues
        .into_iter()
        .map(|issue| issue.kind)
        .collect();
    let wanted = [
        Kind::NoPeriodEnd,
        Kind::OffsetAssumed,
        Kind::NoDeadlineForBids,
        Kind::UnreadablePeriodStart,
        Kind::NoBidDate,
    ];
    assert_eq!(kinds, wanted);
}

#[test]
fn an_empty_file_finds_nothing_and_its_fences_are_unknown() {
    let found = run("", &Settings::default());
    assert_eq!(
        serde_json::to_value(&found.report).unwrap(),
        json!({ "OCID": {}, "Buyer": {}, "ProcuringEntity": {}, "Tenderer": {}, "Meta": {
            "R024": { "q1": null, "q3": null, "lower_fence": null },
            "R025": { "q1": null, "q3": null, "lower_fence": null, "upper_fence": null },
            "R048": { "q1": null, "q3": null, "upper_fence": null },
            "R058": { "q1": null, "q3": null, "upper_fence": null },
        } })
    );
}

#[test]
fn of_a_process_told_twice_the_last_difference_counts() {
    let with = |second| {
        lot("p", vec![bid("valid", "a", 100.0), bid("valid", "b", second)], json!([award("a")]))
    };
    let found = with_settings("[R058]\nthreshold = 0.1", &[with(150.0), with(120.0)]);
    assert_eq!(code(&found.processes, "p", "R058"), Some(0.2));
}

#[test]
fn every_indicator_has_its_page() {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/risk");
    for code in super::Code::ALL {
        let page = std::fs::read_to_string(folder.join(format!("{code:?}.md"))).unwrap();
        assert!(page.starts_with(&format!("# {code:?} — ")), "{code:?}");
        for section in ["Что смотрит", "Порог", "Источник", "Что это может значить", "Что снимет"]
        {
            assert!(page.contains(&format!("\n## {section}\n")), "{code:?}: {section}");
        }
    }
}

/// Bids of (status, tenderer, amount), the winner and the buyer.
type RandomLot = (Vec<(&'static str, u8, u32)>, u8, u8);

/// Random lots, each with an `ocid` of its own.
fn random_lots() -> impl Strategy<Value = Vec<Value>> {
    let status = prop::sample::select(vec![
        "valid",
        "valid",
        "valid",
        "disqualified",
        "pending",
        "withdrawn",
    ]);
    let bids = prop::collection::vec((status, 0..6_u8, 100..110_u32), 0..5);
    let lots = prop::collection::vec((bids, 0..6_u8, 0..3_u8), 1..40);
    lots.prop_map(|lots| {
        let one = |(n, (bids, winner, buyer)): (usize, &RandomLot)| {
            let details = bids
                .iter()
                .map(|(status, tenderer, amount)| {
                    bid(status, &format!("t{tenderer}"), f64::from(*amount))
                })
                .collect();
            let mut lot = lot(&format!("p{n}"), details, json!([award(&format!("t{winner}"))]));
            lot["buyer"]["id"] = json!(format!("b{buyer}"));
            lot
        };
        lots.iter().enumerate().map(one).collect()
    })
}

proptest! {
    #[test]
    fn the_order_of_lines_does_not_matter(lots in random_lots(), seed in any::<usize>()) {
        let mut other = lots.clone();
        other.rotate_left(seed % lots.len());
        other.reverse();
        let json = |lots: &[Value]| serde_json::to_string(&flags(lots)).unwrap();
        prop_assert_eq!(json(&lots), json(&other));
    }

    #[test]
    fn whatever_a_line_holds_the_rest_is_read(garbage in prop::collection::vec(any::<u8>(), 0..200)) {
        let mut text = garbage;
        text.push(b'\n');
        text.extend_from_slice(jsonl(&worked_example()).as_bytes());
        let found = evaluate(text.as_slice(), &Settings::default()).unwrap();
        prop_assert!(found.report.processes.contains_key("ocds-kz0001-X4"));
    }

    #[test]
    fn a_bid_of_any_shape_is_survived(status in "(active|valid|[a-z]{0,3})", amount in any::<f64>(), digits in "[0-9]{0,30}") {
        let text = format!("{{\"ocid\":\"p\",\"awards\":[{{\"status\":\"{status}\",\"suppliers\":[{{\"id\":\"a\"}}]}}],\
            \"bids\":{{\"details\":[{{\"status\":\"valid\",\"tenderers\":[{{\"id\":\"a\"}}],\"value\":{{\"amount\":1{digits},\"currency\":\"KZT\"}}}},\
            {{\"status\":\"{status}\",\"tenderers\":[{{\"id\":\"b\"}}],\"value\":{{\"amount\":{amount:?},\"currency\":\"KZT\"}}}}]}}}}");
        let found = run(&text, &Settings::default());
        prop_assert!(serde_json::to_string(&found.report).is_ok());
    }
}
