//! How far an import is, told by changing one message. Not recorded: losing it loses nothing, and what
//! became of the file is told by the outbox after it.

use std::time::Duration;

use serde_json::json;

use super::super::ctx::Ctx;
use crate::domain::prices::Progress;

/// Between two changes: Telegram takes a message a second in a chat, twenty a minute in a group.
const EVERY: Duration = Duration::from_secs(3);

/// Does the work, and tells how far it is where it takes long.
pub(super) async fn shown<T>(
    ctx: &Ctx,
    place: Option<i64>,
    progress: &Progress,
    work: impl Future<Output = T>,
) -> T {
    told(progress, work, |percent| {
        let parameters = json!({
            "chat_id": ctx.chat_id, "message_id": place, "parse_mode": "HTML",
            "text": ctx.words().prices_progress(percent.to_string()),
        });
        let telegram = ctx.telegram.clone();
        async move {
            if place.is_none() {
                return false;
            }
            let said = telegram.call("editMessageText", parameters.to_string()).await;
            said.inspect_err(|error| tracing::debug!(%error, "progress was not shown")).is_ok()
        }
    })
    .await
}

/// Tells every change of the percentage, at most one in [`EVERY`], until telling fails. What is being
/// told is told to its end before the work is given back: the answer comes after it.
async fn told<T, F: Future<Output = bool>>(
    progress: &Progress,
    work: impl Future<Output = T>,
    tell: impl Fn(u8) -> F,
) -> T {
    tokio::pin!(work);
    let mut last = 0;
    loop {
        tokio::select! {
            done = &mut work => return done,
            () = tokio::time::sleep(EVERY) => {}
        }
        let percent = progress.percent();
        if percent == last {
            continue;
        }
        last = percent;
        let (is_told, done) = {
            let telling = tell(percent);
            tokio::pin!(telling);
            tokio::select! {
                is_told = &mut telling => (is_told, None),
                done = &mut work => {
                    telling.await;
                    (true, Some(done))
                }
            }
        };
        if let Some(done) = done {
            return done;
        }
        if !is_told {
            return work.await;
        }
    }
}

#[cfg(test)]
mod tests {
    use std::cell::RefCell;

    use super::*;

    async fn said(seconds: u64, is_heard: bool) -> Vec<u8> {
        let (progress, said) = (Progress::default(), RefCell::new(Vec::new()));
        let work = async {
            for second in 0..seconds {
                tokio::time::sleep(Duration::from_millis(1_100)).await;
                progress.note(u8::try_from((second + 1) * 100 / seconds).unwrap());
            }
        };
        told(&progress, work, |percent| {
            said.borrow_mut().push(percent);
            std::future::ready(is_heard)
        })
        .await;
        said.into_inner()
    }

    #[tokio::test(start_paused = true)]
    async fn a_long_import_is_told_every_three_seconds_and_a_short_one_is_not() {
        assert_eq!(said(10, true).await, [20, 50, 80]);
        assert_eq!(said(2, true).await, [0_u8; 0]);
        assert_eq!(said(10, false).await, [20], "a refusal ends it");
    }
}
