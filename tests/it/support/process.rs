//! The real program in a process of its own, to be killed.

use std::{
    process::{Child, Command, Stdio},
    time::{Duration, Instant},
};

use zakupai::demo::{
    goszakup::{Dataset, LocalGoszakup},
    telegram::LocalTelegram,
};

use super::{Database, Engine};

/// What the webhook is asked for.
pub const WEBHOOK_SECRET: &str = "a-secret-for-the-webhook";

/// The most replicas of a process.
const REPLICAS: usize = 2;

/// The real binary against the stand-ins; with a webhook, in several replicas on one database.
pub struct Process {
    pub telegram: LocalTelegram,
    goszakup: LocalGoszakup,
    pub database: Database,
    webhook: bool,
    settings: Vec<(String, String)>,
    children: [Option<Child>; REPLICAS],
}

impl Process {
    pub async fn new(engine: Engine, webhook: bool) -> Option<Self> {
        let database = Database::create(engine).await?;
        let telegram = LocalTelegram::start(zakupai::demo::BOT_TOKEN).await.unwrap();
        telegram.set_latency(Duration::from_millis(5));
        let goszakup =
            LocalGoszakup::start(zakupai::demo::OWS_TOKEN, Dataset::empty()).await.unwrap();
        let (settings, children) = (Vec::new(), [const { None }; REPLICAS]);
        Some(Self { telegram, goszakup, database, webhook, settings, children })
    }

    /// Sets a variable for the next start.
    pub fn set(&mut self, name: &str, value: &str) {
        self.settings.push((name.to_owned(), value.to_owned()));
    }

    pub fn start(&mut self) {
        self.start_replica(0);
    }

    pub fn start_replica(&mut self, replica: usize) {
        let mut command = Command::new(env!("CARGO_BIN_EXE_zakupai"));
        command
            .arg("run")
            .env_clear()
            .env("TELEGRAM_BOT_TOKEN", self.telegram.token())
            .env("TELEGRAM_API_URL", self.telegram.url())
            .env("GOSZAKUP_API_URL", self.goszakup.url())
            .env("DATABASE_URL", self.database.url())
            .env("RUST_LOG", "error")
            .env("DATA_KEY", "0".repeat(64))
            .envs(self.settings.iter().map(|(name, value)| (name, value)))
            .current_dir(self.database.folder())
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null());
        let free =
            || std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
        match self.webhook.then(free) {
            Some(port) => command
                .env("BOT_MODE", "webhook")
                .env("HTTP_ADDR", format!("127.0.0.1:{port}"))
                .env("WEBHOOK_URL", format!("http://127.0.0.1:{port}"))
                .env("WEBHOOK_SECRET", WEBHOOK_SECRET),
            None => command.env("HTTP_ADDR", "off"),
        };
        self.children[replica] = Some(command.spawn().unwrap());
    }

    pub fn kill(&mut self) {
        self.kill_replica(0);
    }

    pub fn kill_replica(&mut self, replica: usize) {
        let mut child = self.children[replica].take().unwrap();
        child.kill().unwrap();
        child.wait().unwrap();
    }

    /// SIGTERM; gives how long the stop took.
    pub fn terminate(&mut self) -> Duration {
        let mut child = self.children[0].take().unwrap();
        let started = Instant::now();
        let asked = Command::new("kill").args(["-TERM", &child.id().to_string()]).status().unwrap();
        assert!(asked.success());
        let status = child.wait().unwrap();
        assert!(status.success(), "{status:?}");
        started.elapsed()
    }

    pub async fn end(mut self) {
        for replica in 0..REPLICAS {
            if self.children[replica].is_some() {
                self.kill_replica(replica);
            }
        }
        self.telegram.stop();
        self.goszakup.stop();
        self.database.drop().await;
    }
}
