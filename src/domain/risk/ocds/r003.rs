//! R003: bids are taken for fewer days than usual.

use super::{issues::Kind, moment, release::Release, settings::ShortPeriod};

/// Whether the term is shorter than its threshold, in whole days between the two instants; an issue
/// where a date is missing or can't be read, and another where an offset was assumed.
pub(super) fn short(
    release: &Release<'_>,
    settings: &ShortPeriod,
    mut issue: impl FnMut(Kind),
) -> bool {
    let tender = &release.tender;
    if !settings.methods.is_empty()
        && !tender.method.get().is_some_and(|method| settings.methods.contains(method))
    {
        return false;
    }
    let mut read = |text: Option<&str>, missing, unreadable| {
        let moment = text.and_then(moment::read);
        match (text, moment) {
            (None, _) => issue(missing),
            (Some(_), None) => issue(unreadable),
            (Some(_), Some(moment)) if moment.assumed => issue(Kind::OffsetAssumed),
            _ => {}
        }
        moment
    };
    let start = read(tender.period.start.get(), Kind::NoPeriodStart, Kind::UnreadablePeriodStart);
    let end = read(tender.period.end.get(), Kind::NoPeriodEnd, Kind::UnreadablePeriodEnd);
    let (Some(start), Some(end)) = (start, end) else { return false };
    let threshold = tender
        .method_details
        .get()
        .and_then(|details| settings.by_details.get(details))
        .unwrap_or(&settings.threshold);
    (end.at - start.at).num_days() < *threshold
}

#[cfg(test)]
mod tests {
    use rstest::rstest;
    use serde_json::json;

    use crate::domain::risk::ocds::tests::{flags, with_settings};

    fn lot(start: &str, end: &str) -> serde_json::Value {
        json!({ "ocid": "p", "tender": { "procurementMethod": "open", "procurementMethodDetails": "Аукцион",
            "tenderPeriod": { "startDate": start, "endDate": end } } })
    }

    #[rstest]
    #[case("2025-03-01T09:00:00+05:00", "2025-03-16T08:59:59+05:00", true)]
    #[case("2025-03-01T09:00:00+05:00", "2025-03-16T09:00:00+05:00", false)]
    #[case("2025-03-01T09:00:00+05:00", "2025-03-16T04:00:00Z", false)]
    #[case("2025-03-01T09:00:00+05:00", "2025-03-16T03:59:59Z", true)]
    #[case("2025-03-01 09:00:00", "2025-03-16 08:59:59", true)]
    #[case("2025-03-01T09:00:00", "2025-03-16T09:00:00", false)]
    #[case("2025-03-01T09:00:00", "2025-03-16T03:00:00Z", true)]
    #[case("2025-03-20T09:00:00Z", "2025-03-01T09:00:00Z", true)]
    #[case("", "2025-03-02T09:00:00Z", false)]
    #[case("2025-03-01T09:00:00Z", "скоро", false)]
    fn whole_days_between_instants_are_counted(
        #[case] start: &str,
        #[case] end: &str,
        #[case] flagged: bool,
    ) {
        assert_eq!(flags(&[lot(start, end)]).processes.contains_key("p"), flagged);
    }

    #[rstest]
    #[case("[R003]\nthreshold = 10", false)]
    #[case("[R003]\nthreshold = 11", true)]
    #[case("[R003]\nprocurement_methods = open|selective", true)]
    #[case("[R003]\nprocurement_methods = limited", false)]
    #[case("[R003]\n[R003.procurement_method_details]\nАукцион = 10", false)]
    #[case("[R003]\nthreshold = 5\n[R003.procurement_method_details]\nАукцион = 11", true)]
    #[case("[R018]", false)]
    fn thresholds_and_methods_are_settings(#[case] settings: &str, #[case] flagged: bool) {
        let lot = lot("2025-03-01T09:00:00Z", "2025-03-11T09:00:00Z");
        assert_eq!(with_settings(settings, &[lot]).processes.contains_key("p"), flagged);
    }
}
