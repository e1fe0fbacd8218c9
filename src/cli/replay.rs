//! `zakupai risk replay`: what was shown, evaluated again from what was known then.

use std::{process::ExitCode, sync::Arc};

use chrono::{DateTime, NaiveDate, NaiveTime, TimeDelta, Utc};

use super::say;
use crate::{
    app,
    config::{LogConfig, StorageConfig},
    domain::{
        clock::{ASTANA, SystemClock},
        risk::{RiskStore as _, RulesetId, StoredEvaluation},
    },
    telemetry,
};

/// Evaluations read at once.
const REPLAYED_AT_ONCE: i64 = 500;

/// `2026-11-20` means to the end of that day.
pub(super) fn moment(text: &str) -> Result<DateTime<Utc>, String> {
    if let Ok(at) = DateTime::parse_from_rfc3339(text) {
        return Ok(at.to_utc());
    }
    let wrong = || {
        format!("`{text}` is neither a date (2026-11-20) nor a moment (2026-11-20T12:00:00+05:00)")
    };
    let day: NaiveDate = text.parse().map_err(|_error| wrong())?;
    let end = day
        .succ_opt()
        .and_then(|next| next.and_time(NaiveTime::MIN).and_local_timezone(ASTANA).single());
    end.map(|end| end.to_utc() - TimeDelta::microseconds(1)).ok_or_else(wrong)
}

/// Evaluates again what was shown up to a moment, a line each; exit code 1 where anything differs.
///
/// # Errors
/// Where storage fails.
pub(super) async fn run(as_of: DateTime<Utc>, clock: Arc<SystemClock>) -> anyhow::Result<ExitCode> {
    let database = StorageConfig::from_env()?;
    telemetry::init_logs(&LogConfig::from_env()?, &[&database.database_url]);
    let storage = app::open_storage(&database, clock).await?;
    let (mut after, mut made, mut different) = (String::new(), 0, 0);
    loop {
        let page = storage.list_evaluations(as_of, &after, REPLAYED_AT_ONCE).await?;
        let Some(last) = page.last() else { break };
        after.clone_from(&last.id);
        for replayed in page.iter().map(StoredEvaluation::replay) {
            made += 1;
            different += u64::from(!replayed.same);
            say(&serde_json::to_string(&replayed)?)?;
        }
    }
    storage.close().await;
    let ruleset = RulesetId::current();
    say(&serde_json::json!({
        "as_of": as_of, "evaluations": made, "different": different,
        "ruleset_version": ruleset.version, "ruleset_hash": ruleset.hash,
    })
    .to_string())?;
    Ok(if different == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}
