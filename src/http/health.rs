//! `/health`: the process lives. `/ready`: it can do its work. `/metrics`: Prometheus' text.

use std::sync::{
    Arc,
    atomic::{AtomicU8, Ordering},
};

use axum::{
    extract::State,
    http::{StatusCode, header},
    response::{IntoResponse, Response},
};
use metrics_exporter_prometheus::PrometheusHandle;

use crate::domain::Services;

/// Where the process stands in its life.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(u8)]
pub enum Standing {
    /// The bot's session is not yet there.
    Starting = 0,
    /// Everything runs.
    Running = 1,
    /// An ordered stop is under way.
    Stopping = 2,
}

/// What the routes need.
#[derive(Clone)]
pub struct Health {
    services: Services,
    metrics: PrometheusHandle,
    standing: Arc<AtomicU8>,
    gauges: Arc<dyn Fn() + Send + Sync>,
}

impl Health {
    /// Routes over the services; `gauges` sets what is measured only when somebody asks.
    pub fn new(
        services: Services,
        metrics: PrometheusHandle,
        gauges: Arc<dyn Fn() + Send + Sync>,
    ) -> Self {
        Self {
            services,
            metrics,
            standing: Arc::new(AtomicU8::new(Standing::Starting as u8)),
            gauges,
        }
    }

    /// Says where the process stands.
    pub fn set(&self, standing: Standing) {
        self.standing.store(standing as u8, Ordering::SeqCst);
    }

    pub(super) fn services(&self) -> Services {
        self.services.clone()
    }

    fn is_running(&self) -> bool {
        self.standing.load(Ordering::SeqCst) == Standing::Running as u8
    }
}

pub(super) async fn live() -> &'static str {
    "ok"
}

pub(super) async fn ready(State(health): State<Health>) -> Response {
    if !health.is_running() {
        return (StatusCode::SERVICE_UNAVAILABLE, "starting or stopping").into_response();
    }
    match health.services.store.ping().await {
        Ok(()) => "ready".into_response(),
        Err(error) => {
            tracing::error!(%error, "storage can't be written to");
            (StatusCode::SERVICE_UNAVAILABLE, "storage").into_response()
        }
    }
}

pub(super) async fn metrics(State(health): State<Health>) -> Response {
    (health.gauges)();
    let store = &health.services.store;
    if let Ok(pending) = store.count_waiting_messages().await {
        metrics::gauge!("notices_pending").set(pending as f64);
    }
    if let Ok(dead) = store.count_dead_letters().await {
        metrics::gauge!("dead_letters").set(dead as f64);
    }
    if let Ok(lots) = store.count_lots().await {
        metrics::gauge!("goszakup_lots_total").set(lots as f64);
    }
    let content_type = [(header::CONTENT_TYPE, "text/plain; version=0.0.4; charset=utf-8")];
    (content_type, health.metrics.render()).into_response()
}
