//! The eleven indicators over a hundred thousand finished procedures, in a process of its own.

use std::{
    fs::File,
    io::{BufWriter, Write as _},
    path::Path,
    time::Instant,
};

use anyhow::Context as _;
use rand::{Rng as _, SeedableRng as _, rngs::SmallRng};
use serde_json::{Value, json};

use super::{
    Size,
    child::Child,
    report::{Report, say},
};

/// The same file in every run.
const SEED: u64 = 20_261_121;

pub(super) async fn run(size: Size, report: &mut Report) -> anyhow::Result<()> {
    say("risk:")?;
    let releases = size.pick(100_006, 2_000);
    let folder = std::env::temp_dir().join(format!("zakupai-bench-{}", uuid::Uuid::now_v7()));
    std::fs::create_dir_all(&folder)?;
    let outcome = evaluated(&folder, releases, report).await;
    std::fs::remove_dir_all(&folder)?;
    outcome
}

async fn evaluated(folder: &Path, releases: usize, report: &mut Report) -> anyhow::Result<()> {
    let file = folder.join("releases.jsonl");
    write(&file, releases)?;
    let megabytes = std::fs::metadata(&file)?.len() as f64 / 1_048_576.0;
    report.note("risk.file", megabytes, "MB")?;
    let name = file.to_str().context("the temporary folder's name is no text")?;
    let started = Instant::now();
    let ended = Child::start(&["risk", "ocds", name], &[], folder)?.end().await?;
    report.below("risk.evaluated", started.elapsed().as_secs_f64(), "s", 2.5)?;
    report.note("risk.cpu", ended.cpu.as_secs_f64(), "s")?;
    report.below("risk.peak_memory", ended.peak, "MB", 150.0)?;
    let found: Value = serde_json::from_str(&ended.output)?;
    let flagged = |group: &str| found[group].as_object().map_or(0, |ids| ids.len()) as f64;
    report.note("risk.flagged_processes", flagged("OCID"), "")?;
    report.note("risk.flagged_tenderers", flagged("Tenderer"), "")
}

fn write(file: &Path, releases: usize) -> anyhow::Result<()> {
    let mut rng = SmallRng::seed_from_u64(SEED);
    let mut to = BufWriter::new(File::create(file)?);
    for n in 0..releases {
        serde_json::to_writer(&mut to, &release(&mut rng, n))?;
        to.write_all(b"\n")?;
    }
    Ok(to.flush()?)
}

/// A finished tender with two to six bids, with what real releases carry besides.
fn release(rng: &mut SmallRng, n: usize) -> Value {
    let start: u32 = rng.random_range(1..=9);
    let price = rng.random_range(100_000..10_000_000_u32);
    let count = rng.random_range(2..=6_u32);
    let first = rng.random_range(0..20_000_u32);
    let bids: Vec<Value> = (0..count)
        .map(|k| {
            let out = k > 0 && rng.random_range(0..20) == 0;
            let amount = f64::from(price + k * rng.random_range(0..price / 10)) + 0.25;
            json!({
                "id": format!("{n}-{k}"), "status": if out { "disqualified" } else { "valid" },
                "date": format!("2025-03-1{}T10:00:00+05:00", rng.random_range(0..9)),
                "tenderers": [{ "id": format!("2001{:08}", first + k * 7), "name": "ТОО «Поставщик»" }],
                "value": { "amount": amount, "currency": "KZT" },
            })
        })
        .collect();
    let winner = bids[0]["tenderers"].clone();
    let buyer = json!({ "id": format!("9901{:08}", n % 3_000), "name": "КГУ «Школа-лицей»" });
    json!({
        "ocid": format!("ocds-kz0001-{n}"), "id": n.to_string(), "date": "2025-04-01T09:00:00+05:00",
        "tag": ["compiled"], "initiationType": "tender", "buyer": buyer,
        "tender": {
            "id": n.to_string(), "title": "Бумага для офисного оборудования", "status": "complete",
            "description": "Бумага формата А4, плотность 80 г/м², белизна 146 %, 500 листов в пачке",
            "procurementMethod": "open", "procurementMethodDetails": "Запрос ценовых предложений",
            "numberOfTenderers": count, "procuringEntity": buyer,
            "value": { "amount": price, "currency": "KZT" },
            "tenderPeriod": {
                "startDate": format!("2025-03-0{start}T09:00:00+05:00"),
                "endDate": "2025-03-21T09:00:00+05:00",
            },
        },
        "bids": { "details": bids },
        "awards": [{
            "id": n.to_string(), "status": "active", "suppliers": winner,
            "items": [{ "id": "1", "classification": { "id": format!("{:02}0000", rng.random_range(1..60)) } }],
        }],
    })
}
