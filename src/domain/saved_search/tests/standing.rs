//! Days and statuses as people type them.

use rstest::rstest;

use super::{
    super::{Criterion, FilterError, SearchFilter},
    words,
};

#[rstest]
#[case("картридж только открытые", "картридж", None, None)]
#[case("картридж до пятницы", "картридж", Some("2026-11-27 18:59"), None)]
#[case("картридж до субботы", "картридж", Some("2026-11-21 18:59"), None)]
#[case("картридж за 3 дня", "картридж", Some("2026-11-24 07:00"), None)]
#[case("в течение недели картридж", "картридж", Some("2026-11-28 07:00"), None)]
#[case("бумага до 25.11 от 100 тыс", "бумага", Some("2026-11-25 18:59"), None)]
#[case("бумага до 25 ноября", "бумага", Some("2026-11-25 18:59"), None)]
#[case("бумага до 5 января", "бумага", Some("2027-01-05 18:59"), None)]
#[case("бумага до 5 января 2028 стол", "бумага стол", Some("2028-01-05 18:59"), None)]
#[case("бумага до конца месяца", "бумага", Some("2026-11-30 18:59"), None)]
#[case("бумага до завтра", "бумага", Some("2026-11-22 18:59"), None)]
#[case("қағаз жұмаға дейін", "қағаз", Some("2026-11-27 18:59"), None)]
#[case("қағаз 3 күн ішінде", "қағаз", Some("2026-11-24 07:00"), None)]
#[case("қағаз 25 қарашаға дейін", "қағаз", Some("2026-11-25 18:59"), None)]
#[case("paper until friday", "paper", Some("2026-11-27 18:59"), None)]
#[case("paper within 2 weeks", "paper", Some("2026-12-05 07:00"), None)]
#[case("стол после 01.12.2026", "стол", None, Some("2026-12-01 18:59"))]
#[case("стеллаж открытый", "стеллаж открытый", None, None)]
#[case("«до пятницы» стол", "до пятницы стол", None, None)]
#[case("обеды за стол", "обеды стол", None, None)]
fn days_are_read_as_people_say_them(
    #[case] text: &str,
    #[case] kept: &str,
    #[case] until: Option<&str>,
    #[case] after: Option<&str>,
) {
    let now = "2026-11-21T07:00:00Z".parse().unwrap();
    let (filter, standing) = SearchFilter::parse_with_standing(text).unwrap();
    assert_eq!(words(&filter), kept);
    let window = standing.window(now);
    let shown = |at: chrono::DateTime<chrono::Utc>| at.format("%F %H:%M").to_string();
    match (until, after) {
        (None, None) => assert_eq!(window, None),
        (Some(until), _) => assert_eq!(window.map(|it| shown(it.1)).as_deref(), Some(until)),
        (_, Some(after)) => assert_eq!(window.map(|it| shown(it.0)).as_deref(), Some(after)),
    }
}

#[rstest]
#[case("статус: отменен", &[430])]
#[case("статус отмененные", &[430])]
#[case("статус:220", &[220])]
#[case("статус прием заявок", &[220])]
#[case("стол статус: закупка состоялась", &[360])]
#[case("стол статус не состоялась", &[370])]
#[case("мәртебесі тоқтатылды", &[])]
#[case("мәртебесі: тоқтаталды", &[420])]
#[case("status: cancelled", &[430])]
#[case("статус: на обжаловании", &[440])]
#[case("статус: завершен", &[360, 370])]
fn statuses_are_read_in_words(#[case] text: &str, #[case] ids: &[i64]) {
    let (_, standing) = SearchFilter::parse_with_standing(text).unwrap();
    assert_eq!(standing.statuses, ids, "{text}");
}

#[test]
fn what_is_said_of_days_and_statuses_must_make_sense() {
    let error = |text: &str| SearchFilter::parse_with_standing(text).unwrap_err();
    assert_eq!(error("стол статус: синий"), FilterError::UnknownStatus("синий".to_owned()));
    assert_eq!(error("стол до 31 ноября"), FilterError::BadDate);
    assert_eq!(error("стол до 31.11.2026"), FilterError::BadDate);
    assert_eq!(error("стол до пятницы до субботы"), FilterError::Repeated(Criterion::Deadline));
    // A sum stays a sum, and such conditions alone are something to look for, but not to save.
    let (filter, standing) = SearchFilter::parse_with_standing("стол до 5.10 млн").unwrap();
    assert!(filter.max.is_some() && standing.is_any());
    assert!(SearchFilter::parse_with_standing("только открытые лоты").unwrap().1.only_open);
    assert_eq!(SearchFilter::parse("только открытые лоты"), Err(FilterError::Empty));
}
