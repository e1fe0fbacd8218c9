//! The term of delivery is shorter than the law allows.

use super::super::{
    Case, Check, Evidence, Missing, Paper, Part, Phase, Rule, Settings, Source, engine::Checked,
};

pub(super) const RULE: Rule = Rule {
    code: "delivery-term",
    phase: Phase::Before,
    reads: &[Part::Plan],
    thresholds: &["delivery_days"],
    sources: &[Source::Law("17(6)"), Source::Rules("569")],
    weight: 25,
    paper: Some(Paper::Remark),
    check: Check::Case(check),
};

fn check(case: &Case, settings: &Settings) -> Checked {
    let term = case.plan()?.supply_term.as_deref().ok_or(Missing::SupplyTerm)?;
    let days = calendar_days(term).ok_or(Missing::SupplyTerm)?;
    let least = settings.delivery_days;
    Ok((days < least).then_some(Evidence::DeliveryTerm { days, least }))
}

/// The days of a term that is told in calendar days and no other way: «до 25 декабря», «по заявке»
/// and terms with several numbers are not guessed at.
fn calendar_days(term: &str) -> Option<u32> {
    let term = term.to_lowercase();
    let is_calendar = term.contains("календарн") || term.contains("күнтізбелік");
    let mut numbers = term.split(|c: char| !c.is_ascii_digit()).filter(|digits| !digits.is_empty());
    let days = numbers.next()?.parse().ok()?;
    (is_calendar && numbers.next().is_none()).then_some(days)
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;
    use crate::domain::risk::tests::*;

    #[rstest]
    #[case("15 календарных дней со дня вступления договора в силу", Ok(None))]
    #[case("в течении 10 календарных дней после подписания договора", Ok(Some((10, 15))))]
    #[case("14 күнтізбелік күн", Ok(Some((14, 15))))]
    #[case("10 рабочих дней", Err(Missing::SupplyTerm))]
    #[case("до 25 декабря 2026 года", Err(Missing::SupplyTerm))]
    #[case("по заявке, 3 календарных дня, но до 25 числа", Err(Missing::SupplyTerm))]
    fn only_calendar_days_are_compared(
        #[case] term: &str,
        #[case] expected: Result<Option<(u32, u32)>, Missing>,
    ) {
        let mut case = case();
        case.plan.as_mut().unwrap().supply_term = Some(term.to_owned());
        let evidence =
            expected.map(|fired| fired.map(|(days, least)| Evidence::DeliveryTerm { days, least }));
        assert_eq!(said(&RULE, &case), evidence);
    }
}
