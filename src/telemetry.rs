//! Logs and metrics. A log line is one line, carries the request id of its span, and never holds a
//! secret: what looks like one, or is one of ours, is struck out on the way.

use std::{
    io::{self, Write},
    sync::OnceLock,
};

use metrics_exporter_prometheus::{Matcher, PrometheusBuilder, PrometheusHandle};
use secrecy::{ExposeSecret, SecretString};
use tracing_subscriber::{
    EnvFilter, fmt::MakeWriter, layer::SubscriberExt, util::SubscriberInitExt,
};

use crate::config::{LogConfig, LogFormat};

/// Upper bounds of histograms of seconds.
const SECONDS: [f64; 12] =
    [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 5.0, 30.0];
/// Shorter secrets would strike out ordinary words.
const SHORTEST_SECRET: usize = 8;

static METRICS: OnceLock<PrometheusHandle> = OnceLock::new();

/// Starts logging to standard error, once; a second call changes nothing.
pub fn init_logs(config: &LogConfig, secrets: &[&SecretString]) {
    let filter = EnvFilter::try_new(&config.filter).unwrap_or_else(|_| EnvFilter::new("info"));
    let writer =
        Redacting { secrets: secrets.iter().map(|s| s.expose_secret().to_owned()).collect() };
    let registry = tracing_subscriber::registry().with(filter);
    let started = match config.format {
        LogFormat::Json => {
            let layer =
                tracing_subscriber::fmt::layer().json().flatten_event(true).with_writer(writer);
            registry.with(layer).try_init()
        }
        LogFormat::Pretty => {
            let layer = tracing_subscriber::fmt::layer().with_ansi(false).with_writer(writer);
            registry.with(layer).try_init()
        }
    };
    if started.is_err() {
        tracing::debug!("logging was started before");
    }
    log_panics();
}

/// A panic is logged as an error with its place; its message may quote what a person wrote, so it
/// is left out.
fn log_panics() {
    std::panic::set_hook(Box::new(|panic| {
        let place = panic.location().map(ToString::to_string).unwrap_or_default();
        tracing::error!(panic.place = %place, "a task panicked");
    }));
}

/// The metrics in Prometheus' text, gathered since the first call.
pub fn metrics() -> PrometheusHandle {
    METRICS.get_or_init(install_metrics).clone()
}

fn install_metrics() -> PrometheusHandle {
    let builder = PrometheusBuilder::new();
    let builder =
        match builder.set_buckets_for_metric(Matcher::Suffix("_seconds".to_owned()), &SECONDS) {
            Ok(builder) => builder,
            Err(_) => PrometheusBuilder::new(),
        };
    let recorder = builder.build_recorder();
    let handle = recorder.handle();
    if metrics::set_global_recorder(recorder).is_err() {
        tracing::warn!("metrics were installed before");
    }
    handle
}

/// Strikes secrets out of what is written.
#[derive(Clone)]
struct Redacting {
    secrets: Vec<String>,
}

struct RedactingWriter {
    secrets: Vec<String>,
}

impl<'a> MakeWriter<'a> for Redacting {
    type Writer = RedactingWriter;

    fn make_writer(&'a self) -> Self::Writer {
        RedactingWriter { secrets: self.secrets.clone() }
    }
}

impl Write for RedactingWriter {
    fn write(&mut self, line: &[u8]) -> io::Result<usize> {
        let text = String::from_utf8_lossy(line);
        io::stderr().write_all(redact(&text, &self.secrets).as_bytes())?;
        Ok(line.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        io::stderr().flush()
    }
}

/// The text without our secrets and without anything shaped like a bot token.
fn redact(text: &str, secrets: &[String]) -> String {
    let mut clean = text.to_owned();
    for secret in secrets.iter().filter(|secret| secret.len() >= SHORTEST_SECRET) {
        clean = clean.replace(secret.as_str(), "***");
    }
    match find_token(&clean) {
        None => clean,
        Some(_) => {
            let mut out = String::with_capacity(clean.len());
            let mut rest = clean.as_str();
            while let Some((start, end)) = find_token(rest) {
                out.push_str(rest.get(..start).unwrap_or_default());
                out.push_str("***");
                rest = rest.get(end..).unwrap_or_default();
            }
            out.push_str(rest);
            out
        }
    }
}

/// Where a bot token stands: six or more digits, a colon, thirty or more of its alphabet.
fn find_token(text: &str) -> Option<(usize, usize)> {
    let bytes = text.as_bytes();
    for (colon, _) in text.match_indices(':') {
        let digits = bytes.iter().take(colon).rev().take_while(|b| b.is_ascii_digit()).count();
        let key = bytes
            .iter()
            .skip(colon + 1)
            .take_while(|b| b.is_ascii_alphanumeric() || matches!(b, b'_' | b'-'))
            .count();
        if digits >= 6 && key >= 30 {
            return Some((colon - digits, colon + 1 + key));
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn secrets_are_struck_out() {
        let secrets = vec!["s3cretvalue".to_owned(), "short".to_owned()];
        let line =
            "at 10:20 bot123456:AAEhBOweik6ad9r_QXMENQjcrGbqCr4K-bc failed, s3cretvalue, short";
        assert_eq!(redact(line, &secrets), "at 10:20 bot*** failed, ***, short");
        assert_eq!(redact("12:34:56 нет секретов", &secrets), "12:34:56 нет секретов");
    }
}
