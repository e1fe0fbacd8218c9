//! Drops what is done and old. Ids of updates are remembered for two days at least: Telegram
//! brings an update again for one. Words of searches stay a month, as /privacy says.

use chrono::TimeDelta;

use super::JobError;
use crate::domain::Services;

/// How long what is done is kept.
const KEPT: TimeDelta = TimeDelta::days(30);
/// How long evaluations are kept to be made again: a purchase and what is complained of in it are over
/// by then. The newest of a lot stays.
const EVALUATIONS_KEPT: TimeDelta = TimeDelta::days(180);
/// How long calculations are kept: a plan and its budget are of one year. The last of a person for a
/// lot stays.
const CALCULATIONS_KEPT: TimeDelta = TimeDelta::days(366);
/// The last question of somebody who wants none kept: its buttons work for so long.
const UNWANTED_KEPT: TimeDelta = TimeDelta::days(1);

pub(super) async fn run(services: &Services) -> Result<(), JobError> {
    let now = services.clock.now();
    let rows = services.store.forget_done(now - KEPT).await?;
    let evaluations = services.store.forget_evaluations(now - EVALUATIONS_KEPT).await?;
    let calculations = services.store.forget_calculations(now - CALCULATIONS_KEPT).await?;
    let unwanted = services.store.forget_unwanted(now - UNWANTED_KEPT).await?;
    tracing::info!(rows, evaluations, calculations, unwanted, "dropped what was done and old");
    Ok(())
}
