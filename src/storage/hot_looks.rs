//! What a look for hot lots writes, in SQL: all of it in one transaction, or nothing.

use chrono::{DateTime, Utc};

use super::{Tx, hot_lots::json, on_tx};
use crate::domain::{
    hot_lots::{DigestOf, NewAlert, WeekLine},
    types::UserId,
};

/// False where somebody else has found one of them meanwhile.
pub(super) async fn write_alerts(
    tx: &mut Tx,
    alerts: &[NewAlert],
    now: DateTime<Utc>,
) -> Result<bool, sqlx::Error> {
    const SQL: &str = "INSERT INTO hot_alerts (user_id, lot_id, score, parts, found_at, sent_at, price_id, confidence, margin_bp) \
        SELECT $1, $2, $3, $4, $5, $6, $7, $8, $9 WHERE EXISTS (SELECT 1 FROM hot_profiles WHERE user_id = $1 AND paused_at IS NULL) \
        ON CONFLICT (user_id, lot_id) DO NOTHING";
    for alert in alerts {
        let (parts, listed) = (json(&alert.score.parts)?, alert.listed.as_ref());
        let written = on_tx!(&mut *tx, |c| sqlx::query(SQL)
            .bind(alert.user)
            .bind(alert.lot)
            .bind(i64::from(alert.score.total))
            .bind(&parts)
            .bind(now)
            .bind(alert.at_once.then_some(now))
            .bind(listed.map(|it| it.price_id))
            .bind(listed.map(|it| i64::from(it.confidence)))
            .bind(listed.and_then(|it| it.margin_bp))
            .execute(c)
            .await
            .map(|done| done.rows_affected()))?;
        if written == 0 {
            return Ok(false);
        }
    }
    Ok(true)
}

/// False where somebody else has told of one of them meanwhile.
pub(super) async fn write_digest(
    tx: &mut Tx,
    digest: &DigestOf,
    now: DateTime<Utc>,
) -> Result<bool, sqlx::Error> {
    const TOLD: &str = "UPDATE hot_alerts SET sent_at = $3, digest_day = $4 \
                        WHERE user_id = $1 AND lot_id = $2 AND sent_at IS NULL";
    const OVER: &str =
        "DELETE FROM hot_alerts WHERE user_id = $1 AND lot_id = $2 AND sent_at IS NULL";
    for lot in &digest.lots {
        let told = on_tx!(&mut *tx, |c| sqlx::query(TOLD)
            .bind(digest.user)
            .bind(lot)
            .bind(now)
            .bind(digest.day)
            .execute(c)
            .await
            .map(|done| done.rows_affected()))?;
        if told == 0 {
            return Ok(false);
        }
    }
    for lot in &digest.over {
        on_tx!(&mut *tx, |c| sqlx::query(OVER)
            .bind(digest.user)
            .bind(lot)
            .execute(c)
            .await
            .map(drop))?;
    }
    Ok(true)
}

/// False where somebody else has spoken of this week meanwhile.
pub(super) async fn write_week(
    tx: &mut Tx,
    user: UserId,
    at: DateTime<Utc>,
    line: Option<&WeekLine>,
) -> Result<bool, sqlx::Error> {
    const SQL: &str = "UPDATE hot_profiles SET week_at = $2, week = COALESCE($3, week) \
                       WHERE user_id = $1 AND (week_at IS NULL OR week_at < $2)";
    let week = line.map(json).transpose()?;
    let written = on_tx!(tx, |c| sqlx::query(SQL)
        .bind(user)
        .bind(at)
        .bind(&week)
        .execute(c)
        .await
        .map(|done| done.rows_affected()))?;
    Ok(written == 1)
}
