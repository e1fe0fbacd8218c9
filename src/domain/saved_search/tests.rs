//! What people type, what it finds, and that the quick way agrees with the plain one.

mod standing;

use proptest::prelude::*;
use rstest::rstest;

use super::*;
use crate::domain::{
    lots::Lot,
    plans::PlanPoint,
    types::{BiinError, LocalText, LotNumber, MoneyError},
};

const BIN: &str = "940140000385";

fn tenge(whole: i64) -> Option<Tenge> {
    Some(Tenge::from_tiyn(whole * 100))
}

fn words(filter: &SearchFilter) -> String {
    filter.words.join(" ")
}

#[test]
fn a_search_with_everything_is_read() {
    let filter = SearchFilter::parse(
        "Картридж !canon, -Xerox от 100 тыс до 5 млн Алматы енстру 262040 бин 9401 4000 0385 \
         метод:зцп",
    )
    .unwrap();
    assert_eq!(
        filter,
        SearchFilter {
            words: vec!["картридж".to_owned()],
            excluded: vec!["canon".to_owned(), "xerox".to_owned()],
            enstru: Some("262040".to_owned()),
            regions: vec!["75".to_owned()],
            min: tenge(100_000),
            max: tenge(5_000_000),
            method: Some(3),
            customer: Some(Bin::parse(BIN).unwrap()),
        }
    );
    let json = serde_json::to_string(&filter).unwrap();
    assert_eq!(serde_json::from_str::<SearchFilter>(&json).unwrap(), filter);
    let later: SearchFilter =
        serde_json::from_str(r#"{"words":["бумага"],"colour":"white"}"#).unwrap();
    assert_eq!(words(&later), "бумага");
}

#[rstest]
#[case("от 100 тыс до 5 млн", tenge(100_000), tenge(5_000_000))]
#[case("от 100 до 500 тыс", tenge(100_000), tenge(500_000))]
#[case("от\u{A0}1\u{A0}000\u{A0}000 тенге", tenge(1_000_000), None)]
#[case("до 1,5 млн.", None, tenge(1_500_000))]
#[case("до 1.5млн ₸", None, tenge(1_500_000))]
#[case("от 2млрд", tenge(2_000_000_000), None)]
#[case("от 100т до 200к", tenge(100_000), tenge(200_000))]
#[case("свыше 1.000.000", tenge(1_000_000), None)]
#[case("до 250 000,50", None, Some(Tenge::from_tiyn(25_000_050)))]
#[case(">=5m <7m", tenge(5_000_000), tenge(7_000_000))]
#[case("> 5 млн", tenge(5_000_000), None)]
#[case("100-500 тыс", tenge(100_000), tenge(500_000))]
#[case("100 тыс – 5 млн тг", tenge(100_000), tenge(5_000_000))]
#[case("не менее 3 млн не более 4 млн", tenge(3_000_000), tenge(4_000_000))]
#[case("сумма от 5 млн", tenge(5_000_000), None)]
#[case("100 мыңнан 5 миллионға дейін", tenge(100_000), tenge(5_000_000))]
#[case("2 млн бастап", tenge(2_000_000), None)]
#[case("from 100k to 2 million", tenge(100_000), tenge(2_000_000))]
#[case("от 0", tenge(0), None)]
fn sums_are_read_as_people_write_them(
    #[case] text: &str,
    #[case] min: Option<Tenge>,
    #[case] max: Option<Tenge>,
) {
    let filter = SearchFilter::parse(&format!("бумага {text} А4")).unwrap();
    assert_eq!((filter.min, filter.max), (min, max));
    assert_eq!(words(&filter), "бумага а4");
}

#[rstest]
#[case("Алматы", &["75"])]
#[case("в Алматы и Астане", &["75", "71"])]
#[case("Алматинская область", &["19"])]
#[case("в Алматинской обл.", &["19"])]
#[case("Алматы облысы", &["19"])]
#[case("Almaty Region", &["19"])]
#[case("г. Алматы", &["75"])]
#[case("г.Шымкент", &["79"])]
#[case("Қарағанды облысында", &["35"])]
#[case("караганда", &["35"])]
#[case("Актобе", &["15"])]
#[case("Западно-Казахстанская область", &["27"])]
#[case("восточно казахстанской", &["63"])]
#[case("ВКО, ЮКО", &["63", "61", "79"])]
#[case("область Абай", &["10"])]
#[case("Нур-Султан", &["71"])]
#[case("Kostanay", &["39"])]
#[case("регион:75", &["75"])]
#[case("регион:Алматы", &["75"])]
#[case("регион Павлодар", &["55"])]
fn regions_are_read_in_three_languages(#[case] text: &str, #[case] codes: &[&str]) {
    let filter = SearchFilter::parse(&format!("уголь {text}")).unwrap();
    assert_eq!(filter.regions, codes);
    assert!(filter.words.len() <= 2, "{:?}", filter.words);
    assert_eq!(filter.words[0], "уголь");
}

#[rstest]
#[case("бумага А4 500", "бумага а4 500")]
#[case("масло 10W-40 5 л", "масло 10w-40 5 л")]
#[case("бумага для принтера и плоттера", "бумага принтера плоттера")]
#[case("картридж картриджи КАРТРИДЖЕЙ", "картридж")]
#[case("«бумага до 5 млн» офисная", "бумага до 5 млн офисная")]
#[case("<b>картридж</b> <script>alert(1)</script>", "картридж alert 1")]
#[case("кар\u{200B}тридж\u{202E} \u{0}тонер", "картридж тонер")]
#[case("книги Абая", "книги абая")]
#[case("заказчик школа", "заказчик школа")]
#[case("способ нанесения", "способ нанесения")]
#[case("бензин АИ-92, веб-камера", "бензин аи-92 веб-камера")]
#[case("қағаз А4", "қағаз а4")]
fn the_rest_is_words(#[case] text: &str, #[case] expected: &str) {
    let filter = SearchFilter::parse(text).unwrap();
    assert_eq!(words(&filter), expected);
    assert_eq!(filter, SearchFilter { words: filter.words.clone(), ..SearchFilter::default() });
}

#[rstest]
#[case("enstru:26.20.40", Some("262040"), None)]
#[case("енс тру 262040.000.000003", Some("262040000000003"), None)]
#[case("262040.000.000003", Some("262040000000003"), None)]
#[case("бумага метод аук", None, Some(78))]
#[case("бумага способ=ЗЦПнеГЗ", None, Some(126))]
#[case("метод:3", None, Some(3))]
fn codes_are_read(#[case] text: &str, #[case] enstru: Option<&str>, #[case] method: Option<i64>) {
    let filter = SearchFilter::parse(text).unwrap();
    assert_eq!((filter.enstru.as_deref(), filter.method), (enstru, method));
}

#[test]
fn an_exclusion_before_quotes_holds_for_all_in_them() {
    let filter = SearchFilter::parse("принтер !«матричный струйный» ! б/у лазерный").unwrap();
    assert_eq!(filter.excluded, ["матричный", "струйный", "б", "у"]);
    assert_eq!(words(&filter), "принтер лазерный");
}

#[rstest]
#[case("", FilterError::Empty)]
#[case(" \u{200B}!!! «» 🙂", FilterError::Empty)]
#[case("для и в", FilterError::Empty)]
#[case("!canon -xerox", FilterError::OnlyExclusions)]
#[case("картридж !картриджи", FilterError::Contradiction("картриджи".to_owned()))]
#[case("уголь от 5 млн до 1 млн", FilterError::MinAboveMax)]
#[case("уголь от -5", FilterError::Negative)]
#[case("уголь до -1 млн", FilterError::Negative)]
#[case("уголь от 900000 млрд", FilterError::BadSum(MoneyError::TooLarge))]
#[case("бин 940140000384", FilterError::BadBin(BiinError::BadChecksum))]
#[case("940140000384", FilterError::BadBin(BiinError::BadChecksum))]
#[case("бин 12345", FilterError::BadBin(BiinError::BadLength))]
#[case("бин", FilterError::BadBin(BiinError::Empty))]
#[case("бин школа", FilterError::BadBin(BiinError::Empty))]
#[case("enstru:abc", FilterError::BadEnstru)]
#[case("енстру 1", FilterError::BadEnstru)]
#[case("енстру", FilterError::BadEnstru)]
#[case("уголь метод:<b>zzz", FilterError::UnknownMethod("zzz".to_owned()))]
#[case("уголь регион:Марс", FilterError::UnknownRegion("Марс".to_owned()))]
#[case("уголь от 5 от 6", FilterError::Repeated(Criterion::Min))]
#[case("уголь енстру 26 енстру 27", FilterError::Repeated(Criterion::Enstru))]
fn what_makes_no_sense_says_why(#[case] text: &str, #[case] error: FilterError) {
    assert_eq!(SearchFilter::parse(text), Err(error));
}

#[test]
fn what_is_too_much_is_refused() {
    assert_eq!(SearchFilter::parse(&"а".repeat(201)), Err(FilterError::TooLong));
    assert_eq!(SearchFilter::parse(&"щ".repeat(150)), Err(FilterError::LongWord));
    assert_eq!(SearchFilter::parse(&"щ".repeat(41)), Err(FilterError::LongWord));
    let many: Vec<String> = (100..121).map(|n| n.to_string()).collect();
    assert_eq!(SearchFilter::parse(&many.join(" ")), Err(FilterError::TooManyWords));
    assert!(SearchFilter::parse(&many[1..].join(" ")).is_ok());
}

fn lot(ru: &str, kk: &str) -> Lot {
    Lot {
        id: 1,
        number: LotNumber::parse("83685322-ОИ4").unwrap(),
        announcement_id: None,
        announcement_number: None,
        name: LocalText::new(Some(ru.to_owned()), Some(kk.to_owned())),
        description: LocalText::default(),
        status_id: None,
        amount: tenge(1_000_000),
        quantity: None,
        customer_bin: Bin::from_source(BIN),
        customer_name: LocalText::default(),
        planned_method_id: None,
        actual_method_id: Some(77),
        kato: vec!["751110000".to_owned(), "511010000".to_owned()],
        plan_point_ids: Vec::new(),
        deadline: None,
        is_deleted: false,
        source_updated_at: None,
        fetched_at: chrono::DateTime::default(),
    }
}

#[rstest]
#[case("картриджи принтеров", true)]
#[case("қағаздарды", true)]
#[case("кагаз", true)]
#[case("веб камера", true)]
#[case("вебкамера", true)]
#[case("картридж !камера", false)]
#[case("картридж !canon", true)]
#[case("картридж !веб-камеры", false)]
#[case("картридж !веб-сайт", true)]
#[case("кaртpидж", true)]
#[case("картон", false)]
#[case("Алматы", true)]
#[case("Шымкент", true)]
#[case("картридж Астана", false)]
#[case("от 1 млн до 1 млн", true)]
#[case("от 1000001", false)]
#[case("метод:аук", true)]
#[case("метод:зцп", false)]
#[case("бин 940140000385", true)]
#[case("енстру 2620", false)]
fn a_lot_is_found_by_what_it_has(#[case] text: &str, #[case] found: bool) {
    let lot =
        lot("Картридж для лазерного принтера, ВЕБ-камера", "Лазерлік принтерге арналған қағаз");
    let filter = SearchFilter::parse(text).unwrap();
    let lot = LotText::of(&lot, None, None);
    assert_eq!(filter.matches(&lot), found);
    let quick = Matcher::build([(7, &filter)]).matches(&mut Scratch::default(), &lot);
    assert_eq!(quick, if found { vec![7] } else { vec![] });
}

#[test]
fn what_is_not_known_of_a_lot_is_not_what_was_asked_for() {
    let mut bare = lot("Уголь", "Көмір");
    (bare.amount, bare.actual_method_id, bare.customer_bin) = (None, None, None);
    bare.kato.clear();
    let lot = LotText::of(&bare, None, None);
    for text in ["до 5 млн", "от 0", "метод:аук", "Алматы", "бин 940140000385", "енстру 05"]
    {
        assert!(!SearchFilter::parse(text).unwrap().matches(&lot), "{text}");
    }
    assert!(!SearchFilter::default().matches(&lot));
    assert!(SearchFilter::parse("уголь").unwrap().matches(&lot));
}

/// Few words, so that random lots and searches meet.
const VOCABULARY: [&str; 16] = [
    "бумага",
    "бумаги",
    "офисная",
    "А4",
    "картридж",
    "картриджей",
    "веб-камера",
    "камера",
    "вебкамера",
    "қағаз",
    "қағаздар",
    "кагазы",
    "принтерлер",
    "принтер",
    "5кг",
    "<b>!\u{202E}",
];

fn some_words() -> impl Strategy<Value = Vec<String>> {
    prop::collection::vec(prop::sample::select(&VOCABULARY[..]).prop_map(str::to_owned), 0..3)
}

fn some_code() -> impl Strategy<Value = String> {
    prop::sample::select(vec!["75", "71", "61", "51", "+5", "", "262040", "26204", "26"])
        .prop_map(str::to_owned)
}

prop_compose! {
    fn some_filter()(
        words in some_words(),
        excluded in some_words(),
        enstru in prop::option::weighted(0.2, some_code()),
        regions in prop::collection::vec(some_code(), 0..3),
        asks_region in prop::bool::weighted(0.3),
        min in prop::option::weighted(0.2, (-1_i64..4).prop_map(Tenge::from_tiyn)),
        max in prop::option::weighted(0.2, (0_i64..4).prop_map(Tenge::from_tiyn)),
        method in prop::option::weighted(0.2, prop::sample::select(vec![3, 7, 77, 78, 999])),
        customer in prop::option::weighted(0.1, prop::sample::select(vec![BIN, "000000000000"])),
    ) -> SearchFilter {
        SearchFilter {
            words,
            excluded,
            enstru,
            regions: if asks_region { regions } else { Vec::new() },
            min,
            max,
            method,
            customer: customer.and_then(Bin::from_source),
        }
    }
}

prop_compose! {
    fn some_lot()(
        ru in prop::collection::vec(prop::sample::select(&VOCABULARY[..]), 0..6),
        kk in prop::collection::vec(prop::sample::select(&VOCABULARY[..]), 0..6),
        amount in prop::option::of((0_i64..4).prop_map(Tenge::from_tiyn)),
        method in prop::option::of(prop::sample::select(vec![3, 7, 77, 999])),
        kato in prop::collection::vec(
            prop::sample::select(vec!["750000000", "710000000", "510000000", "7", "×1"]), 0..3),
        known in any::<bool>(),
    ) -> Lot {
        let mut lot = lot(&ru.join(" "), &kk.join(", "));
        (lot.amount, lot.actual_method_id) = (amount, method);
        lot.kato = kato.into_iter().map(str::to_owned).collect();
        lot.customer_bin = lot.customer_bin.filter(|_| known);
        lot
    }
}

fn plan(enstru: &str) -> PlanPoint {
    PlanPoint {
        id: 1,
        extra_description: LocalText::new(Some("Тонер".to_owned()), None),
        enstru_code: Some(enstru.to_owned()),
        ..PlanPoint::default()
    }
}

proptest! {
    #[test]
    fn the_matcher_finds_what_the_definition_says(
        filters in prop::collection::vec(some_filter(), 0..40),
        lots in prop::collection::vec(some_lot(), 1..6),
        enstru in prop::sample::select(vec!["262040.000.000003", "271010.100.000000", ""]),
    ) {
        let keyed = || filters.iter().enumerate().map(|(key, filter)| (key as u64, filter));
        let matcher = Matcher::build(keyed());
        let mut scratch = Scratch::default();
        // A scratch that served another matcher must not mislead this one.
        let other = Matcher::build(keyed().skip(1));
        for lot in &lots {
            let plan = plan(enstru);
            let lot = LotText::of(lot, None, Some(&plan));
            let expected: Vec<u64> =
                keyed().filter(|(_, filter)| filter.matches(&lot)).map(|(key, _)| key).collect();
            other.matches(&mut scratch, &lot);
            let mut found = matcher.matches(&mut scratch, &lot);
            prop_assert_eq!(&matcher.matches(&mut scratch, &lot), &found);
            found.sort_unstable();
            prop_assert_eq!(found, expected);
        }
    }

    #[test]
    fn no_text_makes_parsing_panic_and_what_is_read_reads_back(
        text in "\\PC{0,60}|[а-яәіa-z0-9 ,.!<>«»\"'\u{A0}\u{202E}\u{0}-]{0,60}|(от|до|бин|енстру|метод:|регион:|[0-9]{1,4}|тыс|-|млн| ){0,12}",
    ) {
        if let Ok(filter) = SearchFilter::parse(&text) {
            let json = serde_json::to_string(&filter).unwrap();
            prop_assert_eq!(serde_json::from_str::<SearchFilter>(&json).unwrap(), filter);
        }
    }
}
