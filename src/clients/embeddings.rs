//! An embedder behind the interface that `OpenAI` gave the world: `POST {base}/embeddings` with
//! `{"model", "input"}`, which other servers (Ollama, vLLM, LM Studio, llama.cpp) understand too.

use std::time::Duration;

use async_trait::async_trait;
use reqwest::Client;
use secrecy::SecretString;
use serde::Deserialize;
use serde_json::json;
use url::Url;

use super::{
    http::with_key,
    outside::{Outside, OutsideError},
};
use crate::domain::embeddings::{EmbedError, Embedder, MOST_TEXTS, Vector};

/// Of one try. A batch on a processor without help takes seconds, and somebody waits.
const LIMIT: Duration = Duration::from_secs(10);
/// 64 vectors of 4096 numbers in decimal are under 6 MB.
const MOST_BODY: usize = 8 * 1024 * 1024;

/// Where the embedder is and what it is asked for.
#[derive(Debug, Clone)]
pub struct EmbeddingsOptions {
    /// The base address, such as `https://api.openai.com/v1`.
    pub base_url: Url,
    /// What it lets us in by; a server of one's own may need none.
    pub key: Option<SecretString>,
    /// The model's name.
    pub model: String,
}

/// An embedder over HTTP.
pub struct Embeddings {
    http: Client,
    options: EmbeddingsOptions,
    host: Outside,
}

impl Embeddings {
    /// An embedder over this client.
    pub fn new(http: Client, options: EmbeddingsOptions) -> Self {
        Self { http, options, host: Outside::new("embeddings", LIMIT, MOST_BODY) }
    }

    async fn batch(&self, texts: &[String]) -> Result<Vec<Vector>, EmbedError> {
        let address =
            format!("{}/embeddings", self.options.base_url.as_str().trim_end_matches('/'));
        let body = json!({
            "model": self.options.model, "input": texts, "encoding_format": "float",
        });
        let request = || with_key(self.http.post(&address).json(&body), self.options.key.as_ref());
        let answer = self.host.ask(request).await.map_err(|error| match error {
            OutsideError::NotAnswered => EmbedError::NotAnswered,
            OutsideError::Refused(status) => EmbedError::Refused(status),
        })?;
        let answer: Answer =
            serde_json::from_slice(&answer).map_err(|_not_json| EmbedError::Nonsense)?;
        in_order(answer.data, texts.len()).ok_or(EmbedError::Nonsense)
    }
}

#[async_trait]
impl Embedder for Embeddings {
    fn model(&self) -> &str {
        &self.options.model
    }

    async fn embed(&self, texts: &[String]) -> Result<Vec<Vector>, EmbedError> {
        let mut vectors: Vec<Vector> = Vec::with_capacity(texts.len());
        for batch in texts.chunks(MOST_TEXTS) {
            vectors.extend(self.batch(batch).await?);
        }
        let length = vectors.first().map_or(0, Vec::len);
        if vectors.iter().any(|vector| vector.len() != length) {
            return Err(EmbedError::Nonsense);
        }
        Ok(vectors)
    }
}

#[derive(Deserialize)]
struct Answer {
    data: Vec<Embedded>,
}

#[derive(Deserialize)]
struct Embedded {
    index: usize,
    embedding: Vector,
}

/// One vector for each of so many texts: servers may give them in any order.
fn in_order(mut data: Vec<Embedded>, texts: usize) -> Option<Vec<Vector>> {
    data.sort_by_key(|it| it.index);
    let is_each_once = data.len() == texts && data.iter().enumerate().all(|(n, it)| it.index == n);
    let are_vectors = data
        .iter()
        .all(|it| !it.embedding.is_empty() && it.embedding.iter().all(|number| number.is_finite()));
    (is_each_once && are_vectors).then(|| data.into_iter().map(|it| it.embedding).collect())
}

#[cfg(test)]
mod tests {
    use std::sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    };

    use axum::{Json, Router, extract::State, http::HeaderMap, routing::post};
    use serde_json::Value;

    use super::*;
    use crate::clients::http::{HttpOptions, client};

    type Asked = Arc<AtomicUsize>;

    /// Gives the length of each text as its vector, the last first; fails at the first question.
    async fn embed(
        State(asked): State<Asked>,
        headers: HeaderMap,
        Json(body): Json<Value>,
    ) -> Result<Json<Value>, axum::http::StatusCode> {
        let before = asked.fetch_add(1, Ordering::SeqCst);
        if headers.get("authorization").is_none_or(|key| key != "Bearer sesame") {
            return Err(axum::http::StatusCode::UNAUTHORIZED);
        }
        if before == 0 {
            return Err(axum::http::StatusCode::BAD_GATEWAY);
        }
        let texts = body["input"].as_array().cloned().unwrap_or_default();
        let data = texts.iter().enumerate().rev().map(|(index, text)| {
            let length = text.as_str().map_or(0, |text| text.chars().count());
            json!({ "index": index, "embedding": [length, 1] })
        });
        Ok(Json(json!({ "data": data.collect::<Vec<_>>() })))
    }

    async fn embedder(key: &str) -> (Embeddings, Asked) {
        let asked = Asked::default();
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let router = Router::new().route("/v1/embeddings", post(embed)).with_state(asked.clone());
        tokio::spawn(async move { axum::serve(listener, router).await.unwrap() });
        let options = EmbeddingsOptions {
            base_url: Url::parse(&format!("http://{address}/v1")).unwrap(),
            key: Some(key.into()),
            model: "small".into(),
        };
        (Embeddings::new(client(&HttpOptions::default()).unwrap(), options), asked)
    }

    #[tokio::test]
    async fn each_text_gets_its_vector_batch_by_batch_after_a_failure() {
        let (embedder, asked) = embedder("sesame").await;
        let texts: Vec<String> = (0..=MOST_TEXTS).map(|n| "x".repeat(n)).collect();
        let vectors = embedder.embed(&texts).await.unwrap();
        let lengths: Vec<f32> = vectors.iter().map(|vector| vector[0]).collect();
        assert!(lengths.iter().enumerate().all(|(n, length)| n as f32 == *length), "{lengths:?}");
        assert_eq!(asked.load(Ordering::SeqCst), 3, "a failure, then two batches");
        assert_eq!(embedder.embed(&[]).await, Ok(Vec::new()));
    }

    #[tokio::test]
    async fn a_refusal_is_not_asked_again() {
        let (embedder, asked) = embedder("wrong").await;
        assert_eq!(embedder.embed(&["x".into()]).await, Err(EmbedError::Refused(401)));
        assert_eq!(asked.load(Ordering::SeqCst), 1);
    }

    #[test]
    fn what_is_no_vector_for_each_text_is_refused() {
        let of = |index, embedding: &[f32]| Embedded { index, embedding: embedding.into() };
        assert!(in_order(vec![of(0, &[1.0])], 2).is_none());
        assert!(in_order(vec![of(0, &[1.0]), of(0, &[1.0])], 2).is_none());
        assert!(in_order(vec![of(0, &[])], 1).is_none());
        assert!(in_order(vec![of(0, &[f32::NAN])], 1).is_none());
    }
}
