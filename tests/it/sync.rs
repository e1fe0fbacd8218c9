//! Passes over OWS: complete or honest about it.

use chrono::TimeDelta;
use serde_json::json;
use zakupai::{
    demo::goszakup::{Dataset, Fault, Quirks},
    domain::{clock::Clock as _, sync::Source},
};

use super::support::*;

on_both_engines! {
    async fn the_first_pass_stores_two_days_and_sets_broken_rows_aside(app: TestApp) {
        // One lot of the demo's has an absurd sum: it is counted, told why, and asked for again.
        assert_eq!(app.services().store.count_lots().await.unwrap(), 355);
        let reasons = app.database.texts("SELECT reason FROM sync_errors WHERE source = 'lots' AND resolved_at IS NULL").await;
        assert_eq!(reasons, [Some("amount_absurd: amount".to_owned())]);
        let state = app.services().store.find_sync_state(Source::Lots).await.unwrap();
        assert_eq!((state.received, state.total, state.failure.as_deref()), (Some(356), Some(356), None));
        assert_eq!(state.completeness_bp(), Some(10_000));
        // Every lot is a change record for the notices to come.
        assert_eq!(app.database.scalar("SELECT count(*) FROM changes WHERE entity = 'lot' AND field = 'published'").await, 355);
        // Half of fresh lots come without their plan point: it was asked for.
        let bare = "SELECT count(*) FROM goszakup_lots l WHERE plan_number IS NOT NULL AND NOT EXISTS \
                    (SELECT 1 FROM plan_points p WHERE p.root_id = CAST(l.plan_number AS BIGINT))";
        assert!(app.database.scalar(bare).await < 30);
    }
}

on_both_engines! {
    async fn the_next_pass_brings_what_changed_and_only_that(app: TestApp) {
        let before = app.database.scalar("SELECT count(*) FROM changes").await;
        app.clock.advance(TimeDelta::minutes(15));
        let now = app.clock.now();
        app.goszakup.change_lot(42_700_184, json!({ "refLotStatusId": 370 }), now);
        app.goszakup.change_lot(42_700_174, json!({}), now);
        app.goszakup.change_announcement(17_379_704, json!({ "endDate": "2026-12-01 18:00:00" }), now);
        app.clock.advance(TimeDelta::seconds(1));
        app.services().sync.run().await.unwrap();
        let mut fields = app.database.texts("SELECT field FROM changes ORDER BY id DESC LIMIT 2").await;
        fields.sort();
        assert_eq!(fields, [Some("deadline".to_owned()), Some("status".to_owned())]);
        assert_eq!(app.database.scalar("SELECT count(*) FROM changes").await, before + 2, "a re-save is no change");
        // A deadline that moved on the announcement is the lots' deadline too.
        let talker = app.person(1, "ru");
        assert!(talker.says("/lot 83511867-ОИ2").await.text.contains("01.12.2026, 18:00"));
        assert!(talker.says("/lot 83685322-ОИ4").await.text.contains("Закупка не состоялась"));
        // The same window again: nothing new.
        app.services().sync.run().await.unwrap();
        assert_eq!(app.database.scalar("SELECT count(*) FROM changes").await, before + 2);
    }
}

on_both_engines! {
    async fn a_pass_that_breaks_off_does_not_move_the_watermark(app: TestApp) {
        let watermark = app.services().store.find_sync_state(Source::Lots).await.unwrap().watermark;
        for fault in [Fault::Status(503), Fault::Garbage, Fault::Html, Fault::HalfPage, Fault::Empty, Fault::NullRoot,
            Fault::GraphqlError("Internal server error".to_owned()), Fault::DropConnection, Fault::Huge(20 * 1024 * 1024)]
        {
            app.clock.advance(TimeDelta::minutes(1));
            // More often than a pass tries again.
            app.goszakup.fail_next(5, fault.clone());
            assert!(app.services().sync.run().await.is_err(), "{fault:?}");
            let state = app.services().store.find_sync_state(Source::Lots).await.unwrap();
            assert_eq!(state.watermark, watermark, "{fault:?}");
            assert!(state.failure.is_some(), "{fault:?}");
            app.goszakup.fail_next(0, fault);
        }
        assert_eq!(app.services().store.count_lots().await.unwrap(), 355, "what was stored stays");
    }
}

on_both_engines! {
    async fn a_count_that_is_not_reached_is_told(app: TestApp) {
        let watermark = app.services().store.find_sync_state(Source::Lots).await.unwrap().watermark;
        app.goszakup.total_count_lie(40);
        app.clock.advance(TimeDelta::minutes(5));
        let [lots, _] = app.services().sync.run().await.unwrap();
        assert!(!lots.complete);
        let state = app.services().store.find_sync_state(Source::Lots).await.unwrap();
        assert_eq!(state.watermark, watermark, "the watermark stays");
        assert!(state.completeness_bp().is_some_and(|share| share < 10_000));
        let card = app.person(1, "ru").says("/lot 83685322-ОИ4").await;
        assert!(card.text.contains("Данные OWS от 12:00, полнота "), "{}", card.text);
        assert!(!card.text.contains("полнота 100 %"), "{}", card.text);
    }
}

on_both_engines! {
    async fn a_row_that_heals_is_taken_back(app: TestApp) {
        let id = app.database.texts("SELECT row_id FROM sync_errors WHERE source = 'lots'").await[0].clone().unwrap().parse().unwrap();
        app.clock.advance(TimeDelta::hours(60));
        // It is out of the window by now: it is asked for by its id.
        app.goszakup.change_lot(id, json!({ "amount": 1_000 }), friday_noon());
        app.services().sync.run().await.unwrap();
        assert_eq!(app.database.scalar("SELECT count(*) FROM sync_errors WHERE source = 'lots' AND resolved_at IS NULL").await, 0);
        assert_eq!(app.services().store.count_lots().await.unwrap(), 356);
    }
}

on_both_engines! {
    async fn rows_of_garbage_are_set_aside_one_by_one(app: TestApp) {
        let now = app.clock.now();
        let naive = zakupai::demo::goszakup::naive(now);
        for (id, patch) in [
            (60_000_001, json!({ "amount": -5 })),
            (60_000_002, json!({ "lotNumber": null })),
            (60_000_003, json!({ "count": 1e300 })),
            (60_000_004, json!({ "nameRu": "Годный", "amount": "77.50", "pointList": null, "plnPointKatoList": [null, "x"] })),
        ] {
            let mut lot = json!({ "id": id, "lotNumber": format!("{id}-ЗЦП1"), "amount": 1, "count": 1, "lastUpdateDate": naive });
            lot.as_object_mut().unwrap().extend(patch.as_object().unwrap().clone());
            app.goszakup.add_lot(lot);
        }
        app.clock.advance(TimeDelta::seconds(2));
        let [lots, _] = app.services().sync.run().await.unwrap();
        assert!(lots.complete, "rows that were set aside are accounted for");
        assert_eq!(app.services().store.count_lots().await.unwrap(), 356);
        assert_eq!(app.database.scalar("SELECT count(*) FROM sync_errors WHERE source = 'lots' AND resolved_at IS NULL").await, 4);
        assert!(app.person(1, "ru").says("/lot 60000004-ЗЦП1").await.text.starts_with("Годный"));
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_full_pass_goes_on_where_it_was_cut_short() {
    for engine in [Engine::Sqlite, Engine::Postgres] {
        let data = Dataset::generated(1_500, friday_noon(), 7);
        let Some(mut app) = TestApp::stopped(engine, data).await else { continue };
        app.set("SYNC_INTERVAL", "24h");
        app.start().await;
        zakupai::demo::synced(app.running()).await.unwrap();
        let asked =
            |app: &TestApp| app.goszakup.requests().iter().filter(|r| r.roots == ["Lots"]).count();
        let before = asked(&app);
        // Some pages come, then OWS goes away for longer than a call tries again.
        app.goszakup.quirks(Quirks::default());
        let sync = app.services().sync.clone();
        let cut = tokio::spawn(async move { sync.run_full().await });
        let started = std::time::Instant::now();
        while asked(&app) < before + 3 {
            assert!(started.elapsed() < PATIENCE);
            tokio::task::yield_now().await;
        }
        cut.abort();
        let _aborted = cut.await;
        let state = app.services().store.find_sync_state(Source::LotsFull).await.unwrap();
        assert!(state.checkpoint.is_some(), "{state:?}");
        let again = asked(&app);
        let report = app.services().sync.run_full().await.unwrap();
        assert!(report.received < 1_500, "it began again: {report:?}");
        assert!(asked(&app) - again < 8);
        assert_eq!(app.services().store.count_lots().await.unwrap(), 1_500);
        app.finish().await;
    }
}

on_both_engines! {
    async fn the_command_line_reads_lots_and_the_registers(app: TestApp) {
        // The program has the clock of the machine, the test its own.
        app.database.execute("DELETE FROM sync_state").await;
        let mut zakupai = std::process::Command::new(env!("CARGO_BIN_EXE_zakupai"));
        zakupai
            .arg("sync")
            .env_clear()
            .env("DATABASE_URL", app.database.url())
            .env("GOSZAKUP_API_URL", app.goszakup.url())
            .env("GOSZAKUP_TOKEN", app.goszakup.token())
            .current_dir(app.database.folder());
        let ran = tokio::task::spawn_blocking(move || zakupai.output()).await.unwrap().unwrap();
        assert!(ran.status.success(), "{}", String::from_utf8_lossy(&ran.stderr));
        let report: serde_json::Value = serde_json::from_slice(&ran.stdout).unwrap();
        for pass in ["lots", "announcements", "rnu"] {
            assert_eq!(report[pass]["complete"], true, "{pass}: {report}");
        }
        assert!(report["rnu"]["received"].as_u64() > Some(0), "{report}");
    }
}
