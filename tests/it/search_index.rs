//! The index of lots: made anew, killed while it is made, the same on both engines.

use std::{
    process::{Command, Output, Stdio},
    time::Duration,
};

use zakupai::domain::search::{Ask, Begin, Slice, Sort};

use super::support::*;

/// Searches whose answers are known.
const SEARCHES: [(&str, Sort); 14] = [
    ("картридж", Sort::Relevance),
    ("картриджами для принтеров", Sort::Date),
    ("катридж", Sort::Relevance),
    ("қағаз", Sort::Amount),
    ("кагазга", Sort::Relevance),
    ("бумага a4", Sort::Relevance),
    ("«бумага для»", Sort::Date),
    ("бумага !офисная", Sort::Relevance),
    ("услуги от 1 млн до 5 млн", Sort::Amount),
    ("только открытые Алматы", Sort::Deadline),
    ("статус: не состоялась", Sort::Date),
    ("енстру 17", Sort::Amount),
    ("за 7 дней", Sort::Deadline),
    ("83685322-ОИ4", Sort::Relevance),
];

/// The ids that each search gives, and how many there are of each kind.
async fn answers(app: &TestApp) -> String {
    let mut all = Vec::new();
    for (text, sort) in SEARCHES {
        let now = friday_noon();
        let ask = Ask { sort, counts: true, ..Ask::parse(text, now).unwrap() };
        let slice = Slice { from: Begin::Page(0), limit: 12 };
        let (hits, lots) = app.services().search.part(&ask, slice, now).await.unwrap().unwrap();
        let ids: Vec<i64> = lots.iter().map(|lot| lot.id).collect();
        all.push(format!(
            "{text}: {} ({} open) {ids:?}\n  {:?}\n  {:?}\n  {:?}",
            hits.total,
            hits.open,
            hits.facets.regions.iter().take(3).collect::<Vec<_>>(),
            hits.facets.statuses.iter().take(3).collect::<Vec<_>>(),
            hits.corrections.first().map(|it| &it.read_as),
        ));
    }
    all.join("\n")
}

fn reindex(app: &TestApp) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_zakupai"));
    command
        .arg("reindex")
        .env_clear()
        .env("DATABASE_URL", app.database.url())
        .env("DATA_DIR", app.database.folder())
        .env("RUST_LOG", "error")
        .current_dir(app.database.folder())
        .stdin(Stdio::null());
    command
}

fn told(output: &Output) -> String {
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    format!("{}{}", text(&output.stdout), text(&output.stderr))
}

async fn story(engine: Engine) {
    let data = zakupai::demo::goszakup::Dataset::demo(friday_noon());
    let Some(mut app) = TestApp::stopped(engine, data).await else { return };
    let folder = app.database.folder().join("search");
    app.set("DATA_DIR", &app.database.folder().display().to_string());
    app.start().await;
    zakupai::demo::synced(app.running()).await.unwrap();
    let right = answers(&app).await;
    let mut settings = insta::Settings::clone_current();
    settings.set_snapshot_path("../snapshots");
    settings.set_prepend_module_to_snapshot(false);
    settings.set_omit_expression(true);
    // One copy for both engines.
    settings.bind(|| insta::assert_snapshot!("search_answers", right));

    let refused = reindex(&app).output().unwrap();
    assert!(!refused.status.success());
    assert!(told(&refused).contains("stop it first"), "{}", told(&refused));
    app.stop().await;

    let done = reindex(&app).output().unwrap();
    assert!(done.status.success(), "{}", told(&done));
    let report: serde_json::Value = serde_json::from_slice(&done.stdout).unwrap();
    let lots = app.database.scalar("SELECT count(*) FROM goszakup_lots WHERE NOT is_deleted").await;
    assert_eq!(report["lots"], lots);

    // Killed at any moment of its making, and hurt besides.
    for n in 0..8_u64 {
        std::fs::remove_dir_all(&folder).unwrap();
        let mut child = reindex(&app).stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
        tokio::time::sleep(Duration::from_millis(60 * (n + 1))).await;
        child.kill().unwrap();
        child.wait().unwrap();
        std::fs::create_dir_all(&folder).unwrap();
        let files = std::fs::read_dir(&folder).unwrap().flatten();
        if let (1, Some(file)) =
            (n % 2, files.max_by_key(|file| file.metadata().map_or(0, |it| it.len())))
        {
            std::fs::write(file.path(), b"not what was written").unwrap();
        }
        app.start().await;
        app.indexed().await;
        assert_eq!(answers(&app).await, right, "killed after {} ms", 60 * (n + 1));
        app.stop().await;
    }
    app.finish().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_index_is_made_anew_whatever_became_of_it_sqlite() {
    story(Engine::Sqlite).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_index_is_made_anew_whatever_became_of_it_postgres() {
    story(Engine::Postgres).await;
}
