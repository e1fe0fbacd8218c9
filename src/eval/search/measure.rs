//! Time, processor, memory and disk, as the system tells them.

use std::{path::Path, time::Duration};

use serde_json::{Value, json};

/// How long queries took.
#[derive(Debug, Default)]
pub(super) struct Timing {
    micros: Vec<f64>,
    cpu_ns: u64,
}

impl Timing {
    pub(super) fn took(&mut self, time: Duration) {
        self.micros.push(time.as_secs_f64() * 1e6);
    }

    pub(super) fn cpu(&mut self, nanoseconds: Option<u64>) {
        self.cpu_ns += nanoseconds.unwrap_or_default();
    }

    pub(super) fn add(&mut self, other: Self) {
        self.micros.extend(other.micros);
        self.cpu_ns += other.cpu_ns;
    }

    /// In microseconds.
    pub(super) fn report(mut self) -> Value {
        self.micros.sort_by(f64::total_cmp);
        let at = |share: f64| -> f64 {
            #[expect(
                clippy::cast_possible_truncation,
                clippy::cast_sign_loss,
                reason = "a share of a length"
            )]
            let place = (self.micros.len() as f64 * share) as usize;
            let last = self.micros.len().saturating_sub(1);
            self.micros.get(place.min(last)).copied().unwrap_or_default()
        };
        let asked = self.micros.len().max(1) as f64;
        json!({
            "p50_us": at(0.5), "p95_us": at(0.95), "p99_us": at(0.99),
            "cpu_us": self.cpu_ns as f64 / 1e3 / asked,
        })
    }
}

/// Processor time of this thread; none where the system does not tell.
pub(super) fn thread_cpu_ns() -> Option<u64> {
    let line = std::fs::read_to_string("/proc/thread-self/schedstat").ok()?;
    line.split(' ').next()?.parse().ok()
}

/// Resident memory of this process.
pub(super) fn memory_kb() -> Option<u64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find(|line| line.starts_with("VmRSS:"))?;
    line.split_whitespace().nth(1)?.parse().ok()
}

/// Bytes of all files in a folder.
pub(super) fn bytes(folder: &Path) -> u64 {
    let Ok(files) = std::fs::read_dir(folder) else { return 0 };
    files.flatten().filter_map(|file| file.metadata().ok()).map(|it| it.len()).sum()
}
