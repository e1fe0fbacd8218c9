//! The composition root: from a configuration to a running bot, and back in order. The only file
//! that names concrete storage and clients.

mod models;
mod outside;
mod telegram;

use std::{net::SocketAddr, sync::Arc, time::Duration};

use anyhow::Context as _;
use secrecy::ExposeSecret;
use tokio::{net::TcpListener, task::JoinHandle};
use tokio_util::{sync::CancellationToken, task::TaskTracker};

use crate::{
    bot::{self, Intake, NoticeWords, Sender, Telegram, Thinker, Worker},
    clients::{
        goszakup::{Goszakup, GoszakupOptions},
        http::{HttpOptions, client},
    },
    config::{BotMode, Config, GoszakupConfig, StorageConfig},
    documents::Press,
    domain::{
        Services, Store,
        clock::Clock,
        inbox::{HEARTBEAT, HEARTBEAT_TTL, InboxStore},
    },
    http::{self, Health, Standing, WebhookRoute},
    jobs::{self, schedule},
    search::{self, Search},
    storage::Storage,
    telemetry,
};

pub use models::models;
pub use outside::embedder;
use telegram::{announce, bot_id, reach_telegram};

/// A long sweep must not hold up what is looked at every minute. One job never runs twice at once.
const JOBS_AT_ONCE: usize = 3;

/// Storage, brought up to date.
///
/// # Errors
/// Where it can't be opened or migrated.
pub async fn open_storage(
    config: &StorageConfig,
    clock: Arc<dyn Clock>,
) -> anyhow::Result<Storage> {
    let storage = Storage::connect(config.database_url.expose_secret(), clock).await?;
    storage.migrate().await?;
    Ok(storage)
}

/// The index of lots in its folder. Where another process of this machine has it, in memory: every
/// replica has its own.
fn open_search(folder: Option<&std::path::Path>) -> anyhow::Result<Search> {
    let search = Search::open(folder)?;
    if search.is_taken() {
        tracing::warn!("another process has the index: this one's is in memory");
        return Ok(Search::open(None)?);
    }
    Ok(search)
}

/// The domain's services over storage and OWS.
///
/// # Errors
/// Where the HTTP client can't be built.
pub fn services(
    config: &GoszakupConfig,
    store: Arc<dyn Store>,
    clock: Arc<dyn Clock>,
) -> anyhow::Result<Services> {
    let token = config.token.clone().unwrap_or_default();
    let options = GoszakupOptions::new(config.api_url.clone(), token);
    let goszakup = Goszakup::new(client(&HttpOptions::default())?, options, clock.clone());
    let (sync, watch) = (config.sync_interval, config.watch_interval);
    Ok(Services::new(store, Arc::new(goszakup), Arc::new(NoticeWords), clock, sync, watch))
}

/// A bot that runs.
pub struct App {
    services: Services,
    storage: Storage,
    health: Health,
    http_addr: Option<SocketAddr>,
    /// Stops what brings work in.
    intake: CancellationToken,
    /// Stops what does the work.
    work: CancellationToken,
    /// Stops what must outlive the work: HTTP and heartbeats.
    rest: CancellationToken,
    intake_tasks: TaskTracker,
    worker: JoinHandle<()>,
    work_tasks: TaskTracker,
    rest_tasks: TaskTracker,
    shutdown_timeout: Duration,
}

impl App {
    /// Starts everything, in order: storage, HTTP (alive, not ready), Telegram, workers, jobs, and
    /// last what brings updates in.
    ///
    /// # Errors
    /// Where storage, the listener or the token is refused. Telegram being out of reach is waited
    /// out, until `stop`.
    pub async fn start(
        config: &Config,
        clock: Arc<dyn Clock>,
        stop: &CancellationToken,
    ) -> anyhow::Result<Self> {
        // On the heap for the same reason as the stop.
        Box::pin(Self::start_in_order(config, clock, stop)).await
    }

    async fn start_in_order(
        config: &Config,
        clock: Arc<dyn Clock>,
        stop: &CancellationToken,
    ) -> anyhow::Result<Self> {
        let storage = open_storage(&config.storage, clock.clone()).await?;
        let storage = storage.take(config.storage.database_url.expose_secret()).await?;
        storage.heartbeat(HEARTBEAT_TTL).await?;
        storage.reclaim().await?;
        let search = open_search(config.storage.search_folder.as_deref())?;
        let services = services(&config.goszakup, Arc::new(storage.clone()), clock)?
            .with_admins(&config.admins)
            .with_papers(Arc::new(Press), config.data_key.clone())
            .with_models(models(&config.model)?, config.model.limits)
            .with_index(Arc::new(search.clone()))
            .with_passages(Arc::new(search::InMemory))
            .with_outside(outside::catalogues(&config.outside)?, embedder(&config.outside)?);
        if !services.ask.is_on() {
            tracing::warn!(
                "neither LLM_BASE_URL nor FLOWISE_URL is set: /ask answers with extracts"
            );
        }
        if config.data_key.is_none() {
            tracing::warn!("DATA_KEY is not set: /company and /documents are off");
        }
        let health = Health::new(services.clone(), telemetry::metrics(), pool_gauges(&storage));

        let listener = match config.http_addr {
            Some(addr) => Some(
                http::bind(addr)
                    .await
                    .with_context(|| format!("HTTP_ADDR {addr} can't be listened on"))?,
            ),
            None => None,
        };
        let http_addr = listener.as_ref().map(TcpListener::local_addr).transpose()?;
        let mut app = Self {
            storage,
            health,
            http_addr,
            intake: CancellationToken::new(),
            work: CancellationToken::new(),
            rest: CancellationToken::new(),
            intake_tasks: TaskTracker::new(),
            worker: tokio::spawn(std::future::ready(())),
            work_tasks: TaskTracker::new(),
            rest_tasks: TaskTracker::new(),
            shutdown_timeout: config.shutdown_timeout,
            services,
        };
        let telegram = Telegram::new(
            client(&HttpOptions::default())?,
            &config.telegram.api_url,
            &config.telegram.token,
        );
        let intake = Intake::new(app.services.clone(), bot_id(config));
        app.serve_http(listener, config, &intake);
        app.keep_alive();
        let law = app.services.law.clone();
        app.work_tasks.spawn(async move { law.warm().await });
        app.work_tasks.spawn(search::follow(
            search,
            Arc::new(app.storage.clone()),
            app.work.clone(),
        ));
        match app.talk_to_telegram(config, telegram, intake, stop).await {
            Ok(()) => {
                app.health.set(Standing::Running);
                Ok(app)
            }
            Err(error) => {
                Box::pin(app.stop()).await;
                Err(error)
            }
        }
    }

    async fn talk_to_telegram(
        &mut self,
        config: &Config,
        telegram: Telegram,
        intake: Intake,
        stop: &CancellationToken,
    ) -> anyhow::Result<()> {
        let me = reach_telegram(&telegram, stop).await?;
        tracing::info!(bot.username = me.username(), "Telegram knows us");
        let services = self.services.clone();
        let worker =
            Worker::new(services.clone(), telegram.clone(), me, &config.goszakup.portal_url);
        self.worker = tokio::spawn(worker.run(self.intake.clone()));
        let thinker = Thinker::new(services.clone(), telegram.clone());
        // Before the worker stops there may be no new thought, and what is thought of then is stored.
        self.work_tasks.spawn(thinker.run(self.work.clone()));
        self.work_tasks.spawn(Sender::new(services, telegram.clone()).run(self.work.clone()));
        self.start_jobs(config);
        self.receive(config, telegram, intake).await
    }

    /// Where HTTP listens.
    pub fn http_addr(&self) -> Option<SocketAddr> {
        self.http_addr
    }

    /// The services, for those who run the bot in their own process.
    pub fn services(&self) -> &Services {
        &self.services
    }

    /// Stops everything, in order: no more updates, what runs is finished, messages under way are
    /// settled, storage is closed. The webhook stays: another replica or our next life serves it.
    /// What takes longer than the timeout is left for the next life, which finds it stored.
    pub async fn stop(self) {
        let timeout = self.shutdown_timeout;
        self.health.set(Standing::Stopping);
        // On the heap: by itself it would make everything that stops a bot as large as several bots.
        let stopping = Box::pin(self.stop_in_order());
        if tokio::time::timeout(timeout, stopping).await.is_err() {
            tracing::warn!(
                "the stop took too long: what is left is stored and goes on at the next start"
            );
        }
    }

    async fn stop_in_order(self) {
        self.intake.cancel();
        self.intake_tasks.close();
        self.intake_tasks.wait().await;
        if let Err(error) = self.worker.await {
            tracing::error!(%error, "the worker ended badly");
        }
        self.work.cancel();
        self.work_tasks.close();
        self.work_tasks.wait().await;
        self.rest.cancel();
        self.rest_tasks.close();
        self.rest_tasks.wait().await;
        if let Err(error) = self.storage.farewell().await {
            tracing::warn!(%error, "our lease runs out by itself");
        }
        self.storage.close().await;
        tracing::info!("stopped");
    }

    fn serve_http(&self, listener: Option<TcpListener>, config: &Config, intake: &Intake) {
        let Some(listener) = listener else { return };
        let webhook = match &config.telegram.mode {
            BotMode::Polling => None,
            BotMode::Webhook { secret, .. } => {
                Some(WebhookRoute { intake: intake.clone(), secret: secret.clone() })
            }
        };
        let router = http::router(self.health.clone(), webhook, config.api_rate);
        // Updates may come in until the worker has stopped: they are stored, and wait.
        let stop = self.rest.clone();
        self.rest_tasks.spawn(async move {
            if let Err(error) = http::serve(listener, router, stop).await {
                tracing::error!(%error, "the HTTP listener failed");
            }
        });
    }

    fn keep_alive(&self) {
        let (storage, stop) = (self.storage.clone(), self.rest.clone());
        self.rest_tasks.spawn(async move {
            while !stop.is_cancelled() {
                tokio::select! {
                    () = stop.cancelled() => break,
                    () = tokio::time::sleep(HEARTBEAT) => {}
                }
                let beat = async {
                    storage.heartbeat(HEARTBEAT_TTL).await?;
                    storage.reclaim().await
                };
                match beat.await {
                    Ok(0) => {}
                    Ok(rows) => tracing::warn!(rows, "took over what another instance had claimed"),
                    Err(error) => tracing::error!(%error, "the heartbeat failed"),
                }
            }
        });
    }

    fn start_jobs(&self, config: &Config) {
        let goszakup = Some(&config.goszakup).filter(|goszakup| goszakup.token.is_some());
        if goszakup.is_none() {
            tracing::warn!("GOSZAKUP_TOKEN is not set: no sync, cards come from what is stored");
        }
        let intervals = goszakup.map(|it| (it.sync_interval, it.watch_interval));
        let timetable = schedule::timetable(intervals);
        self.work_tasks.spawn(schedule::keep(
            self.services.clone(),
            timetable,
            self.intake.clone(),
        ));
        for _ in 0..JOBS_AT_ONCE {
            self.work_tasks.spawn(jobs::work(self.services.clone(), self.work.clone()));
        }
    }

    async fn receive(
        &self,
        config: &Config,
        telegram: Telegram,
        intake: Intake,
    ) -> anyhow::Result<()> {
        match &config.telegram.mode {
            BotMode::Polling => {
                let (stop, telegram) = (self.intake.clone(), telegram.clone());
                self.intake_tasks.spawn(bot::poll(telegram, intake, stop));
            }
            BotMode::Webhook { url, secret } => {
                bot::set_webhook(&telegram, url, secret)
                    .await
                    .context("Telegram refuses WEBHOOK_URL")?;
            }
        }
        // The menu is not waited for: the first update is.
        self.intake_tasks.spawn(announce(telegram, self.intake.clone()));
        Ok(())
    }
}

fn pool_gauges(storage: &Storage) -> Arc<dyn Fn() + Send + Sync> {
    let storage = storage.clone();
    Arc::new(move || {
        let (size, idle) = storage.pool_size();
        metrics::gauge!("database_connection_pool_size").set(f64::from(size));
        metrics::gauge!("database_connection_pool_available").set(idle as f64);
    })
}

/// Runs a bot until the process is told to stop (SIGTERM or SIGINT).
///
/// # Errors
/// Where it can't start.
pub async fn run(config: &Config, clock: Arc<dyn Clock>) -> anyhow::Result<()> {
    let stop = CancellationToken::new();
    let asked = stop.clone();
    let signals = tokio::spawn(async move {
        if let Err(error) = told_to_stop().await {
            tracing::error!(%error, "signals can't be heard");
        }
        asked.cancel();
    });
    let app = App::start(config, clock, &stop).await?;
    tracing::info!(http.addr = ?app.http_addr(), "running");
    stop.cancelled().await;
    tracing::info!("told to stop");
    app.stop().await;
    signals.abort();
    Ok(())
}

async fn told_to_stop() -> std::io::Result<()> {
    use tokio::signal::unix::{SignalKind, signal};
    let mut terminate = signal(SignalKind::terminate())?;
    let mut interrupt = signal(SignalKind::interrupt())?;
    tokio::select! {
        _ = terminate.recv() => {}
        _ = interrupt.recv() => {}
    }
    Ok(())
}
