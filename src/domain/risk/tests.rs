//! What the tests of rules share: a purchase in which nothing stands out, and the change that each
//! flag names.

use proptest::prelude::*;

use super::{
    AnnouncementFacts, Level, LotFacts, Neighbours, Part, PlanFacts, Procedure, Surroundings,
    evaluate, rules, wording::Found,
};
pub(super) use super::{
    Case, DeadlineMove, Evidence, History, Missing, Rule, Settings, Siblings, Spread,
    SupplierContracts, SupplierHistory, Tally, engine::Checked,
};
pub(super) use crate::domain::types::{Bin, LocalText, LotNumber, Quantity, Tenge};
use crate::domain::{calendar::working_days_between, clock::ASTANA};
use chrono::{DateTime, Days, NaiveDate, NaiveDateTime, NaiveTime, TimeDelta, Utc};

/// A moment in Astana, as `2026-11-20T12:00`.
pub(super) fn at(text: &str) -> DateTime<Utc> {
    let naive = NaiveDateTime::parse_from_str(text, "%Y-%m-%dT%H:%M").unwrap();
    naive.and_local_timezone(ASTANA).unwrap().to_utc()
}

/// What a rule says of a case.
pub(super) fn said(rule: &Rule, case: &Case) -> Checked {
    rule.ask(case, Settings::published(), &Found::of(case))
}

/// A request for price quotations in which nothing stands out.
pub(super) fn case() -> Case {
    let text = |text: &str| LocalText::new(Some(text.to_owned()), None);
    let customer = Bin::from_source("000540002866");
    let tally = Some(Tally { lots: 100, ..Tally::default() });
    Case {
        lot: LotFacts {
            id: 1,
            number: LotNumber::from_source("88105345-ЗЦП1").unwrap(),
            name: text("Бумага для офисного оборудования"),
            description: text("формат А4, плотность 80 г/м2"),
            status_id: Some(240),
            amount: Some(Tenge::from_tiyn(55_000_000)),
            quantity: Some(Quantity::from_micro(500_000_000)),
            customer_bin: customer.clone(),
            planned_method_id: Some(3),
            method_id: Some(3),
            plan_points: 1,
            is_united: false,
        },
        announcement: Some(AnnouncementFacts {
            subject_type_id: Some(1),
            organizer_bin: customer,
            published_at: Some(at("2026-11-17T10:00")),
            start_at: Some(at("2026-11-18T10:00")),
            end_at: Some(at("2026-11-25T12:00")),
        }),
        plan: Some(PlanFacts {
            enstru_code: Some("172314.500.000002".to_owned()),
            enstru_name: text("Бумага"),
            price: Some(Tenge::from_tiyn(110_000)),
            count: Some(Quantity::from_micro(500_000_000)),
            amount: Some(Tenge::from_tiyn(55_000_000)),
            subject_type_id: Some(1),
            supply_term: Some("15 календарных дней".to_owned()),
            prepayment_bp: Some(0),
            year: Some(2026),
            description: text("формат А4, плотность 80 г/м2"),
            extra_description: LocalText::default(),
        }),
        around: Surroundings {
            neighbours: Some(Neighbours {
                siblings: Siblings::default(),
                customer: tally,
                code: tally,
                region: tally,
                price: Some(Spread { count: 40, q1: 100_000, median: 110_000, q3: 120_000 }),
                length: Some(Spread { count: 40, q1: 20, median: 30, q3: 40 }),
            }),
            deadline_move: None,
            edits: Some(0),
            history: None,
        },
        history: Some(History {
            contracts: 50,
            tendered: 50,
            awards: 50,
            purchases: 50,
            bids: 150,
            acts: 50,
            discount_bp: 800,
            bidders_hundredths: 340,
            top_supplier_bp: 1_500,
            hhi: 900,
            shared_contacts: Some(0),
            newest_supplier: Some(SupplierHistory {
                age_days: 3_000,
                sum: Tenge::from_tiyn(1),
                year: 2026,
            }),
            main_supplier: Some(SupplierContracts { contracts: 60, terminated: 0 }),
            ..History::default()
        }),
        as_of: at("2026-11-20T12:00"),
    }
}

#[test]
fn a_purchase_in_which_nothing_stands_out_has_no_flags() {
    let report = evaluate(&case(), Settings::published(), at("2026-11-20T12:00"));
    assert_eq!((report.flags, report.unknown), (Vec::new(), Vec::new()));
    assert_eq!((report.score, report.level), (0, Level::Low));
}

#[test]
fn what_is_not_known_is_never_fine() {
    let mut bare = case();
    (bare.announcement, bare.plan, bare.history) = (None, None, None);
    bare.around = Surroundings::default();
    (bare.lot.amount, bare.lot.quantity, bare.lot.status_id) = (None, None, None);
    (bare.lot.method_id, bare.lot.planned_method_id) = (None, None);
    let report = evaluate(&bare, Settings::published(), at("2026-11-20T12:00"));
    assert_eq!(report.level, Level::Unknown);
    assert_eq!(report.quiet + report.flags.len() + report.unknown.len(), rules().count());
    assert!(report.unknown.len() > 35, "{}", report.unknown.len());
}

#[test]
fn codes_are_unique_and_rules_say_where_they_come_from() {
    let mut codes: Vec<&str> = rules().map(|rule| rule.code).collect();
    codes.sort_unstable();
    codes.dedup();
    assert_eq!(codes.len(), rules().count());
    for rule in rules() {
        assert!(!rule.sources.is_empty() && !rule.reads.is_empty(), "{}", rule.code);
        assert!((1..=40).contains(&rule.weight), "{}", rule.code);
    }
}

/// A rule reads what it says it reads: without that it can't tell.
#[test]
fn a_rule_can_tell_nothing_without_what_it_reads() {
    for rule in rules() {
        let mut without = case();
        match rule.reads.last() {
            Some(Part::Contracts) => without.history = None,
            Some(Part::Neighbours) => without.around.neighbours = None,
            Some(Part::Changes) => without.around.edits = None,
            _ => continue,
        }
        assert!(said(rule, &without).is_err(), "{}", rule.code);
    }
}

/// Makes the change that a flag names, with its own numbers.
fn heal(case: &mut Case, evidence: &Evidence) {
    let end_after = |start: NaiveDate, days: u32| {
        let mut end = start;
        while working_days_between(start, end).unwrap() < days {
            end = end + Days::new(1);
        }
        end.and_time(NaiveTime::MIN).and_local_timezone(ASTANA).unwrap().to_utc()
            + TimeDelta::hours(14)
    };
    let day = |at: DateTime<Utc>| at.with_timezone(&ASTANA).date_naive();
    let announcement = case.announcement.as_mut();
    let neighbours = case.around.neighbours.as_mut();
    let history = case.history.as_mut();
    match evidence {
        Evidence::Words { words } => {
            let plan = case.plan.as_mut();
            let of_plan =
                plan.into_iter().flat_map(|it| [&mut it.description, &mut it.extra_description]);
            let texts = [&mut case.lot.name, &mut case.lot.description].into_iter().chain(of_plan);
            for text in texts.flat_map(|text| [&mut text.ru, &mut text.kk]).flatten() {
                words.iter().for_each(|found| *text = text.replace(found.as_str(), ""));
            }
        }
        Evidence::BidWindow { least, .. } => {
            let it = announcement.unwrap();
            it.end_at = it.start_at.map(|start| end_after(day(start), *least));
        }
        Evidence::DiscussionWindow { least, .. } => {
            let it = announcement.unwrap();
            it.start_at = it.published_at.map(|at| end_after(day(at), *least));
            it.end_at = it.start_at.map(|start| start + TimeDelta::days(9));
        }
        Evidence::DeliveryTerm { least, .. } => {
            case.plan.as_mut().unwrap().supply_term = Some(format!("{least} календарных дней"));
        }
        Evidence::RepeatedAttempt { .. } => {
            case.lot.number = LotNumber::from_source("1-ЗЦП1").unwrap();
        }
        Evidence::NearThreshold { .. }
        | Evidence::DirectAfterFailed
        | Evidence::SingleSourceAboveLimit { .. } => case.lot.method_id = Some(2),
        Evidence::Splitting { lots, .. } => {
            assert!(*lots > 0);
            neighbours.unwrap().siblings = Siblings::default();
        }
        Evidence::UnitPriceHigh { most, .. } => price(case, *most),
        Evidence::UnitPriceLow { least, .. } => price(case, *least),
        Evidence::MethodDiffers { planned, .. } => case.lot.method_id = Some(*planned),
        Evidence::NoSpecification { least, .. } | Evidence::DescriptionShort { least, .. } => {
            describe(case, *least);
        }
        Evidence::DescriptionLong { most, .. } => describe(case, *most),
        Evidence::TitleMismatch { class, .. } => {
            case.lot.name = case.plan.as_ref().unwrap().enstru_name.clone();
            assert_eq!(case.lot.name.ru.as_ref().or(case.lot.name.kk.as_ref()), Some(class));
        }
        Evidence::HolidayWindow { .. } | Evidence::YearEndRush { .. } => {
            let it = announcement.unwrap();
            (it.start_at, it.end_at) = (Some(at("2026-11-16T10:00")), Some(at("2026-11-20T10:00")));
        }
        Evidence::DeadlineDayOff { .. } => {
            announcement.unwrap().end_at = Some(at("2027-11-24T12:00"));
        }
        Evidence::SumAbsurd { least, .. } => case.lot.amount = Some(*least),
        Evidence::SumMismatch { product, .. } => case.lot.amount = Some(*product),
        Evidence::PlanSumDiffers { planned, .. } | Evidence::VatInSum { planned, .. } => {
            case.lot.amount = Some(*planned);
        }
        Evidence::OrganizerDiffers { customer, .. } => {
            announcement.unwrap().organizer_bin = Some(customer.clone());
        }
        Evidence::DeadlineNearer { from, .. } => {
            case.around.deadline_move = Some(DeadlineMove { from: *from, to: *from });
        }
        Evidence::ChangedAfterPublication { most, .. } => case.around.edits = Some(*most),
        Evidence::UnitedLot { most, .. } => case.lot.plan_points = *most,
        Evidence::UnderReview { .. } => case.lot.status_id = Some(240),
        Evidence::NoAdvance { .. } => case.plan.as_mut().unwrap().prepayment_bp = Some(3_000),
        Evidence::Share { .. } => {
            let calm = Some(Tally { lots: 100, ..Tally::default() });
            if let Some(it) = neighbours {
                (it.customer, it.code, it.region) = (calm, calm, calm);
            }
            if let Some(it) = history {
                (it.single_bid, it.changed, it.terminated, it.disqualified) = (0, 0, 0, 0);
                (it.paid_late, it.top_supplier_bp) = (0, 0);
                if let Some(supplier) = it.main_supplier.as_mut() {
                    supplier.terminated = 0;
                }
            }
        }
        Evidence::Concentration { most, .. } => history.unwrap().hhi = *most,
        Evidence::LowDiscount { least_bp, .. } => history.unwrap().discount_bp = *least_bp,
        Evidence::FewBidders { least, .. } => history.unwrap().bidders_hundredths = *least,
        Evidence::NewSupplier { least_days, .. } => {
            let supplier = history.unwrap().newest_supplier.as_mut().unwrap();
            supplier.age_days = *least_days;
        }
        Evidence::SharedContacts { .. } => history.unwrap().shared_contacts = Some(0),
    }
}

fn price(case: &mut Case, of_one: Tenge) {
    (case.lot.amount, case.lot.quantity) = (Some(of_one), Some(Quantity::from_micro(1_000_000)));
}

fn describe(case: &mut Case, chars: i64) {
    let text = "д".repeat(usize::try_from(chars).unwrap());
    case.lot.description = LocalText::new(Some(text.clone()), None);
    case.plan.as_mut().unwrap().description = LocalText::new(Some(text), None);
}

/// Purchases of every kind: each number near what some rule compares it with.
fn any_case() -> impl Strategy<Value = Case> {
    let lot = (
        prop::sample::select(vec![2_i64, 3, 6, 23, 60, 77, 188, 124]),
        prop::sample::select(vec![2_i64, 3, 60, 78]),
        1_u32..5,
        prop::sample::select(vec![0_i64, 55_000_000, 43_200_000, 3_459_000_000, 63_800_000]),
        1_i64..900_000_000,
        prop::sample::select(vec![240_i64, 440, 510]),
        1_i64..9,
    );
    let when = (0_i64..40, -1_i64..6, 0_i64..12);
    let plan = (
        prop::sample::select(vec!["15 календарных дней", "7 күнтізбелік күн", "10 рабочих дней"]),
        prop::sample::select(vec!["Бумага", "Ремонт кровли"]),
        prop::sample::select(vec!["", "согл.", "формат А4, плотность 80 г/м2"]),
        1_usize..200,
        prop::option::of(0_i64..2),
    );
    let around = (0_i64..4, 0_i64..100, 15_i64..60, any::<bool>(), 0_i64..6);
    let history = prop::option::of((0_i64..60, 0_i64..60, 0_i64..9_000, 0_i64..400, 0_i64..3));
    (lot, when, plan, around, history).prop_map(|(lot, when, plan, around, history)| {
        let mut case = case();
        let (used, planned, attempt, amount, micro, status, points) = lot;
        (case.lot.method_id, case.lot.planned_method_id) = (Some(used), Some(planned));
        case.lot.number = LotNumber::from_source(&format!("1-ЗЦП{attempt}")).unwrap();
        (case.lot.amount, case.lot.quantity) =
            (Some(Tenge::from_tiyn(amount)), Some(Quantity::from_micro(micro)));
        (case.lot.status_id, case.lot.plan_points) = (Some(status), points);
        let (published, start, end) = when;
        let it = case.announcement.as_mut().unwrap();
        it.published_at = Some(at("2026-11-20T10:00") + TimeDelta::days(published));
        it.start_at = it.published_at.map(|at| at + TimeDelta::days(start));
        it.end_at = it.start_at.map(|at| at + TimeDelta::days(end));
        it.organizer_bin = Bin::from_source(["000540002866", "940140000385"][attempt as usize % 2]);
        let (term, class, description, repeat, prepayment) = plan;
        let it = case.plan.as_mut().unwrap();
        it.supply_term = Some(term.to_owned());
        it.enstru_name = LocalText::new(Some(class.to_owned()), None);
        it.prepayment_bp = prepayment;
        it.description = LocalText::default();
        case.lot.description = LocalText::new(Some(description.repeat(repeat)), None);
        let (lots, part, count, is_nearer, edits) = around;
        let it = case.around.neighbours.as_mut().unwrap();
        it.siblings = Siblings { lots, total: Tenge::from_tiyn(lots * 2_000_000_000) };
        let tally =
            Tally { lots: 100, failed: part, cancelled: part, appealed: part, direct: part };
        (it.customer, it.code, it.region) = (Some(tally), Some(tally), Some(tally));
        it.price = Some(Spread { count, q1: 100_000, median: 110_000, q3: 120_000 });
        case.around.edits = Some(edits);
        let from = at("2026-11-27T12:00");
        case.around.deadline_move =
            is_nearer.then_some(DeadlineMove { from, to: from - TimeDelta::days(edits) });
        case.history = history.map(|(all, part, share, hundredths, pairs)| History {
            contracts: all,
            tendered: all,
            awards: all,
            purchases: all,
            bids: all,
            acts: all,
            single_bid: part.min(all),
            changed: part.min(all),
            terminated: part.min(all),
            disqualified: part.min(all),
            paid_late: part.min(all),
            top_supplier_bp: share,
            hhi: share,
            discount_bp: hundredths,
            bidders_hundredths: hundredths,
            shared_contacts: Some(pairs),
            newest_supplier: Some(SupplierHistory {
                age_days: share / 10,
                sum: Tenge::from_tiyn(share * 1_000_000),
                year: 2026,
            }),
            main_supplier: Some(SupplierContracts { contracts: all, terminated: part.min(all) }),
        });
        case
    })
}

proptest! {
    #[test]
    fn every_flag_goes_with_the_change_it_names(case in any_case()) {
        let settings = Settings::published();
        for flag in evaluate(&case, settings, case.as_of).flags {
            let mut healed = case.clone();
            heal(&mut healed, &flag.evidence);
            let again = evaluate(&healed, settings, case.as_of);
            prop_assert!(
                again.flags.iter().all(|it| it.rule != flag.rule),
                "{} stays: {:?} → {:?}", flag.rule, flag.evidence, again.flags
            );
        }
    }

    #[test]
    fn a_written_case_gives_the_same_report_byte_by_byte(case in any_case()) {
        let settings = Settings::published();
        let said = serde_json::to_string(&evaluate(&case, settings, case.as_of)).unwrap();
        let read: Case = serde_json::from_str(&serde_json::to_string(&case).unwrap()).unwrap();
        let again = evaluate(&read, settings, read.as_of);
        prop_assert_eq!(serde_json::to_string(&again).unwrap(), said.clone());
        let report: super::Report = serde_json::from_str(&said).unwrap();
        prop_assert_eq!(report, again);
    }

    #[test]
    fn more_flags_never_lower_the_score(case in any_case()) {
        let report = evaluate(&case, Settings::published(), case.as_of);
        let heaviest = report.flags.iter().map(|flag| flag.weight).max().unwrap_or_default();
        prop_assert!(report.score >= heaviest && report.score <= 100);
        prop_assert!(report.flags.is_sorted_by_key(|flag| u8::MAX - flag.weight));
    }
}

#[test]
fn methods_that_the_rules_have_no_numbers_for_are_other() {
    assert_eq!(Procedure::of(3), Procedure::Quotations);
    assert_eq!(Procedure::of(124), Procedure::Other);
}
