//! R018: one tenderer alone, where several were looked for.

use std::collections::HashSet;

use super::release::Release;

/// Whether the announcement tells of one tenderer, under a method open to several. The told number
/// is taken, bids are not counted.
pub(super) fn single(release: &Release<'_>, methods: &HashSet<String>) -> bool {
    let tender = &release.tender;
    tender.number_of_tenderers.0 == Some(1)
        && (methods.is_empty()
            || tender.method.get().is_some_and(|method| methods.contains(method)))
}

#[cfg(test)]
mod tests {
    use rstest::rstest;
    use serde_json::{Value, json};

    use crate::domain::risk::ocds::tests::{flags, with_settings};

    #[rstest]
    #[case(json!("open"), json!(1), true)]
    #[case(json!("selective"), json!(1), true)]
    #[case(json!("limited"), json!(1), false)]
    #[case(json!("direct"), json!(1), false)]
    #[case(Value::Null, json!(1), false)]
    #[case(json!("open"), json!(0), false)]
    #[case(json!("open"), json!(2), false)]
    #[case(json!("open"), json!(1.0), false)]
    #[case(json!("open"), json!("1"), false)]
    fn the_told_number_counts(#[case] method: Value, #[case] number: Value, #[case] flagged: bool) {
        let lot = json!({ "ocid": "p", "tender": { "procurementMethod": method, "numberOfTenderers": number } });
        assert_eq!(flags(&[lot]).processes.contains_key("p"), flagged);
    }

    #[test]
    fn methods_are_a_setting() {
        let lot = json!({ "ocid": "p", "tender": { "procurementMethod": "limited", "numberOfTenderers": 1 } });
        let settings = "[R018]\nprocurement_methods = limited";
        assert!(with_settings(settings, &[lot]).processes.contains_key("p"));
    }
}
