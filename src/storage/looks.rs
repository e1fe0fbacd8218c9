//! Those who look for work: they wait until a commit brings some, or until it is time to look whether
//! another instance has, or something has come due.

use std::time::Duration;

use tokio::{sync::oneshot, time::Instant};

use crate::domain::{error::StoreError, inbox::ClaimedUpdate, outbox::LeasedMessage};

/// How long somebody waits at most; `retry_after` is in whole seconds.
const PATIENCE: Duration = Duration::from_millis(500);

/// Somebody who looks for work.
pub(super) struct Look<T> {
    pub(super) limit: i64,
    pub(super) answer: oneshot::Sender<Result<Vec<T>, StoreError>>,
}

/// Who waits for one kind of work.
pub(super) struct Queue<T> {
    waiting: Option<Look<T>>,
    /// There may be work.
    pub(super) due: bool,
    /// Waited long enough: told even if there is nothing.
    late: bool,
}

/// Who waits.
#[derive(Default)]
pub(super) struct Looks {
    pub(super) updates: Queue<ClaimedUpdate>,
    pub(super) replies: Queue<LeasedMessage>,
    pub(super) bulk: Queue<LeasedMessage>,
    /// When those who wait have waited long enough.
    until: Option<Instant>,
}

impl<T> Default for Queue<T> {
    /// Work of a former life may be there.
    fn default() -> Self {
        Self { waiting: None, due: true, late: false }
    }
}

impl<T> Queue<T> {
    /// There is one place: who waited before is told that there is nothing.
    pub(super) fn wait(&mut self, look: Look<T>) {
        self.late = false;
        if let Some(before) = self.waiting.replace(look) {
            let _gone = before.answer.send(Ok(Vec::new()));
        }
    }

    /// How much is wanted, where somebody waits and there may be some.
    pub(super) fn limit(&mut self) -> Option<i64> {
        // Who has gone must not be given anything.
        self.waiting.take_if(|look| look.answer.is_closed());
        self.waiting.as_ref().filter(|_| self.due).map(|look| look.limit)
    }

    /// Hands out what was found.
    pub(super) fn give(&mut self, found: Vec<T>) {
        let Some(look) = self.waiting.take() else { return };
        self.due = found.len() as i64 >= look.limit;
        if found.is_empty() && !self.late {
            self.waiting = Some(look);
        } else {
            let _gone = look.answer.send(Ok(found));
        }
    }

    fn fail(&mut self, error: &StoreError) {
        if let Some(look) = self.waiting.take() {
            let _gone = look.answer.send(Err(error.clone()));
        }
    }
}

impl Looks {
    /// Returns when those who wait have waited long enough; never where nobody does.
    pub(super) async fn next(&mut self) {
        let messages = self.replies.waiting.is_some() || self.bulk.waiting.is_some();
        if self.updates.waiting.is_none() && !messages {
            self.until = None;
            return std::future::pending().await;
        }
        let until = *self.until.get_or_insert_with(|| Instant::now() + PATIENCE);
        tokio::time::sleep_until(until).await;
    }

    /// It is time to look, and to tell those who wait whatever is found.
    pub(super) fn all_due(&mut self) {
        self.until = None;
        (self.updates.due, self.updates.late) = (true, true);
        (self.replies.due, self.replies.late) = (true, true);
        (self.bulk.due, self.bulk.late) = (true, true);
    }

    /// Somebody waits for work that may be there.
    pub(super) fn any(&mut self) -> bool {
        self.updates.limit().is_some()
            || self.replies.limit().is_some()
            || self.bulk.limit().is_some()
    }

    pub(super) fn fail(&mut self, error: &StoreError) {
        self.updates.fail(error);
        self.replies.fail(error);
        self.bulk.fail(error);
    }
}
