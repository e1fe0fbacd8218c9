//! This program once more, in a process of its own, so that its processor time and memory are told
//! apart from those of the stand-ins and of the load.

use std::{
    path::{Path, PathBuf},
    process::{Command, Stdio},
    time::Duration,
};

use anyhow::Context as _;

/// A tick of `/proc/<pid>/stat`: `USER_HZ` is 100 on every architecture Linux has been given.
const TICK: Duration = Duration::from_millis(10);
const LOOK: Duration = Duration::from_millis(2);

/// A running child; dropped, it is killed, as a power cut would.
pub(super) struct Child {
    process: std::process::Child,
    log: PathBuf,
    output: PathBuf,
}

/// Resident memory in megabytes.
#[derive(Debug, Clone, Copy)]
pub(super) struct Memory {
    pub(super) now: f64,
    pub(super) peak: f64,
}

/// What a child that ended by itself left behind.
#[derive(Debug)]
pub(super) struct Ended {
    /// What it wrote to standard output.
    pub(super) output: String,
    /// Processor time, of all its threads.
    pub(super) cpu: Duration,
    /// Resident memory at its highest, in megabytes.
    pub(super) peak: f64,
}

impl Child {
    /// Starts this program with these arguments and no environment but this, in `folder`.
    pub(super) fn start(
        arguments: &[&str],
        environment: &[(&str, String)],
        folder: &Path,
    ) -> anyhow::Result<Self> {
        let name = uuid::Uuid::now_v7();
        let (log, output) =
            (folder.join(format!("{name}.log")), folder.join(format!("{name}.out")));
        let process = Command::new(std::env::current_exe()?)
            .args(arguments)
            .env_clear()
            .envs(environment.iter().map(|(name, value)| (name, value)))
            .current_dir(folder)
            .stdin(Stdio::null())
            .stdout(std::fs::File::create(&output)?)
            .stderr(std::fs::File::create(&log)?)
            .spawn()
            .context("this program can't start itself")?;
        Ok(Self { process, log, output })
    }

    /// Waits until it ends by itself; gives what it wrote to standard output, and what it took.
    pub(super) async fn end(mut self) -> anyhow::Result<Ended> {
        let (mut cpu, mut peak) = (Duration::ZERO, 0.0);
        let status = loop {
            // Of one that has just ended nothing can be read any more.
            cpu = self.cpu().unwrap_or(cpu).max(cpu);
            peak = self.memory().map_or(peak, |memory| memory.peak);
            match self.process.try_wait()? {
                Some(status) => break status,
                None => tokio::time::sleep(LOOK).await,
            }
        };
        anyhow::ensure!(status.success(), "the child ended with {status}: {}", self.last_words());
        Ok(Ended { output: std::fs::read_to_string(&self.output)?, cpu, peak })
    }

    /// Fails where it ended: then nothing is worth waiting for.
    pub(super) fn alive(&mut self) -> anyhow::Result<()> {
        match self.process.try_wait()? {
            None => Ok(()),
            Some(status) => anyhow::bail!("the bot ended with {status}: {}", self.last_words()),
        }
    }

    fn last_words(&self) -> String {
        let log = std::fs::read_to_string(&self.log).unwrap_or_default();
        log.lines().last().unwrap_or("its log is empty").to_owned()
    }

    /// Processor time so far, of all its threads.
    pub(super) fn cpu(&self) -> anyhow::Result<Duration> {
        let stat = std::fs::read_to_string(format!("/proc/{}/stat", self.process.id()))?;
        // The name in brackets may hold anything; utime and stime are the 12th and 13th after it.
        let (_, fields) = stat.rsplit_once(')').context("/proc/<pid>/stat has another shape")?;
        let ticks: u32 =
            fields.split_whitespace().skip(11).take(2).filter_map(|n| n.parse::<u32>().ok()).sum();
        Ok(TICK * ticks)
    }

    /// Resident memory now and at its highest.
    pub(super) fn memory(&self) -> anyhow::Result<Memory> {
        let status = std::fs::read_to_string(format!("/proc/{}/status", self.process.id()))?;
        let megabytes = |name: &str| {
            let line = status.lines().find_map(|line| line.strip_prefix(name))?;
            let kilobytes: f64 =
                line.trim_start_matches(':').split_whitespace().next()?.parse().ok()?;
            Some(kilobytes / 1_024.0)
        };
        let read = |name| megabytes(name).context("/proc/<pid>/status has another shape");
        Ok(Memory { now: read("VmRSS")?, peak: read("VmHWM")? })
    }
}

impl Drop for Child {
    fn drop(&mut self) {
        // It may have ended by itself.
        let _ended = self.process.kill();
        let _reaped = self.process.wait();
    }
}
