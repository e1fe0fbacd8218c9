//! A bot under test: the real one, against the stand-ins, on a database of its own.

mod clock;
mod database;
mod process;

use std::{
    sync::{
        Arc,
        atomic::{AtomicI64, Ordering},
    },
    time::Duration,
};

use chrono::{DateTime, TimeZone as _, Utc};
use tokio_util::sync::CancellationToken;
use zakupai::{
    app::App,
    config::Config,
    demo::{
        self,
        goszakup::{Dataset, LocalGoszakup},
        telegram::{BotMessage, Group, LocalTelegram, Person},
    },
    domain::{Services, clock::ASTANA},
};

pub use clock::RunningClock;
pub use database::{Database, Engine};
pub use process::Process;

/// How long anything may take before a test says that it never came.
pub const PATIENCE: Duration = Duration::from_secs(20);

/// Writes a story once and runs it on both engines.
macro_rules! on_both_engines {
    (async fn $name:ident(mut $app:ident: TestApp) $body:block) => {
        on_both_engines!(@story $name, $app, $body, mut);
    };
    (async fn $name:ident($app:ident: TestApp) $body:block) => {
        on_both_engines!(@story $name, $app, $body,);
    };
    (@story $name:ident, $app:ident, $body:block, $($mutable:tt)?) => {
        mod $name {
            use super::*;

            async fn story($($mutable)? $app: TestApp) {
                $body
                $app.finish().await;
            }

            #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn sqlite() {
                story(TestApp::new(Engine::Sqlite).await.unwrap()).await;
            }

            #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn postgres() {
                if let Some(app) = TestApp::new(Engine::Postgres).await {
                    story(app).await;
                }
            }
        }
    };
}

/// When stories begin: a Friday noon in Astana, at the start of a minute.
pub fn friday_noon() -> DateTime<Utc> {
    ASTANA.with_ymd_and_hms(2026, 11, 20, 12, 0, 0).unwrap().to_utc()
}

/// A bot with its neighbours.
pub struct TestApp {
    pub telegram: LocalTelegram,
    pub goszakup: LocalGoszakup,
    pub clock: RunningClock,
    pub database: Database,
    settings: Vec<(String, String)>,
    provoked: Vec<&'static str>,
    noticed: AtomicI64,
    app: Option<App>,
}

impl TestApp {
    /// A bot that has synced the demo's data, its clock at a Friday noon; none where the engine is
    /// not there to test on.
    pub async fn new(engine: Engine) -> Option<Self> {
        let mut app = Self::stopped(engine, Dataset::demo(friday_noon())).await?;
        app.start().await;
        demo::synced(app.running()).await.unwrap();
        Some(app)
    }

    /// The same, not started, with other data.
    pub async fn stopped(engine: Engine, data: Dataset) -> Option<Self> {
        let database = Database::create(engine).await?;
        let telegram = LocalTelegram::start(demo::BOT_TOKEN).await.unwrap();
        let goszakup = LocalGoszakup::start(demo::OWS_TOKEN, data).await.unwrap();
        let clock = RunningClock::from(friday_noon());
        Some(Self {
            telegram,
            goszakup,
            clock,
            database,
            // What is looked at in between would ask for the faults that are meant for others, and
            // stories move the clock by hours: who wants looks between passes sets this shorter.
            settings: vec![("WATCH_INTERVAL".to_owned(), "999h".to_owned())],
            noticed: AtomicI64::new(0),
            provoked: Vec::new(),
            app: None,
        })
    }

    /// A refusal that the test itself brings about.
    pub fn provokes(&mut self, refusal: &'static str) {
        self.provoked.push(refusal);
    }

    /// Sets a variable for the next start.
    pub fn set(&mut self, name: &str, value: &str) {
        self.settings.push((name.to_owned(), value.to_owned()));
    }

    pub fn config(&self) -> Config {
        let set: Vec<(&str, &str)> =
            self.settings.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
        demo::config(&self.telegram, &self.goszakup, self.database.url(), &set).unwrap()
    }

    pub async fn start(&mut self) {
        let app =
            App::start(&self.config(), Arc::new(self.clock.clone()), &CancellationToken::new())
                .await;
        self.app = Some(app.unwrap());
    }

    pub async fn stop(&mut self) {
        if let Some(app) = self.app.take() {
            app.stop().await;
        }
    }

    pub fn running(&self) -> &App {
        self.app.as_ref().expect("the bot runs")
    }

    pub fn services(&self) -> &Services {
        self.running().services()
    }

    /// Waits until every update is answered and every message sent.
    pub async fn settled(&self) {
        demo::settled(self.running(), &self.telegram).await.unwrap();
    }

    /// Waits until the index has all that storage has.
    pub async fn indexed(&self) {
        let caught_up = async {
            while !self.services().search.is_up_to_date().await.unwrap() {
                tokio::time::sleep(Duration::from_millis(20)).await;
            }
        };
        tokio::time::timeout(PATIENCE, caught_up).await.expect("the index follows in time");
    }

    /// What changed at OWS is brought by a pass and told; gives how many notices were written since
    /// this was last asked: the timetable may have told of it before.
    pub async fn told(&self) -> i64 {
        self.services().sync.run().await.unwrap();
        loop {
            self.services().notices.run().await.unwrap();
            if self.services().store.list_untold_changes(1).await.unwrap().is_empty() {
                break;
            }
        }
        self.settled().await;
        let all = self.database.scalar("SELECT count(*) FROM outbox WHERE class = 1").await;
        all - self.noticed.swap(all, Ordering::SeqCst)
    }

    /// Waits until no job waits or runs.
    pub async fn idle(&self) {
        let busy = "SELECT count(*) FROM jobs WHERE state IN ('ready', 'running')";
        while self.database.scalar(busy).await > 0 {
            tokio::task::yield_now().await;
        }
    }

    /// A press, and the answer that stops the button's spinner.
    pub async fn presses(&self, person: &Person, chat_id: i64, message_id: i64, data: &str) {
        let answered = self.telegram.toasts().len();
        self.telegram.presses(person, chat_id, message_id, data);
        self.settled().await;
        let answer =
            self.telegram.until(PATIENCE, |telegram| telegram.toasts().len() > answered).await;
        assert!(answer, "the press of «{data}» was never answered");
    }

    /// A person who talks to the bot in private.
    pub fn person(&self, id: i64, language_code: &str) -> Talker<'_> {
        Talker { app: self, person: Person::new(id, language_code) }
    }

    /// Stops the bot, holds the neighbours' rules, and drops the database.
    pub async fn finish(mut self) {
        self.stop().await;
        let mut violations = self.telegram.violations();
        violations.retain(|violation| !self.provoked.iter().any(|part| violation.contains(part)));
        assert_eq!(violations, Vec::<String>::new(), "against the Bot API's rules");
        assert_eq!(self.goszakup.violations(), Vec::<String>::new(), "against OWS's schema");
        self.telegram.stop();
        self.goszakup.stop();
        self.database.drop().await;
    }
}

/// Somebody who talks to the bot.
pub struct Talker<'a> {
    app: &'a TestApp,
    pub person: Person,
}

impl Talker<'_> {
    /// Says something and waits until all is answered; gives the newest message of the bot.
    pub async fn says(&self, text: &str) -> BotMessage {
        self.app.telegram.says(&self.person, text);
        self.hears().await
    }

    /// Says something in a group; gives what the bot then said there, if anything.
    pub async fn says_in(&self, group: &Group, text: &str) -> Vec<BotMessage> {
        let before = self.app.telegram.messages(group.id).len();
        self.app.telegram.says_in(group, &self.person, text);
        self.app.settled().await;
        self.app.telegram.messages(group.id).split_off(before)
    }

    /// Presses the button whose label contains `label` under the newest message.
    pub async fn presses(&self, label: &str) -> BotMessage {
        let message = self.newest();
        let button = message.rows.iter().flatten().find(|button| button.text.contains(label));
        let button =
            button.unwrap_or_else(|| panic!("no button «{label}» under: {}", shown(&message)));
        let data = button.data.clone().expect("a button that calls back");
        self.presses_data(message.message_id, &data).await
    }

    /// Presses with any data, as a forger can.
    pub async fn presses_data(&self, message_id: i64, data: &str) -> BotMessage {
        self.app.presses(&self.person, self.person.id, message_id, data).await;
        self.newest()
    }

    pub async fn hears(&self) -> BotMessage {
        self.app.settled().await;
        self.newest()
    }

    pub fn newest(&self) -> BotMessage {
        let newest = self.app.telegram.last_message(self.person.id);
        newest.unwrap_or_else(|| panic!("the bot said nothing to {}", self.person.id))
    }

    pub fn heard(&self) -> Vec<BotMessage> {
        self.app.telegram.messages(self.person.id)
    }
}

/// A message as a person sees it: text, then rows of buttons.
pub fn shown(message: &BotMessage) -> String {
    let mut text = message.text.clone();
    for row in &message.rows {
        let labels: Vec<String> = row
            .iter()
            .map(|button| match &button.url {
                Some(url) => format!("[{} → {url}]", button.text),
                None => format!("[{}]", button.text),
            })
            .collect();
        text.push('\n');
        text.push_str(&labels.join(" "));
    }
    text
}

/// The newest toast that popped up.
pub fn toast(app: &TestApp) -> Option<String> {
    app.telegram.toasts().last().and_then(|toast| toast.text.clone())
}

/// Compares what people read with the stored copy of it.
pub fn assert_reads(name: &str, message: &BotMessage) {
    let mut settings = insta::Settings::clone_current();
    settings.set_snapshot_path("../../snapshots");
    settings.set_prepend_module_to_snapshot(false);
    settings.set_omit_expression(true);
    settings.bind(|| insta::assert_snapshot!(name, shown(message)));
}
