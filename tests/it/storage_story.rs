//! Storage by itself, the same story on both engines: what delivery rests on.

use std::{sync::Arc, time::Duration};

use chrono::TimeDelta;
use zakupai::{
    domain::{
        Store as _,
        clock::Clock as _,
        dead_letters::DeadLetterStore as _,
        effects::Effect,
        inbox::{InboxStore as _, RawUpdate, Turn, TurnEnd},
        outbox::{Delivery, Lane, MessageClass, OutboxMessage, OutboxStore as _},
        queue::{JobEnd, QueueStore as _},
        users::{UserSettings, UserStore as _},
    },
    i18n::Lang,
    storage::Storage,
};

use super::support::*;

const BOT: i64 = 1;

struct Story {
    database: Database,
    clock: RunningClock,
    storage: Storage,
}

impl Story {
    async fn begin(engine: Engine) -> Option<Self> {
        let database = Database::create(engine).await?;
        let clock = RunningClock::from(friday_noon());
        let storage = Storage::connect(database.url(), Arc::new(clock.clone())).await.unwrap();
        storage.migrate().await.unwrap();
        storage.heartbeat(Duration::from_secs(60)).await.unwrap();
        Some(Self { database, clock, storage })
    }

    /// Another instance on the same database.
    async fn another(&self) -> Storage {
        let storage =
            Storage::connect(self.database.url(), Arc::new(self.clock.clone())).await.unwrap();
        storage.heartbeat(Duration::from_secs(60)).await.unwrap();
        storage
    }

    async fn receive(&self, updates: &[(i64, i64)]) {
        let raw = |(update_id, chat_id): &(i64, i64)| RawUpdate {
            update_id: *update_id,
            chat_id: *chat_id,
            body: "{}".to_owned(),
            fault: None,
        };
        self.storage.receive(BOT, updates.iter().map(raw).collect()).await.unwrap();
    }

    async fn end(self) {
        self.storage.close().await;
        self.database.drop().await;
    }
}

fn turn(id: &str, keys: &[&str], end: TurnEnd) -> Turn {
    let message = |key: &&str| OutboxMessage {
        dedupe_key: (*key).to_owned(),
        chat_id: 7,
        class: MessageClass::Reply,
        method: "sendMessage",
        payload: "{}".to_owned(),
        happened_at: None,
    };
    let settings = UserSettings { lang: Some(Lang::Kk), ..UserSettings::default() };
    let effects = vec![
        Effect::MeetUser { user: 7, telegram_lang: None, at: friday_noon() },
        Effect::SaveSettings { user: 7, settings, at: friday_noon() },
    ];
    Turn { id: id.to_owned(), effects, messages: keys.iter().map(message).collect(), end }
}

macro_rules! storage_story {
    (async fn $name:ident($story:ident: Story) $body:block) => {
        mod $name {
            use super::*;

            async fn run(engine: Engine) {
                let Some($story) = Story::begin(engine).await else { return };
                $body
                $story.end().await;
            }

            #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn sqlite() {
                run(Engine::Sqlite).await;
            }

            #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn postgres() {
                run(Engine::Postgres).await;
            }
        }
    };
}

storage_story! {
    async fn updates_are_claimed_once_and_in_order_per_chat(story: Story) {
        story.receive(&[(10, 7), (11, 7), (12, 8)]).await;
        story.receive(&[(11, 7), (12, 8), (9, 8)]).await;
        let waiting = story.storage.count_waiting_updates().await.unwrap();
        assert_eq!(waiting, 4, "known ids are left alone, lower ones are not");
        let ids = |claimed: Vec<zakupai::domain::inbox::ClaimedUpdate>| {
            claimed.into_iter().map(|c| c.update_id).collect::<Vec<_>>()
        };
        let first = story.storage.claim_updates(10).await.unwrap();
        assert_eq!(first.iter().map(|c| c.update_id).collect::<Vec<_>>(), [10, 12], "one of each chat");
        assert_eq!(ids(story.another().await.claim_updates(10).await.unwrap()), [0_i64; 0]);
        story.storage.finish_update(turn(&first[0].id, &["a"], TurnEnd::Done)).await.unwrap();
        assert_eq!(ids(story.storage.claim_updates(10).await.unwrap()), [11]);
        story.storage.finish_update(turn(&first[1].id, &["b"], TurnEnd::Done)).await.unwrap();
        assert_eq!(ids(story.storage.claim_updates(10).await.unwrap()), [9]);
    }
}

storage_story! {
    async fn a_turn_is_all_or_nothing(story: Story) {
        story.receive(&[(1, 7)]).await;
        let claimed = story.storage.claim_updates(1).await.unwrap().remove(0);
        // Somebody who does not hold the update can't finish it, and leaves no trace.
        let other = story.another().await;
        assert!(other.finish_update(turn(&claimed.id, &["x"], TurnEnd::Done)).await.is_err());
        assert_eq!(story.storage.find_user(7).await.unwrap(), None);
        assert_eq!(story.storage.count_waiting_messages().await.unwrap(), 0);
        story.storage.finish_update(turn(&claimed.id, &["x", "y"], TurnEnd::Done)).await.unwrap();
        assert_eq!(story.storage.find_user(7).await.unwrap().unwrap().lang(), Lang::Kk);
        assert_eq!(story.storage.count_waiting_messages().await.unwrap(), 2);
        // The same turn again: it is no longer running.
        assert!(story.storage.finish_update(turn(&claimed.id, &["x"], TurnEnd::Done)).await.is_err());
        assert_eq!(story.storage.count_waiting_messages().await.unwrap(), 2);
        other.close().await;
    }
}

storage_story! {
    async fn a_failed_update_holds_its_chat_until_it_is_due(story: Story) {
        story.receive(&[(1, 7), (2, 7)]).await;
        let claimed = story.storage.claim_updates(5).await.unwrap().remove(0);
        let at = story.clock.now() + TimeDelta::seconds(30);
        let retry = TurnEnd::Retry { error: "x".to_owned(), at };
        story.storage.finish_update(Turn { effects: vec![], messages: vec![], ..turn(&claimed.id, &[], retry) }).await.unwrap();
        assert_eq!(story.storage.claim_updates(5).await.unwrap().len(), 0);
        story.clock.advance(TimeDelta::seconds(31));
        let again = story.storage.claim_updates(5).await.unwrap();
        assert_eq!((again.len(), again[0].update_id, again[0].attempts), (1, 1, 1));
        let dead = TurnEnd::Dead { error: "x".to_owned() };
        story.storage.finish_update(turn(&again[0].id, &[], dead)).await.unwrap();
        assert_eq!(story.storage.claim_updates(5).await.unwrap()[0].update_id, 2);
        assert_eq!(story.storage.count_dead_letters().await.unwrap(), 1);
    }
}

storage_story! {
    async fn what_a_dead_instance_held_is_taken_over_and_it_cannot_come_back(story: Story) {
        story.receive(&[(1, 7)]).await;
        let zombie = story.another().await;
        let held = zombie.claim_updates(1).await.unwrap().remove(0);
        story.storage.heartbeat(Duration::from_secs(3_600)).await.unwrap();
        assert_eq!(story.storage.reclaim().await.unwrap(), 0, "it lives");
        story.clock.advance(TimeDelta::seconds(61));
        assert_eq!(story.storage.reclaim().await.unwrap(), 1);
        let taken = story.storage.claim_updates(1).await.unwrap().remove(0);
        assert!(zombie.finish_update(turn(&held.id, &["z"], TurnEnd::Done)).await.is_err());
        story.storage.finish_update(turn(&taken.id, &["s"], TurnEnd::Done)).await.unwrap();
        zombie.close().await;
    }
}

storage_story! {
    async fn a_message_is_sent_by_one_and_settled_by_its_lease(story: Story) {
        story.receive(&[(1, 7)]).await;
        let claimed = story.storage.claim_updates(1).await.unwrap().remove(0);
        story.storage.finish_update(turn(&claimed.id, &["a", "b", "a"], TurnEnd::Done)).await.unwrap();
        assert_eq!(story.storage.count_waiting_messages().await.unwrap(), 2, "a key is told once");
        let zombie = story.another().await;
        let stale = zombie.lease_messages(Lane::Replies, 5).await.unwrap().remove(0);
        assert_eq!(story.storage.lease_messages(Lane::Replies, 5).await.unwrap().len(), 0, "one of a chat at a time");
        story.storage.heartbeat(Duration::from_secs(3_600)).await.unwrap();
        story.clock.advance(TimeDelta::seconds(61));
        assert_eq!(story.storage.reclaim().await.unwrap(), 1);
        let mine = story.storage.lease_messages(Lane::Replies, 5).await.unwrap().remove(0);
        assert_eq!((mine.id.clone(), mine.unknowns), (stale.id.clone(), 1), "nobody knows whether it was sent");
        zombie.settle(&stale, Delivery::Dead { error: "late".to_owned() }).await.unwrap();
        story.storage.settle(&mine, Delivery::Sent { message_id: Some(5) }).await.unwrap();
        assert_eq!(story.storage.lease_messages(Lane::Replies, 5).await.unwrap().len(), 1, "the next of the chat");
        assert_eq!(story.storage.count_dead_letters().await.unwrap(), 0);
        zombie.close().await;
    }
}

storage_story! {
    async fn a_slot_runs_once_and_a_job_is_tried_again(story: Story) {
        let other = story.another().await;
        let mut ours = 0;
        for storage in [&story.storage, &other, &story.storage] {
            ours += i32::from(storage.enqueue_slot("sync_lots", 1).await.unwrap());
        }
        assert_eq!(ours, 1);
        let job = other.claim_job().await.unwrap().unwrap();
        assert_eq!(story.storage.claim_job().await.unwrap(), None);
        assert!(!story.storage.enqueue_slot("sync_lots", 2).await.unwrap(), "it still runs");
        let at = story.clock.now() + TimeDelta::seconds(10);
        other.finish_job(&job.id, JobEnd::Retry { error: "x".to_owned(), at }).await.unwrap();
        assert_eq!(story.storage.claim_job().await.unwrap(), None);
        story.clock.advance(TimeDelta::seconds(11));
        let again = story.storage.claim_job().await.unwrap().unwrap();
        assert_eq!((again.id.clone(), again.attempts), (job.id, 1));
        story.storage.finish_job(&again.id, JobEnd::Done).await.unwrap();
        assert!(story.storage.enqueue_slot("sync_lots", 3).await.unwrap());
        other.close().await;
    }
}

storage_story! {
    async fn many_at_once_share_commits_and_lose_nothing(story: Story) {
        let storage = story.storage.clone();
        let receive = |n: i64| {
            let storage = storage.clone();
            async move {
                let update = RawUpdate { update_id: n, chat_id: n % 50, body: "{}".to_owned(), fault: None };
                storage.receive(BOT, vec![update]).await.unwrap();
            }
        };
        futures::future::join_all((0..500).chain(0..500).map(receive)).await;
        assert_eq!(story.storage.count_waiting_updates().await.unwrap(), 500);
    }
}

storage_story! {
    async fn work_is_handed_to_those_who_wait_for_it(story: Story) {
        let storage = &story.storage;
        assert_eq!(storage.claim_updates(5).await.unwrap().len(), 0);
        let (claimed, ()) = tokio::join!(storage.claim_updates(5), story.receive(&[(1, 7), (2, 7)]));
        let claimed = claimed.unwrap().remove(0);
        // Somebody who waits for messages, and somebody who waits for the next update of the chat.
        let done = turn(&claimed.id, &["a"], TurnEnd::Done);
        let (leased, next, done) =
            tokio::join!(storage.lease_messages(Lane::Replies, 5), storage.claim_updates(5), storage.finish_update(done));
        done.unwrap();
        assert_eq!((leased.unwrap().len(), next.unwrap()[0].update_id), (1, 2));
        // What was claimed and is not run goes back at the stop.
        storage.release_updates().await.unwrap();
        assert_eq!(storage.claim_updates(5).await.unwrap()[0].update_id, 2);
    }
}

storage_story! {
    async fn what_is_done_and_old_is_dropped(story: Story) {
        story.receive(&[(1, 7), (2, 8)]).await;
        let claimed = story.storage.claim_updates(5).await.unwrap();
        story.storage.finish_update(turn(&claimed[0].id, &["a"], TurnEnd::Done)).await.unwrap();
        assert_eq!(story.storage.forget_done(story.clock.now() - TimeDelta::days(30)).await.unwrap(), 0);
        story.clock.advance(TimeDelta::days(31));
        story.storage.heartbeat(Duration::from_secs(60)).await.unwrap();
        assert_eq!(story.storage.forget_done(story.clock.now() - TimeDelta::days(30)).await.unwrap(), 1);
        assert_eq!(story.storage.count_waiting_updates().await.unwrap(), 1, "what waits stays");
        assert_eq!(story.storage.count_waiting_messages().await.unwrap(), 1);
        story.storage.ping().await.unwrap();
    }
}

#[tokio::test]
async fn a_second_process_on_one_sqlite_file_is_refused() {
    let story = Story::begin(Engine::Sqlite).await.unwrap();
    let url = story.database.url().to_owned();
    let _first = story.storage.clone().take(&url).await.unwrap();
    let second = story.another().await.take(&url).await;
    assert!(second.unwrap_err().to_string().contains("another zakupai process"));
    story.end().await;
}

#[tokio::test]
async fn a_newer_schema_is_refused() {
    use sqlx::Connection as _;
    for engine in [Engine::Sqlite, Engine::Postgres] {
        let Some(story) = Story::begin(engine).await else { continue };
        const SQL: &str = "INSERT INTO _sqlx_migrations (version, description, success, checksum, execution_time) \
                           VALUES (9999, 'from the future', TRUE, '', 0)";
        if engine == Engine::Sqlite {
            let mut connection =
                sqlx::SqliteConnection::connect(story.database.url()).await.unwrap();
            sqlx::query(SQL).execute(&mut connection).await.unwrap();
        } else {
            let mut connection = sqlx::PgConnection::connect(story.database.url()).await.unwrap();
            sqlx::query(SQL).execute(&mut connection).await.unwrap();
        }
        assert!(story.storage.migrate().await.is_err());
        story.end().await;
    }
}
