//! Price lists into SQLite: read, checked and stored, and the same file again.

use std::{fmt::Write as _, fs::File, sync::Arc, time::Instant};

use anyhow::Context as _;
use rust_xlsxwriter::Workbook;

use super::{
    Size,
    report::{Report, say},
};
use crate::{
    domain::{
        clock::SystemClock,
        prices::{Owner, PriceService, Progress, Wish},
    },
    storage::Storage,
    tables::{self, Hidden},
};

const MIB: usize = 1024 * 1024;

pub(super) async fn run(size: Size, report: &mut Report) -> anyhow::Result<()> {
    say("prices:")?;
    let folder = std::env::temp_dir().join(format!("zakupai-prices-{}", uuid::Uuid::now_v7()));
    std::fs::create_dir_all(&folder)?;
    let outcome = measured(size, report, &folder).await;
    std::fs::remove_dir_all(&folder)?;
    outcome
}

async fn measured(size: Size, report: &mut Report, folder: &std::path::Path) -> anyhow::Result<()> {
    for (name, bytes, limit) in
        [("csv_10", size.pick(10 * MIB, MIB), 1.0), ("csv_50", size.pick(50 * MIB, MIB), 5.0)]
    {
        let path = folder.join(name);
        std::fs::write(&path, csv(bytes)?)?;
        imported(report, &path, name, limit).await?;
    }
    let path = folder.join("xlsx_5");
    book(size.pick(119_000, 5_000), &path)?;
    imported(report, &path, "xlsx_5", 3.0).await
}

/// A file into a database of its own, twice.
async fn imported(
    report: &mut Report,
    path: &std::path::Path,
    name: &str,
    limit: f64,
) -> anyhow::Result<()> {
    let database = format!("sqlite://{}.db", path.display());
    let clock = Arc::new(SystemClock);
    let storage = Storage::connect(&database, clock.clone()).await?;
    storage.migrate().await?;
    let store = Arc::new(storage.clone());
    let prices = PriceService::new(store.clone(), store, clock);
    let wish = Wish { owner: Owner::Shared, layout: None, is_whole: false, with_hidden: false };
    for round in ["first", "again"] {
        let started = Instant::now();
        let file = File::open(path)?;
        let opened =
            tokio::task::spawn_blocking(move || tables::open(file, Hidden::Left)).await??;
        let done = prices.import(opened.table, &opened.digest, &wish, &Progress::default()).await?;
        let seconds = started.elapsed().as_secs_f64();
        report.note(&format!("prices.{name}.{round}.rows"), done.read.rows as f64, "")?;
        report.exactly(
            &format!("prices.{name}.{round}.rejected"),
            done.read.rejected as f64,
            0.0,
        )?;
        report.below(&format!("prices.{name}.{round}"), seconds, "s", limit)?;
    }
    storage.close().await;
    Ok(())
}

fn csv(bytes: usize) -> anyhow::Result<String> {
    let mut text = String::from("sku;name;unit;price;supplier_bin;date\n");
    let mut n = 0_u32;
    while text.len() < bytes {
        n += 1;
        writeln!(
            text,
            "SKU-{n:07};Бумага офисная {n};пачка;{},{:02};940140000385;01.11.2025",
            n % 90_000 + 1,
            n % 100
        )
        .context("a string takes everything")?;
    }
    Ok(text)
}

fn book(rows: u32, path: &std::path::Path) -> anyhow::Result<()> {
    let mut book = Workbook::new();
    let sheet = book.add_worksheet();
    for (column, heading) in (0..).zip(["sku", "name", "unit", "price"]) {
        sheet.write_string(0, column, heading)?;
    }
    for n in 1..=rows {
        sheet.write_string(n, 0, format!("SKU-{n:07}"))?;
        sheet.write_string(n, 1, format!("Бумага офисная {}", n % 997))?;
        sheet.write_string(n, 2, "пачка")?;
        sheet.write_number(n, 3, f64::from(n % 90_000) + 0.5)?;
    }
    Ok(book.save(path)?)
}
