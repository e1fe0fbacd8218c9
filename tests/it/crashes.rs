//! Kills: the real process, killed at random moments while updates flow.

use std::time::{Duration, Instant};

use rand::{Rng as _, SeedableRng as _, rngs::StdRng};
use zakupai::demo::telegram::{LocalTelegram, Person};

use super::support::*;

const UPDATES: i64 = 500;
const KILLS: usize = 50;
const CHATS: i64 = 25;
/// The most requests that the sender has under way.
const IN_FLIGHT: usize = 3;

/// What is said to the process, and what it answers.
trait Talk {
    fn say(&self, n: i64);
    fn replies(&self) -> usize;
    async fn all_answered(&self, updates: usize) -> bool;
    async fn assert_nothing_waits(&self, updates: i64);
}

impl Talk for Process {
    fn say(&self, n: i64) {
        let chat = 1 + n % CHATS;
        self.telegram.says(&Person::new(chat, "ru"), "/cancel");
    }

    fn replies(&self) -> usize {
        (1..=CHATS).map(|chat| self.telegram.messages(chat).len()).sum()
    }

    async fn all_answered(&self, updates: usize) -> bool {
        let waited = Duration::from_secs(90);
        let count = |telegram: &LocalTelegram| -> usize {
            (1..=CHATS).map(|chat| telegram.messages(chat).len()).sum()
        };
        self.telegram
            .until(waited, |telegram| count(telegram) >= updates && telegram.pending() == 0)
            .await
    }

    /// Every update is done, none is dead, and every message was sent.
    async fn assert_nothing_waits(&self, updates: i64) {
        let started = Instant::now();
        const WAITING: &str = "SELECT (SELECT count(*) FROM inbox WHERE state <> 'done') + (SELECT count(*) FROM outbox WHERE state <> 'sent')";
        while self.database.scalar(WAITING).await > 0 {
            assert!(started.elapsed() < Duration::from_secs(60), "something waits for ever");
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
        assert_eq!(self.database.scalar("SELECT count(*) FROM inbox").await, updates);
        assert_eq!(self.database.scalar("SELECT count(*) FROM outbox").await, updates);
    }
}

async fn killed_at_random(engine: Engine, webhook: bool) {
    let Some(mut process) = Process::new(engine, webhook).await else { return };
    let seed = 20_261_121 + u64::from(webhook);
    let mut random = StdRng::seed_from_u64(seed);
    process.start();
    let mut said = 0;
    for _ in 0..KILLS {
        // Updates come all the while, also when nobody is there to take them.
        let batch = UPDATES / KILLS as i64;
        for n in said..said + batch {
            process.say(n);
        }
        said += batch;
        tokio::time::sleep(Duration::from_millis(random.random_range(20..500))).await;
        process.kill();
        process.start();
    }
    assert!(
        process.all_answered(UPDATES as usize).await,
        "seed {seed}: {} of {UPDATES} answered",
        process.replies()
    );
    process.assert_nothing_waits(UPDATES).await;
    let repeated = process.replies() - UPDATES as usize;
    assert!(repeated <= KILLS * IN_FLIGHT, "seed {seed}: {repeated} repeats in {KILLS} kills");
    process.end().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn fifty_kills_lose_nothing_polling_sqlite() {
    killed_at_random(Engine::Sqlite, false).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn fifty_kills_lose_nothing_webhook_sqlite() {
    killed_at_random(Engine::Sqlite, true).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn fifty_kills_lose_nothing_polling_postgres() {
    killed_at_random(Engine::Postgres, false).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn fifty_kills_lose_nothing_webhook_postgres() {
    killed_at_random(Engine::Postgres, true).await;
}

async fn terminated_under_load(engine: Engine, webhook: bool) {
    let Some(mut process) = Process::new(engine, webhook).await else { return };
    process.start();
    let mut said = 0;
    for _ in 0..5 {
        let answered = process.replies();
        for n in said..said + 60 {
            process.say(n);
        }
        said += 60;
        // In the middle of it.
        let some = |telegram: &LocalTelegram| {
            (1..=CHATS).map(|chat| telegram.messages(chat).len()).sum::<usize>() > answered + 10
        };
        assert!(process.telegram.until(PATIENCE, some).await);
        let took = process.terminate();
        assert!(took < Duration::from_secs(10), "the stop took {took:?}");
        process.start();
    }
    assert!(process.all_answered(300).await, "{} of 300 answered", process.replies());
    process.assert_nothing_waits(300).await;
    assert_eq!(process.replies(), 300, "an ordered stop repeats nothing");
    assert_eq!(process.telegram.violations(), Vec::<String>::new());
    assert_eq!(
        process.telegram.webhook().is_some(),
        webhook,
        "a stop must not take the webhook back"
    );
    process.end().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn sigterm_loses_and_repeats_nothing() {
    for engine in [Engine::Sqlite, Engine::Postgres] {
        for webhook in [false, true] {
            terminated_under_load(engine, webhook).await;
        }
    }
}
