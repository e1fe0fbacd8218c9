//! Notices under a storm of refusals, resets and lost answers, while the process is killed again and
//! again: none is lost, and only what nobody could know of is repeated.
//!
//! `make test` runs a short form; `make chaos` the long one, with the numbers we promise.

use std::{
    collections::HashMap,
    io::Write as _,
    sync::Arc,
    time::{Duration, Instant},
};

use rand::{Rng as _, SeedableRng as _, rngs::StdRng};
use zakupai::{
    demo::telegram::{Answer, Fault, LocalTelegram},
    domain::{
        clock::SystemClock,
        outbox::{MessageClass, OutboxMessage, OutboxStore as _},
    },
    storage::Storage,
};

use super::support::*;

/// The most requests that the sender has under way.
const IN_FLIGHT: usize = 3;

/// How much of it there is.
struct Storm {
    notices: i64,
    kills: usize,
    /// Between two kills, in milliseconds.
    life: std::ops::Range<u64>,
    patience: Duration,
}

impl Storm {
    fn chosen() -> Self {
        if std::env::var("ZAKUPAI_CHAOS").is_ok_and(|form| form == "full") {
            let patience = Duration::from_secs(40 * 60);
            Self { notices: 10_000, kills: 200, life: 300..3_500, patience }
        } else {
            let patience = Duration::from_secs(120);
            Self { notices: 240, kills: 8, life: 200..1_200, patience }
        }
    }
}

fn notice(n: i64) -> OutboxMessage {
    OutboxMessage {
        dedupe_key: format!("lot:{n}:published:{}", chat(n)),
        chat_id: chat(n),
        class: MessageClass::Notice,
        method: "sendMessage",
        payload: format!(r#"{{"text":"notice {n}"}}"#),
        happened_at: None,
    }
}

/// Two notices for each chat.
fn chat(n: i64) -> i64 {
    1_000 + n / 2
}

async fn write_notices(process: &Process, notices: i64) {
    let storage = Storage::connect(process.database.url(), Arc::new(SystemClock)).await.unwrap();
    storage.migrate().await.unwrap();
    for first in (0..notices).step_by(500) {
        let some: Vec<_> = (first..notices.min(first + 500)).map(notice).collect();
        storage.write_messages(&some).await.unwrap();
        // The same facts again are not told again.
        storage.write_messages(&some[..10]).await.unwrap();
    }
    storage.close().await;
}

/// A fault for the next message.
fn storm(telegram: &LocalTelegram, random: &mut StdRng) {
    let fault = match random.random_range(0..10) {
        0 => Fault::RetryAfter(1),
        1..4 => Fault::Status(500),
        4..7 => Fault::DropBefore,
        _ => Fault::DropAfter,
    };
    telegram.fail_next("sendMessage", 1, fault);
}

fn copies(telegram: &LocalTelegram, notices: i64) -> HashMap<String, usize> {
    let mut copies = HashMap::new();
    for chat in (0..notices).step_by(2).map(chat) {
        for message in telegram.messages(chat) {
            *copies.entry(message.text).or_default() += 1;
        }
    }
    copies
}

async fn none_is_lost(engine: Engine, replicas: usize) {
    let form = Storm::chosen();
    let Some(mut process) = Process::new(engine, replicas > 1).await else { return };
    let seed = 20_261_121;
    let mut random = StdRng::seed_from_u64(seed);
    write_notices(&process, form.notices).await;
    process.telegram.require_first_contact(false);
    (0..replicas).for_each(|replica| process.start_replica(replica));
    let started = Instant::now();
    const WAITING: &str = "SELECT count(*) FROM outbox WHERE state <> 'sent'";
    let (mut kills, mut stormy_from) = (0, 0);
    let mut next_kill = Instant::now() + Duration::from_secs(1);
    while process.database.scalar(WAITING).await > 0 {
        assert!(started.elapsed() < form.patience, "seed {seed}: something waits for ever");
        // One message in four; more of them would be a wall, not a storm.
        if process.telegram.count("sendMessage") >= stormy_from {
            storm(&process.telegram, &mut random);
            stormy_from = process.telegram.count("sendMessage") + 4;
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
        if kills < form.kills && Instant::now() >= next_kill {
            let victim = random.random_range(0..replicas);
            process.kill_replica(victim);
            process.start_replica(victim);
            kills += 1;
            next_kill =
                Instant::now() + Duration::from_millis(random.random_range(form.life.clone()));
        }
    }
    let copies = copies(&process.telegram, form.notices);
    assert_eq!(copies.len() as i64, form.notices, "seed {seed}: a notice is lost");
    let calls = process.telegram.calls();
    let lost = calls.iter().filter(|call| call.answer == Answer::Dropped).count();
    let repeated = copies.values().sum::<usize>() - copies.len();
    assert!(
        repeated <= lost + kills * IN_FLIGHT,
        "seed {seed}: {repeated} repeats, {lost} lost answers, {kills} kills"
    );
    // Each repeat is accounted for: somebody wrote down that nobody knew.
    let unknowns =
        process.database.scalar("SELECT CAST(sum(unknowns) AS BIGINT) FROM outbox").await;
    assert!(repeated as i64 <= unknowns, "{repeated} repeats, {unknowns} unknown outcomes");
    let _closed = writeln!(
        std::io::stderr(),
        "{engine:?}, {replicas} replicas: {} notices in {:.0?}, {kills} kills, {lost} lost answers: 0 lost, {repeated} repeated",
        form.notices,
        started.elapsed()
    );
    process.end().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_storm_loses_no_notice_sqlite() {
    none_is_lost(Engine::Sqlite, 1).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_storm_loses_no_notice_postgres_two_replicas() {
    none_is_lost(Engine::Postgres, 2).await;
}
