//! What is logged: each oddity once, cut to size, and never the token.

use std::{
    io::Write,
    sync::{Arc, Mutex},
};

use serde_json::json;
use tracing_subscriber::fmt::MakeWriter;

use super::server::{Reply, Server, TOKEN, rows};
use crate::domain::procurement::Procurement;

#[derive(Clone, Default)]
struct Log(Arc<Mutex<Vec<u8>>>);

impl Log {
    fn lines(&self, containing: &str) -> usize {
        self.text().lines().filter(|line| line.contains(containing)).count()
    }

    fn text(&self) -> String {
        String::from_utf8(self.0.lock().unwrap().clone()).unwrap()
    }
}

impl Write for Log {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0.lock().unwrap().extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

impl<'a> MakeWriter<'a> for Log {
    type Writer = Self;

    fn make_writer(&'a self) -> Self {
        self.clone()
    }
}

#[tokio::test]
async fn oddities_are_logged_once_and_the_token_never() {
    let log = Log::default();
    let subscriber = tracing_subscriber::fmt()
        .with_max_level(tracing::Level::TRACE)
        .with_writer(log.clone())
        .with_ansi(false)
        .finish();
    // With one subscriber alone, tracing lets the first thread that reaches a line decide for all
    // whether it is logged, and the threads of other tests have none; a second one changes that.
    let _second = tracing::Dispatch::new(tracing_subscriber::registry());
    let _guard = tracing::subscriber::set_default(subscriber);

    let odd = json!([
        { "id": 2, "lotNumber": "2-ОИ1", "unheardOf": 1, "lastUpdateDate": "давно", "Plans": [{ "id": 1, "newPlanField": 1 }] },
        { "id": 1, "lotNumber": "1-ОИ1", "unheardOf": 2, "lastUpdateDate": "никогда" },
    ]);
    let refusal = format!("Bearer {TOKEN} {}END", "ё".repeat(400));
    let refused = Reply::json(&json!({ "errors": [{ "message": refusal }] }));
    let server = Server::with([
        rows("Lots", odd.clone()),
        rows("Lots", odd),
        refused.clone(),
        refused,
        Reply::status(500, TOKEN),
        Reply::status(400, TOKEN),
    ])
    .await;
    let client = server.client();
    for _ in 0..2 {
        client.lots_page(None, None).await.unwrap();
    }
    for _ in 0..3 {
        client.lots_page(None, None).await.unwrap_err();
    }

    assert_eq!(log.lines("Lots.unheardOf"), 1, "{}", log.text());
    assert_eq!(log.lines("PlnPoint.newPlanField"), 1);
    assert_eq!(log.lines("Lots.lastUpdateDate"), 1);
    assert_eq!(log.lines("Bearer *** ёё"), 1);
    assert_eq!(log.lines("END"), 0);
    assert!(!log.text().contains(TOKEN));
}
