//! Notices: a change at OWS, told once to whom it concerns.

use chrono::TimeDelta;
use serde_json::json;
use zakupai::{
    demo::goszakup::{Dataset, naive},
    domain::{
        clock::Clock as _,
        effects::Effect,
        inbox::{InboxStore as _, RawUpdate, Turn, TurnEnd},
    },
};

use super::support::*;

/// A lot of the demo's that takes bids, and its announcement.
const LOT: i64 = 42_700_174;

impl TestApp {
    fn lot_patch(&self, patch: serde_json::Value) {
        self.clock.advance(TimeDelta::minutes(3));
        self.goszakup.change_lot(LOT, patch, self.clock.now());
        self.clock.advance(TimeDelta::seconds(40));
    }
}

on_both_engines! {
    async fn a_change_is_told_once(app: TestApp) {
        let talker = app.person(1, "ru");
        talker.says(&format!("/start lot_{LOT}")).await;
        talker.presses("Следить").await;
        let number = app.goszakup.lot(LOT).unwrap()["lotNumber"].clone();
        app.lot_patch(json!({ "refLotStatusId": 420, "amount": 1_234_567.5 }));
        assert_eq!(app.told().await, 1, "{number}");
        assert_reads("notice_ru", &talker.newest());
        let heard = talker.heard().len();
        assert_eq!(app.told().await, 0, "the second pass");
        app.clock.advance(TimeDelta::minutes(20));
        assert_eq!(app.told().await, 0);
        assert_eq!(talker.heard().len(), heard);
    }
}
