//! The customer gave a large contract to a supplier registered shortly before.

use super::super::{
    Case, Check, Evidence, Missing, Part, Phase, Rule, Settings, Source, engine::Checked,
    settings::mrp,
};

pub(super) const RULE: Rule = Rule {
    code: "new-supplier",
    phase: Phase::History,
    reads: &[Part::Contracts],
    thresholds: &["new_supplier_days", "new_supplier_mrp"],
    sources: &[Source::Ocp("R052"), Source::Law("11")],
    weight: 12,
    paper: None,
    check: Check::Case(check),
};

fn check(case: &Case, settings: &Settings) -> Checked {
    let supplier = case.history()?.newest_supplier.ok_or(Missing::Suppliers)?;
    let limit = mrp(settings.new_supplier_mrp, supplier.year)?;
    let (days, sum, least_days) = (supplier.age_days, supplier.sum, settings.new_supplier_days);
    let is_new = days < least_days && sum > limit;
    Ok(is_new.then_some(Evidence::NewSupplier { days, sum, least_days, limit }))
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;
    use crate::domain::risk::tests::*;

    #[rstest]
    #[case(None, Err(Missing::Suppliers))]
    #[case(Some((179, 3_460_000_001, 2026)), Ok(true))]
    #[case(Some((180, 3_460_000_001, 2026)), Ok(false))]
    #[case(Some((179, 3_460_000_000, 2026)), Ok(false))]
    #[case(Some((179, 3_460_000_001, 2031)), Err(Missing::Mrp))]
    fn young_and_large(
        #[case] known: Option<(i64, i64, i32)>,
        #[case] expected: Result<bool, Missing>,
    ) {
        let mut case = case();
        let newest_supplier = known.map(|(age_days, tiyn, year)| SupplierHistory {
            age_days,
            sum: Tenge::from_tiyn(tiyn),
            year,
        });
        case.history = Some(History { newest_supplier, ..History::default() });
        assert_eq!(said(&RULE, &case).map(|fired| fired.is_some()), expected);
    }
}
