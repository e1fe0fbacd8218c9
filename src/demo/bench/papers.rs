//! Papers of two pages, one by one and a hundred at once: the bounded pool must leave the bot its
//! answers, which are stood for by a look at a stored lot.

use std::{
    sync::Arc,
    time::{Duration, Instant},
};

use anyhow::{Context as _, anyhow};
use chrono::{DateTime, Utc};

use super::{
    Size, load, now,
    report::{Report, say},
    stage::Stage,
};
use crate::{
    demo::goszakup::Dataset,
    documents::Press,
    domain::{
        documents::{
            DocumentService, Typesetter as _,
            paper::{Block, Paper},
        },
        seal::DataKey,
        subscriptions::SubscriptionStore as _,
    },
    i18n::Lang,
};

/// Papers that people ask for in the same moment.
const AT_ONCE: usize = 100;
/// The data is the same in every run.
const SEED: u64 = 7;

pub(super) async fn run(size: Size, report: &mut Report) -> anyhow::Result<()> {
    say("papers:")?;
    let rounds = size.pick(100, 5);
    let paper = two_pages();
    let failed = |why: String| anyhow!(why);
    let started = Instant::now();
    Press.pdf(&paper).map_err(failed)?;
    report.note("papers.first_pdf", started.elapsed().as_secs_f64() * 1_000.0, "ms")?;
    let (mut pdf, mut docx, mut bytes) = (Vec::new(), Vec::new(), 0);
    for _ in 0..rounds {
        let started = Instant::now();
        bytes = Press.pdf(&paper).map_err(failed)?.len();
        pdf.push(started.elapsed());
        let started = Instant::now();
        Press.docx(&paper).map_err(failed)?;
        docx.push(started.elapsed());
    }
    report.below("papers.pdf_bytes", bytes as f64, "B", 150_000.0)?;
    report.below("papers.pdf_p50", load::percentile(&pdf, 0.5), "ms", 20.0)?;
    report.note("papers.pdf_p99", load::percentile(&pdf, 0.99), "ms")?;
    report.below("papers.docx_p50", load::percentile(&docx, 0.5), "ms", 10.0)?;
    report.note("papers.docx_p99", load::percentile(&docx, 0.99), "ms")?;
    at_once(size, report, &paper).await
}

/// Looks at a lot alone, then while all papers are set.
async fn at_once(size: Size, report: &mut Report, paper: &Paper) -> anyhow::Result<()> {
    let stage = Stage::new(Dataset::generated(200, now(), SEED)).await?;
    let storage = stage.storage().await?;
    let services = stage.services(&storage)?;
    services.sync.run().await?;
    let recent = storage.list_recent_lots(DateTime::<Utc>::UNIX_EPOCH, None, 1).await?;
    let lot = recent.lots.first().map(|lot| lot.id).context("no lot")?;
    let papers = DocumentService::new(Arc::new(storage.clone()))
        .with(Arc::new(Press), DataKey::parse(&"0".repeat(64)));
    let looks = size.pick(200, 20);
    let look = async || -> anyhow::Result<Duration> {
        let started = Instant::now();
        services.lots.view(lot).await?;
        Ok(started.elapsed())
    };
    let mut alone = Vec::with_capacity(looks);
    for _ in 0..looks {
        alone.push(look().await?);
    }
    let started = Instant::now();
    let mut all = tokio::task::JoinSet::new();
    for _ in 0..size.pick(AT_ONCE, 10) {
        let (papers, paper) = (papers.clone(), paper.clone());
        all.spawn(async move { papers.set(paper).await.map(|files| files.len()) });
    }
    let mut meanwhile = Vec::new();
    let mut made = 0;
    while let Some(set) =
        all.try_join_next().map(Some).or_else(|| (!all.is_empty()).then_some(None))
    {
        match set {
            Some(files) => made += usize::from(files?? == 2),
            None => meanwhile.push(look().await?),
        }
        tokio::task::yield_now().await;
    }
    report.note("papers.all", started.elapsed().as_secs_f64() * 1_000.0, "ms")?;
    report.exactly("papers.made", made as f64, size.pick(AT_ONCE, 10) as f64)?;
    report.note("papers.reply_alone_p50", load::percentile(&alone, 0.5), "ms")?;
    report.note("papers.reply_meanwhile_p50", load::percentile(&meanwhile, 0.5), "ms")?;
    report.below("papers.reply_meanwhile_p99", load::percentile(&meanwhile, 0.99), "ms", 50.0)?;
    storage.close().await;
    Ok(())
}

/// A complaint's worth of text and tables, in Kazakh and Russian letters.
fn two_pages() -> Paper {
    let text = "Талап тапсырыс берушінің қажеттілігіне байланыссыз қатысушылар шеңберін тарылтуы мүмкін; \
                требование может сузить круг участников, сумма — 1\u{A0}234\u{A0}567,50\u{A0}₸ (№ 687).";
    let rows = (1..=20).map(|n| vec![format!("Көрсеткіш {n}"), text.to_owned()]);
    let blocks = vec![
        Block::Letterhead(vec!["ТОО «Ақ көл»".to_owned(), "БИН 940140000385".to_owned()]),
        Block::Title("Шағым / Жалоба".to_owned()),
        Block::Table { head: Vec::new(), rows: rows.collect() },
        Block::Heading("Фактілер".to_owned()),
        Block::Numbered(vec![text.to_owned(); 6]),
        Block::Paragraph(text.repeat(2)),
        Block::Signature {
            position: "Директор".to_owned(), name: "Әбілқасымов Ғ. Ұ.".to_owned()
        },
    ];
    Paper {
        title: "Шағым".to_owned(),
        author: "ТОО «Ақ көл»".to_owned(),
        lang: Lang::Kk,
        made_at: now(),
        blocks,
    }
}
