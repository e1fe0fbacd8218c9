//! Patience: what is tried again, how long it may take, and when the host is left alone.

use std::{
    sync::Arc,
    time::{Duration, Instant},
};

use serde_json::json;

use super::server::{Reply, Server, rows};
use crate::{
    clients::breaker::BreakerState,
    domain::{
        procurement::{AnnouncementKey, Procurement, SourceError},
        types::Biin,
    },
};

fn good() -> Reply {
    rows("Lots", json!([]))
}

#[tokio::test]
async fn what_can_heal_is_tried_again() {
    for status in [429, 500, 502, 503, 504] {
        let sick = Reply::status(status, "");
        let server = Server::with([sick.clone(), sick.clone(), good()]).await;
        assert!(server.client().lots_page(None, None).await.is_ok());
        assert_eq!(server.asked().len(), 3);

        let server = Server::with([sick]).await;
        let error = server.client().lots_page(None, None).await.unwrap_err();
        assert_eq!(error, SourceError::Unavailable(format!("HTTP {status}")));
        assert_eq!(server.asked().len(), 3);
    }
}

#[tokio::test]
async fn what_cannot_heal_is_not() {
    for (status, error) in [
        (400, SourceError::Broken("HTTP 400".into())),
        (501, SourceError::Unavailable("HTTP 501".into())),
    ] {
        let server = Server::with([Reply::status(status, "")]).await;
        assert_eq!(server.client().lots_page(None, None).await.unwrap_err(), error);
        assert_eq!(server.asked().len(), 1);
    }
}

#[tokio::test]
async fn a_slow_page_times_out_and_is_tried_again() {
    let mut server = Server::with([good().after(Duration::from_secs(20)), good()]).await;
    server.options.timeout = Duration::from_millis(200);
    assert!(server.client().lots_page(None, None).await.is_ok());
    assert_eq!(server.asked().len(), 2);
}

#[tokio::test]
async fn nobody_waits_longer_than_the_live_limit() {
    let mut server = Server::with([Reply::status(200, "").after(Duration::from_secs(20))]).await;
    server.options.live_timeout = Duration::from_millis(200);
    let start = Instant::now();
    let bin = Biin::from_source("070740007153").unwrap();
    let error = server.client().find_subject(&bin).await.unwrap_err();
    assert_eq!(error, SourceError::Unavailable("timeout".into()));
    assert!(start.elapsed() < Duration::from_secs(5));
    assert_eq!(server.asked().len(), 1);
}

#[tokio::test]
async fn a_persons_question_is_tried_again_once() {
    let server = Server::with([Reply::status(500, "")]).await;
    let error = server.client().find_announcement(&AnnouncementKey::Id(1)).await.unwrap_err();
    assert_eq!(error, SourceError::Unavailable("HTTP 500".into()));
    assert_eq!(server.asked().len(), 2);
}

#[tokio::test]
async fn retry_after_is_obeyed() {
    let wait = Reply::status(429, "").header("retry-after", "1");
    let server = Server::with([wait, good()]).await;
    let start = Instant::now();
    assert!(server.client().lots_page(None, None).await.is_ok());
    assert!(start.elapsed() >= Duration::from_secs(1));
}

#[tokio::test]
async fn retry_after_may_be_a_date() {
    // A second after the test clock's now.
    let wait = Reply::status(503, "").header("retry-after", "Fri, 09 Oct 2026 06:00:01 GMT");
    let server = Server::with([wait, good()]).await;
    let start = Instant::now();
    assert!(server.client().lots_page(None, None).await.is_ok());
    assert!(start.elapsed() >= Duration::from_secs(1));
}

#[tokio::test]
async fn a_person_is_not_made_to_wait_for_a_long_retry_after() {
    let server = Server::with([Reply::status(429, "").header("retry-after", "3600")]).await;
    let start = Instant::now();
    let error = server.client().find_announcement(&AnnouncementKey::Id(1)).await.unwrap_err();
    assert_eq!(error, SourceError::Unavailable("HTTP 429".into()));
    assert!(start.elapsed() < Duration::from_secs(2));
}

#[tokio::test]
async fn five_failures_in_a_row_leave_the_host_alone_until_a_trial_succeeds() {
    let sick = Reply::status(503, "");
    let mut server =
        Server::with([sick.clone(), sick.clone(), sick.clone(), sick.clone(), sick, good()]).await;
    server.options.retries = 0;
    server.options.breaker_pause = Duration::from_millis(300);
    let client = server.client();
    for _ in 0..5 {
        assert!(client.lots_page(None, None).await.is_err());
    }
    assert_eq!(client.breaker_state(), BreakerState::Open);
    let refused = client.lots_page(None, None).await.unwrap_err();
    assert!(matches!(refused, SourceError::Unavailable(_)), "{refused:?}");
    assert_eq!(server.asked().len(), 5);
    tokio::time::sleep(Duration::from_millis(350)).await;
    assert!(client.lots_page(None, None).await.is_ok());
    assert_eq!(client.breaker_state(), BreakerState::Closed);
}

#[tokio::test]
async fn refusals_are_no_failures_of_the_host() {
    for status in [401, 404, 400, 429] {
        let mut server = Server::with([Reply::status(status, "")]).await;
        server.options.retries = 0;
        let client = server.client();
        for _ in 0..6 {
            assert!(client.lots_page(None, None).await.is_err());
        }
        assert_eq!(client.breaker_state(), BreakerState::Closed);
    }
}

#[tokio::test]
async fn a_host_that_cannot_be_reached_is_unavailable() {
    let mut server = Server::with([]).await;
    server.options.base_url = "http://127.0.0.1:1".parse().unwrap();
    let error = server.client().lots_page(None, None).await.unwrap_err();
    assert_eq!(error, SourceError::Unavailable("no connection".into()));
}

#[tokio::test]
async fn a_host_that_complains_is_called_at_half_the_rate() {
    for status in [429, 500] {
        let mut server = Server::with([Reply::status(status, ""), good()]).await;
        server.options.requests_per_second = 10.0;
        let client = server.client();
        client.lots_page(None, None).await.unwrap();
        let rate = client.transport.limiter.rate();
        assert!((rate - 5.1).abs() < 1e-9, "{rate}");
    }
}

#[tokio::test]
async fn a_person_does_not_queue_behind_the_sync() {
    let mut server = Server::with([rows("TrdBuy", json!([{ "id": 1 }]))]).await;
    server.options.requests_per_second = 0.5;
    let client = Arc::new(server.client());
    for _ in 0..5 {
        let client = Arc::clone(&client);
        tokio::spawn(async move { client.lots_page(None, None).await });
    }
    tokio::time::sleep(Duration::from_millis(50)).await;
    let start = Instant::now();
    for _ in 0..3 {
        assert!(client.find_announcement(&AnnouncementKey::Id(1)).await.unwrap().is_some());
    }
    assert!(start.elapsed() < Duration::from_secs(1), "{:?}", start.elapsed());
}

#[tokio::test]
async fn a_question_that_was_given_up_on_trial_leaves_room_for_the_next() {
    let sick = Reply::status(503, "");
    let slow = good().after(Duration::from_secs(20));
    let mut server = Server::with([sick, slow, good()]).await;
    server.options.retries = 0;
    server.options.breaker_failures = 1;
    server.options.breaker_pause = Duration::from_millis(1);
    let client = server.client();
    assert!(client.lots_page(None, None).await.is_err());
    tokio::time::sleep(Duration::from_millis(20)).await;
    let trial = client.lots_page(None, None);
    assert!(tokio::time::timeout(Duration::from_millis(100), trial).await.is_err());
    assert!(client.lots_page(None, None).await.is_ok());
    assert_eq!(client.breaker_state(), BreakerState::Closed);
}
