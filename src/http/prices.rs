//! `POST /etl/upload-batch`: a price list of those who run the bot, as the body or as a form's file.

use std::io::Cursor;

use axum::{
    Json,
    body::{Bytes, to_bytes},
    extract::{FromRequest as _, Multipart, Query, Request, State},
    http::{HeaderMap, StatusCode, header},
    response::{IntoResponse as _, Response},
};
use secrecy::{ExposeSecret as _, SecretString};
use serde::Deserialize;
use subtle::ConstantTimeEq as _;

use crate::{
    domain::{
        Services,
        prices::{ImportError, MOST_HTTP, Owner, TableError, Wish},
    },
    tables,
};

const KEY: &str = "x-api-key";
/// A form's own lines around its file.
const FORM: usize = 64 * 1024;

/// What the route needs.
#[derive(Clone)]
pub struct PriceRoute {
    /// Where prices go.
    pub services: Services,
    /// What those who run the bot prove themselves with.
    pub key: SecretString,
}

impl std::fmt::Debug for PriceRoute {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("PriceRoute").finish_non_exhaustive()
    }
}

/// How the file is read.
#[derive(Debug, Clone, Copy, Default, Deserialize)]
pub(super) struct Asked {
    /// All rows or none.
    #[serde(default)]
    whole: bool,
}

/// Takes a file in.
pub(super) async fn upload(
    State(route): State<PriceRoute>,
    Query(asked): Query<Asked>,
    request: Request,
) -> Response {
    if !is_known(&route.key, request.headers()) {
        return problem(
            StatusCode::UNAUTHORIZED,
            "api_key",
            "the X-API-Key header must be the operator's",
        );
    }
    let bytes = match body(request).await {
        Ok(bytes) => bytes,
        Err(refused) => return refused,
    };
    let open = move || tables::open(Cursor::new(bytes));
    let opened = match tokio::task::spawn_blocking(open).await {
        Ok(Ok(opened)) => opened,
        Ok(Err(error)) => return unreadable(&error),
        Err(error) => return failed(&error),
    };
    let wish = Wish { owner: Owner::Shared, layout: None, is_whole: asked.whole };
    match route.services.prices.import(opened.table, &opened.digest, &wish).await {
        Ok(done) if done.is_refused => {
            (StatusCode::UNPROCESSABLE_ENTITY, Json(done.json())).into_response()
        }
        Ok(done) => Json(done.json()).into_response(),
        Err(ImportError::Table(error)) => unreadable(&error),
        Err(error @ ImportError::NoHeadings) => {
            problem(StatusCode::UNPROCESSABLE_ENTITY, "no_headings", &error.to_string())
        }
        Err(ImportError::Store(error)) => failed(&error),
    }
}

fn is_known(key: &SecretString, headers: &HeaderMap) -> bool {
    let brought = headers.get(KEY).map(|key| key.as_bytes()).unwrap_or_default();
    bool::from(key.expose_secret().as_bytes().ct_eq(brought))
}

/// The file: the whole body, or the first file of a form.
async fn body(request: Request) -> Result<Bytes, Response> {
    let too_large = || {
        problem(
            StatusCode::PAYLOAD_TOO_LARGE,
            "too_large",
            "a price list may be 50 MB at most: split it",
        )
    };
    let declared =
        request.headers().get(header::CONTENT_LENGTH).and_then(|it| it.to_str().ok()?.parse().ok());
    if declared.is_some_and(|length: usize| length > MOST_HTTP + FORM) {
        return Err(too_large());
    }
    let is_form = request
        .headers()
        .get(header::CONTENT_TYPE)
        .and_then(|kind| kind.to_str().ok())
        .is_some_and(|kind| kind.starts_with("multipart/form-data"));
    if !is_form {
        return to_bytes(request.into_body(), MOST_HTTP).await.map_err(|_error| too_large());
    }
    let broken = || {
        problem(StatusCode::BAD_REQUEST, "bad_form", "the form can't be read: send one file in it")
    };
    let mut form = Multipart::from_request(request, &()).await.map_err(|_error| broken())?;
    while let Some(field) = form.next_field().await.map_err(|_error| broken())? {
        if field.file_name().is_none() {
            continue;
        }
        let bytes = field.bytes().await.map_err(|error| {
            if error.status() == StatusCode::PAYLOAD_TOO_LARGE { too_large() } else { broken() }
        })?;
        return if bytes.len() > MOST_HTTP { Err(too_large()) } else { Ok(bytes) };
    }
    Err(broken())
}

fn unreadable(error: &TableError) -> Response {
    let code = match error {
        TableError::Empty => "file_empty",
        TableError::TooLarge => {
            return problem(StatusCode::PAYLOAD_TOO_LARGE, "unfolds_too_far", &error.to_string());
        }
        TableError::Unreadable => "file_unreadable",
        TableError::OldBook => "old_xls",
        TableError::LongLine(_) => "long_line",
        TableError::ManyColumns(_) => "many_columns",
    };
    problem(StatusCode::UNPROCESSABLE_ENTITY, code, &error.to_string())
}

fn failed(error: &dyn std::fmt::Display) -> Response {
    tracing::error!(%error, "a price list could not be taken in");
    problem(
        StatusCode::INTERNAL_SERVER_ERROR,
        "internal",
        "the fault is ours: send the file again, nothing is doubled",
    )
}

fn problem(status: StatusCode, code: &str, detail: &str) -> Response {
    let body = serde_json::json!({
        "type": format!("urn:zakupai:problem:{code}"), "title": status.canonical_reason(),
        "status": status.as_u16(), "code": code, "detail": detail,
    });
    (status, [(header::CONTENT_TYPE, "application/problem+json")], body.to_string()).into_response()
}
