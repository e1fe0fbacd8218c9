//! Kills: the real process, killed at random moments while updates flow.

use std::time::{Duration, Instant};

use rand::{Rng as _, SeedableRng as _, rngs::StdRng};
use zakupai::demo::{
    llm::{LocalLlm, Manner},
    telegram::{LocalTelegram, Person},
};

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
    async fn assert_done(&self);
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
        self.assert_done().await;
        assert_eq!(self.database.scalar("SELECT count(*) FROM inbox").await, updates);
        assert_eq!(self.database.scalar("SELECT count(*) FROM outbox").await, updates);
    }

    async fn assert_done(&self) {
        let started = Instant::now();
        const WAITING: &str = "SELECT (SELECT count(*) FROM inbox WHERE state <> 'done') + (SELECT count(*) FROM outbox WHERE state <> 'sent') \
                               + (SELECT count(*) FROM thoughts)";
        while self.database.scalar(WAITING).await > 0 {
            assert!(started.elapsed() < Duration::from_secs(60), "something waits for ever");
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
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

/// Killed while the model speaks: the next life asks it again, and the person has one message with one
/// answer. What the first request was lent stays counted: the model may have billed it.
async fn killed_in_mid_thought(engine: Engine) {
    const USED: &str = "SELECT CAST(COALESCE(sum(used), 0) AS BIGINT) FROM token_budgets";
    let Some(mut process) = Process::new(engine, false).await else { return };
    let llm = LocalLlm::start().await.unwrap();
    for (name, value) in [
        ("LLM_BASE_URL", llm.url().as_str()),
        ("LLM_API_KEY", "sk-local-key-of-nobody"),
        ("LLM_PRIMARY_MODEL", "first"),
        ("LLM_TIMEOUT", "60s"),
        ("LLM_FIRST_WORD_TIMEOUT", "60s"),
    ] {
        process.set(name, value);
    }
    process.start();
    llm.next(Manner::Pauses(
        "Демпинг — цена ниже порога [1]. Порог".to_owned(),
        " [1].".to_owned(),
    ));
    process.telegram.says(&Person::new(1, "ru"), "/ask что такое демпинг?");
    let speaks = |telegram: &LocalTelegram| {
        let shown = telegram.last_message(1);
        shown.is_some_and(|it| it.text.starts_with("Демпинг — цена ниже порога.\n\n⏳"))
    };
    assert!(process.telegram.until(PATIENCE, speaks).await, "what was said so far is shown");
    let lent = process.database.scalar(USED).await;
    assert!(lent > 0, "tokens are taken before the model is asked");
    process.kill();
    assert_eq!(process.database.scalar("SELECT count(*) FROM thoughts").await, 1);
    process.start();
    let answered = |telegram: &LocalTelegram| {
        telegram.last_message(1).is_some_and(|it| it.text.contains("Сформулировано моделью"))
    };
    assert!(process.telegram.until(PATIENCE, answered).await, "the next life finishes the thought");
    process.assert_done().await;
    assert_eq!(process.telegram.messages(1).len(), 1, "one message, edited");
    assert_eq!(llm.heard().len(), 2, "asked once in each life");
    let edits = "SELECT count(*) FROM outbox WHERE method = 'editMessageText'";
    assert_eq!(process.database.scalar(edits).await, 1, "the reply is replaced once");
    let kept = "SELECT count(*) FROM messages WHERE kind = 'model' AND deleted_at IS NULL";
    assert_eq!(process.database.scalar(kept).await, 1);
    // A hundred tokens of the second request, for the person and for all.
    assert_eq!(process.database.scalar(USED).await, lent + 200, "nothing is taken twice");
    assert_eq!(process.telegram.violations(), Vec::<String>::new());
    llm.stop();
    process.end().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_kill_in_mid_thought_loses_nothing_sqlite() {
    killed_in_mid_thought(Engine::Sqlite).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_kill_in_mid_thought_loses_nothing_postgres() {
    killed_in_mid_thought(Engine::Postgres).await;
}
