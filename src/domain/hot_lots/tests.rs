//! Scores and proposals, case by case.

use proptest::prelude::*;
use rstest::rstest;

use super::*;
use crate::domain::{
    lots::Lot,
    types::{LocalText, LotNumber},
};

fn tenge(whole: i64) -> Tenge {
    Tenge::from_tiyn(whole * 100)
}

pub(super) fn lot(name: &str, amount: Option<i64>) -> Lot {
    Lot {
        id: 1,
        number: LotNumber::parse("83685322-ОИ4").unwrap(),
        announcement_id: None,
        announcement_number: None,
        name: LocalText::new(Some(name.to_owned()), None),
        description: LocalText::default(),
        status_id: None,
        amount: amount.map(tenge),
        quantity: None,
        customer_bin: None,
        customer_name: LocalText::default(),
        planned_method_id: None,
        actual_method_id: None,
        kato: Vec::new(),
        plan_point_ids: Vec::new(),
        deadline: None,
        is_deleted: false,
        source_updated_at: None,
        fetched_at: chrono::DateTime::default(),
    }
}

fn profile() -> Profile {
    Profile {
        sells: vec![SearchFilter::parse("картридж").unwrap()],
        min: Some(tenge(100_000)),
        max: Some(tenge(1_000_000)),
        lead_hours: Some(48),
        least_margin_bp: Some(1_000),
    }
}

fn score(amount: Option<i64>, known: Known) -> Option<Score> {
    let lot = lot("Картриджи для принтеров", amount);
    profile().score(&LotText::of(&lot, None, None), &known)
}

fn points(score: &Score, side: Side) -> Option<u8> {
    score.parts.iter().find(|part| part.side == side).and_then(|part| part.points)
}

#[rstest]
#[case(1, 1)]
#[case(24, 30)]
#[case(48, 60)]
#[case(72, 80)]
#[case(96, 100)]
#[case(1_000, 100)]
fn time_counts_against_the_time_needed(#[case] hours: i64, #[case] expected: u8) {
    let known = Known { time_left: Some(TimeDelta::hours(hours)), ..Known::default() };
    assert_eq!(points(&score(None, known).unwrap(), Side::Time), Some(expected));
}

#[rstest]
#[case(50_000, 50)]
#[case(99_999, 99)]
#[case(100_000, 100)]
#[case(1_000_000, 100)]
#[case(2_000_000, 50)]
#[case(0, 0)]
fn money_counts_by_how_far_it_is_from_the_range(#[case] amount: i64, #[case] expected: u8) {
    let found = score(Some(amount), Known::default()).unwrap();
    assert_eq!(points(&found, Side::Money), Some(expected));
}

#[rstest]
#[case(0, 100)]
#[case(2, 70)]
#[case(7, 0)]
#[case(u32::MAX, 0)]
fn every_rival_takes_something_away(#[case] rivals: u32, #[case] expected: u8) {
    let found = score(None, Known { rivals: Some(rivals), ..Known::default() }).unwrap();
    assert_eq!(points(&found, Side::Competition), Some(expected));
}

#[test]
fn what_is_not_known_is_left_out_and_said() {
    let bare = score(None, Known::default()).unwrap();
    assert_eq!(bare.total, 70);
    assert_eq!(bare.parts[0], Part { side: Side::Match, points: Some(70), share: 100 });
    assert_eq!(
        bare.unknown().collect::<Vec<_>>(),
        [Side::Time, Side::Money, Side::Risk, Side::Competition]
    );
    let known = Known {
        time_left: Some(TimeDelta::hours(96)),
        risk: Some(40),
        rivals: Some(1),
        ..Known::default()
    };
    // 35 × 70 + 25 × 100 + 20 × 100 + 10 × 60 + 10 × 85 of 100.
    let full = score(Some(500_000), known).unwrap();
    assert_eq!((full.total, full.unknown().count()), (84, 0));
    assert_eq!(full.parts.map(|part| part.share), [35, 25, 20, 10, 10]);
}

#[test]
fn what_is_known_to_earn_too_little_has_no_score() {
    let earns = |margin_bp| score(None, Known { margin_bp, ..Known::default() }).is_some();
    assert!(earns(Some(1_000)) && !earns(Some(999)));
    assert!(earns(None), "what is not known leaves nothing out");
}

#[test]
fn what_is_not_sold_or_has_ended_has_no_score() {
    let coal = lot("Уголь", Some(500_000));
    assert_eq!(profile().score(&LotText::of(&coal, None, None), &Known::default()), None);
    let ended = Known { time_left: Some(TimeDelta::zero()), ..Known::default() };
    assert_eq!(score(Some(500_000), ended), None);
}

fn judged(verdict: Verdict, name: &str, amount: i64) -> Judged {
    Judged { verdict, name: name.to_owned(), amount: Some(tenge(amount)) }
}

fn week(lots: &[(Verdict, &str, i64)]) -> Week {
    let judged = lots.iter().map(|(verdict, name, sum)| judged(*verdict, name, *sum)).collect();
    Week { shown: lots.len(), judged }
}

#[test]
fn a_word_that_only_useless_lots_have_is_proposed_for_exclusion() {
    use Verdict::{Disliked, Liked, Taken};
    let filter = SearchFilter::parse("картридж").unwrap();
    let week = week(&[
        (Disliked, "Заправка картриджей", 500_000),
        (Disliked, "Услуги по заправке картриджей для принтеров", 500_000),
        (Disliked, "Заправки: картридж", 500_000),
        (Liked, "Картридж для принтера", 500_000),
        (Taken, "Картридж лазерный", 500_000),
    ]);
    assert_eq!(week.useful(), 2);
    assert_eq!(week.edits(&filter), [Edit::Exclude("заправка".to_owned())]);
    let excluded = SearchFilter::parse("картридж !заправки").unwrap();
    assert_eq!(week.edits(&excluded), []);
}

#[test]
fn sums_are_narrowed_to_what_was_useful() {
    use Verdict::{Disliked, Liked};
    let filter = SearchFilter::parse("картридж").unwrap();
    let small = week(&[
        (Disliked, "Картридж", 5_000),
        (Disliked, "Картридж", 9_000),
        (Disliked, "Картридж", 20_000),
        (Liked, "Картридж", 123_456),
    ]);
    assert_eq!(small.edits(&filter), [Edit::RaiseMin(tenge(120_000))]);
    let large = week(&[
        (Disliked, "Картридж", 50_000_000),
        (Disliked, "Картридж", 90_000_000),
        (Disliked, "Картридж", 20_000_000),
        (Liked, "Картридж", 123_456),
    ]);
    assert_eq!(large.edits(&filter), [Edit::LowerMax(tenge(130_000))]);
}

#[test]
fn few_answers_propose_nothing_and_only_bad_ones_a_pause() {
    use Verdict::Disliked;
    let filter = SearchFilter::parse("картридж").unwrap();
    assert_eq!(week(&[(Disliked, "Заправка картриджа", 1); 3]).edits(&filter), []);
    assert_eq!(week(&[(Disliked, "Картридж", 1); 10]).edits(&filter), [Edit::Pause]);
    assert_eq!(Week::default().edits(&filter), []);
}

#[test]
fn a_price_list_finds_what_no_words_ask_for() {
    let lot = lot("Уголь каменный", Some(500_000));
    let text = LotText::of(&lot, None, None);
    let by = |listed, margin_bp| {
        let known = Known { listed, margin_bp, ..Known::default() };
        profile().score(&text, &known).and_then(|score| points(&score, Side::Match))
    };
    assert_eq!(by(None, None), None);
    assert_eq!(by(Some(84), None), Some(84));
    assert_eq!(by(Some(84), Some(1_000)), Some(84));
    assert_eq!(by(Some(84), Some(999)), None, "less than the least margin");
    let found = score(None, Known { listed: Some(60), ..Known::default() }).unwrap();
    assert_eq!(points(&found, Side::Match), Some(70), "words say more than a weak pair");
}

proptest! {
    #[test]
    fn a_score_is_within_its_parts(
        amount in prop::option::of(0_i64..1_000_000_000),
        minutes in prop::option::of(1_i64..100_000),
        risk in prop::option::of(any::<u8>()),
        rivals in prop::option::of(any::<u32>()),
    ) {
        let known = Known { time_left: minutes.map(TimeDelta::minutes), risk, rivals, ..Known::default() };
        let score = score(amount, known).unwrap();
        let points = || score.parts.iter().filter_map(|part| part.points);
        prop_assert!(points().all(|points| points <= 100));
        prop_assert!(points().min() <= Some(score.total) && Some(score.total) <= points().max());
        let shares: i32 = score.parts.iter().map(|part| i32::from(part.share)).sum();
        prop_assert!((98..=102).contains(&shares), "{}", shares);
    }
}
