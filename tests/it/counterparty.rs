//! A BIN by itself: who it is, the register of unfair participants, what it buys now.

use chrono::TimeDelta;
use serde_json::json;
use zakupai::demo::goszakup::{Fault, TokenError};

use super::support::*;

on_both_engines! {
    async fn a_customer_is_shown_with_what_it_buys(app: TestApp) {
        let brief = app.person(1, "ru").says("000540002866").await;
        assert_reads("counterparty_customer", &brief);
    }
}

on_both_engines! {
    async fn listed_expired_clean_and_unknown_are_four_answers(app: TestApp) {
        let talker = app.person(1, "ru");
        let entry = |bin: &str, until: &str| json!({
            "supplierBiin": bin, "systemId": 3, "startDate": "2025-01-01 00:00:00", "endDate": until,
            "Detail": [{ "supplierBiin": bin, "systemId": 3, "startDate": "2025-01-01 00:00:00", "endDate": until }],
        });
        app.goszakup.add_rnu(entry("940140000385", "2027-01-01 00:00:00"));
        app.goszakup.add_rnu(entry("961141000023", "2026-01-01 00:00:00"));
        app.services().rnu.look().await.unwrap();
        assert!(talker.says("940140000385").await.text.contains("⛔️ В реестре недобросовестных участников до 01.01.2027"));
        assert!(talker.says("961141000023").await.text.contains("был до 01.01.2026; срок истёк"));
        assert!(talker.says("070941024691").await.text.contains("OWS не значится"));
        app.clock.advance(TimeDelta::hours(25));
        app.goszakup.reject_token(true);
        let unknown = talker.says("000740001307").await;
        assert!(unknown.text.contains("неизвестно, значится ли"), "{}", unknown.text);
        assert!(!unknown.text.contains("не значится"), "{}", unknown.text);
    }
}

on_both_engines! {
    async fn every_shape_of_a_refused_token_is_no_answer(app: TestApp) {
        let talker = app.person(1, "ru");
        app.goszakup.reject_token(true);
        app.clock.advance(TimeDelta::hours(25));
        for mode in [TokenError::InvalidRoute404, TokenError::Unauthorized401, TokenError::Forbidden403] {
            app.goszakup.token_error(mode);
            let brief = talker.says("940140000385").await;
            assert!(brief.text.contains("неизвестно, значится ли"), "{mode:?}: {}", brief.text);
        }
    }
}

on_both_engines! {
    async fn a_known_name_survives_an_outage(app: TestApp) {
        let talker = app.person(1, "ru");
        let before = talker.says("000540002866").await;
        let name = before.text.lines().next().unwrap().to_owned();
        app.clock.advance(TimeDelta::hours(30));
        app.goszakup.fail_next(50, Fault::Status(503));
        assert!(talker.says("000540002866").await.text.starts_with(&name));
    }
}
